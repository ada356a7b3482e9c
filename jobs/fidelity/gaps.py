"""What shows that something has fallen out of an English sentence, whatever it was: "In , when", "a -inch sensor"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import CODE
from jobs.fidelity.quantities.words_en import UNITS_EN
from jobs.regex import regex


def gaps(source: str, target: str) -> Iterator[Complaint]:
    """No sentence has a hole: brackets around nothing, "$" or "%" without a figure, a space before a comma.

    An error where the source has a figure, which is what goes missing so; two spaces in a row, which one in 2,000
    segments of people's translations has, only before a unit, or where the target has fewer figures.
    """
    if not any(sign in target for sign in _SIGNS) or not _GAP.search(target):
        return
    said, told = CODE.sub("x", source), CODE.sub("x", target)
    printed = {gap[0] for gap in _GAP.finditer(said.translate(_NARROW))}
    for gap in _GAP.finditer(told):
        if gap[0] in printed:
            continue  # the source writes （） or " : ", too
        if gap[1] and _PHRASAL.search(told, 0, gap.start()):
            continue
        shown = told[max(0, gap.start() - 24) : gap.end() + 16].strip()
        figures = len(_FIGURE.findall(said))
        least = 0 if gap[0].strip() or _UNIT.match(told, gap.end()) else len(_FIGURE_EN.findall(told))
        yield Complaint(source, shown, f'something is missing in "{shown}"', "error" if figures > least else "warning")
        return


_NARROW = str.maketrans({"（": " (", "）": ") "})
_UNITS = "|".join(unit for unit in UNITS_EN if len(unit) > 2)
_PLURALS = "|".join(unit for unit in UNITS_EN if len(unit) > 2 and unit[-1] == "s" and unit not in {"times", "points"})
_GAP = regex(
    r"(?<=[a-z,]) {2,}(?=[\w(])"
    rf"|\b(?:at (?:least|most)|(?:more|less|fewer) than|nearly|almost|roughly|an hour and) (?:{_PLURALS})\b"
    r"|\b(?:age|year|spring|summer|autumn|fall|winter) of(?=[.,;])|\b(in|of|to|by|than|at) \1\b"
    r"|(?<=[A-Za-z]) [,;:!?](?=\s|$)|(?<=[a-z]) \.(?=\s|$)"
    r"|(?:^|(?<=[\s(]))[(\[“]\s?[)\]”](?![\w(])"
    r"|(?<=\w) [)\]”](?=[\s,.;(]|$)|(?<=[\s(])\( (?=\w)"
    r"|(?<=[a-z]) -(?=[a-z]{3,})|(?<=\d):(?=,| (?:to|until|till)\b)"
    r'|(?:^|(?<=[\s(]))""(?=[\s,.;)]|$)'
    r"|[$€£¥](?=\s|[,.](?:\s|$))"
    r"|(?<=[a-z] )[%°℃]"
)
_SIGNS = [
    *("  ", " ,", " ;", " :", " !", " ?", " .", "()", "( ", "[]", "[ ", " )", " ]", " ”", "“”", "“ ", " -"),
    *('"" ', '"",', '"".', '"")', '"";', ":,", ": to ", ": until ", ": till "),
    *("$ ", "$.", "$,", "€ ", "£ ", "¥ ", " %", " °", " ℃"),
    *("at least", "at most", "re than", "ss than", "er than", "early ", "lmost ", "oughly ", "hour and "),
    *("age of", "year of", "er of", "spring of", "autumn of", "fall of"),
    *(f" {word} {word} " for word in ("in", "of", "to", "by", "than", "at")),
]
"""One of these is in every text with a hole: a quick look."""
_PHRASAL = regex(
    r"\b(?:chim|log|logg|sign|check|settl|mov|plug|plugg|opt|kick|fill|step|stepp|tun|turn|jump|hand|join|weigh|dial|liv)"
    r"(?:e[sd]?|ed|ing|s)? $|\b(?:c[oa]me|coming|gett?(?:ing)?|got|brought|built|baked|broken|broke) $"
)
"""Before "in in": the first belongs to the verb."""
_UNIT = regex(rf"(?:{_UNITS}|[A-Z]?Hz)\b|[ap]\.m\.")
_FIGURE = regex("\\d[\\d.,]*|[〇零一二两三四五六七八九十百千万亿廿半]+|元年")
_FIGURE_EN = regex(
    r"\d[\d.,]*|\b(?:half|one|two|twice|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\w+teen(?:th)?"
    r"|dozens?|hundreds?|thousands?|(?:m|b|tr)illions?)\b",
    re.IGNORECASE,
)
