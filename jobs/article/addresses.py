"""Bare addresses in running text, as a reader sees where they end."""

from __future__ import annotations

from collections.abc import Iterator

from jobs.regex import regex

_URL = regex(r"(?:https?|ftp)://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+|www\.[A-Za-z0-9\-._~/?#=&%]+")
_STOPS = ".,;:!?*_~'\"(["
_GENITIVE = regex(r"'s$")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of bare addresses without the punctuation, the bracket or the 's that follows them in a sentence."""
    for match in _URL.finditer(text) if "://" in text or "www." in text else ():
        trimmed = _GENITIVE.sub("", match.group()).rstrip(_STOPS)
        while trimmed.endswith((")", "]")) and _closing(trimmed) > 0:
            trimmed = trimmed[:-1].rstrip(_STOPS)
        if trimmed:
            yield match.start(), match.start() + len(trimmed)


def _closing(text: str) -> int:
    """How many more brackets are closed in `text` than opened."""
    return sum(text.count(mark) for mark in ")]") - sum(text.count(mark) for mark in "([")
