"""The SQLite file behind the memory: opened, brought up to date, and moved aside when it is damaged."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from jobs.errors import MemoryFileError
from jobs.memory.lock import LockedError, locked

APPLICATION_ID = 0x79_69_62_6F  # "yibo", in the file's header, so that no other program's database is touched
PATIENCE = 15.0
"""Seconds to wait for another process that is writing."""

# Texts of 300 bytes sit in a rowid table, keys in an index beside it: inserts then append, and only the index
# is written at random places. What all entries of a run share (languages, model, prompt) is stored once.
MIGRATIONS: list[tuple[str, ...]] = [
    (
        """CREATE TABLE provenance (
            id INTEGER PRIMARY KEY, source_language TEXT NOT NULL, target_language TEXT NOT NULL,
            model TEXT NOT NULL, prompt TEXT NOT NULL,
            UNIQUE (source_language, target_language, model, prompt))""",
        """CREATE TABLE entry (
            id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, origin INTEGER NOT NULL,
            provenance INTEGER NOT NULL REFERENCES provenance, created TEXT NOT NULL,
            source TEXT NOT NULL, target TEXT NOT NULL, crc INTEGER NOT NULL)""",
        """CREATE TABLE document (
            id INTEGER PRIMARY KEY, path BLOB NOT NULL,
            source_language TEXT NOT NULL, target_language TEXT NOT NULL,
            source_digest TEXT NOT NULL, target_digest TEXT NOT NULL,
            source_size INTEGER, source_mtime_ns INTEGER, target_size INTEGER, target_mtime_ns INTEGER,
            UNIQUE (path, source_language, target_language))""",
        "CREATE TABLE content (document INTEGER PRIMARY KEY, head BLOB NOT NULL, segments BLOB NOT NULL)",
        """CREATE TABLE held (
            path BLOB NOT NULL, source_language TEXT NOT NULL, target_language TEXT NOT NULL,
            source_digest TEXT NOT NULL, settings TEXT NOT NULL, findings TEXT NOT NULL, held_at TEXT NOT NULL,
            PRIMARY KEY (path, source_language, target_language)) WITHOUT ROWID""",
        "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE spending (
            month TEXT PRIMARY KEY, cost REAL NOT NULL, calls INTEGER NOT NULL,
            tokens INTEGER NOT NULL) WITHOUT ROWID""",
    ),
]

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_CAUSES = {
    sqlite3.SQLITE_BUSY: (
        "is locked by another process",
        "Wait until the other run has ended, then run again (`fuser {path}` names its process).",
    ),
    sqlite3.SQLITE_LOCKED: (
        "is locked by another process",
        "Wait until the other run has ended, then run again.",
    ),
    sqlite3.SQLITE_FULL: (
        "cannot grow: the disk is full",
        "Free some space, then run again: nothing is lost.",
    ),
    sqlite3.SQLITE_READONLY: ("is read-only", "Make the file and its folder writable for you."),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened",
        "Its folder must exist and be writable, and the path must name a file.",
    ),
    sqlite3.SQLITE_PERM: ("may not be used by you", "Make the file and its folder writable for you."),
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written",
        "Look at the disk; a memory on a network drive is better set to a local path (setting `memory`).",
    ),
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's troubles with the file into MemoryFileError; misuse of SQLite stays a bug.

    Damage that shows only now is noted beside the file, so that the next `connect` moves it aside.
    """
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _DAMAGED:
            with suppress(OSError):
                _note(path).touch()
            raise MemoryFileError(
                f"The memory {path} is damaged: {error}",
                hint="Run again: it is moved aside then, and what can be read of it is kept.",
            ) from error
        if code not in _CAUSES:
            raise
        cause, hint = _CAUSES[code]
        raise MemoryFileError(f"The memory {path} {cause} ({error})", hint=hint.format(path=path)) from error


def connect(path: Path, *, patience: float = PATIENCE) -> tuple[sqlite3.Connection, str]:
    """An open, up-to-date database, and a sentence when a damaged one had to be moved aside (else "").

    Raises MemoryFileError when it is locked for longer than `patience` seconds, cannot be written, belongs
    to another program, or was made by a newer version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two processes that begin or mend the same file at once would move aside each other's.
        with locked(path.with_name(path.name + ".lock"), patience):
            return _connect(path, patience)
    except LockedError as error:
        raise MemoryFileError(f"The memory {path} is locked by another process", hint=error.hint) from error
    except OSError as error:
        raise MemoryFileError(
            f"The memory {path} cannot be opened: {error.strerror or error}",
            hint="Its folder must be writable; the setting `memory` names another place.",
        ) from error


