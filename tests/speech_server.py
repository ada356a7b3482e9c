"""The speech route of the stand-in endpoint: real speech from the embedded voice, and what goes wrong instead.

    with speaking(faults={2: "half"}) as (server, desk):
        ...  # server.base_url, desk.asked

Faults are told by the number of the call, from 0, or by a word of the text (then each time it is asked for).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

from tests.server import Request, Response, Server
from tests.sounds import louder, noise, silence, sound, spoken, streamed, wav

_HTML = b"<!doctype html><html><head><title>502 Bad Gateway</title></head><body></body></html>"


def _error(status: int, code: str, **headers: str) -> Response:
    body = {"error": {"message": code, "type": code, "code": code, "param": None}}
    return Response(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


def _at(data: bytes, rate: int) -> bytes:
    return wav(sound(data).set_frame_rate(rate))


def respond(fault: str, good: bytes) -> Response:
    """The answer with `fault` ("" for none) instead of `good`, a WAV file. LookupError: there is no such fault."""
    answers = {
        "": lambda: Response(200, good),
        "429": lambda: _error(429, "rate_limit_exceeded", retry_after_ms="20"),
        "quota": lambda: _error(429, "insufficient_quota"),
        "500": lambda: _error(500, "server_error"),
        "503": lambda: _error(503, "overloaded"),
        "401": lambda: _error(401, "invalid_api_key"),
        "404": lambda: _error(404, "model_not_found"),
        "400": lambda: _error(400, "invalid_voice"),
        "hang": lambda: Response(hang=True),
        "dropped": lambda: Response(drop=True),
        "empty": lambda: Response(200, b""),
        "html": lambda: Response(200, _HTML, {"content-type": "audio/wav"}),
        "json": lambda: Response(200, {"detail": "loading the model"}),
        "half": lambda: Response(200, good[: len(good) // 2]),
        "half_streamed": lambda: Response(200, streamed(good)[: len(good) // 2]),
        "streamed": lambda: Response(200, streamed(good)),
        "silence": lambda: Response(200, silence(sound(good).duration_seconds)),
        "noise": lambda: Response(200, noise(sound(good).duration_seconds)),
        "clipped": lambda: Response(200, louder(good, 30)),
        "22050": lambda: Response(200, _at(good, 22_050)),
        "24000": lambda: Response(200, _at(good, 24_000)),
        "44100": lambda: Response(200, _at(good, 44_100)),
        "48000": lambda: Response(200, _at(good, 48_000)),
    }
    return answers[fault]()


@dataclass
class Desk:
    """What was asked for: the JSON of every request, in order."""

    faults: Mapping[int | str, str] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: Request) -> Response:
        """Speak, or fail as told."""
        body = request.json()
        number = len(self.asked)
        self.asked.append(body)
        fault = self.faults.get(number, "")
        for word, name in self.faults.items():
            if isinstance(word, str) and word in body["input"]:
                fault = name
        speaker = 1 if body["voice"] in ("nova", "second") else 0
        return respond(fault, spoken(body["input"], speaker))


@contextmanager
def speaking(faults: Mapping[int | str, str] | None = None) -> Iterator[tuple[Server, Desk]]:
    """An endpoint that speaks."""
    desk = Desk(faults or {})
    with Server(routes={"POST /v1/audio/speech": desk}) as server:
        yield server, desk


@contextmanager
def hanging_up(good: bytes, share: float = 0.5) -> Iterator[str]:
    """The base URL of an endpoint that promises the whole of `good`, sends a share of it, and hangs up."""

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline().strip():
                pass
            head = f"HTTP/1.1 200 OK\r\ncontent-type: audio/wav\r\ncontent-length: {len(good)}\r\n\r\n"
            self.wfile.write(head.encode() + good[: int(len(good) * share)])

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        finally:
            server.shutdown()
            thread.join()
