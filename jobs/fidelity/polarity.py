"""A no stays a no, a maybe stays a maybe: negations and hedges of both sides, by their number and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import visible, words
from jobs.regex import regex

_FIXED = regex(
    r"([^*_])[不没]\1|不[仅但只光单断过久少错妨禁乏如惜愧由满安幸利良足易便明料已休免时俗菲懈解锈丹超低高止下变透坏赖二敌]|不同(?![步意])"
    r"|不[到了](?=\s?[\d一二两三四五六七八九十百千几半])|(?<=[\d一半成倍%年月天元人万亿千百])不到|[还占]不到|不[能得可会][不没]|[没无][有一]?[^，。；：！？]{0,4}不|无不"
    r"|不约而同|不亚于|不外乎|[不无][管论]|不得不|不可或缺|不一(?!样|致)|不等(?!于)|不知不觉|不动产|不限|不必说|不然|差不多|对不起"
    r"|了不起|要不|用不着|不相上下|素不相识|水泄不通|[分离]不开|不陌生|不大好|未[来必婚免]|无所谓|无人[机车驾]|没有?(?:什么|任何)?(?:区别|差别|差异|分别)|默认不[开启打]"
    r"|无[穷非疑线限比数不意缝锡锁关几二干环效状服感]|[莫除]非|并非[不没无]有?|[是南东西北]非|非[常洲凡得但典空必法遗一流阻]"
    r"|没[收落完准错](?!过)|没(?:什么|问题|出息)|[不没][^，。]{0,6}两样|[未没][^，。；：！？]{1,10}[之以]?前|[沉淹出]没"
    r"|[分特区级类个识差性告派判鉴错]别|别[人的墅名致称字无忘]|[勿不]忘|[是能可与]否|否[则定]|是不是|有没有"
    r"|(?<=[吃买用赶])不[起上]|莫斯科|莫名|[不没]有?(?=[？?])|不好意思|不可开交|天不亮|未成年|不倒翁|不可抗力|直言不讳|睡不着|不起眼|没底|没(?:想|料)到|没有?那[么样]|问题不大|毫无压力|绕不[过开]"
    r"|不知(?:是|道)?谁|([\u4e00-\u9fff]{2})不\2|不干净|不减[反却]|不提[也就]罢|不像话|没闲着|(?:险些|差一?点儿?)[^，。；！？]{0,6}[不没]|不出(?=\s?[\d一两几半])"
    r"|[话还]没[^，。；！？]{1,4}[，]?[^，。；！？]{0,6}[就已]"
)
"""What looks like a negation and is none, or one that English says in a positive way as often as not."""
_NO, _FIGURE = r"[不未][得能可应准宜许要会]{1,2}(?:再|被)?", r"\s?[\d一二两三四五六七八九十百千万半]"
_BOUNDS = (
    (
        regex(rf"{_NO}(?:超[过出]?|[多高大长晚迟]于)(?=[^，。；！？]{{0,12}}{_FIGURE})|[不未]满(?={_FIGURE})"),
        regex(
            r"\b(?:max(?:imum)?|at most|up to|limit(?:s|ed)?|capp?(?:ed|s)?|within|under|below"
            r"|(?:less|fewer|younger) than|or (?:less|fewer|under|earlier|shorter))\b",
            re.IGNORECASE,
        ),
    ),
    (
        regex(rf"{_NO}[少低小早短]于(?=[^，。；！？]{{0,12}}{_FIGURE})"),
        regex(r"\b(?:min(?:imum)?|at least|or (?:more|above|higher|longer|later|older))\b", re.IGNORECASE),
    ),
)
"""Bounds, and what says them without a negative: 不得超过64 is "at most 64"."""
_EMPTY = regex(
    r"难[得题点怪]|[艰困灾]难|[难]免|免费|不[断久惜愧料锈懈]|不同(?![步意])|不约而同|不[仅但光单管论]|不得不|不知不觉|不动产|不变量"
    r"|了不起|([^*_])不\1|会不会|未来|未婚妻|无[论穷线锡环]|无[状服][态务]|无人[机车驾]|[莫除]非|[是南东西北]非|非[常洲得典法遗流阻]"
    r"|没收(?!过)|[沉淹]没|[分特区级类个性派鉴]别|别[人的墅致称]|是不是|有没有|[是能可与]否|否则|莫斯科"
)
"""What hardly any translation denies."""
_ANY = regex(
    r"[不没未无非勿别莫禁拒难缺毫岂吗尚免]|失[败效灵去眠误]|防[止范]|乏|少[有见于了数]|取消|停[止用]|终止|杜绝|低于|[至最顶]多"
    r"|以内|[以之]外|除了|才|仅|只[好能得]|脱离|忽略|首次|[第头]一[次回]|最早|[等直]到|何[必苦况]|怎[么能会]|哪[能有会怕]|谁[能敢]"
    r"|且慢|差点|险些|记得|记住|[别牢]忘|白[费干跑忙占等白]|静|放弃|关闭|省[得去]|n['’]t\b|\b(?:[Nn]ot?|cannot|[Nn]ever|[Ww]ithout|[Nn]one)\b"
)
"""Whatever may come out as a negative in English, taken widely."""
_STRONG = regex(
    r"[不没勿未]|[并绝远]非|毫无|无(?=[法需须人从力权]|证据|迹象|明显|显著)|别(?=[再去把让给想说做拿买看用在太急怕碰点])|(?<=[，。！？、；])别(?=[，。！？])"
)
"""Negations that hardly any translation does without: 852 of 875 have a word of `_CLEAR` or `_WIDE` within reach."""
_ALSO = "、，也又更而"
"""Before the second of two negations that one of English may do for: 不做抹茶、不做麻薯."""

_DENIES = regex("[不没无未勿别]|[并绝远]非")
"""One of these is in every strong negation: a quick look."""

_CLEAR = frozenset({"not", "cannot", "never", "without", "neither", "nothing", "nobody", "none"})
"""Words that deny for certain, as every n't does."""
_TOKEN = regex(r"[A-Za-z]+(?:['’]t\b)?")
_IDIOM = regex(
    r"\bnot (?:only|just|merely|simply|least|to mention|so fast)\b|\bno (?:matter|doubt|sooner)\b"
    r"|\b(?:with )?or without\b|\bwhether or not\b|\b(?:or|if|why) not\b|\bdo without\b"
    r"|\b(?:from|for) nothing\b|\bnothing but\b|\bbut not before\b|\bnot (?:far|quite)\b|\bnever fails?\b"
    r"|\bnothing (?:better|more|less)\b"
    r"|\bwithout (?:a (?:break|doubt)|fail|warning|exception|interruption|mercy)\b",
    re.IGNORECASE,
)
"""Negatives that deny nothing."""
_WIDE = regex(
    r"no|none|nor|hardly|barely|scarcely|seldom|rarely|few|little|fail\w*|lack\w*|refus\w*|den(?:y|ies|ied|ying|ials?)"
    r"|avoid\w*|prevent\w*|prohibit\w*|forbid\w*|forbade|bann?e?d?|block\w*|miss(?:es|ing|ed)?|absen\w+|free|unless|except"
    r"|instead|otherwise|until|yet|disabl\w+|ignor\w+|skip\w*|omit\w*|exclud\w+|hard(?:er)?|difficult\w*|short|zero|nil"
    r"|null|empty|optional|wrong|bad|poor\w*|oppos\w+|against|reject\w*|declin\w*|doubt\w*|rather"
    r"|un(?!it|iv|ion|ifo|ifi|iq|der|til|cle|do(?:ne|ing|es)|veil|fold|leash)\w{3,}|non\w*|in(?:abilit|accura|adequa|appropriate|capable|compl|compat"
    r"|consist|correct|depend|effect|effici|evitab|finit|flexib|frequent|secur|sensitiv|stab|suffic|valid|visib|variab)\w*"
    r"|im(?:possib|mutab|perfect|prop|matur|balanc)\w+|il(?:legal|logical)\w*|ir(?:regular|relevan|respons|revers)\w+"
    r"|dis(?:agree|allow|appear|connect|continu|like|miss|order|regard|satisf|advantag)\w*|mis\w{4,}|\w+less(?:ly)?|anti\w*"
    r"|nullif\w+|stop\w*|stay\w*|remain\w*|too|gone|lost|nowhere|cease\w*|unlike|differ\w*|struggl\w*|break\w*|alone"
    r"|intact|overlook\w*|neglect\w*|opaque|agnostic|independ\w+|regardless|what(?:so)?ever|de(?:select|activ)\w*|nope"
    r"|fewer|beneath|beyond|vanish\w*|sooner|spar(?:e[sd]?|ing)|forever|inactiv\w*|cling\w*|clung|before|reluct\w*|withh\w+|surviv\w*|outside|impass\w+|awake|inconspic\w+"
    r"|far|outstanding|pending|dis(?:loyal|honest|trust|comfort|abl)\w*|asym\w+|inelegan\w+|inconven\w+|shak\w+"
)
"""Words that may deny."""

