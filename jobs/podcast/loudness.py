"""Loudness and peaks as ITU-R BS.1770 / EBU R 128 count them, measured by ffmpeg's `ebur128`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from jobs.errors import AudioError
from jobs.podcast.believe import RATE
from jobs.podcast.ffmpeg import Ffmpeg
from jobs.regex import regex

NOTHING = -69.0
"""LUFS at and below which ffmpeg has measured no sound at all (its gate is at -70)."""
PCM_INPUT = ("-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0")

_INTEGRATED = regex(r"^\s*I:\s+(-?[\d.]+|-?inf|nan) LUFS", re.MULTILINE)
_PEAK = regex(r"^\s*Peak:\s+(-?[\d.]+|-?inf|nan) dBFS", re.MULTILINE)
_TIME = regex(r"^out_time_us=(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Level:
    """Integrated loudness in LUFS, highest peak in dBFS (of samples) or dBTP (true), length in seconds."""

    loudness: float
    peak: float
    seconds: float


def of_pcm(pcm: Iterable[bytes | memoryview], ffmpeg: Ffmpeg, *, stop: Event | None = None) -> Level:
    """Level of mono 16 bit samples at the episode's rate; the peak is the highest sample."""
    said = ffmpeg.run([*_before(), *PCM_INPUT, *_meter("sample")], pcm, stop=stop)
    return _read(said, "the speech")


def of_file(path: Path, ffmpeg: Ffmpeg, *, stop: Event | None = None) -> Level:
    """Level of an encoded file, as a player decodes it; the peak is the true peak.

    Raises AudioError when it does not decode to its end.
    """
    args = ["-xerror", "-protocol_whitelist", "file", "-i", str(path), "-map", "0:a:0", *_meter("true")]
    return _read(ffmpeg.run([*_before(), *args], stop=stop), str(path))


def _before() -> list[str]:
    """Progress is asked for because its last line tells the decoded length; once is enough."""
    return ["-progress", "-", "-stats_period", "3600"]


def _meter(peak: str) -> list[str]:
    # framelog=verbose: else a line for every 100 ms goes into the log
    return ["-af", f"ebur128=framelog=verbose:peak={peak}", "-f", "null", "-"]


def _read(said: str, what: str) -> Level:
    loudness, peak, time = (pattern.findall(said) for pattern in (_INTEGRATED, _PEAK, _TIME))
    if not (loudness and peak and time):
        raise AudioError(f"{what}: ffmpeg measured no loudness")
    return Level(_number(loudness[-1]), _number(peak[-1]), int(time[-1]) / 1_000_000)


def _number(text: str) -> float:
    return -100.0 if text in ("-inf", "nan", "-nan") else float(text)
