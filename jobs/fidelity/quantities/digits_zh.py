"""Figures that Chinese writes in Western digits: 1.5亿, 3w+, 2025-02-13, 15:30."""

from __future__ import annotations

import re
import string
from collections.abc import Callable

from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.dates_zh import clock
from jobs.fidelity.quantities.shapes import fraction, lineup, named, period, version
from jobs.fidelity.quantities.suffix_zh import qualify
from jobs.fidelity.quantities.values import Draft, Weight, decimal, exact
from jobs.fidelity.quantities.words_zh import FESTIVALS, SINCE
from jobs.regex import regex

_ARABIC = regex(
    r"""(?P<iso>(?:19|20)\d\d(?P<sep>[-/.])(?:1[0-2]|0?[1-9])(?P=sep)(?:3[01]|[12]\d|0?[1-9])(?!\d|\.\d))
    |(?P<version>\d+(?:\.[\dx]+){2,}[A-Za-z0-9-]*|\d+\.x(?![A-Za-z0-9]))
    |(?P<clock>(?:2[0-4]|[01]?\d):[0-5]\d(?::[0-5]\d)?(?![\d:]|,\d{3}))
    |(?P<slash>\d{1,3}/\d{1,3}(?![\d/]))
    |(?P<lineup>[1-5](?:-[1-5]){2,3}(?![A-Za-z0-9_-]))
    |(?P<dotted>(?:1[0-2]|[1-9])[·•](?:3[01]|[12]\d|[1-9])(?!\d))
    |(?P<decade>(?:1[5-9]|20)\d0['’]?s(?![A-Za-z0-9]))
    |(?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[ ]\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)""",
    re.VERBOSE,
)
_TAIL = regex(
    r"(?P<more>\s?[多余来几]|\+)?(?:\s?个\s?(?=[万亿](?!元(?:以上|级)))|\s)?(?P<scale>(?:[十万亿萬億]|百(?![帕分])|"
    r"千(?![米克瓦卡赫伏安焦帕]))+)(?P<rest>(?: ?零?\d+(?:\.\d+)? ?[百千]?[多余]?[万亿]+|"
    r" ?\d+(?:\.\d+)? ?[百千]\d?(?![\d.千百万亿克米瓦])|"
    r"零?[一二两三四五六七八九][百千万]+|(?<=[万亿])[1-9](?=[，。；、！？)）]|元|块|$)){0,4})"
    r"|(?P<latin>[wWkKMB](?![A-Za-z0-9/])|w(?=[A-Z][a-z])|T(?=\s?(?:[Tt]okens?|词元)))"
)
_LATIN = {"w": 10**4, "k": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_NAME_BEFORE = regex(r"(?:[A-Za-z][-./_#@+~]?|[A-Za-z]\d*[-.][\d.]*|@[\w-]*)$")
_ZONE_BEFORE = regex(r"(?:UTC|GMT) ?[-+]$")
_MONEY_BEFORE = regex(r"(?P<sign>(?:US|HK|AU?|CA?|S|NT|NZ|R)?\$|[€£¥₩₹]|\b(?:RMB|USD|CNY|HKD|EUR|GBP|JPY|US))\s?$")
_MONEY_ENDS, _NAME_ENDS = frozenset("$€£¥₩₹BDYRPS"), frozenset(string.ascii_letters + string.digits + "-./_#@+~")
"""How what those two find ends: a quick look."""
_SIGNS = {"$": "USD", "US$": "USD", "US": "USD", "HK$": "HKD", "A$": "AUD", "AU$": "AUD", "C$": "CAD",
    "CA$": "CAD", "S$": "SGD",
          "NT$": "TWD", "NZ$": "NZD", "R$": "BRL", "€": "EUR", "£": "GBP", "¥": "CNY", "₩": "KRW",
          "₹": "INR", "RMB": "CNY"}  # fmt: skip
_NAME_REST = regex(r"[A-Za-z0-9]*(?:[-._+/][A-Za-z0-9]+)*")
_NICKNAMES = frozenset({"985", "211", "996", "007"})
"""Names of universities and of working hours."""
_LABEL = regex(
    r"(?:方式|方法|步骤|方案|阶段|示例|场景|案例|附录|选项|图|表)$"
    r"|\b(?:Part|Step|Figure|Table|Chapter|Section|Phase|Level) ?$|[a-z] ?= ?$"
)
"""步骤1, Part 1 and size=1 keep their number, as no other lone 1 does, but 注意1：."""
_BEFORE_COLON = regex(r"[\u4e00-\u9fff] ?1[:：](?!\d)")
_INCLUSIVE = regex(r"$|[，。；)）]")
"""9分以下，含9分: English may say "9 or below"."""
_LETTER = regex(r"[A-Za-z]")
_ADDED_TIME = regex(r"\+\d{1,2}\s?分")
"""第90+4分钟: the fourth minute of added time."""
_EVERY_HOUR = regex("7[×xX*]24|24[×xX*]7")
_GENERATION = regex(r"[2-6]G(?![A-Za-z0-9])|[248]K(?![A-Za-z0-9])")


def read_digits(said: str, at: int) -> tuple[list[Draft], int]:
    """The figure, date, time or name that begins with a digit at `at`, and where reading goes on."""
    before = said[max(0, at - 12) : at]
    money = _MONEY_BEFORE.search(before) if before.rstrip()[-1:] in _MONEY_ENDS else None
    if not money and (before[-1:] in _NAME_ENDS or "@" in before) and _in_a_name(before):
        return _name_or_period(said, at)
    match = _ARABIC.match(said, at)
    if match is None:
        return [], at + 1
    kind = match.lastgroup
    if kind != "number":
        return _shaped(said, match, kind or ""), match.end()
    draft = _number(said, match)
    if draft is None:
        return _name(said, at)
    if money:
        _priced(draft, money["sign"], at - (len(before) - money.start()))
    else:
        qualify(draft, said, before, arabic=match["number"])
    labelled = _LABEL.search(before) or _BEFORE_COLON.match(said, at - 1)
    loose = (match["number"] == "1" and not labelled) or (match["number"] in _NICKNAMES and draft.kind != "count")
    if loose and draft.scale == 1 and not draft.unit:
        draft.weight = Weight.FREE
    if before.endswith("含") and _INCLUSIVE.match(said, draft.end):
        draft.weight = Weight.FREE
    if before.endswith("第"):
        draft.kind = "ordinal"
        if _ADDED_TIME.match(said, draft.end):
            draft.weight = Weight.FREE
    if match["number"] == "7" and _EVERY_HOUR.search(said, max(0, at - 3), match.end() + 3):
        draft.weight = Weight.FREE
    _named_day(draft, said, before, match["number"])
    return [draft], draft.end


def _shaped(said: str, match: re.Match[str], kind: str) -> list[Draft]:
    """What is no plain number: a date, a version, a time, a fraction, a day that is known by its figures."""
    if kind == "version":
        return [version(match[0], *match.span())]
    if kind == "clock":
        return [clock(said, *match.span(), match[0])]
    return _SHAPES[kind](match)


def _in_a_name(before: str) -> bool:
    """GPT-4 is a name, UTC+8 a figure."""
    return _NAME_BEFORE.search(before) is not None and not _ZONE_BEFORE.search(before)


def _priced(draft: Draft, sign: str, start: int) -> None:
    draft.unit, draft.start = _SIGNS.get(sign, sign), start
    if sign == "¥":
        draft.also("JPY", draft.low)


_MONTH_DAY = regex("(1[0-2]|0?[1-9])(3[01]|[12]\\d|0[1-9])")
_QUOTES = {"“": "”", "「": "」", '"': '"'}


def _named_day(draft: Draft, said: str, before: str, number: str) -> None:
    """双11, 618, and in quotes any day that its figures name: “531”新政."""
    double = before.rstrip(" ").endswith("双")
    if number in FESTIVALS or double:
        _festive(draft, f"双{number}" if double else number)
    elif (closing := _QUOTES.get(before[-1:])) and said.startswith(closing, draft.end):
        day = _MONTH_DAY.fullmatch(number)
        if day:
            draft.also("month", int(day[1]))
            draft.also("day", int(day[2]))


def _festive(draft: Draft, name: str) -> None:
    if name in FESTIVALS:
        month, day = FESTIVALS[name]
        draft.also("month", month)
        draft.also("day", day)
        draft.also("", day)
        if name.startswith("双"):
            draft.weight = Weight.FREE


def _number(said: str, match: re.Match[str]) -> Draft | None:
    """The number with its scale (万, 亿, k), or None when it begins a name (3D, 16e)."""
    value, end = decimal(match["number"]), match.end()
    tail = _TAIL.match(said, end)
    draft = Draft(match.start(), end, value, value)
    if tail is None:
        return None if _begins_name(said, match) else draft
    if tail["latin"]:
        return _latin_scale(said, draft, tail)
    draft.scale = numerals.scale_of(tail["scale"])
    rest, more, after = tail["rest"].replace(" ", "").partition("多" if "多" in tail["rest"] else "余")
    if rest[-1:].isdigit():  # 5万8千8, 41万6
        rest += {"千": "百", "百": "十", "亿": "千万"}.get(rest[-2:-1] or tail["scale"][-1], "千")
    both = numerals.parse(match["number"].replace(" ", "") + tail["scale"] + rest + after)
    if both is None:
        return draft
    draft.low, draft.high = both
    draft.end = tail.end()
    if more:
        draft.high = draft.low + numerals.scale_of(rest) * numerals.scale_of(after) - 1
        draft.plain, draft.approx = (draft.low,), True
    if tail["more"]:
        draft.high = draft.low + numerals.step(value) * draft.scale - 1
        draft.plain, draft.approx = (draft.low,), True
    return draft


def _latin_scale(said: str, draft: Draft, tail: re.Match[str]) -> Draft | None:
    if _GENERATION.match(said, draft.start):
        return None
    value, letter = draft.low, tail["latin"]
    draft.scale = _LATIN.get(letter) or _LATIN[letter.lower()]
    draft.low = draft.high = exact(value * draft.scale)
    draft.end = tail.end()
    if letter == "W":
        draft.also("power", value)
    if letter in {"k", "K", "M"}:
        draft.also("data", exact(draft.low))  # 300K 的文件
    if letter == "M":
        draft.also("datarate", exact(draft.low))  # 100M 宽带
    draft.also("", value)
    return draft


_UNIT_LETTERS = regex(
    r"\s?(?:[kcmnuµμ]?m[²³23]?|[KMGTPE]i?[Bb](?:ps|/s)?|[kKmM]bps|[kKMGT]?[Ww](?:h|H)?|[kmuµμ]?g|"
    r"KG|Kg|KM|Km|[munμ]?s|min|h|m?[lL]|[kMGT]?Hz|mAh|V|d[B]|fps|FPS|hp|mph|pct|RMB|rmb|km/h|N·m|[khMG]?Pa|"
    r"°C|tokens?|x|X|T|G|P|pp|bps?)(?![A-Za-z0-9])"
)


_COUNTED = regex(
    r"-(?:[Pp]in|[Bb]it|[Ww]ay|[Cc]ore|[Pp]ort|[Cc]hannel|[Ii]nch|[Ll]ayer|[Nn]ode|[Ss]tage|[Dd]ay|[Ll]ane)s?(?![A-Za-z0-9])"
)
"""40-Pin is a count, 3-gram a name."""


def _begins_name(said: str, match: re.Match[str]) -> bool:
    end = match.end()
    following = said[end : end + 1]
    if following == "-" and _LETTER.match(said, end + 1):
        return _COUNTED.match(said, end) is None
    if not (following.isascii() and following.isalpha()):
        return False
    if said[end : end + 1] in "xX" and said[end + 1 : end + 2].isdigit():
        return False
    return _UNIT_LETTERS.match(said, end) is None or bool(_GENERATION.match(said, match.start()))


def _name(said: str, at: int) -> tuple[list[Draft], int]:
    match = _NAME_REST.match(said, at)
    end = match.end() if match else at + 1
    return named(said[at:end], at, end), max(end, at + 1)


def _name_or_period(said: str, at: int) -> tuple[list[Draft], int]:
    """Q3 and H1 are parts of a year, unless a car has the name; FY25 is one."""
    found = period(said, at)
    if found is None:
        return _name(said, at)
    if found.unit == "quarter":
        found.weight = Weight.WEAK
    return [found], found.end


def _iso(match: re.Match[str]) -> list[Draft]:
    start, end = match.span()
    year, month, day = (int(part) for part in re.split("[-/.]", match[0]))
    return [Draft(start, end, year, year, "year", bare=True), Draft(start, end, month, month, "month", bare=True),
            Draft(start, end, day, day, "day", bare=True)]  # fmt: skip


def _anniversary(match: re.Match[str]) -> list[Draft]:
    """9·11, 3·15: a day that is known by its date, also as 911 and 315."""
    month, day = (int(part) for part in re.split("[·•]", match[0]))
    draft = Draft(*match.span(), day, day, "day", Weight.FREE, kind="date", plain=(day, month, month * 100 + day))
    draft.also("month", month)
    draft.also("", month * 100 + day)
    if match[0] in SINCE:
        draft.also("year", SINCE[match[0]])
    return [draft]


def _decade(match: re.Match[str]) -> list[Draft]:
    """1980s 专家系统: no seconds."""
    value = int(match[0][:4])
    return [Draft(*match.span(), value, value, "decade", bare=True)]


def _slash(match: re.Match[str]) -> list[Draft]:
    """1/3 as a fraction, 24/7 as two numbers."""
    over, under = (int(part) for part in match[0].split("/"))
    if over < under <= 100:
        return [fraction(*match.span(), over, under)]
    middle = match.start() + match[0].index("/")
    return [Draft(match.start(), middle, over, over), Draft(middle + 1, match.end(), under, under)]


_SHAPES: dict[str, Callable[[re.Match[str]], list[Draft]]] = {
    "iso": _iso,
    "slash": _slash,
    "dotted": _anniversary,
    "lineup": lineup,
    "decade": _decade,
}
