"""Runs that are killed, over and over, and what became of their folder.

`yibo run` is a process of its own here; the endpoint lives in this one, so that it outlives every kill.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.articles import article
from bench.rig import SEMANTIC
from tests import command
from tests.server import Server

YIBO = Path(sys.executable).with_name("yibo")
LATENCY = 0.03
GRACE = 0.15
"""Seconds in which a delivered reply may not have reached the memory yet: it counts as in flight."""
JOBS = 2
_OFF = "\n".join(f'{name} = "off"' for name in SEMANTIC)
SETTINGS = f"""[endpoint]
jobs = {JOBS}
max_wait = 0.2
[translation]
request_chars = 120
[checks]
{_OFF}
"""
"""Many small calls, few at once: what is forgotten shows. The stand-in's English has no meaning to judge."""


@dataclass
class Ordeal:
    """What happened: kills, segments in the calls under way at each, and segments asked for in all runs together.

    Segments, not calls: after a kill the rest of an article is put into calls anew.
    """

    kills: int = 0
    in_flight: int = 0
    asked: int = 0
    tree: Mapping[str, bytes] = field(default_factory=dict)


def fill(root: Path, count: int, *, seed: int = 0) -> None:
    """A site with `count` articles that take several calls each."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "yibo.toml").write_text(SETTINGS)
    for number in range(count):
        (root / f"{number:03}.md").write_text(article(number, seed=seed, chars=900), encoding="utf-8", newline="")


def tree(root: Path) -> dict[str, bytes]:
    """Every file but the memory, by name: whatever a killed run left behind is in it, too."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {str(path.relative_to(root)): path.read_bytes() for path in files if ".yibo" not in path.parts}


def environment(url: str) -> dict[str, str]:
    """The environment of a run: no settings but the site's own."""
    return command.environment(**_endpoint(url))


def _endpoint(url: str) -> dict[str, str]:
    return {"OPENAI_API_KEY": "sk-test-0123456789", "OPENAI_BASE_URL": url}


def start(root: Path, url: str, *options: str) -> subprocess.Popen[str]:
    """`yibo run` on `root`, under way."""
    return command.started("run", root, *options, cwd=root, **_endpoint(url))


def finish(root: Path, url: str, *options: str) -> tuple[int, str]:
    """`yibo run` on `root` to its end: exit code and output."""
    process = start(root, url, *options)
    output = said(process)
    return process.returncode, output


def said(process: subprocess.Popen[str]) -> str:
    """All that it said until its end."""
    return "".join(process.communicate(timeout=120))


def undisturbed(root: Path, count: int, *, seed: int = 0) -> Ordeal:
    """One run that nobody kills."""
    fill(root, count, seed=seed)
    with Server(latency=LATENCY) as server:
        code, output = finish(root, server.base_url)
        assert code == 0, output
        return Ordeal(asked=_asked(server), tree=tree(root))


def ordeal(root: Path, count: int, kills: int, *, seed: int = 0) -> Ordeal:
    """Up to `kills` runs are killed at random moments, then one comes to its end."""
    fill(root, count, seed=seed)
    rng = random.Random(seed)
    found = Ordeal()
    with Server(latency=LATENCY) as server:
        while found.kills < kills and _killed(root, server, rng, found):
            pass
        code, output = finish(root, server.base_url)
        assert code == 0, output
        found.asked, found.tree = _asked(server), tree(root)
    return found


def _killed(root: Path, server: Server, rng: random.Random, found: Ordeal) -> bool:
    """Kill a run some calls after its start and some milliseconds after that; False: it ended before."""
    process = start(root, server.base_url)
    wanted, pause = len(server.calls) + rng.randint(1, 9), rng.uniform(0, 2 * LATENCY)
    while process.poll() is None and len(server.calls) < wanted:
        time.sleep(0.002)
    time.sleep(pause)
    alive = process.poll() is None
    if alive:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    if alive:
        now = time.monotonic()
        found.kills += 1
        recent = [len(call.texts) for call in server.calls if call.at > now - LATENCY - GRACE]
        found.in_flight += sum(sorted(recent)[-JOBS:])
    return alive


def _asked(server: Server) -> int:
    """Segments in all calls."""
    return sum(len(call.texts) for call in server.calls)
