"""Pacing: the arithmetic against endpoints in simulated time, the slots in a real event loop."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
import random
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.model.pace import FIRST_WINDOW, LONGEST, SHORTEST, STREAK, Pace, Start, limit_of, seconds
from jobs.model.pacing import Pacer


@dataclass
class Endpoint:
    """Lets `rate` calls a second through, `burst` at once, `room` under way; says how long to wait if `tells`."""

    rate: float = math.inf
    burst: float = 10
    room: float = math.inf
    latency: float = 0.2
    tells: str = ""
    level: float = 10
    at: float = 0.0
    busy: int = 0

    def refuses(self, now: float) -> float:
        """0, or the seconds until it would not."""
        if self.busy >= self.room:
            return 0.1
        if self.rate == math.inf:
            return 0.0
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.rate

    def told(self, wait: float) -> float | None:
        """The wait as it is told: to the millisecond, in whole seconds, not at all."""
        return {"ms": wait, "s": float(math.ceil(wait))}.get(self.tells)


@dataclass
class Result:
    """What came of a simulated run."""

    wall: float
    refused: int
    pace: Pace
    most: int


def simulate(endpoint: Endpoint, calls: int, limit: int, seed: int = 1) -> Result:
    """Make `calls` calls, refused ones again, as fast as the pace allows; a call takes 1 ms to send."""
    rng, pace, order = random.Random(seed), Pace(limit), itertools.count()
    now, left, done, refused, most = 0.0, calls, 0, 0, 0
    events: list[tuple[float, int, Start, float]] = []
    while done < calls:
        delay = pace.delay(now) if left else math.inf
        if delay <= 0:
            start = pace.started(now)
            left, most = left - 1, max(most, pace.in_flight)
            wait = endpoint.refuses(now)
            endpoint.busy += not wait
            lasts = 0.005 if wait else endpoint.latency
            heapq.heappush(events, (now + lasts * rng.uniform(0.8, 1.2), next(order), start, wait))
            now += 0.001
            continue
        until = events[0][0] if events else math.inf
        if now + delay < until:
            now += max(delay, 0.001)
            continue
        at, _, begun, wait = heapq.heappop(events)
        now = max(now, at)
        if wait:
            refused, left = refused + 1, left + 1
            pace.refused(begun, now, endpoint.told(wait))
        else:
            endpoint.busy, done = endpoint.busy - 1, done + 1
            pace.succeeded(begun, now)
            pace.ended(begun)
    return Result(now, refused, pace, most)


@pytest.mark.parametrize("tells", ["", "ms", "s"])
@pytest.mark.parametrize("burst", [10, 60])
def test_a_rate_limit_is_found_and_used(tells: str, burst: int) -> None:
    """600 a minute: at least 95 % of them used, at most 5 % refused, whether or not the server says how long."""
    result = simulate(Endpoint(10, burst, level=burst, tells=tells), 1000, 64)
    assert (1000 - burst) / 10 / result.wall >= 0.95
    assert result.refused / (1000 + result.refused) <= 0.05
    assert 9 < result.pace.rate < 11


def test_room_for_all_is_filled() -> None:
    """Without refusals the window doubles each round trip up to the limit and stays there."""
    result = simulate(Endpoint(), 2000, 64)
    assert result.most == 64
    assert result.wall <= 1.15 * max(2000 * 0.2 / 64, 2000 * 0.001) + 0.2
    assert result.refused == 0


def test_less_room_than_asked_for_is_found() -> None:
    """100 allowed by us, 64 by the server: few refusals, most of the room used."""
    result = simulate(Endpoint(room=64), 3000, 100)
    assert result.refused / 3000 <= 0.05
    assert 3000 * 0.2 / 64 / result.wall >= 0.75


@pytest.mark.parametrize("tells", ["", "s"])
@pytest.mark.parametrize("room", [1, 2, 3, 5])
def test_an_endpoint_with_room_for_a_few_is_not_pestered(room: int, tells: str) -> None:
    """40 long calls, eight asked for at once: a third as many refusals, and a quarter more time than it needs."""
    result = simulate(Endpoint(room=room, latency=15, tells=tells), 40, 64)
    assert result.refused / 40 <= 0.33
    assert result.wall <= 1.25 * 40 * 15 / room


@pytest.mark.parametrize("room", [1, 2])
def test_the_bound_on_calls_holds_eight_articles_where_there_is_little_room(room: int) -> None:
    """Eight articles of one call each may make 24: what is refused and what is answered stay below."""
    assert simulate(Endpoint(room=room, latency=1.5), 8, 64).refused + 8 <= 20


class Widens(Endpoint):
    """Has room for all after a minute."""

    def refuses(self, now: float) -> float:
        """0, or the seconds until it would not."""
        self.room = self.room if now < 60 else math.inf
        return super().refuses(now)


def test_room_that_grows_is_found() -> None:
    """One more at once is tried again and again: 300 calls take less than half of what two at once would need."""
    result = simulate(Widens(room=2, latency=15), 300, 64)
    assert result.wall <= 0.5 * 300 * 15 / 2


@dataclass
class Minutes(Endpoint):
    """Lets `burst` calls through each minute of the clock, and none more."""

    minute: int = -1

    def refuses(self, now: float) -> float:
        """0, or the seconds until the next minute."""
        if int(now // 60) != self.minute:
            self.minute, self.level = int(now // 60), self.burst
        self.level -= 1
        return 0.0 if self.level >= 0 else (self.minute + 1) * 60 - now


@pytest.mark.parametrize("tells", ["", "s"])
@pytest.mark.parametrize("burst", [10, 60])
def test_a_minute_that_is_used_up_is_not_want_of_room(burst: int, tells: str) -> None:
    """Refused while fewer and fewer calls are under way: the endpoint is closed, not small, and opens for all again."""
    result = simulate(Minutes(burst=burst, latency=15, tells=tells), 300, 64)
    assert result.wall <= 1.25 * ((300 / burst - 1) * 60 + 15)
    assert result.refused / 300 <= 0.5


def test_starts_small() -> None:
    """Eight at once before the first answer, or the limit if it is lower."""
    for limit in (3, 64):
        pace = Pace(limit)
        started = 0
        while pace.delay(0.0) == 0:
            pace.started(0.0)
            started += 1
        assert started == min(limit, FIRST_WINDOW)
        assert pace.delay(0.0) == math.inf


def test_one_burst_of_refusals_cuts_once() -> None:
    """Eight 429s for calls sent together are one event: x0.7, not x0.7 to the eighth."""
    pace = Pace(64)
    starts = [pace.started(0.0) for _ in range(8)]
    for start in starts:
        pace.refused(start, 0.1)
        pace.ended(start)
    assert pace.window == pytest.approx(8 * 0.7)
    assert pace.paused_until == pytest.approx(0.1 + SHORTEST)
    assert pace.in_flight == 0


def test_a_told_wait_holds_for_all() -> None:
    """Nobody starts before the time that the server named; then somebody does."""
    pace = Pace(8)
    start = pace.started(0.0)
    pace.refused(start, 1.0, 7.0)
    assert pace.delay(1.0) == pytest.approx(7.0)
    assert pace.delay(7.9) > 0
    assert pace.delay(100.0) == 0


def test_own_caps_hold() -> None:
    """rpm and tpm of our own: over any minute no more than that and a second's worth."""
    for pace, tokens in ((Pace(1000, rpm=60), 0), (Pace(1000, tpm=6000), 100)):
        now, started = 0.0, 0
        while now < 120:
            delay = pace.delay(now, tokens)
            if delay == 0:
                start = pace.started(now, tokens)
                pace.succeeded(start, now + 0.001)
                pace.ended(start)
                started += 1
            now += max(delay, 0.001)
        assert 115 <= started <= 125


