"""What the settings lack before directories take the podcast: PSP-1's and Apple's rules, each with its next step."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jobs.podcast.feed import LONGEST, LONGEST_DESCRIPTION
from jobs.regex import regex
from jobs.settings import Podcast

SMALLEST, LARGEST = 1400, 3000
"""Pixels along each side of a cover (Apple, PSP-1)."""

CATEGORIES: dict[str, tuple[str, ...]] = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": (*("Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"),),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        *("Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden"),
        "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        *("Business News", "Daily News", "Entertainment News", "News Commentary", "Politics", "Sports News"),
        "Tech News",
    ),
    "Religion & Spirituality": (
        *("Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"),
    ),
    "Science": (
        *("Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics", "Natural Sciences"),
        *("Nature", "Physics", "Social Sciences"),
    ),
    "Society & Culture": (*("Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"),),
    "Sports": (
        *("Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby"),
        *("Running", "Soccer", "Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling"),
    ),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
    "Technology": (),
    "True Crime": (),
}
"""Apple's categories with their subcategories, which PSP-1 takes over."""

_EMAIL = regex(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WEB = regex(r"https://[^\s/]+\.[^\s/]+|https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/|$)")
_SUFFIXES = {"jpeg": (".jpg", ".jpeg"), "png": (".png",)}
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that begin a frame header (ITU T.81, B.1.1.3)."""


@dataclass(frozen=True)
class Picture:
    """What a picture's header says. `colour` is "rgb", "grey", "palette", "alpha", "cmyk" or "unknown"."""

    format: str
    width: int
    height: int
    colour: str


def missing(podcast: Podcast, image: Path | None) -> list[str]:
    """Everything that stands between these settings and a feed that directories take, a line for each.

    `image` is the cover on this disk; None when it lies elsewhere or there is none.
    """
    return [*_texts(podcast), *_addresses(podcast), *_category(podcast), *_cover(podcast, image)]


def picture(data: bytes) -> Picture | None:
    """Format, size and colours of a PNG or JPEG file by its first bytes; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 26:
        width, height, _, colour = struct.unpack(">IIBB", data[16:26])
        kinds = {0: "grey", 2: "rgb", 3: "palette", 4: "alpha", 6: "alpha"}
        return Picture("png", width, height, kinds.get(colour, "unknown"))
    return _jpeg(data) if data.startswith(b"\xff\xd8") else None


def _jpeg(data: bytes) -> Picture | None:
    at = 2
    while at + 10 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _FRAMES:
            height, width, components = struct.unpack(">HHB", data[at + 5 : at + 10])
            kinds = {1: "grey", 3: "rgb", 4: "cmyk"}
            return Picture("jpeg", width, height, kinds.get(components, "unknown"))
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _texts(podcast: Podcast) -> Iterator[str]:
    if not podcast.title.strip():
        yield "podcast.title is empty: give the podcast its name."
    elif len(podcast.title) > LONGEST:
        yield f"podcast.title has {len(podcast.title)} characters: at most {LONGEST} are shown."
    size = len(podcast.description.encode())
    if not podcast.description.strip():
        yield "podcast.description is empty: say in a sentence or two what it is about."
    elif size > LONGEST_DESCRIPTION:
        yield f"podcast.description has {size} bytes: shorten it to {LONGEST_DESCRIPTION}."
    if not podcast.author.strip():
        yield "podcast.author is empty: name who makes the podcast."
    if not _EMAIL.fullmatch(podcast.email):
        yield "podcast.email is no address: directories write there to confirm the owner."
    if podcast.format == "opus":
        yield 'podcast.format is "opus", which Apple does not take: set "mp3" or "m4a".'


def _addresses(podcast: Podcast) -> Iterator[str]:
    for name, value, what in (
        ("link", podcast.link, "the podcast's home page"),
        ("base_url", podcast.base_url, "the folder where episodes and feed are published"),
    ):
        if not _WEB.match(value):
            yield f"podcast.{name} is {value!r}: give the https address of {what}."


def _category(podcast: Podcast) -> Iterator[str]:
    if podcast.category not in CATEGORIES:
        yield f"podcast.category is {podcast.category!r}: take one of {', '.join(CATEGORIES)}."
    elif podcast.subcategory and podcast.subcategory not in CATEGORIES[podcast.category]:
        known = ", ".join(CATEGORIES[podcast.category])
        advice = f"take one of {known}, or none." if known else f"{podcast.category} has none, leave it out."
        yield f"podcast.subcategory is {podcast.subcategory!r}: {advice}"


def _cover(podcast: Podcast, image: Path | None) -> Iterator[str]:
    if not podcast.image:
        yield f"podcast.image is empty: give a square PNG or JPEG of {SMALLEST} to {LARGEST} pixels."
    elif image is not None and not image.is_file():
        yield f"podcast.image: there is no file {image}."
    elif image is not None:
        yield from _judge(image)


def _judge(image: Path) -> Iterator[str]:
    """What is wrong with a cover on this disk."""
    found = picture(image.read_bytes())
    if found is None:
        yield f"podcast.image: {image.name} is neither PNG nor JPEG: save it as one of them."
        return
    if image.suffix.lower() not in _SUFFIXES[found.format]:
        yield f"podcast.image: {image.name} holds a {found.format.upper()}: name it {_SUFFIXES[found.format][0]}."
    size = f"{found.width} x {found.height} pixels"
    if found.width != found.height:
        yield f"podcast.image: {image.name} has {size}: make it square."
    if not (min(found.width, found.height) >= SMALLEST and max(found.width, found.height) <= LARGEST):
        yield f"podcast.image: {image.name} has {size}: each side needs {SMALLEST} to {LARGEST}."
    if found.colour != "rgb":
        yield f"podcast.image: {image.name} is not plain RGB ({found.colour}): save it as RGB without transparency."
