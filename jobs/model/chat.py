"""Chat Completions: what is asked, in the manner that the endpoint is known to take, and how its answer is read."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from httpx2 import Response

from jobs.model.calls import DEFAULT_BASE_URL, Account, Bound, Caller, connect
from jobs.model.failures import TryAgainError, scrubbed
from jobs.model.manners import Facts, Manner, Notes, recall, remember
from jobs.model.pacing import Pacer, Slot
from jobs.model.replies import Reply, reply_of
from jobs.model.slim import openai
from jobs.model.spending import Ledger, Usage, estimate_tokens
from jobs.settings import Endpoint

log = logging.getLogger("yibo")


@dataclass(frozen=True, slots=True)
class _Question:
    """What stays the same over all tries of one call."""

    model: str
    messages: list[dict[str, str]]
    schema: Mapping[str, Any] | None
    account: Account
    tokens: int


class Chat(Caller):
    """A client for one endpoint. Make it with `Chat.open`."""

    def __init__(
        self,
        client: openai.AsyncOpenAI,
        endpoint: Endpoint,
        url: str,
        key: str | None,
        pacer: Pacer,
        ledger: Ledger,
        facts: Facts,
    ) -> None:
        super().__init__(client, endpoint, url, key, pacer, ledger)
        self._facts = facts
        self._unbounded = False

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        endpoint: Endpoint,
        base_url: str,
        api_key: str | None,
        pacer: Pacer,
        ledger: Ledger,
        facts: Facts | None = None,
    ) -> AsyncIterator[Chat]:
        """A chat that closes its connections at the end. `base_url` "": OpenAI's.

        Nothing is sent yet. Raises CredentialsError without a key for OpenAI; other endpoints may need none.
        """
        client = connect(endpoint, base_url, api_key)
        try:
            yield cls(client, endpoint, base_url or DEFAULT_BASE_URL, api_key, pacer, ledger, facts or Notes())
        finally:
            await asyncio.shield(client.close())

    async def ask(
        self,
        *,
        model: str,
        system: str,
        user: str,
        schema: Mapping[str, Any] | None = None,
        allowance: Bound | None = None,
        article: int = 0,
        label: str = "",
    ) -> Reply:
        """One question, one reply, tries included; each try takes from `allowance` and counts in the ledger.

        `article`: its number in the run, lower ones go first; `label`: its name in the ledger. An empty, refused
        or cut reply is a reply. Raises ModelError when none is to be had; BudgetError, CredentialsError and
        SettingsError when no other call can do better.
        """
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        tokens = estimate_tokens(system) + estimate_tokens(user)
        question = _Question(model, messages, schema, Account(article, label, allowance), tokens)
        return await self._tried(lambda: self._try(question))

    async def _try(self, question: _Question) -> Reply:
        """One try; a 400 about what was optional is mended on the spot and not repeated for other calls.

        A bound on the reply goes first, and is not tried again in this run when the question is answered without it.
        """
        bounded = self._ledger.is_limited and not self._unbounded
        refused = False
        while True:
            manner = recall(self._facts, self._url, question.model)
            try:
                reply = await self._once(question, manner, bounded)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if not bounded:
                    self._learn(question, manner, error)
                bounded, refused = False, refused or bounded
            else:
                if refused and not self._unbounded:
                    self._unbounded = True
                    log.warning(
                        "%s takes no bound on replies: one long reply may pass the limit in USD", scrubbed(self._url)
                    )
                return reply

    def _learn(self, question: _Question, manner: Manner, error: openai.APIStatusError) -> None:
        """Remember what the endpoint rejects. Raises what the error means when it names nothing that can go."""
        sent = manner.options(question.schema, self._options())
        better = manner.after(sent, str(error.param or ""), str(error.message))
        if better is None:
            raise self._meaning(error, question.model) from None
        known = recall(self._facts, self._url, question.model)
        remember(self._facts, self._url, question.model, known.merged(better))

    async def _once(self, question: _Question, manner: Manner, bounded: bool) -> Reply:
        async def send(slot: Slot, most: int | None) -> tuple[Reply, Usage]:
            options = manner.options(question.schema, self._options(most if bounded else None))
            reply = await self._send(question, options, slot)
            return reply, reply.usage

        own = question.tokens
        return await self._paid(question.account, question.model, own, send, tokens=own)

    async def _send(self, question: _Question, options: Mapping[str, Any], slot: Slot) -> Reply:
        """One request, one answer, both as plain JSON: the client's own models of them cost more than the rest."""
        asked = {"messages": question.messages, "model": question.model, **options}
        try:
            response = await self._client.post("/chat/completions", cast_to=Response, body=asked)
            body = response.json()
        except (openai.BadRequestError, openai.UnprocessableEntityError):
            self._answer_came(slot, {})
            raise
        except openai.APIError as error:
            raise self._failed(error, question.model, slot) from None
        except (ValueError, RecursionError):
            self._answer_came(slot, {})
            raise TryAgainError("server", f"{scrubbed(self._url)} sent an answer that is no JSON") from None
        self._answer_came(slot, response.headers)
        reply = reply_of(body, model=question.model, asked=question.tokens)
        if reply is None:
            where = scrubbed(self._url, self._key)
            raise TryAgainError("server", f"{where} sent an answer that is no chat completion (is the address right?)")
        return reply

    def _options(self, most: int | None = None) -> dict[str, Any]:
        """What the settings ask for beyond the messages; `most` tokens in the reply, where money is limited."""
        own = self._endpoint
        options: dict[str, Any] = {} if own.temperature is None else {"temperature": own.temperature}
        if most is not None:
            options["max_completion_tokens"] = most
        if own.reasoning_effort:
            options["reasoning_effort"] = own.reasoning_effort
        return options
