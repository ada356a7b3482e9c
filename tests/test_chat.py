"""One call over real sockets: what is sent, what is tried again, what ends a run, what is never said."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from jobs.errors import BudgetError, CredentialsError, ModelError, SettingsError, YiboError
from jobs.model.chat import Chat
from jobs.model.endpoint import check_endpoint
from jobs.model.failures import scrubbed
from jobs.model.manners import Notes
from jobs.model.pacing import Pacer
from jobs.model.replies import Reply, reply_of
from jobs.model.spending import Ledger, Purse
from jobs.model.wire import SCHEMA, Item, parse, request
from jobs.settings import Endpoint
from tests.server import Request, Response, Server, echo

KEY = "sk-test-0123456789abcdef"
SOL = "gpt-6.1-sol"
QUICK = Endpoint(max_wait=0.02, timeout=5, connect_timeout=2)
USER = request([Item("b1", "paragraph", "一段话。"), Item("b2", "heading", "标题")])
T = TypeVar("T")


def asked(
    server: Server | str,
    *,
    endpoint: Endpoint = QUICK,
    ledger: Ledger | None = None,
    notes: Notes | None = None,
    planned: int = 20,
    times: int = 1,
    key: str | None = KEY,
    model: str = "stand-in",
) -> list[Reply | BaseException]:
    """Ask the same thing `times` times at once; replies or errors."""
    url = server if isinstance(server, str) else server.base_url

    async def run() -> list[Reply | BaseException]:
        allowance = Purse().allowance(planned)
        async with Chat.open(endpoint, url, key, Pacer(endpoint.jobs), ledger or Ledger(), notes) as chat:
            questions = [
                chat.ask(model=model, system="Translate to JSON.", user=USER, schema=SCHEMA, allowance=allowance)
                for _ in range(times)
            ]
            return await asyncio.gather(*questions, return_exceptions=True)

    return asyncio.run(run())


def one(server: Server | str, **more: Any) -> Reply:
    """The one reply, or the error raised."""
    (found,) = asked(server, **more)
    if isinstance(found, BaseException):
        raise found
    return found


def error(server: Server | str, kind: type[YiboError], **more: Any) -> YiboError:
    """The error that one call ends with; no key in it."""
    with pytest.raises(kind) as caught:
        one(server, **more)
    assert type(caught.value) is kind
    assert KEY not in str(caught.value)
    assert caught.value.hint
    return caught.value


def test_a_good_call_is_one_call() -> None:
    """The request says what the wire format wants, the reply brings text, usage and model."""
    with Server(echo) as server:
        ledger = Ledger()
        reply = one(server, ledger=ledger)
        (call,) = server.calls
    assert parse(reply.text, ["b1", "b2"]).texts == {"b1": "一段话。", "b2": "标题"}
    assert (reply.finish, reply.model, reply.cut) == ("stop", "stand-in", False)
    assert call.system == "Translate to JSON."
    assert call.payload == json.loads(USER)
    assert call.body["response_format"] == {"type": "json_schema", "json_schema": SCHEMA}
    assert sorted(call.body) == ["messages", "model", "response_format"]
    assert ledger.total.usage == reply.usage
    assert reply.usage.input > 0
    assert reply.usage.output > 0


def test_temperature_and_effort_are_sent_only_when_set() -> None:
    """Settings decide; nothing is sent by default."""
    with Server() as server:
        one(server, endpoint=Endpoint(temperature=0.3, reasoning_effort="low"))
        assert server.calls[0].body["temperature"] == 0.3
        assert server.calls[0].body["reasoning_effort"] == "low"


@pytest.mark.parametrize("fault", ["rate_limit", "retry_after", "server_error", "overloaded", "drop", "not_json"])
def test_passing_trouble_is_tried_again(fault: str) -> None:
    """Twice in trouble, then well: one good reply, three calls, all of them counted."""
    with Server(faults=[fault, fault]) as server:
        ledger = Ledger()
        assert one(server, ledger=ledger).text
        assert len(server.calls) == 3
        assert ledger.total.calls == 3


@pytest.mark.parametrize("fault", ["server_error", "overloaded", "drop", "not_json"])
def test_lasting_trouble_fails_after_the_tries(fault: str) -> None:
    """The settings' number of tries, then one ModelError that says what the trouble was."""
    with Server(faults_by_share={fault: 1.0}) as server:
        given = error(server, ModelError, endpoint=Endpoint(max_wait=0.01, attempts=4))
        assert len(server.calls) == 4
        assert "4 tries" in given.message


