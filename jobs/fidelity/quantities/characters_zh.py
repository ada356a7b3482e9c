"""Figures that Chinese writes in characters, and the words that only look like them."""

from __future__ import annotations

import re
from fractions import Fraction

from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.dates_zh import OF_DAY
from jobs.fidelity.quantities.suffix_zh import qualify
from jobs.fidelity.quantities.values import Draft, Weight, exact
from jobs.fidelity.quantities.wordlist import pattern, words
from jobs.fidelity.quantities.words_zh import FESTIVALS, MEASURES, ORDINARY, SINCE, TAILED
from jobs.regex import regex

CN = f"{numerals.DIGIT}{numerals.SCALE}廿卅"
_RUN = regex(
    f"[{CN}](?:(?!(?<=[十百万亿])千[瓦克米赫焦])[{CN}]|几(?![何乎])|点(?=[{numerals.DIGIT}])(?!一(?:[样致起过]|([\u4e00-\u9fff])一\\1))|"
    f"(?<=[十百千])[多余来](?=[万亿])|(?<=[{numerals.DIGIT}十])个多?(?=亿|[十百千]?万(?![兆维能物事众圣象国]|人迷|[\u4e00-\u9fff]级))|(?<=十)有(?=[一二三四五六七八九](?:[，。岁的了]|$))){{0,60}}"
)
_SCALES = frozenset(numerals.SCALE)
_ORDINARY = regex(pattern(ORDINARY))
_ORDINARY_STARTS = frozenset(word[:2] for word in ORDINARY)
_TAILED = regex(pattern(TAILED))
_TAILED_STARTS = frozenset(word[:2] for word in TAILED)
_FESTIVAL = regex(pattern(FESTIVALS))
_FESTIVE = regex(
    '节|期间|假期|长假|大促|黄金周|购物|狂欢|促销|活动|运动|事件|恐怖|晚会|阅兵|青年|劳动|儿童|建军|建党|妇女|[”"」’]'
)
_ROUND_SURELY = frozenset("近过超逾破")
_ROUND_BEFORE = frozenset("近上过超逾破约达成")


def read_characters(said: str, at: int) -> tuple[list[Draft], int]:
    """The figure that begins with a numeral character at `at`, and where reading goes on."""
    match = _RUN.match(said, at)
    if match is None:
        return [], at + 1
    if match[0][0] == "零" and _SCALES.intersection(match[0][1:]) and said[at - 1 : at] in _UNIT_ENDS:
        return read_characters(said, at + 1)
    if said[at + 2 : at + 3] in _SPLITS and (split := _SPLIT.match(said, at)):
        return [_share(split, 1), _share(split, 2)], split.end()
    if said[at] == "十" and (plan := _PLAN.match(said, at)):
        return [_plan(plan)], plan.end()
    weekday = said.endswith(_WEEK, 0, at) and _DAY_AND_HOUR.match(said, at)
    ordinary = None if weekday else word_at(said, at)
    festival = _FESTIVAL.match(said, at - 1 if said[at - 1 : at] == "双" else at)
    if festival and (festival[0][0] == "双" or _FESTIVE.match(said, festival.end())):
        return _festival(festival), festival.end()
    if ordinary is not None:
        return _ordinary(said, ordinary), ordinary.end()
    before = said[max(0, at - 12) : at]
    run = match[0][0] if weekday else _own(match[0], said, at, before)
    if (run in _FORMAL and not _COUNTED.match(said, at + 1)) or (run[0] in _FORMAL and run[1] in "一二三四五六七八九"):
        return [], at + 1
    end = at + len(run)
    start = at
    if before[-1:] in _SOME and run[0] in numerals.SCALE and not before.endswith("大多数"):
        run, start = before[-1] + run, at - 1
    both = numerals.parse(run.translate(_LOOSE))  # 个 of 四个亿 and 多 of 三百多万 are no digits
    if both is None:
        return ([Draft(at, end, 100, 100, "km", Weight.FREE, digits=False)] if run == "零百" else []), end
    counted = run == "两" and said[end + 1 : end + 2] != "半"  # 两顿 and 两晚, whatever the measure
    draft = Draft(start, end, *both, kind="count" * counted, digits=False, scale=numerals.scale_of(run))
    _widen(draft, run)
    qualified = qualify(draft, said, before, arabic="")
    if not qualified and (hour := _LIKE_A_TIME.fullmatch(run)):
        minutes = 60 * int(draft.low) + int(numerals.digits(hour[1]))
        draft.also("clock", minutes)
        draft.also("clock", minutes + 720)
    _school_year(draft, run, before, said)
    draft.weight = Weight.FREE if _is_of_words(draft, said) else _weight(draft, run, said, before, qualified)
    if draft.weight == Weight.FREE and not qualified and run in _ROUND | {"零"}:
        meant = run in _ROUND and (before[-1:] in _ROUND_BEFORE or _OUTLETS.match(said, end))
        return [draft] if meant else [], end
    return [draft], max(draft.end, end)


