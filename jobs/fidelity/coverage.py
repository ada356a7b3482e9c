"""Nothing is left out and nothing is added: clauses answered, lengths as translations have them, no loops."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import log

from jobs.fidelity.anchors import Clause, clauses, english_sentences, evidence_bound, sentences
from jobs.fidelity.finding import Complaint, Severity
from jobs.fidelity.prose import expected_letters, letters, plain, visible

_SURE, _LIKELY = 2.5, 1.0
"""Scores from which `dropped` is an error or a warning.

Of 2,697 pairs of segments with equal tokens, links and code 0.4 % are above the first (most of them real omissions)
and 1.1 % above the second; of sentences taken out on purpose 94 % and 97 %.
"""
_FEWER_SENTENCES, _ALL_SENTENCES = 2.0, -1.0
"""Logarithms of likelihood ratios: a target with fewer sentences than the source (12 of 405 pairs
with two sentences and more)."""
_LENGTH_SAYS = 2.5
"""The most that the length may say for or against: lengths have heavier tails than a normal distribution."""

_COMMAS = "，。；：！？,;:!?\n ”’」』）)*_"
_COMMA = re.compile(r"[，。；：！？,;:!?\n]")

_PROFILE = (
    # expected letters from, error below, warning below, warning above, error above (natural logarithms)
    (200.0, -0.8, -0.45, 0.4, 0.6),
    (80.0, -1.1, -0.65, 0.5, 0.75),
    (40.0, -1.4, -0.9, 0.65, 1.0),
    (20.0, -1.9, -1.2, 1.0, 1.7),
    (8.0, -2.2, -1.6, 1.4, 2.2),
)
"""log(target letters / expected letters) beyond which a target is too short or too long.

The 99.7th percentiles on either side of 2,836 pairs of segments (technical documentation) are, by expected letters:
-1.66/+0.40 from 200 on, -0.76/+0.46 from 80, -1.24/+0.63 from 40, -1.13/+0.91 from 20, -1.42/+0.91 from 8. The lower
ones are omissions of the translators. Errors keep a distance from them, since other writers are terser or wordier.
"""


def dropped(source: str, target: str) -> Iterator[Complaint]:
    """Every clause of the source is answered by something in the target.

    A sentence, or some clauses in a row, whose words, names and figures are all missing counts as dropped when
    the target's length and number of sentences don't speak against it.
    """
    said, words = visible(source), plain(target)
    if not _COMMA.search(said, 0, len(said.rstrip(_COMMAS))):
        return
    length, expected, stops = letters(target), expected_letters(source), sentences(said)
    fewer = stops > 1 and english_sentences(visible(target)) < stops
    if _most(length, expected, fewer) + evidence_bound(said, words) <= _LIKELY:
        return
    found = clauses(said, words)
    if len(found) < 2:
        return
    ratio = log(max(length, 1) / max(expected, 1.0))
    scored = ((_score(found, span, ratio, expected, fewer), span) for span in _suspects(found))
    score, (first, end) = max(scored)
    if score > _LIKELY:
        text = "".join(clause.text for clause in found[first:end]).strip(" ，。；：,;:\n*")
        known = sum(clause.evidence for clause in found[first:end]) > 0
        sure: Severity = "error" if score > _SURE and known else "warning"
        yield Complaint(text, target, f"nothing in the target answers to “{text[:60]}”", sure)


Span = tuple[int, int]


def _suspects(found: Sequence[Clause]) -> set[Span]:
    """Ranges of clauses that may have been dropped: each sentence, and the row with the most evidence."""
    spans, start = set(), 0
    best, begin, total = (0.0, 0, 0), 0, 0.0
    for index, clause in enumerate(found):
        if total <= 0:
            begin, total = index, 0.0
        total += clause.evidence
        best = max(best, (total, begin, index + 1))
        if clause.ends or index + 1 == len(found):
            spans.add((start, index + 1))
            start = index + 1
    return spans | {best[1:]} if best[2] else spans


def _most(length: int, expected: float, fewer: bool) -> float:
    """The most that length and number of sentences can say for a dropped clause, whichever it is."""
    ratio = min(0.0, log(max(length, 1) / max(expected, 1.0)))
    by_count = _FEWER_SENTENCES if fewer else _ALL_SENTENCES
    return min(_LENGTH_SAYS, ratio**2 / (2 * _spread(expected))) + by_count


def _spread(expected: float) -> float:
    """The variance of log(length / expected): 0.31 squared for a heading, 0.16 squared for a paragraph."""
    return 0.15**2 + 2.4 / max(expected, 1.0)


def _score(found: Sequence[Clause], span: Span, ratio: float, expected: float, fewer: bool) -> float:
    """Logarithm of the odds that the clauses of `span` are not in the target.

    `ratio` is log(target letters / expected letters).
    """
    inside = found[span[0] : span[1]]
    share = min(0.85, sum(clause.weight for clause in inside) / sum(clause.weight for clause in found))
    by_length = (ratio**2 - (ratio - log(1 - share)) ** 2) / (2 * _spread(expected))
    by_count = _FEWER_SENTENCES if fewer else _ALL_SENTENCES
    evidence = sum(clause.evidence for clause in inside)
    return evidence + max(-_LENGTH_SAYS, min(_LENGTH_SAYS, by_length)) + by_count


def length_profile(source: str, target: str) -> Iterator[Complaint]:
    """The target is as long as translations of such a source are."""
    expected, got = expected_letters(source), letters(target)
    if expected < _PROFILE[-1][0]:
        return
    ratio = log(max(got, 1) / expected)
    _, too_short, short, long, too_long = next(row for row in _PROFILE if expected >= row[0])
    if short <= ratio <= long:
        return
    sure = not too_short <= ratio <= too_long
    what = "long" if ratio > 0 else "short"
    message = f"too {what}: {got} letters where {expected:.0f} are usual"
    yield Complaint(source, target, message, "error" if sure else "warning")
