"""What people adapt for readers of another language, and a machine must not: addresses of pages that exist in both
languages, captions and alternative texts in HTML, shortcodes and other markup, comments in code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from jobs.article.markdown import HAN, Inventory
from jobs.regex import regex

_HAN_ONE = regex(f"[{HAN}]")
_READ = regex(r"""("[^"]*"|'[^']*'|(?<=>)[^<>]+(?=<|$)|^[^<>{]+$)""")
"""Values of HTML and of shortcodes, and the text between tags."""
_LANGUAGE = regex(
    r"(?:(?<=[/._@-])|^)(?:zh(?:[-_](?:cn|hans?|hant|tw))?|cn|en(?:[-_](?:us|gb))?)(?=[/._]|$)", re.IGNORECASE
)
_SCHEME = regex(r"^(?:https?://)?(?:www\.)?")
_ENDS = regex(r"(?:/?index)?(?:\.(?:mdx?|html?))?/*$")
_GAPS = regex(r"(?<!:)[/._-]*/[/._-]*")


def paired(lost: Sequence[str], new: Sequence[str], kind: str) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """(what is lost, what is new, what was only adapted as pairs) of the items of one kind of an inventory."""
    left, rest, pairs = list[str](), list(new), list[tuple[str, str]]()
    same = _SAME.get(kind)
    for item in lost:
        other = next((other for other in rest if same and same(item, other)), None)
        if other is None:
            left.append(item)
        else:
            rest.remove(other)
            pairs.append((item, other))
    return left, rest, pairs


def is_alike(one: str, other: str) -> bool:
    """Is what two tokens hide the same but for what people adapt?"""
    return (_is_same_markup if one.startswith(("<", "{{")) else _is_same_page)(one, other)


def texts(source: Inventory, target: Inventory) -> Iterator[tuple[str, str]]:
    """(Chinese, its translation) of what a reader sees of HTML and shortcodes that were only adapted."""
    for kind in ("html", "shortcodes"):
        wanted, got = getattr(source, kind), getattr(target, kind)
        for one, other in paired([*(wanted - got).elements()], [*(got - wanted).elements()], kind)[2]:
            for text, told in zip(_READ.split(one), _READ.split(other), strict=True):
                if text != told:
                    yield text.strip("\"' "), told.strip("\"' ")


def is_same_code(source: str, target: str) -> bool:
    """Do two code blocks differ only in the Chinese of comments and texts of the source?"""
    ours, theirs = source.splitlines(), target.splitlines()
    return len(ours) == len(theirs) and all(map(_is_same_line, ours, theirs))


def _is_same_line(one: str, other: str) -> bool:
    """Are two lines of code the same around the comment or text in which the first one has Chinese?"""
    han = [found.start() for found in _HAN_ONE.finditer(one)]
    if one == other or not han:
        return one == other
    opened = [mark.end() for marks in (_BRACKETS, _OPENS) for mark in marks.finditer(one, 0, han[0])]
    head = one[: opened[-1]] if opened else ""
    closed = _CLOSES.search(one, han[-1])
    tail = one[closed.start() :] if closed else ""
    middle = other[len(head) : len(other) - len(tail)]
    return other.startswith(head) and other.endswith(tail) and bool(middle.strip())


_OPENS, _CLOSES = regex(r"#+|//+|/\*+|--+|[\"'`|>*;%]"), regex(r"\*/|-->|[\"'`|<]")
"""What a comment or a text in code begins and ends with."""
_BRACKETS = regex(r"[\[({]+")
"""What the text of a node in a drawing begins with, where nothing else is before it."""


def _is_same_page(one: str, other: str) -> bool:
    """Are both the address of one page, but for the language: /zh/docs/a/#用法 and /docs/a/#usage?"""
    (page, _, part), (other_page, _, other_part) = one.partition("#"), other.partition("#")
    if part != other_part and not (_HAN_ONE.search(part) or "%" in part):
        return False
    ours, theirs = _neutral(page), _neutral(other_page)
    return ours == theirs or (_FOREIGN_HOST.match(page) is not None and _is_renamed(ours, theirs))


def _is_renamed(one: str, other: str) -> bool:
    """Is the last part of an address, Chinese in one, a name in the other, and all before it the same?"""
    (place, _, name), (other_place, _, other_name) = one.rpartition("/"), other.rpartition("/")
    return place == other_place and _CHINESE.search(name) is not None and bool(other_name)


_FOREIGN_HOST = regex(r"^(?:https?://)?(?:zh|cn)(?:-\w+)?\.", re.IGNORECASE)
_CHINESE = regex(rf"[{HAN}]|%e[4-9]")
"""The host of an encyclopedia in Chinese, and what its pages are called there."""


def _neutral(page: str) -> str:
    """An address without scheme, language and ending."""
    path = _LANGUAGE.sub("", _SCHEME.sub("", page.strip()))
    return _GAPS.sub("/", _ENDS.sub("", path)).strip("/.").lower()


def _is_same_markup(one: str, other: str) -> bool:
    """Is it the same markup, with only the Chinese of its values and texts translated?"""
    ours, theirs = _READ.split(one), _READ.split(other)
    if len(ours) != len(theirs) or any(map(_ADDRESSED.search, ours)):
        return one == other
    return all(a == b or (_HAN_ONE.search(a) and b.strip("\"' ")) for a, b in zip(ours, theirs, strict=True))


def _is_same_syntax(one: str, other: str) -> bool:
    """Is it the same syntax, with its Chinese translated, with a title or without one?"""
    ours, theirs = (_AROUND_TITLES.sub("", text) for text in (one, other))
    return re.fullmatch(".+".join(map(re.escape, _HAN_RUNS.split(ours))), theirs) is not None


_HAN_RUNS = regex(f"[{HAN}](?:.*[{HAN}])?")
_AROUND_TITLES = regex(r"""\[…\]|[\s"|…]""")

_ADDRESSED = regex(rf"""^["'][^"'\s]*/[^"'\s]*[{HAN}][^"'\s]*["']$""")
"""A value that is an address with Chinese in it: what it should have become nobody can tell."""

_SAME: dict[str, Callable[[str, str], bool]] = {
    "links": _is_same_page,
    "images": _is_same_page,
    "html": _is_same_markup,
    "shortcodes": _is_same_markup,
    "markup": _is_same_syntax,
}
"""By kind of an inventory: do two items differ in nothing but what people adapt?"""
