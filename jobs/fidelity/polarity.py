"""A no stays a no, a maybe stays a maybe: negations and hedges of both sides, by their number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobs.article.segments import visible
from jobs.fidelity.finding import Complaint

_FIXED = re.compile(
    r"不仅|不但|不只|不光|不单|不同|不断|不过|不久|不少|不错|不妨|不禁|不得不|不乏|不约而同|不亚于|不外乎|不管|不论|无论|不如|不惜"
    r"|不可或缺|不一定|不一|不等|不愧|不由|不知不觉|不满|不安|不幸|不利|不良|不足|不再|不易|不便|不明|不料|不已|不休|不免|不时"
    r"|差不多|对不起|了不起|要不|不然|不妙|不丹|不锈|不动产|不等式|不变量|不限|不俗|不菲|不懈|不解|不必说|用不着"
    r"|未来|未必|未婚|未免|无穷|无非|无疑|无人机|无人驾驶|无人车|无线|无限|无比|无数|无不|无所谓|无意|无缝|无状态|无服务|无锡|无锁"
    r"|非常|非洲|非凡|非得|非但|除非|莫非|并非不|是非|南非|东非|西非|北非|非法|非流式|非遗|非阻塞|非典|非空|非必"
    r"|没收|没落|沉没|淹没|出没|没完|没准|没错|分别|特别|区别|级别|类别|个别|识别|差别|性别|告别|别人|别的|别墅|别名|判别|派别"
    r"|勿忘|否则|是否|能否|可否|与否|否定|[^，。；！？]不[^，。；！？](?=[呢吗？?])|好不好|能不能|是不是|会不会|有没有|要不要"
)
_NEGATION = re.compile(r"不|没有|没|未|无|非|勿|别|莫|禁止|严禁|拒绝|否认|缺乏|缺少|避免|防止|失败|尚未|难以|免于|杜绝")
_STRONG = re.compile(
    r"不是|没有|并非|并未|并不|不会|不能|不可|不得|不要|不应|不需|无法|无需|无须|尚未|从未|不支持|不允许|不存在|没|勿|请勿"
)
_ENGLISH = re.compile(
    r"\b(?:not|cannot|never|no|none|nobody|nothing|nowhere|neither|nor|without|hardly|barely|scarcely|seldom|rarely|few|"
    r"little|fails?|failed|failing|failures?|lack(?:s|ed|ing)?|refus\w*|den(?:y|ies|ied|ying|ials?)|avoid\w*|prevent\w*|"
    r"prohibit\w*|forbid\w*|forbade|ban(?:s|ned)?|block\w*|stop(?:s|ped)?|miss(?:es|ing|ed)|absent|absence|free|unless|"
    r"except|instead|rather|otherwise|too|only|until|yet|away|out|off|less|far from|disabl\w+|ignor\w+|skip\w*|omit\w*|"
    r"exclud\w+|remov\w+|rul(?:e|ed|es) out|hard(?:er)?|difficult\w*|keep\w* from|kept from|short of|zero|nil|null|empty|"
    r"optional|any|but|beyond|exceed\w*|remain\w*|wrong|bad|poor\w*|opposed?|against|reject\w*|declin\w*|doubt\w*|spar(?:e|es|ed)|"
    r"un(?!it|iv|ion|ifo|ifi|iq|der|til|cle|ite)\w{3,}|non-?\w+|in(?:ability|accura\w+|adequa\w+|appropriate|capable|comp(?:lete|atib)\w*|"
    r"consisten\w+|correct\w*|dependen\w+|effective\w*|effici\w+|evitabl\w+|finite\w*|flexib\w+|frequent\w*|secur\w+|"
    r"sensitive\w*|stab\w+|suffic\w+|valid\w*|visib\w+|variab\w+)|im(?:possib|mutab|perfect|prop|matur|balanc)\w+|il(?:legal|logical)\w*|ir(?:regular|relevan|respons|revers)\w+"
    r"|dis(?:agree|allow|appear|connect|continu|like|miss|order|regard|satisf|advantag)\w*|mis\w{4,}|\w+less(?:ly)?|\w+-free|anti-?\w+)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
_CLEAR = re.compile(
    r"\b(?:not|cannot|never|neither|nor|nobody|nothing|none|without)\b|n[’']t\b|\bno\b(?!\.| ?\d)", re.IGNORECASE
)
_NOT_NEGATIVE = re.compile(
    r"\bnot (?:only|just|merely|simply|least)\b|\bno (?:matter|longer|doubt|later|less|more|sooner)\b"
    r"|\bwhether or not\b|\bor not\b|\bif not\b|\bwhy not\b",
    re.IGNORECASE,
)

_HEDGE = re.compile(
    r"或将|或许|或会|或能|或可|或成|或有|也许|可能|恐怕|恐将|有望|据报道|据悉|据称|据传|据说|传闻|似乎|好像|疑似|预计|预期|料将|估计|大概|大约|约为|约有"
    r"|左右|上下浮动|近似|看似|看来|据[^此点理库]{1,12}(?:报道|透露|消息|称|表示|介绍|统计|数据|分析)"
)
_SOLID = re.compile(r"(?:不|没有?)可能|可能性|尽可能|可能会?导致|上下")
_HEDGED = re.compile(
    r"\b(?:may|might|could|can|would|should|perhaps|maybe|possib\w+|potential\w*|probab\w+|likel\w+|unlikely|appear\w*|seem\w*|apparent\w*|expect\w*|"
    r"anticipat\w*|estimat\w*|forecast\w*|predict\w*|project\w*|reported\w*|report\w*|alleged\w*|said|say\w*|according|claim\w*|rumou?r\w*|"
    r"suggest\w*|suspect\w*|about|around|approximat\w*|roughly|nearly|almost|some|set to|poised|tend\w*|hope\w*|promis\w*|"
    r"presum\w*|suppos\w*|believ\w*|think\w*|thought|plan\w*|chance|risk\w*|if|in case|sources?|told|reveal\w*|learn\w*|cited?|citing|"
    r"as per|based on|per|look\w*|sound\w*|feel\w*|sometimes|often|usually|generally|typically|due|would-be|or so|up to|more or less)\b|~|≈",
    re.IGNORECASE,
)


def negation(source: str, target: str) -> Iterator[Complaint]:
    """What the source denies the target denies, and it denies nothing else.

    A warning only: a language can say no in too many ways. Fixed words (不仅, 不断, 未来, 非常, 特别) don't count;
    English negatives count in the widest sense when one is looked for, and in the narrowest when one is too many.
    """
    said = _FIXED.sub("", visible(source))
    got = visible(target)
    ours = _NEGATION.findall(said)
    if _STRONG.search(said) and not _ENGLISH.search(got):
        match = _STRONG.search(said)
        word = match.group() if match else ""
        yield Complaint(word, target, f"{word} has no negative in the target", "warning")
    elif not ours and "非" not in source and "不" not in source:
        clear = _CLEAR.search(_NOT_NEGATIVE.sub("", got))
        if clear and not re.search(r"[未无没别勿莫否免禁拒停止缺少]|取消|失败|仅|只|除|否则|才", source):
            yield Complaint(
                source, clear.group(), f"“{clear.group()}” has nothing in the source to stand for", "warning"
            )
    elif _fewer(said, got):
        message = f"{len(_STRONG.findall(said))} negatives became {len(_ENGLISH.findall(got))}"
        yield Complaint(source, target, message, "warning")


def _fewer(said: str, got: str) -> bool:
    """Are two or more clear negatives of the source without a counterpart?"""
    return len(_STRONG.findall(said)) >= len(_ENGLISH.findall(got)) + 2


def hedges(source: str, target: str) -> Iterator[Complaint]:
    """What may be so in the source has not become a fact: 或将, 有望, 据报道, 似乎 leave a trace in the target."""
    said = visible(source)
    found = _HEDGE.search(_SOLID.sub("", said))
    if found and not _HEDGED.search(visible(target)):
        yield Complaint(found.group(), target, f"{found.group()} became a fact", "warning")
