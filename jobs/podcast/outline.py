"""An article's body as a flat list of blocks, each with what a reader sees and what a listener is to hear."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from jobs.article.markdown import INLINE, Event, mask, parse, shortcode_blocks, shortcodes
from jobs.article.segments import cut
from jobs.podcast.wording import FORMULA, GAP, URL, said_code, said_formula, tidy
from jobs.regex import regex

BlockKind = Literal["heading", "paragraph", "item", "quote", "code", "table", "math"]


_PROSE = (
    "admonition alert aside attention blockquote callout caution danger details hint important info lead "
    "notice note quote success tip warning"
)
_PROSE_SHORTCODES = frozenset(_PROSE.split())
_NAME = regex(rb"\{\{[<%]\s*([^\s>%/]+)")
_CALLOUT = regex(r"\[!([A-Za-z][\w-]*)\][+-]?\s*")


@dataclass(frozen=True, slots=True)
class Block:
    """One block: `shown` is its visible text, `said` the same with code and formulas as a listener may take them.

    `level` is a heading's level or a list item's depth; `number` an ordered item's; `group` tells one list or
    quotation from the next; `callout` is a callout's name ("TIP"); `info` a code block's language; `columns` a
    table's head. `linked` says that there is nothing but links, `local` that these stay on the page.
    """

    kind: BlockKind
    shown: str = ""
    said: str = ""
    anchor: str = ""
    segment: str = ""
    level: int = 0
    number: int = 0
    group: int = 0
    callout: str = ""
    info: str = ""
    columns: tuple[str, ...] = ()
    linked: bool = False
    local: bool = False


def outline(body: bytes) -> list[Block]:
    """The blocks of `body` in order. Images, HTML, footnotes, and shortcodes that hold no prose are left out."""
    walker = _Walker(body, _hidden(body))
    return list(walker.blocks())


def heading_id(text: str, taken: set[str]) -> str:
    """The fragment that Hugo gives a heading of this rendered text (goldmark, type "github"); added to `taken`.

    Letters, decimal digits and `_` stay, in lower case; each space becomes `-`; a used one gets `-1`, `-2` …
    """
    kept = (c.lower() if _is_word(c) else "-" for c in text.strip() if c in "- " or _is_word(c))
    base = "".join(kept) or "heading"
    name, count = base, 0
    while name in taken:
        count += 1
        name = f"{base}-{count}"
    taken.add(name)
    return name


def _is_word(char: str) -> bool:
    return char == "_" or unicodedata.category(char)[0] == "L" or unicodedata.category(char) == "Nd"


def _hidden(body: bytes) -> list[tuple[int, int]]:
    """Shortcodes with all that they enclose; of those that hold prose, such as notes, the tags alone."""
    whole = shortcode_blocks(body)
    prose = [
        (start, end) for start, end in whole if (m := _NAME.match(body, start)) and m[1].decode() in _PROSE_SHORTCODES
    ]
    tags = [tag for tag in shortcodes(body) if any(start <= tag[0] and tag[1] <= end for start, end in prose)]
    return sorted([span for span in whole if span not in prose] + tags)


@dataclass
class _Run:
    """Inline text on its way: what is shown, what is said, and how much of it are links."""

    shown: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    outside: bool = False
    """Is there a word outside of links?"""
    dests: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    """Rendered text of the last line, from which a heading's fragment is made."""

    def add(self, shown: str, said: str | None = None) -> None:
        self.shown.append(shown)
        self.said.append(shown if said is None else said)


