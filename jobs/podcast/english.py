"""English as it is said: an ordered list of rules, each a pattern and what is said in its place.

Rules for wholes (dates, money, measures) come before those for the numbers in them. What looks like a code, an
identifier or a telephone number is left to the voice.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jobs.podcast.abbreviations import abbreviations, letters
from jobs.podcast.calendar import dates, times, years
from jobs.podcast.measures import measures, money
from jobs.podcast.numerals import cardinal, decade, fraction, ordinal, roman
from jobs.podcast.products import counts, models, versions
from jobs.regex import regex

Said = str | Callable[[re.Match[str]], str]
Rule = Callable[[str], str]

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"

_KEPT = regex(
    r"(?<![\w.,:/])(?:"
    r"(?=[\w]*\d[\w]*\d[\w]*\d)(?=\w*[A-Za-z])[A-Z0-9]{7,}"  # codes: CSQU3054383
    r"|(?=\w*[a-f]\w*)(?=\w*\d)[0-9a-f]{7,40}"  # digests
    r"|\+?\d{1,4}(?:[ -]\d{2,4}){2,}(?![-\d])(?<!-\d\d-\d\d)"  # telephone numbers
    r"|\d{10,}|0\d+(?![.:/,\d-])|0\d/\d\d|\d\d?/0\d"
    r")(?!\w)"
)
_NARROW = str.maketrans(
    {"：": ": ", "，": ", ", "；": "; ", "。": ". ", "！": "! ", "？": "? ", "（": " (", "）": ") "}
)
_TORN = regex(r"\b(\d{1,3}),\s(?=000(?!\d))")
"""A typing error of sources: 30, 000."""
_MODEL = regex(r"(?<![\w-])([A-Za-z]{3,})-(\d)-(\d)(-(?=[a-z])|(?![\w-]))")
"""Names as files have them: claude-3-5, claude-3-5-sonnet."""
_HOLD = 0xF0000
"""Kept pieces wait behind characters of a private plane, where no rule finds them."""

_BEFORE_NUMBERS = (
    (regex(r"\s*&\s*"), " and "),
    (regex(r"^\s*(?:→|⇒|➡|➜)\s*"), ""),
    (regex(r"\s*(?:→|⇒|➡|➜|->|=>)\s*"), " to "),
    (regex(r"\s*≈\s*"), " about "),
    (regex(r"(?<![\w~])~\s?(?=[$€£¥]?\d)"), "about "),
    (regex(r"±\s?"), "plus or minus "),
    (regex(r"[≥⩾]\s?|>\s?=\s?"), "at least "),
    (regex(r"[≤⩽]\s?|<\s?=\s?"), "at most "),
    (regex(r"(?<![\w<])<\s?(?=[$€£¥]?\d)"), "less than "),
    (regex(r"(?<![\w>-])>\s?(?=[$€£¥]?\d)"), "more than "),
    (regex(r"(?<=[\w)])\s*(?<!=)=(?!=)\s*(?=[\w-])"), " equals "),
    (regex(r"(?<=\w)\^2(?!\d)"), " squared"),
    (regex(r"(?<=\w)\^3(?!\d)"), " cubed"),
    (regex(r"(?<=\w)\^(?=\w)"), " to the power of "),
    (regex(r"[·•▪●■◆★☆✓✔✅]\s*"), " "),
    (regex(r"\s*\|\s*"), ", "),
    (regex(r"(?<![\w@])@(?=\w)"), "at "),
    (regex(r"(?<![\w#])#(?=\d)"), "number "),
    (regex(r"(?<![\w#&])#(?=[A-Za-z])"), "hashtag "),
)
_SHORT_PER = {"mo": "month", "yr": "year", "hr": "hour", "sec": "second"}
_PER = (
    r"\b(dollars?|cents?|yuan|euros?|pounds?|\d[\d,.]*|times|tokens|requests|tons?|barrels|miles?|"
    r"\w*meters|\w*bytes|hours)"
    r"/(month|mo|year|yr|day|week|hour|hr|second|sec|minute|user|person|share|barrel|ton|tonne|night|token|seat)\b\.?"
)
_AFTER_MEASURES: tuple[tuple[re.Pattern[str], Said], ...] = (
    (regex(_PER), lambda found: f"{found[1]} per {_SHORT_PER.get(found[2], found[2])}"),
    (regex(r"(?<![\w/.-])([a-z]{2,})/(?=[a-z]{2,}(?![\w/.-]))"), r"\1 or "),
    (regex(r"(?<=[A-Za-z])/(?=\w)|(?<=[A-Za-z]\d)/(?=[A-Za-z])"), " "),
    (regex(r"(?<=\w)_+(?=\w)"), " "),
    (regex(r"(?<=[\w)])\s*\+\s*(?=\d)|(?<=\w)\s\+\s(?=\w)"), " plus "),
    (regex(r"(?<=\w)\+(?!\w)"), " plus"),
)
_UNSAID = regex(r"[{}*_\\^~|`<>#]+|(?<=\w)@(?=\w)")
"""Signs that no rule has made a word of: a voice would spell them."""
_VULGAR = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8"}
_BEFORE_ROMAN = (
    r"World War|War|Part|Chapter|Phase|Type|Section|Act|Volume|Title|Class|Level|Tier|Mark|Generation|Gen|Stage|"
    r"Category|Appendix|Book|Episode|Super Bowl|Schedule|Article|Model|Grade|Round|Basel|Solvency"
)
_RULERS = (
    r"Elizabeth|Henry|Louis|George|Charles|William|James|Edward|Richard|Napoleon|Nicholas|Alexander|Catherine|Peter|"
    r"Pius|Francis|Benedict|John Paul|Leo|Philip|Frederick|Wilhelm|Otto|Harald|Carl Gustaf|Ramses|Innocent|Urban"
)


def say_english(text: str) -> str:
    """`text` in words; a text without figures, signs and abbreviations stays as it is."""
    kept: list[str] = []
    text = _TORN.sub(r"\1,", text.translate(_NARROW))
    text = _MODEL.sub(lambda found: f"{found[1]} {found[2]}.{found[3]}{found[4] and ' '}", text)
    text = _KEPT.sub(lambda found: _hold(found[0], kept), text)
    for rule in _RULES:
        text = rule(text)
    text = " ".join(_UNSAID.sub(" ", text).split())
    text = re.sub(r"\s+([,.;:!?%)\]”])(?!\w)", r"\1", text)
    return "".join(kept[ord(c) - _HOLD] if _HOLD <= ord(c) < _HOLD + len(kept) else c for c in text)


def _hold(piece: str, kept: list[str]) -> str:
    kept.append(piece)
    return chr(_HOLD + len(kept) - 1)


def _signs(text: str) -> str:
    for pattern, said in _BEFORE_NUMBERS:
        text = pattern.sub(said, text)
    return text


def _joints(text: str) -> str:
    """Slashes, underscores and plus signs between words."""
    for pattern, said in _AFTER_MEASURES:
        text = pattern.sub(said, text)
    return text


def _languages(text: str) -> str:
    """C++, C#, F#, .NET: names whose signs are said."""
    text = re.sub(r"\b([CF])#(?!\w)", r"\1 sharp", text)
    text = re.sub(r"\bC\+\+", "C plus plus", text)
    text = re.sub(r"(?<!\w)\.NET\b", "dot net", text)
    return re.sub(r"\b([A-Z])\+(?!\w)", r"\1 plus", text)


