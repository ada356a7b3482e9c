"""A second opinion: what a reviewing model is asked, and what its reply says, in the categories of MQM."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jobs.fidelity.finding import Complaint

WEIGHTS = {"critical": 25, "major": 5, "minor": 1}
"""How much an error of each severity weighs: the usual scoring of Multidimensional Quality Metrics (MQM)."""

SENT_BACK = 5
"""Weight from which a segment gets one more try."""

CATEGORIES = (
    *("mistranslation", "omission", "addition", "untranslated"),
    *("terminology", "grammar", "style", "locale"),
)
_ERROR = {
    "type": "object",
    "properties": {
        "category": {"type": "string", "enum": list(CATEGORIES)},
        "severity": {"type": "string", "enum": list(WEIGHTS)},
        "note": {"type": "string"},
    },
    "required": ["category", "severity", "note"],
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "name": "review",
    "strict": True,
    "schema": {
        "type": "object",
        "properties": {
            "segments": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"id": {"type": "string"}, "errors": {"type": "array", "items": _ERROR}},
                    "required": ["id", "errors"],
                    "additionalProperties": False,
                },
            }
        },
        "required": ["segments"],
        "additionalProperties": False,
    },
}
"""The reply's shape, as `response_format.json_schema` takes it."""

_LONGEST_NOTE = 300
_MOST_FLAWS = 12
"""A reply is somebody else's text: notes are cut to this many characters, and so many of a segment are kept."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One error that the reviewer names."""

    category: str
    severity: str
    note: str

    def __str__(self) -> str:
        """As a reason for the translator and a line for the report."""
        return f"{self.category} ({self.severity}): {self.note}"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A text as the reviewer sees it."""

    id: str
    kind: str
    source: str
    target: str


def request(texts: Iterable[Reviewed], *, title: str = "", glossary: Mapping[str, str] | None = None) -> str:
    """The user message: one JSON object, empty parts left out."""
    pairs = [
        {
            "id": t.id,
            **({} if t.kind in {"", "paragraph"} else {"kind": t.kind}),
            "source": t.source,
            "target": t.target,
        }
        for t in texts
    ]
    parts = {"title": title, "glossary": dict(glossary or {})}
    message = {name: part for name, part in parts.items() if part} | {"pairs": pairs}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def parse(text: str) -> dict[str, tuple[Flaw, ...]] | None:
    """Flaws by segment id; None when the reply is no review. Never raises; what has another shape is left out."""
    for value in _objects(text):
        segments = value.get("segments")
        if isinstance(segments, list):
            graded = (item for item in segments if isinstance(item, dict) and isinstance(item.get("errors"), list))
            return {str(item.get("id")): tuple(_flaws(item["errors"]))[:_MOST_FLAWS] for item in graded}
    return None


def weight(flaws: Iterable[Flaw]) -> int:
    """The weights of all flaws together."""
    return sum(WEIGHTS[flaw.severity] for flaw in flaws)


def complaint(source: str, target: str, flaws: Iterable[Flaw], *, mended: bool) -> Complaint:
    """What the report says of a graded segment: a warning when it weighs too much and is as it was.

    `mended`: the text was sent back for these flaws and `target` is the new one.
    """
    said = "; ".join(map(str, flaws))
    grave = weight(flaws) >= SENT_BACK and not mended
    message = f"mended after review: {said}" if mended else said
    return Complaint(source, target, message, "warning" if grave else "info")


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """JSON objects in a reply, whatever stands around them: fences, chatter, thoughts."""
    decoder, at, failures = json.JSONDecoder(strict=False), text.find("{"), 0
    while at >= 0 and failures < 100:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            failures, end = failures + 1, at + 1
        else:
            yield value
        at = text.find("{", end)


def _flaws(errors: list[Any]) -> Iterator[Flaw]:
    for error in errors:
        if not isinstance(error, dict):
            continue
        severity, note = str(error.get("severity", "")).lower(), error.get("note")
        if severity in WEIGHTS and isinstance(note, str) and note.strip():
            shown = " ".join(note.split())[:_LONGEST_NOTE]
            yield Flaw(str(error.get("category") or "error").lower()[:40], severity, shown)
