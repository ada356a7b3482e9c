"""Apple's requirements for a podcast feed, judged by the bytes of the feed alone ("A Podcaster's Guide to RSS")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element, fromstring

from jobs.podcast.requirements import CATEGORIES

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
REQUIRED = ("title", "description", "language", f"{ITUNES}image", f"{ITUNES}category", f"{ITUNES}explicit")
RECOMMENDED = (f"{ITUNES}author", "link")
ITEM_REQUIRED = ("title", "enclosure")
ITEM_RECOMMENDED = ("guid", "pubDate", "description", f"{ITUNES}duration", "link", f"{ITUNES}explicit")
TYPES = {"mp3": "audio/mpeg", "m4a": "audio/x-m4a", "mp4": "video/mp4", "mov": "video/quicktime"}
LONG = ("description", "{http://purl.org/rss/1.0/modules/content/}encoded")
HEADER = b'<?xml version="1.0" encoding="UTF-8"?>\n<rss '
NAMESPACE = b'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'


def complaints(feed: bytes) -> list[str]:
    """What Apple would object to, recommendations included; empty for a feed that passes."""
    second = feed.splitlines()[1]
    found = [] if feed.startswith(HEADER) and NAMESPACE in second else ["itunes namespace: not in the second line"]
    channel = fromstring(feed).find("channel")
    if channel is None:
        return [*found, "no channel"]
    found += [*_present(channel, (*REQUIRED, *RECOMMENDED), "channel"), *_values(channel)]
    found += [*_channel(channel)]
    items = channel.findall("item")
    for item in items:
        found += [*_present(item, (*ITEM_REQUIRED, *ITEM_RECOMMENDED), "item"), *_item(item)]
    return [*found, *_order(items)]


def _present(parent: Element, names: tuple[str, ...], where: str) -> Iterator[str]:
    for name in names:
        if len(parent.findall(name)) != 1:
            yield f"{where}: {name} must be there once"


def _values(channel: Element) -> Iterator[str]:
    for element in channel.iter():
        text = element.text or ""
        if len(element) == 0 and element.tag not in LONG:
            if len(text) > 255:
                yield f"{element.tag}: more than 255 characters"
            if text != text.strip():
                yield f"{element.tag}: space around the value"
        if element.tag == "description" and len(text.encode()) > 4000:
            yield "description: more than 4000 bytes"
        if element.tag == f"{ITUNES}explicit" and text not in {"true", "false"}:
            yield f"explicit: {text!r}"
        if element.tag == f"{ITUNES}image" and not re.search(r"\.(jpe?g|png)$", element.get("href", ""), re.I):
            yield f"image: {element.get('href')!r}"


def _channel(channel: Element) -> Iterator[str]:
    if not re.fullmatch(r"[a-z]{2}(-[a-z]{2,4})*", channel.findtext("language", "")):
        yield f"language: {channel.findtext('language')!r}"
    for category in channel.findall(f"{ITUNES}category"):
        known = CATEGORIES.get(category.get("text", ""))
        below = [child.get("text", "") for child in category]
        if known is None or not set(below) <= set(known):
            yield f"category: {category.get('text')!r} with {below}"
    if channel.findtext(f"{ITUNES}type") not in {None, "episodic", "serial"}:
        yield f"type: {channel.findtext(f'{ITUNES}type')!r}"


def _item(item: Element) -> Iterator[str]:
    sound = item.find("enclosure")
    if sound is not None:
        suffix = sound.get("url", "").rpartition(".")[2].lower()
        if TYPES.get(suffix) != sound.get("type"):
            yield f"enclosure: {sound.get('url')!r} as {sound.get('type')!r}"
        if not sound.get("length", "").isdigit() or sound.get("length") == "0":
            yield f"enclosure: length {sound.get('length')!r}"
        if not sound.get("url", "").isascii():
            yield f"enclosure: {sound.get('url')!r} is not ASCII"
    if not item.findtext(f"{ITUNES}duration", "").isdigit():
        yield "duration: not in seconds"


def _order(items: list[Element]) -> Iterator[str]:
    sounds = [sound.get("url", "") for item in items for sound in item.findall("enclosure")]
    for value, count in Counter([*sounds, *(item.findtext("guid", "") for item in items)]).items():
        if count > 1:
            yield f"{value!r} appears twice"
    written = [item.findtext("pubDate") for item in items]
    dates = [parsedate_to_datetime(date) for date in written if date]
    if dates != sorted(dates, reverse=True):
        yield "the newest episode must come first"
