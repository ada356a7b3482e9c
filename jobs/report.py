"""What a job has to say when it is done: one row an article, totals, and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from jobs.errors import Exit, YiboError

Status = Literal[
    "translated",
    "unchanged",
    "kept",
    "held",
    "failed",
    "planned",
    "skipped",
    "narrated",
    "learned",
    "waiting",
    "outdated",
]

FAILING = frozenset({"held", "failed"})


@dataclass(frozen=True)
class Spent:
    """Calls, tokens as the server counted them, and USD (None when a price is not known)."""

    calls: int = 0
    tokens_in: int = 0
    tokens_cached: int = 0
    tokens_out: int = 0
    cost: float | None = 0.0

    def __add__(self, other: Spent) -> Spent:
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Spent(
            self.calls + other.calls,
            self.tokens_in + other.tokens_in,
            self.tokens_cached + other.tokens_cached,
            self.tokens_out + other.tokens_out,
            cost,
        )


@dataclass(frozen=True)
class Row:
    """One article: `note` says in a sentence why it is held, failed, kept or skipped; `hint` the next step.

    `findings` are plain mappings with check, severity, segment, source, target and message.
    """

    path: str
    status: Status
    target: str = ""
    note: str = ""
    hint: str = ""
    findings: Sequence[Mapping[str, Any]] = ()
    spent: Spent = field(default_factory=Spent)
    seconds: float = 0.0
    bug: bool = False
    episode: bool = False
    """Is it of the episode that a run made after the translation, whose own row is another?"""
    least: float = 0.0
    """USD that a limit must leave for the dearest call of a planned article."""


@dataclass(frozen=True)
class Report:
    """A finished job. `stopped` is the error that ended it early."""

    command: str
    started: str
    seconds: float
    rows: Sequence[Row]
    stopped: YiboError | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Number of articles by status."""
        return dict(Counter(row.status for row in self.rows if not row.episode))

    @property
    def episodes(self) -> dict[str, int]:
        """Number of the episodes that came after translations, by status."""
        return dict(Counter(row.status for row in self.rows if row.episode))

    @property
    def spent(self) -> Spent:
        """What all articles cost together."""
        return sum((row.spent for row in self.rows), Spent())

    @property
    def least(self) -> float:
        """USD that a limit must leave for each of the planned calls to start; 0 where that is not known."""
        return max((row.least for row in self.rows), default=0.0)

    @property
    def exit_code(self) -> Exit:
        """The contract's exit code."""
        if any(row.bug for row in self.rows):
            return Exit.BUG
        if self.stopped is not None:
            return self.stopped.exit_code
        return Exit.FAILED if any(row.status in FAILING for row in self.rows) else Exit.DONE

    def as_json(self) -> dict[str, Any]:
        """The report as `--report` writes it."""
        return {
            "command": self.command,
            "started": self.started,
            "seconds": round(self.seconds, 3),
            "exit_code": int(self.exit_code),
            "stopped": str(self.stopped) if self.stopped else "",
            "counts": self.counts,
            "episodes": self.episodes,
            "spent": asdict(self.spent),
            "articles": [_row(row) for row in self.rows],
        }


def _row(row: Row) -> dict[str, Any]:
    spent = asdict(row.spent)
    return {
        "path": row.path,
        "status": row.status,
        "target": row.target,
        "note": row.note,
        "hint": row.hint,
        "findings": [dict(finding) for finding in row.findings],
        "calls": spent.pop("calls"),
        "cost": spent.pop("cost"),
        "tokens": {name.removeprefix("tokens_"): count for name, count in spent.items()},
        "seconds": round(row.seconds, 3),
    }
