"""From utterances to an episode on disk: spoken, stitched, levelled, encoded, measured, put in place."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from jobs.errors import AudioError
from jobs.podcast import ffmpeg as programs
from jobs.podcast import loudness
from jobs.podcast.believe import RATE
from jobs.podcast.clips import synthesise
from jobs.podcast.decode import read_wav
from jobs.podcast.encode import FORMATS, Bed, Job, Meta, Mix, encode
from jobs.podcast.ffmpeg import Ffmpeg
from jobs.podcast.loudness import Level
from jobs.podcast.shelf import Shelf
from jobs.podcast.stitch import Plan, excerpt, match, plan, stitch
from jobs.podcast.values import Clip, Sound, Utterance
from jobs.podcast.voice import Voice
from jobs.settings import Podcast, Speech

_TOLERANCE = 0.4
"""LU between the encoded file and the target that are left alone: the law says 0.5, ffmpeg tells tenths."""
_HEADROOM = 1.5
"""dB that the limiter starts below the true peak asked for: samples may rise between samples, and in the codec."""
_SPARE = 0.4
_ATTEMPTS = 8
_UNFINISHED = ".yibo-"
"""How names of unfinished files begin; the number of the process follows, as in all rooms."""
_EXCERPT_SECONDS = 90
_STEREO = 3.01
"""LU by which the same samples on two channels are louder."""
_HEARD = 0.001
"""Seconds by which the decoded file may differ from the plan."""


async def make_sound(
    utterances: Sequence[Utterance],
    voice: Voice,
    settings: Podcast,
    speech: Speech,
    out: Path,
    *,
    meta: Meta,
    shelf: Shelf,
    language: str,
    root: Path = Path(),
    jobs: int = 8,
    channels: int = 1,
) -> Sound:
    """Speak, stitch, level, encode, measure: the episode at `out`, whole or not at all.

    Files named in the settings start from `root`; `jobs` voices speak at once. Raises AudioError when an utterance
    is held back, ffmpeg is missing or fails, or the target cannot be reached; what a voice raises besides passes.
    """
    ffmpeg = Ffmpeg(programs.find())
    if not utterances:
        raise AudioError(f"{out.name}: the script has nothing to say")
    clips = await synthesise(utterances, voice, shelf, ffmpeg, language=language, jobs=jobs, speed=speech.speed)
    stop = Event()
    studio = Studio(ffmpeg, settings, root, channels, meta, stop)
    work = asyncio.create_task(asyncio.to_thread(studio.produce, utterances, clips, out))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        stop.set()  # the thread ends its ffmpeg and cleans up
        await asyncio.gather(work, return_exceptions=True)
        raise


@dataclass(frozen=True)
class Studio:
    """The production of one file from its clips: ffmpeg, settings, and a flag that calls it off."""

    ffmpeg: Ffmpeg
    settings: Podcast
    root: Path
    channels: int
    meta: Meta
    stop: Event

    def produce(self, utterances: Sequence[Utterance], clips: Sequence[Clip], out: Path) -> Sound:
        """Encode beside `out` until the target is met, then put it in place."""
        out.parent.mkdir(parents=True, exist_ok=True)
        with workshop(out.parent) as folder:
            speech = plan(utterances, clips)
            gains = match(speech.parts, self.ffmpeg, stop=self.stop)
            level = loudness.of_pcm(stitch(speech.parts, gains), self.ffmpeg, stop=self.stop)
            if level.loudness <= loudness.NOTHING:
                raise AudioError(f"{out.name}: there is nothing to hear")
            whole = self._with_jingles(utterances, clips, level, folder)
            made = folder / "episode"
            measured = self._tuned(whole, gains, level, folder, made)
            _settled(made, out)
        return Sound(
            path=out,
            mime=FORMATS[self.settings.format].mime,
            size=out.stat().st_size,
            rate=RATE,
            samples=whole.samples,
            loudness=measured.loudness,
            peak=measured.peak,
            cues=whole.cues,
        )

    def _with_jingles(self, utterances: Sequence[Utterance], clips: Sequence[Clip], level: Level, folder: Path) -> Plan:
        intro = self._jingle(self.settings.intro, level, folder / "intro.wav")
        outro = self._jingle(self.settings.outro, level, folder / "outro.wav")
        return plan(utterances, clips, intro=intro, outro=outro, pause=self.settings.pause_heading)

    def _jingle(self, name: str, level: Level, out: Path) -> Clip | None:
        """An intro or outro as a WAV file that is as loud as the speech, as far as its peaks allow."""
        if not name:
            return None
        own = loudness.of_file(self._file(name), self.ffmpeg, stop=self.stop)
        gain = min(level.loudness - own.loudness, -0.5 - own.peak)
        args = ["-v", "error", "-i", str(self._file(name)), "-map", "0:a:0", "-af", f"volume={gain:.2f}dB"]
        form = ["-ac", "1", "-ar", str(RATE), "-c:a", "pcm_s16le", "-bitexact", "-f", "wav", str(out)]
        self.ffmpeg.run([*args, *form], stop=self.stop)
        with out.open("rb") as file:
            head = read_wav(file.read(4096))
        return Clip(out, RATE, (head.declared or 0) // 2)

    def _file(self, name: str) -> Path:
        path = self.root / name
        if not path.is_file():
            raise AudioError(f"{path}: there is no such audio file.", hint="See `podcast.intro`, `outro`, `bed`.")
        return path

    def _bed(self, whole: Plan) -> Bed | None:
        """The music under the speech, `bed_db` against the episode's loudness before it is ducked."""
        if not self.settings.bed:
            return None
        path = self._file(self.settings.bed)
        own = loudness.of_file(path, self.ffmpeg, stop=self.stop).loudness
        if own <= loudness.NOTHING:
            raise AudioError(f"{path}: there is nothing to hear in it")
        gain = self.settings.loudness + self.settings.bed_db - own
        return Bed(path, gain, whole.cues[0].start, whole.cues[-1].end)

    def _tuned(self, whole: Plan, gains: Mapping[int, float], level: Level, folder: Path, out: Path) -> Level:
        """Encode `whole` at the loudness asked for; what was measured on the encoded file."""
        limits = self.settings
        gain = limits.loudness - level.loudness - (_STEREO if self.channels == 2 else 0.0)
        mix = Mix(gain, limits.true_peak - _HEADROOM, self.channels, self._bed(whole))
        if level.peak + gain < limits.true_peak - _HEADROOM - 2 and not (mix.bed or limits.intro or limits.outro):
            mix = replace(mix, ceiling=None)  # the limiter would have nothing to do
        goal = _Goal(limits.loudness, limits.true_peak, _TOLERANCE)
        if whole.samples > 3 * _EXCERPT_SECONDS * RATE:
            mix = self._rehearsed(whole, gains, mix, level, folder)
        return self._approached(whole, gains, mix, goal, folder, out)[1]

    def _rehearsed(self, whole: Plan, gains: Mapping[int, float], mix: Mix, level: Level, folder: Path) -> Mix:
        """Learn on an excerpt what limiter and encoder take away, so that a long episode is encoded once.

        The excerpt is as much louder or softer than the goal as its samples are than those of the whole.
        """
        short = excerpt(whole, _EXCERPT_SECONDS)
        own = loudness.of_pcm(stitch(short.parts, gains), self.ffmpeg, stop=self.stop)
        goal = _Goal(
            self.settings.loudness + own.loudness - level.loudness, self.settings.true_peak - _SPARE, _TOLERANCE / 2
        )
        bed = replace(mix.bed, start=0, end=short.samples) if mix.bed else None
        found, _ = self._approached(short, gains, replace(mix, bed=bed), goal, folder, folder / "excerpt")
        return replace(found, bed=mix.bed)

    def _approached(
        self, piece: Plan, gains: Mapping[int, float], mix: Mix, goal: _Goal, folder: Path, out: Path
    ) -> tuple[Mix, Level]:
        """Encode and measure until the goal is met; the mix that met it. Raises AudioError when none does."""
        tried: list[tuple[float, float]] = []
        for _ in range(_ATTEMPTS):
            heard = self._recorded(piece, gains, mix, folder, out)
            off, over = goal.loudness - heard.loudness, heard.peak - goal.peak
            if abs(off) <= goal.tolerance and over <= 0:
                return mix, heard
            tried.append((mix.gain, heard.loudness))
            mix = _corrected(mix, off / _yield(tried), over, goal)
        raise AudioError(
            f"the episode stays at {heard.loudness:.1f} LUFS and {heard.peak:.1f} dBTP instead of "
            f"{goal.loudness:.1f} and {goal.peak:.1f}",
            hint="A lower `podcast.loudness` leaves more room for peaks.",
        )

    def _recorded(self, piece: Plan, gains: Mapping[int, float], mix: Mix, folder: Path, out: Path) -> Level:
        """Encode once and measure; the decoded length must be the planned one."""
        ask = self.meta.chapters
        chapters = ask(piece.cues, piece.samples) if ask and piece.cues else ()
        job = Job(self.settings.format, self.settings.bitrate, self.meta, chapters, folder)
        encode(stitch(piece.parts, gains), mix, job, out, self.ffmpeg, stop=self.stop)
        heard = loudness.of_file(out, self.ffmpeg, stop=self.stop)
        if abs(heard.seconds - piece.samples / RATE) > _HEARD:
            raise AudioError(
                f"the encoded episode is {heard.seconds:.3f} seconds long instead of {piece.samples / RATE:.3f}"
            )
        return heard


