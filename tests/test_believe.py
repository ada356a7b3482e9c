"""A voice's answer is decoded and judged: speech of the text's length passes, everything else is named."""

from __future__ import annotations

import math
import struct
import subprocess
from array import array
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.errors import AudioError
from jobs.podcast.believe import RATE, believe
from jobs.podcast.decode import at_rate, decode, read_wav
from jobs.podcast.pace import band, expected, hurried
from jobs.podcast.pcm import AudioSegment
from tests.sounds import SENTENCE, ffmpeg, louder, noise, silence, sound, spoken, streamed, tone, wav, written


def _judged(data: bytes, text: str = SENTENCE) -> AudioSegment:
    return believe(data, text, ffmpeg())


def _refused(data: bytes, text: str = SENTENCE) -> str:
    with pytest.raises(AudioError) as caught:
        _judged(data, text)
    return caught.value.message


# --- what passes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_every_rate_becomes_one(rate: int) -> None:
    """Speech at any rate becomes mono, 16 bit, 44,100 Hz of the same length."""
    given_ = sound(spoken()).set_frame_rate(rate)
    heard = _judged(wav(given_))
    assert (heard.frame_rate, heard.channels, heard.sample_width) == (RATE, 1, 2)
    assert heard.duration_seconds == pytest.approx(given_.duration_seconds, abs=0.1)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 48_000])
