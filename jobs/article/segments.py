"""Cut a body into segments with exact byte ranges, and put translated text back into them.

A segment's `text` is what the model reads: emphasis and inline code stay Markdown; addresses, HTML, shortcodes, markup,
images, footnote marks and hard breaks are hidden behind tokens `⟦1⟧`; a soft line break with its `> ` or
indentation is one newline. An image's alt text and a link's title are segments of their own inside the range
that a token hides. `join(body, segments, {})` is `body`, and so is joining every segment's own text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from jobs.article import addresses, headings
from jobs.article.markdown import (
    HAN,
    INLINE,
    REMEMBERED,
    Event,
    covered,
    markup,
    parse,
    shortcode_blocks,
)
from jobs.article.markup import CODE_NAMES, Markup
from jobs.regex import regex

TOKEN = regex(r"⟦(\d+)⟧")
_CODE = regex(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_ROUND = regex(r"\\?([()])")
_BRACKETS = regex(r"[⟦⟧]+")
_NEWLINE = regex(r"\r\n|\n|\r")
_NEWLINES = regex(rb"\r\n|\n|\r")
_LINE_PREFIX = regex(rb"[ \t]*(?:>[ \t]?)*[ \t]*")
_HARD_BREAK = regex(rb"[ \t]*\\?(?:\r\n|\n|\r)[ \t>]*")

_TITLE = regex(
    rb"""(?<=[ \t\r\n])(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|\(((?:\\.|[^()\\])*)\))[ \t\r\n]*\Z""", re.DOTALL
)
"""The title at the end of a link's address; a mark of its own kind is escaped in it."""

_PROSE = {
    "zh": regex(f"[{HAN}]"),
    "ja": regex(f"[{HAN}\u3040-\u30ff]"),
    "ko": regex(f"[{HAN}\uac00-\ud7af]"),
}
_LETTERS = regex(r"[^\W\d_]{2,}")

_LEADER = regex(
    r"(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)|(?P<mark>#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|~{3,}|`{3,}|=+\s*$|-+\s*$|\||:(?=\s)|\[\^?[^\]\n]+\]:)"
)
"""What would begin a block at the start of a line (CommonMark 4 and 5, tables, definition lists, footnotes)."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Bytes behind a token. `label`: of links by reference, which is spelt out where the text is another."""

    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of prose. `start`/`end` are byte offsets into the body; `hidden[i]` is behind token i + 1;
    `gaps` are the byte ranges of its soft line breaks, in order."""

    id: str
    kind: str
    text: str
    start: int
    end: int
    hidden: tuple[Hidden, ...] = field(default=(), repr=False)
    gaps: tuple[tuple[int, int], ...] = field(default=(), repr=False)


def is_prose(text: str, language: str) -> bool:
    """Does `text` (tokens and code left out) hold something to translate from `language`?"""
    pattern = _PROSE.get(language.lower().split("-")[0], _LETTERS)
    return pattern.search(text) is not None and pattern.search(visible(text)) is not None


def visible(text: str) -> str:
    """`text` without tokens and inline code: what a reader reads as prose."""
    shown = TOKEN.sub(" ", text) if "⟦" in text else text
    return _CODE.sub(" ", shown) if "`" in shown else shown


def split(
    body: bytes, language: str = "zh-CN", *, code_comments: bool = False, shortcode_text: bool = False
) -> list[Segment]:
    """The segments of `body` that hold prose in `language`, in document order, nested ones after their parent.

    `code_comments`: comments in fenced code too. `shortcode_text`: text between paired shortcodes too,
    but for those that enclose code.
    """
    found = cut(body, code_comments=code_comments, shortcode_text=shortcode_text)
    return [segment for segment in found if is_prose(segment.text, language)]


def cut(body: bytes, *, code_comments: bool = False, shortcode_text: bool = False) -> tuple[Segment, ...]:
    """Every segment of `body`, whether it holds prose or not. Bodies of one block skeleton get the same ids."""
    return _cut(body, code_comments, shortcode_text)


@lru_cache(maxsize=REMEMBERED)
def _cut(body: bytes, code_comments: bool, shortcode_text: bool) -> tuple[Segment, ...]:
    tags = shortcode_blocks(body, CODE_NAMES if shortcode_text else frozenset())
    found_markup = markup(body, tags)
    opaque = covered(tags, found_markup)
    cutter = _Cutter(body, opaque, found_markup, code_comments=code_comments)
    found = list(cutter.leaves(parse(body, hidden=opaque)))
    if code_comments:
        found.extend(cutter.comments)
        found.sort(key=lambda segment: (segment.start, -segment.end))
    return tuple(found)


@lru_cache(maxsize=REMEMBERED)
def behind(body: bytes) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """By the text of a segment, what its tokens hide, once for each way in which it is hidden.

    Nothing, where there are no tags and no addresses.
    """
    if not any(mark in body for mark in (b"<", b"{%", b"{{", b"://", b"www.")):
        return {}
    found: dict[str, dict[tuple[str, ...], None]] = {}
    for opened in (False, True) if b"{{" in body else (False,):
        for segment in cut(body, shortcode_text=opened):
            if segment.hidden:
                hidden = tuple(body[one.start : one.end].decode() for one in segment.hidden)
                found.setdefault(segment.text, {})[hidden] = None
    return {text: tuple(ways) for text, ways in found.items()}


def plain(id: str, text: str, kind: str = "title") -> Segment:  # noqa: A002
    """A front matter value as a segment, line breaks at its ends left out; its offsets count in its own bytes."""
    body = text.encode()
    start, end = len(body) - len(body.lstrip(b"\r\n")), len(body.rstrip(b"\r\n"))
    spans = [(m.start(), m.end()) for m in re.finditer(r"\{\{[<%].*?[>%]\}\}|</?[A-Za-z][^>]*>", text)]
    spans += [*addresses.spans(text), *(m.span() for m in _BRACKETS.finditer(text))]
    offset = _byte_offsets(text)
    hidden = [Hidden(offset(start), offset(end)) for start, end in spans]
    return _segment(body, id, kind, min(start, end), end, hidden, [])


def join(body: bytes, segments: Iterable[Segment], targets: Mapping[str, str]) -> bytes:
    """`body` with each segment's text replaced by `targets[id]`; segments without a target stay as they are.

    Links to headings of the body lead to them by the anchors that they have then.
    """
    ordered = sorted((s for s in segments if s.id in targets), key=lambda s: (s.start, -s.end))
    return headings.mended(body, _Joiner(body, ordered, targets).between(0, len(body)))


def restored(segment: Segment, value: str, text: str) -> str:
    """The front matter value that says `text`: `segment` is `plain` of the source's `value`, whose tokens it fills."""
    return join(value.encode(), [segment], {segment.id: text}).decode()


