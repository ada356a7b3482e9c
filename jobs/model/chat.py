"""Chat Completions through one client, one retry layer, one pacer and one ledger.

The breaker: when no call of the run ever had an answer after all tries of one call or twice as many of several, or
none had one for OUTAGE seconds, the endpoint counts as dead, and every further call fails at once with the same
ModelError.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import openai
from httpx2 import Timeout
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from jobs.errors import CredentialsError, ModelError, YiboError
from jobs.model.failures import TryAgainError, cassette_miss, judged, scrubbed
from jobs.model.manners import Facts, Manner, Notes, recall, remember
from jobs.model.pacing import Pacer, Slot
from jobs.model.spending import AMPLIFICATION, Ledger, Usage, estimate_tokens
from jobs.settings import Endpoint

DEFAULT_BASE_URL = "https://api.openai.com/v1"
OUTAGE = 300.0
PATIENCE = 5.0
"""A call that is only ever refused for the rate gives up after this many times the longest wait."""
FIRST_WAIT, GROWTH = 0.5, 2.5
"""Seconds before the second try, and how much longer each further wait is (half of it is chance)."""


class Bound(Protocol):
    """The bound on an article's calls."""

    def take(self) -> bool:
        """Take one call, if there is one left."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: its text, how it ended ("stop", "length", "content_filter", "refusal", …), tokens, model."""

    text: str
    finish: str
    usage: Usage
    model: str

    @property
    def cut(self) -> bool:
        """Did it end for want of room?"""
        return self.finish == "length"


class _BoundError(Exception):
    """The bound on calls is reached."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What stays the same over all tries of one call."""

    model: str
    messages: list[dict[str, str]]
    schema: Mapping[str, Any] | None
    allowance: Bound | None
    article: int
    label: str
    tokens: int