_HEDGE = regex(
    r"或将(?!业|其|它)|或许|或会|或成|或有|也许|可能|恐怕|恐将|有望|据报道|据悉|据称|据传(?!输)|据说|传闻|似乎|好像|疑似|预计|料将|估计|大概|大约"
    r"|看似|看来|据[^此点理库，。]{1,10}(?:报道|透露|消息|称|表示|介绍|统计|估算)"
)
_UNCERTAIN = regex("可能|或许|也许|恐怕|似乎|好像|疑似|或将(?!业|其|它)|或[会能需]")
_MAYBE_EN = regex(
    r"may|might|could|can|would|perhaps|maybe|possib\w+|potential\w*|probab\w+|likel\w+|unlikely|appear\w*|seem\w*"
    r"|apparent\w*|expect\w*|suggest\w*|suspect\w*|if|chance\w*|risk\w*|sometimes|often|tend\w*|think|thought|believ\w*"
    r"|doubt\w*|afraid|fear\w*|sort|kind|as|like|looks|looked|sound\w*|feel\w*|felt|should|liable|prone|presum\w*|odds"
    r"|suppos\w*|guess\w*|alleg\w*|threat\w*|or|uncertain\w*|whether|unclear"
)
_HEARSAY = regex("据说|据传(?!输)|据称|据报道|听说")
_HEARSAY_EN = regex(
    r"report\w*|alleg\w*|said|says?|saying|reput\w+|suppos\w*|rumou?r\w*|claim\w*|according|apparent\w*|believ\w*|thought"
    r"|legend\w*|stor(?:y|ies)|tells?|told|hear\w*|seem\w*|reckon\w*|word|tradition|tale|tales|understand|understood|know|known"
    r"|may|might|call\w*|purport\w*|has|sources?|gather\w*|learn\w*|cit(?:e|es|ed|ing)|quot\w+"
)
_OTHER_HEDGE = regex("据[报悉称传说]|传闻|预计|估计|大[概约]|有望")
"""A 可能 alone wants a word of doubt; beside another hedge that one may do for both."""
_SOLID = regex(r"不可能|可能性|尽可能")
_HEDGED = regex(
    r"may|might|could|can|would|should|perhaps|maybe|possib\w+|potential\w*|probab\w+|likel\w+|unlikely|appear\w*|seem\w*"
    r"|apparent\w*|expect\w*|anticipat\w*|estimat\w*|forecast\w*|predict\w*|project\w*|report\w*|alleg\w*|said|says?"
    r"|according|claim\w*|rumou?r\w*|suggest\w*|suspect\w*|about|around|approximat\w*|roughly|nearly|almost|some|set|poised"
    r"|tend\w*|hop(?:e|es|ing)|promis\w*|presum\w*|suppos\w*|believ\w*|think\w*|thought|plan\w*|chance|risk\w*|if|sources?"
    r"|told|reveal\w*|learn\w*|cit(?:e|es|ed|ing)|per|look\w*|sound\w*|feel\w*|sometimes|often|usually|generally|typically"
    r"|due|would|or|up|data|figures?|shows?|showed|count(?:s|ed)?|calculat\w*|analys\w+|puts?|stud\w+|survey\w*|statistic\w*"
)


