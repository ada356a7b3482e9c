"""What the two languages may say in different figures: 6月30日 is the end of June, 1月至6月 the first half of a year.

Each family is read on both sides; where both have the same key, the figures of its places are no one's loss.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.values import Quantity
from jobs.fidelity.quantities.words_en import MONTHS, ONES
from jobs.regex import regex

Span = tuple[int, int]
Key = tuple[object, ...]


class Place(NamedTuple):
    """What is said, and the figures that say it: from `start` to `end`, none where they are equal."""

    key: Key
    start: int
    end: int


def equivalents(said: str, told: str) -> tuple[list[Span], list[Span]]:
    """The places of a Chinese text and of its English one that say the same, whatever their figures."""
    ours, theirs = list[Span](), list[Span]()
    for chinese, english in _FAMILIES:
        here = [*chinese(said)]
        there = [*english(told)] if here else []
        both = {place.key for place in here} & {place.key for place in there}
        ours += [(place.start, place.end) for place in here if place.key in both]
        theirs += [(place.start, place.end) for place in there if place.key in both]
    return ours, theirs


def outside(figures: Sequence[Quantity], spans: Sequence[Span]) -> tuple[Quantity, ...]:
    """The figures that stand in none of `spans`."""
    return tuple(q for q in figures if not any(start <= q.start < end for start, end in spans))


def blank(text: str, spans: Sequence[Span]) -> str:
    """`text` with spaces in place of `spans`."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


_LAST = {1: {31}, 2: {28, 29}, 3: {31}, 4: {30}, 5: {31}, 6: {30}, 7: {31}, 8: {31}, 9: {30}, 10: {31}, 11: {30},
         12: {31}}  # fmt: skip
"""The last days of the months."""
_NUMBER = r"\d{1,2}|[一二两三四五六七八九十]{1,3}"
_NO_DIGIT = r"(?<![\d.一二三四五六七八九十])"
_NAME = rf"(?P<month>{'|'.join(sorted({name.capitalize() for name in MONTHS}, key=len, reverse=True))})\b\.?"
_DAY_ZH = regex(rf"{_NO_DIGIT}(?P<month>{_NUMBER}) ?月 ?(?:(?P<day>(?:{_NUMBER}) ?[日号])|[底末])")
_DAY_EN = regex(
    rf"\b(?P<before>\d\d)(?:st|th)?(?: of)? {_NAME}|\b{_NAME.replace('month', 'name')},? (?:the )?"
    r"(?P<behind>\d\d(?:st|th)?)(?!\d|[,:%]\d)"
)
_END_EN = regex(
    rf"\b(?:(?:[Ee]nd|[Cc]lose)(?: of |-)(?:last |this )?|(?:quarter|half|year|months|period)(?: that)? "
    rf"(?:ended|ending|to|through|until|till) (?:the end of )?){_NAME}(?!,? \d\d?(?!\d))"
    rf"|\b{_NAME.replace('month', 'name')} [Qq]uarter\b"
)


def _ends_of_months(said: str) -> Iterator[Place]:
    """6月30日, 6月底."""
    for date in _DAY_ZH.finditer(said) if "月" in said else ():
        month, day = _value(date["month"]), date["day"]
        if not day:
            yield Place((month,), 0, 0)
        elif _value(day.rstrip(" 日号")) in _LAST.get(month, ()):
            yield Place((month,), *date.span("day"))


def _ends_of_months_en(told: str) -> Iterator[Place]:
    """June 30, the end of June, the June quarter."""
    for date in _DAY_EN.finditer(told):
        month, where = MONTHS[(date["month"] or date["name"]).lower()], "before" if date["before"] else "behind"
        if int(date[where][:2]) in _LAST[month]:
            yield Place((month,), *date.span(where))
    for end in _END_EN.finditer(told):
        yield Place((MONTHS[(end["month"] or end["name"]).lower()],), 0, 0)


_YEAR_ZH = regex(r"(?:(?P<year>(?:19|20)\d\d) ?)?(?:年?(?P<date>12 ?月 ?31 ?[日号])|年 ?[底末终])")
_YEAR_EN = regex(
    r"\b(?:(?:[Ee]nd|[Cc]lose)(?: of |-)(?:the year |fiscal )?|[Yy]ear[- ]end )(?P<year>(?:19|20)\d\d)\b"
    r"|\b(?P<other>(?:19|20)\d\d)[- ]year[- ]end|\b[Yy]ear[- ]end\b|\b[Ee]nd of (?:the|this|last|next|that) year\b"
    r"|\b(?P<date>31(?:st)?(?: of)? Dec(?:ember|\b\.?)|Dec(?:ember|\b\.?) 31(?:st)?(?!\d))"
    r"(?:,? (?P<dated>(?:19|20)\d\d))?"
)


