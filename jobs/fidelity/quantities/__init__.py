"""Figures of Chinese and English texts as exact values, and whether a translation keeps them."""

from __future__ import annotations

from jobs.fidelity.quantities.direction import direction
from jobs.fidelity.quantities.en import read_en
from jobs.fidelity.quantities.judge import check
from jobs.fidelity.quantities.match import Matching, compare, same
from jobs.fidelity.quantities.money import currencies
from jobs.fidelity.quantities.months import months
from jobs.fidelity.quantities.places import swapped
from jobs.fidelity.quantities.spoken import spoken
from jobs.fidelity.quantities.values import Quantity, Reading, Weight
from jobs.fidelity.quantities.zh import read_zh

__all__ = [
    "Matching",
    "Quantity",
    "Reading",
    "Weight",
    "check",
    "compare",
    "currencies",
    "direction",
    "months",
    "read_en",
    "read_zh",
    "same",
    "spoken",
    "swapped",
]
