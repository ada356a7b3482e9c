"""Clips are made once, judged, filed by content, and never missing without an error."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.errors import AudioError, BudgetError, ModelError
from jobs.podcast.believe import RATE
from jobs.podcast.clips import TRIES, synthesise
from jobs.podcast.estimate import estimate
from jobs.podcast.shelf import Shelf
from jobs.podcast.values import Clip, Utterance
from jobs.podcast.voice import Espeak, Voice
from tests.sounds import Scripted, ffmpeg, noise, said, silence, sound, spoken, streamed

TEXTS = [
    "The river rose by two metres in one night.",
    "Nobody in the small town had expected it.",
    "The bridge was closed to all traffic.",
    "On Sunday morning the sun came out again.",
]


def _make(utterances: list[Utterance], voice: Voice, folder: Path, **more: Any) -> list[Clip]:
    options = {"language": "en", "jobs": 3, **more}
    return asyncio.run(synthesise(utterances, voice, Shelf(folder), ffmpeg(), **options))


def _good(text: str, speaker: int, _: int) -> bytes:
    return spoken(text, speaker)


# --- what is made ----------------------------------------------------------------------------------------


def test_a_clip_for_every_utterance_in_order(tmp_path: Path) -> None:
    """As many clips as utterances, each with its own length, at the episode's rate."""
    clips = _make(said(TEXTS), Scripted(_good), tmp_path)
    assert [clip.rate for clip in clips] == [RATE] * 4
    for clip, text in zip(clips, TEXTS, strict=True):
        assert clip.samples / RATE == pytest.approx(sound(spoken(text)).duration_seconds, abs=0.3)
        assert sound(clip.path.read_bytes()).frame_count() == clip.samples


def test_one_sentence_edited_one_paid(tmp_path: Path) -> None:
    """A second run asks for nothing; an edit asks for its sentence alone."""
    voice = Scripted(_good)
    first = _make(said(TEXTS), voice, tmp_path)
    assert _make(said(TEXTS), voice, tmp_path) == first
    assert len(voice.asked) == 4
    edited = [*TEXTS[:2], "The bridge was open to all traffic.", TEXTS[3]]
    _make(said(edited), voice, tmp_path)
    assert [text for text, _ in voice.asked[4:]] == [edited[2]]


def test_twins_are_made_once(tmp_path: Path) -> None:
    """The same sentence twice is one clip; by another speaker it is another."""
    voice = Scripted(_good)
    clips = _make(said([TEXTS[0]] * 4), voice, tmp_path)
    assert len(voice.asked) == 1
    assert len(set(clips)) == 1
    _make(said([TEXTS[0]] * 4, speakers=2), voice, tmp_path)
    assert voice.asked[1:] == [(TEXTS[0], 1)]


def test_at_most_so_many_at_once(tmp_path: Path) -> None:
    """`jobs` bounds the voices that speak at the same time, and is made use of."""
    voice = Scripted(_good)
    _make(said([f"{text} {n}." for text in TEXTS for n in "ab"]), voice, tmp_path, jobs=2)
    assert voice.most_at_once == 2


# --- what is not believed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "cause"),
    [
        (b"", "empty"),
        (b"<html>504</html>", "HTML"),
        (b'{"detail": "busy"}', "JSON"),
        (spoken(TEXTS[2])[:30_000], "truncated"),
        (streamed(spoken(TEXTS[2]))[:40_000] + bytes(2_000), "too short"),
        (silence(3), "silent"),
        (noise(3), "noise"),
    ],
)
def test_a_bad_answer_is_asked_for_again(bad: bytes, cause: str, tmp_path: Path) -> None:
    """One bad answer costs one more call; bad answers without end hold the episode back, named, bounded."""
    voice = Scripted(lambda text, speaker, n: bad if text == TEXTS[2] and n == 0 else spoken(text, speaker))
    assert len(_make(said(TEXTS), voice, tmp_path / "mended")) == 4
    assert len(voice.asked) == 5

    voice = Scripted(lambda text, speaker, n: bad if text == TEXTS[2] else spoken(text, speaker))
    with pytest.raises(AudioError, match=r"held back: utterance 3 “The bridge was closed") as caught:
        _make(said(TEXTS), voice, tmp_path / "held")
    assert cause in caught.value.message
    assert len(voice.asked) == 3 + TRIES


