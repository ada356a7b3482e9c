"""Markdown as byte ranges: foreign markup masked, pyromark's events, and the inventory of what must survive.

Offsets are UTF-8 byte offsets into the body throughout.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import pyromark

from jobs.article import addresses
from jobs.article.inline import marks
from jobs.article.markup import CODE_NAMES, INDENTING, MATH, Markup, candidates, partners
from jobs.regex import regex

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    | pyromark.Options.ENABLE_MATH
    | pyromark.Options.ENABLE_DEFINITION_LIST
)
"""What Hugo's goldmark understands out of the box, and math."""

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f\u3007"
"""Chinese characters for use inside a regular expression's class (Unicode blocks of CJK ideographs)."""

_SHORTCODE = regex(rb"\{\{[<%](?:(?!\{\{[<%]|\n[ \t\r]*\n).)*?[>%]\}\}", re.DOTALL)
"""One tag; it does not run across a blank line, so that an unclosed one cannot swallow the article."""

_SHORTCODE_NAME = regex(rb"\{\{[<%]\s*(?P<close>/?)\s*(?P<name>[^\s>%/]+)")
_HAN = regex(f"[{HAN}]")
_WORD = regex(r"(?<![\\A-Za-z])[A-Za-z]{3}")
"""A word that is no command of TeX."""

_PROSE = frozenset({"Text", "SoftBreak", "HardBreak"})
"""Events that a translation may change as it likes."""

REMEMBERED = 256
"""Bodies whose events are kept: an article is cut when it is planned, and counted when its translation is judged."""

_BULLET = b"+   "

_READINGS = 4
"""How often a body is read to find its markup: what one reading finds may have looked like code to the one before."""

_LITERAL = frozenset({"Code", "CodeBlock", "Html", "HtmlBlock", "InlineHtml", "InlineMath", "DisplayMath"})

_COUNTED = frozenset({"Link", "Image", "FootnoteDefinition"})
"""Containers that an inventory counts."""

_NO_PROSE = frozenset({"Link", "Image", "CodeBlock"})
"""Containers whose text is no running text."""

INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image", "Superscript", "Subscript"})
"""Containers inside a leaf block; every other Start or End begins or ends a block."""


class Event(NamedTuple):
    """One parser event: `name` such as "Start" or "Text", `tag` such as "Paragraph", `detail` its attributes.

    A tuple, since bodies have thousands of them: a frozen dataclass takes three times as long to make.
    """

    name: str
    tag: str
    detail: Any
    start: int
    end: int


def has_han(text: str) -> bool:
    """Is there a Chinese character in `text`?"""
    return _HAN.search(text) is not None


def shortcodes(body: bytes) -> list[tuple[int, int]]:
    """Ranges of single Hugo shortcode tags, opening and closing ones alike, in order."""
    return [match.span() for match in _SHORTCODE.finditer(body)]


def shortcode_blocks(body: bytes, names: frozenset[str] = frozenset()) -> list[tuple[int, int]]:
    """Ranges of shortcodes where a pair counts as one range with all that is between; they don't overlap.

    `names`: only these are taken for pairs, if there are any.
    """
    tags = shortcodes(body)
    pairs = partners(body, tags, _SHORTCODE_NAME, names)
    ranges: list[tuple[int, int]] = []
    reach = 0
    for start, end in tags:
        if start < reach:
            continue
        reach = pairs.get(start, end)
        ranges.append((start, reach))
    return ranges


def shortcode_code(body: bytes) -> list[tuple[int, int]]:
    """Ranges between the tags of paired shortcodes whose content is code, formulas or drawings, and no prose."""
    tags = dict(shortcodes(body))
    pairs = ((start, end) for start, end in shortcode_blocks(body, CODE_NAMES) if tags[start] < end)
    return [(tags[start], body.rfind(b"{{", start, end)) for start, end in pairs]


