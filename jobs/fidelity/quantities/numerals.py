"""Numbers as Chinese writes them: 一千二百万, 1.5亿, 3亿5千万, 二〇二五, 十几, 数百, 两三万."""

from __future__ import annotations

import re
from fractions import Fraction

from jobs.fidelity.quantities.values import Exact, decimal, exact
from jobs.regex import regex

_SAME = ("〇零", "一壹", "二两贰兩", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {char: value for value, chars in enumerate(_SAME) for char in chars}
_SMALL = {"十": 10, "拾": 10, "廿": 20, "卅": 30, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}

DIGIT = "".join(_DIGITS)
SCALE = "十拾百佰千仟万萬亿億"
_TOKEN = regex(r"\d[\d,]*(?:\.\d+)?|[^\s]")
_PAIR = regex(r"([一二两三四五六七八])([两二三四五六七八九])")
_LONGEST = 40


def parse(run: str) -> tuple[Exact, Exact] | None:
    """(lowest, highest) number that `run` may mean, or None when it is no number."""
    if len(run) > _LONGEST:
        return None
    if "点" in run:
        return _with_point(run)
    if run[0] in "〇零" and any(char in SCALE for char in run):
        return None
    if run.startswith("十几二十"):
        scale = scale_of(run[4:])
        return (10 * scale, 20 * scale) if all(char in _LARGE for char in run[4:]) else None
    if "几" in run or "数" in run:
        return _some(run)
    if all(char in _DIGITS for char in run):
        return _string(run)
    pair = _PAIR.search(run)
    if pair and _is_pair(pair):
        low = _value(run[: pair.end(1)] + run[pair.end(2) :])
        high = _value(run[: pair.start(1)] + run[pair.start(2) :])
    else:
        low = high = _value(run)
    return None if low is None or high is None else (min(low, high), max(low, high))


def scale_of(run: str) -> int:
    """The power of ten that the last characters of `run` stand for (5千万: 10,000,000); 1 without one."""
    scale = 1
    for char in reversed(run):
        factor = _SMALL.get(char) or _LARGE.get(char)
        if not factor:
            break
        scale *= factor
    return scale


def digits(run: str) -> str:
    """The Western digits of a run of characters that stand for one each: 零五 is "05"."""
    return "".join(str(_DIGITS[char]) for char in run)


def step(value: Exact) -> Exact:
    """The place value of the last digit that is not zero: 30 has 10, 1200 has 100; what 多 may add."""
    if isinstance(value, Fraction) or value == 0:
        return 1 if value == 0 else Fraction(1, 10)
    place = 1
    while value % (place * 10) == 0:
        place *= 10
    return place


def _is_pair(pair: re.Match[str]) -> bool:
    first, second = _DIGITS[pair[1]], _DIGITS[pair[2]]
    return second == first + 1 or pair[0] in {"三五", "三两"}


def _with_point(run: str) -> tuple[Exact, Exact] | None:
    whole, _, rest = run.partition("点")
    part = rest.rstrip(SCALE)
    number = _value(whole)
    if number is None or not part or any(char not in _DIGITS for char in part):
        return None
    printed = digits(part)
    value = exact((number + Fraction(int(printed), 10 ** len(printed))) * scale_of(rest[len(part) :]))
    return value, value


def _some(run: str) -> tuple[Exact, Exact] | None:
    """几 and 数 stand for 2 to 9; behind 十 for any digit, so that 十几 is 10 to 19."""
    leading = run[0] in "几数"
    low = _value(re.sub("[几数]", "2" if leading else "0", run))
    high = _value(re.sub("[几数]", "10", run))
    if low is None or high is None:
        return None
    return low, high - 1


def _string(run: str) -> tuple[Exact, Exact] | None:
    if len(run) == 1:
        return _DIGITS[run], _DIGITS[run]
    pair = _PAIR.fullmatch(run)
    if pair and _is_pair(pair):
        low, high = sorted((_DIGITS[run[0]], _DIGITS[run[1]]))
        return low, high
    value = int(digits(run))
    return value, value


def _value(run: str) -> Exact | None:
    total: Exact = 0
    section: Exact = 0
    number: Exact | None = None
    last = ""
    for token in _TOKEN.findall(run):
        if token[0].isdecimal() or token in _DIGITS:
            if number is not None and number != 0:
                return None
            number = decimal(token) if token[0].isdecimal() else _DIGITS[token]
        elif token in _SMALL:
            section += (1 if number in (None, 0) else number or 0) * _SMALL[token]
            number = None
        elif token in _LARGE:
            total, section = _raise(total, section + (number or 0), _LARGE[token], last in _LARGE)
            number = None
        else:
            return None
        before, last = last, token
    if number and last in _DIGITS and before in _SMALL | _LARGE and before not in "十拾廿卅":
        number *= scale_of(before) // 10
    return exact(total + section + (number or 0))


def _raise(total: Exact, section: Exact, scale: int, repeated: bool) -> tuple[Exact, Exact]:
    """What 万 or 亿 does: raises what stands before it, all of it when that is smaller (一万二千亿)."""
    if repeated and not section:
        return total * scale, 0
    if total < scale:
        return (total + section or 1) * scale, 0
    return total + (section or 1) * scale, 0
