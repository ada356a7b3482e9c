"""Lighter or heavier by a figure, faster or slower: 轻了200克 is not "200 g heavier"."""

from __future__ import annotations

import re

from jobs.fidelity.anchors import stems_of, words_of
from jobs.fidelity.prose import plain
from jobs.fidelity.quantities.values import Quantity
from jobs.fidelity.quantities.ways import Way, Ways, way_of
from jobs.regex import regex

_WORDS = (
    ("light", "轻", "lighter"),
    ("heavy", "重", "heavier"),
    ("thin", "薄", "thinner|slimmer"),
    ("thick", "厚", "thicker"),
    ("fast", "快", "faster|quicker|more quickly"),
    ("slow", "慢", "slower|more slowly"),
    ("shallow", "浅", "shallower"),
    ("deep", "深", "deeper"),
    ("narrow", "窄", "narrower"),
    ("wide", "宽", "wider|broader"),
    ("early", "早", "earlier"),
    ("late", "晚|迟", "later"),
    ("cheap", "便宜", "cheaper"),
    ("dear", "贵", "dearer|more expensive|costlier"),
    ("short", "短", "shorter"),
    ("long", "长", "longer"),
    ("small", "小", "smaller|younger"),
    ("big", "大", "larger|bigger|older"),
    ("few", "少", "fewer|less"),
    ("many", "多", r"more(?! (?:expensive|quickly|slowly|\w+ly)\b)"),
    ("low", "低", "lower"),
    ("high", "高", "higher|taller"),
)
_ZH, _EN = ("|".join(f"(?P<{word[0]}>{word[language]})" for word in _WORDS) for language in (1, 2))
_PAIRS = [(one[0], other[0]) for one, other in zip(_WORDS[::2], _WORDS[1::2], strict=True)]
_OPPOSITE = frozenset(_PAIRS) | {(other, one) for one, other in _PAIRS}
_LESS, _MORE = {"light", "cheap", "short", "small", "few", "low"}, {"heavy", "dear", "long", "big", "many", "high"}
"""What is said of one figure by any of them: 1000 yuan less, or cheaper."""

_VERBS_ZH = "[卖用花耗走跑装产到来交付收排供]{0,2}[了出上]?(?:大约|约|近|逾|整整|足足|将近)?"
_THAN_ZH = regex(
    rf"(?<![对相占])比(?![例较如赛分率特值亚])(?P<other>[^，。；！？比]{{1,24}}?)(?:{_ZH})(?!约|概|致){_VERBS_ZH}\s?$"
)
_ALONE_ZH = regex(rf"(?<![至最不全总])(?:{_ZH})(?:[了出上得](?:大约|约|近|逾|整整|足足|将近)?)?\s?$")
_BEHIND_EN = regex(rf"[ -](?:[a-z]+[ -]){{0,1}}?(?:{_EN})\b")
_BY_EN = regex(
    rf"\b(?:{_EN})\b(?: than [^.,;:!?\d]{{1,30}})? by (?:about |around |nearly |almost |some |over |more than )?$"
)
_THAN_EN = regex(
    r"[^.,;:!?\n\d]{0,24}?\b(?:than|compared (?:with|to)|versus|vs\.?)\b|(?: \w+)? (?P<high>above|over)\b"
    r"|(?: \w+)? (?P<low>below|under|short of)\b"
)
_END_EN = regex(r"[.,;:!?](?:\s|$)|\n")
_OTHER_EN = regex(
    r"\b(?:than|old|older|predecessor|previous|former|last|rivals?|competitors?|others?|original|before"
    r"|used to|compared)\b",
    re.IGNORECASE,
)
_FORMER_ZH = regex("上一?[代季周月年期款次个]|前[代作一]|以[前往]|[之此]前|原[来先]|过去|去年|旧款|老款")
_FORMER_EN = regex(
    r" (?:(?:in|on|at|with|that of|those of) )?(?:(?:the|its|their|it|they|an?) )?"
    r"(?:before|previous\w*|last|earlier|prior|preceding|predecessor\w*|older|old|used to|was|were)\b"
)
_LATIN = regex(r"[A-Za-z]+|\d[\d.]*")


def compared(said: str, ours: Quantity, told: str, theirs: Quantity) -> Ways:
    """What is lighter by a figure is not heavier by it.

    Where the source names the other side, the same must stand behind "than": "A is 2 cm taller" makes B shorter.
    """
    one = _THAN_ZH.search(said, max(0, ours.start - 40), ours.start)
    if one:
        return _than(said, one, told, theirs)
    alone = way_of(_ALONE_ZH.search(said, max(0, ours.start - 8), ours.start))
    found = _behind(told, theirs) if alone else None
    if not alone or not found or (alone.side, found[0].side) not in _OPPOSITE:
        return None, None
    return (None, None) if _OTHER_EN.search(told, _begins(told, theirs), theirs.start) else (alone, found[0])


def has_other(said: str, ours: Quantity, told: str, theirs: Quantity) -> bool:
    """Do both texts name what is compared with?"""
    if not _THAN_ZH.search(said, max(0, ours.start - 40), ours.start):
        return False
    return " than " in told[theirs.end : theirs.end + 40]


def _than(said: str, one: re.Match[str], told: str, theirs: Quantity) -> Ways:
    wanted, found = way_of(one), _behind(told, theirs)
    if not wanted:
        return None, None
    than = _THAN_EN.match(told, found[1] if found else theirs.end)
    other = found[0] if found else way_of(than)
    if not than or not other or not _are_contrary(wanted.side, other.side):
        return None, None
    end = _END_EN.search(told, than.end())
    behind = told[than.end() : end.start() if end else len(told)][:80]
    before, subject = told[_begins(told, theirs) : theirs.start], said[max(0, one.start() - 16) : one.start()]
    return (wanted, other) if _is_same(one["other"], subject, before, behind) else (None, None)


def _begins(told: str, figure: Quantity) -> int:
    """Where the clause of a figure begins."""
    return max((end.end() for end in _END_EN.finditer(told, 0, figure.start)), default=0)


def _behind(told: str, figure: Quantity) -> tuple[Way, int] | None:
    """The comparative of a figure, and where what is compared may begin: "200 g heavier", "heavier by 200 g"."""
    match = _BEHIND_EN.match(told, figure.end)
    before = None if match else _BY_EN.search(told, max(0, figure.start - 70), figure.start)
    way = way_of(match or before)
    if not way:
        return None
    return way, match.end() if match else before.end(before.lastgroup or 0) if before else 0


def _are_contrary(one: str, other: str) -> bool:
    return (one, other) in _OPPOSITE or (one in _LESS and other in _MORE) or (one in _MORE and other in _LESS)


def _is_same(other: str, subject: str, before: str, behind: str) -> bool:
    """Is what stands behind 比 also what stands behind "than"? What both sides of either share tells nothing."""
    names = {name.lower() for name in _LATIN.findall(other)} - {name.lower() for name in _LATIN.findall(subject)}
    if names:
        return names <= {name.lower() for name in _LATIN.findall(behind)}
    if _FORMER_ZH.search(other) and _FORMER_EN.match(behind):
        return True
    first, told = plain(before), plain(behind)
    stems = (stem for word in {*words_of(other)} - {*words_of(subject)} for stem in stems_of(word))
    return any(stem in told and stem not in first for stem in stems)
