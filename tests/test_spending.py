"""Money, tokens and calls: what is held before a call, booked after it, and never passed."""

from __future__ import annotations

import asyncio
import dataclasses
import random
import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from jobs import settings
from jobs.errors import BudgetError, Exit, SettingsError
from jobs.model.prices import TABLE, Price, price
from jobs.model.spending import (
    AMPLIFICATION,
    Allowance,
    Estimator,
    Ledger,
    Purse,
    Tally,
    Usage,
    estimate_tokens,
    rounded_up,
)

SOL = "gpt-6.1-sol"


def test_a_price_is_for_a_million_tokens() -> None:
    """Cached input costs its own price, and is never more than the input."""
    at = Price(2.0, 0.1, 10.0)
    assert Usage(1_000_000, 0, 0).cost(at) == pytest.approx(2.0)
    assert Usage(1_000_000, 500_000, 100_000).cost(at) == pytest.approx(1.0 + 0.05 + 1.0)
    assert Usage(10, 1000, 0).cost(at) == pytest.approx(10 * 0.1 / 1e6)


def test_snapshots_cost_what_their_family_costs() -> None:
    """A date after the name changes nothing; a name nobody knows has no price; settings come first."""
    assert price("gpt-5.4-2026-03-01") == price("gpt-5.4") == TABLE["gpt-5.4"]
    assert price("gpt-5.4-mini-20260301") == TABLE["gpt-5.4-mini"]
    assert price("gpt-5.4-nano") is None
    assert price("my-model", {"my-model": [1, 0, 2]}) == Price(1, 0, 2)
    assert price("gpt-5.4-2026-03-01", {"gpt-5.4": [1, 1, 1]}) == Price(1, 1, 1)


@pytest.mark.parametrize("numbers", [[], [1, 2], [1, 2, -3], [1, 2, float("nan")], [1, 2, 3, 4]])
def test_a_price_must_be_three_numbers(numbers: list[float]) -> None:
    """A wrong price in the settings is told, not used."""
    with pytest.raises(SettingsError):
        price("m", {"m": numbers})


def test_tokens_are_estimated_from_characters() -> None:
    """A Chinese character is about a token, four Latin ones are."""
    assert estimate_tokens("") == 0
    assert estimate_tokens("集装箱船") == 4
    assert estimate_tokens("container") == 3


def test_estimates_learn_from_the_server() -> None:
    """What the server counted, with something to spare, bounds the next estimate."""
    estimator = Estimator()
    estimator.learn(100, Usage(180, 0, 500))
    assert estimator.upper(100).input > 180
    assert estimator.upper(100).output > 500


def test_tallies_add_up_and_unknown_prices_stay_unknown() -> None:
    """One call without a price leaves the cost open, tokens are counted all the same."""
    ledger = Ledger()
    ledger.add(SOL, Usage(1000, 0, 1000), article="a")
    assert ledger.article("a").usage == Usage(1000, 0, 1000)
    assert ledger.article("a").cost == pytest.approx(0.012)
    ledger.add("unknown", Usage(5, 0, 5), article="b")
    assert ledger.article("b").cost is None
    assert ledger.total.cost is None
    assert ledger.total.usage == Usage(1005, 0, 1005)
    assert ledger.close("a").calls == 1
    assert ledger.article("a") == Tally()


def test_a_batch_costs_half() -> None:
    """`share` is of the list price; a cost that is known is taken as it is."""
    ledger = Ledger()
    ledger.add(SOL, Usage(0, 0, 1_000_000), share=0.5)
    ledger.add("voice", Usage(), cost=0.25)
    assert ledger.total.cost == pytest.approx(5.25)


def test_every_booking_is_told() -> None:
    """A memory outside hears of cost, calls and tokens as they come."""
    told: list[tuple[float, int, int]] = []
    ledger = Ledger(tell=lambda *spent: told.append(spent))
    ledger.add(SOL, Usage(10, 0, 10))
    assert told[0][0] == pytest.approx(0.00012)
    assert told[0][1:] == (1, 20)
    assert len(told) == 1


@pytest.mark.parametrize("limit", [settings.Spending(max_cost=1.0), settings.Spending(monthly=1.0)])
def test_a_limit_in_money_needs_prices(limit: settings.Spending) -> None:
    """An unknown price and a limit in USD do not go together; without a limit they do."""
    with pytest.raises(SettingsError) as caught:
        Ledger.of(limit).require_price([SOL, "mystery"])
    assert "mystery" in str(caught.value)
    assert "spending.prices" in caught.value.hint
    Ledger.of(limit).require_price([SOL])
    Ledger.of(dataclasses.replace(limit, prices={"mystery": [0, 0, 0]})).require_price(["mystery"])
    Ledger.of(settings.Spending()).require_price(["mystery"])


