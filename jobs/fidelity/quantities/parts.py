"""The start, the middle and the end of a time: 去年底 is not "at the beginning of last year"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jobs.fidelity.finding import Complaint
from jobs.fidelity.quantities.words_en import MONTHS
from jobs.regex import regex


class _Part(NamedTuple):
    """Of which time ("month 3", "year next"), which part, and the words that say so."""

    time: str
    part: str
    words: str


def another_part(said: str, told: str) -> Iterator[Complaint]:
    """The end of a time is not its start, where both texts speak of parts of that very time."""
    ours = [*_in_chinese(said)] if _ANY.search(said) else []
    theirs = [*_in_english(told)] if ours else []
    for one in ours:
        answers = [other for other in theirs if other.time == one.time]
        mine = {other.part for other in ours if other.time == one.time}
        new = next((other for other in answers if other.part not in mine), None)
        if new and one.part not in {other.part for other in answers} and not _ELSE[new.part].search(said):
            yield Complaint(one.words, new.words, f'{one.words} ≠ "{new.words}" (the other end)', "error")
            return


_ANY = regex("[年月周纪代岁][年]?(?:[初底末中]|伊始|[上下]旬)")
"""One of these is in all Chinese that is read here: a quick look."""
_ELSE = {
    "start": regex("早些|开[年春局]|之初|新年|年头|岁首|伊始"),
    "mid": regex("中期|半"),
    "end": regex("[年月周之以]内|晚些|结束|[年剧]终|年关|后期"),
}
"""What else may be said by a part."""

_NUMBERED = "零〇一二三四五六七八九十百千几两每半逐整多正腊"
_TIME_ZH = regex(
    rf"(?:(?<!\d)(?P<year>(?:19|20)\d\d)年|(?<![{_NUMBERED}])(?:(?P<year_next>[明来翌次]年)|(?P<year_last>[去上]年)"
    rf"|(?P<year_this>[今本]年)))年?|(?<![\d{_NUMBERED}年月世个])(?P<year_>年|岁(?=末))"
    r"|(?<!\d)(?P<month>1[0-2]|[1-9])月份?|(?P<month_next>下个?月|次月)|(?P<month_last>上个?月)|(?P<month_this>[本这]个?月)"
    rf"|(?<![\d{_NUMBERED}年月个])(?P<month_>月)"
    r"|(?P<week_next>下周)|(?P<week_last>上周)|(?P<week_this>本周)"
    r"|(?<!\d)(?P<century>\d\d|十九|二十一?)世纪|(?P<century_this>(?:本|这个)世纪)|(?<!\d)(?P<decade>[1-9]0)年代"
)
_PART_ZH = regex(
    r"(?P<start>初(?![步次级始中等选赛稿试见恋衷夏冬春秋雪一二三四五六七八九十])|伊始|(?<=[月份])上旬)"
    r"|(?P<mid>(?<=[月份])中旬|(?<=世纪)中[叶期]|(?<=年代)中期|(?<=年年)中(?![期国央])"
    r"|(?<=[今去明]年)中(?=[，,。、的时前后起开举完推上发到]|$)|(?<=[本上下]月)中(?=[，,。、的时前后起开举完推上发到]|$))"
    r"|(?P<end>底(?![特盘层线蕴气部子])|末(?![尾班代])|(?<=[月份])下旬)"
)


def _in_chinese(said: str) -> Iterator[_Part]:
    for found in _TIME_ZH.finditer(said):
        part = _PART_ZH.match(said, found.end())
        name, number = next((name, text) for name, text in found.groupdict().items() if text)
        unit, _, which = name.partition("_")
        if part and part.lastgroup:
            which = which.removeprefix("this") if "_" in name else _CENTURIES.get(number, number)
            yield _Part(f"{unit} {which}", part.lastgroup, f"{found[0]}{part[0]}")


_CENTURIES = {"十九": "19", "二十": "20", "二十一": "21", "nineteenth": "19", "twentieth": "20", "twenty-first": "21"}

_PART_EN = (
    r"\b(?:(?P<start>[Ee]arly(?: on)?(?: in)?|(?:beginning|start|dawn|outset) of)"
    r"|(?P<mid>[Mm]id|middle of|(?:midway|halfway) through)|(?P<end>[Ll]ate(?: in)?|(?:end|close) of|end))"
)
_TIME_EN = (
    r"[ -](?P<which>(?:(?:the|this|that|last|previous|preceding|prior|past|next|following|coming|current|same|fiscal"
    r"|calendar|financial) )*)"
    r"(?:(?P<year>(?:19|20)\d\d)(?!s)|(?:19|20)(?P<decade>\d0)s|(?P<name>[A-Z][a-z]{2,8}\b)"
    r"|(?P<century>\d\d(?=th|st)|[Nn]ineteenth|[Tt]wentieth|[Tt]wenty-first)(?:th|st)?[- ]century"
    r"|(?P<unit>year|month|week|century)\b(?! (?:before|after|earlier|later|prior|ago)\b))"
)
_FIRST_EN = r"(?:\b(?P<first>[Ee]arly|[Mm]id|[Ll]ate)(?: (?:to|and|or)(?: the)? |-to-|[-–]))?"
_EN = regex(_FIRST_EN + _PART_EN + _TIME_EN)
_ENDED_EN = regex(r"\b(?:(?:the|this) )?(?P<unit>year|month|century)(?:['’]s)?[- ](?P<end>end)\b")
_PARTS = {"early": "start", "mid": "mid", "late": "end"}
_LAST, _NEXT = regex("last|previous|preceding|prior|past"), regex("next|following|coming")


def _in_english(told: str) -> Iterator[_Part]:
    for found in (*_EN.finditer(told), *_ENDED_EN.finditer(told)):
        groups = found.groupdict()
        part = next(part for part in ("start", "mid", "end") if groups.get(part))
        time = _time(groups)
        if time:
            yield _Part(time, part, found[0])
        if time and (first := groups.get("first")):
            yield _Part(time, _PARTS[first.lower()], found[0])


def _time(groups: dict[str, str | None]) -> str:
    """The time that an English part is of, "" for a word that is none."""
    for unit in ("year", "decade", "century"):
        if number := groups.get(unit):
            return f"{unit} {_CENTURIES.get(number.lower(), number)}"
    name = groups.get("name") or ""
    if name:
        return f"month {MONTHS[name.lower()]}" if name.lower() in MONTHS else ""
    which = groups.get("which") or ""
    return f"{groups['unit']} {'last' if _LAST.search(which) else 'next' if _NEXT.search(which) else ''}"
