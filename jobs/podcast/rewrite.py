"""A script by rule rewritten by a model: for one voice, or as a dialogue of two hosts. What it says is traced."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jobs.podcast.exchange import Ask, Verdict, agreed, grouped, text_of
from jobs.podcast.faithful import ReadNumbers, Source, lost, readable
from jobs.podcast.lexicon import Lexicon
from jobs.podcast.phrases import Phrases, phrases
from jobs.podcast.script import Speak, ended, speaker
from jobs.podcast.values import Line, Script
from jobs.regex import regex

SECTION = 4000
"""Characters of the article in one request, at most; a section begins with each heading."""

_REWRITTEN = frozenset({"paragraph", "item", "quote"})
_ADDRESS = regex(r"https?://|www\.|\]\(")
_LONGEST_TURN = 1500
_BEFORE = 3


@dataclass(frozen=True)
class _Section:
    """A heading (or none) and what stands under it; `indices` are those of the rule script's lines."""

    heading: Line | None
    lines: tuple[Line, ...]
    indices: tuple[int, ...]

    @property
    def where(self) -> str:
        """How a person finds it."""
        return f'the section "{self.heading.text}"' if self.heading else "the opening section"


@dataclass(frozen=True)
class _Desk:
    """Everything that the requests of one script have in common."""

    ask: Ask
    system: str
    title: str
    source: Source
    speak: Speak
    words: Phrases


async def by_model(
    rule: Script, ask: Ask, *, system: str, article: str, lexicon: Lexicon, read_numbers: ReadNumbers | None = None
) -> Script:
    """The narration `rule` rewritten for the ear, line by line; what is told of code and tables stays.

    `system` is the prompt, `article` the title and body as written. Sections are asked for at the same time.
    Raises AudioError when a section, asked for twice, says what the article doesn't or loses a figure.
    """
    desk = _desk(rule, ask, system, article, lexicon, read_numbers)
    sections = list(_sections(rule, desk.words))
    results = await asyncio.gather(*(_narrated(section, desk) for section in sections), return_exceptions=True)
    made: list[Line] = [line for line in rule.lines if line.kind == "opening"]
    for section, result in zip(sections, results, strict=True):
        if isinstance(result, BaseException):
            raise result
        made += [*([section.heading] if section.heading else []), *result]
    return replace(rule, lines=(*made, *_closing(rule)))


async def dialogue(
    rule: Script, ask: Ask, *, system: str, article: str, lexicon: Lexicon, read_numbers: ReadNumbers | None = None
) -> Script:
    """The article as a conversation of speakers 0 and 1; headings and opening are said by 0 as in `rule`.

    One section after another, so that each takes up where the last one ended. Raises AudioError as `by_model`.
    """
    desk = _desk(rule, ask, system, article, lexicon, read_numbers)
    sections = list(_sections(rule, desk.words))
    made: list[Line] = [line for line in rule.lines if line.kind == "opening"]
    spoken: list[Line] = []
    for index, section in enumerate(sections):
        turns = await _discussed(section, _part(index, len(sections)), spoken[-_BEFORE:], desk)
        made += [*([section.heading] if section.heading else []), *turns]
        spoken += turns
    return replace(rule, lines=(*made, *_closing(rule)))


def _desk(
    rule: Script, ask: Ask, system: str, article: str, lexicon: Lexicon, read_numbers: ReadNumbers | None
) -> _Desk:
    told = "\n".join(line.text for line in rule.lines if line.kind in {"code", "table"})
    source = Source(f"{rule.title}\n{readable(article)}\n{told}", read_numbers)
    return _Desk(ask, system, rule.title, source, speaker(rule.language, lexicon), phrases(rule.language))


def _closing(rule: Script) -> list[Line]:
    return [line for line in rule.lines if line.kind == "closing"]


def _sections(rule: Script, words: Phrases) -> Iterator[_Section]:
    """Lines under their heading, in parts of at most SECTION characters; headings alone are kept."""
    heading: Line | None = None
    held: list[tuple[int, Line]] = []
    for index, line in enumerate(rule.lines):
        if line.kind in {"opening", "closing"} or line.text == words.points:
            continue
        if line.kind == "heading":
            yield from _parts(heading, held)
            heading, held = line, []
        else:
            held.append((index, line))
    yield from _parts(heading, held)


def _parts(heading: Line | None, held: Sequence[tuple[int, Line]]) -> Iterator[_Section]:
    groups = grouped([len(line.text) for _, line in held], SECTION)
    for number, group in enumerate(groups):
        chosen = [held[at] for at in group]
        first = heading if not number else None
        yield _Section(first, tuple(line for _, line in chosen), tuple(index for index, _ in chosen))
    if heading and not groups:
        yield _Section(heading, (), ())