# --- cutting ---------------------------------------------------------------------------------------------


_KINDS = {
    "Heading": "heading",
    "TableCell": "cell",
    "Item": "item",
    "FootnoteDefinition": "footnote",
    "DefinitionListTitle": "term",
    "DefinitionListDefinition": "definition",
    "BlockQuote": "quote",
}


class _Cutter:
    def __init__(
        self, body: bytes, opaque: list[tuple[int, int]], markup: list[Markup], *, code_comments: bool
    ) -> None:
        self.body = body
        self.code_comments = code_comments
        self.opaque = opaque
        self.edges = list(_edges(markup))
        self.edge_starts = [start for start, _, _ in self.edges]
        self.edge_ends = [end for _, end, _ in self.edges]
        self.opaque_starts = [start for start, _ in opaque]
        self.comments: list[Segment] = []
        self.count = 0

    def leaves(self, events: list[Event]) -> Iterator[Segment]:
        """Runs of inline events between block events, each made into segments."""
        blocks: list[str] = []
        run: list[Event] = []
        code: Event | None = None
        for event in events:
            if code is not None:
                if event.name == "End":
                    self._comments(code, run)
                    code, run = None, []
                else:
                    run.append(event)
                continue
            is_block = event.name in {"Start", "End"} and event.tag not in INLINE
            if not is_block and event.name not in {"Rule", "TaskListMarker", "Html"}:
                run.append(event)
                continue
            if run:
                yield from self._leaf(run, blocks)
                run = []
            if event.name == "Start" and event.tag == "CodeBlock":
                code = event
            elif event.name == "Start":
                blocks.append(event.tag)
            elif event.name == "End":
                blocks.pop()
        if run:
            yield from self._leaf(run, blocks)

    def _leaf(self, run: list[Event], blocks: list[str]) -> Iterator[Segment]:
        start, end = run[0].start, max(event.end for event in run)
        kind = next((_KINDS[block] for block in reversed(blocks) if block in _KINDS), "paragraph")
        if "HtmlBlock" in blocks:
            return
        stretches = list(self._stretches(start, end, kind))
        if len(stretches) == 1:
            yield from self._make(run, start, end, kind)
            return
        places = [event.end if event.name == "End" else event.start for event in run]
        for begin, stop, own in stretches:
            near = run[max(bisect_left(places, begin) - 1, 0) : bisect_right(places, stop)]
            yield from self._make(*self._inside(near, begin, stop), own)

    def _stretches(self, start: int, end: int, kind: str) -> Iterator[tuple[int, int, str]]:
        """What is between the lines of a leaf that are markup alone, and the titles in these."""
        own = kind
        for begin, stop, title in self.edges[bisect_left(self.edge_ends, start) : bisect_left(self.edge_starts, end)]:
            yield start, begin, own
            start, own = stop, title or kind
        yield start, end, own

    def _inside(self, run: list[Event], start: int, end: int) -> tuple[list[Event], int, int]:
        """The events of a stretch, the line breaks around it left out, and where it starts and ends then."""
        inside = [_clipped(event, start, end) for event in run if _overlaps(event, start, end)]
        while inside and inside[0].name in _BREAKS:
            start = self._after_break(inside.pop(0).end)
        while inside and inside[-1].name in _BREAKS:
            end = inside.pop().start
        return inside, start, end if inside else start

    def _make(self, run: list[Event], start: int, end: int, kind: str) -> Iterator[Segment]:
        start, end = self._trim(start, end)
        if start >= end:
            return
        self.count += 1
        name = f"b{self.count}"
        hidden, gaps, nested = self._hide(run, start, end, name)
        yield _segment(self.body, name, kind, start, end, hidden, gaps)
        yield from nested

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        raw = self.body[start:end]
        return start + len(raw) - len(raw.lstrip()), end - len(raw) + len(raw.rstrip())

    def _hide(
        self, run: list[Event], start: int, end: int, name: str
    ) -> tuple[list[Hidden], list[tuple[int, int]], list[Segment]]:
        """Ranges behind tokens, soft breaks, and nested segments of one leaf."""
        hidden: list[Hidden] = [Hidden(a, b) for a, b in self._opaque_in(start, end)]
        gaps: list[tuple[int, int]] = []
        nested: list[Segment] = []
        skip_to = start
        for index, event in enumerate(run):
            if event.start < skip_to or event.name == "End":
                continue
            if event.name == "SoftBreak":
                gaps.append((self._before_break(event.start), self._after_break(event.end)))
            elif event.name == "HardBreak":
                hidden.append(Hidden(self._before_break(event.start), self._after_break(event.end)))
            elif event.name == "Start" and event.tag == "Image":
                skip_to = self._end(event)
                hidden.append(Hidden(event.start, skip_to))
                nested.extend(self._image(run, index, f"{name}.{len(nested) + 1}"))
            elif event.name == "Start" and event.tag == "Link":
                found, title = self._link(run, index, f"{name}.{len(nested) + 1}")
                hidden.append(found)
                nested.extend(title)
            elif event.name == "Text":
                skip_to = self._text_end(run, index)
                hidden.extend(self._in_text(event.start, skip_to))
            elif self._is_opaque(event):
                hidden.append(Hidden(event.start, event.end))
        return hidden, gaps, nested

    def _opaque_in(self, start: int, end: int) -> list[tuple[int, int]]:
        first = bisect_right(self.opaque_starts, start - 1)
        last = bisect_right(self.opaque_starts, end - 1)
        return [(a, b) for a, b in self.opaque[first:last] if b <= end]

    def _is_opaque(self, event: Event) -> bool:
        if event.name == "Code":
            raw = self.body[event.start : event.end]
            return not raw.isascii() or b"\n" in raw or b"\r" in raw
        return event.name in {"InlineHtml", "InlineMath", "DisplayMath", "FootnoteReference"}

    def _before_break(self, at: int) -> int:
        while at > 0 and self.body[at - 1 : at] in {b" ", b"\t"}:
            at -= 1
        return at

    def _after_break(self, at: int) -> int:
        match = _LINE_PREFIX.match(self.body, at)
        return match.end() if match else at

    def _text_end(self, run: list[Event], index: int) -> int:
        """Where the text that begins at `index` ends: marks like `_` that mean nothing come one by one."""
        end = run[index].end
        for at in range(index + 1, len(run)):
            event = run[at]
            if event.name != "Text" or event.start != end or event.detail != self.body[end : event.end].decode():
                break
            end = event.end
        return end

    def _in_text(self, start: int, end: int) -> Iterator[Hidden]:
        raw = self.body[start:end].decode()
        if "://" not in raw and "www." not in raw and "⟦" not in raw and "⟧" not in raw:
            return
        offset = _byte_offsets(raw)
        for first, last in [*addresses.spans(raw), *(match.span() for match in _BRACKETS.finditer(raw))]:
            yield Hidden(start + offset(first), start + offset(last))

    def _link(self, run: list[Event], index: int, name: str) -> tuple[Hidden, list[Segment]]:
        """What to hide of a link: the address of an inline one, what is behind the text of a reference, else all."""
        link = run[index]
        end, tail = self._end(link), self._tail(run, index)
        raw = self.body[tail:end]
        kind = link.detail["link_type"]
        if kind == "Inline" and raw.startswith(b"](") and raw.endswith(b")"):
            title = self._title(tail + 2, link.end - 1, link.detail["title"], name)
            return Hidden(tail + 2, link.end - 1), title
        if kind == "Reference" and raw.startswith(b"][") and raw.endswith(b"]"):
            return Hidden(tail + 1, end, raw[2:-1].decode()), []
        if kind in {"Shortcut", "Collapsed"} and raw in {b"]", b"][]"}:
            return Hidden(tail + 1, end, self.body[link.start + 1 : tail].decode()), []
        return Hidden(link.start, end), []

    def _end(self, link: Event) -> int:
        """Where a link or an image ends, the `[]` of a collapsed reference included, which the parser leaves out."""
        collapsed = link.detail["link_type"] == "Collapsed" and self.body[link.end : link.end + 2] == b"[]"
        return link.end + 2 if collapsed else link.end

    def _tail(self, run: list[Event], index: int) -> int:
        """Where the text of the link or image at `index` ends: the offset of its closing bracket."""
        outer = run[index]
        ends = [outer.start + (2 if outer.tag == "Image" else 1)]
        for event in run[index + 1 :]:
            if event.start >= outer.end or (event.name == "End" and event.start == outer.start):
                break
            ends.append(event.end)
        tail = max(ends)
        while self.body[tail : tail + 1] in {b" ", b"\t", b"\n", b"\r"}:
            tail += 1
        return tail

    def _image(self, run: list[Event], index: int, name: str) -> Iterator[Segment]:
        """The alt text and the title of an inline or full reference image."""
        image = run[index]
        tail = self._tail(run, index)
        kind = image.detail["link_type"]
        if kind not in {"Inline", "Reference"} or self.body[tail : tail + 1] != b"]":
            return
        inside = [e for e in run[index + 1 :] if e.start >= image.start and e.end <= tail and e.start > image.start]
        start, end = self._trim(image.start + 2, tail)
        if start < end:
            hidden, gaps, _ = self._hide(inside, start, end, name)
            yield _segment(self.body, name, "alt", start, end, hidden, gaps)
        if kind == "Inline":
            yield from self._title(tail + 2, image.end - 1, image.detail["title"], f"{name}t")

    def _title(self, start: int, end: int, title: str, name: str) -> list[Segment]:
        """The quoted title within the hidden address `start` to `end`."""
        found = _TITLE.search(self.body, start, end) if title else None
        if found is None:
            return []
        first, last = found.span(found.lastindex or 0)
        return [_segment(self.body, name, "title", *self._trim(first, last), [], [])] if first < last else []

    def _comments(self, block: Event, run: list[Event]) -> None:
        """Chinese comments of one fenced code block."""
        info = (block.detail or {}).get("Fenced", "") if isinstance(block.detail, dict) else ""
        if not info or not run:
            return
        self.count += 1  # whether its comments are read or not: the ids of what follows stay the same
        start, end = run[0].start, run[-1].end
        if not self.code_comments or end - start != sum(event.end - event.start for event in run):
            return
        code = self.body[start:end].decode()
        offset = _byte_offsets(code)
        for number, (a, b) in enumerate(comment_ranges(code, info), 1):
            self.comments.append(
                _segment(
                    self.body,
                    f"b{self.count}.{number}",
                    "comment",
                    start + offset(a),
                    start + offset(b),
                    [],
                    [],
                )
            )


