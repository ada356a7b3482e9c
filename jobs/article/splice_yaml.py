"""YAML front matter: changes at the marks of its nodes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from jobs.article.fences import lines
from jobs.article.splice import Edit, Value, is_bare, next_item, quoted, refused, spelt_as
from jobs.article.yaml_nodes import CORE, MERGE, compose, parse
from jobs.regex import regex

_PLAIN = regex(r"[^\W\d_](?:[^:#\[\]{},\\\s]|[ ](?=\S)|,(?=\S| \S)|:(?=[^\s:#]))*")
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "none"])
_SIMPLE = regex(r"[A-Za-z][\w-]*", re.ASCII)
_DOCUMENT_END = regex(r"(?:\A|(?<=[\r\n]))\.\.\.(?=\s|\Z)")
_DASH = regex(r"[ \t]*-[ \t]+")


@dataclass(frozen=True, slots=True)
class _Place:
    """A top-level key's value in the text: `colon` is just behind the colon, `end` behind the value."""

    name: str
    colon: int
    node: yaml.Node
    end: int

    @property
    def start(self) -> int:
        """Where the value starts, its own line if it has one."""
        return int(self.node.start_mark.index)

    @property
    def is_empty(self) -> bool:
        """Is nothing written at all?"""
        return self.start == self.node.end_mark.index


def add(text: str, name: str, language: str, newline: str) -> Edit:
    """The edit after which the list at `name` has `language` as its last item.

    Raises ArticleError for a mapping, alias, anchor, tag, merge key, block scalar, or an item of many lines.
    """
    root = _compose(text)
    place = _place(text, root, name)
    if place is None:
        return _append(text, root, f"{_key(name)}: [{quoted(language)}]", newline)
    node = place.node
    if isinstance(node, yaml.SequenceNode):
        _plain_items(name, node)
        return _add_flow(text, node, language) if node.flow_style else _add_block(text, place, language, newline)
    if not isinstance(node, yaml.ScalarNode):
        raise refused(name, "it is a mapping")
    if place.is_empty:
        return Edit(place.start, place.start, f" [{quoted(language)}]")
    raw = text[place.start : place.end]
    if node.tag == f"{CORE}null" or not node.value:
        return Edit(place.start, place.end, f"[{quoted(language)}]")
    if node.style in {"|", ">"} or lines(raw):
        raise refused(name, "it is a text of many lines")
    if not node.style and set(raw) & set(",[]{}"):
        raise refused(name, f"{raw!r} is one text, not a list")
    return Edit(place.start, place.end, f"[{raw}, {_scalar(language, node.style)}]")


def items(text: str, name: str) -> list[str]:
    """The scalars at `name` as they are written: `no` is "no" here, not False."""
    root = _compose(text)
    place = _place(text, root, name)
    if place is None:
        return []
    nodes = place.node.value if isinstance(place.node, yaml.SequenceNode) else [place.node]
    return [node.value for node in nodes if isinstance(node, yaml.ScalarNode)]


def change(text: str, fields: Mapping[str, Value], newline: str) -> list[Edit]:
    """The edits after which each key of `fields` has its value; keys that are not there are appended.

    Raises ArticleError for a value that is an alias, anchored, tagged, or comes from a merge key.
    """
    root = _compose(text)
    return [edit for name, value in fields.items() for edit in _changes(text, root, name, value, newline)]


def _compose(text: str) -> yaml.MappingNode | None:
    root = compose(text)
    if root and root.flow_style:
        raise refused("{…}", "the whole front matter is one flow mapping", "Write one key on each line.")
    return root


def _place(text: str, root: yaml.MappingNode | None, name: str) -> _Place | None:
    pairs = {key.value: (key, value) for key, value in root.value} if root else {}
    spelling = spelt_as(pairs, name)
    if spelling is None:
        if any(key.tag == MERGE for key, _ in pairs.values()) and spelt_as(parse(text), name):
            raise refused(name, "it comes from a merge key `<<`")
        return None
    key, node = pairs[spelling]
    colon = re.compile(r"[ \t]*:").match(text, key.end_mark.index)
    if not colon:
        raise refused(name, "its key is written with `?`")
    if node.start_mark.index < colon.end():
        raise refused(name, "it is an alias")
    if text[node.start_mark.index : node.start_mark.index + 1] in {"&", "!"}:
        raise refused(name, "it has an anchor or a tag")
    return _Place(spelling, colon.end(), node, _end(name, text, node))


def _end(name: str, text: str, node: yaml.Node) -> int:
    """Just behind the last character of a value; a block's end mark is at the next token, too far."""
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    if not isinstance(node, yaml.CollectionNode) or node.flow_style:
        return start + len(text[start:end].rstrip())
    last = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    if not start <= last.start_mark.index <= end:
        raise refused(name, "it ends with an alias")
    return _end(name, text, last)


def _append(text: str, root: yaml.MappingNode | None, line: str, newline: str) -> Edit:
    if _DOCUMENT_END.search(text):
        raise refused(line.partition(":")[0], "a line `...` ends the front matter before its fence")
    pad = " " * root.value[0][0].start_mark.column if root and root.value else ""
    body = "".join(f"{pad}{row}{newline}" for row in line.split("\n"))
    return Edit(len(text), len(text), body)


