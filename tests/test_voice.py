"""The embedded voice: any language, two speakers, the same samples every time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from jobs.errors import AudioError, SettingsError
from jobs.podcast import ffmpeg as programs
from jobs.podcast import voice
from jobs.podcast.ffmpeg import CalledOffError, Ffmpeg
from jobs.podcast.voice import Espeak, engine_name, voices
from tests.sounds import sound


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Good evening."), ("zh-CN", "今天天气很好。"), ("de-DE", "Guten Abend."), ("fr", "Bonsoir à tous.")],
)
def test_says_it_in_its_language(language: str, text: str) -> None:
    """A text becomes a second or so of sound that can be heard."""
    heard = sound(asyncio.run(Espeak(language)(text, 0)))
    assert 0.3 < heard.duration_seconds < 5
    assert heard.dBFS > -40


def test_same_text_same_samples() -> None:
    """The same utterance gives the same bytes, whatever was said before and beside it."""

    async def often() -> list[bytes]:
        speaker = Espeak("en")
        first = await speaker("The bridge is open.", 0)
        rest = await asyncio.gather(*(speaker(text, 0) for text in ("Another one.", "The bridge is open.") * 3))
        return [first, *rest[1::2]]

    assert len(set(asyncio.run(often()))) == 1


def test_two_speakers_differ() -> None:
    """Host and second voice are told apart by ear and by what their clips are filed under."""
    speaker = Espeak("zh-CN")
    first, second = (asyncio.run(speaker("今天天气很好。", number)) for number in (0, 1))
    assert first != second
    assert speaker.identity(0) != speaker.identity(1)


def test_identity_holds_voice_and_speed() -> None:
    """Another voice or speed is filed elsewhere; the same one in the same place."""
    identities = {
        Espeak("en").identity(0),
        Espeak("en", voice="en-gb").identity(0),
        Espeak("en", speed=1.2).identity(0),
    }
    assert len(identities) == 3
    assert Espeak("en").identity(0) == Espeak("en").identity(0)


def test_faster_is_shorter() -> None:
    """`speed` is heard."""
    text = "This sentence is long enough to hear a difference."
    slow, fast = (sound(asyncio.run(Espeak("en", speed=s)(text, 0))).duration_seconds for s in (1.0, 1.5))
    assert fast < 0.8 * slow


def test_unknown_voice_is_named() -> None:
    """A voice that does not exist is an error with a next step, not another voice."""
    with pytest.raises(SettingsError, match="no voice 'nobody'") as caught:
        asyncio.run(Espeak("en", voice="nobody")("Hello.", 0))
    assert "doctor" in caught.value.hint


def test_markup_is_text() -> None:
    """What looks like markup or phonemes is spoken as it stands and breaks nothing."""
    heard = sound(asyncio.run(Espeak("en")('<speak rate="9">a & b</speak> [[h@l@U]] %s', 0)))
    assert heard.duration_seconds > 1


def test_voices_are_listed() -> None:
    """Every language of the engine is there, English and Mandarin among them."""
    listed = asyncio.run(voices())
    assert {"en-us", "cmn", "de"} <= {entry.language for entry in listed}
    assert len(listed) > 100


@pytest.mark.parametrize(
    ("tag", "name"),
    [("en", "en-us"), ("en-GB", "en-gb"), ("zh-CN", "cmn"), ("zh", "cmn"), ("zh-Hant-HK", "yue"), ("pt-BR", "pt-br")],
)
def test_language_tags(tag: str, name: str) -> None:
    """BCP 47 tags become the engine's names."""
    assert engine_name(tag) == name


def test_missing_wheel_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the error names it."""
    monkeypatch.setattr(voice, "espeakng_loader", None)
    with pytest.raises(AudioError) as caught:
        asyncio.run(Espeak("en")("Hello.", 0))
    assert "yibo[voice]" in caught.value.hint


# --- ffmpeg ----------------------------------------------------------------------------------------------


def test_ffmpeg_is_found() -> None:
    """The system's or the wheel's: it tells its version."""
    assert Ffmpeg(programs.find()).version()


def test_missing_ffmpeg_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without any ffmpeg, the error says how to get one."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "imageio_ffmpeg", None)
    with pytest.raises(AudioError) as caught:
        programs.find()
    assert "yibo[ffmpeg]" in caught.value.hint


def test_an_old_ffmpeg_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A system ffmpeg whose limiter would shift the sound is not used; alone, it is named with the next step."""
    old = tmp_path / "ffmpeg"
    old.write_text("#!/bin/sh\necho 'Filter alimiter: level attack release'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert programs.find() != old
    monkeypatch.setattr(programs, "imageio_ffmpeg", None)
    with pytest.raises(AudioError, match="too old"):
        programs.find()


def test_ffmpeg_failure_carries_its_words(tmp_path: Path) -> None:
    """What ffmpeg complained about is in the error."""
    with pytest.raises(AudioError, match="No such file"):
        Ffmpeg(programs.find()).run(["-i", str(tmp_path / "none.wav"), "-f", "null", "-"])


def test_ffmpeg_stops_when_called_off() -> None:
    """A set flag ends the run between two blocks."""
    stop = Event()

    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(65536)
            stop.set()

    args = ["-f", "s16le", "-ar", "44100", "-ac", "1", "-i", "pipe:0", "-f", "null", "-"]
    with pytest.raises(CalledOffError):
        Ffmpeg(programs.find()).run(args, endless(), stop=stop)
