"""Figures without a counterpart on either side: which of them is likely the other one, gone wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jobs.fidelity.finding import Severity
from jobs.fidelity.quantities.values import CALENDAR, CONVERTED, ROUNDED, Exact, Quantity, Weight

_MOST = 40
"""Figures of one text that are paired; a text with more than that wrong needs no finer report."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A source figure and the target figure that stands for it, how grave that is, and why they differ."""

    source: Quantity
    target: Quantity
    severity: Severity
    reason: str


def pairs(missing: Sequence[Quantity], added: Sequence[Quantity]) -> tuple[list[Pair], list[Quantity], list[Quantity]]:
    """(likeliest pairs, missing figures left, added figures left)."""
    scored = []
    for i, source in enumerate(missing[:_MOST]):
        for j, target in enumerate(added[:_MOST]):
            score, reason = _likeness(source, target)
            if score > 0:
                scored.append((-score, abs(i - j), i, j, reason))
    found: list[Pair] = []
    used_source: set[int] = set()
    used_target: set[int] = set()
    for _, _, i, j, reason in sorted(scored):
        if i not in used_source and j not in used_target:
            used_source.add(i)
            used_target.add(j)
            found.append(Pair(missing[i], added[j], _severity(missing[i], added[j], reason), reason))
    lost = [q for i, q in enumerate(missing) if i not in used_source]
    return found, lost, [q for j, q in enumerate(added) if j not in used_target]


def _likeness(source: Quantity, target: Quantity) -> tuple[int, str]:
    """How likely `target` stands for `source`, and in what it differs."""
    free = target.weight == Weight.FREE
    if set(source.plain) & set(target.plain) and source.dimension != target.dimension:
        return (0 if free and source.unit in CALENDAR else 9), "unit"
    if source.dimension and source.dimension == target.dimension:
        if source.unit != target.unit and set(source.plain) & set(target.plain):
            return 9, "unit"
        return 8 - (3 if free else 0), _reason(source, target)
    if _vague(source, target):
        return 4, "vague"
    if free or (source.dimension in CALENDAR) != (target.dimension in CALENDAR):
        return 0, ""
    ratio = _ratio(source.low, target.low)
    if ratio and _power_of_ten(ratio):
        return 7, f"×{_times(ratio)}"
    if not source.dimension and not target.dimension:
        return 5, _reason(source, target)
    return 2, ""


def _reason(source: Quantity, target: Quantity) -> str:
    ratio = _ratio(source.readings[0].low, target.readings[0].low)
    if not ratio or source.dimension in CALENDAR or "version" in {source.kind, target.kind}:
        return ""
    if _power_of_ten(ratio):
        return f"×{_times(ratio)}"
    if _vague(source, target):
        return "vague"
    return "rounded" if any(_rounded(source, reading.low, target) for reading in source.readings) else ""


def _vague(source: Quantity, target: Quantity) -> bool:
    """Is the target a word for any number of the source's size ("hundreds")?"""
    sized = target.low <= source.low <= target.high
    return target.approx and target.value is None and sized and target.dimension in {"", source.dimension}


_ABOUT = Fraction(6, 100)


def _rounded(source: Quantity, low: Exact, target: Quantity) -> bool:
    """Is the target's figure that of the source with fewer digits? Converted figures may round as well."""
    ratio = _ratio(low, target.readings[0].low)
    if ratio is None or (low.denominator == 1 and ratio == 1):
        return False
    off = abs(ratio - 1)
    if CONVERTED & {source.unit, target.unit} and source.unit != target.unit:
        return off <= _ABOUT
    shorter = significant(target.low) < significant(source.low)
    if not shorter or off > (_ABOUT if target.approx else ROUNDED):
        return False
    return abs(Fraction(low) - Fraction(target.readings[0].low)) < _last_place(target)


def _last_place(quantity: Quantity) -> Fraction:
    """What the last digit that is printed of `quantity` counts: 0.1 seconds of "11.2 seconds", in base units."""
    value, place = abs(Fraction(quantity.low)), Fraction(1)
    for _ in range(12):
        if (value / place).denominator == 1:
            break
        place /= 10
    while value and (value / (place * 10)).denominator == 1:
        place *= 10
    return place * Fraction(quantity.readings[0].low) / value if value else place


def significant(value: Exact) -> int:
    """How many digits print `value`, zeros at either end left out."""
    scaled = abs(Fraction(value))
    for _ in range(12):
        if scaled.denominator == 1:
            break
        scaled *= 10
    return len(str(scaled.numerator).strip("0"))


def _ratio(source: Exact, target: Exact) -> Fraction | None:
    return Fraction(target) / Fraction(source) if source and target else None


def _power_of_ten(ratio: Fraction) -> bool:
    big = ratio.numerator if ratio > 1 else ratio.denominator
    return ratio != 1 and min(ratio.numerator, ratio.denominator) == 1 and str(big).strip("0") == "1"


