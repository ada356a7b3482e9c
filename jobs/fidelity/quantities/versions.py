"""From which version on, or up to which: Node.js 18及以上 is not "Node.js 18 or earlier"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobs.fidelity.finding import Complaint, Severity
from jobs.fidelity.quantities.values import Quantity
from jobs.fidelity.quantities.ways import Way, way_of
from jobs.regex import regex

_NAMED_ZH = regex(r"(?:[A-Za-z][A-Za-z.+#-]*\s?v?|版本?(?:号|为|是)?\s?v?)$")
_CALLED_ZH = regex(r"\s?(?:[及或]?以[上下])?的?(?:\s?[A-Za-z][\w.]*\s?)?版(?![权图面税块画刻式])")
"""What makes a figure a version: a name before it, or the word behind it."""
_BEHIND_ZH = regex(
    r"\s?(?:版本?|系统)?\s?[(（]?(?:[及或和与]?(?:(?P<up>以上|之上)|(?P<down>以下|之下))"
    r"|[及或和与](?:其)?(?:(?P<up_>更[高新]|后续|[以之]后)|(?P<down_>更[低早旧]|[以之]前))"
    r"|(?P<after>[以之]后)|(?P<before>[以之]前))"
)
_FROM_ZH, _ON_ZH = regex(r"(?P<after>[从自])[^，。；！？\d]{0,12}$"), regex(r"\s?(?:版本?)?\s?(?:开始|起(?![诉草码]))")
_BOUND_ZH = regex(
    r"(?:(?P<before>截至|直到)|(?P<down>(?<!不)(?:低于|早于|旧于)|最高)"
    r"|(?P<up>不低于|不早于|(?<!不)(?:高于|晚于|新于)|至少|最低))[^，。；！？\d]{0,12}$"
)
_NAME_EN = r"(?: (?:the|an?|versions?|release|v|[A-Z][\w.+#-]*|[a-z]+[A-Z][\w.]*)){0,4} ?v?$"
_BEFORE_EN = regex(
    r"\b(?:(?P<down>(?:no|not) (?:newer|later|higher) than|below|under|(?:older|earlier|lower) than|prior to"
    r"|up to|at most|pre-)|(?P<before>[Bb]efore|[Uu]ntil|[Tt]ill|[Pp]rior to)"
    r"|(?P<up>(?:no|not) (?:older|earlier|lower) than|above|over|(?:newer|later|higher|greater) than|at least)"
    r"|(?P<after>[Ss]ince|[Ff]rom|[Aa]fter|[Ss]tarting (?:with|from|in)|[Aa]s of|[Bb]eginning with))" + _NAME_EN
)
_AFTER_EN = regex(
    r"(?: (?:versions?|series|release))? ?\(?(?:(?P<up>(?:or|and|/) ?(?:(?:any|all) )?"
    r"(?:later|newer|higher|above|greater|up|upwards?|over|more recent|beyond)\b|onwards?\b|upwards?\b|plus\b|\+)"
    r"|(?P<down>(?:or|and|/) ?(?:(?:any|all) )?(?:earlier|older|lower|below|under|prior|previous|before)\b))"
)
_DENIES_ZH = regex("[不没未无勿别禁停弃]|移除|放弃|除外|报错|失败|问题")
_DENIES_EN = regex(
    r"n['’]t\b|\b(?:not?|none|never|cannot|unless|without|un(?!der|til|it)\w{3,}|deprecat\w+|drop\w*|remov\w+"
    r"|fail\w*|stop\w*|end(?:s|ed)?|discontinu\w+|incompat\w+|except\w*|excludes?|disab\w+|refus\w+|reject\w+|lacks?)\b"
)
_STOP_ZH, _STOP_EN = regex(r"[。；！？\n]"), regex(r"[.;!?]\s|\n")
_RENEWED_ZH = regex(r"(?:升级|更新|升)[到至为][^，。；！？\d]{0,16}$")
_RENEWED_EN = regex(r"\b(?:[Uu]pgrad|[Uu]pdat|[Mm]ov|[Ss]witch)\w*(?:[^.,;!?]|\.(?=\w)){0,24} to\b[^.,;!?\d]{0,20}$")
_IN_TIME = {"before": "down", "after": "up"}
"""From version 2 on there is a new way, before it the old one: that is a doubt."""


def is_version(said: str, figure: Quantity) -> bool:
    """Does it stand behind a name, or before the word?"""
    if figure.dimension not in {"", "release"}:
        return False
    return bool(_NAMED_ZH.search(said, max(0, figure.start - 16), figure.start) or _CALLED_ZH.match(said, figure.end))


def another_version(said: str, ours: Quantity, told: str, theirs: Quantity) -> Iterator[Complaint]:
    """Those from it on are not those up to it; where one text denies and the other does not, they may be."""
    one, other = _version_zh(said, ours), _version_en(told, theirs)
    if not one or not other or _side(one) == _side(other):
        return
    sentence, translated = _around(said, ours, _STOP_ZH), _around(told, theirs, _STOP_EN)
    renewed = _RENEWED_ZH.search(said, max(0, ours.start - 20), ours.start)
    if bool(renewed) != bool(_RENEWED_EN.search(told, max(0, theirs.start - 60), theirs.start)):
        return  # who is below 18 upgrades to 18 or later
    if bool(_DENIES_ZH.search(sentence)) == bool(_DENIES_EN.search(translated)):
        zh, en = f"{one.word} {ours.text}", f"{other.word} {theirs.text}"
        weight: Severity = "warning" if {one.side, other.side} <= _IN_TIME.keys() else "error"
        yield Complaint(zh, en, f'{zh} ≠ "{en}" (the other way)', weight)


def _version_zh(said: str, figure: Quantity) -> Way | None:
    since = _FROM_ZH.search(said, max(0, figure.start - 14), figure.start)
    if since and _ON_ZH.match(said, figure.end):
        return way_of(since)
    return way_of(_BEHIND_ZH.match(said, figure.end) or _BOUND_ZH.search(said, max(0, figure.start - 16), figure.start))


def _version_en(told: str, figure: Quantity) -> Way | None:
    return way_of(_AFTER_EN.match(told, figure.end) or _BEFORE_EN.search(told, max(0, figure.start - 40), figure.start))


def _side(found: Way) -> str:
    return _IN_TIME.get(found.side, found.side.removesuffix("_"))


def _around(text: str, figure: Quantity, stop: re.Pattern[str]) -> str:
    """The sentence of a figure."""
    start = max((match.end() for match in stop.finditer(text, 0, figure.start)), default=0)
    end = stop.search(text, figure.end)
    return text[start : end.start() if end else len(text)]
