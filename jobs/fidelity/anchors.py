"""What of a source text can be found again in the target: words of a table, Latin tokens and figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import add
from pathlib import Path

from jobs.article.markdown import HAN
from jobs.regex import regex

_TABLE, WEIGHTS = (Path(__file__).with_name(name) for name in ("anchors.txt", "weights.tsv"))
WEIGHTS_HEAD = "# word, what it says for an alignment when found, against it when missing: written by bench.weights"
_CLAUSE = regex(
    r"(?:(?:^|\n)\W*[问答][：:]\s?)?(?:[^，。；：！？,;:!?\n]|(?<=\d)[,:](?=\d))+[，。；：！？,;:!?\n]*[”’」』」）)*_]*"
)
_TOKEN = regex(r"[A-Za-z]{2,}|(?<![\d.])(?:\d{1,3}(?:,\d{3})+|\d+\.\d+|\d{2,})(?!\.?\d| ?[万亿千百倍]|多?倍|世纪|年代)")
_LATIN = regex(r"[A-Za-z]{2}|\d[\d.]")
_STOP = regex(r"[。！？；!?;]|\.(?=\s|$)")
_FULL_STOP = regex(
    r"(?:(?<=[A-Zm])\.(?=\s+(?:An?(?=\s)|The|This|These|That|There|It|He|She|They|We|You|But|And|In|At|On|As|If|When|So|No|Not|For"
    r"|To|Its?|His|Her|Their|Our|What|Who|How|Then|Now|Yet)\b)|[.!?](?<!\b(?:Mr|Ms|Dr|No|St|Co|vs|Lt|Jr|Sr)\.)(?<!\b[A-Zp]\.)(?<!\b(?:pp|ch|cf)\.)"
    r"(?<!\b(?:Mrs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Inc|Ltd|Vol|Fig|Gen|Sen|Rep|Gov|[aceip]\.[demg])\.)"
    r"(?<!\b(?:Sept|Prof|Corp)\.))"
    r"[”\"’')*_\]]*(?=\s+[^a-z\s]|\s*$|\n)|;(?=\s)"
)
"""A stop behind an abbreviation or before a small letter ends no sentence (Sept. 3; 5 p.m. yesterday)."""
_NUMBER_ALONE = regex(r"\W*(?:\d{1,3}|[IVX]{1,5}|[A-Za-z]{2,7}(?=\.\s+\d))\.\W*")
_NUMBER_FIRST = regex(r"\W*(?:(?:\d{1,3}|[IVX]{1,5})\.\s|[A-Za-z]{2,7}\.\s+\d)")
"""The number of a heading or of an item, and a short word before one: "3. Going abroad", "Sun. 14:00"."""
_LONGEST = 15
"""Digits of a figure that somebody may have grouped by thousands."""
_WRITTEN = regex(r"\w")
_HAN_RUN = regex(f"[{HAN}]+")
_TAIL = "。！？；!?;.\n ”’\"')）*_"

_FEWER, _AGAIN = 0.5, 0.3
"""The share of its weight that a word of several clauses says for something left out when it is found more seldom than
in the source, and against that when as often."""
_LOST, _LOST_ONE = 1.45, 0.8
"""What a Latin token or figure says for it that is not found, and one of several that is found more seldom."""


def evidence_bound(prose: str, words: str) -> float:
    """About so much evidence can any row of clauses of `prose` have: the quick look before an alignment.

    The words of the table in the best row of clauses, and every Latin token that is missing. Words that stand elsewhere
    in the target, and figures in Chinese, are not looked at.
    """
    clauses = [words_in(piece) for piece in _CLAUSE.findall(prose)]
    counts: dict[str, int] = {}
    for clause in clauses:
        for word in clause:
            counts[word] = counts.get(word, 0) + 1
    values = _values(counts, words)
    best = total = 0.0
    for clause in clauses:
        total += sum([values[word] for word in clause])
        if total < 0.0:
            total = 0.0
        elif total > best:
            best = total
    return best + _tokens_bound(prose, words)


def _values(counts: Mapping[str, int], words: str) -> dict[str, float]:
    """What each word, which stands so many times in the source, says for something left out."""
    known, values = lexicon(), dict[str, float]()
    for word, count in counts.items():
        stems, found, missing = known[word]
        for stem in stems:
            if stem in words:
                break
        else:
            values[word] = missing
            continue
        if count == 1:
            values[word] = -found
        else:
            fewer = sum([words.count(stem) for stem in stems]) < count
            values[word] = _FEWER * missing if fewer else -_AGAIN * found
    return values


def _tokens_bound(prose: str, words: str) -> float:
    """At most so much can Latin tokens and figures add."""
    if not _LATIN.search(prose):
        return 0.0
    tokens = [*map(str.lower, _TOKEN.findall(prose))]
    if len(tokens) == len(set(tokens)):
        lost = [token for token in tokens if f" {token}" not in words]
        return sum([_LOST for token in lost if not any(stem in words for stem in stems_of(token))])
    bound = 0.0
    for token in set(tokens):
        count, got = tokens.count(token), sum(words.count(stem) for stem in stems_of(token))
        bound += _LOST * count if not got else _LOST_ONE * count if got < count else 0.0
    return bound


def pieces(prose: str) -> list[str]:
    """The clauses of `prose`, each with the comma or stop behind it; those without a letter or digit are left out."""
    return [piece for piece in _CLAUSE.findall(prose) if _WRITTEN.search(piece)]


def ends_sentence(piece: str) -> bool:
    """Does a sentence or a line end with this clause?"""
    return "\n" in piece or _STOP.search(piece) is not None


def sentences(prose: str) -> int:
    """How many sentences a Chinese text has by its full stops; at least one."""
    return len(_STOP.findall(prose.rstrip(_TAIL))) + 1


def english_sentences(prose: str) -> int:
    """How many sentences an English text has; `e.g.` and initials don't end one."""
    said = prose.rstrip(_TAIL)
    if "." not in said and ";" not in said and "!" not in said and "?" not in said:
        return 1
    return len(_FULL_STOP.findall(said)) + (_NUMBER_FIRST.match(prose) is None)


