"""Entries as rows: checked by a checksum when they are read, guarded by their origin when they are written."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from jobs.memory.records import ORIGINS, Entry, Pair

_NAMES = {rank: name for name, rank in ORIGINS.items()}

COLUMNS = "key, source, target, source_language, target_language, model, prompt, origin, created, crc"


def row_of(entry: Entry) -> tuple[Any, ...]:
    """`entry` in the order of COLUMNS."""
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
    return (*row, _checksum(row))


def entry_of(row: Sequence[Any]) -> Entry | None:
    """The entry in a row of COLUMNS, or None when the disk has altered it."""
    *fields, crc = row
    if crc != _checksum(fields):
        return None
    blob, source, target, from_, to, model, prompt, origin, created = fields
    return Entry(blob.hex(), source, target, Pair(from_, to), model, prompt, _NAMES[origin], created)


def write_rows(connection: sqlite3.Connection, rows: Iterable[Sequence[Any]], *, force: bool = False) -> int:
    """Insert rows of COLUMNS where no stronger ones are: the number of rows written.

    `force`: an import gives way too, a person's text never does.
    """
    cursor = connection.executemany(
        f"""INSERT INTO entry ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET source = excluded.source, target = excluded.target,
                source_language = excluded.source_language, target_language = excluded.target_language,
                model = excluded.model, prompt = excluded.prompt, origin = excluded.origin,
                created = excluded.created, crc = excluded.crc
            WHERE excluded.origin >= entry.origin OR (? AND entry.origin < {ORIGINS["person"]})""",
        [(*row, force) for row in rows],
    )
    return max(cursor.rowcount, 0)


def _checksum(fields: Sequence[str | bytes | int]) -> int:
    """CRC-32 of a row: SQLite does not notice a flipped bit inside a text, this does."""
    parts = [item if isinstance(item, bytes) else str(item).encode("utf-8", "surrogatepass") for item in fields]
    return zlib.crc32(b"".join([b"%d:%b" % (len(part), part) for part in parts]))
