"""Which sentence of the target answers to which clauses of the source, and what has no counterpart on either side.

Every way to lay the target's sentences along the source's clauses, in order, gets a score: the words that are found
in their place, the length, and what translators seldom do. What is left out, or added, is told by how much better the
best way gets when some clauses in a row, or one sentence, may stay without a counterpart.

All numbers are logarithms of likelihood ratios. What each word says was learned (`bench.weights`); the others were
searched for on 3,000 pairs of segments (news, records, documentation, essays), with one sentence taken out of those
that have several or put in, and with the words' weights learned from the other half.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import log
from operator import add
from typing import NamedTuple

from jobs.article.markdown import HAN
from jobs.fidelity.anchors import ends_sentence, english_pieces, lexicon, pieces, stems_of, words_of
from jobs.fidelity.prose import ANCHOR, expected_letters, plain
from jobs.fidelity.quantities import Quantity, Reading, Weight, read_en, read_zh, same
from jobs.regex import regex

MOST_PIECES = 120
"""Clauses and sentences beyond which a paragraph is not aligned: the work grows with their product."""

_FOUND, _MISSING, _ELSEWHERE = 1.0, 1.4, 0.34
"""For an answer that has a figure or Latin token of the clause; against one, if it is nowhere, or in other sentences
only. What words of the table say was learned (`anchors.weights`)."""
_HELD = (3.0, 1.4)
"""The same of inline code, a link or an image: where it stands, its clause is answered."""
_HOLDS = ANCHOR.lower()
_FEWER = 0.7
"""The share that counts of a word of several clauses that the target has more seldom than the source."""
_SPREAD, _ADDED = -3.0, -7.8
"""An answer of more than one sentence; a sentence that answers to nothing."""
_JOINED, _PART, _HALF = -2.4, -1.1, -2.2
"""Two sentences of the source answered as one; what is left out begins or ends within a sentence; what is put in is but
a half of one, parted by a semicolon."""
_FEW_LETTERS = -3.5
"""The most that the length of one answer may say against it."""
_MOST_RATIO = 3.0
"""Clauses are not joined, nor sentences, to an answer so many times too long or too short."""
_MOST_JOINED, _MOST_GONE = 12, 10
"""Clauses that one answer may take together; clauses in a row that may be left out."""
_MOST_COMPARED = 10_000
"""Pairs of figures beyond which only equal ones count, not rounded or converted ones."""
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class _Table:
    """The clauses and the sentences: `fit[s - 1][j][i]` is what the words of clause i say for an answer by the `s`
    sentences from j on; letters that each clause will take, and letters of each sentence; where sentences end."""

    fit: tuple[tuple[tuple[float, ...], ...], ...]
    expected: tuple[float, ...]
    letters: tuple[int, ...]
    ends: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class _Laid:
    """Two texts laid along each other, and the best scores up to each clause and sentence, and from there on."""

    prose: str
    clauses: list[str]
    sentences: list[str]
    table: _Table
    forward: list[list[float]]
    backward: list[list[float]]


class Gap(NamedTuple):
    """What has no counterpart on the other side: how much more likely that is than not, the text, and whether it is
    whole sentences. The first is the logarithm of a likelihood ratio, below zero when everything has one."""

    score: float
    text: str
    whole: bool = True


def left_out(prose: str, target: str) -> Gap | None:
    """The clauses of `prose` that `target` is most likely without; both are texts as `prose.anchored` gives them.

    None for a paragraph of more than MOST_PIECES.
    """
    laid = _laid(prose, target)
    if laid is None:
        return None
    if len(laid.clauses) < 2 or not laid.sentences:
        return Gap(_NEVER, "")
    score, (first, end) = _gap(laid.table, laid.forward, laid.backward)
    gone = "".join(laid.clauses[first:end])
    at = laid.prose.find(gone)
    return Gap(
        score - max(laid.forward[-1][-1], score - 9.0),
        prose[at : at + len(gone)] if at >= 0 else gone,
        _is_whole(laid.table.ends, first, end),
    )


def put_in(prose: str, target: str) -> Gap | None:
    """The same for one sentence of `target` that `prose` does not have."""
    laid = _laid(prose, target)
    if laid is None:
        return None
    sentences = laid.sentences
    if not laid.clauses or len(sentences) < 2:
        return Gap(_NEVER, "")
    without = [
        max([before[at] + after[at + 1] for before, after in zip(laid.forward, laid.backward, strict=True)])
        + (_HALF if ";" in (sentences[at][-1], sentences[at - 1][-1] if at else "") else 0.0)
        for at in range(len(sentences))
    ]
    score = max(without)
    return Gap(score - laid.forward[-1][-1], sentences[without.index(score)])


_SPACED = regex(f"(?<=[{HAN})）]) (?=[{HAN}])|(?<=[{HAN}])　")
"""A space between Chinese words parts them as a comma does (晴转多云 东北风三级)."""


_WRAPPED = regex(r"(?<=[^\n]{60})\n|(?<=[^\n]{40})\n(?=[a-z(])")
_WRAPPED_ZH = regex(f"(?<=[^\\n]{{20}}[{HAN}])\\n(?=[{HAN}])")
"""A line break that only keeps lines short: it ends no sentence."""


@lru_cache(maxsize=4)
def _laid(prose: str, target: str) -> _Laid | None:
    """Both checks look at the same two texts, one after the other. None when they have too many pieces."""
    spaced, target = _SPACED.sub("，", _WRAPPED_ZH.sub("", prose)), _WRAPPED.sub(" ", target)
    clauses, sentences = pieces(spaced), english_pieces(target)
    if max(len(clauses), len(sentences)) > MOST_PIECES:
        return None
    table = _table(clauses, sentences, _figures(spaced, target, clauses, sentences))
    beads = _beads(table)
    return _Laid(spaced, clauses, sentences, table, _forward(table, beads), _backward(table, beads))


_Word = tuple[int, float, float]
"""In which target sentences a word is found, bit by bit; what it says for an answer with it, and for one without."""


def _figures(prose: str, target: str, clauses: Sequence[str], sentences: Sequence[str]) -> list[list[_Word]]:
    """The figures of each clause, found where one of the same value stands, however it is written."""
    found: list[list[_Word]] = [[] for _ in clauses]
    ours = [quantity for quantity in read_zh(prose) if quantity.weight != Weight.FREE]
    if not ours:
        return found
    begins, starts = _offsets(target, sentences), _offsets(prose, clauses)
    theirs = [(figure, 1 << max(0, bisect_right(begins, figure.start) - 1)) for figure in read_en(target)]
    exact: dict[Reading, int] = {}
    for figure, place in theirs:
        for reading in figure.readings:
            exact[reading] = exact.get(reading, 0) | place
    compared = len(ours) * len(theirs) <= _MOST_COMPARED
    for quantity in ours:
        where = 0
        for reading in quantity.readings:
            where |= exact.get(reading, 0)
        if not where and compared:
            where = sum({place for figure, place in theirs if same(quantity, figure) or _bare(quantity, figure)})
        missing = -_ELSEWHERE if where else -_MISSING
        found[max(0, bisect_right(starts, quantity.start) - 1)].append((where, _FOUND, missing))
    return found


def _bare(first: Quantity, second: Quantity) -> bool:
    """Is it one number, of which one side leaves the unit out: 57岁 and "57"?"""
    return not (first.dimension and second.dimension) and not set(first.plain).isdisjoint(second.plain)


def _offsets(text: str, parts: Sequence[str]) -> list[int]:
    """Where each of the parts begins, which stand in `text` in this order."""
    starts, at = [], 0
    for part in parts:
        at = text.index(part, at)
        starts.append(at)
        at += len(part)
    return starts


def _table(clauses: Sequence[str], sentences: Sequence[str], figures: Sequence[list[_Word]]) -> _Table:
    shown = [plain(sentence) for sentence in sentences]
    own = [[word for word in words_of(clause) if not word[0].isdigit()] for clause in clauses]
    often: dict[str, int] = {}
    for found in own:
        for word in found:
            often[word] = often.get(word, 0) + 1
    starts = [*accumulate(map(len, shown), initial=0)]
    text = "".join(shown)
    known = {word: _word(word, count, text, starts) for word, count in often.items()}
    fits = [
        _fits([*[known[word] for word in words], *more], len(shown)) for words, more in zip(own, figures, strict=True)
    ]
    return _Table(
        tuple([tuple(zip(*rows, strict=True)) for rows in zip(*fits, strict=True)]),
        tuple(map(expected_letters, clauses)),
        tuple(len(words) - words.count(" ") for words in shown),
        (*map(ends_sentence, clauses[:-1]), True),
    )


def _word(word: str, count: int, text: str, starts: Sequence[int]) -> _Word:
    """A word that `count` clauses have, looked up in the target's sentences, which begin at `starts` of `text`."""
    stems, found, missing = lexicon().get(word) or _other(word)
    there = [stem for stem in stems if stem in text]
    if not there:
        return 0, found, -missing
    places = got = 0
    for stem in there:
        at = text.find(stem)
        while at >= 0:
            got += 1
            places |= 1 << bisect_right(starts, at) - 1
            at = text.find(stem, at + 1)
    return places, found if got >= count else _FEWER * found, -min(_ELSEWHERE, missing)