def test_headers_hold_calls_back_before_a_429() -> None:
    """Nothing remains for two seconds: nothing starts; with plenty left nothing is slowed down."""
    pace = Pace(8)
    start = pace.started(0.0)
    names = ("x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests")
    pace.told(dict(zip(names, ("60", "0", "60s"), strict=True)), 0.1)
    pace.succeeded(start, 0.1)
    pace.ended(start)
    assert pace.delay(0.1) == pytest.approx(1.0, rel=0.01)
    pace.told(dict(zip(names, ("14400", "14370", "2m59.56s"), strict=True)), 5.0)
    assert pace.delay(5.0) == 0


@pytest.mark.parametrize(
    ("text", "length"),
    [
        *[("1s", 1), ("6m0s", 360), ("120ms", 0.12), ("2m59.56s", 179.56), ("2.5", 2.5), ("1h", 3600)],
        *[("", None), ("soon", None), ("1s?", None)],
    ],
)
def test_lengths_in_headers(text: str, length: float | None) -> None:
    """Every way that providers write a length of time, and none that is none."""
    assert seconds(text) == (None if length is None else pytest.approx(length))


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["limit", "remaining", "reset"]),
        st.text(max_size=8) | st.sampled_from(["0", "1", "nan", "inf", "1s", "-1"]),
    )
)
def test_strange_headers_do_no_harm(parts: dict[str, str]) -> None:
    """Headers that make no sense are no headers."""
    found = limit_of({f"x-ratelimit-{part}-requests": value for part, value in parts.items()}, "requests")
    assert found is None or (found[0] >= 1 and found[2] >= 0)