def _ends_of_years(said: str) -> Iterator[Place]:
    """2024年12月31日, 2024年底; without its year it may be any."""
    for end in _YEAR_ZH.finditer(said) if "年" in said or "12" in said else ():
        span = end.span("date") if end["date"] else (0, 0)
        yield Place((int(end["year"] or 0),), *span)
        yield Place(("any",), *span)


def _ends_of_years_en(told: str) -> Iterator[Place]:
    """December 31, 2024; the end of 2024."""
    for end in _YEAR_EN.finditer(told):
        year = end["year"] or end["other"] or end["dated"]
        span = end.span("date") if end["date"] else (0, 0)
        yield Place((int(year) if year else "any",), *span)
        yield Place((0,), *span)


_UP_TO = "[-–—~～至到]+"
_MONTHS_ZH = regex(
    rf"{_NO_DIGIT}(?P<first>{_NUMBER}) ?月?份? ?{_UP_TO} ?(?P<last>{_NUMBER}) ?月份?(?! ?[\d底末初])"
    rf"|(?<![\d.])(?P<from>[1一]) ?{_UP_TO} ?(?P<quarters>[234二三四]) ?季度"
    rf"|截[至止]?到? ?(?P<end>{_NUMBER}) ?月(?: ?(?:30|31|28|29) ?[日号]|[底末])?"
    r"止?的?(?P<count>[369三六九]|12|十二)个月"
    r"|(?<!\d)(?P<year>12 ?月 ?31 ?[日号])(?:止|的)*(?:年度|财政年度|财年|全年|一年|12个月|十二个月)"
)
_COUNTED_EN = "|".join([*list(ONES)[2:12], r"\d\d?"])
_MONTHS_EN = regex(
    rf"\b[Ff]irst (?P<count>{_COUNTED_EN}) months\b"
    r"|\b(?P<quarter>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast) quarter\b"
    r"|\b(?:Q(?P<q>[1-4])|(?P<nq>[1-4])Q)\b|\b(?P<half>[Ff]irst|[Ss]econd) half\b|\bH(?P<h>[12])\b"
    r"|\b(?P<three>[Ff]irst (?:three|3) quarters)\b"
    rf"|\b{_NAME.replace('month', 'first')} ?(?:to|through|-|–|—) ?{_NAME.replace('month', 'to')}(?! \d\d?(?!\d))"
    r"|\b(?:[Ii]n|[Ff]or|[Dd]uring|[Tt]hroughout|[Yy]ear)(?: the (?:full |whole )?year| fiscal)?(?: of)? "
    r"(?P<year>(?:19|20)\d\d)\b"
)
_HALVES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}


def _months(said: str) -> Iterator[Place]:
    """1月至6月, 1—3季度, 截至3月31日的三个月, 12月31日止年度: from which month to which."""
    for found in _MONTHS_ZH.finditer(said) if "月" in said or "季" in said else ():
        if found["year"]:
            yield Place((1, 12), *found.span("year"))
            continue
        if found["from"]:
            first, last = 1, 3 * _value(found["quarters"])
        elif found["end"]:
            last = _value(found["end"])
            first = last - _value(found["count"]) + 1
        else:
            first, last = _value(found["first"]), _value(found["last"])
        if 1 <= first < last <= max(_LAST):
            yield Place((first, last), *found.span())


def _months_en(told: str) -> Iterator[Place]:
    """The first half, the first six months, Q2, January to June."""
    for found in _MONTHS_EN.finditer(told):
        span = found.span()
        if found["count"]:
            yield Place((1, _in_words(found["count"])), *span)
        elif quarter := _HALVES.get((found["quarter"] or "").lower()) or int(found["q"] or found["nq"] or 0):
            yield Place((3 * quarter - 2, 3 * quarter), *span)
        elif half := _HALVES.get((found["half"] or "").lower()) or int(found["h"] or 0):
            yield Place((6 * half - 5, 6 * half), *span)
        elif found["three"]:
            yield Place((1, 9), *span)
        elif found["year"]:
            yield Place((1, 12), 0, 0)
        else:
            yield Place((MONTHS[found["first"].lower()], MONTHS[found["to"].lower()]), *span)