def test_lasting_refusal_ends_too() -> None:
    """A server that never stops saying 429 is left after the tries and the patience."""
    with Server(faults_by_share={"rate_limit": 1.0}) as server:
        given = error(server, ModelError, endpoint=Endpoint(max_wait=0.01, attempts=3), planned=100)
        assert "limits the rate" in given.message


def test_a_call_that_hangs_is_lost_after_the_timeout() -> None:
    """The read timeout counts as an attempt; the next one may do better."""
    with Server(faults=["hang"]) as server:
        assert one(server, endpoint=Endpoint(max_wait=0.01, timeout=0.3)).text
        assert len(server.calls) == 2


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("insufficient_quota", BudgetError, "quota"),
        ("wrong_key", CredentialsError, "refuses the key"),
        ("no_model", SettingsError, "stand-in"),
    ],
)
def test_what_no_second_try_can_mend_ends_at_once(fault: str, kind: type[YiboError], words: str) -> None:
    """One call, one error of the right kind, a next step."""
    with Server(faults_by_share={fault: 1.0}) as server:
        assert words in error(server, kind).message
        assert len(server.calls) == 1


def test_quota_is_known_by_name_not_by_the_word() -> None:
    """A 429 that talks of a quota but is a limit a minute is tried again."""

    def limited(request_: Request) -> Response:
        seen.append(1)
        body = {"error": {"message": "You exceeded your current quota, retry in 1s", "code": 429}}
        return Response(429, body)

    seen: list[int] = []
    with Server(routes={"POST /v1/chat/completions": limited}) as server:
        error(server, ModelError, endpoint=Endpoint(max_wait=0.01, attempts=3))
    assert len(seen) >= 3


@pytest.mark.parametrize(
    ("rejects", "structure", "calls"),
    [(["response_format"], None, 3), (["response_format:json_schema"], "json_object", 2)],
)
def test_the_ladder_goes_down_once_and_is_remembered(rejects: list[str], structure: str | None, calls: int) -> None:
    """Schema, any JSON object, nothing: each step once per model and endpoint, not once per call."""
    notes = Notes()
    with Server(rejects=rejects) as server:
        assert one(server, notes=notes).text
        assert len(server.calls) == calls
        server.clear()
        assert one(server, notes=notes).text
        (call,) = server.calls
    assert call.body.get("response_format", {}).get("type") == structure


def test_a_bound_that_an_endpoint_does_not_take(caplog: pytest.LogCaptureFixture) -> None:
    """Where a bound on the reply is rejected, the question goes out without it, the person hears so once, and no
    later question of the run carries one; nothing of that is remembered for other runs."""
    notes = Notes()

    async def run(url: str) -> None:
        async with Chat.open(QUICK, url, KEY, Pacer(1), Ledger(max_cost=5.0), notes) as chat:
            for _ in range(3):
                assert (await chat.ask(model=SOL, system="Translate.", user=USER)).text

    with Server(rejects=["max_completion_tokens"]) as server:
        asyncio.run(run(server.base_url))
        assert [call.status for call in server.calls] == [400, 200, 200, 200]
        asyncio.run(run(server.base_url))
        assert [call.status for call in server.calls[4:]] == [400, 200, 200, 200]
    assert sum("bound" in record.message for record in caplog.records) == 2


