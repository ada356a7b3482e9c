"""The target is text in the target language, all of it, and nothing but the translation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobs.article.markdown import HAN
from jobs.article.segments import visible
from jobs.fidelity.finding import Complaint

_HAN_RUN = re.compile(f"[{HAN}]+(?:[，、。：；“”（）！？\\s]*[{HAN}]+)*")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_CJK = {"zh", "ja"}

_CHATTER = re.compile(
    r"^\W*(?:(?:sure|certainly|of course|okay|ok|absolutely)[,!.:]?\s+)?"
    r"(?:here(?:'s| is| are)\s+(?:the|your|my|a)\b[^.:\n]{0,40}\btranslat\w*"
    r"|(?:the )?(?:english )?translat(?:ion|ed text)(?: is| follows)?\s*:"
    r"|i (?:have|'ve) translated\b|below is the translat|i hope this (?:helps|translation)|let me know if)"
    r"|\n\s*(?:\*\*)?(?:\(?note|translator's note|notes on the translation|explanation)\b\s*(?:\*\*)?\s*:"
    r"|\(?translator's note\b"
    r"|^(?:sure|certainly)[!,.:]\s"
    r"|(?:\bi hope this (?:helps|translation)|let me know if you (?:need|would|have|want))[^.]*[.!]?\s*$"
    r"|^(?:当然|好的)[，,！!]|^(?:以下是|下面是).{0,12}(?:翻译|译文)|^(?:译文|翻译)[:：]",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"^\W*(?:i'?m sorry|sorry|i apologi[sz]e)?\W*(?:but\s+)?"
    r"(?:as an ai\b|i (?:can(?:'|no)t|am unable to|am not able to|won't)\s+"
    r"(?:help|assist|translate|comply|provide|do that|fulfil|continue|process))",
    re.IGNORECASE,
)


def empty(source: str, target: str) -> Iterator[Complaint]:
    """A segment that says something does not become nothing."""
    if re.search(r"\w", visible(source)) and not re.search(r"\w", visible(target)):
        yield Complaint(source, target, "the translation is empty", "error")


def runaway(source: str, target: str) -> Iterator[Complaint]:
    """The target is not many times longer than a translation can be.

    English takes 2 to 4 characters for a Chinese one; 10 times plus 80 leaves room for short labels.
    """
    limit = 10 * len(visible(source).strip()) + 80
    if len(visible(target)) > limit:
        yield Complaint(source, target, f"{len(target)} characters for {len(source)}: the reply ran away", "error")


def chinese_left(source: str, target: str) -> Iterator[Complaint]:
    """No Chinese in the prose of a target whose language does not write it."""
    found = _HAN_RUN.findall(visible(target))
    if found:
        longest = max(found, key=len)
        yield Complaint(source, target, f"still Chinese: {longest[:40]}", "error")


def untranslated(source: str, target: str) -> Iterator[Complaint]:
    """For targets that write Chinese characters themselves: the text is not simply the source again."""
    said = visible(source).strip()
    if len(re.findall(f"[{HAN}]", said)) >= 8 and said == visible(target).strip():
        yield Complaint(source, target, "the text was not translated", "error")


def wrong_script(language: str, target: str) -> str:
    """The reason why `target` can't be `language` (Japanese without kana, Korean without hangul), or ""."""
    letters = len(re.findall(r"[^\W\d_]", visible(target)))
    if letters < 20:
        return ""
    if language == "ja" and not _KANA.search(target):
        return "no kana in a Japanese text"
    if language == "ko" and not _HANGUL.search(target):
        return "no hangul in a Korean text"
    return ""


def chatter(source: str, target: str) -> Iterator[Complaint]:
    """The reply is the translation alone: no preamble, no notes, no offers."""
    found = _CHATTER.search(target)
    if found and not _CHATTER.search(source):
        yield Complaint(
            source, target, f"the model talks instead of translating: {found.group().strip()[:60]!r}", "error"
        )


def refusal(source: str, target: str) -> Iterator[Complaint]:
    """The model translated instead of declining."""
    if _REFUSAL.search(target) and not re.search("抱歉|对不起|无法|不能|sorry", source, re.IGNORECASE):
        yield Complaint(source, target, "the model declined", "error")


def writes_han(language: str) -> bool:
    """Does `language` use Chinese characters?"""
    return language.lower().split("-")[0] in _CJK
