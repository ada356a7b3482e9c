"""Read the figures of a Chinese text."""

from __future__ import annotations

import re
from fractions import Fraction

from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.neighbours import lend, merge_durations
from jobs.fidelity.quantities.suffix_zh import clock, qualify
from jobs.fidelity.quantities.surface import surface
from jobs.fidelity.quantities.values import Draft, Exact, Quantity, Weight, decimal, exact
from jobs.fidelity.quantities.wordlist import pattern
from jobs.fidelity.quantities.words_zh import FESTIVALS, ORDINARY

_CN = f"{numerals.DIGIT}{numerals.SCALE}廿卅"
_TRIGGER = re.compile(f"[0-9{_CN}半翻]")
_ARABIC = re.compile(
    r"""(?P<iso>(?:19|20)\d\d(?P<sep>[-/.])(?:1[0-2]|0?[1-9])(?P=sep)(?:3[01]|[12]\d|0?[1-9])(?!\d|\.\d))
    |(?P<version>\d+(?:\.[\dx]+){2,}[A-Za-z0-9-]*|\d+\.x\b)
    |(?P<clock>(?:2[0-4]|[01]?\d):[0-5]\d(?::[0-5]\d)?(?![\d:]))
    |(?P<slash>\d{1,3}/\d{1,3}(?![\d/]))
    |(?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[ ]\d{3})+(?!\d)|\d+)(?:\.\d+)?)""",
    re.VERBOSE,
)
_TAIL = re.compile(
    r"(?P<more>[多余来几]|\+)?(?:\s|个(?=[万亿]))?(?P<scale>(?:[十百万亿萬億]|千(?![米克瓦卡赫伏安]))+)(?P<rest>(?:\d+(?:\.\d+)?[百千万亿]+|零?[一二两三四五六七八九][百千万]+)*)"
    r"|(?P<latin>[wWkKMB])(?![A-Za-z0-9/])"
)
_RUN = re.compile(
    f"[{_CN}](?:(?!(?<=[十百万亿])千[瓦克米赫])[{_CN}]|几(?![何乎])|点(?=[{numerals.DIGIT}])|(?<=[十百])[多余来](?=[万亿]))*"
)
_LATIN = {"w": 10**4, "k": 10**3, "M": 10**6, "B": 10**9}
_NAME_BEFORE = re.compile(r"(?:[A-Za-z][-./_#@+~]?|[A-Za-z]\d*[-.][\d.]*|@[\w-]*)$")
_MONEY_BEFORE = re.compile(r"(?P<sign>(?:US|HK|AU?|CA?|S|NT|NZ|R)?\$|[€£¥₩₹]|\b(?:RMB|USD|CNY|HKD|EUR|GBP|JPY|US))\s?$")
_SIGNS = {"$": "USD", "US$": "USD", "US": "USD", "HK$": "HKD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "S$": "SGD",
          "NT$": "TWD", "NZ$": "NZD", "R$": "BRL", "€": "EUR", "£": "GBP", "¥": "CNY", "₩": "KRW", "₹": "INR", "RMB": "CNY"}  # fmt: skip
_NAME_REST = re.compile(r"[A-Za-z0-9]*(?:[-._+/][A-Za-z0-9]+)*")
_LETTER = re.compile(r"[A-Za-z]")
_GENERATION = re.compile(r"[2-6]G(?![A-Za-z0-9])|[248]K(?![A-Za-z0-9])")
_MARKER = re.compile(r"(?:^|\n)\s*[(（\[]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[)）\]、．]|\.(?!\d))")
_ORDINARY = re.compile(pattern(ORDINARY))
_ORDINARY_STARTS = frozenset(word[0] for word in ORDINARY)
_FESTIVAL = re.compile(pattern(FESTIVALS))
_FESTIVE = re.compile('节|期间|假期|长假|大促|黄金周|购物|狂欢|促销|活动|运动|事件|恐怖|晚会|阅兵|[”"」’]')
_HEDGE = re.compile("(?:[近约超逾达]|大约|将近|超过|接近|大概|左右|至少|不到|不足|高达|多达|突破|上)\\s?$")
_HEDGED_AFTER = re.compile("[^，。；]{0,4}?(?:左右|上下|以上|以下|以内|不等|许)")
_ROUND_BEFORE = frozenset("近上过超逾破约达成")


