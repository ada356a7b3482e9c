"""What has been translated and verified, what was last written for each article, and what that has cost.

One connection, used from one thread. Every method that writes has committed when it returns: a process
killed afterwards loses nothing of it. Several processes may use the same file at once.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from jobs.errors import MemoryFileError
from jobs.memory.database import (
    PATIENCE,
    SELECT_ENTRY,
    checksum,
    connect,
    explained,
    transaction,
    write_entry,
)
from jobs.memory.records import (
    ORIGINS,
    Document,
    DocumentState,
    Entry,
    Held,
    Pair,
    Spent,
    Stamp,
    key,
)

__all__ = ["Document", "DocumentState", "Entry", "Held", "Memory", "Pair", "Spent", "Stamp", "key"]

_CHUNK = 500
"""Keys asked for in one query; SQLite before 3.32 takes no more than 999."""
_ORIGIN_NAMES = {rank: name for name, rank in ORIGINS.items()}
_WHERE = "path = ? AND source_language = ? AND target_language = ?"
_STATE = """source_digest, target_digest,
    source_size, source_mtime_ns, target_size, target_mtime_ns"""


class Memory:
    """The memory file, open. `recovered` is a sentence when a damaged file was moved aside, else ""."""

    def __init__(self, path: Path, connection: sqlite3.Connection, recovered: str) -> None:
        self.path = path
        self.recovered = recovered
        self._connection = connection

    @classmethod
    def open(cls, path: Path, *, patience: float = PATIENCE) -> Self:
        """The memory at `path`, made with its folder if need be; waits `patience` seconds for a writer.

        Raises MemoryFileError when it is locked, read-only, not ours or from a newer version.
        """
        connection, recovered = connect(Path(path), patience=patience)
        return cls(Path(path), connection, recovered)

    def close(self) -> None:
        """Close the file; the last process to do so folds the write-ahead log into it."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Verified translations

    def find(self, keys: Iterable[str]) -> dict[str, Entry]:
        """The entries that are known, by key. An entry that the disk has altered counts as unknown."""
        wanted = iter(dict.fromkeys(keys))
        found: dict[str, Entry] = {}
        while chunk := [bytes.fromhex(name) for name in islice(wanted, _CHUNK)]:
            marks = ",".join("?" * len(chunk))
            for row in self._rows(f"{SELECT_ENTRY} WHERE key IN ({marks})", chunk):
                if row[-1] == checksum(*row[:-1]):
                    entry = _entry(row)
                    found[entry.key] = entry
        return found

    def save(self, entries: Iterable[Entry], *, force: bool = False) -> int:
        """Remember `entries` in one transaction; the number of them written.

        A weaker origin never overwrites a stronger one (person > import > machine) unless `force`.
        Raises MemoryFileError, with nothing saved, for text that is not valid Unicode.
        """
        with self._writing() as connection:
            return sum(write_entry(connection, _entry_row(entry), force=force) for entry in entries)

    def entries(self, pair: Pair | None = None) -> Iterator[Entry]:
        """Every entry (of one language pair), oldest first, in pages: other work may go on in between."""
        last = 0
        while True:
            rows = self._rows("SELECT id, key FROM entry WHERE id > ? ORDER BY id LIMIT ?", (last, _CHUNK))
            if not rows:
                return
            last = rows[-1][0]
            known = self.find(blob.hex() for _, blob in rows)
            for entry in known.values():
                if pair in (None, entry.pair):
                    yield entry

    def count(self) -> int:
        """How many entries there are."""
        return int(self._rows("SELECT count(*) FROM entry")[0][0])

    # What was last written for an article

    def document(self, path: str, pair: Pair) -> Document | None:
        """What was last written for the article at `path`, or None."""
        rows = self._rows(
            f"""SELECT path, source_language, target_language, {_STATE}, head, segments
                FROM document JOIN content ON content.document = document.id WHERE {_WHERE}""",
            _place(path, pair),
        )
        return self._document(rows[0]) if rows else None

    def documents(self) -> Iterator[Document]:
        """Every document, in the order they were first saved."""
        last = 0
        while rows := self._rows(
            f"""SELECT id, path, source_language, target_language, {_STATE}, head, segments
                FROM document JOIN content ON content.document = document.id
                WHERE id > ? ORDER BY id LIMIT ?""",
            (last, _CHUNK),
        ):
            last = rows[-1][0]
            for row in rows:
                yield self._document(row[1:])

    def document_digests(self, pair: Pair) -> dict[str, tuple[str, str]]:
        """Source and target digest of every article, by path."""
        return {
            path: (state.source_digest, state.target_digest)
            for path, state in self.document_states(pair).items()
        }

    def document_states(self, pair: Pair) -> dict[str, DocumentState]:
        """Digests and stamps of every article, by path, in one query: what a run with nothing to do needs."""
        rows = self._rows(
            f"SELECT path, {_STATE} FROM document WHERE source_language = ? AND target_language = ?",
            (pair.source, pair.target),
        )
        return {
            _path(path): DocumentState(source, target, _stamp(*stamps[:2]), _stamp(*stamps[2:]))
            for path, source, target, *stamps in rows
        }

    def save_document(self, document: Document) -> None:
        """Remember what was written, in place of what was known of the same path and pair."""
        head, segments = bytes(document.head), _packed(document.segments)
        row = (
            *_place(document.path, document.pair),
            document.source_digest,
            document.target_digest,
            *_stamp_row(document.source_stamp),
            *_stamp_row(document.target_stamp),
        )
        with self._writing() as connection:
            (number,) = connection.execute(
                f"""INSERT INTO document (path, source_language, target_language, {_STATE})
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET ({_STATE}) = (
                        excluded.source_digest, excluded.target_digest, excluded.source_size,
                        excluded.source_mtime_ns, excluded.target_size, excluded.target_mtime_ns)
                    RETURNING id""",
                row,
            ).fetchone()
            connection.execute("INSERT OR REPLACE INTO content VALUES (?, ?, ?)", (number, head, segments))

    def save_stamps(self, pair: Pair, stamps: Mapping[str, tuple[Stamp | None, Stamp | None]]) -> None:
        """New stamps of (source, target) by path, for files that were touched but are the same inside."""
        with self._writing() as connection:
            connection.executemany(
                f"""UPDATE document SET source_size = ?, source_mtime_ns = ?, target_size = ?,
                    target_mtime_ns = ? WHERE {_WHERE}""",
                (
                    (*_stamp_row(source), *_stamp_row(target), *_place(path, pair))
                    for path, (source, target) in stamps.items()
                ),
            )

    def forget_document(self, path: str, pair: Pair) -> None:
        """Forget what was written for one article; its verified segments stay."""
        with self._writing() as connection:
            place = _place(path, pair)
            connection.execute(
                f"DELETE FROM content WHERE document IN (SELECT id FROM document WHERE {_WHERE})", place
            )
            connection.execute(f"DELETE FROM document WHERE {_WHERE}", place)

    # Articles that were held back

    def held(self, path: str, pair: Pair) -> Held | None:
        """Why the article at `path` was held back, or None."""
        rows = self._rows(f"SELECT * FROM held WHERE {_WHERE}", _place(path, pair))
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
                (*_place(held.path, held.pair), *row),
            )

    def release(self, path: str, pair: Pair) -> None:
        """The article at `path` is no longer held back."""
        with self._writing() as connection:
            connection.execute(f"DELETE FROM held WHERE {_WHERE}", _place(path, pair))

    # Small facts, and money

    def get_fact(self, name: str, default: Any = None) -> Any:
        """The JSON value that was stored under `name`."""
        rows = self._rows("SELECT value FROM fact WHERE name = ?", (name,))
        return json.loads(rows[0][0]) if rows else default

    def set_fact(self, name: str, value: Any) -> None:
        """Store a JSON value under `name`."""
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, _json(value)))

    def forget_fact(self, name: str) -> None:
        """Forget the value under `name`, if there is one."""
        with self._writing() as connection:
            connection.execute("DELETE FROM fact WHERE name = ?", (name,))

    def facts(self, prefix: str = "") -> dict[str, Any]:
        """Every fact whose name starts with `prefix`."""
        rows = self._rows(
            "SELECT name, value FROM fact WHERE substr(name, 1, ?) = ? ORDER BY name", (len(prefix), prefix)
        )
        return {name: json.loads(value) for name, value in rows}

    def spent(self, month: str) -> float:
        """USD spent in `month` ("2026-11"), over all runs with this memory."""
        return self.spending(month).cost

    def spending(self, month: str) -> Spent:
        """What `month` has cost so far."""
        rows = self._rows("SELECT cost, calls, tokens FROM spending WHERE month = ?", (month,))
        return Spent(*rows[0]) if rows else Spent(0.0, 0, 0)

    def add_spending(self, month: str, cost: float, calls: int, tokens: int) -> None:
        """Add to what `month` has cost."""
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
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with explained(self.path), transaction(self._connection):
                yield self._connection
        except UnicodeEncodeError as error:
            raise MemoryFileError(
                f"Text that is not valid Unicode cannot be remembered: …{error.object[:60]!r}",
                hint="It came from a broken reply or file; translate the article again.",
            ) from error

    def _document(self, row: tuple[Any, ...]) -> Document:
        path, source, target, source_digest, target_digest, *stamps, head, segments = row
        try:
            unpacked = _unpacked(segments)
        except (zlib.error, ValueError) as error:
            with explained(self.path):
                damage = sqlite3.DatabaseError(f"document {_path(path)}: {error}")
                damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
                raise damage from error
        return Document(
            _path(path),
            Pair(source, target),
            source_digest,
            target_digest,
            head,
            unpacked,
            _stamp(*stamps[:2]),
            _stamp(*stamps[2:]),
        )


