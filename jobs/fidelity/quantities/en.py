"""Read the figures of an English text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from fractions import Fraction

from jobs.fidelity.quantities.neighbours import lend, merge_durations
from jobs.fidelity.quantities.suffix_en import after_number, priced
from jobs.fidelity.quantities.surface import surface
from jobs.fidelity.quantities.values import Draft, Exact, Quantity, Weight, decimal, exact
from jobs.fidelity.quantities.wordlist import pattern
from jobs.fidelity.quantities.words_en import (
    DECADES,
    FOLD,
    MONTHS,
    ONES,
    ORDINALS,
    SCALES,
    SHORT,
    SOFT,
    TENS,
    UNDER,
    UNITS_EN,
    VAGUE,
    WEEKDAYS,
)
from jobs.fidelity.quantities.zh import fraction, named, version

_WORDS = [
    *ONES,
    *TENS,
    *SCALES,
    *ORDINALS,
    *FOLD,
    *VAGUE,
    *SOFT,
    *MONTHS,
    *DECADES,
    *WEEKDAYS,
    "decades",
    "centuries",
    "quarters",
]
_TRIGGER = re.compile(rf"[0-9½¼¾⅓⅔]|(?<![a-z]){pattern(_WORDS)}(?![a-z])")
_DIGITS = re.compile(
    r"""(?P<iso>(?:19|20)\d\d(?P<sep>[-/.])(?:1[0-2]|0?[1-9])(?P=sep)(?:3[01]|[12]\d|0?[1-9])(?!\d|\.\d))
    |(?P<american>(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])/(?:19|20)\d\d(?!\d))
    |(?P<version>\d+(?:\.[\dx]+){2,}[a-z0-9-]*|\d+\.x\b)
    |(?P<decade>(?:(?:1[5-9]|20)\d0|(?<=['’‘])\d0|[2-9]0)['’]?s(?![a-z]))
    |(?P<clock>(?:2[0-4]|[01]?\d)(?:[:.][0-5]\d(?::[0-5]\d)?)?\s?(?:[ap]\.?\s?m\b\.?|o['’]clock)|(?:2[0-4]|[01]?\d):[0-5]\d(?::[0-5]\d)?(?![\d:]))
    |(?P<slash>\d{1,3}/\d{1,3}(?![\d/]))
    |(?P<nth>\d{1,3}(?:,\d{3})*(?:st|nd|rd|th)(?![a-z]))
    |(?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:,[ ]000)+(?![\d,])|\d{1,3}(?:[ ]\d{3})+(?![\d,])|\d+)(?:\.\d+)?)""",
    re.VERBOSE,
)
_SCALE = re.compile(
    r"(?:[ -]?(?:hundred|thousand|million|billion|trillion|quadrillion|lakh|crore|dozen)(?![a-z])(?:[ -](?:thousand|million|billion|trillion)(?![a-z]))*)"
    r"|\s?(?:mn|bn|tn|trn|mln|bln)(?![a-z0-9])|[kmbt](?![a-z0-9²³/'’])"
)
_MONEY_BEFORE = re.compile(
    r"(?P<sign>(?:us|hk|au?|ca?|s|nt|nz|r|mop|cn|rmb)?\$|(?:cn|rmb)?¥|[€£₩₹₽฿]|(?<![a-z])(?:rmb|usd|cny|hkd|eur|gbp|jpy|us))\s?$"
)
_NAME_BEFORE = re.compile(r"(?:[a-z][-./_#@+~]?|[a-z]\d*[-.][\d.]*|@[\w-]*)$")
_PREFIX = re.compile(
    r"(?:(?<![a-z])(?:pre|post|mid|sub|late|early|under|top|over|of|to|and|than|no|nos|non|near|age|aged|some|about|plus|fy|cy|by|at|in|or|from|the|a|mini|super|around|circa|ex|inter|trans|all)[-.]|(?<![a-z])(?:fy|cy))$"
)
_NAME_REST = re.compile(r"[a-z0-9]*(?:[-._+/][a-z0-9]+)*")
_FIRST_LETTERS = re.compile(r"[a-z]+")
_GENERATION = re.compile(r"[2-6]g(?![a-z0-9])|[248]k(?![a-z0-9])")
_MARKER = re.compile(r"(?:^|\n)\s*[(\[]?\d{1,2}(?:[)\]]|\.(?!\d))")
_LINK = re.compile(
    r"\s?(?:-|–|—|~|to|or|and|,|,?\s?and|through|till|until|versus|vs\.?|against|from|/|:|and the|,?\s?or)\s?(?:us\$|hk\$|\$|€|£|¥)?\s?|-\s?to\s?-?|\s?- (?:to|or|and) "
)
_HEDGE = re.compile(
    r"\b(?:about|around|nearly|almost|over|more than|roughly|approximately|approx\.?|some|up to|at least|less than"
    r"|fewer than|under|close to|exceed(?:s|ed|ing)?|upwards? of|nearing|as many as|as much as|above|below"
    r"|topp(?:ed|ing)|surpass(?:ed|ing|es)?|north of|estimated|or so|an estimated|in excess of)[^a-z]{1,5}$|~\s?$"
)
_HEDGED_AFTER = re.compile(r"\+|-plus| or (?:so|more)|-odd| plus\b")


def read_en(text: str) -> tuple[Quantity, ...]:
    """The figures of an English text, in order. Total: any text has an answer, in linear time."""
    said, back = surface(text)
    low = said.lower()
    if len(low) != len(said):
        low = "".join(char.lower() if char.isascii() else char for char in said)
    match = _TRIGGER.search(low)
    if match is None:
        return ()
    markers = {marker.end() for marker in _MARKER.finditer(low)}
    drafts: list[Draft] = []
    while match is not None:
        at = match.start()
        found, end = _digits(low, said, at) if match[0].isdecimal() else _word(low, said, match, drafts)
        for draft in found:
            if markers and draft.end + 1 in markers and not draft.unit:
                draft.weight = Weight.FREE
            drafts.append(draft)
        match = _TRIGGER.search(low, max(end, at + 1))
    return _finished(text, low, drafts, back)


def _finished(text: str, low: str, drafts: list[Draft], back: Callable[[int], int]) -> tuple[Quantity, ...]:
    drafts = merge_durations(drafts, low)
    lend(drafts, low, _LINK)
    _one_in_five(drafts, low)
    out = []
    for draft in drafts:
        draft.approx = draft.approx or bool(
            _HEDGE.search(low, max(0, draft.start - 20), draft.start) or _HEDGED_AFTER.match(low, draft.end)
        )
        draft.start, draft.end = back(draft.start), back(draft.end)
        out.append(draft.finish(text[draft.start : draft.end]))
    return tuple(out)


_ONE_IN = re.compile(r" (?:in|out of|of)(?: every| an?)? ")


def _one_in_five(drafts: list[Draft], low: str) -> None:
    """One in five is a fifth."""
    for first, second in itertools.pairwise(drafts):
        if second.start - first.end <= 14 and second.low and not first.unit and first.low < second.low:
            if _ONE_IN.fullmatch(low, first.end, second.start):
                share = Fraction(first.low) / Fraction(second.low)
                first.also("", exact(share))
                first.also("%", exact(share * 100 - Fraction(1, 2)), exact(share * 100 + Fraction(1, 2)))


# --- digits --------------------------------------------------------------------------------------------------


def _digits(low: str, said: str, at: int) -> tuple[list[Draft], int]:
    before = low[max(0, at - 12) : at]
    money = _MONEY_BEFORE.search(before)
    if not money:
        period = _period(low, at, before)
        if period:
            return [period], period.end
        if _NAME_BEFORE.search(before) and not _PREFIX.search(before):
            return _name(low, said, at)
    match = _DIGITS.match(low, at)
    if match is None:
        return [], at + 1
    if match.lastgroup == "number":
        return _number(low, said, match, money["sign"] if money else "", at - len(money[0]) if money else at)
    return _SHAPES[match.lastgroup or "nth"](match), match.end()


_PERIOD = re.compile(
    r"(?<![a-z0-9])(?:q(?P<q>[1-4])|h(?P<h>[12]))(?![0-9a-z])|(?<![a-z0-9])(?:fy|cy)(?P<fy>(?:20)?\d\d)(?!\d)"
)
_PERIOD_AFTER = re.compile(r"(?:(?P<q>[1-4])q|(?P<h>[12])h)(?![a-z])")


def _period(low: str, at: int, before: str) -> Draft | None:
    """Q3, H1, 3Q24, FY2025."""
    match = _PERIOD_AFTER.match(low, at)
    if match is None:
        lead = {"q": 1, "h": 1, "y": 2}.get(before[-1:], 0)
        match = _PERIOD.match(low, at - lead) if lead and at >= lead else None
    if match is None:
        return None
    if match["q"]:
        draft = Draft(*match.span(), int(match["q"]), int(match["q"]), "quarter", bare=True)
    elif match["h"]:
        draft = Draft(*match.span(), int(match["h"]), int(match["h"]), "half", Weight.FREE)
        draft.also("months", 6)
    else:
        year = int(match["fy"]) + (2000 if len(match["fy"]) == 2 else 0)
        draft = Draft(*match.span(), year, year, "year", bare=True)
    return draft


def _name(low: str, said: str, at: int) -> tuple[list[Draft], int]:
    match = _NAME_REST.match(low, at)
    end = match.end() if match else at + 1
    return named(said[at:end], at, end), max(end, at + 1)


def _iso(match: re.Match[str]) -> list[Draft]:
    parts = [int(part) for part in re.split("[-/.]", match[0])]
    year, month, day = parts if parts[0] > 31 else (parts[2], parts[0], parts[1])
    start, end = match.span()
    return [Draft(start, end, year, year, "year", bare=True), Draft(start, end, month, month, "month", bare=True),
            Draft(start, end, day, day, "day", bare=True)]  # fmt: skip


def _version(match: re.Match[str]) -> list[Draft]:
    return [version(match[0], *match.span())]


def _decade(match: re.Match[str]) -> list[Draft]:
    value = int(re.sub(r"\D", "", match[0]))
    draft = Draft(*match.span(), value, value, "decade", bare=True)
    if value < 100:
        draft.also("decade", 1900 + value)
        draft.also("decade", 2000 + value)
        if "'" not in match[0]:
            draft.also("duration", value * 10**9)
    else:
        draft.also("decade", value % 100)
        draft.also("", value % 100)
        if value % 100 == 0:
            draft.also("", value // 100 + 1)
    return [draft]


def _clock(match: re.Match[str]) -> list[Draft]:
    parts = [int(part) for part in re.findall(r"\d+", match[0])]
    letter = re.search(r"\d\s?([ap])\.?\s?m", match[0])
    hours, minutes = parts[0], parts[1] if len(parts) > 1 else 0
    total = hours * 60 + minutes
    if letter and letter[1] == "p" and hours < 12:
        total += 720
    elif letter and letter[1] == "a" and hours == 12:
        total -= 720
    draft = Draft(*match.span(), total % 1440, total % 1440, "clock", kind="time", plain=tuple(parts))
    if not letter and hours <= 12:
        draft.also("clock", (total + 720) % 1440)
    return [draft]


def _slash(match: re.Match[str]) -> list[Draft]:
    over, under = (int(part) for part in match[0].split("/"))
    if over < under <= 100:
        draft = fraction(*match.span(), over, under)
        if over <= 12 and under <= 31:
            draft.also("month", over)
            draft.also("day", under)
        return [draft]
    middle = match.start() + match[0].index("/")
    return [Draft(match.start(), middle, over, over), Draft(middle + 1, match.end(), under, under)]


def _nth(match: re.Match[str]) -> list[Draft]:
    value = decimal(match[0][:-2])
    return [Draft(*match.span(), value, value, kind="ordinal")]


_SHAPES: dict[str, Callable[[re.Match[str]], list[Draft]]] = {
    "iso": _iso, "american": _iso, "version": _version, "decade": _decade, "clock": _clock, "slash": _slash, "nth": _nth,
}  # fmt: skip


def _number(low: str, said: str, match: re.Match[str], sign: str, start: int) -> tuple[list[Draft], int]:
    value, end = decimal(match["number"]), match.end()
    if not sign and (_begins_name(low, said, match) or _GENERATION.match(low, match.start())):
        return _name(low, said, match.start())
    draft = Draft(start, end, value, value)
    scale = _SCALE.match(low, end)
    if scale:
        _scaled(draft, value, scale[0].strip(" -"), said[end : scale.end()], bool(sign))
        draft.end = scale.end()
    elif half := _AND_A_HALF.match(low, end):
        draft.low = draft.high = value + Fraction(1, 2)
        draft.end = half.end()
    if sign:
        priced(draft, sign)
    elif not draft.unit:
        after_number(draft, low, said)
    _year_or_one(draft, match["number"], value)
    if century := _YEARS_BEFORE.search(low[max(0, match.start() - 6) : match.start()]):
        draft.also("year", int(century[1]) * 100 + value)
    return [draft], draft.end


def _year_or_one(draft: Draft, printed: str, value: Exact) -> None:
    if not draft.unit and draft.scale == 1 and printed.isdigit() and len(printed) == 4 and 1000 <= value < 3000:
        draft.unit, draft.bare = "year", True
    if (draft.value_is(1) or draft.value_is(0)) and not draft.unit:
        draft.weight = Weight.WEAK if value else Weight.FREE


_YEARS_BEFORE = re.compile(r"(19|20)\d\d\s?[-–/]$")
_AND_A_HALF = re.compile(r" and a half(?![a-z])|½|-and-a-half")


def _scaled(draft: Draft, value: Exact, word: str, printed: str, priced_: bool) -> None:
    """Multiply by "million" or "bn"; a lone m, b, k or t may mean something else."""
    if word in SHORT:
        scale = SHORT[word]
        if len(word) == 1 and not priced_:
            draft.also("", value)
            if word in "mt" and printed.strip().islower():
                draft.also("", exact(value * scale))
                draft.unit = word
                return
            draft.also("data", exact(value * scale))
    else:
        scale = 1
        for part in re.split("[ -]+", word):
            scale *= SCALES[part]
    draft.scale = scale
    draft.low = draft.high = exact(value * scale)


def _begins_name(low: str, said: str, match: re.Match[str]) -> bool:
    """3D, 16e, 4S, 1080p: letters right behind digits that are neither a unit nor a scale."""
    end = match.end()
    letters = _FIRST_LETTERS.match(low, end)
    if letters is None:
        return bool(re.match(r"-[A-Z](?![a-z])", said[end : end + 3]))
    word = letters[0]
    if word == "x" and low[letters.end() : letters.end() + 1].isdigit():
        return False
    return word not in UNITS_EN and word not in SHORT and word not in {"plus", "s", "x"}


# --- words ---------------------------------------------------------------------------------------------------


def _word(low: str, said: str, match: re.Match[str], drafts: list[Draft]) -> tuple[list[Draft], int]:
    """What begins at a word of `_WORDS`, and where reading goes on."""
    word, at = match[0], match.start()
    if word in _FRACTION_SIGNS:
        value = _FRACTION_SIGNS[word]
        return [Draft(at, match.end(), value, value, kind="ratio")], match.end()
    if word in VAGUE:
        return _vague(low, said, match)
    if word in ORDINALS:
        return _ordinal(low, match, drafts)
    if word in ONES or word in TENS or word in SCALES:
        return _count(low, said, at)
    if word in FOLD:
        return _fold(match), match.end()
    if word in MONTHS:
        return _month(low, said, match, drafts)
    if word == "half":
        return _half(low, said, match)
    if word in DECADES:
        return _nineties(low, match), match.end()
    return _soft(low, said, match), match.end()


_FRACTION_SIGNS = {
    "½": Fraction(1, 2),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
}
_NEXT = re.compile(r"(?: and |-and-|, |[ -])(?=[a-z])")
_UNDER = re.compile(
    rf"[ -]({'|'.join(sorted(UNDER, key=len, reverse=True))})(?![a-z])(?![- ](?:of the (?:year|month|game|match)|\d))"
)
_UNDER_LONG = re.compile(
    rf"[ -]((?:{'|'.join(TENS)})-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)s?)(?![a-z])"
)
_ORDINAL_TAIL = re.compile(rf"[ -]({'|'.join(sorted(ORDINALS, key=len, reverse=True))})(?![a-z])")


def _count(low: str, said: str, at: int) -> tuple[list[Draft], int]:
    """Spelled-out numbers: "three hundred and five", "two and a half million", "two-thirds", "twenty-first"."""
    total, section, end, words = _spelled(low, at)
    if words == 1 and low[at:end] in SCALES and low[at:end] != "dozen" and not _counts(low, at, end):
        return [], end
    value: Exact = total + section
    first = low[at:end]
    draft = Draft(at, end, value, value, digits=False)
    if first in TENS and (tail := _ORDINAL_TAIL.match(low, end)) and ORDINALS[tail[1]] < 10:
        nth = value + ORDINALS[tail[1]]
        return [Draft(at, tail.end(), nth, nth, digits=False, weight=Weight.WEAK, kind="ordinal")], tail.end()
    under = _UNDER.match(low, end) or _UNDER_LONG.match(low, end) if words == 1 and value <= 20 else None
    if under:
        return _part(low, draft, under), under.end()
    if half := _AND_A_HALF.match(low, end):
        scale = _SCALE.match(low, half.end())
        factor = SCALES.get(scale[0].strip(" -"), 1) if scale else 1
        draft.low = draft.high = exact((value + Fraction(1, 2)) * factor)
        draft.end = scale.end() if scale and factor > 1 else half.end()
    draft.scale = _trailing_scale(low, at, end)
    after_number(draft, low, said)
    draft.weight = _word_weight(draft, words, first)
    return [draft], draft.end


_ARTICLE = re.compile(r"(?:^|[^a-z])(?:an?|one|per|the|half|every|each|first|multi|in)[ -]$")


def _counts(low: str, at: int, end: int) -> bool:
    """A lone "billion" is a figure in "a billion" and "billion-dollar", and a leftover in "over billion"."""
    return low[end : end + 1] == "-" or _ARTICLE.search(low[max(0, at - 7) : at]) is not None


def _word_weight(draft: Draft, words: int, first: str) -> Weight:
    if words == 1 and first in SCALES:
        return Weight.FREE if first == "dozen" or not draft.unit else Weight.WEAK
    if draft.high <= 2 and not draft.unit:
        return Weight.FREE
    return Weight.WEAK


def _trailing_scale(low: str, at: int, end: int) -> int:
    last = re.split("[ -]", low[at:end])
    return SCALES.get(last[-1], 1) if len(last) > 1 and last[-1] != "dozen" else 1


def _spelled(low: str, at: int) -> tuple[int, int, int, int]:
    """(thousands and more, the rest, end offset, number of words) of the number that is spelled out at `at`."""
    total = section = words = 0
    end, limit = at, at + 120
    here = re.compile("[a-z]+").match(low, at)
    while here is not None and here.start() < limit:
        word = here[0]
        if word in SCALES:
            if word in {"hundred", "dozen"}:
                if section >= 100:
                    break
                section = (section or 1) * SCALES[word]
            else:
                if words and not section:
                    total *= SCALES[word]
                total, section = total + (section or (0 if words else 1)) * SCALES[word], 0
        elif not _fits(section, word, words, low[end : here.start()]):
            break
        else:
            section += ONES.get(word, TENS.get(word, 0))
        words, end = words + 1, here.end()
        gap = _NEXT.match(low, end)
        here = _FOLLOWING.match(low, gap.end()) if gap else None
    return total, section, end, words


_FOLLOWING = re.compile("[a-z]+")


def _fits(section: int, word: str, words: int, gap: str) -> bool:
    """May `word` go on the number: twenty-five, two hundred and six; not "three four", not "two and five"."""
    if word not in ONES and word not in TENS:
        return False
    if not words:
        return True
    if "and" in gap and section % 100:
        return False
    if "," in gap and section:
        return False
    value = ONES.get(word, TENS.get(word, 0))
    if section % 100 == 0:
        return bool(section) or words > 1
    return section % 10 == 0 and section % 100 >= 20 and 0 < value < 10


def _part(low: str, draft: Draft, under: re.Match[str]) -> list[Draft]:
    over, below = draft.low, _below(under[1])
    part = fraction(draft.start, under.end(), over, below)
    part.weight, part.digits = Weight.WEAK, False
    if under[1].startswith("quarter"):
        part.also("months", 3 * over)
        part.also("", over)
        if re.search(r"\b(?:first|last|past|next|previous|consecutive) $", low[max(0, draft.start - 14) : draft.start]):
            part.weight = Weight.FREE
    return [part]


def _below(words: str) -> int:
    tens, _, one = words.rpartition("-")
    return TENS[tens] + ORDINALS[one.rstrip("s")] if tens else UNDER[words]


_A_BEFORE = re.compile(r"(?:^|[^a-z])(?:an?|one|the other)[ -]$")
_OF_PERIOD = re.compile(r"[ -](quarters?|half)(?![a-z])|(?:,? (?:and|to|or) (?:second|third|fourth))[ -](quarters?)")


def _ordinal(low: str, match: re.Match[str], drafts: list[Draft]) -> tuple[list[Draft], int]:
    value, (at, end) = ORDINALS[match[0]], match.span()
    period = _OF_PERIOD.match(low, end)
    if period:
        unit = "half" if period[1] == "half" else "quarter"
        if value <= (2 if unit == "half" else 4):
            stop = end if period[2] else period.end()
            draft = Draft(at, stop, value, value, unit, Weight.WEAK, digits=False, bare=True)
            draft.also("months", 6 if unit == "half" else 3 * value)
            if unit == "half":
                draft.also("", Fraction(1, 2))
            return [draft], stop
    draft = Draft(
        at, end, value, value, weight=Weight.FREE if value <= 3 else Weight.WEAK, digits=False, kind="ordinal"
    )
    if value >= 3 and _A_BEFORE.search(low[max(0, at - 5) : at]):
        draft.also("", Fraction(1, value))
        draft.also("%", exact(Fraction(100, value) - Fraction(7, 10)), exact(Fraction(100, value) + Fraction(7, 10)))
        draft.weight = Weight.FREE
    return [draft], end


def _fold(match: re.Match[str]) -> list[Draft]:
    value = FOLD[match[0]]
    draft = Draft(
        *match.span(), value, value, "times", Weight.FREE if value <= 2 else Weight.WEAK, digits=False, bare=True
    )
    draft.also("%", exact((value - 1) * 100))
    if value == Fraction(1, 2):
        draft.also("%", 50)
    return [draft]


_HALF = re.compile(
    r"half(?:[ -]an?)?[ -](hundred|thousand|million|billion|trillion|dozen|century|decade|year|hour|month|day|minute|mile|kilometer|kilometre|percent|percentage point)s?(?![a-z])"
)
_AND_HALF_BEFORE = re.compile(r"(?:^|[^a-z])(?:an?|one)[ -](hour|year|month|week|day|decade|century)[ -]and[ -]a[ -]$")


def _half(low: str, said: str, match: re.Match[str]) -> tuple[list[Draft], int]:
    """Half, half a million, half an hour, a year and a half."""
    at, half = match.start(), Fraction(1, 2)
    before = _AND_HALF_BEFORE.search(low[max(0, at - 24) : at])
    if before:
        draft = Draft(
            at - len(before[0]) + 1, match.end(), 1 + half, 1 + half, UNITS_EN[before[1]], Weight.WEAK, digits=False
        )
        return [draft], match.end()
    found = _HALF.match(low, at)
    if found is None:
        draft = Draft(at, match.end(), half, half, weight=Weight.FREE, digits=False)
        draft.also("%", 50)
        return [draft], match.end()
    draft = Draft(at, found.end(), half, half, weight=Weight.WEAK, digits=False)
    if found[1] in SCALES:
        draft.low = draft.high = exact(half * SCALES[found[1]])
        after_number(draft, low, said)
    else:
        draft.unit = UNITS_EN[found[1]]
        draft.also("", half)
        if found[1] == "month":
            draft.also("duration", 15 * 86400 * 10**9)
    return [draft], draft.end


_SOME = re.compile(
    r"(?:[ -]of)?(?: (?:a|the))?[ -](?P<scale>dozens?|hundreds?|thousands?|millions?|billions?|trillions?)(?![a-z])"
    r"(?:[ -](?:of )?(?P<second>thousands?|millions?|billions?|trillions?)(?![a-z]))?"
)
_ODD_PLURALS = frozenset({"tens", "hundreds", "thousands", "millions", "billions", "trillions", "dozens", "scores"})


def _vague(low: str, said: str, match: re.Match[str]) -> tuple[list[Draft], int]:
    """Several hundred, tens of billions, dozens."""
    first, last = VAGUE[match[0]]
    some = _SOME.match(low, match.end())
    if some is None and match[0] not in _ODD_PLURALS:
        return [], match.end()
    scale = 1
    if some:
        scale = SCALES[some["scale"].rstrip("s")] * SCALES.get((some["second"] or "").rstrip("s"), 1)
    end = some.end() if some else match.end()
    widest = (last + 1) * scale - 1
    if not some and match[0] in {"hundreds", "thousands", "millions", "billions"}:
        widest = first * 1000 - 1
    draft = Draft(match.start(), end, first * scale, widest, weight=Weight.FREE, digits=False, approx=True)
    after_number(draft, low, said)
    return [draft], draft.end


_MONTH_NEEDS = frozenset(
    {"may", "march", "mar", "sun", "dec", "jan", "sep", "sept", "oct", "nov", "feb", "apr", "jun", "jul", "aug"}
)
_PREPOSITION = re.compile(
    r"(?:\b(?:in|since|by|until|till|of|last|this|next|early|late|mid|from|to|through|and|between|during|before|after|on|for|every)[ -]|\d(?:st|nd|rd|th)?(?: of)? |[-–/] ?)$"
)
_DAY = re.compile(
    r"\.?,? ?(?:the )?(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d|[.,:]\d| ?(?:%|percent|million|billion|a\.?m|p\.?m))"
)
_DAY_BEFORE = re.compile(r"(?:st|nd|rd|th)?(?: of)?[ -]")


def _month(low: str, said: str, match: re.Match[str], drafts: list[Draft]) -> tuple[list[Draft], int]:
    """A month, with the day that follows or precedes it."""
    at, end = match.span()
    if not said[at].isupper():
        return [], end
    following = _DAY.match(low, end)
    near = (
        following
        or _PREPOSITION.search(low[max(0, at - 10) : at])
        or re.match(r"\.?,? ?(?:19|20)\d\d", low[end : end + 8])
    )
    value = MONTHS[match[0]]
    draft = Draft(at, end, value, value, "month", digits=False)
    if not near and match[0] in _MONTH_NEEDS:
        draft.weight = Weight.FREE
    last = drafts[-1] if drafts else None
    if last is not None and not last.unit and 1 <= last.low <= 31 and _DAY_BEFORE.fullmatch(low, last.end, at):
        last.unit, last.bare = "day", True
    if following is None:
        return [draft], end
    day = int(following["day"])
    return [draft, Draft(following.start("day"), following.end(), day, day, "day", bare=True)], following.end()


def _nineties(low: str, match: re.Match[str]) -> list[Draft]:
    value = DECADES[match[0]]
    draft = Draft(*match.span(), value, value, "decade", Weight.FREE, digits=False, bare=True)
    draft.also("decade", 1900 + value)
    return [draft]


def _soft(low: str, said: str, match: re.Match[str]) -> list[Draft]:
    word = match[0]
    draft = Draft(*match.span(), 0, 0, weight=Weight.FREE, digits=False)
    if word in WEEKDAYS:
        draft.low = draft.high = WEEKDAYS[word]
        draft.unit = "weekday"
        return [draft] if said[match.start()].isupper() else []
    if word in {"decade", "decades", "century", "centuries"}:
        draft.unit = UNITS_EN[word]
        draft.low, draft.high = (1, 1) if word in {"decade", "century"} else (2, 9)
        return [draft]
    if word in {"noon", "midnight"}:
        draft.unit = "clock"
        draft.low = draft.high = 720 if word == "noon" else 0
        draft.also("", 12)
        return [draft]
    if word not in SOFT:
        return []
    draft.low = draft.high = SOFT[word]
    if word == "fortnight":
        draft.unit = "week"
    if word == "quarter":
        draft.also("months", 3)
        draft.also("%", 25)
    return [draft]
