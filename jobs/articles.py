"""The job: articles of a folder, each on its own; what fails in one touches no other, and order is kept."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

from jobs.article.files import expect_writable
from jobs.asking import Ask
from jobs.errors import (
    ArticleError,
    BudgetError,
    CredentialsError,
    MemoryFileError,
    SettingsError,
    WaitingError,
    YiboError,
)
from jobs.fidelity.finding import Finding
from jobs.opinion import Review
from jobs.planning import Desk, Plan, plan
from jobs.report import Row, Spent
from jobs.sources import Source, Stamps, failed, stamps_of
from jobs.translate import publish, translate

log = logging.getLogger("yibo")

STOPPING = (BudgetError, CredentialsError, MemoryFileError, SettingsError)
"""Errors that no other article can escape: the run ends, with what was paid for kept."""


LINGER = 0.5
"""Seconds that an interrupted run takes to count what it did not come to."""


class Clerk(Protocol):
    """Carries the requests of one article to the model, and counts them."""

    @property
    def ask(self) -> Ask:
        """Sends one message."""

    @property
    def review(self) -> Review:
        """Sends one message to the model that grades translations."""

    def close(self) -> Spent:
        """End the article: what it cost."""


class Office(Protocol):
    """Gives every article its clerk. `planned` is the number of calls when nothing goes wrong."""

    def clerk(self, article: int, planned: int, name: str) -> Awaitable[Clerk]:
        """A clerk for the article with this number in the run; early numbers are served first."""


@dataclass(frozen=True)
class Turn:
    """An article's turn in a run."""

    desk: Desk
    source: Source
    office: Office
    number: int
    stamps: Stamps
    clerks: list[Clerk] = field(default_factory=list)

    async def hire(self, planned: int) -> Any:
        """A clerk of the office; the turn closes it at its end and knows what it cost."""
        clerk = await self.office.clerk(self.number, planned, self.desk.name(self.source.path))
        self.clerks.append(clerk)
        return clerk

    def spent(self) -> Spent:
        """End the turn: what it cost."""
        return sum((clerk.close() for clerk in self.clerks), Spent())


Attempt = Callable[[Turn], Awaitable[Row]]
"""What a run does with an article."""


# --- running ---------------------------------------------------------------------------------------------


async def run(
    desk: Desk,
    sources: Iterable[Source | Row],
    office: Office,
    *,
    width: int,
    tell: Callable[[Row], None] = lambda row: None,
    attempt: Attempt | None = None,
) -> tuple[list[Row], YiboError | None]:
    """Translate `sources` (or do what `attempt` does), `width` of them at once.

    Returns the rows in the order of `sources`, and what ended it early.
    """
    rows: dict[int, Row] = {}
    stopped: list[YiboError] = []
    stamps: Stamps = {}
    numbered = iter(enumerate(sources))
    begun: dict[int, Turn] = {}

    async def worker() -> None:
        for number, source in numbered:
            if stopped:
                rows[number] = source if isinstance(source, Row) else _skipped(desk, source)
                continue
            if isinstance(source, Row):
                row = source
            else:
                begun[number] = Turn(desk, source, office, number, stamps)
                row = await _article(begun[number], attempt or translation, stopped)
                del begun[number]
            rows[number] = row
            tell(row)
            if len(stamps) >= 500:
                _save(desk, stamps)

    try:
        await asyncio.gather(*(worker() for _ in range(width)))
    except asyncio.CancelledError:
        for row in _unfinished(desk, begun.values(), (source for _, source in numbered)):
            tell(row)
        raise
    finally:
        _save(desk, stamps)
    return [rows[number] for number in sorted(rows)], stopped[0] if stopped else None


def _unfinished(desk: Desk, begun: Iterable[Turn], rest: Iterable[Source | Row]) -> Iterator[Row]:
    """The rows of what a run that is interrupted leaves: of a large folder as many as can be looked at in time."""
    for turn in begun:
        yield replace(_skipped(desk, turn.source), spent=turn.spent())
    until = time.monotonic() + LINGER
    for source in rest:
        yield source if isinstance(source, Row) else _skipped(desk, source)
        if time.monotonic() > until:
            return


