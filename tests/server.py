"""A loopback endpoint that speaks Chat Completions, answers as told and misbehaves as told.

    with Server(reply=english_words, faults_by_share={"truncated": 0.3}, latency=0.2) as server:
        ...  # server.base_url, server.calls, server.characters, server.max_at_once

`python -m tests.server --port 0` runs it in a process of its own and prints its base URL. Which fault a call
meets depends on `seed` and the call's number alone. Other protocols hang their paths into `routes`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import fnmatch
import functools
import json
import random
import re
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

from jobs.fidelity.anchors import table
from jobs.fidelity.quantities.spoken import spoken
from jobs.fidelity.quantities.values import Weight
from jobs.fidelity.quantities.zh import read_zh

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

Reply = Callable[[str], str]
"""From a segment's text to its translation. LookupError: the server has none, and says so with a 400."""


# --- what goes in and out ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Request:
    """One HTTP request as a route sees it. Header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True)
class Response:
    """What a route answers: a mapping or list becomes JSON. `delay` in seconds; `drop`: hang up."""

    status: int = 200
    body: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False
    hang: bool = False


Route = Callable[[Request], Response]


@dataclass(frozen=True)
class Call:
    """One chat call as it came. `payload`: the user message's JSON object, or {}; `status`: of the answer."""

    model: str
    system: str
    payload: Mapping[str, Any]
    headers: Mapping[str, str]
    status: int
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    fault: str = ""
    at: float = 0.0

    @property
    def texts(self) -> list[str]:
        """The texts of its segments."""
        return [segment["text"] for segment in self.payload.get("segments", [])]


@dataclass(frozen=True)
class Answer:
    """A reply in the making. `content` None: it is made of `segments`."""

    segments: tuple[Mapping[str, Any], ...] = ()
    content: str | None = None
    finish: str = "stop"
    refusal: str | None = None
    status: int = 200
    error: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False
    hang: bool = False

    @property
    def text(self) -> str:
        """What the model says."""
        if self.content is not None:
            return self.content
        return json.dumps({"segments": list(self.segments)}, ensure_ascii=False)


# --- replies -----------------------------------------------------------------------------------------------


def echo(text: str) -> str:
    """Each segment's own text."""
    return text


def from_table(table: Mapping[str, str]) -> Reply:
    """Written translations by source text."""
    return lambda text: table[text]


_WORDS: Sequence[str] = str.split(
    "harbor market report river season letter engine garden window planet signal copper island "
    "theater village winter silver bridge doctor future network history language science public "
    "simple modern careful steady quiet early later nearly often across between under around "
    "within during toward beyond against"
)
_POINTS = {
    "，": ", ",
    "。": ". ",
    "：": ": ",
    "；": "; ",
    "！": "! ",
    "？": "? ",
    "、": ", ",
    "％": "%",
    "＝": "=",
    "（": " (",
    "）": ") ",
    "【": " [",
    "】": "] ",
    "～": "~",
    "＋": "+",
    "－": "-",
    "／": "/",
    "＆": "&",
    "「": "“",
    "」": "”",
    "『": "‘",
    "』": "’",
    "《": "“",
    "》": "”",
    "〈": "‘",
    "〉": "’",
    "　": " ",
}
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code).isalnum()}
_KEPT = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|⟦\d+⟧", re.DOTALL)
_RUN = re.compile(f"[{HAN}]+")
_MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_DATE = re.compile(
    r"(?:(?P<year>\d{4})\s*年\s*)?(?<![\d.])(?P<month>1[0-2]|0?[1-9])\s*月(?:\s*(?P<day>\d{1,2})\s*[日号])?"
)


def english_words(text: str) -> str:
    """English words for every run of Chinese, the same for the same run; figures, tokens and code stay."""
    kept: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kept.append(found.group())
        return chr(0xE000 + len(kept) - 1)

    said = _in_words(_figured(_DATE.sub(_dated, _KEPT.sub(hide, text).translate(_WIDE))))
    return re.sub("[\ue000-\uf7ff]", lambda found: kept[ord(found.group()) - 0xE000], said).strip()


