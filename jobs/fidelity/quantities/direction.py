"""Which way a figure goes: up or down by it, more or less than it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from jobs.fidelity.finding import Complaint, Severity
from jobs.fidelity.prose import visible
from jobs.fidelity.quantities.comparatives import compared, has_other
from jobs.fidelity.quantities.en import read_en
from jobs.fidelity.quantities.rates import measured, timed
from jobs.fidelity.quantities.reached import reached
from jobs.fidelity.quantities.values import CALENDAR, Exact, Quantity, said_once
from jobs.fidelity.quantities.versions import another_version, is_version
from jobs.fidelity.quantities.ways import Way, Ways, last, way_of
from jobs.fidelity.quantities.zh import read_zh
from jobs.regex import regex

_QUICK = regex(
    r"[增涨升扩减降跌缩逾]|提[高升]|下[滑挫探调]|回落|收窄|放缓|走[高低]|反弹|贬值|[多少高低]了|[多高]出|[至最][少多长久高大]"
    r"|超过|超(?=\s?[\d一二两三四五六七八九十百千])|突破|[高低多少大小迟晚]于|不[足到]|[不未]满|以[上下内]|[\d十百千万亿元点度%]\s?(?:之[上下]|[上下]方)|[只仅止].{0,3}[\d一二两三四五六七八九十百千]|[\d十百千万亿个成]\s?[多余]"
    r"|[高多长大]达|[低少仅][至到]|[仅只]有|满(?=\s?[\d一二三四五六七八九十])|近(?=\s?[\d一二两三四五六七八九十百千半])|便宜|贵|提[前早]|推迟|延[期后迟]|[日号天周月年底][之以]?[前后]|[年月日号](?:起|以来|为?止)|[早晚迟][了\d一二两三四五六七八九十半]|[天日时钟秒周月年]之?内|零下|负\d|[^A-Za-z\d)）%-][-−]\d|过半|半数|一半|翻|出头|掉了|上[调浮行]|下[浮行]|加[息价]|[大小轻][\d一二两三四五六七八九十]+岁|过去|未来|今后|接下来|此前|延长"
    r"|[A-Za-z版本于从自至]\s?v?\d[\d.]*\s?(?:版|及|或|和|更|开始|起)|\d\s?版本?(?:[之以][前后]|开始|起)|[轻重薄厚快慢浅深窄宽短长][了出上得\d一二两三四五六七八九十]|延误|[误晚]点|迟到|比[^，。；！？]{1,24}[\d一二两三四五六七八九十百千万亿半]|每|[年月周日时]薪|[年月日][租产销息]|[年月](?:费|收入|营收|利)|年化|/|一[年个天周公斤吨克升桶亩盎磅度]"
)
_FIGURE = regex(r"[\d二两三四五六七八九十百千万亿半]|一[半倍成]")
"""One of each is in whatever has a figure that goes somewhere: a quick look."""

_MOVES_ZH = regex(
    r"[负少未不没零][增减降涨]|[增涨升](?:幅|速)[^，。；\d]{0,4}(?:回落|收窄|缩小|下滑|放缓|降)|降[息准级价]|增减|涨跌|升降|超[出额]|落[后户]|提[供出到前取示交]|提[升高](?:类|型|工程|行动|计划)|升级"
    r"|(?P<up>增|涨|升|提[高升]|扩大|走高|高[出了]|上[调浮行扬]|加[息价]|反弹|多[出了]|(?<![最扩增放变广长高宽])大$|拉[高大]|贵了?)"
    r"|(?P<down>减|降|跌|缩[减小短水]|下[滑挫探调浮行]|回落|走低|低了|收窄|放缓|贬值|少了|压(?:低|缩(?![率包比格文算件]))|(?<![最大从缩减变狭])小$|年轻$|便宜了?|(?<![吃卖删拿去换丢])掉了)"
)
"""A change, and words that look like one and are none; 负增长 and 少减 say the opposite of what stands in them."""
_MOVES_EN = regex(
    r"(?<![\w-])(?:(?P<up>ris(?:e[sn]?|ing)|rose|increas(?:e[sd]?|ing)|gr[eo]w(?:s|n|ing|th)?|gain(?:s|ed|ing)?|climb(?:s|ed|ing)?"
    r"|jump(?:s|ed|ing)?|surg(?:e[sd]?|ing)|soar(?:s|ed|ing)?|rais(?:e[sd]?|ing)"
    r"|(?<!take )(?<!takes )(?<!make )(?<!makes )(?<!end )(?<!ended )(?<!set )up(?! to )"
    r"|rall(?:y|ie[sd])|advance[sd]?"
    r"|expand(?:s|ed|ing)?|hike[sd]?|add(?:s|ed|ing)?|higher|widen(?:s|ed|ing)?)(?<!given up)(?<!gave up)"
    r"(?<!pick up)(?<!picked up)(?<!picking up)(?<!picks up)"
    r"|(?P<down>(?:fall(?:s|en|ing)?|fell)(?! short| into| under| within)|drop(?:s|ped|ping)?"
    r"|declin(?:e[sd]?|ing)|decreas(?:e[sd]?|ing)"
    r"|down(?! payments?\b)"
    r"|reduction|reduc(?:e[sd]?|ing)|cut(?:s|ting)?|slump(?:s|ed)?|slid(?:es?|ing)?|shr[aiu]nk(?:s|ing)?|dip(?:s|ped)?"
    r"|tumble[sd]?|plunge[sd]?|lower(?:s|ed|ing)?|eas(?:e[sd]?|ing)|slow(?:s|ed|ing)?|narrow(?:s|ed|ing)?"
    r"|(?:tak(?:e[sn]?|ing)|took|knock(?:s|ed|ing)?|shav(?:e[sd]?|ing)) off"
    r"|shed(?:s|ding)?|slash(?:es|ed)?|slip(?:s|ped)?|sank|weaken(?:s|ed)?))(?![\w-])",
    re.IGNORECASE,
)
_COMPARED_EN = regex(
    r"\b(?:(?P<down>more slowly|cheaper|younger|less|fewer|slower|smaller|shorter|below)"
    r"|(?P<up>more|dearer|older|costlier|faster|larger|bigger|longer|above))\b"
)
"""What may stand behind a figure only: 12% less."""
_STOP_ZH = regex(r"[，。；：！？,;!?\n\d]")
_STOP_EN = regex(r"[.;:!?\n]\s|, |\d|\b(?:and|but|while|whereas|after|from|versus|against|compared)\b", re.IGNORECASE)
_VERB_EN = regex(r" (?:\w+ed|fell|rose|grew|sank|shrank)")
_END_EN = regex(r"[.,;:!?\n\d]|\b(?:to|and|but)\b")

_BEFORE_ZH = regex(
    r"(?:(?P<up>超过?|逾|高[于出过]|多于|大于|突破|[至最]少|[不未没别勿][能得可会宜应有要该许准必]{0,2}(?:少于|低于|小于|短于)|不[只止仅])"
    r"|(?P<down>不[迟晚]于|不足|不到|低于|少于|小于|[未不]满|至多|最[多长久高大]|[不未没别勿][能得可会宜应有要该许准必]{0,2}(?:超过?|多于|高于|大于|突破)|接近|将近|近"
    r"|(?<!不)[只仅](?:用|花|剩|占)?了?))(?:还?有|还?需要?|还?要|为|是|达到?)?(?:每[股人吨桶台辆件户])?\s?$"
)
_AT_MOST_ZH = regex("(?P<down>最[多高](?:可以?|只?能)|至多可?)[\u4e00-\u9fff]{0,6}$")
"""最多可翻译五千字, 最高可处以4%的罚款."""
_AFTER_ZH = regex(
    r"\s?[A-Za-z]{0,7}\s?[个名家人条项元岁]?[或及]?(?:(?P<up>以上|之上|上方)|(?P<down>以[下内]|之下|下方))"
)
_NONE_ZH = regex("[^，。；！？]{0,3}?[不没无勿禁]")
_MERELY_ZH = regex(r"(?:不过|不外乎?|无非)\s?$")
"""不过 8 毫秒多: no more than eight or so."""
_MORE_ZH = regex(r"[\d十百千万亿成]\s?(?:多(?![数少久])|余|出头)")
"""40多家, 九成多; 只有七千出头 says neither."""
_MORE_BEHIND_ZH = regex(r"多|余|\s?[^\W\d]?\s?出头")
_MOVED_BEHIND = frozenset("涨跌升降增减平")
_BEFORE_EN = regex(
    r"(?:\b|(?=n['’]t))(?:(?P<down>(?:no|not|never) (?:more|higher|greater|longer|larger|later) than"
    r"|(?:not|never|n['’]t)(?: to| be| yet| been| once)? (?:exceed(?:ed|s)?|reach(?:ed)?|top(?:ped)?|over|above|past)"
    r"|less than|fewer than|lower than|smaller than|under"
    r"|(?<!not )(?<!never )below|nearly|almost|close to|up to|at most|short of|within)"
    r"|(?P<up>(?:no|not|never) (?:less|fewer|lower|smaller|shorter|earlier|sooner) than"
    r"|(?:not|never)(?: to)?(?: be| fall| drop| go)? below"
    r"|more than|over|above"
    r"|exceed(?:s|ed|ing)?|at least|upwards of"
    r"|greater than|higher than"
    r"|topp?(?:s|ed|ing)|surpass(?:es|ed|ing)?|past|beyond))(?: (?:the|a|an)| [$€£¥])?\W{0,2}$",
    re.IGNORECASE,
)
_AFTER_EN = regex(
    r"[^.,;!?\n]{0,12}?(?:(?P<up>or (?:more|over|above|higher|later|older)|and (?:over|above|up|older)|plus\b)"
    r"|(?P<down>or (?:less|fewer|below|under|younger)|and (?:under|below|younger)))"
)
_OF_AGE_ZH = regex("(?<![未不])(?<![未不]年)(?P<up>满)\\s?$")
_BARRED_ZH = regex("[不未没](?!满)|[无勿禁]|谢绝|除外")
_BARRED_EN = regex(
    r"n['’]t\b|\b(?:not?|never|cannot|nobody|none|prohibit\w*|forbid\w*|banned|bans?|barred|bars?|exclud\w*|except|refus\w*"
    r"|den(?:y|ied)|without|unless|illegal|ineligible|minors?)\b",
    re.IGNORECASE,
)
_AS_ZH = regex("(?:(?P<up>[高多长大]达|[高多]至)|(?P<down>[低少仅][至到]|[仅只]有))(?:每[次年月人天股])?\\s?$")
_AS_EN = regex(
    r"\b(?:(?P<up>as (?:many|much|high|long|large) as)|(?P<down>as (?:few|little|low|short) as|only|merely|a mere))"
    r" ?[$€£¥]?$",
    re.IGNORECASE,
)
"""高达39度 is not "as low as 39 degrees"."""
_NOT_EN = regex(
    r"(?:n['’]t|\b(?:no(?! (?:less|fewer|lower|smaller|shorter|earlier|sooner)\b)|not|never|none?|nothing|nobody"
    r"|neither|nor|cannot))\b[^.,;:!?\n\d]*$",
    re.IGNORECASE,
)
_LIES_ZH = regex("(?:(?P<past>过去|此前|刚刚过去)|(?P<next>未来|今后|接下来|此后))的?[这]?(?:约|近|至少)?$")
_LIES_EN = regex(
    r"\b(?:the|these|this|its|their|his|her|our|my|in|over|for)"
    r" (?:(?P<past>past|previous|preceding)|(?P<next>next|coming|upcoming))"
    r"(?: (?:about|nearly|full|few))? $",
    re.IGNORECASE,
)
"""未来五年 are not the past five years."""
_SPAN_ZH = regex(r"(?P<within>[之以]?内)(?![容部存置心地陆涵])|(?P<after>[之以]?后)")
_SPAN_EN = regex(r"\b(?P<after>after|once)(?: the| a)?(?: first| full)? ?$", re.IGNORECASE)
_AFTERWARDS_EN = regex(r" (?P<after>after)\b")
_SPANNED_EN = regex(
    r"\b(?:within|in|inside|under|than|to|most|for|over|the|first|last|next|every)(?: (?:the|a|first|next|last))* ?$",
    re.IGNORECASE,
)
"""7天内 is not "after seven days", nor "seven days after"."""
_SINCE_ZH = regex("(?P<earlier>[之以]?前(?![后期身段夕任锋景沿往来]))|(?P<later>[之以]?后(?![来期续面台方]))")
_SINCE_EN = regex(
    r" (?:(?P<earlier>ago|earlier|previously)|(?P<later>later|after|afterwards|thereafter|hence|from now))\b"
)
"""两周后 is not "two weeks ago"."""
_TIMES = frozenset({"within", "after", "earlier", "later"})
_TURNS_ZH = regex("[未不没无别勿禁逾否]|避免|停止|失效|过期|截止|为止")
_TURNS_EN = regex(
    r"n['’]t\b|\b(?:not?|none|never|only|stop\w*|ends?|expir\w+|unless|until|till|lapse\w*|void|late|overdue|avoid\w*|refus\w*"
    r"|reject\w*|un(?!der|til|it)\w{3,})\b",
    re.IGNORECASE,
)
_WHEN_ZH = regex(
    "(?:(?P<early>提前|提早|早[到走来退]?)|(?P<late>推迟|延期|延后|延迟|延误|晚点|误点|晚[到走来]?|迟到?))了?(?:约|近|至少)?\\s?$"
)
_WHEN_EN = regex(r" (?:(?P<early>early|earlier|ahead|sooner)|(?P<late>late|later|behind))\b")
"""提前两个月 is not two months late."""
_BY_ZH = regex("(?P<by>[增减]加了?|[增减]少了?|[增减]长了?|[上下]升了?|下降了?)(?:约|近|逾)?$")
_FROM_EN = regex(
    r"\b(?:up|down|rose|fell|risen|fallen|increas\w+|grew|grown|drop\w*|declin\w+) (?P<origin>from) [$€£¥]?$"
)
"""比去年增加51万人 is not "up from 510,000"."""
_DATES = frozenset({"day", "month", "year"})
_DATE_ZH = regex("[日号月年](?:[之以]?前|[之以]?后|底前|起|以来|为?止)")
_WHEN_DATED_ZH = regex(
    "[底末初]?(?:[之以]?(?P<before>前)(?![后期身段夕任])|[之以]?(?P<after>后)(?![期来])"
    "|(?P<since>起(?![诉草码义伏飞源步点初床来死火草])|以来)|(?P<until>为止|止))"
)
_WHEN_DATED_EN = regex(
    r"\b(?i:(?P<before>before|by|until|till|prior to|no later than|ahead of)|(?P<after>after|since|following))"
    r"(?: (?:the|early|late|end of|[A-Z][a-z]+\.?)){0,3}[ ,]*$"
)
_SIDES = {"since": "after", "until": "before"}
_HALF_ZH = regex(
    r"(?P<up>(?:超过?|逾|高于)(?:一半|半数|半(?![年天月日个小夜]))|过半"
    r"|(?<![降减少跌缩短砍窄省][了去掉]一)(?<![降减少跌缩短砍窄省][了去掉])(?<![降减少跌缩短砍窄省]一)大半(?![年天月日个小夜])"
    r"|(?<![降减少跌缩砍窄])(?<![降减少跌缩砍窄][了去掉])(?:一半|半数)(?:以上|还多|多))"
    r"|(?P<down>(?:不到|不足|低于|接近|将近|近|小)(?:一半|半数|半(?![年天月日个小夜])))"
)
_HALF_EN = regex(
    r"\b(?:(?P<up>(?:more|better|greater) than|over|above|upwards of|exceed\w*|majority)"
    r"|(?P<down>(?:less|fewer) than|under|below|nearly|almost|close to|short of|not (?:quite|even)))"
    r" (?:an? |one[- ])?half\b",
    re.IGNORECASE,
)
"""More than half, and less than it."""
_MINUS_ZH = regex(r"(?:(?P<cold>零下)\s?|(?<!正)负\s?|(?:^|[为是约（(：:，,]|[^\d%元亿万]\s)[-−])$")
_MINUS_EN = regex(
    r"minus|negative|below|sub-?zero|freez\w+|under zero|degrees? of frost|(?<![\w%])[-−–]\s?[$€£¥]?\d"
    r"|\b(?:loss|losses|lost|deficit|contract\w*|decreas\w*|weaker|worse)\b",
    re.IGNORECASE,
)
"""What stands before a figure below zero, and what says so anywhere in English."""
_LEVEL_EN = regex(r"(?:tripl|quadrupl|quintupl|sextupl)(?:ed|ing|es?)$", re.IGNORECASE)
_LEVEL_AFTER_EN = regex(
    r" (?:as |that of|what (?:it|they)|its |last year|the (?:level|size|amount|number|figure|previous))"
)
_GROWN_ZH = regex(r"(?:增长|增加|提[高升]|上[涨升]|扩大|多)了?[^，。；\d一二三四五六七八九十百千万到至为是]{0,2}$")
"""增长了三倍 is four times what it was: "grew threefold" may say so, "tripled" does not."""
_LEVEL_ZH = regex(r"(?:到了?|至|达)[^，。；！？\d]{0,8}$")
_GROWN_EN = regex(
    r"\b(?:increas|grow|grew|ris|rose|rais|expand|boost|climb|jump|soar|surg|up)\w*[^.;!?]{0,24} by"
    r"(?: (?:about|around|nearly|some|over|almost|more than|roughly))? ?$"
)
"""扩大到原来的三倍 is not "by three times"."""
_DEGREES = frozenset({"degC", "degF", "angle"})
_TIME = frozenset({"duration", "months"})
"""近两周 are the past two weeks, not nearly two."""


def direction(source: str, target: str) -> Iterator[Complaint]:
    """What went up by a figure has not gone down by it, more than it is not less than it, 零下 is below zero."""
    if not (_FIGURE.search(source) and _QUICK.search(source)):
        return
    said, told = visible(source), visible(target)
    wanted = said_once((figure for figure in _undated(read_zh(said)) if figure.text != "一"), _number)
    got = said_once(_undated(read_en(told)), _number) if wanted else {}
    for value in wanted.keys() & got.keys():
        yield from _of_a_figure(said, wanted[value], told, got[value])
    yield from _halved(said, told)
    yield from _dated(said, told)


def _dated(said: str, told: str) -> Iterator[Complaint]:
    """What is to happen before the 15th does not happen after it."""
    if not _DATE_ZH.search(said):
        return
    wanted, got = (
        said_once((q for q in every if q.dimension in _DATES), lambda q: (q.dimension, q.low))
        for every in (read_zh(said), read_en(told))
    )
    for value in wanted.keys() & got.keys():
        zh, en = wanted[value], got[value]
        one = way_of(_WHEN_DATED_ZH.match(said, zh.end))
        found = _WHEN_DATED_EN.search(told, max(0, en.start - 30), en.start)
        other = way_of(found)
        if found and one and other and _SIDES.get(one.side, one.side) != other.side:
            ours, theirs = f"{zh.text}{one.word}", told[found.start() : en.end]
            rest = told[: found.start()] + told[en.start :]
            weight = _weight_of_time(said.replace("为止", ""), rest if one.side in _SIDES else told)
            if weight == "error" or one.side not in _SIDES:  # what stops from 2015 on ran until then
                yield Complaint(ours, theirs, f'{ours} ≠ "{theirs}" (the other way)', weight)


def _weight_of_time(said: str, told: str) -> Severity:
    """What must be done within a time must not be done after it: where either text turns round, that is a doubt."""
    return "warning" if _TURNS_ZH.search(said) or _TURNS_EN.search(told) else "error"


def _of_a_figure(said: str, ours: Quantity, told: str, theirs: Quantity) -> Iterator[Complaint]:
    """The same for one figure, which stands once on either side."""
    if is_version(said, ours):
        yield from another_version(said, ours, told, theirs)
    minus = _MINUS_ZH.search(said, max(0, ours.start - 4), ours.start)
    if minus and not _is_signed(told, fallen=not minus["cold"]):
        zh = said[max(0, ours.start - 2) : ours.end].lstrip("，。 ")
        yield Complaint(zh, theirs.text, f'{zh}: nothing says that "{theirs.text}" is below zero', "error")
    if ours.dimension and theirs.dimension and ours.dimension != theirs.dimension and theirs.unit not in _DEGREES:
        return
    two_sided = has_other(said, ours, told, theirs)
    for one, other in (
        (None if minus or two_sided else _moved_zh(said, ours), _moved_en(told, theirs)),
        _bounds(said, ours, told, theirs),
        compared(said, ours, told, theirs),
        (way_of(_SPAN_ZH.match(said, ours.end)), _span_en(told, theirs)),
        (way_of(_SINCE_ZH.match(said, ours.end)), way_of(_SINCE_EN.match(told, theirs.end))),
        (
            None if two_sided else way_of(_WHEN_ZH.search(said[max(0, ours.start - 6) : ours.start])),
            way_of(_WHEN_EN.match(told, theirs.end)),
        ),
        (
            way_of(_BY_ZH.search(said[max(0, ours.start - 4) : ours.start])),
            way_of(_FROM_EN.search(told, max(0, theirs.start - 24), theirs.start)),
        ),
        reached(said, ours, told, theirs),
        _as_much(said, ours, told, theirs),
        timed(said, ours, told, theirs),
        measured(said, ours, told, theirs),
        (_lies_zh(said, ours), way_of(_LIES_EN.search(told, max(0, theirs.start - 24), theirs.start))),
    ):
        if one and other and one.side != other.side:
            zh, en = f"{one.word} {ours.text}".strip(), f"{other.word} {theirs.text}"
            weight = _weight_of_time(said, told) if one.side in _TIMES else "error"
            yield Complaint(zh, en, f'{zh} ≠ "{en}" (the other way)', weight)
    if ours.dimension == theirs.dimension == "%" and _is_what_is_left(said, ours, told, theirs):
        zh = said[max(0, ours.start - 4) : ours.end].lstrip("，。")
        yield Complaint(zh, theirs.text, f'{zh} ≠ "{theirs.text}" of what it was', "error")
    level = _LEVEL_ZH.search(said, max(0, ours.start - 12), ours.start)
    if ours.dimension == theirs.dimension == "times" and level and _GROWN_EN.search(told, 0, theirs.start):
        zh, en = f"{level[0]}{ours.text}", f"by {theirs.text}"
        yield Complaint(zh, en, f'{zh} is not "{en}"', "error")
    if ours.dimension == theirs.dimension == "times" and _is_level(said, ours, told, theirs):
        zh = said[max(0, ours.start - 3) : ours.end]
        message = f'{zh} makes {float(_number(ours)) + 1:g} times as much: is "{theirs.text}" that?'
        yield Complaint(zh, theirs.text, message, "warning")


def _is_signed(told: str, *, fallen: bool) -> bool:
    """Does an English text have anything below zero, or, if that will do, going down?"""
    return bool(_MINUS_EN.search(told)) or (fallen and any(move["down"] for move in _MOVES_EN.finditer(told)))


def _is_level(said: str, ours: Quantity, told: str, theirs: Quantity) -> bool:
    """Did what grew by so many times in Chinese only reach them in English?"""
    if not _GROWN_ZH.search(said, max(0, ours.start - 6), ours.start):
        return False
    return bool(_LEVEL_EN.search(theirs.text)) or _LEVEL_AFTER_EN.match(told, theirs.end) is not None


def _is_what_is_left(said: str, ours: Quantity, told: str, theirs: Quantity) -> bool:
    """降低40% does not leave "40% of what it was"."""
    if _number(ours) == 50 or not _CHANGED_ZH.search(said, max(0, ours.start - 8), ours.start):
        return False
    return _OF_BEFORE_EN.match(told, theirs.end) is not None


_CHANGED_ZH = regex("(?:增[长加]|提[高升]|[下减]少|[降减]低|下[降跌滑]|缩[短减小]|上[涨升])了?(?:约|近|逾|超过?)?$")
_OF_BEFORE_EN = regex(
    r" of (?:what (?:it|they|that) (?:was|were|had been|used to be)"
    r"|(?:its|their|the) (?:previous|former|original|old|earlier) (?:level|size|value|price|cost|amount|number|figure)"
    r"|last year's (?:level|figure|total))"
)


def _halved(said: str, told: str) -> Iterator[Complaint]:
    """More than half is not less than half; not where a text says both."""
    ours, theirs = (
        {half.lastgroup: half[0] for half in found} for found in (_HALF_ZH.finditer(said), _HALF_EN.finditer(told))
    )
    if len(ours) == len(theirs) == 1 and ours.keys() != theirs.keys():
        (zh,), (en,) = ours.values(), theirs.values()
        yield Complaint(zh, en, f'{zh} ≠ "{en}" (the other way)', "error")


def _undated(figures: Sequence[Quantity]) -> Iterator[Quantity]:
    return (figure for figure in figures if figure.dimension not in CALENDAR)


def _number(figure: Quantity) -> Exact:
    return figure.plain[0] if figure.plain else figure.low


def _moved_zh(said: str, figure: Quantity) -> Way | None:
    """The change that stands right before the figure, in its clause: 同比下降约12%; not that of 五涨三跌."""
    if said[figure.end : figure.end + 1] in _MOVED_BEHIND:
        return None
    start = max(0, figure.start - 8)
    stop = last(_STOP_ZH.finditer(said, start, figure.start))
    return way_of(last(_MOVES_ZH.finditer(said, stop.end() if stop else start, figure.start)))


def _moved_en(told: str, figure: Quantity) -> Way | None:
    """The change before or behind it, None where the two disagree: "fell 12%", "a 12% drop"."""
    start = max(0, figure.start - 45)
    stopped = last(_STOP_EN.finditer(told, start, figure.start))
    before = way_of(last(_MOVES_EN.finditer(told, stopped.end() if stopped else start, figure.start)))
    end = _END_EN.search(told, figure.end, figure.end + 25)
    stop = end.start() if end else figure.end + 25
    move = _MOVES_EN.search(told, figure.end, stop)
    if move and _VERB_EN.fullmatch(told, figure.end, move.end()):
        move = None  # raising it from 5 to 7 reduced errors
    behind = way_of(move or _COMPARED_EN.search(told, figure.end, stop))
    return None if before and behind and before.side != behind.side else before or behind


def _bounds(said: str, ours: Quantity, told: str, theirs: Quantity) -> Ways:
    """More or less than it; 近20次 are the past 20, as often as nearly 20."""
    if _number(ours) == Fraction(1, 2) or is_version(said, ours):
        return None, None
    one, other = _bound_zh(said, ours), _bound_en(told, theirs)
    if ours.text.endswith("岁"):
        one = one or way_of(_OF_AGE_ZH.search(said, max(0, ours.start - 4), ours.start))
        if bool(_BARRED_ZH.search(said)) != bool(_BARRED_EN.search(told)):
            return None, None  # 未满18岁不得 is "must be at least 18"
    recent = one and other and one.word == "近" and other.word.lower() == "past"
    return (None, None) if recent else (one, other)


def _as_much(said: str, ours: Quantity, told: str, theirs: Quantity) -> Ways:
    """高达 is "as much as", 低至 "as little as"; what costs 低至五折 is as much as 50% off."""
    if ours.text.endswith("折"):
        return None, None
    one = _AS_ZH.search(said, max(0, ours.start - 8), ours.start)
    return way_of(one), way_of(_AS_EN.search(told, max(0, theirs.start - 16), theirs.start))


def _bound_zh(said: str, figure: Quantity) -> Way | None:
    """More or less than it: 超过, 不足 and 以上, and the 多 within it."""
    before = way_of(_BEFORE_ZH.search(said[max(0, figure.start - 6) : figure.start]))
    if before and before.word == "近" and figure.dimension in _TIME:
        return None
    more = _MORE_ZH.search(said[figure.start : figure.end + 3]) is not None or figure.text.endswith(("多", "余"))
    more = more or _MORE_BEHIND_ZH.match(said, figure.end) is not None
    if more and ((before and before.side == "down") or _MERELY_ZH.search(said, 0, figure.start)):
        return None
    after = _AFTER_ZH.match(said, figure.end)
    if after and _NONE_ZH.match(said, after.end()):
        return None  # 两米以内不留人 is "at least two meters"
    most = way_of(_AT_MOST_ZH.search(said[max(0, figure.start - 12) : figure.start]))
    if after and before and before.word[0] in "只仅":
        before = None  # 只有500以上的状态码
    return before or way_of(after) or (Way("up", "多于") if more else most)


def _bound_en(told: str, figure: Quantity) -> Way | None:
    before = way_of(_BEFORE_EN.search(told[max(0, figure.start - 26) : figure.start]))
    turns = before and (before.side == "up" or before.word == "within")
    if turns and _NOT_EN.search(told, max(0, figure.start - 60), figure.start):
        return None  # "don't let the rate go above", "if you have not checked in within"
    return before or way_of(_AFTER_EN.match(told, figure.end, figure.end + 26))


def _span_en(told: str, figure: Quantity) -> Way | None:
    """After seven days, or seven days after something, unless it is within them."""
    before = told[max(0, figure.start - 18) : figure.start]
    behind = None if _SPANNED_EN.search(before) else _AFTERWARDS_EN.match(told, figure.end)
    return way_of(_SPAN_EN.search(before) or behind)


def _lies_zh(said: str, figure: Quantity) -> Way | None:
    """Does a span of time lie behind or ahead? Not where the text names spans on both sides."""
    if figure.dimension not in _TIME or len({way.lastgroup for way in _LIES_ZH_ANY.finditer(said)}) > 1:
        return None
    return way_of(_LIES_ZH.search(said[max(0, figure.start - 8) : figure.start]))


_LIES_ZH_ANY = regex("(?P<past>过去|此前|以来)|(?P<next>未来|今后|接下来|此后)")
