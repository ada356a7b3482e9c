"""What a figure in a text means: exact numbers in base units."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple, TypeVar

from jobs.fidelity.quantities.wordlist import words
from jobs.regex import regex

Exact = int | Fraction
"""A number without rounding."""


class Weight(IntEnum):
    """How sure it is that the text means a figure here, thus how loudly its loss is reported."""

    FREE = 0
    """May be a word or a name ("one", 一起, GPT-4.5): it matches, and is never missed."""
    WEAK = 1
    """A small count ("three teams", 三家): its loss is worth a look."""
    STRONG = 2
    """A figure beyond doubt."""


class Reading(NamedTuple):
    """One meaning: an interval of numbers in the base unit of a dimension ("" for a bare number)."""

    dimension: str
    low: Exact
    high: Exact


class Quantity(NamedTuple):
    """A figure as printed, with everything that it may mean.

    `low` and `high` are in `unit` (a key of `UNITS`, or "" for a bare number) and equal unless the text is vague
    (数十亿, "dozens"); `start` and `end` are offsets into the text that was read.
    """

    text: str
    start: int
    end: int
    kind: str
    low: Exact
    high: Exact
    unit: str = ""
    approx: bool = False
    weight: Weight = Weight.STRONG
    digits: bool = True
    readings: tuple[Reading, ...] = ()
    plain: tuple[Exact, ...] = ()
    """The numbers as printed, scale included and unit left out (974亿美元: 97,400,000,000)."""

    @property
    def value(self) -> Exact | None:
        """The one number that is meant, or None for a vague figure."""
        return self.low if self.low == self.high else None

    @property
    def dimension(self) -> str:
        """What the figure measures: the dimension of its first reading."""
        return self.readings[0].dimension if self.readings else ""


def _table(dimension: str, factors: str) -> dict[str, tuple[str, Exact]]:
    pairs = (item.split("=") for item in factors.split())
    return {unit: (dimension, int(Fraction(factor))) for unit, factor in pairs}


CURRENCIES = frozenset(
    words(
        "USD CNY HKD EUR GBP JPY KRW KPW RUB INR AUD CAD SGD CHF TWD THB VND BRL MOP MXN IDR TRY SEK "
        "NZD MYR PHP SAR AED ILS NGN PKR BTC ETH UAH PLN ZAR"
    )
)

UNITS: dict[str, tuple[str, Exact]] = {
    **{code: (code, 1) for code in CURRENCIES},
    **{
        name: (name, 1)
        for name in ["%", "off", "pp", "times", "year", "month", "day", "weekday", "quarter", "half", "decade", "clock"]
    },
    **{
        name: (name, 1)
        for name in [
            "degC",
            "degF",
            "angle",
            "hp",
            "dB",
            "px",
            "cal",
            "Nm",
            "V",
            "mAh",
            "fps",
            "lightyear",
            "carat",
            "bbl",
        ]
    },
    "bp": ("pp", Fraction(1, 100)),
    "permille": ("", Fraction(1, 1000)),
    "ppm": ("", Fraction(1, 10**6)),
    "ppb": ("", Fraction(1, 10**9)),
    "cent": ("USD", Fraction(1, 100)),
    "jiao": ("CNY", Fraction(1, 10)),
    "fen": ("CNY", Fraction(1, 100)),
    "mil": ("CNY", Fraction(1, 1000)),
    "Mpx": ("px", 10**6),
    **_table("duration", "ns=1 us=1e3 ms=1e6 s=1e9 min=60e9 h=3600e9 d=86400e9 week=604800e9"),
    **_table("months", "mo=1 qtr=3 yr=12 10yr=120 100yr=1200 1000yr=12000"),
    **_table(
        "length",
        "nm=1 um=1e3 mm=1e6 cm=1e7 dm=1e8 m=1e9 km=1e12 li=5e11 inch=25.4e6 ft=304.8e6 yd=914.4e6 "
        "mi=1609344e6 nmi=1852e9 cun=33333333 zhang=3333333333",
    ),
    **_table(
        "area",
        "mm2=1 cm2=100 m2=1e6 km2=1e12 ha=1e10 mu=666666670 fendi=66666667 acre=4046856422 sqft=92903 "
        "sqmi=2589988110336",
    ),
    **_table("volume", "ml=1 tsp=5 tbsp=15 l=1000 m3=1e6 gal=3785 cuft=28317"),
    **_table("mass", "ug=1 mg=1e3 g=1e6 kg=1e9 jin=5e8 liang=5e7 t=1e12 lb=453592370 oz=28349523"),
    **_table("power", "W=1 kW=1e3 MW=1e6 GW=1e9 TW=1e12"),
    **_table("work", "J=1 kJ=1e3 MJ=1e6 GJ=1e9"),
    **_table("pressure", "hPa=1e2 kPa=1e3 MPa=1e6 GPa=1e9"),
    **_table("flops", "TFLOPS=1 PFLOPS=1e3 EFLOPS=1e6"),
    **_table("energy", "Wh=1 kWh=1e3 MWh=1e6 GWh=1e9 TWh=1e12"),
    **_table("data", "B=1 KB=1e3 MB=1e6 GB=1e9 TB=1e12 PB=1e15 EB=1e18"),
    **_table("datarate", "Kbps=1e3 Mbps=1e6 Gbps=1e9 Tbps=1e12"),
    **_table("frequency", "Hz=1 kHz=1e3 MHz=1e6 GHz=1e9 THz=1e12"),
}
"""Unit: (dimension, how many base units it is). Feet and their kin are exact by the treaty of 1959; a mu is 1/15 ha."""

SMALL_MULTIPLE = 3
"""Multiples up to here keep their unit: the 2 of 两倍 would be found in any "two"; 市盈率25倍 may be "25"."""
CONVERTED = frozenset(words("inch ft yd mi nmi li zhang mu fendi acre sqft sqmi ha gal cuft lb oz jin degF"))
"""Units that editors convert from or to, and round when they do."""

ROUNDED = Fraction(1, 50)
"""How far a converted figure may be off."""

STRICT = CURRENCIES | {"%", "pp", "bp"}
"""Dimensions that a figure must not lose: 5 is not 5 %, and not 5 dollars."""

SHOWN = STRICT | {"data", "datarate", "frequency"}
"""Dimensions of which one figure at least shows the unit: 16GB 内存 is no "16 memory"."""

CALENDAR = frozenset(words("year month day weekday quarter half decade clock"))
"""Dimensions of dates and times of day."""

_KINDS = {"%": "percent", "pp": "points", "bp": "points", "times": "multiple", "clock": "time", "": "number"}
_KINDS |= dict.fromkeys(("duration", "months"), "duration") | dict.fromkeys(("degC", "degF"), "temperature")


def kind_of(dimension: str) -> str:
    """The kind that a reader of a report knows: percent, money, length, year, number…"""
    return "money" if dimension in CURRENCIES else _KINDS.get(dimension, dimension)


@dataclass(slots=True)
class Draft:
    """A figure while a reader is at work on it; its neighbours may still lend it a scale or a unit."""

    start: int
    end: int
    low: Exact
    high: Exact
    unit: str = ""
    weight: Weight = Weight.STRONG
    digits: bool = True
    approx: bool = False
    kind: str = ""
    scale: int = 1
    extra: list[Reading] = field(default_factory=list)
    plain: tuple[Exact, ...] = ()
    parts_to: str = ""
    """The smallest unit of a duration or price that was put together (min of 4 hours 26 minutes)."""
    bare: bool = False
    """Also readable without its unit, as an equal (13日: the 13th; 5号: number 5)."""

    def value_is(self, number: int) -> bool:
        """Exactly `number`, and nothing vague."""
        return self.low == self.high == number

    def also(self, dimension: str, low: Exact, high: Exact | None = None) -> None:
        """One more meaning, in base units."""
        self.extra.append(Reading(dimension, low, low if high is None else high))

    def finish(self, text: str) -> Quantity:
        """The frozen figure; `text` is what its span says. 3.0 is a release: no three times can stand for it."""
        dimension, factor = UNITS.get(self.unit, ("", 1))
        if not dimension and text[-2:] == ".0":
            dimension = "release"
        low = _times(self.low, factor)
        first = Reading(dimension, low, low if self.low is self.high else _times(self.high, factor))
        readings = [first, *self.extra]
        if self.bare and dimension:
            readings.append(Reading("", self.low, self.high))
        plain = self.plain or ((self.low,) if self.low == self.high else (self.low, self.high))
        return Quantity(
            text,
            self.start,
            self.end,
            self.kind or kind_of(dimension),
            self.low,
            self.high,
            self.unit,
            self.approx,
            self.weight,
            self.digits,
            tuple(readings),
            plain,
        )


def _times(value: Exact, factor: Exact) -> Exact:
    """The product; most factors are 1, and fractions are slow to multiply."""
    if factor == 1:
        return value if type(value) is int else exact(value)
    return exact(value * factor)


def exact(value: Exact) -> Exact:
    """`value` as an int when it is one."""
    return value.numerator if value.denominator == 1 else value


_NO_DIGIT = regex(r"[^\d.]")


def decimal(printed: str) -> Exact:
    """The number that Western digits print: "1,234.5", "1 234". Longer than 40 digits: cut, since nobody means it."""
    if printed.isdecimal():
        return int(printed[:40])
    whole, _, part = _NO_DIGIT.sub("", printed[:60]).partition(".")
    number = int((whole + part)[:40] or "0")
    return exact(Fraction(number, 10 ** len(part))) if part else number


_Key = TypeVar("_Key", bound=Hashable)


def said_once(figures: Iterable[Quantity], key: Callable[[Quantity], _Key]) -> dict[_Key, Quantity]:
    """By `key`: the figures that a text has once, in its order; those that print two numbers are left out."""
    found: dict[_Key, list[Quantity]] = {}
    for figure in figures:
        if len(figure.plain) < 2:
            found.setdefault(key(figure), []).append(figure)
    return {value: same[0] for value, same in found.items() if len(same) == 1}