def _dated(found: re.Match[str]) -> str:
    """Dates as English writes them."""
    year, month, day = found["year"], found["month"], found["day"]
    name = _MONTHS[int(month) - 1]
    return f" {name} {day}, {year} " if year and day else f" {name} {day or year or ''} "


def _figured(text: str) -> str:
    """Figures that are written with Chinese characters as English says them."""
    pieces, at = [], 0
    for figure in read_zh(text):
        said = _VAGUE.get(int(figure.low), "") if "–" in spoken(figure) else spoken(figure)
        chinese = _RUN.search(figure.text) or "w" in figure.text.lower()
        if said and chinese and figure.start >= at and figure.weight != Weight.FREE and "*" not in figure.text:
            pieces += [text[at : figure.start], f" {said} "]
            at = figure.end
    return "".join([*pieces, text[at:]])


_VAGUE = {
    20: "dozens of",
    100: "hundreds of",
    200: "hundreds of",
    2000: "thousands of",
    20_000: "tens of thousands of",
    20_000_000: "tens of millions of",
}


def _in_words(text: str) -> str:
    def words(found: re.Match[str]) -> str:
        run = found.group()
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        said = " ".join(_glossed(run, zlib.crc32(run.encode()) + found.start()))
        return (" " if before.isalnum() else "") + said + (" " if after.isalnum() else "")

    said = _RUN.sub(words, text)
    for wide, narrow in _POINTS.items():
        said = said.replace(wide, narrow)
    said = re.sub(r" +(?=[,.:;!?)\]”’])", "", re.sub(r"  +", " ", said))
    return re.sub(r"(?<=[(\[“‘]) +| +(?=\n|$)", "", said)


def _glossed(run: str, seed: int) -> list[str]:
    """Words that the checks know for what the run says, and others up to the length of a translation."""
    rng = random.Random(seed)
    pairs = (run[at : at + 2] for at in range(len(run)))
    said = [re.sub(r"[^a-z ]", "", table()[pair][0]).strip() for pair in pairs if pair in table()]
    while not said or sum(map(len, said)) < 3.1 * len(run) - 4:
        said.insert(rng.randint(0, len(said)), rng.choice(_WORDS))
    return [word for at, word in enumerate(said) if word and (at == 0 or word != said[at - 1])]


# --- faults ------------------------------------------------------------------------------------------------

Fault = Callable[[Answer, random.Random], Answer]


def _refused(status: int, code: str, message: str, **more: Any) -> Answer:
    error = {
        "message": message,
        "type": more.pop("type", code),
        "code": code,
        "param": more.pop("param", None),
    }
    return Answer(status=status, error={"error": error}, **more)


def _truncated(answer: Answer, rng: random.Random) -> Answer:
    return replace(answer, content=answer.text[: int(len(answer.text) * rng.uniform(0.2, 0.8))], finish="length")


def _broken_json(answer: Answer, rng: random.Random) -> Answer:
    """A quote too many in one text."""
    at = answer.text.find('"text": "') + 9
    cut = at + rng.randrange(1, 6)
    return replace(answer, content=answer.text[:cut] + '"' + answer.text[cut:])


def _without(answer: Answer, rng: random.Random) -> Answer:
    kept = list(answer.segments)
    if kept:
        kept.pop(rng.randrange(len(kept)))
    return replace(answer, segments=tuple(kept))


def _duplicate(answer: Answer, rng: random.Random) -> Answer:
    if not answer.segments:
        return answer
    twice = rng.choice(answer.segments)
    return replace(answer, segments=(*answer.segments, {**twice, "text": twice["text"] + " again"}))


def _invented(answer: Answer, rng: random.Random) -> Answer:
    return replace(answer, segments=({"id": "zz99", "text": "Nobody asked for this."}, *answer.segments))


def _each(change: Callable[[str], str]) -> Fault:
    """Change the text of every segment."""
    return lambda answer, rng: replace(
        answer, segments=tuple({**segment, "text": change(segment["text"])} for segment in answer.segments)
    )


def _one(change: Callable[[str], str]) -> Fault:
    """Change the text of the first segment that the change changes."""

    def fault(answer: Answer, rng: random.Random) -> Answer:
        segments = list(answer.segments)
        for at, segment in enumerate(segments):
            if change(segment["text"]) != segment["text"]:
                segments[at] = {**segment, "text": change(segment["text"])}
                break
        return replace(answer, segments=tuple(segments))

    return fault


