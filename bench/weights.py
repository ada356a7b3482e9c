"""What each word of the table says for an alignment, learned from pairs: `python -m bench.weights DIR [DIR …]`.

Writes jobs/fidelity/weights.tsv. Each DIR holds `zh/` and `en/` with files of the same names. A word is found in the
translation of its segment with probability p, and in any other English sentence with probability q. Found in its
place it speaks for the alignment with log(p / q), missing it speaks against it with log((1 - q) / (1 - p)). Words
don't come independently of each other, so both are tempered.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log, prod
from pathlib import Path
from random import Random

from bench.fidelity import Case, cases, files
from jobs.fidelity import anchors
from jobs.fidelity.prose import plain, visible

TEMPERED = 0.25, 0.55
"""The share that counts of what is found and of what is missing: searched for on 3,000 pairs of segments, with the
words' probabilities taken from others, for the most dropped and added sentences at 0.2 to 0.5 % false alarms."""
_PRIOR = {1: 0.69, 2: 0.8}
"""How often a word of one or two characters is found in its translation."""
_SEEN = 12
"""Occurrences from which a word's own probability counts as much as the prior."""
_SENTENCES = 5000
"""English sentences, chosen at random, in which chance finds are counted."""
_LEAST, _MOST = 0.15, 0.95
_CHANCE = 0.01
"""Probabilities are kept within these: a word that nobody translated so may still be translated so."""
_MOST_MISSING = 1.7


def hits(every: Iterable[Case]) -> tuple[Counter[str], Counter[str]]:
    """(segments that have the word, those whose translation has one of its stems)."""
    seen, found = Counter[str](), Counter[str]()
    for case in every:
        words = plain(visible(case.target))
        for word in set(anchors.words_in(visible(case.source))):
            seen[word] += 1
            found[word] += any(stem in words for stem in anchors.table()[word])
    return seen, found


def chances(every: Iterable[Case]) -> dict[str, float]:
    """How often any English sentence has one of a word's stems."""
    sentences = [plain(piece) for case in every for piece in anchors.english_pieces(visible(case.target))]
    Random(1).shuffle(sentences)
    some = sentences[:_SENTENCES]
    once = {stem for stems in anchors.table().values() for stem in stems}
    often = {stem: sum(stem in sentence for sentence in some) / len(some) for stem in once}
    return {word: 1 - prod(1 - often[stem] for stem in stems) for word, stems in anchors.table().items()}


def weight(seen: int, found: int, chance: float, prior: float) -> tuple[float, float]:
    """(what finding the word says for, what missing it says against) as tempered logarithms of likelihood ratios."""
    own = min(max((prior * _SEEN + found) / (_SEEN + seen), _LEAST), _MOST)
    by_chance = max(chance, _CHANCE)
    if own < 1.5 * by_chance:
        return 0.05, 0.05
    for_, against = TEMPERED
    return for_ * log(own / by_chance), min(against * log((1 - by_chance) / (1 - own)), _MOST_MISSING)


def table(every: Sequence[Case]) -> Mapping[str, tuple[float, float]]:
    """The weights of all words."""
    (seen, found), chance = hits(every), chances(every)
    return {word: weight(seen[word], found[word], chance[word], _PRIOR[len(word)]) for word in sorted(anchors.table())}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the file anew."""
    parser = argparse.ArgumentParser(prog="python -m bench.weights", description="Weights of the table of words.")
    parser.add_argument("pairs", nargs="+", type=Path, help="folders with zh/ and en/")
    every = [case for folder in parser.parse_args(arguments).pairs for case in cases(files(folder)) if case.equal]
    found = table(every)
    lines = [f"{word}\t{for_:.2f}\t{against:.2f}" for word, (for_, against) in found.items()]
    anchors.WEIGHTS.write_text("\n".join([anchors.WEIGHTS_HEAD, *lines, ""]), encoding="utf-8")
    print(f"{len(lines)} words, {len(every)} segments: {anchors.WEIGHTS}")


if __name__ == "__main__":
    main()
