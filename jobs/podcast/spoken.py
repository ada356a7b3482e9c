"""Text as one says it: figures, dates, units, versions and abbreviations in words."""

from __future__ import annotations

import unicodedata

from jobs.podcast.english import say_english
from jobs.regex import regex

_EMOJI = regex(
    "[\U0001f000-\U0001faff\u2600-\u26ff\u2700-\u27bf\ufe0f\u200d\u20e3\u2b00-\u2bff\u23e9-\u23fa\U000e0020-\U000e007f]+"
)
_UNHEARD = regex("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f]")
_MARKS = {"→": "，", "➡": "，", "•": "，"}


def say(text: str, language: str) -> str:
    """`text` for a voice that speaks `language` (a code such as "en" or "zh-CN"), on one line.

    English is put into words entirely. Any other language keeps its figures, which its voices read well;
    what makes no sound (emoji, invisible characters) is taken out of all. Words are never changed.
    """
    clean = unicodedata.normalize("NFC", _UNHEARD.sub("", _EMOJI.sub(" ", text)))
    clean = " ".join(clean.split())
    primary = language.lower().replace("_", "-").partition("-")[0]
    if primary == "en":
        return say_english(clean)
    if primary == "zh":
        for mark, said in _MARKS.items():
            clean = clean.replace(mark, said)
    return clean
