"""What the checks catch and what they cry wolf at: `python -m bench.fidelity --pairs DIR [--show]`.

Human translations are spoilt in one known way at a time (`bench.mutate`); recall is the share of spoilt segments
with an error. The untouched ones give the false alarms. Only segments of equal skeleton count: the same tokens,
links and inline code on both sides. DIR holds `zh/` and `en/` with files of the same names; without it, and without
YIBO_SHARED, the sample articles and their English in `tests/golden` are taken.
"""

from __future__ import annotations

import argparse
import os
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pyromark

from bench.mutate import CLASSES, Mutation
from jobs.article.frontmatter import read
from jobs.article.markdown import OPTIONS
from jobs.article.segments import is_prose
from jobs.fidelity import structure
from jobs.fidelity.checks import Judge
from jobs.fidelity.finding import Finding

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Case:
    """One segment of a pair of files: `equal` when tokens, links and code are the same on both sides."""

    file: str
    id: str
    source: str
    target: str
    equal: bool

    @property
    def place(self) -> str:
        """File and segment."""
        return f"{self.file} {self.id}"


@dataclass(frozen=True)
class Recall:
    """One class of mistakes: how many were made, how many gave an error, how many at least a warning."""

    name: str
    cases: int
    errors: int
    warnings: int
    missed: tuple[tuple[Case, str], ...]


def files(folder: Path | None) -> Iterator[tuple[Path, Path]]:
    """(source, target) files of a folder of pairs, or the samples when there is none."""
    if folder is not None:
        for source in sorted((folder / "zh").rglob("*.md")):
            target = folder / "en" / source.relative_to(folder / "zh")
            if target.exists():
                yield source, target
        return
    for target in sorted((_ROOT / "tests" / "golden").glob("*.en.md")):
        source = _ROOT / "examples" / "content" / "posts" / target.name.replace(".en.md", ".md")
        if source.exists():
            yield source, target


def cases(pairs: Iterator[tuple[Path, Path]]) -> list[Case]:
    """Every segment with Chinese prose that stands in both files."""
    found = []
    for source, target in pairs:
        ours, theirs = read(source.read_bytes()).body, read(target.read_bytes()).body
        for segment, text in Judge().aligned(ours, theirs).pairs:
            if is_prose(segment.text, "zh"):
                found.append(Case(source.name, segment.id, segment.text, text, _equal(segment.text, text)))
    return found


def _equal(source: str, target: str) -> bool:
    checks = (structure.tokens, structure.link_form, structure.inline_code)
    return not any(True for check in checks for _ in check(source, target))


def readers(judge: Judge, pairs: Iterator[tuple[Path, Path]]) -> dict[str, Judge]:
    """By file name: the judge that has read the article."""
    fronts = {source.name: read(source.read_bytes()) for source, _ in pairs}
    return {name: judge.reading(front.body, front.head) for name, front in fronts.items()}


def recall(judges: Mapping[str, Judge], clean: Sequence[Case], name: str, mutation: Mutation, seed: int) -> Recall:
    """How many of the mistakes of one class are noticed; each segment is spoilt at most once."""
    count, errors, warned = 0, 0, 0
    missed = []
    for case in clean:
        rng = Random(zlib.crc32(f"{seed} {name} {case.place}".encode()))
        spoilt = mutation(case.source, case.target, rng)
        if spoilt is None:
            continue
        count += 1
        weights = {finding.severity for finding in judges[case.file].segment(case.id, case.source, spoilt)}
        errors += "error" in weights
        warned += bool(weights & {"error", "warning"})
        if "error" not in weights:
            missed.append((case, spoilt))
    return Recall(name, count, errors, warned, tuple(missed))


def alarms(judges: Mapping[str, Judge], every: Sequence[Case]) -> list[tuple[Case, Finding]]:
    """What the checks say of untouched translations."""
    return [
        (case, finding) for case in every for finding in judges[case.file].segment(case.id, case.source, case.target)
    ]


