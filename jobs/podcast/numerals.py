"""English words for numbers as they are printed."""

from __future__ import annotations

import re

from num2words import num2words  # type: ignore[import-untyped]

_ROMAN = {"I": 1, "V": 5, "X": 10}


def cardinal(printed: str) -> str:
    """ "1,200" is "one thousand two hundred", "97.4" "ninety-seven point four"; any sign is said too."""
    sign = "minus " if printed[:1] in "-−" else ""
    whole, _, part = printed.lstrip("-−+").replace(",", "").partition(".")
    words = _words(int(whole or "0"))
    return sign + (f"{words} point {digits(part)}" if part else words)


def ordinal(number: int) -> str:
    """13 is "thirteenth"."""
    return _plain(num2words(number, to="ordinal"))


def year(number: int) -> str:
    """1905 is "nineteen oh five", 2025 "twenty twenty-five", 2000 "two thousand", 2007 "two thousand seven"."""
    if 2000 <= number <= 2009 or number < 1000 or number > 9999 or number % 1000 == 0:
        return _words(number)
    high, low = divmod(number, 100)
    tail = "hundred" if not low else f"oh {_words(low)}" if low < 10 else _words(low)
    return f"{_words(high)} {tail}"


def decade(number: int) -> str:
    """1990 is "nineteen nineties", 2000 "two thousands", 60 "sixties"."""
    words = year(number) if number >= 1000 else _words(number)
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def fraction(top: int, bottom: int) -> str:
    """3/4 is "three quarters", 1/37 "one thirty-seventh"."""
    name = {2: "half", 4: "quarter"}.get(bottom) or ordinal(bottom)
    plural = {"half": "halves"}.get(name, f"{name}s")
    return f"{_words(top)} {name if top == 1 else plural}"


def dotted(printed: str) -> str:
    """A version: "3.11" is "three point eleven", "2.0.1" "two point zero point one"."""
    return " point ".join(digits(part) if part[:1] == "0" else _words(int(part)) for part in printed.split("."))


def digits(printed: str) -> str:
    """Each figure by itself: "07" is "zero seven"."""
    return " ".join(_words(int(figure)) for figure in printed)


def clock(hour: int, minute: int) -> str:
    """3:05 is "three oh five", 15:00 "fifteen hundred", 10:00 "ten o'clock"."""
    if not minute:
        return f"{_words(hour)} o'clock" if 1 <= hour <= 12 else f"{_words(hour)} hundred" if hour else "midnight"
    return f"{_words(hour)} {'oh ' if minute < 10 else ''}{_words(minute)}"


def roman(numeral: str) -> int | None:
    """I to XXXIX as a number; None for what is no such numeral."""
    if not re.fullmatch(r"X{0,3}(?:IX|IV|V?I{0,3})", numeral) or not numeral:
        return None
    values = [_ROMAN[letter] for letter in numeral]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _words(number: int) -> str:
    return _plain(num2words(number))


def _plain(words: str) -> str:
    """Without the commas, at which a voice would pause, and without the British "and"."""
    return words.replace(",", "").replace(" and ", " ")
