"""A script cut into the pieces that a voice is asked for: sentences, or less where one is too long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from jobs.podcast.values import Line, Script, Utterance
from jobs.regex import regex
from jobs.settings import Podcast

SHORTEST = 40
"""Letters (a Chinese character is three) under which a sentence goes with its neighbour: voices stumble over a
word or two alone."""

_END = regex(r"[.!?…]+[\"'”’)\]]*\s+|[。！？；…]+[”’」』）]*\s*|(?<=[.!?…])[”’]\s*(?=[^\s”’])")
_CLAUSES = (
    regex(r"[;:][\"'”’)\]]*\s+|[：；]\s*"),
    regex(r",[\"'”’)\]]*\s+|\s[—–]\s|[，、]\s*|——"),
    regex(r"\s+"),
)
_BEFORE_STOP = regex(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Gen|Gov|Sen|Rep|Lt|Col|Capt|Rev|Hon|Inc|Corp|Co|Ltd|No|Nos|Fig|Vol|"
    r"vs|etc|approx|ca|cf|al|pp?|e\.g|i\.e|a\.m|p\.m|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Ph\.D|"
    r"(?:[A-Za-z]\.)+[A-Za-z])|^\d{1,3})\.$"
)
_ALWAYS = regex(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Gov|Sen|Rep|Lt|Col|Capt|Rev|Hon|No|Nos|Fig|vs|e\.g|i\.e|cf)\.$")
"""Abbreviations that no sentence ends with."""
_STOPPED = regex(r"[.!?。！？；…][\"'”’)\]」』）]*$")
_STARTER = regex(
    r"[\"“‘(]?(?:The|A|An|In|On|At|It|He|She|They|We|But|And|This|That|These|Those|For|As|By|If|When|After|Its|His|Her|"
    r"There|Then|However|Meanwhile|Last|Under|With|To|From|I|You|Not|No|So|Yet|While|Since|Our|Their|One|Two)\b"
)


def utterances(script: Script, *, limit: int, pauses: Podcast) -> tuple[Utterance, ...]:
    """What goes to the voices, in order: each at most `limit` characters of `spoken`, none empty.

    The parts of a line, put together, are its text and what is spoken of it but for white space. Pauses, in
    seconds, are those of the settings: after a sentence, a paragraph, around a heading, before another speaker;
    none after the last, and none where a sentence had to be cut.
    """
    found: list[Utterance] = []
    for number, line in enumerate(script.lines):
        said = pieces(line.spoken, limit)
        shown = _shares(line.text, said)
        for part, (text, spoken) in enumerate(zip(shown, said, strict=True)):
            found.append(Utterance(number, part, text, spoken, line.speaker, pauses.pause_sentence))
    return tuple(_with_pauses(found, script.lines, pauses))


def pieces(text: str, limit: int) -> list[str]:
    """`text` in sentences of at most `limit` characters; longer ones are cut at clauses, then words, then anywhere.

    Very short sentences are joined to the next. Nothing but white space at the cuts is lost.
    """
    parts = [piece for sentence in sentences(text) for piece in _fitting(sentence, limit, 0)]
    joined: list[str] = []
    for part in parts:
        short = joined and min(_length(joined[-1]), _length(part)) < SHORTEST
        together = f"{joined[-1]}{_gap(joined[-1], part, text)}{part}" if short else ""
        if together and len(together) <= limit and _length(together) < 8 * SHORTEST:
            joined[-1] = together
        else:
            joined.append(part)
    return joined


def sentences(text: str) -> list[str]:
    """The sentences of `text`. Abbreviations, initials, numbers and a quotation's inner stops don't end one."""
    return [part for part in (text[a:b].strip() for a, b in pairwise([0, *stops(text), len(text)])) if part]


def stops(text: str) -> list[int]:
    """Where the sentences of `text` end but for the last one, the white space behind them included."""
    return [found.end() for found in _END.finditer(text) if found.end() < len(text) and _ends(text, found)]


def _ends(text: str, found: re.Match[str]) -> bool:
    """Does a sentence end at this stop?"""
    if found[0][0] in "。！？；…”’" or found[0][0] in "!?":
        return not re.match(r"[a-z]", text[found.end() :])
    before, after = text[: found.start() + 1], text[found.end() :]
    if _ALWAYS.search(before) or re.match(r"[a-z]", after):
        return False
    return not _BEFORE_STOP.search(before) or (not before[:-1].isdigit() and bool(_STARTER.match(after)))


def _fitting(text: str, limit: int, level: int) -> Iterator[str]:
    """`text`, or its clauses (then words, then characters) put together again as far as they fit."""
    if len(text) <= limit:
        yield text
        return
    if level == len(_CLAUSES):
        yield from (text[at : at + limit] for at in range(0, len(text), limit))
        return
    ends = [found.end() for found in _CLAUSES[level].finditer(text)]
    start = reached = 0
    for end in [*ends, len(text)]:
        if len(text[start:end].strip()) > limit and reached > start:
            yield from _fitting(text[start:reached].strip(), limit, level + 1)
            start = reached
        reached = end
    if text[start:].strip():
        yield from _fitting(text[start:].strip(), limit, level + 1)


def _gap(left: str, right: str, text: str) -> str:
    """What stood between two neighbours: a space, unless the text has none there."""
    return "" if left + right in text else " "


def _length(text: str) -> int:
    return sum(3 if char > "\u2e7f" else 1 for char in text)


def _shares(text: str, said: Sequence[str]) -> list[str]:
    """`text` in as many parts as were cut of what is said: sentence by sentence, else in proportion."""
    if len(said) <= 1:
        return [text.strip()] * len(said)
    counts = [len(sentences(part)) for part in said]
    ends = [*stops(text), len(text)]
    if sum(counts) == len(ends):
        bounds = [0, *(ends[reached - 1] for reached in accumulate(counts))]
        return [text[a:b].strip() for a, b in pairwise(bounds)]
    return _in_proportion(text, said)


def _in_proportion(text: str, said: Sequence[str]) -> list[str]:
    reached, total = 0, sum(len(part) for part in said)
    ends = _cuts(text)
    parts, start = [], 0
    for index, part in enumerate(said[:-1]):
        reached += len(part)
        aim = len(text) * reached / total
        rest = len(said) - 1 - index
        free = [end for end in ends if start < end <= len(text) - rest] or [start]
        cut = min(free, key=lambda end: (abs(end - aim) - _worth(text, end), end))
        parts.append(text[start:cut].strip())
        start = cut
    return [*parts, text[start:].strip()]


def _cuts(text: str) -> list[int]:
    """Places where `text` may be cut: before words, and between characters of a script without spaces."""
    return [
        at for at in range(1, len(text)) if text[at - 1].isspace() or (text[at - 1] > "\u2e7f" and text[at].isalnum())
    ]


def _worth(text: str, end: int) -> float:
    """How many characters away from its aim a cut may be for the sake of a sentence's end, or a clause's."""
    before = text[:end].rstrip()[-2:]
    if re.search(r"[.!?。！？；…][\"'”’)\]」』）]?$", before):
        return 60.0
    return 15.0 if re.search(r"[,;:，：、]$", before) else 0.0


def _with_pauses(found: Sequence[Utterance], lines: Sequence[Line], pauses: Podcast) -> Iterator[Utterance]:
    for said, after in pairwise(found):
        yield _paused(said, _pause(said, after, lines, pauses))
    if found:
        yield _paused(found[-1], 0.0)


def _pause(said: Utterance, after: Utterance, lines: Sequence[Line], pauses: Podcast) -> float:
    if said.line == after.line:
        return pauses.pause_sentence if _STOPPED.search(said.spoken) else 0.0
    if "heading" in {lines[said.line].kind, lines[after.line].kind}:
        return pauses.pause_heading
    return pauses.pause_speaker if said.speaker != after.speaker else pauses.pause_paragraph


def _paused(said: Utterance, pause: float) -> Utterance:
    return Utterance(said.line, said.part, said.text, said.spoken, said.speaker, pause)
