"""The target is text in the target language, all of it, and nothing but the translation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from jobs.article.addresses import spans
from jobs.article.markdown import HAN, Event, covered, markup, parse, reference_titles, shortcode_blocks, shortcodes
from jobs.article.markup import CODE_NAMES, MATH
from jobs.fidelity.finding import Complaint
from jobs.fidelity.nesting import NOTHING, Behind
from jobs.fidelity.prose import CODE, plain, visible
from jobs.regex import regex

_HAN_RUN = regex(f"[{HAN}]+(?:[，、。：；“”（）！？\\s]*[{HAN}]+)*")
_HAN_ONE = regex(f"[{HAN}]")
_LATIN = regex("[A-Za-z]")
_SPACE = regex(r"\s+")
_CITED = 8
"""The most characters of a Chinese term that a text may cite."""
_QUOTES = "“‘\"'「『《〈"
_OPEN, _CLOSE = f"{_QUOTES}（(", "”’\"'」』》〉）)"
_CITATION = regex(f"[{_OPEN}](?=[^{_CLOSE}]*[{HAN}])[^{_OPEN}{_CLOSE}]{{1,20}}[{_CLOSE}]")
"""A few characters between quotation marks or brackets, one of them Chinese."""
_EXPLAINED = regex(f"([{HAN}]{{1,8}}) ?[(（][\"“'‘]?[A-Za-z][^()（）]{{0,40}}[)）]")
"""重庆 (Chongqing), where the source quotes 重庆."""
_HAN_ALONE = regex(f"(?<![{HAN}])[{HAN}](?![{HAN}])")
"""The character 正, where the source quotes it."""
_SAYS = regex(r"\w")
_BLANK = regex(r"\n[ \t>]*\n")
_KANA = regex("[\u3040-\u30ff]")
_HANGUL = regex("[\uac00-\ud7af]")
_CJK = {"zh", "ja"}

_PREAMBLE = regex(
    r"\W*(?:(?:sure|certainly|of course|okay|ok|alright|absolutely|understood|great|got it|no problem|yes)[,!.:]?\s+)?"
    r"(?:here(?:['’]s| is| are)\s+(?:the|your|my|a|an)\b[^.:\n]{0,40}\btranslat\w*"
    r"|here (?:you go|it is)\s*[:!.]"
    r"|(?:the )?(?:english |chinese )?translat(?:ion|ed (?:text|version|segment))(?: is| follows)?\s*:"
    r"|(?:below|above|(?:the )?following) is (?:the|my|your)[^.:\n]{0,30}translat"
    r"|as (?:you )?requested[,:]|i (?:have|['’]ve) translated\b|i['’](?:ll|ve) translate|below is the translat"
    r"|i hope this (?:helps|translation)|let me know if)"
    r"|(?:sure|certainly)[!,.:]\s|(?:okay|ok|of course|absolutely|alright)[!,.:]\s+(?:here|below|i|let|the translat)\b"
    r"|(?:当然|好的)[，,！!]|(?:以下是|下面是).{0,12}(?:翻译|译文)|(?:译文|翻译)[:：]",
    re.IGNORECASE,
)
"""How a model begins that speaks before it translates."""
_ASIDE = regex(
    r"\n[^\S\n]*(?:\*\*|\*|_|\[)?(?:\(?notes?|notes on the translation|explanation)\b\s*(?:\*\*)?\s*:"
    r"|[(\[]\s*(?:editor['’]?s? )?(?:note|explanation|remark)s?\s*[:：]"
    r"|\b(?:please )?let me know (?:if|whether|how|what|in case)\b|\bwould you like me to\b"
    r"|(?<!they['’]ll )(?<!they )(?<!he['’]ll )(?<!who )\bfeel free to\b",
    re.IGNORECASE,
)
"""Notes and offers, anywhere in the reply."""
_ABOUT_ITSELF = regex(
    r"\btranslator['’]?s['’]? note\b|\bi hope (?:this|that|it) (?:helps|translation)"
    r"|\bi(?:['’]ve| have) (?:translated\b|(?:kept|preserved|left|maintained|rendered|retained|omitted)\b[^.!?\n]{0,60}"
    r"\b(?:original|source|formatt?ing|markdown|terms?|tone|styles?|translat\w+|untranslated|tokens?|placeholders?|links?"
    r"|wording|as[ -]is|in (?:english|chinese)|segments?|sentences?|proper (?:names?|nouns?))\b)"
    r"|\b(?:kept|left|preserved|retained) (?:as[ -]is|in english|in chinese|in the original|as in the original)\b"
    r"|\bthe (?:original|source) (?:(?:text|sentence|segment) (?:has|is|was)|has|contains|says|reads)\b"
    r"|\bthe (?:original|source) (?:is|was) "
    r"(?:in (?:chinese|english)|unclear|incomplete|ambiguous|missing|empty|cut off|truncated)\b",
    re.IGNORECASE,
)
"""What a model says about its translation, anywhere in the reply."""
_AS_IT_WAS = regex(r"原[样封状貌]|[不没]变|[不没]动|不改|没改|照[旧搬]|保[持留]|维持|留着|依旧")
"""Words of a source in which something else is left as is."""
_ORIGIN = regex(r"来源|消息源|源[头于自]|出处|原[版作著文本曲型件始创声图稿]|[水热电信音光能]源")
"""Words of a source in which a source or an original is no text."""
_BY_A_MODEL = regex(r"translator|i hope|i(?:['’]ve| have) translated", re.IGNORECASE)
"""… and what nobody says who only mentions an original."""
_HINTS = (
    *(" note", " let me know", " hope", " feel free", " explanation", " remark", " would you like", " i have", " i ve"),
    *(" kept", " left", " preserved", " retained", " original", " source", " translator"),
)
"""One of these is in every aside: a quick look."""
_FIRST = frozenset(
    {
        "sure",
        "certainly",
        "of",
        "okay",
        "ok",
        "absolutely",
        "alright",
        "understood",
        "great",
        "got",
        "no",
        "yes",
        "here",
    }
    | {"the", "english", "chinese", "translation", "translated", "below", "above", "following", "as", "i", "let"}
    | {""}
)
"""The first word of every preamble."""
_NOTED = regex(
    r"注[：:意释]|[备附译]注|按[：:]|者按|说明|提[示醒]|解[释析读]|讲解|声明|温馨|贴士|p\.?s\b|\bnotes?\b|explanation|remark",
    re.IGNORECASE,
)
"""Words of a source that has notes itself …"""
_INVITES = regex(
    r"告[诉知]|联系|反馈|随时|欢迎|留言|评论|来信|邮件|私信|指[出正教]|提出|通知|[说问]一声|[说讲聊]说|吱一?声|让我知道|分享"
)
"""… one that asks its readers to write …"""
_ALLOWS = regex(r"欢迎|随[时意便]|尽管|请|可以|可自|不妨|任意|自[由行便]|放心|大胆|任君|任你|爱怎么|想[^，。]{1,9}就")
"""… or lets them do something …"""
_HOPES = regex(r"[希盼期]望|但愿|愿|期待")
"""… or hopes …"""
_OFFERS = regex(r"要不要|需不需要|需要我|要我|想让我|我[来帮替给]|[吗么？?]")
"""… or asks somebody."""
_LICENCES = (
    ("let me know", _INVITES),
    ("feel free", _ALLOWS),
    ("would you like", _OFFERS),
    ("", _NOTED),
)
"""What is in an aside of the target, and the words of a source that may say it."""
_TRANSLATED = regex(r"[翻英中汉转直意音笔口互]译|译[文本为成自者注名作]|translat", re.IGNORECASE)
"""Words of a source that speaks of translations itself; 编译 is another matter."""
_ORIGINAL = regex(r"译|原[文本]|中文|英文|源码|translat|source", re.IGNORECASE)
"""Words of a source that may speak of an original or of languages."""
_AGREES = regex(
    r"\W*(?:[好行](?=\W|[的吧啊呀嘞了]|$)|当然|没问题|可以|是的|对(?:[，,。.！!的]|$)|ok|sure|yes)", re.IGNORECASE
)
_CONCESSION = regex(r"\W*(?:sure|certainly)[!,.:]\s*")
_CONCEDES = regex(
    r"\W*(?:好|当然|没问题|可以|行|是[的啊呀]|对(?:[，,。.！!的]|$)|ok|sure|yes|嗯|没错|不错|自然|诚然|固然|虽|的确|确实|肯定|一定|难免"
    r"|[^，。；！？,.;!?]{1,8}(?:的确|确实|当然|固然|诚然|自然是))",
    re.IGNORECASE,
)
"""What "Sure," or "Certainly," may stand for at the head of a sentence."""
_OF_A_TEXT = regex(r"the (?:original|source) (?:text|sentence|segment)")
_REQUESTED_EN = regex(r"\W*as (?:you )?request")
_REQUESTED = regex(r"\W*(?:按|根据|如|依|应).{0,8}(?:要求|请求|所请)")
_POINTS_EN = regex(r"\W*(?:here|below|above|the following|following)")
_POINTS = regex(r"\W*(?:以下|下面|如下|这[里是儿就]|在这|here)", re.IGNORECASE)
_REFUSAL = regex(
    r"^\W*(?:(?:i'?m sorry|sorry|i apologi[sz]e)\W*)?(?:but\s+)?"
    r"(?:as an ai\b|i (?:can(?:['’]|no)t|am unable to|am not able to|won['’]t)\s+"
    r"(?:help(?! (?:but|it|myself)\b| \w+ing\b)|assist|translate|comply|provide|do that|fulfil|continue|process))",
    re.IGNORECASE,
)
_DECLINES = regex(r"[不没未无难拒]|can(?:['’]t|not)|won['’]t", re.IGNORECASE)
_SORRY = regex(r"抱歉|对不起|对不住|不好意思|遗憾|原谅|sorry", re.IGNORECASE)
_DEEDS = (
    ("help", regex(r"帮|助|忙|help")),
    ("assist", regex(r"帮|助|忙|assist")),
    ("translate", regex(r"[译翻]|translat")),
    ("comply", regex(r"[遵服顺听]从|照办|遵[守照命]|配合|答应|从命")),
    ("provide", regex(r"提供|[出拿]|[供交]给|给")),
    ("do that", regex(r"[做办干]|[这那]样")),
    ("fulfil", regex(r"满足|完成|履行|实现|兑现|胜任")),
    ("continue", regex(r"继续|下去|再|接着")),
    ("process", regex(r"处理|加工|理解|消化")),
)
"""What a model can't do, and the words of a source in which somebody can't."""
_ASSISTANT = regex(r"as an ai(?: (?:language )?model| assistant|,? i\b)", re.IGNORECASE)
_ON_AI = regex(r"AI|人工智能|智能", re.IGNORECASE)


def empty(source: str, target: str) -> Iterator[Complaint]:
    """A segment that says something does not become nothing."""
    if not _SAYS.search(visible(target)) and _SAYS.search(visible(source)):
        yield Complaint(source, target, "the translation is empty", "error")
    elif _ONLY_NUMBER.fullmatch(target) and _NUMBERED.match(visible(source)):
        yield Complaint(source, target, "nothing but the number of the heading is left", "error")


_ONLY_NUMBER = regex(r"[\W_]*(?:\d{1,3}|[IVXLC]{1,6})[\W_]*")
_NUMBERED = regex(f"[\\W_]*(?:\\d{{1,3}}|[零一二三四五六七八九十]{{1,3}})[、.．)）][^{HAN}]*[{HAN}]{{2}}")

_ENDLESS = 2000


def runaway(source: str, target: str) -> Iterator[Complaint]:
    """The target is not many times longer than a translation can be.

    English takes 2 to 4 characters for a Chinese one; 10 times plus 80 leaves room for short labels.
    """
    if len(target) <= 80:
        return
    endless = len(target) > 20 * len(source) + _ENDLESS  # told without a look at it: a loop can be of any length
    if endless or (len(visible(target)) > 80 and len(visible(target)) > 10 * len(visible(source).strip()) + 80):
        said = f"{len(target)} characters for {len(source)}: the reply ran away"
        yield Complaint(source, target[:1000], said, "error")


def chinese_left(source: str, target: str) -> Iterator[Complaint]:
    """No Chinese in the prose of a target whose language does not write it.

    A short term of the source that is quoted, or in brackets behind its English, in a text that is English otherwise
    may be what the text is about: a warning.
    """
    if target.isascii():
        return
    told = visible(target)
    if "中文" in told and _OWN_NAME.search(source):
        told = _OWN_NAME.sub("[]", told)
    found = _HAN_RUN.findall(told)
    if found:
        longest = max(found, key=len)
        cited = len(longest) <= _CITED and _only_cites(visible(source), told)
        yield Complaint(source, target, f"still Chinese: {longest[:40]}", "warning" if cited else "error")


_OWN_NAME = regex(r"\[(?:简体|繁體|繁体)?中文版?\]")
"""A link to the page in Chinese, by the name that its readers look for."""


def _only_cites(source: str, target: str) -> bool:
    """Is all the Chinese of `target` cited: short terms of `source`, quoted on both sides or in brackets?"""
    said, left = _SPACE.sub("", source), target
    for match in _CITATION.finditer(target):
        mark, term = match.group()[0], re.escape(_SPACE.sub("", match.group()[1:-1]))
        bracketed = re.search(f"[（(]{term}[）)]", said) is not None
        if (mark in "（(" and not bracketed and re.search(term, said)) or re.search(
            f"[{_QUOTES}]{term}[{_CLOSE}]", said
        ):
            left = left.replace(match.group(), " ")
    for match in _HAN_ALONE.finditer(left):
        if re.search(f"[{_QUOTES}]{match[0]}[{_CLOSE}]", said):
            left = left.replace(match[0], " ")
    for match in _EXPLAINED.finditer(left):
        if re.search(f"[{_QUOTES}]{match[1]}[{_CLOSE}]", said):
            left = left.replace(match.group(), " ")
    if _HAN_ONE.search(left):
        return False
    kept, whole = len(_HAN_ONE.findall(target)), len(_HAN_ONE.findall(source))
    return 2 * kept <= whole and len(_LATIN.findall(left)) >= whole


def left_alone(body: bytes) -> Iterator[Complaint]:
    """Chinese that a reader sees although it is no segment: in shortcodes, HTML, markup, drawings, formulas, titles."""
    if not _HAN_RUN.search(body.decode("utf-8", "replace")):
        return
    tags = shortcodes(body)
    single = set(tags)
    code = [block for block in shortcode_blocks(body, CODE_NAMES) if block not in single]
    paired = [block for block in shortcode_blocks(body) if block not in single and block not in code]
    found_markup = markup(body, tags)
    events = parse(body, hidden=covered(tags, found_markup))
    math = [(one.start, one.end) for one in found_markup if one.kind == MATH]

    def texts(spans: Iterable[tuple[int, int]]) -> list[str]:
        return [body[start:end].decode("utf-8", "replace") for start, end in spans]

    def of(wanted: Callable[[Event], bool]) -> list[str]:
        return texts((event.start, event.end) for event in events if wanted(event))

    places = (
        ("between paired shortcodes (setting translation.shortcode_text)", texts(paired)),
        ("in code between shortcodes", texts(code)),
        ("in a shortcode's values", texts(tags)),
        ("in HTML", of(lambda event: event.name in {"Html", "InlineHtml"})),
        ("in markup", texts(span for one in found_markup if one.kind != MATH for span in one.ranges)),
        ("in a diagram", of(lambda event: _is_diagram(body, event))),
        ("in a formula", [*texts(math), *of(lambda event: event.name in {"InlineMath", "DisplayMath"})]),
        ("in an image's text, which is its reference", of(_is_label)),
        ("in a reference's title", reference_titles(body)),
    )
    for where, parts in places:
        found = [match.group() for text in parts for match in _HAN_RUN.finditer(text)]
        if found:
            example = max(found, key=len)[:40]
            said = f"Chinese was left {where}, {len(found)} times: {example}"
            yield Complaint("", example, said, "warning")


_DIAGRAMS = frozenset(
    {"mermaid", "plantuml", "puml", "flowchart", "flow", "sequence", "dot", "graphviz", "d2", "mindmap", "markmap"}
)
_FENCE = regex(rb"[`~]{3,}[ \t{.]*(\w+)")


def _is_diagram(body: bytes, block: Event) -> bool:
    """Is it fenced code of which readers see a drawing? Its language may stand in braces."""
    if block.name != "Start" or block.tag != "CodeBlock":
        return False
    fence = _FENCE.match(body, block.start)
    return fence is not None and fence[1].decode().lower() in _DIAGRAMS


def _is_label(event: Event) -> bool:
    """Is it an image whose alternative text is the name of its reference?"""
    return event.name == "Start" and event.tag == "Image" and event.detail["link_type"] in {"Collapsed", "Shortcut"}


def untranslated(source: str, target: str) -> Iterator[Complaint]:
    """The text is not simply the source again."""
    if target.isascii():
        return
    said = visible(source).strip()
    if said == visible(target).strip() and len(re.findall(f"[{HAN}]", said)) >= 8:
        yield Complaint(source, target, "the text was not translated", "error")


def wrong_script(language: str, target: str) -> str:
    """The reason why `target` can't be `language` (Japanese without kana, Korean without hangul), or ""."""
    if language not in {"ja", "ko"}:
        return ""
    letters = len(re.findall(r"[^\W\d_]", visible(target)))
    if letters < 20:
        return ""
    if language == "ja" and not _KANA.search(target):
        return "no kana in a Japanese text"
    if language == "ko" and not _HANGUL.search(target):
        return "no hangul in a Korean text"
    return ""