async def _article(turn: Turn, attempt: Attempt, stopped: list[YiboError]) -> Row:
    """One article, whatever happens to it, and what it took."""
    begun = time.monotonic()
    desk, source = turn.desk, turn.source
    try:
        row = await attempted(turn, attempt)
    except STOPPING as error:
        stopped.append(error)
        row = _skipped(desk, source)
    return replace(row, target=desk.name(source.target), spent=turn.spent(), seconds=time.monotonic() - begun)


async def attempted(turn: Turn, attempt: Attempt) -> Row:
    """The row of an article, whatever happens to it. Raises only what ends the whole run."""
    desk, source = turn.desk, turn.source
    try:
        return await attempt(turn)
    except STOPPING:
        raise
    except WaitingError as error:
        return Row(desk.name(source.path), "waiting", note=error.message)
    except YiboError as error:
        return failed(desk, source.path, error)
    except Exception as error:
        log.exception("bug in %s", source.path)
        return replace(failed(desk, source.path, ArticleError(f"a bug in yibo: {error!r}")), bug=True)


async def translation(turn: Turn) -> Row:
    """Translate the turn's article and write what came of it."""
    desk, source = turn.desk, turn.source
    name, before = desk.name(source.path), stamps_of(source)
    prepared = plan(desk, source.path, source.target)
    if prepared.done:
        if prepared.done == "unchanged" or prepared.standing.kind == "edited":
            await publish(desk, prepared, None)
        if prepared.done == "unchanged" and stamps_of(source) == before:
            turn.stamps[name] = before
        return Row(name, prepared.done, note=prepared.note, findings=_plain(prepared.findings))
    for path in (source.path, source.target):
        expect_writable(path)
    opinions = bool(desk.settings.review_model)
    clerk = await turn.hire(len(prepared.groups) * (1 + opinions))
    outcome = await translate(desk, prepared, clerk.ask, clerk.review if opinions else None)
    if outcome.target is not None and await publish(desk, prepared, outcome.target):
        turn.stamps[name] = stamps_of(source)
    return Row(name, outcome.status, note=outcome.note or prepared.note, findings=_plain(outcome.findings))


def _plain(findings: Iterable[Finding]) -> tuple[dict[str, Any], ...]:
    return tuple(asdict(finding) for finding in findings)


def _skipped(desk: Desk, source: Source) -> Row:
    return Row(desk.name(source.path), "skipped", desk.name(source.target), note="the run ended before it")


def rehearse(
    desk: Desk,
    sources: Iterable[Source | Row],
    price: Callable[[Plan], Spent],
    *,
    least: Callable[[Plan], float] | None = None,
    look: Callable[[Desk, Row], Row] = lambda desk, row: row,
    tell: Callable[[Row], None] = lambda row: None,
) -> list[Row]:
    """What `run` would do: rows with the status "planned", what the calls would cost, and the `least` that a limit must
    leave for them; `look` has a last look at each. Nothing is sent or written."""
    rows = []
    for source in sources:
        row = source if isinstance(source, Row) else _rehearsed(desk, source, price, least or (lambda plan: 0.0))
        row = look(desk, row)
        rows.append(row)
        tell(row)
    return rows


def _rehearsed(desk: Desk, source: Source, price: Callable[[Plan], Spent], least: Callable[[Plan], float]) -> Row:
    name, target = desk.name(source.path), desk.name(source.target)
    try:
        prepared = plan(desk, source.path, source.target)
    except ArticleError as error:
        return failed(desk, source.path, error)
    if prepared.done:
        return Row(name, prepared.done, target, note=prepared.note, findings=_plain(prepared.findings))
    asked = sum(len(group.units) for group in prepared.groups)
    note = f"{_why(prepared)}: {asked} of {len(prepared.segments)} segments to ask for" + "; ".join(
        ["", *filter(None, [prepared.note])]
    )
    return Row(name, "planned", target, note=note, spent=price(prepared), least=least(prepared))


def _why(prepared: Plan) -> str:
    """Why an article is to be translated."""
    made = prepared.standing.made
    if made and made.source == prepared.digest:
        return "not changed, asked for again"
    return {"absent": "new", "ours": "changed"}.get(prepared.standing.kind, "changed, with people's edits kept")


def _save(desk: Desk, stamps: Stamps) -> None:
    if stamps:
        desk.memory.save_stamps(desk.pair, stamps)
        stamps.clear()