async def _narrated(section: _Section, desk: _Desk) -> list[Line]:
    wanted = {str(i): line for i, line in zip(section.indices, section.lines, strict=True) if line.kind in _REWRITTEN}
    texts: dict[str, str] = {}
    if wanted:
        listed = [{"id": name, "kind": line.kind, "text": line.text} for name, line in wanted.items()]
        request = {"title": desk.title, "section": section.heading.text if section.heading else "", "lines": listed}
        texts = await agreed(desk.ask, desk.system, request, lambda found: _judged(found, wanted, desk), section.where)
    return list(_put_back(section, texts, desk))


def _judged(found: list[dict[str, Any]], wanted: Mapping[str, Line], desk: _Desk) -> Verdict[dict[str, str]]:
    texts = {str(entry.get("id")): text for entry in found if (text := text_of(entry)) is not None}
    texts = {name: texts[name] for name in wanted if name in texts}
    reasons = [f"line {name}: it is missing in the reply" for name in wanted if name not in texts]
    before = "\n".join(_unnumbered(line) for line in wanted.values())
    near = Source(before, desk.source.read)
    for name, text in texts.items():
        reasons += [f"line {name}: {reason}" for reason in _objections(text, desk.source, near)]
    if not reasons:
        gone = lost(before, "\n".join(texts.values()))
        reasons = [f"line {_having(figure, wanted)}: the figure {figure!r} of the article is lost" for figure in gone]
    return Verdict(texts, tuple(reasons))


def _objections(text: str, source: Source, near: Source) -> Iterator[str]:
    """Why a text can't be said: what it has and the article, or this part of it, hasn't; and what can't be heard."""
    for kind, what in source.missing(text, near):
        yield f"the {kind} {what!r} is not in the article's text here"
    if _ADDRESS.search(text):
        yield "it has an address, which nobody can listen to"


def _unnumbered(line: Line) -> str:
    return re.sub(r"^\d+\. ", "", line.text) if line.kind == "item" else line.text


def _having(figure: str, wanted: Mapping[str, Line]) -> str:
    return next((name for name, line in wanted.items() if figure in line.text), "?")


def _put_back(section: _Section, texts: Mapping[str, str], desk: _Desk) -> Iterator[Line]:
    for index, line in zip(section.indices, section.lines, strict=True):
        if line.kind not in _REWRITTEN:
            yield line
        elif texts.get(str(index)):
            text = texts[str(index)]
            yield replace(line, text=text, spoken=ended(desk.speak(text), desk.words))


def _part(index: int, count: int) -> str:
    if count == 1:
        return "only"
    return "first" if not index else "last" if index == count - 1 else "middle"


async def _discussed(section: _Section, part: str, before: Sequence[Line], desk: _Desk) -> list[Line]:
    if not section.lines:
        return []
    named = {str(i): line for i, line in zip(section.indices, section.lines, strict=True)}
    request = {
        "title": desk.title,
        "section": section.heading.text if section.heading else "",
        "part": part,
        "before": [{"speaker": line.speaker, "text": line.text} for line in before],
        "article": [{"id": name, "kind": line.kind, "text": line.text} for name, line in named.items()],
    }
    near = Source("\n".join([*map(_unnumbered, section.lines), *(line.text for line in before)]), desk.source.read)
    return await agreed(desk.ask, desk.system, request, lambda found: _turns(found, named, desk, near), section.where)


def _turns(found: list[dict[str, Any]], named: Mapping[str, Line], desk: _Desk, near: Source) -> Verdict[list[Line]]:
    turns: list[Line] = []
    reasons = [] if found else ["the reply has no lines"]
    for number, entry in enumerate(found, 1):
        text, speaks = text_of(entry), entry.get("speaker")
        if not text or str(speaks) not in {"0", "1"}:
            reasons.append(f"line {number}: it has no text or no speaker 0 or 1")
            continue
        reasons += [f"line {number} ({text[:40]!r}): {reason}" for reason in _objections(text, desk.source, near)]
        if len(text) > _LONGEST_TURN:
            reasons.append(f"line {number}: it is {len(text)} characters long, too long for one turn")
        origin = _origin(entry, named)
        spoken = ended(desk.speak(text), desk.words)
        turns.append(Line("paragraph", text, spoken, int(str(speaks)), origin.anchor, origin.segment))
    if len(turns) > 2 and len({turn.speaker for turn in turns}) == 1:
        reasons.append("only one speaker speaks")
    return Verdict(turns, tuple(reasons))


def _origin(entry: Mapping[str, Any], named: Mapping[str, Line]) -> Line:
    """The first of the article's lines that a turn draws on; without one, the section's first for its anchor."""
    listed = entry.get("from")
    names = [str(name) for name in listed] if isinstance(listed, list) else []
    found = next((named[name] for name in names if name in named), None)
    return found or replace(next(iter(named.values())), segment="")
