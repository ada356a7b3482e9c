"""A chat completion as it comes over the wire, live or in a batch's file, and what a job needs to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jobs.model.spending import Usage, estimate_tokens

_MOST = 10**9
"""Tokens: no request or reply has more."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: its text, how it ended ("stop", "length", "content_filter", "refusal", …), tokens, model.

    A refused or filtered one has no text.
    """

    text: str
    finish: str
    usage: Usage
    model: str

    @property
    def cut(self) -> bool:
        """Did it end for want of room?"""
        return self.finish == "length"


def reply_of(body: Any, *, model: str = "", asked: int = 0) -> Reply | None:
    """The reply in `body`, the JSON of a chat completion; None when it is no such thing.

    `model` is the one that was asked, for endpoints that don't say who answers; `asked`: see `usage_of`.
    """
    try:
        choice = body["choices"][0]
        message = choice["message"]
        content, refusal = message.get("content"), message.get("refusal")
        finish = "refusal" if refusal else str(choice.get("finish_reason") or "")
    except (KeyError, IndexError, TypeError, AttributeError):
        return None
    text = content if isinstance(content, str) and content.strip() else ""
    usage = usage_of(body, asked=asked, text=text)
    answered = body.get("model")
    kept = "" if finish in {"refusal", "content_filter"} else text
    return Reply(kept, finish, usage, answered if isinstance(answered, str) and answered else model)


def usage_of(body: Any, *, asked: int = 0, text: str = "") -> Usage:
    """Tokens as the server counted them; where it does not count, `asked` and what `text` has by its characters."""
    given = body.get("usage") if isinstance(body, dict) else None
    given = given if isinstance(given, dict) else {}
    taken_in, written = _count(given.get("prompt_tokens")), _count(given.get("completion_tokens"))
    details = given.get("prompt_tokens_details")
    cached = _count(details.get("cached_tokens")) if isinstance(details, dict) else 0
    return Usage(
        asked if taken_in is None else taken_in,
        cached or 0,
        estimate_tokens(text) if written is None else written,
    )


def _count(given: Any) -> int | None:
    """A number of tokens that can be one."""
    return given if type(given) is int and 0 <= given < _MOST else None
