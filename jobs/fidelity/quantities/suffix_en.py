"""What the word behind an English figure makes of it: miles, dollars, percent, times."""

from __future__ import annotations

from fractions import Fraction

from jobs.fidelity.quantities.values import ROUNDED, UNITS, Draft, exact
from jobs.fidelity.quantities.wordlist import pattern, words
from jobs.fidelity.quantities.words_en import CASED, UNITS_EN
from jobs.regex import regex

_AFTER = regex(
    rf"(?:\+|-plus| plus)?(?P<gap>[ -]?)(?:of )?(?:(?:more|additional|extra|full|straight|"
    rf"consecutive|silver(?= cent)|whole|calendar|business|working|trading|other|long) )?"
    rf"(?P<unit>{pattern([*UNITS_EN, *[word.replace(' ', '-') for word in UNITS_EN if ' ' in word]])})(?![a-z0-9²³])"
)
_SIGNS = {
    "$": "USD", "us$": "USD", "usd": "USD", "us": "USD", "hk$": "HKD", "hkd": "HKD", "a$": "AUD",
    "au$": "AUD", "c$": "CAD",
    "ca$": "CAD", "s$": "SGD", "nt$": "TWD", "nz$": "NZD", "r$": "BRL", "mop$": "MOP", "€": "EUR",
    "eur": "EUR", "£": "GBP",
    "gbp": "GBP", "¥": "CNY", "rmb": "CNY", "cny": "CNY", "cn¥": "CNY", "rmb¥": "CNY", "cn$": "CNY", "rmb$": "CNY",
    "₩": "KRW", "₹": "INR", "₽": "RUB", "฿": "THB", "jpy": "JPY",
}  # fmt: skip
_HALVED = frozenset(words("duration months length mass area"))
_AND_A_HALF = regex(r" and a half(?![a-z])")
_ATTACHED = frozenset(words("x s l h g m t v w us li b in"))
_SYMBOLS = frozenset(words("s m g h t L V W"))
_LOWER = frozenset(words("jin li mu fen mao liang dong won real zhang cun chi ms"))
"""With a capital letter they are names: "in 1127 Jin troops"."""
_OFF = regex(r" (?:off|discount)(?![a-z])")
_MORE_THAN = regex(
    r" (?:more|higher|larger|faster|bigger|greater|longer|better|stronger|quicker|smaller|lower|cheaper)\b"
)
_BARE_TOO = frozenset(words("times s KRW px fps cal hp qtr angle degC bbl ETH BTC li mu dB Nm V mAh"))


def priced(draft: Draft, sign: str) -> None:
    """The currency whose sign stands before the figure."""
    draft.unit = _SIGNS.get(sign, "USD")
    if sign == "¥":
        draft.also("JPY", draft.low)


_GRAND = regex(r" grand(?! (?:slam|prix|piano|final|tour|canal|jury|theft|[a-z]+s\b))(?![a-z])")


def after_number(draft: Draft, low: str, said: str) -> None:
    """Take the unit that follows a number, if one does; "four grand" are four thousand."""
    if grand := _GRAND.match(low, draft.end):
        draft.low, draft.high, draft.scale, draft.end = draft.low * 1000, draft.high * 1000, 1000, grand.end()
    match = _AFTER.match(low, draft.end)
    if match is None:
        return
    word, gap = match["unit"], match["gap"]
    if gap and not _apart(word, gap, said[match.start("unit") : match.end()]):
        return
    unit = UNITS_EN.get(word) or UNITS_EN[word.replace("-", " ")]
    printed = said[match.start("unit") : match.end()]
    if unit == "nm" and printed == "Nm":
        unit = "Nm"
    if _BYTES.fullmatch(printed):
        unit = f"{printed[0].upper()}B"
    if word == "s" and not gap and low[draft.end - 4 : draft.end] == ",000":
        draft.end += 1  # in 10,000s
        return
    if word == "percentage" or (unit == "s" and word == "second" and gap == " "):
        return
    draft.unit, draft.end = unit, match.end()
    if printed == "G" and not gap:
        draft.also("datarate", exact(draft.low * UNITS["Gbps"][1]))  # 10G Ethernet
        draft.also("data", exact(draft.low * UNITS["GB"][1]))
    if UNITS[unit][0] in _HALVED and (half := _AND_A_HALF.match(low, draft.end)):
        draft.low, draft.high, draft.end = draft.low + Fraction(1, 2), draft.high + Fraction(1, 2), half.end()
    _meanings(draft, unit, word, low)
    if printed.endswith("b/s") and printed.islower():
        draft.also("data", exact(draft.low * UNITS[unit][1]))  # whoever prints mb/s may mean bytes


_BYTES = regex("[kKMGT]B(?:ps|/s)")
"""GB/s and GBps are bytes, Gb/s and Gbps bits."""


def _apart(word: str, gap: str, printed: str) -> bool:
    """May the unit stand apart from its figure: "0.3 s" and "5 W", not "5 x" or "800 mb"?"""
    if word in _LOWER and printed[0].isupper():
        return False
    if word in _ATTACHED:
        return gap == " " and printed in _SYMBOLS
    return word not in CASED or not printed.islower()


def _meanings(draft: Draft, unit: str, word: str, low: str) -> None:
    first, last = draft.low, draft.high
    if unit in _BARE_TOO or word in {"point", "points"}:
        draft.bare = True
    if word in {"ton", "tons"}:
        draft.also("mass", first * 907_184_740_000)
    if unit == "times":
        _times(draft, low)
    elif unit == "%" and _OFF.match(low, draft.end):
        draft.unit = "off"
    elif unit == "%":
        draft.also("ratio", exact(Fraction(first) / 100))
    elif word in {"pound", "pounds"}:
        draft.also("mass", exact(first * UNITS["lb"][1] * (1 - ROUNDED)), exact(first * UNITS["lb"][1] * (1 + ROUNDED)))
    elif word in {"point", "points"} and "basis point" in low:
        draft.also("pp", exact(Fraction(first) / 100), exact(Fraction(last) / 100))
    elif unit == "cent":
        for currency in ("EUR", "CNY", "HKD", "AUD"):
            draft.also(currency, exact(Fraction(first) / 100))
    elif word in {"degree", "degrees", "°"}:
        draft.also("degC", first, last)
        draft.also("degF", first, last)
    elif word == "quarters":
        draft.also("", exact(Fraction(first) / 4))
        draft.also("%", exact(Fraction(first) * 25))
    else:
        _implied(draft, unit)


def _implied(draft: Draft, unit: str) -> None:
    """Six months are half a year; 50 megapixels are also 50 million, as Chinese says without a unit."""
    if unit == "mo" and draft.low == 6:
        draft.also("halfyear", 6)
    elif unit == "Mpx":
        draft.also("", exact(draft.low * 10**6))


def _times(draft: Draft, low: str) -> None:
    """Three times; "three times more" is fourfold to some."""
    first, last = draft.low, draft.high
    if _MORE_THAN.match(low, draft.end):
        draft.also("times", exact(first + 1), exact(last + 1))
