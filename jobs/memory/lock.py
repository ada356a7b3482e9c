"""Locks between processes: one run on a folder at a time, named to whoever comes second."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from jobs.errors import YiboError

_POLL = 0.02
"""Seconds between two tries for a lock."""


class LockedError(YiboError):
    """Another run holds the lock; this one did nothing."""


@contextmanager
def run_lock(folder: Path, *, since: str) -> Iterator[None]:
    """Hold `folder`/.yibo/lock while a run works on the site that begins there, `since` an ISO time.

    The lock is the kernel's (`flock`) and goes with the process, however it ends; the file's content only
    says who holds it, and stays behind, since removing it would let two runs lock two different files.
    Raises LockedError when another run holds it or the lock cannot be made.
    """
    path = folder / ".yibo" / "lock"
    with ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = stack.enter_context(locked(path))
            holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
            _rewrite(handle, json.dumps(holder))
        except OSError as error:
            raise LockedError(
                f"{path} cannot be locked: {error.strerror or error}",
                hint="The folder must be writable and on a file system with locks and some space.",
            ) from error
        stack.callback(_clear, handle)
        yield


@contextmanager
def locked(path: Path, patience: float = 0.0) -> Iterator[int]:
    """Hold an exclusive lock on the file `path`, made if need be; yields its descriptor.

    Waits up to `patience` seconds for another process, then raises LockedError that names it.
    Raises OSError when the file cannot be made or locked at all.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _acquire(handle, path, time.monotonic() + patience)
        yield handle
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)  # closing is not enough while a forked child has the file open
        os.close(handle)


def _acquire(handle: int, path: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise _occupied(path, _holder(handle)) from None
            time.sleep(_POLL)
        else:
            return


def _holder(handle: int) -> dict[str, Any]:
    """Who wrote the lock file; empty while it is being written."""
    try:
        found = json.loads(os.pread(handle, 4096, 0))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _occupied(path: Path, holder: dict[str, Any]) -> LockedError:
    pid, host, since = (holder.get(name) for name in ("pid", "host", "since"))
    if pid is None:
        return LockedError(f"Another run holds {path}", hint="Wait until it has ended.")
    here = host == socket.gethostname()
    return LockedError(
        f"Another run works on this site: process {pid} on {host}, since {since} ({path})",
        hint=f"Wait until it has ended, or end it with `kill {pid}`{'' if here else f' on {host}'}.",
    )


def _rewrite(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, text.encode(), 0)


def _clear(handle: int) -> None:
    with suppress(OSError):  # who held it is of no interest any more
        _rewrite(handle, "")