def _other(word: str) -> tuple[Sequence[str], float, float]:
    """What `lexicon` has of its words, for a Latin token or a made-up word."""
    return stems_of(word), *(_HELD if word.startswith(_HOLDS) else (_FOUND, _MISSING))


def _fits(words: Sequence[_Word], width: int) -> tuple[tuple[float, ...], ...]:
    """What the words of a clause say for answers by one, two and three sentences, by where those begin."""
    without = sum([missing for _, _, missing in words])
    gains = [(places, found - missing) for places, found, missing in words if places]
    return tuple(
        tuple([without + sum([gain for places, gain in gains if places >> at & span]) for at in range(width - more)])
        for more, span in enumerate((1, 3, 7))
    )


_Beads = list[list[list[tuple[int, int, float]]]]
"""By clause and sentence where an answer may begin: (clauses, sentences, score) of each answer from there."""


def _beads(table: _Table) -> _Beads:
    spans = _spans(table.letters)
    joined = [_JOINED if end else 0.0 for end in (False, *table.ends)]
    return [
        [_answers(table, i, j, lengths, spans[j], joined) for j in range(len(spans))]
        for i, lengths in enumerate(_joined(table))
    ]


_Length = tuple[float, float, float, float]
"""Of clauses together: their expected letters, also as a logarithm; what a length says for them at most; how fast
that falls."""


