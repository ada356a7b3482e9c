"""TOML front matter: values through the standard library's parser, changes at the places of its statements."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from frontmatter.default_handlers import BaseHandler

from jobs.article.fences import broken, lines
from jobs.article.splice import Edit, Value, is_bare, next_item, quoted, refused, spelt_as
from jobs.regex import regex

_TOKEN = regex(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}]|\n|[^"\'#\[\]{}\n]+',
    re.DOTALL,
)
_NAME = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEY = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_STATEMENT = regex(rf"(?P<key>{_KEY})[ \t]*=[ \t]*|\[\[?[ \t]*(?P<table>{_KEY})[ \t]*\]\]?")
_BETWEEN = regex(r"(?:[ \t\r\n]|#[^\n]*)*")
_SIMPLE = regex(r"[A-Za-z0-9_-]+", re.ASCII)
_AT = regex(r"at line (\d+)")


class _Handler(BaseHandler):
    """What python-frontmatter lacks when the package `toml` is not installed."""

    FM_BOUNDARY = re.compile(r"^\+{3,}\s*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"

    def load(self, fm: str) -> dict[str, Any]:
        return tomllib.loads(fm)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A table header (`start` to `end`) or a key with its value (`start` to `end`), its full path, and where
    its line begins and the next one starts."""

    path: tuple[str, ...]
    table: tuple[str, ...]
    is_header: bool
    row: int
    start: int
    end: int
    next_row: int


