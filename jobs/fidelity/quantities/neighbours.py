"""Figures that stand together: a range lends its scale and unit, hours and minutes are one duration."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from fractions import Fraction

from jobs.fidelity.quantities.values import CALENDAR, CURRENCIES, UNITS, Draft, Exact, Weight, exact
from jobs.fidelity.quantities.words_en import UNITS_EN
from jobs.regex import regex

_SMALLER = {"yr": ("mo",), "h": ("min", "s"), "min": ("s",), "week": ("d",), "d": ("h",), "ft": ("inch",), "m": ("cm",),
            "CNY": ("jiao", "fen"), "jiao": ("fen",), "fen": ("mil",), "USD": ("cent",),
            "mu": ("fendi",), "jin": ("liang",), "kg": ("jin", "g"), "lb": ("oz",)}  # fmt: skip
_ALONE = frozenset({"name", "version", "ordinal", "date"})
_RANGE = regex(r"\s?(?:-|–|—+|~|至|到|to|through|or|或)\s?[$€£¥]?", re.IGNORECASE)
_JOINT = regex(r"-|(?:[,，]?\s?(?:and |零|又)?\s?)")


def merge_durations(drafts: Iterable[Draft], text: str, *, displayed: bool = False) -> list[Draft]:
    """1小时30分钟 and "an hour and 30 minutes" are one duration, 三块五毛 one price; the parts remain a meaning.

    `displayed`: 6分40秒 may be 6:40, as on a display; of one side alone, or 2小时40分 were 2分40秒. And "two minutes
    and 40" leaves the seconds unsaid.
    """
    merged: list[Draft] = []
    for draft in drafts:
        last = merged[-1] if merged else None
        if last is not None and _is_rate(last, draft, text):
            draft.also("duration", exact(sum(part.low * UNITS[part.unit][1] for part in (last, draft))))
            last.weight = Weight.FREE
            merged.append(draft)
        elif last is not None and _continues(last, draft, text):
            (_, large), (_, small) = UNITS[last.unit], UNITS[draft.unit]
            last.plain = (*(last.plain or (last.low,)), draft.low)
            last.high = exact(last.low + Fraction(draft.high * small) / large)
            last.low = exact(last.low + Fraction(draft.low * small) / large)
            if last.unit in CURRENCIES:
                last.plain = (last.low,)
            if displayed and draft.unit in {"min", "s"}:
                last.also("clock", exact(last.low * 60))
            last.end, last.parts_to = draft.end, draft.unit
            last.weight = max(last.weight, draft.weight)
        else:
            if last is not None and last.unit in {"h", "min"} and not draft.unit:
                _unsaid_seconds(last, draft, text)
            if last is None or not (_unsaid_inches(last, draft, text) or _unsaid_cents(last, draft, text)):
                merged.append(draft)
    return merged


def _is_rate(last: Draft, draft: Draft, text: str) -> bool:
    """Is it 通勤一天三个钟头: three hours a day, if not a day and three hours?"""
    return draft.unit == "h" and draft.start == last.end and text[last.start : last.end] == "一天"


_PARTS = frozenset(unit for parts in _SMALLER.values() for unit in parts)
_AN_HOUR = regex(r"(?<![a-z])an? (?:full |good |whole )?(hour|minute|year|week|day|foot|meter|metre) and $")


def add_article(drafts: Iterable[Draft], text: str) -> None:
    """ "An hour and 20 minutes": the article counts as one."""
    for draft in drafts:
        if draft.unit in _PARTS and text.startswith(" and ", draft.start - 5) and draft.low == draft.high:
            large = _AN_HOUR.search(text, max(0, draft.start - 20), draft.start)
            unit = UNITS_EN[large[1]] if large else ""
            if large and draft.unit in _SMALLER.get(unit, ()):
                factor = UNITS[draft.unit][1]
                draft.also(UNITS[unit][0], exact(draft.low * factor))
                draft.plain = (1, draft.low)
                draft.low = draft.high = exact(draft.low + Fraction(UNITS[unit][1]) / factor)
                draft.start = large.start()


_AGAIN = regex(r"整?\s?[(（]\s?(?:人民币|小写[:：]?)?\s?")


def told_twice(drafts: list[Draft], text: str) -> None:
    """伍佰万元整（¥5,000,000）is one sum in words and figures."""
    for first, second in itertools.pairwise(drafts):
        if first.low == second.low and first.unit == second.unit and _AGAIN.fullmatch(text, first.end, second.start):
            second.weight = Weight.FREE


_MONTHS = regex(r"(?<![\d.])\d{1,2}(?:[、,，和及]\d{1,2}){1,3}(?=(?P<count>[两三四]个?月(?!前|后|内|以)))")


_MONTHS_TOO = regex(r"(?<![\d.])\d{1,2}(?:[、和及]\d{1,2}){0,3}(?=[、和及]\d{1,2}月)")


def name_months(drafts: list[Draft], text: str) -> None:
    """3、4两个月 are March and April, 7、8月 July and August."""
    for months in _MONTHS_TOO.finditer(text) if "月" in text else ():
        for draft in drafts:
            if months.start() <= draft.start < months.end() and not draft.unit and 1 <= draft.low <= 12:
                draft.unit, draft.bare = "month", True
    for months in _MONTHS.finditer(text) if "个月" in text or "两月" in text else ():
        for draft in drafts:
            if months.start() <= draft.start < months.end() and not draft.unit and 1 <= draft.low <= 12:
                draft.unit, draft.bare = "month", True
            elif draft.start == months.end():
                draft.weight = Weight.FREE


def _unsaid_seconds(last: Draft, draft: Draft, text: str) -> None:
    if draft.low == draft.high and 1 <= draft.low < 60 and text[last.end : draft.start] == " and ":
        factor = Fraction(UNITS[last.unit][1])
        last.also("duration", exact(last.low * factor + draft.low * factor / 60))


def _unsaid_inches(last: Draft, draft: Draft, text: str) -> bool:
    """Five foot ten: adds the inches to the feet."""
    alone = draft.low == draft.high and not draft.unit and 1 <= draft.low < 12
    if (
        last.unit != "ft"
        or not alone
        or last.low != last.high
        or last.low > 12
        or text[last.end : draft.start] not in {" ", "-"}
    ):
        return False
    last.plain = (last.low, draft.low)
    last.low = last.high = exact(last.low + Fraction(draft.low) / 12)
    last.end = draft.end
    return True


def _unsaid_cents(last: Draft, draft: Draft, text: str) -> bool:
    """Three yuan 20, one metre forty-two: adds the hundredths. Eighteen fifty may be a price, too."""
    if draft.unit or draft.low != draft.high or not 10 <= draft.low < 100:
        return False
    if not last.unit and last.kind == draft.kind == "" and not last.digits and not draft.digits:
        if text[last.end : draft.start] == " " and 1 <= last.low < 100 and last.low == last.high:
            last.also("", exact(last.low + Fraction(draft.low) / 100))
            draft.weight = Weight.FREE
        return False
    if last.unit not in _IN_HUNDREDTHS:
        return False
    if last.low.denominator != 1 or last.scale != 1 or text[last.end : draft.start] != " ":
        return False
    last.plain = (last.low, draft.low)
    last.low = last.high = exact(last.low + Fraction(draft.low) / 100)
    last.end = draft.end
    return True


_COINS = frozenset({"jiao", "fen"})
"""两块七毛多 is a little more than 2.70."""
_IN_HUNDREDTHS = frozenset({"CNY", "USD", "EUR", "GBP", "m"})


def _continues(last: Draft, draft: Draft, text: str) -> bool:
    if draft.unit not in _SMALLER.get(last.unit, ()) or last.low != last.high:
        return False
    if draft.low != draft.high and not (draft.approx and draft.unit in _COINS):
        return False
    if draft.low * UNITS[draft.unit][1] >= UNITS[last.unit][1]:
        return False
    gap = text[last.end : draft.start]
    if last.low.denominator != 1 and not last.parts_to:
        return False
    if "," in gap and draft.unit == last.parts_to:
        return False
    return len(gap) <= 6 and _JOINT.fullmatch(gap) is not None


def lend(drafts: list[Draft], text: str, link: re.Pattern[str]) -> None:
    """In "5 to 10 million yuan" the first number has the unit and the scale of the second: lend them.

    `link` matches the text between two numbers of one range or list. From the end, so that lists pass units on.
    """
    for at in range(len(drafts) - 2, -1, -1):
        first, second = drafts[at], drafts[at + 1]
        gap = text[first.end : second.start]
        if len(gap) > 10 or first.kind in _ALONE or second.kind in _ALONE | {"multiple"}:
            continue
        if first.unit == "clock" and _RANGE.fullmatch(gap):
            _lend_half_day(first, second)
        if (first.unit and UNITS[first.unit][0] in CALENDAR) or not link.fullmatch(gap):
            continue
        if first.unit in CURRENCIES and not second.unit and text[first.start].isascii() and _RANGE.fullmatch(gap):
            second.also("", second.low, second.high)
            second.unit = first.unit
        _lend_scale(first, second)
        if second.unit and not first.unit:
            ended = at > 0 and _RANGE.fullmatch(text, drafts[at - 1].end, first.start) is not None
            _lend_unit(first, second, gap, ended=ended)


_HOURS = frozenset(range(1, 13))


def _lend_hour(first: Draft, second: Draft) -> None:
    """From 5 to 7 p.m., 11 to 1 p.m.: the first is an hour, too, and the last one before the second."""
    if first.digits and not first.unit and first.low == first.high and first.low in _HOURS:
        hour = int(first.low) % 12 * 60
        first.also("clock", hour if (second.low - hour) % 1440 < 720 else hour + 720)


def _lend_half_day(first: Draft, second: Draft) -> None:
    """From 1:30 to 5: an hour after the first, in either half of the day."""
    if second.digits and not second.unit and second.low == second.high and second.low in _HOURS:
        second.also("clock", int(second.low) % 12 * 60)
        second.also("clock", int(second.low) % 12 * 60 + 720)


def _reading(draft: Draft, unit: str) -> tuple[str, Exact, Exact]:
    """What the number of `draft` would mean with `unit`."""
    dimension, factor = UNITS[unit]
    return dimension, exact(draft.low * Fraction(factor)), exact(draft.high * Fraction(factor))


def _lend_scale(first: Draft, second: Draft) -> None:
    if first.scale != 1 or second.scale == 1 or first.low >= min(second.scale, 1000) or first.plain:
        return
    if first.unit and first.unit != second.unit:
        return
    if second.unit != "%":
        first.also(UNITS.get(first.unit, ("", 1))[0], first.low, first.high)
    first.low, first.high = exact(first.low * second.scale), exact(first.high * second.scale)
    first.scale = second.scale


def _lend_unit(first: Draft, second: Draft, gap: str, *, ended: bool) -> None:
    """`ended`: `first` is the end of a range itself, as in "aged 60 to 79 and 4 yuan for others"."""
    if first.low > 1000 * max(second.high, 1):
        return  # 从亏损1.92亿到半年赚九千万
    dated, ranged = UNITS[second.unit][0] in CALENDAR, _RANGE.fullmatch(gap) is not None
    if (
        ("," in gap and not (second.bare and second.unit == "%"))
        or (ended and not ranged)
        or (not ranged and first.low.denominator < second.low.denominator)
    ) and not dated:
        first.also(*_reading(first, second.unit))  # "over 60, 9 yuan for those over 80", but also "20, 30 and 40%"
        return
    if second.unit == "clock":
        _lend_hour(first, second)
        return
    if dated and (not ranged or first.low.denominator != 1):
        return
    if (not first.digits and not ranged) or (
        first.weight == Weight.FREE and not first.value_is(1) and (first.digits or not ranged)
    ):
        return
    first.also("", first.low, first.high)
    first.unit, first.bare = second.unit, True
    if ranged and (first.low > 10 or second.unit == "%"):
        first.weight = max(first.weight, second.weight)
    elif first.digits:
        first.weight = max(first.weight, Weight.WEAK)
