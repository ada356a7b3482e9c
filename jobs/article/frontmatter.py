"""Front matter: its values, and changes to it that leave every other byte as it was.

`head + body` is always the file. Every change is parsed again before it is given out: what was asked for is
there, every other key is equal, and the body is the same; otherwise ArticleError.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from jobs.article import splice_json, splice_toml, splice_yaml, yaml_nodes
from jobs.article.fences import Fenced, Format, split
from jobs.article.splice import Edit, Value, apply, checked, refused, spelt_as
from jobs.errors import ArticleError

_PARSE = {"yaml": yaml_nodes.parse, "toml": splice_toml.parse, "json": splice_json.parse}
_ADD = {"yaml": splice_yaml.add, "toml": splice_toml.add, "json": splice_json.add}
_CHANGE = {"yaml": splice_yaml.change, "toml": splice_toml.change, "json": splice_json.change}
_LIST = "translations"

_REMEMBERED = 512
"""Front matters that are kept as read: an article's is asked for a dozen times on its way, often of bytes that
were read just before, and YAML is slow to read."""


@dataclass(frozen=True)
class FrontMatter:
    """An article's front matter. `head` is everything before the body: BOM, fences, the newline after the last."""

    format: Format
    head: bytes
    body: bytes
    values: Mapping[str, Any]

    def value(self, name: str) -> Any:
        """The value of a key in any case, as Hugo reads it; None when there is none, or more than one."""
        found = [value for key, value in self.values.items() if key.lower() == name.lower()]
        return found[0] if len(found) == 1 else None


def read(data: bytes) -> FrontMatter:
    """The front matter of `data`: YAML (`---`), TOML (`+++`), JSON (`{…}`), or none.

    Keys are text as written; values are as PyYAML's SafeLoader, tomllib or json make them. Raises ArticleError,
    with the line, for bytes that are not UTF-8, NUL bytes, a fence that is never closed (as in Hugo), anything
    broken, duplicate keys, bombs of aliases, and nesting too deep.
    """
    return _front(split(data))


def add_translation(data: bytes, language: str) -> bytes:
    """`data` with `language` as the last item of its `translations`; unchanged when it is there in any case.

    A missing key becomes the last line of the front matter, missing front matter a YAML one. Raises ArticleError
    for forms that can't be changed safely: mapping, alias, anchor, tag, block scalar, duplicate key and the like.
    """
    checked(_LIST, language)
    parts = split(data)
    front = _front(parts)
    key = spelt_as(front.values, _LIST) or _LIST
    old = _listed(front.values.get(key))
    if _holds(old, language) or (
        parts.format == "yaml" and _has_misread(old) and _holds(splice_yaml.items(parts.text, _LIST), language)
    ):
        return data
    parts = _with_fences(parts)
    edit = _entry(parts.format, parts.text, language, parts.newline)
    return _changed(front, replace(parts, text=apply(parts.text, [edit])), {key: [*old, language]})


def set_fields(data: bytes, fields: Mapping[str, Value]) -> bytes:
    """`data` with each top-level key of `fields` replaced, or appended when missing; all else byte for byte.

    Values are text, booleans, numbers, lists of text, and mappings of these, nested at most two deep below
    their key. Raises ArticleError for values that are aliases, anchored, tagged or merged in.
    """
    for name, value in fields.items():
        checked(name, name)
        checked(name, value)
    if not fields:
        return data
    parts = split(data)
    front = _front(parts)
    parts = _with_fences(parts)
    edits = _CHANGE[parts.format](parts.text, fields, parts.newline)
    wanted = {spelt_as(front.values, name) or name: value for name, value in fields.items()}
    return _changed(front, replace(parts, text=apply(parts.text, edits)), wanted)


def _front(parts: Fenced) -> FrontMatter:
    values = _values(parts.format, parts.text, parts.line) if parts.format else {}
    return FrontMatter(parts.format, _head(parts), parts.body, values)


@lru_cache(maxsize=_REMEMBERED)
def _values(form: Format, text: str, line: int) -> Mapping[str, Any]:
    """The values of a front matter. They are shared: nobody may change them."""
    return MappingProxyType(_PARSE[form](text, line))


@lru_cache(maxsize=_REMEMBERED)
def _entry(form: Format, text: str, language: str, newline: str) -> Edit:
    return _ADD[form](text, _LIST, language, newline)


def _head(parts: Fenced) -> bytes:
    return (parts.opening + parts.text + parts.closing).encode()


def _with_fences(parts: Fenced) -> Fenced:
    """The same file, with an empty YAML front matter if it has none."""
    if parts.format:
        return parts
    fence = f"---{parts.newline}"
    return replace(parts, format="yaml", opening=parts.opening + fence, closing=fence)


def _holds(items: Iterable[Any], language: str) -> bool:
    return language.lower() in {str(item).lower() for item in items}


def _has_misread(items: Iterable[Any]) -> bool:
    """Is a language among them that YAML takes for something else, as `no` for False?"""
    return not all(isinstance(item, str) for item in items)


def _listed(value: Any) -> list[Any]:
    """The languages that a value of `translations` means: a list, one alone, or none."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list) else [value]


def _changed(front: FrontMatter, parts: Fenced, wanted: Mapping[str, Any]) -> bytes:
    """The new file, read again and found to differ in nothing but `wanted`."""
    data = _head(parts) + parts.body
    names = ", ".join(wanted)
    try:
        after = read(data)
    except ArticleError as error:
        raise refused(names, f"the result would not read ({error.message})") from error
    if after.body != front.body or _exact(after.values) != _exact({**front.values, **wanted}):
        raise refused(names, "more than that would change")
    return data


def _exact(value: Any) -> Any:
    """Equal for values equal in type and content: 1 is not True, NaN is NaN; the order of keys is free."""
    if isinstance(value, Mapping):
        return {key: _exact(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(item) for item in value]
    return repr(value)
