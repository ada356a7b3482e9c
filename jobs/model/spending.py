"""What a run may spend and what it spent: tokens, money and calls, held back before a call and booked after it.

Everything here runs in one event loop and opens nothing.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from jobs import settings
from jobs.errors import BudgetError, SettingsError
from jobs.model.prices import Price, price

AMPLIFICATION = 3
"""Law 5: a whole run makes at most this many times the calls of a clean one, whatever the server does."""
GENEROUS = 4000
"""Tokens that a reply may have beyond twice its request's, where money is limited but not short."""
BATCH_SHARE = 0.5
"""What a request in a batch costs of the list price (OpenAI's Batch API; others follow it)."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the server counted them; `cached` is the part of `input` that its prefix cache knew."""

    input: int = 0
    cached: int = 0
    output: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.input + other.input, self.cached + other.cached, self.output + other.output)

    def cost(self, at: Price) -> float:
        """USD at a price."""
        cached = min(self.cached, self.input)
        return ((self.input - cached) * at.input + cached * at.cached + self.output * at.output) / 1e6


@dataclass(frozen=True, slots=True)
class Tally:
    """Calls, tokens and USD; `cost` is None as soon as one call had no known price."""

    calls: int = 0
    usage: Usage = field(default_factory=Usage)
    cost: float | None = 0.0

    def __add__(self, other: Tally) -> Tally:
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Tally(self.calls + other.calls, self.usage + other.usage, cost)


# --- estimates -------------------------------------------------------------------------------------------


