"""What a check has to say about one segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
MARKS: dict[Severity, str] = {"error": "✗", "warning": "!", "info": "·"}
"""How a finding is marked where people read it, the gravest first."""


@dataclass(frozen=True)
class Complaint:
    """What a single check says of a pair of texts; the registry makes a `Finding` of it.

    `weight` is the check's own opinion of how sure and how grave it is; a project's settings may overrule it.
    """

    source: str
    target: str
    message: str
    weight: Severity


@dataclass(frozen=True)
class Finding:
    """One complaint: `check` names the function that made it, `source` and `target` quote the evidence.

    `segment` is the segment's id, or "" when the finding is about the whole article; `line` is where it begins in the
    source's file, from 1, or 0 where that is not known.
    An error is repaired once and then holds the article back; a warning is written and listed; info is only listed.
    """

    check: str
    severity: Severity
    segment: str
    source: str
    target: str
    message: str
    line: int = 0
