"""What an editor would say of the figures of a segment: lost, changed, added, in another unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from jobs.article.segments import visible
from jobs.fidelity.finding import Complaint, Severity
from jobs.fidelity.quantities.en import read_en
from jobs.fidelity.quantities.match import Matching, compare
from jobs.fidelity.quantities.pairing import Pair, pairs
from jobs.fidelity.quantities.values import CALENDAR, CONVERTED, CURRENCIES, STRICT, Exact, Quantity, Weight
from jobs.fidelity.quantities.wordlist import pattern
from jobs.fidelity.quantities.words_en import MONTHS, UNITS_EN, WEEKDAYS
from jobs.fidelity.quantities.words_zh import RELATIVE
from jobs.fidelity.quantities.zh import read_zh

_MAYBE = re.compile("[0-9０-９〇零二两三四五六七八九十百千万亿廿卅壹贰叁半翻]|一(?=[倍成季])")
_DIGIT = re.compile(r"\d")
_RELATIVE = {dimension: re.compile(pattern(words.split())) for dimension, words in RELATIVE.items()}
_WEEKDAYS = "|".join(WEEKDAYS)
_NOW = rf"today|yesterday|tomorrow|tonight|{_WEEKDAYS}|that day|same day|(?:this|last|next) week(?:end)?"
_RELATIVE_EN = {
    "year": re.compile(r"\b(?:this|last|next|that|same|current|following) (?:fiscal )?year\b", re.IGNORECASE),
    "month": re.compile(rf"\b(?:(?:this|last|next|that|same|following) month|{_NOW})\b", re.IGNORECASE),
    "day": re.compile(rf"\b(?:{_NOW})\b", re.IGNORECASE),
}

_MANY = re.compile(
    r"\b(?:many|numerous|several|multiple|various|few|some|lots?|countless|large number|dozens?|scores of|hundreds?"
    r"|thousands?|millions?|billions?|host|massive|huge)\b",
    re.IGNORECASE,
)


def check(source: str, target: str) -> Iterator[Complaint]:
    """Every figure of a Chinese source stands in its English target with the same value and unit, and no other does."""
    if not _MAYBE.search(source) and not _DIGIT.search(target):
        return
    said, told = _prose(source), _prose(target)
    yield from _rescaled(said, told)
    wanted = read_zh(said)
    if all(quantity.weight == Weight.FREE for quantity in wanted) and not _DIGIT.search(told):
        return
    got = read_en(told)
    matching = compare(wanted, got)
    if matching.missing or matching.added or matching.fewer or matching.bare:
        case = _Case(said, told, wanted, got, _code(source), _code(target))
        yield from case.complaints(matching)


_LETTERED = re.compile(r"(?<![\d.,A-Za-z])(\d+(?:\.\d+)?)\s?([kKMGT])(?:i?[Bb](?:ps)?)?(?![A-Za-z0-9])")


def _rescaled(said: str, told: str) -> Iterator[Complaint]:
    """64K has not become 64M: read as mere numbers with a letter the two would be equal."""
    ours = dict(_LETTERED.findall(said))
    theirs = _LETTERED.findall(told) if ours else []
    for digits, letter in ours.items():
        letters = {other for number, other in theirs if number == digits}
        if letters and letter.upper() not in {other.upper() for other in letters}:
            changed = f"{digits}{letters.pop()}"
            yield Complaint(f"{digits}{letter}", changed, f'{digits}{letter} ≠ "{changed}" (unit)', "error")


def _prose(text: str) -> str:
    return visible(text) if "`" in text or "⟦" in text else text


_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)


def _code(text: str) -> str:
    """The inline code of a text: a figure may move into it, since 0.2.10 and `0.2.10` say the same."""
    return " ".join(match[2] for match in _CODE.finditer(text)) if "`" in text else ""


_EVERY = {
    "d": ["daily"],
    "week": ["weekly"],
    "mo": ["monthly"],
    "yr": ["annual", "annually", "yearly"],
    "h": ["hourly"],
}


class _Case:
    """One pair of texts and its figures."""

    def __init__(
        self,
        said: str,
        told: str,
        wanted: Sequence[Quantity],
        got: Sequence[Quantity],
        code_said: str = "",
        code_told: str = "",
    ) -> None:
        self.said, self.told, self.wanted, self.got = said, told, wanted, got
        self.code_said, self.code_told = code_said, code_told

    def complaints(self, matching: Matching) -> Iterator[Complaint]:
        """One complaint for each figure that is wrong, gravest kinds first."""
        missing = [q for q in matching.missing if not self._excused(q)]
        found, lost, added = pairs(missing, [q for q in matching.added if not _in_code(q, self.code_said)])
        for pair in found:
            yield self._changed(pair)
        for quantity in lost:
            yield self._lost(quantity)
        for quantity in added:
            yield from self._added(quantity)
        for wanted, got in matching.bare:
            message = f'{self._source(wanted)}: the unit is missing in "{got.text}"'
            yield Complaint(wanted.text, got.text, message, "warning")
        for quantity in matching.fewer:
            yield from self._fewer(quantity)

    def _excused(self, quantity: Quantity) -> bool:
        """Free figures, those that moved into code, and 1秒 where the target says "a second"."""
        if quantity.weight == Weight.FREE or _in_code(quantity, self.code_told):
            return True
        if quantity.value != 1 or quantity.dimension not in {"duration", "months", "length", "mass"}:
            return False
        units = [word for word, unit in UNITS_EN.items() if unit == quantity.unit and len(word) > 2]
        units += _EVERY.get(quantity.unit, [])
        return re.search(rf"\b{pattern(units)}\b", self.told) is not None if units else False

    def _changed(self, pair: Pair) -> Complaint:
        text = self._phrase(pair.target, self.got, self.told)
        message = f'{self._source(pair.source)} ≠ "{text}"'
        if pair.reason:
            message += f" ({pair.reason})"
        return Complaint(self._phrase(pair.source, self.wanted, self.said), text, message, pair.severity)

    def _lost(self, quantity: Quantity) -> Complaint:
        severity: Severity = "error" if quantity.weight == Weight.STRONG else "warning"
        if quantity.value is None and not quantity.digits and _MANY.search(self.told):
            severity = "warning"
        if self._told_relatively(quantity):
            severity = "warning"
        message = f"{self._source(quantity)} is missing"
        return Complaint(self._phrase(quantity, self.wanted, self.said), "", message, severity)

    def _told_relatively(self, quantity: Quantity) -> bool:
        """May "that year" or "today" stand for it? Not when the source's own 当年 accounts for those words, nor for the
        day of a month that is named."""
        there = _RELATIVE_EN.get(quantity.dimension)
        if there is None:
            return False
        if quantity.dimension == "day" and self._of_a_named_month(quantity):
            return False
        return len(there.findall(self.told)) > len(_RELATIVE[quantity.dimension].findall(self.said))

    def _of_a_named_month(self, day: Quantity) -> bool:
        """Does the month right before `day` stand in the target as well?"""
        months = [q for q in self.wanted if q.dimension == "month" and q.digits and 0 <= day.start - q.end <= 1]
        return any(other.dimension == "month" and other.low == month.low for month in months for other in self.got)

    def _added(self, quantity: Quantity) -> Iterator[Complaint]:
        severity = self._weight_of_added(quantity)
        if severity:
            text = self._phrase(quantity, self.got, self.told)
            yield Complaint("", text, f'"{text}" is not in the source', severity)

    def _weight_of_added(self, quantity: Quantity) -> Severity | None:
        if quantity.weight == Weight.FREE:
            return None
        relative = _RELATIVE.get(quantity.dimension)
        if relative and relative.search(self.said):
            return None
        units = {other.unit for other in self.wanted}
        if quantity.dimension == "month" and "day" in units and "month" not in units:
            return None
        if not quantity.digits and quantity.dimension != "month":
            return "warning" if quantity.low > 12 or quantity.dimension in STRICT else None
        if self._in_brackets(quantity) and (quantity.unit in CURRENCIES or quantity.unit in CONVERTED):
            return "warning"
        return "error" if quantity.weight == Weight.STRONG else "warning"

    def _in_brackets(self, quantity: Quantity) -> bool:
        opening = max(self.told.rfind(mark, 0, quantity.start) for mark in "(（[")
        closing = max(self.told.rfind(mark, 0, quantity.start) for mark in ")）]")
        return opening > closing

    def _fewer(self, quantity: Quantity) -> Iterator[Complaint]:
        if quantity.weight != Weight.STRONG or not quantity.digits or quantity.low < 2:
            return
        plain = quantity.low < 10 and not quantity.unit and "." not in quantity.text
        sure = quantity.dimension not in CALENDAR and not plain
        message = f"{self._source(quantity)} stands here fewer times than in the source"
        yield Complaint(quantity.text, "", message, "error" if sure else "warning")

    def _source(self, quantity: Quantity) -> str:
        return f"{self._phrase(quantity, self.wanted, self.said)} ({spoken(quantity)})"

    def _phrase(self, quantity: Quantity, every: Sequence[Quantity], text: str) -> str:
        """The figure as printed; a date with its neighbours, so that 13日 reads 2月13日."""
        start, end = quantity.start, quantity.end
        if quantity.dimension in {"year", "month", "day"}:
            place = next(index for index, other in enumerate(every) if other is quantity)
            for other in reversed(every[max(0, place - 2) : place]):
                if other.dimension in CALENDAR and 0 <= start - other.end <= 2:
                    start = other.start
            for other in every[place + 1 : place + 3]:
                if other.dimension in CALENDAR and 0 <= other.start - end <= 2:
                    end = other.end
        return text[start:end].strip()


def _in_code(quantity: Quantity, code: str) -> bool:
    digits = re.search(r"\d[\d.]*", quantity.text) if code else None
    return digits is not None and re.search(rf"(?<![\d.]){re.escape(digits[0])}(?!\d)", code) is not None


_NAMES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_MONTH_NAMES = {
    value: name.capitalize() for name, value in MONTHS.items() if len(name) > 4 or name in {"may", "june", "july"}
}


def spoken(quantity: Quantity) -> str:
    """The figure in plain English: 97.4 billion USD, 30 percent, February, 15:30, 20–99."""
    low, high = quantity.low, quantity.high
    if quantity.kind == "version":
        return "version"
    if quantity.unit == "month":
        return _MONTH_NAMES.get(int(low), str(low))
    if quantity.unit == "clock":
        return f"{int(low) // 60}:{int(low) % 60:02d}"
    if quantity.unit in {"year", "decade"}:
        return f"{low}s" if quantity.unit == "decade" else str(low)
    if quantity.kind == "ratio" and low == high and low.denominator > 1:
        return f"{low.numerator:,}/{low.denominator:,}"
    number = _number(low) if low == high else f"{_number(low)}–{_number(high)}"
    if quantity.unit in {"day", "weekday", "quarter", "half"}:
        return f"{quantity.unit} {number}"
    return f"{number} {_SPOKEN_UNITS.get(quantity.unit, quantity.unit)}".strip()


_SPOKEN_UNITS = {"%": "percent", "pp": "percentage points", "bp": "basis points", "yr": "years", "mo": "months",
                 "d": "days", "week": "weeks", "min": "minutes", "h": "hours", "s": "seconds"}  # fmt: skip


def _number(value: Exact) -> str:
    for scale, name in _NAMES:
        if abs(Fraction(value)) >= scale:
            return f"{_decimal(Fraction(value) / scale)} {name}"
    return _decimal(Fraction(value))


def _decimal(value: Fraction) -> str:
    if value.denominator == 1:
        return f"{value.numerator:,}"
    if value.denominator in {3, 6, 7, 9, 11, 12, 13}:
        return f"{value.numerator}/{value.denominator}"
    return f"{float(value):,.4f}".rstrip("0").rstrip(".")
