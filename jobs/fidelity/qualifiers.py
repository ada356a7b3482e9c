"""What limits a statement: deputy, former, first, only, alleged, last year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from jobs.fidelity.endings import forms
from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import visible, words
from jobs.fidelity.quantities.words_en import MONTHS
from jobs.regex import regex

_TABLE = Path(__file__).with_name("qualifiers.txt")
_YEAR = regex(r"(?:19|20)\d\d")


def qualifiers(source: str, target: str) -> Iterator[Complaint]:
    """What limits a statement is still said: a deputy, a former minister, the first time, allegedly."""
    pattern, answers = _table()
    for word in dict.fromkeys(pattern.findall(visible(source))):
        said = words(target)
        there = {*said, *(f"{one}_{other}" for one, other in pairwise(said))}
        if answers[word].isdisjoint(there) and not ("YEAR" in answers[word] and any(map(_YEAR.fullmatch, said))):
            yield Complaint(word, target, f"nothing in the target answers to {word}", "warning")


@cache
def _table() -> tuple[re.Pattern[str], dict[str, frozenset[str]]]:
    """(pattern of the Chinese words, the English words of each)."""
    found: dict[str, frozenset[str]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        ours, equals, theirs = line.partition(" = ")
        if equals and not line.startswith("#"):
            answers = {form for word in theirs.split() for form in (MONTHS if word == "MONTH" else forms(word))}
            found.update(dict.fromkeys(ours.split(), frozenset(answers)))
    return re.compile("|".join(sorted(found, key=len, reverse=True))), found