def read_zh(text: str) -> tuple[Quantity, ...]:
    """The figures of a Chinese text, in order. Total: any text has an answer, in linear time."""
    said, back = surface(text)
    first = _TRIGGER.search(said)
    if first is None:
        return ()
    drafts: list[Draft] = []
    markers = {match.end() for match in _MARKER.finditer(said)}
    match: re.Match[str] | None = first
    while match is not None:
        at = match.start()
        found, end = _read(said, at)
        for draft in found:
            if markers and not draft.unit and (draft.end + 1 in markers or draft.end in markers):
                draft.weight = Weight.FREE
            drafts.append(draft)
        match = _TRIGGER.search(said, max(end, at + 1))
    return _finished(text, said, drafts, back)


def _finished(text: str, said: str, drafts: list[Draft], back: object) -> tuple[Quantity, ...]:
    assert callable(back)
    drafts = merge_durations(drafts, said)
    lend(drafts, said, _LINK)
    out = []
    for draft in drafts:
        draft.approx = draft.approx or _hedged(said, draft)
        start, end = back(draft.start), back(draft.end)
        draft.start, draft.end = start, end
        out.append(draft.finish(text[start:end]))
    return tuple(out)


_LINK = re.compile(r"\s?(?:-|–|—+|~|至|到|或|和|、|与|及|/|对|比|,|，|从|以及|并|而)\s?(?:第|[$€£¥])?")


def _hedged(said: str, draft: Draft) -> bool:
    return bool(_HEDGE.search(said, max(0, draft.start - 3), draft.start) or _HEDGED_AFTER.match(said, draft.end))


def _read(said: str, at: int) -> tuple[list[Draft], int]:
    """What begins at the trigger character at `at`, and where reading goes on."""
    char = said[at]
    if char == "半":
        return _half(said, at)
    if char == "翻":
        return _doubling(said, at)
    if char <= "9":
        return _arabic(said, at)
    return _chinese(said, at)


# --- Western digits ------------------------------------------------------------------------------------------


def _arabic(said: str, at: int) -> tuple[list[Draft], int]:
    before = said[max(0, at - 12) : at]
    money = _MONEY_BEFORE.search(before)
    if not money and _NAME_BEFORE.search(before):
        return _name(said, at)
    match = _ARABIC.match(said, at)
    if match is None:
        return [], at + 1
    kind = match.lastgroup
    if kind == "iso":
        return _iso(match), match.end()
    if kind == "version":
        return [version(match[0], at, match.end())], match.end()
    if kind == "clock":
        return [clock(said, *match.span(), match[0])], match.end()
    if kind == "slash":
        return _slash(match), match.end()
    draft = _number(said, match)
    if draft is None:
        return _name(said, at)
    if money:
        _priced(draft, money["sign"], at - (len(before) - money.start()))
    else:
        qualify(draft, said, before, arabic=match["number"])
    if draft.value_is(1) and not draft.unit:
        draft.weight = Weight.FREE
    if before.endswith("第"):
        draft.kind = draft.kind or "ordinal"
    if match["number"] in FESTIVALS or before.endswith("双"):
        _festive(draft, before[-1:] + match["number"] if before.endswith("双") else match["number"])
    return [draft], draft.end


def _priced(draft: Draft, sign: str, start: int) -> None:
    draft.unit, draft.start = _SIGNS.get(sign, sign), start
    if sign == "¥":
        draft.also("JPY", draft.low)


def _festive(draft: Draft, name: str) -> None:
    if name in FESTIVALS:
        month, day = FESTIVALS[name]
        draft.also("month", month)
        draft.also("day", day)
        draft.also("", day)
        if name.startswith("双"):
            draft.weight = Weight.FREE