_ANNOUNCED = regex(
    "(?:以下|下面|下边|这里|这)(?:就)?(?:是|为|附上)?[^。！？\n]{0,8}(?:翻译|译文|译本)(?=\\W|$|版|稿|结果)|(?:翻译|译文)[^。！？\n]{0,4}(?:如下|[:：])"
)
"""A source that announces a translation itself."""


def chatter(source: str, target: str) -> Iterator[Complaint]:
    """The reply is the translation alone: no preamble, no notes, no offers."""
    said = plain(target)
    first = said[1 : said.find(" ", 1)]
    found = _PREAMBLE.match(target) if first in _FIRST or not target.isascii() else None
    if found and _says_so_itself(source, found.group().lower()):
        found = None
    if not found and _hinted(said):
        itself = _ABOUT_ITSELF.search(target)
        if itself and _may_say(visible(source), itself.group().lower()):
            itself = None
        aside = itself or _ASIDE.search(target)
        found = itself or (None if aside and _licensed(source, aside.group().lower()) else aside)
    if found:
        words = found.group().strip()[:60]
        yield Complaint(source, target, f"the model talks instead of translating: {words!r}", "error")


def _may_say(source: str, words: str) -> bool:
    """May the `words`, which a model says about its translation, be what the source says?"""
    if words.startswith("i hope"):
        return (_TRANSLATED if "translat" in words else _HOPES).search(source) is not None
    if _BY_A_MODEL.match(words):
        return _TRANSLATED.search(source) is not None
    if words.startswith("the ") and not _OF_A_TEXT.match(words) and _ORIGIN.search(source):
        return True
    if words.endswith(("as is", "as-is")) and not words.startswith("i") and _AS_IT_WAS.search(source):
        return True
    return _ORIGINAL.search(source) is not None


