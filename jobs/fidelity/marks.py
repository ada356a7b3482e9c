"""What a page shows of the small marks inside its prose is what the source shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import unescape

from jobs.article.inline import ASTERISK, BREAK, EMPHASIS, STRUCK
from jobs.article.markdown import text_runs
from jobs.fidelity.finding import Complaint, Severity
from jobs.regex import regex

_OWN_LINE = regex(r"<br\s*/?>")
_FORMAL = frozenset({"&nbsp;", "&lt;", "&gt;"})
"""Entities that may be put otherwise: by a space, a word or code."""


def breaks(lost: list[str], new: list[str], fewer: int) -> tuple[list[str], list[str], int]:
    """HTML that is lost and new, and how many hard breaks fewer there are, where `<br>` and a hard break are one."""
    for items, by in ((new, 1), (lost, -1)):
        for item in [item for item in items if _OWN_LINE.fullmatch(item)]:
            if fewer * by > 0:
                items.remove(item)
                fewer -= by
    return lost, new, fewer


def compare(
    source: Counter[str], target: Counter[str], text: bytes, *, fewer: int, by_people: bool
) -> Iterator[Complaint]:
    """Marks that are lost, or that the target (`text`) has for itself; `fewer`: how many of its hard breaks are lost.

    People join lines, so that a break is told only; struck-out text and signs are worth a look.
    """

    def complaint(message: str, mild: Severity = "warning") -> Complaint:
        return Complaint("", "", message, mild if by_people else "error")

    if fewer > 0 or (fewer and not by_people):
        yield complaint(f"{abs(fewer)} × {BREAK} {'lost' if fewer > 0 else 'that the source does not have'}", "info")
    if source[STRUCK] != target[STRUCK]:
        yield complaint(f"{source[STRUCK]} texts are struck out (~~) in the source, {target[STRUCK]} in the target")
    if source[ASTERISK] - target[ASTERISK] > 1 and target[EMPHASIS] > source[EMPHASIS]:
        yield complaint("asterisks that the source shows (\\*) have become emphasis")
    lost = [mark for mark in source - target if mark[0] == "&"]
    shown = "".join(text_runs(text)) if lost else ""
    for mark in lost:
        if shown.count(unescape(mark)) < source[mark]:
            message = f"{mark} is missing or changed"
            yield Complaint("", "", message, "info") if mark in _FORMAL else complaint(message)
