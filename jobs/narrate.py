"""The job: one article to an episode, its chapters and transcripts, and the `podcast:` block that tells of it.

Clips are kept as they come, the sound is put in place whole, the front matter changes last. An episode whose
script, voice and settings are as before is not made again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from jobs.articles import Turn
from jobs.errors import YiboError
from jobs.planning import Desk
from jobs.podcast import chapters
from jobs.podcast.audio import make_sound
from jobs.podcast.encode import Meta
from jobs.podcast.episode import BLOCK
from jobs.podcast.estimate import estimate
from jobs.podcast.faithful import trace
from jobs.podcast.lexicon import Lexicon, load
from jobs.podcast.phrases import phrases
from jobs.podcast.rewrite import by_model, dialogue
from jobs.podcast.shelf import Shelf
from jobs.podcast.utterances import utterances
from jobs.podcast.values import Line, Script
from jobs.podcast.voice import Espeak, Voice
from jobs.prompt import language_name
from jobs.prompt import load as load_prompt
from jobs.report import Row
from jobs.settings import Podcast, Settings
from jobs.sources import Source
from jobs.story import Story, cover_of, enter, stem_of, story, write_beside

VERSION = 1
"""Goes up when the same script would be made into another episode."""
_LETTERS = 3.5
"""Spoken letters of a translation for a Chinese character, about: 11,019 for 3,115 in the sample article."""
_OF_THE_FEED = frozenset({"description", "email", "category", "subcategory", "explicit"})
"""Settings of the podcast that no episode holds."""
SECTION = 2500
"""Characters of a script that one request rewrites, about."""


class Storyteller(Protocol):
    """The way to the models for one article."""

    async def tell(self, system: str, user: str) -> str:
        """A reply to a question."""

    async def voice(self) -> Voice:
        """The voice behind the speech endpoint."""


Hire = Callable[[int], Awaitable[Storyteller]]
"""Gives a Storyteller for a number of planned calls."""


def episode_of(desk: Desk, path: Path) -> Source:
    """The article at `path` and where its episode goes."""
    own = desk.settings
    return Source(path, own.path(own.podcast.folder) / f"{stem_of(desk, path)}.{own.podcast.format}")


def of_translations(desk: Desk, rows: Iterable[Row]) -> Iterator[Source]:
    """What a run leaves to narrate: every translation that is in place; in a dry run, the articles whose
    translations will be."""
    root = desk.settings.root
    for row in rows:
        if row.status in {"translated", "unchanged", "kept"} and row.target:
            yield episode_of(desk, root / row.target)
        elif row.status == "planned" and row.target:
            yield Source(root / row.path, episode_of(desk, root / row.target).target)


def rehearse(desk: Desk, sources: Iterable[Source | Row], *, tell: Callable[[Row], None]) -> list[Row]:
    """What narrating would take: minutes, characters and price, nothing sent or written."""
    rows = []
    for source in sources:
        try:
            row = source if isinstance(source, Row) else _rehearsed(desk, source)
        except YiboError as error:
            row = Row(desk.name(Path(source.path)), "failed", note=error.message, hint=error.hint)
        rows.append(row)
        tell(row)
    return rows


def _rehearsed(desk: Desk, source: Source) -> Row:
    own = desk.settings
    told = story(desk, source.path)
    translated = episode_of(desk, source.path) == source
    if translated and _is_there(desk, told, _mark(own, told)):
        return Row(desk.name(source.path), "unchanged", desk.name(source.target))
    said = utterances(told.rule, limit=own.speech.segment_chars, pauses=own.podcast)
    language, price, speed = told.language, own.speech.price, own.speech.speed
    expected = estimate(said, _identity_of(own, language), _shelf(own), language=language, price=price, speed=speed)
    growth = 1.0 if translated or not told.language.startswith("zh") else _LETTERS
    cost = "" if not own.speech.model else ", price unknown"
    if own.speech.model and expected.cost is not None:
        cost = f", ${expected.cost * growth:.4f}"
    note = f"about {expected.seconds / 60:.1f} minutes, {expected.characters * growth:,.0f} characters to speak{cost}"
    return Row(desk.name(source.path), "planned", desk.name(source.target), note=note)


async def narration(turn: Turn) -> Row:
    """Make the episode of the turn's article."""
    return await narrate(turn.desk, turn.source.path, turn.hire)


async def narrate(desk: Desk, path: Path, hire: Hire) -> Row:
    """Make the episode of the article at `path`, or see that it is there already.

    `hire(planned)` is awaited for a Storyteller when a model is needed. Raises ArticleError or AudioError when the
    episode is held back: no file is changed then but for clips that were believed.
    """
    own = desk.settings
    told = story(desk, path)
    name = desk.name(path)
    audio = told.file(f".{own.podcast.format}")
    mark = _mark(own, told)
    if _is_there(desk, told, mark) and not desk.force:
        return Row(name, "unchanged", desk.name(audio))
    script = await _script(desk, told, hire)
    said = utterances(script, limit=own.speech.segment_chars, pauses=own.podcast)
    voice: Voice = _embedded(own, told.language)
    if own.speech.model:
        voice = await (await hire(len(said))).voice()
    picture = cover_of(own, told)
    sound = await make_sound(
        said,
        voice,
        own.podcast,
        own.speech,
        audio,
        meta=_meta(own, told, script, picture),
        shelf=_shelf(own),
        language=told.language,
        root=own.root,
        jobs=own.endpoint.jobs,
        channels=own.podcast.channels,
    )
    write_beside(desk, told, script, sound, picture)
    enter(desk, told, sound)
    desk.memory.set_fact(f"episode:{name}", {"mark": mark, "bytes": sound.size})
    minutes = sound.samples / sound.rate / 60
    note = f"{minutes:.1f} minutes, {sound.loudness:.1f} LUFS, {len(said)} utterances"
    return Row(name, "narrated", desk.name(audio), note=note, findings=_untraced(told, script))


