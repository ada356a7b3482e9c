"""What limits a statement: deputy, former, first, only, alleged, last year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from jobs.fidelity.endings import forms
from jobs.fidelity.finder import finder
from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import visible, words
from jobs.fidelity.quantities.words_en import MONTHS
from jobs.regex import regex

_TABLE = Path(__file__).with_name("qualifiers.txt")
_YEAR = regex(r"(?:19|20)\d\d")


def qualifiers(source: str, target: str) -> Iterator[Complaint]:
    """What limits a statement is still said: a deputy, a former minister, the first time, allegedly."""
    answers, find = _table()
    for word in dict.fromkeys(word for _, word in find(visible(source))):
        said = words(target)
        there = {*said, *(f"{one}_{other}" for one, other in pairwise(said))}
        if (
            answers[word]
            and answers[word].isdisjoint(there)
            and not ("YEAR" in answers[word] and any(map(_YEAR.fullmatch, said)))
        ):
            yield Complaint(word, target, f"nothing in the target answers to {word}", "warning")


@cache
def _table() -> tuple[dict[str, frozenset[str]], Callable[[str], Iterator[tuple[int, str]]]]:
    """The English words of each Chinese one, and what finds those in a text."""
    found: dict[str, frozenset[str]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        ours, equals, theirs = line.partition(" = ")
        if line.startswith("- "):
            found.update(dict.fromkeys(line[2:].split(), frozenset()))
        elif equals and not line.startswith("#"):
            answers = {form for word in theirs.split() for form in (MONTHS if word == "MONTH" else forms(word))}
            found.update(dict.fromkeys(ours.split(), frozenset(answers)))
    return found, finder(found)