def markup(body: bytes, hidden: list[tuple[int, int]], formulas: Collection[str] | None = None) -> list[Markup]:
    """Syntax of site generators outside of code, HTML, formulas and `hidden` ranges, in order and without overlaps.

    `formulas`: as in `parse`.
    """
    possible, found = candidates(body), list[Markup]()
    for _ in range(_READINGS if possible else 0):
        events = parse(body, hidden=covered(hidden, found), formulas=formulas)
        taken = sorted([*hidden, *_literal(body, events)])
        before, found = found, _outside(possible, taken)
        if found == before:
            break
    return found


def covered(hidden: list[tuple[int, int]], found: list[Markup]) -> list[tuple[int, int]]:
    """`hidden` and the ranges of `found`, in order."""
    return sorted([*hidden, *(span for markup in found for span in markup.ranges)]) if found else hidden


def _literal(body: bytes, events: list[Event]) -> Iterator[tuple[int, int]]:
    """Ranges in which nothing is markup but what the parser has read: code, HTML, formulas, a heading's attributes."""
    behind = 0
    for event in events:
        if event.name == "InlineMath" and _is_chinese(body[event.start : event.end]):
            continue  # two prices and Chinese between them, and no formula
        if event.name in _LITERAL or (event.name == "Start" and event.tag in _LITERAL):
            yield event.start, event.end
        elif event.name == "End" and event.tag == "Heading":
            yield behind, event.end
        behind = event.end


def _is_chinese(formula: bytes) -> bool:
    """Has it Chinese, and no command of TeX in which that may stand?"""
    return b"\\" not in formula and _HAN.search(formula.decode()) is not None


def _outside(possible: list[Markup], taken: list[tuple[int, int]]) -> list[Markup]:
    """Those of `possible` that start in no `taken` range, and in no other of them."""
    starts, ends = [start for start, _ in taken], [0, *accumulate((end for _, end in taken), max)]
    found, reach = list[Markup](), 0
    for one in possible:
        if one.start >= max(reach, ends[bisect_right(starts, one.start)]):
            found.append(one)
            reach = one.end
    return found


def mask(body: bytes, hidden: list[tuple[int, int]]) -> bytes:
    """`body` with each hidden range as one inert word of the same length, as Hugo's own placeholders are.

    What makes the indented text below it its content is the word behind the bullet of an item that does so, too.
    """
    if not hidden:
        return body
    masked = bytearray(body)
    for start, end in hidden:
        masked[start:end] = b"x" * (end - start)
        if body.startswith(INDENTING, start) and end - start >= len(_BULLET):
            masked[start : start + len(_BULLET)] = _BULLET
    return bytes(masked)


def parse(
    body: bytes, *, hidden: list[tuple[int, int]] | None = None, formulas: Collection[str] | None = None
) -> list[Event]:
    """All events of `body` with byte ranges; `hidden` ranges (default: shortcode tags) count as plain words.

    `formulas`: those of the source, when `body` is its translation: dollars around any other words are prices.
    """
    masked = bare = mask(body, shortcodes(body) if hidden is None else hidden)
    while True:
        found = _events(masked)
        prices = [event.start for event in found if is_prose_math(body, event, formulas)]
        if not prices:
            return found if masked is bare else [_with_dollars(body, masked, event) for event in found]
        # Read again with these dollars as a sign that means nothing, so that what they enclosed is seen.
        changed = bytearray(masked)
        for at in prices:
            changed[at] = ord("%")
        masked = bytes(changed)


def _with_dollars(body: bytes, masked: bytes, event: Event) -> Event:
    raw = body[event.start : event.end]
    read = masked[event.start : event.end]
    if event.name != "Text" or read == raw or read.decode() != event.detail or b"$" not in raw:
        return event
    return Event(event.name, event.tag, raw.decode(), event.start, event.end)


