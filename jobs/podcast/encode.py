"""One ffmpeg from samples to an episode: gain, bed, limiter, encoder, tags, cover and chapters in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from jobs.podcast.believe import RATE
from jobs.podcast.chapters import ffmetadata
from jobs.podcast.ffmpeg import Ffmpeg
from jobs.podcast.loudness import PCM_INPUT
from jobs.podcast.values import Chapter, Cue

_BED_FADE = 2.0
_DUCK = "threshold=0.02:ratio=6:attack=25:release=450"
"""Compression of the bed by the voice: about 10 dB down within a syllable, up again within half a second."""
_LIMITER = "attack=5:release=60:level=0:latency=1"
"""`latency=1`: without it the limiter delays the sound by its look-ahead and loses as much at the end."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: ffmpeg's encoder and muxer with their switches, the MIME type of the enclosure."""

    mime: str
    args: tuple[str, ...]
    cover: bool


FORMATS = {
    "mp3": Format(
        "audio/mpeg",
        ("-c:a", "libmp3lame", "-ar", "44100", "-id3v2_version", "3", "-write_xing", "1", "-f", "mp3"),
        cover=True,
    ),
    "m4a": Format("audio/x-m4a", ("-c:a", "aac", "-movflags", "+faststart", "-f", "ipod"), cover=True),
    "opus": Format("audio/ogg", ("-c:a", "libopus", "-application", "audio", "-f", "opus"), cover=False),
}


@dataclass(frozen=True, slots=True)
class Meta:
    """What the file says of itself. `comment` carries the notice that the voice is synthetic.

    `cover` holds a JPEG or PNG file. `chapters` is asked, with the cues and the length in samples, when both are
    known.
    """

    title: str
    artist: str = ""
    album: str = ""
    comment: str = ""
    language: str = ""
    date: str = ""
    cover: bytes | None = None
    chapters: Callable[[Sequence[Cue], int], Sequence[Chapter]] | None = None

    def tags(self) -> dict[str, str]:
        """Tags by ffmpeg's names, those without a value left out."""
        names = ("title", "artist", "album", "comment", "language", "date")
        named = {name: str(getattr(self, name)) for name in names if getattr(self, name)}
        return {**named, "genre": "Podcast"}


@dataclass(frozen=True, slots=True)
class Bed:
    """Music under the samples `start` to `end`, repeated as needed, at `gain` dB."""

    path: Path
    gain: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mix:
    """How samples become sound: `gain` in dB, then a limiter at `ceiling` dBFS (None: not needed)."""

    gain: float
    ceiling: float | None
    channels: int = 1
    bed: Bed | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One file to encode: its form, bit rate in kb/s, tags and cover; `folder` takes the files ffmpeg reads."""

    form: str
    bitrate: int
    meta: Meta
    chapters: Sequence[Chapter]
    folder: Path


def encode(
    pcm: Iterable[bytes | memoryview], mix: Mix, job: Job, out: Path, ffmpeg: Ffmpeg, *, stop: Event | None = None
) -> None:
    """Write `out` from mono 16 bit samples at the episode's rate. The same samples and tags give the same bytes.

    Raises AudioError with ffmpeg's words when it fails.
    """
    form = FORMATS[job.form]
    described = job.folder / "tags.txt"
    described.write_text(ffmetadata(job.chapters, RATE, job.meta.tags()), encoding="utf-8")
    inputs = ["-v", "error", *PCM_INPUT, "-f", "ffmetadata", "-i", str(described)]
    after = ["-map", "[out]", "-map_metadata", "1", "-map_chapters", "1"]
    if job.meta.cover and form.cover:
        inputs += ["-i", str(_cover(job.meta.cover, job.folder))]
        after += ["-map", "2:v", "-c:v", "copy", "-disposition:v", "attached_pic"]
    if mix.bed:
        inputs += ["-stream_loop", "-1", "-i", str(mix.bed.path)]
    graph = ["-filter_complex", _graph(mix, bed_input=inputs.count("-i") - 1)]
    exact = ["-fflags", "+bitexact", "-flags:a", "+bitexact", "-flags:v", "+bitexact"]
    rate = ["-b:a", f"{job.bitrate}k", *form.args, *exact]
    ffmpeg.run([*inputs, *graph, *after, *rate, str(out)], pcm, stop=stop)


def _graph(mix: Mix, bed_input: int) -> str:
    """The filters from the input to `[out]`; the voice is mono until here, and its gain needs more than 16 bits."""
    voice = f"[0:a]aformat=sample_fmts=dblp,volume={mix.gain:.2f}dB:precision=double"
    if mix.channels == 2:
        voice += ",pan=stereo|c0=c0|c1=c0"
    limiter = "" if mix.ceiling is None else f",alimiter=limit={10 ** (mix.ceiling / 20):.5f}:{_LIMITER}"
    if mix.bed is None:
        return f"{voice}{limiter}[out]"
    layout = "stereo" if mix.channels == 2 else "mono"
    length = (mix.bed.end - mix.bed.start) / RATE
    bed = (
        f"[{bed_input}:a]aformat=sample_fmts=dblp:sample_rates={RATE}:channel_layouts={layout},"
        f"atrim=end_sample={mix.bed.end - mix.bed.start},volume={mix.bed.gain:.2f}dB,"
        f"afade=t=in:d={_BED_FADE},afade=t=out:st={max(0.0, length - _BED_FADE):.3f}:d={_BED_FADE},"
        f"adelay={mix.bed.start}S:all=1,apad[bed]"
    )
    return (
        f"{voice},asplit=2[voice][key];{bed};[bed][key]sidechaincompress={_DUCK}[low];"
        f"[voice][low]amix=inputs=2:duration=first:normalize=0{limiter}[out]"
    )


def _cover(image: bytes, folder: Path) -> Path:
    path = folder / ("cover.png" if image.startswith(b"\x89PNG") else "cover.jpg")
    path.write_bytes(image)
    return path
