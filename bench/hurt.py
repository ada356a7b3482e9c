"""A run that is hurt: every fault of an endpoint, alone and all together, and kills at random moments.

python -m bench.hurt [bound] [faults] [kills]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import rig
from bench.articles import folder
from jobs.article.frontmatter import read
from tests.killing import Ordeal, ordeal, undisturbed
from tests.second import problems
from tests.server import FAULTS

FINAL = {"insufficient_quota", "wrong_key", "no_model"}
"""Faults that end a run by design: one such reply, and no other call is made."""
UNASKED = {"no_temperature"}
"""About an option that is sent only when it is set."""
HOPELESS: dict[str, str] = {"truncated": "1", "broken_json": "1", "server_error": "0.333"}
SHARE = 0.3
PATIENT = {"max_wait": 1.0, "timeout": 3.0}


def bound(root: Path, count: int = 60) -> bool:
    """Every reply truncated, every one broken, every third a 500: calls against the clean run's."""
    _, clean = _calls(root / "clean", count)
    kept = True
    for fault, share in HOPELESS.items():
        site = root / fault
        report, calls = _calls(site, count, "--fault", f"{fault}={share}")
        print(f"bound: {fault} in {float(share):.0%} of replies, {count} articles: {report}")
        kept &= rig.figure("calls", calls / clean, f"of the clean run's {clean}", 3.0)
    return kept


def faults(root: Path, count: int = 200) -> bool:
    """30 % of all faults together: every article right or held back, judged by the second parser."""
    clean, broken = root / "clean", root / "broken"
    _, calls = _calls(clean, count)
    names = sorted(set(FAULTS) - FINAL - UNASKED)
    options = [part for name in names for part in ("--fault", f"{name}={SHARE / len(names):.5f}")]
    report, more = _calls(broken, count, *options)
    written = sorted(broken.rglob("*.en.md"))
    wrong = [path for path in written if _is_wrong(path)]
    other = [path for path in written if path.read_bytes() != (clean / path.relative_to(broken)).read_bytes()]
    print(f"faults: {SHARE:.0%} of replies with one of {len(names)} faults, {count} articles: {report}")
    for path in wrong[:3]:
        print(f"  {path.name}: {_objections(path)}")
    rig.figure("calls", more / calls, f"of the clean run's {calls}", 3.0)
    rig.figure("written otherwise than by a clean run", len(other) / count, "of the articles")
    kept = rig.figure("wrong, says the second parser", len(wrong) / count, "of the articles", 0.0)
    return kept and len(written) == report.get("translated", 0)


def _calls(site: Path, count: int, *options: str) -> tuple[dict[str, int], int]:
    """(articles by status, calls) of one run on a fresh site."""
    rig.settled(site, endpoint={"jobs": 32, **PATIENT})
    folder(site / "content", count)
    with rig.serving("--latency", "0.02", *options) as url:
        _, report = rig.run(site, url)
        return rig.statuses(report), int(rig.stats(url)["calls"])


def _is_wrong(path: Path) -> bool:
    return bool(_objections(path))


def _objections(path: Path) -> list[str]:
    source = path.with_name(path.name.replace(".en.md", ".md"))
    return problems(read(source.read_bytes()).body.decode(), read(path.read_bytes()).body.decode())


def kills(root: Path, wanted: int = 100, count: int = 24) -> bool:
    """SIGKILL at random moments, then a run to the end: the tree, and what was paid for twice."""
    calm = undisturbed(root / "calm", count)
    total, same, sites = Ordeal(), 0, 0
    while total.kills < wanted:
        one = ordeal(root / f"site{sites}", count, wanted - total.kills, seed=0)
        same, sites = same + (one.tree == calm.tree), sites + 1
        other = [name for name in {*one.tree, *calm.tree} if one.tree.get(name) != calm.tree.get(name)]
        if other:
            print(f"  otherwise than undisturbed: {', '.join(sorted(other))}")
        total.kills += one.kills
        total.in_flight += one.in_flight
        total.asked += one.asked - calm.asked
    print(f"kills: {total.kills} over {sites} sites of {count} articles; {calm.asked} segments asked for undisturbed")
    kept = rig.figure("trees byte for byte as undisturbed", same / sites, "of the sites", 1.0, most=False)
    again = max(0, total.asked) / max(1, total.in_flight)
    return rig.figure(f"{total.asked} segments asked for again", again, f"of {total.in_flight} in flight", 1.0) and kept


PARTS: dict[str, Callable[[Path], bool]] = {"bound": bound, "faults": faults, "kills": kills}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts that are named, or all: 0 when every target was kept."""
    return rig.parts(PARTS, sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
