"""A night's batch: how near to the physical limit a run comes when there is work, and what it takes.

    python -m bench.run [wall] [rate] [memory]

The endpoint runs in a process of its own; every figure is a ratio to one measured or known in the same run.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import rig
from bench.articles import folder
from jobs.asking import message
from jobs.model.wire import SCHEMA
from jobs.planning import plan
from jobs.prompt import translator
from jobs.session import desk_for
from jobs.settings import load
from jobs.sources import Source, find

LATENCY, ROOM = 0.2, 64
RPM = 600


def bodies(site: Path) -> list[dict[str, Any]]:
    """The requests that a clean run on `site` makes, as the client takes them; leaves no memory behind."""
    settings = load(site, env={}, flags={"memory": "../planned.db"})
    system = translator(settings.source, settings.target, "").text
    made = []
    with desk_for(settings) as desk:
        for source in find(desk, site):
            assert isinstance(source, Source)
            planned = plan(desk, source.path, source.target)
            made += [_body(settings.model, system, message(group, planned.title)) for group in planned.groups]
    return made


def _body(model: str, system: str, user: str) -> dict[str, Any]:
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    return {
        "model": model,
        "messages": messages,
        "response_format": {"type": "json_schema", "json_schema": SCHEMA},
    }


def wall(root: Path, count: int = 300) -> bool:
    """300 articles, 200 ms a call, room for 64: wall against calls x latency / 64, or the bare client's time.

    The server answers each text once before anything is measured: working out its English takes it longer than any
    client needs, and would hide what the client takes.
    """
    site = rig.settled(root / "wall", endpoint={"jobs": ROOM})
    folder(site / "content", count)
    requests = root / "requests.json"
    requests.write_text(json.dumps(bodies(site), ensure_ascii=False))
    bare: list[str | Path] = [sys.executable, "-m", "bench.raw", requests, str(ROOM)]
    with rig.serving("--latency", str(LATENCY), "--room", str(ROOM)) as url:
        rig.process(bare, url=url)
        floor = rig.process(bare, url=url)
        before = rig.stats(url)["calls"]
        ran, report = rig.run(site, url)
        calls = rig.stats(url)["calls"] - before
    ideal, cores = max(calls * LATENCY / ROOM, floor.seconds), os.cpu_count() or 1
    print(f"wall: {count} articles, {calls} calls, {rig.statuses(report)}")
    print(f"  calls x latency / {ROOM} = {calls * LATENCY / ROOM:.2f} s; the bare client, same requests:", end=" ")
    print(f"{floor.seconds:.2f} s, {float(floor.output):.2f} of them calling, CPU {floor.cpu:.2f} s")
    print(f"  yibo: {ran.seconds:.2f} s, CPU {ran.cpu:.2f} s, {ran.peak:.0f} MB")
    rig.figure("CPU of the run", ran.cpu / floor.cpu, "of the bare client's")
    rig.figure("wall", ran.seconds / (ran.cpu / cores), f"of the run's own CPU, spread over {cores} cores")
    kept = rig.figure("wall", ran.seconds / ideal, f"of the ideal, {ideal:.2f} s", 1.15)
    return kept and rig.statuses(report) == {"translated": count}


def rate(root: Path, count: int = 300) -> bool:
    """A server that allows 600 requests a minute and answers 429 beyond, with and without Retry-After."""
    kept = True
    for number, options in enumerate((["--rpm", str(RPM)], ["--rpm", str(RPM), "--no-retry-after"])):
        site = rig.settled(root / f"rate{number}", endpoint={"jobs": ROOM})
        folder(site / "content", count)
        with rig.serving("--latency", str(LATENCY), *options) as url:
            ran, report = rig.run(site, url)
            seen = rig.stats(url)
        accepted, refused = seen["times"], seen["statuses"].get("429", 0)
        span = accepted[-1] - accepted[0]
        allowed = RPM / 60 * (1 + span)  # the server's bucket holds one second's worth at the start
        print(f"rate: {RPM} a minute, {' '.join(options[2:]) or 'with Retry-After'}: {rig.statuses(report)}, ", end="")
        print(f"{seen['calls']} calls in {ran.seconds:.1f} s")
        kept &= rig.figure("throughput", len(accepted) / allowed, "of what is allowed", 0.95, most=False)
        kept &= rig.figure("refused", refused / seen["calls"], "of all calls", 0.05)
        kept &= rig.statuses(report) == {"translated": count}
    return kept


def memory(root: Path) -> bool:
    """Peak memory over 100 articles, over 500, when the bounded caches are full, and over four times as many."""
    peaks = []
    for count in (100, 500, 2000):
        site = rig.settled(root / f"memory{count}", endpoint={"jobs": ROOM})
        folder(site / "content", count)
        with rig.serving("--latency", "0.05") as url:
            ran, report = rig.run(site, url)
        peaks.append(ran.peak)
        print(f"memory: {count} articles, {rig.statuses(report)}, {ran.peak:.0f} MB, {ran.seconds:.1f} s")
    rig.figure("peak memory, 500 articles", peaks[1] / peaks[0], "of that for 100")
    return rig.figure("peak memory, 2,000 articles", peaks[2] / peaks[1], "of that for 500", 1.15)


PARTS: dict[str, Callable[[Path], bool]] = {"wall": wall, "rate": rate, "memory": memory}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts that are named, or all: 0 when every target was kept."""
    return rig.parts(PARTS, sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
