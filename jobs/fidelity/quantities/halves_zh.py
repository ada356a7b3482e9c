"""Halves and doublings: 半年, 一半, 翻番."""

from __future__ import annotations

from fractions import Fraction

from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.characters_zh import CN, word_at
from jobs.fidelity.quantities.values import Draft, Exact, Weight, decimal, exact
from jobs.regex import regex

_HALF = regex(
    "半(?P<unit>个?(?:多)?(?P<word>世纪|小时|钟头|月|年|岁|天|日|周|分钟|秒|公里|斤|公斤|亩|吨|米|价))?(?P<more>多)?"
)
_HALF_UNITS = {"世纪": "100yr", "小时": "h", "钟头": "h", "月": "mo", "年": "yr", "岁": "yr", "天": "d", "日": "d",
               "周": "week", "分钟": "min", "秒": "s", "公里": "km", "斤": "jin", "公斤": "kg", "亩": "mu",
               "吨": "t", "米": "m"}  # fmt: skip
_HALF_BEFORE = frozenset("一过近超大多约逾")
_HALF_A_TENTH = regex("半成(?![品熟就功立型])")


def read_half(said: str, at: int) -> tuple[list[Draft], int]:
    """半年, 一半, 过半, 上半年, 个半月 (one and a half); 半 in other words is left alone."""
    if said.startswith("半场", at) and said[at - 1 : at] in tuple("上下"):
        number = 1 if said[at - 1] == "上" else 2
        return [Draft(at - 1, at + 2, number, number, "half", Weight.FREE, digits=False)], at + 2
    word = word_at(said, at)
    if word:
        return [], word.end()
    if _HALF_A_TENTH.match(said, at):
        return [Draft(at, at + 2, 5, 5, "%", digits=False)], at + 2
    if said.startswith("半百", at):
        fifty = Draft(at, at + 2, 50, 50, weight=Weight.WEAK, digits=False)
        fifty.also("months", 600)
        return [fifty], at + 2
    match = _HALF.match(said, at)
    if match is None:
        return [], at + 1
    before = said[at - 1 : at]
    if before and before in "上下" and match["word"] in {"年", "场"}:
        number = 1 if before == "上" else 2
        draft = Draft(at - 1, match.end(), number, number, "half", Weight.WEAK, digits=False)
        draft.also("months" if number == 1 else "halfyear", 6)
        draft.also("month", 6 * number)
        draft.also("", Fraction(1, 2))
        return [draft], match.end()
    half = Fraction(1, 2)
    unit = _HALF_UNITS.get(match["word"] or "", "")
    if unit and before == "个" and said[at - 2 : at - 1] not in CN + "几多整每这那前后上下":
        return [Draft(at - 1, match.end(), 1 + half, 1 + half, unit, Weight.WEAK, digits=False)], match.end()
    draft = Draft(at, match.end() if unit else at + 1, half, half, unit, Weight.FREE, digits=False)
    if unit:
        draft.weight = Weight.FREE if unit == "d" else Weight.WEAK
    if unit == "mo":
        draft.also("duration", 15 * 86400 * 10**9)
        draft.also("duration", 14 * 86400 * 10**9)
    if not unit:
        draft.also("%", 50)
        draft.weight = Weight.WEAK if before in _HALF_BEFORE and before else Weight.FREE
    return [draft], draft.end


_DOUBLING = regex(
    "翻(?:了|上)?(?:将?近|约|不止|超过?|逾|几乎|接近)?"
    f"(?:(?P<n>[{numerals.DIGIT}十百\\d.]+(?:[多余几])?)(?:个)?)?(?P<how>番|倍)"
)


def read_doubling(said: str, at: int) -> tuple[list[Draft], int]:
    """翻番 doubles, 翻两番 doubles twice, 翻三倍 makes threefold or fourfold."""
    match = _DOUBLING.match(said, at)
    if match is None:
        return [], at + 1
    printed = (match["n"] or "").rstrip("多余几")
    both = numerals.parse(printed) if printed and not printed[0].isdigit() else None
    number: Exact = 1 if not printed else (both[0] if both else decimal(printed))
    if match["how"] == "番" and isinstance(number, int) and number <= 12:
        factor: Exact = 2**number
    else:
        factor = 2 if not printed else number + 1
    draft = Draft(*match.span(), factor, factor, "times", Weight.STRONG, digits=False, kind="multiple")
    if match["how"] == "倍" and printed:
        draft.also("times", number)
    draft.also("%", exact((factor - 1) * 100))
    if match["how"] == "番" and number != 1:
        draft.also("", number)
    return [draft], match.end()
