"""Links and footnotes that have changed places: each stands with the words that it stood with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from jobs.article.segments import TOKEN, Segment
from jobs.fidelity.anchors import stems_of, words_of
from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import anchored, plain
from jobs.regex import regex

_LINK = regex(r"(?<!!)\[((?:[^\[\]\\]|\\.)*)\](?:\(⟦(\d+)⟧\)|\[⟦(\d+)⟧\]|⟦(\d+)⟧)")
_AND = regex(r"\s*(?:[和与及或跟、，]|以及|或者)\s*")
_AND_TOLD = regex(r"(?:, ?|,? (?:and|or) )")


def exchanged(
    source: bytes, pairs: Iterable[tuple[Segment, str]], *, by_people: bool
) -> Iterator[tuple[str, Complaint]]:
    """(segment id, complaint) where the words of one link or footnote stand with the address of another.

    Only words say so that one of them has in the source, and one in the target: sentences may turn round, and people
    may then count their footnotes anew.
    """
    for segment, text in pairs:
        if len(segment.hidden) > 1 and text.count("⟦") > 1:
            contents = [hidden.label or source[hidden.start : hidden.end].decode() for hidden in segment.hidden]
            first = {str(number): str(contents.index(content) + 1) for number, content in enumerate(contents, 1)}
            ours, theirs = (_renumbered(said, first) for said in (segment.text, text))
            found = [*_moved(_links(ours, contents), _links(theirs, contents), contents)]
            notes = _moved(_notes(ours, contents), _notes(theirs, contents), contents)
            found += (replace(said, weight="warning") if by_people else said for said in notes)
            yield from ((segment.id, said) for said in found or _turned(ours, theirs, contents))


def _renumbered(text: str, numbers: Mapping[str, str]) -> str:
    """`text` with one number for all tokens that hide the same."""
    return TOKEN.sub(lambda token: f"⟦{numbers.get(token[1], token[1])}⟧", text)


def _is_note(number: str, contents: Sequence[str]) -> bool:
    """Does a token hide the mark of a footnote?"""
    return int(number) <= len(contents) and contents[int(number) - 1].startswith("[^")


def _links(text: str, contents: Sequence[str]) -> dict[str, str]:
    """The text of each link by the number of its address."""
    found: dict[str, str] = {}
    for link in _LINK.finditer(text):
        if not _is_note(number := link[2] or link[3] or link[4], contents):
            found[number] = f"{found.get(number, '')} {link[1]}".strip()
    return found


def _notes(text: str, contents: Sequence[str]) -> dict[str, str]:
    """What stands before each footnote, back to the one before, by its number."""
    found: dict[str, str] = {}
    at = 0
    for mark in TOKEN.finditer(text):
        if _is_note(mark[1], contents):
            found[mark[1]] = f"{found.get(mark[1], '')} {text[at : mark.start()]}".strip()
            at = mark.end()
    return found


def _moved(source: Mapping[str, str], target: Mapping[str, str], contents: Sequence[str]) -> Iterator[Complaint]:
    """Two texts or more that are told where the other's address stands: an error; one, in Latin letters: a warning."""
    if len(source) < 2 or source.keys() != target.keys():
        return
    told = answers(source, target)
    moved = {one: other for one, other in told.items() if one != other and told.get(other) != other}
    sure = len(moved) > 1
    for one, other in moved.items():
        if sure or any(word.isascii() for word in words_of(anchored(source[one]))):
            now, before = (contents[int(number) - 1] for number in (other, one))
            said = f"“{target[other]}” stands with {now}, “{source[one]}” with {before}"
            yield Complaint(source[one], target[other], said, "error" if sure else "warning")
            return


def answers(source: Mapping[str, str], target: Mapping[str, str]) -> dict[str, str]:
    """Which text of the target answers which of the source, by the words that only these two have."""
    ours = {name: words_of(anchored(text)) for name, text in source.items()}
    theirs = {name: plain(anchored(text)) for name, text in target.items()}
    owned = Counter(word for words in ours.values() for word in words)
    found = {}
    for name, words in ours.items():
        same = [other for other, text in target.items() if text == source[name]]
        votes = Counter(same if len(same) == 1 else ())
        for word in (word for word in words if owned[word] == 1):
            holders = [other for other, text in theirs.items() if any(stem in text for stem in stems_of(word))]
            votes.update(holders if len(holders) == 1 else ())
        if len(votes) == 1:
            found[name] = next(iter(votes))
    return found


def _turned(source: str, target: str, contents: Sequence[str]) -> Iterator[Complaint]:
    """Of two links with a mere "and" between them the second comes first, and no word says that their texts do, too."""
    ours, theirs = _links(source, contents), _links(target, contents)
    told = _neighbours(target, _AND_TOLD)
    for one, other in _neighbours(source, _AND):
        if (other, one) in told and not _stay(_only(ours, one, other), _only(theirs, one, other)):
            said = f"{contents[int(other) - 1]} now stands before {contents[int(one) - 1]}"
            yield Complaint(source, target, said, "warning")


def _stay(source: Mapping[str, str], target: Mapping[str, str]) -> bool:
    """Do the words say of a text at least that it is still at its address?"""
    return any(one == other for one, other in answers(source, target).items())


def _neighbours(text: str, between: re.Pattern[str]) -> set[tuple[str, str]]:
    """Numbers of links with nothing but an "and" between them."""
    links = [*_LINK.finditer(text)]
    joined = (pair for pair in pairwise(links) if between.fullmatch(text, pair[0].end(), pair[1].start()))
    return {(one[2] or one[3] or one[4], other[2] or other[3] or other[4]) for one, other in joined}


def _only(texts: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name in names}
