"""Decode a voice's answer and judge it: sound that is not speech of the text's length is an error."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise

from jobs.errors import AudioError
from jobs.podcast.decode import at_rate, decode, tells_its_length
from jobs.podcast.ffmpeg import Ffmpeg
from jobs.podcast.pace import band
from jobs.podcast.pcm import AudioSegment

RATE = 44_100
"""Samples a second of every clip and of the episode."""

_WINDOW = 0.02
_SILENT = -60.0
"""dBFS below which the loudest sample of a clip makes it silent."""
_QUIET_BELOW_PEAK = 45.0
_STEADY = 6.0
"""dB between loud and soft windows: speech has more than 15, steady noise and tones less than 3."""
_WHITE = 1.2
"""Level of a signal's first difference over its own: white noise has 1.41, speech at 8 kHz up to 0.8."""
_FLAT_TOPS = 0.005
"""Share of samples in runs at the very peak, above which a clip is clipped."""
_RUN = 4
_LONGEST_GAP = 4.0
_ABRUPT = -15.0
"""Level of the last 5 ms against loud windows in dB: the embedded voice ends below -27, three cuts in four above."""
_LEAD, _TAIL = 0.06, 0.12
"""Seconds of silence that may stay before and after the voice."""


@dataclass(frozen=True, slots=True)
class _Envelope:
    """Levels (root mean square, 0 to 32768) of windows of `size` samples, and where the voice begins and ends."""

    levels: tuple[int, ...]
    size: int
    first: int
    last: int
    gap: int


def believe(data: bytes, text: str, ffmpeg: Ffmpeg, *, speed: float = 1.0) -> AudioSegment:
    """The voice saying `text`: mono, 16 bit, 44,100 Hz, silence around it cut to a tenth of a second.

    Raises AudioError that names the cause: not audio, truncated, silent, clipped, noise, a gap, too short or too
    long for `text` at `speed`.
    """
    sound = decode(data, ffmpeg)
    envelope = _envelope(sound)
    for judge in (_not_silent, _not_clipped, _not_steady, _not_white, _no_gap):
        judge(sound, envelope)
    if not tells_its_length(data):
        _ends_softly(sound, envelope)
    _as_long_as(text, (envelope.last - envelope.first) * _WINDOW, speed)
    return at_rate(_trimmed(sound, envelope), RATE, ffmpeg)


def _envelope(sound: AudioSegment) -> _Envelope:
    size = round(sound.frame_rate * _WINDOW)
    count = int(sound.frame_count())
    levels = tuple(
        sound.get_sample_slice(at, min(at + size, count)).rms for at in range(0, count - count % size or 1, size)
    )
    floor = max(sound.max * 10 ** (-_QUIET_BELOW_PEAK / 20), 32768 * 10 ** (_SILENT / 20))
    loud = [index for index, level in enumerate(levels) if level >= floor]
    gap = max((b - a for a, b in pairwise(loud)), default=0)
    return _Envelope(levels, size, loud[0] if loud else 0, loud[-1] + 1 if loud else 0, gap)


def _not_silent(sound: AudioSegment, envelope: _Envelope) -> None:
    if sound.max_dBFS < _SILENT or envelope.last == 0:
        raise AudioError("the audio is silent")


def _not_clipped(sound: AudioSegment, _: _Envelope) -> None:
    """Runs of samples at the peak: tops that were cut off."""
    peak, samples = sound.max, sound.raw_data
    values = {min(peak, 32767), min(peak, 32767) - 1, -peak, 1 - peak}
    runs = sum(samples.count(struct.pack("<h", value) * _RUN) for value in values)
    share = runs * _RUN / sound.frame_count()
    if share > _FLAT_TOPS:
        raise AudioError(f"the audio is clipped: {share:.1%} of its samples are cut off at the top")


def _not_steady(_: AudioSegment, envelope: _Envelope) -> None:
    """Noise, hum and tones keep one level; speech rises and falls."""
    levels = sorted(envelope.levels[envelope.first : envelope.last])
    if len(levels) * _WINDOW < 0.4:
        return
    soft, loud = max(1, levels[len(levels) // 10]), max(1, levels[len(levels) * 9 // 10])
    if loud < soft * 10 ** (_STEADY / 20):
        raise AudioError("the audio is steady noise or a tone, not speech")


def _not_white(sound: AudioSegment, envelope: _Envelope) -> None:
    """A sample of speech is close to the one before it; in noise it can be anything."""
    middle = (envelope.first + envelope.last) // 2 * envelope.size
    part = sound.get_sample_slice(max(0, middle - 5 * RATE), min(int(sound.frame_count()), middle + 5 * RATE))
    part = part.apply_gain(-6.1)  # the difference must not overflow
    now = part.get_sample_slice(1, int(part.frame_count()))
    change = now.overlay(part.get_sample_slice(0, int(part.frame_count()) - 1).invert_phase())
    if change.rms > _WHITE * max(1, part.rms):
        raise AudioError("the audio is noise, not speech")


def _no_gap(_: AudioSegment, envelope: _Envelope) -> None:
    if envelope.gap * _WINDOW > _LONGEST_GAP:
        raise AudioError(f"the audio is silent for {envelope.gap * _WINDOW:.1f} seconds in the middle")


def _ends_softly(sound: AudioSegment, envelope: _Envelope) -> None:
    """A voice fades within its last sound; a stream that broke off stops in full voice."""
    levels = sorted(envelope.levels[envelope.first : envelope.last])
    count = int(sound.frame_count())
    last = sound.get_sample_slice(max(0, count - sound.frame_rate // 200), count).rms
    if last > levels[len(levels) * 9 // 10] * 10 ** (_ABRUPT / 20):
        raise AudioError("the audio is truncated: it breaks off in the middle of a sound")


def _as_long_as(text: str, seconds: float, speed: float) -> None:
    shortest, longest = band(text, speed)
    if seconds < shortest:
        raise AudioError(
            f"{seconds:.1f} seconds of sound are too short for {len(text)} characters "
            f"(at least {shortest:.1f} expected)"
        )
    if seconds > longest:
        raise AudioError(
            f"{seconds:.1f} seconds of sound are too long for {len(text)} characters (at most {longest:.1f} expected)"
        )


def _trimmed(sound: AudioSegment, envelope: _Envelope) -> AudioSegment:
    start = max(0, envelope.first * envelope.size - round(_LEAD * sound.frame_rate))
    end = min(int(sound.frame_count()), envelope.last * envelope.size + round(_TAIL * sound.frame_rate))
    return sound.get_sample_slice(start, end)
