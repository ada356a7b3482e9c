"""Which figures of a source stand in a target: a multiset of values, each with all that it may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jobs.fidelity.quantities.equivalents import Span, outside
from jobs.fidelity.quantities.numerals import step
from jobs.fidelity.quantities.pairing import significant
from jobs.fidelity.quantities.values import (
    CALENDAR,
    CONVERTED,
    CURRENCIES,
    ROUNDED,
    SHOWN,
    SMALL_MULTIPLE,
    STRICT,
    UNITS,
    Exact,
    Quantity,
    Reading,
    Weight,
)
from jobs.regex import regex

_ABROAD = CURRENCIES - {"CNY"}
_MEASURED = frozenset({"length", "area", "mass", "volume"})
_COINS = frozenset({"jiao", "fen"})
_MOST = 200
"""Vague or converted figures of one text that are compared one by one; beyond, only exact values count."""


@dataclass(frozen=True, slots=True)
class Matching:
    """`missing`: figures of the source without a counterpart; `added`: figures of the target without one;
    `fewer`: figures that the source has more often; `bare`: pairs that lost a unit they should keep, or got a currency.
    """

    missing: tuple[Quantity, ...] = ()
    added: tuple[Quantity, ...] = ()
    fewer: tuple[Quantity, ...] = ()
    bare: tuple[tuple[Quantity, Quantity], ...] = ()

    def outside(self, ours: Sequence[Span], theirs: Sequence[Span]) -> Matching:
        """The same without the figures that stand in `ours`, spans of the source, or in `theirs`, of the target."""
        bare = [pair for pair in self.bare if outside(pair[:1], ours) and outside(pair[1:], theirs)]
        missing, added, fewer = outside(self.missing, ours), outside(self.added, theirs), outside(self.fewer, ours)
        return Matching(missing, added, fewer, tuple(bare))


def compare(source: Sequence[Quantity], target: Sequence[Quantity]) -> Matching:
    """Match the figures of two texts, whatever their languages. English may repeat a figure and so may Chinese."""
    return _Matcher(source, target).run()


def same(first: Quantity, second: Quantity) -> bool:
    """May a figure of the source and one of the target mean the same?

    Conversions are rounded; 1200家 are no "hundreds".
    """
    if _vaguer(first, second) or _vaguer(second, first) or _too_exact(first, second):
        return False
    units = {first.unit, second.unit}
    converted = first.unit != second.unit and bool(CONVERTED & units)
    if units == {"d", "week"}:
        converted = first.approx or second.approx  # 将近二十天 are three weeks
    slack = _slack(first, second) if converted else 0
    if converted and second.approx and not second.digits:
        second = second._replace(readings=tuple(map(_up_to_next, second.readings)))
    return any(_meet(a, b, slack) for a in first.readings for b in second.readings)


def _up_to_next(reading: Reading) -> Reading:
    """More than two tonnes, in words, are up to a quarter more."""
    return reading._replace(high=reading.high + Fraction(reading.low) / 4)


_WIDEST = Fraction(8, 100)


def _slack(first: Quantity, second: Quantity) -> Fraction:
    """How far the conversion `second` may be off: half of what its last digit counts, all of it behind "more than"."""
    if not second.low:
        return ROUNDED
    place = Fraction(step(second.low)) / abs(Fraction(second.low))
    return max(ROUNDED, min(place if second.approx or first.approx else place / 2, _WIDEST))


def _vaguer(exact: Quantity, vague: Quantity) -> bool:
    """Is `exact` printed in digits without a hedge, and `vague` in words for any number of a size?"""
    if exact.value is None or not exact.digits or exact.approx or vague.value is not None or vague.digits:
        return False
    return _is_vague(vague)


def _too_exact(vague: Quantity, exact: Quantity) -> bool:
    """Has `exact` more digits than anyone can know from `vague`: "103" for 100多, "thirty-four" for 三四十?"""
    if vague.kind == "pair" and exact.value is not None and not exact.approx and "dozen" not in exact.text.lower():
        whole = vague.low.denominator == 1  # 一米七八 is 1.78 m to some
        return (
            whole and exact.unit == vague.unit and exact.low not in {vague.low, vague.high} and _is_finer(exact, vague)
        )
    if not vague.approx or vague.value is not None or vague.kind == "pair" or exact.value is None or not exact.digits:
        return False
    return exact.unit == vague.unit and significant(exact.low) > significant(vague.low)


def _is_finer(exact: Quantity, pair: Quantity) -> bool:
    """Has "890" more digits than 八九百?"""
    return significant(exact.low) > max(significant(pair.low), significant(pair.high))


def _is_vague(quantity: Quantity) -> bool:
    """Is it a word for any number of a size ("hundreds")?"""
    return quantity.approx and quantity.weight == Weight.FREE and quantity.low != quantity.high


def _meet(first: Reading, second: Reading, slack: Exact) -> bool:
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
        self.unitless: list[Quantity] = []
        """Small ones in words that are found without their unit, which is lost where a new figure has that unit."""
        self.by_first: dict[Reading, list[int]] = defaultdict(list)
        self.by_reading: dict[Reading, list[int]] = defaultdict(list)
        self.by_plain: dict[object, list[int]] = defaultdict(list)
        for index in range(len(target) - 1, -1, -1):
            quantity = target[index]
            self.by_first[quantity.readings[0]].append(index)
            for reading in quantity.readings:
                self.by_reading[reading].append(index)
            if not _is_vague(quantity):
                for number in quantity.plain:
                    self.by_plain[number].append(index)

    def run(self) -> Matching:
        """First equal meanings, then vague and converted ones, then figures whose unit one side leaves out.

        What both sides mean first goes before all that they may mean ("tripled" is no counterpart of 三国 beside 两倍),
        and what a figure more likely means before what it may mean at most.
        """
        left = [q for q in self.source if not self._take(q.readings[:1], self.by_first)]
        for rank in range(max((len(q.readings) for q in left), default=0)):
            left = [q for q in left if not self._take(q.readings[rank : rank + 1], self.by_reading)]
        again = [q for q in left if self._known(q)]
        known = {id(q) for q in again}
        repeated = [q for q in again if not self._take_bare(q) and not self._take_vague(q)]
        left = self._near([q for q in left if id(q) not in known])
        left, bare = self._bare(left)
        self.unitless += [figure for figure in repeated if figure.dimension and _is_small(figure)]
        added = self._added()
        new = {figure.dimension for figure in added if figure.dimension and figure.weight != Weight.FREE}
        left += [figure for figure in self.unitless if figure.dimension in new]
        fewer = [figure for figure in repeated if figure not in left]
        return Matching(tuple(sorted(left, key=_start)), added, tuple(sorted(fewer, key=_start)), tuple(bare))

    def _take(self, readings: Sequence[Reading], index: dict[Reading, list[int]]) -> bool:
        """Take the first free figure of the target that `index` knows for one of `readings`."""
        for reading in readings:
            places = index.get(reading)
            while places:
                place = places.pop()
                if self.free[place]:
                    self.free[place] = False
                    return True
        return False

    def _known(self, quantity: Quantity) -> bool:
        return any(reading in self.by_reading for reading in quantity.readings)

    def _take_bare(self, quantity: Quantity) -> bool:
        """Take a free figure of the target that only leaves the unit out: the second 60 of "60 yuan … from 60"."""
        index = self._plain(quantity) if quantity.unit else None
        if index is None or not self.free[index]:
            return False
        self.free[index] = False
        return True

    def _take_vague(self, quantity: Quantity) -> bool:
        """Take a free figure of the target for one like 3年多, of which another figure has the number alone, or the
        "fifth" that is the second 20%."""
        vague = quantity.value is None
        free = [
            i
            for i, other in enumerate(self.target[:_MOST])
            if self.free[i] and (_is_share(other) or (vague and quantity.unit == other.unit))
        ]
        found = next((i for i in free if same(quantity, self.target[i])), None)
        if found is not None:
            self.free[found] = False
        return found is not None

    def _near(self, left: list[Quantity]) -> list[Quantity]:
        """Vague and converted figures, one by one; free targets first."""
        order = sorted(range(len(self.target)), key=lambda index: not self.free[index])[: 2 * _MOST]
        rest: list[Quantity] = []
        for count, quantity in enumerate(left):
            candidates = (i for i in order if same(quantity, self.target[i]) and self._whole(quantity, i))
            found = next(candidates, None) if count < _MOST else None
            if found is None:
                rest.append(quantity)
            else:
                self.free[found] = False
        return rest

    def _bare(self, left: list[Quantity]) -> tuple[list[Quantity], list[tuple[Quantity, Quantity]]]:
        """Figures printed without their unit in the target: fine for 30家, a doubt for 30 %."""
        rest: list[Quantity] = []
        bare: list[tuple[Quantity, Quantity]] = []
        for count, quantity in enumerate(left):
            index = self._plain(quantity)
            if index is None and count < _MOST:
                index = self._instead(quantity)
                index = self._unsaid(quantity) if index is None else index
                index = self._vaguely(quantity) if index is None else index
            if index is None:
                rest.append(quantity)
                continue
            other = self.target[index]
            if self.free[index] and self._doubtful(quantity, other):
                bare.append((quantity, other))
            elif _is_small(quantity) and quantity.dimension and not other.dimension:
                self.unitless.append(quantity)
            self.free[index] = False
        return rest, bare

    def _doubtful(self, quantity: Quantity, other: Quantity) -> bool:
        """Did the figure lose a unit that no other figure shows, or come by a foreign currency?"""
        if quantity.dimension in SHOWN:
            return not self._shown(quantity.dimension)
        return not quantity.dimension and other.dimension in _ABROAD

    def _shown(self, dimension: str) -> bool:
        """Does another figure of the target carry the unit, so that this one may leave it out?"""
        return any(other.dimension == dimension for other in self.target)

    def _whole(self, quantity: Quantity, index: int) -> bool:
        """Does the target print both ends of 七八十, if it prints one of them?"""
        other = self.target[index]
        if quantity.kind != "pair" or other.approx or other.value is None:
            return True
        if not other.digits and other.weight == Weight.FREE:
            return True
        rest = [number for number in quantity.plain if number not in other.plain and number != 1]
        return len(rest) == len(quantity.plain) or all(number in self.by_plain for number in rest)

    def _unsaid(self, quantity: Quantity) -> int | None:
        """The bare number of a list of converted figures: "from 2,000 hectares to 13,000"."""
        if quantity.weight == Weight.FREE or quantity.dimension not in _MEASURED | {"CNY"}:
            return None
        units = {other.unit for other in self.target if other.dimension == quantity.dimension} - {quantity.unit}
        units = {unit for unit in units if (CONVERTED | _COINS) & {unit, quantity.unit}}
        for index, other in enumerate(self.target[:_MOST] if units else ()):
            if not other.dimension and other.value and self.free[index]:
                slack = Fraction(0) if quantity.dimension == "CNY" else _slack(quantity, other)
                for unit in units:
                    dimension, factor = UNITS[unit]
                    if _meet(quantity.readings[0], Reading(dimension, other.low * factor, other.high * factor), slack):
                        return index
        return None

    def _vaguely(self, quantity: Quantity) -> int | None:
        """The "billions of yuan" that 数十亿 are, and the "few hundred" of 几百元到几千元."""
        if quantity.dimension and (quantity.value is not None or not self._shown(quantity.dimension)):
            return None
        for index, other in enumerate(self.target[:_MOST]):
            meets = other.approx and other.value is None and quantity.low <= other.high and other.low <= quantity.high
            if meets and self.free[index] and self._bare_alike(quantity, index) and not _vaguer(quantity, other):
                return index
        return None

    def _plain(self, quantity: Quantity) -> int | None:
        if len(quantity.plain) > 1 and quantity.dimension == "clock" and not self._in_a_row(quantity.plain):
            return None
        for number in quantity.plain:
            places = self.by_plain.get(number, ())
            for index in sorted(places[-_MOST:], key=lambda i: (not self.free[i], i)):
                if self._bare_alike(quantity, index) and (self.free[index] or self._may_share(quantity, index)):
                    return index
        return None

    def _instead(self, quantity: Quantity) -> int | None:
        """The free "three times" that answers 三次, so that the "more than three" taken for it may answer 3秒."""
        for number in quantity.plain if quantity.dimension else ():
            places = self.by_plain.get(number, ())[-_MOST:]
            if any(self._bare_alike(quantity, index) and not self.target[index].digits for index in places):
                found = (i for i in places if self.free[i] and self.target[i].dimension == "times")
                return next(found, None)
        return None

    def _in_a_row(self, numbers: tuple[Exact, ...]) -> bool:
        """Does the target print the hours, minutes (and seconds) one after the other: 21:19 as "21-19"?"""
        last = len(self.target) - len(numbers)
        return any(
            index <= last and all(number in self.target[index + at].plain for at, number in enumerate(numbers))
            for index in self.by_plain.get(numbers[0], ())[-_MOST:]
        )

    def _bare_alike(self, quantity: Quantity, index: int) -> bool:
        other = self.target[index]
        if not _one_bare(quantity, other) or not self._whole(quantity, index):
            return False
        if other.dimension and any(reading.dimension == other.dimension for reading in quantity.readings):
            return False  # 晚 12 分 are minutes, so "12 hours" are none
        if quantity.dimension in STRICT and quantity.digits and quantity.value == 1 and not other.digits:
            return False  # 1% is no "once"
        if quantity.dimension == "times" and quantity.high <= SMALL_MULTIPLE and not other.digits:
            between = self.target[index + 1 : index + 2]  # one and three times
            return any(q.dimension == "times" and "times" in q.text for q in between)
        if quantity.kind == other.kind == "ratio" and quantity.value != other.value:
            return False
        return other.dimension not in CURRENCIES or not self._foreign(other.dimension)

    def _foreign(self, currency: str) -> bool:
        """Does the source speak of money, and never of this currency? A sum without any is in yuan."""
        if currency == "CNY":
            return False
        money = {reading.dimension for other in self.source for reading in other.readings} & CURRENCIES
        return bool(money) and currency not in money

    def _may_share(self, quantity: Quantity, index: int) -> bool:
        """May a number that another figure has taken stand for this one, too? Not for 400米 beside 400艘."""
        if quantity.dimension in STRICT:
            return False
        if quantity.dimension == "release":
            return _RELEASE.search(self.target[index].text) is not None
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
        either = {number for quantity in self.source if quantity.kind == "pair" for number in quantity.plain}
        dated = {quantity.dimension for quantity in self.source} & {"month", "day"}
        dated |= {"month"} if dated else set()
        added = []
        for index, quantity in enumerate(self.target):
            own = quantity.readings[:1] if quantity.dimension in dated else quantity.readings
            if not self.free[index] or any(reading in readings for reading in own):
                continue
            if quantity.dimension in dated and quantity.weight == Weight.STRONG and not self._ends_a_pair(quantity):
                added.append(quantity)  # no 一 or 两 of the source is a January, or the 2nd
                continue
            if plain.intersection(quantity.plain) and not self._has_taken_its_place(quantity):
                continue
            if not quantity.unit and units.intersection(quantity.plain):
                continue
            if not quantity.unit and either.intersection(quantity.plain):
                continue
            if quantity.weight != Weight.FREE and any(same(other, quantity) for other in self.source[:_MOST]):
                continue
            added.append(quantity)
        return tuple(added)

    def _ends_a_pair(self, quantity: Quantity) -> bool:
        """Is it one of the two months of 七八月?"""
        pairs = (other for other in self.source if other.kind == "pair" and other.dimension == quantity.dimension)
        return any(quantity.low in {other.low, other.high} for other in pairs)

    def _has_taken_its_place(self, new: Quantity) -> bool:
        """Is it "two months" beside a "two", for 两年 beside 两个? The source has nothing in its unit."""
        lost = any(lost.unit and set(lost.plain) & set(new.plain) for lost in self.unitless)
        return lost and bool(new.unit) and all(new.unit != other.unit for other in self.source)


_RELEASE = regex(r"^v?\d+(?:\.\d+)*$")
"""Figures that a release may share: 4, not 4K."""


def _is_share(quantity: Quantity) -> bool:
    """Is it a fraction in words: "a fifth", "two-thirds"?"""
    return not quantity.digits and any(0 < r.low < 1 for r in quantity.readings if not r.dimension)


def _is_small(quantity: Quantity) -> bool:
    """Is it one number up to twelve, in words?"""
    return not quantity.digits and len(quantity.plain) == 1 and quantity.high <= 12


def _one_bare(first: Quantity, second: Quantity) -> bool:
    """One of the two has no unit, and the other's is not a name of a month or a day."""
    if "version" in {first.kind, second.kind}:
        return False
    if first.dimension and second.dimension:
        return False
    if first.unit and second.unit and "permille" in {first.unit, second.unit}:
        return False
    if first.kind in {"count", "pair"} and second.dimension in {"%", "pp"}:
        return False
    return not {first.dimension, second.dimension} & (CALENDAR - {"clock"})


def _start(quantity: Quantity) -> int:
    return quantity.start
