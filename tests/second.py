"""A second opinion on pages: markdown-it-py, which shares no code with the parser that yibo cuts with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

_TAG = re.compile(r"\{\{[<%](?:(?!\{\{[<%]).)*?[>%]\}\}", re.DOTALL)
_PAIRED = re.compile(r"\{\{[<%]\s*([\w/-]+)(?:(?!\{\{).)*?[>%]\}\}.*?\{\{[<%]\s*/\1\s*[>%]\}\}", re.DOTALL)
_HAN = re.compile("[\u3400-\u9fff]")


@cache
def _parser() -> MarkdownIt:
    return (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .use(footnote_plugin, inline=False)
        .use(deflist_plugin)
        .use(anchors_plugin, max_level=6)
        .use(dollarmath_plugin, allow_labels=False, allow_digits=False)
    )


def tokens(body: str) -> list[Token]:
    """Block and inline tokens in one list; shortcodes count as words."""
    hidden = _TAG.sub(lambda found: "x" * len(found.group()), body)
    return list(_flat(_parser().parse(hidden)))


def _flat(found: list[Token]) -> Iterator[Token]:
    for token in found:
        yield token
        yield from _flat(token.children or [])


def skeleton(body: str) -> list[str]:
    """Blocks in order, by type and tag."""
    return [f"{token.type} {token.tag}" for token in tokens(body) if token.block and token.type != "inline"]


def belongings(body: str) -> Counter[str]:
    """Links (to headings of the page by their number), images, code, HTML and shortcodes as a multiset."""
    found: Counter[str] = Counter(_TAG.findall(body))
    every = tokens(body)
    ids = (token.attrGet("id") for token in every if token.type == "heading_open")
    headings = {f"#{name}": f"to heading {number}" for number, name in enumerate(ids)}
    for token in every:
        if token.type == "link_open":
            href = str(token.attrGet("href"))
            found[f"link {headings.get(unquote(href), href)}"] += 1
        elif token.type == "image":
            found[f"image {token.attrGet('src')}"] += 1
        elif token.type in {"code_inline", "code_block", "fence", "html_inline", "html_block"}:
            found[f"{token.type} {' '.join(token.content.split())}"] += 1
        elif token.type in {"footnote_ref", "footnote_anchor"}:
            found[token.type] += 1
    return found


def prose(body: str) -> str:
    """What a reader reads, code and HTML left out."""
    return "\n".join(token.content for token in tokens(body) if token.type == "text")


def problems(source: str, target: str) -> list[str]:
    """What is wrong with `target` as a translation of the page `source` out of Chinese."""
    found = []
    if skeleton(source) != skeleton(target):
        found.append("other blocks")
    if belongings(source) != belongings(target):
        lost, new = belongings(source) - belongings(target), belongings(target) - belongings(source)
        found.append(f"lost {dict(lost)}, new {dict(new)}")
    left = _HAN.findall(prose(_PAIRED.sub("", target)))  # what stands between shortcodes is left alone by default
    if left:
        found.append(f"{len(left)} Chinese characters left")
    if "**" in prose(target):
        found.append("bare asterisks")
    return found
