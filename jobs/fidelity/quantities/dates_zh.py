"""Chinese dates and times of day: 2024年, 13日, 一季度, 下午3点半, 80年代."""

from __future__ import annotations

import re
from fractions import Fraction

from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.more_zh import HALF_AFTER, after_unit
from jobs.fidelity.quantities.values import UNITS, Draft, Weight, decimal, exact
from jobs.regex import regex


def as_weekday(draft: Draft, said: str, before: str, arabic: str) -> str:
    """周三 and 每周三 are Wednesdays, but 一周三次 and 每周三次 are no day: returns "unit" for a weekday, else ""."""
    if arabic or draft.low != draft.high or not 1 <= draft.low <= 6:
        return ""
    if not before.endswith(("周", "星期", "礼拜")) or before[-2:-1] in tuple("一两三四五六七八九十0123456789数几个"):
        return ""
    if before.endswith("每周") and said[draft.end : draft.end + 1] in tuple("次个天回遍期小分到至"):
        return ""
    draft.unit, draft.weight = "weekday", Weight.FREE
    return "unit"


_REIGNS = {
    "公元": 0, "公元前": 0, "西元": 0, "西元前": 0, "民国": 1911,
    "昭和": 1925, "平成": 1988, "令和": 2018, "明治": 1867,
    "宣统": 1908, "光绪": 1874, "同治": 1861, "咸丰": 1850, "道光": 1820, "嘉庆": 1795, "乾隆": 1735, "雍正": 1722,
    "康熙": 1661, "顺治": 1643, "崇祯": 1627, "万历": 1572, "嘉靖": 1521, "永乐": 1402, "洪武": 1367, "开元": 712,
    "贞观": 626, "永徽": 649, "显庆": 655, "天宝": 741, "大历": 765, "贞元": 784, "元和": 805, "会昌": 840,
    "咸通": 859, "武德": 617, "大业": 604, "开皇": 580, "建武": 24, "建安": 195, "永和": 344, "元嘉": 423, "景德": 1003,
    "庆历": 1040, "嘉祐": 1055, "熙宁": 1067, "元丰": 1077, "元祐": 1085, "绍圣": 1093, "崇宁": 1101, "政和": 1110,
    "宣和": 1118, "靖康": 1125, "绍兴": 1130, "乾道": 1164, "淳熙": 1173, "嘉定": 1207, "咸淳": 1264, "至元": 1263,
    "至正": 1340, "建文": 1398, "宣德": 1425, "正统": 1435, "景泰": 1449, "天顺": 1456, "成化": 1464, "弘治": 1487,
    "正德": 1505, "隆庆": 1566, "天启": 1620, "大正": 1911,
}  # fmt: skip
_REIGN = regex(f"(?P<reign>{'|'.join(_REIGNS)})(?:[一二三四五六七八九十\\d]{{1,3}}年?[至到—-])?$")
_ANY_REIGN = regex(f"(?P<reign>{'|'.join(_REIGNS)})[元一二三四五六七八九十]{{1,3}}年")
"""康熙三十二年 is the 32nd year of Kangxi and 1693: the year before the first of each reign."""


_FIRST_YEAR = regex(f"({'|'.join(_REIGNS)})元年")


def first_years(said: str) -> set[int]:
    """乾隆元年 is 1736."""
    return {_REIGNS[reign] + 1 for reign in _FIRST_YEAR.findall(said)} if "元年" in said else set()


_IN_OUR_YEARS = regex(r"\s?[(（](?:公元前?)?\d{1,4}年?[)）]")
"""永徽三年（652年）: English may be content with the year in brackets."""


_SPAN_BEFORE = regex("(?:过去|近|约|逾|超过|长达|历时|历经|距今|存在了|延续了|持续了?|绵延)(?:约|近|逾|已)?\\s?$")
_SPAN_AFTER = regex("的?历史|之久|以来")
"""过去2600年 and 2000年的历史 are spans of years."""