def _number(said: str, match: re.Match[str]) -> Draft | None:
    """The number with its scale (万, 亿, k), or None when it begins a name (3D, 16e)."""
    value, end = decimal(match["number"]), match.end()
    tail = _TAIL.match(said, end)
    draft = Draft(match.start(), end, value, value)
    if tail is None:
        return None if _begins_name(said, match) else draft
    if tail["latin"]:
        return _latin_scale(said, draft, tail)
    draft.scale = numerals.scale_of(tail["scale"])
    both = numerals.parse(match["number"].replace(" ", "") + tail["scale"] + tail["rest"])
    if both is None:
        return draft
    draft.low, draft.high = both
    draft.end = tail.end()
    if tail["more"]:
        draft.high = draft.low + numerals.step(value) * draft.scale - 1
        draft.plain, draft.approx = (draft.low,), True
    return draft


def _latin_scale(said: str, draft: Draft, tail: re.Match[str]) -> Draft | None:
    if _GENERATION.match(said, draft.start):
        return None
    value, letter = draft.low, tail["latin"]
    draft.scale = _LATIN.get(letter) or _LATIN[letter.lower()]
    draft.low = draft.high = exact(value * draft.scale)
    draft.end = tail.end()
    if letter == "W":
        draft.also("power", value)
    if letter == "M":
        draft.also("data", value * 10**6)
    draft.also("", value)
    return draft


_UNIT_LETTERS = re.compile(
    r"\s?(?:[kcmnuµμ]?m[²³23]?|[KMGTPE]i?[Bb](?:ps|/s)?|[kKmM]bps|[kKMGT]?[Ww](?:h|H)?|[kmuµμ]?g|KG|Kg|KM|Km|[munμ]?s|min|h|m?[lL]|[kMGT]?Hz|mAh|V|d[B]|fps|FPS|hp|mph|pct|RMB|rmb|km/h|N·m|°C|tokens?|x|X|T|G|P|pp|bps?)(?![A-Za-z0-9])"
)


def _begins_name(said: str, match: re.Match[str]) -> bool:
    end = match.end()
    following = said[end : end + 1]
    if following == "-" and _LETTER.match(said, end + 1):
        return True
    if not (following.isascii() and following.isalpha()):
        return False
    if said[end : end + 1] in "xX" and said[end + 1 : end + 2].isdigit():
        return False
    return _UNIT_LETTERS.match(said, end) is None or bool(_GENERATION.match(said, match.start()))


def _name(said: str, at: int) -> tuple[list[Draft], int]:
    match = _NAME_REST.match(said, at)
    end = match.end() if match else at + 1
    return named(said[at:end], at, end), max(end, at + 1)


_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_DOTTED = re.compile(r"\d+(?:\.[\dx]+){2,}")


def named(spelling: str, start: int, end: int) -> list[Draft]:
    """The figures in a name like GPT-4.5: free to match, never missed."""
    whole = _DOTTED.match(spelling)
    if whole:
        dotted = version(whole[0], start, end)
        dotted.weight = Weight.FREE
        return [dotted]
    out = []
    for match in list(_DIGITS.finditer(spelling))[:4]:
        value = decimal(match[0])
        draft = Draft(start, end, value, value, weight=Weight.FREE, kind="name")
        if spelling[match.end() : match.end() + 1] in {"B", "b"}:
            draft.also("", value * 10**9)
        if spelling[match.end() : match.end() + 1] in {"G", "g"}:
            draft.also("data", value * 10**9)
        out.append(draft)
    return out


def version(printed: str, start: int, end: int) -> Draft:
    """A dotted version as one number nobody else has: 0.6.0 is its parts in base 100,000."""
    value = 0
    for part in re.findall(r"\d+|x", printed)[:6]:
        value = value * 100_000 + (99_999 if part == "x" else int(part[:5]))
    return Draft(start, end, value + 10**30, value + 10**30, kind="version")


def _iso(match: re.Match[str]) -> list[Draft]:
    start, end = match.span()
    year, month, day = (int(part) for part in re.split("[-/.]", match[0]))
    return [Draft(start, end, year, year, "year", bare=True), Draft(start, end, month, month, "month", bare=True),
            Draft(start, end, day, day, "day", bare=True)]  # fmt: skip


