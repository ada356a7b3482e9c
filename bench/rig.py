"""What the benches stand on: a server and runs in processes of their own, and figures printed beside their measure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
YIBO = Path(sys.executable).with_name("yibo")
SEMANTIC = (
    "dropped", "added", "length", "names", "exonyms", "persons", "negation", "opposites", "hedges", "quantities",
    "direction", "swapped", "repeated", "qualifiers", "items", "gaps",
)  # fmt: skip
"""Checks of meaning: a stand-in server's words mean nothing, and would be held back for it."""
NOTE = f"(the stand-in's English means nothing: the checks {', '.join(SEMANTIC)} are off)"


@dataclass(frozen=True)
class Ran:
    """A process that has ended: wall and CPU seconds, peak memory in MB, exit code, what it printed."""

    seconds: float
    cpu: float
    peak: float
    code: int
    output: str


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """The base URL of `python -m tests.server` with `options`, in its own process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.server", *options], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def stats(url: str) -> dict[str, Any]:
    """What the server counted: calls, statuses, characters, max_at_once, times of accepted calls."""
    found: dict[str, Any] = json.loads(urllib.request.urlopen(url.removesuffix("/v1") + "/stats").read())
    return found


def process(command: Sequence[str | Path], *, url: str = "", cwd: Path = ROOT) -> Ran:
    """Run `command` to its end and measure it."""
    begun = time.monotonic()
    running = subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env=environment(url),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert running.stdout is not None
    output = running.stdout.read()
    running.stdout.close()
    _, status, usage = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - begun
    return Ran(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, running.returncode, output)


def environment(url: str = "") -> dict[str, str]:
    """This process' environment with the endpoint at `url` and none of the person's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "YIBO_"))}
    return {**kept, "OPENAI_API_KEY": "sk-bench-0123456789", "OPENAI_BASE_URL": url}


def settled(root: Path, **settings: Mapping[str, Any]) -> Path:
    """A site at `root` whose yibo.toml has `settings`, with the checks of meaning off."""
    root.mkdir(parents=True, exist_ok=True)
    tables = {"checks": dict.fromkeys(SEMANTIC, "off"), **settings}
    lines = [
        f"[{table}]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
        for table, values in tables.items()
    ]
    (root / "yibo.toml").write_text("\n".join(lines))
    return root


def run(root: Path, url: str, *options: str) -> tuple[Ran, dict[str, Any]]:
    """`yibo run` on the site at `root`: (the process, its report)."""
    report = root.parent / f"{root.name}-report.json"
    ran = process([YIBO, "run", root, "--quiet", "--report", report, *options], url=url)
    if not report.exists():
        raise SystemExit(f"the run ended with code {ran.code} and no report:\n{ran.output[-3000:]}")
    return ran, json.loads(report.read_text())


def statuses(report: Mapping[str, Any]) -> dict[str, int]:
    """How many articles of a report have which status."""
    found: dict[str, int] = {}
    for row in report.get("articles", ()):
        found[row["status"]] = found.get(row["status"], 0) + 1
    return found


def timed(work: Callable[[], object], tries: int = 3) -> float:
    """The shortest of some tries, in seconds."""
    times = []
    for _ in range(tries):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def figure(name: str, value: float, against: str, target: float | None = None, *, most: bool = True) -> bool:
    """Print one figure with what it is a ratio of, and whether it keeps to its target; did it?"""
    kept = target is None or (value <= target if most else value >= target)
    bound = "" if target is None else f"  target {'≤' if most else '≥'} {target:g}  {'kept' if kept else 'MISSED'}"
    print(f"  {name:44} {value:9.3f}  {against}{bound}", flush=True)
    return kept


def parts(known: Mapping[str, Callable[[Path], bool]], wanted: Sequence[str]) -> int:
    """Run the `wanted` parts of a bench, or all of them, each in its own folder: 0 when every target was kept."""
    unknown = set(wanted) - known.keys()
    if unknown:
        print(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        return 2
    print(NOTE)
    kept = True
    for name in wanted or known:
        with tempfile.TemporaryDirectory(prefix="yibo-bench-") as root:
            kept &= known[name](Path(root))
    return int(not kept)
