"""The one place where ffmpeg is found, started, fed and stopped."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import IO

from jobs.errors import AudioError

try:
    import imageio_ffmpeg
except ImportError:  # the extra `yibo[ffmpeg]` is not installed; the system's ffmpeg may be there
    imageio_ffmpeg = None

if sys.platform != "win32":
    import fcntl

_HINT = "Install ffmpeg (`apt install ffmpeg`, `brew install ffmpeg`) or `pip install 'yibo[ffmpeg]'`."
_LOG_BYTES = 64 * 1024
_PIPE_BYTES = 1024 * 1024
_SET_PIPE_SIZE = 1031
"""fcntl's F_SETPIPE_SZ (Linux): fewer wake-ups of both processes."""


class CalledOffError(Exception):
    """The work was called off from another thread."""


def find() -> Path:
    """The ffmpeg to use: the system's, else the wheel's. Raises AudioError when there is none that is new enough."""
    found = [place for place in (shutil.which("ffmpeg"), _carried()) if place]
    for place in found:
        if _new_enough(place):
            return Path(place)
    if found:
        raise AudioError(f"{found[0]} is too old: its limiter cannot make up for its delay (5.1 can).", hint=_HINT)
    raise AudioError("ffmpeg was not found, and no episode can be encoded without it.", hint=_HINT)


def _new_enough(place: str) -> bool:
    """Has the limiter the option that keeps every sample in its place? Version strings of builds do not tell."""
    try:
        said = subprocess.run(
            [place, "-hide_banner", "-h", "filter=alimiter"], stdin=subprocess.DEVNULL, capture_output=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"latency" in said.stdout


def _carried() -> str | None:
    """The binary inside the wheel `imageio-ffmpeg`, or None."""
    if imageio_ffmpeg is None:
        return None
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        return None


@dataclass(frozen=True)
class Ffmpeg:
    """An ffmpeg at a place on disk. Every run is silent, asks nothing, and leaves no process behind."""

    path: Path

    def version(self) -> str:
        """The version as ffmpeg tells it, such as `7.1.1`."""
        line = self.run(["-version"]).partition("\n")[0]
        return line.removeprefix("ffmpeg version ").partition(" ")[0]

    def run(self, args: Sequence[str], feed: Iterable[bytes | memoryview] = (), *, stop: Event | None = None) -> str:
        """Run to the end with `feed` piped into standard input; what was said, its last 64 KiB.

        One block of `feed` is held at a time. Raises AudioError with ffmpeg's own last words when it fails,
        CalledOffError when `stop` is set in between; the process is gone in either case.
        """
        with tempfile.TemporaryFile() as log:
            with self._started(args, log) as process:
                whole = _fed(process, feed, stop)
                code = _waited(process, stop)
            said = _tail(log)
        if code != 0 or not whole:
            raise AudioError(f"ffmpeg failed ({code}): {_last_words(said)}", hint=_next_step(said))
        return said

    @contextmanager
    def _started(self, args: Sequence[str], log: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
        command = [str(self.path), "-hide_banner", "-nostats", "-y", *args]
        try:
            # A session of its own: ^C reaches us first, and we end it in order.
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
        except OSError as error:
            raise AudioError(f"{self.path}: ffmpeg does not start: {error}", hint=_HINT) from error
        _widen(process)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdin is not None:
                with contextlib.suppress(OSError):
                    process.stdin.close()


def _fed(process: subprocess.Popen[bytes], feed: Iterable[bytes | memoryview], stop: Event | None) -> bool:
    """Write every block; False when ffmpeg closed its end before the last one."""
    assert process.stdin is not None
    try:
        for block in feed:
            if stop is not None and stop.is_set():
                raise CalledOffError
            process.stdin.write(block)
        process.stdin.close()
    except (BrokenPipeError, ConnectionResetError):
        return False
    return True


def _waited(process: subprocess.Popen[bytes], stop: Event | None) -> int:
    while True:
        try:
            return process.wait(timeout=0.2 if stop is not None else None)
        except subprocess.TimeoutExpired:
            if stop is not None and stop.is_set():
                raise CalledOffError from None


def _widen(process: subprocess.Popen[bytes]) -> None:
    """Give the pipe a megabyte where the system has such a thing."""
    if sys.platform != "win32" and process.stdin is not None:
        with contextlib.suppress(OSError):
            fcntl.fcntl(process.stdin.fileno(), _SET_PIPE_SIZE, _PIPE_BYTES)


def _tail(log: IO[bytes]) -> str:
    log.seek(max(0, log.seek(0, 2) - _LOG_BYTES))
    return log.read().decode("utf-8", "replace")


def _last_words(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return " / ".join(lines[-2:]) if lines else "it said nothing"


def _next_step(said: str) -> str:
    if "Unknown encoder" in said:
        return "This ffmpeg was built without the encoder: choose another `podcast.format`, or " + _HINT
    if "No space left" in said:
        return "Make room on the disk."
    return ""
