"""A job from settings to report: opens memory and office, runs the articles, closes everything."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from socket import socket
from typing import Protocol

from jobs import articles
from jobs.crew import Crew, forked
from jobs.errors import InterruptError, YiboError
from jobs.fidelity.checks import Judge
from jobs.glossary import Glossary, load
from jobs.memory.lock import run_lock
from jobs.memory.store import Memory
from jobs.office import Bureau
from jobs.planning import Desk
from jobs.prompt import Prompt, translator
from jobs.report import Report, Row, Spent
from jobs.settings import Settings
from jobs.sources import Source


class Audience(Protocol):
    """Whoever watches a job. `spent` may be asked at any time for what the job has cost so far."""

    spent: Callable[[], Spent]

    def working(self, word: str) -> AbstractContextManager[None]:
        """The job is at work while this is open."""

    def row(self, row: Row) -> None:
        """An article is done."""

    def say(self, text: str) -> None:
        """A sentence for the person."""


@dataclass(frozen=True)
class Order:
    """What a job is asked to do: `sources` finds its articles once the desk is there."""

    command: str
    sources: Callable[[Desk], Iterable[Source | Row]]
    translate: bool = True
    narrate: bool = False
    """Make episodes: of the translations, or of the sources themselves when nothing is translated."""
    force: bool = False
    dry_run: bool = False
    look: Callable[[Desk, Row], Row] = lambda desk, row: row
    """In a dry run, a last look at each row."""
    many: bool = False
    """A folder full of articles: worth every core."""
    batch: bool = False
    """Ask through the Batch API, at half price: this run submits, a later one collects."""
    wait: bool = False
    """With `batch`: stay until the batches are back."""
    batch_only: bool = False
    """With `batch`: what fails goes with the next batch, never at full price."""
    cassette: Path | None = None
    report: Path | None = None


@dataclass
class _Log:
    """Rows as they come, so that a report can be written even when the job is interrupted."""

    audience: Audience
    rows: list[Row] = field(default_factory=list)

    def tell(self, row: Row) -> None:
        self.rows.append(row)
        self.audience.row(row)


def perform(settings: Settings, order: Order, audience: Audience) -> Report:
    """Do what is ordered and report, what was done before ^C or SIGTERM too. Raises YiboError when nothing could be
    started."""
    started, begun = now(), time.monotonic()
    log = _Log(audience)
    # Cassettes and batches hold whole requests: there articles don't wait for each other's texts.
    run = "" if order.cassette or order.batch else token_hex(8)

    def report(rows: Iterable[Row], stopped: YiboError | None) -> Report:
        made = Report(order.command, started, time.monotonic() - begun, tuple(rows), stopped)
        if order.report:
            _write(order.report, made)
        return made

    try:
        alone = nullcontext() if order.dry_run else run_lock(settings.root, since=started)
        workers = forked(_size(settings, order), lambda: _desk_at(settings, started, force=order.force, run=run))
        opened = Memory.copy if order.dry_run else Memory.open
        with workers as ends, alone, opened(settings.path(settings.memory)) as memory:
            if memory.recovered:
                audience.say(memory.recovered)
            rows, stopped = asyncio.run(_work(settings, order, memory, started, log, ends, run))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return report(log.rows, InterruptError("interrupted", hint="Run again: what was paid for is kept."))
    return report(rows, stopped)


@contextmanager
def desk_for(settings: Settings, *, keeps: bool = True) -> Iterator[Desk]:
    """A desk with an open memory, for jobs that ask no model; without `keeps` its file stays as it is."""
    with _desk_at(settings, now(), force=False, opened=Memory.open if keeps else Memory.copy) as desk:
        yield desk


@contextmanager
def _desk_at(
    settings: Settings, moment: str, *, force: bool, run: str = "", opened: Callable[[Path], Memory] = Memory.open
) -> Iterator[Desk]:
    prompt = translator(settings.source, settings.target, settings.translation.style)
    with opened(settings.path(settings.memory)) as memory:
        yield _desk(settings, memory, prompt, moment, force=force, run=run)


def _size(settings: Settings, order: Order) -> int:
    """How many processes the articles of a run are spread over."""
    if not order.many or order.dry_run or order.batch:
        return 1
    return cores(settings) if hasattr(os, "sched_getaffinity") else 1


def cores(settings: Settings) -> int:
    """How many processes work is spread over: the setting, else one for each core that this process may use."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return settings.processes or there


