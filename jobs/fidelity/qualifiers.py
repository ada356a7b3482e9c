"""What limits a statement: deputy, former, first, only, alleged, last year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from jobs.fidelity.endings import forms
from jobs.fidelity.finder import finder
from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import visible, words
from jobs.fidelity.quantities.words_en import MONTHS
from jobs.regex import regex

_TABLE = Path(__file__).with_name("qualifiers.txt")
_YEAR = regex(r"(?:19|20)\d\d")


def qualifiers(source: str, target: str) -> Iterator[Complaint]:
    """What limits a statement is still said, and nothing else: a deputy, the first time, allegedly, in the north."""
    table = _table()
    said, told = visible(source), words(target)
    found = dict.fromkeys(word for _, word in table.find(said))
    if not found and table.heads.isdisjoint(told):
        return
    there = {*told, *(f"{one}_{other}" for one, other in pairwise(told))}
    for word in found:
        answers = table.answers[word]
        if answers and answers.isdisjoint(there) and not ("YEAR" in answers and any(map(_YEAR.fullmatch, told))):
            yield Complaint(word, target, f"nothing in the target answers to {word}", "warning")
    for word in sorted(there & table.reasons.keys()):
        if not any(reason in said for reason in table.reasons[word]) and word not in source.lower():
            yield Complaint("", word, f"nothing in the source says “{word.replace('_', ' ')}”", "warning")


class _Table(NamedTuple):
    """The English words that answer to each Chinese one, what finds those in a text, the Chinese words without one of
    which an English one has no reason to be there, and how those English ones begin."""

    answers: dict[str, frozenset[str]]
    find: Callable[[str], Iterator[tuple[int, str]]]
    reasons: dict[str, frozenset[str]]
    heads: frozenset[str]


@cache
def _table() -> _Table:
    answers: dict[str, frozenset[str]] = {}
    reasons: dict[str, frozenset[str]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        first, equals, second = line.partition(" = ")
        if line.startswith("- "):
            answers.update(dict.fromkeys(line[2:].split(), frozenset()))
        elif line.startswith("< "):
            for form in _forms(first[2:]):
                reasons[form] = reasons.get(form, frozenset()) | frozenset(second.split())
        elif equals and not line.startswith("#"):
            answers.update(dict.fromkeys(first.split(), frozenset(_forms(second))))
    return _Table(answers, finder(answers), reasons, frozenset(word.partition("_")[0] for word in reasons))


def _forms(theirs: str) -> set[str]:
    return {form for word in theirs.split() for form in (MONTHS if word == "MONTH" else forms(word))}
