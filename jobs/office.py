"""Where the jobs meet the model: opens the connection when the first article needs it, gives each its clerk."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager, AsyncExitStack, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from jobs.asking import Group, Heard, message
from jobs.fidelity.review import SCHEMA as REVIEW
from jobs.memory.store import Memory
from jobs.model.prices import price
from jobs.model.spending import BATCH_SHARE, Allowance, Ledger, Purse, Tally, estimate_tokens
from jobs.model.wire import SCHEMA
from jobs.planning import Plan
from jobs.prompt import Prompt, reviewer
from jobs.report import Spent
from jobs.settings import Settings, Speech

if TYPE_CHECKING:
    from jobs.model.batches import Batches
    from jobs.model.chat import Chat
    from jobs.model.pacing import Pacer
    from jobs.model.replies import Reply
    from jobs.model.speech import SpokenVoice

CALLS_OVERHEAD = 12
"""Tokens that a segment's id and the JSON around it take in a reply."""


@dataclass(frozen=True)
class ArticleClerk:
    """One article's way to the models. `allowance` bounds its calls."""

    office: Bureau
    article: int
    name: str
    allowance: Allowance

    async def ask(self, text: str, again: bool) -> Heard:
        """A translation's user message to the model, or to the stronger one for a second try."""
        own = self.office.settings
        model = own.repair_model if again and own.repair_model else own.model
        reply = await self._asked(model, self.office.prompt.text, text, SCHEMA)
        return Heard(reply.text, reply.cut, reply.model)

    async def review(self, text: str) -> str:
        """A user message to the model that grades translations: its reply's text."""
        own = self.office.settings
        system = reviewer(own.source, own.target).text
        return (await self._asked(own.review_model, system, text, REVIEW)).text

    async def tell(self, system: str, user: str) -> str:
        """Any other question to the model: its reply's text."""
        return (await self._asked(self.office.settings.model, system, user, None)).text

    async def voice(self) -> SpokenVoice:
        """The voice behind the speech endpoint of the settings."""
        return await self.office.voice(self.article, self.name, self.allowance)

    def close(self) -> Spent:
        """End the article: what it cost."""
        return self.office.closed(self.allowance, self.name)

    async def _asked(self, model: str, system: str, user: str, schema: Mapping[str, Any] | None) -> Reply:
        chat = await self.office.chat()
        return await chat.ask(
            model=model,
            system=system,
            user=user,
            schema=schema,
            allowance=self.allowance,
            article=self.article,
            label=self.name,
        )