_WEEK = ("周", "星期", "礼拜")
_DAY_AND_HOUR = regex("[一二三四五六](?:零|十[一二]?|[一二两三四五六七八九])[点时]")
"""周三零点: Wednesday, and an hour."""
_UNIT_ENDS = frozenset("岁年月天时")
"""十七岁零二百零三天: what 零 joins."""
_WEIGHED = frozenset("银金白黄酒肉茶米")
_SOME = frozenset("几数")
_ROUND = frozenset("百千万亿")
_OUTLETS = regex("[店城村镇企校桥岛湖户人家亩]|卡(?![路洛])")
"""万店规模 has ten thousand shops, 千企 a thousand firms; 千山万水 has neither."""
_LIKE_A_TIME = regex("(?:十[一二]?|[一二两三四五六七八九])点(零[一二三四五六七八九])")
"""四点零五 may be a number or a time."""
_HOUR = regex(
    "(?P<hour>零(?=点(?:[二三四五]?十|零[一-九]分))|二十[一二三四]?|十[一二三四五六七八九]?|[一二两三四五六七八九])点"
    "(?:[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九](?=分(?!之))|(?P<low>[一二三四五六七八九](?=分)|零[一二三四五六七八九])|[一三](?=刻))"
    f"(?![{numerals.SCALE}{numerals.DIGIT}])"
)


_MEASURE = regex("[碗份块个盘笼只条包袋瓶杯斤]")
"""二两一碗 is a bowl of two ounces."""


_ALONG = regex("[路直度举齐律旦并起般下]")
"""从五十万一路降到: 500,000, all the way down."""
_PRICED, _EACH = (
    regex("[百千万][二两三四五六七八九]一$"),
    regex("[趟个斤吨台只件年月天次亩箱人晚间张瓶杯碗份套辆棵平]"),
)
"""八千六一趟: 8,600 a trip."""


def _own(run: str, said: str, at: int, before: str) -> str:
    """The characters of `run` that are the figure, not its unit: 七 of 七点二十, 二 of the ounces in 一斤二两."""
    if "点" in run and (hour := _on_the_clock(said, at, before)):
        return run[:hour]
    if run[1:] == "两一" and (bowl := _MEASURE.match(said, at + 3)) and bowl[0] != "两":
        return run[0]
    of_school = before[-1:] in _SCHOOLS and run[0] in _SCHOOL_YEARS
    if of_school and len(run) == 2 and said[at + 2 : at + 3] in _ROUNDS:
        return run[0]
    if run[-1] == "一" and _PRICED.search(run) and _EACH.match(said, at + len(run)):
        return run[:-1]
    if run[-1] == "一" and run[-2:-1] in _ROUND and _ALONG.match(said, at + len(run)):
        return run[:-1]
    if run[-1] == "两" and len(run) > 1 and _is_weight(run, said, at + len(run), before):
        return run[:-1]
    return run


