"""What a figure in a text may mean, as numbers in base units."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

EXACT = 1e-9
"""Relative difference of two floats that were printed as the same number."""


class Weight(IntEnum):
    """How sure it is that the text means a figure here, thus how loudly its loss is reported."""

    SOFT = 0
    """May be a word ("one", 一起): matches, is never missed."""
    MEDIUM = 1
    """A small count ("three teams", 三家): its loss is worth a look."""
    HARD = 2
    """A figure beyond doubt."""


class Reading(NamedTuple):
    """One meaning: an interval in the base unit of a dimension ("" = a bare number)."""

    low: float
    high: float
    unit: str = ""
    slack: float = EXACT

    def meets(self, other: Reading) -> bool:
        """Same dimension, and the intervals share more than a common end."""
        if self.unit != other.unit:
            return False
        slack = max(self.slack, other.slack) * max(abs(self.high), abs(other.high), 1e-12)
        return self.low <= other.high + slack and other.low <= self.high + slack


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed, with everything that it may mean."""

    text: str
    readings: tuple[Reading, ...]
    weight: Weight = Weight.HARD
    plain: tuple[float, ...] = ()
    """The numbers as printed, scale included and unit ignored (974亿美元: 97.4e9)."""
    unit: str = ""
    hedged: bool = False
    name: str = ""
    """Squeezed spelling of a name that only looks like a figure (gpt4.5)."""
    parts: tuple[float, ...] = ()
    """What else it may be, number by number: 21:15 as a score."""
    vague: bool = False
    """No exact number is meant: 数十亿, dozens."""


@dataclass(slots=True)
class Number:
    """A number while a reader is at work on it; `scale` and `unit` may still be lent to a neighbour."""

    start: int
    end: int
    low: float
    high: float
    scale: float = 1.0
    unit: str = ""
    weight: Weight = Weight.HARD
    plain: tuple[float, ...] = ()
    extra: list[Reading] = field(default_factory=list)
    name: str = ""
    parts: tuple[float, ...] = ()
    vague: bool = False
    decimal: bool = False

    def figure(self, text: str, hedged: bool = False) -> Figure:
        """The finished figure; `text` is what the number was read from."""
        readings = list(self.extra)
        plain = self.plain
        if not self.name and self.low >= 0:
            dimension, factor, slack = UNITS.get(self.unit, ("", 1.0, EXACT))
            readings.insert(0, Reading(self.low * factor, self.high * factor, dimension, slack))
            plain = plain or (self.low,)
        return Figure(
            text[self.start : self.end].strip(),
            tuple(readings),
            self.weight,
            plain,
            UNITS[self.unit][0] if self.unit in UNITS else "",
            hedged,
            self.name,
            self.parts,
            self.vague,
        )


IMPERIAL = 0.04
"""Journalists round when they convert: 100公里 becomes 62 miles."""

UNITS: dict[str, tuple[str, float, float]] = {
    # name: (dimension, factor to the base unit, slack)
    "%": ("%", 1, EXACT),
    "pp": ("pp", 1, EXACT),
    "bp": ("bp", 1, EXACT),
    "times": ("times", 1, EXACT),
    "year": ("year", 1, EXACT),
    "decade": ("decade", 1, EXACT),
    "month-name": ("month-name", 1, EXACT),
    "day-of-month": ("day-of-month", 1, EXACT),
    "weekday": ("weekday", 1, EXACT),
    "quarter-no": ("quarter-no", 1, EXACT),
    "clock": ("clock", 1, EXACT),
    "ns": ("s", 1e-9, EXACT),
    "us": ("s", 1e-6, EXACT),
    "ms": ("s", 1e-3, EXACT),
    "s": ("s", 1, EXACT),
    "min": ("s", 60, EXACT),
    "h": ("s", 3600, EXACT),
    "day": ("s", 86400, EXACT),
    "week": ("s", 604800, EXACT),
    "month": ("mo", 1, EXACT),
    "quarter": ("mo", 3, EXACT),
    "yr": ("mo", 12, EXACT),
    "10yr": ("mo", 120, EXACT),
    "100yr": ("mo", 1200, EXACT),
    "nm": ("m", 1e-9, EXACT),
    "um": ("m", 1e-6, EXACT),
    "mm": ("m", 1e-3, EXACT),
    "cm": ("m", 0.01, EXACT),
    "m": ("m", 1, EXACT),
    "km": ("m", 1000, EXACT),
    "li": ("m", 500, EXACT),
    "inch": ("m", 0.0254, IMPERIAL),
    "ft": ("m", 0.3048, IMPERIAL),
    "yd": ("m", 0.9144, IMPERIAL),
    "mi": ("m", 1609.344, IMPERIAL),
    "nmi": ("m", 1852, IMPERIAL),
    "m2": ("m2", 1, EXACT),
    "km2": ("m2", 1e6, EXACT),
    "ha": ("m2", 1e4, IMPERIAL),
    "mu": ("m2", 10000 / 15, IMPERIAL),
    "acre": ("m2", 4046.86, IMPERIAL),
    "sqft": ("m2", 0.092903, IMPERIAL),
    "sqmi": ("m2", 2.58999e6, IMPERIAL),
    "ml": ("l", 1e-3, EXACT),
    "l": ("l", 1, EXACT),
    "m3": ("l", 1000, EXACT),
    "gal": ("l", 3.785, IMPERIAL),
    "bbl": ("bbl", 1, EXACT),
    "mg": ("kg", 1e-6, EXACT),
    "g": ("kg", 1e-3, EXACT),
    "kg": ("kg", 1, EXACT),
    "jin": ("kg", 0.5, EXACT),
    "t": ("kg", 1000, EXACT),
    "lb": ("kg", 0.45359, IMPERIAL),
    "oz": ("kg", 0.02835, IMPERIAL),
    "W": ("W", 1, EXACT),
    "kW": ("W", 1e3, EXACT),
    "MW": ("W", 1e6, EXACT),
    "GW": ("W", 1e9, EXACT),
    "kWh": ("kWh", 1, EXACT),
    "MWh": ("kWh", 1e3, EXACT),
    "GWh": ("kWh", 1e6, EXACT),
    "KB": ("B", 1e3, EXACT),
    "MB": ("B", 1e6, EXACT),
    "GB": ("B", 1e9, EXACT),
    "TB": ("B", 1e12, EXACT),
    "PB": ("B", 1e15, EXACT),
    "MHz": ("Hz", 1e6, EXACT),
    "GHz": ("Hz", 1e9, EXACT),
    "Hz": ("Hz", 1, EXACT),
    "degC": ("degC", 1, EXACT),
    "degF": ("degF", 1, EXACT),
    "USDc": ("USD", 0.01, EXACT),
    "CNYj": ("CNY", 0.1, EXACT),
}
CURRENCIES = (
    "USD CNY HKD EUR GBP JPY KRW RUB INR AUD CAD SGD CHF TWD THB VND BRL MOP MXN IDR TRY SEK NZD MYR PHP".split()
)
UNITS.update({code: (code, 1, EXACT) for code in CURRENCIES})

