"""Is a script true to its article? Every figure, date, name and quotation in it is looked up there."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from jobs.article.markdown import HAN, text_runs
from jobs.podcast.outline import outline
from jobs.podcast.phrases import phrases
from jobs.podcast.reading import Figure, dates, figures
from jobs.podcast.values import Line, Script
from jobs.regex import regex

Kind = Literal["figure", "date", "name", "quote"]

ReadNumbers = Callable[[str], Iterable[Hashable]]
"""Reads the values of all figures in a text; equal values mean equal figures."""

_PART = r"[A-Z][\w’'&-]*(?:\.\d+\w*)*"
_NAME = regex(rf"(?:{_PART}|\d*[a-z]*[A-Z]\w*)(?:(?: (?:of|the|de|von|van|der|la|le|du)){{0,2}} {_PART})*")
_LATIN = regex(
    r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9’'&+#-]*(?:\.\d+[a-z]*)*"
    r"(?:[ ·][A-Z][A-Za-z0-9’'&+#-]*(?:\.\d+)*)*"
)
_WORD = regex(r"[A-Za-zÀ-ɏ][\wÀ-ɏ]*|\d+")
_QUOTED = regex(r"“([^“”]+)”|「([^「」]+)」|(?<!\w)\"([^\"]+)\"(?!\w)|《([^《》]+)》")
_START = regex(r"(?:^|[.!?:;…—–\"“”‘(（。！？：；]['’”\")）]*)\s*$")
_ACTS = regex(
    r"(?:['’]s)?,? (?:said|says|told|announced|argue[sd]?|claim(?:s|ed)|believe[sd]?|expect(?:s|ed)|warn(?:s|ed)|"
    r"report(?:s|ed)|estimate[sd]|released?|launche[sd]|unveiled|bought|acquired|plans|wrote|added)\b"
)
_PLAIN = regex(rf"[^\w{HAN}]+|_")
_LONG_QUOTE = 12
"""Letters (a Chinese character is two) from which quoted words must stand in the article; shorter ones may be irony."""
_SENTENCE_WORDS = (
    "a an and are as at be but by for from had has have he her here his how i if in into is it its let me my no not "
    "now of oh okay ok on one or our right she so some such that the their then there these they this those to today "
    "us was we well were what when where which while who why will with yes yet you your mr mrs ms dr monday tuesday "
    "wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december english chinese"
)
_COMMON = frozenset(_SENTENCE_WORDS.split())
"""Capitalised, these are no names, or say nothing that could be wrong."""


@dataclass(frozen=True, slots=True)
class Untraced:
    """Something that a line says and the article doesn't. `line` is the line's index in the script."""

    line: int
    kind: Kind
    text: str

    @property
    def reason(self) -> str:
        """The same as a sentence, for a person or a model that is to mend it."""
        return f"the {self.kind} {self.text!r} is not in the article"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the article a script takes up: figures and names found again, of how many; and what is left."""

    figures: tuple[int, int]
    names: tuple[int, int]
    missing: tuple[str, ...]


class Source:
    """A text made ready to look things up in."""

    def __init__(self, text: str, read_numbers: ReadNumbers | None = None) -> None:
        self.read = read_numbers
        self.figures: set[Hashable] = set(read_numbers(text)) if read_numbers else set(_readings(figures(text)))
        self.dates = set(dates(text))
        self.words = {word.lower() for word in _WORD.findall(text)}
        self.plain = _squeezed(text)
        self.joined = f"{text.lower()}\n{_joined(text)}"

    def missing(self, text: str, near: Source | None = None) -> Iterator[tuple[Kind, str]]:
        """(kind, what) for everything in `text` that is not here; with `near`, figures and dates are sought there."""
        place = near or self
        yield from (("figure", figure) for figure in place.unfound(text))
        yield from (("date", f"{date[0]}-{date[1]}") for date in dates(text) if date not in place.dates)
        yield from (("name", name) for name in names(text) if not self.has(name))
        yield from (("quote", quote) for quote in quotes(text) if _squeezed(quote) not in self.plain)

    def has(self, name: str) -> bool:
        """Does the text have this name, or all of its words? One with a figure (GPT-5) only as a whole."""
        coded = [token for token in name.split() if re.search(r"\d", token)]
        words = [word.lower() for token in name.split() if token not in coded for word in _WORD.findall(token)]
        known = _squeezed(name) in self.plain or all(self._has_word(word) for word in words if word not in _COMMON)
        return known and all(self._has_code(token.lower()) or self._has_code(_joined(token)) for token in coded)

    def _has_code(self, token: str) -> bool:
        """Is the token there, and not merely the beginning of another one (GPT-4 of GPT-4.5)?"""
        pattern = rf"(?<![a-z0-9]){re.escape(token.removesuffix('s'))}s?(?![a-z0-9]|[.]\d)"
        return re.search(pattern, self.joined) is not None

    def _has_word(self, word: str) -> bool:
        """The word itself, its plural or its singular."""
        return word in self.words or word.removesuffix("s") in self.words or f"{word}s" in self.words

    def unfound(self, text: str) -> list[str]:
        """The figures in `text`, as printed, that are not here."""
        if self.read:
            return [str(value) for value in dict.fromkeys(self.read(text)) if value not in self.figures]
        found = [figure for figure in figures(text) if self.figures.isdisjoint(_named(figure))]
        return list(dict.fromkeys(figure.text for figure in found))


