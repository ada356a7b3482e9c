"""What the word behind a Chinese figure makes of it: a length, a price, a count."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.dates_zh import (
    as_weekday,
    in_decades,
    read_century,
    read_cohort,
    read_day,
    read_decade,
    read_fiscal,
    read_hour,
    read_month,
    read_quarter,
    read_tens_of_years,
    read_year,
)
from jobs.fidelity.quantities.more_zh import HALF_AFTER, MORE, add_more, add_rest, after_unit
from jobs.fidelity.quantities.shares_zh import (
    as_multiple,
    as_percent,
    is_share,
    read_discount,
    read_parts,
    read_tenths,
)
from jobs.fidelity.quantities.values import CURRENCIES, ROUNDED, UNITS, Draft, Exact, Weight, exact
from jobs.fidelity.quantities.wordlist import pattern, words
from jobs.fidelity.quantities.words_zh import MANY_MEANINGS, MEASURES, UNITS_ZH
from jobs.regex import regex

_NOT_BEFORE = {
    word: frozenset(chars)
    for word, chars in {
        "平": "台均衡等安方面板", "升": "级至到值降温", "方": "面案式法向便形程米块块阵才", "克": "拉服隆制莱里",
        "码": "头农", "厘": "清定", "打": "开算折扮包造通压印击听断破工着过了个电",
        "里": "程面约亚昂德尔斯奇", "块": "链状",
        "分": "之别析布为成类级享散开期公店支辨数离行销拆裂子会局院校红手解配",
        "时": "代候期速尚常装段长空间光", "点": "击赞评燃名心亮缀明滴数",
        "天": "然猫气津空地使王河才赋线文安元花体机眼鹅鹰宫舟际",
        "周": "边围期末刊转到杰报密知鸿恩六",
        "成": "为立本功员长果交都效熟就绩品人年型语像片千百群亿分不", "倍": "感思受耐增",
        "折": "叠射旧腾中合磨",
        "番": "茄", "年": "轻级龄纪薪", "月": "亮球饼经台子", "日": "本元圆常均益志程活照报期落历", "号": "称召码角",
        "元": "素件器数宇旦年首老组气启月化", "度": "假过量", "岁": "月", "秒": "杀懂", "米": "其兰尔粉饭勒哈国",
        "尺": "寸度", "丈": "夫", "伏": "特击笔", "瓦": "片尔解房伦", "圆": "形满桌周梦心柱",
        "角": "度色落逐形斗星", "磅": "礴",
        "毛": "利病衣笔巾孩坯猪鸡绒重细豆肚泽骨竹主孔囊驴片料泉囊",
        "两": "会岸侧端旁极性国制院大个种位者次家款天年月市座条项名支队方只人地级代张件句边党军周",
        "赫": "鲁尔", "桶": "装", "兆": "瓦赫", "星": "期巴光空", "家": "庭长具乡用电", "门": "户槛店",
        "口": "径碑岸", "大": "量约致家幅部多学",
        "段": "落", "位": "置", "处": "理于", "名": "字称为", "条": "件例", "行": "业为动", "列": "车", "级": "别",
        "次": "元要", "本": "来", "步": "骤", "道": "路理", "场": "景", "部": "分门", "点五": "",
        "线": "程", "样": "本", "股": "份", "单": "位", "金": "融额",
        "下": "午跌降滑调来去面属级游载一个半乡周月限沉", "载": "人客重荷体入货物波具有着歌",
        "强": "调", "份": "额", "区": "块", "后": "天来面续",
    }.items()
}  # fmt: skip
_SPECIAL = words("财年 年 月份 月 日 号 时 点钟 点半 点 时许 分之 年代 世纪 季度 季 成 折 后 分 度 旬 个百分点")
_WHAT = pattern([*_SPECIAL, *UNITS_ZH, *MEASURES, *MANY_MEANINGS])
_AFTER = regex(
    rf"(?P<more>\s?(?:个多|个半|多|余|(?<=[十百千万0])来|"
    rf"\+))?(?P<gap>\s?)(?P<what>{_WHAT})"
)
_ASCII_AFTER = regex(r"[A-Za-z0-9]")


def qualify(draft: Draft, said: str, before: str, arabic: str) -> str:
    """Read what follows the number of `draft`, and set unit, meanings and end accordingly.

    `before`: some characters in front; `arabic`: the Western digits as printed, "" for characters.
    Returns "unit", "measure" (a mere count) or "" (nothing follows that says so).
    """
    weekday = as_weekday(draft, said, before, arabic)
    if weekday:
        return weekday
    if before[-1:] in _NAMED_ENDS:
        _among_others(draft, before)
    match = _AFTER.match(said, draft.end)
    if match is None:
        if more := MORE.match(said, draft.end):
            add_more(draft)
            draft.end = more.end()
        return "unit" if draft.plain else ""
    word, end = match["what"], match.end()
    following = said[end : end + 1]
    if word == "日元" and following and following in "宵旦":
        word, end, following = "日", end - 1, ""  # 2月12日元宵节
    mute = following and following in _NOT_BEFORE.get(word, ())
    inside = word == "里" and (before.rstrip().endswith("在") or arabic.endswith(".0"))
    inside = (
        inside
        or (word == "块" and _PIECE.match(said, end) is not None)
        or (word == "平" and (before[-1:] in _SCORED or _TALLY.match(said, end)))
    )
    if inside or (mute and not (word == "成" and is_share(draft, said, end))):
        return _shorter(draft, said, match)
    if word[-1].isascii() and word[-1].isalpha() and _ASCII_AFTER.match(following):
        return ""
    if match["more"] and "半" not in match["more"]:
        add_more(draft)
    if match["more"] and match["more"].strip().startswith("个"):
        return _counted(draft, match, word)
    handler = _HANDLERS.get(word)
    if handler is not None:
        return handler(draft, said, before, end, arabic)
    if word in UNITS_ZH:
        return _unit(draft, said, before, word, end)
    return _count(draft, said, word, end)


def _count(draft: Draft, said: str, word: str, end: int) -> str:
    """三家, 两行半, 九十万打 (dozens): a mere count."""
    draft.kind = draft.kind or "count"
    if word == "打":
        draft.also("", draft.low * 12, draft.high * 12)
    if HALF_AFTER.match(said, end) and draft.low == draft.high:
        draft.also("", draft.low)
        draft.low = draft.high = draft.low + Fraction(1, 2)
        draft.end = end + 1
    return "measure"


_PIECE = regex(
    r"[一半]?小?\d+ ?(?:克|毫升|厘米|公斤|斤|[gG](?![A-Za-z]))"
    r"|[^\W\d]{0,6}(?:蛋糕|石头|豆腐|腐乳|饼干|面包|布|地|砖|屏幕|牌|手表|电池|肉)"
)
"""1块20克的腐乳, 三块牌子: pieces, no yuan."""
_SCORED = frozenset("比:：-–—")
"""2比2平 is a draw."""
_TALLY = regex(rf"[\d{numerals.DIGIT}十]{{1,3}}[胜负]")
"""5胜5平5负 are draws."""
_NAMED_ENDS = frozenset("等他行")
_NAMED = regex("(?:等|及其他|一行)$")
_SEVERAL = regex("[、和与及]")


def _among_others(draft: Draft, before: str) -> None:
    """民政部等11个部门 are that ministry and ten others, 一行六人 he and five."""
    if _NAMED.search(before) and draft.low == draft.high > 1:
        named = 1 + len(_SEVERAL.findall(before))
        draft.also("others", max(1, draft.low - named), draft.low - 1)


def _shorter(draft: Draft, said: str, match: re.Match[str]) -> str:
    """千瓦 before 片 is no unit, but the word may still be a mere measure."""
    if match["more"]:
        add_more(draft)
    return "" if match["what"] in "平升方克码里分时点成折番米尺度天周星号日月" else "measure"


def _counted(draft: Draft, match: re.Match[str], word: str) -> str:
    """3个多月, 一个半小时."""
    unit = {"月": "mo", "月份": "mo", "年": "yr", "季度": "qtr", "世纪": "100yr", "周": "week"}.get(
        word
    ) or UNITS_ZH.get(word, "")
    if "半" in (match["more"] or "") and draft.low > 12 and word == "年":
        draft.end = match.start("more") + 1
        return "measure"  # 其中三十五个半年没动过
    if "半" in (match["more"] or ""):
        draft.low = draft.high = draft.low + Fraction(1, 2)
        draft.plain = (draft.low,)
        if unit == "mo":
            draft.also("duration", draft.low * 28 * 86400 * 10**9)
    draft.unit, draft.end = unit, match.end()
    return "unit" if unit else "measure"


def _unit(draft: Draft, said: str, before: str, word: str, end: int) -> str:
    draft.unit, draft.end = UNITS_ZH[word], end
    if draft.unit == "times":
        _half_more(draft, said, end)
        as_multiple(draft, before)
    elif draft.unit == "%":
        as_percent(draft)
        if _TARIFF.match(said, end):
            _mean(draft, "pp")
    else:
        halved = UNITS[draft.unit][0] in _HALVED or word in {"块", "亩"}
        if not halved or not _half_more(draft, said, end):
            if more := MORE.match(said, end):
                after_unit(draft, more)
            else:
                add_rest(draft, said, word, end)
        if word in _COINED and (other := _FOREIGN.match(said, draft.end)):
            draft.unit, draft.end = UNITS_ZH[other[1]], other.end()
        if word == "元" and _SILVER.search(said):
            _mean(draft, "USD")
        _further_meanings(draft, said, word, end)
        _per_hectare_or_kilo(draft, said)
        if word == "岁" and said.startswith("出头", draft.end):
            draft.approx, draft.high = True, draft.high + 4
        if word == "岁" and draft.low != draft.high:
            in_decades(draft)
    return "unit"


def _further_meanings(draft: Draft, said: str, word: str, end: int) -> None:
    """What else the unit may be: 400Gbps are 50 GB a second."""
    for unit in MANY_MEANINGS.get(word, ()):
        _mean(draft, unit)
    if word == "厘":  # three mils of a yuan, 3 % a year, 0.3 % a month
        draft.also("%", exact(Fraction(draft.low) / 10))
    dimension, factor = UNITS[draft.unit]
    if dimension == "datarate":
        draft.also("data", exact(Fraction(draft.low * factor) / 8), exact(Fraction(draft.high * factor) / 8))
    if dimension == "data":
        _mean_in_1024(draft)
    if draft.unit == "degC" and draft.value_is(0):
        draft.weight = Weight.WEAK  # the freezing line
    if draft.unit == "cm" and _LIMIT.match(said, end):
        draft.also("%", draft.low)
    if word == "里" and said[draft.start] in "百千万":
        _mean(draft, "mi")


def _mean_in_1024(draft: Draft) -> None:
    """4KB are 4096 bytes, 1024MB one GB."""
    factor = UNITS[draft.unit][1]
    for low, scale in (
        (Fraction(draft.low) * 1024, Fraction(factor, 1000)),
        (Fraction(draft.low) / 1024, factor * 1000),
    ):
        if low.denominator == 1 and scale >= 1:
            draft.also("data", exact(low * scale))


_TARIFF = regex("的?(?:对等|附加|额外|惩罚性)?关税")
"""取消91%的关税 removes 91 percentage points of it."""
_COINED = frozenset("元块")
_FOREIGN = regex(
    f"钱?的?({pattern([word for word, unit in UNITS_ZH.items() if unit in CURRENCIES - {'CNY'} and len(word) > 1])})"
)
"""一百元港币 are Hong Kong dollars."""
_SILVER = regex(r"银元|大洋|民国|(?<!\d)19[0-4]\d年")
"""The 元 of those days was a silver dollar."""
_LIMIT = regex('[”」"]? ?[涨跌]停')
"""“20cm”涨停: up by the daily limit of 20 %."""
_PER_AREA = frozenset({"mass", "CNY"})
_UNIT_PRICED = regex("亩产|[每一/][亩斤]")


def _per_hectare_or_kilo(draft: Draft, said: str) -> None:
    """3块2一斤 is 6.4 yuan a kilo, 亩产800公斤 are 12 tonnes a hectare."""
    dimension, factor = UNITS[draft.unit]
    if dimension in _PER_AREA and _UNIT_PRICED.search(said, max(0, draft.start - 8), draft.end + 3):
        times = 15 if "亩" in said[max(0, draft.start - 8) : draft.end + 3] else 2
        low, high = Fraction(draft.low) * factor * times, Fraction(draft.high) * factor * times
        draft.also(dimension, exact(low * (1 - ROUNDED)), exact(high * (1 + ROUNDED)))


_HALVED = frozenset({"duration", "months", "mass", "length"})


def _half_more(draft: Draft, said: str, end: int) -> bool:
    """三斤半, 两倍半: half a unit more."""
    if not HALF_AFTER.match(said, end):
        return False
    draft.low, draft.high, draft.end = draft.low + Fraction(1, 2), draft.high + Fraction(1, 2), end + 1
    return True


def _mean(draft: Draft, unit: str) -> None:
    dimension, factor = UNITS.get(unit, ("", 1))
    if unit == "M":
        dimension, factor = "data", 10**6
    draft.also(dimension, exact(draft.low * factor), exact(draft.high * factor))


Handler = Callable[[Draft, str, str, int, str], str]


def _days(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """每隔三天 is every three days in many mouths, and every four to the letter."""
    if before.endswith("隔"):
        _mean(draft, "d")
        dimension, factor = UNITS["d"]
        draft.also(dimension, (draft.low + 1) * factor, (draft.high + 1) * factor)
    months = _IN_MONTHS.get(draft.low) if draft.low == draft.high else None
    if months:
        draft.also("months", months)
    return _unit(draft, said, before, "天", end)


_IN_MONTHS: dict[Exact, int] = {30: 1, 60: 2, 90: 3, 180: 6, 365: 12}
"""30天 may be a month."""


def _quarters(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """一刻钟 are 15 minutes."""
    draft.low, draft.high = draft.low * 15, draft.high * 15
    return _unit(draft, said, before, "分钟", end)


def _minute_or_point(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    if before.rstrip(" 零又").endswith(("小时", "钟头")) or _SECONDS.match(said, end) or said.startswith("整", end):
        draft.unit, draft.end = "min", end
        return "unit"
    if before.rstrip(numerals.DIGIT).endswith("亩"):
        draft.unit, draft.end = "fendi", end
        return "unit"
    tenth = _TENTH.match(said, end)
    if before.rstrip().endswith(("角", "毛")) or _MILS.match(said, end):
        draft.unit, draft.end = "fen", end + (tenth is not None)
        draft.low = draft.high = draft.low + (Fraction(int(numerals.digits(tenth[0])), 10) if tenth else 0)
        return "unit"
    if HALF_AFTER.match(said, end) or tenth:
        more = Fraction(int(numerals.digits(tenth[0])), 10) if tenth else Fraction(1, 2)
        draft.low, draft.high, end = draft.low + more, draft.high + more, end + 1
        draft.plain = (draft.low,)
    draft.also("length", exact(draft.low * Fraction(UNITS["inch"][1], 8)))
    for unit in ("min", "CNY"):
        dimension, factor = UNITS[unit]
        low: Exact = draft.low * factor if unit == "min" else Fraction(draft.low) / 100
        draft.also(dimension, exact(low))
    draft.end = end
    if said[end : end + 1] in tuple("饱熟满像"):
        draft.also("%", draft.low * 10)
        draft.weight = Weight.FREE
    return "measure"


def _degrees(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    draft.end = end
    add_rest(draft, said, "度", end)
    if _GLASSES.match(said, draft.end) or before.rstrip().endswith(("近视", "远视", "散光", "老花")):
        draft.also("", exact(Fraction(draft.low) / 100))
    for unit in ("degC", *(("degF",) if "华氏" in said else ()), "angle", "kWh"):
        dimension, factor = UNITS[unit]
        draft.also(dimension, draft.low * factor, draft.high * factor)
    return "measure"


_GLASSES = regex("的?(?:近视|远视|散光|老花|眼镜|镜片)")
"""五百度近视 are five dioptres."""
_TENTH = regex(f"[二三四五六七八九](?![{numerals.DIGIT}{numerals.SCALE}裂之点])")
"""四分五 of a yuan, 九分五 of ten points."""
_MILS = regex(rf"\s?[\d{numerals.DIGIT}]\s?厘(?!米)")
_SECONDS = regex(rf"\s?(?:\d{{1,2}}(?:\.\d+)?|[{numerals.DIGIT}十]{{1,3}})\s?秒")

_HANDLERS: dict[str, Handler] = {
    "年": read_year, "财年": read_fiscal, "月": read_month, "月份": read_month, "日": read_day,
    "号": read_day, "时": read_hour, "时许": read_hour, "点": read_hour,
    "点钟": read_hour, "点半": read_hour, "年代": read_decade, "世纪": read_century,
    "季度": read_quarter, "季": read_quarter,
    "成": read_tenths, "折": read_discount, "后": read_cohort, "分": _minute_or_point, "度": _degrees,
    "天": _days, "刻钟": _quarters, "分之": read_parts, "旬": read_tens_of_years,
}  # fmt: skip
