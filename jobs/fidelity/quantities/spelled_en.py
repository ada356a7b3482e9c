"""Figures that English spells out: two hundred and five, two-thirds, several billion, tripled."""

from __future__ import annotations

import re
from fractions import Fraction

from jobs.fidelity.quantities.digits_en import AND_A_HALF, SCALE, among_others
from jobs.fidelity.quantities.shapes import fraction
from jobs.fidelity.quantities.suffix_en import after_number
from jobs.fidelity.quantities.values import Draft, Exact, Weight, exact
from jobs.fidelity.quantities.words_en import (
    FOLD,
    ONES,
    ORDINALS,
    SCALES,
    TENS,
    UNDER,
    UNITS_EN,
    VAGUE,
)
from jobs.regex import regex

_NEXT = regex(r"(?: and |-and-|, |[ -])(?=[a-z])")
_UNDER = regex(
    rf"[ -]({'|'.join(sorted(UNDER, key=len, reverse=True))})(?![a-z])(?![- ](?:of the (?:year|month|game|match)|\d))"
)
_OF_A_UNIT = regex(
    r"(?: of an? |-)(hour|minute|second|day|year|century|decade|kilometer|kilometre|meter|metre|mile|kilo|kilogram|ton|"
    r"tonne|centimeter|centimetre|millimeter|millimetre|micron|inch|gram|milligram|pound|million|billion|trillion|"
    r"percent|percentage point|point)(?![a-z])"
)
_UNDER_LONG = regex(
    rf"[ -]((?:{'|'.join(TENS)})-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)s?)(?![a-z])"
)
_ORDINAL_TAIL = regex(rf"[ -]({'|'.join(sorted(ORDINALS, key=len, reverse=True))})(?![a-z])")


def read_count(low: str, said: str, at: int) -> tuple[list[Draft], int]:
    """Spelled-out numbers: "three hundred and five", "two and a half million", "two-thirds", "twenty-first"."""
    if tiny := _TINY.match(low, at):
        over = ONES.get(tiny[1], 1)
        return [fraction(at, tiny.end(), over, UNDER[tiny[2]])], tiny.end()
    total, section, end, words = _spelled(low, at)
    if words == 1 and low[at:end] in SCALES and low[at:end] != "dozen" and not _counts(low, at, end):
        return [], end
    value: Exact = total + section
    if value < 30 and (past := _PAST.match(low, end)) and _is_time(low, at, value, past):
        return [_past(at, past, value)], past.end()
    first = low[at:end]
    draft = Draft(at, end, value, value, digits=False)
    if some := _POINT_SOME.match(low, end):
        draft.high, draft.end, draft.approx = value + Fraction(9, 10), some.end(), True
        after_number(draft, low, said)
        return [draft], draft.end
    if first in TENS and (loosely := _ODDLY.match(low, end)):
        draft.low, draft.high = (number * SCALES.get(loosely[1], 1) for number in (value, value + 9))
        draft.end, draft.approx = loosely.end(), True
        after_number(draft, low, said)
        return [draft], draft.end
    if first in TENS and (tail := _ORDINAL_TAIL.match(low, end)) and ORDINALS[tail[1]] < 10:
        nth = value + ORDINALS[tail[1]]
        draft = Draft(at, tail.end(), nth, nth, digits=False, weight=Weight.WEAK, kind="ordinal")
        if tail[1] == "second":
            draft.also("duration", value * 10**9)  # a forty-second lead
        return [draft], tail.end()
    under = _UNDER.match(low, end) or _UNDER_LONG.match(low, end) if words == 1 and value <= 20 else None
    if under and (value < 2 or low[end] == "-" or under[1][-1] == "s" or low.startswith(" of ", under.end())):
        return _part(low, draft, under), under.end()  # and not six fourth graders
    if half := AND_A_HALF.match(low, end):
        scale = SCALE.match(low, half.end())
        factor = SCALES.get(scale[0].strip(" -"), 1) if scale else 1
        draft.low = draft.high = exact((value + Fraction(1, 2)) * factor)
        draft.end = scale.end() if scale and factor > 1 else half.end()
    elif point := _POINT.match(low, end):
        digits = "".join([str(ONES.get(word, 0)) for word in point[1].split()])
        draft.low = draft.high = exact(value + Fraction(int(digits), 10 ** len(digits)))
        draft.end = point.end()
    draft.scale = _trailing_scale(low, at, end)
    after_number(draft, low, said)
    among_others(draft, low)
    draft.weight = _word_weight(draft, words, first)
    return [draft], draft.end


