"""Links to a heading of the same page, and the anchors by which they lead there, as GitHub and Hugo make them.

GitHub takes the heading's text without its markup, Hugo its line as it is written: a link answers a heading by either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import count
from operator import eq
from unicodedata import category
from urllib.parse import quote, unquote

import pyromark

from jobs.article.markdown import OPTIONS, Event, covered, markup, mask, parse, shortcode_blocks
from jobs.article.markup import CODE_NAMES
from jobs.regex import regex

_LINKED = regex(rb"\][(:][\s>]*<?\\?#")
_INLINE = regex(rb"\s*\]\([\s>]*<?(\\?#[^\s()<>]+)")
_DEFINED = regex(rb"\[(?:\\.|[^\]\\])*\]:[\s>]*<?(\\?#[^\s()<>]+)", re.DOTALL)
_FRAGMENT = regex(r"(^<?|\]\(<?| → )(\\?#[^\s()<>]+)")
"""In an address, in what a token hides, and in a reference as an inventory counts it."""
_ESCAPE = regex(r"\\(?=[!-/:-@\[-`{-~])")
_NAMED = regex(
    rb"""<(?:a\s(?:[^<>]*?\s)?name|[a-z][\w.-]*\s(?:[^<>]*?\s)?id)\s*=\s*["']?([^"'\s<>]+)|\{[^{}\n]*#([^\s{}*]+)""",
    re.IGNORECASE,
)
"""Places that HTML names, and the ids of headings in whatever syntax."""


# --- anchors ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _headings(body: bytes) -> tuple[tuple[str, str, str], ...]:
    """(level, GitHub's anchor, Hugo's anchor) of each heading; where it has an id, that is both."""
    found, by_text, by_line = list[tuple[str, str, str]](), dict[str, int](), dict[str, int]()
    for heading, inside in _titles(_read(body)[0]):
        own = heading.detail["id"]
        text = "".join(_text(inside))
        line = body[inside[0].start : max(event.end for event in inside)].decode() if inside else ""
        line = text if "](#" in line else line.splitlines()[-1] if line else ""
        names = (own, own) if own else (_free(_slug(text, _is_word), by_text), _free(_slug(line, _is_letter), by_line))
        by_text.setdefault(names[0], 0)
        by_line.setdefault(names[1], 0)
        found.append((heading.detail["level"], *names))
    return tuple(found)


@lru_cache(maxsize=8)
def _read(body: bytes) -> tuple[list[Event], bytes]:
    """The events of a body, and the body as the parser has read it; code between shortcodes counts as one word."""
    tags = shortcode_blocks(body, CODE_NAMES)
    hidden = covered(tags, markup(body, tags))
    return parse(body, hidden=hidden), mask(body, hidden)


def _titles(events: Iterable[Event]) -> Iterator[tuple[Event, list[Event]]]:
    """Each heading, and what stands in it."""
    heading, inside = None, list[Event]()
    for event in events:
        if event.name == "Start" and event.tag == "Heading":
            heading, inside = event, []
        elif event.name == "End" and event.tag == "Heading" and heading:
            yield heading, inside
            heading = None
        elif heading:
            inside.append(event)


def _text(inside: Iterable[Event]) -> Iterator[str]:
    """What a reader sees of a heading's words; pictures have none."""
    behind = 0
    for event in inside:
        if event.name == "Start" and event.tag == "Image":
            behind = event.end
        elif event.name in {"Text", "Code", "InlineMath"} and event.start >= behind:
            yield str(event.detail)


def _slug(text: str, is_kept: Callable[[str], bool]) -> str:
    kept = (char for char in text.lower() if char in " -" or is_kept(char))
    return "".join(kept).replace(" ", "-") or "heading"


def _is_word(char: str) -> bool:
    kind = category(char)
    return kind[0] in "LM" or kind in {"Nd", "Nl", "Pc"}


def _is_letter(char: str) -> bool:
    return char == "_" or category(char)[0] == "L" or category(char) == "Nd"


def _free(name: str, taken: dict[str, int]) -> str:
    """`name`, or the first of `name-1`, `name-2`, … that no heading before it has."""
    if name not in taken:
        taken[name] = 0
        return name
    free = next(free for number in count(taken[name] + 1) if (free := f"{name}-{number}") not in taken)
    taken[name], taken[free] = int(free.rpartition("-")[2]), 0
    return free


# --- links -----------------------------------------------------------------------------------------------


def mended(source: bytes, target: bytes) -> bytes:
    """`target`, a translation in which the links are the source's, with those to its headings leading there again."""
    return aimed(target, leads(source, target))


