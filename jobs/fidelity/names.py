"""Names survive: Latin tokens as they stand, well-known names under the name that English has for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache, lru_cache
from pathlib import Path

from jobs.fidelity.anchors import table
from jobs.fidelity.finder import finder
from jobs.fidelity.finding import Complaint
from jobs.fidelity.pinyin import is_pinyin
from jobs.fidelity.prose import expected_letters, plain, visible
from jobs.regex import regex

_TOKEN = regex(r"[A-Za-z](?<![A-Za-z0-9][A-Za-z])[A-Za-z0-9]*(?:[-._'’][A-Za-z0-9]+)*(?:\+\+|#)?")
_CODE = regex(r"`+([^`]+)`+")
_BARE = regex(r"[^a-z0-9]")
_PROPER = regex(r"[A-Z]|[a-z]\d")
_CAPITAL_OR_DIGIT = regex(r"[A-Z\d]")
"""One of these is in every proper name: a quick look."""
_PART = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|\+\+|#")
_MIXED = regex(r"[a-z][A-Z]|[A-Za-z]-?\d|[A-Z]{2}")
_FREE = frozenset({"aa", "app", "bug", "pk", "vs", "ok", "up", "tv", "vip", "ppt", "logo", "kol", "ip", "ta"})
"""Latin words of Chinese that English says in another way, or in many."""
_EVERYDAY = regex(
    r"baby|battle|bb|bgm|boss|boy|brief|buff|bug|call|case|ceo|cfo|check|coo|cos|cosplay|cp|crush|cto|ddl|deadline|debuff|demo|diy|emo"
    r"|fashion|feel|flag|free|freestyle|gank|gap|get|girl|gm|high|hold|hot|hr|icu|id|kpi|ktv|landing|leader|level|live|low|man"
    r"|meeting|mentor|new|offer|okr|party|pm|ps|pua|push|qa|ready|review|roi|sale|sense|share|show|slogan|solo|sop|style"
    r"|tag|talk|team|title|top|ui|ux|vlog|wc",
    re.IGNORECASE,
)
"""Latin words that Chinese uses like its own, whatever their case: one that is lost is worth a look, no more."""

_SIDE = regex(r"(?<![A-Za-z])(?:[BCG](?=端)|N(?= ?[+＋] ?\d))")
"""B端, C端: business customers, consumers; N+1: a severance pay."""
_MIXED_NAME = regex(
    r"IT之家|(?<![A-Za-z])U(?= ?盘)|(?<![A-Za-z])[NA](?= ?卡(?!通|片|车))|(?<=[条句段])[ ]?SQL(?![A-Za-z])"
    r"|(?<![A-Za-z])#[^#\s]*[\u4e00-\u9fff][^#\s]*(?<![A-Za-z])#"
)
"""Chinese names with Latin letters in them, and hashtags: English has other names, and hashtags without spaces."""
_ANY_MINOR = regex(r"(?<=\d)\.x$|(?<=[a-z]{2})js$", re.IGNORECASE)
"""Vue 2.x is any Vue 2, NuxtJS may be Nuxt."""
_LETTERS = regex(r"[A-Za-z]+")
_SMALL = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "per", "the", "to"}
)
"""Words that an abbreviation passes over."""

_AGAIN_AND_AGAIN = 8
"""How often an article has the names that it is about."""
_SHORT = 60.0
"""Expected English letters below which a text is a heading or a label, which may leave out what its place says."""
_OPENERS = regex(
    r"a|after|all|also|although|an|and|another|any|are|as|at|because|before|both|but|by|can|do|each|every|finally|first|for"
    r"|from|he|her|here|his|how|however|if|in|is|it|its|last|later|let|like|many|may|meanwhile|more|moreover|most|much"
    r"|neither|no|none|nor|not|now|of|on|once|one|only|or|other|our|please|she|since|so|some|still|such|thanks?|than|that"
    r"|the|their|then|there|these|they|this|those|though|through|thus|to|today|two|under|unless|until|up|we|well|what|when"
    r"|where|whether|which|while|who|why|with|without|yes|yet|your?|january|february|march|april|june|july|august"
    r"|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mr|mrs|ms|dr|sept|dec|nov|oct|aug|jan|feb"
    r"|congratulations|note|back|be|being|could|did|does|done|even|few|fewer|get|give|go|got|had|half|has|have|just|less|look"
    r"|three|four|five|six|seven|eight|nine|ten|eleven|twelve|make|must|my|never|new|nothing|old|out|over|put|said|say|see|should|take|try|us|use|was|were|whatever|will|would"
)
"""Words that begin with a capital letter without being a name that somebody put there."""
_SUFFIX = regex(
    r"(?:e?s|e?d|ing|e?rs?|ors?|[ae]nts?|[ae]nc[ey]s?|[st]?ions?|al(?:ly)?|ly|ments?|i?t(?:y|ies)|y|ies|iv(?:e|ity)"
    r"|[ai]ble|ic(?:al)?s?|ations?|i[sz](?:e|ed|es|ing)|e|ness|ful|ure|ary|ory)?"
)
"""Endings that turn the beginning of a word into an everyday word."""
_LONG_WORD = regex(r"[A-Z][a-z]{3,}(?:ations?|[ei]ous|ness|ments?|ilit(?:y|ies)|ically|ively|ingly)")
"""What ends so is an everyday word, whether the table knows it or not."""
_DOER = regex(r"[a-z]?[eo]rs?$")
"""After a short beginning as likely the end of a name: Carter is no cart."""
_OWNER = regex(r"['’]s$")
_CONTRACTION = regex(r"[a-z]n['’]t$|['’](?:m|ve|re|ll|d)$")
_VERSION = regex(r"\d")
_INITIALS = regex(r"[A-Z]{2}")
"""IO is I/O to some."""
_IDENTIFIER = regex(r"[A-Z][a-z]+(?:[A-Z][a-z]+)+")
"""The name of a function: tables of options have it where the source explains it."""
_IN_LOWER_CASE = regex(r"(?<![A-Za-z])(?!(?:and|or|of|the|for|to|in|on|an?|with|vs)\b)[a-z]+[ ]$")
"""What a capital letter in running text comes after."""
_NO_NAME = regex(
    r"(?<=[零一二三四五六七八九十几两数])百度|(?<=[不个大很讨图求])吉利|吉利(?=[话数日的])|联想(?=[到起力])|(?<=[人能以让])联想|奔驰(?=在|而|着)"
    r"|小米(?=[粥饭椒面辣])|滴滴(?=答|嗒)|(?<=[成变造])成都|(?<=马)上海|意大利面|俄罗斯方块|瑞士军刀|法国梧桐|荷兰豆|印度洋"
    r"|(?<=[运大小沿内该沙])河[南北]|[河湖山江][南北东西](?=[岸侧麓坡段端部面边路])|(?<=[沿近临入出上])海南|元宵(?=[馅皮])|清明(?!节|时节|假|扫|祭|前|后)"
    r"|(?<=[大小强])大理|大理(?=[由想解论石智性])|(?<=[未密])开封|开封(?=[的后])|老子(?=[就今不是才我要])|(?<=[其国本个])中东|中东(?=[南北部西])"
)
"""What holds a name only by its characters: 五百度, 图个吉利, 联想到."""
_AMBIGUOUS = frozenset(
    {"百度", "吉利", "联想", "奔驰", "小米", "滴滴", "成都", "上海", "意大利", "俄罗斯", "瑞士", "法国", "荷兰", "印度"}
    | {"河南", "河北", "湖南", "湖北", "山东", "山西", "江西", "海南", "元宵", "清明", "大理", "开封", "老子", "中东"}
)
_TABLE = Path(__file__).with_name("exonyms.txt")
_ABBREVIATIONS = "abbreviation"
"""The section of the table that holds no names of Chinese."""


def subjects(article: str) -> frozenset[str]:
    """The names in Latin letters that a Chinese article is about: it has them again and again."""
    often = Counter(token for token in _TOKEN.findall(visible(article)) if _PROPER.search(token))
    return frozenset(token for token, count in often.items() if count >= _AGAIN_AND_AGAIN)


def latin(source: str, target: str, about: frozenset[str] = frozenset()) -> Iterator[Complaint]:
    """Names in Latin letters stand in the target too: spacing, hyphens, case and the plural are free.

    A lost one is an error when a name that the source doesn't have stands in the target instead, or when it is
    clearly a name in running text; a lost common word (Server, Request), one lost in a heading, or one of those that
    the article is `about` (its `subjects`), which English may call "it", is worth a look.
    """
    said = visible(source)
    if not _CAPITAL_OR_DIGIT.search(said):
        return
    if "端" in said or "N" in said:
        said = _SIDE.sub("", said)
    if "之" in said or "#" in said or "盘" in said:
        said = _MIXED_NAME.sub("", said)
    proper = [token for token in _TOKEN.findall(said) if _PROPER.search(token)]
    once = dict.fromkeys(proper)
    if not once:
        return
    there = _searched(source, target)
    tokens = _TOKEN.findall(there)
    lost = [
        token
        for token in once
        if token not in tokens and (_swapped(token, said, there) or not _kept(token, there, said))
    ]
    spaced = [token for token in once if token not in lost and _is_only_spaced(token, there)]
    if spaced and _strangers(source, target):
        lost += spaced
    if not lost and all(proper.count(token) <= tokens.count(token) for token in once):
        return
    if _IDENTIFIER.fullmatch(there.strip()):
        strangers = []
    elif lost:
        strangers = _strangers(source, target)
    else:
        yield from _fewer(source, said, target)
        return
    short = expected_letters(source) < _SHORT
    lost, strangers = _without_expansions(lost, strangers, there)
    lost, strangers = _without_abbreviated(lost, strangers, said)
    for token in lost:
        instead = f", {strangers[0]} stands there instead" if strangers else ""
        doubtful = short or _is_word(token) or _in_code(token, target)
        surely = (_VERSION.search(token) or not (doubtful or token in about)) and not _EVERYDAY.fullmatch(token)
        sure = strangers or surely
        yield Complaint(token, target, f"{token} is missing{instead}", "error" if sure else "warning")


def _in_code(token: str, target: str) -> bool:
    """Does a reader of `target` see the name at least in its inline code?"""
    return "`" in target and any(_BARE.sub("", token.lower()) in code.lower() for code in _CODE.findall(target))


def _fewer(source: str, said: str, whole: str) -> Iterator[Complaint]:
    """A name that is said more often in the source, while a stranger of its kind stands in the target.

    An error when what is left of the name is spelt in another way (`kitex-server` for two of Kitex).
    """
    target = _searched(source, whole)
    tokens, strangers = set(_TOKEN.findall(target)), None
    for token in dict.fromkeys(_TOKEN.findall(said)):
        if len(token) > 1 and _PROPER.search(token) and not _is_word(token):
            there = len(_pattern(token).findall(target)) + _is_release(token, target)
            missing = len(_pattern(token).findall(said)) - there
            told = _in_words(token, target) or _is_label(token, target) or _is_spelt_out(token, target)
            if missing > 0 and (there or not told) and not _is_slip(token, target, said):
                strangers = _strangers(source, whole) if strangers is None else strangers
                if not strangers:
                    return
                message = f"{token} comes {missing} times less, and {strangers[0]} is not in the source"
                short = token.lower()
                respelt = token not in tokens and not _is_free(token, said) and short not in _initials(target)
                respelt = respelt or _in_brackets(token, said, strangers, whole)
                yield Complaint(token, target, message, "error" if respelt else "warning")


def _is_only_spaced(token: str, target: str) -> bool:
    """Does the target have the words of a name like FunctionToolCall, and not the name?"""
    return _IDENTIFIER.fullmatch(token) is not None and token.lower() not in target.lower()


def _swapped(token: str, source: str, target: str) -> bool:
    """Does an abbreviation stand alone in the source's brackets, and in the target's a word that it does not have?"""
    if "(" not in target or not _is_bracketed(token, source):
        return False
    return any(word.lower() not in source.lower() for word in re.findall(r"\(([A-Z][\w.-]*)\)", target))


def _in_brackets(token: str, source: str, strangers: Iterable[str], target: str) -> bool:
    """Does an abbreviation stand alone in brackets in the source, and another one in the target?"""
    return _is_bracketed(token, source) and any(f"({stranger})" in target for stranger in strangers)


def _is_bracketed(token: str, source: str) -> bool:
    return re.search(rf"[（(]\s?{re.escape(token)}\s?[）)]", source) is not None


def _searched(source: str, target: str) -> str:
    """The target's prose, and what it has put into code that is no code in the source."""
    if "`" not in target:
        return target
    known = set(_CODE.findall(source))
    return " ".join([visible(target), *(code for code in _CODE.findall(target) if code not in known)])


