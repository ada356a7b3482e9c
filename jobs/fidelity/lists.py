"""A、B和C: every item of a list is answered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobs.fidelity.anchors import table, words_in
from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import plain, visible
from jobs.regex import regex

_STOPS = "，。；：！？、,;:!?\n（）()"
_LIST = regex(f"[^{_STOPS}]+(?:、[^{_STOPS}]+)+")
_AND = regex("(?<=.)(?:以及|和|与|及|或)(?=.)")
_LATIN = regex("[A-Za-z0-9]")
_ITEM, _LAST = 6, 4
"""Characters of an item, and of the last one, behind which the clause goes on, that are looked at."""
_FEWEST = 3
_CLAUSE = regex(r"[^.;:!?()\n]+")
_AND_EN = regex(r"[^,] (?:and|or|nor|plus|as well as) ")


def items(source: str, target: str) -> Iterator[Complaint]:
    """No item of a list (A、B和C) is left out.

    An item counts as lost when the dictionary knows it, nothing in the target answers to it, another item is answered,
    and no list of the target is as long: one of 6,027 good segments.
    """
    if "、" not in source:
        return
    words = plain(target)
    for found in _LIST.finditer(visible(source)):
        others = found[0].split("、")[1:]  # where the first item begins nobody knows
        others += _AND.split(others.pop(), maxsplit=1)
        middle, last = others[:-1], others[-1]
        if len(middle) + 2 < _FEWEST:
            continue
        answered = {item: _is_answered(item, words) for item in [*(part[:_ITEM] for part in middle), last[:_LAST]]}
        lost = [item for item, there in answered.items() if there is False]
        if len(lost) == 1 and True in answered.values() and _longest(target) < len(middle) + 2:
            yield Complaint(found[0], target, f"nothing in the target answers to {lost[0]} of a list", "warning")


def _is_answered(item: str, words: str) -> bool | None:
    """Is one of the item's words found? None where the dictionary knows no word of it that means much."""
    known = words_in(item)
    if _LATIN.search(item) or all(len(word) == 1 for word in known):
        return None
    return any(stem in words for word in known for stem in table()[word])


def _longest(target: str) -> int:
    """How many things the longest list of an English text has, at most."""
    return max((_things(clause) for clause in _CLAUSE.finditer(target)), default=0)


def _things(clause: re.Match[str]) -> int:
    return clause[0].count(",") + (_AND_EN.search(clause[0]) is not None) + 1