def _times(ratio: Fraction) -> str:
    return f"{ratio.numerator:,}" if ratio > 1 else f"1/{ratio.denominator:,}"


def _small_counts(source: Quantity, target: Quantity) -> bool:
    """Are both sure numbers above two, of which only one may have a unit: 三条 and "five", 八岁 and "six"?"""
    if source.dimension and target.dimension:
        return False
    if (source.kind == "ordinal") != (target.kind == "ordinal") and min(source.low, target.low) < _SURE:
        return False
    return min(source.low, target.low) >= 3 and _is_count(source) and _is_count(target)


def _is_count(quantity: Quantity) -> bool:
    """Three or 五六, not "dozens" and not 三多."""
    return quantity.value is not None or quantity.kind == "pair"


def loose_pairs(free: Sequence[Quantity], added: Sequence[Quantity]) -> list[Pair]:
    """Numbers that may be words (两, 四十, 八大, 第三) and were not found, each with a number in words from nowhere."""
    found: list[Pair] = []
    used: set[int] = set()
    for target in added[:_MOST]:
        for i, source in enumerate(free[:_MOST]):
            severity = _misplaced(source, target) or _loosely(source, target) if i not in used else None
            if severity:
                used.add(i)
                found.append(Pair(source, target, severity, ""))
                break
    return found


def exchanged(source: Sequence[Quantity], target: Sequence[Quantity]) -> list[Pair]:
    """Of one number more in the source, of the next one more in words in the target: 两年 as "three years".

    Whatever their units, but months, of which any other will do: in 4,361 segments that people translated that was
    never so by chance.
    """
    ours, theirs = _times_each(source), _times_each(target)
    more = [q for q in target if theirs[_told(q)] > ours[_told(q)]]
    for lost in source:
        if ours[_told(lost)] > theirs[_told(lost)]:
            new = next((q for q in more if _may_stand_for(lost, q)), None)
            if new:
                return [Pair(lost, new, "error", "")]
    return []


def _told(quantity: Quantity) -> tuple[bool, Exact]:
    """A number, and whether it is that of a month."""
    return quantity.dimension == "month", quantity.low


def _times_each(figures: Sequence[Quantity]) -> Counter[tuple[bool, Exact]]:
    """How often each number stands there, with whatever unit."""
    return Counter((q.dimension == "month", number) for q in figures for number in {*q.plain, q.low})


def _may_stand_for(lost: Quantity, new: Quantity) -> bool:
    if not _is_small(lost) or not _is_small(new) or "weekday" in {lost.unit, new.unit}:
        return False
    if "month" in {lost.dimension, new.dimension}:
        return lost.dimension == new.dimension
    if abs(lost.low - new.low) != 1 or lost.kind in _NO_COUNTS or lost.unit == "times":
        return False
    if new.digits or new.readings[0] in lost.readings:
        return False  # 每隔三天 may be "every four days"
    return new.kind != "ordinal" or lost.kind == "ordinal"


def _is_small(quantity: Quantity) -> bool:
    return quantity.value is not None and 2 <= quantity.low <= 12 and quantity.low.denominator == 1


_NO_COUNTS = frozenset({"name", "version", "date", "word"})
"""Kinds of figures that count nothing."""

_SURE = 11
"""From here on a spelled-out number is no figure of speech."""


def _loosely(source: Quantity, target: Quantity) -> Severity | None:
    """How grave it is that `target` may stand for `source`; None when it does not."""
    if target.digits or target.weight == Weight.FREE or not _is_count(target):
        return None
    if not _is_count(source) or source.kind in _NO_COUNTS or target.low < 2:
        return None
    if source.dimension != target.dimension:
        return None
    if source.dimension:
        return "error" if source.low >= 2 or source.dimension in CALENDAR else "warning"
    if min(source.low, target.low) >= _SURE:
        return "error"
    if source.kind in {"count", "pair"} and source.low >= 2 and target.kind != "ordinal":
        return "error"
    return "error" if source.low >= 3 and target.low >= 3 else None


def _misplaced(source: Quantity, target: Quantity) -> Severity | None:
    """The same of two ordinals: the third has become the second, or the first."""
    if source.kind != "ordinal" or target.kind != "ordinal" or source.dimension or target.dimension or source.low < 2:
        return None
    return "error" if target.low >= 2 else "warning"


def _severity(source: Quantity, target: Quantity, reason: str) -> Severity:
    if reason in {"rounded", "vague"}:
        return "warning"
    if source.weight == Weight.STRONG:
        return "error"
    if target.weight == Weight.STRONG and (target.digits or target.unit):
        return "error"
    if source.weight == target.weight == Weight.WEAK and _small_counts(source, target):
        return "error"
    sure = target.weight != Weight.FREE or source.unit in {"half", "quarter"} or reason == "unit"
    same_measure = bool(source.dimension) and source.dimension == target.dimension and sure
    return "error" if same_measure or (reason == "unit" and target.weight != Weight.FREE and source.unit) else "warning"
