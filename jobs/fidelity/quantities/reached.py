"""Up to a figure, or up by it: 下调25个基点 is not "cut to 25 basis points"."""

from __future__ import annotations

from jobs.fidelity.quantities.values import Quantity
from jobs.fidelity.quantities.ways import Way, Ways, way_of
from jobs.regex import regex

_EACH = r"(?:每(?:[年月日天周季股吨桶升人户辆台斤亩]|公斤|千克|小时|分钟|平方米|平米|加仑|盎司|公里|千瓦时))?"
_ZH = regex(
    r"(?:[升降增减涨跌高低加少小大短长宽滑挫落缩窄调浮压](?:(?P<to>[到至])|(?P<by>了))"
    r"|[升降增减涨跌调滑缩扩浮][^，。；！？到至从由\d]{0,3}\d[\d.]*[^，。；！？到至从由\d]{1,5}(?P<to_>[到至])"
    r"|(?<!新)(?P<only_by>[上下][调降升涨跌滑浮]|收窄|增[长加]|减少|缩[减短小]|扩大|提[高升]|降低?|涨|跌))"
    rf"(?:大?约|近|逾|超过?)?{_EACH}\s?$"
)
_NEAR_EN = r"(?: (?:about|around|nearly|some|over|just|more than|less than|almost|only|close to|roughly))? ?[$€£¥]?$"
_EN = regex(rf"\b(?:(?P<to>(?<!close )to)|(?P<by>by)){_NEAR_EN}")
_MOVED_EN = (
    "rose|risen|ris(?:es|ing)|fell|fall(?:en|s|ing)|gr[eo]w(?:n|s|ing)?|climb(?:ed|s|ing)|jump(?:ed|s|ing)|drop(?:ped|s|ping)"
    "|declin(?:ed|es|ing)|(?:in|de)creas(?:ed|es|ing)|surg(?:ed|es|ing)|soar(?:ed|s|ing)|slump(?:ed|s|ing)|plung(?:ed|es|ing)"
    "|shr[aiu]nk|slid|slipped|gain(?:ed|s|ing)"
)
_BARE_EN = regex(rf"\b(?P<by>{_MOVED_EN}){_NEAR_EN}")
_LESS_EN = regex(r" (?P<by>less|fewer)\b(?! than)")
_FROM_EN = regex(rf"\b(?:{_MOVED_EN}|up|down) (?P<origin>from) [$€£¥]?$")
_MOVED_TO_EN = regex(
    rf"\b(?:{_MOVED_EN}|(?:cut|lower|reduc|rais|narrow|shrink|slash|trim|widen|expand|boost|hik|eas|shorten)\w*)\b"
    rf"[^.,;:!?\d]{{0,40}} (?<!up )(?<!close )(?P<to>to){_NEAR_EN}"
)
_GROWTH_EN = regex(
    r"\b(?:growth|inflation|pace|increases?|gains?|rises?|declines?|drops?|falls?|expansion|contraction|rate of)\b"
)
"""What may rise to a share: 同比增长5% is "growth rose to 5%"."""
_PACE_ZH = regex("[幅速]|增长率")
"""涨幅扩大至5% is "rose 5%"."""
_FURTHER_EN = regex(r" (?:more|additional|further|other|new|extra)\b")


def reached(said: str, ours: Quantity, told: str, theirs: Quantity) -> Ways:
    """Is it where something went, or how far? 提高到三倍 and 提高了三倍 are compared as values."""
    if any(figure.dimension == "times" or figure.kind == "ratio" for figure in (ours, theirs)):
        return None, None
    one = way_of(_ZH.search(said, max(0, ours.start - 24), ours.start))
    if one and one.side == "only_by":
        return Way("by", one.word), _only_to(told, theirs)
    before = told[max(0, theirs.start - 40) : theirs.start]
    other = way_of(_EN.search(before))
    if one and one.side.startswith("to"):
        one = Way("to", one.word)
    if one and one.side == "to" and not _PACE_ZH.search(said, max(0, ours.start - 16), ours.start):
        less = _LESS_EN.match(told, theirs.end) if theirs.dimension == "%" else None
        other = other or way_of(_FROM_EN.search(before) or _BARE_EN.search(before) or less)
    return one, other


def _only_to(told: str, figure: Quantity) -> Way | None:
    """Where something went for certain, and nothing that is a share itself."""
    found = _MOVED_TO_EN.search(told, max(0, figure.start - 80), figure.start)
    if not found or _FURTHER_EN.match(told, figure.end):
        return None
    if figure.dimension == "%" and _GROWTH_EN.search(told, max(0, figure.start - 80), figure.start):
        return None
    return way_of(found)
