"""Months, days and decades in English words."""

from __future__ import annotations

import re

from jobs.fidelity.quantities.values import Draft, Weight
from jobs.fidelity.quantities.words_en import (
    DECADES,
    MONTHS,
)
from jobs.regex import regex

_MONTH_NEEDS = frozenset(
    {"may", "march", "mar", "sun", "dec", "jan", "sep", "sept", "oct", "nov", "feb", "apr", "jun", "jul", "aug"}
)
_PREPOSITION = regex(
    r"(?:\b(?:in|since|by|until|till|of|last|this|next|early|late|mid|from|to|through|and|between|"
    r"during|before|after|on|for|every)[ -]|\d(?:st|nd|rd|th)?(?: of)? |[-–/] ?)$"
)
_DAY = regex(
    r"\.?,? ?(?:the )?(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d|[.,:]\d| ?(?:%|percent|"
    r"million|billion|a\.?m|p\.?m|(?:days?|weeks?|months?|years?|hours?|minutes?)\b))"
)
_DAY_BEFORE = regex(r"(?:st|nd|rd|th)?(?: of)?[ -]")


def read_month(low: str, said: str, match: re.Match[str], drafts: list[Draft]) -> tuple[list[Draft], int]:
    """A month, with the day that follows or precedes it."""
    at, end = match.span()
    if not said[at].isupper():
        return [], end
    following = _DAY.match(low, end)
    near = (
        following
        or _PREPOSITION.search(low[max(0, at - 10) : at])
        or re.match(r"\.?,? ?(?:19|20)\d\d", low[end : end + 8])
    )
    if said.endswith("Long ", 0, at) and match[0] == "march":
        return [], end  # the rocket, and the march of 1934
    value = MONTHS[match[0]]
    draft = Draft(at, end, value, value, "month", digits=False)
    if not near and match[0] in _MONTH_NEEDS:
        draft.weight = Weight.FREE
    last = drafts[-1] if drafts else None
    if last is not None and not last.unit and 1 <= last.low <= 31 and _DAY_BEFORE.fullmatch(low, last.end, at):
        last.unit, last.bare = "day", True
    if following is None:
        return [draft], end
    day = int(following["day"])
    return [draft, Draft(following.start("day"), following.end(), day, day, "day", bare=True)], following.end()


def read_nineties(low: str, match: re.Match[str]) -> list[Draft]:
    """ "Nineties": a decade, of the last century unless said otherwise."""
    value = DECADES[match[0]]
    draft = Draft(*match.span(), value, value, "decade", Weight.FREE, digits=False, bare=True)
    draft.also("decade", 1900 + value)
    draft.also("%", value, value + 9)
    return [draft]