def test_a_gone_endpoint_is_probed_by_one_call() -> None:
    """After a streak without answers one call at a time tries; an answer opens the door again."""
    pace, now = Pace(64), 0.0
    for _ in range(STREAK + 2):
        now = max(now, pace.paused_until) + 0.01
        start = pace.started(now)
        pace.unreachable(start, now)
        pace.ended(start)
    assert 0 < pace.paused_until - now <= LONGEST
    now = pace.paused_until
    first = pace.started(now)
    assert pace.delay(now) == math.inf
    pace.succeeded(first, now + 0.1)
    pace.ended(first)
    assert pace.delay(now + 10) == 0


def test_single_broken_connections_change_nothing() -> None:
    """A drop now and then is no outage."""
    pace = Pace(8)
    for at in range(30):
        start = pace.started(float(at))
        if at % 3 == 0:
            pace.unreachable(start, at + 0.1)
        else:
            pace.succeeded(start, at + 0.1)
        pace.ended(start)
    assert pace.paused_until < 0
    assert pace.window == 8


# --- slots -------------------------------------------------------------------------------------------------


def test_early_articles_go_first() -> None:
    """Whoever waits: the lower article number is served, then who came first."""

    async def run() -> list[tuple[int, int]]:
        pacer, served = Pacer(1), list[tuple[int, int]]()

        async def call(article: int, number: int) -> None:
            async with pacer.slot(article) as slot:
                served.append((article, number))
                await asyncio.sleep(0)
                slot.succeeded()

        async with pacer.slot(99) as first:
            waiting = [asyncio.create_task(call(a, n)) for n, a in enumerate([3, 1, 2, 1])]
            await asyncio.sleep(0)
            first.succeeded()
        await asyncio.gather(*waiting)
        return served

    assert asyncio.run(run()) == [(1, 1), (1, 3), (2, 2), (3, 0)]


def test_the_limit_holds_and_cancelled_waiters_leave_no_trace() -> None:
    """Never more at once than allowed; who is cancelled while waiting or working gives the slot back."""

    async def run() -> tuple[int, int]:
        pacer = Pacer(3)
        most = busy = 0

        async def call() -> None:
            nonlocal most, busy
            async with pacer.slot() as slot:
                busy += 1
                most = max(most, busy)
                try:
                    await asyncio.sleep(0.002)
                finally:
                    busy -= 1
                slot.succeeded()

        tasks = [asyncio.create_task(call()) for _ in range(40)]
        await asyncio.sleep(0)
        for task in tasks[::3]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return most, pacer.pace.in_flight

    assert asyncio.run(run()) == (3, 0)


def test_a_pause_ends_by_itself() -> None:
    """Waiters are woken when the pause is over, without anybody else ending a call."""

    async def run() -> float:
        pacer = Pacer(2)
        async with pacer.slot() as slot:
            slot.refused(0.05)
        before = pacer.clock()
        async with asyncio.timeout(5), pacer.slot():
            return pacer.clock() - before

    assert asyncio.run(run()) >= 0.04
