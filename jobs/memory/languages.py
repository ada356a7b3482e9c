"""Which language codes mean the same text: `zh_Hans_CN` is `zh-CN`, `EN-us` will do for `en`, `zh-TW` is another."""

from __future__ import annotations

from collections.abc import Iterable

_PRIMARY = {"cmn": "zh", "chi": "zh", "zho": "zh", "eng": "en"}
"""ISO 639-3 and 639-2 codes that tools write for the two languages of the tuned pair."""
_TRADITIONAL = frozenset({"tw", "hk", "mo"})


def choose(codes: Iterable[str], wanted: str) -> str | None:
    """The code that stands for `wanted`: the one spelt like it, else the first that means the same, else None."""
    fitting = [code for code in codes if matches(code, wanted)]
    exact = [code for code in fitting if _plain(code) == _plain(wanted)]
    return next(iter(exact or fitting), None)


def matches(code: str, wanted: str) -> bool:
    """May text marked `code` serve as `wanted`? (BCP 47 tags, in any case, with `-` or `_`.)

    Chinese goes by its script, which a region implies; elsewhere a missing script or region fits any.
    """
    (primary, script, region), (wanted_primary, wanted_script, wanted_region) = _parts(code), _parts(wanted)
    if primary != wanted_primary or _differ(script, wanted_script):
        return False
    return primary == "zh" or not _differ(region, wanted_region)


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _parts(code: str) -> tuple[str, str, str]:
    """(primary language, script, region), "" for what is not said."""
    first, *rest = _plain(code).split("-")
    primary = _PRIMARY.get(first, first)
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    region = next((part for part in rest if len(part) == 2 or (len(part) == 3 and part.isdigit())), "")
    if primary == "zh" and not script:
        script = "hant" if region in _TRADITIONAL else "hans"
    return primary, script, region


def _plain(code: str) -> str:
    return code.strip().lower().replace("_", "-")