def _licensed(source: str, aside: str) -> bool:
    """Does the source say what looks like a note or an offer?"""
    pattern = next(pattern for words, pattern in _LICENCES if words in aside)
    return pattern.search(source) is not None


def _says_so_itself(source: str, preamble: str) -> bool:
    """Is what looks like a model's preamble what the source says?"""
    if "let me know" in preamble:
        return _INVITES.search(source) is not None
    if "i hope" in preamble and "translat" not in preamble:
        return _HOPES.search(source) is not None
    if _CONCESSION.fullmatch(preamble):
        return _CONCEDES.match(source) is not None
    if "translat" in preamble or "译" in preamble:
        return _ANNOUNCED.search(source) is not None
    if _REQUESTED_EN.match(preamble):
        return _REQUESTED.match(source) is not None
    if _POINTS_EN.match(preamble):
        return _POINTS.match(source) is not None
    agrees = _AGREES.match(source)
    return agrees is not None and ("here" not in preamble or _POINTS.search(source) is not None)


def _hinted(said: str) -> bool:
    for hint in _HINTS:  # noqa: SIM110 (a generator takes twice as long, and every segment comes by here)
        if hint in said:
            return True
    return False


def blank_line(source: str, target: str) -> Iterator[Complaint]:
    """A segment is one block: a blank line in the reply means that something was added."""
    if "\n" in target and _BLANK.search(target.strip()) and not _BLANK.search(source.strip()):
        yield Complaint(source, target, "there is a blank line: more than one paragraph came back", "error")