STRICT = frozenset([*CURRENCIES, "%", "pp", "bp"])
"""Dimensions that a figure must not lose: 5 is not 5 %, and not 5 dollars."""

_HIDDEN = re.compile(
    r"(`+)[^`]*\1"  # code is compared elsewhere, byte for byte
    r"|⟦[^⟧]*⟧"
    r"|\bhttps?://[^\s)）>，。；、]+"
    r"|<[A-Za-z/][^<>]*>"
)
_EMPHASIS = re.compile(r"\*\*+|__+|(?<!\d)\*|\*(?!\d)|\\(?=[!-/:-@\[-`{-~])")
_WIDE = re.compile("[０-９％．＋～＄￥－Ａ-Ｚａ-ｚ]")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；（）！？"}
_NARROW[ord("￥")] = ord("¥")


def visible(text: str) -> str:
    """`text` without code, hidden spans, addresses and emphasis marks; full-width digits made narrow."""
    if "`" in text or "⟦" in text or "<" in text or "http" in text:
        text = _HIDDEN.sub(" ", text)
    if "*" in text or "_" in text or "\\" in text:
        text = _EMPHASIS.sub("", text)
    if _WIDE.search(text):
        text = text.translate(_NARROW)
    return text


_SQUEEZE = re.compile(r"[^0-9a-z.]+|(?<!\d)\.|\.(?!\d)")


def squeeze(text: str) -> str:
    """Spelling that GPT-4.5, GPT 4.5 and gpt4.5 share: letters and digits; the point between digits stays."""
    return _SQUEEZE.sub("", text.lower())


def lend(numbers: list[Number], text: str, link: re.Pattern[str]) -> None:
    """In "5 to 10 million yuan" the first number has the unit and the scale of the second: lend them.

    `link` matches the text between two numbers of one range or list. Works from the end, so that lists pass units on.
    """
    for first, second in zip(reversed(numbers[:-1]), reversed(numbers[1:]), strict=True):
        if first.name or second.name or first.vague or second.vague or first.unit or first.low < 0:
            continue
        gap = text[first.end : second.start]
        if len(gap) > 12 or not link.fullmatch(gap):
            continue
        if first.scale == 1 and second.scale > 1:
            mantissa = second.low / second.scale
            lent = first.low * second.scale
            if first.low <= mantissa or first.decimal:
                first.extra.append(Reading(first.low, first.high))
                first.plain = (lent, first.low)
                first.low = first.high = lent
                first.scale = second.scale
        if second.unit and second.unit not in {"year", "clock", "month-name"}:
            first.extra.append(Reading(first.low, first.high))
            first.unit = second.unit
            first.weight = max(first.weight, min(second.weight, Weight.HARD))


def merge_durations(numbers: Iterable[Number], text: str, link: re.Pattern[str]) -> list[Number]:
    """1小时30分钟 and "an hour and 30 minutes" are one duration."""
    merged: list[Number] = []
    for number in numbers:
        last = merged[-1] if merged else None
        if (
            last
            and number.unit in _SMALLER.get(last.unit, ())
            and not (last.vague or number.vague)
            and len(gap := text[last.end : number.start]) <= 6
            and link.fullmatch(gap)
        ):
            ratio = UNITS[number.unit][1] / UNITS[last.unit][1]
            last.parts = (*(last.parts or last.plain or (last.low,)), number.low)
            last.low = last.high = last.low + number.low * ratio
            last.plain = (last.low,)
            last.end = number.end
            last.weight = max(last.weight, number.weight)
        else:
            merged.append(number)
    return merged


_SMALLER = {"yr": ("month",), "h": ("min",), "min": ("s",), "week": ("day",), "day": ("h",)}
