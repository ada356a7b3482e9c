"""What 多, 半 and a last digit behind a figure add to it."""

from __future__ import annotations

import re
from fractions import Fraction

from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.values import Draft, exact
from jobs.fidelity.quantities.wordlist import words
from jobs.fidelity.quantities.words_zh import MEASURES, UNITS_ZH
from jobs.regex import regex

MORE = regex(r"\s?(?:多|余|\+(?!\d))")


def add_more(draft: Draft) -> None:
    """30多 is 30 to 39, 3万多 is 30,000 to 39,999."""
    if draft.low == draft.high:
        draft.high = draft.low + max(numerals.step(draft.low) - 1, Fraction(9, 10))
        draft.plain = (draft.low,)
    draft.approx = True


HALF_AFTER = regex("半(?![夜年月天个导径价场数成熟自开挂透裸封闭决]|地下)")
"""三年半, 两倍半, 三块半."""


def after_unit(draft: Draft, more: re.Match[str]) -> None:
    """三年多, 3公里多: up to the next whole unit."""
    if draft.low == draft.high:
        draft.plain = (draft.low,)
        draft.high = exact(draft.low + Fraction(9, 10))
    draft.end, draft.approx = more.end(), True


_DIGIT = "[一二三四五六七八九]"
_STOPS = "".join(sorted({word[0] for word in (*MEASURES, *UNITS_ZH)} - {"后", "对", "中", "大", "以"}))
_NO_COUNT = rf"(?![{numerals.SCALE}{re.escape(_STOPS)}]|{_DIGIT})"
_TEN = f"十[{re.escape(_STOPS)}]"
"""9块9十根: ten of them for 9.90."""
_REST = regex(
    rf"(?:(?<=块) )?(?P<arabic>\d(?![\d.:]|,\d|\s?(?!{_TEN})[{numerals.SCALE}{re.escape(_STOPS)}]))"
    rf"|(?P<said>(?!一[共些次直定起般样律旦切路边行包袋盒罐串])零?{_DIGIT}{{1,2}}){_NO_COUNT}|(?P<each>{_DIGIT})(?=一[{re.escape(_STOPS)}])"
)
_HUNDREDTHS = regex(r"\s?\d\d(?!\d|[.,]\d|[万千百亿年月日个人名次]|\s?%)")
_WITH_REST = frozenset(words("块 米 公尺 毛 角 斤 市斤 吨 尺 秒 s m 度"))


_GOODS = frozenset(words("斤 市斤 吨 尺"))
_CLOSED = regex(r"$|[^\w]|[的了左右上下多以到至也都就还才不]")
"""Goods may follow a weight: 一斤五花肉 is no pound and a half."""


def add_rest(draft: Draft, said: str, word: str, end: int) -> bool:
    """一米三 is 1.3 meters, 3块2 is 3.2 yuan, 9秒83 is 9.83 seconds; not 三块一斤, which is the price of a pound."""
    if word not in _WITH_REST or draft.low != draft.high or draft.low.denominator != 1:
        return False
    printed = _HUNDREDTHS.match(said, end) if draft.unit in {"s", "m"} else None
    found = printed or _REST.match(said, end)
    if found is None:
        return False
    digits = printed[0].strip() if printed else found["arabic"] or numerals.digits(found["said"] or found["each"])
    if word in _GOODS and not found["arabic"] and not _CLOSED.match(said, found.end()):
        return False
    if len(digits) == 2 and not printed and int(digits[1]) == int(digits[0]) + 1:
        draft.low, draft.high = draft.low + Fraction(int(digits[0]), 10), draft.low + Fraction(int(digits[1]), 10)
        draft.end, draft.plain, draft.kind = found.end(), (draft.low, draft.high), "pair"
        return True
    draft.low = draft.high = exact(draft.low + Fraction(int(digits), 10 ** len(digits)))
    draft.end, draft.plain = found.end(), ()
    return True
