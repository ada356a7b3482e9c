"""Nothing is left out and nothing is added: clauses answered, lengths as translations have them, no loops."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log

from jobs.article.segments import visible
from jobs.fidelity.anchors import Clause, clauses, english_sentences, plain, sentences, weight
from jobs.fidelity.finding import Complaint

_SURE, _LIKELY = 2.5, 1.0
"""Scores from which `dropped` is an error or a warning.

Over 2,436 pairs of segments with equal tokens, links and code: 0.5 % above the first (8 of these 12 are real
omissions), 1 % above the second; of sentences taken out on purpose 94 % and 96 % are.
"""
_FEWER_SENTENCES, _ALL_SENTENCES = 2.0, -1.0
"""Logarithms of likelihood ratios: a target with fewer sentences than the source (8 % of the pairs)."""
_LENGTH_SAYS = 2.5
"""The most that the length may say for or against: lengths have heavier tails than a normal distribution."""

_PROFILE = (
    # expected letters from, error below, warning below, warning above, error above (natural logarithms)
    (200.0, -0.8, -0.45, 0.4, 0.6),
    (80.0, -1.1, -0.65, 0.5, 0.75),
    (40.0, -1.4, -0.9, 0.65, 1.0),
    (20.0, -9.0, -1.2, 1.0, 1.7),
)
"""log(target letters / expected letters) where no pair of 2,836 goes but for real omissions, and where 0.5 % go.

99.7th percentiles on either side, by expected length: +0.36/-0.64 (from 160), +0.41/-0.64, +0.73/-1.04, +0.87/-1.74.
"""


def dropped(source: str, target: str) -> Iterator[Complaint]:
    """Every clause of the source is answered by something in the target.

    A sentence, or some clauses in a row, whose words, names and figures are all missing counts as dropped when
    the target's length and number of sentences don't speak against it.
    """
    said, got = visible(source), visible(target)
    words = plain(got)
    found = clauses(said, words)
    if len(found) < 2 or all(clause.evidence <= 0 for clause in found) and len(words) > 2.4 * len(said):
        return
    length = len(words) - words.count(" ")
    fewer = english_sentences(got) < sentences(said)
    scored = ((_score(found, span, length, fewer), span) for span in _suspects(found))
    score, (first, end) = max(scored)
    if score > _LIKELY:
        text = "".join(clause.text for clause in found[first:end]).strip(" ，。；：,;:\n*")
        weight_ = "error" if score > _SURE else "warning"
        yield Complaint(text, target, f"nothing in the target answers to “{text[:60]}”", weight_)


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


def _score(found: Sequence[Clause], span: Span, length: int, fewer: bool) -> float:
    """Logarithm of the odds that the clauses of `span` are not in a target of `length` letters."""
    inside = found[span[0] : span[1]]
    expected = sum(clause.weight for clause in found) or 1.0
    share = min(0.85, sum(clause.weight for clause in inside) / expected)
    ratio = log(max(length, 1) / expected)
    spread = 0.15**2 + 2.4 / expected
    by_length = (ratio**2 - (ratio - log(1 - share)) ** 2) / (2 * spread)
    by_count = _FEWER_SENTENCES if fewer else _ALL_SENTENCES
    evidence = sum(clause.evidence for clause in inside)
    return evidence + max(-_LENGTH_SAYS, min(_LENGTH_SAYS, by_length)) + by_count


def length_profile(source: str, target: str) -> Iterator[Complaint]:
    """The target is as long as translations of such a source are."""
    expected = weight(visible(source))
    if expected < _PROFILE[-1][0]:
        return
    got = len(re.findall(r"[^\W_]", visible(target)))
    ratio = log(max(got, 1) / expected)
    _, too_short, short, long, too_long = next(row for row in _PROFILE if expected >= row[0])
    if short <= ratio <= long:
        return
    sure = not too_short <= ratio <= too_long
    what = "long" if ratio > 0 else "short"
    message = f"too {what}: {got} letters where {expected:.0f} are usual"
    yield Complaint(source, target, message, "error" if sure else "warning")


# --- repetition ------------------------------------------------------------------------------------------

_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:[.!?](?=[\w⟦])[^.!?。！？\n]+)*")
_WORD = re.compile(r"[^\W_]+")
_AT_ONCE = 2
"""Words from which a sentence said twice in a row is a repetition; elsewhere in the text it takes twice as many."""


def repeated(source: str, target: str) -> Iterator[Complaint]:
    """No sentence comes twice, and no phrase in a loop, unless the source repeats itself too."""
    loop = _loop(target)
    if loop and not _loop(" ".join(source)) and not _repeats(source):
        yield Complaint(source, target, f"the text loops: “{loop[:60]}”", "error")
        return
    sentence = _twice(target)
    if sentence and not _repeats(source):
        yield Complaint(source, target, f"said twice: “{sentence[:60]}”", "error")


def _twice(text: str) -> str:
    """A sentence that stands in `text` more than once, or ""."""
    found = [(piece, _WORD.findall(piece.lower())) for piece in _SENTENCE.findall(text)]
    found = [(piece, words) for piece, words in found if words]
    if len(found) < 2:
        return ""
    seen: dict[tuple[str, ...], int] = {}
    for index, (piece, words) in enumerate(found):
        before = seen.get(tuple(words))
        enough = _AT_ONCE if before == index - 1 else 2 * _AT_ONCE
        if before is not None and len(words) >= enough:
            return piece.strip()
        seen[tuple(words)] = index
    return ""


def _loop(text: str) -> str:
    """A phrase of one to twelve words that comes at once again: three times, or twice for five words and more."""
    words = _WORD.findall(text.lower())
    if len(words) == len(set(words)):
        return ""
    last: dict[str, int] = {}
    run: Counter[int] = Counter()
    for index, word in enumerate(words):
        distance = index - last.get(word, -99)
        last[word] = index
        run = Counter({distance: run[distance] + 1}) if distance <= 12 else Counter()
        needed = distance if distance >= 5 else 2 * distance if distance > 1 else 3
        if run[distance] >= needed:
            return " ".join(words[index - distance + 1 : index + 1])
    return ""


def _repeats(source: str) -> bool:
    """Does the source itself say something of four characters or more twice, as a clause of its own?"""
    pieces = [piece for piece in re.split(r"[，。；：！？、,;:!?\s（）()]+", source) if len(piece) >= 4]
    return len(pieces) > len(set(pieces))
