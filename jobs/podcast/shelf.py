"""Clips on disk, filed by what they say in whose voice."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from jobs.errors import AudioError
from jobs.podcast.believe import RATE
from jobs.podcast.values import Clip

_VERSION = 1
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_CHECK = struct.Struct("<4sII")


@dataclass(frozen=True)
class Shelf:
    """The folder of clips. A clip's name is a digest of all that decides how it sounds."""

    folder: Path

    def key(self, spoken: str, identity: str, language: str) -> str:
        """Where a clip is filed: the text, the voice's identity (engine, model, voice, settings), the language."""
        parts = json.dumps([_VERSION, RATE, spoken, identity, language], ensure_ascii=False)
        return hashlib.sha256(parts.encode()).hexdigest()

    def find(self, key: str) -> Clip | None:
        """The clip, or None when there is none or the file is damaged (it is made again then)."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        pcm = memoryview(data)[_HEADER.size : -_CHECK.size]
        if len(data) < _HEADER.size + _CHECK.size or data != _framed(pcm):
            return None
        return Clip(path, RATE, len(pcm) // 2)

    def put(self, key: str, pcm: bytes) -> Clip:
        """File a clip (mono, 16 bit, 44,100 Hz); whole or not at all. Raises AudioError when it cannot be written."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".clip-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_framed(memoryview(pcm)))
                os.replace(name, path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise AudioError(f"{path}: a clip cannot be kept: {error}", hint="Make room or mend rights.") from error
        return Clip(path, RATE, len(pcm) // 2)

    def drop(self, key: str) -> None:
        """Forget a clip that turned out to be wrong."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.wav"


def _framed(pcm: memoryview) -> bytes:
    """A WAV file of mono 16 bit samples, with a checksum in a chunk of its own that players skip."""
    size = len(pcm)
    head = _HEADER.pack(
        *(b"RIFF", _HEADER.size - 8 + size + _CHECK.size, b"WAVE"),
        *(b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16),
        *(b"data", size),
    )
    return b"".join((head, pcm, _CHECK.pack(b"crc ", 4, zlib.crc32(pcm))))
