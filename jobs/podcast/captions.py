"""Utterances cut into captions that fit a card, each with its share of the sound."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jobs.podcast.utterances import stops
from jobs.podcast.values import Cue, Script
from jobs.regex import regex


@dataclass(frozen=True, slots=True)
class Card:
    """How much text is shown at once. `columns` a line; a wide character takes two."""

    lines: int
    columns: int


@dataclass(frozen=True, slots=True)
class Caption:
    """A piece of an utterance with its place in samples, the end excluded; `other` is the second language."""

    start: int
    end: int
    text: str
    speaker: int
    anchor: str
    segment: str
    other: str = ""


MINIMUM = 1 / 500
"""Shortest caption, in seconds: its times still differ when they are cut to milliseconds."""

_CLAUSE = regex(r"(?<=[,;:])[\"'”’)\]]*\s+|(?<=[，；：、])(?![”’」』）])|(?=\s[—–]\s)|(?<=——)")
_SPACE = regex(r"\s+")
_JOINT = regex(
    r"\s+(?=(?:and|or|but|that|which|who|because|if|when|while|as|than|with|for|in|on|at|by|from|of|to|into|after|"
    r"before|over|under|between|whether|per)\b)"
)
_TIED = regex(
    r"\b(?:a|an|the|this|these|its|their|his|her|our|of|to|in|on|at|by|for|with|from|and|or|than|as|about|only|more|"
    r"less|first|next|[Nn]o\.|Mr\.|Dr\.|[$€£¥]?\d[\d.,]*)\s+",
    re.IGNORECASE,
)
"""English words before which a line is well broken, and those that want to stay with the next one."""
_ASIDE = regex(r"（[^（）]*）|\([^()]*\)")
"""A name or gloss in parentheses, which stays in one piece where it can."""
_COST = ((_SPACE, 1.1), (_JOINT, 0.8), (_TIED, 1.5), (_CLAUSE, 0.3))
_NOT_FIRST = frozenset("，。、；：！？）】》」』”’％%…—·,.;:!?)]}")
_NOT_LAST = frozenset("（《【「『“‘([{")
_UNPRINTABLE = regex(r"[\x00-\x1f\x7f\u200b\u2028\u2029\ufeff\ud800-\udfff]+")
_SHORT = 16


def captions(
    script: Script,
    cues: Sequence[Cue],
    rate: int,
    card: Card,
    other: Mapping[str, str] | None = None,
) -> tuple[Caption, ...]:
    """Every cue's text in pieces that fit `card`, in order; a cue's first piece begins and its last ends with it.

    Within a cue, time is split by the width of the text. `other` maps the article's segments to their text in
    the second language, as a reader sees it: each is shared out over the captions of its segment.
    """
    found = [caption for cue in cues for caption in _cut(script, cue, rate, card)]
    return tuple(_with_other(found, other or {}))


def pieces(text: str, card: Card) -> list[str]:
    """`text` cut at sentences, then clauses, then words, so that each piece fits `card`. Only space is lost."""
    clean = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return [part for sentence in _sentences(clean, card) for part in _halved(sentence, card)]


def wrap(text: str, columns: int) -> list[str]:
    """`text` in lines of at most `columns`, broken at spaces or between wide characters."""
    lines, line = [], ""
    for word in _words(text):
        if line and width(line + word.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()] if line.rstrip() else lines


def width(text: str) -> int:
    """Columns that `text` takes: two for a wide character, none for a combining one."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _words(text: str) -> Iterator[str]:
    """Parts of `text` that stay on one line, with the space behind them; wide characters stand alone."""
    start = 0
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        wide = _columns(before) == 2 or _columns(after) == 2
        if (before == " " and after != " ") or (wide and _may_part(before, after)):
            yield text[start:at]
            start = at
    if text[start:]:
        yield text[start:]


def _may_part(before: str, after: str) -> bool:
    """May a line end between these two, as Chinese typesetting has it?"""
    return after not in _NOT_FIRST and before not in _NOT_LAST and after != " "


def _sentences(text: str, card: Card) -> list[str]:
    """Sentences of `text`; a very short one stays with its neighbour, where that fits the card."""
    found: list[str] = []
    for sentence in _split(text, stops(text)):
        joined = _glue(found[-1], sentence) if found else ""
        if joined and min(width(found[-1]), width(sentence)) < _SHORT and _fits(joined, card):
            found[-1] = joined
        else:
            found.append(sentence)
    return found


