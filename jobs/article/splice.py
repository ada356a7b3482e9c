"""A change to a front matter text: what replaces which characters, and how strings are spelt safely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from jobs.errors import ArticleError
from jobs.regex import regex

Value: TypeAlias = "str | bool | int | float | date | Sequence[str] | Mapping[str, Any]"

_HINT = "Write it as a plain list of language codes, for example `translations: [zh-cn]`, then run again."
_UNSAFE = regex('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_OWN_LINE = regex(r"(?:\r\n|\n|\r)[ \t]*\Z")
_LINE_END = regex(r"([ \t]*,)?([ \t]*(?:#[^\r\n]*)?)(?=[\r\n])")
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` takes the place of the characters from `start` to `end`."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """`text` after all `edits`; those at one place keep their order."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def quoted(text: str) -> str:
    """`text` in double quotes, spelt so that YAML, TOML and JSON all read the same string, on one line."""
    return '"' + _UNSAFE.sub(lambda found: _escape(found.group()), text) + '"'


def is_bare(text: str) -> bool:
    """Can `text` stand between quotes without an escape, double quotes and backslashes aside?"""
    return all(found in '"\\' for found in _UNSAFE.findall(text))


def next_item(text: str, start: int, end: int, item: str) -> Edit:
    """The edit that puts `item` behind a list's last item, which is at `start` to `end`.

    An item with a line of its own gets the new one below it, comments and a trailing comma as they were.
    """
    pad = _OWN_LINE.search(text[:start])
    if not pad:
        return Edit(end, end, f", {item}")
    tail = _LINE_END.match(text, end)
    if not tail:
        return Edit(end, end, f",{pad.group()}{item}")
    comma = tail[1] or ""
    return Edit(end, tail.end(), f"{comma or ','}{tail[2]}{pad.group()}{item}{comma.strip()}")


def spelt_as(keys: Iterable[str], name: str) -> str | None:
    """The key that is `name` to Hugo, which takes no account of case; None when there is none.

    Raises ArticleError when there are two.
    """
    found = [key for key in keys if key.lower() == name.lower()]
    if len(found) > 1:
        spellings = " and ".join(f"`{key}`" for key in found)
        raise ArticleError(f"{spellings} are the same key to Hugo", hint="Keep one of them, then run again.")
    return found[0] if found else None


def refused(name: str, why: str, hint: str = "") -> ArticleError:
    """The error for a key that can't be changed safely."""
    fallback = _HINT if name.lower() == "translations" else f"Write `{name}` in a simpler form, then run again."
    return ArticleError(f"`{name}` in the front matter can't be changed safely: {why}", hint=hint or fallback)


def checked(name: str, value: Any, depth: int = 0) -> None:
    """Raise ArticleError unless `value` can be written: text, numbers, dates, lists of text, mappings two deep."""
    if isinstance(value, Mapping) and depth <= 2:
        for key, inner in value.items():
            checked(f"{name}.{key}", key)
            checked(f"{name}.{key}", inner, depth + 1)
    elif isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        for item in value:
            checked(name, item)
    elif isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise refused(name, "the text holds half a surrogate pair", "Give valid Unicode.") from None
    elif not isinstance(value, bool | int | float | date):
        raise refused(name, f"a value of type {type(value).__name__} has no spelling here", "Give it as text.")


def _escape(character: str) -> str:
    return _SHORT.get(character) or f"\\u{ord(character):04x}"