def test_treble_survives_the_change_of_rate(rate: int) -> None:
    """A tone near the top is as loud as before, and nothing is heard where it would be mirrored.

    The same measure fails for straight lines between the samples.
    """
    pitch = 0.3125 * 16_000
    samples = array("h", (round(10_000 * math.sin(2 * math.pi * pitch * n / rate)) for n in range(rate // 2)))
    given_ = AudioSegment(data=samples.tobytes(), sample_width=2, frame_rate=rate, channels=1)
    heard = at_rate(given_, RATE, ffmpeg())
    assert heard.frame_count() == pytest.approx(RATE / 2, abs=64)
    assert _tone(heard, pitch) == pytest.approx(0, abs=0.2)
    assert _tone(heard, rate - pitch) < -60
    if rate < RATE:
        assert _tone(given_.set_frame_rate(RATE), rate - pitch) > -40


def _tone(sound_: AudioSegment, pitch: float) -> float:
    """Level of one frequency in dB against an amplitude of 10,000: the middle of a windowed Fourier transform."""
    values = array("h", sound_.raw_data)[2_000:18_000]
    count = len(values)
    window = [2 - 2 * math.cos(2 * math.pi * n / count) for n in range(count)]
    turn = 2 * math.pi * pitch / sound_.frame_rate
    real = sum(value * w * math.cos(turn * n) for n, (value, w) in enumerate(zip(values, window, strict=True)))
    imaginary = sum(value * w * math.sin(turn * n) for n, (value, w) in enumerate(zip(values, window, strict=True)))
    return 20 * math.log10(max(1e-9, math.hypot(real, imaginary) / count / 10_000))


def test_streamed_header() -> None:
    """A length of 0xFFFFFFFF, or 0, means that nobody knew it yet: all of the sound is taken."""
    whole = _judged(spoken())
    for length in (0xFFFFFFFF, 0):
        assert _judged(streamed(spoken(), length)).raw_data == whole.raw_data


@pytest.mark.parametrize("width", [1, 3, 4])
def test_sample_widths(width: int) -> None:
    """8 bit (unsigned), 24 and 32 bit files sound like the 16 bit one."""
    heard = decode(written(_as_width(sound(spoken()).raw_data, width), 1, width, 22_050), ffmpeg())
    assert heard.sample_width == 2
    assert heard.dBFS == pytest.approx(sound(spoken()).dBFS, abs=0.2)


def _as_width(pcm: bytes, width: int) -> bytes:
    samples = array("h", pcm)
    if width == 1:
        return bytes((sample >> 8) + 128 for sample in samples)
    return b"".join((sample << 8 * (width - 2)).to_bytes(width, "little", signed=True) for sample in samples)


def test_float_and_stereo() -> None:
    """32 bit floats and two channels are fine, too."""
    samples = array("f", (value / 32768 for value in array("h", sound(spoken()).raw_data) for _ in range(2)))
    data = samples.tobytes()
    head = struct.pack(
        "<4sI4s4sIHHIIHH", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 3, 2, 22_050, 22_050 * 8, 8, 32
    )
    heard = _judged(head + b"data" + struct.pack("<I", len(data)) + data)
    assert heard.channels == 1
    assert heard.dBFS == pytest.approx(_judged(spoken()).dBFS, abs=0.5)


@pytest.mark.parametrize("form", ["mp3", "flac", "opus", "adts", "ipod"])
def test_compressed_forms(form: str, tmp_path: Path) -> None:
    """MP3, FLAC, Opus, AAC and M4A are decoded, their rate is found in them."""
    heard = _judged(_encoded(form, tmp_path))
    assert heard.duration_seconds == pytest.approx(_judged(spoken()).duration_seconds, abs=0.15)


def _encoded(form: str, folder: Path) -> bytes:
    out = folder / "out"
    command = [str(ffmpeg().path), "-v", "error", "-f", "wav", "-i", "pipe:0", "-f", form, str(out)]
    subprocess.run(command, input=spoken(), check=True)
    return out.read_bytes()


def test_silence_around_is_cut() -> None:
    """A second of nothing before and after the voice is cut to a moment, the voice is not."""
    padded = (
        AudioSegment.silent(1000, frame_rate=22_050) + sound(spoken()) + AudioSegment.silent(1000, frame_rate=22_050)
    )
    heard = _judged(wav(padded))
    assert heard.duration_seconds == pytest.approx(_judged(spoken()).duration_seconds, abs=0.2)
    assert heard.rms == pytest.approx(_judged(spoken()).rms, rel=0.1)


@pytest.mark.parametrize("gain", [-30.0, -12.0, 0.0])
def test_quiet_voices_pass(gain: float) -> None:
    """A quiet voice is no fault: levels are matched later."""
    assert _judged(louder(spoken(), gain)).duration_seconds > 3


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Yes."),
        ("en", "In 2025, the IPCC said that 1.3 trillion dollars a year are needed."),
        ("zh-CN", "气候变化公约第三十次缔约方会议在巴西贝伦举行，各方展开了激烈的讨论。"),
        ("ru", "Сегодня мы поговорим об изменении климата."),
        ("hi", "आज हम जलवायु परिवर्तन के बारे में बात करेंगे।"),
    ],
)
@pytest.mark.parametrize("speaker", [0, 1])
def test_real_speech_is_of_its_texts_length(language: str, text: str, speaker: int) -> None:
    """The embedded voice passes in every script, short and long."""
    assert _judged(spoken(text, speaker, language), text).duration_seconds > 0.2


# --- what does not ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "empty"),
        (b"<!doctype html><html><body>Bad gateway</body></html>", "HTML"),
        (b'{"error": {"message": "overloaded"}}', "JSON"),
        (b"\x00" * 4000, "not audio"),
        (b"#EXTM3U\n#EXTINF:1\nhttp://127.0.0.1/x.mp3\n", "not audio"),
        (b"RIFF\x24\x00\x00\x00WAVE", "ends before its sound"),
        (written(b"", 1, 2, 24_000), "no sound"),
        (written(bytes(6000), 1, 2, 2_000), "2000 Hz"),
        (b"ID3" + bytes(500), "does not decode"),
    ],
)
def test_what_is_not_audio(data: bytes, cause: str) -> None:
    """Emptiness, HTML, JSON, playlists and stumps are told apart and refused."""
    assert cause in _refused(data)


