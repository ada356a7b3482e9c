"""What an article has asked for in batches and heard so far, found again segment by segment.

An article may be cut otherwise by the time the replies are there: it was edited, or the memory knows more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jobs.asking import Heard
from jobs.memory.records import SHORT
from jobs.memory.requests import Request
from jobs.model.wire import parse


@dataclass(frozen=True)
class Piece:
    """One segment as it is asked for; `again` is what a second try carries besides, "" in a first one."""

    id: str
    text: str
    again: str = ""

    def keys(self, model: str) -> list[tuple[str, ...]]:
        """What it is found by. Ids shift with edits, but short texts hang on what is around them."""
        loose = (model, self.again, self.text)
        return [(*loose, self.id), loose] if len(self.text) > SHORT else [(*loose, self.id)]


def pieces(message: str) -> list[Piece]:
    """What a user message asks for."""
    return [
        Piece(
            segment["id"],
            segment["text"],
            json.dumps([segment.get("previous"), segment.get("reasons")]) if "reasons" in segment else "",
        )
        for segment in json.loads(message)["segments"]
    ]


@dataclass(frozen=True)
class Post:
    """What an article has asked for and heard so far: `by_piece` finds request and answer by a piece's keys."""

    requests: Mapping[str, Request]
    by_piece: Mapping[tuple[str, ...], Sequence[tuple[Request, str]]]

    @classmethod
    def of(cls, requests: Iterable[Request], system: str) -> Post:
        """The post of an article's requests, as far as they went with this system message."""
        mine = {r.id: r for r in requests if r.body["messages"][0]["content"] == system}
        found: dict[tuple[str, ...], list[tuple[Request, str]]] = {}
        for request in mine.values():
            offered = pieces(request.body["messages"][-1]["content"])
            given = parse(request.outcome.text, [piece.id for piece in offered]).texts if request.outcome.text else {}
            for piece in offered:
                for key in piece.keys(request.body["model"]):
                    found.setdefault(key, []).append((request, given.get(piece.id, "")))
        return cls(mine, found)

    def heard(self, name: str, model: str, wanted: Sequence[Piece]) -> Heard | None:
        """The reply that answers `wanted`: the one to this very request, else one made of what others of the
        article brought (its texts may be cut otherwise by now); None when there is nothing of it."""
        same = self.requests.get(name)
        if same and same.state == "answered":
            return Heard(same.outcome.text, same.outcome.finish == "length", same.outcome.model)
        texts: dict[str, str] = {}
        by = model
        for piece in wanted:
            answers = [(request, text) for request, text in self._found(piece, model) if text]
            if answers:
                request, texts[piece.id] = answers[0]
                by = request.outcome.model
        if not texts:
            return None
        said = {"segments": [{"id": name, "text": text} for name, text in texts.items()]}
        return Heard(json.dumps(said, ensure_ascii=False), False, by)

    def related(self, model: str, wanted: Iterable[Piece]) -> list[Request]:
        """The requests that carried some of `wanted`."""
        return list({r.id: r for piece in wanted for r, _ in self._found(piece, model)}.values())

    def _found(self, piece: Piece, model: str) -> list[tuple[Request, str]]:
        return [pair for key in piece.keys(model) for pair in self.by_piece.get(key, ())]
