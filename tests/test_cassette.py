"""Cassettes: recorded through the real client, replayed without a network, readable, and free of secrets."""

from __future__ import annotations

import asyncio
import json
import os
import stat
from pathlib import Path

import httpx2
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.errors import ModelError, SettingsError
from jobs.model.cassette import Persister, _body, _bytes, cassette, vcr_config
from jobs.model.chat import Chat
from jobs.model.pacing import Pacer
from jobs.model.spending import Ledger
from jobs.model.wire import SCHEMA, Item, request
from jobs.settings import Endpoint
from tests.server import Request, Response, Server, from_table

KEY = "sk-secret-0123456789abcdef"
COOKIE = "session=very-secret-cookie"
TABLE = {"货船到港。": "The cargo ship has\nreached port.", "集装箱": "Containers"}
USERS = [request([Item("b1", "", text)]) for text in TABLE]


def talk(url: str, users: list[str], ledger: Ledger | None = None) -> list[str]:
    """Ask for each user message, one after the other; the texts."""
    model = "gpt-6.1-sol" if ledger else "m"

    async def run() -> list[str]:
        async with Chat.open(Endpoint(max_wait=0.01), url, KEY, Pacer(2), ledger or Ledger()) as chat:
            return [
                (await chat.ask(model=model, system="翻译成英文。", user=user, schema=SCHEMA)).text for user in users
            ]

    return asyncio.run(run())


@pytest.fixture
def recorded(tmp_path: Path) -> tuple[Path, list[str]]:
    """A cassette and what was said while it was recorded; the first try met a 500."""
    path = tmp_path / "deep" / "talk.yaml"
    with Server(from_table(TABLE), faults=["server_error"]) as server, cassette(path, record=True):
        said = talk(server.base_url, USERS)
    return path, said


def test_what_was_recorded_is_replayed_at_any_address(recorded: tuple[Path, list[str]]) -> None:
    """The same requests get the same replies, the failed try included, with nothing listening."""
    path, said = recorded
    before = path.read_bytes()
    for url in ("http://127.0.0.1:9/v1", "https://gateway.invalid/openai/v1"):
        with cassette(path, record=True):
            assert talk(url, USERS) == said
    assert path.read_bytes() == before


def test_a_limit_in_money_changes_no_question(tmp_path: Path) -> None:
    """How long a reply may be follows what was spent before: it is no part of what a cassette knows a request by."""
    path = tmp_path / "talk.yaml"
    with Server(from_table(TABLE)) as server, cassette(path, record=True):
        said = talk(server.base_url, USERS, Ledger(max_cost=5.0))
        assert all(call.body["max_completion_tokens"] for call in server.calls)
    with cassette(path, record=True):
        assert talk("http://127.0.0.1:9/v1", USERS[::-1], Ledger(max_cost=0.05)) == said[::-1]


def test_swapped_questions_get_their_own_answers(recorded: tuple[Path, list[str]]) -> None:
    """Bodies are matched, not the order of calls."""
    path, said = recorded
    with cassette(path, record=False):
        assert talk("http://127.0.0.1:9/v1", USERS[::-1]) == said[::-1]


def test_another_question_is_a_clear_error(recorded: tuple[Path, list[str]]) -> None:
    """A request that is not in the file fails at once, naming the file and the next step."""
    path, _ = recorded
    with cassette(path, record=False), pytest.raises(ModelError) as caught:
        talk("http://127.0.0.1:9/v1", [USERS[0].replace("货船", "客船")])
    assert str(path) in caught.value.message
    assert "Record" in caught.value.hint


