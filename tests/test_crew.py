"""A run over several processes: the same tree as over one, and no worker that outlives it."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from jobs import errors
from jobs.crew import Crew
from tests import killing
from tests.server import Server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a run is one process")


def fill(root: Path, count: int, processes: int) -> None:
    """A site whose articles are spread over so many processes."""
    killing.fill(root, count)
    settings = root / "yibo.toml"
    settings.write_text(f"processes = {processes}\n{settings.read_text()}")


def children(process: int) -> list[int]:
    """The processes that `process` has started."""
    return [int(name) for name in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def is_running(process: int) -> bool:
    """Is it there, and no mere entry that nobody has asked for yet?"""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def under_way(root: Path, server: Server, calls: int) -> subprocess.Popen[str]:
    """A run of which the server has seen some calls."""
    process = killing.start(root, server.base_url, "--report", str(root.parent / "report.json"))
    until(lambda: len(server.calls) >= calls or process.poll() is not None)
    return process


def until(holds: object, seconds: float = 20.0) -> None:
    """Wait for something, not for ever."""
    assert callable(holds)
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.002)
    assert holds()


def statuses(root: Path) -> list[str]:
    """The statuses of the report's rows, in order."""
    report = json.loads((root.parent / "report.json").read_text())
    return [row["status"] for row in report["articles"]]


def test_several_processes_write_what_one_does(tmp_path: Path) -> None:
    """Targets, sources and the order of the report are byte for byte those of a run in one process; a second run
    makes no call."""
    trees, reports = [], []
    for processes in (1, 3):
        root = tmp_path / str(processes) / "site"
        fill(root, 5, processes)
        (root / "002.md").write_text("---\ntitle: [\n---\n没有读懂。\n")
        with Server() as server:
            code, output = killing.finish(root, server.base_url, "--report", str(root.parent / "report.json"))
            asked = len(server.calls)
            assert (code, asked > 0) == (1, True), output
            killing.finish(root, server.base_url)
            assert len(server.calls) == asked
        (root / "yibo.toml").unlink()
        trees.append(killing.tree(root))
        report = json.loads((root.parent / "report.json").read_text())
        reports.append([(row["path"], row["status"], row["calls"] > 0) for row in report["articles"]])
    assert trees[0] == trees[1]
    assert reports[0] == reports[1]
    assert [status for _, status, _ in reports[0]] == ["translated", "translated", "failed", "translated", "translated"]


@pytest.mark.parametrize("worker", [0, 1])
def test_a_worker_that_dies_fails_its_articles_only(tmp_path: Path, worker: int) -> None:
    """The articles of a worker that was killed fail with a reason, the others are translated, and the next run
    finishes what is left; a text that all of them hold, and whoever asks for it, make no difference."""
    root = tmp_path / "site"
    fill(root, 4, 2)
    for path in root.glob("*.md"):
        path.write_text(f"{path.read_text()}\n本文以署名许可的方式发布，转载时请注明出处。\n")
    with Server(latency=0.15) as server:
        process = under_way(root, server, 2)
        os.kill(children(process.pid)[worker], signal.SIGKILL)
        output = killing.said(process)
        assert process.returncode == 1, output
        assert {"translated", "failed"} == set(statuses(root))
        assert "ended unexpectedly" in output
        server.latency = 0.0
        code, output = killing.finish(root, server.base_url)
        assert code == 0, output
    assert len([name for name in killing.tree(root) if name.endswith(".en.md")]) == 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_its_run(tmp_path: Path, number: signal.Signals) -> None:
    """Whether a run is interrupted, ended or killed, its workers end with it."""
    root = tmp_path / "site"
    fill(root, 4, 2)
    with Server(latency=5.0) as server:
        process = under_way(root, server, 2)
        workers = children(process.pid)
        assert len(workers) == 2
        process.send_signal(number)
        process.communicate(timeout=20)
        until(lambda: not any(map(is_running, workers)), 5.0)


def test_no_more_is_paid_for_than_is_saved(tmp_path: Path) -> None:
    """While the workers stand still, answers that they have not saved take the place of calls: what a kill would lose
    is never more than the calls that may be made at once."""
    root = tmp_path / "site"
    fill(root, 6, 2)
    with Server(latency=0.1) as server:
        process = under_way(root, server, 2)
        workers = children(process.pid)
        for worker in workers:
            os.kill(worker, signal.SIGSTOP)
        asked = len(server.calls)
        time.sleep(1.0)
        assert len(server.calls) - asked <= killing.JOBS
        for worker in workers:
            os.kill(worker, signal.SIGCONT)
        output = killing.said(process)
        assert process.returncode == 0, output


def test_what_stops_a_run_stops_it_in_every_process(tmp_path: Path) -> None:
    """A limit on calls ends the run with exit code 4, no call beyond it is made, and the rest is skipped."""
    root = tmp_path / "site"
    fill(root, 6, 2)
    with Server() as server:
        code, output = killing.finish(
            root, server.base_url, "--max-calls", "3", "--report", str(root.parent / "report.json")
        )
        assert (code, len(server.calls)) == (4, 3), output
    assert "skipped" in statuses(root)


def _every(kind: type[errors.YiboError]) -> Iterator[type[errors.YiboError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _every(below)


@pytest.mark.parametrize("kind", list(_every(errors.YiboError)), ids=lambda kind: kind.__name__)
def test_errors_travel_between_processes(kind: type[errors.YiboError]) -> None:
    """Every expected error arrives at the other process as what it was, next step included."""
    there = pickle.loads(pickle.dumps(kind("what", hint="how")))
    assert (type(there), there.message, there.hint) == (kind, "what", "how")


def test_a_run_hangs_up_on_its_workers() -> None:
    """At the end of a run each worker hears that nobody is at the other end any more."""
    ours, theirs = socket.socketpair()

    async def run() -> None:
        async with Crew.of([ours], nullcontext):
            pass

    asyncio.run(run())
    with theirs:
        theirs.settimeout(5)
        assert theirs.recv(1) == b""
