"""Speech through `/v1/audio/speech`: a text becomes the bytes that the endpoint calls audio.

Nothing is believed here: a 200 may carry anything, and whoever asked decodes and judges it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from jobs.errors import SettingsError, YiboError
from jobs.model.calls import DEFAULT_BASE_URL, Account, Caller, connect
from jobs.model.failures import TryAgainError, scrubbed
from jobs.model.pacing import Pacer, Slot
from jobs.model.slim import openai
from jobs.model.spending import Ledger, Usage
from jobs.settings import Endpoint, Speech

VOICES = ("alloy", "nova")
"""Voices of the two speakers when none is set: OpenAI's names, which most other servers know as aliases."""


def named(speech: Speech, speaker: int) -> str:
    """The voice of a speaker (0 or 1)."""
    return (speech.voice, speech.voice2)[speaker % 2] or VOICES[speaker % 2]


def identity(speech: Speech, base_url: str, speaker: int) -> str:
    """All that decides how a text sounds besides the text: endpoint ("": OpenAI's), model, voice, speed,
    instructions, form. What is spoken is filed under it."""
    where = scrubbed(base_url or DEFAULT_BASE_URL).rstrip("/")
    return repr((where, speech.model, named(speech, speaker), speech.speed, speech.instructions, speech.format))


class SpokenVoice(Caller):
    """A voice behind an endpoint. Make it with `SpokenVoice.speaking`; await it with a text and a speaker."""

    def __init__(
        self,
        client: openai.AsyncOpenAI,
        speech: Speech,
        endpoint: Endpoint,
        url: str,
        key: str | None,
        pacer: Pacer,
        ledger: Ledger,
        account: Account,
    ) -> None:
        super().__init__(client, endpoint, url, key, pacer, ledger)
        self._speech = speech
        self._account = account

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
        url = base_url or DEFAULT_BASE_URL
        try:
            yield cls(client, speech, endpoint, url, api_key, pacer, ledger, account or Account())
        finally:
            await asyncio.shield(client.close())

    def name(self, speaker: int) -> str:
        """The voice of a speaker (0 or 1)."""
        return named(self._speech, speaker)

    def identity(self, speaker: int) -> str:
        """All that decides how a text sounds besides the text: see `identity`."""
        return identity(self._speech, scrubbed(self._url, self._key), speaker)

    async def __call__(self, text: str, speaker: int) -> bytes:
        """What the endpoint sends for `text`, tries included; each try takes from the allowance and is booked.

        Raises ModelError when no answer is to be had; BudgetError, CredentialsError and SettingsError when no
        other call can do better.
        """

        async def send(slot: Slot, most: int | None) -> tuple[bytes, Usage]:
            return await self._request(text, speaker, slot), Usage(len(text))

        return await self._tried(lambda: self._paid(self._account, self._speech.model, len(text), send))

    async def _request(self, text: str, speaker: int, slot: Slot) -> bytes:
        create: Any = self._client.audio.speech.with_raw_response.create
        try:
            # the client's timeout counts between bytes: a trickle could go on for ever
            async with asyncio.timeout(self._endpoint.timeout):
                raw = await create(**self._asked(text, speaker))
        except TimeoutError:
            where = scrubbed(self._url, self._key)
            late = TryAgainError("unreachable", f"{where} did not finish within {self._endpoint.timeout:g} s")
            self._silent(late, slot)
            raise late from None
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