def _joined(table: _Table) -> Iterator[list[_Length]]:
    """For each clause: it alone, with the next one, and so on."""
    for first in range(len(table.expected)):
        lengths, expected = [], 1.0
        for own in table.expected[first : first + _MOST_JOINED]:
            expected += own
            spread = 0.04 + 2.4 / expected
            lengths.append((expected, log(expected), log(0.64 / spread) / 2, (1 / spread - 1 / 0.64) / 2))
        yield lengths


def _spans(letters: Sequence[int]) -> list[list[float]]:
    """For each sentence: the letters of it alone, of it with the next one, and with the next two."""
    return [[*accumulate(letters[at : at + 3], initial=1.0)][1:] for at in range(len(letters))]


def _answers(
    table: _Table,
    first: int,
    at: int,
    lengths: Sequence[_Length],
    spans: Sequence[float],
    joined: Sequence[float],
) -> list[tuple[int, int, float]]:
    """Every answer that begins with clause `first` and sentence `at`.

    The length speaks for or against any other clauses: either is normal in the logarithm, with the spread of
    translations or with one of 0.8. This is where an alignment spends its time.
    """
    found = []
    for size, length in enumerate(spans, 1):
        score, most_letters, log_length = (_SPREAD if size > 1 else 0.0), _MOST_RATIO * length, log(length)
        taken, last = 0, first
        fits = table.fit[size - 1][at]
        for expected, log_expected, most, fall in lengths:
            score += fits[last]
            if taken:
                if expected > most_letters:
                    break
                score += joined[last]
            taken, last = taken + 1, last + 1
            if size == 1 or length <= _MOST_RATIO * expected:
                apart = log_length - log_expected
                said = most - fall * apart * apart
                found.append((taken, size, score + (said if said > _FEW_LETTERS else _FEW_LETTERS)))
    return found


def _forward(table: _Table, beads: _Beads) -> list[list[float]]:
    """The best score of laying the first j sentences along the first i clauses, at [i][j]."""
    count, width = len(table.expected), len(table.letters)
    reach = [[_NEVER] * (width + 1) for _ in range(count + 1)]
    reach[0][0] = 0.0
    for i, row in enumerate(reach):
        for j in range(width):
            best = row[j]
            row[j + 1] = max(row[j + 1], best + _ADDED)
            for taken, size, score in beads[i][j] if i < count and best > _NEVER else ():
                further = reach[i + taken]
                if best + score > further[j + size]:
                    further[j + size] = best + score
    return reach


def _backward(table: _Table, beads: _Beads) -> list[list[float]]:
    """The best score of laying the sentences from j on along the clauses from i on, at [i][j]."""
    count, width = len(table.expected), len(table.letters)
    left = [[_NEVER] * (width + 1) for _ in range(count + 1)]
    left[count][width] = 0.0
    for i in range(count, -1, -1):
        row = left[i]
        for j in range(width - 1, -1, -1):
            answers = [score + left[i + taken][j + size] for taken, size, score in beads[i][j]] if i < count else []
            row[j] = max([row[j + 1] + _ADDED, *answers])
    return left


def _is_whole(ends: Sequence[bool], first: int, end: int) -> bool:
    """Are the clauses from `first` to before `end` whole sentences?"""
    return ends[end - 1] and (first == 0 or ends[first - 1])


def _gap(table: _Table, forward: list[list[float]], backward: list[list[float]]) -> tuple[float, tuple[int, int]]:
    """The best score with one row of clauses left out, and which clauses those are."""
    best, place, count = _NEVER, (0, 0), len(table.expected)
    for first in range(count):
        for end in range(first + 1, min(first + _MOST_GONE, count) + 1):
            score = max(map(add, forward[first], backward[end]))
            if not _is_whole(table.ends, first, end):
                score += _PART
            if score > best:
                best, place = score, (first, end)
    return best, place
