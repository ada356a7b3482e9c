"""An episode as the world sees it: the `podcast:` block of an article's front matter, and what the feed tells."""

from __future__ import annotations

import html
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from jobs.errors import ArticleError
from jobs.podcast.transcript import MIME
from jobs.podcast.values import Sound
from jobs.regex import regex

BLOCK = "podcast"
"""Front matter key of the episode."""

NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The podcast namespace's own, of which the guids of feeds and episodes are made."""

_NEEDED = ("guid", "url", "type", "bytes", "duration")
_ZONE = regex(r"\s+(?=[+-]\d\d:?\d\d$)|\s+[A-Z]{2,5}$")


@dataclass(frozen=True)
class Transcript:
    """A transcript's address, its type and the language it is in."""

    url: str
    mime: str
    language: str = ""


@dataclass(frozen=True)
class Episode:
    """What the feed says of one episode. `duration` in seconds, `size` in bytes, `description` is HTML.

    `published` carries its time zone. `persons` are pairs of name and role (of the Podcast Taxonomy).
    """

    guid: str
    title: str
    description: str
    link: str
    published: datetime
    url: str
    mime: str
    size: int
    duration: int
    chapters: str = ""
    transcripts: tuple[Transcript, ...] = ()
    image: str = ""
    explicit: bool = False
    season: int = 0
    episode: int = 0
    persons: tuple[tuple[str, str], ...] = ()


def guid(site: str, path: str, language: str) -> str:
    """An identifier that is the same for the same site, article path and language on every machine.

    It is written into the front matter and read from there afterwards, so that it outlives a move.
    """
    place = urlsplit(site)
    name = PurePosixPath(path.replace("\\", "/")).as_posix()
    return str(uuid.uuid5(NAMESPACE, f"{place.netloc}{place.path}".rstrip("/") + f"/{name}#{language.lower()}"))


def podcast_block(
    sound: Sound,
    *,
    identity: str,
    url: str,
    language: str,
    chapters: str = "",
    transcripts: Sequence[str] = (),
    image: str = "",
    synthetic: bool = True,
) -> dict[str, str | int | bool | list[str]]:
    """The `podcast:` block of an article: plain values, in the order in which they are written.

    `identity` is the guid. Addresses are absolute; transcripts tell their type by their suffix. `duration` is
    in whole seconds, `bytes` is the file's exact length; `synthetic` says that no person speaks.
    """
    block: dict[str, str | int | bool | list[str]] = {"guid": identity, "url": url, "type": sound.mime}
    block |= {"bytes": sound.size, "duration": max(1, round(sound.samples / sound.rate)), "lang": language}
    if chapters:
        block["chapters"] = chapters
    if transcripts:
        block["transcripts"] = list(transcripts)
    if image:
        block["image"] = image
    return block | {"synthetic": synthetic}


def from_front_matter(
    values: Mapping[str, Any],
    *,
    link: str,
    file: str = "the article",
    zone: tzinfo = UTC,
    disclosure: str = "",
    author: str = "",
) -> Episode | None:
    """The episode that an article's front matter tells of, or None when it has no `podcast:` block.

    `zone` is for dates that name none. `disclosure` is the sentence about the synthetic voice, said in the
    description when the block says so. Raises ArticleError, with `file`, for a block that is incomplete.
    """
    block = values.get(BLOCK)
    if not isinstance(block, Mapping):
        return None
    lacking = [name for name in _NEEDED if not block.get(name)]
    if lacking:
        raise _incomplete(file, f"lacks {', '.join(lacking)}")
    title = _text(values, "title", "linkTitle")
    notes = [_text(values, "description", "summary", "lead"), disclosure if block.get("synthetic") else ""]
    return Episode(
        guid=str(block["guid"]),
        title=title,
        description=_notes(title, link, notes),
        link=link,
        published=_date(values, zone, file),
        url=str(block["url"]),
        mime=str(block["type"]),
        size=_count(block, "bytes", file),
        duration=_count(block, "duration", file),
        chapters=str(block.get("chapters") or ""),
        transcripts=_transcripts(block),
        image=str(block.get("image") or ""),
        explicit=block.get("explicit") is True,
        season=_count(block, "season", file) if block.get("season") else 0,
        episode=_count(block, "episode", file) if block.get("episode") else 0,
        persons=((author, "host"),) if author else (),
    )


def _notes(title: str, link: str, paragraphs: Iterable[str]) -> str:
    """Show notes as the HTML that apps allow: the summary, the article's address, what else there is to say."""
    texts = [f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs if text]
    address = f'<p><a href="{html.escape(link)}">{html.escape(title, quote=False)}</a></p>'
    return "".join([*texts[:1], address, *texts[1:]] if link else texts) or f"<p>{html.escape(title)}</p>"


def _transcripts(block: Mapping[str, Any]) -> tuple[Transcript, ...]:
    listed = block.get("transcripts")
    addresses = [str(item) for item in listed] if isinstance(listed, list) else []
    kinds = {address: PurePosixPath(urlsplit(address).path).suffix.lower() for address in addresses}
    language = str(block.get("lang") or "")
    return tuple(Transcript(a, MIME[kind], language) for a, kind in kinds.items() if kind in MIME)


def _text(values: Mapping[str, Any], *names: str) -> str:
    """The first of these values that says something."""
    found = (values.get(name) for name in names)
    return next((text.strip() for text in found if isinstance(text, str) and text.strip()), "")


def _count(block: Mapping[str, Any], name: str, file: str) -> int:
    try:
        count = int(block[name])
    except (TypeError, ValueError):
        count = 0
    if count < 1:
        raise _incomplete(file, f"says {name}: {block[name]!r}, which is no number above 0")
    return count


def _date(values: Mapping[str, Any], zone: tzinfo, file: str) -> datetime:
    """When the article was published, as Hugo has it: `publishDate`, else `date`."""
    found = values.get("publishDate") or values.get("date")
    if isinstance(found, str):
        try:
            found = datetime.fromisoformat(_ZONE.sub("", _ZONE.sub("", found.strip())))
        except ValueError:
            found = None
    if isinstance(found, date) and not isinstance(found, datetime):
        found = datetime.combine(found, time())
    if not isinstance(found, datetime):
        raise ArticleError(
            f"{file}: the episode has no date that can be read: {values.get('date')!r}",
            hint="Write `date:` as 2025-04-26T09:26:04+08:00.",
        )
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _incomplete(file: str, what: str) -> ArticleError:
    return ArticleError(
        f"{file}: the `{BLOCK}:` block {what}",
        hint="Remove the block and run `yibo narrate` on the article again: what was spoken is kept.",
    )