def test_half_a_wav() -> None:
    """A file shorter than its header says was cut off on the way."""
    assert "truncated" in _refused(spoken()[: len(spoken()) // 2])


def test_half_a_streamed_wav() -> None:
    """Without a length in the header, the text tells that half is missing, however softly it ends."""
    data = streamed(spoken())
    assert "too short" in _refused(data[: len(data) // 2] + bytes(2_000))


def test_a_stream_that_breaks_off() -> None:
    """Where no length is told, a voice that stops in full voice was cut off; one that ends is whole."""
    pcm = array("h", sound(spoken()).raw_data)
    loud = max(range(len(pcm) * 3 // 4, len(pcm) * 7 // 8), key=lambda at: abs(pcm[at]))
    data = written(pcm[:loud].tobytes(), 1, 2, 22_050)
    assert "breaks off" in _refused(streamed(data))
    assert _judged(streamed(spoken()))


def test_half_an_ogg(tmp_path: Path) -> None:
    """An Ogg stream has a last page; without it something is missing."""
    data = _encoded("opus", tmp_path)
    assert "truncated" in _refused(data[: len(data) * 2 // 3])


@pytest.mark.parametrize("data", [silence(5.0), louder(spoken(), -70.0)])
def test_silent(data: bytes) -> None:
    """Nothing to hear, or next to nothing."""
    assert "silent" in _refused(data)


@pytest.mark.parametrize("gain", [24.0, 40.0])
def test_clipped(gain: float) -> None:
    """Speech that was cut off at the top is refused, also when it was made quieter afterwards."""
    assert "clipped" in _refused(louder(spoken(), gain))
    assert "clipped" in _refused(louder(louder(spoken(), gain), -6.0))


@pytest.mark.parametrize("data", [noise(5.0), noise(5.0, 48_000, 500), tone(5.0)])
def test_noise_and_tones(data: bytes) -> None:
    """Noise and hum are not speech, however long."""
    assert "noise" in _refused(data)


def test_noise_in_bursts() -> None:
    """Noise that comes and goes like syllables is still noise."""
    burst, gap = sound(noise(0.3)), AudioSegment.silent(200, frame_rate=24_000)
    assert "noise" in _refused(wav(sum([gap, burst] * 9, burst)))


def test_too_short_and_too_long() -> None:
    """One sentence is neither the answer to a paragraph nor to a word."""
    assert "too short" in _refused(spoken(), SENTENCE * 4)
    assert "too long" in _refused(spoken(), "No.")


def test_wrong_rate_in_the_header() -> None:
    """A header that lies about the rate by half makes speech too short or too long for its text."""
    text = SENTENCE * 3
    pcm = sound(spoken(text)).raw_data
    assert "too short" in _refused(written(pcm, 1, 2, 44_100), text)
    assert "too long" in _refused(written(pcm, 1, 2, 8_000), text)


def test_a_hole_in_the_middle() -> None:
    """Seconds of silence inside an utterance are lost speech."""
    whole = sound(spoken())
    hole = whole[:2000] + AudioSegment.silent(5000, frame_rate=22_050) + whole[2000:]
    assert "in the middle" in _refused(wav(hole), SENTENCE * 2)


# --- laws ------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    pcm=st.binary(max_size=400),
    channels=st.sampled_from([1, 2]),
    rate=st.integers(8_000, 192_000),
    extra=st.binary(max_size=20),
)
def test_wav_headers_are_read_exactly(pcm: bytes, channels: int, rate: int, extra: bytes) -> None:
    """Channels, rate and samples come back as they were written, whatever other chunks stand before them."""
    pcm = pcm[: len(pcm) // (2 * channels) * 2 * channels]
    data = written(pcm, channels, 2, rate)
    chunk = b"LIST" + struct.pack("<I", len(extra)) + extra + bytes(len(extra) % 2)
    found = read_wav(data[:12] + chunk + data[12:] + chunk)
    assert (found.channels, found.rate, found.bits) == (channels, rate, 16)
    assert bytes(found.data[: len(pcm)]) == pcm


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 60), value=st.integers(0, 255), cut=st.integers(0, 3000))
def test_damage_is_sound_or_an_audio_error(at: int, value: int, cut: int) -> None:
    """Whatever happens to a file, it is judged or refused; nothing else is raised."""
    data = bytearray(spoken("Yes."))
    data[at] = value
    try:
        heard = _judged(bytes(data[: len(data) - cut]), "Yes.")
    except AudioError:
        return
    assert heard.frame_rate == RATE


@given(st.text(max_size=80), st.text(max_size=80))
def test_more_text_takes_longer(one: str, two: str) -> None:
    """The time expected never shrinks by adding a sentence, and the band holds it."""
    both = expected(f"{one}. {two}")
    assert both >= max(expected(one), expected(two)) - 1e-9
    shortest, longest = band(one)
    assert 0 < shortest <= max(0.05, expected(one)) <= longest


def test_one_clip_far_faster_than_the_others() -> None:
    """Half a clip is noticed beside whole ones of the same voice, also when the voice is slow."""
    words = "The small town by the river had not seen so much water for many years, people said"
    usual = expected(words) * 1.4
    rows = [(words, 0, usual), (words, 0, usual * 1.1), (words, 0, usual * 0.9), (words, 0, usual), (words, 1, usual)]
    assert hurried([*rows, (words, 0, usual)]) == []
    assert hurried([*rows, (words, 0, usual / 2)]) == [5]
