"""How fast an endpoint may be called: pure arithmetic on instants that the caller passes in, in seconds.

Three rules act together. The window bounds calls at once: it starts small, doubles with every round trip until the
first refusal, then adds 1/window a success and is cut to 0.7, at most once a second. The rate bounds calls a
second: it is unknown until the endpoint refuses; from then on it is measured. Between two refusals an endpoint
has let through just what it allows, so accepted calls by time is its limit, and the rate stays a hair below it.
Where an endpoint has room for a few calls only, however slowly they come, no more are under way than it let through.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jobs.regex import regex

FIRST_WINDOW = 8
CUT = 0.7
"""The window after a refusal, as a share of what it was (AIMD)."""
BELOW = 0.99
"""The rate as a share of the one measured."""
SURE = 30
"""Accepted calls after which a measurement is taken as exact."""
SPARE = 1.2
"""Once the rate is known, the window is at least what the rate needs (rate x latency) times this."""
LOOK = 8
"""After so many answers for each place of an endpoint that has room for a few calls, one more at once is tried."""
FULL = 1.0
"""Seconds since a call was let through after which the rate is no reason for a refusal while that call is under way:
there is no room. Endpoints that allow less than one call a second are held to few at once, too, which costs nothing."""
STREAK = 8
"""Connection failures in a row that say that the endpoint is gone, not that one connection broke."""
SHORTEST, LONGER, LONGEST = 0.1, 2.0, 30.0
"""Seconds of pause after a refusal that does not say how long to wait: doubled while nothing gets through up to
LONGER, then a twentieth of the time that the endpoint has been closed, up to LONGEST: little time is lost by it."""


@dataclass
class Bucket:
    """A token bucket: `rate` a second flows in up to `size`; a call may start above 0 and takes what it takes."""

    rate: float
    size: float
    level: float
    at: float

    def fill(self, now: float) -> None:
        """Let time pass."""
        self.level = min(self.size, self.level + max(0.0, now - self.at) * self.rate)
        self.at = max(self.at, now)

    def delay(self, now: float, need: float) -> float:
        """Seconds until `need` is there. A need above the size waits for a full bucket only."""
        self.fill(now)
        lacking = min(need, self.size) - self.level
        return max(0.0, lacking / self.rate) if lacking > 1e-9 else 0.0


@dataclass
class Learned:
    """The endpoint's rate, measured between refusals. `rate` 0: it has not refused yet."""

    rate: float = 0.0
    since: float = 0.0
    """When the call was sent whose refusal began this measurement."""
    settled: int = 0
    """Calls sent since then that ended without a refusal."""
    lost: float = 0.0
    """Seconds of pauses since then, for an endpoint that lets nothing be saved up. They count half: whether it does
    is a guess, and too high a rate costs as much as too low a one."""
    last: float = 0.0
    """When the last refusal came."""
    count: int = 0
    """Calls that the rate was measured with."""
    measured: bool = False

    def ended(self, sent: float) -> None:
        """A call sent at `sent` was not refused."""
        self.settled += sent > self.since

    def refused(self, sent: float, now: float, pending: Iterable[float], *, flow: float, crowded: bool) -> None:
        """A refusal: measure, and begin anew once the measurement is exact.

        The first measurement starts with a full bucket and a small window: `flow`, calls under way by latency,
        may know better. `crowded`: the call was too close to the one before, which says nothing about the rate.
        `pending` are the sending times of calls under way: one that was sent before the refused call and has
        heard nothing was let through; of one sent after it nobody knows yet.
        """
        accepted = self.settled + sum(1 for other in pending if self.since < other < sent)
        span = sent - self.since - self.lost / 2
        if accepted and span > 0 and not self.measured:
            self.rate = max(flow, accepted / span)
        elif accepted and span > 0 and not (crowded and self.rate / 2 < accepted / span < self.rate):
            self.rate = BELOW * accepted / span
        self.count, self.last = accepted if self.measured else 0, now
        if not self.measured or accepted >= SURE:
            self.since, self.settled, self.lost, self.measured = sent, 0, 0.0, True

    def grown(self, now: float) -> float:
        """The rate after a time without refusals: slowly up where the measurement is good, faster where not.

        0.5 % a second for the first five seconds, doubled every five seconds after that.
        """
        quiet = max(0.0, now - self.last)
        steps = min(int(quiet // 5), 12)
        doubled = 2.0**steps
        slow = 0.005 * (5 * (doubled - 1) + (quiet - 5 * steps) * doubled)
        unsure = 0.0 if self.count >= SURE else min(0.15, 1 / (4 * self.count + 4)) * min(quiet, 5.0)
        return self.rate * (1 + slow + unsure)


@dataclass(frozen=True, eq=False, slots=True)
class Start:
    """A call that went out: when, as how manieth at once, and whether too close behind the one before."""

    sent: float
    at_once: int
    crowded: bool


class Pace:
    """Says when the next call may start, and learns from how calls end.

    `limit`: calls at once, with those whose answers are `unsaved`; `rpm` and `tpm`: own caps a minute on requests and
    tokens, 0 for none.
    """

    def __init__(self, limit: int, *, rpm: float = 0, tpm: float = 0, now: float = 0.0) -> None:
        self.limit = max(1, limit)
        self.window = float(min(self.limit, FIRST_WINDOW))
        self.paused_until = -math.inf
        self.refusals = 0
        self.unsaved = 0
        self._under_way: set[Start] = set()
        self._starting = True
        self._started = -math.inf
        self._latency = 0.0
        self._safe = 0.0
        self._ceiling = math.inf
        self._room = math.inf
        self._places = 0
        self._may_be_small = True
        self._last_cut = -math.inf
        self._last_event = -math.inf
        self._fruitless = 0
        self._closed_since = now
        self._broken = 0
        self._probing = False
        self._learned = Learned(since=now)
        self._own = _bucket(rpm / 60, 1.0, now)
        self._tokens = _bucket(tpm / 60, 0.0, now)
        self._rate: Bucket | None = None
        self._burst = 0.0
        self._spread: Bucket | None = None
        self._told: dict[str, Bucket] = {}

    @property
    def in_flight(self) -> int:
        """Calls under way."""
        return len(self._under_way)

    @property
    def rate(self) -> float:
        """Calls a second that the endpoint was found to allow; 0: it has not refused for its rate yet."""
        return self._learned.rate if self._rate else 0.0

    def delay(self, now: float, tokens: int = 0) -> float:
        """Seconds until a call of `tokens` may start; infinity: when another one ends or is saved."""
        most = 1 if self._probing else int(min(self.window, self._room))
        if self.in_flight >= most or self.in_flight + self.unsaved >= self.limit:
            return math.inf
        self._regrow(now)
        waits = [max(0.0, self.paused_until - now)]
        waits += [bucket.delay(now, 1.0) for bucket in self._by_call()]
        waits += [bucket.delay(now, tokens) for bucket in self._by_token()]
        return max(waits)

    def started(self, now: float, tokens: int = 0) -> Start:
        """A call goes out."""
        crowded = self._rate is not None and (now - self._started) * self._rate.rate < 0.7
        start = Start(now, self.in_flight + 1, crowded)
        self._started = now
        self._under_way.add(start)
        for bucket in self._by_call():
            bucket.level -= 1
        for bucket in self._by_token():
            bucket.level -= tokens
        return start

    def ended(self, start: Start) -> None:
        """The call is over, however; unless it was refused, it was let through."""
        if start in self._under_way:
            self._under_way.remove(start)
            self._learned.ended(start.sent)

    def succeeded(self, start: Start, now: float) -> None:
        """The call was answered: the endpoint works, the window grows."""
        self._broken = 0
        if start.sent >= self._last_event:
            self._fruitless = 0
            self._probing = False
        self._safe = max(self._safe, start.at_once)
        self._room += 1 / (LOOK * self._room) if self._places else 1.0
        self._latency += (now - start.sent - self._latency) * (0.1 if self._latency else 1.0)
        self.window = min(float(self.limit), max(self.window + self._step(), self._needed()))
        self._respread(now)

    def refused(self, start: Start, now: float, wait: float | None = None) -> None:
        """429; `wait`: the seconds that the endpoint asks for, all calls heed them.

        A refusal for want of room is held against the calls at once, and so is the first one at a number of them
        that never went well before; any other is held against the rate.
        """
        self.refusals += 1
        self._under_way.discard(start)
        unanswered = not self._latency
        if self._may_be_small and self._under_way and unanswered and (wait is None or wait >= FULL):
            self._room = float(self.in_flight)  # a guess that grows by one with each answer
        if start.sent < self._last_event:
            self._hold(now, wait or 0.0)
            return
        if start.at_once <= self._places:  # there was room before: this refusal has another reason, and so had those
            self._room, self._places, self._may_be_small = math.inf, 0, False
        if self._may_be_small and self._under_way and self._is_full(start):
            self._places = max(self._places, self.in_flight)
            self._room, self._rate = float(self._places), None
            self._event(now)
            self._hold(now, SHORTEST if wait is None else wait)
            return
        too_many = self._rate is None and start.at_once > max(FIRST_WINDOW, 0.9 * self._safe)
        self._measure(start, now)
        if too_many:
            self._ceiling = float(start.at_once)
        else:
            self._set_rate(now, crowded=start.crowded)
        self._event(now)
        if wait is None:
            may_be_full = self._may_be_small and self._under_way and not 0 < self._latency < FULL
            self._probing = self._fruitless >= 1 and not may_be_full
        self._hold(now, self._own_pause(now) if wait is None else wait)
        self._fruitless += 1

    def _is_full(self, start: Start) -> bool:
        """Was there no room for `start`: long after the last call that was let through, while that is under way?"""
        return self._places > 0 or start.sent - max(other.sent for other in self._under_way) >= FULL

    def overloaded(self, start: Start, now: float, wait: float | None = None) -> None:
        """503 and the like: fewer at once, but no word about a rate."""
        self._hold(now, wait or 0.0)
        if start.sent >= self._last_event:
            self._event(now)

    def unreachable(self, start: Start, now: float) -> None:
        """No answer at all. Many in a row, and one call at a time tries whether the endpoint is back."""
        self._broken += 1
        if self._broken >= STREAK and start.sent >= self._last_event:
            self._probing = self._fruitless >= 1
            self._event(now)
            self._hold(now, self._own_pause(now))
            self._fruitless += 1

    def told(self, headers: Mapping[str, str], now: float) -> None:
        """Learn from `x-ratelimit-…` headers: what remains, and how fast it comes back."""
        for kind in ("requests", "tokens"):
            found = limit_of(headers, kind)
            if found:
                size, left, rate = found
                mine = self.in_flight - 1 if kind == "requests" else 0
                self._told[kind] = Bucket(rate, size, left - max(0, mine), now)

    def _by_call(self) -> list[Bucket]:
        return [bucket for bucket in (self._own, self._rate, self._spread, self._told.get("requests")) if bucket]

    def _by_token(self) -> list[Bucket]:
        return [bucket for bucket in (self._tokens, self._told.get("tokens")) if bucket]

    def _step(self) -> float:
        """How much the window grows: doubled each round trip at first, later slowly near where it was too large."""
        if self._starting:
            return 1.0
        near = 0.9 * self._ceiling <= self.window <= 1.1 * self._ceiling
        return 1 / self.window if near else 0.25

    def _respread(self, now: float) -> None:
        """While the rate is not known, calls start one by one, at twice the pace that fills the window: so few are
        under way when the first refusal arrives."""
        if self._rate or self._latency <= 0:
            self._spread = None
            return
        rate = 2 * self.window / self._latency
        self._spread = self._spread or Bucket(rate, 2.0, 1.0, now)
        self._spread.fill(now)
        self._spread.rate = rate

    def _needed(self) -> float:
        """The window that the learned rate needs."""
        return 1 + SPARE * self.rate * self._latency

    def _measure(self, start: Start, now: float) -> None:
        pending = [other.sent for other in self._under_way]
        flow = len(pending) / self._latency if self._latency else 0.0
        self._learned.refused(start.sent, now, pending, flow=flow, crowded=start.crowded)

    def _event(self, now: float) -> None:
        self._starting = False
        self._last_event = now
        if now - self._last_cut >= 1.0:
            self._last_cut = now
            self.window = max(1.0, self.window * CUT)

    def _hold(self, now: float, length: float) -> None:
        """Nothing starts for `length` seconds."""
        more = now + length - max(now, self.paused_until)
        if more > 0:
            self.paused_until = now + length
            self._learned.lost += more if self._rate and self._burst < 2 else 0.0

    def _own_pause(self, now: float) -> float:
        """Seconds of pause that nobody asked for: enough for a call or two, longer while nothing gets through."""
        if not self._fruitless:
            self._closed_since = now
        first = min(max(1.5 / self.rate, SHORTEST), 1.0) if self.rate else SHORTEST
        doubled = min(LONGER, first * 2.0 ** min(self._fruitless, 12))
        return min(LONGEST, max(doubled, (now - self._closed_since) / 20))

    def _set_rate(self, now: float, *, crowded: bool) -> None:
        """The learned rate starts with an empty bucket: so is the endpoint's."""
        rate = self._learned.rate
        if rate:
            self._burst = max(1.0, self._burst / 4 if crowded and self._burst else self._burst or rate)
            self._rate = Bucket(rate, self._burst, 0.0, now)

    def _regrow(self, now: float) -> None:
        if self._rate:
            self._rate.fill(now)
            self._rate.rate = self._learned.grown(now)


def _bucket(rate: float, least: float, now: float) -> Bucket | None:
    """A smooth cap: at most one second's worth at once."""
    size = max(least, rate)
    return Bucket(rate, size, size, now) if rate > 0 else None


_LENGTH = regex(r"(\d+(?:\.\d+)?)(ms|[dhms])")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(text: str) -> float | None:
    """A length of time as rate limit headers write it ("1s", "6m0s", "120ms", "2.5"), None if it is none."""
    text = text.strip().lower()
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    parts = _LENGTH.findall(text)
    if not parts or "".join(a + b for a, b in parts) != text:
        return None
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def limit_of(headers: Mapping[str, str], kind: str) -> tuple[float, float, float] | None:
    """(size, left, rate a second) that the headers tell about "requests" or "tokens", None without a clear word.

    The limit is a minute's for some providers and a day's for others: the slower of the two readings holds.
    """
    try:
        size = float(headers[f"x-ratelimit-limit-{kind}"])
        left = float(headers[f"x-ratelimit-remaining-{kind}"])
    except (KeyError, ValueError):
        return None
    reset = seconds(headers.get(f"x-ratelimit-reset-{kind}", ""))
    if reset is None or size < 1 or not 0 <= left <= size or not math.isfinite(size):
        return None
    by_reset = (size - left) / reset if reset > 0 and left < size else math.inf
    return size, left, min(size / 60, by_reset)