def _vulgar(text: str) -> str:
    text = re.sub(r"(?<![\w./])(\d+) (\d)/(\d)(?![\w/])", lambda m: f"{m[1]} and {_slash(f'{m[2]}/{m[3]}')}", text)
    text = re.sub(r"(\d)\s?([½⅓⅔¼¾⅕⅛])", lambda m: f"{m[1]} and {_slash(_VULGAR[m[2]])}", text)
    return re.sub("[½⅓⅔¼¾⅕⅛]", lambda m: _slash(_VULGAR[m[0]]), text)


def _romans(text: str) -> str:
    """World War II is "World War Two", Henry VIII "Henry the Eighth"; an "I" alone is no numeral there."""
    text = re.sub(rf"\b({_BEFORE_ROMAN}) ([IVX]+)\b(?!')", lambda m: f"{m[1]} {_roman(m[2], m[2])}", text)
    return re.sub(rf"\b({_RULERS}) ([IVX]{{2,}}|[VX])\b", _ruler, text)


def _roman(numeral: str, otherwise: str) -> str:
    number = roman(numeral)
    return cardinal(str(number)).capitalize() if number else otherwise


def _ruler(found: re.Match[str]) -> str:
    number = roman(found[2])
    return f"{found[1]} the {ordinal(number).capitalize()}" if number else found[0]