def _is_free(token: str, source: str) -> bool:
    """May English say the Latin word in its own way? Not where it is a part of a name (App Router, IP 地址)."""
    if token.lower() not in _FREE:
        return False
    return re.search(rf"(?<![A-Za-z]){token}(?: [A-Z][a-z]| ?(?:地址|协议|池|段|包))", source) is None


def _kept(token: str, target: str, source: str) -> bool:
    """Is `token`, of `source`, in `target`, as it stands or in another usual spelling?"""
    if _is_free(token, source) or _pattern(token).search(target):
        return True
    if len(token) > 4 and _apart(token).search(target):
        return True
    if _in_words(token, target) or _is_label(token, target) or _is_release(token, target):
        return True
    if token.isupper() and len(token) < 6 and token.lower() in _initials(target):
        return True
    return _is_spelt_out(token, target) or _is_shortened(token, target) or _is_slip(token, target, source)


def _is_spelt_out(token: str, target: str) -> bool:
    """Is SaaS "software as a service" there? Of abbreviations in capitals see `_initials`."""
    if not token.isalpha() or token.isupper() or not 3 <= len(token) < 6:
        return False
    words = "[a-z]*[- ]".join(token.lower())
    return re.search(rf"\b{words}[a-z]+", target.lower()) is not None


