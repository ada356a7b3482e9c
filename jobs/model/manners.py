"""How an endpoint wants a model to be asked: what it rejected once is not sent again.

The shape of a reply is asked for as a strict JSON schema, else as any JSON object, else not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from jobs.regex import regex

LADDER = ("json_schema", "json_object", "")

_STRUCTURE = regex(
    r"response_format|json_schema|json_object|structured.?output|json mode|guided|grammar", re.IGNORECASE
)
_OPTIONS = {
    "temperature": re.compile(r"temperature", re.IGNORECASE),
    "reasoning_effort": re.compile(r"reasoning|thinking", re.IGNORECASE),
}


class Facts(Protocol):
    """Small facts that outlive a run, by name; the translation memory keeps them."""

    def get_fact(self, name: str, default: Any = None) -> Any:
        """The JSON value stored under `name`."""

    def set_fact(self, name: str, value: Any) -> None:
        """Store a JSON value."""


class Notes:
    """Facts for one run, in memory."""

    def __init__(self) -> None:
        self._facts: dict[str, Any] = {}

    def get_fact(self, name: str, default: Any = None) -> Any:
        """The value stored under `name`."""
        return self._facts.get(name, default)

    def set_fact(self, name: str, value: Any) -> None:
        """Store a value."""
        self._facts[name] = value


@dataclass(frozen=True)
class Manner:
    """The kind of `response_format` to ask for ("" for none), and the options that are left out."""

    structure: str = LADDER[0]
    without: tuple[str, ...] = ()

    def options(self, schema: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """The optional part of a request."""
        options = {name: value for name, value in wanted.items() if name not in self.without}
        if schema and self.structure == "json_schema":
            options["response_format"] = {"type": "json_schema", "json_schema": dict(schema)}
        elif schema and self.structure == "json_object":
            options["response_format"] = {"type": "json_object"}
        return options

    def after(self, sent: Mapping[str, Any], param: str, message: str) -> Manner | None:
        """What to do differently after a 400 that names something that was sent; None: it names nothing of ours."""
        said = f"{param} {message}"
        for name, named in _OPTIONS.items():
            if name in sent and named.search(said):
                return replace(self, without=(*self.without, name))
        if "response_format" in sent and _STRUCTURE.search(said):
            step = LADDER.index(sent["response_format"]["type"]) + 1
            return replace(self, structure=LADDER[step])
        return None

    def merged(self, other: Manner) -> Manner:
        """Both lessons in one: calls under way at once may each learn one."""
        lower = max(LADDER.index(self.structure), LADDER.index(other.structure))
        return Manner(LADDER[lower], tuple(dict.fromkeys((*self.without, *other.without))))


def recall(facts: Facts, url: str, model: str) -> Manner:
    """What is remembered of `model` at `url`; the best of manners when there is nothing, or nothing sensible."""
    stored = facts.get_fact(_name(url, model))
    if not isinstance(stored, dict) or stored.get("structure") not in LADDER:
        return Manner()
    without = stored.get("without")
    return Manner(stored["structure"], tuple(n for n in without if n in _OPTIONS) if isinstance(without, list) else ())


def remember(facts: Facts, url: str, model: str, manner: Manner) -> None:
    """Keep what was learned."""
    facts.set_fact(_name(url, model), {"structure": manner.structure, "without": list(manner.without)})


def _name(url: str, model: str) -> str:
    return f"manner {re.sub(r'(?<=://)[^/@]+@', '', url).rstrip('/')} {model}"