class Bureau:
    """The model's side of a job. Nothing is imported or connected before the first clerk is asked for."""

    def __init__(
        self, settings: Settings, memory: Memory, prompt: Prompt, *, month: str, cassette: Path | None
    ) -> None:
        self.settings = settings
        self.prompt = prompt
        self._memory = memory
        self._cassette = cassette
        self._purse = Purse()
        self.ledger = Ledger.of(
            replace(settings.spending, prices={**_speech_price(settings.speech), **settings.spending.prices}),
            already=memory.spending(month).cost,
            tell=lambda cost, calls, tokens: memory.add_spending(month, cost, calls, tokens),
        )
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._chat: Chat | None = None
        self._batches: Batches | None = None
        self._voices: Pacer | None = None
        self._playing = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @property
    def spent(self) -> Spent:
        """What the job has cost so far."""
        return _spent(self.ledger.total)

    async def clerk(self, article: int, planned: int, name: str) -> ArticleClerk:
        """A clerk for the article with this number; `planned` calls when nothing goes wrong."""
        return ArticleClerk(self, article, name, self._purse.allowance(planned))

    def price(self, plan: Plan) -> Spent:
        """What the calls of an article would cost, about: tokens from characters, at list prices."""
        asked = sum((self._price(plan.title, group) for group in plan.groups), Spent())
        if not self.settings.review_model:
            return asked
        return sum((self._review_price(group) for group in plan.groups), asked)

    def half_price(self, plan: Plan) -> Spent:
        """What the calls of an article would cost in a batch."""
        listed = self.price(plan)
        return replace(listed, cost=None if listed.cost is None else listed.cost * BATCH_SHARE)

    def least(self, plan: Plan) -> float:
        """USD that a limit must leave for the dearest call of an article, so that each may start; 0 if not known."""
        return max(
            (self.ledger.upper(self.settings.model, self._asked(plan.title, g)) for g in plan.groups), default=0.0
        )

    def _asked(self, title: str, group: Group) -> int:
        """Tokens that a request takes in, about."""
        return estimate_tokens(self.prompt.text) + estimate_tokens(message(group, title))

    def _price(self, title: str, group: Group) -> Spent:
        asked = self._asked(title, group)
        given = sum(estimate_tokens(unit.text) + CALLS_OVERHEAD for unit in group.units)
        at = price(self.settings.model, self.settings.spending.prices)
        cost = (asked * at.input + given * at.output) / 1e6 if at else None
        return Spent(1, asked, 0, given, cost)

    def _review_price(self, group: Group) -> Spent:
        """Source and target go out, hardly anything comes back; what is sent back is not foreseen."""
        own = self.settings
        asked = estimate_tokens(reviewer(own.source, own.target).text)
        asked += 2 * sum(estimate_tokens(unit.text) + CALLS_OVERHEAD for unit in group.units)
        given = CALLS_OVERHEAD * len(group.units)
        at = price(own.review_model, own.spending.prices)
        cost = (asked * at.input + given * at.output) / 1e6 if at else None
        return Spent(1, asked, 0, given, cost)

    def closed(self, allowance: Allowance, name: str) -> Spent:
        """End an article's account: what it cost; what it did not need goes to the others."""
        allowance.close()
        return _spent(self.ledger.close(name))

    def spent_on(self, name: str) -> Spent:
        """End the account of an article that has no clerk."""
        return _spent(self.ledger.close(name))

    async def chat(self) -> Chat:
        """The connection, opened by the first question.

        Raises CredentialsError when there is no key, SettingsError when a limit needs a price that is not known.
        """
        async with self._opening:
            if self._chat is None:
                self._chat = await self._stack.enter_async_context(self._opened())
            return self._chat

    def saving(self) -> AbstractContextManager[None]:
        """While an answer of the model is on its way to whoever saves it: it counts as a call at once."""
        return self._chat.saving() if self._chat else nullcontext()

    async def voice(self, article: int, name: str, allowance: Allowance) -> SpokenVoice:
        """A voice behind the speech endpoint: its own base URL, key and pace."""
        from jobs.model.calls import Account
        from jobs.model.speech import SpokenVoice

        own = self.settings
        self.ledger.require_price([own.speech.model])
        async with self._opening:
            key = self._key(own.speech.api_key_env)
            self._voices = self._voices or self._pacer()
        base_url = own.speech.base_url or self._base_url()
        account = Account(article, name, allowance)
        speaking = SpokenVoice.speaking(own.speech, own.endpoint, base_url, key, self._voices, self.ledger, account)
        return await self._stack.enter_async_context(speaking)

    async def batches(self) -> Batches:
        """The Batch API of the same endpoint, with the same account. Raises what `chat` raises."""
        from jobs.model.batches import Batches

        async with self._opening:
            if self._batches is None:
                own = self.settings
                self.ledger.require_price([own.model, own.repair_model, own.review_model])
                key = self._key("OPENAI_API_KEY")
                opening = Batches.opening(own.endpoint, self._base_url(), key, self._pacer(), self.ledger, self._memory)
                self._batches = await self._stack.enter_async_context(opening)
            return self._batches

    def _opened(self) -> AbstractAsyncContextManager[Chat]:
        from jobs.model.chat import Chat

        own = self.settings
        self.ledger.require_price([own.model, own.repair_model, own.review_model])
        key = self._key("OPENAI_API_KEY")
        # vcrpy sees the standard transport only
        endpoint = replace(own.endpoint, transport="httpx2") if self._cassette else own.endpoint
        return Chat.open(endpoint, self._base_url(), key, self._pacer(), self.ledger, self._memory)

    def _base_url(self) -> str:
        return self.settings.base_url or os.environ.get("OPENAI_BASE_URL", "")

    def _pacer(self) -> Pacer:
        from jobs.model.pacing import Pacer

        own = self.settings.endpoint
        return Pacer(own.jobs, rpm=own.rpm, tpm=own.tpm)

    def _key(self, variable: str) -> str:
        """The key; with a cassette, which is put in now, any will do for a replay."""
        key = os.environ.get(variable, "")
        if self._cassette is None:
            return key
        replaying = self._cassette.exists()
        if not self._playing:
            from jobs.model.cassette import cassette

            self._stack.enter_context(cassette(self._cassette, record=not replaying))
            self._playing = True
        return key or ("replayed" if replaying else "")


def _speech_price(speech: Speech) -> dict[str, list[float]]:
    """The price of speech as the ledger's table has it: characters are booked as input tokens."""
    return {} if speech.price is None else {speech.model: [speech.price, speech.price, 0.0]}


def _spent(tally: Tally) -> Spent:
    usage = tally.usage
    return Spent(tally.calls, usage.input, usage.cached, usage.output, tally.cost)
