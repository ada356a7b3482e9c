"""One pattern for many words, quick to fail."""

from __future__ import annotations

import re
from collections.abc import Iterable


def pattern(words: Iterable[str]) -> str:
    """A regular expression for any of `words` (literals), longest first, grouped by first character.

    The engine looks at one character per group before it tries a word.
    """
    groups: dict[str, set[str]] = {}
    for word in words:
        groups.setdefault(word[0], set()).add(word[1:])
    parts = []
    for first, rests in groups.items():
        longest = sorted(rests, key=lambda rest: (-len(rest), rest))
        inner = "|".join(re.escape(rest) for rest in longest)
        parts.append(re.escape(first) + (f"(?:{inner})" if inner else ""))
    return "(?:" + "|".join(parts) + ")"


def words(text: str) -> tuple[str, ...]:
    """The words of `text`, which white space parts."""
    return tuple(text.split())
