"""Terms and their renderings: read from CSV or TBX, found in a text, drafted from pairs."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jobs.article.markdown import HAN
from jobs.article.segments import visible
from jobs.errors import SettingsError
from jobs.regex import regex

_HEADINGS = {"source", "target", "term", "translation"}
_LANGUAGE = regex(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: `targets` are the accepted renderings, the preferred one first."""

    source: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Glossary:
    """Terms of one language pair; an empty one finds nothing."""

    entries: tuple[Term, ...] = ()

    def terms(self, text: str) -> dict[str, str]:
        """The terms that occur in `text`, with their preferred renderings, in order of appearance.

        The longest term wins where several begin; Latin terms match whole words in any case.
        """
        return {term.source: term.targets[0] for term in self.found(text)}

    def found(self, text: str) -> list[Term]:
        """The entries that occur in `text`, each once, in order of appearance."""
        if not self.entries:
            return []
        hits = dict.fromkeys(match.group().lower() for match in self._pattern.finditer(text))
        return [self._by_source[hit] for hit in hits]

    @cached_property
    def fingerprint(self) -> str:
        """12 hex digits that change with every change of the entries; "" for an empty glossary."""
        said = repr(sorted((entry.source, entry.targets) for entry in self.entries))
        return hashlib.sha256(said.encode()).hexdigest()[:12] if self.entries else ""

    @cached_property
    def _by_source(self) -> dict[str, Term]:
        return {entry.source.lower(): entry for entry in reversed(self.entries)}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """One alternation, first by initial (so that most places are left at once), then longest first."""
        initials: dict[str, list[str]] = {}
        for name in sorted(self._by_source, key=len, reverse=True):
            initials.setdefault(name[0], []).append(_bounded(name))
        return re.compile("|".join(f"(?:{'|'.join(names)})" for names in initials.values()), re.IGNORECASE)


def _bounded(name: str) -> str:
    """The pattern of a term: Latin letters and digits at its ends must not run on."""
    before = r"(?<![A-Za-z0-9])" if re.match(r"[A-Za-z0-9]", name) else ""
    after = r"(?![A-Za-z0-9])" if re.search(r"[A-Za-z0-9]$", name) else ""
    return f"{before}{re.escape(name)}{after}"


def load(path: Path, source: str = "zh-CN", target: str = "en") -> Glossary:
    """The glossary in `path` (.csv, .tsv, .tbx, .xml) for a language pair.

    Raises SettingsError when the file can't be read, is no glossary, or gives a term two renderings.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The glossary {path} can't be read: {error}", hint="Save it as UTF-8, or set another `glossary`."
        ) from error
    try:
        if path.suffix.lower() in {".tbx", ".xml"}:
            return from_tbx(text, source, target)
        return from_csv(text, source, target)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error.message}", hint=error.hint) from error


def from_csv(text: str, source: str = "zh-CN", target: str = "en") -> Glossary:
    """A glossary from lines `term,rendering` (or with `;`, tab); `a|b` accepts both, `a` is preferred.

    A first line of headings (`source,target` or language codes such as `zh,en`) chooses the columns. Lines
    that begin with `#` are comments. An empty rendering means: leave the term as it is.
    Raises SettingsError with the line's number.
    """
    first_line = next((line for line in text.splitlines() if line.strip() and line[0] != "#"), "")
    delimiter = max("\t;,", key=first_line.count)
    rows = enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1)
    first, second, started = 0, 1, False
    found: list[Term] = []
    for number, row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#"):
            continue
        columns = None if started else _columns(cells, source, target)
        started = True
        if columns:
            first, second = columns
            continue
        name = cells[first] if first < len(cells) else ""
        if not name or len(cells) < 2:
            raise SettingsError(
                f"line {number}: {','.join(row)[:60]!r} is not a term and its rendering",
                hint="One line a term: `大模型,large language model`.",
            )
        found.append(_term(name, cells[second] if second < len(cells) else ""))
    return _glossary(found)


def from_tbx(text: str, source: str = "zh-CN", target: str = "en") -> Glossary:
    """A glossary from TBX (ISO 30042, `termEntry` or `conceptEntry`), each language's first term preferred.

    Raises SettingsError when the text is no XML, or declares entities (it can grow without bound by them).
    """
    if "<!ENTITY" in text:
        raise SettingsError("a TBX file that declares entities is not read", hint="Export it without a DTD.")
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise SettingsError(f"no TBX: {error}", hint="Export the term base again as TBX.") from error
    found = []
    for entry in root.iter():
        if _local(entry.tag) not in {"termEntry", "conceptEntry"}:
            continue
        ours, theirs = _renderings(entry, source), _renderings(entry, target)
        found += [Term(name, tuple(theirs)) for name in ours if theirs]
    return _glossary(found)


def to_csv(suggestions: Iterable[Suggestion]) -> str:
    """Suggestions as a `glossary.csv` to be read over by a person: term, rendering, how often, how sure."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["source", "target", "count", "share"])
    writer.writerows([s.source, s.target, s.count, f"{s.share:.2f}"] for s in suggestions)
    return out.getvalue()


def _columns(cells: Sequence[str], source: str, target: str) -> tuple[int, int] | None:
    """Where term and rendering stand when `cells` are headings; None when they are a term already."""
    names = [cell.lower().replace("_", "-") for cell in cells]
    if _HEADINGS.issuperset(names[:2]):
        first = next(i for i, name in enumerate(names[:2]) if name in {"source", "term"} or i == 1)
        return first, 1 - first
    if not all(_LANGUAGE.fullmatch(name) for name in names[:2]):
        return None
    ours = [i for i, name in enumerate(names) if _same_language(name, source)]
    theirs = [i for i, name in enumerate(names) if _same_language(name, target)]
    return (ours[0], theirs[0]) if ours and theirs else None


