"""The run lock: one run on a folder at a time, free as soon as its holder has ended, however that was."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from jobs.memory.lock import LockedError, locked, run_lock

ROOT = Path(__file__).parents[1]
HOLDER = """
import sys, time
from pathlib import Path
from jobs.memory.lock import run_lock
with run_lock(Path(sys.argv[1]), since="2026-11-24T01:00:00+00:00"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the folder's lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_run_is_told_who_is_first(tmp_path: Path) -> None:
    """A run on a folder that is being worked on names process, host and beginning, and does nothing."""
    with holder(tmp_path) as other:
        with pytest.raises(LockedError) as caught, run_lock(tmp_path, since="later"):
            raise AssertionError("both hold it")
        assert f"process {other.pid} on {socket.gethostname()}" in caught.value.message
        assert "since 2026-11-24T01:00:00" in caught.value.message
        assert f"kill {other.pid}" in caught.value.hint
        other.communicate("end\n")
    with run_lock(tmp_path, since="now"):
        pass


def test_a_killed_holder_leaves_the_lock_free(tmp_path: Path) -> None:
    """After SIGKILL the next run starts at once, although the lock's file still names the dead one."""
    with holder(tmp_path) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert str(other.pid) in (tmp_path / ".yibo" / "lock").read_text()
        with run_lock(tmp_path, since="now"):
            assert str(os.getpid()) in (tmp_path / ".yibo" / "lock").read_text()


def test_folders_do_not_lock_each_other(tmp_path: Path) -> None:
    """Two runs on two folders go on side by side."""
    with run_lock(tmp_path / "one", since="now"), run_lock(tmp_path / "two", since="now"):
        pass


def test_a_lock_is_given_back_when_the_run_fails(tmp_path: Path) -> None:
    """An error inside comes out as it is, and the lock is free afterwards and names nobody."""
    with pytest.raises(OSError, match="the run's own"), run_lock(tmp_path, since="now"):
        raise OSError("the run's own")
    assert (tmp_path / ".yibo" / "lock").read_text() == ""
    with run_lock(tmp_path, since="now"):
        pass


def test_a_holder_on_another_host_is_named_with_it(tmp_path: Path) -> None:
    """On a shared drive the hint says on which machine to end the run."""
    path = tmp_path / "lock"
    path.write_text('{"pid": 7, "host": "elsewhere.example", "since": "2026"}')
    with locked(path), pytest.raises(LockedError, match="process 7 on elsewhere") as caught, locked(path):
        pass
    assert "kill 7` on elsewhere.example" in caught.value.hint


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff\xfe", b"{"])
def test_a_lock_file_without_a_name_still_locks(tmp_path: Path, content: bytes) -> None:
    """Who holds it may be unknown; that it is held is not."""
    path = tmp_path / "lock"
    path.write_bytes(content)
    with locked(path), pytest.raises(LockedError, match="Another run holds"), locked(path):
        pass


def test_patience_waits_for_the_holder(tmp_path: Path) -> None:
    """With patience the second one gets the lock when the first has ended."""
    path = tmp_path / ".yibo" / "lock"
    with holder(tmp_path) as other:
        assert other.stdin
        other.stdin.write("end\n")
        other.stdin.flush()
        with locked(path, patience=30):
            pass


def test_a_folder_that_cannot_be_locked_is_named(tmp_path: Path) -> None:
    """Where no lock can be made the run does not start, and is told why."""
    (tmp_path / ".yibo").write_text("a file, not a folder")
    with pytest.raises(LockedError, match="cannot be locked"), run_lock(tmp_path, since="now"):
        raise AssertionError("it was held")
