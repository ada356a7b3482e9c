"""Read the figures of a Chinese text."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction
from functools import lru_cache

from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.characters_zh import CN, read_characters
from jobs.fidelity.quantities.digits_zh import read_digits
from jobs.fidelity.quantities.halves_zh import read_doubling, read_half
from jobs.fidelity.quantities.neighbours import lend, merge_durations, name_months, told_twice
from jobs.fidelity.quantities.surface import POINT, surface
from jobs.fidelity.quantities.values import Draft, Quantity, Weight, exact
from jobs.regex import regex

_TRIGGER = regex(f"[0-9{CN}半翻腊]|{POINT}")
_MARKER = regex(r"(?:^|\n)\s*[(（\[]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[)）\]、．]|\.(?!\d))")
_HEDGE = regex("(?:[近约超逾达]|大约|将近|超过|接近|大概|左右|至少|不到|不足|高达|多达|突破|上)\\s?$")
_HEDGES_END = frozenset("近约超逾达概过右少到足多破上")
"""How those hedges end: a quick look."""
_HEDGE_AFTER = "左右|上下|以上|以下|以内|不等|许"
_HEDGED_AFTER = regex(f"[^，。；]{{0,4}}?(?:{_HEDGE_AFTER})")
_ANY_HEDGE_AFTER = regex(_HEDGE_AFTER)


@lru_cache(maxsize=64)
def read_zh(text: str) -> tuple[Quantity, ...]:
    """The figures of a Chinese text, in order. Total: any text has an answer, in linear time."""
    said, back = surface(text)
    first = _TRIGGER.search(said)
    if first is None:
        return ()
    drafts: list[Draft] = []
    markers = {match.end() for match in _MARKER.finditer(said)}
    match: re.Match[str] | None = first
    while match is not None:
        at = match.start()
        found, end = _read(said, at)
        for draft in found:
            if markers and not draft.unit and (draft.end + 1 in markers or draft.end in markers):
                draft.weight = Weight.FREE
            drafts.append(draft)
        match = _TRIGGER.search(said, max(end, at + 1))
    return _finished(text, said, drafts, back)


def _finished(text: str, said: str, drafts: list[Draft], back: object) -> tuple[Quantity, ...]:
    assert callable(back)
    drafts = merge_durations(drafts, said, displayed=True)
    name_months(drafts, said)
    lend(drafts, said, _LINK)
    _eight_of_ten(drafts, said)
    if "（" in said or "(" in said:
        told_twice(drafts, said)
    out = []
    after = _ANY_HEDGE_AFTER.search(said) is not None
    for draft in drafts:
        draft.approx = draft.approx or _hedged(said, draft, after)
        start, end = back(draft.start), back(draft.end)
        draft.start, draft.end = start, end
        out.append(draft.finish(text[start:end]))
    return tuple(out)


_OF_THEM = regex("[个家人户名位只台件部次天]?人?(?:里|中|当中|之中)(?:头|面)?(?:就|至少)?有")


def _eight_of_ten(drafts: list[Draft], said: str) -> None:
    """十家里有八家: English may say four out of five."""
    for whole, part in itertools.pairwise(drafts):
        if 0 < part.low < whole.low and _OF_THEM.fullmatch(said, whole.end, part.start):
            for draft in (whole, part):
                draft.also("", exact(Fraction(part.low) / whole.low))


_LINK = regex(r"\s?(?:-|–|—+|~|至|到|或|和|、|与|及|/|对|比|,|，|从|以及|并|而)\s?(?:第|[$€£¥])?")


def _hedged(said: str, draft: Draft, after: bool) -> bool:
    """Does 约 stand before the figure or, where the text has such a word at all (`after`), 左右 behind it?"""
    start = draft.start
    before = said[start - 1 : start].isspace() or said[start - 1 : start] in _HEDGES_END
    if before and _HEDGE.search(said, max(0, start - 3), start):
        return True
    return after and _HEDGED_AFTER.match(said, draft.end) is not None


def _read(said: str, at: int) -> tuple[list[Draft], int]:
    """What begins at the trigger character at `at`, and where reading goes on."""
    char = said[at]
    if char == "半":
        return read_half(said, at)
    if char == "翻":
        return read_doubling(said, at)
    if char == "腊":
        return _twelfth(said, at), at + 1
    if char <= "9":
        return read_digits(said, at)
    if char == "一" and (some := _SOME_YEAR.match(said, at)):
        value = 1900 + 10 * int(numerals.digits(some[1]))
        return [Draft(at, some.end(), value, value, "decade", digits=False)], some.end()
    if said.startswith(("零几年", "〇几年"), at):
        return [Draft(at, at + 3, 2000, 2000, "decade", Weight.WEAK, digits=False)], at + 3
    if said.endswith("数以", 0, at) and (many := _MANY.match(said, at)):
        scale = numerals.scale_of(many[1])
        sized = Draft(at - 2, many.end(), 2 * scale, 10 * scale - 1, "", Weight.FREE, digits=False, approx=True)
        sized.kind = "many"
        return [sized], many.end()
    return read_characters(said, at)


_MANY = regex("([十百千万亿]{1,3})计")
"""数以万计: tens of thousands."""
_SOME_YEAR = regex("一九([一二三四五六七八九])几年")
"""一九六几年: some year of the sixties."""


def _twelfth(said: str, at: int) -> list[Draft]:
    """腊月 is the last month of the old calendar."""
    if not said.startswith("腊月", at):
        return []
    return [Draft(at, at + 2, 12, 12, "month", Weight.FREE, digits=False, bare=True)]
