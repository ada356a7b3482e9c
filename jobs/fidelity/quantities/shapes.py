"""Figures of one shape in both languages: names with digits, dotted versions, fractions."""

from __future__ import annotations

import re
from fractions import Fraction

from jobs.fidelity.quantities.values import Draft, Exact, Weight, decimal, exact
from jobs.regex import regex

_DIGITS = regex(r"\d+(?:\.\d+)?")
_DOTTED = regex(r"\d+(?:\.[\dx]+){2,}")


def named(spelling: str, start: int, end: int) -> list[Draft]:
    """The figures in a name like GPT-4.5: free to match, never missed."""
    whole = _DOTTED.match(spelling)
    if whole:
        dotted = version(whole[0], start, end)
        dotted.weight = Weight.FREE
        return [dotted]
    out = []
    for match in list(_DIGITS.finditer(spelling))[:4]:
        value = decimal(match[0])
        draft = Draft(start, end, value, value, weight=Weight.FREE, kind="name")
        if spelling[match.end() : match.end() + 1] in {"B", "b"}:
            draft.also("", value * 10**9)
        if spelling[match.end() : match.end() + 1] in {"G", "g"}:
            draft.also("data", value * 10**9)
        out.append(draft)
    return out


def version(printed: str, start: int, end: int) -> Draft:
    """A dotted version as one number nobody else has: 0.6.0 is its parts in base 100,000."""
    value = 0
    for part in re.findall(r"\d+|x", printed)[:6]:
        value = value * 100_000 + (99_999 if part == "x" else int(part[:5]))
    draft = Draft(start, end, value + 10**30, value + 10**30, kind="version")
    if short := _POINT_ZERO.fullmatch(printed):
        draft.also("release" if short[2] == "0" else "", decimal(short[1] + "." + short[2]))
    return draft


_POINT_ZERO = regex(r"(\d+)\.(\d+)\.0")
"""1.22.0 may be called 1.22."""


def fraction(start: int, end: int, over: Exact, under: Exact) -> Draft:
    """`over`/`under`, which may also be printed as a rounded percentage."""
    value = exact(Fraction(over) / Fraction(under))
    draft = Draft(start, end, value, value, kind="ratio")
    rough = value.denominator not in {1, 2, 4, 5, 10, 20, 25, 50, 100}
    near = min(Fraction(7, 10), Fraction(value) * 10) if rough else Fraction(0)
    draft.also("%", exact(value * 100 - near), exact(value * 100 + near))
    draft.plain = (value, over, under) if over != 1 else (value,)
    return draft


def lineup(match: re.Match[str]) -> list[Draft]:
    """4-2-4 of a football team, as one number: 四二四."""
    value = int(match[0].replace("-", ""))
    return [Draft(*match.span(), value, value, kind="name", weight=Weight.WEAK)]


_PERIOD = regex(
    r"(?<![A-Za-z0-9])(?:[qQ](?P<q>[1-4])|[hH](?P<h>[12]))(?![0-9A-Za-z])"
    r"|(?<![A-Za-z0-9])(?:fy|cy|FY|CY)(?P<fy>(?:20)?\d\d)(?!\d)"
)
_PERIOD_AFTER = regex(r"(?:(?P<q>[1-4])[qQ]|(?P<h>[12])[hH])(?![A-Za-z])")
_LEADS = {"q": 1, "h": 1, "y": 2, "Q": 1, "H": 1, "Y": 2}


def period(said: str, at: int) -> Draft | None:
    """Q3, H1, 3Q24, FY2025: the digits begin at `at`."""
    lead = _LEADS.get(said[at - 1 : at], 0)
    if not lead and said[at + 1 : at + 2] not in _LEADS:
        return None
    match = _PERIOD_AFTER.match(said, at) or (_PERIOD.match(said, at - lead) if lead and at >= lead else None)
    if match is None:
        return None
    if match["q"]:
        draft = Draft(*match.span(), int(match["q"]), int(match["q"]), "quarter", bare=True)
    elif match["h"]:
        half = int(match["h"])
        draft = Draft(*match.span(), half, half, "half", Weight.FREE)
        draft.also("months" if half == 1 else "halfyear", 6)
    else:
        year = int(match["fy"]) + (2000 if len(match["fy"]) == 2 else 0)
        draft = Draft(*match.span(), year, year, "year", bare=True)
    return draft
