"""One pair of texts whose figures differ: which of them an editor would object to, and how gravely."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache

from jobs.fidelity.finding import Complaint, Severity
from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.dates_zh import first_years
from jobs.fidelity.quantities.in_words import is_in_words, is_left
from jobs.fidelity.quantities.match import Matching
from jobs.fidelity.quantities.money import HOMES
from jobs.fidelity.quantities.months import HOLIDAYS, SEASON, counts_from_january, goes_by_another_name
from jobs.fidelity.quantities.pairing import Pair, exchanged, loose_pairs, pairs
from jobs.fidelity.quantities.spoken import spoken
from jobs.fidelity.quantities.values import (
    CALENDAR,
    CONVERTED,
    CURRENCIES,
    ROUNDED,
    SHOWN,
    STRICT,
    UNITS,
    Quantity,
    Weight,
)
from jobs.fidelity.quantities.wordlist import pattern
from jobs.fidelity.quantities.words_en import UNITS_EN, WEEKDAYS
from jobs.fidelity.quantities.words_zh import AGES, EVENTS, RELATIVE
from jobs.regex import regex

_RELATIVE = {dimension: regex(pattern(words.split())) for dimension, words in RELATIVE.items()}

_NAMED = regex(r"[\d一二三四五六七八九十]\s?$")
"""Behind it 月底 and 日前 belong to a date: 8 月底, 30 日前."""

_WEEKDAYS = "|".join(WEEKDAYS)

_NOW = rf"today|yesterday|tomorrow|tonight|{_WEEKDAYS}|that day|same day|(?:this|last|next) week(?:end)?"

_RELATIVE_EN = {
    "year": regex(r"\b(?:this|last|next|that|same|current|following) (?:fiscal )?year\b", re.IGNORECASE),
    "month": regex(rf"\b(?:(?:this|last|next|that|same|following) month|{_NOW})\b", re.IGNORECASE),
    "day": regex(rf"\b(?:{_NOW})\b", re.IGNORECASE),
    "quarter": regex(r"\b(?:the|this|that|last|same|a|past|latest) quarter(?!s| of an?\b)", re.IGNORECASE),
}

_MANY = regex(
    r"\b(?:many|numerous|several|multiple|various|few|some|lots?|countless|large number|dozens?|scores of|hundreds?"
    r"|thousands?|millions?|billions?|host|massive|huge"
    r"|(?:under|less than|within) an? (?:minute|hour|day|month|year))\b",
    re.IGNORECASE,
)

_EVERY = {
    "d": ["daily"],
    "week": ["weekly"],
    "mo": ["monthly"],
    "yr": ["annual", "annually", "yearly"],
    "h": ["hourly"],
}

_WHOLES = {"d": "[天日]", "week": "(?:周|星期)", "mo": "月", "yr": "年", "h": "(?:小时|钟头)", "min": "分钟",
           "km": "公里", "kg": "公斤", "m": "米", "t": "吨"}  # fmt: skip

_ALL_BUT = regex(r"\b(?:all (?:but|except|bar)) $", re.IGNORECASE)

_ALL_DAY = regex("[Rr]ound[- ]the[- ]clock|[Dd]ay (?:and|or) night|[Nn]ight and day|at (?:any|all) hours?")


class Case:
    """One pair of texts and its figures."""

    def __init__(
        self,
        said: str,
        told: str,
        wanted: Sequence[Quantity],
        got: Sequence[Quantity],
        code_said: str = "",
        code_told: str = "",
        money: frozenset[str] = frozenset(),
        months: frozenset[int] = frozenset(),
    ) -> None:
        self.said, self.told, self.wanted, self.got = said, told, wanted, got
        self.code_said, self.code_told, self.money, self.months = code_said, code_told, money, months

    def complaints(self, matching: Matching) -> Iterator[Complaint]:
        """One complaint for each figure that is wrong, gravest kinds first."""
        new = [q for q in matching.added if not _in_code(q, self.code_said) and not self._is_reckoned(q)]
        fewer, again = _one_of_two(matching.fewer, [q for q in new if not self._may_be_today(q)])
        missing = [q for q in (*matching.missing, *again) if not self._excused(q)]
        resized = [*_of_another_size([*missing, *(q for q in matching.missing if q.kind == "many")], new)]
        known = {id(figure) for pair in resized for figure in (pair.source, pair.target)}
        missing, new = ([q for q in some if id(q) not in known] for some in (missing, new))
        found, lost, added = pairs(missing, new)
        found += resized
        loose = loose_pairs([q for q in matching.missing if q.weight == Weight.FREE], added) if added else []
        added = [q for q in added if all(q is not pair.target for pair in loose)]
        loose = loose or [pair for pair in exchanged(self.wanted, self.got) if not self._is_all_but_one(pair.target)]
        known = {id(figure) for pair in loose for figure in (pair.source, pair.target)}
        lost, added = ([q for q in some if id(q) not in known] for some in (lost, added))
        for pair in [*found, *loose]:
            yield self._changed(pair)
        for quantity in lost:
            yield self._lost(quantity)
        for quantity in added:
            yield from self._added(quantity)
        for wanted, got in matching.bare:
            yield from self._bare(wanted, got)
        for quantity in fewer:
            yield from self._fewer(quantity)

    def _is_reckoned(self, quantity: Quantity) -> bool:
        """Is it the two years of 后年, or the year that lies so many years before or after one that is named?"""
        if quantity.unit == "yr":
            return quantity.low == 2 and _YEAR_AFTER_NEXT.search(self.said) is not None
        if quantity.dimension != "year":
            return False
        years = [other.low for other in self.wanted if other.dimension == "year"]
        spans = [q.low for q in self.wanted if q.unit == "yr" and _YEARS_AWAY.match(self.said, q.end)]
        return any(abs(quantity.low - year) == span for year in years for span in spans)

    def _may_be_today(self, quantity: Quantity) -> bool:
        """May the figure of a date stand for a 今年 or 昨天 of the source?"""
        relative = _RELATIVE.get(quantity.dimension)
        found = relative.finditer(self.said) if relative else ()
        return any(self._may_mean(word, quantity) for word in found)

    def _may_mean(self, word: re.Match[str], quantity: Quantity) -> bool:
        """May the word be that year, month or day? Not 月底 behind 8; 次年 follows the year named before it."""
        if _NAMED.search(self.said[max(0, word.start() - 2) : word.start()]):
            return False
        before = [q.low for q in self.wanted if q.dimension == quantity.dimension and q.end <= word.start()]
        if quantity.dimension == "day" and before and _SAME_DAY.match(word[0]):
            return quantity.low in before
        later = _YEARS_ON.get(word[0]) if before and quantity.dimension == "year" else None
        return later is None or quantity.low == before[-1] + later

    def _bare(self, wanted: Quantity, got: Quantity) -> Iterator[Complaint]:
        """A unit that went missing, or a currency that came from nowhere; not when the other words name it."""
        if wanted.dimension in SHOWN:
            if wanted.dimension not in CURRENCIES or not self._named(wanted.unit):
                other = _OTHER_UNIT.match(self.told, got.end)
                text = got.text + (other[0] if other else "")
                message = f'{self._source(wanted)}: the unit is missing in "{text}"'
                yield Complaint(wanted.text, text, message, "error" if other else "warning")
        elif not re.search(f"[{HOMES.get(got.dimension, '')}$]", self.said):
            message = f'{self._source(wanted)}: the source does not say the currency of "{got.text}"'
            unheard = self.money and got.dimension not in self.money
            yield Complaint(wanted.text, got.text, message, "error" if unheard else "warning")

    def _excused(self, quantity: Quantity) -> bool:
        """Free figures, those that moved into code, 1秒 where the target says "a second", 十几号 "mid-September"."""
        if quantity.weight == Weight.FREE or _in_code(quantity, self.code_told):
            return True
        if is_in_words(quantity, self.said, self.told, self.got):
            return True
        if quantity.value == 1 and self.said[quantity.end :][:1] in {"：", ":"} and _FIRST.search(self.told):
            return True
        if quantity.digits and self.said.strip() == quantity.text.strip() and not _ARTICLE.search(self.told):
            return False
        if quantity.value == 1 and (quantity.dimension in CURRENCIES or quantity.unit == "pp"):
            return self._named(quantity.unit) and not self._left_blank(quantity.unit)
        if quantity.value is not None and not quantity.unit and self._rest_is_named(quantity):
            return True
        if counts_from_january(quantity, self.said):
            months = {other.low for other in self.got if other.dimension == "month"}
            if {1, quantity.low} <= months:
                return True
        if quantity.dimension == "day" and quantity.low == 10 and quantity.high == 19:
            return _MIDDLE.search(self.told) is not None
        if quantity.value is None or quantity.dimension not in _GOES_UNSAID:
            return False
        if quantity.value == 1:
            return self._named(quantity.unit) and not (quantity.digits and self._left_blank(quantity.unit))
        return self._said_as_one(quantity)

    def _rest_is_named(self, quantity: Quantity) -> bool:
        """11 of 13 are "all but two"."""
        rest = [other.low for other in self.got if _ALL_BUT.search(self.told, max(0, other.start - 9), other.start)]
        return any(quantity.low + less == whole.low for less in rest for whole in self.wanted)

    def _is_all_but_one(self, quantity: Quantity) -> bool:
        """Is it the four of "Chile and four others", who are 智利等五国?"""
        others = rf"\b{re.escape(quantity.text)} (?:others?|more)\b"
        return "等" in self.said and re.search(others, self.told, re.IGNORECASE) is not None

    def _named(self, unit: str) -> bool:
        """Does the target hold the name of the unit?"""
        units = _names(unit) + _EVERY.get(unit, [])
        return re.search(rf"\b{pattern(units)}\b", self.told, re.IGNORECASE) is not None if units else False

    def _left_blank(self, unit: str) -> bool:
        """Does the unit stand where a figure should, as in "by about percentage point"?"""
        more = "of|up|down|within" if unit in CURRENCIES or unit == "pp" else "roughly|least|most|within"
        blank = rf"\b(?:[Aa]bout|around|by|to|from|than|{more})\s+{pattern(_names(unit))}\b"
        return re.search(blank, self.told) is not None

    def _said_as_one(self, quantity: Quantity) -> bool:
        """24小时 is "a day", where hours and 每天 or 一天 go unsaid, and round the clock."""
        if quantity.unit == "h" and quantity.value == 24 and _ALL_DAY.search(self.told):
            return True
        for unit, chinese in _WHOLES.items():
            if UNITS[unit] in {reading[:2] for reading in quantity.readings}:
                once = rf"\b(?:an?|one|every|the|each)[ -](?:whole |full |single |first )?{pattern(_names(unit))}\b"
                often = "".join(rf"|\b{word}\b" for word in _EVERY.get(unit, ()))
                told = re.search(once + often, self.told, re.IGNORECASE)
                taken = re.search(rf"[每一]个?{chinese}|日均", self.said)
                others = sum(other.unit == quantity.unit for other in self.wanted) > 1  # from a minute to 15 seconds
                return told is not None and taken is None and (others or not self._named(quantity.unit))
        return False

    def _changed(self, pair: Pair) -> Complaint:
        text = self._phrase(pair.target, self.got, self.told)
        message = f'{self._source(pair.source)} ≠ "{text}"'
        if pair.reason:
            message += f" ({pair.reason})"
        return Complaint(self._phrase(pair.source, self.wanted, self.said), text, message, pair.severity)

    def _lost(self, quantity: Quantity) -> Complaint:
        severity: Severity = "error" if quantity.weight == Weight.STRONG else "warning"
        vague = quantity.value is None and len(quantity.plain) > 1 and quantity.kind != "pair"
        if (vague and not quantity.digits and _MANY.search(self.told)) or self._told_relatively(quantity):
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
        if self._may_be_today(quantity) or self._is_put_otherwise(quantity) or self._follows(quantity):
            return None
        if quantity.dimension == "decade" and "世纪初" in self.said:
            return None
        if self._is_compared_with(quantity):
            return None
        if quantity.unit in {"%", "off"} and quantity.low == 50 and _HALVED.search(self.said):
            return None
        if quantity.unit == "%" and quantity.low == 100 and _ALL.search(self.said):
            return None
        if self._is_known_by_name(quantity) or self._explains_a_unit(quantity):
            return None
        units = {other.unit for other in self.wanted}
        if quantity.dimension == "month" and "day" in units and "month" not in units:
            return "error" if self.months and quantity.low not in self.months else None
        if quantity.dimension == "month" and SEASON.search(self.said):
            return "warning"
        if not quantity.digits and quantity.dimension != "month":
            return "warning" if quantity.low > 12 or quantity.dimension in STRICT else None
        converted = self._in_brackets(quantity) and (quantity.unit in CURRENCIES or quantity.unit in CONVERTED)
        if converted or self._is_the_difference(quantity):
            return "warning"
        return "error" if quantity.weight == Weight.STRONG else "warning"

    def _is_the_difference(self, quantity: Quantity) -> bool:
        """Is it the seven points from 85% to 92%, both of which stand in the target as well?"""
        dimension = "%" if quantity.dimension == "pp" else quantity.dimension
        if dimension in CALENDAR or quantity.value is None:
            return False
        there = {number for other in self.got for number in other.plain}
        ours = {q.readings[0].low for q in self.wanted if q.dimension == dimension and there.issuperset(q.plain)}
        return any(low + quantity.readings[0].low in ours for low in ours)

    def _is_put_otherwise(self, quantity: Quantity) -> bool:
        """Is it the May of 五一, or the 70 of 七比三, which English may put as 70:30?"""
        if quantity.dimension == "month":
            return goes_by_another_name(int(quantity.low), self.wanted, self.said)
        if quantity.dimension == "day" and quantity.low == 1:
            return any(day.search(self.said) for day in HOLIDAYS.values())
        if quantity.low in {10**4, 10**8} and _IN_UNITS.search(self.said):
            return True
        if any(quantity.low == span and quantity.unit == unit and word in self.said for word, span, unit in _CYCLES):
            return True
        if quantity.unit == "d" and quantity.low == 20 and _TWO_THIRDS.search(self.said):
            return True
        if quantity.dimension == "quarter":
            return quantity.low == 1 and _FIRST_QUARTERS.search(self.said) is not None
        parts = {numerals.digits(part) for split in _SPLIT.findall(self.said) for part in split}
        return quantity.low % 10 == 0 and str(quantity.low // 10) in parts

    def _follows(self, quantity: Quantity) -> bool:
        """Is it a year of 2022年到2024年, or what is left after 省了三分之二?"""
        spans = _YEARS.findall(self.said) if quantity.dimension == "year" else ()
        if any(int(first) < quantity.low < int(last) for first, last in spans):
            return True
        return any(is_left(other, self.said, quantity, self.told) for other in self.wanted)

    def _is_compared_with(self, quantity: Quantity) -> bool:
        """May it be the year before, of 同比, or the month before, of 环比?"""
        word = _COMPARED.get(quantity.dimension)
        if word is None or word not in self.said:
            return False
        named = {other.low for other in self.wanted if other.dimension == quantity.dimension}
        turn = {"month": 12, "quarter": 4}.get(quantity.dimension)
        following = quantity.low % turn + 1 if turn else quantity.low + 1
        return not named or following in named

    def _is_known_by_name(self, quantity: Quantity) -> bool:
        """Is it an age that the source has a word for, the year of an event, or somebody called May or June?"""
        called = rf"(?<![A-Za-z]){re.escape(quantity.text)}(?![A-Za-z])"
        if quantity.dimension == "month" and re.search(called, self.said):
            return True
        names = EVENTS if quantity.dimension == "year" else AGES if quantity.unit in {"yr", ""} else {}
        if any(number == quantity.low and name in self.said for name, number in names.items()):
            return True
        return quantity.dimension == "year" and quantity.low in first_years(self.said)

    def _explains_a_unit(self, quantity: Quantity) -> bool:
        """Is it what a Chinese unit is: "per jin (500 grams)"?"""
        unit = _UNIT_EXPLAINED.search(self.told, max(0, quantity.start - 16), quantity.start)
        if unit is None:
            return False
        dimension, factor = UNITS[unit[1].lower()]
        return quantity.dimension == dimension and abs(Fraction(quantity.readings[0].low) - factor) <= factor * ROUNDED

    def _in_brackets(self, quantity: Quantity) -> bool:
        opening = max(self.told.rfind(mark, 0, quantity.start) for mark in "(（[")
        closing = max(self.told.rfind(mark, 0, quantity.start) for mark in ")）]")
        return opening > closing

    def _fewer(self, quantity: Quantity) -> Iterator[Complaint]:
        if quantity.weight != Weight.STRONG or not (quantity.digits or quantity.low > 12) or quantity.low < 2:
            return
        sure = quantity.unit == "%" or (quantity.digits and quantity.dimension not in CALENDAR)
        sure = sure and not (_REFERRED.search(self.told) or self._taken_up(quantity) or self._leads(quantity))
        message = f"{self._source(quantity)} stands here fewer times than in the source"
        yield Complaint(quantity.text, "", message, "error" if sure else "warning")

    def _taken_up(self, quantity: Quantity) -> bool:
        """Does the source take the figure before it up again (每天5克。5克盐…), and English say "that", or "those"?"""
        if re.search(rf"[这那该此其]{re.escape(quantity.text)}", self.said):
            return True
        again = rf"{re.escape(quantity.text)}[^。]{{0,40}}(?:[，。；]\W?|的?按){re.escape(quantity.text)}"
        return bool(quantity.unit and re.search(again, self.said) and _THAT.search(self.told))

    def _leads(self, quantity: Quantity) -> bool:
        """Is it in the bold words that a paragraph begins with, and again in the rest, which English may not repeat?"""
        lead = _LEAD.match(self.said)
        return lead is not None and {True, False} <= {
            q.start < lead.end() for q in self.wanted if q.low == quantity.low
        }

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
        return text[start:end].strip(" *")


_OTHER_UNIT = regex(r" [A-Z][a-z]{2,}(?![\w'’])")
"""What stands where a unit should: 16 Lisbon for 16GB."""
_MIDDLE = regex(r"\b(?:mid|middle)\b", re.IGNORECASE)
_UNIT_EXPLAINED = regex(r"\b(jin|liang|mu|li|zhang) [(（](?:about |roughly |or )?$", re.IGNORECASE)

_COMPARED = {"year": "同比", "month": "环比", "quarter": "环比"}
"""How Chinese compares with the year or the month before, which English may name."""

_FIRST = regex(r"\b[AI] ?[:.]")
"""How English may number the first of several: Case I, Option A."""


def _of_another_size(missing: Sequence[Quantity], added: Sequence[Quantity]) -> Iterator[Pair]:
    """数百家 are no "thousands": vague figures on both sides whose ranges have nothing in common."""
    left = [q for q in added if _is_range(q)]
    for source in filter(_is_range, missing):
        for target in left:
            same_kind = not (source.dimension and target.dimension) or source.dimension == target.dimension
            if same_kind and (target.low > source.high or target.high < source.low):
                left.remove(target)
                yield Pair(source, target, "error", "")
                break


def _is_range(quantity: Quantity) -> bool:
    """Is it a word for any number of a size: 数百, 几十, "thousands"?"""
    return not quantity.digits and quantity.high >= 2 * quantity.low and quantity.kind != "pair"


_HALVED = regex("对折|对半|减半|半价|腰斩|一半|半数")

_FIRST_QUARTERS = regex("前[二三两23]个?季")

_ARTICLE = regex(r"\b(?:an?|one|per|each|every)\b", re.IGNORECASE)

_TWO_THIRDS = regex("上中旬|中下旬")

_GOES_UNSAID = frozenset({"duration", "months", "length", "mass", "degC"})
"""Units that may stand without their one: a second, every degree."""

_YEARS_ON = {"次年": 1, "翌年": 1, "当年": 0, "同年": 0}
"""How many years after one that is named."""
_SAME_DAY = regex("[当同][日天晚]")

_CYCLES = (("昼夜", 24, "h"), ("一轮", 12, "yr"))
"""A day and a night, and once round the zodiac."""
_IN_UNITS = regex("单位[:：]?[^，。；]{0,4}[万亿]|[(（][万亿]")
"""（单位：万千瓦时）: units of 10,000 kWh."""
_SPLIT = regex(
    "(?<![一二三四五六七八九十百千])([一二三四五六七八九])比([一二三四五六七八九])(?![一二三四五六七八九十百千])"
)

_YEARS_AWAY = regex("[之以]?[前后]")
_YEAR_AFTER_NEXT = regex("(?<![\\d一二三四五六七八九十百几多])[前后]年")
_YEARS = regex(r"((?:19|20)\d\d)\s?年?\s?[-–—~～至到]+\s?((?:19|20)\d\d)")
_LEAD = regex(r"\W{0,3}\*\*[^*\n]+\*\*")
_THAT = regex(r"[.;,] (?:[Tt]hat|[Tt]his|[Ww]hich|It)\b")

_REFERRED = regex(
    r"\b(?:(?:short of|than|below|above|under|over|exceed\w*|reach\w*) (?:that|this|it)|from (?:there|then)"
    r"|if (?:that|this|it) (?:is|comes to|amounts to) (?:less|more)"
    r"|(?:at least|as much as|exactly|just) (?:that|this)(?: much| many)?|[Aa]fter that|by the rule|of each|in each of"
    r"|so (?:am|are|is|was|were|do|does|did|can|could|has|have|had|will|would)"
    r"|one in (?:two|three|four|five|six|seven|eight|nine|ten|\d+))\b"
)
"""Where English refers back to a figure instead of saying it again."""

_ALL = regex("全[部数额员体程量]|所有|悉数|百分百")
"""What English may put as 100%."""


def _one_of_two(fewer: Sequence[Quantity], added: Sequence[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """(figures that stand in the target fewer times, those of them that a new figure of their kind stands for)."""
    again = [
        q
        for q in fewer
        if q.digits and any((new.digits or q.unit == "month") and new.dimension == q.dimension for new in added)
    ]
    known = {id(q) for q in again}
    return [q for q in fewer if id(q) not in known], again


@cache
def _names(unit: str) -> list[str]:
    return [word for word, other in UNITS_EN.items() if other == unit and len(word) > 2]


def _in_code(quantity: Quantity, code: str) -> bool:
    digits = re.search(r"\d[\d.]*", quantity.text) if code else None
    return digits is not None and re.search(rf"(?<![\d.]){re.escape(digits[0])}(?!\d)", code) is not None