def now() -> str:
    """This moment as an ISO time, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


async def _work(
    settings: Settings, order: Order, memory: Memory, started: str, log: _Log, ends: list[socket], run: str
) -> tuple[list[Row], YiboError | None]:
    _listen()
    prompt = translator(settings.source, settings.target, settings.translation.style)
    desk = _desk(settings, memory, prompt, started, force=order.force, run=run)
    _look_again(desk)
    async with Bureau(settings, memory, prompt, month=started[:7], cassette=order.cassette) as office:
        log.audience.spent = lambda: office.spent
        with log.audience.working(order.command):
            rows, stopped = await _translated(desk, order, office, log, ends) if order.translate else ([], None)
            if order.narrate and stopped is None:
                told, stopped = await _narrated(desk, order, office, log, rows)
                rows = [*rows, *told]
    return rows, stopped


def _look_again(desk: Desk) -> None:
    """When more is to be translated than in the last run, no article is settled by its stamps."""
    desk.memory.free()
    if desk.memory.get_fact("extras", "") != desk.extras:
        desk.memory.forget_stamps()
        desk.memory.set_fact("extras", desk.extras)


async def _translated(
    desk: Desk, order: Order, office: Bureau, log: _Log, ends: list[socket]
) -> tuple[list[Row], YiboError | None]:
    if order.dry_run:
        price = office.half_price if order.batch else office.price
        least = None if order.batch else office.least
        return articles.rehearse(desk, order.sources(desk), price, least=least, look=order.look, tell=log.tell), None
    width = max(4, 4 * desk.settings.endpoint.jobs)  # planned ahead, so that the model never waits for an article
    if order.batch:
        from jobs.batch import Night, work  # the client's libraries are loaded by those who want batches

        night = Night(office, desk, only=order.batch_only, say=log.audience.say, wait=order.wait)
        return await work(night, order.sources(desk), width=width, tell=log.tell)
    async with Crew.of(ends, office.saving, desk.memory.free) as crew:
        return await articles.run(desk, order.sources(desk), office, width=width, tell=log.tell, attempt=crew.attempt)


async def _narrated(
    desk: Desk, order: Order, office: Bureau, log: _Log, rows: Iterable[Row]
) -> tuple[list[Row], YiboError | None]:
    """Episodes one after another: within one, voices speak at the same time and ffmpeg takes a core."""
    from jobs import narrate  # the podcast's libraries are loaded by those who want episodes

    sources = narrate.of_translations(desk, rows) if order.translate else order.sources(desk)

    def tell(row: Row) -> None:
        log.tell(replace(row, episode=order.translate))

    if order.dry_run:
        told, stopped = narrate.rehearse(desk, sources, tell=tell), None
    else:
        told, stopped = await articles.run(desk, sources, office, width=1, tell=tell, attempt=narrate.narration)
    return [replace(row, episode=order.translate) for row in told], stopped


def _desk(settings: Settings, memory: Memory, prompt: Prompt, now: str, *, force: bool, run: str = "") -> Desk:
    judge = judge_of(settings)
    return Desk(settings, judge, memory, prompt.fingerprint, now, force, run)


def judge_of(settings: Settings) -> Judge:
    """The site's judge: its languages, severities and glossary. Raises SettingsError when that can't be read."""
    comments = settings.translation.code_comments
    return Judge(
        settings.source, settings.target, settings.checks, glossary=glossary_of(settings), code_comments=comments
    )


def glossary_of(settings: Settings) -> Glossary:
    """The site's glossary; an empty one where there is none. Raises SettingsError when it can't be read."""
    path = settings.path(settings.translation.glossary)
    return load(path, settings.source, settings.target) if path.is_file() else Glossary()


def _listen() -> None:
    """A scheduler's SIGTERM ends the job as tidily as ^C does."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


def _write(path: Path, report: Report) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise YiboError(f"The report {path} cannot be written: {error.strerror}") from error
