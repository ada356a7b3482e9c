"""Which paragraphs of a translation answer which of its source, where a translator added, left out or joined some.

Two bodies of one block skeleton are laid along each other block by block. People's translations often differ: with a
paragraph more, everything behind it would be held against the wrong one. Then the way is looked for that puts most
words of the source, figures and names where their English is, and lengths where they are likely.

The numbers are logarithms of likelihood ratios, as in `alignment`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log

from jobs.article.align import Group, by_place
from jobs.article.segments import Segment
from jobs.fidelity.anchors import lexicon, stems_of, words_of
from jobs.fidelity.prose import expected_letters, plain, visible
from jobs.regex import regex

_LATIN = (1.0, 1.4)
"""What a figure or a name in Latin letters says, found and missing; words of the table have their own weights."""
_LEAST, _MOST = -6.0, 12.0
"""The range of what a pair of blocks says: never worse than to leave both alone, for strange words are still a pair."""
_ALONE = -4.0
"""A block without a counterpart; two of those are one pair that says nothing right."""
_TOGETHER, _OWN = -3.0, 1.0
"""Two blocks answered as one, or one answered by two, each of which has at least so much of its words for itself."""
_OTHERWISE = -1.5
"""A paragraph answered as an item of a list, and the like."""
_TOKENS = "tokens"
"""The kind of a block without a word: an image, a shortcode."""
_WHOLE = frozenset({"heading", "cell", "comment", _TOKENS})
"""Kinds of blocks that are answered by their own kind, one by one."""
_SHIFTED = 6.0
"""So much better must another way be where both bodies have the same kinds of blocks in the same order."""
_REACH = 12
"""How far beyond the difference of their numbers blocks may be apart."""
_NEVER = float("-inf")
_WRITTEN = regex(r"[^\W_]")
_CLOSE = 8
"""So many blocks are searched, too, before the first that say nothing right of those in their places."""
_MOST_COMPARED = 20_000
"""Pairs of blocks beyond which only their places count."""


def by_content(ours: Sequence[Segment], theirs: Sequence[Segment]) -> Sequence[Group]:
    """What answers what, by words, figures, names and length, of a Chinese text and an English one.

    Where too much of them differs, blocks are paired by their place, and none is said to be without a counterpart.
    """
    placed, way = tuple(by_place(ours, theirs)), _Way(ours, theirs)
    kept = all(one and other for one, other in placed)
    if kept and not way.is_doubtful():
        return placed
    head, tail = way.agreeing()
    count, width = len(ours) - head - tail, len(theirs) - head - tail
    if count * min(2 * _REACH + abs(count - width), width) > _MOST_COMPARED:
        return [group for group in placed if all(group)]
    score, groups = way.laid(head, tail)
    return groups if not kept or score > way.placed(head, tail) + _SHIFTED else placed


class _Way:
    """The two rows of blocks, and what is known of each pair."""

    def __init__(self, ours: Sequence[Segment], theirs: Sequence[Segment]) -> None:
        self.ours, self.theirs = ours, theirs
        self._kinds = [[_kind(segment) for segment in side] for side in (ours, theirs)]
        self._words = [_words(segment.text) for segment in ours]
        self._expected = [expected_letters(segment.text) for segment in ours]
        self._plain = [plain(segment.text) for segment in theirs]
        self._known: dict[tuple[int, int, int, int], float] = {}

    def is_doubtful(self) -> bool:
        """Do some blocks in a row, or several, say nothing right of those in their places?"""
        wrong = [self._pair(at, 1, at, 1) <= _LEAST / 2 for at in range(len(self.ours))]
        return any(one and other for one, other in pairwise(wrong)) or sum(wrong) > max(2, len(wrong) // 10)

    def agreeing(self) -> tuple[int, int]:
        """How many blocks at either end need no search: hardly one says nothing right of that in its place."""
        count, width = len(self.ours), len(self.theirs)
        least = min(count, width)
        head = _run([self._pair(at, 1, at, 1) for at in range(least)])
        tail = _run([self._pair(count - at, 1, width - at, 1) for at in range(1, least - head + 1)])
        return head, tail

    def placed(self, head: int, tail: int) -> float:
        """The score of the blocks between those ends in their places."""
        return sum(self._pair(at, 1, at, 1) for at in range(head, len(self.ours) - tail))

    def laid(self, head: int, tail: int) -> tuple[float, list[Group]]:
        """The best score of the blocks between those ends, and all groups in order."""
        count, width = len(self.ours) - tail, len(self.theirs) - tail
        low, high = min(0, width - count) - _REACH, max(0, width - count) + _REACH
        reach: dict[tuple[int, int], float] = {(head, head): 0.0}
        back: dict[tuple[int, int], tuple[int, int]] = {}
        for i in range(head, count + 1):
            for j in range(max(head, i + low), min(width, i + high) + 1):
                here = reach.get((i, j), _NEVER)
                for taken, given in _STEPS if here > _NEVER else ():
                    if i + taken > count or j + given > width:
                        continue
                    score = here + (self._pair(i, taken, j, given) if taken and given else _ALONE)
                    place = i + taken, j + given
                    if score > reach.get(place, _NEVER):
                        reach[place], back[place] = score, (i, j)
        groups, place = list[Group](), (count, width)
        while place != (head, head):
            begun = back[place]
            groups.append((self.ours[begun[0] : place[0]], self.theirs[begun[1] : place[1]]))
            place = begun
        ends = (range(head), range(-tail, 0))
        first, last = ([(self.ours[at:][:1], self.theirs[at:][:1]) for at in end] for end in ends)
        return reach[count, width], [*first, *groups[::-1], *last]

    def _pair(self, i: int, taken: int, j: int, given: int) -> float:
        """What speaks for it that `given` blocks from `j` on answer `taken` from `i` on."""
        found = self._known.get((i, taken, j, given))
        if found is None:
            found = self._known[i, taken, j, given] = self._said(i, taken, j, given)
        return found

    def _said(self, i: int, taken: int, j: int, given: int) -> float:
        kinds = {*self._kinds[0][i : i + taken], *self._kinds[1][j : j + given]}
        several = taken + given > 2
        if several:
            kinds.discard(_TOKENS)
        if (several and (len(kinds) > 1 or kinds & _WHOLE)) or (len(kinds) > 1 and kinds & _WHOLE):
            return _NEVER
        told = self._plain[j : j + given]
        expected, got = sum(self._expected[i : i + taken]), sum([len(text) - text.count(" ") for text in told])
        apart = log((got + 4) / (expected + 4))
        said = max(-3.0, 1.0 - apart * apart / (2 * (0.05 + 2.4 / (expected + 4))))
        own = [0.0] * given
        for words in self._words[i : i + taken]:
            score = 0.0
            for stems, found, missing in words:
                there = [any(stem in text for stem in stems) for text in told]
                score += found if any(there) else -missing
                if there.count(True) == 1:
                    own[there.index(True)] += found
            said += max(_LEAST, min(_MOST, score))
        if several and any(score < _OWN for score, text in zip(own, told, strict=True) if text.strip()):
            return _NEVER
        return max(_LEAST, said) + (_TOGETHER if several else 0.0) + (_OTHERWISE if len(kinds) > 1 else 0.0)


_STEPS = ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2))
"""How many blocks of the source, and how many of the target that answer them."""


def _kind(segment: Segment) -> str:
    return segment.kind if _WRITTEN.search(visible(segment.text)) else _TOKENS


def _words(text: str) -> list[tuple[Sequence[str], float, float]]:
    known = lexicon()
    return [known.get(word) or (stems_of(word), *_LATIN) for word in words_of(visible(text))]


def _run(said: Sequence[float]) -> int:
    """How many scores come before the first two in a row that are not above zero, less _CLOSE."""
    wrong = [at for at, pair in enumerate(pairwise(said)) if max(pair) <= 0]
    return max(0, (wrong[0] if wrong else len(said)) - _CLOSE)