_BREAKS = frozenset({"SoftBreak", "HardBreak"})


def _edges(markup: list[Markup]) -> Iterator[tuple[int, int, str]]:
    """(start, end, kind of the title that follows or "") of the syntax that fills lines, where segments end."""
    for one in markup:
        if one.alone:
            for (start, end), kind in zip(one.ranges, (one.kind, "") if one.begins >= 0 else ("",), strict=True):
                yield start, end, kind


def _overlaps(event: Event, start: int, end: int) -> bool:
    if event.name == "Text":
        return event.start < end and start < event.end
    return start <= event.start and event.end <= end


def _clipped(event: Event, start: int, end: int) -> Event:
    return event._replace(start=max(event.start, start), end=min(event.end, end))


def comment_ranges(code: str, info: str) -> Iterator[tuple[int, int]]:
    """Character ranges of the prose in the comments of `code`, by Pygments' lexer for the fence's `info` word."""
    try:
        lexer = get_lexer_by_name(info.split()[0].split("{")[0].lower(), stripnl=False, ensurenl=False)
    except (ClassNotFound, IndexError):
        return
    for at, kind, value in lexer.get_tokens_unprocessed(code):
        if not str(kind).startswith("Token.Comment") or str(kind).startswith("Token.Comment.Preproc"):
            continue
        for line in re.finditer(r"[^\n]+", value):
            text = re.match(r"[\s/*#;%!<>-]*(.*?)[\s*/>-]*$", line.group())
            if text and text.group(1):
                yield at + line.start() + text.start(1), at + line.start() + text.end(1)