def _slash(match: re.Match[str]) -> list[Draft]:
    """1/3 as a fraction, 24/7 as two numbers."""
    over, under = (int(part) for part in match[0].split("/"))
    if over < under <= 100:
        return [fraction(*match.span(), over, under)]
    middle = match.start() + match[0].index("/")
    return [Draft(match.start(), middle, over, over), Draft(middle + 1, match.end(), under, under)]


def fraction(start: int, end: int, over: Exact, under: Exact) -> Draft:
    """`over`/`under`, which may also be printed as a rounded percentage."""
    value = exact(Fraction(over) / Fraction(under))
    draft = Draft(start, end, value, value, kind="ratio")
    near = Fraction(7, 10) if value.denominator not in {1, 2, 4, 5, 10, 20, 25, 50, 100} else Fraction(0)
    draft.also("%", exact(value * 100 - near), exact(value * 100 + near))
    draft.plain = (value, over, under)
    return draft


# --- numbers in characters -----------------------------------------------------------------------------------


def _chinese(said: str, at: int) -> tuple[list[Draft], int]:
    match = _RUN.match(said, at)
    if match is None:
        return [], at + 1
    ordinary = _word_at(said, at)
    festival = _FESTIVAL.match(said, at - 1 if said[at - 1 : at] == "双" else at)
    if festival and (festival[0][0] == "双" or _FESTIVE.match(said, festival.end())):
        return _festival(festival), festival.end()
    if ordinary is not None:
        return _ordinary(said, ordinary), ordinary.end()
    before = said[max(0, at - 12) : at]
    run = match[0]
    start = at
    if before[-1:] in {"数", "几"} and run[0] in numerals.SCALE:
        run, start = before[-1] + run, at - 1
    more = run.rstrip("万亿").rstrip(numerals.SCALE)[-1:]
    both = numerals.parse(run.replace("多", "").replace("余", "").replace("来", ""))
    if both is None:
        return [], match.end()
    draft = Draft(start, match.end(), *both, digits=False, scale=numerals.scale_of(run))
    if more and more in "多余来":
        low = numerals.parse(run.partition(more)[0])
        draft.high = draft.low + (numerals.step(low[0]) if low else 1) * numerals.scale_of(run.partition(more)[2]) - 1
        draft.plain, draft.approx = (draft.low,), True
    qualified = qualify(draft, said, before, arabic="")
    draft.weight = _weight(draft, run, said, before, qualified)
    if draft.weight == Weight.FREE and not qualified and run[0] in "百千万亿零" and len(run) == 1:
        return [], match.end()
    return [draft], max(draft.end, match.end())


def _word_at(said: str, at: int) -> re.Match[str] | None:
    found = _ORDINARY.match(said, at)
    if found is None and at and said[at - 1] in _ORDINARY_STARTS:
        found = _ORDINARY.match(said, at - 1)
        if found is not None and found.end() <= at:
            found = None
    return found


def _ordinary(said: str, word: re.Match[str]) -> list[Draft]:
    run = _RUN.search(said, word.start(), word.end())
    both = numerals.parse(run[0]) if run else None
    if run is None or both is None:
        return []
    return [Draft(*run.span(), *both, weight=Weight.FREE, digits=False)]


def _festival(match: re.Match[str]) -> list[Draft]:
    month, day = FESTIVALS[match[0]]
    draft = Draft(*match.span(), day, day, weight=Weight.FREE, kind="date", digits=False)
    draft.also("month", month)
    draft.also("day", day)
    draft.also("", month * 100 + day)
    return [draft]


def _weight(draft: Draft, run: str, said: str, before: str, qualified: str) -> Weight:
    """How sure it is that characters mean a count: what follows them decides."""
    if draft.weight != Weight.STRONG or draft.kind == "ratio" or draft.unit in _NEVER_LOOSE:
        return draft.weight
    small = draft.high <= 10
    if before.endswith("第"):
        draft.kind = draft.kind or "ordinal"
        return Weight.FREE if draft.high <= 3 else Weight.WEAK
    if len(run) == 1 and run in "百千万亿":
        return _round_weight(draft, run, said, before, qualified)
    if small and draft.low <= 1 and draft.unit not in {"%", "times"}:
        return Weight.FREE
    if not qualified:
        if small or draft.high < 100:
            return Weight.WEAK if draft.approx else Weight.FREE
        counted = run[0] not in numerals.SCALE or before[-1:] in _ROUND_BEFORE | {"足", "到"}
        return Weight.STRONG if counted else Weight.WEAK
    if qualified == "measure":
        return (Weight.FREE if draft.low <= 2 else Weight.WEAK) if small else Weight.STRONG
    if small and draft.unit in _LOOSE_WHEN_SMALL:
        return Weight.WEAK
    return Weight.STRONG