def read_year(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """2024年 is a year, 三年 a duration, 24年 may be either."""
    value = draft.low
    draft.end = end
    single = draft.low == draft.high and draft.scale == 1 and isinstance(value, int)
    printed = arabic or said[draft.start : end - 1].strip()
    if single and len(printed) == 4 and 1000 <= value < 3000:
        draft.unit, draft.bare = "year", True
        if value > 2100 or _SPAN_BEFORE.search(before) or _SPAN_AFTER.match(said, end):
            dimension, factor = UNITS["yr"]
            draft.also(dimension, value * factor)
        return "unit"
    draft.unit = "yr"
    if HALF_AFTER.match(said, end):
        draft.low, draft.high, draft.end = draft.low + Fraction(1, 2), draft.high + Fraction(1, 2), end + 1
        draft.plain = (draft.low,)
    if draft.kind != "pair":
        draft.also("", draft.low, draft.high)
    elif len(printed) == 2 and "十" not in printed and said.endswith(_IN_A_YEAR, 0, draft.start):
        short = 10 * int(draft.low) + int(draft.high)  # 到了七八年 may be 1978
        draft.also("", short)
        draft.also("year", 1900 + short)
    if single and isinstance(value, int) and len(printed) == 2 and (arabic or "十" not in printed):
        century = 1900 if value > 50 else 2000
        draft.also("year", century + value)
        draft.also("", century + value)
    reign = _REIGN.search(before)
    if reign is None and "十" in printed:
        reign = max(_ANY_REIGN.finditer(said, 0, draft.start), key=re.Match.start, default=None)  # 民国十八年；二十二年
    if value == draft.high and reign:
        draft.also("year", _REIGNS[reign["reign"]] + value)
        draft.also("", _REIGNS[reign["reign"]] + value)
    if _IN_OUR_YEARS.match(said, end):
        draft.weight = Weight.FREE
    if not draft.plain and (more := re.compile("多|有余").match(said, end)):
        after_unit(draft, more)
    return "unit"


def read_fiscal(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """2025财年 and 25财年 are the same year."""
    draft.low = draft.high = draft.low + (2000 if draft.low < 100 else 0)
    draft.unit, draft.end, draft.bare, draft.plain = "year", end, True, ()
    return "unit"


_IN_A_YEAR = ("到", "到了", "在", "从", "自", "于")
"""Before 七八年 that is 1978."""
_LUNAR = regex("[初廿一二三四五六七八九十]{1,3}(?![日号初廿一二三四五六七八九十])")
"""十月初一 is the first day of the tenth lunar month, 二月二 the second of the second."""


def read_month(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """6月 is June; the end of 1-6月 is also six months, or a half."""
    draft.end = end
    if not 1 <= draft.low <= 12 or draft.low.denominator != 1:
        return "measure"
    draft.unit = "month"
    if before.endswith("历") or _LUNAR.match(said, end):
        draft.also("", draft.low)
    if re.search(r"(?:^|\D)[1一]月?\s?[-–—至到~]\s?$", before):
        draft.also("months", draft.low)
        draft.also("", draft.low)
        if draft.low in {3, 6, 9}:
            draft.also("quarter" if draft.low == 3 else "half", 1)
    return "unit"


_DAY_BEFORE = regex(r"月\s?(?:\d{1,2}[日号]?[至到~、—-])?\s?$")


_A_DAY = regex("(?<![月十初廿])[一两]$")
"""一日三餐 are three meals a day, 十月一日 is no day long."""


def read_day(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """13日 is a day of a month, and three of them may be a duration; 5号 may be a number."""
    draft.end = end
    if not 1 <= draft.low <= 31 or draft.low.denominator != 1:
        draft.unit = "d" if said[end - 1] == "日" else ""
        draft.also("", draft.low, draft.high)
        return "unit"
    if said[end - 1] == "日" and not arabic and _A_DAY.search(said, max(0, draft.start - 1), end - 1):
        draft.unit = "d"
        return "unit"
    draft.unit, draft.bare = "day", True
    if said[end - 1] == "号" and not arabic and not before.endswith("月"):
        draft.weight = Weight.WEAK  # 一号冰川, 三号线: a number more often than a day
    if said[end - 1] == "日" and not _DAY_BEFORE.search(before):
        draft.also("duration", draft.low * UNITS["d"][1])
    return "unit"


OF_DAY = regex(
    ".*(上午|早上|早晨|清晨|凌晨|黎明|拂晓|今早|晨|早|下午|午后|傍晚|晚上|晚间|今晚|当晚|夜间|夜里|晚|深夜|半夜|"
    "中午|正午)[^，。；]{0,4}$"
)
_MINUTES = regex(
    r"\s?(?:(?P<half>半)|(?P<m>零?[0-5]?\d|"
    r"零?[一二三四五]?十?[一二三四五六七八九十])\s?(?P<mark>分(?!钟|之|析)|刻)|"
    r"(?P<bare>[0-5]\d|[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九])"
    r"(?![\d一二三四五六七八九十百千万亿]))"
)


_MINUTES_TO = regex(r"([差过])(\d{1,2}|[二三四五]?十?[一二两三四五六七八九十])(分(?!之)|刻)钟?")
"""一点差五分, 两点差一刻, 十二点过两分."""
_SHORT_OF = regex(r"差(\d{1,2}|[二三四五]?十?[一二两三四五六七八九十])(分|刻)钟?到?$")
"""差一刻八点."""
_SECONDS = regex(r"(?<=分)\s?([0-5]?\d)\s?秒")


def read_hour(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """3点, 下午3点半, 15时30分: minutes after midnight; without 上午 or 下午 either half of the day.

    6日8时 is the morning: so write the papers, which count to 24.
    """
    if not 0 <= draft.low <= 24 or draft.low != draft.high or draft.low.denominator != 1:
        draft.also("", draft.low, draft.high)
        return "measure"
    if said[end - 1] == "点" and not arabic and draft.low == 1 and _A_BIT.search(before):
        return ""
    if said[end - 1 : end + 1] == "半天" and _A_BIT.search(before):
        return ""  # 慢一点半天也够了
    zero = _FROM_ZERO.search(before) is not None
    period = None if zero else OF_DAY.search(before)
    hours, minutes, stop = draft.low, 0, end
    word = said[end - 1]
    if word == "半":
        minutes = 30
    elif word == "点" and (short := _SHORT_OF.search(before)):
        minutes = -_minutes(short[1], short[2])
        draft.also("", hours)  # five to nine
    elif word == "点" and (less := _MINUTES_TO.match(said, end)):
        minutes, stop = _minutes(less[2], less[3]) * (-1 if less[1] == "差" else 1), less.end()
    elif found := _MINUTES.match(said, end):
        minutes, stop = 30 if found["half"] else _minutes(found["m"] or found["bare"], found["mark"]), found.end()
        if seconds := _SECONDS.match(said, stop):
            draft.end = seconds.end()
            _set_clock(draft, int(hours), minutes, period[1] if period else "")
            draft.low = draft.high = exact(draft.low + Fraction(decimal(seconds[1])) / 60)
            draft.plain = (*draft.plain, decimal(seconds[1]))
            return "unit"
    elif word == "时" and draft.low and not period and (not arabic or "." in arabic or _SET_TO.search(before)):
        return ""
    elif word == "点" and not (period or zero) and not _ON_THE_HOUR.match(said, end):
        draft.also("clock", hours * 60 % 1440)
        draft.also("clock", (hours * 60 + 720) % 1440)
        return "measure"
    draft.end = stop
    official = word[0] == "时" and before.endswith("日")
    _set_clock(draft, int(hours), minutes, period[1] if period else "晨" if official or zero else "")
    return "unit"


_A_BIT = regex("[早晚再多少大小快慢好高低][了]?$")
"""再早一点的 is a little earlier, not one o'clock."""
_FROM_ZERO = regex("(?<![\\d.])(?:0|零)(?:点|时|:00)?\\s?[-–—~至到]+\\s?$")
"""夜间 0—7 点 ends in the morning."""
_SET_TO = regex(r"(?:[设改调]?[为成]|等于|大于|小于|超过|不足|低于|高于|达到|少于|多于|[:：比])\s?$")
"""设为 5 时 is "when set to 5", 7:1 时 "at a ratio of 7:1"."""
_ON_THE_HOUR = regex("(?:整|前|后|左右|许|多|开始|起|至|到|-|—|出发|准时|钟)")


def _minutes(printed: str, mark: str | None) -> int:
    """三刻 are 45, 零五分 are five."""
    printed = printed.lstrip("零")
    both = numerals.parse(printed) if not printed[0].isdigit() else None
    value = int(both[0]) if both else int(decimal(printed))
    return value * 15 if mark == "刻" else value


def _set_clock(draft: Draft, hours: int, minutes: int, period: str) -> None:
    draft.plain = (hours, minutes) if minutes else (hours,)
    total = hours * 60 + minutes
    if period and period[0] in "下午后傍晚今当夜深半中正" and period not in {"今早", "午前"} and hours < 12:
        early = hours < 6 if period[0] in "深夜半" else hours == (11 if period[0] in "中正" else 0)
        total += 0 if early else 720
    if hours == 12 and period and (period[0] in "晚深夜半" or period[-1] in "晚夜"):
        total -= 720
    draft.low = draft.high = total % 1440
    draft.unit, draft.kind = "clock", "time"
    if hours <= 12 and (not period or period[0] in "早晨凌清"):
        draft.also("clock", (total + 720) % 1440) if not period else None


def clock(said: str, start: int, end: int, printed: str) -> Draft:
    """A time printed as 15:30."""
    parts = [int(part) for part in printed.split(":")]
    draft = Draft(start, end, 0, 0)
    period = OF_DAY.search(said[max(0, start - 10) : start])
    _set_clock(draft, parts[0], parts[1], period[1] if period else "")
    if len(parts) > 2:
        draft.low = draft.high = exact(draft.low + Fraction(parts[2], 60))
    elif not period:
        draft.also("duration", (parts[0] * 60 + parts[1]) * UNITS["s"][1])
        draft.also("duration", (parts[0] * 60 + parts[1]) * UNITS["min"][1])
    draft.plain = tuple(parts) if parts[1] else (parts[0],)
    return draft


def read_decade(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """80年代 is the 1980s, or those of another century that is not named; 三个年代 are thirty years."""
    draft.unit, draft.end, draft.bare = "decade", end, True
    if draft.low < 100:
        for century in _century(said, draft.start):
            for decade in {draft.low, draft.high}:
                draft.also("decade", century + decade)
        if not arabic and draft.low < 10:
            draft.unit, draft.bare = "10yr", False
    else:
        draft.also("decade", draft.low % 100)
    return "unit"


_CENTURY = regex(f"(?:(?P<ago>上个?|本)|(?P<nth>\\d{{1,2}}|[{numerals.DIGIT}十]{{1,3}}))\\s?世纪的?\\s?$")


def _century(said: str, at: int) -> tuple[int, ...]:
    """The years with which the century right before `at` begins, or those that may be meant when there is none."""
    named = _CENTURY.search(said, max(0, at - 9), at)
    if named is None:
        return 1900, 2000, 1800, 1700, 1600, 1500
    if named["ago"]:
        return (2000 if named["ago"] == "本" else 1900,)
    nth = int(named["nth"]) if named["nth"].isdigit() else (numerals.parse(named["nth"]) or (20,))[0]
    return (int(nth - 1) * 100,)


def read_century(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """21世纪 is an ordinal, and 20世纪 before 80年代 only says which eighties."""
    draft.also("months", draft.low * 1200)
    draft.end = end
    if re.compile(r"\s?\d{2}\s?年代|[一二三四五六七八九]{1,2}十年代|初|末|中").match(said, end):
        draft.weight = Weight.WEAK if draft.weight == Weight.STRONG else draft.weight
        draft.also("year", (draft.low - 1) * 100, draft.low * 100)
        draft.also("decade", (draft.low - 1) * 100)
        if "年代" in said[end : end + 6]:
            draft.weight = Weight.FREE
    return "unit"


def read_quarter(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """三季度 is the third quarter, 前三季度 are three of them."""
    draft.end = end
    if before.endswith(("前", "个", "连续", "过去")) or not 1 <= draft.low <= 4:
        draft.unit, draft.bare = "qtr", True
        return "unit"
    draft.unit, draft.bare = "quarter", True
    if said[end - 1] == "季":
        draft.weight = Weight.WEAK if arabic else Weight.FREE
    elif before[-1:] != "第":
        draft.also("months", 3 * draft.low)
    draft.also("month", 3 * draft.low)
    return "unit"


def read_tens_of_years(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """年近六旬 is almost sixty, 二十旬 are two hundred days."""
    if not 5 <= draft.low <= 9:
        draft.also("duration", draft.low * 10 * UNITS["d"][1])
        draft.weight = Weight.FREE
    draft.low, draft.high = draft.low * 10, draft.high * 10
    draft.unit, draft.end, draft.bare, draft.plain = "yr", end, True, ()
    in_decades(draft)
    return "unit"


def in_decades(draft: Draft) -> None:
    """四十多岁 is in the forties, 二三十岁 in the twenties and thirties."""
    for decade in range(int(draft.low) // 10 * 10, min(int(draft.high), 100) + 1, 10):
        draft.also("decade", decade)


_COHORTS = frozenset(range(0, 100, 5)) - {15, 20, 25, 30, 35, 40, 45}
_COHORT = regex(
    "(?:出生|生人|夫|小|青|作|歌|导|演|选|球|网|大|学|毕|[的、，,“”‘’/)）和及]|女|男|一代|年轻|群体|消费|用户|创业|"
    "员工|父母|妈|爸|们|是|$)"
)


def read_cohort(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """90后, 九五后: people born in the nineties, or in their second half; English may call them Gen Z."""
    printed = arabic or said[draft.start : draft.end]
    if len(printed) != 2 or draft.low not in _COHORTS or "十" in printed or before.endswith(tuple("到至达在满过第")):
        return ""
    if arabic and end - draft.end > 1 and not _COHORT.match(said, end):
        return ""
    draft.unit, draft.end, draft.weight, draft.bare = "decade", end, Weight.FREE, True
    decade = draft.low - draft.low % 10
    for century in (1900, 2000):
        draft.also("year", century + draft.low)
        draft.also("decade", century + decade)
        draft.also("", century + draft.low)
    if decade != draft.low:
        draft.also("decade", decade)
    return "unit"
