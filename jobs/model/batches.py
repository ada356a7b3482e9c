"""The Batch API: lines of requests go up as a file, a file of replies comes down within a day, at half price.

The lines are built and read here without a network; `Batches` makes the calls, with the chat's own client, tries
and meanings of errors. Sources: OpenAI's reference of /v1/files and /v1/batches.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO, Any, Literal, Protocol, TypeVar

import openai
from httpx2 import HTTPError
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from jobs.errors import ModelError, SettingsError, YiboError
from jobs.model.chat import DEFAULT_BASE_URL, FIRST_WAIT, GROWTH, Chat, connect
from jobs.model.failures import TryAgainError, scrubbed
from jobs.model.manners import Facts, recall, remember
from jobs.model.pacing import Pacer
from jobs.model.spending import Ledger, Usage, estimate_tokens
from jobs.settings import Endpoint

T = TypeVar("T")
S = TypeVar("S", bound="Sized")

PATH: Literal["/v1/chat/completions"] = "/v1/chat/completions"
WINDOW: Literal["24h"] = "24h"
MARK = "yibo"
"""The key in a batch's metadata under which our token is found again."""
LINES, BYTES = 50_000, 200_000_000
"""Most requests in a batch, and the largest file, as OpenAI documents them."""
OVER = frozenset({"completed", "failed", "expired", "cancelled"})
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


class RefusedError(ModelError):
    """The endpoint understood a call and refused it: nothing came of it."""


class Sized(Protocol):
    """What is to be known of a request to put it into a batch: `size` of its line in bytes."""

    @property
    def model(self) -> str:
        """The model it is for."""

    @property
    def size(self) -> int:
        """Bytes."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What the server says of a batch. `files`: its outputs, then its errors, as far as there are any."""

    handle: str
    status: str
    done: int
    total: int
    files: tuple[str, ...] = ()
    problem: str = ""

    @property
    def over(self) -> bool:
        """Will nothing more come?"""
        return self.status in OVER


# --- lines -------------------------------------------------------------------------------------------------


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


def cut(requests: Iterable[S], lines: int = LINES, size: int = BYTES) -> Iterator[list[S]]:
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
    except (ValueError, KeyError, TypeError):
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
    """A chat completion as the chat reads it: without text when it is refused."""
    usage = _usage(body.get("usage"))
    try:
        choice = body["choices"][0]
        message = choice["message"]
        finish = str(choice.get("finish_reason") or "")
        text = message.get("content")
        refusal = message.get("refusal")
    except (KeyError, IndexError, TypeError, AttributeError):
        return Told(name, note="the batch answered with no chat completion", usage=usage)
    finish = "refusal" if refusal else finish
    kept = text if isinstance(text, str) and text.strip() and finish not in {"refusal", "content_filter"} else ""
    return Told(name, kept, finish, str(body.get("model") or ""), usage=usage)


def _usage(given: Any) -> Usage:
    given = given if isinstance(given, dict) else {}
    details = given.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else 0
    counts = (given.get("prompt_tokens"), cached, given.get("completion_tokens"))
    return Usage(*(count if isinstance(count, int) else 0 for count in counts))


# --- calls -------------------------------------------------------------------------------------------------


