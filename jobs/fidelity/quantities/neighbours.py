"""Figures that stand together: a range lends its scale and unit, hours and minutes are one duration."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from jobs.fidelity.quantities.values import CALENDAR, UNITS, Draft, Weight, exact

_SMALLER = {"yr": ("mo",), "h": ("min",), "min": ("s",), "week": ("d",), "d": ("h",), "ft": ("inch",), "m": ("cm",)}
_ALONE = frozenset({"name", "version", "ordinal", "date"})
_RANGE = re.compile(r"\s?(?:-|–|—+|~|至|到|to|through|or|或)\s?[$€£¥]?", re.IGNORECASE)
_JOINT = re.compile(r"(?:[,，]?\s?(?:and |零|又)?)")


def merge_durations(drafts: Iterable[Draft], text: str) -> list[Draft]:
    """1小时30分钟 and "an hour and 30 minutes" are one duration; its parts remain a meaning."""
    merged: list[Draft] = []
    for draft in drafts:
        last = merged[-1] if merged else None
        if last is not None and _continues(last, draft, text):
            (_, large), (_, small) = UNITS[last.unit], UNITS[draft.unit]
            last.plain = (*(last.plain or (last.low,)), draft.low)
            last.low = last.high = exact(last.low + Fraction(draft.low * small) / large)
            last.end = draft.end
            last.weight = max(last.weight, draft.weight)
        else:
            merged.append(draft)
    return merged


def _continues(last: Draft, draft: Draft, text: str) -> bool:
    if draft.unit not in _SMALLER.get(last.unit, ()) or last.low != last.high or draft.low != draft.high:
        return False
    gap = text[last.end : draft.start]
    return len(gap) <= 6 and _JOINT.fullmatch(gap) is not None


def lend(drafts: list[Draft], text: str, link: re.Pattern[str]) -> None:
    """In "5 to 10 million yuan" the first number has the unit and the scale of the second: lend them.

    `link` matches the text between two numbers of one range or list. From the end, so that lists pass units on.
    """
    for first, second in zip(reversed(drafts[:-1]), reversed(drafts[1:]), strict=True):
        gap = text[first.end : second.start]
        if len(gap) > 10 or first.kind in _ALONE or second.kind in _ALONE:
            continue
        if (first.unit and UNITS[first.unit][0] in CALENDAR) or not link.fullmatch(gap):
            continue
        _lend_scale(first, second)
        if second.unit and not first.unit:
            _lend_unit(first, second, bool(_RANGE.fullmatch(gap)))


def _lend_scale(first: Draft, second: Draft) -> None:
    if first.scale != 1 or second.scale == 1 or first.low >= min(second.scale, 1000) or first.plain:
        return
    if first.unit and first.unit != second.unit:
        return
    first.also(UNITS.get(first.unit, ("", 1))[0], first.low, first.high)
    first.low, first.high = exact(first.low * second.scale), exact(first.high * second.scale)
    first.scale = second.scale


def _lend_unit(first: Draft, second: Draft, ranged: bool) -> None:
    dated = UNITS[second.unit][0] in CALENDAR
    if second.unit == "clock" or (dated and (not ranged or first.low.denominator != 1)):
        return
    if (not first.digits and not ranged) or (first.weight == Weight.FREE and not first.value_is(1)):
        return
    first.also("", first.low, first.high)
    first.unit, first.bare = second.unit, True
    first.weight = max(first.weight, Weight.WEAK) if first.digits else first.weight