def _split(text: str, ends: list[int]) -> list[str]:
    bounds = [0, *ends, len(text)]
    parts = [text[a:b].strip() for a, b in itertools.pairwise(bounds)]
    return [part for part in parts if part]


def _glue(left: str, right: str) -> str:
    return left + right if _columns(left[-1]) == 2 else f"{left} {right}"


def _fits(text: str, card: Card) -> bool:
    lines = wrap(text, card.columns)
    return len(lines) <= card.lines and all(width(line) <= card.columns for line in lines)


def _halved(text: str, card: Card) -> list[str]:
    if len(text) < 2 or _fits(text, card):
        return [text]
    at = _middle(text)
    return [*_halved(text[:at].strip(), card), *_halved(text[at:].strip(), card)]


def _middle(text: str) -> int:
    """Where to cut `text` in two: near its middle, the nearer the less the place lends itself."""
    reached = list(itertools.accumulate(_columns(character) for character in text))
    half = reached[-1] / 2
    costs = dict.fromkeys(_anywhere(text), 3.0)
    for pattern, cost in _COST:
        costs.update({match.end(): cost for match in pattern.finditer(text) if 0 < match.end() < len(text)})
    costs.update(dict.fromkeys(stops(text), 0.0))
    aside = {at for found in _ASIDE.finditer(text) for at in range(found.start() + 1, found.end())}
    costs = {at: cost + 2.5 if at in aside else cost for at, cost in costs.items()}
    return min(costs, key=lambda at: (costs[at] + 2 * abs(reached[at - 1] - half) / half, at))


def _anywhere(text: str) -> list[int]:
    """Places between characters: between wide ones first of all, inside a long word when there is no other."""
    inside = range(1, len(text))
    wide = [at for at in inside if _columns(text[at - 1]) == 2 and _may_part(text[at - 1], text[at])]
    return wide or [at for at in inside if not unicodedata.combining(text[at])] or [1]


def _cut(script: Script, cue: Cue, rate: int, card: Card) -> Iterator[Caption]:
    said, line = cue.utterance, script.lines[cue.utterance.line]
    parts = pieces(said.text, card)
    bounds = _bounds(parts, cue)
    if parts and min(b - a for a, b in itertools.pairwise(bounds)) < rate * MINIMUM:
        parts, bounds = [" ".join(parts)], [cue.start, cue.end]
    for part, (start, end) in zip(parts, itertools.pairwise(bounds), strict=True):
        yield Caption(start, end, part, said.speaker, line.anchor, line.segment)


def _bounds(parts: list[str], cue: Cue) -> list[int]:
    """Samples at which the parts begin, and the end of the last."""
    if not parts:
        return [cue.start]
    reached = [0, *itertools.accumulate(max(width(part), 1) for part in parts)]
    return [cue.start + (cue.end - cue.start) * at // reached[-1] for at in reached]


def _with_other(found: list[Caption], other: Mapping[str, str]) -> Iterator[Caption]:
    """Captions with their share of the other language's text: neighbours of one segment share it."""
    for segment, group in itertools.groupby(found, key=lambda caption: caption.segment):
        members = list(group)
        text = " ".join(_UNPRINTABLE.sub(" ", other.get(segment, "")).split()) if segment else ""
        for member, share in zip(members, _shares(text, [width(m.text) for m in members]), strict=True):
            yield replace(member, other=share)


def _shares(text: str, weights: list[int]) -> list[str]:
    """`text` cut at its sentences and clauses into one share for each weight; a share may be empty."""
    ends = sorted({*stops(text), *(found.end() for found in _CLAUSE.finditer(text))})
    reached = list(itertools.accumulate(weights))
    shares: list[list[str]] = [[] for _ in weights]
    length, at = max(len(text), 1), 0
    for start, end in itertools.pairwise(dict.fromkeys([0, *ends, len(text)])):
        middle = (start + end) / 2 / length * reached[-1]
        at = next(i for i in range(at, len(weights)) if reached[i] >= middle)
        shares[at].append(text[start:end])
    return ["".join(share).strip() for share in shares]