_PLANNED = regex(r"将(?:于|会在)(?=[\d一二三四五六七八九十今明后下本年月日周])|即将|拟于")
_AHEAD = regex(
    r"will|ll|shall|would|to|going|due|set|plan\w*|schedul\w*|slated|expect\w*|next|about|soon|coming|upcoming"
    r"|forthcoming|future|can|may|might|must|should|ahead|before|until|till|by|eve|verge|near\w*|imminent\w*"
    r"|approach\w*|begins?|starts?|opens?|takes?|ends?|expires?|closes?|promis\w*|prepar\w*|loom\w*|tomorrow|later"
    r"|onwards?|from|as|ready|aims?|aiming|hopes?"
)
"""What is still to come, and the words with which English may say so."""

_REACH, _DRIFT = 60, 0.04
"""How far from its place, in characters and in parts of the whole, a negation may stand in the other language.

A place is what it is in the source, stretched to the length of the target. Of 767 segments of news, letters and
manuals 1.8 % get a warning so, and 64 % of those in which a not was put in or taken out; with 40 characters 2.2 and
69 %, with 120 1.4 and 53 %, without any limit 1.2 and 42 %.
"""
_NEAR = 18
"""Characters within which a negation may share the answer of the one before."""


def negation(source: str, target: str) -> Iterator[Complaint]:
    """What the source denies the target denies, and it denies nothing else; a warning, since places are a guess.

    Fixed words (不仅, 不断, 未来, 非常, 特别) and idioms (not only) don't count. A language can say no in many ways:
    each side's certain negatives are held against everything on the other side that may be one, near the same place.
    """
    denies = _DENIES.search(source) is not None
    if not denies and "n't" not in target and "n’t" not in target and _CLEAR.isdisjoint(words(target)):
        return
    said, told = visible(source), visible(target)
    scale, reach = len(told) / max(len(said), 1), _REACH + _DRIFT * len(told)
    found = [match for match in _TOKEN.finditer(told) if _denies(match.group())]
    lost = _lost(_unbounded(said, told), [match.start() for match in found], scale, reach) if denies else ""
    if lost:
        yield Complaint(lost, target, f"{lost} has no negative in the target", "warning")
        return
    added = _added(said, [match for match in found if _is_sure(match, told)], scale, reach)
    if added:
        yield Complaint(source, target, f"“{added}” denies what the source does not", "warning")


