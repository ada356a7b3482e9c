"""Speech through `/v1/audio/speech`: a text becomes the bytes that the endpoint calls audio.

The same client, tries, breaker, pacer and ledger as Chat; only what is sent and what comes back differs. Nothing
is believed here: a 200 may carry anything, and whoever asked decodes and judges it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import openai
from tenacity import AsyncRetrying, retry_if_exception_type

from jobs.errors import ModelError, SettingsError, YiboError
from jobs.model.chat import DEFAULT_BASE_URL, Bound, Chat, connect
from jobs.model.failures import TryAgainError, scrubbed
from jobs.model.manners import Notes
from jobs.model.pacing import Pacer, Slot
from jobs.model.spending import Ledger, Usage
from jobs.settings import Endpoint, Speech

VOICES = ("alloy", "nova")
"""Voices of the two speakers when none is set: OpenAI's names, which most other servers know as aliases."""


@dataclass(frozen=True, slots=True)
class Account:
    """On whose behalf a voice speaks: its number and name in the run, and the bound on its calls."""

    article: int = 0
    label: str = ""
    allowance: Bound | None = None


class SpokenVoice(Chat):
    """A voice behind an endpoint. Make it with `SpokenVoice.speaking`; await it with a text and a speaker."""

    _speech: Speech
    _account: Account

    @classmethod
    @asynccontextmanager
    async def speaking(
        cls,
        speech: Speech,
        endpoint: Endpoint,
        base_url: str,
        api_key: str | None,
        pacer: Pacer,
        ledger: Ledger,
        account: Account | None = None,
    ) -> AsyncIterator[SpokenVoice]:
        """A voice that closes its connections at the end. `base_url`: the one of speech, "" for OpenAI's.

        Nothing is sent yet. Raises CredentialsError without a key for OpenAI; other endpoints may need none.
        """
        client = connect(endpoint, base_url, api_key)
        voice = cls(client, endpoint, base_url or DEFAULT_BASE_URL, api_key, pacer, ledger, Notes())
        voice._speech, voice._account = speech, account or Account()
        try:
            yield voice
        finally:
            await asyncio.shield(client.close())

    def name(self, speaker: int) -> str:
        """The voice of a speaker (0 or 1)."""
        return (self._speech.voice, self._speech.voice2)[speaker % 2] or VOICES[speaker % 2]

    def identity(self, speaker: int) -> str:
        """All that decides how a text sounds besides the text: endpoint, model, voice, speed, instructions, form."""
        own = self._speech
        where = scrubbed(self._url, self._key).rstrip("/")
        return repr((where, own.model, self.name(speaker), own.speed, own.instructions, own.format))

    async def __call__(self, text: str, speaker: int) -> bytes:
        """What the endpoint sends for `text`, tries included; each try takes from the allowance and is booked.

        Raises ModelError when no answer is to be had; BudgetError, CredentialsError and SettingsError when no
        other call can do better.
        """
        begun = time.monotonic()
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(TryAgainError),
            stop=lambda state: self._is_enough(state, begun),
            wait=self._wait,
            reraise=True,
        )
        try:
            return await retrying(self._spoken, text, speaker)
        except TryAgainError as error:
            raise self._given_up(error, f"after {self._endpoint.attempts} tries") from None

    async def _spoken(self, text: str, speaker: int) -> bytes:
        """One HTTP call, in a slot, held and booked."""
        async with self._pacer.slot(self._account.article) as slot:
            if self._dead:
                raise self._dead
            if self._account.allowance is not None and not self._account.allowance.take():
                raise ModelError("the bound on calls is reached", hint="What was believed is kept. Run it again.")
            held = await self._ledger.hold(self._speech.model, len(text), self._account.label)
            usage: Usage | None = None
            try:
                data = await self._request(text, speaker, slot)
                usage = Usage(len(text))
                return data
            finally:
                self._ledger.book(held, usage)

    async def _request(self, text: str, speaker: int, slot: Slot) -> bytes:
        create: Any = self._client.audio.speech.with_raw_response.create
        try:
            # the client's timeout counts between bytes: a trickle could go on for ever
            async with asyncio.timeout(self._endpoint.timeout):
                raw = await create(**self._asked(text, speaker))
        except TimeoutError:
            slot.unreachable()
            where = scrubbed(self._url, self._key)
            raise TryAgainError("unreachable", f"{where} did not finish within {self._endpoint.timeout:g} s") from None
        except openai.APIError as error:
            raise self._refined(self._failed(error, self._speech.model, slot)) from None
        self._answer_came(slot, raw.headers)
        return bytes(raw.content)

    def _asked(self, text: str, speaker: int) -> dict[str, Any]:
        """The request; what is at its default is left out, for servers that know less than OpenAI's."""
        own = self._speech
        asked = {"model": own.model, "input": text, "voice": self.name(speaker), "response_format": own.format}
        more: dict[str, Any] = {"speed": own.speed} if own.speed != 1.0 else {}
        if own.instructions:
            more["instructions"] = own.instructions
        return {**asked, **more}

    def _refined(self, meaning: TryAgainError | YiboError) -> TryAgainError | YiboError:
        """Settings errors name the settings of speech."""
        if isinstance(meaning, SettingsError):
            return SettingsError(
                meaning.message,
                hint="Set `speech.model` and `speech.base_url`, or leave both empty for the embedded voice.",
            )
        return meaning
