"""Figures as an editor would say them in a complaint: 97.4 billion USD, 30 percent, February."""

from __future__ import annotations

from fractions import Fraction

from jobs.fidelity.quantities.values import Exact, Quantity
from jobs.fidelity.quantities.words_en import MONTHS


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


_NAMES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))

_MONTH_NAMES = {
    value: name.capitalize() for name, value in MONTHS.items() if len(name) > 4 or name in {"may", "june", "july"}
}

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
