"""The job: articles of a folder, each on its own; what fails in one touches no other, and order is kept."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from jobs.article import files
from jobs.article.frontmatter import FrontMatter, read
from jobs.article.target import made
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
from jobs.memory.store import DocumentState, Stamp
from jobs.opinion import Review
from jobs.report import Row, Spent
from jobs.settings import Discovery
from jobs.translate import Desk, Plan, plan, publish, translate

log = logging.getLogger("yibo")

STOPPING = (BudgetError, CredentialsError, MemoryFileError, SettingsError)
"""Errors that no other article can escape: the run ends, with what was paid for kept."""

_COARSE = 1_000_000_000
"""Time stamps in whole seconds come from file systems where an edit can hide behind an unchanged stamp."""

Stamps = dict[str, tuple[Stamp | None, Stamp | None]]
"""What `stat` says of source and target, by the article's name."""


@dataclass(frozen=True)
class Source:
    """An article to translate and where its translation goes."""

    path: Path
    target: Path


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


Attempt = Callable[[Turn], Awaitable[Row]]
"""What a run does with an article."""


# --- finding the articles --------------------------------------------------------------------------------


def find(desk: Desk, folder: Path) -> Iterator[Source | Row]:
    """What `run` has to do in `folder`, in order; a Row for what needs no look inside, or can't be had.

    Articles in another language, yibo's own targets, drafts and the like are left out without a word.
    """
    rules = desk.settings.discovery
    unreadable: list[Row] = []

    def tell(path: Path, error: OSError) -> None:
        unreadable.append(_failed(desk, path, ArticleError(f"{path} cannot be read: {error.strerror}")))

    states = {} if desk.force else desk.memory.document_states(desk.pair)
    found = list(files.discover(folder, rules.include, rules.exclude, on_error=tell, on_leftover=files.tidy))
    yield from unreadable
    targets = {path: _target(desk, path) for path in found}
    sources = _by_target(targets)
    settled = {path for path, target in targets.items() if _is_settled(desk, states, path, target)}
    for path, target in targets.items():
        origins = sources.get(path, ())
        if isinstance(target, ArticleError):
            if _is_source(desk, path):
                yield _failed(desk, path, target)
        elif path in settled:
            yield Row(desk.name(path), "unchanged", desk.name(target))
        elif len(origins) != 1 or origins[0] not in settled:
            yield from _looked_at(desk, path, target, sources[target])


def _by_target(targets: Mapping[Path, Path | ArticleError]) -> dict[Path, list[Path]]:
    """The articles that share each target."""
    sources: dict[Path, list[Path]] = {}
    for path, target in targets.items():
        if isinstance(target, Path):
            sources.setdefault(target, []).append(path)
    return sources


def _looked_at(desk: Desk, path: Path, target: Path, rivals: Sequence[Path]) -> Iterator[Source | Row]:
    try:
        if not _wanted(desk, path):
            return
        others = [rival for rival in rivals if rival != path and _is_source(desk, rival)]
    except ArticleError as error:
        yield _failed(desk, path, error)
        return
    if others:
        names = ", ".join(desk.name(other) for other in others)
        yield _failed(
            desk,
            path,
            ArticleError(f"{path} and {names} would both be translated to {target.name}", hint="Rename one of them."),
        )
    else:
        yield Source(path, target)


def single(desk: Desk, path: Path) -> Source:
    """The article at `path`, named by a person. Raises ArticleError when it is not in the source language."""
    front = _front(desk, path)
    target = _target(desk, path)
    if isinstance(target, ArticleError):
        raise target
    if made(front):
        raise ArticleError(f"{path} is a translation made by yibo", hint="Name the article it was made from.")
    language = _language(desk, path, front)
    if not files.same_language(language, desk.pair.source):
        raise ArticleError(
            f"{path} is written in {language or 'an unknown language'}, not in {desk.pair.source}",
            hint="Its front matter's `lang` says so; the setting `source` is the language to translate from.",
        )
    return Source(path, target)


