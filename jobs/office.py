"""Where the jobs meet the model: opens the connection when the first article needs it, gives each its clerk."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from jobs.asking import Ask, Group, Heard, message
from jobs.memory.store import Memory
from jobs.model.prices import price
from jobs.model.spending import Allowance, Ledger, Purse, Tally, estimate_tokens
from jobs.model.wire import SCHEMA
from jobs.prompt import Prompt
from jobs.report import Spent
from jobs.settings import Settings
from jobs.translate import Plan

if TYPE_CHECKING:
    from jobs.model.chat import Chat

CALLS_OVERHEAD = 12
"""Tokens that a segment's id and the JSON around it take in a reply."""


@dataclass(frozen=True)
class ArticleClerk:
    """One article's way to the model."""

    ask: Ask
    _close: Callable[[], Spent]

    def close(self) -> Spent:
        """End the article: what it cost."""
        return self._close()


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
        self._ledger = Ledger.of(
            settings.spending,
            already=memory.spending(month).cost,
            tell=lambda cost, calls, tokens: memory.add_spending(month, cost, calls, tokens),
        )
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._chat: Chat | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @property
    def spent(self) -> Spent:
        """What the job has cost so far."""
        return _spent(self._ledger.total)

    async def clerk(self, article: int, planned: int, name: str) -> ArticleClerk:
        """A clerk for the article with this number; `planned` calls when nothing goes wrong.

        Raises CredentialsError when there is no key, SettingsError when a limit needs a price that is not known.
        """
        chat = await self._connected()
        allowance = self._purse.allowance(planned)

        async def ask(text: str, again: bool) -> Heard:
            own = self.settings
            model = own.repair_model if again and own.repair_model else own.model
            reply = await chat.ask(
                model=model,
                system=self.prompt.text,
                user=text,
                schema=SCHEMA,
                allowance=allowance,
                article=article,
                label=name,
            )
            return Heard(reply.text, reply.cut, reply.model)

        return ArticleClerk(ask, lambda: self._closed(allowance, name))

    def price(self, plan: Plan) -> Spent:
        """What the calls of an article would cost, about: tokens from characters, at list prices."""
        return sum((self._price(plan.title, group) for group in plan.groups), Spent())

    def _price(self, title: str, group: Group) -> Spent:
        asked = estimate_tokens(self.prompt.text) + estimate_tokens(message(group, title))
        given = sum(estimate_tokens(unit.text) + CALLS_OVERHEAD for unit in group.units)
        at = price(self.settings.model, self.settings.spending.prices)
        cost = (asked * at.input + given * at.output) / 1e6 if at else None
        return Spent(1, asked, 0, given, cost)

    def _closed(self, allowance: Allowance, name: str) -> Spent:
        allowance.close()
        return _spent(self._ledger.close(name))

    async def _connected(self) -> Chat:
        async with self._opening:
            if self._chat is None:
                self._chat = await self._stack.enter_async_context(self._opened())
            return self._chat

    def _opened(self) -> AbstractAsyncContextManager[Chat]:
        from jobs.model.chat import Chat
        from jobs.model.pacing import Pacer

        own = self.settings
        self._ledger.require_price([own.model, own.repair_model])
        key = os.environ.get("OPENAI_API_KEY", "")
        if self._cassette:
            from jobs.model.cassette import cassette

            replaying = self._cassette.exists()
            self._stack.enter_context(cassette(self._cassette, record=not replaying))
            key = key or ("replayed" if replaying else "")
        pacer = Pacer(own.endpoint.jobs, rpm=own.endpoint.rpm, tpm=own.endpoint.tpm)
        base_url = own.base_url or os.environ.get("OPENAI_BASE_URL", "")
        return Chat.open(own.endpoint, base_url, key, pacer, self._ledger, self._memory)


def _spent(tally: Tally) -> Spent:
    usage = tally.usage
    return Spent(tally.calls, usage.input, usage.cached, usage.output, tally.cost)
