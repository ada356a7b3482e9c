"""Read the figures of an English text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from jobs.fidelity.quantities.dates_en import read_month, read_nineties
from jobs.fidelity.quantities.digits_en import read_digits
from jobs.fidelity.quantities.neighbours import add_article, lend, merge_durations
from jobs.fidelity.quantities.spelled_en import (
    past_the_hour,
    read_count,
    read_fold,
    read_half,
    read_ordinal,
    read_quarter,
    read_vague,
)
from jobs.fidelity.quantities.surface import POINT, surface
from jobs.fidelity.quantities.values import Draft, Quantity, Weight, exact
from jobs.fidelity.quantities.wordlist import pattern, words
from jobs.fidelity.quantities.words_en import (
    DECADES,
    FOLD,
    MONTHS,
    ONES,
    ORDINALS,
    ROMAN,
    SCALES,
    SOFT,
    TENS,
    UNITS_EN,
    VAGUE,
    WEEKDAYS,
)
from jobs.regex import regex

_WORDS = [
    *ONES,
    *TENS,
    *SCALES,
    *ORDINALS,
    *FOLD,
    *VAGUE,
    *SOFT,
    *MONTHS,
    *DECADES,
    *WEEKDAYS,
    "teens",
    "decades",
    "centuries",
    "quarters",
]
_NUMBERED = ("chapter", "part", "section", "volume", "title", "phase", "stage", "act", "book", "annex")
_TRIGGER = regex(
    rf"[0-9½¼¾⅓⅔]|{POINT}|(?<![a-z]){pattern(_WORDS)}(?![a-z])"
    rf"|[ivx](?![a-z'’])(?:{'|'.join(f'(?<={word} .)' for word in _NUMBERED)})"
)
_MARKER = regex(r"(?:^|\n)\s*[(\[]?\d{1,2}(?:[)\]]|\.(?!\d))")
_LINK = regex(
    r"\s?(?:-|–|—|~|to|or|and|,|,?\s?and|through|till|until|versus|vs\.?|against|from|/|:|and the|"
    r",?\s?or)\s?(?:us\$|hk\$|\$|€|£|¥)?\s?|-\s?to\s?-?|\s?- (?:to|or|and) "
)
_HEDGE = regex(
    r"\b(?:about|around|nearly|almost|over|more than|roughly|approximately|approx\.?|some|up to|at least|less than"
    r"|fewer than|under|close to|exceed(?:s|ed|ing)?|upwards? of|nearing|as many as|as much as|above|below"
    r"|topp(?:ed|ing)|surpass(?:ed|ing|es)?|north of|estimated|or so|an estimated|in excess of)[^a-z]{1,5}$|~\s?$"
)
_HEDGES_END = frozenset(
    words(
        "about around nearly almost over than roughly approximately approx approx. some to least under exceed exceeds "
        "exceeded exceeding of nearing as above below topped topping surpass surpassed surpassing surpasses estimated "
        "so excess"
    )
)
"""The last words of those hedges: a quick look."""
_HEDGED_AFTER = regex(r"\+|-plus| or (?:so|more)|-odd| plus\b")


@lru_cache(maxsize=64)
def read_en(text: str) -> tuple[Quantity, ...]:
    """The figures of an English text, in order. Total: any text has an answer, in linear time."""
    said, back = surface(text)
    low = said.lower()
    if len(low) != len(said):
        low = "".join(char.lower() if char.isascii() else char for char in said)
    match = _TRIGGER.search(low)
    if match is None:
        return ()
    markers = {marker.end() for marker in _MARKER.finditer(low)}
    drafts: list[Draft] = []
    while match is not None:
        at = match.start()
        found, end = (
            read_digits(low, said, at) if match[0].isdecimal() or match[0] == "." else _word(low, said, match, drafts)
        )
        for draft in found:
            if markers and draft.end + 1 in markers and not draft.unit:
                draft.weight = Weight.FREE
            drafts.append(draft)
        match = _TRIGGER.search(low, max(end, at + 1))
    return _finished(text, low, drafts, back)


def _finished(text: str, low: str, drafts: list[Draft], back: Callable[[int], int]) -> tuple[Quantity, ...]:
    drafts = past_the_hour(merge_durations(drafts, low), low)
    add_article(drafts, low)
    lend(drafts, low, _LINK)
    _one_in_five(drafts, low)
    out = []
    for draft in drafts:
        draft.approx = draft.approx or _hedged(low, draft.start) or _HEDGED_AFTER.match(low, draft.end) is not None
        draft.start, draft.end = back(draft.start), back(draft.end)
        out.append(draft.finish(text[draft.start : draft.end]))
    return tuple(out)


def _hedged(low: str, start: int) -> bool:
    said = low[max(0, start - 20) : start]
    if said[-1:] != "~" and said[-2:] != "~ ":
        before = said.rstrip(" ($€£¥\"'“‘-–—")
        if before[before.rfind(" ") + 1 :] not in _HEDGES_END:
            return False
    return _HEDGE.search(said) is not None


_ONE_IN = regex(
    r"[ -](?:of|(?:parts? )?per|for|(?:[a-z-]+ ){0,3}?(?:in|out of))(?:[ -](?:every|an?))?[ -]"
    r"(?:some |about |roughly )?"
)


_TINY = Fraction(1, 1000)
"""Shares below are not rounded to a tenth of themselves."""


def _one_in_five(drafts: list[Draft], low: str) -> None:
    """One in five is a fifth; the thousand of "three in 1,000" is no figure of its own."""
    for first, second in itertools.pairwise(drafts):
        near = second.start - first.end <= 36 and first.unit in {"", "times"} and first.kind != "ordinal"
        near = near and first.low < second.low
        if near and _ONE_IN.fullmatch(low, first.end, second.start):
            share = Fraction(first.low) / Fraction(second.low)
            for part in (first, second):
                part.also("", exact(share))
            if not second.unit and second.low >= 100:
                second.weight = Weight.FREE
            off = (
                Fraction(0)
                if str(second.low).strip("0") == "1"
                else min(Fraction(1, 2), share * (10 if share > _TINY else 2))
            )
            first.also("%", exact(share * 100 - off), exact(share * 100 + off))


def _word(low: str, said: str, match: re.Match[str], drafts: list[Draft]) -> tuple[list[Draft], int]:
    """What begins at a word of `_WORDS`, and where reading goes on."""
    word, at = match[0], match.start()
    if word in _ONE_LETTER:
        number = _ONE_LETTER[word]
        draft = Draft(*match.span(), number, number, weight=Weight.WEAK, kind="ordinal", digits=False)
        titled = said[at].isupper() and said[said.rfind(" ", 0, at - 1) + 1].isupper()
        return [draft] if titled else [], match.end()
    if word in _FRACTION_SIGNS:
        value = _FRACTION_SIGNS[word]
        return [Draft(at, match.end(), value, value, kind="ratio")], match.end()
    if word in VAGUE:
        return read_vague(low, said, match)
    if word in ORDINALS:
        return read_ordinal(low, match, drafts)
    if word in ONES or word in TENS or word in SCALES:
        return read_count(low, said, at)
    if word in FOLD:
        return read_fold(match), match.end()
    if word in MONTHS:
        return read_month(low, said, match, drafts)
    if word == "half":
        return read_half(low, said, match)
    if word == "quarter":
        return read_quarter(low, match)
    if word in DECADES:
        return read_nineties(low, match), match.end()
    return _soft(low, said, match), match.end()


_ONE_LETTER = {"i": 1, "v": 5, "x": 10}
"""Chapter I, Part V; not the part I like."""
_FRACTION_SIGNS = {
    "½": Fraction(1, 2),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
}


_TITLED = regex("[A-Z][a-z]+ $")
"""Chapter VIII, Louis XVI."""


def _soft(low: str, said: str, match: re.Match[str]) -> list[Draft]:
    word = match[0]
    draft = Draft(*match.span(), 0, 0, weight=Weight.FREE, digits=False)
    if word in WEEKDAYS:
        draft.low = draft.high = WEEKDAYS[word]
        draft.unit = "weekday"
        return [draft] if said[match.start()].isupper() else []
    if word in {"decade", "decades", "century", "centuries"}:
        draft.unit = UNITS_EN[word]
        draft.low, draft.high = (1, 1) if word in {"decade", "century"} else (2, 9)
        return [draft]
    if word == "teens":
        draft.low, draft.high, draft.unit, draft.approx = 10, 19, "yr", True
        draft.also("%", 10, 19)
        return [draft]
    if word == "clock":
        draft.low, draft.high, draft.unit = 24, 24, "h"
        return [draft] if low.endswith(("round the ", "round-the-"), 0, match.start()) else []
    if word in {"noon", "midnight"}:
        draft.unit = "clock"
        draft.low = draft.high = 720 if word == "noon" else 0
        draft.also("", 12)
        return [draft]
    if word not in SOFT:
        return []
    draft.low = draft.high = SOFT[word]
    at = match.start()
    if word in ROMAN and said[at : match.end()].isupper() and _TITLED.search(said, max(0, at - 16), at):
        draft.weight, draft.kind = Weight.WEAK, "ordinal"
    if word == "fortnight":
        draft.unit = "week"
    return [draft]
