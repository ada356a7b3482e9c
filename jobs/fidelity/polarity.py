"""A no stays a no, a maybe stays a maybe: negations and hedges of both sides, by their number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import visible, words

_FIXED = re.compile(
    r"不[仅但只光单同断过久少错妨禁乏如惜愧由满安幸利良足易便明料已休免时俗菲懈解锈丹]|不约而同|不亚于|不外乎|不管|不论|不得不|不可或缺"
    r"|不一定|不一|不等|不知不觉|不动产|不变量|不限|不必说|不然|差不多|对不起|了不起|要不|用不着"
    r"|未[来必婚免]|无[论穷非疑线限比数不意缝锡锁]|无人[机车驾]|无所谓|无状态|无服务|[莫除]非|并非不|[是南东西北]非"
    r"|非[常洲凡得但典空必法遗]|非流式|非阻塞|没[收落完准错]|[沉淹出]没|[分特区级类个识差性告派判鉴]别|别[人的墅名致称]|勿忘"
    r"|[是能可与]否|否[则定]|好不好|能不能|是不是|会不会|有没有|要不要|(?<=[吃买用赶])不[起上]|莫斯科|莫名"
)
_ANY = re.compile(
    r"[不没未无非勿别莫免禁拒]|避免|防止|防范|失败|否认|缺[乏少失]|取消|停止|终止|难以|杜绝|[少低]于|以外|之外|除|才|仅|只|脱离|排除|忽略|尚"
)
"""Whatever may come out as a negative in English, taken as widely as can be."""
_STRONG = re.compile(
    r"不[是会能可要应需得再支允存曾再了到]|没有|没(?!有)|并[非未不]|无[法需须]|尚未|从未|从不|请?勿|未(?:能|曾|见|被|经|获|设|定|指|配)|(?<![^，。；：、])不"
)
"""Negations that hardly any translation does without."""

_DENIES = re.compile("[不没无未勿并]")
"""One of these is in every strong negation: a quick look."""

_CLEAR = frozenset({"not", "cannot", "never", "without", "nor", "neither", "nothing", "nobody", "none"})
"""Words that deny for certain, as every n't does."""
_CONTRACTED = re.compile(r"[A-Za-z]+n['’]t\b")
_IDIOM = re.compile(
    r"\bnot (?:only|just|merely|simply|least|to mention)\b|\bno (?:matter|doubt|sooner)\b"
    r"|\bwhether or not\b|\bor not\b|\bif not\b|\bwhy not\b|\"[^\"\n]*\"|“[^”\n]*”",
    re.IGNORECASE,
)
"""Negatives that deny nothing, and quotations, which may have been English before."""
_WIDE = re.compile(
    r"no|none|hardly|barely|scarcely|seldom|rarely|few|little|fail\w*|lack\w*|refus\w*|den(?:y|ies|ied|ying|ials?)"
    r"|avoid\w*|prevent\w*|prohibit\w*|forbid\w*|forbade|bann?e?d?|block\w*|miss(?:es|ing|ed)?|absen\w+|free|unless|except"
    r"|instead|otherwise|until|yet|disabl\w+|ignor\w+|skip\w*|omit\w*|exclud\w+|hard(?:er)?|difficult\w*|short|zero|nil"
    r"|null|empty|optional|beyond|exceed\w*|wrong|bad|poor\w*|oppos\w+|against|reject\w*|declin\w*|doubt\w*|away|rather"
    r"|un(?!it|iv|ion|ifo|ifi|iq|der|til|cle)\w{3,}|non\w*|in(?:abilit|accura|adequa|appropriate|capable|compl|compat"
    r"|consist|correct|depend|effect|effici|evitab|finit|flexib|frequent|secur|sensitiv|stab|suffic|valid|visib|variab)\w*"
    r"|im(?:possib|mutab|perfect|prop|matur|balanc)\w+|il(?:legal|logical)\w*|ir(?:regular|relevan|respons|revers)\w+"
    r"|dis(?:agree|allow|appear|connect|continu|like|miss|order|regard|satisf|advantag)\w*|mis\w{4,}|\w+less(?:ly)?|anti\w*"
    r"|nullif\w+|stop\w*|stood|stay\w*|remain\w*|still|too|gone|lost|out|only|nowhere|cease\w*|longer|unlike|half"
)