def garbage(source: str, target: str, *, behind: Behind = NOTHING) -> Iterator[Complaint]:
    """Nothing that a program left in the text: `\\n`, characters that can't be read, ids, words glued to an address."""
    if "\\n" in target and "\\" not in source and "\\n" in CODE.sub("", target) and not _ON_BREAKS.search(source):
        yield Complaint(source, target, "\\n stands in the place of a line break", "error")
    if "\ufffd" in target and "\ufffd" not in source:
        yield Complaint(source, target, "a character was lost: \ufffd", "error")
    named = _ID.match(target)
    if named and named[1] not in source:
        yield Complaint(source, target, f"the id of a segment stands in the text: {named[1]}", "error")
    for number in _glued(target) - _glued(source) if "⟦" in target else ():
        if any(_is_address(hidden, number) for hidden in behind.get(source, ())):
            yield Complaint(source, target, f"⟦{number}⟧ is an address, and needs a space around it", "error")


_ON_BREAKS = regex("换行|回车|转义|反斜|newline|(?<![A-Za-z])(?:CR)?LF(?![A-Za-z])", re.IGNORECASE)
"""Words of a source that may speak of `\\n` itself."""
_ID = regex(r"[\[(\"']?(b\d{1,5}(?:\.\d{1,3}t?)?|f\.[a-z][A-Za-z_]*)[\])\"']?[ ]?[:：]\s")
"""What begins with the id of a segment, as requests have them."""
_GLUED = regex(r"[A-Za-z0-9]⟦(\d+)⟧|⟦(\d+)⟧(?=[A-Za-z0-9])")


