"""What people did to a translation: their edits are noticed, learned into the memory, and kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from jobs.article.align import align
from jobs.article.files import read_bytes
from jobs.article.frontmatter import FrontMatter, read
from jobs.article.headings import aimed, lasting, leads
from jobs.article.markdown import inventories, inventory
from jobs.article.segments import Segment, cut, split
from jobs.article.target import BLOCK, EPISODE, Made, is_untouched, made

OWN_KEYS = frozenset({BLOCK, "translations", "lang"})


@dataclass(frozen=True)
class Standing:
    """A target file as it stands: "absent", "ours" (as yibo wrote it), "edited" by a person, or "foreign"."""

    kind: Literal["absent", "ours", "edited", "foreign"]
    data: bytes = b""
    front: FrontMatter | None = None
    made: Made | None = None


@dataclass(frozen=True)
class Base:
    """The pair of files that a person's edits are measured against."""

    source: FrontMatter
    target: FrontMatter


@dataclass(frozen=True)
class Edits:
    """A person's changes: texts by segment id of the base's source, front matter values by key.

    `lost` says in a sentence what could not be told apart segment by segment, or is "".
    """

    texts: Mapping[str, str]
    values: Mapping[str, Any]
    lost: str = ""


def standing(path: Path, *, max_bytes: int) -> Standing:
    """How the target at `path` stands. Raises ArticleError when it is there and can't be read."""
    if not path.exists() and not path.is_symlink():
        return Standing("absent")
    data = read_bytes(path, max_bytes)
    front = read(data)
    block = made(front)
    if block is None:
        return Standing("foreign", data, front)
    return Standing("ours" if is_untouched(front, block) else "edited", data, front, block)


def edits(base: Base, edited: FrontMatter, language: str, options: Mapping[str, bool]) -> Edits:
    """What a person changed between `base.target` and `edited`; the source is in `language`."""
    values = {
        key: edited.values.get(key)
        for key in [*base.target.values, *(k for k in edited.values if k not in base.target.values)]
        if key not in OWN_KEYS and edited.values.get(key) != base.target.values.get(key)
    }
    if inventory(base.target.body).skeleton != inventory(edited.body).skeleton:
        return Edits({}, values, "paragraphs were added, removed or joined")
    base, edited = _aimed_alike(base, edited)
    before = {segment.id: text for segment, text in align(base.source.body, base.target.body, aimed=True, **options)}
    texts, beyond = {}, 0
    for segment, text in align(base.source.body, edited.body, aimed=True, **options):
        if before.get(segment.id) != text:
            texts[segment.id] = text
            beyond += has_new_markup(segment, text)
    if beyond:
        return Edits(texts, values, "links, images or code were changed")
    translated = {segment.id for segment in split(base.source.body, language, **options)}
    around = [_around(body, translated, options) for body in (base.source.body, edited.body)]
    return Edits(texts, values, "" if around[0] == around[1] else "something that is not translated was changed")


def _aimed_alike(base: Base, edited: FrontMatter) -> tuple[Base, FrontMatter]:
    """The same three bodies, in which a link to a heading has one anchor: the one that yibo's target gave it.

    The source has its own, and so has a target of before links were mended; a person may have given the heading
    another text, and have changed the links with it or not.
    """
    there = leads(base.source.body, base.target.body)
    moved = lasting(leads(edited.body, base.target.body))
    source = replace(base.source, body=aimed(base.source.body, there))
    target = replace(base.target, body=aimed(base.target.body, lasting(there)))
    return Base(source, target), replace(edited, body=aimed(aimed(edited.body, moved), lasting(there)))


def _around(body: bytes, translated: Collection[str], options: Mapping[str, bool]) -> list[bytes]:
    """The lines of everything that yibo takes over from the source, ends of lines and of the file apart."""
    parts, at = [], 0
    for segment in sorted(cut(body, **options), key=lambda segment: (segment.start, -segment.end)):
        if segment.id in translated and segment.start >= at:
            parts.append(body[at : segment.start])
            at = segment.end
    return [line.rstrip() for line in b"\0".join([*parts, body[at:]]).rstrip().splitlines()]


def every_text(source: FrontMatter, target: FrontMatter, options: Mapping[str, bool]) -> dict[str, str]:
    """All texts of a target by segment id; none when the blocks don't correspond."""
    wanted, got = inventories(source.body, target.body)
    if wanted.skeleton != got.skeleton:
        return {}
    pairs = align(source.body, target.body, **options)
    return {segment.id: text for segment, text in pairs if not has_new_markup(segment, text)}


def own_values(target: FrontMatter, expected: FrontMatter, remembered: Collection[str]) -> dict[str, Any]:
    """Front matter values that only a person can have set: `expected` is what yibo would write around the same text.

    Keys in `remembered` are left out: their texts are in the memory. None: the key was removed.
    """
    keys = dict.fromkeys([*expected.values, *target.values])
    passed = OWN_KEYS | {*remembered, EPISODE}
    found = {key: target.values.get(key) for key in keys if key not in passed}
    return {key: value for key, value in found.items() if value != expected.values.get(key)}


def kept_values(values: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """(front matter values to set in the next target, what can't be kept or "")."""
    removed = [key for key, value in values.items() if value is None]
    odd = [key for key, value in values.items() if value is not None and not _settable(value)]
    problem = ", ".join([*(f"{key} was removed" for key in removed), *(f"{key} has a new form" for key in odd)])
    return {key: value for key, value in values.items() if key not in removed and key not in odd}, problem


def _settable(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, str | bool | int | float | date)


def has_new_markup(segment: Segment, text: str) -> bool:
    """Does `text` hide something that the source segment does not have?"""
    return any(f"⟦{number}⟧" in text for number in range(len(segment.hidden) + 1, len(segment.hidden) + 9))
