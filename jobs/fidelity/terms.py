"""Terms are rendered as the glossary says, and names the same way throughout an article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from jobs.article.segments import visible
from jobs.fidelity.finding import Complaint, Finding
from jobs.glossary import Glossary
from jobs.regex import regex

_FOLD = regex(r"[\s\-‐‑–—_'’‘.]+")
_TITLE = regex(r"《([^《》]{1,40})》")
_SHOWN = regex(r"[“\"]([^“”\"]{2,80})[”\"]|(?<![*\w])[*_]([^*_]{2,80})[*_](?![*\w])")
_INTRODUCED = regex(r"([\u4e00-\u9fff·]{2,12})\s?[（(]\s?([A-Z][A-Za-z.'’-]+(?:\s[A-Z][A-Za-z.'’-]+){1,3})\s?[）)]")
_LATIN = regex(r"[A-Za-z][A-Za-z0-9]*+(?:[-. ]?[A-Za-z]*+\d[A-Za-z0-9]*+)*")


_SPELT = regex(r"\d|[a-z][A-Z]")
"""Without a digit or a capital inside a word there is no spelling that somebody chose."""


def enforced(glossary: Glossary) -> Callable[[str, str], Iterator[Complaint]]:
    """The check that every term of `glossary` in the source has its rendering in the target."""

    def term(source: str, target: str) -> Iterator[Complaint]:
        """The glossary's rendering of each term stands in the target, in any case, number or spelling."""
        wanted = glossary.found(visible(source))
        if not wanted:
            return
        words = f" {_folded(target)} "
        for entry in wanted:
            if not any(_stands(rendering, words) for rendering in entry.targets):
                yield Complaint(
                    entry.source, target, f"{entry.source} should be “{entry.targets[0]}” (glossary)", "error"
                )

    return term


def _folded(text: str) -> str:
    """Lower case, hyphens and apostrophes as spaces, one space between words."""
    return _FOLD.sub(" ", text.lower())


def _stands(rendering: str, words: str) -> bool:
    """Does `rendering` stand in the folded `words`, in the singular or the plural?"""
    return _rendering(rendering).search(words) is not None


@lru_cache(maxsize=4096)
def _rendering(rendering: str) -> re.Pattern[str]:
    """`rendering` with each word in any regular inflection; its spaces may be missing."""
    words = [_inflected(word) for word in _folded(rendering).split()]
    return re.compile(rf"(?<![^\W_]){' ?'.join(words)}(?![^\W_])")


def _inflected(word: str) -> str:
    if not word.isascii() or not word.isalpha() or len(word) < 3:
        return re.escape(word)
    if word.endswith("y"):
        return f"{word[:-1]}(?:y|ies|ied|ying)"
    if word.endswith("e"):
        return f"{word[:-1]}(?:e|es|ed|ing)"
    return f"{word}(?:e?s|{word[-1]}?ed|{word[-1]}?ing)?"


# --- across an article -----------------------------------------------------------------------------------


def consistency(pairs: Iterable[tuple[str, str, str]]) -> list[Finding]:
    """What an article calls by two names, as warnings. `pairs`: (segment id, source, target) in order.

    A 《title》 keeps its rendering; a person introduced as 奥尔特曼（Sam Altman） is called by a part of that
    name later; a name in Latin letters is spelt one way when the source spells it one way.
    """
    article = [(name, visible(source), visible(target)) for name, source, target in pairs]
    return [*_titles(article), *_persons(article), *_spellings(article)]


Article = list[tuple[str, str, str]]


def _titles(article: Article) -> Iterator[Finding]:
    """Only segments with one title on both sides are compared: there is no doubt which belongs to which."""
    first: dict[str, str] = {}
    for name, source, target in article:
        if "《" not in source:
            continue
        ours = set(_TITLE.findall(source))
        theirs = [a or b for a, b in _SHOWN.findall(target)]
        if len(ours) != 1 or len(theirs) != 1:
            continue
        (title,), shown = ours, theirs[0].strip(" ,.;:")
        before = first.setdefault(title, shown)
        if _folded(before) != _folded(shown):
            yield _finding(name, f"《{title}》", shown, f"《{title}》 was “{before}” before and is “{shown}” here")


def _persons(article: Article) -> Iterator[Finding]:
    introduced: dict[str, str] = {}
    for name, source, target in article:
        for short, full in introduced.items():
            if short in source and not _is_called(full, target):
                yield _finding(name, short, target, f"{short} is {full} elsewhere in the article")
        for before, full in _INTRODUCED.findall(source) if "）" in source or ")" in source else ():
            short = _called(before, article)
            if short and full.lower() in target.lower():
                introduced[short] = full


def _is_called(full: str, target: str) -> bool:
    """Does a part of the name `full` stand in `target`? Parts of one or two letters are none."""
    words = _folded(target)
    parts = [part for part in _folded(full).split() if len(part) > 2]
    return not parts or any(part in words for part in parts)


def _called(before: str, article: Article) -> str:
    """The longest end of `before`, the text in front of a bracket, that recurs: the name, or ""."""
    text = "\n".join(source for _, source, _ in article)
    ends = (before[start:] for start in range(len(before) - 1))
    return next((end for end in ends if text.count(end) > 1 and len(end) > 2), "")


def _spellings(article: Article) -> Iterator[Finding]:
    theirs: dict[str, list[str]] = {}
    for word in _latin(target for _, _, target in article if _SPELT.search(target)):
        if not word[1:].islower() and _is_name(word):
            theirs.setdefault(_bare(word), []).append(word)
    several = {bare: spellings for bare, spellings in theirs.items() if len(spellings) > 1}
    if not several:
        return
    ours = Counter(map(_bare, _latin(source for _, source, _ in article)))
    for bare, (first, *_, odd) in several.items():
        if ours[bare] == 1:
            name = next(name for name, _, target in article if odd in _LATIN.findall(target))
            yield _finding(name, odd, odd, f"{odd} is spelt {first} elsewhere in the article")


def _latin(texts: Iterable[str]) -> Iterable[str]:
    """The different words in Latin letters, in the order they come; the pattern runs over no line break."""
    return dict.fromkeys(_LATIN.findall("\n".join(texts)))


def _bare(word: str) -> str:
    return re.sub(r"[-. ]", "", word).lower()


def _is_name(word: str) -> bool:
    """Capitals or digits beyond the first letter: a spelling that somebody chose."""
    return re.search(r".[A-Z0-9]", word) is not None and not word.isupper()


def _finding(name: str, source: str, target: str, message: str) -> Finding:
    return Finding("consistency", "warning", name, source, target, message)
