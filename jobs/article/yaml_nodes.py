"""YAML to plain values through one checked parse that no file can make slow, deep or ambiguous."""

from __future__ import annotations

from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from jobs.article.fences import broken, lines

MAX_DEPTH = 100
MAX_EXPANDED = 10_000
"""Nodes that aliases may add to those written down: front matter has no need for more, a bomb has billions."""

CORE = "tag:yaml.org,2002:"
MERGE = f"{CORE}merge"
_TAGS = frozenset(
    CORE + name
    for name in ("str", "int", "float", "bool", "null", "timestamp", "binary", "seq", "map", "merge", "value")
)
_MISFITS = (ValueError, KeyError, IndexError, AttributeError, TypeError, OverflowError)


class _Loader(yaml.CSafeLoader):
    """A safe loader that refuses bombs, duplicate keys and odd tags on the node graph, before it makes values."""

    def get_single_node(self) -> yaml.Node | None:
        root = super().get_single_node()
        if root is None:
            return None
        if not isinstance(root, yaml.MappingNode):
            raise _problem("the front matter is no mapping of keys to values", root)
        census = _Census()
        if census.size(root, 0) - len(census.sizes) > MAX_EXPANDED:
            raise _problem(f"aliases repeat more than {MAX_EXPANDED} nodes", root)
        return root

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except _MISFITS:
            raise _problem(f"the value {str(node.value)[:40]!r} does not fit its type", node) from None


class _Census:
    """Counts nodes as they are after every alias is expanded, and checks each once on the way."""

    def __init__(self) -> None:
        self.sizes: dict[int, int] = {}

    def size(self, node: yaml.Node, depth: int) -> int:
        """Nodes below and including `node`; cheap however often aliases repeat it."""
        known = self.sizes.get(id(node))
        if known is not None:
            if known == 0:
                raise _problem("an alias that contains itself", node)
            return known
        if node.tag not in _TAGS:
            raise _problem(f"the tag {node.tag.replace(CORE, '!!')} is not supported", node)
        self.sizes[id(node)] = 0
        total = 1 if isinstance(node, yaml.ScalarNode) else 1 + self._children(node, depth + 1)
        self.sizes[id(node)] = total
        return total

    def _children(self, node: yaml.Node, depth: int) -> int:
        if depth > MAX_DEPTH:
            raise _problem(f"nested more than {MAX_DEPTH} deep", node)
        if isinstance(node, yaml.MappingNode):
            node.value = _with_text_keys(node)
            return sum(1 + self.size(value, depth) for _, value in node.value)
        return sum(self.size(item, depth) for item in node.value)


def _with_text_keys(node: yaml.MappingNode) -> list[tuple[yaml.Node, yaml.Node]]:
    """The pairs of a mapping with every key as the text that is written (`no:` is "no"), each only once."""
    seen: set[str] = set()
    pairs: list[tuple[yaml.Node, yaml.Node]] = []
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _problem("a list or mapping as a key", key)
        if key.value in seen:
            raise _problem(f"the key `{key.value}` is there twice", key)
        seen.add(key.value)
        if key.tag not in {MERGE, f"{CORE}str"}:
            key = yaml.ScalarNode(f"{CORE}str", key.value, key.start_mark, key.end_mark, key.style)
        pairs.append((key, value))
    return pairs


def _problem(what: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=what, problem_mark=node.start_mark)


def parse(text: str, line: int = 1) -> dict[str, Any]:
    """The values of `text`, keys as text, as SafeLoader makes them otherwise.

    `line`: where `text` begins in the file. Raises ArticleError for broken YAML, duplicate keys, an alias bomb,
    nesting deeper than MAX_DEPTH, keys that are no scalars, tags beyond YAML's core, and a top level that is
    no mapping.
    """
    _shallow(text, line)
    try:
        return YAMLHandler().load(text, Loader=_Loader) or {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "it can't be parsed"
        raise broken(line + (mark.line if mark else 0), f"broken YAML front matter: {what}") from None
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        at = line + lines(text.encode()[:position].decode("utf-8", "ignore"))
        raise broken(at, f"broken YAML front matter: {str(error).splitlines()[0]}") from None


def _shallow(text: str, line: int) -> None:
    """Refuse what would nest too deep, before the C parser recurses into it (it ends the process).

    Counting brackets, dashes and indentation is cheap and enough for nearly every file; the rest is told
    by the flat stream of events.
    """
    rows = text.splitlines()
    brackets = text.count("[") + text.count("{")
    suspicious = brackets > 40 or any(
        row.count("-") + row.count("?") > 40 or row[:40].isspace() for row in rows if len(row) > 40
    )
    depth = 0
    if not suspicious:
        return
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                where = line + (event.start_mark.line if event.start_mark else 0)
                raise broken(where, f"broken YAML front matter: nested more than {MAX_DEPTH} deep")
    except yaml.YAMLError:
        return  # the parse proper says what and where, and stops at the same place


def compose(text: str) -> yaml.MappingNode | None:
    """The node graph of `text` that `parse` has read before, with marks in characters; None when it is empty."""
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
    finally:
        loader.dispose()
    return root if isinstance(root, yaml.MappingNode) else None
