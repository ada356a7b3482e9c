"""What models cost: a dated table that settings override. Unknown names have no price, not a guessed one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jobs.errors import SettingsError
from jobs.regex import regex

AS_OF = "2026-11"
"""The month in which the table was read off the provider's price list."""


@dataclass(frozen=True, slots=True)
class Price:
    """USD per million tokens; `cached` is for input that the provider's prefix cache knew."""

    input: float
    cached: float
    output: float


TABLE: dict[str, Price] = {
    "gpt-6-sol": Price(2.0, 0.20, 10.0),
    "gpt-6.1-sol": Price(2.0, 0.10, 10.0),
    "gpt-6-luna": Price(0.10, 0.01, 0.50),
    "gpt-6-astra": Price(10.0, 1.0, 50.0),
    "gpt-5.4": Price(2.5, 0.25, 15.0),
    "gpt-5.4-mini": Price(0.75, 0.075, 4.5),
}

_SNAPSHOT = regex(r"-(?:\d{4}-\d{2}-\d{2}|\d{8})\Z")


def price(model: str, overrides: Mapping[str, Sequence[float]] | None = None) -> Price | None:
    """The price of `model`, or None. A dated snapshot costs what its family costs.

    `overrides` is the settings' `spending.prices`: [input, cached input, output]. Raises SettingsError when the
    one that applies is not three numbers from 0 up.
    """
    own = overrides or {}
    for name in (model, _SNAPSHOT.sub("", model)):
        if name in own:
            return _override(name, own[name])
        if name in TABLE:
            return TABLE[name]
    return None


def _override(name: str, numbers: Sequence[float]) -> Price:
    if len(numbers) != 3 or not all(math.isfinite(number) and number >= 0 for number in numbers):
        raise SettingsError(
            f"spending.prices: {name!r} has {list(numbers)}",
            hint="Write three numbers: USD per million tokens of input, cached input and output.",
        )
    return Price(*(float(number) for number in numbers))
