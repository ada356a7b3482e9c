"""Words that exclude each other, of which a text has one and its translation another: 下降 and "rose"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from jobs.fidelity.endings import forms
from jobs.fidelity.finder import finder
from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import visible, words
from jobs.regex import regex

_TABLE = Path(__file__).with_name("opposites.txt")
_DENIED = frozenset("不没未无非勿别")
_DENIES = frozenset({"not", "no", "never", "without", "cannot", "nor", "neither", "t"})
_REACH = 3
"""Characters of Chinese and words of English within which a "not" is taken for one that turns a word around."""
_WEAK = "?"
"""Before an English word that may stand for one of the Chinese ones, and alone is no sign of the opposite."""
_LATIN = regex("[a-z]+")
_TIMES = ("last_", "next_")
_APART = frozenset({"earlier", "ago", "before", "later", "old"})

_EXCEPT = regex("除了?([^，。；除]{1,20}?)(?:[以之]?外|除外)(?![地国界人部婆公])")
"""除…外 is said around what is left out."""

_Members = dict[int, list[str]]
"""By member of a family: the words of it that were found."""


def opposites(source: str, target: str) -> Iterator[Complaint]:
    """Nothing has become its opposite: no rise a fall, no upload a download, no yesterday a tomorrow."""
    said = visible(source)
    ours = _in_chinese(said)
    theirs = _in_english(words(target), ours) if ours else {}
    for family, found in theirs.items():
        members = ours[family]
        if len(members) == 1 and members.keys().isdisjoint(found):
            other = next((word for words_ in found.values() for word in words_ if word[0] != _WEAK), "")
            (word, *_) = next(iter(members.values()))
            if other:
                yield Complaint(word, other, f"{word} may have become “{other}”", "warning")
        elif len(members) == 2 and family in _counted():
            yield from _exchanged(
                members, found, _in_english(_LATIN.findall(said.lower()), {family: ()}).get(family, {})
            )


def _exchanged(members: _Members, found: _Members, kept: _Members) -> Iterator[Complaint]:
    """Is one of the two said more often than in the source, whose words in Latin letters are `kept`, and one less?"""
    if _is_denied(members) or _is_denied(found):
        return
    more = {
        member: len(found.get(member, ())) - len(ours) - len(kept.get(member, ())) for member, ours in members.items()
    }
    lost, new = min(more, key=more.__getitem__), max(more, key=more.__getitem__)
    if more[lost] < 0 < more[new]:
        word, other = members[lost][0], found[new][0].removeprefix(_WEAK)
        yield Complaint(word, other, f"a {word} may have become “{other}”", "warning")


def _is_denied(members: _Members) -> bool:
    """Is any word among those of two members?"""
    first, *others = map(set, members.values())
    return not first.isdisjoint(*others) if others else False


def _in_chinese(said: str) -> dict[int, _Members]:
    """The members of each family that a Chinese text has; a word that is denied may mean any of them."""
    table, find = _chinese()
    found: dict[int, _Members] = {}
    said = _EXCEPT.sub(r"除外，\1，", said) if "除" in said else said
    for at, word in find(said):
        denied = not _DENIED.isdisjoint(said[max(0, at - _REACH) : at])
        for family, member in table[word]:
            _note(found, family, member, word, denied=denied)
    return found


def _in_english(told: Sequence[str], wanted: Mapping[int, object]) -> dict[int, _Members]:
    """The same for English words, of the families in `wanted`."""
    table, heads, weak = _english()
    found: dict[int, _Members] = {}
    there = [(at, word) for at, word in enumerate(told) if word in table]
    there += [
        (at, pair) for at, one in enumerate(told[:-1]) if one in heads and (pair := f"{one}_{told[at + 1]}") in table
    ]
    for at, word in there:
        for family, member in table[word]:
            if family in wanted and not _is_span(told, at, word):
                denied = not _DENIES.isdisjoint(told[max(0, at - _REACH) : at])
                said = word.replace("_", " ")
                _note(found, family, member, f"{_WEAK}{said}" if (word, family) in weak else said, denied=denied)
    return found


def _is_span(told: Sequence[str], at: int, word: str) -> bool:
    """ "The last week" and "the next year" are spans of time, "a year earlier" says nothing of each year."""
    if word.startswith(_TIMES):
        return told[max(0, at - 1)] == "the"
    return word.startswith("a_") and not _APART.isdisjoint(told[at + 2 : at + 3])


def _note(found: dict[int, _Members], family: int, member: int, word: str, *, denied: bool) -> None:
    for each in range(len(_families()[family])) if denied else (member,):
        found.setdefault(family, {}).setdefault(each, []).append(word)


def _lines() -> list[str]:
    return [line for line in _TABLE.read_text(encoding="utf-8").splitlines() if line]


@cache
def _families() -> list[list[tuple[list[str], list[str]]]]:
    """Of each family its members: (Chinese words, English words)."""
    lines = [line.removeprefix("+ ") for line in _lines() if line[0] not in "#-"]
    parted = [[member.partition(" = ") for member in line.split(" | ")] for line in lines]
    return [[(ours.split(), theirs.split()) for ours, _, theirs in members] for members in parted]


@cache
def _counted() -> frozenset[int]:
    """The families whose words are so plain that both languages have them equally often."""
    lines = [line for line in _lines() if line[0] not in "#-"]
    return frozenset(family for family, line in enumerate(lines) if line[0] == "+")


_Places = dict[str, list[tuple[int, int]]]
"""By word: the families that it is in, and as which member; none for what only contains such a word."""


@cache
def _chinese() -> tuple[_Places, Callable[[str], Iterator[tuple[int, str]]]]:
    """The words, and what finds them in a text."""
    found: _Places = {word: [] for line in _lines() if line[0] == "-" for word in line[1:].split()}
    for family, members in enumerate(_families()):
        for member, (ours, _) in enumerate(members):
            for word in ours:
                found.setdefault(word, []).append((family, member))
    return found, finder(found)


@cache
def _english() -> tuple[_Places, frozenset[str], frozenset[tuple[str, int]]]:
    """The words and pairs of words, how the pairs begin, and which words are weak in which family."""
    found: _Places = {}
    weak = set[tuple[str, int]]()
    for family, members in enumerate(_families()):
        for member, (_, theirs) in enumerate(members):
            for form in {form for word in theirs for form in forms(word)}:
                found.setdefault(form.removeprefix(_WEAK), []).append((family, member))
                if form[0] == _WEAK:
                    weak.add((form[1:], family))
    return found, frozenset(form.partition("_")[0] for form in found if "_" in form), frozenset(weak)
