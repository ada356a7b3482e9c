"""Files and batches for the stand-in endpoint: what is uploaded is answered line by line, as told and as badly as told.

with Server() as server:
    desk = Batching(server, fates=["expired"])
    ...  # desk.batches, desk.lines: what was submitted; server.calls: what was asked live
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.server import Call, Request, Response, Server

OVER = {"completed", "failed", "expired", "cancelled"}


@dataclass
class Batching:
    """The Batch API of `server`.

    `fates`: how each batch in turn ends ("completed", "failed", "expired", "cancelled", "partial" for one that
    expires halfway); `looks`: times a batch is still in progress when asked; `bad`: numbers of lines (from 0, over
    all batches) that end in the error file; `refuses`: names in a body that a line is refused for with a 400;
    `troubles`: event name and what is answered instead; `hook` hears of every event before and after it takes effect.
    """

    server: Server
    fates: Sequence[str] = ()
    looks: int = 0
    bad: frozenset[int] = frozenset()
    refuses: str = ""
    lists: bool = True
    troubles: list[tuple[str, Response]] = field(default_factory=list)
    hook: Callable[[str], bool] = lambda event: False
    """Returns True to hang up at that moment."""
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    """The `custom_id`s of every line of every batch, as they were submitted."""
    answered: list[Call] = field(default_factory=list)
    """Lines that the model answered."""
    asked: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.server.routes.update(
            {
                "POST /v1/files": self._event("upload", self._upload),
                "GET /v1/files/*/content": self._event("download", self._download),
                "POST /v1/batches": self._event("create", self._create),
                "GET /v1/batches/*": self._event("look", self._look),
                "GET /v1/batches": self._event("list", self._list),
            }
        )

    @property
    def twice(self) -> list[str]:
        """Requests that were submitted more than once."""
        return [name for name, count in Counter(self.lines).items() if count > 1]

    def _event(self, name: str, effect: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def route(request: Request) -> Response:
            if self.hook(f"before {name}"):
                return Response(drop=True)
            for number, (event, response) in enumerate(self.troubles):
                if event in {name, f"after {name}"}:
                    del self.troubles[number]
                    if event != name:
                        effect(request)
                    return response
            response = effect(request)
            return Response(drop=True) if self.hook(f"after {name}") else response

        return route

    def _upload(self, request: Request) -> Response:
        mark = re.search(r"boundary=([^;]+)", request.headers["content-type"])
        assert mark is not None
        parts = request.body.split(b"--" + mark[1].strip('"').encode())
        content = next(part for part in parts if b'name="file"' in part).partition(b"\r\n\r\n")[2]
        name = f"file-{len(self.files)}"
        self.files[name] = content.removesuffix(b"\r\n")
        return Response(200, {"id": name, "object": "file", "purpose": "batch", "bytes": len(self.files[name])})

    def _create(self, request: Request) -> Response:
        given = request.json()
        if given["input_file_id"] not in self.files:
            return Response(404, {"error": {"message": "no such file"}})
        name = f"batch_{len(self.batches)}"
        fate = self.fates[len(self.batches)] if len(self.batches) < len(self.fates) else "completed"
        batch = {
            "id": name,
            "object": "batch",
            "endpoint": given["endpoint"],
            "completion_window": given["completion_window"],
            "input_file_id": given["input_file_id"],
            "metadata": given.get("metadata"),
            "created_at": 1_790_000_000,
            "status": "validating",
        }
        self.batches[name] = batch
        lines = [json.loads(line) for line in self.files[given["input_file_id"]].splitlines()]
        first = len(self.lines)
        self.lines += [line["custom_id"] for line in lines]
        self._work(batch, lines, first, fate)
        return Response(200, self._shown(name))

    def _work(self, batch: dict[str, Any], lines: list[dict[str, Any]], first: int, fate: str) -> None:
        batch["end"] = "expired" if fate == "partial" else fate
        done, failed = list[dict[str, Any]](), list[dict[str, Any]]()
        if fate == "failed":
            problem = {"code": "token_limit_exceeded", "message": "Enqueued token limit reached", "line": None}
            batch["errors"] = {"object": "list", "data": [problem]}
            lines = []
        for number, line in enumerate(lines):
            answered = fate == "completed" or (fate == "partial" and number % 2 == 0)
            told = self._line(line, first + number) if answered else self._unanswered(line, fate)
            if told:
                (done if told["response"] and told["response"]["status_code"] == 200 else failed).append(told)
        batch["request_counts"] = {"total": len(lines), "completed": len(done), "failed": len(failed)}
        for kind, told_lines in (("output", done), ("error", failed)):
            if told_lines:
                name = batch[f"{kind}_file_id"] = f"{batch['id']}-{kind}"
                text = "".join(json.dumps(told, ensure_ascii=False) + "\n" for told in reversed(told_lines))
                self.files[name] = text.encode()

    def _line(self, line: dict[str, Any], number: int) -> dict[str, Any]:
        body = json.dumps(line["body"]).encode()
        if self.refuses in line["body"]:
            error = {"message": f"Unsupported: '{self.refuses}'", "param": self.refuses}
            response = {"status_code": 400, "body": {"error": error}}
        elif number in self.bad:
            response = {"status_code": 500, "body": {"error": {"message": "the server had a bad day"}}}
        else:
            answer = self._answer(Request("POST", line["url"], "", {}, body))
            response = {"status_code": answer.status, "body": answer.body}
        return {"id": f"l{number}", "custom_id": line["custom_id"], "response": response, "error": None}

    def _answer(self, request: Request) -> Response:
        """The model's answer; it is no live call, but counts when the server draws its faults."""
        live, self.server.calls[:] = list(self.server.calls), self.answered
        answer = self.server.chat(request)
        self.answered[:], self.server.calls[:] = self.server.calls, live
        return answer

    def _unanswered(self, line: dict[str, Any], fate: str) -> dict[str, Any] | None:
        if fate == "cancelled":
            return None
        error = {"code": "batch_expired", "message": "This request could not be executed in time."}
        return {"id": "x", "custom_id": line["custom_id"], "response": None, "error": error}

    def _look(self, request: Request) -> Response:
        name = request.path.rpartition("/")[2]
        if name not in self.batches:
            return Response(404, {"error": {"message": "no such batch"}})
        self.asked[name] = self.asked.get(name, 0) + 1
        batch = self.batches[name]
        batch["status"] = batch["end"] if self.asked[name] > self.looks else "in_progress"
        return Response(200, self._shown(name))

    def _shown(self, name: str) -> dict[str, Any]:
        batch = {key: value for key, value in self.batches[name].items() if key != "end"}
        if batch["status"] not in OVER:
            batch = {k: v for k, v in batch.items() if k not in {"output_file_id", "error_file_id", "errors"}}
        return batch

    def _list(self, request: Request) -> Response:
        if not self.lists:
            return Response(404, {"error": {"message": "no such path"}})
        data = [self._shown(name) for name in reversed(self.batches)]
        return Response(200, {"object": "list", "data": data, "has_more": False})

    def _download(self, request: Request) -> Response:
        return Response(200, self.files[request.path.split("/")[-2]])
