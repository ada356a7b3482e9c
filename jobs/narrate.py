"""The job: one article to an episode, its chapters and transcripts, and the `podcast:` block that tells of it.

Clips are kept as they come, the sound is put in place whole, the front matter changes last. An episode whose
script, voice and settings are as before is not made again.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any, Protocol

from jobs.article import files
from jobs.article.align import align
from jobs.article.frontmatter import FrontMatter, read, set_fields
from jobs.article.languages import language_of, suffix_language
from jobs.article.markdown import text_runs
from jobs.article.segments import visible
from jobs.article.target import made
from jobs.batch import Turn
from jobs.errors import ArticleError, YiboError
from jobs.planning import Desk
from jobs.podcast import chapters, transcript
from jobs.podcast.audio import make_sound
from jobs.podcast.cover import cover
from jobs.podcast.encode import Meta
from jobs.podcast.episode import BLOCK, guid, podcast_block
from jobs.podcast.estimate import estimate
from jobs.podcast.faithful import trace
from jobs.podcast.lexicon import Lexicon, load
from jobs.podcast.phrases import phrases
from jobs.podcast.rewrite import by_model, dialogue
from jobs.podcast.script import by_rule
from jobs.podcast.shelf import Shelf
from jobs.podcast.utterances import utterances
from jobs.podcast.values import Line, Script, Sound
from jobs.podcast.voice import Espeak, Voice
from jobs.prompt import language_name
from jobs.prompt import load as load_prompt
from jobs.report import Row
from jobs.settings import Podcast, Settings
from jobs.sources import Source

VERSION = 1
"""Goes up when the same script would be made into another episode."""
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


@dataclass(frozen=True)
class Story:
    """An article ready to be told: what is said of it by rule, and where the episode goes."""

    path: Path
    data: bytes
    front: FrontMatter
    language: str
    rule: Script
    folder: Path
    stem: str

    def file(self, suffix: str) -> Path:
        """A file of the episode: `.mp3`, `.chapters.json`, `.vtt`, …"""
        return self.folder / f"{self.stem}{suffix}"


def story(desk: Desk, path: Path) -> Story:
    """Read the article at `path` and script it by rule. Raises ArticleError when there is nothing to tell."""
    own = desk.settings
    data = files.read_bytes(path, own.discovery.max_bytes)
    front = read(data)
    language = language_of(path, front.values) or own.source
    title = str(front.values.get("title") or path.stem)
    lexicon = load(own.path(own.podcast.lexicon))
    rule = by_rule(title, front.body, language, lexicon=lexicon, disclosure=own.podcast.disclosure)
    if not os.access(path, os.W_OK):
        raise ArticleError(
            f"{path} is read-only: its front matter could not tell of the episode", hint=f"chmod u+w {path}"
        )
    if not any(line.kind not in {"opening", "closing"} for line in rule.lines):
        raise ArticleError(f"{path} has nothing to tell: no prose in its body")
    return Story(path, data, front, language, rule, own.path(own.podcast.folder), _stem(desk, path))


def _stem(desk: Desk, path: Path) -> str:
    """The episode's name: the article's path without its suffix."""
    return desk.name(path).removesuffix(path.suffix).lstrip("/")


def episode_of(desk: Desk, path: Path) -> Source:
    """The article at `path` and where its episode goes."""
    own = desk.settings
    return Source(path, own.path(own.podcast.folder) / f"{_stem(desk, path)}.{own.podcast.format}")


def of_translations(desk: Desk, rows: Iterable[Row]) -> Iterator[Source]:
    """What a run leaves to narrate: every translation that is in place."""
    for row in rows:
        if row.status in {"translated", "unchanged", "kept"} and row.target:
            yield episode_of(desk, desk.settings.root / row.target)


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
    if _is_there(desk, told, _mark(own, told)):
        return Row(desk.name(source.path), "unchanged", desk.name(source.target))
    said = utterances(told.rule, limit=own.speech.segment_chars, pauses=own.podcast)
    language, price, speed = told.language, own.speech.price, own.speech.speed
    expected = estimate(said, _identity_of(own, language), _shelf(own), language=language, price=price, speed=speed)
    cost = "" if not own.speech.model else ", price unknown" if expected.cost is None else f", ${expected.cost:.4f}"
    note = f"about {expected.seconds / 60:.1f} minutes, {expected.characters:,} characters to speak{cost}"
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
    sound = await make_sound(
        said,
        voice,
        own.podcast,
        own.speech,
        audio,
        meta=_meta(own, told, script),
        shelf=_shelf(own),
        language=told.language,
        root=own.root,
        jobs=own.endpoint.jobs,
        channels=own.podcast.channels,
    )
    _beside(desk, told, script, sound)
    _enter(desk, told, sound)
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


def _meta(settings: Settings, told: Story, script: Script) -> Meta:
    own = settings.podcast
    return Meta(
        title=script.title,
        artist=own.author or own.title,
        album=own.title,
        comment=phrases(told.language).disclosure if own.disclosure else "",
        language=told.language,
        date=str(told.front.values.get("date") or "")[:10],
        cover=_cover(settings, told),
        chapters=partial(chapters.chapters, script),
    )


def _cover(settings: Settings, told: Story) -> bytes:
    own = settings.podcast
    if own.image and "://" not in own.image:
        return files.read_bytes(settings.path(own.image), 20_000_000)
    font = settings.path(own.font) if own.font else None
    return cover(told.rule.title, podcast=own.title, font=font)


def _beside(desk: Desk, told: Story, script: Script, sound: Sound) -> None:
    """Chapters, transcripts and cover, next to the sound."""
    link = article_url(desk.settings, told.stem, told.language)
    other, other_language = _other(desk, told)
    parts = chapters.chapters(script, sound.cues, sound.samples)
    about = {"title": script.title, "podcastName": desk.settings.podcast.title, "fileName": sound.path.name}
    speech: dict[str, Any] = {"link": link, "other": other, "other_language": other_language}
    texts = {
        ".chapters.json": chapters.to_json(parts, sound.rate, link=link, about=about),
        ".vtt": transcript.to_vtt(script, sound.cues, sound.rate, **speech),
        ".srt": transcript.to_srt(script, sound.cues, sound.rate),
        ".transcript.json": transcript.to_json(script, sound.cues, sound.rate, **speech),
    }
    for suffix, text in texts.items():
        files.write_atomic(told.file(suffix), text.encode(), root=told.folder)
    files.write_atomic(told.file(".cover.png"), _cover(desk.settings, told), root=told.folder)


def _other(desk: Desk, told: Story) -> tuple[dict[str, str], str]:
    """The article's source text by segment, when it is a translation of a file that is there."""
    if made(told.front) is None:
        return {}, ""
    source = _source_of(desk, told)
    if source is None:
        return {}, ""
    texts = {}
    for segment, _ in align(source.body, told.front.body, **desk.options):
        texts[segment.id] = " ".join(text_runs(visible(segment.text).encode())).strip()
    return {name: text for name, text in texts.items() if text}, desk.pair.source


