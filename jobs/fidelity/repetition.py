"""Nothing is said twice: no sentence again, no phrase in a loop."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import eq

from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import anchored, as_written, visible, words
from jobs.regex import regex

_GRAM = 4
"""Words in a row that hardly ever come twice in one paragraph of good English."""
_LONG = 9
"""Words, or characters of Chinese, from which a passage that comes again is no coincidence, wherever it stands."""
_SENTENCE = regex(r"[.!?:;~…][\s*_”\"')]+|\n")


_SOUND = regex(
    r"([\u4e00-\u9fff])(?:[、，,…—\s]*\1){2}|([\u4e00-\u9fff]{2,8})(?:[、，,…—！!。？?\s]+\2)+|([\u4e00-\u9fff]{1,4})(?:就是|归|就)\3"
)
"""咚、咚、咚咚: a sound, or a word, said three times and more; 备份，备份; 没看就是没看.

A few words may be said twice for it, or as many as it has characters."""


def repeated(source: str, target: str) -> Iterator[Complaint]:
    """No sentence comes twice, and no phrase in a loop, unless the source repeats itself too."""
    shown = anchored(target)  # what differs in its code is no repetition
    said = words(shown)
    pairs = list(pairwise(said))
    if len(pairs) == len(set(pairs)):
        return
    again = _doubled(said) or _stutter(said) or _passage(said, shown)
    refrain = max((max(_GRAM, len(found[0])) for found in _SOUND.finditer(source)), default=0)
    if len(again.split()) > refrain and not _repeats(source) and " ".join(words(source)).count(again) < 2:
        yield Complaint(source, target, f"said twice: “{as_written(again, target)[:60]}”", "error")


def _doubled(said: Sequence[str]) -> str:
    """The whole text, when it is one text twice."""
    half, odd = divmod(len(said), 2)
    return " ".join(said[:half]) if not odd and half > 1 and said[:half] == said[half:] else ""


def _stutter(said: Sequence[str]) -> str:
    """A word four times in a row; figures (1:1:1:1) are for others to judge."""
    if any(map(eq, said, said[1:])):
        for index in range(len(said) - 3):
            if len(set(said[index : index + 4])) == 1 and not said[index].isdigit():
                return " ".join(said[index : index + 4])
    return ""


def _passage(said: Sequence[str], target: str) -> str:
    """A passage that follows itself at once, a sentence that comes again, or any nine words that do; or ""."""
    seen: dict[tuple[str, ...], int] = {}
    at, grams = 0, list(zip(*(said[i:] for i in range(_GRAM)), strict=False))
    if len(set(grams)) == len(grams):
        return _short_sentence(target)
    while at < len(grams):
        before = seen.setdefault(grams[at], at)
        size = _common(said, before, at) if before < at else 0
        again = said[at : at + size]
        long = size >= _LONG and not _is_of_another_figure(said, before + size, at + size)
        if size and (size >= at - before or long or _is_sentence(again, target)):
            return " ".join(again)
        at += 1
    return ""


def _is_of_another_figure(said: Sequence[str], first: int, second: int) -> bool:
    """Does a figure stand in both places: "to a position of 0.18" and "to a position of 0.13"?"""
    return second < len(said) and said[first].isdigit() and said[second].isdigit()


def _common(said: Sequence[str], first: int, second: int) -> int:
    """How many words from `first` on are the same as from `second` on."""
    size = 0
    while second + size < len(said) and said[first + size] == said[second + size]:
        size += 1
    return size


def _is_sentence(passage: Sequence[str], target: str) -> bool:
    """Do the words of `passage` (or all but its ends) make up a whole sentence of `target`, twice?"""
    return _sentences(target).count(tuple(passage)) > 1


def _short_sentence(target: str) -> str:
    """A sentence of two or three words that follows itself."""
    said = words(target)
    if not any(map(eq, said, said[2:])) and not any(map(eq, said, said[3:])):
        return ""
    found = _sentences(target)
    for one, other in pairwise(found):
        if one == other and len(one) > 1:
            return " ".join(one)
    return ""


def _sentences(target: str) -> list[tuple[str, ...]]:
    return [words(piece) for piece in _SENTENCE.split(target) if piece.strip()]


def _repeats(source: str) -> bool:
    """Does the source itself say something twice: six Chinese characters as a clause of their own, nine within one?"""
    prose = visible(source)
    grams = [prose[at : at + _LONG] for at in range(len(prose) - _LONG + 1)]
    if any(len(gram.encode()) == 3 * _LONG for gram in {gram for gram, count in Counter(grams).items() if count > 1}):
        return True
    pieces = [piece.strip() for piece in re.split(r"[，。；：！？、,;:!?\n（）()]+", visible(source))]
    pieces = [piece for piece in pieces if len(piece.encode()) >= 18]
    return len(pieces) > len(set(pieces))
