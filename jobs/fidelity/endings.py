"""English words with their regular endings, as the tables of `opposites` and `qualifiers` write them."""

from __future__ import annotations

from collections.abc import Iterator


def forms(word: str) -> Iterator[str]:
    """`word` alone, or where a ~ stands in it with all endings that are regular; some of these are no words."""
    stem, regular, rest = word.partition("~")
    yield stem + rest
    if regular:
        shorter = stem[:-1] if stem[-1] in "ey" else stem
        for end in ("s", "es", "d", "ed", "ing", "r", "er", "ly"):
            yield stem + end + rest
        for end in ("ing", "ied", "ies", "ion"):
            yield shorter + end + rest
        for end in ("ed", "ing"):
            yield stem + stem[-1] + end + rest