def _unbounded(said: str, told: str) -> str:
    """The source without the bounds that the target says in another way."""
    for bound, answer in _BOUNDS:
        said = bound.sub(_blank, said) if answer.search(told) else said
    return said


_MAYBE, _SURE = 1, 2


@lru_cache(maxsize=8192)
def _denies(word: str) -> int:
    """Does an English word deny: `_SURE`, `_MAYBE` or not at all (0)?"""
    word = word.lower()
    if word in _CLEAR or word.endswith(("n't", "n’t")):
        return _SURE
    return _MAYBE if _WIDE.fullmatch(word) else 0


def _lost(said: str, places: Sequence[int], scale: float, reach: float) -> str:
    """The first strong negation of the source that none of the target's negatives, at `places`, can answer."""
    at, answered = 0, -_NEAR - 1
    for match in _STRONG.finditer(_FIXED.sub(_blank, said)):
        start = match.start()
        while at < len(places) and places[at] < start * scale - reach:
            at += 1
        if at < len(places) and places[at] <= start * scale + reach:
            at += 1
        elif start - answered > _NEAR or said[start - 1 : start] not in _ALSO:
            return said[start : start + 2].strip()
        answered = start
    return ""


def _is_sure(match: re.Match[str], told: str) -> bool:
    """Does a word deny for certain, where it stands?"""
    if _denies(match.group()) != _SURE:
        return False
    idiom = _IDIOM.search(told, max(0, match.start() - 12), match.end() + 12)
    return idiom is None or idiom.end() <= match.start() or idiom.start() >= match.end()


def _added(said: str, sure: Sequence[re.Match[str]], scale: float, reach: float) -> str:
    """The first certain negative of the target that nothing near its place in the source can account for."""
    if not sure:
        return ""
    places = [match.start() * scale for match in _ANY.finditer(_EMPTY.sub(_blank, said))]
    at = 0
    for match in sure:
        while at < len(places) and places[at] < match.start() - reach:
            at += 1
        if at == len(places) or places[at] > match.start() + reach:
            return match.group()
        at += 1
    return ""


def _blank(match: re.Match[str]) -> str:
    """As many spaces."""
    return " " * len(match.group())


def _lost_hedge(said: str, target: str) -> str:
    """The first hedge of the source that no word of its kind answers in the target."""
    if not _HEDGE.search(said):
        return ""
    kinds = [(_HEDGE, _HEDGED), (_HEARSAY, _HEARSAY_EN)]
    if not _OTHER_HEDGE.search(said):
        kinds.append((_UNCERTAIN, _MAYBE_EN))
    for hedge, answers in kinds:
        found = hedge.search(said)
        if found and not any(map(answers.fullmatch, words(target))):
            return found.group()
    return ""


def hedges(source: str, target: str) -> Iterator[Complaint]:
    """What may be so in the source has not become a fact: 或将, 有望, 据报道, 似乎 leave a trace in the target."""
    lost = _lost_hedge(_SOLID.sub("", visible(source)), target)
    if lost:
        yield Complaint(lost, target, f"{lost} became a fact", "warning")
    ahead = _PLANNED.search(source)
    if ahead and not any(map(_AHEAD.fullmatch, words(target))):
        yield Complaint(ahead.group(), target, f"{ahead.group()}: nothing says that it is yet to come", "warning")
