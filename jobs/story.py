"""An article that is told, the files of its episode, and the addresses under which the world finds them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from jobs.article import files
from jobs.article.align import align
from jobs.article.frontmatter import FrontMatter, read, set_fields
from jobs.article.languages import language_of, suffix_language
from jobs.article.markdown import text_runs
from jobs.article.segments import visible
from jobs.article.target import episode_block, made
from jobs.counterparts import source_of
from jobs.errors import ArticleError
from jobs.planning import Desk
from jobs.podcast import chapters, transcript
from jobs.podcast.cover import cover
from jobs.podcast.episode import BLOCK, guid, podcast_block
from jobs.podcast.lexicon import load
from jobs.podcast.script import by_rule
from jobs.podcast.values import Script, Sound
from jobs.settings import Podcast, Settings


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
    return Story(path, data, front, language, rule, own.path(own.podcast.folder), stem_of(desk, path))


def stem_of(desk: Desk, path: Path) -> str:
    """The episode's name: the article's path without its suffix."""
    return desk.name(path).removesuffix(path.suffix).lstrip("/")


def cover_of(settings: Settings, told: Story) -> bytes:
    """The picture of the settings, else one made from the article's title."""
    own = settings.podcast
    if own.image and "://" not in own.image:
        return files.read_bytes(settings.path(own.image), 20_000_000)
    font = settings.path(own.font) if own.font else None
    return cover(told.rule.title, podcast=own.title, font=font)


def write_beside(desk: Desk, told: Story, script: Script, sound: Sound, cover: bytes) -> None:
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
    files.write_atomic(told.file(".cover.png"), cover, root=told.folder)


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
    """The article that this one was translated from, by its name; None where it cannot be read."""
    path = source_of(told.path, desk.settings)
    try:
        return read(files.read_bytes(path, desk.settings.discovery.max_bytes)) if path else None
    except ArticleError:
        return None


def bare_name(stem: str) -> str:
    """A file's name without suffix and language: `posts/a.en` is `posts/a`."""
    language = suffix_language(PurePath(f"{stem}.md"))
    return stem[: -len(language) - 1] if language else stem


def enter(desk: Desk, told: Story, sound: Sound) -> None:
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
    block = episode_block(told.front, told.language)
    if block and block.get("guid"):
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


def page_of(settings: Settings, stem: str) -> str:
    """An article's path on the site, as Hugo makes it: `content/posts/a/index.en` is `posts/a`.

    Neither the content folder nor the language's own, in a tree of languages, is a part of it.
    """
    parts, own = PurePath(bare_name(stem)).parts, settings.translation
    parts = parts[1:] if parts[0] == "content" and len(parts) > 1 else parts
    if own.layout == "tree" and parts[0] in (own.source_dir, own.target_dir) and len(parts) > 1:
        parts = parts[1:]
    return "/".join(parts[:-1] if parts[-1] in ("index", "_index") and len(parts) > 1 else parts)


def article_url(settings: Settings, stem: str, language: str) -> str:
    """The public address of an article."""
    own = settings.podcast
    path = page_of(settings, stem)
    return own.article_url.format(path=path, name=path.rpartition("/")[2], lang=language) or own.link