class Batches(Chat):
    """The Batch API of an endpoint. Make it with `Batches.opening`."""

    @classmethod
    @asynccontextmanager
    async def opening(
        cls, endpoint: Endpoint, base_url: str, api_key: str | None, pacer: Pacer, ledger: Ledger, facts: Facts
    ) -> AsyncIterator[Batches]:
        """Closes its connections at the end. Nothing is sent yet; raises CredentialsError without a key for OpenAI."""
        client = connect(endpoint, base_url, api_key)
        try:
            yield cls(client, endpoint, base_url or DEFAULT_BASE_URL, api_key, pacer, ledger, facts)
        finally:
            await asyncio.shield(client.close())

    @property
    def url(self) -> str:
        """The endpoint's address, without secrets."""
        return scrubbed(self._url, self._key).rstrip("/")

    def body(self, model: str, system: str, user: str, schema: Mapping[str, Any] | None) -> dict[str, Any]:
        """A request as the chat would send it."""
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        manner = recall(self._facts, self._url, model)
        return {"model": model, "messages": messages, **manner.options(schema, self._options())}

    def learn(self, body: Mapping[str, Any], told: Told) -> bool:
        """Remember what the endpoint rejects of a request's form, to ask otherwise next time: was there something?"""
        model = str(body["model"])
        manner = recall(self._facts, self._url, model)
        better = manner.after(body, *told.refused) if any(told.refused) else None
        if better:
            remember(self._facts, self._url, model, manner.merged(better))
        return better is not None

    async def upload(self, name: str, content: IO[bytes]) -> str:
        """Send a batch's file: the server's name for it."""

        async def send() -> str:
            content.seek(0)
            return str((await self._client.files.create(file=(name, content), purpose="batch")).id)

        return await self._persistently(send)

    async def create(self, file: str, token: str, *, doubt: bool) -> Progress:
        """Create the batch that carries `token`, once: in `doubt`, and after every try that may have reached the
        server, it is looked for first. Raises ModelError when the server can't be asked."""
        doubts = [doubt]

        async def send() -> Progress:
            found = await self.find(token) if doubts[-1] else None
            if found:
                return found
            doubts.append(True)
            made = await self._client.batches.create(
                input_file_id=file,
                endpoint=PATH,
                completion_window=WINDOW,
                metadata={MARK: token},
                extra_headers={"Idempotency-Key": token},
            )
            return _progress(made)

        return await self._persistently(send)

    async def find(self, token: str) -> Progress | None:
        """The batch whose metadata carries `token`, among all that the server lists."""
        async for found in self._client.batches.list(limit=100):
            if (getattr(found, "metadata", None) or {}).get(MARK) == token:
                return _progress(found)
        return None

    async def progress(self, handle: str) -> Progress | None:
        """How far a batch is; None when the server does not know it."""

        async def look() -> Progress | None:
            try:
                return _progress(await self._client.batches.retrieve(handle))
            except openai.NotFoundError:
                return None

        return await self._persistently(look)

    async def results(self, file: str, size: int = 500) -> AsyncIterator[list[Told]]:
        """What a result file tells, up to `size` lines at once. A download that breaks off begins anew: lines may
        come twice. A file that is gone is empty."""
        asked = 0
        while True:
            try:
                async for lines in self._lines(file, size):
                    yield [told for told in map(read_line, lines) if told]
                return
            except openai.NotFoundError:
                return
            except (openai.APIError, HTTPError) as error:
                meaning = self._broken(error)
                asked += 1
                if not isinstance(meaning, TryAgainError):
                    raise meaning from None
                if asked >= self._endpoint.attempts:
                    raise self._given_up(meaning, f"after {asked} tries") from None
                await asyncio.sleep(self._pause(asked))

    async def _lines(self, file: str, size: int) -> AsyncIterator[Sequence[str]]:
        taken: list[str] = []
        async with self._client.files.with_streaming_response.content(file) as response:
            async for text in response.iter_lines():
                taken.append(text)
                if len(taken) >= size:
                    yield taken
                    taken = []
        yield taken

    def _broken(self, error: openai.APIError | HTTPError) -> TryAgainError | YiboError:
        """What a download that fails means; the client does not translate what happens in the midst of one."""
        if isinstance(error, openai.APIError):
            return self._meaning(error, "")
        return TryAgainError("unreachable", f"{self.url} broke off: {scrubbed(str(error), self._key)}")

    def _pause(self, tries: int) -> float:
        return float(min(FIRST_WAIT * GROWTH ** (tries - 1), self._endpoint.max_wait))

    async def _persistently(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call, tries included. Raises ModelError, BudgetError, CredentialsError or SettingsError."""
        begun = time.monotonic()

        async def once() -> T:
            try:
                return await call()
            except openai.NotFoundError as error:
                raise SettingsError(
                    f"{self.url} has no Batch API: {scrubbed(str(error.message), self._key)}",
                    hint="Run without --batch, or set `base_url` to an endpoint that has one.",
                ) from None
            except openai.APIError as error:
                meaning = self._meaning(error, "")
                if isinstance(meaning, ModelError):
                    raise RefusedError(meaning.message, hint=meaning.hint) from None
                raise meaning from None

        def enough(state: RetryCallState) -> bool:
            return self._is_enough(state, begun)

        retrying = AsyncRetrying(
            retry=retry_if_exception_type(TryAgainError), stop=enough, wait=self._wait, reraise=True
        )
        try:
            return await retrying(once)
        except TryAgainError as error:
            raise self._given_up(error, f"after {self._endpoint.attempts} tries") from None


def _progress(batch: Any) -> Progress:
    """The server's word on a batch."""
    if not isinstance(getattr(batch, "id", None), str):
        raise ModelError("the server sent an answer that is no batch", hint="Is the address right? See `yibo doctor`.")
    counts = batch.request_counts
    errors = getattr(getattr(batch, "errors", None), "data", None) or []
    said = "; ".join(dict.fromkeys(scrubbed(str(error.message or error.code or "")) for error in errors[:3]))
    files = tuple(name for name in (batch.output_file_id, batch.error_file_id) if name)
    done = (counts.completed + counts.failed) if counts else 0
    return Progress(batch.id, str(batch.status), done, counts.total if counts else 0, files, said)
