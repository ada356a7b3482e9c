"""Small marks inside prose that render: hard breaks, struck-out text, signs written as entities, escaped asterisks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.entities import codepoint2name
from typing import TYPE_CHECKING
from unicodedata import category

if TYPE_CHECKING:
    from jobs.article.markdown import Event

BREAK, STRUCK, EMPHASIS, ASTERISK = "hard line break", "~~", "emphasis", "\\*"
_BACKSLASH = ord("\\")
_SPACE = "\N{NO-BREAK SPACE}"


def marks(body: bytes, events: Iterable[Event]) -> Iterator[str]:
    """Each mark of `body` in order, signs by the name of their entity; punctuation and wide spaces are a language's."""
    reach = 0
    for event in events:
        name, first = event.name, body[event.start : event.start + 1]
        if name == "Start":
            if event.tag == "Emphasis" or event.tag == "Strong":
                yield EMPHASIS
            elif event.tag == "Strikethrough" and body.startswith(b"~~", event.start):
                yield STRUCK
            continue
        if name == "HardBreak":
            yield BREAK
        elif name == "Text" and first == b"&" and len(event.detail) == 1 and is_sign(event.detail):
            yield entity(event.detail)
        elif name == "Text" and first == b"*" and reach < event.start and body[event.start - 1] == _BACKSLASH:
            yield ASTERISK
        reach = event.end


def is_sign(char: str) -> bool:
    """Is it a sign that a page in any language shows, as © and → are, or the space that no line is broken at?"""
    return char == _SPACE or category(char)[0] == "S"


def entity(char: str) -> str:
    """How HTML spells a character: `&copy;`, `&#9992;`."""
    return f"&{codepoint2name.get(ord(char), f'#{ord(char)}')};"