def estimate_tokens(text: str) -> int:
    """Tokens of `text`, from its characters: about one for four of ASCII, one for any other.

    No tokenizer: those load their tables from the network. An Estimator corrects this with returned usage.
    """
    narrow = len(text.encode("ascii", "ignore"))
    return len(text) - narrow + -(-narrow // 4)


class Estimator:
    """Upper estimates of a call's tokens, which learn from what the server counted.

    For the first FEW replies, input may be half again the count from characters, and output twice the input and a
    thousand; after them the largest ratios seen count, with a tenth and a quarter to spare. A larger one always does.
    """

    FEW = 20

    def __init__(self) -> None:
        self._input = 0.0
        self._output = 0.0
        self._seen = 0

    def upper(self, estimated: int) -> Usage:
        """At most this is what a call of `estimated` input tokens will use, as far as anyone can tell."""
        few = self._seen < self.FEW
        taken = int(estimated * max(1.1 * self._input, 1.5 if few else 0.0)) + 1
        given = int(estimated * 1.25 * self._output) + 200
        return Usage(taken, 0, max(given, 2 * taken + 1000) if few else given)

    def learn(self, estimated: int, usage: Usage) -> None:
        """Take in what a call of `estimated` input tokens really used."""
        if estimated > 0 and usage.input > 0:
            self._seen += 1
            self._input = max(self._input, usage.input / estimated)
            self._output = max(self._output, usage.output / estimated)


# --- money and calls -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Hold:
    """What is held back for one call in flight. `most`: tokens of a reply that what is held pays for, None for any."""

    model: str
    article: str
    estimated: int
    cost: float
    most: int | None = None


class Ledger:
    """The run's account: every call is held before it and booked after it.

    `max_cost` in USD and `max_calls` bound the run, `monthly` in USD the month, of which `already` is spent.
    `tell(cost, calls, tokens)` hears of every booking, for a memory that outlives the run.
    """

    def __init__(
        self,
        *,
        prices: Callable[[str], Price | None] = price,
        max_cost: float | None = None,
        max_calls: int | None = None,
        monthly: float | None = None,
        already: float = 0.0,
        tell: Callable[[float, int, int], None] = lambda cost, calls, tokens: None,
    ) -> None:
        self._prices = prices
        self._max_cost = max_cost
        self._max_calls = max_calls
        self._monthly = monthly
        self._already = already
        self._tell = tell
        self._total = Tally()
        self._known_cost = 0.0
        self._articles: dict[str, Tally] = {}
        self._held: set[Hold] = set()
        self._booked = asyncio.Event()
        self.estimator = Estimator()

    @classmethod
    def of(
        cls,
        spending: settings.Spending,
        *,
        already: float = 0.0,
        tell: Callable[[float, int, int], None] = lambda cost, calls, tokens: None,
    ) -> Self:
        """The ledger that the settings ask for."""
        overrides: Mapping[str, list[float]] = spending.prices
        return cls(
            prices=lambda model: price(model, overrides),
            max_cost=spending.max_cost,
            max_calls=spending.max_calls,
            monthly=spending.monthly,
            already=already,
            tell=tell,
        )

    @property
    def total(self) -> Tally:
        """What the run has spent so far; calls in flight count as calls."""
        return Tally(self._total.calls + len(self._held), self._total.usage, self._total.cost)

    @property
    def is_limited(self) -> bool:
        """Is there a limit in USD?"""
        return self._max_cost is not None or self._monthly is not None

    def article(self, name: str) -> Tally:
        """What the calls of one article have cost so far."""
        return self._articles.get(name, Tally())

    def close(self, name: str) -> Tally:
        """What an article cost; the ledger forgets it, so that a long run stays small."""
        return self._articles.pop(name, Tally())

    def require_price(self, models: Iterable[str]) -> None:
        """Raise SettingsError when a limit in USD is set and the price of a model is not known."""
        if not self.is_limited:
            return
        unknown = [model for model in dict.fromkeys(models) if model and self._prices(model) is None]
        if unknown:
            raise SettingsError(
                f"a limit in USD is set, but the price of {', '.join(unknown)} is not known",
                hint='Set spending.prices in yibo.toml ("model" = [input, cached, output], USD per million '
                "tokens), or use --max-calls.",
            )

    async def hold(self, model: str, estimated: int, article: str = "") -> Hold:
        """Hold back the upper estimate of a call of `estimated` input tokens.

        Waits while only the calls in flight stand in the way: they mostly need less than is held for them.
        Raises BudgetError when the call could pass a limit with nothing else in flight; nothing is sent then.
        """
        most = self._most(model, estimated)
        while limit := self.passed(most.cost):
            if not self._held or self._is_final():
                raise BudgetError(
                    f"{limit} would be passed by the next call{_held_for(most)}",
                    hint=f"What is paid for is kept. {self._way_on(most.cost)}, or run again later.",
                )
            self._booked.clear()
            await self._booked.wait()
            most = self._most(model, estimated)
        held = replace(most, article=article)
        self._held.add(held)
        return held

    def _most(self, model: str, estimated: int) -> Hold:
        """What to hold for a call, and how long its reply may be: generously while the limits leave room for that."""
        likely, at = self.estimator.upper(estimated), self._prices(model)
        if at is None or not self.is_limited:
            return Hold(model, "", estimated, self.upper(model, estimated))
        generous = replace(likely, output=max(likely.output, 2 * likely.input + GENEROUS))
        usage = likely if self.passed(generous.cost(at)) else generous
        return Hold(model, "", estimated, usage.cost(at), usage.output)

    def book(self, held: Hold, usage: Usage | None) -> None:
        """End a call: `usage` as returned, None when there was no reply. It counts as a call either way."""
        self._held.discard(held)
        if usage is not None:
            self.estimator.learn(held.estimated, usage)
        self.add(held.model, usage or Usage(), article=held.article)

    def add(
        self,
        model: str,
        usage: Usage,
        *,
        article: str = "",
        calls: int = 1,
        share: float = 1.0,
        cost: float | None = None,
    ) -> None:
        """Book what was spent without a hold. `share`: of the list price (0.5 in batches); `cost`: USD, if known."""
        if cost is None:
            at = self._prices(model)
            free = usage == Usage()
            cost = usage.cost(at) * share if at else 0.0 if free else None
        spent = Tally(calls, usage, cost)
        self._total += spent
        self._known_cost += cost or 0.0
        self._articles[article] = self.article(article) + spent
        self._tell(cost or 0.0, calls, usage.input + usage.output)
        self._booked.set()

    def passed(self, cost: float, calls: int = 1) -> str:
        """The limit that `calls` more calls of at most `cost` USD together could pass, or ""."""
        reserved = self._known_cost + sum(held.cost for held in self._held) + cost
        if self._max_calls is not None and self.total.calls + calls > self._max_calls:
            return f"the limit of {self._max_calls} calls"
        if self._max_cost is not None and reserved > self._max_cost:
            return f"the limit of {self._max_cost:g} USD for a run ({self._known_cost:.4f} spent)"
        if self._monthly is not None and self._already + reserved > self._monthly:
            spent = self._already + self._known_cost
            return f"the limit of {self._monthly:g} USD for a month ({spent:.4f} spent)"
        return ""

    def _way_on(self, cost: float) -> str:
        """What to set so that a call of at most `cost` USD may start, with nothing else in flight."""
        needed = self._known_cost + cost
        if self._max_calls is not None and self.total.calls >= self._max_calls:
            return "Raise --max-calls (`spending.max_calls`)"
        if self._max_cost is not None and needed > self._max_cost:
            return f"Set --max-cost (`spending.max_cost`) to {rounded_up(needed)} or more"
        return f"Set `spending.monthly` to {rounded_up(self._already + needed)} or more"

    def upper(self, model: str, estimated: int) -> float:
        """USD that calls of `estimated` input tokens together will cost at most, at list prices; 0 if not known."""
        at = self._prices(model)
        return self.estimator.upper(estimated).cost(at) if at else 0.0

    def _is_final(self) -> bool:
        """Calls are never given back: waiting would not help."""
        return self._max_calls is not None and self.total.calls >= self._max_calls


def _held_for(call: Hold) -> str:
    """What is held back for a call, in words; nothing where its price plays no part."""
    return f": up to {rounded_up(call.cost)} USD is held for one of {call.estimated:,} tokens" if call.cost else ""


def rounded_up(cost: float) -> str:
    """USD with four decimals, never less than `cost`."""
    return f"{math.ceil(round(cost * 10_000, 6)) / 10_000:.4f}"


# --- the bound on calls ----------------------------------------------------------------------------------


class Purse:
    """The run's account of calls: never more than AMPLIFICATION times the planned ones are handed out.

    Law: calls of the run <= 3 x the calls planned by the articles opened so far, whatever the server does.
    An article owns twice its plan, so that no other can starve it; the last third belongs to all, and what an
    article leaves over goes there when it closes.
    """

    def __init__(self) -> None:
        self._common = 0

    def allowance(self, planned: int) -> Allowance:
        """Open the account of an article that makes `planned` calls when nothing goes wrong."""
        self._common += planned * (AMPLIFICATION - 2)
        return Allowance(self, planned * 2)

    def draw(self) -> bool:
        """Take one call from what belongs to all, if there is one."""
        if self._common <= 0:
            return False
        self._common -= 1
        return True

    def give(self, calls: int) -> None:
        """Calls that an article did not need."""
        self._common += calls


class Allowance:
    """What one article may call; its own first, then what belongs to all. Closes as a context manager, too."""

    def __init__(self, purse: Purse, own: int) -> None:
        self._purse = purse
        self._own = own
        self._closed = False

    def take(self) -> bool:
        """Take one call; False when the bound is reached, or the article is closed."""
        if self._closed:
            return False
        if self._own > 0:
            self._own -= 1
            return True
        return self._purse.draw()

    def close(self) -> None:
        """Leave what is left to the others."""
        if not self._closed:
            self._closed = True
            self._purse.give(self._own)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
