"""Nothing is left out and nothing is added: clauses answered, lengths as translations have them."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from jobs.fidelity.alignment import left_out, put_in
from jobs.fidelity.anchors import english_sentences, evidence_bound, sentences
from jobs.fidelity.finding import Complaint, Severity
from jobs.fidelity.prose import anchored, as_written, expected_letters, letters, plain, visible
from jobs.fidelity.quantities import compare, read_en, read_zh
from jobs.fidelity.typography import is_half_quoted
from jobs.regex import regex

_SURE, _LIKELY = 1.3, 0.6
"""Logarithms of likelihood ratios from which `dropped` is an error or a warning."""
_SURE_OF_PART = 1.7
"""The former for a part of a sentence: between the two there were nine false alarms among 3,358 segments, and at 1.6
one, at 2.0 six of 656 sentences that had been taken out."""
_SURE_IF_SHORT, _FEWEST_LETTERS = 2.0, 14.0
"""The former for what takes fewer than _FEW_LETTERS; nothing is an error that takes fewer than the latter."""
_SURELY_ADDED, _LIKELY_ADDED = 1.3, 0.6
"""The same for `added`."""
_LONGER = 0.0
"""`added` looks at targets longer than expected by this share of the spread, and at those with more sentences than the
source: all but six in a thousand of those with a sentence put in that an alignment finds."""
_FEW_LETTERS = 20.0
"""What takes fewer letters than this ("He said.") is no error when it is new: a dash or a word may stand for it."""
_SUSPICION = 0.0
"""What a quick look must say before the sentences are aligned: missing words, length, sentences."""
_FIGURE = regex(r"[0-9零二两三四五六七八九十百千万亿]+")
_LOST_FIGURE = 1.2
"""What a figure that is missing adds to the quick look."""
_FEWER_SENTENCES, _ALL_SENTENCES = 2.0, -1.0
"""For the quick look: a target with fewer sentences than the source (12 of 405 pairs with two sentences and more)."""
_LENGTH_SAYS = 2.5
"""The most that the length may say there: lengths have heavier tails than a normal distribution."""

_COMMAS = "，。；：！？,;:!?\n ”’」』」）)*_"
_COMMA = regex(r"[，。；：！？,;:!?\n]")

_PROFILE = (
    # expected letters from, error below, warning below, warning above, error above (natural logarithms)
    (200.0, -0.8, -0.45, 0.4, 0.75),
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

    A sentence, or some clauses in a row, counts as dropped when the target's sentences lie along the source's
    clauses far better without it.
    """
    said, words = visible(source), plain(target)
    if not _COMMA.search(said, 0, len(said.rstrip(_COMMAS))):
        return
    half = _HALF_QUOTED if is_half_quoted(source, target) else 0.0
    hint = _suspicion(said, target) + evidence_bound(said, words) + half
    if hint <= _SUSPICION:
        figures = len(_FIGURE.findall(said))
        if hint + _LOST_FIGURE * figures > _SUSPICION:
            hint += _LOST_FIGURE * len(compare(read_zh(said), read_en(visible(target))).missing)
    if hint <= _SUSPICION:
        return
    found = left_out(anchored(source), anchored(target))
    if found is None:
        yield Complaint(said[:60], target, "the paragraph is too long to be searched for omissions", "warning")
        return
    score = found.score + half
    if score > _LIKELY and not _is_said_anyway(found.text, target):
        text = as_written(found.text, source).strip(" ，。；：,;:\n*")
        most = expected_letters(found.text)
        enough = _SURE_IF_SHORT if most < _FEW_LETTERS else _SURE if found.whole else _SURE_OF_PART
        sure: Severity = "error" if score > enough and most >= _FEWEST_LETTERS else "warning"
        yield Complaint(text, target, f"nothing in the target answers to “{text[:60]}”", sure)


def _is_said_anyway(clause: str, target: str) -> bool:
    """Is it only who speaks, within the quotation in English, or 请运行以下命令：, where a colon says as much?"""
    if _SPEAKS.fullmatch(clause):
        return _SPEAKS_EN.search(target) is not None
    return _POINTS.fullmatch(clause) is not None and target.rstrip().endswith(":")