def _widen(draft: Draft, run: str) -> None:
    """Up to where a figure reaches: 三百多万, 百八十, 七八十."""
    run = run.replace("个", "")
    more = run.rstrip("万亿").rstrip(numerals.SCALE)[-1:]
    if more and more in "多余来":
        low = numerals.parse(run.partition(more)[0])
        draft.high = draft.low + (numerals.step(low[0]) if low else 1) * numerals.scale_of(run.partition(more)[2]) - 1
        draft.plain, draft.approx = (draft.low,), True
    elif run.startswith("百十"):
        draft.low, draft.approx = 100, True
    elif run in _MILLIONS:
        draft.low, draft.high, draft.approx = 10**6, 10**8 - 1, True
        draft.weight = Weight.WEAK if run == "千百万" else Weight.FREE
    elif run in _OR_SO:
        draft.low, draft.approx = numerals.scale_of(run[0]), True
    elif draft.low != draft.high and not _SOME.intersection(run):
        draft.kind = "pair"


def _school_year(draft: Draft, run: str, before: str, said: str) -> None:
    """初三 may be the ninth grade, 高二 the eleventh; 最高三层 and 最初三年 are neither."""
    years = _SCHOOLS.get(before[-1:])
    counted = draft.unit or said[draft.end : draft.end + 1] in MEASURES
    if years and run in _SCHOOL_YEARS and not counted and not _NO_SCHOOL.search(before):
        draft.also("", draft.low + years)


_NO_SCHOOL = regex("[最提当起升新月走抬拔拉][初高]$")


_SCHOOLS, _SCHOOL_YEARS = {"初": 6, "高": 9}, frozenset("一二三")
_ROUNDS = frozenset("轮模班")
"""高三一轮复习 is a round, 高三二模 a mock examination."""


def _on_the_clock(said: str, at: int, before: str) -> int:
    """How long the hour of 七点二十 is, 0 for a decimal (七点二); 三点零五 is a time after 下午 only."""
    match = _HOUR.match(said, at)
    if match is None or (match["low"] and not OF_DAY.search(before)):
        return 0
    return len(match["hour"])


def _is_weight(run: str, said: str, end: int, before: str) -> bool:
    """Is the last character of 一斤二两 the ounce, and not a two as in 三两天 or 一两个?"""
    if run[-2] in "零〇":
        return False
    return (
        run not in {"一两", "三两"}
        or before.endswith(("斤", "重", "约", "近", "足", "掉", "喝"))
        or said[end : end + 1] in _WEIGHED
    )


_LOOSE = str.maketrans("", "", "多余来有个")
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
_COUNTED = regex("[元圆万亿角分整]")
"""Digits of cheques: one alone is a name (陆, 伍) rather than a figure, and 队伍七人 are seven."""
_MILLIONS = frozenset({"千百万", "百千万"})
"""Millions, or the hundreds, thousands and tens of thousands of a slogan."""
_OR_SO = frozenset({"百八十", "千八百", "万八千"})
_SPLITS = frozenset("开分比")
_SPLIT = regex(
    "(?=一九|九一|二八|八二|三七|七三|四六|六四|五五)([一二三四五六七八九])([一二三四五六七八九])(?:开(?![发始启放业设通])|分(?![之钟析布别])|比例)"
)


_PLAN = regex('十([一二三四五六])五(?=[”」"’]|规划|期间|时期|以来|计划|末|开局|收官)')


def _plan(found: re.Match[str]) -> Draft:
    """十四五: the 14th five-year plan, from 2021 to 2025."""
    number = 10 + int(numerals.digits(found[1]))
    draft = Draft(*found.span(), number, number, weight=Weight.FREE, kind="count", digits=False)
    draft.also("year", 1951 + 5 * number)
    draft.also("year", 1955 + 5 * number)
    draft.also("", (1955 + 5 * number) % 100)
    return draft


