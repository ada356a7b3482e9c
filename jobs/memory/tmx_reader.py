"""Read TMX 1.4 as a stream of units: expat, nothing fetched, no entity ever expanded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from jobs.errors import MemoryFileError
from jobs.regex import regex

CHAR = "x-yibo-char"
"""`type` of a placeholder that stands for a character which XML cannot hold; its content is the number in hex."""
NOT_XML = regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 (production 2) cannot hold, not even as a reference."""
_BLOCK = 1 << 16
_LONGEST = 2_000_000
"""Characters and elements in one unit; the longest paragraph is far below."""
_DEEPEST = 60
_CODES = frozenset({"ph", "it", "ut", "bpt", "ept"})
_EMPHASIS = regex(r"[*_~`]+")


@dataclass(frozen=True, slots=True)
class Code:
    """An inline element: `x` is what pairs it across languages (`x`, else `i`, else its content)."""

    name: str
    x: str


@dataclass(frozen=True, slots=True)
class Variant:
    """One language's text of a unit, in parts."""

    language: str
    parts: tuple[str | Code, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation unit: its variants, its properties by type, its TMX date ("" when it has none)."""

    variants: tuple[Variant, ...]
    props: Mapping[str, str]
    date: str


def read_units(path: Path) -> Iterator[Unit]:
    """The units of the TMX file at `path`, in order, with little of the file in memory at once.

    Raises MemoryFileError when the file cannot be read, is no TMX, or declares entities.
    """
    reader = _Reader()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                reader.feed(block)
                yield from reader.taken()
        reader.feed(b"", last=True)
        yield from reader.taken()
    except OSError as error:
        raise MemoryFileError(
            f"{path} cannot be read: {error.strerror or error}", hint="Name a TMX file that you may read."
        ) from error
    except (expat.ExpatError, _RefusedError, ValueError, LookupError) as error:
        raise MemoryFileError(
            f"{path} is not a TMX file that can be read: {error} (line {reader.line})",
            hint="Export it again as TMX 1.4 in UTF-8; its beginning may be in the memory already, which does no harm.",
        ) from error


class _RefusedError(Exception):
    """The file holds what this reader does not take."""


@dataclass
class _Open:
    """The unit that is being read."""

    props: dict[str, str]
    date: str
    variants: list[Variant] = field(default_factory=list)
    language: str = ""
    parts: list[str | Code] | None = None
    size: int = 0


class _Reader:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._parser.SkippedEntityHandler = self._entity
        self._done: list[Unit] = []
        self._open: _Open | None = None
        self._depth = 0
        self._prop: str | None = None
        self._code: tuple[str, Mapping[str, str], int] | None = None
        self._held: list[str] = []  # the text of the property or code that is being read

    @property
    def line(self) -> int:
        return self._parser.CurrentLineNumber

    def feed(self, block: bytes, *, last: bool = False) -> None:
        self._parser.Parse(block, last)

    def taken(self) -> list[Unit]:
        done, self._done = self._done, []
        return done

    def _entity(self, name: str, *_: Any) -> None:
        raise _RefusedError(f"it uses an entity of its own, {name!r}, and those are never expanded")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _RefusedError("its elements are nested too deeply")
        if self._depth == 1 and name != "tmx":
            raise _RefusedError(f"its outermost element is <{name}>")
        self._grow(1)
        if self._code:
            return  # <sub> and the like belong to the code around them
        if name == "tu":
            self._open = _Open({}, attributes.get("creationdate", ""))
        elif self._open is None:
            return
        elif self._open.parts is not None:
            if name in _CODES:
                self._code, self._held = (name, attributes, self._depth), []
        elif name == "prop":
            self._prop, self._held = attributes.get("type", ""), []
        elif name == "tuv":
            self._open.language = attributes.get("xml:lang") or attributes.get("lang", "")
        elif name == "seg":
            self._open.parts = []

    def _end(self, name: str) -> None:
        unit = self._open
        if self._code and self._code[2] == self._depth:
            self._end_code()
        elif unit and not self._code:
            if name == "prop" and self._prop is not None:
                unit.props[self._prop], self._prop = "".join(self._held), None
            elif name == "seg" and unit.parts is not None:
                unit.variants.append(Variant(unit.language, tuple(unit.parts)))
                unit.parts = None
            elif name == "tu":
                self._done.append(Unit(tuple(unit.variants), unit.props, unit.date))
                self._open = None
        self._depth -= 1

    def _end_code(self) -> None:
        """A code that only holds Markdown's emphasis, or a character, is text; any other one is a token."""
        assert self._code is not None
        assert self._open is not None
        assert self._open.parts is not None
        (name, attributes, _), content = self._code, "".join(self._held)
        self._code = None
        if attributes.get("type") == CHAR:
            self._open.parts.append(_character(content))
        elif _EMPHASIS.fullmatch(content):
            self._open.parts.append(content)
        else:
            self._open.parts.append(Code(name, attributes.get("x") or attributes.get("i") or content))

    def _text(self, data: str) -> None:
        if self._open is None:
            return
        self._grow(len(data))
        if self._code or self._prop is not None:
            self._held.append(data)
        elif self._open.parts is not None:
            self._open.parts.append(data)

    def _grow(self, size: int) -> None:
        if self._open:
            self._open.size += size
            if self._open.size > _LONGEST:
                raise _RefusedError("one unit is longer than any text")


def _character(number: str) -> str:
    character = chr(int(number, 16)) if len(number) <= 4 else ""
    if not NOT_XML.fullmatch(character):
        raise _RefusedError(f"{number!r} is no character that needs a placeholder")
    return character