def pairs(desk: Desk, folder: Path) -> Iterator[Source]:
    """The articles in `folder` in the source language that have a translation, whoever made it."""
    rules = desk.settings.discovery
    for path in files.discover(folder, rules.include, rules.exclude):
        target = _target(desk, path)
        if isinstance(target, Path) and target.is_file() and _is_source(desk, path):
            yield Source(path, target)


def retried(desk: Desk, folder: Path) -> Iterator[Source | Row]:
    """The articles in `folder` that are held back, let go so that they are asked for again."""
    for held in list(desk.memory.holds()):
        path = desk.settings.root / held.path
        if held.pair != desk.pair or not path.is_relative_to(os.path.abspath(folder)):
            continue
        desk.memory.release(held.path, held.pair)
        try:
            yield single(desk, path)
        except ArticleError as error:
            yield _failed(desk, path, error)


def _target(desk: Desk, path: Path) -> Path | ArticleError:
    rules = desk.settings.translation
    try:
        return files.target_path(
            path,
            desk.pair.source,
            desk.pair.target,
            layout=rules.layout,
            root=desk.settings.root,
            source_dir=rules.source_dir,
            target_dir=rules.target_dir,
        )
    except ArticleError as error:
        return error


def _front(desk: Desk, path: Path) -> FrontMatter:
    return read(files.read_bytes(path, desk.settings.discovery.max_bytes))


def _is_source(desk: Desk, path: Path) -> bool:
    try:
        front = _front(desk, path)
    except ArticleError:
        return False
    return made(front) is None and files.same_language(_language(desk, path, front), desk.pair.source)


def _wanted(desk: Desk, path: Path) -> bool:
    front = _front(desk, path)
    if made(front) or not files.same_language(_language(desk, path, front), desk.pair.source):
        return False
    return is_due(front.values, desk.settings.discovery, desk.now)


def is_due(values: Mapping[str, Any], rules: Discovery, now: str) -> bool:
    """Is the article neither a draft nor dated in the future, or may those be translated?"""
    if values.get("draft") is True and not rules.drafts:
        return False
    when = values.get("date")
    if rules.future or when is None:
        return True
    return _day(when) <= now[:10]


def _day(value: Any) -> str:
    return value.isoformat()[:10] if isinstance(value, date | datetime) else str(value)[:10]


def _language(desk: Desk, path: Path, front: FrontMatter) -> str:
    """What the article is written in: front matter, then the file name, then the text itself."""
    named = files.language_of(path, front.values)
    if named:
        return named
    text = front.body[:20_000].decode("utf-8", "ignore")
    chinese = files.looks_chinese(text)
    return desk.pair.source if chinese == files.same_language("zh-CN", desk.pair.source) else ""


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

    async def worker() -> None:
        for number, source in numbered:
            if stopped:
                rows[number] = source if isinstance(source, Row) else _skipped(desk, source)
                continue
            if isinstance(source, Row):
                row = source
            else:
                row = await _article(Turn(desk, source, office, number, stamps), attempt or translation, stopped)
            rows[number] = row
            tell(row)
            if len(stamps) >= 500:
                _save(desk, stamps)

    try:
        await asyncio.gather(*(worker() for _ in range(width)))
    finally:
        _save(desk, stamps)
    return [rows[number] for number in sorted(rows)], stopped[0] if stopped else None


async def _article(turn: Turn, attempt: Attempt, stopped: list[YiboError]) -> Row:
    """One article, whatever happens to it."""
    begun = time.monotonic()
    desk, source = turn.desk, turn.source
    try:
        row = await attempt(turn)
    except STOPPING as error:
        stopped.append(error)
        row = _skipped(desk, source)
    except WaitingError as error:
        row = Row(desk.name(source.path), "waiting", note=error.message)
    except YiboError as error:
        row = _failed(desk, source.path, error)
    except Exception as error:
        log.exception("bug in %s", source.path)
        row = replace(_failed(desk, source.path, ArticleError(f"a bug in yibo: {error!r}")), bug=True)
    spent = sum((clerk.close() for clerk in turn.clerks), Spent())
    return replace(row, target=desk.name(source.target), spent=spent, seconds=time.monotonic() - begun)