def _byte_offsets(text: str) -> Callable[[int], int]:
    return lambda at: len(text[:at].encode())


def _segment(
    body: bytes,
    name: str,
    kind: str,
    start: int,
    end: int,
    hidden: Sequence[Hidden],
    gaps: Sequence[tuple[int, int]],
) -> Segment:
    """Put the visible bytes, tokens and newlines together."""
    if not hidden and not gaps and not _NEWLINES.search(body, start, end):
        return Segment(name, kind, body[start:end].decode(), start, end)
    kept = _outermost(h for h in hidden if start <= h.start and h.end <= end)
    marks = sorted(
        [(h.start, h.end, h) for h in kept]
        + [
            (a, b, None)
            for a, b in gaps
            if start <= a and b <= end and not any(h.start < b and a < h.end for h in kept)
        ],
        key=lambda mark: (mark[0], mark[1]),
    )
    parts, at, tokens, breaks = [], start, list[Hidden](), list[tuple[int, int]]()
    for a, b, token in [*marks, (end, end, None)]:
        for line_break in _stray_breaks(body, at, a):
            parts.append(body[at : line_break[0]].decode() + "\n")
            breaks.append(line_break)
            at = line_break[1]
        parts.append(body[at:a].decode())
        if token is not None:
            tokens.append(token)
            parts.append(f"⟦{len(tokens)}⟧")
        elif a < b:
            breaks.append((a, b))
            parts.append("\n")
        at = b
    return Segment(name, kind, "".join(parts), start, end, tuple(tokens), tuple(breaks))