_HEDGE = re.compile(
    r"或将(?!业|其|它)|或许|或会|或成|或有|也许|可能|恐怕|恐将|有望|据报道|据悉|据称|据传(?!输)|据说|传闻|似乎|好像|疑似|预计|料将|估计|大概|大约"
    r"|看似|看来|据[^此点理库，。]{1,10}(?:报道|透露|消息|称|表示|介绍|统计|估算)"
)
_SOLID = re.compile(r"不可能|可能性|尽可能")
_HEDGED = re.compile(
    r"may|might|could|can|would|should|perhaps|maybe|possib\w+|potential\w*|probab\w+|likel\w+|unlikely|appear\w*|seem\w*"
    r"|apparent\w*|expect\w*|anticipat\w*|estimat\w*|forecast\w*|predict\w*|project\w*|report\w*|alleg\w*|said|says?"
    r"|according|claim\w*|rumou?r\w*|suggest\w*|suspect\w*|about|around|approximat\w*|roughly|nearly|almost|some|set|poised"
    r"|tend\w*|hop(?:e|es|ing)|promis\w*|presum\w*|suppos\w*|believ\w*|think\w*|thought|plan\w*|chance|risk\w*|if|sources?"
    r"|told|reveal\w*|learn\w*|cit(?:e|es|ed|ing)|per|look\w*|sound\w*|feel\w*|sometimes|often|usually|generally|typically"
    r"|due|would|or|up|data|figures?|shows?|showed|count(?:s|ed)?|calculat\w*|analys\w+|puts?|stud\w+|survey\w*|statistic\w*"
)


def negation(source: str, target: str) -> Iterator[Complaint]:
    """What the source denies the target denies, and it denies nothing else; a warning, since the evidence is a count.

    Fixed words (不仅, 不断, 未来, 非常, 特别) and idioms (not only) don't count. A language can say no in many ways:
    each side's certain negatives are held against everything on the other side that may be one.
    """
    said = visible(source)
    got = words(target)
    clear = _CONTRACTED.findall(target) if "n't" in target or "n’t" in target else []
    if not _CLEAR.isdisjoint(got):
        clear += [word for word in got if word in _CLEAR]
    if not clear and not _DENIES.search(said):
        return
    if not _ANY.search(said):
        if clear and _clear_words(target):
            yield Complaint(source, target, f"“{_clear_words(target)[0]}” denies what the source does not", "warning")
        return
    bare = _FIXED.sub("", said)
    certain = _STRONG.findall(bare)
    if len(certain) > len(clear) and len(certain) > len(clear) + sum(_WIDE.fullmatch(word) is not None for word in got):
        yield Complaint(certain[0], target, f"{certain[0]} has no negative in the target", "warning")
    elif len(clear) > len(_ANY.findall(bare)) and len(_clear_words(target)) > len(_ANY.findall(bare)):
        yield Complaint(source, target, "the target denies more than the source", "warning")


def _clear_words(target: str) -> list[str]:
    """The certain negatives outside idioms and quotations."""
    bare = _IDIOM.sub(" ", visible(target))
    return [*_CONTRACTED.findall(bare), *(word for word in words(bare) if word in _CLEAR)]


def hedges(source: str, target: str) -> Iterator[Complaint]:
    """What may be so in the source has not become a fact: 或将, 有望, 据报道, 似乎 leave a trace in the target."""
    found = _HEDGE.search(_SOLID.sub("", visible(source)))
    if found and not any(map(_HEDGED.fullmatch, words(target))):
        yield Complaint(found.group(), target, f"{found.group()} became a fact", "warning")