def _glued(text: str) -> set[str]:
    """The numbers of tokens with a letter or a figure beside them."""
    return {number for numbers in _GLUED.findall(text) for number in numbers if number}


def _is_address(hidden: tuple[str, ...], number: str) -> bool:
    return 1 <= int(number) <= len(hidden) and [*spans(hidden[int(number) - 1])] == [(0, len(hidden[int(number) - 1]))]


def refusal(source: str, target: str) -> Iterator[Complaint]:
    """The model translated instead of declining."""
    found = _REFUSAL.match(target)
    if found and not _refuses_itself(source, found.group().lower(), target):
        yield Complaint(source, target, "the model declined", "error")


def _refuses_itself(source: str, words: str, target: str) -> bool:
    """Does somebody in the source say what sounds like a model that declines?"""
    if "as an ai" in words:
        return not _ASSISTANT.search(target) and _ON_AI.search(source) is not None
    if _SORRY.search(source):
        return True
    deed = next(pattern for word, pattern in _DEEDS if word in words)
    return not words.lstrip().startswith(("i'm", "im", "sorry", "i apol")) and all(
        pattern.search(source) for pattern in (_DECLINES, deed)
    )


def writes_han(language: str) -> bool:
    """Does `language` use Chinese characters?"""
    return language.lower().split("-")[0] in _CJK