_ODDLY = regex(r"-(?:odd|something)(?: (hundred|thousand|million|billion))?(?![a-z-])")
"""Twenty-odd weeks, thirty-something thousand."""
_POINT = regex(rf" point((?: (?:oh|{'|'.join(list(ONES)[:10])}))+)(?![a-z-])")
"""Forty-two point one five."""
_POINT_SOME = regex(r"[ -]point[ -](?:something|odd)(?![a-z])")
_TINY = regex(rf"(?:({'|'.join(ONES)})[ -])?((?:ten|hundred)-(?:thousandths?|millionths?))(?![a-z])")
"""One hundred-thousandth is no hundred; 300 thousandths would be printed without the hyphen."""
_ARTICLE = regex(
    r"(?:^|[^a-z])(?:an?|one|per|the|half|every|each|first|multi|in|these|those|his|her|my|our|their|all|another|next"
    r"|last|past)(?: (?:full|whole|good|cool|round|further|additional|extra))?[ -]$"
)


def _counts(low: str, at: int, end: int) -> bool:
    """A lone "billion" is a figure in "a billion" and "billion-dollar", and a leftover in "over billion"."""
    return low[end : end + 1] == "-" or _ARTICLE.search(low[max(0, at - 20) : at]) is not None


def _word_weight(draft: Draft, words: int, first: str) -> Weight:
    if words == 1 and first in SCALES:
        return Weight.FREE if first == "dozen" or not draft.unit else Weight.WEAK
    if draft.high <= 2 and not draft.unit:
        return Weight.FREE
    return Weight.WEAK


def _trailing_scale(low: str, at: int, end: int) -> int:
    words, scale = re.split("[ -]", low[at:end]), 1
    while len(words) > 1 and words[-1] in SCALES and words[-1] != "dozen":
        scale *= SCALES[words.pop()]
    return scale


_OF_A_KIND = regex(r"-(?!(?:thousand|million|billion|trillion|hundred|and|odd|plus|to|or)(?![a-z]))[a-z]")


def _spelled(low: str, at: int) -> tuple[int, int, int, int]:
    """(thousands and more, the rest, end offset, number of words) of the number that is spelled out at `at`."""
    total = section = words = 0
    end, limit = at, at + 240
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
        elif words and word in ONES and _OF_A_KIND.match(low, here.end()):
            break  # a hundred one-tonne trucks
        else:
            section += ONES.get(word, TENS.get(word, 0))
        words, end = words + 1, here.end()
        gap = _NEXT.match(low, end)
        here = _FOLLOWING.match(low, gap.end()) if gap else None
    return total, section, end, words


_FOLLOWING = regex("[a-z]+")


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
    part.weight, part.digits, part.plain = Weight.WEAK, False, (part.low,)
    if of_a_unit(part, low):
        return [part]
    if under[1].startswith("quarter"):
        part.also("months", 3 * over)
        part.also("", over)
        if re.search(r"\b(?:first|last|past|next|previous|consecutive) $", low[max(0, draft.start - 14) : draft.start]):
            part.also("", part.low)
            part.low = part.high = over
            part.unit, part.kind, part.plain = "qtr", "", (over,)
    return [part]


