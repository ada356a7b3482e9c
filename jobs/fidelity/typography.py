"""Mend what a reply gets wrong about characters: full-width punctuation, emphasis that does not render."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pyromark

from jobs.article.markdown import HAN, OPTIONS
from jobs.fidelity.finding import Complaint
from jobs.fidelity.prose import visible
from jobs.regex import regex

WIDE = {"zh", "ja", "ko"}
"""Languages that keep full-width punctuation."""

_AFTER = {
    "，": ",",
    "。": ".",
    "：": ":",
    "；": ";",
    "！": "!",
    "？": "?",
    "、": ",",
    "）": ")",
    "】": "]",
    "％": "%",
}
_BEFORE = {"（": "(", "【": "["}
_QUOTES = str.maketrans({"「": "“", "」": "”", "『": "‘", "』": "’", "《": "“", "》": "”", "〈": "‘", "〉": "’"})
_WIDE_ASCII = [
    *range(0xFF10, 0xFF1A),
    *range(0xFF21, 0xFF3B),
    *range(0xFF41, 0xFF5B),
    *map(ord, "＋－／＆＝"),
]
_STAYS_WHOLE = "∼"
"""What a full-width tilde becomes that is no range: it never strikes out what stands between it and another."""
_PLAIN = str.maketrans({"　": " ", "～": _STAYS_WHOLE, **{chr(code): chr(code - 0xFEE0) for code in _WIDE_ASCII}})
_FULL_WIDTH = regex("[，。：；！？、（）【】％「」『』《》〈〉　０-９Ａ-Ｚａ-ｚ～＋－／＆＝]")
_KEPT = regex(r"(`+)(?!`).*?(?<!`)\1(?!`)|⟦\d+⟧|\\[*_]|[\ue000-\uf7ff]", re.DOTALL)
"""What is not touched; private characters, as icons are, are taken for what is kept while the rest is changed."""
_STRONG = regex(r"\*{2,}")
_HAN = regex(f"[{HAN}]")


_WIDE_RANGE = regex(r"(?<=[\d%‰°℃℉]) ?～ ?(?=[$¥€£+−-]?\d)|(?<=[\w%‰°℃℉)\]\ue000-\uf7ff])～(?=[\w$¥€£\ue000-\uf7ff])")
_RANGE = regex(r"(?<![\w.,/-])([$¥€£]?\d[\d.,]*(?:[%‰°℃℉]|°[CF]|[A-Za-z]{1,3})?)~(?=([$¥€£]?\d(?:[\d.,]*\d)?))")
"""5~10: two of them in a text strike out what is between them."""


def mend(text: str, language: str, source: str = "") -> str:
    """`text` with the typography of `language`; code, tokens and escapes are not touched. Idempotent.

    A range of figures has a dash, but for what `source` writes in the same form, as versions.
    """
    if language.lower().split("-")[0] not in WIDE:
        if _FULL_WIDTH.search(text):
            text = _outside_kept(text, _narrow)
        if "~" in text:
            text = _outside_kept(text, lambda told: _RANGE.sub(lambda found: _dashed(found, source), told))
    if "**" in text and any(True for _ in stray_markers(text)):
        text = _mend_strong(text)
    return text


def stray_emphasis(source: str, target: str) -> Iterator[Complaint]:
    """Asterisks that a reader would see: `**` anywhere, or more single `*` than the source shows."""
    shown = [target[a:b] for a, b in stray_markers(target)]
    strong = [mark for mark in shown if len(mark) > 1]
    single = len(shown) - len(strong)
    allowed = sum(1 for a, b in stray_markers(source) if b - a == 1) if single else 0
    if strong or single > allowed:
        mark = (strong or shown)[0]
        yield Complaint(source, target, f"{mark} would show as characters on the page", "error")


def full_width(source: str, target: str) -> Iterator[Complaint]:
    """Full-width punctuation in a target that has none."""
    if target.isascii() or not _FULL_WIDTH.search(target):
        return
    found = "".join(sorted(set(_FULL_WIDTH.findall(_KEPT.sub("", target)))))
    if found:
        yield Complaint(source, target, f"full-width characters left: {found}", "warning")


def half_quoted(source: str, target: str) -> Iterator[Complaint]:
    """Quotation marks come in pairs, where the source's do."""
    if is_half_quoted(source, target):
        yield Complaint(source, target, "a quotation is opened and not closed, or closed and not opened", "warning")


