"""How names are pronounced: read from `lexicon.csv`, put in place of the terms in what is said."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jobs.errors import SettingsError

_HINT = "One line a term: `Kitex,kye-tex` or `Kitex,kye-tex,en`."
_HOLD = 0xE000
_ROOM = 0xF8FF - _HOLD


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """`term` as it is written, `say` as a voice is to be given it; `language` is a code, or "" for all."""

    term: str
    say: str
    language: str = ""


@dataclass(frozen=True)
class Lexicon:
    """Pronunciations; an empty one changes nothing."""

    entries: tuple[Pronunciation, ...] = ()

    def around(self, text: str, language: str, say: Callable[[str], str]) -> str:
        """`say(text)` with the terms of `language` pronounced as entered.

        Terms are set aside before `say` sees the text, so that "GPT-4o" is found before its figure becomes a
        word, and what is entered reaches the voice unchanged. Whole words only, the longest term first; a term
        in lower case matches any case.
        """
        pattern = self._patterns.get(_primary(language)) or self._patterns.get("")
        if pattern is None:
            return say(text)
        held: list[str] = []

        def hold(found: re.Match[str]) -> str:
            if len(held) >= _ROOM:
                return found[0]
            held.append(self._said(found[0], language))
            return chr(_HOLD + len(held) - 1)

        said = say(pattern.sub(hold, _no_holds(text)))
        return "".join(held[ord(c) - _HOLD] if _HOLD <= ord(c) < _HOLD + len(held) else c for c in said)

    def _said(self, term: str, language: str) -> str:
        fitting = [entry for entry in self.entries if entry.language in {"", _primary(language)}]
        exact = next((entry for entry in fitting if entry.term == term), None)
        return (exact or next(entry for entry in fitting if entry.term == term.lower())).say

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        """One alternation for each language that an entry names, and one ("") for all others."""
        languages = {entry.language for entry in self.entries} | {""}
        found = {}
        for language in languages:
            terms = {entry.term for entry in self.entries if entry.language in {"", language}}
            if terms:
                ordered = sorted(terms, key=lambda term: (-len(term), term))
                found[language] = re.compile("|".join(_bounded(term) for term in ordered))
        return found


def load(path: Path) -> Lexicon:
    """The lexicon in `path`: CSV with the columns term, say and, if wanted, language; empty when there is no file.

    Raises SettingsError, with the line, when it can't be read or a line is no entry.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Lexicon()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The lexicon {path} can't be read: {error}", hint="Save it as UTF-8.") from error
    try:
        return parse(text)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error.message}", hint=error.hint) from error


def parse(text: str) -> Lexicon:
    """A lexicon from CSV lines `term,say` or `term,say,language`; a line of headings and `#` comments may be there.

    Raises SettingsError with the line's number for a missing term or pronunciation, a language that is no code,
    and a term with two pronunciations in one language.
    """
    entries: dict[tuple[str, str], Pronunciation] = {}
    for number, entry in _entries(text):
        key = (entry.term, entry.language)
        if key in entries and entries[key] != entry:
            raise SettingsError(f"line {number}: {entry.term!r} has a second pronunciation", hint="Keep one of them.")
        entries[key] = entry
    return Lexicon(tuple(entries.values()))


def _entries(text: str) -> Iterator[tuple[int, Pronunciation]]:
    reader = csv.reader(io.StringIO(text))
    try:
        for index, row in enumerate(reader):
            cells = [cell.strip() for cell in row]
            heading = not index and [cell.lower() for cell in cells[:2]] == ["term", "say"]
            if any(cells) and not cells[0].startswith("#") and not heading:
                yield reader.line_num, _entry(cells, reader.line_num)
    except csv.Error as error:
        raise SettingsError(f"line {reader.line_num}: {error}", hint=_HINT) from error


def _entry(cells: list[str], number: int) -> Pronunciation:
    term, say, language = [*cells, "", ""][:3]
    if not term or not say or len(cells) > 3:
        raise SettingsError(f"line {number}: {','.join(cells)[:60]!r} is not a term and how to say it", hint=_HINT)
    if language and not re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w{2,8})*", language):
        raise SettingsError(f"line {number}: {language!r} is no language code", hint=_HINT)
    return Pronunciation(term, say, _primary(language))


def _primary(language: str) -> str:
    return language.lower().replace("_", "-").partition("-")[0]


def _bounded(term: str) -> str:
    """The pattern of a term: Latin letters and digits at its ends must not run on; lower case matches any case."""
    before = r"(?<![A-Za-z0-9])" if re.match(r"[A-Za-z0-9]", term) else ""
    after = r"(?![A-Za-z0-9])" if re.search(r"[A-Za-z0-9]$", term) else ""
    loose = f"(?i:{re.escape(term)})" if term == term.lower() else re.escape(term)
    return before + loose + after


def _no_holds(text: str) -> str:
    """`text` without characters of the private area, in which the terms wait."""
    return re.sub(f"[{chr(_HOLD)}-{chr(_HOLD + _ROOM)}]", "", text)
