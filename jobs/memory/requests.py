"""The memory's post: requests that go to the model in batches, what became of them, and the batches on their way."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jobs.memory.ledger import AT, Ledger, path_of, place
from jobs.memory.records import Pair

State = Literal["wanted", "sent", "answered", "failed"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request that is to be sent: `size` of its line in bytes, `tokens` it takes in, about."""

    id: str
    model: str
    size: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch made of one request. `note`: why there is no reply, "" when there is one."""

    id: str
    text: str = ""
    finish: str = ""
    model: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A request of one article: `body` as it is sent, `tries` batches that carried it, and its outcome so far."""

    id: str
    body: Mapping[str, Any]
    state: State
    tries: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Parcel:
    """A batch on its way. `handle` is the server's name for it, "" until it is known; `cost` is an upper estimate.

    `tried`: has its creation been asked for, so that it may exist without our knowing its handle?
    """

    token: str
    url: str
    model: str
    requests: int
    cost: float
    created: str
    file: str = ""
    handle: str = ""
    tried: bool = False


class Requests(Ledger):
    """The requests and batches in the memory's file."""

    def want(self, request: Wanted, path: str, pair: Pair, body: Mapping[str, Any], when: str) -> None:
        """Note a request that is to go out with the next batch. One that is under way or answered stays as it is."""
        packed = zlib.compress(json.dumps(body).encode())
        with self._writing() as connection:
            connection.execute(
                """INSERT INTO request (id, path, source_language, target_language, model, size, tokens, body,
                       state, tries, batch, reply, noted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'wanted', 0, '', '{}', ?)
                   ON CONFLICT DO UPDATE SET state = 'wanted', size = excluded.size, tokens = excluded.tokens,
                       body = excluded.body, noted_at = excluded.noted_at WHERE state = 'failed'""",
                (request.id, *place(path, pair), request.model, request.size, request.tokens, packed, when),
            )

    def want_nothing(self) -> None:
        """Take back what is wanted but was not sent: whoever still wants it will say so again."""
        with self._writing() as connection:
            connection.execute("DELETE FROM request WHERE state = 'wanted' AND tries = 0")
            connection.execute("UPDATE request SET state = 'failed' WHERE state = 'wanted'")

    def wanted(self) -> list[Wanted]:
        """What is to be sent, in the order in which it was noted, model by model."""
        rows = self._rows("SELECT id, model, size, tokens FROM request WHERE state = 'wanted' ORDER BY model, number")
        return [Wanted(*row) for row in rows]

    def requests(self, path: str, pair: Pair) -> list[Request]:
        """The requests of one article, oldest first."""
        rows = self._rows(
            f"SELECT id, body, state, tries, reply FROM request WHERE {AT} ORDER BY number", place(path, pair)
        )
        found = ((name, _unpacked(body), state, tries, reply) for name, body, state, tries, reply in rows)
        return [
            Request(name, body, state, tries, Outcome(name, **json.loads(reply)))
            for name, body, state, tries, reply in found
            if body
        ]

    def requesting(self, pair: Pair) -> set[str]:
        """The articles that have requests, by path."""
        rows = self._rows(
            "SELECT DISTINCT path FROM request WHERE source_language = ? AND target_language = ?",
            (pair.source, pair.target),
        )
        return {path_of(path) for (path,) in rows}

    def forget_requests(self, path: str, pair: Pair) -> None:
        """Forget the requests of an article that is done; those under way stay until they are back."""
        with self._writing() as connection:
            connection.execute(f"DELETE FROM request WHERE {AT} AND state != 'sent'", place(path, pair))

    def forget_request(self, name: str) -> None:
        """Forget one request that is not under way."""
        with self._writing() as connection:
            connection.execute("DELETE FROM request WHERE id = ? AND state != 'sent'", (name,))

    def forget_old_requests(self, before: str) -> None:
        """Forget what is not under way and was noted before an ISO time: its article is gone or was edited."""
        with self._writing() as connection:
            connection.execute("DELETE FROM request WHERE state != 'sent' AND noted_at < ?", (before,))

    # Batches

    def begin_parcel(self, parcel: Parcel, names: Iterable[str]) -> None:
        """Resolve to send the wanted requests `names` as one batch: from now on they are under way."""
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, '', '', 0)",
                (parcel.token, parcel.url, parcel.model, parcel.requests, parcel.cost, parcel.created),
            )
            connection.executemany(
                "UPDATE request SET state = 'sent', tries = tries + 1, batch = ? WHERE id = ?",
                [(parcel.token, name) for name in names],
            )

    def take_back_parcel(self, token: str) -> None:
        """A batch that surely was not made: its requests are wanted as before."""
        with self._writing() as connection:
            connection.execute(
                """UPDATE request SET state = 'wanted', tries = tries - 1, batch = ''
                   WHERE batch = ? AND state = 'sent'""",
                (token,),
            )
            connection.execute("DELETE FROM batch WHERE token = ?", (token,))

    def update_parcel(self, parcel: Parcel) -> None:
        """Remember how far a batch has come."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE batch SET file = ?, handle = ?, tried = ? WHERE token = ?",
                (parcel.file, parcel.handle, int(parcel.tried), parcel.token),
            )

    def parcels(self) -> list[Parcel]:
        """The batches under way, oldest first."""
        rows = self._rows(
            """SELECT token, url, model, requests, cost, created, file, handle, tried FROM batch
               ORDER BY created, token"""
        )
        return [Parcel(*row) for row in rows]

    def contents(self, token: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """(id, body) of every request that goes with a batch, always in the same order."""
        names = self._rows("SELECT id FROM request WHERE batch = ? AND state = 'sent' ORDER BY number", (token,))
        for (name,) in names:
            ((body,),) = self._rows("SELECT body FROM request WHERE id = ?", (name,))
            unpacked = _unpacked(body)
            if unpacked:
                yield name, unpacked

    def settle(self, token: str, outcomes: Iterable[Outcome]) -> dict[str, tuple[str, int]]:
        """Take in what a batch made of its requests: (path, tokens) by id of those that were not taken in before."""
        taken = {}
        with self._writing() as connection:
            for told in outcomes:
                reply = {"text": told.text, "finish": told.finish, "model": told.model, "note": told.note}
                row = connection.execute(
                    """UPDATE request SET state = ?, reply = ? WHERE id = ? AND batch = ? AND state = 'sent'
                       RETURNING path, tokens""",
                    ("failed" if told.note else "answered", json.dumps(reply), told.id, token),
                ).fetchone()
                if row:
                    taken[told.id] = path_of(row[0]), int(row[1])
        return taken

    def end_parcel(self, token: str, note: str) -> int:
        """A batch is over: how many of its requests have no outcome; they failed, for the reason `note`."""
        with self._writing() as connection:
            count = connection.execute(
                "UPDATE request SET state = 'failed', reply = ? WHERE batch = ? AND state = 'sent'",
                (json.dumps({"note": note}), token),
            ).rowcount
            connection.execute("DELETE FROM batch WHERE token = ?", (token,))
        return count


def _unpacked(body: bytes) -> dict[str, Any]:
    """A request's body; empty when the disk has altered it."""
    try:
        found = json.loads(zlib.decompress(body))
    except (zlib.error, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