def _entry(row: tuple[Any, ...]) -> Entry:
    blob, source, target, from_, to, model, prompt, origin, created, _ = row
    return Entry(blob.hex(), source, target, Pair(from_, to), model, prompt, _ORIGIN_NAMES[origin], created)


def _entry_row(entry: Entry) -> tuple[Any, ...]:
    row = (
        bytes.fromhex(entry.key),
        entry.source,
        entry.target,
        entry.pair.source,
        entry.pair.target,
        entry.model,
        entry.prompt,
        ORIGINS[entry.origin],
        entry.created,
    )
    return (*row, checksum(*row))


def _place(path: str, pair: Pair) -> tuple[bytes, str, str]:
    """A file name on disk may hold bytes that are no Unicode (`surrogateescape`); as bytes all of them fit."""
    return path.encode("utf-8", "surrogateescape"), pair.source, pair.target


def _path(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogateescape")


def _stamp(size: int | None, mtime_ns: int | None) -> Stamp | None:
    return None if size is None or mtime_ns is None else Stamp(size, mtime_ns)


def _stamp_row(stamp: Stamp | None) -> tuple[int | None, int | None]:
    return (stamp.size, stamp.mtime_ns) if stamp else (None, None)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _packed(segments: tuple[tuple[str, str, str], ...]) -> bytes:
    """Keys as one run of bytes (half the size of their digits), texts as compressed JSON."""
    keys = b"".join(bytes.fromhex(name) for name, _, _ in segments)
    texts = _json([[source for _, source, _ in segments], [target for _, _, target in segments]])
    return zlib.compress(len(segments).to_bytes(4, "big") + keys + texts.encode(), 6)


def _unpacked(stored: bytes) -> tuple[tuple[str, str, str], ...]:
    data = zlib.decompress(stored)
    count = int.from_bytes(data[:4], "big")
    texts = 4 + 32 * count
    keys = [data[start : start + 32].hex() for start in range(4, texts, 32)]
    sources, targets = json.loads(data[texts:])
    return tuple(zip(keys, sources, targets, strict=True))


def _held(row: tuple[Any, ...]) -> Held:
    path, source, target, digest, settings, findings, when = row
    return Held(_path(path), Pair(source, target), digest, settings, tuple(json.loads(findings)), when)
