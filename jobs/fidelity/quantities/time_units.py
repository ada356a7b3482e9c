"""Units of time without a figure: each year, a few minutes, last year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jobs.fidelity.finding import Complaint
from jobs.fidelity.quantities.words_en import ONES, SCALES, TENS
from jobs.regex import regex


class _Unit(NamedTuple):
    """How Chinese and English name it, and whatever else may mean it, taken widely."""

    chinese: str
    english: str
    may_mean: re.Pattern[str]
    may_mean_en: re.Pattern[str]


def _unit(chinese: str, english: str, wide: str, wide_en: str) -> _Unit:
    return _Unit(chinese, english, regex(f"{chinese}|{wide}"), regex(f"{english}|{wide_en}", re.IGNORECASE))


_MONTHS = (
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
)
_UNITS = (
    _unit("秒", "second", "瞬|刹", "moment|instant"),
    _unit("分钟", "minute", "分|刻", "moment|quarter of an hour"),
    _unit("小时|钟头", "hour", "[时点晚]", r"o['’]clock|[ap]\.?m\b"),
    _unit("天|日", "day", "[昼夜晚早晨号隔晌宿]", "daily|night|evening|morning|afternoon|24|dawn|dusk|date"),
    _unit("周|星期|礼拜", "week", "旬|双休", "(?:mon|tues|wednes|thurs|fri|satur|sun)day|fortnight|seven days"),
    _unit("月", "month", "旬|环比|[春夏秋冬]", f"moon|{_MONTHS}"),
    _unit("季度?", "quarter", "三个月", r"\bQ[1-4]|season|three months|\dQ"),
    _unit(
        "年",
        "year",
        "[岁载春夏秋冬暑寒]|同比",
        r"annual|annum|\b(?:19|20)\d\d\b|yoy|spring|summer|autumn|winter|decade|centur|age|anniversar|season"
        r"|(?:twelve|12)[- ]months?|back then|at th(?:e|at) time|in those days",
    ),
)
_WEEKS = "(?:周|星期|礼拜)"
_ANY = "|".join(unit.chinese for unit in _UNITS)
_SPANS = (
    f"每[一个隔]?(?:{_ANY})|(?<![每一])[日周月年]均|(?<![十百千万亿\\d好])[几数]个?多?(?:{_ANY})(?!次)|[去今明同]年|同比"
    "|[上下本当]个?(?:月|周|星期|礼拜|季度)|当[天日年]|全[天年]|(?<!正)[年月][底初末]|年[份中]|周末"
    f"|[第头][一二三四五六七八九十\\d]+个?(?:{_ANY})|[一整满]个?(?:{_ANY})(?:[上以之]|左右|$|[，。；：！？])"
    f"|[首单][日月周]|一个多?(?:小时|钟头|月|{_WEEKS})|一[天周]|一年多?(?:[之以]?[前后]|过去)|[往多]年"
)
_TIMED, TIMED = regex(_SPANS), regex(f"{_SPANS}|世纪[初中末]|本周初|[前后][天日年]|周年")
"""One of these is in whatever speaks of a time without a figure."""
_TIMED_EN = regex(
    rf"(?<!\d[ -])\b(?:{'|'.join(unit.english for unit in _UNITS[1:] if unit.english != 'quarter')})s?\b(?! old)"
    r"|\b(?:every|per|each|last|this|next) quarter\b|\b(?:hour|week|month|quarter|year)ly\b"
    r"|\bdaily\b|\bannual(?:ly)?\b",
    re.IGNORECASE,
)
_OTHERWISE_MEANT = regex(
    rf"\b(?:{'|'.join([*ONES, *TENS, *SCALES, 'half', 'and'])})[- ](?:full |more |whole )?$"
    r"|\b(?:my|his|her|its|our|their|your|those|these|one) $"
)
"""Before a unit that has a figure in words, of which others take care, or is one of a saying: in my day."""
_HOLIDAY = regex("[A-Z][\\w’'-]* $")
"""Before a Day with a capital letter."""
_SOME, _SOME_EN = regex("[几数]"), regex(r"\b(?:few|several|couple of)(?: more)? $", re.IGNORECASE)


def another_unit(said: str, told: str) -> Iterator[Complaint]:
    """每年 is not "every month", 几分钟 not "a few hours", 去年 not "last month".

    An error, and only where no word of the source may mean the new unit, nor any of the target the lost one.
    """
    ours = [some[0] for some in _TIMED.finditer(said)]
    lost = [some for some in ours if not any(u.may_mean.search(some) and u.may_mean_en.search(told) for u in _UNITS)]
    if not lost:
        return
    for some in _TIMED_EN.finditer(told):
        before = max(0, some.start() - 16), some.start()
        one = lost[0][0] in "一整满" and told.endswith(("one ", "One "), 0, some.start())
        if (_OTHERWISE_MEANT.search(told, *before) and not one) or (
            some[0][0].isupper() and _HOLIDAY.search(told, *before)
        ):
            continue
        if _SOME.match(lost[0]) and not _SOME_EN.search(told, *before):
            continue
        if not any(unit.may_mean_en.search(some[0]) and unit.may_mean.search(said) for unit in _UNITS):
            yield Complaint(lost[0], some[0], f'{lost[0]} ≠ "{some[0]}" (unit)', "error")
            return
