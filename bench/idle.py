"""Ten thousand articles and nothing to do: time and memory of the run against a bare walk of the same files.

python -m bench.idle [idle]
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import rig
from bench.articles import article
from bench.walk import walk
from jobs.article.frontmatter import add_translation, read
from jobs.article.segments import join, split
from jobs.article.target import build, content_digest
from jobs.memory.store import Document, Memory, Pair, Stamp
from jobs.session import desk_for
from jobs.settings import load
from jobs.sources import find
from tests.server import english_words

TEXTS = 100
"""Different texts; each stands in many files, so that making them does not take longer than the bench."""
PAIR = Pair("zh-CN", "en")


TRIES = 3


def translated(site: Path, count: int) -> None:
    """`count` articles at `site` with their targets and the memory, as a run that translated them all leaves them."""
    pairs = [_pair(number) for number in range(min(TEXTS, count))]
    settings = load(site, env={})
    with Memory.open(settings.path(settings.memory)) as memory:
        for number in range(count):
            source, target = pairs[number % TEXTS]
            path = site / "content" / f"{number // 100:03}" / f"{number:05}.md"
            other = path.with_suffix(".en.md")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(source)
            other.write_bytes(target)
            name = path.relative_to(site).as_posix()
            digests = content_digest(read(source)), content_digest(read(target))
            memory.save_document(Document(name, PAIR, *digests, source, target, _stamp(path), _stamp(other)))


def _pair(number: int) -> tuple[bytes, bytes]:
    """An article with its entry, and its target."""
    data = article(number).encode()
    front = read(data)
    cut = split(front.body)
    body = join(front.body, cut, {segment.id: english_words(segment.text) for segment in cut})
    origin: dict[str, str | bool] = {"model": "stand-in", "prompt": "bench"}
    target = build(data, body, {"title": "A title"}, language="en", names=("title",), origin=origin)
    return add_translation(data, "en"), target


def _stamp(path: Path) -> Stamp:
    found = os.stat(path)
    return Stamp(found.st_size, found.st_mtime_ns)


def idle(root: Path, small: int = 1000, large: int = 10_000) -> bool:
    """Nothing to do: wall, memory, and the cost of an article in a small and a large folder."""
    found: dict[int, float] = {}
    kept = True
    for count in (small, large):
        site = rig.settled(root / f"idle{count}")
        translated(site, count)
        kept &= _measured(site, count, found, whole=count == large)
    each = (found[large] * small) / (found[small] * large)
    return rig.figure(f"an article of {large:,}", each, f"of one of {small:,}, in the process", 1.25) and kept


def _measured(site: Path, count: int, found: dict[int, float], *, whole: bool) -> bool:
    files = str(site / "content")
    walk(files)  # both find the files in the page cache
    quiet = [str(rig.YIBO), "run", str(site), "--quiet"]
    walks, runs = [], []
    for _ in range(TRIES):  # in turns: what else the machine does hits both
        walks.append(rig.process([sys.executable, "-m", "bench.walk", files]).seconds)
        runs.append(rig.process(quiet, url="http://127.0.0.1:9/v1"))
    bare, ran = min(walks), min(runs, key=lambda ran: ran.seconds)
    assert all(re.search(rf"^unchanged +{count}\b", ran.output, re.MULTILINE) for ran in runs), runs[0].output
    inside, walked = rig.timed(lambda: _find(site)), rig.timed(lambda: walk(files))
    found[count] = inside
    print(f"idle: {count} articles, {2 * count} files; fresh processes: yibo {ran.seconds:.2f} s, walk {bare:.2f} s")
    rig.figure("finding that nothing is to be done", inside / walked, "of the walk, in one process")
    if not whole:
        rig.figure("wall", ran.seconds / bare, "of the bare walk's")
        return True
    kept = rig.figure("wall", ran.seconds / bare, "of the bare walk's", 3.0)
    return rig.figure("peak memory, MB", ran.peak, "as it is", 250) and kept


def _find(site: Path) -> int:
    """What a run does to find that nothing is to be done, once everything is imported."""
    with desk_for(load(site, env={})) as desk:
        return sum(1 for _ in find(desk, site))


PARTS: dict[str, Callable[[Path], bool]] = {"idle": idle}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it: 0 when every target was kept."""
    return rig.parts(PARTS, sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
