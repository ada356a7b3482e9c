"""Figures and dates read from English and Chinese text, well enough to look them up in another text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from jobs.regex import regex

Unit = Literal["", "%", "money"]

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_SMALL = {word: number for number, word in enumerate(f"{_UNITS} eighteen nineteen".split())}
_TENS = {
    word: 10 * number
    for number, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "t": 10**12, "tn": 10**12}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8, "兆": 10**12}
_HAN_DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"〇": 0, "两": 2}

_UNIT = r"\s?(?:(?P<percent>[%％]|per ?cent\b)|(?:U\.?S\.? )?dollars?\b|[美港欧日]?元|yuan\b|euros?\b|RMB\b|[€￥])"
_DIGITS = regex(
    r"(?P<ahead>[$€£¥￥]\s?)?(?<![0-9.])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*)"
    r"(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|mn|bn|tn|[kKmMbBtT])(?![a-zA-Z])"
    r"|\s?(?P<han>[十百千万亿兆]{1,3}))?"
    rf"(?P<unit>{_UNIT})?",
    re.IGNORECASE,
)
_NUMBER_WORD = "|".join(sorted([*_SMALL, *_TENS], key=len, reverse=True))
_WORDS = regex(
    rf"\b(?:{_NUMBER_WORD})(?:(?:[\s-]|\sand\s)(?:{_NUMBER_WORD}|hundred|thousand|million|billion|trillion))*"
    rf"(?:\spoint(?:\s(?:{_NUMBER_WORD}))+)?(?:\s(?:million|billion|trillion))?\b"
    rf"(?P<ahead>)(?P<unit>{_UNIT})?",
    re.IGNORECASE,
)
_HAN = regex("[零〇一二两三四五六七八九十百千万亿]{2,}")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTH_OF = {name: number for number, name in enumerate(_MONTHS.split(), 1)}
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)(?:[a-z]*)\.?"
_FREE = 3
"""Counts up to this, in words, are often mere speech ("two things stand out")."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed and what it may mean: with its scale word and, for a version, part by part.

    `unit` is "%" or "money" where it is printed: such a figure is not the same without it.
    """

    text: str
    values: frozenset[Fraction]
    digits: bool = True
    unit: Unit = ""


def figures(text: str) -> Iterator[Figure]:
    """The figures of `text`, in digits, English words, or Chinese numerals of two characters and more."""
    for found in _DIGITS.finditer(_glued(text)):
        yield Figure(found[0].strip(), frozenset(_of_digits(found)), unit=_unit(found))
    for found in _WORDS.finditer(text):
        value, unit = _of_words(found[0].removesuffix(found["unit"] or "").lower()), _unit(found)
        if value > _FREE or unit:
            yield Figure(found[0], frozenset({value}), digits=False, unit=unit)
    for found in _HAN.finditer(text):
        numeral = _of_han(found[0])
        if numeral is not None:
            yield Figure(found[0], frozenset({numeral}), digits=False)


def dates(text: str) -> Iterator[tuple[int, int]]:
    """(month, day) of each date that names both: February 13, 13 Feb., 2025-02-13, 2月13日."""
    lowered = text.lower()
    for found in re.finditer(rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?![,.]\d{{3}}\b(?!\d))", lowered):
        yield from _date(_MONTH_OF[found[1][:3]], found[2])
    for found in re.finditer(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?=\W|$)", lowered):
        yield from _date(_MONTH_OF[found[2][:3]], found[1])
    for found in re.finditer(r"\b\d{4}[-/.](\d{1,2})[-/.](\d{1,2})\b", lowered):
        yield from _date(int(found[1]), found[2])
    for found in re.finditer(r"(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]", lowered):
        yield from _date(int(found[1]), found[2])


def _date(month: int, day: str) -> Iterator[tuple[int, int]]:
    if 1 <= month <= 12 and 1 <= int(day) <= 31:
        yield month, int(day)


def _glued(text: str) -> str:
    """`text` with letters that touch a figure set apart: GPT-4o, A100, 3.5B."""
    text = re.sub(r"(?<=[A-Za-z_])(?=\d)", " ", text)
    return re.sub(r"(?<=\d)(?=[A-Za-z_])", " ", text)


def _unit(found: re.Match[str]) -> Unit:
    if found["percent"]:
        return "%"
    return "money" if found["ahead"] or found["unit"] else ""


def _of_digits(found: re.Match[str]) -> Iterator[Fraction]:
    """The number with and without its scale; of a version each part."""
    printed = found["number"].replace(",", "")
    if printed.count(".") > 1:
        yield from (Fraction(int(part[:40])) for part in printed.split("."))
        return
    number = Fraction(printed[:60].rstrip("."))
    scale = 1
    if found["scale"]:
        scale = _SCALES.get(found["scale"].lower()) or _SHORT[found["scale"].lower()]
    for char in found["han"] or "":
        scale *= _HAN_SCALES[char]
    yield number * scale
    if found["scale"] and len(found["scale"]) <= 2:
        yield number


def _of_words(words: str) -> Fraction:
    """The value of English number words; a point splits whole and decimals."""
    total, current = Fraction(0), Fraction(0)
    whole, _, rest = words.partition(" point ")
    for word in re.split(r"[\s-]+", whole):
        if word in _SCALES and word != "hundred":
            total, current = total + max(current, Fraction(1)) * _SCALES[word], Fraction(0)
        elif word == "hundred":
            current = max(current, Fraction(1)) * 100
        else:
            current += _SMALL.get(word, _TENS.get(word, 0))
    value = total + current
    decimals, scale = rest.split(), 1
    if decimals and decimals[-1] in _SCALES:
        scale = _SCALES[decimals.pop()]
    return (value + sum(Fraction(_SMALL.get(word, 0), 10**at) for at, word in enumerate(decimals, 1))) * scale


def _of_han(numeral: str) -> Fraction | None:
    """The value of a Chinese numeral; None for digits in a row that name no number (一一)."""
    if not any(char in _HAN_SCALES for char in numeral):
        return None
    total = section = digit = 0
    for char in numeral:
        if char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
        elif _HAN_SCALES[char] == 10**4:
            total, section, digit = total + (section + digit or 1) * 10**4, 0, 0
        elif _HAN_SCALES[char] > 10**4:
            total, section, digit = (total + section + digit or 1) * _HAN_SCALES[char], 0, 0
        else:
            section, digit = section + (digit or 1) * _HAN_SCALES[char], 0
    return Fraction(total + section + digit)
