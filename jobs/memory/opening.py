"""Open the memory's file: a damaged one is moved aside, and what can still be read of it goes into a new one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from jobs.errors import MemoryFileError
from jobs.memory.database import copied, explained, is_damage, lenient, note, ready, transaction
from jobs.memory.entries import COLUMNS, entry_of, write_rows
from jobs.memory.lock import LockedError, locked

PATIENCE = 15.0
"""Seconds to wait for another process that is writing."""

_STRIDE = 8
"""Rows read at once from a damaged file: about as many as a bad page of 4 KB takes with it."""
_LEAST = 64
"""No entry takes fewer bytes than its key, twice."""
_PLAIN = {
    "fact": "name, value",
    "spending": "month, cost, calls, tokens",
    "held": "path, source_language, target_language, source_digest, settings, findings, held_at",
    "request": "number, id, path, source_language, target_language, model, size, tokens, body, state, tries, "
    "batch, reply, noted_at",
    "batch": "token, url, model, requests, cost, created, file, handle, tried",
}


def connect(path: Path, *, patience: float = PATIENCE) -> tuple[sqlite3.Connection, str]:
    """An open, up-to-date database, and a sentence when a damaged one had to be moved aside (else "").

    Raises MemoryFileError when it is locked for longer than `patience` seconds, cannot be written, belongs
    to another program, or was made by a newer version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two processes that begin or mend the same file at once would move aside each other's.
        with locked(path.with_name(path.name + ".lock"), patience), explained(path):
            return _connect(path, patience)
    except LockedError as error:
        raise MemoryFileError(f"The memory {path} is locked by another process", hint=error.hint) from error
    except OSError as error:
        raise MemoryFileError(
            f"The memory {path} cannot be opened: {error.strerror or error}",
            hint="Its folder must be writable; the setting `memory` names another place.",
        ) from error


def copy(path: Path) -> tuple[sqlite3.Connection, str]:
    """A copy of the database at `path` that is forgotten when it is closed, and a sentence when that is an empty one
    because the file is damaged (else ""). Nothing is written. Raises MemoryFileError when it can't be read."""
    try:
        return copied(path), ""
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return copied(None), f"The memory {path} is damaged ({error}): the next run mends it."
        with explained(path):
            raise


def _connect(path: Path, patience: float) -> tuple[sqlite3.Connection, str]:
    try:
        if not (note(path).exists() and path.exists()):
            note(path).unlink(missing_ok=True)
            return ready(path, patience), ""
        reason = "an earlier run found it damaged"
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        reason = str(error)
    aside = _move_aside(path)
    connection = ready(path, patience)
    try:
        kept = _salvage(aside, connection)
    except BaseException:
        connection.close()
        raise
    return connection, (
        f"The memory {path} was damaged ({reason}): it is now {aside.name}, and a new one was begun "
        f"with the {kept} segments that could still be read."
    )


def _move_aside(path: Path) -> Path:
    number = 1
    while path.with_name(f"{path.name}.corrupt-{number}").exists():
        number += 1
    aside = path.with_name(f"{path.name}.corrupt-{number}")
    # The log goes first and along: left behind, it would be replayed into the new database.
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    note(path).unlink(missing_ok=True)
    return aside


def _salvage(aside: Path, new: sqlite3.Connection) -> int:
    """Copy every row that can be read and whose checksum is right; the number of entries copied.

    Documents are not copied: the files on disk have them, and are read again.
    """
    kept = 0
    with closing(sqlite3.connect(f"{aside.resolve().as_uri()}?mode=ro", uri=True)) as old, transaction(new):
        old.text_factory = lenient
        with suppress(sqlite3.DatabaseError):
            old.execute("PRAGMA writable_schema = ON")  # else a file that was cut short is not read at all
        for row in _readable(old, aside.stat().st_size // _LEAST):
            with suppress(TypeError, AttributeError):  # a column of another type than was written
                if entry_of(row):
                    kept += write_rows(new, [row])
        for table, columns in _PLAIN.items():
            _copy(old, new, table, columns)
    return kept


def _readable(old: sqlite3.Connection, most: int) -> Iterator[tuple[Any, ...]]:
    """Rows of entries, a few at a time, since one scan would stop at the first bad page."""
    last = most
    with suppress(sqlite3.DatabaseError, TypeError):
        last = min(most, int(old.execute("SELECT max(id) FROM entry").fetchone()[0]))
    for start in range(1, last + 1, _STRIDE):
        with suppress(sqlite3.DatabaseError):
            yield from old.execute(
                f"SELECT {COLUMNS} FROM entry WHERE id BETWEEN ? AND ?", (start, start + _STRIDE - 1)
            ).fetchall()


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: str, columns: str) -> None:
    """Copy a small table as far as it can be read and, where it holds JSON, understood."""
    names = columns.split(", ")
    marks = ", ".join("?" * len(names))
    with suppress(sqlite3.DatabaseError):
        for row in old.execute(f"SELECT {columns} FROM {table}"):
            with suppress(sqlite3.IntegrityError, ValueError, TypeError):
                for name, value in zip(names, row, strict=True):
                    if name in {"value", "findings", "reply"}:
                        json.loads(value)
                new.execute(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})", row)
