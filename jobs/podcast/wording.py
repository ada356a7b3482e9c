"""Inline text of an article on its way to a listener: without stray marks and addresses, code as words."""

from __future__ import annotations

import re

from jobs.article.markdown import HAN
from jobs.regex import regex

GAP = "\ufffc"
"""Stands in `said` and `shown` where a bare address was."""
SNIPPET, FORMULA = "\ufff9", "\ufffa"
"""Stand in `said` for code and formulas that nobody can say."""

URL = regex(
    r"(?:https?|ftp)://[^\s<>\"'“”‘’（）()，。；！？、]+(?:\([^\s<>()]*\)[^\s<>()（），。；、]*)*|www\.[\w./?#=&%-]+"
)
_CITATION = regex(r"(?<=\S)\s?\[\d{1,3}\](?!\()|\[#\d+\]\s?")
_STRAY = regex(r"\*{2,}|~{2,}|(?<!\w)_{2,}|_{2,}(?!\w)|\u200b|\ufeff")
_WIDE = rf"[{HAN}\u3000-\u303f\uff00-\uffef“”‘’…—]"
_SOFT = regex(rf"(?<={_WIDE})\n(?={_WIDE})")
_SAYABLE = regex(r"[\w$@.+#-]+(?:[ _.:-]+[\w$@.+#-]+){0,5}(?:\(\))?")
_LONGEST_CODE = 40
_SIMPLE_MATH = regex(r"[A-Za-z]{1,2}|\d[\d,.]*")
_GAP_BRACKETS = regex(rf"\s?[(（\[【<]\s*[^()（）\[\]【】]{{0,12}}{GAP}\s*[)）\]】>]")
_SENTENCE = regex(r".+?(?:[。！？]+[”’」』）]*|[.!?]+[\"”’)]*(?=\s|$)|$)\s*", re.DOTALL)
_SHORT_LEAD, _LONG_LEAD = 12, 70
"""Letters (a Chinese character is two) of a sentence that goes with its address, at most; the longer one must lead."""
_LEADS = regex(
    r"(?:\b(?:at|see|via|from|here|visit|link|url|to|on|is|and|or|in)|[:：见阅问址接为是在自往到])\s*$", re.IGNORECASE
)


def said_code(code: str) -> str:
    """Code that is a word, or a few, as it is said; anything longer is a snippet."""
    if len(code) > _LONGEST_CODE or not _SAYABLE.fullmatch(code):
        return SNIPPET
    words = code.removesuffix("()").replace("_", " ")
    return " ".join(re.sub(r"(?<!\S)-{1,2}(?=[A-Za-z])", "", words).split()) or SNIPPET


def said_formula(formula: str) -> str:
    """A single letter or number as it is; anything longer is a formula that nobody can say."""
    return formula if _SIMPLE_MATH.fullmatch(formula) else FORMULA


def tidy(text: str) -> str:
    """`text` on one line, without citation marks, stray markers, and without what led to a bare address."""
    text = _STRAY.sub("", _CITATION.sub("", text))
    text = " ".join(_SOFT.sub("", text).split())
    if GAP in text:
        text = _without_gaps(text)
    return re.sub(r"[(（]\s*[)）]", "", text).strip()


def _without_gaps(text: str) -> str:
    """`text` without addresses. A short sentence that only leads to one goes with it, one with a figure never."""
    kept = []
    for sentence in _SENTENCE.findall(_GAP_BRACKETS.sub("", text)):
        before, gap, _ = sentence.partition(GAP)
        rest = sentence.replace(GAP, "")
        if not gap:
            kept.append(sentence)
        elif not _only_leads(before, rest):
            lead = _LEADS.search(before)
            cut = (
                before[: lead.start()].rstrip(" ,，:：")
                if lead and not re.search(r"\w", rest[len(before) :])
                else before
            )
            kept.append(cut + re.sub(rf"\s?{GAP}", "", sentence[len(before) :]))
    return re.sub(r"\s+(?=[.,;!?，。；！？])", "", "".join(kept)).strip()


def _only_leads(before: str, rest: str) -> bool:
    """Does a sentence, its address taken out as `rest`, say nothing but where something is?"""
    if re.search(r"\d", rest):
        return False
    weight = sum(2 if char > "\u2e7f" else 1 for char in rest.strip())
    return weight <= _SHORT_LEAD or (weight <= _LONG_LEAD and _LEADS.search(before) is not None)
