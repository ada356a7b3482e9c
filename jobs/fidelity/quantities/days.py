"""Days with their month: June 28 is no June 18, nor a June whose day has gone, whatever other figures stand around."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from jobs.fidelity.finding import Complaint
from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.words_en import MONTHS, ORDINALS
from jobs.regex import regex

_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_DATE = regex(rf"(?<![\d.一二三四五六七八九十])({_NUMBER}) ?月(?:份)? ?(?:({_NUMBER}) ?[日号])?")
_MORE = regex(rf"[^，。；！？\d一二三四五六七八九十月]{{0,4}}(?:[至到、和与及~—-]|以及) ?({_NUMBER}) ?[日号]")
"""Further days of the month: 9月15日至21日."""
_NO_DATE = regex("农历|阴历|旧历|正月|腊月|初[一二三四五六七八九十]|(?<=[\u4e00-\u9fff]{2})时间(?=\\W|\\d)|时区")
"""The old calendar has other months; in another time zone it may be another day."""

_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"(?:3[01]|[0-2]?\d)(?:st|nd|rd|th)?(?![\d%]|[.,:]\d| ?(?:[ap]\.?m|per ?cent|million|billion|thousand)\b)"
_MONTH_EN = regex(rf"\b(?P<name>{_NAMES})\b\.?", re.IGNORECASE)
_BEHIND = regex(rf",? (?:the )?({_DAY})(?P<more>(?:,? ?(?:-|–|—|to|and|or|through|until|till|&|,) ?(?:the )?{_DAY})*)")
_BEFORE = regex(rf"\b({_DAY})(?: ?(?:-|–|—|to|and) ?(?:the )?({_DAY}))?(?: of)? $")
_IN_WORDS = regex(rf" (?:the )?(?:{'|'.join(ORDINALS)}|twenty-|thirty-)|(?<=[a-z]) of $", re.IGNORECASE)
_DIGITS = regex(r"\d+")

Day = tuple[int, int]


def another_day(said: str, told: str) -> Iterator[Complaint]:
    """6月28日 is not "June 18", nor "June" alone."""
    if "月" not in said or _NO_DATE.search(said):
        return
    ours, bare = _days(said)
    if not ours:
        return
    theirs, alone = _days_en(told)
    lost = [day for day in ours if day not in theirs]
    for month, day in lost:
        new = next((other for other in theirs if (other[0] == month or other[1] == day) and other not in ours), None)
        if new and not re.search(rf"(?<!\d){day}(?:st|nd|rd|th)(?!\w)", told):
            yield Complaint(f"{month}月{day}日", theirs[new], f'{month}月{day}日 ≠ "{theirs[new]}"', "error")
            return
        if not new and alone[month] > bare[month] and not re.search(rf"(?<!\d){day}(?:st|nd|rd|th)(?!\w)", told):
            yield Complaint(f"{month}月{day}日", "", f"{month}月{day}日: its day is missing", "error")
            return


def _days(said: str) -> tuple[dict[Day, str], Counter[int]]:
    """The days of a Chinese text as printed, and how often it has each month without a day."""
    found, bare = dict[Day, str](), Counter[int]()
    for date in _DATE.finditer(said):
        month = _value(date[1])
        if not date[2]:
            bare[month] += 1
            continue
        found.setdefault((month, _value(date[2])), date[0])
        end = date.end()
        while more := _MORE.match(said, end):
            found.setdefault((month, _value(more[1])), more[0])
            end = more.end()
    return found, bare


def _days_en(told: str) -> tuple[dict[Day, str], Counter[int]]:
    """The same of an English text; a month whose day is in words counts for every day of it."""
    found, alone = dict[Day, str](), Counter[int]()
    for name in _MONTH_EN.finditer(told):
        month = MONTHS[name["name"].lower()]
        behind = _BEHIND.match(told, name.end())
        before = _BEFORE.search(told, max(0, name.start() - 24), name.start())
        if behind or before:
            text = (before[0] if before else "") + name[0] + (behind[0] if behind else "")
            for number in _DIGITS.findall((before[0] if before else "") + (behind[0] if behind else "")):
                found.setdefault((month, int(number)), text.strip())
        elif _IN_WORDS.match(told, name.end()) or _IN_WORDS.search(told, max(0, name.start() - 12), name.start()):
            found |= {(month, day): name[0] for day in range(1, 32) if (month, day) not in found}
        elif name[0][0].isupper():
            alone[month] += 1
    return found, alone


def _value(printed: str) -> int:
    if printed.isdecimal():
        return int(printed)
    both = numerals.parse(printed)
    return int(both[0]) if both else 0
