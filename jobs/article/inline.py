"""Small marks inside prose that render: hard breaks, struck-out text, signs written as entities, escaped asterisks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.entities import codepoint2name
from typing import TYPE_CHECKING
from unicodedata import category

if TYPE_CHECKING:
    from jobs.article.markdown import Event

BREAK, STRUCK, EMPHASIS, ASTERISK = "hard line break", "~~", "emphasis", "\\*"
_SPACE = "\N{NO-BREAK SPACE}"


def marks(body: bytes, events: Iterable[Event]) -> Iterator[str]:
    """Each mark of `body` in order, signs by the name of their entity; punctuation and wide spaces are a language's."""
    reach = 0
    for event in events:
        match event.name, event.tag:
            case "HardBreak", _:
                yield BREAK
            case "Start", ("Emphasis" | "Strong"):
                yield EMPHASIS
            case "Start", "Strikethrough" if body.startswith(b"~~", event.start):
                yield STRUCK
            case "Text", _:
                raw = body[event.start : event.end]
                if raw[:1] == b"&" and len(event.detail) == 1 and is_sign(event.detail):
                    yield entity(event.detail)
                elif raw[:1] == b"*" and reach < event.start and body[event.start - 1 : event.start] == b"\\":
                    yield ASTERISK
        reach = event.end if event.name != "Start" else reach


def is_sign(char: str) -> bool:
    """Is it a sign that a page in any language shows, as © and → are, or the space that no line is broken at?"""
    return char == _SPACE or category(char)[0] == "S"


def entity(char: str) -> str:
    """How HTML spells a character: `&copy;`, `&#9992;`."""
    return f"&{codepoint2name.get(ord(char), f'#{ord(char)}')};"
