"""Worker processes of a run: they plan, judge and write articles, so that every core is busy.

The model is asked by the first process alone, which keeps the pace, the account and the order of the articles:

    first process                          a worker
    Crew.attempt(turn)  ── article ──────▶ translation(turn)
    turn.hire(planned)  ◀───── hire ────── office.clerk
    clerk.ask(text)     ◀───── question ── clerk.ask
                        ── answer ───────▶  (saved)
                        ◀───── kept ──────
    the article's row   ◀───── done ──────

Workers are forked before anything is opened. They live as long as the first process does, and not longer: one that
is killed takes them with it, and only what was in flight is lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from jobs.articles import Clerk, Turn, attempted, translation
from jobs.asking import Heard
from jobs.errors import ArticleError, YiboError
from jobs.planning import Desk
from jobs.report import Row, Spent
from jobs.sources import Source, Stamps

log = logging.getLogger("yibo")

_LENGTH = 4
"""Bytes that say how long a message is."""
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


# --- what is said between the processes --------------------------------------------------------------------


@dataclass(frozen=True)
class _Begin:
    """To a worker: do this article."""

    number: int
    source: Source


@dataclass(frozen=True)
class _Hire:
    """From a worker: the article needs a clerk."""

    number: int
    planned: int


@dataclass(frozen=True)
class _Question:
    """From a worker: one message to the model."""

    number: int
    name: int
    kind: Literal["ask", "review"]
    text: str
    again: bool = False


@dataclass(frozen=True)
class _Answer:
    """To a worker: what came of a question."""

    name: int
    said: Heard | str | Exception


@dataclass(frozen=True)
class _Kept:
    """From a worker: the answer to a question has been judged, and what is good of it saved."""

    name: int


@dataclass(frozen=True)
class _Done:
    """From a worker: the article's row, or the error that ends the run."""

    number: int
    row: Row | YiboError
    stamps: Stamps


