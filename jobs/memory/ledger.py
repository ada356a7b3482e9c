"""The memory's books: articles that were held back, small facts, and what each month has cost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from jobs.errors import ArticleError
from jobs.memory.database import explained, transaction
from jobs.memory.opening import PATIENCE, connect, copy
from jobs.memory.records import Held, Pair, Spent

AT = "path = ? AND source_language = ? AND target_language = ?"


class Ledger:
    """The memory's file, open. `recovered` is a sentence when a damaged file was moved aside, else ""."""

    def __init__(self, path: Path, connection: sqlite3.Connection, recovered: str) -> None:
        self.path = path
        self.recovered = recovered
        self._connection = connection
        self._joined = False

    @classmethod
    def open(cls, path: Path, *, patience: float = PATIENCE) -> Self:
        """The memory at `path`, made with its folder if need be; waits `patience` seconds for a writer.

        Raises MemoryFileError when it is locked, read-only, not ours or from a newer version.
        """
        connection, recovered = connect(path, patience=patience)
        return cls(path, connection, recovered)

    @classmethod
    def copy(cls, path: Path) -> Self:
        """What the memory at `path` knows, empty where there is none: what is written to it is forgotten, and no file
        is made or changed. Raises MemoryFileError when the file can't be read."""
        return cls(path, *copy(path))

    def close(self) -> None:
        """Close the file; the last process to do so folds the write-ahead log into it."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Articles that were held back

    def held(self, path: str, pair: Pair) -> Held | None:
        """Why the article at `path` was held back, or None."""
        rows = self._rows(f"SELECT * FROM held WHERE {AT}", place(path, pair))
        return _held(rows[0]) if rows else None

    def holds(self) -> Iterator[Held]:
        """Every article that is held back, by path."""
        yield from map(_held, self._rows("SELECT * FROM held ORDER BY path"))

    def hold(self, held: Held) -> None:
        """Remember that an article was held back, in place of an earlier time."""
        row = (held.source_digest, held.settings, _json(held.findings), held.when)
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*place(held.path, held.pair), *row),
            )

    def release(self, path: str, pair: Pair) -> None:
        """The article at `path` is no longer held back."""
        with self._writing() as connection:
            connection.execute(f"DELETE FROM held WHERE {AT}", place(path, pair))

    # Small facts, and money

    def get_fact(self, name: str, default: Any = None) -> Any:
        """The JSON value that was stored under `name`."""
        rows = self._rows("SELECT value FROM fact WHERE name = ?", (name,))
        return json.loads(rows[0][0]) if rows else default

    def set_fact(self, name: str, value: Any) -> None:
        """Store a JSON value under `name`."""
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, _json(value)))

    def spending(self, month: str) -> Spent:
        """What `month` ("2026-11") has cost so far, over all runs with this memory."""
        rows = self._rows("SELECT cost, calls, tokens FROM spending WHERE month = ?", (month,))
        return Spent(*rows[0]) if rows else Spent(0.0, 0, 0)

    def add_spending(self, month: str, cost: float, calls: int, tokens: int) -> None:
        """Add USD, calls and tokens to what `month` has cost."""
        with self._writing() as connection:
            connection.execute(
                """INSERT INTO spending (month, cost, calls, tokens) VALUES (?, ?, ?, ?)
                   ON CONFLICT DO UPDATE SET cost = cost + excluded.cost, calls = calls + excluded.calls,
                       tokens = tokens + excluded.tokens""",
                (month, float(cost), calls, tokens),
            )

    def _rows(self, query: str, parameters: Iterable[Any] = ()) -> list[Any]:
        with explained(self.path):
            return self._connection.execute(query, tuple(parameters)).fetchall()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Everything that is written inside is committed together, or nothing of it is. Wait for nothing inside."""
        with self._writing():
            self._joined = True
            try:
                yield
            finally:
                self._joined = False

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, committed at the end; inside `at_once` it is the one that is open."""
        if self._joined:
            yield self._connection
            return
        try:
            with explained(self.path), transaction(self._connection):
                yield self._connection
        except UnicodeEncodeError as error:
            raise ArticleError(
                f"Text that is not valid Unicode cannot be remembered: {error.object[:60]!r}…",
                hint="It came from a broken reply or file; translate the article again.",
            ) from error


def place(path: str, pair: Pair) -> tuple[bytes, str, str]:
    """A file name on disk may hold bytes that are no Unicode (`surrogateescape`); as bytes all of them fit."""
    return path.encode("utf-8", "surrogateescape"), pair.source, pair.target


def path_of(stored: bytes) -> str:
    """The path in the first column of a `place`."""
    return stored.decode("utf-8", "surrogateescape")


def _json(value: Any) -> str:
    """Compact ASCII: the findings of a broken reply may quote half a surrogate pair."""
    return json.dumps(value, separators=(",", ":"))


def _held(row: tuple[Any, ...]) -> Held:
    path, source, target, digest, settings, findings, when = row
    return Held(path_of(path), Pair(source, target), digest, settings, tuple(json.loads(findings)), when)