def test_a_cassette_is_for_reading(recorded: tuple[Path, list[str]]) -> None:
    """Chinese stands in it as Chinese, bodies are unfolded, and anyone may read the file."""
    path, _ = recorded
    text = path.read_text(encoding="utf-8")
    assert "翻译成英文。" in text
    assert "货船到港。" in text
    assert "\\u" not in text
    data = yaml.safe_load(text)
    assert [pair["response"]["status"] for pair in data["interactions"]] == [500, 200, 200]
    first = data["interactions"][0]["request"]
    assert first["path"] == "/v1/chat/completions"
    assert first["json"]["messages"][0] == {"role": "system", "content": "翻译成英文。"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert os.listdir(path.parent) == [path.name]


def test_no_secret_reaches_the_file(tmp_path: Path) -> None:
    """Keys and cookies in headers, query and echoed bodies stay out; rate limit headers stay in."""
    seen: list[Request] = []

    def answer(asked: Request) -> Response:
        seen.append(asked)
        said = {"error": {"message": f"Incorrect API key provided: {KEY}", "code": "x"}}
        headers = {"set-cookie": COOKIE, "x-secret": "hush-hush", "x-ratelimit-limit-requests": "600"}
        return Response(418, said, headers)

    path = tmp_path / "c.yaml"
    with Server(routes={"POST /v1/chat/completions": answer}) as server, cassette(path, record=True):
        httpx2.post(
            f"{server.base_url}/chat/completions?api-key={KEY}&page=2",
            json={"model": "m"},
            headers={"authorization": f"Bearer {KEY}", "cookie": COOKIE, "api-key": KEY},
        )
    assert KEY in seen[0].query
    text = path.read_text(encoding="utf-8")
    for secret in (KEY, "very-secret", "hush-hush", "127.0.0.1"):
        assert secret not in text
    assert "x-ratelimit-limit-requests" in text
    assert "page=2" in text


def test_sound_and_forms_survive(tmp_path: Path) -> None:
    """Binary answers come back byte for byte; a form matches although its boundary is new each time."""
    sound = bytes(range(256)) * 20
    path = tmp_path / "c.yaml"
    routes = {"POST /v1/audio/*": lambda r: Response(200, sound, {"content-type": "audio/wav"})}
    with Server(routes=routes) as server, cassette(path, record=True):
        url = f"{server.base_url}/audio/speech"
        httpx2.post(url, files={"file": ("a.bin", b"\x00\xff")}, data={"purpose": "batch"})
    with cassette(path, record=False):
        again = httpx2.post(
            "http://other.invalid/v1/audio/speech", files={"file": ("a.bin", b"\x00\xff")}, data={"purpose": "batch"}
        )
        assert again.content == sound
        with pytest.raises(Exception, match="no recorded interaction"):
            httpx2.post("http://other.invalid/v1/audio/speech", files={"file": ("a.bin", b"\x00\xfe")})


def test_no_cassette_and_no_leave_to_record(tmp_path: Path) -> None:
    """Nothing to replay is said before anything is sent."""
    with pytest.raises(SettingsError), cassette(tmp_path / "none.yaml", record=False):
        pytest.fail("must not get here")


@pytest.mark.parametrize(
    "text", ["", "nonsense", "version: 7\ninteractions: []\n", "version: 1\n", "a: [", "version: 1\ninteractions: [1]"]
)
def test_a_file_that_is_no_cassette_is_refused(tmp_path: Path, text: str) -> None:
    """It is neither replayed nor overwritten."""
    path = tmp_path / "c.yaml"
    path.write_text(text)
    with pytest.raises(SettingsError) as caught, cassette(path, record=True):
        pytest.fail("must not get here")
    assert str(path) in caught.value.message
    assert path.read_text() == text


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is whole or it is the old one; nothing is left beside it."""
    path = tmp_path / "c.yaml"
    path.write_text("old")

    def fail(handle: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError):
        Persister.save_cassette(str(path), {"requests": [], "responses": []}, None)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["c.yaml"]


def test_the_tests_can_share_the_rules() -> None:
    """pytest-recording takes the same rules: bodies are matched, headers go through the allow-list."""
    config = vcr_config()
    assert "body" in config["match_on"]
    assert not {"host", "port", "scheme", "uri"} & set(config["match_on"])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=15) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_body_comes_back_byte_for_byte(body: bytes) -> None:
    """Text, bytes, control characters: what is kept is what was said (JSON: what it means)."""
    again = _bytes(yaml.safe_load(yaml.safe_dump(_body(body))) or {})
    assert again == body or json.loads(again) == json.loads(body)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.text(max_size=5), _JSON, max_size=3))
def test_any_json_body_means_the_same(value: dict[str, object]) -> None:
    """Dates, `no`, `1e3`, line breaks and blanks inside strings stay what they are."""
    assert json.loads(_bytes(_body(json.dumps(value).encode()))) == value
