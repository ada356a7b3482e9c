"""Kills, full disks, broken files and odd folders: nothing is lost, nothing is wrong, and it is said."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from pathlib import Path

import pytest

from jobs.article.discovery import TEMPORARY
from jobs.article.frontmatter import read
from jobs.session import desk_for
from jobs.sources import find
from tests import killing
from tests.server import Server, english_words
from tests.site import Site, rows

BODY = "第一段说了一件事。\n\n第二段说了另一件事。\n\n最后一段说完了。\n"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")


# --- kills -----------------------------------------------------------------------------------------------


def test_killed_runs_finish_as_if_nothing_had_happened(tmp_path: Path) -> None:
    """After kills at random moments the tree is byte for byte an undisturbed run's; only what was in flight is
    paid for again, and a run after that has nothing to do."""
    calm = killing.undisturbed(tmp_path / "calm", 6)
    hurt = killing.ordeal(tmp_path / "hurt", 6, kills=4)
    assert hurt.kills > 0
    assert hurt.tree == calm.tree
    assert hurt.asked - calm.asked <= hurt.in_flight
    code, output = killing.finish(tmp_path / "hurt", "http://127.0.0.1:9/v1")
    assert (code, killing.tree(tmp_path / "hurt")) == (0, calm.tree), output


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    """A temporary file of a dead process goes; one of a living process, and anything else, stays."""
    site = Site(tmp_path)
    alive = os.getppid()
    names = [".yibo-99999999-0123abcd.tmp", f".yibo-{alive}-0123abcd.tmp", ".yibo-notes.tmp"]
    for name in names:
        (tmp_path / name).write_text("half a file")
    site.run()
    assert [name for name in names if (tmp_path / name).exists()] == names[1:]


# --- disks and locks -------------------------------------------------------------------------------------


def test_a_full_disk(tmp_path: Path) -> None:
    """When a file can't be written whole, none is there, the source is as it was, and a later run finishes."""
    site = tmp_path / "site"
    killing.fill(site, 1)
    path = site / "000.md"
    path.write_text(path.read_text() + BODY * 2500)
    before = killing.tree(site)
    with Server() as server:
        limited = ["sh", "-c", 'ulimit -f 250; exec "$0" "$@"', str(killing.YIBO), "run", str(site)]
        environment = {**killing.environment(server.base_url), "YIBO_TRANSLATION_REQUEST_CHARS": "100000"}
        ran = subprocess.run(limited, env=environment, capture_output=True, text=True, check=False, timeout=120)
        assert ran.returncode in {1, 2}, ran.stdout + ran.stderr
        assert "Traceback" not in ran.stdout + ran.stderr
        assert killing.tree(site) == before
        code, output = killing.finish(site, server.base_url)
    assert code == 0, output
    assert (site / "000.en.md").stat().st_size > 250 * 512


@pytest.mark.skipif("os.geteuid() == 0", reason="root may write everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    """A folder that may not be written to fails its articles by name; others are translated."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        site.add("open/a.md", BODY)
        site.add("closed/b.md", BODY)
        (tmp_path / "closed").chmod(0o555)
        found = rows(site.run())
        (tmp_path / "closed").chmod(0o755)
    assert {name: row.status for name, row in found.items()} == {"open/a.md": "translated", "closed/b.md": "failed"}
    assert "closed" in found["closed/b.md"].note


def test_a_corrupt_memory(tmp_path: Path) -> None:
    """A broken memory is moved aside and said so, and built again from the targets on disk: nothing is paid twice."""
    site = tmp_path / "site"
    killing.fill(site, 2)
    with Server() as server:
        assert killing.finish(site, server.base_url)[0] == 0
        memory = site / ".yibo" / "memory.db"
        memory.write_bytes(b"SQLite format 3\0" + os.urandom(50_000))
        for name in ("memory.db-wal", "memory.db-shm"):
            (memory.parent / name).unlink(missing_ok=True)
        before = killing.tree(site)
        server.clear()
        code, output = killing.finish(site, server.base_url)
        assert (code, server.calls, killing.tree(site)) == (0, [], before), output
        assert "damaged" in output
        assert len(list(memory.parent.glob("memory.db*"))) > 1
        path = site / "000.md"
        path.write_text(path.read_text() + "\n新的一段在最后。\n")
        assert killing.finish(site, server.base_url)[0] == 0
        assert sum(len(call.texts) for call in server.calls) <= 3


def test_two_runs_at_once(tmp_path: Path) -> None:
    """The second run on a folder says who holds the lock, exits 1 and does nothing; the first is not disturbed."""
    site = tmp_path / "site"
    killing.fill(site, 2)
    with Server(latency=0.8) as server:
        first = killing.start(site, server.base_url)
        while not server.calls and first.poll() is None:
            time.sleep(0.01)
        code, output = killing.finish(site, server.base_url)
        assert code == 1
        assert str(first.pid) in output
        first.communicate(timeout=60)
        assert first.returncode == 0
    assert len(list(site.glob("*.en.md"))) == 2


# --- files that change during the run --------------------------------------------------------------------


def test_a_source_that_changes_during_the_run(tmp_path: Path) -> None:
    """An edit made while its article is translated is kept, and the next run translates it."""
    edited: list[Path] = []

    def reply(text: str) -> str:
        if not edited:
            path = tmp_path / "a.md"
            path.write_text(path.read_text().replace("最后一段", "此时改过的一段"))
            edited.append(path)
        return english_words(text)

    with Server(reply) as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY)
        site.run()
        assert "此时改过的一段" in path.read_text()
        server.clear()
        assert site.run().counts == {"translated": 1}
        assert any("此时改过的一段" in text for call in server.calls for text in call.texts)
        assert english_words("此时改过的一段说完了。") in (tmp_path / "a.en.md").read_text()
        tree = site.tree()
        server.clear()
        assert site.run().counts == {"unchanged": 1}
        assert (site.tree(), server.calls) == (tree, [])