def _says(content: str, **more: Any) -> Fault:
    return lambda answer, rng: replace(answer, content=content, **more)


def _fails(status: int, code: str, message: str, **more: Any) -> Fault:
    return lambda answer, rng: _refused(status, code, message, **more)


FAULTS: dict[str, Fault] = {
    "rate_limit": _fails(429, "rate_limit_exceeded", "Rate limit reached, slow down."),
    "retry_after": _fails(429, "rate_limit_exceeded", "Rate limit reached.", headers={"retry-after": "0.05"}),
    "insufficient_quota": _fails(429, "insufficient_quota", "You exceeded your current quota."),
    "server_error": _fails(500, "server_error", "The server had an error."),
    "overloaded": _fails(503, "overloaded", "The engine is overloaded."),
    "not_json": lambda answer, rng: replace(answer, status=502, content="<html>Bad gateway</html>"),
    "drop": lambda answer, rng: replace(answer, drop=True),
    "hang": lambda answer, rng: replace(answer, hang=True),
    "truncated": _truncated,
    "fences": lambda answer, rng: replace(answer, content=f"```json\n{answer.text}\n```"),
    "chatter": lambda answer, rng: replace(
        answer, content=f"Sure! Here is the [translation]:\n\n{answer.text}\n\nLet me know if it helps."
    ),
    "thinking": lambda answer, rng: replace(
        answer, content=f'<think>A draft: {{"segments": []}}</think>{answer.text}'
    ),
    "broken_json": _broken_json,
    "missing": _without,
    "duplicate": _duplicate,
    "invented": _invented,
    "lost_token": _one(lambda text: re.sub(r"⟦\d+⟧", "", text, count=1)),
    "lost_link": _one(lambda text: re.sub(r"\[([^\]]*)\]\(⟦\d+⟧\)", r"\1", text, count=1)),
    "chinese_left": _one(lambda text: text + " 这里还是中文"),
    "chatter_inside": _one(lambda text: "Here is the translation: " + text),
    "runaway": _one(lambda text: (text + " ") * 100),
    "refusal": _says("", refusal="I'm sorry, I can't help with that.", finish="stop"),
    "refusal_text": _says("I'm sorry, but I can't help with that."),
    "content_filter": _says("", finish="content_filter"),
    "empty": _says(""),
    "whitespace": _says(" \n \n"),
    "empty_texts": _each(lambda text: ""),
    "wrong_key": _fails(401, "invalid_api_key", "Incorrect API key provided: sk-…"),
    "no_model": _fails(404, "model_not_found", "The model does not exist or you do not have access to it."),
    "no_response_format": _fails(
        400, "unsupported_parameter", "'response_format' is not supported.", param="response_format"
    ),
    "no_temperature": _fails(
        400, "unsupported_value", "'temperature' does not support 0.3.", param="temperature"
    ),
}  # fmt: skip


# --- the endpoint ------------------------------------------------------------------------------------------


_TOKEN_EACH = re.compile("[^\x00-\u2e7f]")


