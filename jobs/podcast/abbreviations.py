"""English abbreviations and initials as they are said."""

from __future__ import annotations

import re

from jobs.regex import regex

_END = (
    r"(?=\s+(?:The|A|An|In|On|At|It|He|She|They|We|But|And|This|That|These|Those|For|As|By|If|When|After|"
    r"Its|With|His|Her|There|Last|Under|To|From|Since|While|Then|However|Meanwhile)\b|\s*$)"
)

_SAID: tuple[tuple[str, str], ...] = (
    (r"\be\.\s?g\.,?(?!\w)", "for example,"),
    (r"\bi\.\s?e\.,?(?!\w)", "that is,"),
    (r"\bvs?\.(?=\s)|\bvs\b", "versus"),
    (r"\betc\.(?=\s+[A-Z“\"]|\s*$)", "and so on."),
    (r"\betc\.", "and so on"),
    (r"\bet al\.(?=\s+[A-Z“\"]|\s*$)", "and others."),
    (r"\bet al\.", "and others"),
    (r"\b[Aa]pprox\.(?=\s)", "about"),
    (r"\bcf\.(?=\s)", "compare"),
    (r"\b(?:ca|c)\.(?=\s?\d)", "about"),
    (r"\bw/o\b", "without"),
    (r"\bw/(?=\s)", "with"),
    (r"\bNos\.(?=\s?\d)", "numbers"),
    (r"\b(?:No\.|№)(?=\s?\d)", "number"),
    (r"№\s?", "number "),
    (r"\b[Ff]ig\.(?=\s?\d)", "figure"),
    (r"\b[Vv]ol\.(?=\s?\d)", "volume"),
    (r"\bpp\.(?=\s?\d)", "pages"),
    (r"\bp\.(?=\s?\d)", "page"),
    (r"\bMr\.?(?=\s)", "Mister"),
    (r"\bMrs\.?(?=\s)", "Missus"),
    (r"\bMs\.(?=\s)", "Ms"),
    (r"\bDr\.?(?=\s[A-Z])", "Doctor"),
    (r"\bProf\.(?=\s)", "Professor"),
    (r"\bGen\.(?=\s[A-Z])", "General"),
    (r"\bGov\.(?=\s[A-Z])", "Governor"),
    (r"\bSen\.(?=\s[A-Z])", "Senator"),
    (r"\bRep\.(?=\s[A-Z])", "Representative"),
    (r"\bSt\.(?=\s[A-Z][a-z])", "Saint"),
    (r"\bJr\.", "Junior"),
    (r"\bSr\.", "Senior"),
    (r"\bInc\." + _END, "Incorporated."),
    (r"\bInc\b\.?", "Incorporated"),
    (r"\bCorp\." + _END, "Corporation."),
    (r"\bCorp\.?(?=\W|$)", "Corporation"),
    (r"\bCo\.,? Ltd\." + _END, "Company Limited."),
    (r"\bCo\.,? Ltd\.?(?=\W|$)", "Company Limited"),
    (r"\bLtd\." + _END, "Limited."),
    (r"\bLtd\.?(?=\W|$)", "Limited"),
    (r"\bCo\.(?=\s|,)", "Company"),
    (r"\bPh\.?D\.?", "P H D"),
    (r"\b(?:[Dd]ept)\.", "department"),
    (r"\b[Gg]ovt\.", "government"),
    (r"\b[Aa]vg\.", "average"),
    (r"\b[Mm]in\.(?=\s\d)", "minimum"),
    (r"\b[Mm]ax\.(?=\s\d)", "maximum"),
)
_COMPILED = tuple((regex(pattern), said) for pattern, said in _SAID)

_DOTTED = regex(r"\b((?:[A-Z]\.){2,})" + _END)
_DOTTED_INSIDE = regex(r"\b((?:[A-Z]\.){2,})(?=\W|$)")

_VOWELLED = (
    "ACL ADK AGI AI AIGC AMA AMD AOL AOP API APAC ARR ASI ASIC ATM AWS CEO CFO CIA CIO COO CPU CTO DOE DOJ EDA EIA EPA "
    "EPS ESA ETA ETF EU EUV EV FAQ FBI FDA GPA GPU HIV IAEA IBM ICU IDC IDE IDL CLI GUI ORM "
    "IEA IEC IEEE IMF IMO IO IP IPO IQ KPI ISBN ISO "
    "ISS IT LED MIIT MIT NBA NGO NPU OECD OKR OSS OEM OLED OS OTA PE PPI QA ROE ROI SEC SLA SLO SSO "
    "SUV TEU TPU UAE UAV UI UK UN URL "
    "US USA USB USD UTC UV UX VIP VPN"
)
_SPELLED = frozenset(_VOWELLED.split())
"""Initials with a vowel that are said letter by letter. Those without one (GPT, CSC) always are."""
_VOWEL = regex("[AEIOUY]")
_UNSAYABLE = regex("^(?!STR|SCR|SPR|SHR|THR|SCH|CHR|SPL|PHR)[^AEIOUY]{3}|[^AEIOUYLNR][^AEIOUY]{2}$")
"""Three consonants in a row that no English word begins or ends with: DCSA, ICLR."""
_WORDS = frozenset({"HMM", "SHH", "PSST", "NTH"})
_INITIALS = regex(r"(?<![\w-])([A-Z]{2,5})(s|'s|’s)?(?![\w])(-(?=[A-Za-z]))?")


def abbreviations(text: str) -> str:
    """`e.g.`, `vs.`, `Inc.`, `U.S.` and the like in full; a full stop that also ends the sentence stays."""
    for pattern, said in _COMPILED:
        text = pattern.sub(said, text)
    text = _DOTTED.sub(lambda found: " ".join(found[1].replace(".", "")) + ".", text)
    text = _DOTTED_INSIDE.sub(lambda found: " ".join(found[1].replace(".", "")), text)
    return re.sub(r",\s*,", ",", text)


def letters(text: str) -> str:
    """Initials apart, so that a voice spells them; a text all in capitals is left alone."""
    if text.isupper() and " " in text:
        return text
    return _INITIALS.sub(lambda found: _spell(found[1], found[2] or "", found[3] or ""), text)


def spelled(word: str) -> str:
    """`word` letter by letter if it is said so, else as it is."""
    return " ".join(word) if _is_spelled(word) else word


def _spell(word: str, tail: str, hyphen: str) -> str:
    if not _is_spelled(word):
        return word + tail + hyphen
    return " ".join(word) + ("'s" if tail else "") + (" " if hyphen else "")


def _is_spelled(word: str) -> bool:
    """Capitals without a vowel, or known to be spelled; in a Roman numeral's letters alone they are not."""
    if not word.isupper() or len(word) < 2:
        return False
    silent = not _VOWEL.search(word) and not re.fullmatch("[XVI]+", word)
    return word in _SPELLED or (word not in _WORDS and (silent or bool(_UNSAYABLE.search(word))))
