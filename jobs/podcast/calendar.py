"""English dates, times of day and years as they are said."""

from __future__ import annotations

import re

from jobs.podcast.numerals import cardinal, clock, ordinal, year
from jobs.regex import regex

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SHORT = {name[:3]: name for name in _MONTHS} | {"Sept": "September"}
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)}|(?:{'|'.join(_SHORT)})\.?)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[1-9]\d\d|20\d\d)"

_ISO = regex(rf"\b{_YEAR}([-/.])(?P<month>0?[1-9]|1[0-2])\2(?P<day>0[1-9]|[12]\d|3[01]|[1-9])(?![\d.]*\d)")
_AMERICAN = regex(rf"(?<![\d/])(?P<month>0?[1-9]|1[0-2])/(?P<day>0?[1-9]|[12]\d|3[01])/{_YEAR}(?![\d/])")
_FULL = regex(rf"\b{_MONTH} {_DAY},? {_YEAR}\b(?!,\d)")
_BRITISH = regex(rf"(?<![\d.,])\b{_DAY} {_MONTH}(?:,? {_YEAR}\b)?(?=\W|$)")
_DAYS = regex(rf"\b{_MONTH} {_DAY}(?:\s?(?:-|–|—)\s?|(?P<to> to ))(?P<last>[1-9]|[12]\d|3[01])(?![\d.,%:-]\d|\d|%)")
_MONTH_DAY = regex(rf"\b{_MONTH} {_DAY}(?![\d%]|[.,:]\d|\s(?:percent|million|billion|trillion|thousand))")
_MONTH_YEAR = regex(rf"\b{_MONTH},? {_YEAR}\b(?![,.]\d|%)")
_MONTH_ALONE = regex(r"\b(Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.(?=\s+[a-z0-9]|,)")

_MERIDIEM = r"(?P<half>[apAP])(?:\.\s?[mM](?:(?P<end>\.)(?=\s+[A-Z]|[\"”’)]*$)|\.)|[mM]\b)"
_TIME = regex(rf"\b(?P<hour>1[0-2]|0?[1-9])(?::(?P<minute>[0-5]\d))?\s?{_MERIDIEM}")
_CLOCK = regex(r"(?<![\d:.])(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:]|\.\d)")

_SPAN = regex(r"(?<![\w.,$-])(1[1-9]\d\d|20\d\d)\s?[-–—]\s?(1[1-9]\d\d|20\d\d|\d\d)(?![\w-]|[.,]\d|%)")
_SURE = regex(
    r"\b((?:[Ii]n|[Ss]ince|[Bb]y|[Ff]rom|[Oo]f|[Uu]ntil|[Dd]uring|[Bb]efore|[Aa]fter|[Ee]arly|[Ll]ate|[Mm]id|[Tt]o|"
    r"[Yy]ear|[Ff]iscal|FY|Q[1-4]|[Tt]hrough|[Aa]round|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)[ -]?)"
    r"(1[1-9]\d\d|20\d\d)(?![\w]|[.,]\d|%| (?:percent|million|billion|times)\b)"
)
_LIKELY = regex(r"(?<![\w.,$€£¥#-])(19\d\d|20\d\d)(?![\w%]|[.,]\d|-\d)")


def dates(text: str) -> str:
    """2025-02-13, 2/13/2025, Feb. 13, 13 February 2025, March 2024, March 3-5, FY2024."""
    text = re.sub(rf"\bFY ?{_YEAR}\b", r"fiscal \g<year>", text)
    for pattern in (_ISO, _AMERICAN, _DAYS, _FULL, _BRITISH, _MONTH_DAY, _MONTH_YEAR):
        text = pattern.sub(_date, text)
    return _MONTH_ALONE.sub(lambda found: _SHORT[found[1]], text)


def times(text: str) -> str:
    """3:30 p.m., 9 a.m., 15:04."""
    return _CLOCK.sub(lambda m: clock(int(m["hour"]), int(m["minute"])), _TIME.sub(_time, text))


def years(text: str) -> str:
    """Four figures as a year: after a word that goes with years, or from 1900 on; spans of years too."""
    text = _SPAN.sub(lambda m: f"{year(int(m[1]))} to {_other_year(m[2])}", text)
    text = _SURE.sub(lambda m: m[1].replace("FY", "fiscal ") + year(int(m[2])), text)
    return _LIKELY.sub(lambda m: year(int(m[1])), text)


def _other_year(printed: str) -> str:
    return year(int(printed)) if len(printed) == 4 else cardinal(printed)


def _date(found: re.Match[str]) -> str:
    given = found.groupdict()
    parts = [_month(given["month"])]
    if given.get("day"):
        parts[0] += f" {ordinal(int(given['day']))}"
    if given.get("last"):
        parts[0] += f" to {ordinal(int(given['last']))}"
    if given.get("year"):
        parts.append(year(int(given["year"])))
    return (", " if given.get("day") else " ").join(parts)


def _month(printed: str) -> str:
    if printed.isdigit():
        return _MONTHS[int(printed) - 1]
    return _SHORT.get(printed.rstrip("."), printed)


def _time(found: re.Match[str]) -> str:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    said = clock(hour, minute) if minute else cardinal(str(hour))
    return f"{said} {found['half'].lower()} m{found['end'] or ''}"
