"""Shares and multiples: 三成, 八折, 百分之三十, 三分之二, 增长三倍."""

from __future__ import annotations

from fractions import Fraction

from jobs.fidelity.quantities import numerals
from jobs.fidelity.quantities.more_zh import MORE
from jobs.fidelity.quantities.values import SMALL_MULTIPLE, Draft, Weight, decimal, exact
from jobs.regex import regex

_GROWTH = regex(
    "(?:增|提升|提高|提速|涨|高出|多出|高|多|快|扩|大|超出|升|暴|猛|激|上|强|翻|降|减|少|慢|低|贵)[^，。；、（()：:]{0,4}$"
)
_LEVEL = regex("(?:到|至|为|达|是|的|达到|相当于|约为)[^，。；、]{0,2}$")


def as_multiple(draft: Draft, before: str) -> None:
    """增长三倍 is fourfold to the letter and threefold in many mouths; 是…的三倍 is threefold.

    增长两倍 is threefold: what doubled has 增长一倍.
    """
    low, high = draft.low, draft.high
    draft.bare = high > SMALL_MULTIPLE
    if _LEVEL.search(before[-5:]) or not _GROWTH.search(before):
        draft.also("%", exact(low * 100), exact(high * 100))
        draft.also("%", exact((low - 1) * 100), exact((high - 1) * 100))
        if low == high == 1:
            draft.also("times", 2)
        return
    draft.also("%", exact(low * 100), exact(high * 100))
    if low == high == 2:
        draft.low = draft.high = 3
        draft.plain = (2,)
    draft.also("times", exact(low + 1), exact(high + 1))


def as_percent(draft: Draft) -> None:
    """300% may be printed as a multiple: threefold as a level, fourfold after growth."""
    low, high = draft.low, draft.high
    draft.also("times", exact(Fraction(low) / 100 + 1), exact(Fraction(high) / 100 + 1))
    draft.also("times", exact(Fraction(low) / 100), exact(Fraction(high) / 100))
    draft.also("off", low, high)
    if low == high:
        draft.also("ratio", exact(Fraction(low) / 100))


_SHARE_AFTER = regex(
    "就[要能是会可得够开已算不]|都(?!市)|不[到足等]|交[给由到]|年轻|人口|员工|以|人(?![民心之功都])|为(?=[宜主限佳好准])|功(?:能|率|耗|课)|长度|果[农园树]|品[牌种]|交[通易警]|效率|年人"
)
_SHARE_BEFORE = regex("(?:[约近超过逾达占降涨跌升余只仅有剩]|其中|剩下的|另外|不到|不足|其余)[一二两三四五六七八九]$")
_NO_SHARE = regex("[立功长绩熟]|就(?![要能是会可得够开已不])|不变|为?[一]")


def is_share(draft: Draft, said: str, end: int) -> bool:
    """六成不到 and 剩下的一成交给 hold tenths, though 成不 and 成交 are words."""
    if _SHARE_AFTER.match(said, end):
        return True
    return bool(_SHARE_BEFORE.search(said, max(0, end - 6), end - 1)) and not _NO_SHARE.match(said, end)


