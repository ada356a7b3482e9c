"""How long a text takes to say, about: what a clip's length is held against."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from jobs.regex import regex

_RANGES: tuple[tuple[int, int, float], ...] = (
    (0x0590, 0x08FF, 0.11),  # Hebrew, Arabic and kin: vowels are not written
    (0x0900, 0x10FF, 0.13),  # scripts of India and South East Asia: vowel signs are not counted
    (0x1100, 0x11FF, 0.07),  # single jamo
    (0x3040, 0x30FF, 0.15),  # kana
    (0x3400, 0x9FFF, 0.24),  # ideographs
    (0xAC00, 0xD7AF, 0.20),  # Hangul syllables
    (0x20000, 0x3FFFF, 0.24),
)
"""Seconds a character, by block: from the pace of news readers (English about 15 letters a second, Mandarin
about four characters a second, Japanese about seven morae) and checked against the embedded voice."""

_LETTER = 0.068
_CAPITAL = 0.2
_DIGIT = 0.28
_STOP, _COMMA = 0.3, 0.15
_SYMBOLS = "%$€£¥°+=&@#/×"
_ACRONYM = regex(r"\b[A-Z]{2,6}\b")

_FAST, _SLOW = 1.8, 2.1
_SLACK_SHORT, _SLACK_LONG = 0.15, 1.5
_OUTLIER = 1.6
"""A clip that is this much faster than its speaker's median has lost some of its text."""
_SURE_SECONDS, _SURE_CLIPS = 2.0, 4


def expected(text: str) -> float:
    """Seconds that `text` takes at an ordinary pace; 0 for one without letters and figures."""
    seconds = sum(_seconds(char) for char in text)
    spelled = sum(len(found) for found in _ACRONYM.findall(text))
    return seconds + spelled * (_CAPITAL - _LETTER)


def band(text: str, speed: float = 1.0) -> tuple[float, float]:
    """The shortest and the longest believable time for `text` in seconds, over all voices."""
    seconds = expected(text) / speed
    return max(0.05, seconds / _FAST - _SLACK_SHORT), seconds * _SLOW + _SLACK_LONG


def hurried(clips: Sequence[tuple[str, int, float]]) -> list[int]:
    """Indices of clips, given as (text, speaker, seconds), that are far faster than their speaker is elsewhere.

    Only texts made of words are compared: figures and acronyms are said in too many ways.
    """
    paces: dict[int, list[tuple[float, int]]] = {}
    for index, (text, speaker, seconds) in enumerate(clips):
        if expected(text) >= _SURE_SECONDS and _wordy(text):
            paces.setdefault(speaker, []).append((seconds / expected(text), index))
    found: list[int] = []
    for measured in paces.values():
        if len(measured) >= _SURE_CLIPS:
            usual = median(pace for pace, _ in measured)
            found += [index for pace, index in measured if pace * _OUTLIER < usual]
    return sorted(found)


def _wordy(text: str) -> bool:
    """Do figures, symbols and acronyms make up less than a quarter of the time?"""
    words = _ACRONYM.sub("", "".join(c for c in text if not c.isdecimal() and c not in _SYMBOLS))
    return expected(words) > 0.75 * expected(text)


def _seconds(char: str) -> float:
    if char.isdecimal():
        return _DIGIT
    if char.isalpha():
        return _of_letter(ord(char))
    if char in ".!?。！？;；:：…":
        return _STOP
    if char in ",，、—":
        return _COMMA
    return _DIGIT if char in _SYMBOLS else 0.0


def _of_letter(code: int) -> float:
    for first, last, seconds in _RANGES:
        if first <= code <= last:
            return seconds
    return _LETTER
