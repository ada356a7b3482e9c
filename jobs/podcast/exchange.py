"""One section of a script asked of a model: a strict request, a tolerant reading, one repair, then held back."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from jobs.errors import AudioError

Ask = Callable[[str, str], Awaitable[str]]
"""Sends (system message, user message), returns the reply. Raises ModelError when there is none to be had."""

T = TypeVar("T")
_HINT = 'Run it again, with another model, or set podcast.script = "rules" and podcast.mode = "narration".'


@dataclass(frozen=True)
class Verdict(Generic[T]):
    """What was made of a reply, and why it can't be used; no reasons: it can."""

    value: T
    reasons: tuple[str, ...] = ()


async def agreed(
    ask: Ask, system: str, request: Mapping[str, Any], judge: Callable[[list[dict[str, Any]]], Verdict[T]], where: str
) -> T:
    """What `judge` makes of the reply to `request`, asked again once with the reasons if it rejects the first.

    Raises AudioError that names `where` and the reasons when the second is rejected too.
    """
    reply = await ask(system, encoded(request))
    verdict = judge(entries(reply))
    if not verdict.reasons:
        return verdict.value
    again = {**request, "previous": entries(reply) or reply[:2000], "reasons": list(verdict.reasons)}
    verdict = judge(entries(await ask(system, encoded(again))))
    if verdict.reasons:
        listed = "; ".join(verdict.reasons[:5])
        raise AudioError(f"The script of {where} is held back: {listed}", hint=_HINT)
    return verdict.value


def encoded(request: Mapping[str, Any]) -> str:
    """The user message: one JSON object, Chinese readable."""
    return json.dumps(request, ensure_ascii=False)


def entries(reply: str) -> list[dict[str, Any]]:
    """The objects under "lines" in a reply, whatever is around them; [] when there are none.

    Fences, chatter before and after, and a bare list are taken too.
    """
    decoder = json.JSONDecoder(strict=False)
    for at in (at for at, char in enumerate(reply) if char in "{["):
        try:
            value, _ = decoder.raw_decode(reply, at)
        except (json.JSONDecodeError, RecursionError):
            continue
        found = value.get("lines") if isinstance(value, dict) else value
        if isinstance(found, list) and found and all(isinstance(entry, dict) for entry in found):
            return found
    return []


def text_of(entry: Mapping[str, Any]) -> str | None:
    """The entry's text on one line, without marks of Markdown; None when it has none."""
    text = entry.get("text")
    if not isinstance(text, str):
        return None
    return " ".join(text.replace("**", "").replace("`", "").split())


def grouped(sizes: Sequence[int], size: int) -> list[range]:
    """Indices of entries, in order, in groups of at most `size` characters (an entry alone may be longer)."""
    groups: list[range] = []
    start = filled = 0
    for index, length in enumerate(sizes):
        if index > start and filled + length > size:
            groups.append(range(start, index))
            start, filled = index, 0
        filled += length
    return [*groups, range(start, len(sizes))] if sizes else []
