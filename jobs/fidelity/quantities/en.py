"""Read the figures of an English text.

The forms are those of newspaper style (AP, Reuters, The Economist): "$97.4bn", "a dozen", "two and a half",
"Feb. 13", "the 1990s", "one-third", "10 a.m.", "tripled".
"""

from __future__ import annotations

import re
from functools import lru_cache

from jobs.fidelity.quantities.values import (
    EXACT,
    UNITS,
    Figure,
    Number,
    Reading,
    Weight,
    lend,
    merge_durations,
    squeeze,
)

_ONES = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
_TENS = {
    word: 10 * (i + 2)
    for i, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "quadrillion": 1e15,
    "lakh": 1e5,
    "crore": 1e7,
}
_SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9, "t": 1e12, "tn": 1e12}
_ORDINALS = {
    **dict(
        zip(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
            range(1, 20),
            strict=True,
        )
    ),
    **{word[:-1] + "ieth": value for word, value in _TENS.items()},
    "hundredth": 100,
    "thousandth": 1000,
    "1st": 1,
}
_MULTIPLES = {
    "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "twofold": 2, "twice": 2, "triple": 3, "tripled": 3,
    "triples": 3, "tripling": 3, "threefold": 3, "thrice": 3, "treble": 3, "trebled": 3, "quadruple": 4,
    "quadrupled": 4, "quadruples": 4, "quadrupling": 4, "fourfold": 4, "quintuple": 5, "quintupled": 5,
    "fivefold": 5, "sixfold": 6, "sextupled": 6, "sevenfold": 7, "eightfold": 8, "ninefold": 9, "tenfold": 10,
    "hundredfold": 100, "thousandfold": 1000,
}  # fmt: skip
_VAGUE = {
    "dozens": (11, 200), "scores": (20, 300), "tens": (10, 99.9), "hundreds": (100, 999.9),
    "thousands": (1e3, 999_999), "millions": (1e6, 999_999_999), "billions": (1e9, 1e12 - 1),
    "trillions": (1e12, 1e15 - 1), "decades": (10, 99.9),
}  # fmt: skip
_SOFT = {
    "both": 2, "pair": 2, "pairs": 2, "couple": 2, "dual": 2, "twin": 2, "duo": 2, "bilateral": 2, "trio": 3,
    "once": 1, "single": 1, "half": 0.5, "halved": 0.5, "halves": 0.5, "halving": 0.5, "quarter": 0.25, "i": 1,
    "ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12, "xiii": 13, "xiv": 14,
    "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "fortnight": 2, "noon": 12, "midnight": 12,
    "millionaire": 1e6, "millionaires": 1e6, "billionaire": 1e9, "billionaires": 1e9, "centenary": 100,
    "bicentennial": 200, "teenage": 13, "teens": 13, "triennial": 3, "biennial": 2, "halfway": 0.5, "midway": 0.5,
    "quarterly": 4, "third-party": 3, "zero": 0, "none": 0, "nil": 0, "first": 1, "second": 2, "one": 1,
}  # fmt: skip
_MONTHS = {
    name: i + 1
    for i, name in enumerate(
        "january february march april may june july august september october november december".split()
    )
}
_MONTHS |= {name[:3]: i for name, i in _MONTHS.items()} | {"sept": 9}
_WEEKDAYS = {
    name: i + 1
    for i, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
_WEEKDAYS |= {"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 7}
_DECADES = {word[:-1] + "ies": value for word, value in _TENS.items()}

_UNIT_WORDS: dict[str, str] = {
    "%": "% percent per-cent percentage pct",
    "pp": "percentage-points? pps? ppts? pct-points?",
    "bp": "basis-points? bps?",
    "times": "times fold × x",
    "USD": "u\\.?s\\.?-dollars? american-dollars? dollars? usd bucks? greenbacks?",
    "HKD": "hong-kong-dollars? hkd",
    "AUD": "australian-dollars? aud",
    "CAD": "canadian-dollars? cad",
    "SGD": "singapore-dollars? singaporean-dollars? sgd",
    "NZD": "new-zealand-dollars? nzd",
    "TWD": "(?:new-)?taiwan(?:ese)?-dollars? nt-dollars? twd",
    "CNY": "(?:chinese-)?yuan renminbi rmb cny",
    "EUR": "euros? eur",
    "GBP": "pounds?-sterling (?:british-)?pounds? gbp sterling quid",
    "JPY": "(?:japanese-)?yen jpy",
    "KRW": "(?:south-)?(?:korean-)?won krw",
    "RUB": "(?:russian-)?rou?bles? rub",
    "INR": "(?:indian-)?rupees? inr",
    "CHF": "swiss-francs? chf",
    "THB": "(?:thai-)?baht thb",
    "VND": "(?:vietnamese-)?dong vnd",
    "BRL": "(?:brazilian-)?rea(?:is|ls?) brl",
    "MXN": "(?:mexican-)?pesos? mxn",
    "IDR": "(?:indonesian-)?rupiah idr",
    "MOP": "(?:macao-|macau-)?patacas? mop",
    "TRY": "(?:turkish-)?liras? lira",
    "SEK": "swedish-kron(?:a|or) sek",
    "MYR": "(?:malaysian-)?ringgit myr",
    "PHP": "philippine-pesos?",
    "USDc": "(?:us-)?cents?",
    "CNYj": "jiao",
    "ns": "nanoseconds? ns",
    "us": "microseconds? μs µs",
    "ms": "milliseconds? ms msecs?",
    "s": "seconds? secs? s",
    "min": "minutes? mins?",
    "h": "hours? hrs? hr h",
    "day": "days?",
    "week": "weeks?",
    "month": "months?",
    "quarter": "quarters",
    "yr": "years? yrs? yr anniversary",
    "10yr": "decades?",
    "100yr": "centuries",
    "nm": "nanomet(?:er|re)s? nm",
    "um": "micromet(?:er|re)s? microns? μm µm um",
    "mm": "millimet(?:er|re)s? mm",
    "cm": "centimet(?:er|re)s? cm",
    "m": "met(?:er|re)s? m",
    "km": "kilomet(?:er|re)s? kms? km/h kph kmh",
    "li": "li",
    "inch": "inch(?:es)? in\\.",
    "ft": "feet foot ft",
    "yd": "yards?",
    "mi": "miles? mph",
    "nmi": "nautical-miles?",
    "m2": "square-met(?:er|re)s? sq\\.?-?m sq-met(?:er|re)s? m²",
    "km2": "square-kilomet(?:er|re)s? sq\\.?-?km km²",
    "ha": "hectares? ha",
    "mu": "mu",
    "acre": "acres?",
    "sqft": "square-(?:feet|foot) sq\\.?-?ft",
    "sqmi": "square-miles?",
    "ml": "millilit(?:er|re)s? ml",
    "l": "lit(?:er|re)s? l",
    "m3": "cubic-met(?:er|re)s? m³",
    "gal": "gallons?",
    "bbl": "barrels?",
    "mg": "milligrams? mg",
    "g": "gram(?:me)?s? g",
    "kg": "kilogram(?:me)?s? kilos? kgs?",
    "jin": "jin catt(?:y|ies)",
    "t": "metric-tons? tonnes? tons?",
    "lb": "lbs?",
    "oz": "ounces? oz",
    "W": "watts? w",
    "kW": "kilowatts? kw",
    "MW": "megawatts? mw",
    "GW": "gigawatts? gw",
    "kWh": "kilowatt-hours? kwh",
    "MWh": "megawatt-hours? mwh",
    "GWh": "gigawatt-hours? gwh",
    "KB": "kilobytes? kb kib",
    "MB": "megabytes? mb mib",
    "GB": "gigabytes? gb gib",
    "TB": "terabytes? tb tib",
    "PB": "petabytes? pb",
    "Hz": "hertz hz",
    "MHz": "megahertz mhz",
    "GHz": "gigahertz ghz",
    "degC": "degrees?-(?:celsius|centigrade|c) °c ℃ celsius",
    "degF": "degrees?-fahrenheit degrees?-f °f fahrenheit",
}

_SYMBOLS = {
    "$": "USD", "us$": "USD", "usd": "USD", "hk$": "HKD", "hkd": "HKD", "a$": "AUD", "au$": "AUD", "c$": "CAD",
    "ca$": "CAD", "s$": "SGD", "nt$": "TWD", "nz$": "NZD", "r$": "BRL", "€": "EUR", "eur": "EUR", "£": "GBP",
    "gbp": "GBP", "¥": "¥", "rmb": "CNY", "cny": "CNY", "cn¥": "CNY", "rmb¥": "CNY", "₩": "KRW", "₹": "INR",
    "₽": "RUB", "฿": "THB", "jpy": "JPY", "mop$": "MOP",
}  # fmt: skip
UNITS["¥"] = ("CNY", 1, EXACT)

_CAPITAL_ONLY = re.compile("(?:W|MB|GB|KB|TB|PB|kW|MW|GW)$")


def _unit_pattern() -> tuple[str, list[tuple[re.Pattern[str], str]]]:
    forms = []
    for unit, words in _UNIT_WORDS.items():
        forms += [(word.replace("-", "[ -]"), unit) for word in words.split()]
    forms.sort(key=lambda form: -len(form[0]))
    joined = "|".join(form for form, _ in forms)
    return joined, [(re.compile(form, re.IGNORECASE), unit) for form, unit in forms]


_UNIT, _UNIT_LIST = _unit_pattern()


@lru_cache(maxsize=4096)
def unit_of(word: str) -> str:
    """The unit that an English unit word stands for, or ""."""
    return next((unit for form, unit in _UNIT_LIST if form.fullmatch(word)), "")


_WORD_NUMBER = "|".join(sorted([*_ONES, *_TENS, *list(_SCALES)], key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_MONTH_WORD = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_NAMES_OF_DAYS = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_ORDINAL_WORD = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_VAGUE_WORD = "|".join(_VAGUE)

# What may begin a figure: a digit, a currency sign, or one of the words below.
_TRIGGER_WORDS = frozenset(
    [*_ONES, *_TENS, *_SCALES, *_ORDINALS, *_MULTIPLES, *_VAGUE, *_SOFT, *_MONTHS, *_WEEKDAYS, *_DECADES]
) | {"dozen", "dozens", "an", "a", "several", "few", "score", "fifths", "thirds", "quarters", "tenths"}

_TOKEN = re.compile(
    rf"""
      (?P<iso>(?<![\w.])(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\2(?:3[01]|[12]\d|0?[1-9])(?![\w]|\.\d))
    | (?P<version>(?<![\w.])[vV]?\d+(?:\.\d+){{2,}}(?:[-+.]?[A-Za-z][\w.-]*\b)?)
    | (?P<decade>(?<![\w])(?:(?:1[5-9]|20)\d0|['’]?\d0)[’']?s\b(?!\.))
    | (?P<clock>(?<![\w:.])(?:[01]?\d|2[0-4])(?::[0-5]\d(?::[0-5]\d)?)?\s?(?:[aApP]\.?\s?[mM]\b\.?|o[’']clock)
        |(?<![\w:.])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\w:]))
    | (?P<quarter>\b(?:Q[1-4]\b|[1-4]Q\b|(?:first|second|third|fourth|1st|2nd|3rd|4th|final)[ -]quarters?\b))
    | (?P<fraction>\b(?:(?P<over>an?|one|two|three|four|five|six|seven|eight|nine|\d{{1,2}})[ -]
        (?P<under>thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|twentieth|hundredth)\b)
        |(?<![\w./])\d{{1,2}}/\d{{1,3}}(?![\w/]))
    | (?P<mixed>\b(?P<whole>an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+)
        (?:[ -]and[ -]a[ -]half\b|½|[ ](?P<wholeunit>hours?|years?|months?|weeks?|days?|decades?)[ ]and[ ]a[ ]half\b))
    | (?P<half>\b(?:half[ -](?:an?[ -])?|an?[ ]half[ -])(?P<halfscale>dozen|hundred|thousand|million|billion|trillion|century|decade
        |years?|hours?|months?|days?|minutes?|centuries)\b)
    | (?P<vague>\b(?:(?P<some>several|a[ ]few|few|tens[ ]of|hundreds[ ]of|dozens[ ]of|thousands[ ]of|a[ ]couple(?:[ ]of)?|many)[ ]
        (?P<somescale>dozen|hundred|thousand|million|billion|trillion|thousands|millions|billions|trillions)\b
        |(?:{_VAGUE_WORD})\b))
    | (?P<roman>\b[IVX]{{2,6}}\b)
    | (?P<fold>\b(?:{"|".join(_MULTIPLES)})\b)
    | (?P<nth>(?<![\w.])\d{{1,3}}(?:,\d{{3}})*(?:st|nd|rd|th)\b
        |\b(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -])?(?:{_ORDINAL_WORD})\b)
    | (?P<name>(?<![A-Za-z0-9])(?:(?!(?:pre|post|mid|sub|late|early|under|top|over|of|to|and|rmb|usd|cny|hkd|eur|gbp|fy|no)[-.]?\d)
        [A-Za-z]+(?:[-.]?[A-Za-z]+)*[-.‑]?\d+(?:\.\d+)*(?:[-.‑]?[A-Za-z0-9]+)*
        |\d+[-.]?(?!(?:{_UNIT}|k|m|bn?|mn|tn?|mln|bln)\b)[A-Z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*(?<!\d)\b
        |\d+(?!(?:{_UNIT}|k|m|bn?|mn|tn?|mln|bln|st|nd|rd|th|s|plus|x\d+)\b)[a-z]{{1,4}}\d*\b))
    | (?P<number>(?:(?P<sign>(?:US|HK|AU?|CA?|S|NT|NZ|R|MOP)?\$|€|£|(?:CN|RMB)?¥|₩|₹|₽|฿|\b(?:USD|RMB|CNY|HKD|EUR|GBP|JPY)(?=[ \d.]))\s?)?
        (?P<digits>(?<![\d])(?:{_DIGITS}))
        (?P<dscale>(?:[ -]?(?:hundred|thousand|million|billion|trillion|lakh|crore)\b)*)
        (?:(?P<short>(?:mn|bn|tn|mln|bln|[kKmMbBtT])\b(?![’'/²³])))?)
    | (?P<words>\b(?:an?[ ](?=hundred|thousand|million|billion|trillion|dozen))?
        (?:(?:{_WORD_NUMBER})\b(?:[ -]|,[ ]|[ ]and[ ](?=(?:{_WORD_NUMBER})\b)))*
        (?:{_WORD_NUMBER}|dozen)\b)
    | (?P<month>\b{_MONTH_WORD}\b\.?)
    | (?P<weekday>\b{_NAMES_OF_DAYS}s?\b)
    | (?P<nineties>\b(?:{"|".join(_DECADES)})\b)
    | (?P<small>\b(?:{"|".join(sorted(_SOFT, key=len, reverse=True))})\b)
    | (?P<article>\b[Aa]n?[ -](?P<aunit>percent|percentage[ ]point|year|month|week|day|decade|hour|minute|second|kilometer|kilometre|mile|meter|metre|dollar|yuan|hundred|ton|tonne|kilogram|kilo|quarter|third)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?:[+＋]|[ -]plus\b)?(?:[ -–]|\s)?(?:(?:more|additional|extra|full|straight|consecutive|whole|calendar|business|working)[ ])?"
    rf"(?P<unit>%|℃|°C|°F|{_UNIT})(?![\w²])",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:about|around|nearly|almost|over|more than|roughly|approximately|approx\.?|some|up to|at least|less than"
    r"|fewer than|under|close to|exceed(?:s|ed|ing)?|upwards? of|just|nearing|as many as|as much as|above|below"
    r"|topp(?:ed|ing)|surpass(?:ed|ing|es)?|north of|well over|estimated|or so)\W{1,3}\S{0,4}$|~\s?$",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\s?(?:-|–|—|~|to|or|and|,|,?\s?and|through|till|versus|vs\.?|against|from|/)\s?(?:US\$|\$|€|£|¥)?\s?",
    re.IGNORECASE,
)
_DURATION_LINK = re.compile(r",?\s?(?:and\s)?")
_ANY_DIGIT = re.compile(r"\d")


def read(text: str) -> list[Figure]:
    """All figures of an English text (already `visible`), in order."""
    if not _ANY_DIGIT.search(text) and _TRIGGER_WORDS.isdisjoint(_words(text)):
        return []
    numbers: list[Number] = []
    at = 0
    while match := _TOKEN.search(text, at):
        kind = match.lastgroup or ""
        found = _READERS[_outer(match)](match, text)
        if found:
            numbers += found
            at = max(match.end(), found[-1].end)
        else:
            at = match.end()
        del kind
    numbers = merge_durations(numbers, text, _DURATION_LINK)
    lend(numbers, text, _RANGE)
    return [number.figure(text, _hedged(text, number)) for number in numbers]


def _words(text: str) -> set[str]:
    return set(re.findall("[a-z]+", text.lower()))


_KINDS = (
    "iso version decade clock quarter fraction mixed half vague roman fold nth name number words month weekday "
    "nineties small article"
).split()


def _outer(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return next(kind for kind in _KINDS if groups[kind] is not None)


def _hedged(text: str, number: Number) -> bool:
    return bool(_HEDGE.search(text, max(0, number.start - 24), number.start)) or text[
        number.end : number.end + 5
    ].startswith(("+", " or so", "-plus"))


def _iso(match: re.Match[str], text: str) -> list[Number]:
    year, month, day = (int(part) for part in re.split("[-/.]", match[0]))
    start, end = match.span()
    return [
        Number(start, end, year, year, unit="year"),
        Number(start, end, month, month, unit="month-name"),
        Number(start, end, day, day, unit="day-of-month"),
    ]


def _version(match: re.Match[str], text: str) -> list[Number]:
    return [Number(*match.span(), -1, -1, name=squeeze(match[0]).removeprefix("v"))]


def _decade(match: re.Match[str], text: str) -> list[Number]:
    value = int(re.sub(r"\D", "", match[0]))
    number = Number(*match.span(), value, value, unit="decade")
    if value < 100:
        number.extra = [Reading(1900 + value, 1900 + value, "decade"), Reading(2000 + value, 2000 + value, "decade")]
    else:
        number.extra = [Reading(value % 100, value % 100, "decade"), Reading(value, value, "year")]
        number.extra += [Reading(value // 100 + 1, value // 100 + 1)] if value % 100 == 0 else []
    return [number]


def _clock(match: re.Match[str], text: str) -> list[Number]:
    parts = [int(part) for part in re.findall(r"\d+", match[0])]
    minutes = parts[0] * 60 + (parts[1] if len(parts) > 1 else 0)
    letter = re.search(r"\d\s?([apAP])\.?\s?[mM]", match[0])
    return [clock(*match.span(), minutes, letter[1].lower() + "m" if letter else "", tuple(map(float, parts)))]


def clock(start: int, end: int, minutes: int, period: str, parts: tuple[float, ...]) -> Number:
    """A time of day; without `period` ("am", "pm") an hour up to 12 may be either."""
    hours = minutes // 60
    if period == "pm" and hours < 12:
        minutes += 720
    elif period == "am" and hours >= 12:
        minutes -= 720
    number = Number(start, end, minutes % 1440, minutes % 1440, unit="clock", plain=(parts[0],), parts=parts)
    if not period and hours <= 12:
        other = (minutes + 720) % 1440
        number.extra.append(Reading(other, other, "clock"))
    return number


def _quarter(match: re.Match[str], text: str) -> list[Number]:
    word = match[0].lower().replace("-", " ").split()[0]
    digit = re.search(r"\d", word)
    value = int(digit[0]) if digit else _ORDINALS.get(word, 4)
    number = Number(*match.span(), value, value, unit="quarter-no", weight=Weight.MEDIUM)
    number.extra = [Reading(value, value)]
    return [number]


def _value(word: str) -> float:
    word = word.lower()
    if word in {"a", "an"}:
        return 1
    return _ONES[word] if word in _ONES else float(word.replace(",", ""))


_UNDER = {
    "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twentieth": 20, "hundredth": 100,
}  # fmt: skip


def _fraction(match: re.Match[str], text: str) -> list[Number]:
    if match["under"] is None:
        over, under = (float(part) for part in match[0].split("/"))
        if not under:
            return []
    else:
        over, under = _value(match["over"]), _UNDER[match["under"].lower().rstrip("s")]
    number = fraction(*match.span(), over, under)
    loose = match["under"] is not None and over == 1
    number.weight = Weight.SOFT if loose else Weight.HARD
    number.extra += [Reading(under, under)] if loose else []
    if match["under"] and match["under"].lower().startswith("quarter"):
        number.extra += [Reading(3 * over, 3 * over, "mo"), Reading(over, over)]
    return [number]


def fraction(start: int, end: int, over: float, under: float) -> Number:
    """`over`/`under`, which may also be printed as a rounded percentage or as two numbers (2/13)."""
    value = over / under
    number = Number(start, end, value, value, parts=(over, under))
    number.extra = [Reading(value * 100, value * 100, "%", 0.021), Reading(value, value, "", 0.021)]
    return number


def _mixed(match: re.Match[str], text: str) -> list[Number]:
    value = _value(match["whole"]) + 0.5
    start, end = match.span()
    number = Number(start, end, value, value, unit=unit_of(match["wholeunit"] or ""))
    scale = re.compile(r"[ -](hundred|thousand|million|billion|trillion)\b", re.IGNORECASE).match(text, end)
    if scale:
        number.low = number.high = value * _SCALES[scale[1].lower()]
        number.end = scale.end()
    number.extra = [Reading(0.5, 0.5)]
    return [number if match["wholeunit"] else _with_unit(number, text)]


def _half(match: re.Match[str], text: str) -> list[Number]:
    word = match["halfscale"].lower().rstrip("s")
    number = Number(*match.span(), 0.5, 0.5, weight=Weight.MEDIUM)
    if word in _SCALES or word == "dozen":
        number.low = number.high = 0.5 * _SCALES.get(word, 12)
        number.extra = [Reading(0.5, 0.5)]
        return [_with_unit(number, text)]
    number.unit = unit_of("centuries" if word.startswith("centur") else word)
    number.weight = Weight.SOFT
    number.extra = [Reading(0.5, 0.5), Reading(50, 50, "%")]
    return [number]


def _vague(match: re.Match[str], text: str) -> list[Number]:
    start, end = match.span()
    if match["some"] is None:
        low, high = _VAGUE[match[0].lower()]
        number = Number(start, end, low, high, weight=Weight.SOFT, vague=True)
        if match[0].lower() == "decades":
            number.extra = [Reading(24, 1200, "mo")]
    else:
        some, word = match["some"].lower(), match["somescale"].lower().rstrip("s")
        scale = 12 if word == "dozen" else _SCALES[word]
        first, last = _VAGUE.get(some.split()[0], (2, 9.99))
        if some.startswith(("dozens", "thousands")):
            first, last = (11, 99.9) if some.startswith("dozens") else (1e3, 999_999)
        number = Number(start, end, first * scale, last * scale, weight=Weight.MEDIUM, vague=True)
        number.extra = [Reading(scale, scale * 9.99)] if some == "many" else []
    return [_with_unit(number, text, soft=True)]


def _roman(match: re.Match[str], text: str) -> list[Number]:
    value = _SOFT.get(match[0].lower())
    if value is None or not match[0].isupper():
        return []
    return [Number(*match.span(), value, value, weight=Weight.SOFT)]


def _fold(match: re.Match[str], text: str) -> list[Number]:
    value = _MULTIPLES[match[0].lower()]
    unit = "times"
    number = Number(*match.span(), value, value, unit=unit, weight=Weight.SOFT if value == 2 else Weight.MEDIUM)
    number.extra = [Reading(value, value, "times-to"), Reading(value, value)]
    if match[0].lower() in {"twice", "thrice"}:
        number.extra = [*number.extra, Reading(value, value, "occasions")]
    return [number]


def _nth(match: re.Match[str], text: str) -> list[Number]:
    word = match[0].lower()
    soft = word[0] not in "0123456789"
    if soft:
        tens, _, one = word.replace(" ", "-").rpartition("-")
        value = float(_TENS.get(tens, 0) + _ORDINALS[one])
    else:
        value = float(re.sub(r"\D", "", word))
    weight = (Weight.SOFT if value < 4 else Weight.MEDIUM) if soft else Weight.HARD
    return [Number(*match.span(), value, value, weight=weight)]


def _name(match: re.Match[str], text: str) -> list[Number]:
    return [name(*match.span(), match[0])]


def name(start: int, end: int, spelling: str) -> Number:
    """A token like GPT-4.5 or 4K: compared by spelling; its digits remain as a way out."""
    digits = tuple(float(part) for part in re.findall(r"\d+(?:\.\d+)?", spelling))
    return Number(start, end, -1, -1, name=squeeze(spelling), plain=digits)


def _number(match: re.Match[str], text: str) -> list[Number]:
    printed = match["digits"]
    value = float(printed.replace(",", ""))
    scale = 1.0
    for word in match["dscale"].lower().replace("-", " ").split():
        scale *= _SCALES[word]
    start, end = match.span()
    number = Number(start, end, value, value, decimal="." in printed)
    short = (match["short"] or "").lower()
    if short and not match["dscale"]:
        number.extra = [Reading(value * _SHORT_SCALES[short], value * _SHORT_SCALES[short])]
        if match["sign"] or short not in {"m", "t"}:
            scale = _SHORT_SCALES[short]
        if short in {"m", "t"} and not match["sign"]:
            scale = 1.0
            number.unit = short if match["short"].islower() else ""
            if match["short"].isupper():
                scale = _SHORT_SCALES[short]
        if short == "b" or short == "k":
            number.extra.append(Reading(value, value))
            number.plain = (value * scale, value)
    number.scale = scale
    number.low = number.high = value * scale
    if match["sign"]:
        number.unit = _SYMBOLS[match["sign"].lower().strip()]
        if number.unit == "¥":
            number.extra.append(Reading(number.low, number.low, "JPY"))
        return [number]
    return [number if number.unit else _with_unit(number, text)]


def _words_number(match: re.Match[str], text: str) -> list[Number]:
    words = re.findall("[a-z]+", match[0].lower())
    total = section = 0.0
    scale = 1.0
    for word in words:
        if word in _SCALES and word != "hundred":
            total, section, scale = total + (section or 1) * _SCALES[word], 0.0, _SCALES[word]
        elif word in {"hundred", "dozen"}:
            section = (section or 1) * (100 if word == "hundred" else 12)
        else:
            section += {"a": 0, "an": 0, "and": 0}.get(word, _ONES.get(word, _TENS.get(word, 0)))
    value = total + section
    number = Number(*match.span(), value, value)
    number.scale = scale if not section and len(words) > 1 else 1.0
    bare_scale = len(words) == 1 and words[0] in {*_SCALES, "dozen"}
    if value <= 2 or bare_scale:
        number.weight = Weight.SOFT if value != 2 else Weight.MEDIUM
    elif value <= 12:
        number.weight = Weight.MEDIUM
    return [_with_unit(number, text)]


def _with_unit(number: Number, text: str, soft: bool = False) -> Number:
    """Take the unit that follows a number, if one does."""
    found = _AFTER.match(text, number.end)
    if not found:
        return number
    word = found["unit"]
    unit = unit_of(word.lower())
    if not unit or (word in {"in", "s", "l", "h", "g"} and found.start("unit") - number.end > 1):
        return number
    if word == "x" and found.start("unit") > number.end:
        return number
    number.unit, number.end = unit, found.end()
    if unit == "times":
        number.extra += [Reading(number.low, number.high), Reading(number.low, number.high, "occasions")]
        if re.match(r"[ ](?:as|that|those|the (?:size|amount|number|original|level))\b", text[found.end() :]):
            number.extra.append(Reading(number.low, number.high, "times-to"))
        elif re.search(r"\bto (?:\w+ ){0,2}$", text[max(0, number.start - 20) : number.start]):
            number.extra.append(Reading(number.low, number.high, "times-to"))
    elif unit == "GBP" and word.lower().startswith("pound"):
        number.extra.append(Reading(number.low * 0.45359, number.high * 0.45359, "kg", 0.04))
    elif unit == "USDc":
        number.extra += [Reading(number.low / 100, number.high / 100, "EUR"), Reading(number.low / 10, number.low / 10, "CNY")]
    elif unit == "%" and word.lower() in {"percentage"}:
        number.unit, number.end = "", found.start()
    elif unit == "t":
        number.extra.append(Reading(number.low * 907.2, number.high * 907.2, "kg"))
    elif unit in {"degC", "degF"}:
        pass
    return number


def _month(match: re.Match[str], text: str) -> list[Number]:
    word = match[0].rstrip(".").lower()
    if not match[0][0].isupper() or (word in {"mar", "jan", "dec"} and match[0][-1] != "." and len(word) == 3 and False):
        return []
    value = _MONTHS[word]
    soft = word in {"may", "march", "mar"} and not _BESIDE_MONTH.search(
        text[max(0, match.start() - 12) : match.start()] + "\0" + text[match.end() : match.end() + 6]
    )
    start, end = match.span()
    number = Number(start, end, value, value, unit="month-name", weight=Weight.SOFT if soft else Weight.HARD)
    number.plain = (-1.0,)
    return [number]


_BESIDE_MONTH = re.compile(
    r"(?:\b(?:in|since|by|until|till|of|last|this|next|early|late|mid|from|to|through|and|between|during)[ -]"
    r"|\d(?:st|nd|rd|th)? )\0|\0,? ?\d",
    re.IGNORECASE,
)


def _weekday(match: re.Match[str], text: str) -> list[Number]:
    word = match[0].lower()
    value = _WEEKDAYS.get(word) or _WEEKDAYS.get(word.rstrip("s"))
    if not value or not match[0][0].isupper() or word in {"sun", "sat", "mon", "wed", "fri"}:
        return []
    number = Number(*match.span(), value, value, unit="weekday", weight=Weight.SOFT)
    number.plain = (-1.0,)
    return [number]


def _nineties(match: re.Match[str], text: str) -> list[Number]:
    value = _DECADES[match[0].lower()]
    number = Number(*match.span(), value, value, unit="decade", weight=Weight.SOFT)
    number.extra = [Reading(1900 + value, 1900 + value, "decade"), Reading(value, value)]
    return [number]


def _small(match: re.Match[str], text: str) -> list[Number]:
    word = match[0].lower()
    if word == "i":
        return []
    value = _SOFT[word]
    number = Number(*match.span(), value, value, weight=Weight.SOFT)
    if word.startswith("hal"):
        number.extra = [Reading(50, 50, "%")]
    elif word == "quarter":
        number.extra = [Reading(25, 25, "%"), Reading(3, 3, "mo"), Reading(15, 15, "s")]
    elif word == "fortnight":
        number.extra = [Reading(14 * 86400, 14 * 86400, "s")]
    elif word in {"noon", "midnight"}:
        minutes = 720 if word == "noon" else 0
        number.extra = [Reading(minutes, minutes, "clock")]
    elif word == "once":
        number.extra = [Reading(1, 1, "occasions")]
    return [number]


def _article(match: re.Match[str], text: str) -> list[Number]:
    word = match["aunit"].lower()
    number = Number(*match.span(), 1, 1, unit=unit_of(word), weight=Weight.SOFT)
    number.extra = [Reading(1, 1)]
    if word == "quarter":
        number.unit, number.extra = "", [Reading(0.25, 0.25), Reading(25, 25, "%"), Reading(3, 3, "mo")]
    return [number]


_READERS = {
    "iso": _iso, "version": _version, "decade": _decade, "clock": _clock, "quarter": _quarter,
    "fraction": _fraction, "mixed": _mixed, "half": _half, "vague": _vague, "roman": _roman, "fold": _fold,
    "nth": _nth, "name": _name, "number": _number, "words": _words_number, "month": _month, "weekday": _weekday,
    "nineties": _nineties, "small": _small, "article": _article,
}  # fmt: skip
