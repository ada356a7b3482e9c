"""Speech over a real socket: what is asked, what a fault costs, and no episode with a gap whatever comes back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jobs.errors import AudioError, BudgetError, CredentialsError, ModelError, SettingsError, YiboError
from jobs.model.calls import Account
from jobs.model.pacing import Pacer
from jobs.model.prices import price
from jobs.model.speech import SpokenVoice
from jobs.model.spending import Ledger, Purse
from jobs.podcast.audio import make_sound
from jobs.podcast.believe import RATE, believe
from jobs.podcast.clips import TRIES
from jobs.podcast.encode import Meta
from jobs.podcast.shelf import Shelf
from jobs.podcast.values import Sound
from jobs.settings import Endpoint, Podcast, Speech
from tests.sounds import ffmpeg, said, spoken
from tests.speech_server import hanging_up, speaking

TEXTS = [
    "The river rose by two metres in one night.",
    "Nobody in the small town had expected it.",
    "The bridge was closed to all traffic.",
]
QUICK = Endpoint(jobs=3, timeout=5.0, attempts=3, max_wait=0.05)
SPEECH = Speech(model="stand-in-voice", price=15.0)


def _ledger(speech: Speech = SPEECH, **limits: Any) -> Ledger:
    own = {} if speech.price is None else {speech.model: [speech.price, speech.price, 0.0]}
    return Ledger(prices=lambda model: price(model, own), **limits)


def _say(
    url: str,
    text: str = TEXTS[0],
    *,
    speech: Speech = SPEECH,
    endpoint: Endpoint = QUICK,
    ledger: Ledger | None = None,
    account: Account | None = None,
    speaker: int = 0,
) -> bytes:
    """One text said by the endpoint at `url`."""

    async def say() -> bytes:
        pacer, book = Pacer(endpoint.jobs), ledger or _ledger(speech)
        async with SpokenVoice.speaking(speech, endpoint, url, "sk-test-0001", pacer, book, account) as voice:
            return await voice(text, speaker)

    return asyncio.run(say())


def _episode(
    url: str, folder: Path, *, endpoint: Endpoint = QUICK, ledger: Ledger | None = None, speakers: int = 1
) -> Sound:
    """An episode of TEXTS from the endpoint at `url`."""

    async def make() -> Sound:
        pacer, book = Pacer(endpoint.jobs), ledger or _ledger()
        async with SpokenVoice.speaking(SPEECH, endpoint, url, "sk-test-0001", pacer, book) as voice:
            return await make_sound(
                *(said(TEXTS, speakers=speakers), voice, Podcast(), SPEECH, folder / "episode.mp3"),
                meta=Meta("High water"),
                shelf=Shelf(folder / "clips"),
                language="en",
            )

    return asyncio.run(make())


# --- what is asked ---------------------------------------------------------------------------------------


def test_the_request() -> None:
    """Model, voice, text and form are sent; speed and instructions only when they are set."""
    with speaking() as (server, desk):
        data = _say(server.base_url)
        chosen = replace(SPEECH, voice="first", voice2="second", speed=1.2, instructions="Calmly.", format="flac")
        _say(server.base_url, speech=chosen, speaker=1)
    assert data == spoken(TEXTS[0])
    plain = {"model": "stand-in-voice", "input": TEXTS[0], "voice": "alloy", "response_format": "wav"}
    assert desk.asked[0] == plain
    assert desk.asked[1] == plain | {
        "voice": "second",
        "response_format": "flac",
        "speed": 1.2,
        "instructions": "Calmly.",
    }


def test_identity_holds_all_that_is_heard() -> None:
    """Each setting that changes the sound changes where its clips are filed; the key does not, and is not in it."""

    async def identity(speech: Speech, url: str = "http://127.0.0.1:1/v1", speaker: int = 0) -> str:
        async with SpokenVoice.speaking(speech, QUICK, url, "sk-secret-42", Pacer(1), _ledger()) as voice:
            return voice.identity(speaker)

    changes: list[dict[str, Any]] = [
        {},
        {"model": "other"},
        {"voice": "x"},
        {"speed": 1.1},
        {"instructions": "y"},
        {"format": "mp3"},
    ]
    found = {asyncio.run(identity(replace(SPEECH, **change))) for change in changes}
    found |= {asyncio.run(identity(SPEECH, speaker=1)), asyncio.run(identity(SPEECH, "http://127.0.0.1:2/v1"))}
    assert len(found) == 8
    assert asyncio.run(identity(SPEECH)) in found
    assert not any("secret" in one for one in found)


def test_no_key_no_call() -> None:
    """OpenAI's endpoint without a key is a credentials error before anything is sent."""

    async def say() -> None:
        async with SpokenVoice.speaking(SPEECH, QUICK, "", None, Pacer(1), _ledger()) as voice:
            await voice("Hello.", 0)

    with pytest.raises(CredentialsError):
        asyncio.run(say())


# --- tries and spending ----------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["429", "500", "503", "dropped"])
def test_tried_again(fault: str) -> None:
    """A refusal, a server error or a lost connection costs one more call; without end, it is a model error."""
    with speaking({0: fault}) as (server, desk):
        assert _say(server.base_url) == spoken(TEXTS[0])
        assert len(desk.asked) == 2
    with speaking({"river": fault}) as (server, desk):
        with pytest.raises(ModelError):
            _say(server.base_url)
        assert len(desk.asked) >= QUICK.attempts


