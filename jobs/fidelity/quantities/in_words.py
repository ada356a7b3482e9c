"""Figures that English may say in a word or two: goalless, free, New Year's Day, a third of the time it took."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from jobs.fidelity.quantities.values import CURRENCIES, SMALL_MULTIPLE, Quantity, Reading
from jobs.regex import regex


def is_in_words(figure: Quantity, said: str, told: str, got: Sequence[Quantity]) -> bool:
    """Do words of `told`, whose figures are `got`, say the `figure` of `said`?"""
    if figure.value == 0 and _is_zero_in_words(figure, said, told):
        return True
    if figure.dimension in {"month", "day"} and _is_a_feast(figure, said, told):
        return True
    if figure.unit == "jiao" and figure.value == 5 and "half" in told:
        return True
    if figure.unit == "min" and figure.value == 90 and _NORMAL_TIME.search(told):
        return True
    if figure.text.startswith(("千兆", "1000M")) and "gigabit" in told.lower():
        return True
    if figure.dimension == "times" and figure.high <= SMALL_MULTIPLE and _A_RATIO.search(told):
        return True
    if figure.value in {2, Fraction(1, 2)} and _EVERY_OTHER.search(told):
        return said[figure.start - 1 : figure.start] in {"每", "隔"}
    return any(is_left(figure, said, other, told) for other in got)


def is_left(taken: Quantity, said: str, rest: Quantity, told: str) -> bool:
    """省了三分之二的时间 leaves "a third of the time": is `rest` of `told` what `taken` of `said` leaves?"""
    if taken.unit not in {"", "%"} or not _OF.match(told, rest.end):
        return False
    left = Reading(taken.dimension, *[(100 if taken.unit else 1) - taken.low] * 2)
    return left in rest.readings and bool(_TAKEN.search(said, max(0, taken.start - 6), taken.start))


def _is_zero_in_words(figure: Quantity, said: str, told: str) -> bool:
    costs = figure.dimension in CURRENCIES or said.startswith(("息", "利率", "首付", "门槛"), figure.end)
    return bool((costs and _FREE.search(told)) or (_GOALLESS.search(told) and _NIL_NIL.search(said)))


def _is_a_feast(figure: Quantity, said: str, told: str) -> bool:
    """1月1日 is New Year's Day."""
    for date in _DATE.finditer(said):
        if date.start() <= figure.start < date.end():
            name = _FEASTS.get((int(date[1]), int(date[2])))
            return name is not None and name in told.replace("’", "'")
    return False


_FREE = regex(
    r"\b(?:nothing|free|interest-free|no (?:charge|cost|fee)|without (?:charge|paying|cost))\b", re.IGNORECASE
)
_GOALLESS, _NIL_NIL = regex(r"\b(?:goal|score)less\b"), regex(r"[0零〇]\s?[比:：-]\s?[0零〇]")
_DATE = regex(r"(?<!\d)(1[0-2]|[1-9])\s?月\s?(3[01]|[12]\d|[1-9])\s?[日号]")
_FEASTS = {(1, 1): "New Year's Day", (2, 14): "Valentine's Day", (5, 1): "May Day", (10, 1): "National Day",
           (12, 24): "Christmas Eve", (12, 25): "Christmas", (12, 31): "New Year's Eve"}  # fmt: skip
_NORMAL_TIME = regex(r"\b(?:normal|regular|regulation|full) time\b", re.IGNORECASE)
"""The 90 minutes of a match."""
_A_RATIO = regex(r"\bratio\b[^.;]{0,40}\b(?:below|above|of|to|under|over|at)\b")
"""The ratio has been below two: 二倍以下."""
_EVERY_OTHER = regex(r"\b(?:every (?:other|second)|twice a year|half-yearly|semi-?annual|biannual)", re.IGNORECASE)
_TAKEN, _OF = regex("[省少减降缩砍低短快][了掉去]?(?:约|近|将近|差不多)?$"), regex(r" (?:of|as)\b")