def of_a_unit(part: Draft, low: str) -> bool:
    """Three-quarters of an hour, a third of a million: the share of a unit."""
    match = _OF_A_UNIT.match(low, part.end)
    if match is None:
        return False
    part.end, part.extra = match.end(), []
    if match[1] in SCALES:
        part.low = part.high = exact(part.low * SCALES[match[1]])
        part.plain, part.kind = (part.low,), ""
        after_number(part, low, low)
    else:
        part.unit, part.kind = UNITS_EN[match[1]], ""
    return True


def _below(words: str) -> int:
    if words in UNDER:
        return UNDER[words]
    tens, _, one = words.rpartition("-")
    return TENS[tens] + ORDINALS[one.rstrip("s")]


_A_BEFORE = regex(r"(?:^|[^a-z])(?:an?|one|(?:the |an)other)[ -]$")
_LAST_BEFORE, _NAMED_AFTER = regex(r"(?:last|first|final|middle) $"), regex(r" (?!of |is |was |has |had |in |to )[a-z]")
"""The last third of a book."""
_OF_A_ROW = regex(
    r" (?:straight|consecutive|successive|time|day|week|month|year|term|season|child|title|win|victory|round|person)\b"
)
_OF_PERIOD = regex(
    r"[ -](quarters?|half)(?![a-z]|[ -](?:of an? )?(?:hour|mile|century|pound))"
    r"|(?:,? (?:and|to|or) (?:second|third|fourth))[ -](quarters?)"
)


_SOME_MONTH = regex(rf"(?:{'|'.join(ORDINALS)}) (?:lunar )?month(?![a-z])")
"""Where a text counts months, "in the ninth" may be one."""
_OF_CALENDAR = regex(r" (?:lunar )?(month)(?![a-z])| (day)(?= of )")
"""The nineteenth day of the sixth month of the fifth year."""


def read_ordinal(low: str, match: re.Match[str], drafts: list[Draft]) -> tuple[list[Draft], int]:
    """ "Third": an ordinal, a quarter of the year, or a fraction behind "a"."""
    value, (at, end) = ORDINALS[match[0]], match.span()
    period = _OF_PERIOD.match(low, end)
    if period:
        unit = "half" if period[1] == "half" else "quarter"
        if value <= (2 if unit == "half" else 4):
            stop = end if period[2] else period.end()
            draft = Draft(at, stop, value, value, unit, Weight.WEAK, digits=False, bare=True)
            if unit == "quarter" or value == 1:
                draft.also("months", 6 if unit == "half" else 3 * value)
            return [draft], stop
    draft = Draft(
        at, end, value, value, weight=Weight.FREE if value <= 3 else Weight.WEAK, digits=False, kind="ordinal"
    )
    if part := _OF_CALENDAR.match(low, end):
        draft.also(part[1] or part[2], value)
    elif value <= 12 and _SOME_MONTH.search(low):
        draft.also("month", value)
    share = _A_BEFORE.search(low[max(0, at - 11) : at]) or (
        3 <= value <= 5 and _LAST_BEFORE.search(low, max(0, at - 8), at) and not _NAMED_AFTER.match(low, end)
    )
    if value >= 3 and share and not _OF_A_ROW.match(low, end):
        draft.also("", Fraction(1, value))
        draft.also("%", exact(Fraction(100, value) - Fraction(7, 10)), exact(Fraction(100, value) + Fraction(7, 10)))
        draft.weight = Weight.FREE
        return [_share_of(draft, low)], draft.end
    return [draft], end


def _share_of(draft: Draft, low: str) -> Draft:
    """A hundredth of a millimetre has a unit, a hundredth of the price has none."""
    if _OF_A_UNIT.match(low, draft.end):
        share = Fraction(1, int(draft.low))
        draft.low = draft.high = share
        of_a_unit(draft, low)
        draft.also("", share)
    return draft


