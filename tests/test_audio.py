"""An episode: every sample in its place, levels met on the encoded file, whole or not at all."""

from __future__ import annotations

import asyncio
import re
import struct
import subprocess
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.errors import AudioError
from jobs.podcast import audio, loudness
from jobs.podcast.audio import Studio, make_sound
from jobs.podcast.believe import RATE
from jobs.podcast.clips import synthesise
from jobs.podcast.encode import Job, Meta, Mix, encode
from jobs.podcast.ffmpeg import Ffmpeg
from jobs.podcast.shelf import Shelf
from jobs.podcast.stitch import Part, match, plan, stitch
from jobs.podcast.values import Chapter, Clip, Cue, Sound, Utterance
from jobs.settings import Podcast, Speech
from tests.sounds import Scripted, ffmpeg, louder, noise, said, sound, spoken, tone, wav, written

TEXTS = [
    "The river rose by two metres in one night.",
    "Nobody in the small town had expected it, although it had rained for a week.",
    "The bridge was closed to all traffic.",
    "On Sunday morning the sun came out again, and people swept their streets.",
]
META = Meta("High water = news; part #1", artist="The Town", album="Rivers", comment="The voice is synthetic.")


def _make(
    folder: Path,
    gains: Sequence[float] = (0.0, 0.0),
    *,
    speakers: int = 1,
    texts: Sequence[str] = TEXTS,
    settings: Podcast | None = None,
    **more: Any,
) -> Sound:
    """An episode in `folder`, the two voices amplified by `gains` in dB."""
    podcast = settings or Podcast()
    voice = Scripted(lambda text, speaker, _: louder(spoken(text, speaker), gains[speaker]))
    options = {"meta": META, "shelf": Shelf(folder / "clips"), "language": "en", "root": folder, **more}
    out = folder / f"episode.{podcast.format}"
    return asyncio.run(make_sound(said(texts, speakers=speakers), voice, podcast, Speech(), out, **options))


def _decoded(path: Path) -> array[int]:
    """The samples that a player hears: mono, 16 bit, at the episode's rate."""
    command = [str(ffmpeg().path), "-v", "error", "-i", str(path), "-map", "0:a", "-ac", "1", "-ar", str(RATE)]
    pcm = subprocess.run([*command, "-f", "s16le", "-"], stdout=subprocess.PIPE, check=True).stdout
    return array("h", pcm)


def _told(path: Path) -> str:
    """What ffmpeg says of a file."""
    return subprocess.run([str(ffmpeg().path), "-i", str(path)], stderr=subprocess.PIPE).stderr.decode()


# --- places ----------------------------------------------------------------------------------------------