def _ranges(text: str) -> str:
    """3–5, 10~20: "to". A hyphen counts between two numbers alone, not within a longer chain; 50-50 has none."""
    text = re.sub(r"(?<![\w.,-])(\d+)-(?=\1\b(?!-))", r"\1 ", text)
    return re.sub(rf"(?<![\w.,/-])({NUMBER})\s?[-–—~]\s?({NUMBER})(?![\w/]|[-–]\d|\.\d)", r"\1 to \2", text)


def _fractions(text: str) -> str:
    return re.sub(r"(?<![\w./,-])(\d{1,3})/(\d{1,3})(?![\w/]|\.\d)", lambda m: _slash(m[0]), text)


def _slash(printed: str) -> str:
    top, bottom = (int(part) for part in printed.split("/"))
    if printed in {"24/7", "9/11"} or not 0 < top < bottom:
        return f"{cardinal(str(top))} {cardinal(str(bottom))}"
    return fraction(top, bottom)


def _ordinals(text: str) -> str:
    return re.sub(r"\b(\d{1,3}(?:,\d{3})*)(?:st|nd|rd|th)\b", lambda m: ordinal(int(m[1].replace(",", ""))), text)


def _decades(text: str) -> str:
    text = re.sub(r"(?<!\w)(\d{3}0)[’']?s\b", lambda m: decade(int(m[1])), text)
    return re.sub(r"(?<!\w)[’'‘]?([2-9]0)[’']?s\b", lambda m: decade(int(m[1])), text)


def _times_as_much(text: str) -> str:
    """10x is "ten times", 1920x1080 and 9×9 have "by" between."""
    text = re.sub(r"(?<![\w.])(\d[\d,.]*)(?:[x×]|\sx\s)(?=\d)", r"\1 by ", text)
    text = re.sub(rf"(?<![\w.])({NUMBER})[xX×](?![\w])", r"\1 times", text)
    return re.sub(r"\s*×\s*", " times ", text)


def _ratios(text: str) -> str:
    text = re.sub(r"\b((?:ISO|IEC|RFC|GB|DIN|IEEE) [\d-]+):(\d{4})\b", r"\1, \2", text)
    return re.sub(r"(?<![\w:.])(\d{1,4}):(\d{1,4})(?![\w:])", r"\1 to \2", text)


def _cardinals(text: str) -> str:
    """Whatever number is left, the sign before it too; one that sticks to letters is parted from them."""
    text = re.sub(r"(?<![\w.)])\.(?=\d)", "0.", text)
    text = re.sub(rf"(?<![\w.)])[-−](?={NUMBER})", "minus ", text)
    text = re.sub(rf"(?<![\w.,])({NUMBER})(?=\D|$)(?!,\d|\w*\d)([A-Za-z]?)", _parted, text)
    return re.sub(r"(?<=[a-z])-(?=\d)", " ", text)


def _parted(found: re.Match[str]) -> str:
    return f"{_whole(found[1])} {found[2]}" if found[2] else _whole(found[1])


def _whole(printed: str) -> str:
    if printed.isdigit() and len(printed) >= 7:
        return printed
    return cardinal(printed)


def _domains(text: str) -> str:
    return re.sub(r"\b([A-Za-z][\w-]*(?:\.[\w-]+)*)\.(com|org|net|io|ai|dev|cn|js|app)\b", _domain, text)


def _domain(found: re.Match[str]) -> str:
    if found[2] == "js":
        return found[1] + " J S"
    return f"{found[1]}.{found[2]}".replace(".", " dot ")


_RULES: tuple[Rule, ...] = (
    _domains,
    _languages,
    _vulgar,
    _signs,
    abbreviations,
    _romans,
    dates,
    times,
    _decades,
    money,
    counts,
    _times_as_much,
    _ratios,
    measures,
    _joints,
    versions,
    _fractions,
    _ordinals,
    models,
    _ranges,
    years,
    _cardinals,
    letters,
)
