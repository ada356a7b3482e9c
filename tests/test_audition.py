"""`yibo doctor --voices` and `--say`: which voices there are, and how the configured one sounds."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from jobs.errors import AudioError
from jobs.podcast import voice
from tests.command import yibo
from tests.site import Site
from tests.speech_server import speaking


def test_voices_are_listed(tmp_path: Path) -> None:
    """The voice that would speak comes first; those of the target language are marked."""
    found = yibo("doctor", "--voices", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    lines = found.stdout.splitlines()
    assert "en-us" in lines[0]
    assert any(line.startswith("* en-us") for line in lines)
    assert any(line.startswith("  de") for line in lines)
    assert len(lines) > 50
    named = yibo("doctor", "--voices", cwd=tmp_path, YIBO_SPEECH_MODEL="tts-x", YIBO_SPEECH_BASE_URL="http://x/v1")
    assert "tts-x at http://x/v1" in named.stdout


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_embedded_voice_says_a_sentence(language: str, tmp_path: Path) -> None:
    """A sentence in the target language lies in the file, as long as it takes to say it."""
    found = yibo("doctor", "--say", "out.wav", "--to", language, cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert ("synthetic voice" in found.stdout) == (language == "en")
    with wave.open(str(tmp_path / "out.wav")) as file:
        assert 1.5 < file.getnframes() / file.getframerate() < 6


def test_a_hosted_voice_says_a_sentence(tmp_path: Path) -> None:
    """The configured endpoint is asked once; what it sends is judged, and nothing is written when it is bad."""
    with speaking({"synthetic": "silence"}) as (server, desk):
        env = {"YIBO_SPEECH_MODEL": "tts-x", "YIBO_SPEECH_BASE_URL": server.base_url, "OPENAI_API_KEY": "k"}
        bad = yibo("doctor", "--say", "out.wav", cwd=tmp_path, **env)
        assert (bad.returncode, "silent" in bad.stderr) == (1, True)
        assert not (tmp_path / "out.wav").exists()
        desk.faults = {}
        good = yibo("doctor", "--say", "out.wav", cwd=tmp_path, **env)
        assert good.returncode == 0, good.stderr
        assert len(desk.asked) == 2
    assert (tmp_path / "out.wav").stat().st_size > 50_000


def test_without_a_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown voice, or none at all, is said with the next step."""
    unknown = yibo("doctor", "--say", "out.wav", cwd=tmp_path, YIBO_SPEECH_VOICE="nobody")
    assert (unknown.returncode, "--voices" in unknown.stderr) == (2, True)
    monkeypatch.setattr(voice, "espeakng_loader", None)
    from jobs.audition import audition

    with pytest.raises(AudioError) as caught:
        audition(Site(tmp_path).settings(), tmp_path / "out.wav")
    assert "yibo[voice]" in caught.value.hint
    assert not (tmp_path / "out.wav").exists()