def added(source: str, target: str) -> Iterator[Complaint]:
    """Every sentence of the target answers to something in the source.

    A translator splits sentences, but then each half answers to some clause.
    """
    said = visible(source)
    expected = expected_letters(said)
    shown, longer = anchored(target), log(max(letters(target), 1) / max(expected, 1.0)) / _spread(expected) ** 0.5
    count = english_sentences(shown)
    if count < 2 or (longer <= _LONGER and count <= sentences(said)):
        return
    found = put_in(anchored(source), shown)
    if found and found.score > _LIKELY_ADDED:
        text = as_written(found.text, target).strip()
        sure: Severity = "error" if found.score > _SURELY_ADDED and letters(text) >= _FEW_LETTERS else "warning"
        yield Complaint(source, text, f"nothing in the source says “{text[:80]}”", sure)


def _suspicion(said: str, target: str) -> float:
    """The most that length and number of sentences can say for a dropped clause, whichever it is."""
    expected, stops = expected_letters(said), sentences(said)
    ratio = min(0.0, log(max(letters(target), 1) / max(expected, 1.0)))
    fewer = stops > 1 and english_sentences(anchored(target)) < stops
    by_count = _FEWER_SENTENCES if fewer else _ALL_SENTENCES
    return min(_LENGTH_SAYS, ratio**2 / (2 * _spread(expected))) + by_count


def _spread(expected: float) -> float:
    """The variance of log(length / expected): 0.31 squared for a heading, 0.16 squared for a paragraph."""
    return 0.15**2 + 2.4 / max(expected, 1.0)


_HALF_QUOTED = 3.0
"""What half a quotation says for something left out: of 5,324 good segments one has lost a mark."""
_SPEAKS = regex(
    "[“”]?(?:[他她]们?|我们?|[一-龥]{1,3})(?:又|接着|随后|笑着)?(?:说|问|道|表示|回忆|补充|答)道?[，。：！？,:]?[“”]?"
    "|[用按]照?[一-龥]{1,10}的(?:话[说讲]|话来[说讲]|说法)[，,]?"
)
_SPEAKS_EN = regex(
    r"\b(?:sa(?:id|ys|y)|ask(?:s|ed)|told|recall(?:s|ed)?|add(?:s|ed)|repl(?:y|ies|ied)|answer(?:s|ed)|put it"
    r"|in the words of|according)\b"
)
_POINTS = regex(
    "请?(?:[运执]行|使用|输入|参[考见照]|查看|按照)?(?:以下|如下|下面)(?:所示|的)?(?:命令|步骤|代码|示例|例子|内容|操作|方[式法])?[：:]"
)
_A_NAME = 80.0
"""Letters that a cell or heading takes which is a name in both languages."""


def _is_named(source: str, target: str) -> bool:
    """Is the source no more than a Chinese name and, in brackets, the target: 地中海伊琳娜号（MSC Irina）?"""
    said = visible(source).strip()
    if said[-1:] not in {")", "）"}:
        return False
    named, _, name = said[:-1].replace("(", "（").rpartition("（")
    return bool(named) and name.strip() == visible(target).strip() and not _COMMA.search(named)


def length_profile(source: str, target: str) -> Iterator[Complaint]:
    """The target is as long as translations of such a source are."""
    expected, got = expected_letters(source), letters(target)
    if expected < _PROFILE[-1][0] or (expected < _A_NAME and _is_named(source, target)):
        return
    ratio = log(max(got, 1) / expected)
    _, too_short, short, long, too_long = next(row for row in _PROFILE if expected >= row[0])
    if short <= ratio <= long:
        return
    sure = not too_short <= ratio <= too_long
    what = "long" if ratio > 0 else "short"
    message = f"too {what}: {got} letters where {expected:.0f} are usual"
    yield Complaint(source, target, message, "error" if sure else "warning")
