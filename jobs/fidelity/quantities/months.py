"""Months that English may name where Chinese does not: of 五一, of 年底, or of 9日 in an article about July."""

from __future__ import annotations

from collections.abc import Sequence

from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.values import Quantity
from jobs.regex import regex


def months(article: str) -> frozenset[int]:
    """The months that a Chinese article speaks of, its dates included: 9日 is a day of one of them.

    Nothing for an article that does not say which, or that speaks of festivals, of the old calendar or of
    本月: a day of it may be in any.
    """
    if _IN_ANY.search(article) or SEASON.search(article):
        return frozenset()
    found = {int(date[1]) for date in _DATE.finditer(article)}
    for first, joint, last in _MONTH.findall(article):
        ends = [_number(printed) for printed in (first or last, last)]
        found |= set(ends) if joint in _AND else set(range(ends[0], ends[1] + 1))
    found |= {month for month, day in HOLIDAYS.items() if found and day.search(article)}
    found |= {month for sign, ends in _ENDS.items() if found and sign in article for month in ends}
    return frozenset(found & set(range(1, 13)))


def _number(printed: str) -> int:
    both = numerals.parse(printed) if not printed.isdecimal() else None
    return int(both[1]) if both else int(printed) if printed.isdecimal() else 0


def counts_from_january(figure: Quantity, said: str) -> bool:
    """前五个月 are January to May."""
    return figure.unit == "mo" and said[figure.start - 1 : figure.start] == "前" and figure.low in range(2, 13)


def goes_by_another_name(month: int, figures: Sequence[Quantity], said: str) -> bool:
    """Is it the May of 五一, the December of 年底, or one that a quarter begins or ends with?"""
    if month in _ends_of(figures, said):
        return True
    if (month == 12 and _YEARS_END.search(said)) or (month == 1 and "年初" in said):
        return True
    return month in HOLIDAYS and HOLIDAYS[month].search(said) is not None


def _ends_of(figures: Sequence[Quantity], said: str) -> set[int]:
    """The first and last months of the quarters and halves of a year that a text names."""
    found = set[int]()
    for figure in figures:
        if counts_from_january(figure, said):
            found |= {1, int(figure.low)}
        size = {"quarter": 3, "half": 6}.get(figure.dimension, 0)
        last = size * int(figure.low)
        found |= (
            {1 if "前" in said[max(0, figure.start - 1) : figure.end] else last - size + 1, last} if size else set()
        )
    return found


_NUMERALS = "零一二三四五六七八九十百千万"

HOLIDAYS = {
    1: regex("元旦"),
    **{
        month: regex(f"(?<![{_NUMERALS}]){sign}一(?![{_NUMERALS}月日年号个名人位家])")
        for month, sign in zip((5, 6, 7, 8), "五六七八", strict=True)
    },
    10: regex("国庆|(?<![二三四五六七八九])十一(?=[假长黄期前后国”」])"),
}
"""Days that are known by their date, of which English may name the month: May Day."""

_YEARS_END = regex("年[底末尾]|岁末")
SEASON = regex(
    "春节|除夕|元宵|清明|端午|中秋|重阳|正月|腊月|立[春夏秋冬]|[春秋]分|[夏冬]至|霜降|芒种|[小大][暑寒雪]|惊蛰|谷雨|处暑|[寒白]露"
)
"""Festivals and solar terms that a translator may place in a month."""


_NUMBER = r"1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]"
_MONTH = regex(
    rf"(?<![\d.一二三四五六七八九十])(?:({_NUMBER})月?份?\s?([-–—~～至到、和与及]|(?=[二三四五六七八九]月))\s?)?({_NUMBER})\s?月"
    "(?![龄球饼亮])"
)
"""A month, or two of them: 七八月, 3月至5月, 3、5月."""
_AND = "、和与及"
_DATE = regex(r"(?<!\d)(?:19|20)\d\d[-/.](0?[1-9]|1[0-2])(?![\d])")
_IN_ANY = regex("[上本当下次翌同这]个?月|农历|阴历|旧历")
_ENDS = {"季": (3, 6, 9, 12), "半年": (6, 12), "年初": (1,), "年底": (12,), "年末": (12,), "年终": (12,)}
"""What a quarter, a half and the ends of a year name without saying so."""