def by_hand(judge: Judge, table: str) -> tuple[int, int, int]:
    """(rows, with an error, with an error or a warning) of a table of sentences and their translations."""
    lines = Path(__file__).with_name(table).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    said = [{finding.severity for finding in judge.segment("b1", row[0], row[1])} for row in rows]
    return len(rows), sum("error" in weights for weights in said), sum(bool(weights - {"info"}) for weights in said)


def speed(judge: Judge, every: Sequence[Case]) -> tuple[float, float]:
    """(MB of source text a second through all checks, through pyromark's parser), best of three."""
    size = sum(len(case.source.encode()) for case in every) / 1e6

    def timed(run: object) -> float:
        started = time.perf_counter()
        for case in every:
            if run is judge:
                judge.segment(case.id, case.source, case.target)
            else:
                list(pyromark.events_with_range(case.source, options=OPTIONS))
        return time.perf_counter() - started

    return size / min(timed(judge) for _ in range(3)), size / min(timed(pyromark) for _ in range(3))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:6.2f} %" if whole else "     –  "


def _report_alarms(judges: Mapping[str, Judge], every: Sequence[Case], show: bool) -> set[str]:
    """Print the false alarms; the places that have an error."""
    equal = [case for case in every if case.equal]
    found = alarms(judges, equal)
    wrong = {case.place for case, finding in found if finding.severity == "error"}
    warned = {case.place for case, finding in found if finding.severity == "warning"} - wrong
    print(f"untouched: {len(every)} segments, {len(equal)} of equal skeleton")
    print(f"  with an error   {len(wrong):5}  {_share(len(wrong), len(equal))}")
    print(f"  with a warning  {len(warned):5}  {_share(len(warned), len(equal))}")
    for (check, severity), count in sorted(Counter((f.check, f.severity) for _, f in found).items()):
        print(f"    {check:16} {severity:8} {count}")
    if show:
        for case, finding in found:
            if finding.severity != "info":
                print(f"  {finding.severity} {finding.check} {case.place}: {finding.message}")
                print(f"      {_line(case.source)}\n      {_line(case.target)}")
    return wrong


def _line(text: str) -> str:
    return text.replace("\n", "⏎")[:300]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print false alarms, recall for each class, and speed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.fidelity", description="Recall and false alarms of the checks."
    )
    parser.add_argument("--pairs", type=Path, help="folder with zh/ and en/ (default: $YIBO_SHARED/corpus/pairs)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print every false alarm and every miss")
    parser.add_argument("--only", help="only this class of mistakes")
    chosen = parser.parse_args(arguments)
    shared = os.environ.get("YIBO_SHARED")
    folder = chosen.pairs or (Path(shared, "corpus", "pairs") if shared else None)
    judge = Judge()
    judges = readers(judge, files(folder))
    every = cases(files(folder))
    wrong = _report_alarms(judges, every, chosen.show and not chosen.only)
    clean = [case for case in every if case.equal and case.place not in wrong]
    print(f"\n{'one mistake in each':30}{'cases':>6}{'error':>10}{'+ warning':>11}")
    for name, mutation in CLASSES.items():
        if chosen.only in (None, name):
            result = recall(judges, clean, name, mutation, chosen.seed)
            shares = _share(result.errors, result.cases), _share(result.warnings, result.cases)
            print(f"{name:30}{result.cases:6}  {shares[0]}   {shares[1]}")
            for case, spoilt in result.missed if chosen.show else ():
                print(f"  missed {case.place}\n      {_line(case.source)}\n      {_line(spoilt)}")
    if chosen.only is None:
        for table, what in (
            ("mistakes.tsv", "mistakes as people make them"),
            ("right.tsv", "right but free sentences"),
        ):
            rows, errors, warned = by_hand(judge, table)
            print(f"{what:30}{rows:6}  {_share(errors, rows)}   {_share(warned, rows)}")
    if every:
        ours, parser_ = speed(judge, every)
        print(f"\nspeed: {ours:.2f} MB of source text a second; the parser alone {parser_:.1f} ({parser_ / ours:.0f}x)")


if __name__ == "__main__":
    main()
