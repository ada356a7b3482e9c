"""JSON front matter: values through a checked parse, changes at the places of its members."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from frontmatter.default_handlers import JSONHandler

from jobs.article.fences import broken, lines
from jobs.article.splice import Edit, Value, next_item, quoted, refused, spelt_as
from jobs.regex import regex

_BLANK = regex(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def parse(text: str, line: int = 1) -> dict[str, Any]:
    """The object that `text` is. `line`: where it begins in the file.

    Raises ArticleError for broken JSON, duplicate keys, NaN or infinity, and nesting too deep to read.
    """
    try:
        values = JSONHandler().load(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise broken(line + lines(text[: error.pos]), f"broken JSON front matter: {error.msg}") from None
    except RecursionError:
        raise broken(line, "broken JSON front matter: nested too deep") from None
    except ValueError as error:
        raise broken(line, f"broken JSON front matter: {error}") from None
    return dict(values)


def add(text: str, name: str, language: str, newline: str) -> Edit:
    """The edit after which the array at `name` has `language` as its last item.

    Raises ArticleError when the value is neither a list of text, a text, nor null.
    """
    places = _members(text)
    spelling = spelt_as(places, name)
    if spelling is None:
        return _append(text, places, [f"{quoted(name)}: [{quoted(language)}]"])
    start, end, value = places[spelling]
    if value is None or value == "":
        return Edit(start, end, f"[{quoted(language)}]")
    if isinstance(value, str):
        return Edit(start, end, f"[{text[start:end]}, {quoted(language)}]")
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise refused(name, "it is no list of texts")
    if not value:
        return Edit(start + 1, start + 1, quoted(language))
    begin, stop = list(_items(text, start))[-1]
    return next_item(text, begin, stop, quoted(language))


def change(text: str, fields: Mapping[str, Value], newline: str) -> list[Edit]:
    """The edits after which each key of `fields` has its value; missing keys are appended in the file's style."""
    places = _members(text)
    pad = _pad(text)
    edits, missing = [], []
    for name, value in fields.items():
        spelling = spelt_as(places, name)
        if spelling is None:
            missing.append(f"{quoted(name)}: {_value(name, value, pad, pad)}")
        else:
            start, end, _ = places[spelling]
            edits.append(Edit(start, end, _value(name, value, pad, pad)))
    return [*edits, _append(text, places, missing)] if missing else edits


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key `{twice}` is there twice")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _members(text: str) -> dict[str, tuple[int, int, Any]]:
    """(start, end, value) of every member of the object, by key."""
    places = {}
    at = _skip(text, 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        start = _skip(text, _skip(text, at) + 1)
        value, at = _DECODER.raw_decode(text, start)
        places[key] = (start, at, value)
        at = _skip(text, at)
        at = _skip(text, at + 1) if text[at] == "," else at
    return places


def _items(text: str, start: int) -> Iterator[tuple[int, int]]:
    """(start, end) of every item of the array at `start`."""
    at = _skip(text, start + 1)
    while text[at] != "]":
        begin = at
        _, end = _DECODER.raw_decode(text, begin)
        yield begin, end
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _pad(text: str) -> str:
    """Newline and indentation before the first member; "" when it stands on the brace's line."""
    blank = text[1 : _skip(text, 1)]
    found = re.search(r"(?:\r\n|\n|\r)[ \t]*\Z", blank)
    return found.group() if found else ""


def _append(text: str, places: Mapping[str, tuple[int, int, Any]], members: list[str]) -> Edit:
    pad = _pad(text)
    if places:
        at = max(end for _, end, _ in places.values())
        return Edit(at, at, "".join(f",{pad or ' '}{member}" for member in members))
    return Edit(1, 1, f",{pad or ' '}".join(members))


def _value(name: str, value: Any, pad: str, step: str) -> str:
    """`value` as JSON; objects are indented by `step` (newline and blanks) beyond `pad`, or on one line."""
    if isinstance(value, Mapping):
        deeper = pad + (step.lstrip("\r\n") or "  ") if step else ""
        rows = [f"{quoted(key)}: {_value(name, inner, deeper, step)}" for key, inner in value.items()]
        between = f",{deeper}" if step else ", "
        return f"{{{deeper}{between.join(rows)}{pad}}}" if rows else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(quoted(item) for item in value)}]"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise refused(name, f"JSON has no spelling for {value}", "Give a finite number.")
    return json.dumps(value)