# --- lists -----------------------------------------------------------------------------------------------


def _plain_items(name: str, node: yaml.SequenceNode) -> None:
    for item in node.value:
        if not isinstance(item, yaml.ScalarNode):
            raise refused(name, "an item is a list or a mapping")
        if item.tag == f"{CORE}null" or item.start_mark.index == item.end_mark.index:
            raise refused(name, "an item is empty")
        if item.start_mark.index < node.start_mark.index:
            raise refused(name, "an item is an alias")
        if item.style in {"|", ">"} or item.end_mark.line != item.start_mark.line:
            raise refused(name, "an item goes over several lines")


def _add_flow(text: str, node: yaml.SequenceNode, language: str) -> Edit:
    """Behind the last item; on a line of its own if that one has a line of its own."""
    if not node.value:
        at = node.start_mark.index + 1
        return Edit(at, at, quoted(language))
    last = node.value[-1]
    return next_item(text, last.start_mark.index, last.end_mark.index, _scalar(language, last.style))


def _add_block(text: str, place: _Place, language: str, newline: str) -> Edit:
    """A line below the last item's, with its indentation and quotes."""
    last = place.node.value[-1]
    row = last.start_mark.index - last.start_mark.column
    dash = _DASH.match(text, row)
    if not dash:
        raise refused(place.name, "its last item does not stand behind a dash of its own line")
    end = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)?").match(text, place.end)
    at = end.end() if end else place.end
    return Edit(at, at, f"{dash.group()}{_scalar(language, last.style)}{newline}")


# --- values ----------------------------------------------------------------------------------------------


def _changes(text: str, root: yaml.MappingNode | None, name: str, value: Value, newline: str) -> Iterator[Edit]:
    place = _place(text, root, name)
    if place is None:
        yield _append(text, root, f"{_key(name)}:{_value(value, 2)}", newline)
        return
    node = place.node
    if isinstance(value, list | tuple) and isinstance(node, yaml.SequenceNode) and value:
        yield from _list_changes(text, place, value, newline)
    elif isinstance(value, Mapping) and value:
        pad = root.value[0][0].start_mark.column + 2 if root else 2
        gap = text[place.colon : place.start]
        start = place.colon + len(gap.rstrip()) if "#" in gap else place.colon
        yield Edit(start, place.end, _value(value, pad).replace("\n", newline))
    else:
        style = node.style if isinstance(node, yaml.ScalarNode) and not place.is_empty else '"'
        spelling = _value(value, 0, style).lstrip(" ")
        gap = text[place.colon : place.start]
        if place.is_empty or (lines(gap) and "#" not in gap):
            yield Edit(place.colon, place.end, f" {spelling}")
        else:
            yield Edit(place.start, place.end, spelling)


def _list_changes(text: str, place: _Place, value: Sequence[str], newline: str) -> Iterator[Edit]:
    """Item by item when the lists are equally long (comments stay), else the whole list in its style."""
    old = place.node.value
    inside = [
        isinstance(item, yaml.ScalarNode)
        and item.start_mark.index >= place.start
        and item.start_mark.index < item.end_mark.index
        and text[item.start_mark.index] not in "&!|>"
        for item in old
    ]
    if len(old) == len(value) and all(inside):
        for item, new in zip(old, value, strict=True):
            if item.value != new or item.tag != f"{CORE}str":
                yield Edit(item.start_mark.index, item.end_mark.index, _scalar(new, item.style, in_flow=True))
        return
    style = old[-1].style if old and inside[-1] else '"'
    spellings = [_scalar(item, style, in_flow=True) for item in value]
    if isinstance(place.node, yaml.CollectionNode) and place.node.flow_style:
        yield Edit(place.start, place.end, f"[{', '.join(spellings)}]")
    else:
        pad = newline + " " * place.node.start_mark.column
        yield Edit(place.start, place.end, pad.join(f"- {spelling}" for spelling in spellings))


def _value(value: Value, pad: int, style: str | None = '"') -> str:
    """What stands behind `key:`, with its leading space or newline; mappings are indented by `pad`."""
    if isinstance(value, Mapping):
        rows = [f"\n{' ' * pad}{_key(key)}:{_value(inner, pad + 2)}" for key, inner in value.items()]
        return "".join(rows) or " {}"
    if isinstance(value, list | tuple):
        return f" [{', '.join(quoted(item) for item in value)}]"
    return f" {_scalar(value, style)}"


def _scalar(value: Any, style: str | None, *, in_flow: bool = False) -> str:
    """One scalar on one line, in `style` when that is safe, else in double quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    if not isinstance(value, str):
        return str(value)
    if style == "'" and is_bare(value):
        return "'" + value.replace("'", "''") + "'"
    if not style and _is_plain(value) and not (in_flow and "," in value):
        return value
    return quoted(value)


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and is_bare(text) and text.lower() not in _WORDS


def _key(name: str) -> str:
    return name if _SIMPLE.fullmatch(name) and name.lower() not in _WORDS else quoted(name)


def _float(value: float) -> str:
    """YAML 1.1 wants a dot in every float, and has its own words for what is no number."""
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    spelling = repr(value)
    return spelling if "." in spelling else spelling.replace("e", ".0e")
