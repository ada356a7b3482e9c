"""One article's way: byte identity, characters sent, what an edit costs, and the speed of cutting.

    python -m bench.identity [identity] [sent] [edit] [speed]

Runs over generated articles, and over the shared corpus when YIBO_SHARED names one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pyromark

from bench import rig
from bench.articles import article
from jobs.article.frontmatter import read
from jobs.article.markdown import OPTIONS, inventory
from jobs.article.segments import join, split
from jobs.errors import ArticleError
from jobs.fidelity.checks import Judge
from jobs.fidelity.typography import mend
from tests.server import english_words

GENERATED = 200


def identity(root: Path) -> bool:
    """Every segment's own text given back: is the body byte for byte the same? And with other words?"""
    kept = True
    for name, bodies in _bodies().items():
        same = sum(join(body, (cut := split(body)), {s.id: s.text for s in cut}) == body for body in bodies)
        intact = sum(_is_intact(body) for body in bodies)
        print(f"identity: {name}, {len(bodies)} bodies, {sum(map(len, bodies)) / 1e6:.1f} MB")
        kept &= rig.figure("byte for byte, own text given back", same / len(bodies), "of them", 1.0, most=False)
        rig.figure("inventory the same, other words put in", intact / len(bodies), "of them")
    return kept


def _is_intact(body: bytes) -> bool:
    cut = split(body)
    found = Judge().body(body, join(body, cut, {s.id: mend(english_words(s.text), "en") for s in cut}))
    return not any(finding.severity == "error" for finding in found)


def sent(root: Path) -> bool:
    """Characters of all requests, system message and second tries included, per character of source."""
    kept = True
    for name, texts in _texts().items():
        site = rig.settled(root / name, endpoint={"jobs": 32})
        for number, data in enumerate(texts):
            (site / f"{number:04}.md").write_bytes(data)
        with rig.serving() as url:
            ran, report = rig.run(site, url)
            seen = rig.stats(url)
        done = {row["path"] for row in report["articles"] if row["calls"]}
        size = sum(len(data.decode()) for number, data in enumerate(texts) if f"{number:04}.md" in done)
        print(f"sent: {name}, {len(texts)} files, {rig.statuses(report)}, {seen['calls']} calls, {ran.seconds:.1f} s")
        target = 1.5 if name == "shared" else None  # what was asked for is about real articles
        kept &= rig.figure("characters sent", seen["characters"] / size, f"of {size:,} of source", target)
    return kept


def edit(root: Path) -> bool:
    """One paragraph edited: calls and characters sent; before that, a second run with nothing to do."""
    site = rig.settled(root / "edit")
    path = site / "a.md"
    path.write_text(article(1, chars=6400), encoding="utf-8", newline="")
    with rig.serving() as url:
        rig.run(site, url)
        before = rig.stats(url)
        rig.run(site, url)
        again = rig.stats(url)
        parts = path.read_text(encoding="utf-8").split("\n\n")
        at = max(range(2, len(parts)), key=lambda at: parts[at].count("。"))
        parts[at] = parts[at].replace("，", "，说到底", 1)
        path.write_text("\n\n".join(parts), encoding="utf-8", newline="")
        rig.run(site, url)
        after = rig.stats(url)
    first, more = before["characters"], after["characters"] - again["characters"]
    print(f"edit: an article of {len(path.read_text()):,} characters, {before['calls']} calls, {first:,} characters")
    kept = rig.figure("second run, calls", again["calls"] - before["calls"], "as it is", 0)
    kept &= rig.figure("one paragraph edited, calls", after["calls"] - again["calls"], "as it is", 1)
    kept &= rig.figure("one paragraph edited, characters", more, "as it is", 4000)
    rig.figure("one paragraph edited", more / first, "of the characters of the first run")
    return kept


def speed(root: Path) -> bool:
    """Cutting into segments, and taking the inventory, against pyromark's own parse of the same bodies."""
    for name, bodies in _bodies().items():
        texts, size = [body.decode() for body in bodies], sum(map(len, bodies)) / 1e6
        parse = rig.timed(lambda texts=texts: [list(pyromark.events_with_range(t, options=OPTIONS)) for t in texts])  # type: ignore[misc]
        cut = rig.timed(lambda bodies=bodies: [split(body) for body in bodies])  # type: ignore[misc]
        count = rig.timed(lambda bodies=bodies: [inventory(body) for body in bodies])  # type: ignore[misc]
        print(f"speed: {name}, {size:.1f} MB: pyromark's events taken one by one, {size / parse:.1f} MB/s")
        rig.figure("cutting into segments", cut / parse, f"of pyromark's time, events taken ({size / cut:.1f} MB/s)")
        rig.figure("inventory", count / parse, f"of pyromark's time, events taken ({size / count:.1f} MB/s)")
    return True


def _texts() -> dict[str, list[bytes]]:
    """Whole files in Chinese by where they come from."""
    found = {"generated": [article(number).encode() for number in range(GENERATED)]}
    shared = os.environ.get("YIBO_SHARED")
    if shared:
        files = sorted(path for path in Path(shared).rglob("*.md") if path.parent.name != "en")
        found["shared"] = [data for data in map(Path.read_bytes, files) if _is_readable(data)]
    return found


def _is_readable(data: bytes) -> bool:
    try:
        return bool(split(read(data).body))
    except ArticleError:
        return False


def _bodies() -> dict[str, list[bytes]]:
    return {name: [read(data).body for data in texts] for name, texts in _texts().items()}


PARTS: dict[str, Callable[[Path], bool]] = {"identity": identity, "sent": sent, "edit": edit, "speed": speed}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts that are named, or all: 0 when every target was kept."""
    return rig.parts(PARTS, sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
