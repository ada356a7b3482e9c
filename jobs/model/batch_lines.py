"""The lines of a batch: requests that go up in a file, replies and refusals that come down in two. No network.

Source: OpenAI's reference of /v1/batches and its guide to the format of the files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from jobs.model.failures import scrubbed
from jobs.model.replies import reply_of, usage_of
from jobs.model.spending import Usage, estimate_tokens

PATH: Literal["/v1/chat/completions"] = "/v1/chat/completions"
EXPIRED = "it had no turn within a day"
FORM = "the form of the request was refused"
"""The note of a request that will be asked otherwise."""
UNDONE = ("the batch was refused", "the batch was cancelled")
"""How notes begin when nothing was wrong with the request itself and nothing was paid for."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a result file: a request's reply as the chat has it, or in `note` why there is none."""

    name: str
    text: str = ""
    finish: str = ""
    model: str = ""
    note: str = ""
    usage: Usage = Usage()
    refused: tuple[str, str] = ("", "")
    """(parameter, message) of a 400 that refused the request's form."""


class Sized(Protocol):
    """What is to be known of a request to put it into a batch: `size` of its line in bytes."""

    @property
    def model(self) -> str:
        """The model it is for."""

    @property
    def size(self) -> int:
        """Bytes."""


S = TypeVar("S", bound=Sized)


def name_of(article: str, model: str, system: str, user: str) -> str:
    """A request's `custom_id`: the same for the same question of the same article, and for no other."""
    parts = json.dumps([article, model, system, user], ensure_ascii=False)
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


def line(name: str, body: Mapping[str, Any]) -> bytes:
    """A request as a line of a batch's file."""
    told = {"custom_id": name, "method": "POST", "url": PATH, "body": body}
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def tokens(body: Mapping[str, Any]) -> int:
    """Tokens that a request takes in, about."""
    return sum(estimate_tokens(message["content"]) for message in body["messages"])


def cut(requests: Iterable[S], lines: int, size: int) -> Iterator[list[S]]:
    """Requests in order, in as many batches as the server's bounds and its rule of one model a batch ask for."""
    current: list[S] = []
    filled = 0
    for request in requests:
        full = len(current) >= lines or filled + request.size > size
        if current and (full or request.model != current[0].model):
            yield current
            current, filled = [], 0
        current.append(request)
        filled += request.size
    if current:
        yield current


def read_line(text: str) -> Told | None:
    """One line of an output or error file; None when it is no such line."""
    try:
        told = json.loads(text)
        name = str(told["custom_id"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    response = told.get("response")
    response = response if isinstance(response, dict) else {}
    body = response.get("body")
    body = body if isinstance(body, dict) else {}
    if response.get("status_code") == 200 and not told.get("error"):
        return _read_reply(name, body)
    error = told.get("error") or body.get("error")
    error = error if isinstance(error, dict) else {"message": error or "the line says nothing"}
    status, said = response.get("status_code"), scrubbed(str(error.get("message") or error.get("code") or ""))
    note = EXPIRED if error.get("code") == "batch_expired" else f"the batch could not answer ({status}): {said}"
    refused = (str(error.get("param") or ""), said) if status in {400, 422} else ("", "")
    return Told(name, note=note, refused=refused)


def _read_reply(name: str, body: Mapping[str, Any]) -> Told:
    reply = reply_of(body)
    if reply is None:
        return Told(name, note="the batch answered with no chat completion", usage=usage_of(body))
    return Told(name, reply.text, reply.finish, reply.model, usage=reply.usage)