def _is_shortened(token: str, target: str) -> bool:
    """Does PostgreSQL stand there as Postgres, MapReduce as MR?"""
    if _IDENTIFIER.fullmatch(token):
        return re.search(rf"\b{re.sub('[a-z]', '', token)}\b", target) is not None
    if _is_contracted(token.lower(), target.lower()):
        return True
    least = max(6, -(-3 * len(token) // 4))
    words = re.findall(rf"[a-z]{{{least},}}", target.lower())
    return any(token.lower().startswith(word) for word in words)


def _is_contracted(token: str, target: str) -> bool:
    """Is Namesrv "name server" there: the first word, and letters of the second?"""
    if len(token) < 6 or not token.isalpha():
        return False
    for first, second in re.findall(r"(?=\b([a-z]{3,}) ([a-z]{4,}))", target):
        rest = iter(second)
        if token.startswith(first + second[0]) and all(letter in rest for letter in token[len(first) :]):
            return True
    return False


def _is_label(token: str, target: str) -> bool:
    """Is T2 or L4 spelt out: Terminal 2, Level 4?"""
    found = re.fullmatch(r"([A-Z])(\d{1,2})", token)
    return found is not None and re.search(rf"(?<![A-Za-z]){found[1]}[a-z]+[ -]{found[2]}(?!\d)", target) is not None


def _is_release(token: str, target: str) -> bool:
    """Does v2.3.1 stand there as version 2.3.1?"""
    number = re.fullmatch(r"[vV](\d+(?:\.\d+)*)", token)
    return number is not None and re.search(rf"(?<![\w.]){re.escape(number[1])}(?!\w|\.\d)", target) is not None


def _in_words(token: str, target: str) -> bool:
    """Does `target` say the abbreviation `token` in the words that the table has for it?"""
    return any(form in plain(target) for form in _expansions().get(token.upper(), ()))


def _without_expansions(lost: list[str], strangers: list[str], target: str) -> tuple[list[str], list[str]]:
    """The lost names and the strangers without abbreviations that `target` spells out, and their words.

    Where another stranger remains, it may be what stands in the abbreviation's place.
    """
    spelt = {token: _spelt_out(token, target) for token in lost}
    words = frozenset[str]().union(*spelt.values())
    others = [stranger for stranger in strangers if stranger.lower() not in words]
    return (lost if others else [token for token in lost if not spelt[token]]), others


def _without_abbreviated(lost: list[str], strangers: list[str], source: str) -> tuple[list[str], list[str]]:
    """The lost names and the strangers without words of `source` that the target abbreviates: Pull Request as PR."""
    for stranger in [stranger for stranger in strangers if stranger.isalpha() and stranger.isupper()]:
        words = " ".join([f"{letter}[a-z]+" for letter in stranger])
        said = re.search(rf"(?<![A-Za-z]){words}(?![A-Za-z])", source, re.IGNORECASE) if len(stranger) > 1 else None
        if said:
            lost = [token for token in lost if token not in said[0].split()]
            strangers = [other for other in strangers if other != stranger]
    return lost, strangers


def _spelt_out(token: str, target: str) -> frozenset[str]:
    """Words in a row of `target` that begin with the letters of `token`, small words left out or not.

    From four letters on a word of them, but the first, may be missing.
    """
    letters = token.lower()
    if not token.isupper() or not 2 < len(letters) < 6:
        return frozenset()
    said = _LETTERS.findall(target.lower())
    fewer = [letters[:at] + letters[at + 1 :] for at in range(1, len(letters) * (len(letters) > 3))]
    for words in ([word for word in said if word not in _SMALL], said):
        initials = "".join([word[0] for word in words])
        for some in (letters, *fewer):
            at = initials.find(some)
            if at >= 0:
                return frozenset(words[at : at + len(some)])
    return frozenset()


@lru_cache(maxsize=8192)
def _pattern(token: str) -> re.Pattern[str]:
    """`token` with free case, free separators between its parts, and an optional plural.

    Golang may be Go; Vue.js may be Vue.
    """
    token = _ANY_MINOR.sub("", token)
    parts = [re.escape(part) for part in _PART.findall(token)] or [re.escape(token)]
    body = r"s?[\W_]{0,2}".join(re.sub(r"(?<=\w{3})s$", "s?", part) for part in parts)
    body = re.sub(r"(?i)^go(?:lang)?$", "go(?:lang)?", body)
    if _INITIALS.fullmatch(token):
        body = "/?".join(token)
    elif _IDENTIFIER.fullmatch(token):
        body = r"[\W_]{0,2}".join([rf"{part.removesuffix('e')}[a-z]{{0,3}}" for part in _PART.findall(token)])
    after = r"(?![0-9]|\.[0-9])" if token[-1].isdigit() else r"(?:e?s|e?d|ing)?(?![a-z])"
    return re.compile(rf"(?<![a-z]){body}{after}", re.IGNORECASE)


@lru_cache(maxsize=8192)
def _apart(token: str) -> re.Pattern[str]:
    """`token` in two words or more, wherever it may be parted: Adhoc as "ad-hoc", Hi3516DV300 as "Hi3516D V300"."""
    return re.compile(rf"(?<![a-z0-9]){'[-. ]?'.join(_BARE.sub('', token.lower()))}(?![a-z0-9]|\.\d)", re.IGNORECASE)


@lru_cache(maxsize=16)
def _initials(text: str) -> str:
    """The first letters of the words of four letters and more: what an abbreviation may stand for."""
    return "".join(re.findall(r"(?<![A-Za-z])([A-Za-z])[a-z]{3}", text)).lower()


def _is_slip(token: str, target: str, source: str) -> bool:
    """Is `token` a slip of the source, whose right form stands in the target?"""
    return _misspelt_word(token, target) or _misspelt_name(token, target, source)


def _misspelt_name(token: str, target: str, source: str) -> bool:
    """Is `token` a slip of another name of the source, which stands in the target: Hemobrew for Homebrew?"""
    if len(token) < 6 or not token.isalpha():
        return False
    word = token.lower()
    others = {other for other in _TOKEN.findall(source) if other != token and other[0] == token[0] and other in target}
    return any(
        sorted(word) == sorted(other) or SequenceMatcher(None, word, other).ratio() > 0.85
        for other in map(str.lower, others)
    )


def _misspelt_word(token: str, target: str) -> bool:
    """Is `token` a slip of the source (Pararllel) whose English word stands in the target, or another form of one?"""
    if len(token) < 6 or not token.isalpha():
        return False
    word = token.lower()
    near = [other.lower() for other in re.findall(r"[A-Za-z]{5,}", target) if other[0].lower() == word[0]]
    if any(other.startswith(word) and _SUFFIX.fullmatch(other, len(word)) for other in near):
        return True
    return any(_is_word(other) and SequenceMatcher(None, word, other).ratio() > 0.85 for other in near)


@lru_cache(maxsize=8192)
def _is_word(token: str) -> bool:
    """Is `token` an everyday English word (by the beginnings in the table of anchors), not a name?"""
    if _MIXED.search(token):
        return False
    if "-" in token:
        return all(_is_word(part) or _OPENERS.fullmatch(part.lower()) for part in token.split("-"))
    word = token.lower()
    stems = (size for size in range(3, len(word) + 1) if word[:size] in _beginnings())
    stems = (size for size in stems if size > 4 or not _DOER.match(word, size))
    return any(_SUFFIX.fullmatch(word, size + (word[size : size + 1] == word[size - 1])) for size in stems)


@cache
def _beginnings() -> frozenset[str]:
    names = {stem.strip() for _, stems in _exonyms()[0].values() for stem in stems}
    stems = {stem.strip() for stems in table().values() for stem in stems}
    return frozenset(stem for stem in stems - names if len(stem) > 2)


def _strangers(source: str, target: str) -> list[str]:
    """Names in Latin letters of the target that the source doesn't have, everyday words and pinyin left out.

    Pinyin is how English writes the names that the source has in Chinese characters.
    """
    known = _BARE.sub("", source.lower()) + _BARE.sub("", " ".join(_english_names(source)))
    versions = {_BARE.sub("", token.lower()) for token in _TOKEN.findall(source)}
    shown = visible(target)
    if shown.isupper():
        return []
    found = []
    for match in _TOKEN.finditer(shown):
        token = _OWNER.sub("", match.group())
        if (not token[0].isupper() and not _MIXED.search(token)) or _CONTRACTION.search(token):
            continue
        bare = _BARE.sub("", token.lower()).removesuffix("s")
        there = bare in versions if _VERSION.search(token) else bare in known
        there = there or any(bare.startswith(name) for name in versions if len(name) > 3)
        if len(token) < 2 or there or _OPENERS.fullmatch(token.lower()):
            continue
        if not token.isupper() and is_pinyin(token.lower()):
            continue
        everyday = _is_word(token) or _LONG_WORD.fullmatch(token)
        if not everyday or _IN_LOWER_CASE.search(shown, max(0, match.start() - 60), match.start()):
            found.append(token)
    return found


# --- names that Chinese writes in its own characters -----------------------------------------------------


def exonyms(source: str, target: str) -> Iterator[Complaint]:
    """Countries, companies, cities and well-known people go by their English names.

    One that is missing while another of the same sort, which the source doesn't name, stands in the target has
    been replaced: an error. One that is only missing may be a pronoun: a warning for people and companies.
    """
    sections, find = _exonyms()
    names = dict.fromkeys(name for _, name in find(source))
    if not names:
        return
    if not _AMBIGUOUS.isdisjoint(names):
        names = dict.fromkeys(name for _, name in find(_NO_NAME.sub("，", source)))
    words = plain(target)
    for name in names:
        section, stems = sections[name]
        if any(stem in words for stem in stems):
            continue
        other = _other(section, names.keys(), words)
        if other:
            yield Complaint(name, target, f"{name} is missing, {other} stands there instead", "error")
        elif section in {"person", "company"}:
            yield Complaint(name, target, f"{name} ({stems[0].strip()}) is missing", "warning")


def _english_names(source: str) -> Iterator[str]:
    """How English may call the well-known names of `source`."""
    sections, find = _exonyms()
    return (stem for _, name in find(source) for stem in sections[name][1])


def _other(section: str, named: Iterable[str], words: str) -> str:
    """A name of `section` in the target's `words` that none of the source's names accounts for, or ""."""
    sections, _ = _exonyms()
    allowed = {stem for name in named for stem in sections[name][1]}
    for sort, stems in sections.values():
        if sort == section and not allowed.intersection(stems):
            ends = _ENDS_OF_PLACES if section in _PLACES else ""
            for stem in stems:
                found = re.search(f"{stem}{ends} ", words) if len(stem) > 3 and stem in words else None
                if found:
                    return found[0].strip()
    return ""


_PLACES = frozenset({"country", "city", "continent"})
_ENDS_OF_PLACES = "(?:y|o|a|e|es|ey|en|ain|land|ce|k|an|ian|ese|ish|s)?"
"""Germany for german, Thailand for thai: the table has beginnings."""


@cache
def _exonyms() -> tuple[dict[str, tuple[str, tuple[str, ...]]], Callable[[str], Iterator[tuple[int, str]]]]:
    """(of each name its section, and the beginnings of its English forms after a space; what finds names in a text)."""
    found = {name: (section, stems) for section, name, stems in _rows() if section != _ABBREVIATIONS}
    return found, finder(found)


@cache
def _expansions() -> dict[str, tuple[str, ...]]:
    """Abbreviations in Latin letters, and how English says them in words."""
    return {name: stems for section, name, stems in _rows() if section == _ABBREVIATIONS}


def _rows() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(section, name, beginnings of its English forms) of the table."""
    section = ""
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        name, equals, forms = line.partition(" = ")
        if line.startswith("["):
            section = line.strip("[]")
        elif equals and not line.startswith("#"):
            yield section, name, tuple(plain(form.replace("_", " ")).rstrip() for form in forms.split())