async def _run(ledger: Ledger, calls: list[tuple[int, Usage]], width: int) -> int:
    """Make calls until one is refused; how many were sent."""
    sent, queue = 0, list(calls)

    async def worker() -> None:
        nonlocal sent
        while queue:
            estimated, usage = queue.pop()
            held = await ledger.hold(SOL, estimated)
            sent += 1
            await asyncio.sleep(0)
            ledger.book(held, usage)

    results = await asyncio.gather(*(worker() for _ in range(width)), return_exceptions=True)
    for result in results:
        if result is not None and not isinstance(result, BudgetError):
            raise result
    return sent


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.001, 0.2), st.integers(1, 8))
def test_the_limit_is_never_passed(seed: int, limit: float, width: int) -> None:
    """Any number of calls in flight, any sizes within the estimate: the money spent stays below."""
    rng = random.Random(seed)
    calls = []
    for _ in range(60):
        tokens = rng.randrange(10, 4000)
        calls.append((tokens, Usage(int(tokens * rng.uniform(0.5, 1.4)), 0, int(tokens * rng.uniform(0, 1.5)))))
    ledger = Ledger(max_cost=limit)
    asyncio.run(_run(ledger, calls, width))
    assert ledger.total.cost is not None
    assert ledger.total.cost <= limit


def test_most_of_the_limit_is_used() -> None:
    """Calls in flight need less than is held for them: who has to wait for that does not give up."""
    ledger = Ledger(max_cost=1.0)
    calls = [(1000, Usage(1000, 0, 1000))] * 100
    asyncio.run(_run(ledger, calls, 8))
    assert ledger.total.cost is not None
    assert 0.95 < ledger.total.cost <= 1.0


@pytest.mark.parametrize("width", [1, 8])
def test_calls_are_bounded_exactly(width: int) -> None:
    """`max_calls` calls go out, not one more, however many are in flight."""
    ledger = Ledger(max_calls=7)
    assert asyncio.run(_run(ledger, [(10, Usage(10, 0, 10))] * 30, width)) == 7
    with pytest.raises(BudgetError) as caught:
        asyncio.run(ledger.hold("no price", 10))
    assert "Raise --max-calls" in caught.value.hint
    assert "held" not in caught.value.message
    assert ledger.total.calls == 7


@pytest.mark.parametrize(("cost", "said"), [(0.021, "0.0210"), (0.02101, "0.0211"), (0.1 + 0.2, "0.3000")])
def test_a_sum_is_rounded_up(cost: float, said: str) -> None:
    """What is said of a limit is never too little for it."""
    assert rounded_up(cost) == said


def test_the_month_remembers() -> None:
    """What earlier runs spent counts; the error says so and the exit code is that of a stop."""
    ledger = Ledger(monthly=1.0, already=0.999)
    with pytest.raises(BudgetError) as caught:
        asyncio.run(ledger.hold(SOL, 1000))
    assert "month" in caught.value.message
    assert re.search(r"Set `spending.monthly` to 1\.0\d\d\d or more", caught.value.hint)
    assert caught.value.exit_code == Exit.STOPPED
    assert asyncio.run(_run(Ledger(monthly=1.0, already=0.5), [(10, Usage(10, 0, 10))], 1)) == 1


def test_a_call_without_a_reply_counts_as_a_call() -> None:
    """No usage, no cost, one call; its hold is free again."""
    ledger = Ledger(max_cost=0.05)

    async def run() -> None:
        for _ in range(50):
            ledger.book(await ledger.hold(SOL, 500), None)

    asyncio.run(run())
    assert ledger.total == Tally(50, Usage(), 0.0)


# --- the bound on calls ------------------------------------------------------------------------------------


@hypothesis_settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), max_size=12), st.integers(0, 1000))
def test_a_run_never_calls_more_than_three_times_its_plan(articles: list[tuple[int, int]], seed: int) -> None:
    """Whatever each article wants, in whatever order they open, take and close."""
    purse, rng = Purse(), random.Random(seed)
    waiting, taken, planned = list(articles), 0, 0
    opened: list[tuple[Allowance, list[int]]] = []
    while waiting or opened:
        if waiting and (not opened or rng.random() < 0.3):
            plan, wants = waiting.pop()
            planned += plan
            opened.append((purse.allowance(plan), [1] * wants))
        entry = rng.choice(opened)
        allowance, wanted = entry
        if wanted and allowance.take():
            wanted.pop()
            taken += 1
        else:
            allowance.close()
            opened.remove(entry)
        assert taken <= AMPLIFICATION * planned


def test_an_article_gets_its_share_and_what_others_leave() -> None:
    """Three times its plan alone; more once others close with something left; never at another's expense."""
    purse = Purse()
    lone = purse.allowance(1)
    assert [lone.take() for _ in range(4)] == [True, True, True, False]
    with purse.allowance(4) as rich:
        assert rich.take()
        greedy = [lone.take() for _ in range(10)]
        assert greedy == [True] * 4 + [False] * 6
        assert [rich.take() for _ in range(4)] == [True] * 4
    assert lone.take()
    assert not rich.take()