def _source_of(desk: Desk, told: Story) -> FrontMatter | None:
    """The article that this one was translated from, by its name."""
    base = bare_name(told.path.stem)
    for path in sorted(told.path.parent.glob(f"{glob.escape(base)}*{told.path.suffix}")):
        if path != told.path and bare_name(path.stem) == base and made(front := read(path.read_bytes())) is None:
            return front
    return None


def bare_name(stem: str) -> str:
    """A file's name without suffix and language: `posts/a.en` is `posts/a`."""
    language = suffix_language(PurePath(f"{stem}.md"))
    return stem[: -len(language) - 1] if language else stem


def _enter(desk: Desk, told: Story, sound: Sound) -> None:
    """The `podcast:` block into the article's front matter, if it is not there word for word."""
    own = desk.settings.podcast
    block = podcast_block(
        sound,
        identity=_identity(own, told),
        url=address(own, told.stem, f".{own.format}"),
        language=told.language,
        chapters=address(own, told.stem, ".chapters.json"),
        transcripts=[address(own, told.stem, suffix) for suffix in (".vtt", ".srt", ".transcript.json")],
        image=address(own, told.stem, ".cover.png"),
        synthetic=own.disclosure,
    )
    now = files.read_bytes(told.path, desk.settings.discovery.max_bytes)
    if read(now).values.get(BLOCK) == block:
        return
    if read(now).body != told.front.body:
        raise ArticleError(f"{told.path} changed while it was narrated", hint="Run again: its clips are kept.")
    files.write_atomic(told.path, set_fields(now, {BLOCK: block}), root=told.path.parent)


def _identity(podcast: Podcast, told: Story) -> str:
    """The episode's guid: the one it has already, else a new one that never changes."""
    block = told.front.values.get(BLOCK)
    if isinstance(block, Mapping) and block.get("guid"):
        return str(block["guid"])
    return guid(podcast.base_url or podcast.link, told.stem, told.language)


def address(podcast: Podcast, stem: str, suffix: str) -> str:
    """The public address of a file of an episode; without a base URL, from the site's root as Hugo serves it."""
    return f"{podcast.base_url.rstrip('/') or _served(podcast.folder)}/{stem}{suffix}"


def published(podcast: Podcast, url: str) -> str:
    """An address from a `podcast:` block, whole if the settings tell where the files are published."""
    if not url or "://" in url or not podcast.base_url:
        return url
    return f"{podcast.base_url.rstrip('/')}{url.removeprefix(_served(podcast.folder))}"


def _served(folder: str) -> str:
    """Where Hugo serves a folder: `static/podcast` is `/podcast`, what lies elsewhere is the root."""
    parts = PurePath(folder).parts
    inside = parts[parts.index("static") + 1 :] if "static" in parts else ()
    return "".join(f"/{part}" for part in inside)


def article_url(settings: Settings, stem: str, language: str) -> str:
    """The public address of an article."""
    own = settings.podcast
    path = bare_name(stem)
    return own.article_url.format(path=path, name=path.rpartition("/")[2], lang=language) or own.link


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