def count_tokens(text: str) -> int:
    """About what a tokenizer would say: one for a Chinese character, one for four others."""
    han = len(_TOKEN_EACH.findall(text))
    return han + -(-(len(text) - han) // 4)


@dataclass
class _Bucket:
    """Requests a minute, refilled all the time, `burst` at once at most."""

    rate: float
    burst: float
    level: float
    at: float

    def take(self, now: float) -> float:
        """0, or the seconds until there is room."""
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.rate


class Server:
    """An endpoint on 127.0.0.1. `rpm`: requests a minute, `room`: calls at once; 429 beyond (0: any).

    `faults`: the n-th call meets the n-th name ("" for none); `faults_by_share`: name to share of all calls.
    `rejects`: parameters that a 400 names while they are in the request. `key`: the only key accepted.
    `retry_after`: say how long to wait with a 429 of our own. `answer`: makes the content from the request's
    body, for prompts that do not speak the wire format. `routes`: "GET /v1/files/*" to a function.
    """

    def __init__(
        self,
        reply: Reply = english_words,
        *,
        faults: Sequence[str] = (),
        faults_by_share: Mapping[str, float] | None = None,
        seed: int = 0,
        latency: float = 0.0,
        rpm: float = 0,
        burst: float = 0,
        room: int = 0,
        retry_after: bool = True,
        rate_headers: bool = False,
        key: str = "",
        models: Sequence[Mapping[str, Any]] = ({"id": "gpt-6.1-sol"}, {"id": "stand-in"}),
        rejects: Sequence[str] = (),
        answer: Callable[[Mapping[str, Any]], str] | None = None,
        routes: Mapping[str, Route] | None = None,
        port: int = 0,
    ) -> None:
        unknown = {*faults, *(faults_by_share or {})} - {"", *FAULTS}
        if unknown:
            raise ValueError(f"no such fault: {', '.join(sorted(unknown))}")
        self.reply = reply
        self.faults = faults
        self.shares = dict(faults_by_share or {})
        self.seed = seed
        self.latency = latency
        self.room = room
        self.retry_after = retry_after
        self.rate_headers = rate_headers
        self.key = key
        self.models = models
        self.rejects = tuple(rejects)
        self.answer = answer
        self.routes = dict(routes or {})
        self.calls: list[Call] = []
        self.requests: list[tuple[str, str]] = []
        self.max_at_once = 0
        self.at_once = 0
        self._rpm = rpm
        self._bucket = _Bucket(rpm / 60, burst or max(1.0, rpm / 60), burst or max(1.0, rpm / 60), 0.0)
        self._seen: set[str] = set()
        self._port = port
        self._host = _Host(self)

    @property
    def base_url(self) -> str:
        """What OPENAI_BASE_URL is set to."""
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def characters(self) -> int:
        """Characters of all messages of all calls."""
        return sum(len(message["content"]) for call in self.calls for message in call.body.get("messages", []))

    def count(self, status: int) -> int:
        """Calls that were answered with `status`."""
        return sum(1 for call in self.calls if call.status == status)

    def clear(self) -> None:
        """Forget the calls so far."""
        self.calls.clear()
        self.requests.clear()
        self.max_at_once = self.at_once

    def __enter__(self) -> Self:
        self._port = self._host.start(self._port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._host.stop()

    def respond(self, request: Request) -> Response:
        """The answer to one request; everything but chat is answered at once."""
        self.requests.append((request.method, request.path))
        for pattern, route in self.routes.items():
            if fnmatch.fnmatchcase(f"{request.method} {request.path}", pattern):
                return route(request)
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            return _response(FAULTS["wrong_key"](Answer(), random.Random()), {})
        known = {
            "POST /v1/chat/completions": self.chat,
            "GET /v1/models": self.listing,
            "GET /stats": self.stats,
        }
        found = known.get(f"{request.method} {request.path}")
        return found(request) if found else Response(404, {"error": {"message": "no such path", "code": "404"}})

    def listing(self, request: Request) -> Response:
        """The models on offer."""
        data = [{"object": "model", "created": 0, "owned_by": "us", **model} for model in self.models]
        return Response(200, {"object": "list", "data": data})

    def stats(self, request: Request) -> Response:
        """What a bench in another process wants to know."""
        statuses: dict[int, int] = {}
        for call in self.calls:
            statuses[call.status] = statuses.get(call.status, 0) + 1
        return Response(
            200,
            {"calls": len(self.calls), "statuses": statuses, "characters": self.characters}
            | {
                "max_at_once": self.max_at_once,
                "times": [call.at for call in self.calls if call.status == 200],
            },
        )

    def chat(self, request: Request) -> Response:
        """One chat completion, or what goes wrong instead."""
        body = request.json() or {}
        messages = body.get("messages") or [{"role": "user", "content": ""}]
        system = "".join(m["content"] for m in messages if m["role"] == "system")
        try:
            payload = json.loads(messages[-1]["content"])
        except ValueError:
            payload = {}
        payload = payload if isinstance(payload, dict) else {}
        number = len(self.calls)
        name = self._fault(number)
        answer, name = self._answer(number, name, body, payload)
        call = Call(
            str(body.get("model")),
            system,
            payload,
            request.headers,
            answer.status,
            body,
            name,
            time.monotonic(),
        )
        self.calls.append(call)
        return replace(_response(answer, self._completion(answer, body, system)), delay=self._delay(answer))

    def _delay(self, answer: Answer) -> float:
        """A refusal comes at once, everything else takes its time."""
        return 0.0 if answer.status in {400, 401, 404, 429} else self.latency

    def _fault(self, number: int) -> str:
        if number < len(self.faults):
            return self.faults[number]
        drawn = random.Random(f"{self.seed}:{number}").random()
        for name, share in self.shares.items():
            drawn -= share
            if drawn < 0:
                return name
        return ""

    def _answer(
        self, number: int, name: str, body: Mapping[str, Any], payload: Mapping[str, Any]
    ) -> tuple[Answer, str]:
        refused = self._crowded() or self._rejected(body)
        if refused:
            return refused, "limit"
        try:
            if self.answer and "segments" not in payload:
                answer = Answer(content=self.answer(body))
            else:
                segments = payload.get("segments", [])
                answer = Answer(tuple({"id": s["id"], "text": self.reply(s["text"])} for s in segments))
        except LookupError as error:
            return _refused(400, "no_reply", f"this server has no reply for {error}"), "no_reply"
        if name:
            answer = FAULTS[name](answer, random.Random(f"{self.seed}/{number}"))
        return answer, name

    def _crowded(self) -> Answer | None:
        if self.room and self.at_once > self.room:
            return FAULTS["rate_limit"](Answer(), random.Random())
        if not self._rpm:
            return None
        wait = self._bucket.take(time.monotonic())
        if not wait:
            return None
        said = {"retry-after-ms": str(int(wait * 1000) + 1)} if self.retry_after else {}
        return replace(FAULTS["rate_limit"](Answer(), random.Random()), headers=said)

    def _rejected(self, body: Mapping[str, Any]) -> Answer | None:
        for name in self.rejects:
            wanted, _, kind = name.partition(":")
            given = body.get(wanted)
            if given is not None and (not kind or (isinstance(given, dict) and given.get("type") == kind)):
                return _refused(400, "unsupported_parameter", f"Unsupported: '{wanted}' {kind}.", param=wanted)
        return None

    def _completion(self, answer: Answer, body: Mapping[str, Any], system: str) -> dict[str, Any]:
        prompt = sum(count_tokens(message["content"]) for message in body.get("messages", []))
        cached = count_tokens(system) if system in self._seen else 0
        self._seen.add(system)
        room, said = body.get("max_completion_tokens"), count_tokens(answer.text)
        if room and said > room:
            answer = replace(answer, content=answer.text[: room * len(answer.text) // said], finish="length")
            said = room
        message: dict[str, Any] = {"role": "assistant", "content": answer.text}
        if answer.refusal:
            message = {"role": "assistant", "content": None, "refusal": answer.refusal}
        return {
            "id": f"chatcmpl-{len(self.calls)}",
            "object": "chat.completion",
            "created": 1_790_000_000,
            "model": body.get("model"),
            "choices": [{"index": 0, "message": message, "finish_reason": answer.finish}],
            "usage": {
                "prompt_tokens": prompt,
                "completion_tokens": said,
                "total_tokens": prompt + said,
                "prompt_tokens_details": {"cached_tokens": cached},
            },
        }

    def rate_limit_headers(self) -> dict[str, str]:
        """What OpenAI says about the limit with every answer."""
        if not (self._rpm and self.rate_headers):
            return {}
        left = max(0, int(self._bucket.level))
        reset = (self._bucket.burst - self._bucket.level) / self._bucket.rate
        return {
            "x-ratelimit-limit-requests": str(int(self._rpm)),
            "x-ratelimit-remaining-requests": str(left),
            "x-ratelimit-reset-requests": f"{int(reset * 1000)}ms",
        }


def _response(answer: Answer, completion: Mapping[str, Any]) -> Response:
    body: Any = answer.error or completion
    if answer.status == 502:
        body = answer.text.encode()
    return Response(answer.status, body, answer.headers, drop=answer.drop, hang=answer.hang)


# --- HTTP --------------------------------------------------------------------------------------------------


_STEPS_TO_A_TASK = 8
"""Of the event loop, from a connection that was accepted to its task: four in CPython 3.11."""


class _Host:
    """HTTP/1.1 with kept connections, on an event loop in a thread of its own."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.tasks: set[asyncio.Task[Any]] = set()
        self.listener: asyncio.Server | None = None

    def start(self, port: int) -> int:
        """Listen; returns the port."""
        self.thread.start()
        return asyncio.run_coroutine_threadsafe(self._listen(port), self.loop).result(10)

    def stop(self) -> None:
        """Close every connection and end the thread."""
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    async def _listen(self, port: int) -> int:
        self.listener = await asyncio.start_server(self._connection, "127.0.0.1", port, backlog=1024)
        return int(self.listener.sockets[0].getsockname()[1])

    async def _close(self) -> None:
        assert self.listener is not None
        for listening in self.listener.sockets:
            self.loop.remove_reader(listening.fileno())
        for _ in range(_STEPS_TO_A_TASK):  # what was accepted gets its task, which alone can close it
            await asyncio.sleep(0)
        self.listener.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.loop.shutdown_asyncgens()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                while await self._exchange(reader, writer):
                    pass
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self.tasks.discard(task)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; False: the connection ends."""
        request = await _read(reader)
        server = self.server
        server.at_once += 1
        server.max_at_once = max(server.max_at_once, server.at_once)
        try:
            response = server.respond(request)
            if response.delay:
                await asyncio.sleep(response.delay)
        finally:
            server.at_once -= 1
        if response.hang:
            await reader.read()
        if response.drop or response.hang:
            return False
        writer.write(_written(response, server.rate_limit_headers()))
        await writer.drain()
        return True


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = b"".join([chunk async for chunk in _chunks(reader)])
    else:
        body = await reader.readexactly(int(headers.get("content-length") or 0))
    path, _, query = target.partition("?")
    return Request(method, path, query, headers, body)


async def _chunks(reader: asyncio.StreamReader) -> Any:
    while size := int(await reader.readline(), 16):
        yield await reader.readexactly(size)
        await reader.readline()
    await reader.readline()


def _written(response: Response, more: Mapping[str, str]) -> bytes:
    body, kind = response.body, "application/octet-stream"
    if isinstance(body, dict | list):
        body, kind = json.dumps(body, ensure_ascii=False).encode(), "application/json"
    elif isinstance(body, str):
        body, kind = body.encode(), "text/plain; charset=utf-8"
    names = {"content-type": kind, **more, **response.headers, "content-length": str(len(body))}
    head = f"HTTP/1.1 {response.status} Status\r\n" + "".join(f"{n}: {v}\r\n" for n, v in names.items())
    return head.encode("latin-1") + b"\r\n" + bytes(body)


# --- a process of its own ----------------------------------------------------------------------------------


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.server", description="A stand-in endpoint.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds an answer takes")
    parser.add_argument("--rpm", type=float, default=0.0, help="requests a minute, 429 beyond")
    parser.add_argument("--room", type=int, default=0, help="calls at once, 429 beyond")
    parser.add_argument("--no-retry-after", action="store_true")
    parser.add_argument("--rate-headers", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--echo", action="store_true", help="each segment's own text comes back")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME=SHARE", help="truncated=0.3")
    return parser


def _shares(pairs: Sequence[str]) -> Iterator[tuple[str, float]]:
    for pair in pairs:
        name, _, share = pair.partition("=")
        yield name, float(share or 1)


def main() -> None:
    """Serve until interrupted; the first line printed is the base URL. What was said once is known by heart."""
    given = _arguments().parse_args()
    server = Server(
        echo if given.echo else functools.cache(english_words),
        faults_by_share=dict(_shares(given.fault)),
        seed=given.seed,
        latency=given.latency,
        rpm=given.rpm,
        room=given.room,
        retry_after=not given.no_retry_after,
        rate_headers=given.rate_headers,
        port=given.port,
    )
    with server, contextlib.suppress(KeyboardInterrupt):
        print(server.base_url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