def _stray_breaks(body: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Line ends that are visible although the parser reported no break there."""
    return [(start + m.start(), start + m.end()) for m in _NEWLINES.finditer(body[start:end])]


def _outermost(hidden: Iterable[Hidden]) -> list[Hidden]:
    """Hidden ranges that lie in no other one, in order."""
    kept: list[Hidden] = []
    for item in sorted(hidden, key=lambda h: (h.start, -h.end)):
        if (not kept or item.start >= kept[-1].end) and (item.start < item.end or item.label):
            kept.append(item)
    return kept


# --- joining ---------------------------------------------------------------------------------------------


class _Joiner:
    """Renders ranges of the body with the targets of the segments inside them."""

    def __init__(self, body: bytes, segments: list[Segment], targets: Mapping[str, str]) -> None:
        self.body = body
        self.segments = segments
        self.starts = [segment.start for segment in segments]
        self.targets = targets

    def between(self, start: int, end: int, *, inside: Segment | None = None) -> bytes:
        """Bytes `start` to `end` with every segment there replaced, `inside` itself excepted."""
        parts, at = [], start
        first = bisect_right(self.starts, start - 1)
        for index in range(first, len(self.segments)):
            segment = self.segments[index]
            if segment.start >= end:
                break
            if segment is inside or segment.start < at or segment.end > end:
                continue
            parts += [self.body[at : segment.start], self.restored(segment)]
            at = segment.end
        parts.append(self.body[at:end])
        return b"".join(parts)

    def restored(self, segment: Segment) -> bytes:
        """The target text of `segment` as bytes of Markdown, tokens and line breaks put back."""
        target = self.targets[segment.id]
        unchanged = target == segment.text
        lines = _NEWLINE.split(target)
        gaps: list[bytes] = [self.body[a:b] for a, b in segment.gaps]
        if len(lines) != len(gaps) + 1:
            lines, gaps = [_one_line(lines)], []
        if not unchanged:
            lines = [self._safe(segment, line, first=index == 0) for index, line in enumerate(lines)]
        parts = [lines[0].encode()]
        for gap, line in zip(gaps, lines[1:], strict=True):
            parts += [gap, line.encode()]
        return self._put_back(segment, b"".join(parts))

    def _put_back(self, segment: Segment, text: bytes) -> bytes:
        out: list[bytes] = []
        for index, piece in enumerate(re.split(r"⟦(\d+)⟧", text.decode())):
            if index % 2 == 0:
                out.append(piece.encode())
            elif 1 <= int(piece) <= len(segment.hidden):
                out.append(self._token(segment, segment.hidden[int(piece) - 1], out))
            else:
                out.append(f"⟦{piece}⟧".encode())
        return b"".join(out)

    def _token(self, segment: Segment, token: Hidden, before: list[bytes]) -> bytes:
        if token.label and not b"".join(before).endswith(f"[{token.label}]".encode()):
            return f"[{token.label}]".encode()
        return self.between(token.start, token.end, inside=segment)

    def _safe(self, segment: Segment, line: str, *, first: bool) -> str:
        """`line` escaped; what stands behind a hard break is a line of its own."""
        breaks = [match.end() for match in TOKEN.finditer(line) if self._is_break(segment, int(match[1]))]
        ranges = pairwise([0, *breaks, len(line)])
        return "".join(self._escaped(segment, line[a:b], first=first and a == 0) for a, b in ranges)

    def _is_break(self, segment: Segment, number: int) -> bool:
        hidden = segment.hidden[number - 1] if 1 <= number <= len(segment.hidden) else None
        return hidden is not None and _HARD_BREAK.fullmatch(self.body, hidden.start, hidden.end) is not None

    def _escaped(self, segment: Segment, line: str, *, first: bool) -> str:
        """`line` so that it cannot begin a block, end a cell, or close the title it stands in."""
        line = line.strip() if segment.kind != "comment" else line
        kind = segment.kind
        if kind == "cell":
            return re.sub(r"(?<!\\)\|", r"\\|", line)
        if kind == "title" and segment.id[:1] == "b":
            return _quoted(line, self.body[segment.end : segment.end + 1].decode())
        if kind == "alt":
            return line
        if kind == "comment" or segment.id[:1] != "b":
            return line
        if kind == "heading" and self._is_atx(segment):
            return re.sub(r"(\s)(#+)$", r"\1\\\2", line)
        own = _LEADER.match(segment.text) if first else None
        found = _LEADER.match(line)
        if found and not own:
            return _escape_leader(line, found)
        return line

    def _is_atx(self, segment: Segment) -> bool:
        """Does the heading stand behind number signs, on one line?"""
        line = self.body.rfind(b"\n", 0, segment.start) + 1
        return b"#" in self.body[line : segment.start]


def _escape_leader(line: str, found: re.Match[str]) -> str:
    if found["number"]:
        return f"{found['number']}\\{line[found.end('number') :]}"
    return "\\" + line


def _quoted(line: str, mark: str) -> str:
    """`line` as it must be in a title that ends with `mark`; an escaped bracket might begin a formula."""
    if mark != ")":
        return line.replace("\\" + mark, mark).replace(mark, "\\" + mark)
    return _ROUND.sub(lambda found: f"&#{ord(found[1])};", line)


def _one_line(lines: list[str]) -> str:
    """Lines of a reply whose breaks can't be matched to the source's, as one."""
    joined = ""
    for line in (line.strip() for line in lines):
        wide = joined[-1:] > "\u2e7f" and line[:1] > "\u2e7f"
        joined += line if wide or not joined or not line else f" {line}"
    return joined
