"""Whether the words that a dictionary expects turn up in a translation at all.

The checks that weigh a text's words and length were measured on real translations. Where the dictionary recognises
next to nothing, in an article of dialect as in the output of a stand-in for a model, they can't tell good from bad:
what they find is a warning then, and the whole article gets one that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from operator import add

from jobs.fidelity.anchors import table
from jobs.fidelity.finding import Complaint, Finding
from jobs.fidelity.prose import plain, visible
from jobs.regex import regex

FEW, ENOUGH = 4, 60
"""Words of the dictionary in an article below which nothing can be said against its translation, and from which more
of them would not change the verdict."""

STATISTICAL = frozenset({"dropped", "added", "length", "repeated"})
"""Checks that need a translation in the words that people use."""

_SHARE = 0.3
"""Of the words of two characters that the dictionary knows, four fifths are found in people's translations, 47 % at the
least of 202 articles; in English that has nothing to do with the source 6 %, 14 at most. Pages whose two sides don't
correspond look like the latter, and should."""

_NARROW = {0xFF10 + digit: 0x30 + digit for digit in range(10)}
_BARE = r"(?!\d|[.,]\d|\s?(?:%|per ?cent|hundred|thousand|million|billion|trillion|k\b|m\b|bn\b|dollars|yuan))"
_FIGURE = regex(r"\d+(?:[.,]\d+)*")


@dataclass
class Evidence:
    """A running count over an article: dictionary words of the source, and those found in the target."""

    wanted: int = 0
    found: int = 0

    def add(self, source: str, target: str) -> None:
        """Count one more pair of texts; after ENOUGH words more of them would not change the verdict."""
        if self.wanted >= ENOUGH:
            return
        prose, words, known = visible(source), plain(target), table()
        wanted = known.keys() & {*map(add, prose, prose[1:])}
        self.wanted += len(wanted)
        self.found += sum(any(stem in words for stem in known[word]) for word in wanted)

    def add_all(self, pairs: Iterable[tuple[str, str]]) -> Evidence:
        """Count many pairs; itself."""
        for source, target in pairs:
            self.add(source, target)
        return self

    @property
    def speaks(self) -> bool:
        """May the statistical checks be believed?"""
        return self.wanted < FEW or self.found >= _SHARE * self.wanted


def unmatched(evidence: Evidence) -> Iterable[Complaint]:
    """An article in which the dictionary recognises next to nothing: somebody should read it."""
    if not evidence.speaks:
        said = f"only {evidence.found} of {evidence.wanted} known words turn up: the meaning could not be checked"
        yield Complaint("", "", said, "warning")


def is_weak(finding: Finding, target: str) -> bool:
    """Without evidence, does the finding say no more than that the words are strange?

    A figure whose bare digits stand in the target is taken for one whose unit (月, 亿) became a strange word; "90
    billion" for 90亿 is no such thing.
    """
    if finding.check in STATISTICAL:
        return True
    if finding.check != "quantities" or not finding.source:
        return False
    figures = _FIGURE.findall(finding.source.translate(_NARROW))
    return all(re.search(rf"(?<![\d.,]){re.escape(figure)}{_BARE}", target) for figure in figures)