def _share(split: re.Match[str], part: int) -> Draft:
    """Of 三七开: 30 and 70 percent."""
    value = 10 * int(numerals.digits(split[part]))
    draft = Draft(*split.span(part), value, value, weight=Weight.FREE, digits=False)
    draft.also("%", value)
    draft.also("", value // 10)
    return draft


def word_at(said: str, at: int) -> re.Match[str] | None:
    """The ordinary word around the character at `at` that only looks like a figure (三星, 独一无二), or None."""
    found = _ORDINARY.match(said, at) if said[at : at + 2] in _ORDINARY_STARTS else None
    if found is None and at and said[at - 1 : at + 1] in _ORDINARY_STARTS and not said.endswith(_WEEK, 0, at - 1):
        found = _ORDINARY.match(said, at - 1)
        if found is not None and found.end() <= at:
            found = None
    if found is None and at > 1 and said[at - 2 : at] in _TAILED_STARTS:
        found = _TAILED.match(said, at - 2)
    if found is None or said.startswith(("之", "度", "钟"), found.end()):
        return None
    if (
        found[0] in _COINS
        and not said.startswith("债", found.end())
        and (_PRICE_BEFORE.search(said, 0, at) or _PRICE_AFTER.match(said, found.end()))
    ):
        return None
    longer = found[0][-1] in CN and (
        said.startswith(("成", "倍"), found.end())
        or said[found.end() : found.end() + 1] in _SCALES
        or _PAIRED.match(said, found.end() - 1)
    )
    return None if longer else found


_COINS = frozenset({"三角", "八角"})
_PRICE_BEFORE = regex("(?:[元块]|一[头斤只张碗本包盒次瓶尺]|[欠赊收赔][他我你她]?)$")
_PRICE_AFTER = regex(f"钱|[、或][{numerals.DIGIT}\\d]+[角毛块元](?![星形])")
"""四元八角 has no star anise, nor 三角、五角 a triangle."""
_PAIRED = regex(f"[{numerals.DIGIT}]{{2}}[{numerals.SCALE}]")
"""五六十 of 二百五六十."""


def _ordinary(said: str, word: re.Match[str]) -> list[Draft]:
    run = _RUN.search(said, word.start(), word.end())
    both = numerals.parse(run[0]) if run else None
    if run is None or both is None:
        return []
    return [Draft(*run.span(), *both, weight=Weight.FREE, kind="word", digits=False)]


def _festival(match: re.Match[str]) -> list[Draft]:
    month, day = FESTIVALS[match[0]]
    draft = Draft(*match.span(), day, day, weight=Weight.FREE, kind="date", digits=False)
    draft.also("month", month)
    draft.also("day", day)
    draft.also("", month * 100 + day)
    draft.also("", exact(month + Fraction(day, 100)))
    if match[0] in SINCE:
        draft.also("year", SINCE[match[0]])
    return [draft]


def _weight(draft: Draft, run: str, said: str, before: str, qualified: str) -> Weight:
    """How sure it is that characters mean a count: what follows them decides."""
    if draft.weight != Weight.STRONG or draft.kind == "ratio" or draft.unit in _NEVER_LOOSE:
        return draft.weight
    small = draft.high <= 10
    if _is_exact(draft, said) or "有" in run or (not qualified and _is_label(draft, said, before)):
        return Weight.STRONG
    if small and said.startswith("阶段", draft.end) and not _WHICH_STAGE.search(before):
        return Weight.STRONG
    if before.endswith("第"):
        return _ordinal_weight(draft, said, before)
    if qualified and run[-1] in "万亿" and not run.strip("百千万亿") and _is_heading(draft, said, before):
        return Weight.STRONG
    if len(run) == 1 and run in "百千万亿":
        return _round_weight(draft, run, said, before, qualified)
    if small and draft.low <= 1 and draft.unit not in {"%", "times"}:
        return Weight.FREE
    if not qualified:
        if small or draft.high < 100:
            return _unqualified(draft, said, before)
        counted = run[0] not in numerals.SCALE or before[-1:] in _ROUND_BEFORE | {"足", "到"}
        return Weight.STRONG if counted else Weight.WEAK
    if qualified == "measure":
        return _small_weight(draft, said) if small else Weight.STRONG
    if small and draft.unit in _LOOSE_WHEN_SMALL:
        return Weight.WEAK
    return Weight.STRONG


_WHICH_STAGE = regex("[这那上下前后每某同另新该任单各几本现第另]$")
"""二阶段 is phase 2, 这一阶段 "this stage"."""


def _small_weight(draft: Draft, said: str) -> Weight:
    """Of a count up to ten: 三期试验 is phase 3, 三家 may be said in many ways."""
    if _TRIAL.match(said, draft.end):
        return Weight.STRONG
    return Weight.FREE if draft.low <= 2 or said[draft.end : draft.end + 1] == "大" else Weight.WEAK


def _ordinal_weight(draft: Draft, said: str, before: str) -> Weight:
    """How sure 第三 is a number: as a reference, of the third largest, and from the thirteenth on."""
    draft.kind = "ordinal"
    referred = _TO.search(before) and said.startswith("步", draft.end)
    end, alone = draft.end - bool(draft.unit), not said[: draft.start - 1].strip()
    if referred or _CITED.match(said, end) or (alone and _ENTITLED.match(said, end)):
        return Weight.STRONG
    if draft.low >= 2 and _SUPERLATIVE.match(said, draft.end):
        return Weight.STRONG
    return Weight.FREE if draft.high <= 3 else Weight.WEAK if draft.high <= 12 else Weight.STRONG


def _is_heading(draft: Draft, said: str, before: str) -> bool:
    """营收（亿元）, 万吨 alone: the column counts by the hundred million, or by ten thousand tonnes."""
    opened = _HEADING.search(before) is not None or not said[: draft.start].strip()
    return opened and _CLOSING.match(said, draft.end) is not None


_HEADING, _CLOSING = (
    regex(r"(?:[（(]\s?(?:单位[：:]\s?)?|单位[：:]\s?)$"),
    regex(r"(?:人次|[人只辆台户件套家个次吨头])?\s?(?:[）)/，,]|$)"),
)
_CITED = regex("[章条款包]|(?:[步节部](?:分|骤)?|[周天课集讲期])[：:]|[步节部](?:分|骤)?\\s*$")
_ENTITLED = regex("[周天课集讲期]\\s*$")
_SUPERLATIVE = regex("大(?![街学道队厦桥楼坝会江河门])|[长高](?![江河城春校中三])|[多快富强]")
_TO = regex("(?:[跳回转进]到|见|执行|返回)第$")
"""第四条, 第二步：, 跳到第四步: references and labels keep their number; "first of all" may stand for 第一步."""


def _is_label(draft: Draft, said: str, before: str) -> bool:
    """方式一： is a label that keeps its number; 方式一致 is none."""
    if _LABEL_ENDS.match(said, draft.end) is None:
        return False
    return _LABELLED.search(before) is not None or (
        said.startswith(("：", ":"), draft.end) and _BEGINS_LINE.search(said, 0, draft.start) is not None
    )


def _unqualified(draft: Draft, said: str, before: str) -> Weight:
    """Of a number below a hundred that no measure follows."""
    if draft.high > 10 and said[draft.end : draft.end + 1] in _RARER_MEASURES:
        return Weight.STRONG
    if draft.high > 10 and before.endswith("前") and _RANKED.match(said, draft.end):
        return Weight.STRONG
    if draft.high > 10 and (
        said.startswith("了", draft.end) or (_AGED.search(before) and _PAUSE.match(said, draft.end))
    ):
        return Weight.STRONG
    if draft.high > 10 and _AT_PRICE.search(before) and _PAUSE.match(said, draft.end):
        return Weight.STRONG
    if draft.high > 20 and draft.low % 10 and draft.low == draft.high and _ENDED.match(said, draft.end):
        return Weight.STRONG
    weak = draft.approx or _BARGAIN.search(said, draft.start - 1, draft.end + 1) or _EARLY.match(said, draft.end)
    return Weight.WEAK if weak else Weight.FREE


def _is_exact(draft: Draft, said: str) -> bool:
    """1.3, 2.5 and 一年半 are no loose words, as 一年半载 is one."""
    return draft.low > 1 and draft.low.denominator > 1 and not said.startswith("载", draft.end)


_RARER_MEASURES = frozenset(
    "头堵束丛滴罐包篮篓盆锅缸册卷幕版顿尊串伙床剂针拳枪炮井棒洞杆招桌锭叠沓堆船槽窝窑炉垄畦栏墩乡街巷校院厂店"
)
"""Words that count only behind more than ten: 十四册; 三头 and 四版 may be anything."""
_BEGINS_LINE = regex("(?:^|\\n)\\W*[\u4e00-\u9fff]{1,3}(?![之其周期唯统第])[\u4e00-\u9fff]$")
"""弯路一：, at the beginning of a line."""
_LABELLED = regex(
    "(?:亮点|看点|要点|误区|任务|环节|条件|方式|方法|步骤|方案|阶段|示例|情况|场景|案例|问题|部分|附录|选项|类型|模式|图|表)$"
)
_LABEL_ENDS = regex(r"\s*(?:[：:、.．)）*\n]|$)")


def _is_of_words(draft: Draft, said: str) -> bool:
    """回了他两个字: English may need three words for it; 七场四胜 is "best of seven"."""
    if said.startswith("胜", draft.start + 1) and _SERIES.search(said, 0, draft.start):
        return True
    if draft.high > 10 or not _OF_WORDS.match(said, draft.end):
        return False
    draft.kind = "word"
    return True


_SERIES = regex("[三五七九][场局盘番]$")
_OF_WORDS = regex("个?大?字(?![节段符体典母号数])")
_AT_PRICE = regex("(?:单程|往返|票价|售价|定价|只要|要价|收费|开价|标价|月租|年薪|月薪|工资)$")
_AGED, _PAUSE = (
    regex("(?:今年|那年|现年|时年|年已|年仅|年方|享年|年满|未满|不满|已满)(?:已经?|都|才|刚)?$"),
    regex("[，。；、]"),
)
"""五十三了, 那年七十六，: an age."""
_ENDED = regex("[，。；、]|$")
"""加起来九十三，: a sum."""
_BARGAIN = regex(f"买[{numerals.DIGIT}十][送赠免]")
_EARLY = regex("出头|好几")
"""买三送一, and 二十出头, which are early twenties."""
_RANKED = regex("[的，。、；强]")
"""排名前二十的 are the first twenty."""
_NEVER_LOOSE = frozenset({"%", "pp", "quarter", "year", "month", "day", "decade", "clock"})
_LOOSE_WHEN_SMALL = frozenset(words("yr mo week d h min s CNY jin liang li m B qtr 100yr angle degC l inch ft km2 m2"))


_ENDS = regex(r"$|[\s，。；！？、：）)”」』’的了后时者并也都就已还且而是在]")


_TRIAL = regex("期?(?:临床|试验)")
"""三期试验: phase 3."""
_WITHIN = regex("[人家]?(?:[以之][内外上下]|开外)")
"""百里以内, 百人以上: within a hundred, and more than that; 满百元."""


def _round_weight(draft: Draft, run: str, said: str, before: str, qualified: str) -> Weight:
    """百 alone is a figure in 上百, 近百, 百余; else it is part of a word."""
    if before[-1:] in _ROUND_BEFORE | {"首"} and not qualified and _ENDS.match(said, draft.end):
        if before.endswith("上"):
            draft.high = draft.low * 10 - 1
        return Weight.STRONG if run in {"万", "亿"} and before[-1:] in _ROUND_SURELY else Weight.WEAK
    if qualified and (
        _WITHIN.match(said, draft.end)
        or (before.endswith("满") and draft.unit == "CNY")
        or (before.endswith(("不足", "不到")) and qualified == "unit")
    ):
        return Weight.STRONG
    if before[-1:] in _ROUND_BEFORE and (qualified or said[draft.end : draft.end + 1] in "余多"):
        if before.endswith("上"):
            draft.high = draft.low * 10 - 1
        return Weight.STRONG if qualified else Weight.WEAK
    if draft.approx and qualified:
        return Weight.STRONG
    return Weight.FREE
