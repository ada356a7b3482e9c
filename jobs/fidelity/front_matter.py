"""The front matter of a translation: what no reader reads is the source's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from jobs.article.markdown import has_han
from jobs.fidelity import adapted
from jobs.fidelity.finding import Complaint

_OF_ONE_LANGUAGE = frozenset({"lang", "language", "locale", "translations", "translation", "podcast", "translator"})
"""Keys that speak of one of the two articles."""
_TOLD = frozenset({"tags", "categories", "keywords", "series"})
"""Keys whose words people translate, Chinese or not."""
_ADAPTED = frozenset({"aliases", "url", "slug", "permalink", "redirect_from", "lastmod", "updated"})
"""Keys that people give a value of their own."""


def compare(source: Mapping[str, Any], target: Mapping[str, Any], fields: Sequence[str]) -> Iterator[Complaint]:
    """Keys of the source are there with the same value, but for what is translated (`fields`) or has Chinese in it.

    In other people's work, who may have had a reason: no difference is an error.
    """
    if source and not target:
        yield Complaint("", "", "the front matter is gone", "warning")
        return
    told = _TOLD | {name.lower() for name in fields}
    ours = {"draft": False} | {key.lower(): value for key, value in source.items()}
    theirs = {key.lower(): value for key, value in target.items()}
    for key in (key for key in ours if key not in _OF_ONE_LANGUAGE):
        for path, one, other in _differences(key, ours[key], theirs.get(key)):
            if other is None:
                yield Complaint(str(one), "", f"`{path}` is gone", "info" if key in _ADAPTED else "warning")
            elif key not in told:
                mild = key in _ADAPTED or adapted.is_alike(str(one), str(other))
                said = f"`{path}`: {_short(one)} has become {_short(other)}"
                yield Complaint(str(one), str(other), said, "info" if mild else "warning")


def _differences(path: str, one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:
    """(key, value of the source, value of the target or None) where nested values differ; texts in Chinese don't."""
    if other is None:
        if one:
            yield path, one, None
    elif isinstance(one, Mapping) and isinstance(other, Mapping):
        for key, value in one.items():
            yield from _differences(f"{path}.{key}", value, other.get(key))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (value, told) in enumerate(zip(one, other, strict=True)):
            yield from _differences(f"{path}[{number}]", value, told)
    elif not _is_same(one, other) and not (has_han(str(one)) and not _is_data(one)):
        yield path, one, other


def _is_data(value: Any) -> bool:
    """Is it a mapping, or a list of them?"""
    return isinstance(value, Mapping) or (isinstance(value, list) and any(map(_is_data, value)))


def _is_same(one: Any, other: Any) -> bool:
    """Are two values equal, however they are spelt: `true`, "true", a moment in another zone?"""
    moment = _moment(one)
    return str(one).lower() == str(other).lower() or (moment is not None and moment == _moment(other))


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"
