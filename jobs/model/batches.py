"""The Batch API: lines of requests go up as a file, a file of replies comes down within a day, at half price.

The calls are made with the chat's own client, tries and meanings of errors. Sources: OpenAI's reference of /v1/files
and /v1/batches.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO, Any, Literal, TypeVar

from httpx2 import HTTPError

from jobs.errors import ModelError, SettingsError, YiboError
from jobs.model.batch_lines import PATH, Told, read_line
from jobs.model.calls import DEFAULT_BASE_URL, FIRST_WAIT, GROWTH, connect
from jobs.model.chat import Chat
from jobs.model.failures import TryAgainError, scrubbed
from jobs.model.manners import Facts, recall, remember
from jobs.model.pacing import Pacer
from jobs.model.slim import openai
from jobs.model.spending import Ledger
from jobs.settings import Endpoint

T = TypeVar("T")

WINDOW: Literal["24h"] = "24h"
MARK = "yibo"
"""The key in a batch's metadata under which our token is found again."""
OVER = frozenset({"completed", "failed", "expired", "cancelled"})


class RefusedError(ModelError):
    """The endpoint understood a call and refused it: nothing came of it."""


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

        return await self._tried(once)


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
