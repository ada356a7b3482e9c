"""Units of time without a figure: each year, a few minutes, last year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jobs.fidelity.finding import Complaint
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
    _unit("周|星期|礼拜", "week", "旬|双休", "day|fortnight|seven"),
    _unit("月", "month", "旬|环比|[春夏秋冬]", f"moon|{_MONTHS}"),
    _unit("季度?", "quarter", "三个月", r"\bQ[1-4]|season|three months|\dQ"),
    _unit(
        "年",
        "year",
        "[岁载春夏秋冬暑寒]|同比",
        r"annual|annum|\b(?:19|20)\d\d\b|yoy|spring|summer|autumn|winter|decade|centur|age|anniversar|season"
        r"|(?:twelve|12) months",
    ),
)
_ANY, _ANY_EN = ("|".join(names) for names in zip(*(unit[:2] for unit in _UNITS), strict=True))
_TIMED = regex(
    f"每[一个隔]?(?:{_ANY})|(?<![每一])[日周月年]均|(?<![十百千万亿\\d好])[几数]个?多?(?:{_ANY})(?!次)|[去今明]年"
    "|[上下本]个?(?:月|周|星期|礼拜|季度)"
)
_BEHIND = "ago|later|after|before|earlier|old|and|or|in advance|from|off|out|of|more"
_TIMED_EN = regex(
    rf"\b(?:every|per|each|few|several|couple of)(?: single| more)? (?:{_ANY_EN.replace('?', '')})s?\b(?! old)"
    rf"|\ban? (?:{_ANY_EN.replace('?', '')})\b(?! (?:{_BEHIND}))"
    r"|\b(?:hour|week|month|quarter|year)ly\b|\bdaily\b|\bannual(?:ly)?\b"
    r"|\b(?:last|this|next) (?:week|month|quarter|year)\b",
    re.IGNORECASE,
)


def another_unit(said: str, told: str) -> Iterator[Complaint]:
    """每年 is not "every month", 几分钟 not "a few hours", 去年 not "last month".

    An error, and only where no word of the source may mean the new unit, nor any of the target the lost one.
    """
    ours = [some[0] for some in _TIMED.finditer(said)]
    lost = [some for some in ours if not any(u.may_mean.search(some) and u.may_mean_en.search(told) for u in _UNITS)]
    if not lost:
        return
    for some in _TIMED_EN.finditer(told):
        if not any(unit.may_mean_en.search(some[0]) and unit.may_mean.search(said) for unit in _UNITS):
            yield Complaint(lost[0], some[0], f'{lost[0]} ≠ "{some[0]}" (unit)', "error")
            return
