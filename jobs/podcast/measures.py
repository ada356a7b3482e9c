"""English amounts of money and measures as they are said."""

from __future__ import annotations

import re

from jobs.podcast.numerals import cardinal
from jobs.regex import regex

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_TO = r"\s?(?:-|–|—|~|to)\s?"
_SCALES = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "mln": "million"}
_SCALES |= {"b": "billion", "B": "billion", "bn": "billion", "bln": "billion", "t": "trillion", "T": "trillion"}
_SCALES |= {"tn": "trillion", "trn": "trillion"}
_SCALE = r"thousand|million|billion|trillion|mln|bln|trn|mn|bn|tn|[kKmMbBtT]"

_MONEY = {
    "US$": ("U S dollar", "cent"),
    "USD": ("U S dollar", "cent"),
    "HK$": ("Hong Kong dollar", "cent"),
    "HKD": ("Hong Kong dollar", "cent"),
    "NT$": ("New Taiwan dollar", "cent"),
    "A$": ("Australian dollar", "cent"),
    "C$": ("Canadian dollar", "cent"),
    "S$": ("Singapore dollar", "cent"),
    "R$": ("Brazilian real", "centavo"),
    "$": ("dollar", "cent"),
    "€": ("euro", "cent"),
    "EUR": ("euro", "cent"),
    "£": ("pound", "pence"),
    "GBP": ("pound", "pence"),
    "RMB": ("yuan", ""),
    "CNY": ("yuan", ""),
    "CN¥": ("yuan", ""),
    "JP¥": ("yen", ""),
    "JPY": ("yen", ""),
    "¥": ("yuan", ""),
    "￥": ("yuan", ""),
    "₩": ("won", ""),
    "KRW": ("won", ""),
    "₹": ("rupee", "paisa"),
    "INR": ("rupee", "paisa"),
}
"""How each currency is said: the unit and its hundredth. The bare ¥ is the yuan: the articles come from Chinese."""
_UNCHANGED = frozenset({"yuan", "yen", "won", "pence"})
_CODES = "|".join(sorted((re.escape(code) for code in _MONEY), key=len, reverse=True))
_AHEAD = regex(
    rf"(?P<minus>[-−])?(?<![\w$])(?P<code>{_CODES})\s?(?P<low>{_NUMBER})(?:\s?(?P<lows>{_SCALE})\b)?"
    rf"(?:{_TO}(?P<code2>{_CODES})?\s?(?P<high>{_NUMBER})(?![\d.,]*\d|\s?(?:[Cc]ents?|[Pp]ence|[Pp]ercent|%)))?"
    rf"(?:[ -]?(?P<scale>{_SCALE})\b)?(?P<plus>\+)?"
    r"(?P<adjective>-(?:a-)?(?=[a-z]))?"
)
_BEHIND = regex(
    rf"(?<![\w.,])(?P<low>{_NUMBER})(?:\s?(?P<scale>{_SCALE})\b)?\s?(?P<code>USD|HKD|EUR|GBP|RMB|CNY|JPY|KRW|INR|€)(?!\w)"
)
_A = regex(r"\b(?:an?|the|its|his|her|their|this|that|each|another|new|first)\s+$", re.IGNORECASE)
_NOT_NOUN = regex(
    r"\s+(?:in|an?|per|of|to|for|and|or|that|which|it|he|she|they|we|on|at|from|by|was|were|is|are|will|would|had|has|"
    r"worth|than|as|with|the|this|each|every|last|more|less|when|if|but|while|after|before|over|under|into|up|down)\b"
)

_SYMBOLS = {
    "km/h": "kilometer per hour",
    "kph": "kilometer per hour",
    "mph": "mile per hour",
    "m/s": "meter per second",
    "km²": "square kilometer",
    "km2": "square kilometer",
    "m²": "square meter",
    "m2": "square meter",
    "m³": "cubic meter",
    "m3": "cubic meter",
    "cm²": "square centimeter",
    "sq ft": "square foot",
    "sq m": "square meter",
    "sq km": "square kilometer",
    "km": "kilometer",
    "cm": "centimeter",
    "mm": "millimeter",
    "μm": "micrometer",
    "µm": "micrometer",
    "nm": "nanometer",
    "m": "meter",
    "ft": "foot",
    "mi": "mile",
    "kg": "kilogram",
    "mg": "milligram",
    "g": "gram",
    "lbs": "pound",
    "lb": "pound",
    "oz": "ounce",
    "mL": "milliliter",
    "ml": "milliliter",
    "kWh": "kilowatt-hour",
    "MWh": "megawatt-hour",
    "GWh": "gigawatt-hour",
    "TWh": "terawatt-hour",
    "Wh": "watt-hour",
    "kW": "kilowatt",
    "MW": "megawatt",
    "GW": "gigawatt",
    "TW": "terawatt",
    "W": "watt",
    "kV": "kilovolt",
    "V": "volt",
    "mAh": "milliamp-hour",
    "kHz": "kilohertz",
    "MHz": "megahertz",
    "GHz": "gigahertz",
    "THz": "terahertz",
    "Hz": "hertz",
    "Kbps": "kilobit per second",
    "kbps": "kilobit per second",
    "Mbps": "megabit per second",
    "Gbps": "gigabit per second",
    "KB": "kilobyte",
    "kB": "kilobyte",
    "MB": "megabyte",
    "GB": "gigabyte",
    "TB": "terabyte",
    "PB": "petabyte",
    "KiB": "kibibyte",
    "MiB": "mebibyte",
    "GiB": "gibibyte",
    "TiB": "tebibyte",
    "ns": "nanosecond",
    "μs": "microsecond",
    "µs": "microsecond",
    "ms": "millisecond",
    "min": "minute",
    "s": "second",
    "h": "hour",
    "hrs": "hour",
    "hr": "hour",
    "°C": "degree Celsius",
    "℃": "degree Celsius",
    "°F": "degree Fahrenheit",
    "℉": "degree Fahrenheit",
    "°": "degree",
    "dB": "decibel",
    "px": "pixel",
    "bps": "basis point",
    "bp": "basis point",
    "hp": "horsepower",
    "QPS": "query per second",
    "fps": "frame per second",
}
_IRREGULAR = {"foot": "feet", "hertz": "hertz", "kilohertz": "kilohertz", "horsepower": "horsepower"}
_IRREGULAR |= {f"{prefix}hertz": f"{prefix}hertz" for prefix in ("mega", "giga", "tera")}
_UNITS = "|".join(sorted((re.escape(symbol) for symbol in _SYMBOLS), key=len, reverse=True))
_MEASURE = regex(
    rf"(?<![\w.,$])(?P<minus>[-−])?(?P<low>{_NUMBER})(?:{_TO}(?P<high>{_NUMBER}))?"
    rf"(?P<scale> (?:thousand|million|billion|trillion))?(?P<gap>[ \u00a0\u202f-]?)(?P<unit>{_UNITS})(?![\w°²³/])"
)
_PERCENT = regex(
    rf"(?<![\w.,])(?P<minus>[-−])?(?P<plus>\+)?(?P<low>{_NUMBER})\s?%?(?:{_TO}(?P<high>{_NUMBER}))?\s?[%％]"
    r"(?P<point>\s?pts?\b)?"
)