class _Link:
    """One end of the line between two processes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def send(self, message: object) -> None:
        """Put `message` on the line; nothing when the other end is gone."""
        data = pickle.dumps(message)
        self._writer.write(len(data).to_bytes(_LENGTH, "big") + data)

    async def receive(self) -> Any:
        """The next message, None when the other end is gone."""
        try:
            size = int.from_bytes(await self._reader.readexactly(_LENGTH), "big")
            return pickle.loads(await self._reader.readexactly(size))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


async def _linked(end: socket.socket) -> _Link:
    return _Link(*await asyncio.open_connection(sock=end))


# --- the first process -------------------------------------------------------------------------------------


@dataclass
class _Hand:
    """A worker as the first process knows it: the articles that it has, each with its turn and who waits for it."""

    link: _Link
    turns: dict[int, tuple[Turn, asyncio.Future[_Done]]] = field(default_factory=dict)
    unsaved: dict[int, asyncio.Event] = field(default_factory=dict)
    """Answers that it has been sent, by the names of their questions."""


class Crew:
    """The workers of a run."""

    def __init__(
        self, hands: list[_Hand], saving: Callable[[], AbstractContextManager[None]], lost: Callable[[], None]
    ) -> None:
        self._hands = hands
        self._saving = saving
        self._lost = lost
        self._tasks = {asyncio.create_task(self._listen(hand)) for hand in hands}

    @classmethod
    @asynccontextmanager
    async def of(
        cls,
        ends: Iterable[socket.socket],
        saving: Callable[[], AbstractContextManager[None]],
        lost: Callable[[], None] = lambda: None,
    ) -> AsyncIterator[Crew]:
        """The workers at the other ends; none: everything is done here. They are sent home at the end.

        `saving` is entered while an answer is with a worker and not saved yet; `lost` is called when one is gone.
        """
        hands = [_Hand(await _linked(end)) for end in ends]
        crew = cls(hands, saving, lost)
        try:
            yield crew
        finally:
            await crew._close()
            for hand in hands:
                hand.link.close()

    async def attempt(self, turn: Turn) -> Row:
        """What a run does with an article: the least busy worker translates it. Raises what `translation` raises."""
        if not self._hands:
            return await translation(turn)
        hand = min(self._hands, key=lambda hand: len(hand.turns))
        done: asyncio.Future[_Done] = asyncio.get_running_loop().create_future()
        hand.turns[turn.number] = turn, done
        hand.link.send(_Begin(turn.number, turn.source))
        try:
            said = await done
        except asyncio.CancelledError:
            await self._close()  # calls in flight are booked before the article's account is closed
            raise
        finally:
            hand.turns.pop(turn.number, None)
        turn.stamps.update(said.stamps)
        if isinstance(said.row, YiboError):
            raise said.row
        return said.row

    async def _close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self, hand: _Hand) -> None:
        """Serve one worker until its end; then nobody waits for it any longer."""
        try:
            await self._serve(hand)
        finally:
            self._hands = [other for other in self._hands if other is not hand]
            if hand.turns:
                self._lost()
            for saved in hand.unsaved.values():
                saved.set()
            for turn, done in hand.turns.values():
                if not done.done():
                    why = f"the worker process that had {turn.source.path} ended unexpectedly"
                    done.set_exception(ArticleError(why, hint="Run again: what was paid for is kept."))

    async def _serve(self, hand: _Hand) -> None:
        while (message := await hand.link.receive()) is not None:
            if isinstance(message, _Kept):
                if saved := hand.unsaved.get(message.name):
                    saved.set()
                continue
            turn, done = hand.turns.get(message.number, (None, None))
            if turn is None or done is None:
                continue
            match message:
                case _Hire():
                    await turn.hire(message.planned)
                case _Question():
                    task = asyncio.create_task(self._asked(hand, turn, message))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
                case _Done() if not done.done():
                    done.set_result(message)

    async def _asked(self, hand: _Hand, turn: Turn, question: _Question) -> None:
        clerk: Clerk = turn.clerks[-1]
        said: Heard | str | Exception
        try:
            if question.kind == "ask":
                said = await clerk.ask(question.text, question.again)
            else:
                said = await clerk.review(question.text)
        except YiboError as error:
            said = error
        except Exception as error:
            log.exception("bug while the model was asked for %s", turn.source.path)
            said = RuntimeError(repr(error))
        if hand not in self._hands:
            return
        hand.link.send(_Answer(question.name, said))
        hand.unsaved[question.name] = saved = asyncio.Event()
        try:
            with self._saving():
                await saved.wait()
        finally:
            del hand.unsaved[question.name]


# --- a worker ----------------------------------------------------------------------------------------------


@dataclass
class _RemoteOffice:
    """The office of the first process, as a worker sees it."""

    link: _Link
    waiting: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    _asked: int = 0

    async def clerk(self, article: int, planned: int, name: str) -> Clerk:
        """A clerk for the article with this number."""
        self.link.send(_Hire(article, planned))
        return _RemoteClerk(self, article)

    async def question(self, number: int, kind: Literal["ask", "review"], text: str, again: bool = False) -> Any:
        """What the first process says to it."""
        self._asked += 1
        name, answer = self._asked, asyncio.get_running_loop().create_future()
        self.waiting[name] = answer
        self.link.send(_Question(number, name, kind, text, again))
        try:
            return await answer
        finally:
            del self.waiting[name]

    def answered(self, answer: _Answer) -> None:
        """Hand an answer to whoever waits for it."""
        waiting = self.waiting[answer.name]
        if isinstance(answer.said, Exception):
            waiting.set_exception(answer.said)
        else:
            waiting.set_result(answer.said)
        # whoever waits goes on before this, up to the next question or the article's end, and saves on the way
        asyncio.get_running_loop().call_soon(self.link.send, _Kept(answer.name))


@dataclass(frozen=True)
class _RemoteClerk:
    office: _RemoteOffice
    number: int

    async def ask(self, text: str, again: bool) -> Heard:
        """Sends one message."""
        heard: Heard = await self.office.question(self.number, "ask", text, again)
        return heard

    async def review(self, text: str) -> str:
        """Sends one message to the model that grades translations."""
        said: str = await self.office.question(self.number, "review", text)
        return said

    def close(self) -> Spent:
        """The first process keeps the accounts."""
        return Spent()


async def _work(end: socket.socket, opened: Callable[[], AbstractContextManager[Desk]]) -> None:
    """Do articles until the first process hangs up. The desk is opened for the first of them.

    A bug in one of the tasks ends the worker, and so the first process hears of it.
    """
    link = await _linked(end)
    office, tasks = _RemoteOffice(link), set[asyncio.Task[None]]()
    with contextlib.ExitStack() as stack:
        async with asyncio.TaskGroup() as group:
            desk: Desk | None = None
            while (message := await link.receive()) is not None:
                if isinstance(message, _Answer):
                    office.answered(message)
                    continue
                try:
                    desk = desk or stack.enter_context(opened())
                except YiboError as error:
                    link.send(_Done(message.number, error, {}))
                    continue
                task = group.create_task(_article(link, Turn(desk, message.source, office, message.number, {})))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            for task in tasks:
                task.cancel()


async def _article(link: _Link, turn: Turn) -> None:
    try:
        row: Row | YiboError = await attempted(turn, translation)
    except YiboError as error:
        row = error
    link.send(_Done(turn.number, row, turn.stamps))


# --- forking -----------------------------------------------------------------------------------------------


@contextmanager
def forked(size: int, opened: Callable[[], AbstractContextManager[Desk]]) -> Iterator[list[socket.socket]]:
    """`size` workers, as the ends of the lines to them; none where one process does as well, or may not be forked.

    `opened` gives a worker its desk. Nothing that could not be shared may be open yet.
    """
    ends, children = list[socket.socket](), list[int]()
    if size > 1 and sys.platform == "linux" and threading.active_count() == 1:
        for _ in range(size):
            _fork(ends, children, opened)
    try:
        yield ends
    finally:
        for end in ends:
            end.close()
        for child in children:
            os.waitpid(child, 0)


def _fork(ends: list[socket.socket], children: list[int], opened: Callable[[], AbstractContextManager[Desk]]) -> None:
    ours, theirs = socket.socketpair()
    parent, child = os.getpid(), os.fork()
    if child:
        theirs.close()
        ends.append(ours)
        children.append(child)
        return
    status = 1
    try:
        for end in (ours, *ends):
            end.close()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # the first process hears them, and hangs up
        _end_with_parent()
        if os.getppid() == parent:
            asyncio.run(_work(theirs, opened))
        status = 0
    except BaseException:
        log.exception("bug in a worker process")
    finally:
        os._exit(status)


def _end_with_parent() -> None:
    """Have the kernel kill this process when the first one dies, however that happens."""
    import ctypes  # a run that forks nothing need not load it

    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
