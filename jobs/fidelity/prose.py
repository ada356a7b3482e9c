"""The prose of a segment as several checks read it, worked out once for all of them."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import combining, normalize
from zlib import crc32

from jobs.article import segments
from jobs.article.markdown import HAN
from jobs.regex import regex

CODE = regex(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
"""Inline code: the backticks, and what stands between them."""

_HAN_RUN = regex(f"[{HAN}]+")
_WORD = regex(r"[^\W_]+")
_LETTERS = bytes(code if chr(code) in "abcdefghijklmnopqrstuvwxyz0123456789$" else 0x20 for code in range(256))
_OTHERS = bytes(code for code in range(256) if _LETTERS[code] == 0x20)
"""Bytes, since their tables are ten times as fast as a regular expression."""


@lru_cache(maxsize=64)
def visible(text: str) -> str:
    """`text` without tokens and inline code: what a reader reads as prose, with Chinese punctuation after `_wide`."""
    return _wide(segments.visible(text) if "`" in text or "⟦" in text else text)


_NARROW = regex(f"[,;:!?](?:(?:(?<!!)|(?!\\[))(?:(?<=[{HAN}”’」』）》].)|(?=[{HAN}“‘「『《]))|(?<=[{HAN}][”’」』*_].))")
_CORNERS = regex("[「」『』]")
_WIDE = str.maketrans(",;:!?", "，；：！？")
_QUOTES = str.maketrans("「」『』", "“”‘’")


def _wide(text: str) -> str:
    """`text` with full-width punctuation and curly quotes, as the rules are written, where Chinese has others."""
    if text.isascii() or not _HAN_RUN.search(text):
        return text
    wide = _NARROW.sub(lambda mark: mark[0].translate(_WIDE), text)
    return wide.translate(_QUOTES) if _CORNERS.search(wide) else wide


_MARK = regex(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)|⟦\d+⟧", re.DOTALL)


@lru_cache(maxsize=64)
def anchored(text: str) -> str:
    """`text` with a made-up Latin word for each token and inline code: equal ones on both sides are the same word."""
    return _wide(_MARK.sub(lambda mark: f" {_name(mark[0])} ", text) if "`" in text or "⟦" in text else text)


def as_written(shown: str, text: str) -> str:
    """A part of `anchored(text)` with the tokens, code, line breaks and punctuation that stand in `text`."""
    at = _wide(text).replace("\n", " ").find(shown.replace("\n", " "))
    if at >= 0:
        return text[at : at + len(shown)]
    for mark in _MARK.finditer(text):
        shown = shown.replace(f" {_name(mark[0])} ", mark[0]).replace(_name(mark[0]).lower(), mark[0])
    return shown


ANCHOR = "Qz"
"""How the made-up words begin, and no other word does; with a capital letter, since a sentence may begin with code."""


def _name(mark: str) -> str:
    number = crc32(mark.encode())
    return ANCHOR + "".join(chr(97 + number // 26**place % 26) for place in range(6))


_ACCENTED = regex("[\u00df-\u017f]")
_LIGATURES = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
"""Mærsk is found as Maersk, Šimko as Simko."""


@lru_cache(maxsize=64)
def plain(text: str) -> str:
    """Lower case letters and digits of the prose, one space between words and at both ends."""
    shown = visible(text).lower()
    if _ACCENTED.search(shown):
        shown = "".join(c for c in normalize("NFKD", shown.translate(_LIGATURES)) if not combining(c))
    words_ = shown.encode("ascii", "replace").translate(_LETTERS).split()
    return f" {b' '.join(words_).decode('ascii')} "


@lru_cache(maxsize=64)
def letters(text: str) -> int:
    """How many Latin letters and digits the prose has."""
    words = plain(text)
    return len(words) - words.count(" ")


@lru_cache(maxsize=64)
def words(text: str) -> tuple[str, ...]:
    """The words of any script in lower case, code left out."""
    if text.isascii() and "$" not in text:
        return tuple(plain(text).split())
    return tuple(_WORD.findall(visible(text).lower()))


@lru_cache(maxsize=64)
def expected_letters(source: str) -> float:
    """How many English letters and digits a Chinese text takes: 3.1 for a character, 0.83 for a Latin letter.

    The pair of factors with the least spread of log(target / expected) over 2,836 pairs of segments (0.18 from
    10 characters on); `python -m bench.profile` prints them.
    """
    prose = visible(source)
    latin = prose.lower().encode("ascii", "ignore").translate(None, _OTHERS)
    return 3.1 * sum(map(len, _HAN_RUN.findall(prose))) + 0.83 * len(latin)