def english_pieces(prose: str) -> list[str]:
    """The sentences and lines of an English text; those without a letter or digit are left out."""
    found, at = [], 0
    for stop in _FULL_STOP.finditer(prose):
        if (alone := _NUMBER_ALONE.match(prose, at)) and alone.end() >= stop.end():
            continue
        found.append(prose[at : stop.end()])
        at = stop.end()
    lines = [line for piece in (*found, prose[at:]) for line in piece.split("\n")]
    return [line for line in lines if _WRITTEN.search(line)]


def words_in(prose: str) -> list[str]:
    """The words of the table in `prose`, in order: pairs of characters, and single ones that are in no pair."""
    known, found = table(), []
    for run in _HAN_RUN.findall(prose):
        free = True
        for pair in map(add, run, f"{run[1:]} "):
            if pair in known:
                found.append(pair)
                free = False
            elif not free:
                free = True
            elif (alone := pair[0]) in known:
                found.append(alone)
    return found


def words_of(piece: str) -> set[str]:
    """Words of the table, and Latin tokens and figures in lower case, of one clause."""
    found = set(words_in(piece))
    if _LATIN.search(piece):
        found.update(map(str.lower, _TOKEN.findall(piece)))
    return found


def stems_of(word: str) -> Sequence[str]:
    """How a word of `words_of` may begin in plain English: each after a space, figures also after a dollar sign."""
    if not word[0].isdigit():
        return table().get(word) or (f" {word}",)
    whole, point, rest = word.replace(",", "").partition(".")
    spelt = f"{whole} {rest}" if point else whole
    if len(whole) > _LONGEST:
        return (f" {spelt}",)
    grouped = f"{int(whole):,}".replace(",", " ") + spelt[len(whole) :]
    return tuple([sign + form for form in dict.fromkeys((spelt, grouped)) for sign in " $"])


@cache
def table() -> Mapping[str, tuple[str, ...]]:
    """Chinese words of one and two characters with the beginnings of their English words, each after a space.

    In the file an underscore stands for a space: behind a beginning that is a whole word.
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        words, equals, stems = line.partition(" = ")
        if equals and line[0] != "#":
            spelt = _spelt(stems.split()) if "_" in stems else f" {stems.replace(' ', '| ')}".split("|")
            found.update(dict.fromkeys(words.split(), tuple(spelt)))
    return found


@cache
def weights() -> Mapping[str, tuple[float, float]]:
    """What the words of the table say for an alignment when found, and against it when missing, as learned."""
    rows = (line.split("\t") for line in WEIGHTS.read_text(encoding="utf-8").splitlines()[1:])
    learned = {word: (float(found), float(missing)) for word, found, missing in rows}
    return dict.fromkeys(table(), _NEW) | learned


@cache
def lexicon() -> Mapping[str, tuple[tuple[str, ...], float, float]]:
    """Of each word of the table its stems and its two weights, in one place."""
    said = weights()
    return {word: (stems, *said[word]) for word, stems in table().items()}


_NEW = (0.7, 0.7)
"""Of a word that came into the table after its weights were learned."""


def _spelt(stems: Iterable[str]) -> Iterator[str]:
    """Stems as they begin in plain English; `n_t` stands for every contracted not."""
    for stem in stems:
        yield from _CONTRACTED if stem == "n_t" else (f" {stem.replace('_', ' ')}",)


_NOT = "isn aren wasn weren don doesn didn won wouldn can couldn haven hasn hadn shouldn"
_CONTRACTED = (*(f" {verb} t" for verb in _NOT.split()), " not ")
