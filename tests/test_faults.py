"""A misbehaving endpoint: no wrong file ever, everything that can be done is done, calls within the bound."""

from __future__ import annotations

import gc
import socket
from pathlib import Path

import pytest

from jobs.article.frontmatter import read
from jobs.article.segments import join, split
from tests.second import problems
from tests.server import FAULTS, Server, from_table
from tests.site import Site
from tests.test_golden import SAMPLES, written

TABLE = {text: english for sample in SAMPLES for text, english in written(sample).items()}
HARMLESS = {"fences", "chatter", "thinking", "invented", "no_response_format"}
"""Faults that cost no text at all."""
TRANSIENT = {"rate_limit", "retry_after", "server_error", "overloaded", "not_json", "drop"}
"""Faults that pass when one asks again."""
FINAL = {"insufficient_quota", "wrong_key", "no_model"}
"""Faults after which no other call is made."""


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")


def fill(site: Site, blocks: int = 6) -> int:
    """Small articles cut from the samples, whose translations are known: how many."""
    number = 0
    for sample in SAMPLES:
        parts = read(sample.read_bytes()).body.decode().strip().split("\n\n")
        notes = {part.split("]:")[0] + "]": part for part in parts if part.startswith("[^")}
        for start in range(0, len(parts), blocks):
            text = "\n\n".join(parts[start : start + blocks])
            text += "".join(f"\n\n{note}" for mark, note in notes.items() if mark in text and note not in text)
            site.add(f"{number:02}.md", text + "\n", title='""')
            number += 1
    return number


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> int:
    """Calls of a run in which nothing goes wrong."""
    with pytest.MonkeyPatch.context() as patch, Server(from_table(TABLE)) as server:
        patch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        site = Site(tmp_path_factory.mktemp("clean"), server.base_url)
        count = fill(site)
        report = site.run()
        assert report.counts == {"translated": count}, report.as_json()
        return len(server.calls)


def wrong(site: Site) -> list[str]:
    """Targets on disk that are not word for word the written translation, or that the second parser objects to."""
    found = []
    for path in site.root.glob("*.en.md"):
        source = read((site.root / path.name.replace(".en.md", ".md")).read_bytes()).body
        target = read(path.read_bytes()).body
        found += [f"{path.name}: {problem}" for problem in problems(source.decode(), target.decode())]
        segments = split(source)
        if target != join(source, segments, {segment.id: TABLE[segment.text] for segment in segments}):
            found.append(f"{path.name}: a text that nobody wrote")
    return found


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"hang", "no_temperature"}))
def test_a_third_of_replies_bad(tmp_path: Path, clean: int, fault: str) -> None:
    """With a fault in 30 % of the replies no file is wrong; calls stay within three times the clean run's."""
    with Server(from_table(TABLE), faults_by_share={fault: 0.3}, seed=3) as server:
        site = Site(tmp_path / "site", server.base_url)
        count = fill(site)
        report = site.run()
        calls = len(server.calls)
    assert wrong(site) == []
    assert len(list(site.root.glob("*.en.md"))) == report.counts.get("translated", 0)
    assert calls <= 3 * clean
    if fault in HARMLESS | TRANSIENT:
        assert report.counts == {"translated": count}
    if fault in FINAL:
        assert report.stopped is not None


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"hang", "drop", "rate_limit", *FINAL}))
def test_every_reply_bad(tmp_path: Path, clean: int, fault: str) -> None:
    """With a fault in every reply the run ends by itself, writes nothing wrong, and keeps to its bound."""
    with Server(from_table(TABLE), faults_by_share={fault: 1.0}) as server:
        site = Site(tmp_path / "site", server.base_url)
        fill(site)
        report = site.run(endpoint__attempts=2, endpoint__max_wait=0.02)
        assert len(server.calls) <= 3 * clean
    assert wrong(site) == []
    assert len(list(site.root.glob("*.en.md"))) == report.counts.get("translated", 0)


def test_a_server_that_hangs(tmp_path: Path) -> None:
    """A call without an answer counts as lost after the timeout, and is made again."""
    with Server(from_table(TABLE), faults=["hang"]) as server:
        site = Site(tmp_path, server.base_url)
        count = fill(site, blocks=40)
        assert site.run(endpoint__timeout=0.5).counts == {"translated": count}


def test_everything_at_once(tmp_path: Path) -> None:
    """With 30 % of all faults together every article is right or held back, and a second run mends the rest."""
    names = sorted(set(FAULTS) - {"hang", *FINAL})
    with Server(from_table(TABLE), faults_by_share={name: 0.3 / len(names) for name in names}) as server:
        site = Site(tmp_path, server.base_url)
        fill(site, blocks=3)
        site.run()
        assert wrong(site) == []
    with Server(from_table(TABLE)) as server:
        again = Site(tmp_path, server.base_url)
        again.run()
        assert wrong(again) == []


def test_an_endpoint_that_ends_leaves_no_connection_open() -> None:
    """Connections that were accepted in the last moment are closed as well; else a later test would find them."""
    for _ in range(20):
        with Server() as server:
            address = ("127.0.0.1", int(server.base_url.split(":")[2].split("/")[0]))
            callers = [socket.create_connection(address) for _ in range(3)]
        for caller in callers:
            caller.close()
    gc.collect()