def trace(script: Script, article_text: str, *, read_numbers: ReadNumbers | None = None) -> list[Untraced]:
    """What the script's lines say that `article_text` (title and body as written) does not have, in order.

    Sentences that a script adds by rule (the disclosure, what is told of code and tables) say nothing that could
    be wrong and are passed over. `read_numbers` reads figures in the script's language; without it they are read here.
    """
    source = Source(readable(article_text), read_numbers)
    return [
        Untraced(index, kind, what)
        for index, line in enumerate(script.lines)
        if not _is_ours(line, script.language)
        for kind, what in source.missing(_content(line))
    ]


def coverage(script: Script, article_text: str) -> Coverage:
    """How much of the article's figures and names the script has: for information, a dialogue may leave things out."""
    said = Source("\n".join(line.text for line in script.lines))
    article = readable(article_text)
    wanted = {figure.text: figure for figure in figures(article) if figure.digits}
    called = list(dict.fromkeys(names(article)))
    no_figures = [text for text, figure in wanted.items() if said.figures.isdisjoint(_named(figure))]
    no_names = [name for name in called if not said.has(name)]
    return Coverage(
        (len(wanted) - len(no_figures), len(wanted)),
        (len(called) - len(no_names), len(called)),
        tuple(no_figures + no_names),
    )


def readable(article_text: str) -> str:
    """What a reader sees of an article in Markdown: no address, whose digits are no figures, and no code block."""
    body = article_text.encode()
    return "\n".join([*text_runs(body), *(block.shown or block.info for block in outline(body))])


def lost(before: str, after: str) -> list[str]:
    """Figures in digits that `before` has and `after` lacks, as printed."""
    kept = set(_readings(figures(after)))
    gone = [figure.text for figure in figures(before) if figure.digits and kept.isdisjoint(_named(figure))]
    return list(dict.fromkeys(gone))


def names(text: str) -> list[str]:
    """Names in `text`: capitalised words, several together as one; in Chinese text every Latin word.

    A single capitalised word that begins a sentence counts only if it has a capital or a figure further in, or if
    it speaks, owns or acts ("Nvidia said", "Nvidia's").
    """
    if re.search(f"[{HAN}]", text):
        return [found[0] for found in _LATIN.finditer(text) if len(found[0]) > 1]
    found = []
    for match in _NAME.finditer(text):
        name = match[0]
        if _START.search(text[: match.start()]) and not _ACTS.match(text, match.end()):
            name = _without_starter(name)
        if name and name.lower() not in _COMMON:
            found.append(name)
    return found


def quotes(text: str) -> list[str]:
    """Quoted words of some length, and titles of works."""
    found = ("".join(filter(None, match.groups())) for match in _QUOTED.finditer(text))
    return [quote for quote in found if sum(2 if c > "\u2e7f" else 1 for c in quote) >= _LONG_QUOTE]


def _without_starter(name: str) -> str:
    """`name` without a first word that may have its capital from the sentence alone."""
    first, _, rest = name.partition(" ")
    if re.search(r"\w[A-Z0-9]", first):
        return name
    rest = re.sub(r"^(?:(?:of|the|de|von|van|der|la|le|du) )+", "OF ", rest)
    if not rest or rest.startswith("OF ") or first.lower() in _COMMON:
        return rest.removeprefix("OF ")
    return name


def _named(figure: Figure) -> set[tuple[Fraction, str]]:
    """What to look a figure up by: a percentage or an amount of money only as such."""
    return {(value, figure.unit) for value in figure.values}


def _readings(found: Iterable[Figure]) -> Iterator[tuple[Fraction, str]]:
    """What figures are found by: a percentage or an amount also as a bare number."""
    for figure in found:
        yield from _named(figure)
        yield from ((value, "") for value in figure.values)


def _squeezed(text: str) -> str:
    return _PLAIN.sub("", text).lower()


def _joined(text: str) -> str:
    """`text` in lower case, letters and the figure that belongs to them together: "GPT-4.5", "GPT 4.5"."""
    return re.sub(r"(?<=[a-z])[- ](?=\d)", "", text.lower())


def _is_ours(line: Line, language: str) -> bool:
    """Is the line one of the sentences that every script may add?"""
    words = phrases(language)
    return line.text in {words.disclosure, words.closing, words.points, words.links} or line.kind in {"code", "table"}


def _content(line: Line) -> str:
    """The line's text without the number of a list item."""
    return re.sub(r"^\d+\. ", "", line.text) if line.kind == "item" else line.text
