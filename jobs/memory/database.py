"""The SQLite file behind the memory: its schema, its transactions, and its troubles in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from jobs.errors import MemoryFileError

APPLICATION_ID = 0x79_69_62_6F  # "yibo", in the file's header, so that no other program's database is touched

# Texts of 300 bytes sit in a rowid table, keys in an index beside it: inserts then append, and only the index
# is written at random places. Documents' bytes sit apart from their digests, which a run reads all at once.
MIGRATIONS: list[tuple[str, ...]] = [
    (
        """CREATE TABLE entry (
            id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, source TEXT NOT NULL, target TEXT NOT NULL,
            source_language TEXT NOT NULL, target_language TEXT NOT NULL, model TEXT NOT NULL,
            prompt TEXT NOT NULL, origin INTEGER NOT NULL, created TEXT NOT NULL, crc INTEGER NOT NULL)""",
        """CREATE TABLE document (
            id INTEGER PRIMARY KEY, path BLOB NOT NULL,
            source_language TEXT NOT NULL, target_language TEXT NOT NULL,
            source_digest TEXT NOT NULL, target_digest TEXT NOT NULL,
            source_size INTEGER, source_mtime_ns INTEGER, target_size INTEGER, target_mtime_ns INTEGER,
            UNIQUE (path, source_language, target_language))""",
        "CREATE TABLE content (document INTEGER PRIMARY KEY, source BLOB NOT NULL, target BLOB NOT NULL)",
        """CREATE TABLE held (
            path BLOB NOT NULL, source_language TEXT NOT NULL, target_language TEXT NOT NULL,
            source_digest TEXT NOT NULL, settings TEXT NOT NULL, findings TEXT NOT NULL, held_at TEXT NOT NULL,
            PRIMARY KEY (path, source_language, target_language)) WITHOUT ROWID""",
        "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE spending (
            month TEXT PRIMARY KEY, cost REAL NOT NULL, calls INTEGER NOT NULL,
            tokens INTEGER NOT NULL) WITHOUT ROWID""",
        """CREATE TABLE request (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path BLOB NOT NULL,
            source_language TEXT NOT NULL, target_language TEXT NOT NULL, model TEXT NOT NULL,
            size INTEGER NOT NULL, tokens INTEGER NOT NULL, body BLOB NOT NULL, state TEXT NOT NULL,
            tries INTEGER NOT NULL, batch TEXT NOT NULL, reply TEXT NOT NULL, noted_at TEXT NOT NULL)""",
        "CREATE INDEX request_path ON request (path)",
        "CREATE INDEX request_batch ON request (batch, state)",
        """CREATE TABLE batch (
            token TEXT PRIMARY KEY, url TEXT NOT NULL, model TEXT NOT NULL, requests INTEGER NOT NULL,
            cost REAL NOT NULL, created TEXT NOT NULL, file TEXT NOT NULL, handle TEXT NOT NULL,
            tried INTEGER NOT NULL) WITHOUT ROWID""",
    ),
    ("CREATE TABLE claim (key BLOB PRIMARY KEY, run TEXT NOT NULL, refused TEXT NOT NULL) WITHOUT ROWID",),
]

_TABLES = {"entry", "document", "content", "held", "fact", "spending", "request", "batch"}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = (
    "is locked by another process",
    "Wait until the other run has ended, then run again (`fuser {path}` names its process).",
)
_CAUSES = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
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
        "Look at the disk and its space; the setting `memory` can name a path that is not on a network drive.",
    ),
}


def is_damage(error: sqlite3.Error) -> bool:
    """Does SQLite say that the file itself is broken?"""
    return _code(error) in _DAMAGED


def note(path: Path) -> Path:
    """The file that says that the database at `path` was found damaged while it was in use."""
    return path.with_name(path.name + ".damaged")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's troubles with the file into MemoryFileError; misuse of SQLite stays a bug.

    Damage that shows only now is noted beside the file, so that the next opening moves it aside.
    """
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            with suppress(OSError):
                note(path).touch()
            raise MemoryFileError(
                f"The memory {path} is damaged: {error}",
                hint="Run again: it is moved aside then, and what can be read of it is kept.",
            ) from error
        if _code(error) not in _CAUSES:
            raise
        cause, hint = _CAUSES[_code(error)]
        raise MemoryFileError(f"The memory {path} {cause} ({error})", hint=hint.format(path=path)) from error


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; the extended ones keep it in their low byte."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def ready(path: Path, patience: float) -> sqlite3.Connection:
    """An open, up-to-date database. Raises sqlite3.Error for the file's troubles.

    Raises MemoryFileError when it belongs to another program or was made by a newer version.
    """
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    try:
        connection.text_factory = lenient
        _check(path, connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA journal_size_limit = 16777216")
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def copied(path: Path | None) -> sqlite3.Connection:
    """A copy of the database at `path` that no file is behind, an empty one where there is none.

    Raises what `ready` raises.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.text_factory = lenient
        if path and path.exists():
            # without a log nobody is writing, and SQLite need make no file beside the database to read it
            mode = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True)) as there:
                there.backup(connection)
            _check(path, connection)
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def lenient(data: bytes) -> str:
    """Text of a row. A byte that the disk has altered must not stop the reading: the checksum finds it."""
    return data.decode("utf-8", "replace")


def _check(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse another program's database, and one from the future; an own one without its tables is damaged."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if owner != APPLICATION_ID and (tables or owner or version):
        raise MemoryFileError(
            f"{path} is another program's database", hint="The setting `memory` names the file to use."
        )
    if version > len(MIGRATIONS):
        raise MemoryFileError(
            f"The memory {path} was made by a newer version of yibo (schema {version})",
            hint="Update yibo, or name another file in the setting `memory`.",
        )
    if version and not tables >= _TABLES:
        damage = sqlite3.DatabaseError("tables are missing")
        damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise damage


def _migrate(connection: sqlite3.Connection) -> None:
    """Take the schema forward to the newest version, each step in a transaction of its own."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for number, statements in enumerate(MIGRATIONS[version:], version + 1):
        with transaction(connection):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is committed together, or nothing is. The write lock is taken at once."""
    try:
        if connection.in_transaction:  # ^C came between a BEGIN and its `try`: nothing of that was promised
            connection.execute("ROLLBACK")
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled it back already
            connection.execute("ROLLBACK")
        raise
