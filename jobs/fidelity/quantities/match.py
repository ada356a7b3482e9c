"""Which figures of a source stand in a target: a multiset of values, each with all that it may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from jobs.fidelity.quantities.values import CALENDAR, CONVERTED, ROUNDED, STRICT, Exact, Quantity, Reading, Weight

T = TypeVar("T")
_MOST = 200
"""Vague or converted figures of one text that are compared one by one; beyond, only exact values count."""


@dataclass(frozen=True, slots=True)
class Matching:
    """`missing`: figures of the source without a counterpart; `added`: figures of the target without one;
    `fewer`: figures that the source has more often; `bare`: pairs that lost a unit they should not lose."""

    missing: tuple[Quantity, ...] = ()
    added: tuple[Quantity, ...] = ()
    fewer: tuple[Quantity, ...] = ()
    bare: tuple[tuple[Quantity, Quantity], ...] = ()


def compare(source: Sequence[Quantity], target: Sequence[Quantity]) -> Matching:
    """Match the figures of two texts, whatever their languages. English may repeat a figure and so may Chinese."""
    return _Matcher(source, target).run()


def same(first: Quantity, second: Quantity) -> bool:
    """May the two figures mean the same? Converted units may be off by 2 %; 1200家 are more than "hundreds"."""
    if _vaguer(first, second) or _vaguer(second, first):
        return False
    slack = ROUNDED if CONVERTED & {first.unit, second.unit} and first.unit != second.unit else Fraction(0)
    return any(_meet(a, b, slack) for a in first.readings for b in second.readings)


def _vaguer(exact: Quantity, vague: Quantity) -> bool:
    """Is `exact` printed in digits without a hedge, and `vague` in words for any number of a size?"""
    if exact.value is None or not exact.digits or exact.approx or vague.value is not None or vague.digits:
        return False
    return vague.approx and vague.weight == Weight.FREE


def _meet(first: Reading, second: Reading, slack: Fraction) -> bool:
    if first.dimension != second.dimension:
        return _temperature(first, second) if first.dimension[:3] == second.dimension[:3] == "deg" else False
    give: Exact = slack * max(abs(Fraction(first.high)), abs(Fraction(second.high))) if slack else 0
    return first.low <= second.high + give and second.low <= first.high + give


def _temperature(first: Reading, second: Reading) -> bool:
    celsius, other = (first, second) if first.dimension == "degC" else (second, first)
    return abs(celsius.low * 9 / Fraction(5) + 32 - other.low) <= 1


class _Matcher:
    def __init__(self, source: Sequence[Quantity], target: Sequence[Quantity]) -> None:
        self.source = sorted(source, key=lambda quantity: -quantity.weight)
        self.target = target
        self.free = [True] * len(target)
        self.by_reading: dict[Reading, list[int]] = defaultdict(list)
        self.by_plain: dict[object, list[int]] = defaultdict(list)
        for index, quantity in enumerate(target):
            for reading in _once(quantity.readings):
                self.by_reading[reading].append(index)
            for number in _once(quantity.plain):
                self.by_plain[number].append(index)
        self.taken_at: dict[Reading, int] = defaultdict(int)

    def run(self) -> Matching:
        """First equal meanings, then vague and converted ones, then figures whose unit one side leaves out."""
        left = [q for q in self.source if not self._take(q.readings[:1])]
        left = [q for q in left if not self._take(q.readings)]
        repeated = [q for q in left if self._known(q)]
        known = {id(q) for q in repeated}
        left = self._near([q for q in left if id(q) not in known])
        left, bare = self._bare(left)
        return Matching(
            tuple(sorted(left, key=_start)), self._added(), tuple(sorted(repeated, key=_start)), tuple(bare)
        )

    def _take(self, readings: Sequence[Reading]) -> bool:
        for reading in readings:
            places = self.by_reading.get(reading)
            if not places:
                continue
            at = self.taken_at[reading]
            while at < len(places) and not self.free[places[at]]:
                at += 1
            self.taken_at[reading] = at
            if at < len(places):
                self.free[places[at]] = False
                return True
        return False

    def _known(self, quantity: Quantity) -> bool:
        return any(reading in self.by_reading for reading in quantity.readings)

    def _near(self, left: list[Quantity]) -> list[Quantity]:
        """Vague and converted figures, one by one; free targets first."""
        order = sorted(range(len(self.target)), key=lambda index: not self.free[index])[: 2 * _MOST]
        rest: list[Quantity] = []
        for count, quantity in enumerate(left):
            found = next((i for i in order if same(quantity, self.target[i])), None) if count < _MOST else None
            if found is None:
                rest.append(quantity)
            else:
                self.free[found] = False
        return rest

    def _bare(self, left: list[Quantity]) -> tuple[list[Quantity], list[tuple[Quantity, Quantity]]]:
        """Figures printed without their unit in the target: fine for 30家, a doubt for 30 %."""
        rest: list[Quantity] = []
        bare: list[tuple[Quantity, Quantity]] = []
        for quantity in left:
            index = self._plain(quantity)
            if index is None:
                rest.append(quantity)
                continue
            if quantity.dimension in STRICT and self.free[index] and not self._shown(quantity.dimension):
                bare.append((quantity, self.target[index]))
            self.free[index] = False
        return rest, bare

    def _shown(self, dimension: str) -> bool:
        """Does another figure of the target carry the unit, so that this one may leave it out?"""
        return any(other.dimension == dimension for other in self.target)

    def _plain(self, quantity: Quantity) -> int | None:
        for number in quantity.plain:
            places = self.by_plain.get(number, ())
            for index in sorted(places[:_MOST], key=lambda i: not self.free[i]):
                other = self.target[index]
                if _one_bare(quantity, other) and (self.free[index] or self._may_share(quantity)):
                    return index
        return None

    def _may_share(self, quantity: Quantity) -> bool:
        """May a number that another figure has taken stand for this one, too? Not for 400米 beside 400艘."""
        if quantity.dimension in STRICT:
            return False
        if not quantity.dimension or quantity.weight != Weight.STRONG or not quantity.digits:
            return True
        others = (other for other in self.source if other is not quantity and other.dimension != quantity.dimension)
        return not any(set(other.plain) & set(quantity.plain) for other in others)

    def _added(self) -> tuple[Quantity, ...]:
        if not any(self.free):
            return ()
        readings = {reading for quantity in self.source for reading in quantity.readings}
        plain = {number for quantity in self.source for number in quantity.plain if not quantity.unit}
        units = {number for quantity in self.source for number in quantity.plain if quantity.dimension not in STRICT}
        added = []
        for index, quantity in enumerate(self.target):
            if not self.free[index] or any(reading in readings for reading in quantity.readings):
                continue
            if plain.intersection(quantity.plain) or (not quantity.unit and units.intersection(quantity.plain)):
                continue
            if quantity.weight != Weight.FREE and any(same(quantity, other) for other in self.source[:_MOST]):
                continue
            added.append(quantity)
        return tuple(added)


def _once(items: tuple[T, ...]) -> Iterable[T]:
    """Without repetitions, in order; hardly any figure has two meanings to compare."""
    return dict.fromkeys(items) if len(items) > 1 else items


def _one_bare(first: Quantity, second: Quantity) -> bool:
    """One of the two has no unit, and the other's is not a name of a month or a day."""
    if "version" in {first.kind, second.kind}:
        return False
    if first.dimension and second.dimension:
        return False
    return not {first.dimension, second.dimension} & (CALENDAR - {"clock"})


def _start(quantity: Quantity) -> int:
    return quantity.start
