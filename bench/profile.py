"""The constants of the coverage checks, measured on human pairs: `python -m bench.profile --pairs DIR`.

Prints the two factors of the expected length, the percentiles of log(target / expected) by length, how often a
word of the table is found in its sentence's translation and how often without it, and how often a translation has
fewer sentences than its source.
"""

from __future__ import annotations

import argparse
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log
from pathlib import Path

from bench.fidelity import Case, cases, files
from jobs.fidelity.anchors import english_sentences, sentences, table
from jobs.fidelity.prose import expected_letters, letters, plain, visible

_BANDS = (8, 20, 40, 80, 200, 10_000)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_STOPS = re.compile(r"(?<=[。！？!?；\n])")
_ENGLISH = re.compile(r"(?<=[.!?])[”\"')*]*\s+(?=[^a-z\s])")


def factors(every: Sequence[Case]) -> tuple[float, float, float]:
    """(letters for a Chinese character, for a Latin one, spread of the logarithm) with the least spread."""
    counted = []
    for case in every:
        prose = visible(case.source)
        counted.append((len(_HAN.findall(prose)), len(re.findall(r"[A-Za-z0-9]", prose)), letters(case.target)))
    long = [(h, o, e) for h, o, e in counted if h + o >= 30 and e]
    best = (9.0, 0.0, 0.0)
    for share in (0.2, 0.24, 0.27, 0.3, 0.35, 0.4):
        ratios = [log(e / (h + share * o)) for h, o, e in long]
        scale = 2.718281828 ** statistics.median(ratios)
        best = min(best, (statistics.pstdev(ratios), scale, scale * share))
    return best[1], best[2], best[0]


def lengths(every: Sequence[Case]) -> Iterator[str]:
    """One line a band of expected length: percentiles of log(target / expected)."""
    for low, high in pairwise(_BANDS):
        some = [case for case in every if low <= expected_letters(case.source) < high and letters(case.target)]
        ratios = sorted(log(letters(case.target) / expected_letters(case.source)) for case in some)
        if ratios:
            marks = (ratios[int(len(ratios) * q)] for q in (0.0015, 0.003, 0.01, 0.05, 0.5, 0.95, 0.99, 0.997, 0.9985))
            yield f"{low:5}–{high:<6}{len(ratios):5}  " + " ".join(f"{mark:+.2f}" for mark in marks)


def found(every: Sequence[Case]) -> tuple[float, float, int]:
    """(share of a sentence's own words found in its translation, found without it, how many words)."""
    hits: Counter[str] = Counter()
    known = table()
    for case in every:
        ours = [piece for piece in _STOPS.split(visible(case.source)) if piece.strip()]
        theirs = _ENGLISH.split(case.target)
        if len(ours) < 2 or len(ours) != len(theirs):
            continue
        words = [{a + b for a, b in pairwise(piece)} & known.keys() for piece in ours]
        often = Counter(word for some in words for word in some)
        whole = plain(case.target)
        for index, some in enumerate(words):
            rest = plain(" ".join(theirs[:index] + theirs[index + 1 :]))
            for word in (word for word in some if often[word] == 1):
                hits["all"] += 1
                hits["with"] += any(stem in whole for stem in known[word])
                hits["without"] += any(stem in rest for stem in known[word])
    total = hits["all"] or 1
    return hits["with"] / total, hits["without"] / total, hits["all"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(prog="python -m bench.profile", description="Constants of the coverage checks.")
    parser.add_argument("--pairs", type=Path)
    every = cases(files(parser.parse_args(arguments).pairs))
    print(f"{len(every)} pairs of segments")
    han, latin, spread = factors(every)
    print(f"expected letters: {han:.2f} x Chinese + {latin:.2f} x Latin (spread of the logarithm {spread:.3f})")
    print("log(target / expected) at 0.15 0.3 1 5 50 95 99 99.7 99.85 %:")
    print("\n".join(lengths(every)))
    kept, by_chance, count = found(every)
    print(f"{count} words of one sentence alone: {kept:.1%} in the translation, {by_chance:.1%} without the sentence")
    several = [case for case in every if sentences(visible(case.source)) > 1]
    fewer = sum(english_sentences(visible(c.target)) < sentences(visible(c.source)) for c in several)
    print(f"{fewer} of {len(several)} translations have fewer sentences than their source")


if __name__ == "__main__":
    main()