_BEFORE_ZH = regex(rf"{_NO_DIGIT}(?P<date>(?P<month>{_NUMBER}) ?月)(?P<day> ?[1一] ?[日号])?(?P<end>[底末])?[之以]?前")
_BEFORE_EN = regex(
    rf"\b(?:by|on or before|(?:no|not) later than|until|up to|through) "
    rf"(?:(?P<day>3[01]|2[89])(?:st|th)?(?: of)? )?{_NAME}"
    rf"(?:,? (?P<behind>3[01]|2[89])(?:st|th)?(?!\d))?|\bbefore (?:1(?:st)? (?:of )?)?{_NAME.replace('month', 'other')}"
    r"(?: (?P<number>\d\d?)(?:st|nd|rd|th)?(?!\d))?",
    re.IGNORECASE,
)


def _before(said: str) -> Iterator[Place]:
    """5月1日前 is by the end of April, 10月底前 before November."""
    for found in _BEFORE_ZH.finditer(said) if "前" in said else ():
        month = _value(found["month"])
        if bool(found["day"]) != bool(found["end"]) and month in _LAST:
            yield Place(
                (month if found["day"] else month % 12 + 1,),
                found.start(),
                found.end("day" if found["day"] else "date"),
            )


def _before_en(told: str) -> Iterator[Place]:
    """By April 30, before May, before May 1."""
    for found in _BEFORE_EN.finditer(told):
        if found["other"] and (found["number"] or "1") == "1":
            yield Place((MONTHS[found["other"].lower()],), *found.span())
        elif found["month"]:
            month, day = MONTHS[found["month"].lower()], found["day"] or found["behind"]
            if day and int(day) in _LAST[month]:
                yield Place((month % 12 + 1,), *found.span())


_PHONE = regex(
    r"(?<![A-Za-z0-9.,])(?:[(（]?(?P<code>\+ ?86|0086)[)）]?[- ]?)?"
    r"(?P<number>[(（]?\d[\d()（） –-]{5,18}\d)(?![A-Za-z0-9%]|[.,:]\d)"
)
_LONGEST, _SHORTEST = 12, 7


def _phones(text: str) -> Iterator[Place]:
    """The digits of a telephone number, without those of China and without the 0 of a city."""
    for found in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", found["number"]).lstrip("0")
        if _SHORTEST <= len(digits) <= _LONGEST:
            yield Place((digits,), *found.span())


_SECTION_ZH = regex(rf"第 ?({_NUMBER}) ?章的?(?:[，,、 ]?)第 ?({_NUMBER}) ?节")
_SECTION_EN = regex(r"(?:\b(?:[Ss]ections?|[Cc]hapters?|[Ss]ec\.)|§) ?(\d+)\.(\d+)(?![\d.]*\d)")


def _sections(said: str) -> Iterator[Place]:
    """第三章第二节."""
    for found in _SECTION_ZH.finditer(said) if "章" in said else ():
        yield Place((_value(found[1]), _value(found[2])), *found.span())


def _sections_en(told: str) -> Iterator[Place]:
    """Section 3.2."""
    for found in _SECTION_EN.finditer(told):
        yield Place((int(found[1]), int(found[2])), *found.span())


_ALL_NINES = regex(r"(?<![\d.,])99(?:\.9{1,7})?(?: ?[%％]| per ?cent\b)")
_NINES_ZH, _NINES_EN = (
    regex("([二两三四五六七八九2-9]) ?个 ?(?:9|九)(?!\\d)"),
    regex(rf"\b({_COUNTED_EN})[- ]nines\b", re.IGNORECASE),
)


def _nines(said: str) -> Iterator[Place]:
    """99.99%, 四个9."""
    yield from _all_nines(said)
    for found in _NINES_ZH.finditer(said):
        yield Place((_value(found[1]),), *found.span())


def _nines_en(told: str) -> Iterator[Place]:
    """99.99%, four nines."""
    yield from _all_nines(told)
    for found in _NINES_EN.finditer(told):
        yield Place((_in_words(found[1]),), *found.span())


def _all_nines(text: str) -> Iterator[Place]:
    for found in _ALL_NINES.finditer(text) if "99" in text else ():
        yield Place((found[0].count("9"),), *found.span())


def _value(printed: str) -> int:
    if printed.isdecimal():
        return int(printed)
    both = numerals.parse(printed)
    return int(both[0]) if both else 0


def _in_words(printed: str) -> int:
    return int(printed) if printed.isdecimal() else ONES[printed.lower()]


_Reader = Callable[[str], Iterator[Place]]
_FAMILIES: tuple[tuple[_Reader, _Reader], ...] = (
    (_ends_of_months, _ends_of_months_en),
    (_ends_of_years, _ends_of_years_en),
    (_months, _months_en),
    (_before, _before_en),
    (_phones, _phones),
    (_sections, _sections_en),
    (_nines, _nines_en),
)
