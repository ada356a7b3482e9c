"""Calls of any kind to one endpoint: one client, one retry layer, one pacer, one ledger, one breaker.

The breaker: when no call of the run ever had an answer after all tries of one call or twice as many of several, or
none had one for OUTAGE seconds, the endpoint counts as dead, and every further call fails at once with the same
ModelError.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from httpx2 import Timeout
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from jobs.errors import CredentialsError, ModelError, SettingsError, YiboError
from jobs.model.failures import TryAgainError, cassette_miss, judged
from jobs.model.pacing import Pacer, Slot
from jobs.model.slim import aiohttp_client, openai
from jobs.model.spending import AMPLIFICATION, Ledger, Usage
from jobs.regex import regex
from jobs.settings import Endpoint

DEFAULT_BASE_URL = "https://api.openai.com/v1"
OUTAGE = 300.0
PATIENCE = 5.0
"""A call that is only ever refused for the rate gives up after this many times the longest wait."""
FIRST_WAIT, GROWTH = 0.5, 2.5
"""Seconds before the second try, and how much longer each further wait is (half of it is chance)."""

T = TypeVar("T")


class Bound(Protocol):
    """The bound on an article's calls."""

    def take(self) -> bool:
        """Take one call, if there is one left."""


@dataclass(frozen=True, slots=True)
class Account:
    """On whose behalf a call is made: its article's number in the run (lower ones go first), its name in the
    ledger, and the bound on its calls."""

    article: int = 0
    label: str = ""
    allowance: Bound | None = None


class _BoundError(Exception):
    """The bound on calls is reached."""


class Caller:
    """What every way to an endpoint has in common; what is sent and how it is read is for those who inherit."""

    def __init__(
        self,
        client: openai.AsyncOpenAI,
        endpoint: Endpoint,
        url: str,
        key: str | None,
        pacer: Pacer,
        ledger: Ledger,
    ) -> None:
        self._client = client
        self._endpoint = endpoint
        self._url = url
        self._key = key
        self._pacer = pacer
        self._ledger = ledger
        self._dead: ModelError | None = None
        self._answered: float | None = None
        self._silences = 0

    def saving(self) -> AbstractContextManager[None]:
        """While an answer is on its way to whoever saves it: it counts as a call at once."""
        return self._pacer.saving()

    async def _tried(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """What `attempt` gives, again and again while it raises TryAgainError.

        Raises ModelError when the tries or the bound on calls are used up; whatever else it raises passes.
        """

        async def once() -> T:  # tenacity awaits nothing but what it sees to be a coroutine function
            return await attempt()

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
            return await retrying(once)
        except TryAgainError as error:
            raise self._given_up(error, f"after {self._endpoint.attempts} tries") from None
        except _BoundError:
            bound = f"the bound on calls is reached: {AMPLIFICATION} times what a clean run needs"
            raise self._given_up(failures[-1] if failures else None, bound) from None

    async def _paid(
        self,
        account: Account,
        model: str,
        size: int,
        send: Callable[[Slot, int | None], Awaitable[tuple[T, Usage]]],
        *,
        tokens: int = 0,
    ) -> T:
        """One HTTP call, in a slot for `tokens`, taken from the bound; the price of `size` is held, then booked.

        `send` gets the slot and the most tokens that its answer may have where money is limited.
        """
        if self._dead:
            raise self._dead
        async with self._pacer.slot(account.article, tokens) as slot:
            if self._dead:
                raise self._dead
            if account.allowance is not None and not account.allowance.take():
                raise _BoundError
            held = await self._ledger.hold(model, size, account.label)
            usage: Usage | None = None
            try:
                answer, usage = await send(slot, held.most)
                return answer
            except Exception as error:
                missed = cassette_miss(error)
                if missed is None:
                    raise
                raise missed from None
            finally:
                self._ledger.book(held, usage)

    def _answer_came(self, slot: Slot, headers: Mapping[str, str]) -> None:
        self._answer_seen()
        slot.succeeded(headers)

    def _answer_seen(self) -> None:
        self._answered, self._silences = time.monotonic(), 0

    def _failed(self, error: openai.APIError, model: str, slot: Slot) -> TryAgainError | YiboError:
        """Tell the pacer how the call ended; what it means."""
        meaning = self._meaning(error, model)
        if isinstance(meaning, TryAgainError) and meaning.cause == "unreachable":
            self._silent(meaning, slot)
            return meaning
        self._answer_seen()
        if isinstance(meaning, TryAgainError) and meaning.cause == "refused":
            headers = error.response.headers if isinstance(error, openai.APIStatusError) else {}
            slot.refused(self._capped(meaning.wait), headers)
        elif isinstance(meaning, TryAgainError) and meaning.cause == "overloaded":
            slot.overloaded(self._capped(meaning.wait))
        return meaning

    def _silent(self, failure: TryAgainError, slot: Slot) -> None:
        """Count a call without an answer; trips the breaker for a dead endpoint."""
        slot.unreachable()
        self._silences += 1
        if self._answered is None:
            dead = self._silences >= 2 * self._endpoint.attempts
        else:
            dead = self._silences > 1 and time.monotonic() - self._answered > OUTAGE
        if dead:
            self._dead = self._given_up(failure, f"no answer to {self._silences} calls")

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


def _failure(state: RetryCallState) -> TryAgainError:
    """What a try that is to be repeated failed with."""
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, TryAgainError)
    return error


def _chance() -> float:
    """A number from 0 to 1, to keep calls that failed together from coming back together."""
    return (time.perf_counter_ns() % 9973) / 9973


_ADDRESS = regex(r"https?://[^/\s]+")


def connect(endpoint: Endpoint, base_url: str, api_key: str | None) -> openai.AsyncOpenAI:
    """The client, without retries of its own: there is one layer, and it is here.

    Raises CredentialsError without a key for OpenAI, SettingsError for an address that is none and when the transport
    is not installed.
    """
    if base_url and not _ADDRESS.match(base_url):
        raise SettingsError(
            f"{base_url!r} is no address of an endpoint",
            hint="Set `base_url` or OPENAI_BASE_URL to one like https://api.openai.com/v1.",
        )
    if not api_key and not base_url:
        raise CredentialsError(
            "there is no API key",
            hint="Set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint that needs none.",
        )
    timeout = Timeout(endpoint.timeout, connect=endpoint.connect_timeout)
    return openai.AsyncOpenAI(
        api_key=api_key or "none",
        base_url=base_url or DEFAULT_BASE_URL,
        max_retries=0,
        timeout=timeout,
        http_client=_aiohttp(timeout) if endpoint.transport == "aiohttp" else None,
    )


def _aiohttp(timeout: Timeout) -> Any:
    try:
        return aiohttp_client(timeout=timeout)
    except ImportError as error:
        raise SettingsError(
            "endpoint.transport is aiohttp, which is not installed", hint="pip install 'yibo[fast]'"
        ) from error