def read_tenths(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """三成 is 30 %, 九成五 95 %; 一到两成 are 10 to 20 %."""
    if not 0 < draft.low < 11 or said[end : end + 1] == "熟":
        return ""
    if said[end : end + 1] == "热":
        draft.also("degC", draft.low * 30 - 20, draft.high * 30 + 20)
    low, high = draft.low * 10, draft.high * 10
    if (either := _ONE_OR_TWO.match(said, end)) and low == high:
        draft.also("%", low + Fraction(int(numerals.digits(either[0])), 10))
        low, high = low + int(numerals.digits(either[0][0])), low + int(numerals.digits(either[0][1]))
        end = either.end()
    elif (finer := _HUNDREDTHS.match(said, end)) and low == high:
        low = high = low + Fraction(int(numerals.digits(finer[0])), 10)
        end = finer.end()
    elif (more := _PERCENT.match(said, end)) and low == high:
        low = high = low + (5 if more[0] == "半" else int(numerals.digits(more[0])))
        end = more.end()
    draft.also("", exact(Fraction(low, 100)), exact(Fraction(high, 100)))
    draft.also("off", low, high)
    draft.low, draft.high, draft.unit, draft.end = low, high, "%", end
    draft.plain, draft.scale = (), 10
    if _LIKELY.match(said, draft.start - 1) or (draft.start == 0 and _LIKELY.match(f"，{said[:12]}")):
        draft.weight = Weight.WEAK
    return "unit"


_LIKELY = regex(
    '[，。；：、,;:(\\s“「（"][八九]成(?:就?是|跟|会|要|得|没|不(?![到足])|又|还(?!是)|因|有(?=[”」，。"]))'
    "|[^占约近过超有到达逾比][八九]成(?:[跟会]|知道|晓得|猜|以为)|[^占约近过超有到达逾][八九]成(?:也|又|准)(?:是|会|要|得|不|没|在)"
)
"""八成是端口冲突: most likely."""
_HUNDREDTHS = regex("[一二三四五六七八九][一二三四五六七八九](?=[，。；、）)]|$)")
"""四成二五 is 42.5 %."""
_ONE_OR_TWO = regex(f"(?:一二|二三|三四|四五|五六|六七|七八|八九)(?![{numerals.DIGIT}{numerals.SCALE}])")
"""七成七八 is 77 or 78 %."""
_PERCENT = regex(
    f"半|五(?![{numerals.SCALE}{numerals.DIGIT}个家名位人年月天岁成分倍块元])|"
    f"[一二三四六七八九](?![{numerals.SCALE}{numerals.DIGIT}个家名位人年月天日岁成分倍块元线流等号次种类期层代点口])"
)
"""九成五 is 95 %; 六成三十岁以下 are 60 % below thirty, 七成一线城市 70 %."""


def read_discount(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
    """八折 is 80 % of the price, 20 % off."""
    if draft.low == 1 and not arabic and not _PRICE.search(before):
        draft.weight = Weight.FREE
        return "measure"
    share, most = (part * 10 if part < 10 else part for part in (draft.low, draft.high))
    if not 0 < share < 100:
        return "measure"
    draft.also("", draft.low, draft.high)
    draft.also("%", exact(share), exact(most))
    if draft.kind == "pair":  # 七八折 is 70 to 80 % of the price, or 78 %
        draft.also("off", 100 - share - draft.high)
    draft.low, draft.high = exact(100 - most), exact(100 - share)
    draft.plain = (draft.low, draft.high) if draft.kind == "pair" else draft.plain
    draft.also("off", draft.low, draft.high)
    if more := MORE.match(said, end):
        draft.also("%", exact(share), exact(share + 10))
        draft.approx, end = True, more.end()
    draft.unit, draft.end = "%", end
    return "unit"


_PRICE = regex("[打价低仅只要][^，。]{0,4}$")
"""一折 of a cloth or a map is no discount, that of a price is one."""


_DOWN_TO = regex("[降减缩跌][^，。]{0,3}[至到为了](?:原来|原先|之前|此前|过去|以前|当初|原)的?$")
"""降至原来的十分之一: down by 90 %."""


def read_parts(draft: Draft, said: str, before: str, end: int, arabic: str) -> str:
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
    if more := MORE.match(said, draft.end):
        draft.end, draft.approx = more.end(), True
        share = (share[0], share[0] + Fraction(9, 100) if both[0] % 10 == 0 else share[1] + Fraction(9, 1000))
    if under == 100:
        draft.low, draft.high, draft.unit = exact(share[0] * 100), exact(share[1] * 100), "%"
        draft.plain = ()
        as_percent(draft)
        if draft.approx:
            draft.plain = (draft.low,)
    else:
        decimal_share = str(under).strip("0") == "1"
        near = Fraction(0) if decimal_share or not share[0] * 100 % 1 else min(Fraction(7, 10), share[0] * 10)
        draft.low, draft.high, draft.kind = exact(share[0]), exact(share[1]), "ratio"
        draft.also("%", exact(share[0] * 100 - near), exact(share[1] * 100 + near))
        if _DOWN_TO.search(before):
            draft.also("%", exact(100 - share[1] * 100 - near), exact(100 - share[0] * 100 + near))
        draft.plain = (exact(share[0]),)
    if said.startswith("秒", draft.end):
        draft.also("duration", *(exact(part * 10**9) for part in share))
    draft.weight = Weight.STRONG
    if said[draft.start : draft.end] == "百分之百":
        draft.weight = Weight.WEAK  # 百分之百筛干净 says "entirely"
    elif _VAGUE.search(said, draft.start, end):
        draft.weight = Weight.FREE
    draft.scale = 1
    return "unit"


_VAGUE = regex("[几数]")
"""几百分之一: one part in several hundred is no figure to be held against another."""
_NUMERATOR = regex(f"\\s?(?:\\d+(?:\\.\\d+)?|[{numerals.DIGIT}{numerals.SCALE}]+几?(?:点[{numerals.DIGIT}]+)?|几)")
