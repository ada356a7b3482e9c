"""Chinese names in Latin letters: Mandarin syllables, and how characters are read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jobs.regex import regex

_TABLE = Path(__file__).with_name("readings.txt")

_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan ue un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
"""The finals that go with each initial (Hanyu Pinyin, ISO 7098, without tones)."""
_SYLLABLES = sorted((first + last for first, finals in _FINALS.items() for last in finals.split()), key=len)
_NAME = regex(f"(?:{'|'.join(reversed(_SYLLABLES))}){{1,4}}")


def is_pinyin(word: str) -> bool:
    """May `word`, in lower case and without hyphens, be one to four Mandarin syllables (tingtao)?"""
    return _NAME.fullmatch(word) is not None


@cache
def readings() -> Mapping[str, list[str]]:
    """The readings of characters as syllables without tones, v for ü."""
    found: dict[str, list[str]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            syllable, _, signs = line.partition(" ")
            for sign in signs:
                found.setdefault(sign, []).append(syllable)
    return found
