"""Which way something goes, and the word that says so."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple


class Way(NamedTuple):
    """Which way it goes ("up" or "down", "to" or "by"), and the word that says so."""

    side: str
    word: str


Ways = tuple[Way | None, Way | None]
"""What the source says and what the target does."""


def way_of(match: re.Match[str] | None) -> Way | None:
    """The group that was found names the side; "other" is none."""
    name = next((name for name, found in match.groupdict().items() if found and name != "other"), "") if match else ""
    return Way(name, match[name].strip()) if match and name else None


def last(found: Iterator[re.Match[str]]) -> re.Match[str] | None:
    """The last of several matches."""
    return next(iter(deque(found, maxlen=1)), None)