@lru_cache(maxsize=REMEMBERED)
def _events(masked: bytes) -> list[Event]:
    """The parser's events as tuples; they are shared, and nobody may change them.

    Every event of every body comes by here: hence no function call for each.
    """
    found, make = list[Event](), tuple.__new__
    event: Any
    for event, span in pyromark.events_with_range(masked.decode(), options=OPTIONS):
        if isinstance(event, str):
            row = (event, "", None, span["start"], span["end"])
        else:
            ((name, detail),) = event.items()
            tag = ""
            if name in {"Start", "End"}:
                tag, detail = (detail, None) if isinstance(detail, str) else next(iter(detail.items()))
            row = (name, tag, detail, span["start"], span["end"])
        found.append(make(Event, row))
    return found


def is_prose_math(body: bytes, event: Event, formulas: Collection[str] | None = None) -> bool:
    """Dollars that pyromark took for a formula: prose between two prices.

    A formula holds no Chinese outside a TeX command and no link, and, as in pandoc, its closing dollar is not
    followed by a digit. What begins with a digit and holds neither an operator nor a command is a price.
    The Chinese between two prices is English in a translation, where `formulas` tell them apart.
    """
    if event.name != "InlineMath":
        return False
    formula = str(event.detail)
    if formulas is not None and _WORD.search(formula):
        return formula not in formulas
    after = body[event.end : event.end + 1]
    return (
        ("\\" not in formula and has_han(formula))
        or "](" in formula
        or after.isdigit()
        or (formula[:1].isdigit() and not re.search(r"[\\^_=+{}<>]", formula) and bool(re.search(r"\s|-$|–$", formula)))
    )


@dataclass(frozen=True)
class Inventory:
    """What a translation must not change: the blocks in order, everything else as multisets."""

    blocks: tuple[tuple[str, int], ...]
    """(block event, byte offset) in document order; equality looks at the events alone."""
    links: Counter[str]
    images: Counter[str]
    code: Counter[str]
    code_blocks: tuple[str, ...]
    shortcode_code: tuple[str, ...]
    html: Counter[str]
    math: Counter[str]
    footnotes: Counter[str]
    shortcodes: Counter[str]
    markup: Counter[str]
    """Syntax of site generators, with … in the place of a title."""
    references: Counter[str]
    addresses: Counter[str]
    """Bare ones in running text."""
    marks: Counter[str]

    @property
    def skeleton(self) -> tuple[str, ...]:
        """The block events alone."""
        return tuple(block for block, _ in self.blocks)


def inventories(source: bytes, target: bytes) -> tuple[Inventory, Inventory]:
    """What two bodies hold, the second one a translation of the first."""
    wanted = inventory(source)
    return wanted, inventory(target, frozenset(wanted.math))


@lru_cache(maxsize=4)
def inventory(body: bytes, formulas: frozenset[str] | None = None) -> Inventory:
    """Count everything in `body` that a translation must leave alone; shared by all who ask, and not to be changed.

    `formulas`: as in `parse`.
    """
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("links", "images", "code", "html", "math", "footnotes")
    }
    blocks: list[tuple[str, int]] = []
    code_blocks: list[str] = []
    in_code: list[str] | None = None
    tags = shortcodes(body)
    found = markup(body, tags, formulas)
    hidden = covered(tags, found)
    events = parse(body, hidden=hidden, formulas=formulas)
    for event in events:
        name, tag = event.name, event.tag
        if name == "Start" and tag == "CodeBlock":
            in_code = []
        elif name == "End" and tag == "CodeBlock":
            code_blocks.append("".join(in_code or []))
            in_code = None
        elif in_code is not None:
            in_code.append(body[event.start : event.end].decode())
            continue
        elif name in _PROSE:
            continue
        if name not in {"Start", "End"} or tag in _COUNTED:
            _count(body, event, counts)
        label = _block_label(event)
        if label:
            blocks.append((label, event.start))
    counts["math"].update(_spelt(body, one) for one in found if one.kind == MATH)
    return Inventory(
        blocks=tuple(blocks),
        code_blocks=tuple(code_blocks),
        shortcodes=Counter(body[start:end].decode() for start, end in tags),
        shortcode_code=tuple(body[start:end].decode() for start, end in shortcode_code(body)),
        markup=Counter(_spelt(body, one) for one in found if one.kind != MATH),
        references=_references(mask(body, hidden)),
        addresses=Counter(_addresses(events)),
        marks=Counter(marks(body, events)),
        **counts,
    )


