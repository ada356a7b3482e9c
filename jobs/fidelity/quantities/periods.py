"""Times that stand without a figure and exclude each other: this year and this month, yearly and monthly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jobs.fidelity.finding import Complaint
from jobs.fidelity.quantities.words_en import MONTHS, WEEKDAYS
from jobs.regex import regex

_TABLE = Path(__file__).with_name("periods.txt")
_STANDS_FOR = {
    "{周}": "(?:周|星期|礼拜)",
    "{month}": "|".join(MONTHS),
    "{weekday}": "|".join(WEEKDAYS),
    "{xx}": r"20\d\d",
}


_ANY = regex("[年月周季天日]|小时|钟头|星期|礼拜|[同环]比")
"""One of these is in all Chinese of the table: a quick look."""


class _Period(NamedTuple):
    """In Chinese, in English, and whatever may answer it in English."""

    chinese: re.Pattern[str]
    english: re.Pattern[str]
    answers: re.Pattern[str]


def another_period(said: str, told: str) -> Iterator[Complaint]:
    """今年 is not "this month", nor 每月 "every year", whatever other times the text speaks of.

    An error where the one has gone, and the English has another of its family, which the source has not.
    """
    for family in _families() if _ANY.search(said) else ():
        ours = [(period, found) for period in family if (found := period.chinese.search(said))]
        lost = next((found[0] for period, found in ours if not period.answers.search(told)), "")
        others = [period for period in family if lost and not period.chinese.search(said)]
        new = next((found[0] for period in others if (found := period.english.search(told))), "")
        if new:
            yield Complaint(lost, new, f'{lost} ≠ "{new}" (unit)', "error")
            return


@cache
def _families() -> tuple[tuple[_Period, ...], ...]:
    blocks = _TABLE.read_text(encoding="utf-8").split("\n\n")
    rows = ([line for line in block.splitlines() if not line.startswith("#")] for block in blocks)
    return tuple(tuple(map(_period, lines)) for lines in rows if lines)


def _period(line: str) -> _Period:
    for name, pattern in _STANDS_FOR.items():
        line = line.replace(name, pattern)
    chinese, english, answers = line.split(" = ")
    either = f"{english}|{answers}"
    return _Period(
        regex(chinese),
        regex(rf"\b(?:{english})\b", re.IGNORECASE),
        regex(rf"\b(?:{either})\b", re.IGNORECASE),
    )