class Chat:
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
        self._client = client
        self._endpoint = endpoint
        self._url = url
        self._key = key
        self._pacer = pacer
        self._ledger = ledger
        self._facts = facts
        self._dead: ModelError | None = None
        self._answered: float | None = None
        self._silences = 0

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
        question = _Question(model, messages, schema, allowance, article, label, tokens)
        begun = time.monotonic()
        failures: list[TryAgainError] = []
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(TryAgainError),
            stop=lambda state: self._is_enough(state, begun),
            wait=self._wait,
            after=lambda state: failures.append(_failure(state)),
            reraise=True,
        )
        try:
            return await retrying(self._try, question)
        except TryAgainError as error:
            raise self._given_up(error, f"after {self._endpoint.attempts} tries") from None
        except _BoundError:
            bound = f"the bound on calls is reached: {AMPLIFICATION} times what a clean run needs"
            raise self._given_up(failures[-1] if failures else None, bound) from None

    async def _try(self, question: _Question) -> Reply:
        """One try; a 400 about what was optional is mended on the spot and not repeated for other calls."""
        while True:
            manner = recall(self._facts, self._url, question.model)
            try:
                return await self._once(question, manner)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                self._learn(question, manner, error)

    def _learn(self, question: _Question, manner: Manner, error: openai.APIStatusError) -> None:
        """Remember what the endpoint rejects. Raises what the error means when it names nothing that can go."""
        sent = manner.options(question.schema, self._options())
        better = manner.after(sent, str(error.param or ""), str(error.message))
        if better is None:
            raise self._meaning(error, question.model) from None
        known = recall(self._facts, self._url, question.model)
        remember(self._facts, self._url, question.model, known.merged(better))

    async def _once(self, question: _Question, manner: Manner) -> Reply:
        """One HTTP call, in a slot, held and booked."""
        if self._dead:
            raise self._dead
        async with self._pacer.slot(question.article, question.tokens) as slot:
            if self._dead:
                raise self._dead
            if question.allowance is not None and not question.allowance.take():
                raise _BoundError
            held = await self._ledger.hold(question.model, question.tokens, question.label)
            usage: Usage | None = None
            try:
                reply = await self._send(question, manner, slot)
                usage = reply.usage
                return reply
            finally:
                self._ledger.book(held, usage)

    async def _send(self, question: _Question, manner: Manner, slot: Slot) -> Reply:
        options = manner.options(question.schema, self._options())
        create: Any = self._client.chat.completions.with_raw_response.create
        try:
            raw = await create(model=question.model, messages=question.messages, **options)
            completion = raw.parse()
        except (openai.BadRequestError, openai.UnprocessableEntityError):
            self._answer_came(slot, {})
            raise
        except openai.APIError as error:
            raise self._failed(error, question.model, slot) from None
        except ValueError:
            self._answer_came(slot, {})
            raise TryAgainError("server", f"{scrubbed(self._url)} sent an answer that is no JSON") from None
        except Exception as error:
            missed = cassette_miss(error)
            if missed is None:
                raise
            raise missed from None
        self._answer_came(slot, raw.headers)
        return self._read(completion, question)

    def _read(self, completion: Any, question: _Question) -> Reply:
        choices = getattr(completion, "choices", None)
        if not isinstance(choices, list) or not choices or getattr(choices[0], "message", None) is None:
            where = scrubbed(self._url, self._key)
            raise TryAgainError("server", f"{where} sent an answer that is no chat completion (is the address right?)")
        message = choices[0].message
        text = message.content if isinstance(message.content, str) else ""
        finish = str(choices[0].finish_reason or "")
        if getattr(message, "refusal", None):
            text, finish = "", "refusal"
        elif finish == "content_filter":
            text = ""
        model = completion.model if isinstance(completion.model, str) else question.model
        return Reply(text if text.strip() else "", finish, _usage(completion, question.tokens, text), model)

    def _options(self) -> dict[str, Any]:
        """What the settings ask for beyond the messages."""
        own = self._endpoint
        options: dict[str, Any] = {} if own.temperature is None else {"temperature": own.temperature}
        if own.reasoning_effort:
            options["reasoning_effort"] = own.reasoning_effort
        return options

    def _answer_came(self, slot: Slot, headers: Mapping[str, str]) -> None:
        self._answer_seen()
        slot.succeeded(headers)

    def _answer_seen(self) -> None:
        self._answered, self._silences = time.monotonic(), 0

    def _failed(self, error: openai.APIError, model: str, slot: Slot) -> TryAgainError | YiboError:
        """Tell the pacer how the call ended; what it means."""
        meaning = self._meaning(error, model)
        if isinstance(meaning, TryAgainError) and meaning.cause == "unreachable":
            slot.unreachable()
            self._no_answer(meaning)
            return meaning
        self._answer_seen()
        if isinstance(meaning, TryAgainError) and meaning.cause == "refused":
            headers = error.response.headers if isinstance(error, openai.APIStatusError) else {}
            slot.refused(self._capped(meaning.wait), headers)
        elif isinstance(meaning, TryAgainError) and meaning.cause == "overloaded":
            slot.overloaded(self._capped(meaning.wait))
        return meaning

    def _meaning(self, error: openai.APIError, model: str) -> TryAgainError | YiboError:
        return judged(error, model=model, url=self._url, key=self._key, now=datetime.now(UTC))

    def _capped(self, wait: float | None) -> float | None:
        return None if wait is None else min(wait, self._endpoint.max_wait)

    def _wait(self, state: RetryCallState) -> float:
        """Seconds until the next try: as told, else longer each time with some chance in it; capped by settings."""
        told = self._capped(_failure(state).wait)
        if told is not None:
            return told
        longest = min(FIRST_WAIT * GROWTH ** (state.attempt_number - 1), self._endpoint.max_wait)
        return longest * (0.5 + 0.5 * _chance())

    def _is_enough(self, state: RetryCallState, begun: float) -> bool:
        """Tries used up? Refusals for the rate are given time besides: they say when, not whether."""
        if state.attempt_number < self._endpoint.attempts:
            return False
        refused = state.outcome is not None and _failure(state).cause == "refused"
        return not refused or time.monotonic() - begun > PATIENCE * self._endpoint.max_wait

    def _given_up(self, failure: TryAgainError | None, why: str) -> ModelError:
        """The error of a call that gets no more tries. The first one for a dead endpoint speaks for all."""
        unreachable = failure is not None and failure.cause == "unreachable"
        if self._dead and unreachable:
            return self._dead
        given = ModelError(
            f"{failure.message} ({why})" if failure else why,
            hint="Run again later: nothing that is paid for is lost. `yibo doctor` tests the endpoint.",
        )
        if unreachable and self._answered is None:
            self._dead = given
        return given

    def _no_answer(self, failure: TryAgainError) -> None:
        """Count a call without an answer; trips the breaker for a dead endpoint."""
        self._silences += 1
        if self._answered is None:
            dead = self._silences >= 2 * self._endpoint.attempts
        else:
            dead = self._silences > 1 and time.monotonic() - self._answered > OUTAGE
        if dead:
            self._dead = self._given_up(failure, f"no answer to {self._silences} calls")


def _failure(state: RetryCallState) -> TryAgainError:
    """What a try that is to be repeated failed with."""
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, TryAgainError)
    return error


def _chance() -> float:
    """A number from 0 to 1, to keep calls that failed together from coming back together."""
    return (time.perf_counter_ns() % 9973) / 9973


def _usage(completion: Any, tokens: int, text: str) -> Usage:
    """Tokens as returned; estimated from characters where the endpoint does not count."""
    given = getattr(completion, "usage", None)
    if given is None or not isinstance(given.prompt_tokens, int) or not isinstance(given.completion_tokens, int):
        return Usage(tokens, 0, estimate_tokens(text))
    details = getattr(given, "prompt_tokens_details", None)
    cached = getattr(details, "cached_tokens", None)
    return Usage(given.prompt_tokens, cached if isinstance(cached, int) else 0, given.completion_tokens)


def connect(endpoint: Endpoint, base_url: str, api_key: str | None) -> openai.AsyncOpenAI:
    """The client, without retries of its own: there is one layer, and it is here."""
    if not api_key and not base_url:
        raise CredentialsError(
            "there is no API key",
            hint="Set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint that needs none.",
        )
    return openai.AsyncOpenAI(
        api_key=api_key or "none",
        base_url=base_url or DEFAULT_BASE_URL,
        max_retries=0,
        timeout=Timeout(endpoint.timeout, connect=endpoint.connect_timeout),
    )
