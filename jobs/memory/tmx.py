"""The memory as a TMX 1.4 file that translation tools read, and back.

A token `⟦1⟧` is `<ph x="1"/>`; origin, model, prompt and key are `<prop>`s, so that a file of our own comes back
whole. A foreign unit gets the key that its text has without neighbours: a long text is then found wherever
it stands, a short one (a heading, a table cell) only where a segment has no neighbours, such as a title or an
alt text. Elsewhere a short text means one thing here and another there, and is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from jobs.errors import MemoryFileError
from jobs.memory.languages import choose
from jobs.memory.records import ORIGINS, Entry, Pair, key
from jobs.memory.store import Memory
from jobs.memory.tmx_reader import CHAR, NOT_XML, Code, Unit, Variant, read_units
from jobs.regex import regex

_CHUNK = 500
_TOKEN = regex(r"⟦([0-9]+)⟧")
_KEY = regex(r"[0-9a-f]{64}")
_DATE = regex(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")
_ISO = regex(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|\+00:00)")
Terms = Callable[[str], Mapping[str, str]]
"""The glossary terms that occur in a text: they are part of its key."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: units read, entries saved, units whose entry was already there as good or
    better, units without text in both languages."""

    read: int = 0
    saved: int = 0
    kept: int = 0
    skipped: int = 0


# --- out ---------------------------------------------------------------------------------------------------


def export_tmx(memory: Memory, path: Path, pair: Pair) -> int:
    """Write every entry of `pair` to `path`, in UTF-8: the number of them. The file appears whole or not at all.

    Raises MemoryFileError when it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            count = _write(file, memory.entries(pair), pair)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise MemoryFileError(
            f"{path} cannot be written: {error.strerror or error}", hint="Name a file in a writable folder."
        ) from error
    return count


def _write(file: BinaryIO, entries: Iterator[Entry], pair: Pair) -> int:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        '<header creationtool="yibo" creationtoolversion="1" segtype="paragraph" o-tmf="yibo" adminlang="en"'
        f' srclang={quoteattr(pair.source)} datatype="plaintext"/>\n<body>\n'
    )
    file.write(head.encode())
    count = 0
    for entry in entries:
        file.write(_unit(entry).encode())
        count += 1
    file.write(b"</body>\n</tmx>\n")
    return count


def _unit(entry: Entry) -> str:
    props = {
        "key": entry.key,
        "origin": entry.origin,
        "model": entry.model,
        "prompt": entry.prompt,
        "created": entry.created,
    }
    lines = [
        f'<prop type="x-yibo-{name}">{escape(NOT_XML.sub(chr(0xFFFD), value))}</prop>' for name, value in props.items()
    ]
    variants = [
        f"<tuv xml:lang={quoteattr(language)}><seg>{_seg(text)}</seg></tuv>"
        for language, text in ((entry.pair.source, entry.source), (entry.pair.target, entry.target))
    ]
    when = _ISO.fullmatch(entry.created)
    date = ' creationdate="{}{}{}T{}{}{}Z"'.format(*when.groups()) if when else ""
    return "\n".join([f"<tu{date}>", *lines, *variants, "</tu>\n"])


def _seg(text: str) -> str:
    xml = _TOKEN.sub(r'<ph x="\1"/>', escape(text, {"\r": "&#13;"}))
    return NOT_XML.sub(lambda match: f'<ph type="{CHAR}">{ord(match[0]):x}</ph>', xml)


# --- in ----------------------------------------------------------------------------------------------------


def import_tmx(memory: Memory, path: Path, pair: Pair, *, now: str, terms: Terms = lambda text: {}) -> Imported:
    """Take the units of `path` that have both languages of `pair` into the memory; `now` is an ISO time.

    They count as origin "import", a person's text from a file of our own as "person". What the memory has from
    a stronger origin, or as strong and newer, or word for word, stays. Languages match as `languages` says.
    Raises MemoryFileError when the file cannot be read to its end; its beginning may be saved by then.
    """
    read = saved = kept = skipped = 0
    units = read_units(path)
    while chunk := list(islice(units, _CHUNK)):
        found = [entry for entry in (_entry(unit, pair, now, terms) for unit in chunk) if entry]
        known = memory.find(entry.key for entry in found)
        wanted: dict[str, Entry] = {}
        for entry in found:
            if _is_better(entry, wanted.get(entry.key) or known.get(entry.key)):
                wanted[entry.key] = entry
        written = memory.save(wanted.values())
        read, saved = read + len(chunk), saved + written
        kept, skipped = kept + len(found) - written, skipped + len(chunk) - len(found)
    return Imported(read, saved, kept, skipped)


def _is_better(new: Entry, old: Entry | None) -> bool:
    if old is None:
        return True
    if ORIGINS[new.origin] != ORIGINS[old.origin]:
        same = (new.source, new.target) == (old.source, old.target)
        return ORIGINS[new.origin] > ORIGINS[old.origin] and not (same and new.origin == "import")
    return new.target != old.target and new.created >= old.created


def _entry(unit: Unit, pair: Pair, now: str, terms: Terms) -> Entry | None:
    """The unit as an entry, or None when it lacks a text in one of the languages."""
    by_language: dict[str, Variant] = {}
    for variant in unit.variants:
        by_language.setdefault(variant.language, variant)
    codes = choose(by_language, pair.source), choose(by_language, pair.target)
    if codes[0] is None or codes[1] is None:
        return None
    name = unit.props.get("x-yibo-key", "")
    own = bool(_KEY.fullmatch(name)) and codes == (pair.source, pair.target)
    source, target = _texts(by_language[codes[0]], by_language[codes[1]], own=own)
    if not source.strip() or not target.strip():
        return None
    person = own and unit.props.get("x-yibo-origin") == "person"
    return Entry(
        key=name if own else key(source, pair=pair, terms=terms(source)),
        source=source,
        target=target,
        pair=pair,
        model=unit.props.get("x-yibo-model", ""),
        prompt=unit.props.get("x-yibo-prompt", ""),
        origin="person" if person else "import",
        created=unit.props.get("x-yibo-created") or _iso(unit.date) or now,
    )


def _texts(source: Variant, target: Variant, *, own: bool) -> tuple[str, str]:
    """Both texts with their codes as tokens. Foreign codes are numbered as they come in the source."""
    numbers: dict[tuple[Code, int], str] = {}
    texts = []
    for variant in (source, target):
        seen: dict[Code, int] = {}
        text = ""
        for part in variant.parts:
            if isinstance(part, str):
                text += part
            elif own and part.x.isdecimal() and part.x.isascii():
                text += f"⟦{part.x}⟧"
            else:
                seen[part] = seen.get(part, 0) + 1
                text += f"⟦{numbers.setdefault((part, seen[part]), str(len(numbers) + 1))}⟧"
        texts.append(text if own else text.strip())
    return texts[0], texts[1]


def _iso(date: str) -> str:
    """A TMX date as an ISO time, "" when it is none."""
    match = _DATE.fullmatch(date)
    return "{}-{}-{}T{}:{}:{}+00:00".format(*match.groups()) if match else ""