def money(text: str) -> str:
    """$97.4bn, US$20, €3-5 million, RMB 300 million, 100 CNY."""
    text = _AHEAD.sub(lambda found: _amount(found, text), text)
    return _BEHIND.sub(lambda found: _amount(found, text), text)


def measures(text: str) -> str:
    """3-5%, 1,200 km, 25°C, 12-km, 128 GB."""
    return _MEASURE.sub(_measured, _PERCENT.sub(_percent, text))


def _amount(found: re.Match[str], text: str) -> str:
    given = found.groupdict()
    unit, part = _MONEY[given["code"]]
    scale = _scaled(given["scale"])
    one = given["low"] == "1" and not scale and not given.get("high")
    if _is_adjective(found, text):
        tail = (given.get("adjective") or " ").replace("-", " ") if given.get("adjective") else ""
        return f"{_figure(given, scale)} {unit}{tail}"
    if part and not scale and not given.get("high") and re.fullmatch(r"[\d,]+\.\d\d", given["low"]):
        return _minus(given) + _coins(given["low"], unit, part)
    return f"{_figure(given, scale)} {unit if one or unit in _UNCHANGED else unit + 's'}"


def _figure(given: dict[str, str | None], scale: str) -> str:
    low, lows = given["low"] or "", _scaled(given.get("lows"))
    words = _minus(given) + cardinal(low)
    if given.get("high"):
        words += f"{' ' + lows if lows and (lows != scale or not scale) else ''} to {cardinal(given['high'] or '')}"
    elif lows:
        words += f" {lows}"
    return words + (f" {scale}" if scale else "") + (" plus" if given.get("plus") else "")


def _minus(given: dict[str, str | None]) -> str:
    return "minus " if given.get("minus") else ""


def _scaled(printed: str | None) -> str:
    return _SCALES.get(printed, printed) if printed else ""


def _is_adjective(found: re.Match[str], text: str) -> bool:
    """ "a $5 billion deal", "$10-a-month": the unit stays in the singular."""
    if found.groupdict().get("adjective") or re.search(r"\d-[a-z]+$", found[0]):
        return True
    after = text[found.end() :]
    return bool(_A.search(text[: found.start()])) and bool(re.match(r"\s+[a-z]", after)) and not _NOT_NOUN.match(after)


def _coins(printed: str, unit: str, part: str) -> str:
    whole, _, cents = printed.partition(".")
    small = "" if cents == "00" else f"{cardinal(str(int(cents)))} {_plural(part, cents == '01')}"
    if int(whole.replace(",", "")) == 0:
        return small or f"zero {unit}s"
    large = f"{cardinal(whole)} {_plural(unit, whole == '1')}"
    return f"{large} and {small}" if small else large


def _plural(unit: str, one: bool) -> str:
    if one or unit in _UNCHANGED:
        return unit
    head, per, tail = unit.partition(" per ")
    head, _, last = head.rpartition(" ")
    degrees = last in {"Celsius", "Fahrenheit"}
    last = last if degrees else _IRREGULAR.get(last, f"{last}s" if last != "query" else "queries")
    head = f"{head}s" if degrees else head
    return f"{head} {last}".strip() + per + tail


def _percent(found: re.Match[str]) -> str:
    sign = "minus " if found["minus"] else "plus " if found["plus"] else ""
    words = sign + cardinal(found["low"]) + (f" to {cardinal(found['high'])}" if found["high"] else "")
    return f"{words} percent" + ("age points" if found["point"] else "")


def _measured(found: re.Match[str]) -> str:
    unit = _SYMBOLS[found["unit"]]
    if found["unit"] in {"V", "s"} and found["gap"] != " ":
        return found[0]  # 5V may be a model, 30s a decade
    words = ("minus " if found["minus"] else "") + cardinal(found["low"])
    words += f" to {cardinal(found['high'])}" if found["high"] else ""
    words += found["scale"] or ""
    if found["gap"] == "-":
        return f"{words}-{unit}"
    one = found["low"] == "1" and not found["high"] and not found["scale"]
    return f"{words} {_plural(unit, one)}"
