"""What is wrong with figures as they are printed, whatever their value: labels, weekdays, times cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jobs.fidelity.finding import Complaint, Severity
from jobs.fidelity.quantities.counts import another_count
from jobs.fidelity.quantities.parts import another_part
from jobs.fidelity.quantities.periods import another_period
from jobs.fidelity.quantities.time_units import another_unit
from jobs.fidelity.quantities.values import Quantity
from jobs.fidelity.quantities.words_en import WEEKDAYS
from jobs.regex import regex


def printed(said: str, told: str) -> Iterator[Complaint]:
    """What a look at both texts tells without reading a value: 64K as 64M, 2-a gone, another weekday, BC gone."""
    yield from _rescaled(said, told)
    yield from _unlabelled(said, told)
    yield from _other_weekday(said, told)
    found = next(another_unit(said, told), None) or next(another_period(said, told), None)
    found = found or next(another_part(said, told), None)
    if found:
        yield found
    yield from _other_ratio(said, told)
    yield from _other_base(said, told)
    yield from _half_a_sum(said, told)
    yield from _half_a_range(said, told)
    yield from another_count(said, told)
    yield from _fahrenheit(said, told)
    if "公元前" in said and not _BEFORE_CHRIST.search(told):
        yield Complaint("公元前", "", "公元前 (BC) is missing", "error")


def _other_base(said: str, told: str) -> Iterator[Complaint]:
    """每百万 token is not "per billion tokens", 千字三元 not "three yuan per million characters"."""
    ours = {_BASES[base[1] or base[2] or base[0]]: base[0] for base in _BASE.finditer(said)}
    for base in _BASE_EN.finditer(told) if ours else ():
        value = _BASES[base[1].lower()]
        if value not in ours:
            wanted = next(iter(ours.values()))
            yield Complaint(wanted, base[0], f'{wanted} ≠ "{base[0]}"', "error")
            return


_BASES = {"百": 10**2, "千": 10**3, "‰": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
          "hundred": 10**2, "thousand": 10**3, "ten thousand": 10**4, "million": 10**6, "billion": 10**9,
          "trillion": 10**12}  # fmt: skip
_BASE = regex(
    "[每/／] ?(十万|百万|千万|百|千|万|亿)(?![一二三四五六七八九\\d])|‰"
    "|(?<![一二三四五六七八九十百千万亿几数两成上近\\d])(千)(?=[字页人户])"
)
_BASE_EN = regex(r"\bper (hundred|thousand|million|billion|trillion|ten thousand)\b", re.IGNORECASE)


def _other_ratio(said: str, told: str) -> Iterator[Complaint]:
    """1:1 is not "1:10", nor "1:" alone."""
    clock = _CLOCK.search(said) is not None
    for ratio in _RATIO.finditer(said):
        first, second = ratio[1], ratio[2]
        there = re.findall(rf"(?<![\d:.]){first}\s?[:：∶]\s?(\d*)(?![\d:]|\s?[ap]\.?m)", told)
        there = [other for other in there if len(other) < len("00") or not clock]
        if there and second not in there:
            yield Complaint(ratio[0], f"{first}:{there[0]}", f'{ratio[0]} ≠ "{first}:{there[0]}"', "error")


_RATIO = regex(r"(?<![\d:：.∶])(\d{1,3})\s?[:：∶]\s?(\d)(?![\d:：∶]|\.\d)")
"""A proportion, and no time of day."""
_CLOCK = regex(r"\d[:：]\d\d|\d ?[点时]")


def _half_a_sum(said: str, told: str) -> Iterator[Complaint]:
    """1+1 has not become "+1" or "1+"."""
    for term in _SUM.finditer(said):
        first, second = term[1], term[2]
        half = re.search(rf"(?<![\w)+])(?<!\d )\+ ?{second}(?!\d)|(?<!\d){first} ?\+(?! ?\w)", told)
        if half and not re.search(rf"(?<!\d){first} ?\+ ?{second}(?!\d)", told):
            yield Complaint(term[0], half[0].strip(), f'{term[0]}: cut off in "{half[0].strip()}"', "error")


def _half_a_range(said: str, told: str) -> Iterator[Complaint]:
    """2–1 has not become "2–"."""
    half = _OPEN.search(told) if "–" in told or "—" in told else None
    if half and not _OPEN_ZH.search(said):
        yield Complaint("", half[0], f'"{half[0]}" is cut off', "error")


def _fahrenheit(said: str, told: str) -> Iterator[Complaint]:
    """180度 are no "180°F": Chinese degrees are Celsius, unless they are said to be 华氏."""
    for hot in _FAHRENHEIT.finditer(told) if "华氏" not in said and "°F" not in said and "℉" not in said else ():
        same = re.search(rf"(?<![\d.]){re.escape(hot[1])}\s?(?:度|摄氏度|℃|°C)", said)
        if same:
            yield Complaint(same[0], hot[0], f'{same[0]} ≠ "{hot[0]}" (unit)', "error")
            return


_FAHRENHEIT = regex(r"(?<![\d.])(\d+(?:\.\d+)?) ?(?:°F|℉|degrees? Fahrenheit)")
_OPEN = regex(r"(?<![\w.–-])\d+(?:\.\d+)?[–—](?=[,.;:!?)](?:\s|$)|$)")
_OPEN_ZH = regex(r"\d年?\s?[-–—~～至](?!\s?[\d一二三四五六七八九十])")
"""（1990— ）is open in the source, too."""

_SUM = regex(r"(?<![\d.])(\d{1,4}) ?[+＋] ?(\d{1,4})(?![\d.])")


_ITEM = regex(r"(?<![\w.-])(\d{1,2})-([a-z])(?![\w-])")


def _unlabelled(said: str, told: str) -> Iterator[Complaint]:
    """2-a is still 2-a, or 2a, or 2 (a)."""
    for item in _ITEM.finditer(said):
        if not re.search(rf"(?<!\d){item[1]}[-. ]?\(?{item[2]}\b", told):
            yield Complaint(item[0], "", f"{item[0]} is missing", "error")


def _other_weekday(said: str, told: str) -> Iterator[Complaint]:
    """周四 is no Friday, nor one of two days; where only one side names any (of 昨天, say) that is free."""
    ours = {min(_DAYS.index(day[1]), 6) + 1: day[0] for day in _WEEKDAY.finditer(said)}
    theirs = {WEEKDAYS[day.lower()]: day for day in _WEEKDAY_EN.findall(told)} if ours else {}
    if "周末" in said:
        theirs = {day: name for day, name in theirs.items() if day < _SATURDAY}
    lost, new = [day for day in ours if day not in theirs], [day for day in theirs if day not in ours]
    if lost and new:
        day, other = [*WEEKDAYS][lost[0] - 1].capitalize(), theirs[new[0]]
        # another time zone has another day, and so may a 昨天
        weight: Severity = "warning" if "时间" in said or _SAID_RELATIVELY.search(said) else "error"
        yield Complaint(day, other, f'{day} ≠ "{other}"', weight)
    elif lost and theirs and not _WEEK.search(told):
        yield Complaint(ours[lost[0]], "", f"{ours[lost[0]]} is missing", "warning")


_DAYS = "一二三四五六日天"
_SATURDAY = WEEKDAYS["saturday"]

_WEEKDAY = regex(
    f"(?:(?<![{_DAYS}两七八九十\\d数几个])|(?<=[后第每][{_DAYS}两]个))(?:周|星期|礼拜)([{_DAYS}])"
    f"(?![{_DAYS[1:]}次个天回遍年月小分点倍期出场节报刊]|一[次个天回])"
)
"""周三, and not the 周三 of 一周三次, nor of 每周三次."""

_WEEKDAY_EN = regex(rf"\b({'|'.join(WEEKDAYS)})s?\b", re.IGNORECASE)

_BEFORE_CHRIST = regex(r"\bB\.? ?C(?:\.? ?E)?\b|before (?:Christ|the Common|our era)", re.IGNORECASE)

_WEEK = regex(r"week(?:end|day)|\b(?:daily|every day|today|yesterday|tomorrow)\b", re.IGNORECASE)

_SAID_RELATIVELY = regex("[昨今明后前][天日晚早]|次日|翌日|当[天日晚]")


def cut_off(said: str, told: str, wanted: Sequence[Quantity], got: Sequence[Quantity]) -> Iterator[Complaint]:
    """No time of day, or of a race, has lost its hours or its minutes: ":00 to 20:00", "the 2: barrier".

    Only times that stand nowhere whole: "step 2:" is no rest of 2小时30分, nor ":80" of 80; 14小时 is nothing to cut.
    """
    times = [q for q in wanted if q.digits and _may_be_cut(q)] if ":" in told else []
    known = {quantity.readings[0] for quantity in got}
    for time in times:
        if time.readings[0] in known:
            continue
        first = int(time.low) // 60 if time.dimension == "clock" else int(time.plain[0]) if time.plain else -1
        cut = re.compile(rf"(?<![\d:.,]){first}(?::\d\d)?:(?!\d)|{_MINUTES_ALONE}")
        rest = cut.search(told)
        if rest and len(time.text) > len(rest[0]) and not cut.search(said):
            yield Complaint(time.text, rest[0], f'{time.text}: cut off in "{rest[0]}"', "error")


def _may_be_cut(time: Quantity) -> bool:
    return time.dimension == "clock" or (time.dimension == "duration" and len(_NUMBERS.findall(time.text)) > 1)


_NUMBERS = regex(r"\d+")
_MINUTES_ALONE = r"(?:^|(?<=[\s(])):\d\d(?![\d:])"

_LETTERED = regex(r"(?<![\d.,A-Za-z])(\d+(?:\.\d+)?)\s?([kKMGT])(?:i?[Bb](?:ps)?)?(?![A-Za-z0-9])")


def _rescaled(said: str, told: str) -> Iterator[Complaint]:
    """64K has not become 64M: read as mere numbers with a letter the two would be equal."""
    ours = dict(_LETTERED.findall(said))
    theirs = _LETTERED.findall(told) if ours else []
    for digits, letter in ours.items():
        letters = {other for number, other in theirs if number == digits}
        if letters and letter.upper() not in {other.upper() for other in letters}:
            changed = f"{digits}{letters.pop()}"
            yield Complaint(f"{digits}{letter}", changed, f'{digits}{letter} ≠ "{changed}" (unit)', "error")
