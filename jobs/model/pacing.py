"""Lets calls to an endpoint start when its pace allows, early articles first.

A slot is held while a call is under way, never while one waits to try again. What an answer cost is safe when it is
saved: where that happens elsewhere, no further call takes its place before.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

from jobs.model.pace import Pace, Start


class Slot:
    """A call under way: tell it how the call ended, once."""

    def __init__(self, pacer: Pacer, start: Start) -> None:
        self._pacer = pacer
        self._start = start

    def succeeded(self, headers: Mapping[str, str] | None = None) -> None:
        """The endpoint answered."""
        now = self._pacer.clock()
        self._pacer.pace.told(headers or {}, now)
        self._pacer.pace.succeeded(self._start, now)

    def refused(self, wait: float | None = None, headers: Mapping[str, str] | None = None) -> None:
        """The endpoint said 429; `wait`: for how many seconds."""
        now = self._pacer.clock()
        self._pacer.pace.told(headers or {}, now)
        self._pacer.pace.refused(self._start, now, wait)

    def overloaded(self, wait: float | None = None) -> None:
        """The endpoint said that it is overloaded (503, 529)."""
        self._pacer.pace.overloaded(self._start, self._pacer.clock(), wait)

    def unreachable(self) -> None:
        """There was no answer."""
        self._pacer.pace.unreachable(self._start, self._pacer.clock())


class Pacer:
    """Slots for calls: at most `limit` at once, `rpm` requests and `tpm` tokens a minute (0: no cap of our own)."""

    def __init__(
        self, limit: int, *, rpm: float = 0, tpm: float = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.clock = clock
        self.pace = Pace(limit, rpm=rpm, tpm=tpm, now=clock())
        self._queue: list[tuple[int, int, int, asyncio.Future[Start]]] = []
        self._numbers = itertools.count()
        self._alarm: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def slot(self, article: int = 0, tokens: int = 0) -> AsyncIterator[Slot]:
        """A slot for one call of about `tokens`; lower `article` numbers come first, then who came first."""
        granted: asyncio.Future[Start] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (article, next(self._numbers), tokens, granted))
        self._serve()
        try:
            start = await granted
        except asyncio.CancelledError:
            if granted.done() and not granted.cancelled():
                self._free(granted.result())
            raise
        try:
            yield Slot(self, start)
        finally:
            self._free(start)

    @contextmanager
    def saving(self) -> Iterator[None]:
        """While an answer that has just come is not saved: till then it counts as a call at once."""
        self.pace.unsaved += 1
        try:
            yield
        finally:
            self.pace.unsaved -= 1
            self._serve()

    def _free(self, start: Start) -> None:
        """The next one starts when the task that had the slot has gone on: it may have an answer to save."""
        self.pace.ended(start)
        asyncio.get_running_loop().call_soon(self._serve)

    def _serve(self) -> None:
        """Start whoever may start now; set the alarm for the next one."""
        if self._alarm:
            self._alarm.cancel()
            self._alarm = None
        while self._queue:
            _, _, tokens, granted = self._queue[0]
            if granted.done():
                heapq.heappop(self._queue)
                continue
            now = self.clock()
            delay = self.pace.delay(now, tokens)
            if delay > 0:
                if delay != float("inf"):
                    loop = asyncio.get_running_loop()
                    self._alarm = loop.call_later(max(delay, 0.001), self._serve)
                return
            heapq.heappop(self._queue)
            granted.set_result(self.pace.started(now, tokens))