def test_a_bound_is_generous_while_there_is_money() -> None:
    """Far from the limit a reply may have thousands of tokens more than its request; near it what is held pays."""
    with Server() as server:
        for _ in range(3):
            one(server, ledger=Ledger(max_cost=5.0), model=SOL)
        one(server, ledger=Ledger(max_cost=0.02), model=SOL)
    bounds = [call.body["max_completion_tokens"] for call in server.calls]
    assert min(bounds[:3]) > 4000 > bounds[3]


@pytest.mark.parametrize("count", [-5, 10**400, True, "7", None, 2.5])
def test_a_count_of_tokens_that_can_be_none(count: Any) -> None:
    """Whatever an endpoint gives for its usage, what is booked is a sensible number of tokens."""
    usage = {"prompt_tokens": count, "completion_tokens": 12}
    body = {"model": "m", "choices": [{"message": {"content": "{}"}, "finish_reason": "stop"}], "usage": usage}
    reply = reply_of(body, asked=40)
    assert reply is not None
    assert (reply.usage.input, reply.usage.output) == (40, 12)


def test_several_rejected_options_are_dropped_one_by_one() -> None:
    """What a 400 names is left out; the rest stays."""
    notes = Notes()
    wanted = Endpoint(temperature=0.0, reasoning_effort="none", max_wait=0.01)
    with Server(rejects=["temperature", "reasoning_effort"]) as server:
        assert one(server, endpoint=wanted, notes=notes).text
        assert sorted(server.calls[-1].body) == ["messages", "model", "response_format"]


def test_a_400_that_names_nothing_of_ours_fails() -> None:
    """No guessing: the request is rejected, with the endpoint's words."""
    with Server(rejects=["messages"]) as server:
        assert "messages" in error(server, ModelError).message
        assert len(server.calls) == 1


@pytest.mark.parametrize("fault", ["empty", "whitespace", "refusal", "content_filter"])
def test_a_reply_without_text_is_a_reply(fault: str) -> None:
    """Nothing said, or nothing that may be used: text "", not an error, not a second call."""
    with Server(faults=[fault]) as server:
        reply = one(server)
        assert reply.text == ""
        assert len(server.calls) == 1
    assert reply.finish == {"refusal": "refusal", "content_filter": "content_filter"}.get(fault, "stop")


def test_a_cut_reply_says_so() -> None:
    """`finish` "length" comes through, and what was said so far."""
    with Server(faults=["truncated"]) as server:
        reply = one(server)
    assert reply.cut
    assert reply.text


@pytest.mark.parametrize("body", [b"<html>hello</html>", {"hello": 1}, {"choices": []}, [1], b"{"])
def test_an_answer_that_is_no_completion_is_no_reply(body: Any) -> None:
    """A 200 from something else is never taken for a translation."""
    headers = {"content-type": "application/json"} if body == b"{" else {}
    with Server(routes={"POST /v1/chat/completions": lambda r: Response(200, body, headers)}) as server:
        error(server, ModelError, endpoint=Endpoint(max_wait=0.01, attempts=2))


def test_retries_stay_within_the_bound() -> None:
    """Three calls for one planned, whatever the settings' number of tries; the error keeps the cause."""
    with Server(faults_by_share={"server_error": 1.0}) as server:
        given = error(server, ModelError, planned=1)
        assert len(server.calls) == 3
    assert "500" in given.message
    assert "bound" in given.message


def test_a_dead_endpoint_fails_every_call_soon_and_alike() -> None:
    """Nothing listens: the first call that gives up speaks for all; no article waits on its own."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
        found = asked(url, times=60, planned=1000, endpoint=Endpoint(max_wait=0.01, attempts=3, jobs=4))
    assert all(isinstance(result, ModelError) for result in found)
    assert len({str(result) for result in found}) == 1
    assert "cannot be reached" in str(found[0])


def test_no_key_is_said_before_any_call() -> None:
    """OpenAI needs a key; an endpoint of one's own may not."""
    with pytest.raises(CredentialsError):
        one("", key=None)
    with Server() as server:
        assert one(server, key=None).text


