"""The embedded voice: espeak-ng from a wheel, offline, in any language it knows, same text, same samples."""

from __future__ import annotations

import asyncio
import importlib.metadata
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from jobs.errors import AudioError, SettingsError
from jobs.podcast import espeak

try:
    import espeakng_loader
except ImportError:  # the extra `yibo[voice]` is not installed; a speech endpoint may do
    espeakng_loader = None

WORDS_PER_MINUTE = 165
SLOWEST, FASTEST = 80, 450
"""The range of espeak-ng's own documentation, in words per minute."""
_DEFAULTS = {"zh": "cmn", "cmn": "cmn", "en": "en-us", "nb": "nb", "no": "nb", "pt": "pt", "yue": "yue"}
_VARIANTS = ("", "+f2")
_SECONDS = 120.0


class Voice(Protocol):
    """Something that speaks: a text and a speaker (0 or 1) become encoded audio."""

    def identity(self, speaker: int) -> str:
        """Everything besides the text that decides how it sounds: what a cached clip is filed under."""

    async def __call__(self, text: str, speaker: int) -> bytes:
        """A file of audio, WAV if possible. What it holds is judged by the caller."""


@dataclass(frozen=True)
class VoiceName:
    """A voice of the engine and the language it speaks."""

    name: str
    language: str


@dataclass(frozen=True)
class Espeak:
    """espeak-ng for `language` (BCP 47): speaker 0 and 1 have different voices unless both are named.

    A call raises AudioError when the wheel is missing, and SettingsError when it knows no such voice.
    """

    language: str
    voice: str = ""
    voice2: str = ""
    speed: float = 1.0

    def identity(self, speaker: int) -> str:
        """Engine, its version, voice and speed."""
        return f"espeak-ng {_version()} {self.name(speaker)} {self.words_per_minute}"

    def name(self, speaker: int) -> str:
        """What espeak-ng calls the voice of `speaker`."""
        named = (self.voice, self.voice2)[speaker % 2]
        return named or (self.voice.partition("+")[0] or engine_name(self.language)) + _VARIANTS[speaker % 2]

    @property
    def words_per_minute(self) -> int:
        """The rate of speech, kept in the engine's range."""
        return min(FASTEST, max(SLOWEST, round(WORDS_PER_MINUTE * self.speed)))

    async def __call__(self, text: str, speaker: int) -> bytes:
        """A WAV file of `text`: mono, 16 bit, 22,050 Hz. The same text gives the same bytes."""
        name = self.name(speaker)
        return await _run(["say", name, str(self.words_per_minute)], text.encode(), name)


async def voices() -> Sequence[VoiceName]:
    """Every voice of the embedded engine. Raises AudioError when the wheel is missing."""
    listing = json.loads(await _run(["voices"], b"", ""))
    return [VoiceName(entry["name"], entry["language"]) for entry in listing]


def engine_name(language: str) -> str:
    """espeak-ng's name for a BCP 47 tag: `zh-CN` is `cmn`, `en` is `en-us`, `pt-BR` is `pt-br`."""
    tag = language.replace("_", "-").lower()
    primary = tag.partition("-")[0]
    if primary in ("zh", "cmn"):
        return "yue" if tag.endswith(("-hk", "-mo")) else "cmn"
    if tag in ("en-gb", "en-us", "es-419", "fr-be", "fr-ch", "pt-br"):
        return tag
    return _DEFAULTS.get(primary, primary)


def _version() -> str:
    _places()
    return importlib.metadata.version("espeakng-loader")


def _places() -> tuple[Path, Path]:
    """The engine's library and its data."""
    if espeakng_loader is None:
        raise AudioError(
            "The embedded voice is not installed.",
            hint="`pip install 'yibo[voice]'`, or set `speech.model` to speak through an endpoint.",
        )
    return Path(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path())


async def _run(arguments: Sequence[str], given: bytes, voice: str) -> bytes:
    library, data = _places()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", espeak.__file__, str(library), str(data), *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(given), _SECONDS)
    except TimeoutError as error:
        raise AudioError(f"espeak-ng did not finish within {_SECONDS:.0f} seconds.") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode == espeak.UNKNOWN_VOICE:
        raise SettingsError(
            f"espeak-ng has no voice {voice!r}.", hint="`yibo doctor --voices` lists them; set `speech.voice`."
        )
    if process.returncode != 0:
        last = err.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no message"]
        raise AudioError(f"espeak-ng failed ({process.returncode}): {last[0]}")
    return out
