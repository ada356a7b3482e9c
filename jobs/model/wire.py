"""What goes over the wire: one JSON object of segments out, one back, and whatever else a model answers.

The shapes are this house's own (ARCHITECTURE.md, wire format). Nothing here knows HTTP or a provider.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jobs.regex import regex

SCHEMA: dict[str, Any] = {
    "name": "translation",
    "strict": True,
    "schema": {
        "type": "object",
        "properties": {
            "segments": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"id": {"type": "string"}, "text": {"type": "string"}},
                    "required": ["id", "text"],
                    "additionalProperties": False,
                },
            }
        },
        "required": ["segments"],
        "additionalProperties": False,
    },
}
"""The reply's shape, as `response_format.json_schema` takes it: strict, so every key is required."""

_START = regex(r'\{\s*["}]|\[\s*[{\]]')
"""Where an object or a list of objects begins. Inside a JSON string its quote is escaped: no match."""

_AFTER_SEGMENT = regex(r"[ \t]*(?:[,\]}{]|\r|\n|```|\Z)")
"""What may follow a segment saved from broken JSON; anything else says that a stray quote cut it short."""

_THINKING = regex(r"\s*<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_THOUGHT = regex(r"[^{\[`]*</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
_PATIENCE = 20
"""Replies are three levels deep; one that nests a thousand deep this often is noise, and slow to read."""
_UNWRITABLE = regex("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Item:
    """A segment as the model sees it."""

    id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A reply, read: `texts` by id, and wanted ids without one text.

    `problem` says in a sentence what is wrong with it, or is empty.
    """

    texts: dict[str, str]
    missing: tuple[str, ...] = ()
    problem: str = ""


def request(
    items: Iterable[Item],
    *,
    title: str = "",
    context: str = "",
    glossary: Mapping[str, str] | None = None,
    previous: Mapping[str, str] | None = None,
    reasons: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """The last user message: one JSON object, compact, CJK as it is, empty parts left out.

    `previous` and `reasons` by segment id make a segment a second try.
    """
    previous, reasons = previous or {}, reasons or {}
    segments = [_segment(item, previous.get(item.id, ""), reasons.get(item.id, ())) for item in items]
    parts = {"title": title, "context": context, "glossary": dict(glossary or {})}
    message = {name: part for name, part in parts.items() if part} | {"segments": segments}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _segment(item: Item, previous: str, reasons: Sequence[str]) -> dict[str, Any]:
    segment: dict[str, Any] = {"id": item.id}
    if item.kind not in {"", "paragraph"}:
        segment["kind"] = item.kind
    segment["text"] = item.text
    if previous:
        segment["previous"] = previous
    if reasons:
        segment["reasons"] = list(reasons)
    return segment


def parse(text: str, wanted: Sequence[str]) -> Parsed:
    """What a reply says about the `wanted` ids. Never raises.

    Fences, chatter and thoughts around the JSON are peeled off; from JSON that is cut short or broken, every
    complete segment is kept and no half one. Texts that contradict each other are no text at all.
    """
    said = text.removeprefix("\ufeff")
    thinking = _THINKING.match(said) or _THOUGHT.match(said)
    said = said[thinking.end() :] if thinking else said
    names = {_name(name): name for name in wanted}
    given: dict[str, list[Any]] = {}
    whole = False
    for value, alone in _values(said):
        whole = whole or not alone
        for name, answer in _pairs(value, names):
            given.setdefault(names.get(name, name), []).append(answer)
    texts = {name: given[name][0] for name in wanted if name in given and _is_one_text(given[name])}
    missing = tuple(name for name in dict.fromkeys(wanted) if name not in texts)
    return Parsed(texts, missing, _problem(said, whole, bool(given), missing))


def _problem(said: str, whole: bool, given: bool, missing: Sequence[str]) -> str:
    """In a sentence what is wrong with a reply, or ""."""
    if not said.strip():
        return "the reply is empty"
    if not whole and not given:
        return "the reply holds no JSON that can be read"
    if not whole:
        return "the reply's JSON is cut short or broken"
    return f"the reply lacks {len(missing)} segment(s)" if missing else ""


def _values(said: str) -> Iterator[tuple[Any, bool]]:
    """JSON values in `said` from left to right; True: a segment object on its own, saved from broken JSON."""
    at, failures = 0, 0
    while failures < _PATIENCE and (found := _START.search(said, at)):
        try:
            value, at = _DECODER.raw_decode(said, found.start())
        except (ValueError, RecursionError) as error:
            failures += isinstance(error, RecursionError)
            at = found.start() + 1
            continue
        alone = _is_segment(value)
        if not alone or _AFTER_SEGMENT.match(said, at):
            yield value, alone


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys that are given twice with different values are None."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        found[key] = None if key in found and found[key] != value else value
    return found


_DECODER = json.JSONDecoder(strict=False, object_pairs_hook=_unique)
"""Not strict: raw line breaks inside strings are a common slip, and they change nothing."""


def _pairs(value: Any, names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """(id, answer) in a decoded value: segments, a list of them, an object that holds one, or {id: text}."""
    if _is_segment(value):
        yield _name(value["id"]), value["text"]
    elif isinstance(value, list):
        for item in value:
            if _is_segment(item):
                yield _name(item["id"]), item["text"]
    elif isinstance(value, dict):
        for key, inner in value.items():
            if _name(key) in names:
                yield _name(key), inner
            elif isinstance(inner, list | dict):
                yield from _pairs(inner, names)


def _is_segment(value: Any) -> bool:
    return isinstance(value, dict) and "id" in value and "text" in value


def _name(given: Any) -> str:
    """An id without white space; numbers as their digits."""
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    return re.sub(r"\s+", "", str(given))


def _is_one_text(answers: Sequence[Any]) -> bool:
    """Is it one string that can be written, however often it was given?"""
    first = answers[0]
    return isinstance(first, str) and all(answer == first for answer in answers) and not _UNWRITABLE.search(first)