def test_a_hanging_endpoint() -> None:
    """Silence on the line ends with the timeout, and the next try may work."""
    hasty = replace(QUICK, timeout=1.0)
    with speaking({0: "hang"}) as (server, desk):
        assert _say(server.base_url, endpoint=hasty) == spoken(TEXTS[0])
        assert len(desk.asked) == 2


def test_hung_up_in_the_middle() -> None:
    """Half a body is not an answer: the length was promised."""
    with hanging_up(spoken(TEXTS[0])) as url, pytest.raises(ModelError):
        _say(url)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("401", CredentialsError), ("404", SettingsError), ("quota", BudgetError), ("400", ModelError)],
)
def test_not_tried_again(fault: str, kind: type[YiboError]) -> None:
    """A refused key, an unknown model, a used-up quota or a bad request is asked for once."""
    with speaking({0: fault, 1: fault}) as (server, desk):
        with pytest.raises(kind) as caught:
            _say(server.base_url)
        assert len(desk.asked) == 1
    if fault == "404":
        assert "speech.model" in caught.value.hint


def test_characters_are_booked() -> None:
    """A call costs its characters at the price of the settings; a failed one costs nothing and counts."""
    ledger = _ledger()
    with speaking({0: "500"}) as (server, _):
        _say(server.base_url, ledger=ledger, account=Account(label="a.md"))
    assert ledger.total.calls == 2
    assert ledger.total.cost == pytest.approx(len(TEXTS[0]) * 15 / 1e6)
    assert ledger.article("a.md").calls == 2


def test_money_and_calls_are_bounded() -> None:
    """Nothing is sent that could pass the limit in USD; the bound on calls ends one text, not the run."""
    with speaking() as (server, desk):
        with pytest.raises(BudgetError):
            _say(server.base_url, ledger=_ledger(max_cost=0.0001))
        assert desk.asked == []
    with speaking({"river": "500"}) as (server, desk):
        many = replace(QUICK, attempts=50)
        with pytest.raises(ModelError, match="bound on calls"):
            _say(server.base_url, endpoint=many, account=Account(allowance=Purse().allowance(1)))
        assert len(desk.asked) == 3


# --- an episode ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["streamed", "22050", "24000", "44100", "48000"])
def test_any_form_of_good_sound(fault: str, tmp_path: Path) -> None:
    """A streamed header and every usual rate make an episode at once."""
    with speaking({"bridge": fault}) as (server, desk):
        made = _episode(server.base_url, tmp_path)
    assert len(desk.asked) == 3
    _has_no_gap(made)


@pytest.mark.parametrize(
    ("fault", "calls"),
    [
        *((name, TRIES) for name in ("empty", "html", "json", "half", "half_streamed", "silence", "noise", "clipped")),
        *((name, QUICK.attempts) for name in ("429", "500", "dropped")),
        ("400", 1),
    ],
)
def test_no_gap_whatever_comes_back(fault: str, calls: int, tmp_path: Path) -> None:
    """A fault that stays holds the episode back, by name, at a bounded price; one that passes is mended.

    What was good is on the shelf: the run after that pays for the missing utterance alone.
    """
    with speaking({"bridge": fault}) as (server, desk):
        with pytest.raises(AudioError, match=r"held back: utterance 3 “The bridge"):
            _episode(server.base_url, tmp_path)
        assert not (tmp_path / "episode.mp3").exists()
        bridge = [body for body in desk.asked if "bridge" in body["input"]]
        assert calls <= len(bridge) <= calls + (30 if fault == "429" else 0)
        once = 1 if calls > 1 else 0
        desk.faults = {0: fault} if once else {}
        desk.asked.clear()
        _has_no_gap(_episode(server.base_url, tmp_path))
        assert [body["input"] for body in desk.asked] == [TEXTS[2]] * (1 + once)


def _has_no_gap(made: Sound) -> None:
    """Every cue is as long as its text spoken well, and is heard."""
    for cue, text in zip(made.cues, TEXTS, strict=True):
        assert cue.end - cue.start == pytest.approx(_length(text), rel=0.05)
    assert abs(made.loudness + 19) <= 0.5
    assert made.path.stat().st_size == made.size


def _length(text: str) -> int:
    heard = believe(spoken(text), text, ffmpeg())
    assert heard.frame_rate == RATE
    return int(heard.frame_count())


def test_a_second_run_is_free_and_the_same(tmp_path: Path) -> None:
    """Run again, an episode costs no call and is the same file."""
    with speaking() as (server, desk):
        first = _episode(server.base_url, tmp_path, speakers=2).path.read_bytes()
        assert len(desk.asked) == 3
        assert {body["voice"] for body in desk.asked} == {"alloy", "nova"}
        assert _episode(server.base_url, tmp_path, speakers=2).path.read_bytes() == first
        assert len(desk.asked) == 3


def test_an_empty_purse_ends_the_run(tmp_path: Path) -> None:
    """A limit in USD stops the episode with what is paid for on the shelf."""
    ledger = _ledger(max_cost=90 * 15 / 1e6)  # two texts have 83 characters
    with speaking() as (server, desk):
        with pytest.raises(BudgetError):
            _episode(server.base_url, tmp_path, ledger=ledger, endpoint=replace(QUICK, jobs=1))
        assert 1 <= len(desk.asked) < 3
        _episode(server.base_url, tmp_path)
        assert len(desk.asked) == 3
