"""Figures that English writes in digits: $97.4bn, 3:30 p.m., 1980s, Q3."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from fractions import Fraction

from jobs.fidelity.quantities.shapes import fraction, lineup, named, period, version
from jobs.fidelity.quantities.suffix_en import after_number, priced
from jobs.fidelity.quantities.values import UNITS, Draft, Exact, Weight, decimal, exact
from jobs.fidelity.quantities.words_en import (
    SCALES,
    SHORT,
    UNITS_EN,
)
from jobs.regex import regex

_DIGITS = regex(
    r"""(?P<iso>(?:19|20)\d\d(?P<sep>[-/.])(?:1[0-2]|0?[1-9])(?P=sep)(?:3[01]|[12]\d|0?[1-9])(?!\d|\.\d))
    |(?P<american>(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])/(?:19|20)\d\d(?!\d))
    |(?P<card>(?:1[0-2]|0?[1-9])/20\d\d(?![\d/]))
    |(?P<version>\d+(?:\.[\dx]+){2,}[a-z0-9-]*|\d+\.x\b)
    |(?P<tens>10{1,3}s(?=[ ]of[ ]))
    |(?P<decade>(?:(?:1[5-9]|20)\d0|(?<=the[ ])[1-9]\d0|(?<=or[ ])[1-9]\d0|(?<=and[ ])[1-9]\d0|(?<=['’‘])\d0|[2-9]0
        |(?<=(?:over|nder)[- ])[1-9]\d)['’]?s(?![a-z]))
    |(?P<spent>\d{1,3}h[ ]?\d{1,2}m(?:[ ]?\d{1,2}s)?(?![a-z0-9])|\d{1,3}m[ ]?\d{1,2}s(?![a-z0-9]))
    |(?P<dotted>(?:1[0-2]|0?[1-9])\.[0-5]\d(?=[ ](?:(?:early[ ]|late[ ])?(?:this|that|in[ ]the|tomorrow|yesterday|every)
        [ ](?:early[ ]|late[ ])?(?:morning|afternoon|evening|night)(?![a-z])
        |(?:tonight|(?:beijing|local|eastern|london)[ ]time)(?![a-z]))))
    |(?P<lap>\d{1,2}:[0-5]\d\.\d{1,3}(?!\d))
    |(?P<clock>(?:2[0-4]|[01]?\d)(?:[:.][0-5]\d(?::[0-5]\d)?)?\s?(?:[ap]\.?\s?m\b\.?|o['’]clock)
        |(?:2[0-4]|[01]?\d):[0-5]\d(?::[0-5]\d)?(?![\d:]|,\d{3}))
    |(?P<slash>\d{1,3}/\d{1,3}(?:,\d{3})*(?:ths?|nds?|rds?|sts?)?(?![\d/]))
    |(?P<lineup>[1-5](?:-[1-5]){2,3}(?![\w-]))
    |(?P<feet>[1-9]['’′][ ]?(?:1[01]|\d)["”″])
    |(?P<nth>\d{1,3}(?:,\d{3})*(?:st|nd|rd|th)(?![a-z]))
    |(?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:,[ ]000)+(?![\d,])
        |\d{1,3}(?:[ ]\d{3})+(?![\d,])|\d+)(?:\.\d+)?|\.\d+)""",
    re.VERBOSE,
)
SCALE = regex(
    r"(?:[ -]?(?:hundred|thousand|million|billion|trillion|quadrillion|lakh|crore|"
    r"dozen)(?![a-z])(?:[ -](?:thousand|million|billion|trillion)(?![a-z]))*)"
    r"|\s?(?:mn|bn|tn|trn|mln|bln)(?![a-z0-9])|[kmbt](?![a-z0-9²³/'’])"
)
_MONEY_BEFORE = regex(
    r"(?P<sign>(?:us|hk|au?|ca?|s|nt|nz|r|mop|cn|rmb)?\$|(?:cn|rmb)?¥|[€£₩₹₽฿]|(?<![a-z])(?:rmb|"
    r"usd|cny|hkd|eur|gbp|jpy|us))\s?$"
)
_NAME_BEFORE = regex(r"(?:[a-z][-./_#@+~]?|[a-z]\d*[-.][\d.]*|@[\w-]*)$")
_MONEY_ENDS, _NAME_ENDS = frozenset("$€£¥₩₹₽฿bdyrps"), frozenset(string.ascii_lowercase + string.digits + "-./_#@+~")
"""How what those two find ends: a quick look."""
_PREFIX = regex(
    r"(?:(?<![a-z])(?:pre|post|mid|sub|late|early|under|top|over|of|to|and|than|no|nos|non|near|"
    r"age|aged|some|about|plus|fy|cy|by|at|in|or|from|the|a|mini|super|around|circa|ex|inter|"
    r"trans|all)[-.]|(?<![a-z])(?:fy|cy)|(?:utc|gmt) ?[-+])$"
)
_NAME_REST = regex(r"[a-z0-9]*(?:[-._+/][a-z0-9]+)*")
_FIRST_LETTERS = regex(r"[a-z]+")
_GENERATION = regex(r"[2-6]g(?![a-z0-9])|[248]k(?![a-z0-9]| (?:yuan|dollars|euros|pounds|yen|rmb|usd))")


def read_digits(low: str, said: str, at: int) -> tuple[list[Draft], int]:
    """The figure, date, time or name that begins with a digit at `at`, and where reading goes on."""
    before = low[max(0, at - 12) : at]
    money = _MONEY_BEFORE.search(before) if before.rstrip()[-1:] in _MONEY_ENDS else None
    if money and money["sign"] == "us" and not said.startswith("US", at - len(money[0])):
        money = None
    if not money:
        if named_period := period(low, at):
            return [named_period], named_period.end
        named_ = (before[-1:] in _NAME_ENDS or "@" in before) and _NAME_BEFORE.search(before)
        if named_ and not _PREFIX.search(before) and not _in_range(low[max(0, at - 24) : at]):
            return _name(low, said, at)
    match = _DIGITS.match(low, at)
    if match is None:
        return [], at + 1
    if match.lastgroup == "number":
        return _number(low, said, match, money["sign"] if money else "", at - len(money[0]) if money else at)
    return _SHAPES[match.lastgroup or "nth"](match), match.end()


_RANGED = regex(r"\d[ -]?([a-z]{1,3}|[a-z-]+)[-/]$")
_PRICE_RANGED = regex(r"(?<![a-z])(?:rmb|usd|cny|hkd|eur|gbp|jpy)\s?\d[\d.,]*-$")


def _in_range(before: str) -> bool:
    """Does a figure with a scale, unit or currency stand before the dash: 15bn-20bn, 100 MW/200 MWh, RMB3-4 million?"""
    if _PRICE_RANGED.search(before):
        return True
    match = _RANGED.search(before)
    return match is not None and (match[1] in SHORT or match[1] in UNITS_EN or match[1] in {"am", "pm"})


def _name(low: str, said: str, at: int) -> tuple[list[Draft], int]:
    match = _NAME_REST.match(low, at)
    end = match.end() if match else at + 1
    return named(said[at:end], at, end), max(end, at + 1)


def _iso(match: re.Match[str]) -> list[Draft]:
    parts = [int(part) for part in re.split("[-/.]", match[0])]
    year, month, day = parts if parts[0] > 31 else (parts[2], parts[0], parts[1])
    start, end = match.span()
    return [Draft(start, end, year, year, "year", bare=True), Draft(start, end, month, month, "month", bare=True),
            Draft(start, end, day, day, "day", bare=True)]  # fmt: skip


def _card(match: re.Match[str]) -> list[Draft]:
    """08/2026, as on a card."""
    month, year = (int(part) for part in match[0].split("/"))
    middle = match.start() + match[0].index("/")
    return [Draft(match.start(), middle, month, month, "month", bare=True),
            Draft(middle + 1, match.end(), year, year, "year", bare=True)]  # fmt: skip


def _version(match: re.Match[str]) -> list[Draft]:
    return [version(match[0], *match.span())]


_OLDER = regex(r"(?:over|under)[- ]$")
"""The over-60s are people of an age."""


def _decade(match: re.Match[str]) -> list[Draft]:
    value = int(re.sub(r"\D", "", match[0]))
    if value < 100 and _OLDER.search(match.string, max(0, match.start() - 6), match.start()):
        return [Draft(*match.span(), value, value, "yr", bare=True)]
    draft = Draft(*match.span(), value, value, "decade", bare=True)
    if value < 100:
        draft.also("decade", 1900 + value)
        draft.also("decade", 2000 + value)
        if "'" not in match[0]:
            draft.also("duration", value * 10**9)
    elif value % 100 == 0:
        draft.also("", value // 100 + 1)
    return [draft]


def _clock(match: re.Match[str]) -> list[Draft]:
    parts = [int(part) for part in re.findall(r"\d+", match[0])]
    letter = re.search(r"\d\s?([ap])\.?\s?m", match[0])
    hours, minutes = parts[0], parts[1] if len(parts) > 1 else 0
    total: Exact = hours * 60 + minutes
    if letter and letter[1] == "p" and hours < 12:
        total += 720
    elif letter and letter[1] == "a" and hours == 12:
        total -= 720
    total %= 1440
    if len(parts) > 2:
        total = exact(total + Fraction(parts[2], 60))
    draft = Draft(*match.span(), total, total, "clock", kind="time", plain=tuple(parts))
    if not letter and hours <= 12:
        draft.also("clock", (total + 720) % 1440)
    return [draft]


def _lap(match: re.Match[str]) -> list[Draft]:
    """1:57.83: minutes, seconds and hundredths."""
    minutes, seconds = match[0].split(":")
    total = exact(60 * int(minutes) + Fraction(seconds))
    return [Draft(*match.span(), total, total, "s")]


def _tens(match: re.Match[str]) -> list[Draft]:
    """10s of microns, 100s of users."""
    first = int(match[0][:-1])
    draft = Draft(*match.span(), first, 10 * first - 1, weight=Weight.FREE, digits=False, approx=True)
    after_number(draft, match.string, match.string)
    return [draft]


def _spent(match: re.Match[str]) -> list[Draft]:
    """6m40s, 1h20m: a duration."""
    parts = {letter: int(number) for number, letter in re.findall(r"(\d+)([hms])", match[0])}
    seconds = parts.get("h", 0) * 3600 + parts.get("m", 0) * 60 + parts.get("s", 0)
    return [Draft(*match.span(), seconds, seconds, "s", plain=tuple(parts.values()))]


def _slash(match: re.Match[str]) -> list[Draft]:
    over, under = (int(part) for part in re.sub("[a-z,]", "", match[0]).split("/"))
    if over < under and (under <= 100 or over == 1):
        draft = fraction(*match.span(), over, under)
        if over <= 12 and under <= 31:
            draft.also("month", over)
            draft.also("day", under)
        return [draft]
    middle = match.start() + match[0].index("/")
    if match[0].startswith("24/7"):
        return [Draft(*match.span(), 24, 24, "h", bare=True, plain=(24, 7))]
    return [Draft(match.start(), middle, over, over), Draft(middle + 1, match.end(), under, under)]


def _feet(match: re.Match[str]) -> list[Draft]:
    """6'2" are six feet two."""
    feet, inches = (int(part) for part in re.findall(r"\d+", match[0]))
    height = exact(feet + Fraction(inches, 12))
    return [Draft(*match.span(), height, height, "ft", plain=(feet, inches))]


def _nth(match: re.Match[str]) -> list[Draft]:
    value = decimal(match[0][:-2])
    draft = Draft(*match.span(), value, value, kind="ordinal")
    if match.string.startswith((" percentile", "-percentile"), match.end()):
        draft.also("%", value)
    return [draft]


_SHAPES: dict[str, Callable[[re.Match[str]], list[Draft]]] = {
    "iso": _iso, "american": _iso, "card": _card, "version": _version, "decade": _decade, "clock": _clock,
    "dotted": _clock, "lineup": lineup, "lap": _lap, "spent": _spent, "tens": _tens, "slash": _slash,
    "feet": _feet, "nth": _nth,
}  # fmt: skip


def _number(low: str, said: str, match: re.Match[str], sign: str, start: int) -> tuple[list[Draft], int]:
    value, end = decimal(match["number"]), match.end()
    if not sign and (_begins_name(low, said, match) or _GENERATION.match(low, match.start())):
        return _name(low, said, match.start())
    draft = Draft(start, end, value, value)
    odd = ODD.match(low, end)
    draft.approx = odd is not None
    scale = SCALE.match(low, odd.end() if odd else end)
    if scale:
        _scaled(draft, value, scale[0].strip(" -"), said[end : scale.end()], bool(sign))
        draft.end = scale.end()
        if match["number"].endswith(".0") and len(scale[0]) == 1:
            draft.also("release", value)
    elif half := AND_A_HALF.match(low, end):
        draft.low = draft.high = value + Fraction(1, 2)
        draft.end = half.end()
    if sign:
        priced(draft, sign)
    elif not draft.unit:
        after_number(draft, low, said)
        if draft.unit and scale and scale[0] == "m":
            draft.extra = [reading for reading in draft.extra if reading.dimension not in {"", "length"}]
    _year_or_one(draft, match["number"], value)
    if not sign and draft.scale == 1 and not draft.unit and (hour := _DOTTED_HOUR.fullmatch(match["number"])):
        minutes = int(hour[1]) * 60 + int(hour[2])
        draft.also("clock", minutes)
        draft.also("clock", (minutes + 720) % 1440)
    among_others(draft, low)
    if century := _YEARS_BEFORE.search(low[max(0, match.start() - 6) : match.start()]):
        draft.also("year", int(century[1]) * 100 + value)
        draft.also("", int(century[1]) * 100 + value)
    return [draft], draft.end


_DOTTED_HOUR = regex(r"(1[0-2]|[1-9])\.([0-5]\d)")
"""8.30 may be a time."""


def _year_or_one(draft: Draft, printed: str, value: Exact) -> None:
    if not draft.unit and draft.scale == 1 and printed.isdigit() and len(printed) == 4 and 1000 <= value < 3000:
        draft.unit, draft.bare = "year", True
    if (draft.value_is(1) or draft.value_is(0)) and not draft.unit:
        draft.weight = Weight.WEAK if value else Weight.FREE


def among_others(draft: Draft, low: str) -> None:
    """ "Ten other departments" are eleven with the one that was named before them."""
    if low.startswith(" other", draft.end):
        draft.also("others", draft.low)


ODD = regex("-odd(?= [hmbt][a-z]+)")
"""300-odd million."""
_YEARS_BEFORE = regex(r"(19|20)\d\d\s?[-–/]$")
AND_A_HALF = regex(r" and a half(?![a-z])|½|-and-a-half")


def _scaled(draft: Draft, value: Exact, word: str, printed: str, priced_: bool) -> None:
    """Multiply by "million" or "bn"; a lone m, b, k or t may mean something else (730m yuan, but 100m hurdles)."""
    if word in SHORT:
        scale = SHORT[word]
        if len(word) == 1 and not priced_:
            draft.also("", value)
            if word == "t" and printed.islower():
                draft.also("", exact(value * scale))
                draft.unit = word
                return
            if word == "m" and printed.islower():
                draft.also("length", exact(value * UNITS["m"][1]))
            else:
                draft.also("data", exact(value * scale))
    else:
        scale = 1
        for part in re.split("[ -]+", word):
            scale *= SCALES[part]
    draft.scale = scale
    draft.low = draft.high = exact(value * scale)


def _begins_name(low: str, said: str, match: re.Match[str]) -> bool:
    """3D, 16e, 4S, 1080p: letters right behind digits that are neither a unit nor a scale."""
    end = match.end()
    letters = _FIRST_LETTERS.match(low, end)
    if letters is None:
        return bool(re.match(r"-[A-Z](?![a-z])", said[end : end + 3]))
    word = letters[0]
    if word == "x" and low[letters.end() : letters.end() + 1].isdigit():
        return False
    return word not in UNITS_EN and word not in SHORT and word not in {"plus", "s", "x"}