def parse(text: str, line: int = 1) -> dict[str, Any]:
    """The values of `text`. `line`: where it begins in the file.

    Raises ArticleError for broken TOML (duplicate keys are, in TOML) and for nesting too deep to read.
    """
    try:
        return _Handler().load(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT.search(str(error))
        at = line + (int(found[1]) - 1 if found else lines(text))
        what = re.sub(r" \(at .*\)$", "", str(error))
        raise broken(at, f"broken TOML front matter: {what}") from None
    except RecursionError:
        raise broken(line, "broken TOML front matter: nested too deep") from None
    except ValueError as error:
        raise broken(line, f"broken TOML front matter: {error}") from None


def add(text: str, name: str, language: str, newline: str) -> Edit:
    """The edit after which the array at `name` has `language` as its last item.

    Raises ArticleError for a table and for a value that is neither a list of text nor a text.
    """
    statements = list(_statements(text))
    values = parse(text)
    spelling = spelt_as(values, name)
    if spelling is None:
        at = _before_tables(text, statements)
        return Edit(at, at, f"{_key(name)} = [{quoted(language)}]{newline}")
    value, place = values[spelling], _value_of(statements, spelling)
    if place is None:
        raise refused(name, "it is a table")
    raw = text[place.start : place.end]
    if value == "":
        return Edit(place.start, place.end, f"[{quoted(language)}]")
    if isinstance(value, str) and not lines(raw):
        return Edit(place.start, place.end, f"[{raw}, {_string(language, raw[0])}]")
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise refused(name, "it is no list of texts")
    return _add_item(text, place, language)


def change(text: str, fields: Mapping[str, Value], newline: str) -> list[Edit]:
    """The edits after which each key of `fields` has its value. New keys go before the first table, new
    mappings become tables at the end.

    Raises ArticleError for a table that is written in several places or with dotted keys.
    """
    statements = list(_statements(text))
    names = {statement.path[0] for statement in statements}
    tables_last = sorted(fields, key=lambda name: isinstance(fields[name], Mapping))
    return [_change(text, statements, spelt_as(names, name), name, fields[name], newline) for name in tables_last]


def _change(
    text: str, statements: list[_Statement], spelling: str | None, name: str, value: Value, newline: str
) -> Edit:
    if spelling is None:
        if isinstance(value, Mapping):
            return Edit(len(text), len(text), _table(_key(name), value, newline))
        at = _before_tables(text, statements)
        return Edit(at, at, f"{_key(name)} = {_value(value)}{newline}")
    place = _value_of(statements, spelling)
    if place is not None:
        quote = text[place.start] if text[place.start] in "\"'" else '"'
        return Edit(place.start, place.end, _value(value, quote))
    if not isinstance(value, Mapping):
        raise refused(name, "it is a table")
    block = [index for index, statement in enumerate(statements) if statement.path[0] == spelling]
    first, last = statements[block[0]], statements[block[-1]]
    whole = block == list(range(block[0], block[-1] + 1))
    if not whole or not first.is_header or first.path != (spelling,) or "[[" in text[first.row : first.end]:
        raise refused(name, "it is not one table under one header")
    return Edit(first.row, last.next_row, _table(_key(spelling), value, newline))


# --- places ----------------------------------------------------------------------------------------------


def _statements(text: str) -> Iterator[_Statement]:
    """The statements of TOML that has been parsed already."""
    table: tuple[str, ...] = ()
    at = _skip(text, 0)
    while at < len(text):
        found = _STATEMENT.match(text, at)
        if not found:
            raise refused("+++", f"{text[at : at + 20]!r} is not understood")
        if found["table"]:
            table, start, end = _path(found["table"]), at, found.end()
            path = table
        else:
            path = table + _path(found["key"])
            start, end = found.end(), _value_end(text, found.end())
        stop = text.find("\n", end)
        next_row = len(text) if stop < 0 else stop + 1
        yield _Statement(path, table, bool(found["table"]), at, start, end, next_row)
        at = _skip(text, end)


def _path(key: str) -> tuple[str, ...]:
    value: Any = tomllib.loads(f"{key} = 0")
    path: tuple[str, ...] = ()
    while isinstance(value, dict):
        ((name, value),) = value.items()
        path = (*path, name)
    return path


def _value_end(text: str, start: int) -> int:
    depth, end = 0, start
    for token in _TOKEN.finditer(text, start):
        word = token.group()
        if depth == 0 and (word == "\n" or word.startswith("#")):
            break
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(word, 0)
        if word.strip() and not word.startswith("#"):
            end = token.start() + len(word.rstrip())
    return end


def _skip(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _before_tables(text: str, statements: list[_Statement]) -> int:
    """Where a new top-level key goes: the end, or behind the last one before the first table."""
    top = [statement for statement in statements if not statement.table]
    if len(top) == len(statements):
        return len(text)
    return top[-1].next_row if top else 0


def _value_of(statements: list[_Statement], name: str) -> _Statement | None:
    """The statement that gives the top-level key `name` its whole value."""
    return next((one for one in statements if one.path == (name,) and not one.is_header), None)


def _add_item(text: str, place: _Statement, language: str) -> Edit:
    tokens = _TOKEN.finditer(text, place.start, place.end)
    strings = [token for token in tokens if token.group()[0] in "\"'"]
    if not strings:
        return Edit(place.start + 1, place.start + 1, quoted(language))
    last = strings[-1]
    return next_item(text, last.start(), last.end(), _string(language, last.group()[0]))


# --- values ----------------------------------------------------------------------------------------------


def _table(name: str, value: Mapping[str, Any], newline: str) -> str:
    """A table with its keys, its own tables below it."""
    simple = {key: inner for key, inner in value.items() if not isinstance(inner, Mapping)}
    rows = [f"[{name}]", *(f"{_key(key)} = {_value(inner)}" for key, inner in simple.items())]
    inner_tables = [_table(f"{name}.{_key(key)}", inner, newline) for key, inner in value.items() if key not in simple]
    return "".join(f"{row}{newline}" for row in rows) + "".join(inner_tables)


def _value(value: Any, quote: str = '"') -> str:
    if isinstance(value, Mapping):
        members = [f"{_key(key)} = {_value(inner)}" for key, inner in value.items()]
        return f"{{ {', '.join(members)} }}" if members else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(quoted(item) for item in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | time):
        return value.isoformat()
    return _string(value, quote) if isinstance(value, str) else repr(value)


def _string(text: str, quote: str) -> str:
    return f"'{text}'" if quote == "'" and "'" not in text and is_bare(text) else quoted(text)


def _key(name: str) -> str:
    return name if _SIMPLE.fullmatch(name) else quoted(name)
