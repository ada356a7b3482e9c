"""What an episode costs: CPU and memory of stitching, encoding and levelling, beside three plainer ways.

    python -m bench.audio --segments 2000

Ratios are what counts: all ways run one after the other on the same clips, in one process tree.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from jobs.podcast import ffmpeg as programs
from jobs.podcast.audio import Studio
from jobs.podcast.believe import RATE
from jobs.podcast.clips import synthesise
from jobs.podcast.encode import FORMATS, Job, Meta, Mix, encode
from jobs.podcast.ffmpeg import Ffmpeg
from jobs.podcast.pcm import AudioSegment
from jobs.podcast.shelf import Shelf
from jobs.podcast.stitch import Plan, plan, stitch
from jobs.podcast.values import Clip, Utterance
from jobs.podcast.voice import Espeak
from jobs.settings import Podcast

_TEXT = (
    "Sentence number {n} of this episode is about as long as people write them, and it says that the river "
    "rose by {n} centimetres in one night, which nobody had expected."
)
_DIFFERENT = 40
_BIT_RATE = 96


@dataclass(frozen=True)
class Cost:
    """CPU seconds of this process and its children, and the peak of this process' memory above its start in MB."""

    cpu: float
    memory: float


def main() -> None:
    """Parse, run, print a table; `--json` for machines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--segments", type=int, default=300)
    parser.add_argument("--appended", type=int, default=200, help="segments for `episode += segment`")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yibo-bench-") as folder:
        result = measure(options.segments, options.appended, Path(folder))
    _show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def measure(segments: int, appended: int, folder: Path) -> dict[str, float]:
    """All figures by name; `folder` needs room for the samples of the whole episode (0.8 MB a segment)."""
    ffmpeg = Ffmpeg(programs.find())
    start = _memory(reset=True)
    utterances, clips = asyncio.run(_clips(segments, folder, ffmpeg))
    whole = plan(utterances, clips)
    raw = folder / "episode.pcm"
    with raw.open("wb") as file:
        file.writelines(stitch(whole.parts, {}))
    alone = _cost(lambda: ffmpeg.run(_alone(raw, folder / "alone.mp3")), start)
    piped = _cost(lambda: _encode(whole, Mix(0.0, None), folder, ffmpeg), start)
    limited = _cost(lambda: _encode(whole, Mix(3.0, -2.5), folder, ffmpeg), start)
    studio = Studio(ffmpeg, Podcast(), Path(), 1, Meta("Bench"), Event())
    job = _cost(lambda: studio.produce(utterances, clips, folder / "job.mp3"), start)
    concat = _cost(lambda: ffmpeg.run(_concat(whole, folder)), start)
    few = plan(utterances[:appended], clips[:appended])
    adding = _cost(lambda: _append(few, folder / "added.wav"), start)
    same = _cost(lambda: ffmpeg.run(["-v", "error", *_PIPE, str(folder / "few.wav")], stitch(few.parts, {})), start)
    return {
        "segments": segments,
        "hours": whole.samples / RATE / 3600,
        "ffmpeg alone, CPU s": alone.cpu,
        "stitch and encode, CPU s": piped.cpu,
        "stitch and encode, ratio": piped.cpu / alone.cpu,
        "stitch and encode, MB above start": piped.memory,
        "with gain and limiter, ratio": limited.cpu / alone.cpu,
        "whole job with loudness, CPU s": job.cpu,
        "whole job with loudness, ratio": job.cpu / alone.cpu,
        "whole job with loudness, MB above start": job.memory,
        "concat demuxer, ratio": concat.cpu / alone.cpu,
        "appended segments": len(few.cues),
        "episode += segment, CPU s": adding.cpu,
        "episode += segment, MB above start": adding.memory,
        "pipe of the same, CPU s": same.cpu,
        "pipe of the same, MB above start": same.memory,
    }


_PIPE = ("-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0", "-c", "copy", "-f", "wav")


async def _clips(segments: int, folder: Path, ffmpeg: Ffmpeg) -> tuple[list[Utterance], list[Clip]]:
    """`segments` files of about nine seconds; their sound repeats after a while, their files do not."""
    texts = [_TEXT.format(n=n) for n in range(min(segments, _DIFFERENT))]
    spoken = [Utterance(n, 0, text, text, 0, 0.4) for n, text in enumerate(texts)]
    found = await synthesise(spoken, Espeak("en"), Shelf(folder / "clips"), ffmpeg, language="en", jobs=2)
    utterances, clips = [], []
    for n in range(segments):
        own = found[n % len(found)]
        copy = folder / f"{n:05}.wav"
        shutil.copyfile(own.path, copy)
        clips.append(Clip(copy, own.rate, own.samples))
        utterances.append(spoken[n % len(spoken)])
    return utterances, clips


def _alone(raw: Path, out: Path) -> list[str]:
    source = ["-v", "error", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", str(raw)]
    return [*source, "-b:a", f"{_BIT_RATE}k", *FORMATS["mp3"].args, str(out)]


def _encode(whole: Plan, mix: Mix, folder: Path, ffmpeg: Ffmpeg) -> None:
    job = Job("mp3", _BIT_RATE, Meta("Bench"), (), folder)
    encode(stitch(whole.parts, {}), mix, job, folder / "piped.mp3", ffmpeg)


def _concat(whole: Plan, folder: Path) -> list[str]:
    """ffmpeg's own way to join files: no fades, no gain, pauses as one more file."""
    silence = folder / "silence.wav"
    AudioSegment.silent(400, frame_rate=RATE).export(silence, format="wav").close()
    names = [silence if part.clip is None else part.clip.path for part in whole.parts]
    listing = folder / "list.txt"
    listing.write_text("".join(f"file '{name}'\n" for name in names), encoding="utf-8")
    source = ["-v", "error", "-f", "concat", "-safe", "0", "-i", str(listing)]
    return [*source, "-b:a", f"{_BIT_RATE}k", *FORMATS["mp3"].args, str(folder / "concat.mp3")]


def _append(whole: Plan, out: Path) -> None:
    """The way of most scripts: one segment that grows."""
    episode = AudioSegment.empty()
    for part in whole.parts:
        if part.clip is None:
            episode += AudioSegment.silent(round(part.samples / RATE * 1000), frame_rate=RATE)
        else:
            with part.clip.path.open("rb") as file:
                episode += AudioSegment.from_file(file, format="wav")
    episode.export(out, format="wav").close()


def _cost(work: Callable[[], object], start: float) -> Cost:
    """`start`: the memory in use before anything was done, so that no earlier way pays for a later one."""
    before = _cpu()
    _memory(reset=True)
    work()
    return Cost(_cpu() - before, (_memory(reset=False) - start) / 1e6)


def _cpu() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _memory(*, reset: bool) -> float:
    """Bytes resident: now (and the peak forgotten), or the peak since. Without /proc: the peak of all time."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    if reset:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    wanted = "VmRSS:" if reset else "VmHWM:"
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith(wanted))
    return float(line.split()[1]) * 1024


def _show(result: dict[str, float]) -> None:
    width = max(map(len, result))
    for name, value in result.items():
        sys.stdout.write(f"{name:<{width}}  {value:10.2f}\n")


if __name__ == "__main__":
    main()
