"""What has been translated and verified already, and what was last written for each article.

One connection, used from one thread. Every method that writes has committed when it returns: a process
killed afterwards loses nothing of it. Several processes may use the same file at once.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from jobs.memory.entries import COLUMNS, entry_of, row_of, write_rows
from jobs.memory.ledger import AT, path_of, place
from jobs.memory.records import Document, DocumentState, Entry, Held, Pair, Spent, Stamp, key
from jobs.memory.requests import Requests

__all__ = ["Document", "DocumentState", "Entry", "Held", "Memory", "Pair", "Spent", "Stamp", "key"]

_CHUNK = 500
"""Keys asked for in one query; SQLite before 3.32 takes no more than 999."""
_STATE = """source_digest, target_digest,
    source_size, source_mtime_ns, target_size, target_mtime_ns"""


class Memory(Requests):
    """The translation memory, open."""

    # Verified translations

    def find(self, keys: Iterable[str]) -> dict[str, Entry]:
        """The entries that are known, by key. One that the disk has altered is forgotten, to be made anew."""
        wanted = iter(dict.fromkeys(keys))
        found: dict[str, Entry] = {}
        spoilt: list[bytes] = []
        while chunk := [bytes.fromhex(name) for name in islice(wanted, _CHUNK)]:
            marks = ",".join("?" * len(chunk))
            for row in self._rows(f"SELECT {COLUMNS} FROM entry WHERE key IN ({marks})", chunk):
                entry = entry_of(row)
                if entry:
                    found[entry.key] = entry
                else:
                    spoilt.append(row[0])
        if spoilt:
            with self._writing() as connection:
                connection.executemany("DELETE FROM entry WHERE key = ?", [(blob,) for blob in spoilt])
        return found

    def save(self, new: Iterable[Entry], *, force: bool = False) -> int:
        """Remember `new` in one transaction; the number of entries written.

        A weaker origin never overwrites a stronger one (person > import > machine); `force` lets an import
        give way, never a person's text. Raises ArticleError, with nothing saved, for text that is not valid
        Unicode, and KeyError for an unknown origin.
        """
        rows = [row_of(entry) for entry in new]
        with self._writing() as connection:
            return write_rows(connection, rows, force=force)

    def entries(self, pair: Pair) -> Iterator[Entry]:
        """Every entry of `pair`, oldest first, in pages: other work may go on in between."""
        last = 0
        while rows := self._rows(
            f"""SELECT id, {COLUMNS} FROM entry
                WHERE id > ? AND source_language = ? AND target_language = ? ORDER BY id LIMIT ?""",
            (last, pair.source, pair.target, _CHUNK),
        ):
            last = rows[-1][0]
            yield from filter(None, (entry_of(row[1:]) for row in rows))

    # What is being asked for

    def claim(self, keys: Iterable[str], run: str) -> set[str]:
        """Those of `keys` that no other article of `run` has claimed: the caller asks for them, and unclaims them then.

        What a run that is over left behind counts for nothing.
        """
        query = """INSERT INTO claim VALUES (?, ?, '') ON CONFLICT
                   DO UPDATE SET run = excluded.run, refused = '' WHERE run <> excluded.run RETURNING key"""
        with self._writing() as connection:
            return {name for name in keys if connection.execute(query, (bytes.fromhex(name), run)).fetchone()}

    def unclaim(self, keys: Iterable[str], refused: Mapping[str, str]) -> None:
        """The caller of `claim` has asked for `keys`; what was `refused` (key: why) is not asked again in the run."""
        rows = [(bytes.fromhex(name), refused.get(name, "")) for name in keys]
        with self._writing() as connection:
            connection.executemany("DELETE FROM claim WHERE key = ?", [row[:1] for row in rows if not row[1]])
            connection.executemany("UPDATE claim SET refused = ?2 WHERE key = ?1", [row for row in rows if row[1]])

    def refusals(self, keys: Collection[str], run: str) -> dict[str, str] | None:
        """Those of `keys` that were refused to others of `run`, with the reasons; None while all are being asked."""
        query = "SELECT refused FROM claim WHERE key = ? AND run = ?"
        found = {name: self._rows(query, (bytes.fromhex(name), run)) for name in keys}
        if all(rows and not rows[0][0] for rows in found.values()):
            return None
        return {name: rows[0][0] for name, rows in found.items() if rows and rows[0][0]}

    def free(self) -> None:
        """Nobody asks for anything any more: a process that did has ended, or a run begins."""
        with self._writing() as connection:
            connection.execute("DELETE FROM claim WHERE refused = ''")

    # What was last written for an article

    def document(self, path: str, pair: Pair) -> Document | None:
        """What was last written for the article at `path`; None when it is unknown or the disk altered it."""
        rows = self._rows(
            f"""SELECT path, source_language, target_language, {_STATE}, source, target
                FROM document JOIN content ON content.document = document.id WHERE {AT}""",
            place(path, pair),
        )
        return _document(rows[0]) if rows else None

    def document_states(self, pair: Pair) -> dict[str, DocumentState]:
        """Digests and stamps of every article, by path, in one query: what a run with nothing to do needs."""
        rows = self._rows(
            f"SELECT path, {_STATE} FROM document WHERE source_language = ? AND target_language = ?",
            (pair.source, pair.target),
        )
        return {
            path_of(path): DocumentState(source, target, _stamp(size, mtime), _stamp(target_size, target_mtime))
            for path, source, target, size, mtime, target_size, target_mtime in rows
        }

    def save_document(self, document: Document) -> None:
        """Remember what was written, in place of what was known of the same path and pair; it is no longer held."""
        content = zlib.compress(document.source, 1), zlib.compress(document.target, 1)
        row = (
            *place(document.path, document.pair),
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
            connection.execute("INSERT OR REPLACE INTO content VALUES (?, ?, ?)", (number, *content))
            connection.execute(f"DELETE FROM held WHERE {AT}", place(document.path, document.pair))

    def forget_stamps(self) -> None:
        """Have every article looked into once more, whatever its stamps say."""
        with self._writing() as connection:
            connection.execute("UPDATE document SET source_size = NULL")

    def save_stamps(self, pair: Pair, stamps: Mapping[str, tuple[Stamp | None, Stamp | None]]) -> None:
        """New stamps of (source, target) by path, for files that were touched but are the same inside."""
        with self._writing() as connection:
            connection.executemany(
                f"""UPDATE document SET source_size = ?, source_mtime_ns = ?, target_size = ?,
                    target_mtime_ns = ? WHERE {AT}""",
                [
                    (*_stamp_row(source), *_stamp_row(target), *place(path, pair))
                    for path, (source, target) in stamps.items()
                ],
            )


def _document(row: tuple[Any, ...]) -> Document | None:
    path, source_language, target_language, source_digest, target_digest, *stamps, source, target = row
    try:
        source, target = zlib.decompress(source), zlib.decompress(target)
    except zlib.error:
        return None
    return Document(
        path_of(path),
        Pair(source_language, target_language),
        source_digest,
        target_digest,
        source,
        target,
        _stamp(*stamps[:2]),
        _stamp(*stamps[2:]),
    )


def _stamp(size: int | None, mtime_ns: int | None) -> Stamp | None:
    return None if size is None or mtime_ns is None else Stamp(size, mtime_ns)


def _stamp_row(stamp: Stamp | None) -> tuple[int | None, int | None]:
    return (stamp.size, stamp.mtime_ns) if stamp else (None, None)
