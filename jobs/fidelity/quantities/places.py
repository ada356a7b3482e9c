"""Which figure belongs to what: two of a kind that have changed places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from jobs.fidelity.anchors import lexicon, stems_of, words_of
from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import plain, visible
from jobs.fidelity.quantities.en import read_en
from jobs.fidelity.quantities.values import Exact, Quantity, said_once
from jobs.fidelity.quantities.zh import read_zh
from jobs.regex import regex

_STOP_ZH = regex(r"[，。；：！？、,;:!?\n（）()]")
_STOP_EN = regex(r"[.;:!?]\s|, |\n|[()]|\b(?:and|while|but|whereas|versus|against|compared)\b")
_DOUBT = 1.0
"""What the words around two figures must say for it that they have changed places, as logarithms of likelihoods; where
the two stand the other way round, anything: translators turn them round in one of 25 cases, and the words with them."""
_CROSSED = 0.5
"""What a word of either of the two must say for it, where both have one that stands with the other figure only."""
_MOST = 400
"""Figures of both texts beyond which nobody looks: the work grows with their square."""
_TWO = regex(
    r"[\d二三四五六七八九十百千万].*[，。；：！？、,;:!?\n（）()至到为].*[\d二三四五六七八九十百千万]", re.DOTALL
)
_FROM = regex("[从由自][^，。；：！？\n]{0,6}$")
_TO = regex("[至到为](?:约|近|逾|超过?|不足|不到)?\\s?$")
_AWAY = regex(
    r"\b(?:(?P<to>to)|(?P<origin>from))(?: (?:about|around|nearly|some|over|just|more than|less than|only))?"
    r" ?[$€£¥A-Z]{0,3}$"
)

_Key = tuple[str, Exact]
"""Dimension and number as printed."""


def swapped(source: str, target: str) -> Iterator[Complaint]:
    """Two figures have not changed places: 30% of Beijing and 25% of Shanghai, from 62 to 78."""
    if not _TWO.search(source):
        return
    said, told = visible(source), visible(target)
    ours, theirs = read_zh(said), read_en(told)
    if len(ours) + len(theirs) > _MOST:
        return
    wanted, got = (said_once(filter(_is_plain, every), _as_printed) for every in (ours, theirs))
    for first, second in pairwise([key for key in wanted if key in got]):
        if first[0] != second[0]:
            continue
        zh, en = (wanted[first], wanted[second]), (got[first], got[second])
        one, two = (figure.text for figure in zh)
        there = " … ".join(figure.text for figure in en)
        if said[zh[0].end : zh[1].start].strip() in {":", "：", "比"}:
            continue
        if _turned(said, zh, told, en) or _is_backward(said, zh, told, en):
            yield Complaint(f"{one} … {two}", there, f"{one} and {two} have changed places", "error")
        elif _STOP_ZH.search(said, zh[0].end, zh[1].start) and _among_others(said, zh, ours, told, en, theirs):
            yield Complaint(f"{one} … {two}", there, f"{one} and {two} may have changed places", "warning")


_Pair = tuple[Quantity, Quantity]


def _turned(said: str, zh: _Pair, told: str, en: _Pair) -> bool:
    """Has "from the first to the second" become "to the first" or "from the second"?"""
    apart = _STOP_ZH.search(said, zh[0].end, zh[1].start)
    before = [said[max(0, figure.start - 12) : figure.start] for figure in zh]
    if apart or not (_FROM.search(before[0]) and _TO.search(before[1])):
        return False
    ways = [_AWAY.search(told[max(0, figure.start - 18) : figure.start]) for figure in en]
    return [way and way.lastgroup for way in ways] in (["to", "origin"], ["to", None], [None, "origin"])


def _is_backward(said: str, zh: _Pair, told: str, en: _Pair) -> bool:
    """Has 25亿至40亿 become "4 billion to 2.5 billion"?"""
    first, second = zh
    if first.low >= second.low or not _RANGE_ZH.fullmatch(said, first.end, second.start):
        return False
    return _RANGE_EN.fullmatch(told, en[1].end, en[0].start) is not None and not _FALLS.search(said)


_RANGE_ZH = regex(r"\s?(?:[-–—~～]+|至|到|或)\s?")
_RANGE_EN = regex(r"\s?(?:[-–—]| to | or | and )\s?[$€£¥]?(?:US|HK)?\$?")
_FALLS = regex("[降减跌缩从由自]")


def _among_others(
    said: str, zh: _Pair, ours: Sequence[Quantity], told: str, en: _Pair, theirs: Sequence[Quantity]
) -> bool:
    """Are the words that stand around each of the two around the other in the target?"""
    one, two = (words_of(_around(said, figure, ours, _STOP_ZH)) for figure in zh)
    here, there = (plain(_around(told, figure, theirs, _STOP_EN)) for figure in en)
    first, second = _says(one - two, here, there), _says(two - one, there, here)
    crossed = max(min(first, default=0.0), min(second, default=0.0)) < -_CROSSED
    doubt = 0.0 if en[0].start > en[1].start else _DOUBT
    return crossed or sum(first) + sum(second) < -doubt


def _is_plain(figure: Quantity) -> bool:
    """Is it no word like 一, 半 and "last", which may be none?"""
    return figure.digits or figure.low >= 2


def _as_printed(figure: Quantity) -> _Key:
    return figure.dimension, figure.plain[0] if figure.plain else figure.low


def _around(text: str, figure: Quantity, every: Sequence[Quantity], stop: re.Pattern[str]) -> str:
    """The words around a figure, up to the next stop or figure on either side."""
    start = max([0, *(other.end for other in every if other.end <= figure.start)])
    end = min([len(text), *(other.start for other in every if other.start >= figure.end)])
    start = max([start, *(match.end() for match in stop.finditer(text, start, figure.start))])
    after = stop.search(text, figure.end, end)
    return f"{text[start : figure.start]} {text[figure.end : after.start() if after else end]}"


def _says(words: set[str], one: str, other: str) -> list[float]:
    """How much more each of the words says for the one English text than for the other."""
    said = []
    for word in words:
        if not word[0].isdigit():
            stems, found = lexicon()[word][:2] if word in lexicon() else (stems_of(word), 1.0)
            said.append(found * (any(stem in one for stem in stems) - any(stem in other for stem in stems)))
    return said
