"""What the rooms of the podcast hand each other: frozen values. Times are counted in samples of one rate."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

LineKind = Literal["opening", "heading", "paragraph", "item", "quote", "code", "table", "closing"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said: `text` is what a reader sees in the transcript, `spoken` what the voice is given.

    `speaker` is 0 for the host, 1 for the second voice of a dialogue. `anchor` is the article's heading (its
    fragment, without `#`) that the line stands under. `segment` is the article's segment that it came from.
    """

    kind: LineKind
    text: str
    spoken: str
    speaker: int = 0
    anchor: str = ""
    segment: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """An article as it is said. `language` is the language of the lines."""

    title: str
    language: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """A piece of a line that goes to a voice in one request; `pause` is the silence after it, in seconds."""

    line: int
    part: int
    text: str
    spoken: str
    speaker: int
    pause: float


@dataclass(frozen=True, slots=True)
class Clip:
    """Sound of one utterance that was decoded and believed: a WAV file (mono, 16 bit, `rate`) and its length."""

    path: Path
    rate: int
    samples: int


@dataclass(frozen=True, slots=True)
class Cue:
    """An utterance with its place in the episode: samples from the beginning, the end excluded."""

    utterance: Utterance
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the episode; `anchor` leads to the article's heading."""

    title: str
    start: int
    end: int
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Sound:
    """An encoded episode on disk, as measured on the encoded file. `loudness` in LUFS, `peak` in dBTP."""

    path: Path
    mime: str
    size: int
    rate: int
    samples: int
    loudness: float
    peak: float
    cues: tuple[Cue, ...] = field(repr=False, default=())