def test_messages_never_hold_the_key() -> None:
    """Whatever an endpoint echoes, errors are clean of keys, tokens and passwords in addresses."""
    said = scrubbed(f"Incorrect key {KEY} or sk-abcDEF123456, Bearer abc.def, https://me:pw@host/v1\n" + "x" * 999, KEY)
    assert KEY not in said
    assert "abcDEF" not in said
    assert "abc.def" not in said
    assert "pw" not in said
    assert len(said) <= 300


def test_an_echoed_key_is_scrubbed_from_the_error() -> None:
    """The same over the wire."""
    echoed = {"error": {"message": f"bad key {KEY}", "code": "invalid_api_key"}}
    with Server(routes={"POST /v1/chat/completions": lambda r: Response(401, echoed)}) as server:
        error(server, CredentialsError)


def test_cancelling_leaves_nothing_behind() -> None:
    """A cancelled call frees its slot and its hold; the chat closes."""

    async def run(url: str) -> tuple[int, int]:
        pacer, ledger = Pacer(2), Ledger()
        async with Chat.open(QUICK, url, KEY, pacer, ledger) as chat:
            task = asyncio.create_task(chat.ask(model="m", system="s", user=USER))
            while not pacer.pace.in_flight:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        return pacer.pace.in_flight, ledger.total.calls

    with Server(latency=30) as server:
        assert asyncio.run(run(server.base_url)) == (0, 1)


def test_budget_stops_before_the_call() -> None:
    """The third call of two allowed is never sent."""
    with Server() as server:
        found = asked(server, times=3, ledger=Ledger(max_calls=2))
        assert len(server.calls) == 2
    assert sum(isinstance(result, BudgetError) for result in found) == 1


def test_faults_come_by_seed_and_number() -> None:
    """The stand-in misbehaves the same way twice, and another way with another seed."""

    def met(seed: int) -> list[str]:
        with Server(faults_by_share={"empty": 0.3, "fences": 0.3}, seed=seed) as server:
            asked(server, times=20, endpoint=Endpoint(jobs=1))
            return [call.fault for call in server.calls]

    assert met(1) == met(1) != met(2)
    assert {"empty", "fences", ""} == set(met(1))


def ran(check: Callable[[], Awaitable[T]]) -> T:
    """Run one coroutine."""

    async def run() -> T:
        return await check()

    return asyncio.run(run())


def test_the_doctor_sees_a_healthy_endpoint() -> None:
    """Reachable, key accepted, model there, with the day it will be shut down."""
    models = [{"id": "stand-in", "shutdown_date": "2027-01-06"}, {"id": "other"}]
    with Server(models=models, key=KEY) as server:
        found = ran(lambda: check_endpoint(QUICK, server.base_url, KEY, "stand-in"))
    assert found.present
    assert found.shutdown_date == "2027-01-06"
    assert found.models == ("other", "stand-in")
    assert found.problem == ""
    assert found.latency is not None


@pytest.mark.parametrize("trouble", ["dead", "key", "model", "no list"])
def test_the_doctor_says_what_is_wrong(trouble: str) -> None:
    """Each trouble is told apart from the others."""
    routes = {"GET /v1/models": lambda r: Response(404, {"error": {"message": "none"}})} if trouble == "no list" else {}
    with Server(key=KEY, routes=routes) as server:
        url = "http://127.0.0.1:9/v1" if trouble == "dead" else server.base_url
        key = "sk-other-key-000000" if trouble == "key" else KEY
        model = "no-such-model" if trouble == "model" else "stand-in"
        found = ran(lambda: check_endpoint(QUICK, url, key, model))
    assert (found.latency is None) is (trouble == "dead")
    said = {"dead": "cannot be reached", "key": "refuses the key"}.get(trouble, "")
    assert said in found.problem
    assert found.present is {"model": False}.get(trouble)
    assert (found.problem == "") is (trouble == "model" or trouble == "no list")
    assert key not in found.problem