def test_a_target_that_changes_during_the_run(tmp_path: Path) -> None:
    """A target that a person writes to while its article is translated is not overwritten."""
    target = tmp_path / "a.en.md"

    def reply(text: str) -> str:
        target.write_text("My own words.\n")
        return english_words(text)

    with Server(reply) as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY)
        before = path.read_bytes()
        (row,) = site.run().rows
        assert row.status == "failed"
        assert "changed while" in row.note
    assert (target.read_text(), path.read_bytes()) == ("My own words.\n", before)


def test_a_source_that_goes_away_during_the_run(tmp_path: Path) -> None:
    """An article that is deleted while it is translated fails alone; it does not come back."""

    def reply(text: str) -> str:
        (tmp_path / "a.md").unlink(missing_ok=True)
        return english_words(text)

    with Server(reply) as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY)
        site.add("b.md", "另一篇文章。\n")
        found = rows(site.run())
    assert found["a.md"].status == "failed"
    assert found["b.md"].status == "translated"
    assert not path.exists()


# --- odd folders -----------------------------------------------------------------------------------------


def test_links_in_a_circle(tmp_path: Path) -> None:
    """Symbolic links that lead in a circle are walked once."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        site.add("posts/a.md", BODY)
        (tmp_path / "posts" / "again").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "self.md").symlink_to("self.md")
        assert site.run().counts == {"translated": 1}


def test_files_that_are_no_articles(tmp_path: Path) -> None:
    """A file of 50 MB, a bomb of aliases, a FIFO and a folder called x.md: refused by name or left alone, at once."""
    bomb = "---\nlang: zh\na0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
    )
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        site.add("good.md", BODY)
        (tmp_path / "bomb.md").write_text(f"{bomb}---\n\n正文。\n")
        os.mkfifo(tmp_path / "fifo.md")
        (tmp_path / "folder.md").mkdir()
        with open(tmp_path / "big.md", "wb") as file:
            file.truncate(50_000_000)
        found = rows(site.run())
    assert found.pop("good.md").status == "translated"
    assert found.keys() <= {"bomb.md", "big.md", "fifo.md"}
    assert found.keys() >= {"bomb.md", "big.md"}
    for row in found.values():
        assert row.status == "failed"
        assert row.note
        assert row.hint
    assert read((tmp_path / "good.md").read_bytes()).values["translations"] == ["zh-CN", "en"]


def test_a_hundred_articles_more_cost_nothing_but_a_look(tmp_path: Path) -> None:
    """What is settled is found by its stamps: neither source nor target is opened."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY)
        site.run()
        site.run()
        times = os.stat(path)
        path.write_bytes(b"\xff" * times.st_size)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        with desk_for(site.settings()) as desk:
            assert [row.status for row in find(desk, tmp_path) if hasattr(row, "status")] == ["unchanged"]


def test_a_process_that_is_still_dying_leaves_nothing_behind(tmp_path: Path) -> None:
    """A temporary file whose writer is gone a moment after the run began is removed, one of a living process stays."""
    writers = [subprocess.Popen(["sleep", seconds]) for seconds in ("0.3", "60")]
    left = [tmp_path / f"{TEMPORARY}{writer.pid}-0a0b.tmp" for writer in writers]
    for path in left:
        path.write_text("half")
    reaper = threading.Thread(target=writers[0].wait)
    reaper.start()
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        site.add("a.md", "一段话。\n")
        assert site.run().counts == {"translated": 1}
    assert [path.exists() for path in left] == [False, True]
    reaper.join()
    writers[1].kill()
    writers[1].wait()
