"""What 多 and 半 behind a figure add to it."""

from __future__ import annotations

import re
from fractions import Fraction

from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.values import Draft, exact

MORE = re.compile(r"\s?(?:多|余|\+)")


def add_more(draft: Draft) -> None:
    """30多 is 30 to 39, 3万多 is 30,000 to 39,999."""
    if draft.low == draft.high:
        draft.high = draft.low + max(numerals.step(draft.low) - 1, Fraction(9, 10))
        draft.plain = (draft.low,)
    draft.approx = True


HALF_AFTER = re.compile("半(?!年|月|天|个|导|径|价|场|数|年)")


def after_unit(draft: Draft, more: re.Match[str]) -> None:
    """三年多, 3公里多: up to the next whole unit."""
    if draft.low == draft.high:
        draft.plain = (draft.low,)
        draft.high = exact(draft.low + Fraction(9, 10))
    draft.end, draft.approx = more.end(), True