def test_what_was_believed_is_kept(tmp_path: Path) -> None:
    """After a failure the next run pays for the failed utterance only."""
    bad = Scripted(lambda text, speaker, n: b"" if text == TEXTS[3] else spoken(text, speaker))
    with pytest.raises(AudioError):
        _make(said(TEXTS), bad, tmp_path)
    good = Scripted(_good)
    _make(said(TEXTS), good, tmp_path)
    assert [text for text, _ in good.asked] == [TEXTS[3]]


def test_a_dead_voice_costs_little(tmp_path: Path) -> None:
    """When nothing can be believed, the run gives up early and names several utterances."""
    voice = Scripted(lambda *_: b"")
    with pytest.raises(AudioError, match="held back") as caught:
        _make(said([f"Number {n} of many sentences." for n in range(40)]), voice, tmp_path, jobs=2)
    assert len(voice.asked) <= 5 * TRIES
    assert caught.value.message.count("utterance") >= 3


def test_errors_of_the_voice(tmp_path: Path) -> None:
    """What one call could not get holds its utterance back without more calls; a spent budget ends the run."""

    def answer(text: str, speaker: int, _: int) -> bytes:
        if text == TEXTS[1]:
            raise ModelError("the endpoint answered 500 six times")
        return spoken(text, speaker)

    voice = Scripted(answer)
    with pytest.raises(AudioError, match=r"utterance 2 .*500 six times"):
        _make(said(TEXTS), voice, tmp_path / "a")
    assert len(voice.asked) == 4

    def spent(*_: object) -> bytes:
        raise BudgetError("the limit of 1 USD would be passed")

    with pytest.raises(BudgetError):
        _make(said(TEXTS), Scripted(spent), tmp_path / "b")


def test_a_spent_budget_keeps_what_is_under_way(tmp_path: Path) -> None:
    """Calls that are out when the budget ends are paid for: their clips are on the shelf."""

    def answer(text: str, speaker: int, _: int) -> bytes:
        if text == TEXTS[0]:
            raise BudgetError("the limit of 1 USD would be passed")
        return spoken(text, speaker)

    voice = Scripted(answer, takes=lambda text: 0.0 if text == TEXTS[0] else 0.2)
    with pytest.raises(BudgetError):
        _make(said(TEXTS), voice, tmp_path, jobs=3)
    asked = {text for text, _ in voice.asked} - {TEXTS[0]}
    again = Scripted(_good)
    _make(said(TEXTS), again, tmp_path)
    assert len(asked) == 2
    assert asked.isdisjoint(text for text, _ in again.asked)


