"""What the word behind a Chinese figure makes of it: 年 a year or years, 点 an hour, 成 tenths, 公里 a length."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.values import UNITS, Draft, Exact, Weight, decimal, exact
from jobs.fidelity.quantities.wordlist import pattern
from jobs.fidelity.quantities.words_zh import MANY_MEANINGS, MEASURES, UNITS_ZH

_NOT_BEFORE = {
    word: frozenset(chars)
    for word, chars in {
        "平": "台均衡等安方面板", "升": "级至到值降温", "方": "面案式法向便形程米块块阵才", "克": "拉服隆制莱里",
        "码": "头农", "里": "程面约亚昂德尔斯奇", "块": "链状", "分": "之别析布为成类级享散开期公店支辨数离行销拆裂子会局院校红手解配",
        "时": "代候期速尚常装段长空间光", "点": "击赞评燃名心亮缀明滴数", "天": "然猫气津空地使王河才赋线文安元花体机眼鹅鹰宫舟际",
        "周": "边围期末刊转到杰报密知鸿恩六", "成": "为立本功员长果交都效熟就绩品人年型语像片千百群亿分不", "倍": "感思受耐增", "折": "叠射旧腾中合磨",
        "番": "茄", "年": "轻级龄纪", "月": "亮球饼经台子", "日": "本元圆常均益志程活照报期落历", "号": "称召码角",
        "元": "素件器数宇旦年首老组气启月化", "度": "假过量", "岁": "月", "秒": "杀懂", "米": "其兰尔粉饭勒哈国",
        "尺": "寸度", "丈": "夫", "伏": "特击笔", "瓦": "片尔解房伦", "圆": "形满桌周梦心柱", "角": "度色落逐形斗", "磅": "礴",
        "赫": "鲁尔", "桶": "装", "兆": "瓦赫", "星": "期巴光空", "家": "庭长具乡用电", "门": "户槛店", "口": "径碑岸", "大": "量约致家幅部多学",
        "段": "落", "位": "置", "处": "理于", "名": "字称为", "条": "件例", "行": "业为动", "列": "车", "级": "别",
        "次": "元要", "本": "来", "步": "骤", "道": "路理", "场": "景", "部": "分门", "点五": "", "线": "程", "样": "本", "股": "份", "单": "位", "金": "融额",
        "强": "调", "份": "额", "区": "块", "后": "天来面续",
    }.items()
}  # fmt: skip
_SPECIAL = [
    "财年",
    "年",
    "月份",
    "月",
    "日",
    "号",
    "时",
    "点钟",
    "点半",
    "点",
    "时许",
    "分之",
    "年代",
    "世纪",
    "季度",
    "季",
    "成",
    "折",
    "后",
    "分",
    "度",
    "个百分点",
]
_WHAT = pattern([*_SPECIAL, *UNITS_ZH, *MEASURES, *MANY_MEANINGS])
_AFTER = re.compile(rf"(?P<more>\s?(?:个多|个半|多|余|来(?=[个年天名家万岁米公月])|\+))?(?P<gap>\s?)(?P<what>{_WHAT})")
_MORE = re.compile(r"\s?(?:多|余|\+)")
_OTHER_MEASURE = re.compile(r"\s?[\u4e00-\u9fff]")
_GROWTH = re.compile(
    "(?:增|提升|提高|涨|高出|多出|高|多|快|扩|大|超出|升|暴|猛|激|上|强|翻|降|减|少|慢|低|贵)[^，。；、]{0,4}$"
)
_LEVEL = re.compile("(?:到|至|为|达|是|的|达到|相当于|约为)[^，。；、]{0,2}$")
_ASCII_AFTER = re.compile(r"[A-Za-z0-9]")


def qualify(draft: Draft, said: str, before: str, arabic: str) -> str:
    """Read what follows the number of `draft`, and set unit, meanings and end accordingly.

    `before`: some characters in front; `arabic`: the Western digits as printed, "" for characters.
    Returns "unit", "measure" (a mere count) or "" (nothing follows that says so).
    """
    weekday = _weekday(draft, before, arabic)
    if weekday:
        return weekday
    match = _AFTER.match(said, draft.end)
    if match is None:
        if more := _MORE.match(said, draft.end):
            _more(draft)
            draft.end = more.end()
        return "unit" if draft.plain else ""
    word, end = match["what"], match.end()
    following = said[end : end + 1]
    if following and following in _NOT_BEFORE.get(word, ()):
        return _shorter(draft, said, match)
    if word[-1].isascii() and word[-1].isalpha() and _ASCII_AFTER.match(following):
        return ""
    if match["more"] and "半" not in match["more"]:
        _more(draft)
    if match["more"] and match["more"].strip().startswith("个"):
        return _counted(draft, match, word)
    handler = _HANDLERS.get(word)
    if handler is not None:
        return handler(draft, said, before, end, arabic)
    if word in UNITS_ZH:
        return _unit(draft, said, before, word, end)
    return "measure"


def _shorter(draft: Draft, said: str, match: re.Match[str]) -> str:
    """千瓦 before 片 is no unit, but the word may still be a mere measure."""
    if match["more"]:
        _more(draft)
    return "" if match["what"] in "平升方克码里分时点成折番米尺度天周星号日月" else "measure"


def _more(draft: Draft) -> None:
    """30多 is 30 to 39, 3万多 is 30,000 to 39,999."""
    if draft.low == draft.high:
        draft.high = draft.low + max(numerals.step(draft.low) - 1, Fraction(9, 10))
        draft.plain = (draft.low,)
    draft.approx = True


def _weekday(draft: Draft, before: str, arabic: str) -> str:
    if arabic or draft.low != draft.high or not 1 <= draft.low <= 6:
        return ""
    if not before.endswith(("周", "星期", "礼拜")) or before[-2:-1] in tuple("一两三四五六七八九十每0123456789数几个"):
        return ""
    draft.unit, draft.weight = "weekday", Weight.FREE
    return "unit"


def _counted(draft: Draft, match: re.Match[str], word: str) -> str:
    """3个多月, 一个半小时."""
    unit = {"月": "mo", "月份": "mo", "年": "yr", "季度": "qtr", "世纪": "100yr", "周": "week"}.get(
        word
    ) or UNITS_ZH.get(word, "")
    if "半" in (match["more"] or ""):
        draft.low = draft.high = draft.low + Fraction(1, 2)
        draft.plain = (draft.low,)
    draft.unit, draft.end = unit, match.end()
    return "unit" if unit else "measure"


_HALF_AFTER = re.compile("半(?!年|月|天|个|导|径|价|场|数|年)")


def _unit(draft: Draft, said: str, before: str, word: str, end: int) -> str:
    draft.unit, draft.end = UNITS_ZH[word], end
    if draft.unit == "times":
        _times(draft, before)
    elif draft.unit == "%":
        _percent(draft)
    else:
        for unit in MANY_MEANINGS.get(word, ()):
            _mean(draft, unit)
        dimension = UNITS[draft.unit][0]
        if dimension in {"duration", "months", "mass", "length"} and _HALF_AFTER.match(said, end):
            draft.low, draft.high, draft.end = draft.low + Fraction(1, 2), draft.high + Fraction(1, 2), end + 1
        elif more := _MORE.match(said, end):
            _after_unit(draft, more)
    return "unit"


def _after_unit(draft: Draft, more: re.Match[str]) -> None:
    if draft.low == draft.high:
        draft.plain = (draft.low,)
        draft.high = exact(draft.low + Fraction(9, 10))
    draft.end, draft.approx = more.end(), True


def _mean(draft: Draft, unit: str) -> None:
    dimension, factor = UNITS.get(unit, ("", 1))
    if unit == "M":
        dimension, factor = "data", 10**6
    draft.also(dimension, exact(draft.low * factor), exact(draft.high * factor))


def _times(draft: Draft, before: str) -> None:
    """增长三倍 is fourfold to the letter and threefold in many mouths; 是…的三倍 is threefold."""
    low, high = draft.low, draft.high
    draft.bare = True
    if _LEVEL.search(before[-5:]) or not _GROWTH.search(before):
        draft.also("%", exact(low * 100), exact(high * 100))
        draft.also("%", exact((low - 1) * 100), exact((high - 1) * 100))
        if low == high == 1:
            draft.also("times", 2)
        return
    draft.also("times", exact(low + 1), exact(high + 1))
    draft.also("%", exact(low * 100), exact(high * 100))


def _percent(draft: Draft) -> None:
    low, high = draft.low, draft.high
    draft.also("times", exact(Fraction(low) / 100 + 1), exact(Fraction(high) / 100 + 1))
    draft.also("times", exact(Fraction(low) / 100), exact(Fraction(high) / 100))
    if low == high:
        draft.also("ratio", exact(Fraction(low) / 100))


# --- dates and times -------------------------------------------------------------------------------------------

Handler = Callable[[Draft, str, str, int, str], str]


def _year(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    value = draft.low
    draft.end = end
    single = draft.low == draft.high and draft.scale == 1 and isinstance(value, int)
    printed = arabic or said[draft.start : end - 1].strip()
    if single and len(printed) == 4 and 1000 <= value < 3000:
        draft.unit, draft.bare = "year", True
        return "unit"
    draft.unit = "yr"
    draft.also("", draft.low, draft.high)
    if single and isinstance(value, int) and len(printed) == 2 and (arabic or "十" not in printed):
        century = 1900 if value > 50 else 2000
        draft.also("year", century + value)
        draft.also("", century + value)
    if single and re.search("公元前?$|西元前?$", before):
        draft.also("year", value)
    if _HALF_AFTER.match(said, end):
        draft.low, draft.high, draft.end = draft.low + Fraction(1, 2), draft.high + Fraction(1, 2), end + 1
        draft.plain = (draft.low,)
    elif more := re.compile("多|有余").match(said, end):
        _after_unit(draft, more)
    return "unit"


def _fiscal(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    draft.low = draft.high = draft.low + (2000 if draft.low < 100 else 0)
    draft.unit, draft.end, draft.bare, draft.plain = "year", end, True, ()
    return "unit"


def _month(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    draft.end = end
    if not 1 <= draft.low <= 12 or draft.low.denominator != 1:
        return "measure"
    draft.unit = "month"
    if re.search(r"(?:^|\D)[1一]月?\s?[-–—至到~]\s?$", before):
        draft.also("months", draft.low)
        draft.also("", draft.low)
        if draft.low in {3, 6, 9}:
            draft.also("quarter" if draft.low == 3 else "half", 1)
    return "unit"


_DAY_BEFORE = re.compile(r"月\s?(?:\d{1,2}[日号]?[至到~、—-])?\s?$")


def _day(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    draft.end = end
    if not 1 <= draft.low <= 31 or draft.low.denominator != 1:
        draft.unit = "d" if said[end - 1] == "日" else ""
        draft.also("", draft.low, draft.high)
        return "unit"
    draft.unit, draft.bare = "day", True
    if said[end - 1] == "日" and not _DAY_BEFORE.search(before):
        draft.also("duration", draft.low * UNITS["d"][1])
    return "unit"


_PERIOD = re.compile(
    "(上午|早上|早晨|清晨|凌晨|今早|晨|早|下午|午后|傍晚|晚上|晚间|今晚|当晚|夜间|晚|深夜|中午|正午)[^，。；]{0,4}$"
)
_MINUTES = re.compile(
    r"\s?(?:(?P<half>半)|(?P<m>[0-5]?\d|[一二三四五]?十?[一二三四五六七八九十])\s?(?P<mark>分(?!钟|之|析)|刻)|(?P<bare>[0-5]\d)(?!\d))"
)


def _hour(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """3点, 下午3点半, 15时30分: minutes after midnight; without 上午 or 下午 either half of the day."""
    if not 0 <= draft.low <= 24 or draft.low != draft.high or draft.low.denominator != 1:
        draft.also("", draft.low, draft.high)
        return "measure"
    period = _PERIOD.search(before)
    hours, minutes, stop = draft.low, 0, end
    word = said[end - 1]
    if word == "半":
        minutes = 30
    elif found := _MINUTES.match(said, end):
        minutes, stop = _minutes(found), found.end()
    elif word == "时" and not period and not arabic:
        return ""
    elif word == "点" and not period and not _ON_THE_HOUR.match(said, end):
        draft.also("clock", hours * 60 % 1440)
        draft.also("clock", (hours * 60 + 720) % 1440)
        return "measure"
    draft.end = stop
    _set_clock(draft, int(hours), minutes, period[1] if period else "")
    return "unit"


_ON_THE_HOUR = re.compile("(?:整|前|后|左右|许|多|开始|起|至|到|-|—|出发|准时|钟)")


def _minutes(found: re.Match[str]) -> int:
    if found["half"]:
        return 30
    printed = found["m"] or found["bare"]
    both = numerals.parse(printed) if not printed[0].isdigit() else None
    value = int(both[0]) if both else int(decimal(printed))
    return value * 15 if found["mark"] == "刻" else value


def _set_clock(draft: Draft, hours: int, minutes: int, period: str) -> None:
    draft.plain = (hours, minutes) if minutes else (hours,)
    total = hours * 60 + minutes
    if period and period[0] in "下午后傍晚今当夜深中正" and period not in {"今早", "午前"} and hours < 12:
        total += 0 if (period[0] in "中正" and hours in {11}) or (period[0] in "深夜" and hours < 5) else 720
    draft.low = draft.high = total % 1440
    draft.unit, draft.kind = "clock", "time"
    if hours <= 12 and (not period or period[0] in "早晨凌清"):
        draft.also("clock", (total + 720) % 1440) if not period else None


def clock(said: str, start: int, end: int, printed: str) -> Draft:
    """A time printed as 15:30."""
    parts = [int(part) for part in printed.split(":")]
    draft = Draft(start, end, 0, 0)
    period = _PERIOD.search(said[max(0, start - 10) : start])
    _set_clock(draft, parts[0], parts[1], period[1] if period else "")
    draft.plain = tuple(parts)
    return draft


def _decade(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    draft.unit, draft.end, draft.bare = "decade", end, True
    if draft.low < 100:
        for century in (1900, 2000, 1800):
            draft.also("decade", century + draft.low)
        if not arabic and draft.low < 10:
            draft.unit, draft.bare = "10yr", False
    else:
        draft.also("decade", draft.low % 100)
    return "unit"


def _century(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    draft.also("months", draft.low * 1200)
    draft.end = end
    if re.compile(r"\s?\d{2}\s?年代|[一二三四五六七八九]十年代|初|末|中").match(said, end):
        draft.weight = Weight.WEAK if draft.weight == Weight.STRONG else draft.weight
        draft.also("year", (draft.low - 1) * 100, draft.low * 100)
        draft.also("decade", (draft.low - 1) * 100)
        if "年代" in said[end : end + 6]:
            draft.weight = Weight.FREE
    return "unit"


def _quarter(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    draft.end = end
    if before.endswith(("前", "个", "连续", "过去")) or not 1 <= draft.low <= 4:
        draft.unit, draft.bare = "qtr", True
        return "unit"
    draft.unit, draft.bare = "quarter", True
    if said[end - 1] == "季":
        draft.weight = Weight.WEAK if arabic else Weight.FREE
    elif before[-1:] != "第":
        draft.also("months", 3 * draft.low)
    return "unit"


def _tenths(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """三成 is 30 %, 九成五 95 %."""
    if not 0 < draft.low < 11 or said[end : end + 1] == "熟":
        return ""
    low, high = draft.low * 10, draft.high * 10
    if said[end : end + 1] and said[end] in "半五":
        low, high, end = low + 5, high + 5, end + 1
    draft.also("", exact(Fraction(low, 100)), exact(Fraction(high, 100)))
    draft.low, draft.high, draft.unit, draft.end = low, high, "%", end
    draft.plain = ()
    return "unit"


def _discount(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """八折 is 80 % of the price, 20 % off."""
    share = draft.low * 10 if draft.low < 10 else draft.low
    if not 0 < share < 100:
        return "measure"
    draft.also("", draft.low, draft.high)
    draft.also("%", exact(share))
    draft.low = draft.high = exact(100 - share)
    draft.unit, draft.end = "%", end
    return "unit"


_COHORT = re.compile("(?:出生|生人|[的、，,“”‘’/)）和及]|女|男|一代|年轻|群体|消费|用户|创业|员工|父母|妈|爸|们|是|$)")


def _cohort(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """90后: people born in the nineties."""
    if len(arabic) == 2 and draft.low % 5 == 0 and _COHORT.match(said, end):
        draft.unit, draft.end, draft.weight, draft.bare = "decade", end, Weight.WEAK, True
        draft.also("decade", 1900 + draft.low)
        draft.also("decade", 2000 + draft.low)
        draft.also("", 1900 + draft.low)
        draft.also("", 2000 + draft.low)
        return "unit"
    return ""


def _minute_or_point(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    for unit in ("min", "CNY"):
        dimension, factor = UNITS[unit]
        low: Exact = draft.low * factor if unit == "min" else Fraction(draft.low) / 100
        draft.also(dimension, exact(low))
    draft.end = end
    return "measure"


def _degrees(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    for unit in ("degC", "degF", "angle", "kWh"):
        dimension, factor = UNITS[unit]
        draft.also(dimension, draft.low * factor, draft.high * factor)
    return "measure"


def _parts(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """三分之二, 百分之三十, 万分之五: the number before is the denominator."""
    match = _NUMERATOR.match(said, end)
    under = draft.low
    if match is None or not under:
        return ""
    both = (decimal(match[0]),) * 2 if match[0][0].isdigit() else numerals.parse(match[0])
    if both is None:
        return ""
    share = (Fraction(both[0]) / under, Fraction(both[1]) / under)
    draft.end = match.end()
    if more := _MORE.match(said, draft.end):
        draft.end, draft.approx = more.end(), True
        share = (share[0], share[0] + Fraction(9, 100) if both[0] % 10 == 0 else share[1] + Fraction(9, 1000))
    if under == 100:
        draft.low, draft.high, draft.unit = exact(share[0] * 100), exact(share[1] * 100), "%"
        draft.plain = ()
        _percent(draft)
        if draft.approx:
            draft.plain = (draft.low,)
    else:
        near = Fraction(7, 10) if share[0] * 100 % 1 else Fraction(0)
        draft.low, draft.high, draft.kind = exact(share[0]), exact(share[1]), "ratio"
        draft.also("%", exact(share[0] * 100 - near), exact(share[1] * 100 + near))
        draft.plain = (exact(share[0]),)
    draft.weight = Weight.STRONG
    draft.scale = 1
    return "unit"


_NUMERATOR = re.compile(f"\\s?(?:\\d+(?:\\.\\d+)?|[{numerals.DIGIT}{numerals.SCALE}]+(?:点[{numerals.DIGIT}]+)?|几)")

_HANDLERS: dict[str, Handler] = {
    "年": _year, "财年": _fiscal, "月": _month, "月份": _month, "日": _day, "号": _day, "时": _hour, "时许": _hour, "点": _hour,
    "点钟": _hour, "点半": _hour, "年代": _decade, "世纪": _century, "季度": _quarter, "季": _quarter,
    "成": _tenths, "折": _discount, "后": _cohort, "分": _minute_or_point, "度": _degrees, "分之": _parts,
}  # fmt: skip