def _clip(folder: Path, samples: int, level: int = 8_000) -> Clip:
    """A clip of a plain wave that fills all of its samples."""
    path = folder / f"{samples}-{level}.wav"
    if not path.exists():
        pcm = array("h", (level if n // 50 % 2 else -level for n in range(samples))).tobytes()
        path.write_bytes(written(pcm, 1, 2, RATE))
    return Clip(path, RATE, samples)


_LENGTHS = st.lists(st.tuples(st.integers(1, 5_000), st.integers(0, 3_000)), min_size=1, max_size=6)


@settings(max_examples=50, deadline=None)
@given(lengths=_LENGTHS, intro=st.integers(0, 900), gain=st.sampled_from([0.0, -9.0]))
def test_every_sample_is_counted(
    lengths: list[tuple[int, int]], intro: int, gain: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The stream is as long as the plan: jingle, clips and pauses; each cue holds its clip, between them is silence."""
    folder = tmp_path_factory.getbasetemp()
    clips = [_clip(folder, samples) for samples, _ in lengths]
    utterances = [Utterance(n, 0, "", "", n % 2, pause / RATE) for n, (_, pause) in enumerate(lengths)]
    whole = plan(utterances, clips, intro=_clip(folder, intro) if intro else None, pause=0.01)
    before = intro + 441 if intro else 0
    assert whole.samples == before + sum(samples + pause for samples, pause in lengths)

    pcm = array("h", b"".join(stitch(whole.parts, {1: gain})))
    assert len(pcm) == whole.samples
    at = before
    for cue, (samples, pause) in zip(whole.cues, lengths, strict=True):
        assert (cue.start, cue.end) == (at, at + samples)
        assert not any(pcm[cue.end : cue.end + pause])
        middle = pcm[cue.start + min(441, samples // 3) : cue.end - min(441, samples // 3)]
        assert all(middle) or samples < 3
        at = cue.end + pause


def test_edges_are_faded(tmp_path: Path) -> None:
    """A clip starts and ends at nothing and is untouched in between."""
    clip = _clip(tmp_path, 4_410)
    pcm = array("h", b"".join(stitch([Part(clip.samples, clip, 0)], {})))
    assert abs(pcm[0]) < 50
    assert abs(pcm[-1]) < 50
    assert set(pcm[441:-441]) == {8_000, -8_000}


@pytest.mark.parametrize("spoil", ["shorter", "gone", "broken"])
def test_a_changed_clip_is_no_gap(spoil: str, tmp_path: Path) -> None:
    """A clip that is not what was planned any more stops the episode."""
    clip = _clip(tmp_path, 4_410)
    whole = clip.path.read_bytes()
    if spoil == "gone":
        clip.path.unlink()
    else:
        clip.path.write_bytes(wav(sound(whole)[:50]) if spoil == "shorter" else whole[:20])
    with pytest.raises(AudioError, match="clip"):
        list(stitch([Part(clip.samples, clip, 0)], {}))


@pytest.mark.parametrize("form", ["mp3", "m4a", "opus"])
def test_heard_where_the_cue_says(form: str, tmp_path: Path) -> None:
    """Decoding finds every click at its sample, and the length is the sum of clips and pauses."""
    lengths = [(9_000, 4_321), (8_001, 2_222), (7_777, 10_001), (5_000, 999)]
    clips = [_clip(tmp_path, samples, 1) for samples, _ in lengths]
    for number, clip in enumerate(clips):
        clicks = array("h", bytes(clip.samples * 2))
        clicks[1_000 + number] = 20_000
        clip.path.write_bytes(written(clicks.tobytes(), 1, 2, RATE))
    whole = plan([Utterance(n, 0, "", "", 0, p / RATE) for n, (_, p) in enumerate(lengths)], clips)
    out = tmp_path / "clicks"
    encode(stitch(whole.parts, {}), Mix(0.0, -2.0), Job(form, 128, META, (), tmp_path), out, ffmpeg())
    heard = _decoded(out)
    assert abs(len(heard) - whole.samples) <= 1
    for number, cue in enumerate(whole.cues):
        near = range(cue.start + 900, cue.start + 1_100)
        assert max(near, key=lambda at: abs(heard[at])) == cue.start + 1_000 + number


def test_speech_begins_and_ends_with_its_cue(tmp_path: Path) -> None:
    """In a finished episode the pauses are silent and the cues are not; the length holds to a millisecond."""
    made = _make(tmp_path, settings=replace(Podcast(), bitrate=128))
    heard = _decoded(made.path)
    assert abs(len(heard) - made.samples) <= RATE // 1000
    assert made.samples == made.cues[-1].end + round(0.3 * RATE)
    for cue, after in zip(made.cues, [*made.cues[1:], None], strict=True):
        assert max(map(abs, heard[cue.start : cue.end])) > 3_000
        pause = heard[cue.end + 1_200 : (after.start if after else made.samples) - 1_200]
        assert max(map(abs, pause)) < 60


# --- levels ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gains", "speakers", "channels", "target"),
    [
        ((-24.0, 0.0), 1, 1, -19.0),
        ((1.5, 0.0), 1, 1, -19.0),
        ((-9.0, 0.0), 2, 1, -19.0),
        ((0.0, -9.0), 2, 2, -16.0),
        ((0.0, 0.0), 1, 1, -14.0),
    ],
)
def test_loudness_and_peak(
    gains: tuple[float, float], speakers: int, channels: int, target: float, tmp_path: Path
) -> None:
    """A quiet voice, a loud one, two that are 9 dB apart: within 0.5 LU of the target, true peak at most -1 dBTP."""
    wanted = replace(Podcast(), loudness=target)
    made = _make(tmp_path, gains, speakers=speakers, settings=wanted, channels=channels)
    level = loudness.of_file(made.path, ffmpeg())
    assert (level.loudness, level.peak) == (made.loudness, made.peak)
    assert abs(level.loudness - target) <= 0.5
    assert level.peak <= -1.0


@pytest.mark.parametrize("form", ["m4a", "opus"])
def test_loudness_of_other_forms(form: str, tmp_path: Path) -> None:
    """M4A and Opus meet the target, too."""
    made = _make(tmp_path, settings=replace(Podcast(), format=form))
    assert abs(made.loudness + 19) <= 0.5
    assert made.peak <= -1.0


def test_two_voices_are_matched(tmp_path: Path) -> None:
    """Nine dB between two voices become less than one; a single voice is left alone."""
    clips = []
    for speaker, gain in enumerate((0.0, -9.0)):
        path = tmp_path / f"{speaker}.wav"
        path.write_bytes(wav(sound(louder(spoken(TEXTS[1], speaker), gain)).set_frame_rate(RATE)))
        clips.append(Clip(path, RATE, int(sound(path.read_bytes()).frame_count())))
    parts = [Part(clip.samples, clip, speaker) for speaker, clip in enumerate(clips)]
    gains = match(parts, ffmpeg())
    assert max(gains.values()) == 0.0
    levels = [loudness.of_pcm(stitch([part], gains), ffmpeg()).loudness for part in parts]
    assert abs(levels[0] - levels[1]) <= 0.3
    assert match(parts[:1], ffmpeg()) == {}


def test_peaks_over_the_limit_are_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limiter set too high for what the codec adds is found by measuring, and set lower."""
    monkeypatch.setattr(audio, "_HEADROOM", -0.5)
    made = _make(tmp_path, settings=replace(Podcast(), loudness=-24.0, true_peak=-6.0))
    assert loudness.of_file(made.path, ffmpeg()).peak <= -6.0
    assert abs(made.loudness + 24) <= 0.5


@dataclass(frozen=True)
class _Counted(Ffmpeg):
    """The real ffmpeg, and how often it was asked to encode for how many seconds."""

    encoded: list[float] = field(default_factory=list, hash=False)

    def run(
        self, args: Sequence[str], feed: Iterable[bytes | memoryview] = (), *, stop: threading.Event | None = None
    ) -> str:
        seconds = 0.0

        def counted() -> Iterator[bytes | memoryview]:
            nonlocal seconds
            for block in feed:
                seconds += len(block) / 2 / RATE
                yield block

        said = super().run(args, counted(), stop=stop)
        if "-b:a" in args:
            self.encoded.append(seconds)
        return said


def test_long_episodes_learn_from_an_excerpt(tmp_path: Path) -> None:
    """Above a few minutes the level is found on an excerpt, and the whole is encoded once, limiter or not."""
    texts = [f"{TEXTS[n % 4]} {TEXTS[(n + 1) % 4]}" for n in range(4)]
    voice = Scripted(lambda text, speaker, _: louder(spoken(text, speaker), (-6.0, 3.0)[speaker]))
    utterances = said(texts * 12, speakers=2)
    real = ffmpeg()
    clips = asyncio.run(synthesise(utterances, voice, Shelf(tmp_path / "clips"), real, language="en", jobs=2))
    counted = _Counted(real.path)
    studio = Studio(counted, replace(Podcast(), loudness=-14.0), tmp_path, 1, META, threading.Event())
    made = studio.produce(utterances, clips, tmp_path / "episode.mp3")
    assert made.samples / RATE > 270
    assert abs(made.loudness + 14) <= 0.5
    assert made.peak <= -1.0
    assert counted.encoded[-1] == pytest.approx(made.samples / RATE)
    assert len(counted.encoded) > 1
    assert all(seconds < 150 for seconds in counted.encoded[:-1])


def test_an_impossible_target_is_said(tmp_path: Path) -> None:
    """A loudness that the peaks do not allow is an error with a next step, and leaves no file."""
    with pytest.raises(AudioError, match="LUFS") as caught:
        _make(tmp_path, settings=replace(Podcast(), loudness=-2.0, true_peak=-9.0))
    assert "podcast.loudness" in caught.value.hint
    assert not list(tmp_path.glob("*episode*"))


# --- intro, outro, bed -----------------------------------------------------------------------------------


def test_intro_outro_and_bed(tmp_path: Path) -> None:
    """Jingles move the cues by their length; the bed fills the pauses, ducks under the voice, ends with the speech."""
    (tmp_path / "in.wav").write_bytes(tone(1.5, 48_000))
    (tmp_path / "out.wav").write_bytes(tone(1.0))
    (tmp_path / "bed.wav").write_bytes(noise(2.0, RATE))
    music = replace(Podcast(), intro="in.wav", outro="out.wav", bed="bed.wav", bitrate=128)
    made = _make(tmp_path, settings=music)
    assert made.cues[0].start == round(1.5 * RATE) + RATE
    assert made.samples == made.cues[-1].end + round(0.3 * RATE) + RATE + RATE
    assert abs(made.loudness + 19) <= 0.5
    assert made.peak <= -1.0
    heard = _decoded(made.path)
    assert abs(len(heard) - made.samples) <= RATE // 1000
    plain = _decoded(_make(tmp_path / "plain", settings=replace(Podcast(), bitrate=128)).path)
    pause = slice(made.cues[2].end + 8_000, made.cues[3].start - 1_000)
    moved = made.cues[0].start
    assert _level(heard[pause]) > 5 * _level(plain[pause.start - moved : pause.stop - moved])
    assert _level(heard[made.samples - RATE * 2 + 2_000 : made.samples - RATE - 2_000]) < 60
    assert _level(plain[-4_000:]) < 60


def _level(samples: Sequence[int]) -> float:
    return float((sum(value * value for value in samples) / len(samples)) ** 0.5)


@pytest.mark.parametrize("name", ["intro", "outro", "bed"])
def test_a_missing_jingle_is_named(name: str, tmp_path: Path) -> None:
    """A file of the settings that is not there is an error with its name."""
    with pytest.raises(AudioError, match=r"nowhere\.mp3"):
        _make(tmp_path, settings=replace(Podcast(), **{name: "nowhere.mp3"}))  # type: ignore[arg-type]


# --- the file --------------------------------------------------------------------------------------------


def _png() -> bytes:
    """The smallest picture that is one."""
    command = [str(ffmpeg().path), "-v", "error", "-f", "lavfi", "-i", "color=c=blue:s=64x64", "-frames:v", "1"]
    return subprocess.run([*command, "-f", "image2pipe", "-c:v", "png", "-"], stdout=subprocess.PIPE).stdout


def _in_two(cues: Sequence[Cue], total: int) -> tuple[Chapter, ...]:
    return Chapter("One = 1", 0, cues[2].start), Chapter("二; #2", cues[2].start, total)


@pytest.mark.parametrize("form", ["mp3", "m4a", "opus"])
def test_tags_cover_and_chapters(form: str, tmp_path: Path) -> None:
    """Title, people, the notice about the voice, chapters and cover are in the file."""
    meta = replace(META, cover=_png(), chapters=_in_two)
    made = _make(tmp_path, settings=replace(Podcast(), format=form), meta=meta)
    told = _told(made.path)
    for text in ("High water = news; part #1", "The Town", "Rivers", "The voice is synthetic.", "One = 1", "二; #2"):
        assert text in told
    starts = [float(start) for start in re.findall(r"Chapter #0:\d+: start ([\d.]+)", told)]
    assert starts == pytest.approx([0.0, made.cues[2].start / RATE], abs=0.001)
    assert ("attached pic" in told) == (form != "opus")
    assert (made.size, made.mime[:6]) == (made.path.stat().st_size, "audio/")


def test_id3_chapters_are_in_milliseconds(tmp_path: Path) -> None:
    """An MP3 carries CTOC and a CHAP per chapter whose times are the cues' own."""
    made = _make(tmp_path, meta=replace(META, chapters=_in_two))
    data = made.path.read_bytes()
    assert b"CTOC" in data[:2000]
    times = [
        struct.unpack_from(">II", data, at.end()) for at in re.finditer(rb"CHAP.{6}ch\d\x00", data[:2000], re.DOTALL)
    ]
    middle, end = made.cues[2].start * 1000 / RATE, made.samples * 1000 / RATE
    assert [time for pair in times for time in pair] == pytest.approx([0, middle, middle, end], abs=1)


def test_same_clips_same_bytes(tmp_path: Path) -> None:
    """Made again, an episode is the same file byte for byte: no date, no version, no randomness."""
    meta = replace(META, cover=_png(), chapters=_in_two)
    for form in ("mp3", "m4a", "opus"):
        wanted = replace(Podcast(), format=form)
        first = _make(tmp_path, settings=wanted, meta=meta).path.read_bytes()
        assert _make(tmp_path, settings=wanted, meta=meta).path.read_bytes() == first


def test_only_the_episode_is_left(tmp_path: Path) -> None:
    """Beside the episode and its clips nothing stays behind, and anyone may read it."""
    made = _make(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"clips", "episode.mp3"}
    assert made.path.stat().st_mode & 0o044 == 0o044


def test_a_failed_episode_leaves_the_old_one(tmp_path: Path) -> None:
    """When an utterance is held back, what was published before stays as it is."""
    out = tmp_path / "episode.mp3"
    out.write_bytes(b"the old one")
    voice = Scripted(lambda *_: noise(4.0))
    with pytest.raises(AudioError, match="held back"):
        asyncio.run(
            make_sound(
                *(said(TEXTS), voice, Podcast(), Speech(), out), meta=META, shelf=Shelf(tmp_path / "c"), language="en"
            )
        )
    assert out.read_bytes() == b"the old one"
    assert not list(tmp_path.glob(".yibo*"))


def test_called_off(tmp_path: Path) -> None:
    """A cancelled production ends its ffmpeg and leaves neither a file nor a thread."""
    texts = TEXTS * 8
    voice = Scripted(lambda text, speaker, _: spoken(text, speaker))
    out = tmp_path / "episode.mp3"
    shelf = Shelf(tmp_path / "clips")

    async def cut_short() -> None:
        task = asyncio.create_task(
            make_sound(*(said(texts), voice, Podcast(), Speech(), out), meta=META, shelf=shelf, language="en")
        )
        while len(voice.asked) < len(set(texts)):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    before = threading.active_count()
    asyncio.run(cut_short())
    assert not list(tmp_path.glob("*episode*"))
    assert not list(tmp_path.glob(".yibo*"))
    assert threading.active_count() <= before + 1


def test_nothing_to_say(tmp_path: Path) -> None:
    """An empty script is an error, not an empty episode."""
    with pytest.raises(AudioError, match="nothing to say"):
        _make(tmp_path, texts=[])
