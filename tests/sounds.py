"""Sound for the tests: real speech from the embedded voice, and every way in which it can be spoiled."""

from __future__ import annotations

import asyncio
import io
import math
import random
import struct
import wave
from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache

from jobs.podcast import ffmpeg as programs
from jobs.podcast.ffmpeg import Ffmpeg
from jobs.podcast.pcm import AudioSegment
from jobs.podcast.values import Utterance
from jobs.podcast.voice import Espeak

SENTENCE = "The river rose by two metres in one night, and nobody in the small town had expected it."


def ffmpeg() -> Ffmpeg:
    """The real one."""
    return Ffmpeg(programs.find())


@cache
def spoken(text: str = SENTENCE, speaker: int = 0, language: str = "en") -> bytes:
    """`text` said by the embedded voice: a WAV file at 22,050 Hz. May be called inside a running event loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(Espeak(language)(text, speaker))).result()


def sound(data: bytes) -> AudioSegment:
    """A WAV file as pydub reads it."""
    return AudioSegment.from_file(io.BytesIO(data), format="wav")


def wav(segment: AudioSegment) -> bytes:
    """A WAV file of a segment."""
    return written(segment.raw_data, segment.channels, segment.sample_width, segment.frame_rate)


def written(pcm: bytes, channels: int, width: int, rate: int) -> bytes:
    """A WAV file of samples, by the standard library."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        file.writeframes(pcm)
    return out.getvalue()


def streamed(data: bytes, length: int = 0xFFFFFFFF) -> bytes:
    """The same file as a server writes it that does not know the length yet."""
    at = data.index(b"data") + 4
    return data[:4] + struct.pack("<I", length) + data[8:at] + struct.pack("<I", length) + data[at + 4 :]


def louder(data: bytes, gain: float) -> bytes:
    """The same, `gain` dB louder; what goes over the top is cut off."""
    return wav(sound(data).apply_gain(gain))


def noise(seconds: float, rate: int = 24_000, level: int = 8_000) -> bytes:
    """White noise."""
    full_scale = random.Random(1).randbytes(2 * int(seconds * rate))
    return louder(written(full_scale, 1, 2, rate), 20 * math.log10(level / 32_768))


def tone(seconds: float, rate: int = 24_000) -> bytes:
    """A hum at 220 Hz."""
    wave_form = (round(8_000 * math.sin(2 * math.pi * 220 * n / rate)) for n in range(int(seconds * rate)))
    return written(array("h", wave_form).tobytes(), 1, 2, rate)


def silence(seconds: float, rate: int = 24_000) -> bytes:
    """Nothing at all."""
    return written(bytes(int(seconds * rate) * 2), 1, 2, rate)


def said(texts: Sequence[str], *, speakers: int = 1, pause: float = 0.3) -> list[Utterance]:
    """Utterances of `texts`, the speakers taking turns."""
    return [Utterance(n, 0, text, text, n % speakers, pause) for n, text in enumerate(texts)]


@dataclass
class Scripted:
    """A voice that answers what `answer` says for (text, speaker, how many times it was asked before)."""

    answer: Callable[[str, int, int], bytes]
    takes: Callable[[str], float] = lambda text: 0.001
    asked: list[tuple[str, int]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    def identity(self, speaker: int) -> str:
        """Two voices."""
        return f"scripted {speaker}"

    async def __call__(self, text: str, speaker: int) -> bytes:
        """What was written for it, after the seconds that `takes` says."""
        before = self.asked.count((text, speaker))
        self.asked.append((text, speaker))
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await asyncio.sleep(self.takes(text))
        self.at_once -= 1
        return self.answer(text, speaker, before)
