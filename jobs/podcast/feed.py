"""The podcast's RSS feed: RSS 2.0 with what PSP-1, Apple and the podcast namespace ask for.

The same episodes give the same bytes: nothing here reads a clock. One more episode adds its lines, and changes
the date of the last build.
"""

from __future__ import annotations

import html
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from posixpath import basename
from urllib.parse import quote

from jobs.errors import ArticleError
from jobs.podcast.episode import NAMESPACE, Episode
from jobs.regex import regex
from jobs.settings import Podcast

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
PREFIXES = {"atom": ATOM, "content": CONTENT, "itunes": ITUNES, "podcast": PODCAST}
"""PSP-1: these four, by these names."""

FILE_NAME = "feed.xml"

LONGEST = 255
"""PSP-1 and Apple: characters of a value, unless said otherwise."""

LONGEST_DESCRIPTION = 4000
"""PSP-1 and Apple: bytes of a description."""

LONGEST_NAME = 128
"""The podcast namespace: characters of a person's name."""

CHAPTERS_MIME = "application/json+chapters"

_ILLEGAL = regex(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""

_APPLE_MIME = {"audio/mp4": "audio/x-m4a", "audio/m4a": "audio/x-m4a", "audio/mp3": "audio/mpeg"}
_TAG = regex(r"</?[a-zA-Z][^<>]*>")


def build(
    podcast: Podcast,
    episodes: Sequence[Episode],
    *,
    language: str,
    url: str = "",
    built: datetime | None = None,
    identity: str = "",
) -> bytes:
    """The feed in UTF-8, newest episode first.

    `url` is the feed's own address (without it: `feed.xml` below the podcast's base address); `built` the date
    of the last build (without it: the newest episode's); `identity` the podcast's guid if it has one already,
    which outlives a move. Raises ArticleError when two episodes have one guid.
    """
    ordered = sorted(episodes, key=lambda episode: (-episode.published.timestamp(), episode.guid))
    _judge(ordered)
    for prefix, address in PREFIXES.items():
        ET.register_namespace(prefix, address)
    rss = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(rss, "channel")
    own = url or feed_url(podcast)
    _channel(channel, podcast, language, own, identity or podcast_guid(own))
    date = built or (ordered[0].published if ordered else None)
    if date:
        _text(channel, "lastBuildDate", format_datetime(date))
    for episode in ordered:
        _item(ET.SubElement(channel, "item"), episode)
    ET.indent(rss, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(rss, encoding="unicode")}\n'.encode()


def feed_url(podcast: Podcast) -> str:
    """Where the feed will be: beside the episodes."""
    return f"{podcast.base_url.rstrip('/')}/{FILE_NAME}"


def image_url(podcast: Podcast) -> str:
    """Where the cover will be: its own address, or beside the episodes."""
    own = podcast.image.startswith(("http://", "https://"))
    return podcast.image if own or not podcast.image else f"{podcast.base_url.rstrip('/')}/{basename(podcast.image)}"


def podcast_guid(url: str) -> str:
    """The podcast's identity, made of the feed's address without scheme and trailing slashes."""
    return str(uuid.uuid5(NAMESPACE, re.sub(r"^[a-zA-Z][a-zA-Z0-9+.-]*://", "", url).rstrip("/")))


def identity_of(feed: bytes) -> str:
    """The podcast's guid that a feed tells; "" for one that tells none, or is no feed."""
    try:
        found = ET.fromstring(feed).findtext(f"channel/{_in(PODCAST, 'guid')}")
    except ET.ParseError:
        return ""
    return (found or "").strip()


def _judge(episodes: Sequence[Episode]) -> None:
    seen: dict[str, Episode] = {}
    for episode in episodes:
        other = seen.setdefault(episode.guid, episode)
        if other is not episode:
            raise ArticleError(
                f"Two episodes have the guid {episode.guid}: {other.link} and {episode.link}",
                hint="Remove the `podcast:` block of the copy, then run `yibo narrate` on it.",
            )


def _channel(channel: ET.Element, podcast: Podcast, language: str, url: str, identity: str) -> None:
    _empty(channel, _in(ATOM, "link"), href=_address(url), rel="self", type="application/rss+xml")
    _text(channel, "title", podcast.title)
    _text(channel, "description", _cut_bytes(podcast.description), longest=0)
    _text(channel, "link", _address(podcast.link))
    _text(channel, "language", language.lower())
    _text(channel, "generator", "yibo")
    _text(channel, _in(ITUNES, "author"), podcast.author)
    _text(channel, _in(ITUNES, "type"), "episodic")
    _text(channel, _in(ITUNES, "explicit"), _bool(podcast.explicit))
    category = _empty(channel, _in(ITUNES, "category"), text=podcast.category)
    if podcast.subcategory:
        _empty(category, _in(ITUNES, "category"), text=podcast.subcategory)
    if podcast.image:
        _empty(channel, _in(ITUNES, "image"), href=_address(image_url(podcast)))
    if podcast.email:
        owner = ET.SubElement(channel, _in(ITUNES, "owner"))
        _text(owner, _in(ITUNES, "name"), podcast.author)
        _text(owner, _in(ITUNES, "email"), podcast.email)
    _text(channel, _in(PODCAST, "guid"), identity)
    _text(channel, _in(PODCAST, "medium"), "podcast")
    locked = _empty(channel, _in(PODCAST, "locked"), **({"owner": podcast.email} if podcast.email else {}))
    locked.text = "yes"
    _text(channel, _in(PODCAST, "person"), podcast.author, longest=LONGEST_NAME, role="host")


def _item(item: ET.Element, episode: Episode) -> None:
    _text(item, "title", _ILLEGAL.sub("", episode.title).strip() or episode.guid)
    _text(item, "description", _description(episode.description), longest=0)
    _text(item, _in(CONTENT, "encoded"), episode.description, longest=0)
    _text(item, "link", _address(episode.link))
    _text(item, "guid", episode.guid, isPermaLink="false")
    _text(item, "pubDate", format_datetime(episode.published))
    mime = _APPLE_MIME.get(episode.mime, episode.mime)
    _empty(item, "enclosure", url=_address(episode.url), length=str(episode.size), type=mime)
    _text(item, _in(ITUNES, "duration"), str(episode.duration))
    _text(item, _in(ITUNES, "explicit"), _bool(episode.explicit))
    _text(item, _in(ITUNES, "episodeType"), "full")
    _text(item, _in(ITUNES, "season"), str(episode.season or ""))
    _text(item, _in(ITUNES, "episode"), str(episode.episode or ""))
    if episode.image:
        _empty(item, _in(ITUNES, "image"), href=_address(episode.image))
    if episode.chapters:
        _empty(item, _in(PODCAST, "chapters"), url=_address(episode.chapters), type=CHAPTERS_MIME)
    for transcript in episode.transcripts:
        language = {"language": transcript.language.lower()} if transcript.language else {}
        tag = _in(PODCAST, "transcript")
        _empty(item, tag, url=_address(transcript.url), type=transcript.mime, **language)
    for name, role in episode.persons:
        _text(item, _in(PODCAST, "person"), name, longest=LONGEST_NAME, role=role)


def _in(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}"


def _text(parent: ET.Element, tag: str, text: str, *, longest: int = LONGEST, **attributes: str) -> None:
    """An element with text on one line of at most `longest` characters (0: as it is); none without text."""
    legal = _ILLEGAL.sub("", text).strip()
    value = _cut(" ".join(legal.split()), longest) if longest else legal
    if value:
        _empty(parent, tag, **attributes).text = value


def _empty(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, tag, {name: _ILLEGAL.sub("", text) for name, text in attributes.items()})


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _address(url: str) -> str:
    """`url` in ASCII, as RSS asks for: what is escaped already stays as it is."""
    return quote(_ILLEGAL.sub("", url).strip(), safe="%/:?#[]@!$&'()*+,;=~", errors="replace")


def _description(markup: str) -> str:
    """`markup` when it is short enough, else its text, cut."""
    if len(_ILLEGAL.sub("", markup).encode()) <= LONGEST_DESCRIPTION:
        return markup
    plain = " ".join(html.unescape(_TAG.sub(" ", markup)).split())
    short = _cut_bytes(html.escape(plain, quote=False))
    return re.sub(r"&[a-z]*…$", "…", short)


def _cut(text: str, longest: int) -> str:
    """`text` at most `longest` characters long, cut at a word where there is one near the end."""
    if len(text) <= longest:
        return text
    short = text[: longest - 1]
    word = short.rfind(" ")
    return (short[:word] if word > longest // 2 else short).rstrip() + "…"


def _cut_bytes(text: str, longest: int = LONGEST_DESCRIPTION) -> str:
    legal = _ILLEGAL.sub("", text)
    if len(legal.encode()) <= longest:
        return legal
    return legal.encode()[: longest - 3].decode(errors="ignore").rstrip() + "…"