def _count(body: bytes, event: Event, counts: dict[str, Counter[str]]) -> None:
    match event.name, event.tag:
        case "Start", "Link":
            counts["links"][event.detail["dest_url"]] += 1
        case "Start", "Image":
            counts["images"][event.detail["dest_url"]] += 1
        case "Code", _:
            counts["code"][" ".join(str(event.detail).split())] += 1
        case (("InlineHtml" | "Html"), _):
            counts["html"][" ".join(body[event.start : event.end].decode().split())] += 1
        case (("InlineMath" | "DisplayMath"), _):
            counts["math"][str(event.detail)] += 1
        case "FootnoteReference", _:
            counts["footnotes"][str(event.detail)] += 1
        case "Start", "FootnoteDefinition":
            counts["footnotes"][f"{event.detail}:"] += 1


def _addresses(events: list[Event]) -> Iterator[str]:
    """Bare addresses of running text: what stands in links, images, code and HTML is none."""
    run, inside = "", 0
    for event in events:
        inside += {"Start": 1, "End": -1}.get(event.name, 0) * (event.tag in _NO_PROSE)
        if event.name == "Text" and not inside:
            run += str(event.detail)
        elif run:
            yield from (run[start:end] for start, end in addresses.spans(run))
            run = ""


def _spelt(body: bytes, found: Markup) -> str:
    pieces = [" ".join(body[start:end].decode().split()) for start, end in found.ranges]
    return "…".join(pieces)


def _references(masked: bytes) -> Counter[str]:
    if b"]:" not in masked:
        return Counter()  # another reading of the whole body is saved
    found = pyromark.reference_definitions(masked.decode(), options=OPTIONS)
    return Counter(f"{label} → {definition['dest']}" for label, definition in found.items())


def reference_titles(body: bytes) -> list[str]:
    """The titles of the definitions of references in `body`."""
    if b"]:" not in body:
        return []
    tags = shortcodes(body)
    found = pyromark.reference_definitions(mask(body, covered(tags, markup(body, tags))).decode(), options=OPTIONS)
    return [definition["title"] or "" for definition in found.values()]


def _block_label(event: Event) -> str:
    """The block event as a comparable word, or "" for an inline event."""
    if event.name == "End":
        return "" if event.tag in INLINE else f"/{event.tag}"
    if event.name in {"Rule", "TaskListMarker"}:
        return f"{event.name} {event.detail}"
    if event.name != "Start" or event.tag in INLINE:
        return ""
    detail = event.detail
    if event.tag == "Heading":
        detail = (detail["level"], detail["id"], detail["classes"], detail["attrs"])
    return f"{event.tag} {detail}"


def text_runs(body: bytes) -> Iterator[str]:
    """Rendered text of `body`, one string per leaf block; code blocks, HTML, images and shortcodes are left out."""
    run: list[str] = []
    images = code = 0
    for event in parse(body):
        step = {"Start": 1, "End": -1}.get(event.name, 0)
        images += step if event.tag == "Image" else 0
        code += step if event.tag == "CodeBlock" else 0
        if step and event.tag not in INLINE:
            if run:
                yield "".join(run)
            run = []
        elif event.name in {"Text", "Code"} and not images and not code:
            raw = body[event.start : event.end]
            run.append(_SHORTCODE.sub(b"", raw).decode() if b"{{" in raw else str(event.detail))
        elif event.name in {"SoftBreak", "HardBreak"}:
            run.append(" ")
    if run:
        yield "".join(run)
