"""A summary that is the body's first characters cut short: found in the source, made anew for the target."""

from __future__ import annotations

from jobs.article.markdown import text_runs
from jobs.regex import regex

_ENDING = regex(r"(\.{3,}|…+|。{3,})$")
_BLANK = regex(r"\s+")
_MARKS = regex(r"[*_`\s]+")


def truncated(summary: str, body: bytes) -> tuple[int, str] | None:
    """(characters before the ending, the ending) when `summary` is `body`'s beginning cut short, else None.

    White space and emphasis marks don't count: front matter generators drop or keep them as they like.
    """
    ending = _ENDING.search(summary)
    if not ending:
        return None
    stump = summary[: ending.start()]
    wanted = _MARKS.sub("", stump)
    return (len(stump), ending.group()) if wanted and wanted in _beginning(body, len(wanted)) else None


def cut_short(body: bytes, length: int, ending: str) -> str:
    """The first `length` characters of `body` as plain text, and `ending`; all of it when it is shorter."""
    text = ""
    for run in text_runs(body):
        text = f"{text} {_BLANK.sub(' ', run).strip()}".strip()
        if len(text) > length:
            return text[:length].rstrip() + ending
    return text


def _beginning(body: bytes, length: int) -> str:
    """The first characters of `body` without white space and marks; some room for a leading caption or title."""
    text = ""
    for run in text_runs(body):
        text += _MARKS.sub("", run)
        if len(text) > 2 * length + 200:
            break
    return text