def _connect(path: Path, patience: float) -> tuple[sqlite3.Connection, str]:
    with explained(path):
        try:
            if not _note(path).exists():
                return _ready(path, patience), ""
            reason = "an earlier run found it damaged"
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
                raise
            reason = str(error)
        aside = _move_aside(path)
        connection = _ready(path, patience)
        kept = _salvage(aside, connection)
    return connection, (
        f"The memory {path} was damaged ({reason}): it is now {aside.name}, and a new one was begun "
        f"with the {kept} segments that could still be read."
    )


def _ready(path: Path, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    try:
        _belongs(path, connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA journal_size_limit = 16777216")
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _belongs(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse another program's database, and one from the future."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if owner != APPLICATION_ID and (tables or owner or version):
        raise MemoryFileError(
            f"{path} is another program's database", hint="The setting `memory` names the file to use."
        )
    if version > len(MIGRATIONS):
        raise MemoryFileError(
            f"The memory {path} was made by a newer version of yibo (schema {version})",
            hint="Update yibo, or name another file in the setting `memory`.",
        )


def _migrate(connection: sqlite3.Connection) -> None:
    """Take the schema forward to the newest version, each step in a transaction of its own."""
    while True:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version >= len(MIGRATIONS):
            return
        with transaction(connection):
            for statement in MIGRATIONS[version]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is committed together, or nothing is. The write lock is taken at once."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled it back already
            connection.execute("ROLLBACK")
        raise


def checksum(*fields: str | bytes | int) -> int:
    """CRC-32 of a row: SQLite does not notice a flipped bit inside a text, this does."""
    crc = 0
    for item in fields:
        data = item if isinstance(item, bytes) else str(item).encode()
        crc = zlib.crc32(b"%d:" % len(data) + data, crc)
    return crc


def _note(path: Path) -> Path:
    return path.with_name(path.name + ".damaged")


def _move_aside(path: Path) -> Path:
    number = 1
    while path.with_name(f"{path.name}.corrupt-{number}").exists():
        number += 1
    aside = path.with_name(f"{path.name}.corrupt-{number}")
    # The log goes first and along: left behind, it would be replayed into the new database.
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    _note(path).unlink(missing_ok=True)
    return aside


def _salvage(aside: Path, new: sqlite3.Connection) -> int:
    """Copy every row that can be read and whose checksum is right; the number of entries copied.

    Both ends are read towards the damage, since a scan stops at the first bad page.
    """
    found: dict[bytes, tuple[Any, ...]] = {}
    months: dict[str, tuple[Any, ...]] = {}
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(aside)) as old:
        for order in ("ASC", "DESC"):
            with suppress(sqlite3.DatabaseError, TypeError, ValueError):
                for row in old.execute(f"{SELECT_ENTRY} ORDER BY entry.id {order}"):
                    if row[-1] == checksum(*row[:-1]):
                        found[row[0]] = row
        with suppress(sqlite3.DatabaseError):
            months = {row[0]: row for row in old.execute("SELECT month, cost, calls, tokens FROM spending")}
    with transaction(new):
        for row in found.values():
            write_entry(new, row, force=True)
        new.executemany("INSERT OR REPLACE INTO spending VALUES (?, ?, ?, ?)", months.values())
    return len(found)


SELECT_ENTRY = """
    SELECT key, source, target, source_language, target_language, model, prompt, origin, created, crc
    FROM entry JOIN provenance ON provenance.id = entry.provenance"""


def write_entry(connection: sqlite3.Connection, row: Sequence[Any], *, force: bool) -> int:
    """Insert a row in SELECT_ENTRY's order unless a stronger one is there: the number of rows written."""
    blob, source, target, from_, to, model, prompt, origin, created, crc = row
    provenance = (from_, to, model, prompt)
    connection.execute(
        """INSERT OR IGNORE INTO provenance (source_language, target_language, model, prompt)
           VALUES (?, ?, ?, ?)""",
        provenance,
    )
    cursor = connection.execute(
        """INSERT INTO entry (key, origin, provenance, created, source, target, crc)
           VALUES (?, ?, (SELECT id FROM provenance WHERE source_language = ? AND target_language = ?
                          AND model = ? AND prompt = ?), ?, ?, ?, ?)
           ON CONFLICT (key) DO UPDATE SET origin = excluded.origin, provenance = excluded.provenance,
               created = excluded.created, source = excluded.source, target = excluded.target,
               crc = excluded.crc
           WHERE excluded.origin >= entry.origin OR ?""",
        (blob, origin, *provenance, created, source, target, crc, force),
    )
    return cursor.rowcount
