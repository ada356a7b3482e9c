"""What the memory hands out and takes in: frozen values, and the key that a segment is known by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jobs.regex import regex

KEY_VERSION = 1
SHORT = 12
"""Longest visible text, in characters, whose meaning is taken to depend on its neighbours."""

ORIGINS = {"machine": 1, "import": 2, "person": 3}
"""Who wrote a translation, and how strong that makes it."""

# Spelt out, since white space to `str.strip` and `\s` follows the Unicode tables of the Python that runs them.
_SPACE = (
    "\t\n\x0b\x0c\r \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_INVISIBLE = regex(f"⟦[0-9]+⟧|[{_SPACE}*_~`]")


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Language codes as the settings spell them, such as `zh-CN` and `en`."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A verified translation. `origin` is one of ORIGINS, `created` an ISO time, `prompt` a fingerprint."""

    key: str
    source: str
    target: str
    pair: Pair
    model: str
    prompt: str
    origin: str
    created: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What `stat` says of a file: when both are the same, its content is taken to be.

    As in git, a file that was written in the very moment it was read can change without a new stamp: record
    no stamp for a file whose `mtime_ns` is less than two seconds (FAT's resolution) before the reading.
    """

    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Document:
    """What was last written for one article: both files' bytes, against which a person's edits are measured.

    `path` is relative to the root, with `/`; the digests are the caller's.
    """

    path: str
    pair: Pair
    source_digest: str
    target_digest: str
    source: bytes = field(repr=False)
    target: bytes = field(repr=False)
    source_stamp: Stamp | None = None
    target_stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class DocumentState:
    """A `Document` without its content: enough to see that there is nothing to do."""

    source_digest: str
    target_digest: str
    source_stamp: Stamp | None
    target_stamp: Stamp | None


@dataclass(frozen=True, slots=True)
class Held:
    """An article that was held back: not to be paid for again until `source_digest` or `settings` change."""

    path: str
    pair: Pair
    source_digest: str
    settings: str
    findings: tuple[dict[str, Any], ...]
    when: str


@dataclass(frozen=True, slots=True)
class Spent:
    """What a calendar month cost: USD, calls and tokens."""

    cost: float
    calls: int
    tokens: int


_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def key(text: str, *, pair: Pair, before: str = "", after: str = "", terms: Mapping[str, str] | None = None) -> str:
    """The name under which a translation of `text` is remembered: 64 hexadecimal digits.

    `before` and `after` are the neighbouring segments' source texts. They count only when `text` shows at
    most SHORT characters: a heading, table cell or list item of two or three words ("概述", "苹果", "是") is
    translated one way here and another there, while a clause of more than twelve Chinese characters carries
    a predicate and with it its own context; were neighbours to count there too, one edit would cost three
    paragraphs. `terms` are the glossary terms that occur in `text`. White space at the ends of the three
    texts does not count, nor do tokens, white space and emphasis marks when the length is taken.
    """
    text = _trim(text)
    short = len(_INVISIBLE.sub("", text)) <= SHORT
    around = [_trim(before), _trim(after)] if short else []
    parts = [KEY_VERSION, pair.source, pair.target, text, around, sorted((terms or {}).items())]
    return hashlib.sha256(_CANONICAL.encode(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _trim(text: str) -> str:
    return text.strip(_SPACE)
