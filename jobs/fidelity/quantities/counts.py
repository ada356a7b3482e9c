"""How often, and which of them: 两次 is not "three times", 两周一次 not "twice a week", the first not "the second"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jobs.fidelity.finding import Complaint
from jobs.regex import regex


def another_count(said: str, told: str) -> Iterator[Complaint]:
    """Small counts in words, where nothing else in either text may mean them."""
    yield from _thrice(said, told)
    yield from _turned_over(said, told)
    yield from _another_rank(said, told)
    yield from _cut_to(said, told)
    yield from _anniversary(said, told)
    yield from _scored(said, told)


def _thrice(said: str, told: str) -> Iterator[Complaint]:
    """两次 is not "three times"."""
    two = _TWICE.search(said)
    if two is None or _TWICE_EN.search(told) or _THRICE.search(said):
        return
    three = _THRICE_EN.search(told)
    if three:
        yield Complaint(two[0], three[0], f'{two[0]} ≠ "{three[0]}"', "error")


_TWICE, _THRICE = regex("两[次回遍趟]"), regex("[三四五345]")
_TWICE_EN = regex(r"\b(?:twice|two|2|doubl\w+|both|second|couple|again|pair)\b", re.IGNORECASE)
_THRICE_EN = regex(r"\b(?:(?:three|four|five) times|thrice)\b", re.IGNORECASE)


def _turned_over(said: str, told: str) -> Iterator[Complaint]:
    """每两周一次 is not "twice a week", nor 三年一届 "three times a year"."""
    for rate in _ONCE_IN.finditer(said):
        number, unit = _NUMBERS.get(rate[1], rate[1]), _UNITS[rate[2]]
        often = "twice|two times" if number == "2" else rf"(?:{_WORDS.get(number, number)}|{number}) times"
        wrong = re.search(rf"\b(?:{often}) (?:a|an|each|every|per) {unit}\b", told, re.IGNORECASE)
        if wrong and not re.search(f"一?[{rate[2][-1]}]{{1,2}}[{rate[1]}两]次", said):
            yield Complaint(rate[0], wrong[0], f'{rate[0]} ≠ "{wrong[0]}"', "error")
            return


_ONCE_IN = regex(
    "([两二三四五六七八十2-8])个?(天|周|星期|礼拜|月|年|小时|分钟)(?:才|举行|举办|召开|更新|检查)?[一1][次届回期更]"
)
_NUMBERS = {"两": "2", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "十": "10"}
_WORDS = {"3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight", "10": "ten"}
_UNITS = {"天": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "年": "year", "小时": "hour",
          "分钟": "minute"}  # fmt: skip


class _Rank(NamedTuple):
    """How Chinese and English may say it, both taken widely, and what says it for certain in English."""

    chinese: re.Pattern[str]
    english: re.Pattern[str]
    surely: re.Pattern[str]


def _rank(chinese: str, english: str, surely: str) -> _Rank:
    return _Rank(
        regex(f"[{chinese}]"),
        regex(rf"\b(?:{surely}|{english})", re.IGNORECASE),
        regex(rf"\b(?:{surely})(?![\w-]*(?:second|hand|world|party|rate)\b)(?=[ -][a-z])", re.IGNORECASE),
    )


_RANKS = {
    "一": _rank(
        "一1Ⅰ首初先头最始冠元新原处甲",
        "1\\b|one|once|top|lead|best|number|no\\.|prim|initial|origin|begin|beg[au]n|start|early|earliest|most|new|next|last"
        "|single|champion|foremost|ahead|premier|i\\b|a\\b|an\\b|main|chief|\\w+est\\b",
        "first|topp(?:ed|ing|s) the|number one",
    ),
    "二": _rank(
        "二两2Ⅱ次亚再又另双副秒乙后下倍翌隔",
        "2|two|twice|runner|next|another|again|both|other|double|pair|following|silver|ii\\b|vice|deputy|side|secondary|b\\b",
        "second",
    ),
    "三": _rank("三3Ⅲ季丙", "3|three|thrice|triple|bronze|iii\\b|trilog|tri|c\\b", "third"),
    "四": _rank("四4Ⅳ丁", "4|four|iv\\b|quad|d\\b", "fourth"),
    "五": _rank("五5Ⅴ", "5|five|v\\b|penta|e\\b", "fifth"),
}
_RANKED = regex(
    "第([一二三四五])(?![一二三四五六七八九十百千万]|[人方者产季]|[天日]|时间|印象|线|反应|步|手)|([一二三])等(?:奖|座|舱|功)|([二三四五])期(?:工程|项目|临床)"
)


def _another_rank(said: str, told: str) -> Iterator[Complaint]:
    """第一 is not "the second", where no word of the source may mean that, nor any of the target the first."""
    for found in _RANKED.finditer(said):
        wanted = found[found.lastindex or 0]
        if _RANKS[wanted].english.search(told):
            continue
        for name, other in _RANKS.items():
            new = other.surely.search(told) if name != wanted and not other.chinese.search(said) else None
            if new:
                yield Complaint(found[0], new[0], f'{found[0]} ≠ "{new[0]}"', "error")
                return


def _cut_to(said: str, told: str) -> Iterator[Complaint]:
    """缩短了三分之一 is not cut "to a third", nor 缩短到三分之一 "by a third"."""
    for change in _CHANGED.finditer(said):
        share = _SHARES[change["share"]]
        way, other = ("by", "to") if change["by"] else ("to", "by")
        wrong = re.search(rf"\b{other} (?:about |around |nearly |some |just |only )?{share}(?!\w)", told, re.IGNORECASE)
        if wrong and not re.search(rf"\b{way} (?:\w+ )?{share}(?!\w)", told, re.IGNORECASE):
            yield Complaint(change[0], wrong[0], f'{change[0]} ≠ "{wrong[0]}"', "error")


_SHARES = {"三分之一": "(?:a|one)[- ]third", "四分之一": "(?:(?:a|one)[- ](?:quarter|fourth)|25(?:%| per ?cent))",
           "五分之一": "(?:(?:a|one)[- ]fifth|20(?:%| per ?cent))",
           "十分之一": "(?:(?:a|one)[- ]tenth|10(?:%| per ?cent))",
           "三分之二": "two[- ]thirds", "四分之三": "three[- ]quarters", "五分之四": "four[- ]fifths"}  # fmt: skip
_CHANGED = regex(
    f"[短少低减跌降缩](?:(?P<by>了)|[到至](?:原来的|原有的|此前的|之前的|以前的)?)(?:约|近|将近)?(?P<share>{'|'.join(_SHARES)})"
)


def _anniversary(said: str, told: str) -> Iterator[Complaint]:
    """一周年 is not the "tenth anniversary"."""
    if not _FIRST_YEAR.search(said):
        return
    wrong = _ANNIVERSARY.search(told)
    if wrong and not _FIRST_EN.search(told) and len(_YEARS.findall(said)) == 1:
        yield Complaint("一周年", wrong[0], f'一周年 ≠ "{wrong[0]}"', "error")


_YEARS = regex("周年")
_FIRST_YEAR = regex("(?<![\\d二三四五六七八九十百])[一1]周年")
_FIRST_EN = regex(r"\b(?:first|1st|one[- ]year|a year)\b", re.IGNORECASE)
_ANNIVERSARY = regex(
    r"\b(?:(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\w+(?:teenth|tieth)|hundredth|\d+(?:nd|rd|th))"
    r"|(?:one-|1-)?(?:day|week|month))[ -]anniversary",
    re.IGNORECASE,
)


def _scored(said: str, told: str) -> Iterator[Complaint]:
    """3比1 is not "3–0"; the sides may change places."""
    for score in _SCORE.finditer(said) if _GAME.search(said) else ():
        pair = [*map(int, score.groups())]
        there = [[*map(int, found.groups())] for found in _SCORE_EN.finditer(told)]
        near = [found for found in there if not {*found}.isdisjoint(pair)]
        if near and len(there) == len(_SCORE.findall(said)) and sorted(pair) not in map(sorted, there):
            yield Complaint(
                score[0], f"{near[0][0]}–{near[0][1]}", f'{score[0]} ≠ "{near[0][0]}–{near[0][1]}"', "error"
            )


_GAME = regex("[胜负败平赢输]|不敌|击败|战平|逆转|淘汰|领先|落后|险")
_SCORE = regex(r"(?<![\d.:：比])(\d{1,3})\s?(?:比|[:：](?!\d\d))\s?(\d{1,3})(?![\d.:：比])")
_SCORE_EN = regex(r"(?<![\w.:–-])(\d{1,3})(?:[–-]|:(?!\d\d)| to )(\d{1,3})(?![\w:–-]|\.\d|\s?[ap]\.?m)")
