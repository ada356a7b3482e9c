"""What language a file, a front matter or a text is in, told from codes and letters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from jobs.article.markdown import HAN
from jobs.regex import regex

_TWO_LETTERS = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
    ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na
    nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so
    sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
ISO_639_1 = frozenset(_TWO_LETTERS.split())
"""Two-letter language codes of ISO 639-1."""

_MISTAKEN = {"cn": "zh", "jp": "ja", "kr": "ko"}
"""Codes of countries that people write for the language."""
_CODE = regex(r"(?P<language>[A-Za-z]{2})(?:[-_](?P<script>[A-Za-z]{4}))?(?:[-_](?P<region>[A-Za-z]{2}|\d{3}))?")
_TRADITIONAL = frozenset({"tw", "hk", "mo"})
_HAN = regex(f"[{HAN}]")
_KANA = regex("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
_NOT_PROSE = regex(
    r"^[ \t]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*\r?$|\Z)|`[^`\n]+`|\]\([^()\n]*\)|https?://[!-~]+|<[^<>\n]*>|\{\{[^{}\n]*\}\}",
    re.DOTALL | re.MULTILINE,
)
_LETTER = regex(r"[^\W\d_]")
_HAN_SHARE, _KANA_SHARE = 0.2, 0.1


def suffix_language(path: PurePath) -> str:
    """The language code before a file name's extension, as written; "" when there is none.

    `notes.zh-cn.md` has one, `notes.v2.md`, `notes.min.md` and `en.md` have none. Two letters of ISO 639-1,
    with a script or region or without.
    """
    name, dot, code = path.stem.rpartition(".")
    return code if name and dot and _parts(code) else ""


def language_of(path: PurePath, values: Mapping[str, Any]) -> str:
    """What an article is written in: front matter `lang` (a code, or a list's first), else the suffix, else ""."""
    lang = values.get("lang")
    first = next(iter(lang), None) if isinstance(lang, list) else lang
    return first if isinstance(first, str) and first else suffix_language(path)


def looks_chinese(text: str) -> bool:
    """Is at least a fifth of the letters Han, and hardly any kana, which would make it Japanese?

    Code, addresses and HTML of Markdown don't count. A Han character says about as much as a word, so a fifth is
    most of a text that quotes English names.
    """
    prose = _NOT_PROSE.sub(" ", text)
    han, kana = len(_HAN.findall(prose)), len(_KANA.findall(prose))
    return han > 0 and han >= _HAN_SHARE * len(_LETTER.findall(prose)) and kana <= _KANA_SHARE * (han + kana)


def same_language(one: str, other: str) -> bool:
    """Do two codes mean one written language? Regions don't count (en, en-US); scripts do.

    zh, zh-CN, zh_CN and zh-Hans are one; zh-TW, zh-HK and zh-Hant are another. Empty codes are no language.
    """
    first, second = _written(one), _written(other)
    if not first[0] or first[0] != second[0]:
        return False
    return first[1] == second[1] or not (first[1] and second[1])


def _written(code: str) -> tuple[str, str]:
    """(language, script) in lower case; Chinese without a script has its region's."""
    language, *rest = re.split("[-_]", code.strip().lower())
    language = _MISTAKEN.get(language, language)
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    if language == "zh" and not script:
        script = "hant" if _TRADITIONAL & set(rest) else "hans"
    return language, script


def _parts(code: str) -> re.Match[str] | None:
    found = _CODE.fullmatch(code)
    return found if found and found["language"].lower() in ISO_639_1 | _MISTAKEN.keys() else None