def is_half_quoted(source: str, target: str) -> bool:
    """Has the target half of a quotation, while the source has whole ones? Inches (6") are no quotations."""
    if '"' not in target and "“" not in target and "”" not in target:
        return False
    told = visible(target)
    return not (_is_paired(told) or _is_paired(_INCHES.sub("", told))) and _is_paired(visible(source))


_INCHES = regex('\\d ?["”″]')


def _is_paired(text: str) -> bool:
    pairs = all(text.count(one) == text.count(other) for one, other in ("“”", "「」", "『』"))
    return pairs and text.count('"') % 2 == 0


def stray_markers(text: str) -> Iterator[tuple[int, int]]:
    """Character ranges of the runs of `*` that the parser left in the text as characters."""
    if "*" not in text:
        return
    raw, runs = text.encode(), list[list[int]]()
    for event, span in pyromark.events_with_range(text, options=OPTIONS):
        if not isinstance(event, dict) or "Text" not in event:
            continue
        start = span["start"]
        for found in re.finditer(rb"\*+", raw[start : span["end"]]):
            a, b = start + found.start(), start + found.end()
            if raw[a - 1 : a] == b"\\":
                continue
            if runs and runs[-1][1] == a:  # the parser hands out a run's asterisks one by one
                runs[-1][1] = b
            else:
                runs.append([a, b])
    for a, b in runs:
        at = len(raw[:a].decode())
        yield at, at + b - a


def _outside_kept(text: str, change: Callable[[str], str]) -> str:
    """Apply `change` to `text` with code, tokens and escapes standing in as single private characters."""
    kept: list[str] = []

    def hide(match: re.Match[str]) -> str:
        kept.append(match.group())
        return chr(0xE000 + len(kept) - 1)

    if len(_KEPT.findall(text)) > 6000:
        return text
    changed = change(_KEPT.sub(hide, text))
    return re.sub("[\ue000-\uf7ff]", lambda m: kept[ord(m.group()) - 0xE000], changed) if kept else changed


def _narrow(text: str) -> str:
    """Full-width to half-width, with the spaces that the half-width marks need."""
    if _HAN.search(text):
        return text
    for wide, narrow in _AFTER.items():
        text = re.sub(rf"[ \t]*{wide}(?=[\w“‘\ue000-\uf7ff(\[])", f"{narrow} ", text)
        text = re.sub(rf"[ \t]*{wide}", narrow, text)
    for wide, narrow in _BEFORE.items():
        text = re.sub(rf"(?<=[\w”’\ue000-\uf7ff)\].,;:!?]){wide}[ \t]*", f" {narrow}", text)
        text = re.sub(rf"{wide}[ \t]*", narrow, text)
    text = re.sub(r"(?<=\d)%[ ](?=[.,;:)])", "%", text)
    return _WIDE_RANGE.sub("–", text.translate(_QUOTES)).translate(_PLAIN)


def _dashed(found: re.Match[str], source: str) -> str:
    return found[0] if f"{found[1]}~{found[2]}" in source else f"{found[1]}–"


def _mend_strong(text: str) -> str:
    """Make `**` render: spaces out, lone punctuation bare, a space where flanking needs one; else drop it."""
    text = _outside_kept(text, _pair_strong)
    for _ in range(8):
        stray = [(a, b) for a, b in stray_markers(text) if b - a > 1]
        if not stray:
            break
        for a, b in reversed(stray):
            text = text[:a] + text[b:]
    return text


def _pair_strong(text: str) -> str:
    pieces = re.split(r"\*\*", re.sub(r"\*{4,}", "", text))
    if len(pieces) % 2 == 0:
        return "**".join(pieces)
    out = [pieces[0]]
    for inner, after in zip(pieces[1::2], pieces[2::2], strict=True):
        before = "".join(out)[-1:]
        lead, core, trail = _strip(inner)
        if not re.search(r"\w|[\ue000-\uf7ff]", core):
            out += [lead + core + trail, after]
            continue
        if not lead and re.match(r"[^\w\s]", core) and re.match(r"\w", before):
            lead = " "
        if not trail and re.search(r"[^\w\s]$", core) and re.match(r"\w", after):
            trail = " "
        out += [f"{lead}**{core}**{trail}", after]
    return "".join(out)


def _strip(inner: str) -> tuple[str, str, str]:
    core = inner.strip()
    if not core:
        return inner, "", ""
    at = inner.index(core)
    return inner[:at], core, inner[at + len(core) :]