def _same_language(name: str, wanted: str) -> bool:
    return name.replace("_", "-").lower().split("-")[0] == wanted.lower().split("-")[0]


def _term(name: str, rendering: str) -> Term:
    targets = tuple(part.strip() for part in rendering.split("|") if part.strip())
    return Term(name, targets or (name,))


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _renderings(entry: ET.Element, language: str) -> list[str]:
    """The terms of one TBX concept in `language`, in the file's order."""
    found = []
    for section in entry.iter():
        if _local(section.tag) in {"langSet", "langSec"}:
            said = section.get(_XML_LANG) or section.get("lang") or ""
            if _same_language(said, language):
                names = ("".join(e.itertext()).strip() for e in section.iter() if _local(e.tag) == "term")
                found += [name for name in names if name]
    return found


def _glossary(found: Sequence[Term]) -> Glossary:
    """Entries with each term once. Raises SettingsError when a term has two different lines."""
    known: dict[str, Term] = {}
    for term in found:
        other = known.setdefault(term.source.lower(), term)
        if other.targets != term.targets:
            raise SettingsError(
                f"{term.source!r} is listed as {other.targets[0]!r} and as {term.targets[0]!r}",
                hint="Keep one line; write `a|b` to accept both.",
            )
    return Glossary(tuple(known.values()))


# --- drafting --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term in `count` texts that is usually rendered so; `share` is Dice's coefficient of the two."""

    source: str
    target: str
    count: int
    share: float


_RUN = regex(f"[{HAN}]{{2,}}")
_WORD = regex(r"[A-Za-z][A-Za-z0-9'’-]*")
_WEAK = regex(
    r"(?:a|an|the|and|or|of|in|on|at|to|for|by|with|from|as|is|are|was|were|be|been|it|its|this|that|these|those"
    r"|you|your|we|our|they|their|can|will|may|not|no|if|when|which|who|what|how|all|any|each|other|more|most"
    r"|such|into|than|then|there|also|has|have|had|do|does|using|use|used|only|same|new|one|two)"
)
_GLUE = frozenset("的了是在和与或对为被把将从到以及等也都就而并其这那该此个可会能要有不没中上下时后前一二三")
"""Characters that no term begins or ends with, as a rule."""


def suggest(
    pairs: Iterable[tuple[str, str]], known: Glossary | None = None, *, at_least: int = 3, share: float = 0.6
) -> list[Suggestion]:
    """A draft glossary: terms of Chinese characters that go with one rendering in `at_least` pairs of texts.

    Each is the other's best partner by Dice's coefficient (2 x together / sum of both), at least `share`.
    Terms in `known` are left out; so is a term that only occurs within a longer one. Most frequent first.
    """
    texts = [(visible(source), visible(target)) for source, target in pairs]
    ours = _frequent([_terms_of(source) for source, _ in texts], at_least)
    theirs = _frequent([_phrases_of(target) for _, target in texts], at_least)
    single, other = _counts(ours), _counts(theirs)
    together = Counter((a, b) for left, right in zip(ours, theirs, strict=True) for a in left for b in right)
    best = _partners(together, single, other)
    skip = {term.source.lower() for term in known.entries} if known else set()
    found = [
        Suggestion(a, b, single[a], dice)
        for a, (b, dice) in best.items()
        if dice >= share and together[a, b] >= at_least
    ]
    new = (s for s in _longest(found) if s.source not in skip)
    return sorted(new, key=lambda s: (-s.count, s.source))


def _terms_of(text: str) -> set[str]:
    """Runs of 2 to 6 Chinese characters that could be a term."""
    found = set()
    for run in _RUN.findall(text):
        for start in range(len(run) - 1):
            if run[start] not in _GLUE:
                ends = range(start + 2, min(start + 7, len(run) + 1))
                found |= {run[start:end] for end in ends if not _GLUE.intersection(run[start:end])}
    return found


def _phrases_of(text: str) -> set[str]:
    """One to three words in a row, none of them a weak one, in lower case."""
    found = set()
    words = [word.lower() for word in _WORD.findall(text)]
    for start in range(len(words)):
        for end in range(start + 1, min(start + 4, len(words) + 1)):
            if _WEAK.fullmatch(words[end - 1]):
                break
            found.add(" ".join(words[start:end]))
    return found


def _counts(sets: Iterable[set[str]]) -> Counter[str]:
    return Counter(item for items in sets for item in items)


def _frequent(sets: list[set[str]], at_least: int) -> list[set[str]]:
    counts = _counts(sets)
    return [{item for item in items if counts[item] >= at_least} for items in sets]


def _partners(
    together: Counter[tuple[str, str]], single: Counter[str], other: Counter[str]
) -> dict[str, tuple[str, float]]:
    """For each term the phrase that goes best with it, if it is the phrase's best too; longer on a tie."""
    forward: dict[str, tuple[float, int, str]] = {}
    backward: dict[str, float] = {}
    for (a, b), count in together.items():
        dice = 2 * count / (single[a] + other[b])
        forward[a] = max(forward.get(a, (0.0, 0, "")), (dice, len(b), b))
        backward[b] = max(backward.get(b, 0.0), dice)
    return {a: (b, dice) for a, (dice, _, b) in forward.items() if dice >= backward[b]}


def _longest(found: Sequence[Suggestion]) -> Iterator[Suggestion]:
    """Without terms that hardly stand outside a longer suggestion."""
    for term in found:
        longer = (s for s in found if len(s.source) > len(term.source) and term.source in s.source)
        if not any(s.count >= 0.8 * term.count for s in longer):
            yield term