def read_fold(match: re.Match[str]) -> list[Draft]:
    """ "Tripled", "fourfold", "twice": multiples."""
    value = FOLD[match[0]]
    if match[0] == "treble" and match.string.startswith("the ", match.start() - 4):
        return []  # high notes
    draft = Draft(*match.span(), value, value, "times", Weight.FREE if value <= 2 else Weight.WEAK, digits=False)
    draft.bare = match[0] not in {"doubled", "doubles", "doubling"}
    if value == Fraction(1, 2):
        draft.also("%", 50)
    return [draft]


_HALF = regex(
    r"half(?:[ -]an?)?[ -](hundred|thousand|million|billion|trillion|dozen|century|decade|year|"
    r"hour|month|day|minute|second|mile|kilometer|kilometre|meter|metre|foot|inch|kilo|kilogram|gram|pound|ounce|jin|"
    r"ton|tonne|liter|litre|acre|hectare|mu|yuan|jiao|fen|percent|percentage point|point)s?(?![a-z])"
)
_AND_HALF_BEFORE = regex(
    r"(?:^|[^a-z])(?:an?|one|every|each|th(?:at|is|e)|last|past|next|first|final|full|whole|good|solid|extra"
    r"|previous|preceding|coming|following)[ -]"
    r"(hour|year|month|week|day|decade|century|"
    r"minute|second|mile|kilometer|kilometre|meter|metre|foot|inch|kilo|kilogram|pound|jin|ton|tonne|liter|litre|acre|"
    r"hectare|mu|percentage point|point)[ -]and[ -]a[ -]$"
)


def read_half(low: str, said: str, match: re.Match[str]) -> tuple[list[Draft], int]:
    """Half, half a million, half an hour, a year and a half."""
    at, half = match.start(), Fraction(1, 2)
    if (past := _PAST.match(low, match.end())) and past[1] == "past" and _hour(past[2]):
        return [_past(at, past, 30)], past.end()
    before = _AND_HALF_BEFORE.search(low[max(0, at - 28) : at])
    if before:
        draft = Draft(
            at - len(before[0]) + 1, match.end(), 1 + half, 1 + half, UNITS_EN[before[1]], Weight.WEAK, digits=False
        )
        return [draft], match.end()
    found = _HALF.match(low, at)
    if share := _OF_A_PERCENT.match(low, match.end()):
        draft = Draft(at, share.end(), half, half, "%", Weight.WEAK, digits=False)
        draft.also("", Fraction(1, 200))
        return [draft], share.end()
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


_OF_A_PERCENT = regex(r"(?: of one| of 1|[ -]a|[ -]of a)[ -]?(?:per ?cent(?!age)|%)")
"""Half of one per cent."""
_PAST = regex(r" (past|to) ([a-z]+|\d{1,2})(?![a-z\d])")


_MEASURED = regex(r"[ -](?:and a half )?(?:second|minute|hour|day|week|month|year)")
"""Eight minutes to two is a time, and 30 minutes to two hours are none."""
_OF_DAY = regex(r" (?:in the (?:early |late )?(?:morning|afternoon|evening)|at night|sharp|o['’]clock)(?![a-z])")
_AT = regex(r"[;:,(—–] ?$|(?<![a-z])(?:at|by|until|till|almost|nearly|it['’]s|was)(?: about| around)? $")


def _is_time(low: str, at: int, minutes: Exact, past: re.Match[str]) -> bool:
    """Ten past seven is a time; "ten to seven" is no range where it counts down, or a time of day follows."""
    if not (hour := _hour(past[2])):
        return False
    if past[1] == "past" or _OF_DAY.match(low, past.end()):
        return True
    counted = low.endswith("minutes", at, past.start()) and not _MEASURED.match(low, past.end())
    usual = minutes in {5, 10, 20, 25} and (minutes >= hour or past[2] in {"midnight", "noon"})
    return (counted or usual) and (
        _AT.search(low, max(0, at - 16), at) is not None or (at == 0 and low.startswith((",", ":"), past.end()))
    )


