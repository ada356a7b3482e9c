"""The target is text in the target language, all of it, and nothing but the translation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobs.article.markdown import HAN, parse, shortcode_blocks, shortcodes
from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import plain, visible

_HAN_RUN = re.compile(f"[{HAN}]+(?:[，、。：；“”（）！？\\s]*[{HAN}]+)*")
_SAYS = re.compile(r"\w")
_BLANK = re.compile(r"\n[ \t>]*\n")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_CJK = {"zh", "ja"}

_PREAMBLE = re.compile(
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
_ASIDE = re.compile(
    r"\n\s*(?:\*\*|\*|_|\[)?(?:\(?notes?|notes on the translation|explanation)\b\s*(?:\*\*)?\s*:"
    r"|[(\[]\s*(?:editor['’]?s? )?(?:note|explanation|remark)s?\s*[:：]"
    r"|\b(?:please )?let me know (?:if|whether|how|what|in case)\b|\bfeel free to\b|\bwould you like me to\b",
    re.IGNORECASE,
)
"""Notes and offers, anywhere in the reply."""
_ABOUT_ITSELF = re.compile(
    r"\btranslator['’]?s['’]? note\b|\bi hope (?:this|that|it) (?:helps|translation)"
    r"|\bi(?:['’]ve| have) (?:translated|kept|preserved|left|maintained|rendered|retained|omitted)\b"
    r"|\b(?:kept|left|preserved|retained) (?:as is|in english|in chinese|in the original|as in the original)\b"
    r"|\bthe (?:original|source) (?:text|sentence|segment)? ?(?:has|is|was|contains|says|reads)\b",
    re.IGNORECASE,
)
"""What a model says about its translation, anywhere in the reply."""
_BY_A_MODEL = re.compile(r"translator|i hope|i(?:['’]ve| have) translated", re.IGNORECASE)
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
_NOTED = re.compile(r"注[：:意释]|[备附译]注|说明|提示|告诉|告知|联系|反馈|随时|解释|\bnotes?\b", re.IGNORECASE)
"""Words of a source that speaks of notes or of the reader's questions itself."""
_TRANSLATED = re.compile(r"[翻英中汉转直意音笔口互]译|译[文本为成自者注名作]|translat", re.IGNORECASE)
"""Words of a source that speaks of translations itself; 编译 is another matter."""
_ORIGINAL = re.compile(r"译|原[文本]|中文|英文|源码|translat|source", re.IGNORECASE)
"""Words of a source that may speak of an original or of languages."""
_AGREES = re.compile(r"\W*(?:好|当然|没问题|可以|行|是的|对(?:[，,。.！!的]|$)|ok|sure|yes)", re.IGNORECASE)
_REQUESTED_EN = re.compile(r"\W*as (?:you )?request")
_REQUESTED = re.compile(r"\W*(?:按|根据|如|依|应).{0,8}(?:要求|请求|所请)")
_POINTS_EN = re.compile(r"\W*(?:here|below|above|the following|following)")
_POINTS = re.compile(r"\W*(?:以下|下面|如下|这[里是儿就]|在这|here)", re.IGNORECASE)
_REFUSAL = re.compile(
    r"^\W*(?:i'?m sorry|sorry|i apologi[sz]e)?\W*(?:but\s+)?"
    r"(?:as an ai\b|i (?:can(?:'|no)t|am unable to|am not able to|won't)\s+"
    r"(?:help|assist|translate|comply|provide|do that|fulfil|continue|process))",
    re.IGNORECASE,
)


def empty(source: str, target: str) -> Iterator[Complaint]:
    """A segment that says something does not become nothing."""
    if not _SAYS.search(visible(target)) and _SAYS.search(visible(source)):
        yield Complaint(source, target, "the translation is empty", "error")


def runaway(source: str, target: str) -> Iterator[Complaint]:
    """The target is not many times longer than a translation can be.

    English takes 2 to 4 characters for a Chinese one; 10 times plus 80 leaves room for short labels.
    """
    if len(target) <= 80 or len(visible(target)) <= 80:
        return
    if len(visible(target)) > 10 * len(visible(source).strip()) + 80:
        yield Complaint(source, target, f"{len(target)} characters for {len(source)}: the reply ran away", "error")


def chinese_left(source: str, target: str) -> Iterator[Complaint]:
    """No Chinese in the prose of a target whose language does not write it."""
    if target.isascii():
        return
    found = _HAN_RUN.findall(visible(target))
    if found:
        longest = max(found, key=len)
        yield Complaint(source, target, f"still Chinese: {longest[:40]}", "error")


def left_alone(body: bytes) -> Iterator[Complaint]:
    """Chinese that a reader sees although it is no segment: in shortcodes, between paired ones, in HTML."""
    if not _HAN_RUN.search(body.decode("utf-8", "replace")):
        return
    tags = shortcodes(body)
    paired = [block for block in shortcode_blocks(body) if block not in set(tags)]
    html = [(e.start, e.end) for e in parse(body) if e.name in {"Html", "InlineHtml"}] if b"<" in body else []
    places = (
        ("between paired shortcodes (setting translation.shortcode_text)", paired),
        ("in a shortcode's values", tags),
        ("in HTML", html),
    )
    for where, ranges in places:
        texts = [body[start:end].decode("utf-8", "replace") for start, end in ranges]
        found = [match.group() for text in texts for match in _HAN_RUN.finditer(text)]
        if found:
            example = max(found, key=len)[:40]
            said = f"Chinese was left {where}, {len(found)} times: {example}"
            yield Complaint("", example, said, "warning")


def untranslated(source: str, target: str) -> Iterator[Complaint]:
    """For targets that write Chinese characters themselves: the text is not simply the source again."""
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


_ANNOUNCED = re.compile(
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
        if itself and (_TRANSLATED if _BY_A_MODEL.match(itself.group()) else _ORIGINAL).search(visible(source)):
            itself = None
        found = itself or (None if _NOTED.search(source) else _ASIDE.search(target))
    if found:
        words = found.group().strip()[:60]
        yield Complaint(source, target, f"the model talks instead of translating: {words!r}", "error")


def _says_so_itself(source: str, preamble: str) -> bool:
    """Is what looks like a model's preamble what the source says?"""
    if "translat" in preamble or "译" in preamble:
        return _ANNOUNCED.search(source) is not None
    if _REQUESTED_EN.match(preamble):
        return _REQUESTED.match(source) is not None
    return (_POINTS if _POINTS_EN.match(preamble) else _AGREES).match(source) is not None


def _hinted(said: str) -> bool:
    for hint in _HINTS:  # noqa: SIM110 (a generator takes twice as long, and every segment comes by here)
        if hint in said:
            return True
    return False


def blank_line(source: str, target: str) -> Iterator[Complaint]:
    """A segment is one block: a blank line in the reply means that something was added."""
    if "\n" in target and _BLANK.search(target.strip()) and not _BLANK.search(source.strip()):
        yield Complaint(source, target, "there is a blank line: more than one paragraph came back", "error")


def refusal(source: str, target: str) -> Iterator[Complaint]:
    """The model translated instead of declining."""
    if _REFUSAL.search(target) and not re.search("抱歉|对不起|无法|不能|sorry", source, re.IGNORECASE):
        yield Complaint(source, target, "the model declined", "error")


def writes_han(language: str) -> bool:
    """Does `language` use Chinese characters?"""
    return language.lower().split("-")[0] in _CJK
