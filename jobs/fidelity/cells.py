"""Texts without a word to translate, cells of tables above all: their figures stay as they are.

A translator may count a whole column in another unit: 亿元 above 386.4 becomes "bn yuan" above 38.64.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal

from jobs.fidelity.finding import Finding
from jobs.regex import regex

_NUMBER = regex(r"[-+−]?\d[\d,]*(?:\.\d+)?")
_SCALE = regex(r"[十百千]?[万亿]\S{0,3}")
"""What a heading counts by: 亿元, 万辆."""
_COUNTS_BY = regex(r"[（(]\s?(?:单位\s?[：:]\s?)?([十百千]?[万亿])")
_SCALES = {
    scale: regex(rf"(?:{said})", re.IGNORECASE)
    for scale, said in {
        "万": r"10,?000|10 ?k\b|ten[- ]thousand",
        "十万": r"100,?000|100 ?k\b|hundred[- ]thousand",
        "百万": r"million|\bm(?:n|ln)?\b",
        "千万": r"10 ?m(?:n|ln)?\b|10 million|ten[- ]million",
        "亿": r"100 ?m(?:n|ln)?\b|100 million|hundred[- ]million|0\.1 ?(?:bn|billion)",
        "十亿": r"billion|\bbn\b",
        "百亿": r"10 ?bn\b|10 billion|ten[- ]billion",
        "千亿": r"100 ?bn\b|100 billion|hundred[- ]billion",
        "万亿": r"trillion|\btr?n\b",
    }.items()
}
_FEWEST = 2
"""Cells that must be powers of ten apart before a column counts as counted anew."""


def is_rescaled(source: str, target: str) -> bool:
    """Is it one number on both sides, and one a power of ten of the other?"""
    ours, theirs = _NUMBER.fullmatch(source.strip()), _NUMBER.fullmatch(target.strip())
    if ours is None or theirs is None:
        return False
    one, other = (Decimal(found[0].replace(",", "").replace("−", "-")) for found in (ours, theirs))
    if not one or not other or one == other:
        return False
    return (other / one).normalize().as_tuple().digits == (1,)


def counts_otherwise(source: str, target: str) -> bool:
    """Is it a heading that counts by the ten thousand (月产能（万片）), and by something else in the target?"""
    scale = _COUNTS_BY.search(source)
    return scale is not None and scale[1] in _SCALES and not _SCALES[scale[1]].search(target)


def recounted(found: Iterable[Finding], rescaled: Collection[str], columns: Collection[str]) -> list[Finding]:
    """The findings, where cells that were counted anew together with their heading are only worth a look.

    `rescaled`: the ids of segments that `is_rescaled`; `columns`: of headings that have another scale
    (`counts_otherwise`). Where no heading has lost its scale, all errors stay.
    """
    findings = list(found)
    headings = {f.segment for f in findings if f.check == "quantities" and _SCALE.fullmatch(f.source)}
    if not (headings or columns) or len(rescaled) < _FEWEST:
        return findings
    anew = headings.union(rescaled)
    return [
        replace(f, severity="warning", message=f"{f.message}; is the column counted anew?")
        if f.segment in anew and f.check == "quantities" and f.severity == "error"
        else f
        for f in findings
    ]