async def translation(turn: Turn) -> Row:
    """Translate the turn's article and write what came of it."""
    desk, source = turn.desk, turn.source
    name, before = desk.name(source.path), _stamps(source)
    prepared = plan(desk, source.path, source.target)
    if prepared.done:
        if prepared.done == "unchanged" or prepared.standing.kind == "edited":
            await publish(desk, prepared, None)
        if prepared.done == "unchanged" and _stamps(source) == before:
            turn.stamps[name] = before
        return Row(name, prepared.done, note=prepared.note, findings=_plain(prepared.findings))
    opinions = bool(desk.settings.review_model)
    clerk = await turn.hire(len(prepared.groups) * (1 + opinions))
    outcome = await translate(desk, prepared, clerk.ask, clerk.review if opinions else None)
    if outcome.target is not None and await publish(desk, prepared, outcome.target):
        turn.stamps[name] = _stamps(source)
    return Row(name, outcome.status, note=outcome.note, findings=_plain(outcome.findings))


def _plain(findings: Iterable[Finding]) -> tuple[dict[str, Any], ...]:
    return tuple(asdict(finding) for finding in findings)


def _failed(desk: Desk, path: Path, error: YiboError) -> Row:
    return Row(desk.name(path), "failed", note=error.message, hint=error.hint)


def _skipped(desk: Desk, source: Source) -> Row:
    return Row(desk.name(source.path), "skipped", desk.name(source.target), note="the run ended before it")


def rehearse(
    desk: Desk,
    sources: Iterable[Source | Row],
    price: Callable[[Plan], Spent],
    *,
    tell: Callable[[Row], None] = lambda row: None,
) -> list[Row]:
    """What `run` would do: rows with the status "planned" and what the calls would cost. Nothing is sent or written."""
    rows = []
    for source in sources:
        row = source if isinstance(source, Row) else _rehearsed(desk, source, price)
        rows.append(row)
        tell(row)
    return rows


def _rehearsed(desk: Desk, source: Source, price: Callable[[Plan], Spent]) -> Row:
    name, target = desk.name(source.path), desk.name(source.target)
    try:
        prepared = plan(desk, source.path, source.target)
    except ArticleError as error:
        return _failed(desk, source.path, error)
    if prepared.done:
        return Row(name, prepared.done, target, note=prepared.note, findings=_plain(prepared.findings))
    asked = sum(len(group.units) for group in prepared.groups)
    why = {"absent": "new", "ours": "changed", "edited": "changed, with people's edits kept"}
    note = f"{why.get(prepared.standing.kind, '')}: {asked} of {len(prepared.segments)} segments to ask for"
    return Row(name, "planned", target, note=note, spent=price(prepared))


# --- stamps: what needs no second look ---------------------------------------------------------------------


def _is_settled(desk: Desk, states: Mapping[str, DocumentState], path: Path, target: Path | ArticleError) -> bool:
    """Are source and target the files that yibo left, by size and time?"""
    state = states.get(desk.name(path)) if states else None
    if state is None or state.source_stamp is None or state.target_stamp is None or isinstance(target, ArticleError):
        return False
    return _stamp(path) == state.source_stamp and _stamp(target) == state.target_stamp


def _stamps(source: Source) -> tuple[Stamp | None, Stamp | None]:
    return _stamp(source.path), _stamp(source.target)


def _stamp(path: Path) -> Stamp | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return None if found.st_mtime_ns % _COARSE == 0 else Stamp(found.st_size, found.st_mtime_ns)


def _save(desk: Desk, stamps: Stamps) -> None:
    if stamps:
        desk.memory.save_stamps(desk.pair, stamps)
        stamps.clear()
