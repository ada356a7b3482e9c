"""What a page shows."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.fidelity.finding import Finding


@dataclass(frozen=True)
class Line:
    """A segment and its translation ("" where there is none), with what is said of them."""

    id: str
    kind: str
    source: str
    target: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """An article and its translation. `name` and `target` are paths with slashes, relative to the site; `state` says in
    a few words how the translation stands; `findings` are those about no single line."""

    name: str
    target: str
    state: str
    languages: tuple[str, str]
    lines: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()

    def count(self, severity: str) -> int:
        """How many findings have this severity."""
        every = [*self.findings, *(finding for line in self.lines for finding in line.findings)]
        return sum(finding.severity == severity for finding in every)


@dataclass(frozen=True)
class Entry:
    """A sheet as the index lists it. `address`: its page, relative to the index."""

    name: str
    state: str
    errors: int
    warnings: int
    address: str
