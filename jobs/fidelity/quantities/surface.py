"""The text that figures are read from: no marks of emphasis, no full-width digits, and the way back to offsets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from jobs.regex import regex

_MARKS = regex(
    r"(?<!\d,)\*\*+|(?<!\d)(?<!\d,)\*|(?<!\d,)\*(?!\d)|(?<!\w)__?(?=\w)|(?<=\w)__?(?!\w)|\\(?=[!-/:-@\[-`{-~])"
)
"""Marks go, but where their going would put figures together: 125,**223公斤**."""
_URL = regex(r"(?:https?://|www\.)[^\s)）>，。；、]+")
_WIDE = regex("[＄-＇＊＋－-：＜-＞＠-～￥　\u00a0\u2009\u202f\u2011‐∶]")
_WRAPPED = regex(r"\n(?!\s*[(（\[]?(?:\d|[一二三四五六七八九十]{1,3}[)）\]、．.]))")
"""A line break that only keeps lines short (over 2\nhours), and begins no item of a list."""
_POWER = regex("(?<=10)[⁻⁺]?[⁰¹²³⁴-⁹]+")
_RAISED = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")
"""10⁻⁹ holds a ten and a nine, as 10的负9次方 does."""
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；（）！？"}
_NARROW[0x2236] = 0x3A
_NARROW |= {0xFFE5: 0xA5, 0x3000: 0x20, 0xA0: 0x20, 0x2009: 0x20, 0x202F: 0x20, 0x2011: 0x2D, 0x2010: 0x2D}

POINT = r"(?:(?<=[\s(（=<>+~≈:$€£-])|^)\.(?=\d)"
"""The point that begins a figure: .025 mm."""


def surface(text: str) -> tuple[str, Callable[[int], int]]:
    """(`text` as read, function from its offsets to those of `text`)."""
    if _WIDE.search(text):
        text = text.translate(_NARROW)
    if "10" in text:
        text = _POWER.sub(lambda match: match[0].translate(_RAISED), text)
    if "\n" in text:
        text = _WRAPPED.sub(" ", text)
    if "http" in text or "www." in text:
        text = _URL.sub(lambda match: " " * len(match[0]), text)
    if "*" not in text and "_" not in text and "\\" not in text:
        return text, int
    return _without_marks(text)


def _without_marks(text: str) -> tuple[str, Callable[[int], int]]:
    kept: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    at = length = 0
    for match in _MARKS.finditer(text):
        kept.append(text[at : match.start()])
        length += match.start() - at
        at = match.end()
        starts.append(length)
        shifts.append(at - length)
    kept.append(text[at:])

    def back(offset: int) -> int:
        index = bisect_right(starts, offset) - 1
        return offset + (shifts[index] if index >= 0 else 0)

    return "".join(kept), back
