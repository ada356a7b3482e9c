"""The bytes of a translated article, and the digests by which yibo knows its own work."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jobs.article.align import value_text
from jobs.article.files import digest
from jobs.article.frontmatter import FrontMatter, add_translation, read, set_fields
from jobs.article.languages import same_language
from jobs.article.segments import Segment, is_prose, plain
from jobs.article.splice import spelt_as
from jobs.article.summary import cut_short, truncated
from jobs.errors import ArticleError

BLOCK = "translation"
"""Front matter key of the block that says how a target was made."""

EPISODE = "podcast"
"""Front matter key of the article's episode."""

_NOT_CONTENT = frozenset({BLOCK, "translations", EPISODE})
"""Keys that yibo writes itself: they don't count when one asks whether an article has changed."""


@dataclass(frozen=True)
class Made:
    """What a target's front matter says of its making."""

    source: str
    target: str
    model: str
    prompt: str
    edited: bool
    """Does the text hold sentences of a person?"""


def content_digest(front: FrontMatter) -> str:
    """Digest of what an article says: body and front matter values, yibo's own keys left out."""
    values = {key: value for key, value in front.values.items() if key.lower() not in _NOT_CONTENT}
    canonical = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return digest(canonical.encode("utf-8", "surrogatepass") + b"\0" + front.body)


def made(front: FrontMatter) -> Made | None:
    """The `translation:` block of a target, or None for a file that yibo did not write."""
    block = front.values.get(BLOCK)
    if not isinstance(block, Mapping) or "source" not in block or "target" not in block:
        return None
    texts = {name: str(block.get(name, "")) for name in ("source", "target", "model", "prompt")}
    return Made(**texts, edited=block.get("edited") is True)


def expect_no_block(front: FrontMatter) -> None:
    """Raise ArticleError when a source uses the key of the `translation:` block for something of its own."""
    key = spelt_as(front.values, BLOCK)
    if key and made(front) is None:
        raise ArticleError(
            f"`{key}` in the front matter is not yibo's, and would be lost in the translation",
            hint=f"Give it another name: `{BLOCK}` says how a translation was made.",
        )


def is_untouched(front: FrontMatter, block: Made) -> bool:
    """Is the target still what yibo wrote?"""
    return block.target == content_digest(front)


def episode_block(front: FrontMatter, language: str) -> Mapping[str, Any] | None:
    """The `podcast:` block of an article in `language`; a target may have its source's, which is another episode."""
    block = front.values.get(EPISODE)
    if not isinstance(block, Mapping) or not same_language(str(block.get("lang") or language), language):
        return None
    return block


def field_segments(front: FrontMatter, names: Sequence[str], language: str) -> Iterator[Segment]:
    """Front matter values that are translated, as segments with the id `f.<name>`.

    A summary that is the body's first characters cut short is not among them: `build` makes it anew.
    """
    for name in names:
        key = spelt_as(front.values, name)
        value = front.values[key] if key else None
        if isinstance(value, str) and is_prose(value, language) and truncated(value, front.body) is None:
            yield plain(f"f.{key}", value, "title" if name in {"title", "linkTitle"} else "summary")


def field_texts(ours: FrontMatter, theirs: FrontMatter, names: Sequence[str], language: str) -> dict[str, str]:
    """What a translation says for each of the source's `field_segments`, by their ids."""
    found = {}
    for segment in field_segments(ours, names, language):
        key = segment.id.removeprefix("f.")
        if isinstance(theirs.values.get(key), str):
            found[segment.id] = value_text(segment, ours.values[key], theirs.values[key])
    return found


def build(
    source: bytes,
    body: bytes,
    fields: Mapping[str, str],
    *,
    language: str,
    names: Sequence[str],
    origin: Mapping[str, str | bool],
) -> bytes:
    """The whole target: the source's front matter with its entry, fields, `lang` and `translation:` replaced.

    `fields` are translated values by name, `origin` is the `translation:` block but for its digests.
    Raises ArticleError when the front matter has a form that can't be changed safely.
    """
    front = read(source)
    entered = read(add_translation(source, language))
    lang: str | list[str] = language if isinstance(front.value("lang"), str) else [language]
    changes: dict[str, Any] = {**_summaries(front, body, names), **fields, "lang": lang}
    values = {**entered.values, **{spelt_as(entered.values, name) or name: value for name, value in changes.items()}}
    digests = {"source": content_digest(front), "target": content_digest(replace(entered, body=body, values=values))}
    return set_fields(entered.head + body, {**changes, BLOCK: {**digests, **origin}})


def _summaries(front: FrontMatter, body: bytes, names: Sequence[str]) -> dict[str, str]:
    found = {}
    for name in names:
        value = front.value(name)
        cut = truncated(value, front.body) if isinstance(value, str) else None
        if cut:
            found[name] = cut_short(body, *cut)
    return found