class _Walker:
    def __init__(self, body: bytes, hidden: list[tuple[int, int]]) -> None:
        self.body = body
        self.hidden = hidden
        self.segments = [(s.start, s.id) for s in cut(body) if "." not in s.id]
        self.stack: list[Event] = []
        self.numbers: list[int] = []
        self.groups: list[int] = []
        self.group = 0
        self.anchor = ""
        self.taken: set[str] = set()
        self.fresh = False
        self.head: list[str] | None = None

    def blocks(self) -> Iterator[Block]:
        """Runs of inline events between block events, each made into a block."""
        run: list[Event] = []
        for event in parse(self.body, hidden=self.hidden):
            is_block = event.name in {"Start", "End"} and event.tag not in INLINE
            if not is_block and event.name not in {"Rule", "TaskListMarker", "Html"}:
                run.append(event)
                continue
            if run:
                yield from self._leaf(run)
                run = []
            if event.name == "Start":
                yield from self._open(event)
            elif event.name == "End":
                yield from self._close(event)
        if run:
            yield from self._leaf(run)

    def _open(self, event: Event) -> Iterator[Block]:
        self.stack.append(event)
        if event.tag == "List":
            self.numbers.append(-1 if event.detail is None else int(event.detail))
        if event.tag in {"List", "BlockQuote"}:
            self.group += 1
            self.groups.append(self.group)
        if event.tag == "Item":
            self.fresh = True
        if event.tag == "TableHead":
            self.head = []
        if event.tag == "CodeBlock" and not self._unread():
            info = event.detail.get("Fenced", "") if isinstance(event.detail, dict) else ""
            yield self._block("code", info=_language(str(info)))

    def _close(self, event: Event) -> Iterator[Block]:
        self.stack.pop()
        if event.tag == "List":
            self.numbers.pop()
        if event.tag in {"List", "BlockQuote"}:
            self.groups.pop()
        if event.tag == "Item" and self.numbers and self.numbers[-1] >= 0:
            self.numbers[-1] += 1
        if event.tag == "Table" and not self._unread():
            yield self._block("table", columns=tuple(filter(None, self.head or [])))
            self.head = None

    def _unread(self) -> bool:
        return any(event.tag in {"HtmlBlock", "FootnoteDefinition"} for event in self.stack)

    def _block(self, kind: BlockKind, **more: Any) -> Block:
        return Block(kind, anchor=self.anchor, **more)

    def _leaf(self, run: list[Event]) -> Iterator[Block]:
        tags = [event.tag for event in self.stack]
        if "CodeBlock" in tags or self._unread():
            return
        text = self._rendered(run)
        shown, said = tidy("".join(text.shown)), tidy("".join(text.said))
        if "Table" in tags:
            if "TableHead" in tags and self.head is not None:
                self.head.append(shown)
        elif tags and tags[-1] == "Heading":
            yield from self._heading(self.stack[-1], text, shown, said, self._segment(run))
        elif said.strip(f".。 {FORMULA}") == "" and FORMULA in said:
            yield self._block("math")
        elif shown and said:
            yield self._prose(tags, text, shown, said, self._segment(run))

    def _heading(self, event: Event, text: _Run, shown: str, said: str, segment: str) -> Iterator[Block]:
        own = event.detail["id"]
        self.anchor = own or heading_id("".join(text.plain), self.taken)
        self.taken.add(self.anchor)
        level = int(str(event.detail["level"]).lstrip("Hh"))
        if shown and said:
            yield self._block("heading", shown=shown, said=said, segment=segment, level=level)

    def _prose(self, tags: list[str], text: _Run, shown: str, said: str, segment: str) -> Block:
        inner = next((tag for tag in reversed(tags) if tag in {"Item", "BlockQuote"}), "")
        more: dict[str, Any] = {"linked": bool(text.dests) and not text.outside}
        more["local"] = more["linked"] and all(dest.startswith("#") for dest in text.dests)
        more["group"] = self.groups[-1] if self.groups else 0
        if inner == "Item":
            number = self.numbers[-1] if self.fresh and self.numbers[-1] >= 0 else 0
            more |= {"level": tags.count("List"), "number": number}
            kind: BlockKind = "item" if self.fresh or tags.count("List") > 1 else "paragraph"
            self.fresh = False
            return self._block(kind, shown=shown, said=said, segment=segment, **more)
        marker = _CALLOUT.match(shown) if inner else None
        if marker:
            shown, said = shown[marker.end() :], said[marker.end() :]
            more["callout"] = marker[1].upper()
        return self._block("quote" if inner else "paragraph", shown=shown, said=said, segment=segment, **more)

    def _segment(self, run: list[Event]) -> str:
        start, end = run[0].start, max(event.end for event in run)
        return next((name for at, name in self.segments if start <= at < end), "")

    def _rendered(self, run: list[Event]) -> _Run:
        text, images, links = _Run(), 0, 0
        for event in run:
            step = {"Start": 1, "End": -1}.get(event.name, 0)
            if event.tag == "Image":
                images += step
            elif event.tag == "Link":
                links += step
                if step > 0:
                    self._link(event, text)
            elif not step and not images:
                self._inline(event, text, linked=links > 0)
        return text

    def _link(self, event: Event, text: _Run) -> None:
        text.dests.append(str(event.detail["dest_url"]))

    def _inline(self, event: Event, text: _Run, *, linked: bool) -> None:
        if event.name == "Text":
            plain = self._visible(event)
            text.outside |= not linked and bool(re.search(r"\w", URL.sub("", plain)))
            text.add(URL.sub(GAP, plain))
            text.plain.append(plain)
        elif event.name == "Code":
            code = " ".join(str(event.detail).split())
            text.outside |= not linked
            text.add(code, said_code(code))
            text.plain.append(code)
        elif event.name in {"InlineMath", "DisplayMath"}:
            formula = str(event.detail).strip()
            text.outside = True
            text.add(formula, said_formula(formula))
            text.plain.append(formula)
        elif event.name in {"SoftBreak", "HardBreak"}:
            text.add("\n")
            text.plain.clear()
        elif event.name == "InlineHtml" and re.match(r"<(?:br|/?p|/?div|/?li)\b", str(event.detail), re.IGNORECASE):
            text.add(" ")

    def _visible(self, event: Event) -> str:
        """A text event without the shortcodes in it."""
        spans = [(a, b) for a, b in self.hidden if a < event.end and event.start < b]
        if not spans:
            return str(event.detail)
        masked = mask(self.body, [])
        parts, at = [], event.start
        for start, end in spans:
            parts.append(masked[at : max(at, start)])
            at = max(at, end)
        return b"".join([*parts, masked[at : event.end]]).decode()


def _language(info: str) -> str:
    """The first word of a fence's info string: "go {linenos=true}" is "go"."""
    return re.split(r"[\s{,:]", info.strip().lstrip("."), maxsplit=1)[0].lower()