_NEVER_LOOSE = frozenset({"%", "pp", "quarter", "year", "month", "day", "decade", "clock"})
_LOOSE_WHEN_SMALL = frozenset(
    [
        "yr",
        "mo",
        "week",
        "d",
        "h",
        "min",
        "s",
        "CNY",
        "li",
        "m",
        "B",
        "qtr",
        "100yr",
        "angle",
        "degC",
        "l",
        "inch",
        "ft",
        "km2",
        "m2",
    ]
)


def _round_weight(draft: Draft, run: str, said: str, before: str, qualified: str) -> Weight:
    """百 alone is a figure in 上百, 近百, 百余; else it is part of a word."""
    if before[-1:] in _ROUND_BEFORE and (qualified or said[draft.end : draft.end + 1] in "余多"):
        if before.endswith("上"):
            draft.high = draft.low * 10 - 1
        return Weight.STRONG if qualified else Weight.WEAK
    if draft.approx and qualified:
        return Weight.STRONG
    return Weight.FREE


# --- halves and doublings --------------------------------------------------------------------------------------

_HALF = re.compile(
    "半(?P<unit>个?(?:多)?(?P<word>世纪|小时|钟头|月|年|天|日|周|分钟|秒|公里|斤|公斤|亩|吨|米|价))?(?P<more>多)?"
)
_HALF_UNITS = {"世纪": "100yr", "小时": "h", "钟头": "h", "月": "mo", "年": "yr", "天": "d", "日": "d", "周": "week",
               "分钟": "min", "秒": "s", "公里": "km", "斤": "jin", "公斤": "kg", "亩": "mu", "吨": "t", "米": "m"}  # fmt: skip
_HALF_BEFORE = frozenset("一过近超大多约逾")


def _half(said: str, at: int) -> tuple[list[Draft], int]:
    """半年, 一半, 过半, 上半年; 半 in other words is left alone."""
    word = _word_at(said, at)
    if word:
        return [], word.end()
    match = _HALF.match(said, at)
    if match is None:
        return [], at + 1
    before = said[at - 1 : at]
    if before and before in "上下" and match["word"] in {"年", "场"}:
        number = 1 if before == "上" else 2
        draft = Draft(at - 1, match.end(), number, number, "half", Weight.WEAK, digits=False)
        draft.also("months", 6)
        draft.also("", Fraction(1, 2))
        return [draft], match.end()
    half = Fraction(1, 2)
    unit = _HALF_UNITS.get(match["word"] or "", "")
    draft = Draft(at, match.end() if unit else at + 1, half, half, unit, Weight.FREE, digits=False)
    if unit:
        draft.weight = Weight.WEAK
    if unit == "mo":
        draft.also("duration", 15 * 86400 * 10**9)
        draft.also("duration", 14 * 86400 * 10**9)
    if not unit:
        draft.also("%", 50)
        draft.weight = Weight.WEAK if before in _HALF_BEFORE and before else Weight.FREE
    return [draft], draft.end


_DOUBLING = re.compile(f"翻(?:了|上)?(?:(?P<n>[{numerals.DIGIT}十百\\d.]+(?:[多余几])?)(?:个)?)?(?P<how>番|倍)")


def _doubling(said: str, at: int) -> tuple[list[Draft], int]:
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
    draft = Draft(*match.span(), factor, factor, "times", Weight.STRONG, digits=False)
    if match["how"] == "倍" and printed:
        draft.also("times", number)
    draft.also("%", exact((factor - 1) * 100))
    draft.bare = True
    if match["how"] == "番" and printed:
        draft.also("", number)
    return [draft], match.end()