def test_half_a_streamed_clip_of_a_slow_voice(tmp_path: Path) -> None:
    """A slow voice leaves room for half a clip to pass for a whole one; beside the others it does not."""
    texts = [f"The {word} of the town was not built for so much water, and nobody was surprised." for word in _WORDS]

    def slow(text: str) -> bytes:
        return streamed(asyncio.run(Espeak("en", speed=0.7)(text, 0)))

    made = {text: slow(text) for text in texts}

    def cut(text: str, _: int, before: int) -> bytes:
        whole = made[text]
        return whole[: len(whole) * 47 // 200 * 2] + bytes(2_000) if text == texts[3] and before < cuts else whole

    cuts = 1
    voice = Scripted(cut)
    assert len(_make(said(texts), voice, tmp_path / "mended")) == len(texts)
    assert len(voice.asked) == len(texts) + 1
    cuts = 99
    with pytest.raises(AudioError, match=r"utterance 4 .*missing|utterance 4 .*too short"):
        _make(said(texts), Scripted(cut), tmp_path / "held")


_WORDS = ("harbour", "market", "station", "bridge", "library", "hospital", "theatre")


# --- the shelf -------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(pcm=st.binary(min_size=2, max_size=300).map(lambda data: data[: len(data) // 2 * 2]), at=st.integers(0, 400))
def test_damage_is_noticed(pcm: bytes, at: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A clip comes back as it was filed; with any byte changed, or any cut off, it is made again."""
    shelf = Shelf(tmp_path_factory.getbasetemp() / "shelf")
    key = shelf.key("a", "b", "en")
    clip = shelf.put(key, pcm)
    assert shelf.find(key) == clip == Clip(clip.path, RATE, len(pcm) // 2)
    whole = clip.path.read_bytes()
    at %= len(whole)
    clip.path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    assert shelf.find(key) is None
    clip.path.write_bytes(whole[:at])
    assert shelf.find(key) is None


def test_a_damaged_clip_is_made_again(tmp_path: Path) -> None:
    """What rots on disk is asked for once more and then stands as before."""
    voice = Scripted(_good)
    first = _make(said(TEXTS), voice, tmp_path)
    whole = first[1].path.read_bytes()
    first[1].path.write_bytes(whole[:-100])
    assert _make(said(TEXTS), voice, tmp_path) == first
    assert voice.asked[4:] == [(TEXTS[1], 0)]
    assert first[1].path.read_bytes() == whole


def test_everything_heard_is_in_the_key() -> None:
    """Text, voice and language each lead to another file."""
    shelf = Shelf(Path())
    keys = {shelf.key(*parts) for parts in (("a", "v", "en"), ("b", "v", "en"), ("a", "w", "en"), ("a", "v", "de"))}
    assert len(keys) == 4


def test_a_clip_is_there_whole_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted at the last step, a clip is not on the shelf, and nothing half-written stays."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    shelf = Shelf(tmp_path)
    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        shelf.put("abc", b"\0\0")
    assert shelf.find("abc") is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_full_disk_is_an_audio_error(tmp_path: Path) -> None:
    """A shelf that cannot be written to is named."""
    (tmp_path / "file").write_text("")
    with pytest.raises(AudioError, match="cannot be kept"):
        Shelf(tmp_path / "file").put("abc", b"\0\0")


def test_estimate(tmp_path: Path) -> None:
    """Before anything is synthesised: minutes, characters that would be paid for, and their price."""
    voice = Scripted(_good)
    shelf = Shelf(tmp_path)
    options: dict[str, Any] = {"language": "en", "price": 15.0, "speed": 1.0}
    before = estimate(said(TEXTS), voice.identity, shelf, **options)
    assert (before.cached, before.characters) == (0, sum(map(len, TEXTS)))
    assert before.cost == pytest.approx(before.characters * 15 / 1e6)
    assert not voice.asked
    clips = _make(said(TEXTS[:2]), voice, tmp_path)
    after = estimate(said(TEXTS), voice.identity, shelf, **options)
    assert (after.cached, after.characters) == (2, sum(map(len, TEXTS[2:])))
    heard = sum(clip.samples for clip in clips) / RATE
    assert estimate(said(TEXTS[:2]), voice.identity, shelf, **options).seconds == pytest.approx(heard + 0.6, rel=0.3)


_RUN = """
import asyncio, sys
from pathlib import Path
from jobs.podcast.clips import synthesise
from jobs.podcast.shelf import Shelf
from tests.sounds import ffmpeg, said, spoken
from tests.test_clips import TEXTS

class Slow:
    def identity(self, speaker): return "slow"
    async def __call__(self, text, speaker):
        with open(sys.argv[2], "a") as log: log.write(text + "\\n")
        data = await asyncio.to_thread(spoken, text)
        await asyncio.sleep(0.2)
        return data

asyncio.run(synthesise(said(TEXTS), Slow(), Shelf(Path(sys.argv[1])), ffmpeg(), language="en", jobs=1))
"""


def test_killed_and_run_again(tmp_path: Path) -> None:
    """A kill loses at most the answers in flight; the next run makes the same clips and pays for no other twice."""
    shelf, log = tmp_path / "shelf", tmp_path / "log"
    command = [sys.executable, "-c", _RUN, str(shelf), str(log)]
    process = subprocess.Popen(command)
    while not log.exists() or len(log.read_text().splitlines()) < 3:
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    subprocess.run(command, check=True)
    asked = log.read_text().splitlines()
    assert [asked.count(text) for text in TEXTS] == [1, 1, 2, 1]
    again = tmp_path / "again"
    subprocess.run([*command[:3], str(again), str(log)], check=True)
    assert _digests(shelf) == _digests(again)


def _digests(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.wav")}