def leads(source: bytes, target: bytes) -> dict[str, str]:
    """Anchors of the source's headings with those of the target's that answer them in order.

    None where the source links to no place in itself, or the headings of the two don't correspond. A place that the
    source names in HTML keeps its name.
    """
    if not _LINKED.search(source):
        return {}
    ours, theirs = _headings(source), _headings(target)
    if [level for level, *_ in ours] != [level for level, *_ in theirs]:
        return {}
    found = dict[str, str]()
    for rule in (1, 2):
        for one, other in zip(ours, theirs, strict=True):
            found.setdefault(one[rule], other[rule])
    named = _named(source)
    return {anchor: other for anchor, other in found.items() if anchor not in named or anchor == other}


def lasting(there: Mapping[str, str]) -> dict[str, str]:
    """What of `there` may be applied to a body whose links have been aimed by it, in whole or in part."""
    reached = set(there.values())
    return {old: new for old, new in there.items() if old not in reached}


def aimed(body: bytes, there: Mapping[str, str]) -> bytes:
    """`body` with its links to places in itself changed as `there` says, every other byte as it was."""
    if not there or not _LINKED.search(body):
        return body
    parts, at = list[bytes](), 0
    for start, end in sorted(set(_fragments(body))):
        parts += [body[at:start], _turned(body[start:end].decode(), there).encode()]
        at = end
    return b"".join([*parts, body[at:]])


def turned(text: str, there: Mapping[str, str]) -> str:
    """An address, what a token hides, or a reference of an inventory, with its fragment changed as in `aimed`."""
    return _FRAGMENT.sub(lambda found: f"{found[1]}{_turned(found[2], there)}", text) if "#" in text else text


def following(source: bytes, target: bytes) -> tuple[Callable[[str, str], bool], ...]:
    """How what a token hides in the target may answer what one hides in the source, the surest first.

    Its link leads to the heading that answers, or it is the same, or its link leads nowhere where the source's did.
    """
    there = leads(source, target)
    if not there:
        return (eq,)

    def is_stale(one: str, other: str) -> bool:
        return _fragment(one) in there and bool(_fragment(other)) and not is_place(_fragment(other), target)

    return (lambda one, other: turned(one, there) == other), eq, is_stale


def dead(source: bytes, target: bytes, wanted: Iterable[str], got: Iterable[str]) -> list[str]:
    """Links to a place in the target that is not there, though the source's led to headings.

    `wanted`, `got`: the addresses in both. Anchors that differ in signs only count as one: generators make their own.
    """
    ours, theirs = set(wanted), [link for link in got if _fragment(link)]
    anchors = {anchor for _, *names in _headings(source) for anchor in names}
    led = {link for link in ours if _fragment(link) in anchors}
    missing = [link for link in theirs if not is_place(_fragment(link), target)] if led else []
    return [link for link in missing if link in led or (link not in ours and not led.issubset(theirs))]


def is_place(fragment: str, body: bytes) -> bool:
    """Is there a heading in `body`, or a place with a name, to which `fragment` may lead?"""
    return _bare(fragment) in _places(body)


@lru_cache(maxsize=8)
def _places(body: bytes) -> frozenset[str]:
    anchors = {anchor for _, *names in _headings(body) for anchor in names}
    return frozenset(map(_bare, anchors | _named(body)))


def _named(body: bytes) -> set[str]:
    return {(html or own).decode() for html, own in _NAMED.findall(body)}


def _bare(anchor: str) -> str:
    return "".join(filter(str.isalnum, anchor.lower()))


def _fragment(text: str) -> str:
    """The place in the page itself to which an address or a token's content leads, or ""."""
    found = _FRAGMENT.match(text)
    return _decoded(found[2]) if found else ""


def _decoded(fragment: str) -> str:
    return unquote(_ESCAPE.sub("", fragment)[1:])


def _turned(fragment: str, there: Mapping[str, str]) -> str:
    old = _decoded(fragment)
    new = there.get(old, old)
    if new == old:
        return fragment
    return f"#{quote(new) if '%' in fragment else new}"


def _fragments(body: bytes) -> Iterator[tuple[int, int]]:
    """Where the fragments of inline links and reference definitions stand that lead to places in the page itself."""
    events, masked = _read(body)
    behind = 0
    for event in events:
        if event.name == "End" and event.tag == "Link":
            found = _INLINE.match(body, behind)
            if found and found.end() < event.end:
                yield found.span(1)
        behind = event.start + 1 if event.name == "Start" and event.tag == "Link" else event.end
    if b"]:" in masked:
        for one in pyromark.reference_definitions(masked.decode(), options=OPTIONS).values():
            found = _DEFINED.match(body, one["span"]["start"], one["span"]["end"])
            if found:
                yield found.span(1)