# --- the script ------------------------------------------------------------------------------------------


async def _script(desk: Desk, told: Story, hire: Hire) -> Script:
    """By rule, or rewritten by a model and then remembered: a script is paid for once."""
    mode = _mode(desk.settings.podcast)
    if mode == "rules":
        return told.rule
    prompt = load_prompt(mode, language=language_name(told.language))
    key = f"script:{_digest([VERSION, mode, prompt.fingerprint, desk.settings.model, _lines(told.rule)])}"
    kept = desk.memory.get_fact(key)
    if kept:
        return replace(told.rule, lines=tuple(Line(**line) for line in kept))
    clerk = await hire(1 + sum(len(line.text) for line in told.rule.lines) // SECTION + _headings(told.rule))
    article = f"{told.rule.title}\n{told.front.body.decode()}"
    rewrite = dialogue if mode == "dialogue" else by_model
    script = await rewrite(told.rule, clerk.tell, system=prompt.text, article=article, lexicon=_lexicon(desk.settings))
    desk.memory.set_fact(key, _lines(script))
    return script


def _mode(podcast: Podcast) -> str:
    """The name of the prompt, or "rules"."""
    if podcast.mode == "dialogue":
        return "dialogue"
    return "script" if podcast.script == "model" else "rules"


def _headings(script: Script) -> int:
    return sum(line.kind == "heading" for line in script.lines)


def _lines(script: Script) -> list[dict[str, Any]]:
    return [asdict(line) for line in script.lines]


def _lexicon(settings: Settings) -> Lexicon:
    return load(settings.path(settings.podcast.lexicon))


def _untraced(told: Story, script: Script) -> tuple[dict[str, Any], ...]:
    """What the script says and the article does not seem to, for review."""
    article = f"{told.rule.title}\n{told.front.body.decode()}"
    return tuple(
        {
            "check": "faithful",
            "severity": "warning",
            "segment": script.lines[item.line].segment,
            "source": "",
            "target": script.lines[item.line].text,
            "message": item.reason,
        }
        for item in trace(script, article)
    )


# --- the sound and what lies beside it -------------------------------------------------------------------


def _embedded(settings: Settings, language: str) -> Espeak:
    own = settings.speech
    return Espeak(language, own.voice, own.voice2, own.speed)


def _identity_of(settings: Settings, language: str) -> Callable[[int], str]:
    """What the voice's clips are filed under, without a connection to it."""
    if not settings.speech.model:
        return _embedded(settings, language).identity
    from jobs.model import speech  # the client's libraries are loaded by those who speak through an endpoint

    base_url = settings.speech.base_url or settings.base_url or os.environ.get("OPENAI_BASE_URL", "")
    return partial(speech.identity, settings.speech, base_url)


def _shelf(settings: Settings) -> Shelf:
    return Shelf(settings.path(settings.memory).parent / "clips")


def _meta(settings: Settings, told: Story, script: Script, picture: bytes) -> Meta:
    own = settings.podcast
    return Meta(
        title=script.title,
        artist=own.author or own.title,
        album=own.title,
        comment=phrases(told.language).disclosure if own.disclosure else "",
        language=told.language,
        date=str(told.front.values.get("date") or "")[:10],
        cover=picture,
        chapters=partial(chapters.chapters, script),
    )


def _mark(settings: Settings, told: Story) -> str:
    """Digest of everything that decides how an episode comes out."""
    voice = _embedded(settings, told.language)
    names = [voice.name(0), voice.name(1)] if not settings.speech.model else []
    model = settings.model if _mode(settings.podcast) != "rules" else ""
    podcast = {name: value for name, value in asdict(settings.podcast).items() if name not in _OF_THE_FEED}
    own = [podcast, asdict(settings.speech), model]
    return _digest([VERSION, _lines(told.rule), names, own])


def _is_there(desk: Desk, told: Story, mark: str) -> bool:
    """Was this very episode made before, and are its files still there?"""
    fact = desk.memory.get_fact(f"episode:{desk.name(told.path)}")
    audio = told.file(f".{desk.settings.podcast.format}")
    if not fact or fact["mark"] != mark or not audio.is_file() or audio.stat().st_size != fact["bytes"]:
        return False
    beside = all(told.file(suffix).is_file() for suffix in (".chapters.json", ".vtt", ".srt", ".transcript.json"))
    return beside and isinstance(told.front.values.get(BLOCK), Mapping)


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]
