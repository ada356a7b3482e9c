"""Clips in their places, counted in samples, and the one stream of samples that they make."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from threading import Event

from jobs.errors import AudioError
from jobs.podcast import loudness
from jobs.podcast.believe import RATE
from jobs.podcast.ffmpeg import Ffmpeg
from jobs.podcast.pcm import AudioSegment, CouldntDecodeError
from jobs.podcast.values import Clip, Cue, Utterance

_FADE_MS = 10
_FADE = RATE * _FADE_MS // 1000
_BLOCK = 64 * 1024
_PASSAGE = 4
_ZEROS = memoryview(bytes(_BLOCK))


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the episode: a clip by a speaker, a jingle (a clip of speaker None), or silence."""

    samples: int
    clip: Clip | None = None
    speaker: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All parts of an episode in order, the cues of its utterances, and its length in samples."""

    parts: tuple[Part, ...]
    cues: tuple[Cue, ...]
    samples: int


def plan(
    utterances: Sequence[Utterance],
    clips: Sequence[Clip],
    *,
    intro: Clip | None = None,
    outro: Clip | None = None,
    pause: float = 0.0,
) -> Plan:
    """Where everything stands. Cues hold the voice without the pause behind it; nothing overlaps.

    `pause` (seconds) separates intro and outro from the speech.
    """
    parts: list[Part] = [] if intro is None else [Part(intro.samples, intro), _silence(pause)]
    cues: list[Cue] = []
    at = sum(part.samples for part in parts)
    for utterance, clip in zip(utterances, clips, strict=True):
        cues.append(Cue(utterance, at, at + clip.samples))
        spoken, silent = Part(clip.samples, clip, utterance.speaker), _silence(utterance.pause)
        parts += [spoken, silent]
        at += spoken.samples + silent.samples
    if outro is not None:
        parts += [_silence(pause), Part(outro.samples, outro)]
    return Plan(tuple(parts), tuple(cues), sum(part.samples for part in parts))


def _silence(seconds: float) -> Part:
    return Part(round(seconds * RATE))


def stitch(parts: Iterable[Part], gains: Mapping[int, float]) -> Iterator[bytes | memoryview]:
    """The samples of `parts`, mono and 16 bit, one clip in memory at a time; `gains` in dB by speaker.

    Raises AudioError when a clip is not as long as it was planned: an episode has no gap.
    """
    for part in parts:
        if part.clip is None:
            yield from _zeros(part.samples)
        elif part.speaker is None:
            yield from _raw(part.clip)
        else:
            yield from _voiced(part.clip, gains.get(part.speaker, 0.0))


def _zeros(samples: int) -> Iterator[memoryview]:
    left = samples * 2
    while left > 0:
        yield _ZEROS[: min(left, _BLOCK)]
        left -= _BLOCK


def _voiced(clip: Clip, gain: float) -> Iterator[bytes | memoryview]:
    """A clip with its gain, faded in and out over 10 ms so that no edge clicks."""
    try:
        # not `from_file`: for a broken WAV it would go looking for ffprobe
        sound = AudioSegment(clip.path.read_bytes())
    except (OSError, CouldntDecodeError, struct.error) as error:
        raise AudioError(f"{clip.path}: the clip is gone or damaged: {error}", hint="Run it again.") from error
    if sound.frame_rate != RATE or sound.channels != 1 or sound.frame_count() != clip.samples:
        raise AudioError(f"{clip.path}: the clip has changed on disk", hint="Run it again.")
    if gain:
        sound = sound.apply_gain(gain)
    if clip.samples < 2 * _FADE:
        yield sound.raw_data
        return
    yield sound.get_sample_slice(0, _FADE).fade_in(_FADE_MS).raw_data
    yield memoryview(sound.raw_data)[_FADE * 2 : -_FADE * 2]
    yield sound.get_sample_slice(clip.samples - _FADE, clip.samples).fade_out(_FADE_MS).raw_data


def _raw(clip: Clip) -> Iterator[bytes]:
    """A jingle, block by block: it may be as long as it likes."""
    left = clip.samples * 2
    with clip.path.open("rb") as file:
        file.seek(clip.path.stat().st_size - left)
        while left > 0:
            block = file.read(min(left, _BLOCK))
            if not block:
                raise AudioError(f"{clip.path}: the file ends too early", hint="Run it again.")
            yield block
            left -= len(block)


def match(parts: Sequence[Part], ffmpeg: Ffmpeg, *, stop: Event | None = None) -> dict[int, float]:
    """Gains in dB that make all speakers as loud as the softest one: never above 0, so nothing is cut off."""
    speakers = sorted({part.speaker for part in parts if part.speaker is not None})
    if len(speakers) < 2:
        return {}
    levels: dict[int, float] = {}
    for speaker in speakers:
        own = [part for part in parts if part.speaker == speaker]
        levels[speaker] = loudness.of_pcm(stitch(own, {}), ffmpeg, stop=stop).loudness
    heard = [level for level in levels.values() if level > loudness.NOTHING]
    softest = min(heard, default=0.0)
    return {s: softest - level if level > loudness.NOTHING else 0.0 for s, level in levels.items()}


def excerpt(whole: Plan, seconds: float) -> Plan:
    """Passages from all over `whole`, about `seconds` in all and without cues.

    A passage is four utterances with their pauses: single ones at even distances could all be the same speaker's.
    """
    pairs = [(a, b) for a, b in pairwise(whole.parts) if a.speaker is not None]
    step = max(1, round(sum(a.samples + b.samples for a, b in pairs) / (seconds * RATE)))
    chosen = (pair for number, pair in enumerate(pairs) if number // _PASSAGE % step == 0)
    parts = tuple(part for pair in chosen for part in pair)
    return Plan(parts, (), sum(part.samples for part in parts))