def past_the_hour(drafts: list[Draft], low: str) -> list[Draft]:
    """38 minutes and 47 seconds past nine is a time of day."""
    found: list[Draft] = []
    for draft in drafts:
        last = found[-1] if found else None
        past = _PAST.match(low, last.end) if last is not None and last.unit == "min" and last.low < 60 else None
        if past and last and past.start(2) == draft.start and _is_time(low, last.start, last.low, past):
            found[-1] = _past(last.start, past, last.low)
        else:
            found.append(draft)
    return found


def _hour(word: str) -> int:
    """The hour of a clock that a word or figure names, 0 for none."""
    hour = int(word) if word.isdecimal() else 12 if word in {"midnight", "noon"} else ONES.get(word, 0)
    return hour if hour <= 12 else 0


def _past(at: int, past: re.Match[str], minutes: Exact) -> Draft:
    """Half past seven, a quarter to three."""
    hour = _hour(past[2])
    total = hour * 60 + (minutes if past[1] == "past" else -minutes)
    draft = Draft(at, past.end(), total % 1440, total % 1440, "clock", digits=False, kind="time", plain=(hour,))
    draft.also("clock", (total + 720) % 1440)
    return draft


def read_quarter(low: str, match: re.Match[str]) -> tuple[list[Draft], int]:
    """A quarter of an hour, a quarter past seven, a quarter of the year."""
    at, end = match.span()
    past = _PAST.match(low, end)
    if past and _hour(past[2]):
        return [_past(at, past, 15)], past.end()
    quarter = Fraction(1, 4)
    draft = Draft(at, end, quarter, quarter, weight=Weight.FREE, digits=False)
    if of_a_unit(draft, low):
        return [draft], draft.end
    draft.also("months", 3)
    draft.also("%", 25)
    return [draft], end


_SOME = regex(
    r"(?:[ -]of)?(?: (?:a|the))?[ -](?P<scale>dozens?|hundreds?|thousands?|millions?|billions?|trillions?)(?![a-z])"
    r"(?:[ -](?:of )?(?P<second>thousands?|millions?|billions?|trillions?)(?![a-z]))?"
)
_COUPLE = regex(r" (?:more )?(?:of )?(?:more )?(?=[a-z])")


def _couple(low: str, said: str, match: re.Match[str]) -> tuple[list[Draft], int]:
    """A couple of years are two; "several" alone is no figure."""
    if match[0] != "couple" or not (of := _COUPLE.match(low, match.end())):
        return [], match.end()
    draft = Draft(match.start(), of.end() - 1, 2, 2, weight=Weight.FREE, digits=False)
    after_number(draft, low, said)
    return ([draft], draft.end) if draft.unit else ([], match.end())


_ODD_PLURALS = frozenset({"tens", "hundreds", "thousands", "millions", "billions", "trillions", "dozens", "scores"})


def read_vague(low: str, said: str, match: re.Match[str]) -> tuple[list[Draft], int]:
    """Several hundred, tens of billions, dozens."""
    first, last = VAGUE[match[0]]
    some = _SOME.match(low, match.end())
    stray = match[0] == "scores" and not low.startswith(" of ", match.end())
    if some is None and (stray or match[0] not in _ODD_PLURALS):
        return _couple(low, said, match)
    scale = 1
    if some:
        scale = SCALES[some["scale"].rstrip("s")] * SCALES.get((some["second"] or "").rstrip("s"), 1)
    end = some.end() if some else match.end()
    widest = (last + 1) * scale - 1
    if not some and match[0] in {"millions", "billions"}:
        widest = first * 1000 - 1
    elif not some and match[0] == "thousands":
        widest = 2 * last  # 上万, and not 数万
    draft = Draft(match.start(), end, first * scale, widest, weight=Weight.FREE, digits=False, approx=True)
    after_number(draft, low, said)
    return [draft], draft.end