@contextmanager
def workshop(beside: Path) -> Iterator[Path]:
    """A folder for unfinished files. What killed runs left in `beside` is cleared away: it would be published."""
    for left in beside.glob(f"{_UNFINISHED}*"):
        owner = re.match(r"(\d+)-", left.name.removeprefix(_UNFINISHED))
        if owner and not _runs(int(owner[1])):
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{_UNFINISHED}{os.getpid()}-", dir=beside) as name:
        yield Path(name)


def _runs(process: int) -> bool:
    """Is there such a process?"""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


@dataclass(frozen=True, slots=True)
class _Goal:
    """Loudness in LUFS, met within `tolerance`, and the true peak in dBTP that may not be passed."""

    loudness: float
    peak: float
    tolerance: float


def _corrected(mix: Mix, more: float, over: float, goal: _Goal) -> Mix:
    """The mix with `more` dB of gain, its ceiling moved when the true peak is `over` dB above the goal.

    The ceiling goes down when the peak is too high, up when there is room that loudness needs.
    """
    ceiling = goal.peak - _HEADROOM if mix.ceiling is None else mix.ceiling
    if over > 0:
        return replace(mix, gain=mix.gain + more, ceiling=ceiling - over - _SPARE / 2)
    if more > goal.tolerance and over < -2 * _SPARE and mix.ceiling is not None:
        return replace(mix, gain=mix.gain + more, ceiling=ceiling - over - _SPARE)
    return replace(mix, gain=mix.gain + more)


def _yield(tried: Sequence[tuple[float, float]]) -> float:
    """How much loudness a dB of gain brought between the last two tries: less than 1 where the limiter works."""
    if len(tried) < 2 or abs(tried[-1][0] - tried[-2][0]) < 0.05:
        return 1.0
    (gain, level), (more, louder) = tried[-2:]
    return min(1.0, max(0.3, (louder - level) / (more - gain)))


def _settled(made: Path, out: Path) -> None:
    """Put the finished file in place in one step."""
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(made, out)
