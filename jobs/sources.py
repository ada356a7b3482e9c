"""Which articles a job is about: found in a folder or named, with the place where each translation goes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jobs.article import files
from jobs.article.frontmatter import FrontMatter, read
from jobs.article.target import made
from jobs.counterparts import target_of
from jobs.errors import ArticleError, YiboError
from jobs.memory.store import DocumentState, Stamp
from jobs.planning import Desk, plan
from jobs.report import Row
from jobs.settings import Discovery

_COARSE = 1_000_000_000
"""Time stamps in whole seconds come from file systems where an edit can hide behind an unchanged stamp."""

Stamps = dict[str, tuple[Stamp | None, Stamp | None]]
"""What `stat` says of source and target, by the article's name."""


@dataclass(frozen=True)
class Source:
    """An article to translate and where its translation goes."""

    path: Path
    target: Path


def find(desk: Desk, folder: Path) -> Iterator[Source | Row]:
    """What `run` has to do in `folder`, in order; a Row for what needs no look inside, or can't be had.

    Articles in another language, yibo's own targets, drafts and the like are left out without a word.
    """
    rules = desk.settings.discovery
    unreadable: list[Row] = []

    def tell(path: Path, error: OSError) -> None:
        unreadable.append(failed(desk, path, ArticleError(f"{path} cannot be read: {error.strerror}")))

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
                yield failed(desk, path, target)
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
        yield failed(desk, path, error)
        return
    if others:
        names = ", ".join(desk.name(other) for other in others)
        yield failed(
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
            f"{path} is written in {language or 'another language'}, not in {desk.pair.source}",
            hint=f"{_reason(path, front)} says so; the setting `source` is the language to translate from.",
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
    """The articles in `folder` that are held back, let go so that they are asked for again; a Row for each that waits
    for a person to merge it."""
    released = set()
    for held in list(desk.memory.holds()):
        path = desk.settings.root / held.path
        if held.pair != desk.pair or not path.is_relative_to(os.path.abspath(folder)):
            continue
        desk.memory.release(held.path, held.pair)
        released.add(held.path)
        try:
            yield single(desk, path)
        except ArticleError as error:
            yield failed(desk, path, error)
    for source in find(desk, folder):
        if isinstance(source, Source) and source.target.exists() and desk.name(source.path) not in released:
            yield from _unmerged(desk, source)


def _unmerged(desk: Desk, source: Source) -> Iterator[Row]:
    with suppress(ArticleError):
        prepared = plan(desk, source.path, source.target)
        if prepared.done == "held":
            yield Row(desk.name(source.path), "held", desk.name(source.target), prepared.note)


def _target(desk: Desk, path: Path) -> Path | ArticleError:
    try:
        return target_of(path, desk.settings)
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
    return _is_due(front, desk.settings.discovery, desk.now)


def _is_due(front: FrontMatter, rules: Discovery, now: str) -> bool:
    """Is the article neither a draft nor dated in the future, or may those be translated?"""
    if front.value("draft") is True and not rules.drafts:
        return False
    when = front.value("date")
    if rules.future or when is None:
        return True
    return _day(when) <= now[:10]


def _day(value: Any) -> str:
    return value.isoformat()[:10] if isinstance(value, date | datetime) else str(value)[:10]


def _reason(path: Path, front: FrontMatter) -> str:
    """What decided which language an article is in."""
    if front.values.get("lang"):
        return "Its front matter's `lang`"
    return "The file's name" if files.language_of(path, {}) else "Its text"


def _language(desk: Desk, path: Path, front: FrontMatter) -> str:
    """What the article is written in: front matter, then the file name, then the text itself."""
    named = files.language_of(path, front.values)
    if named:
        return named
    told = [str(front.value(name) or "") for name in desk.settings.translation.fields]
    chinese = files.looks_chinese("\n".join([*told, front.body[:20_000].decode("utf-8", "ignore")]))
    return desk.pair.source if chinese == files.same_language("zh-CN", desk.pair.source) else ""


def failed(desk: Desk, path: Path, error: YiboError) -> Row:
    """The row of an article that an error ended."""
    return Row(desk.name(path), "failed", note=error.message, hint=error.hint)


# --- stamps: what needs no second look ---------------------------------------------------------------------


def _is_settled(desk: Desk, states: Mapping[str, DocumentState], path: Path, target: Path | ArticleError) -> bool:
    """Are source and target the files that yibo left, by size and time?"""
    state = states.get(desk.name(path)) if states else None
    if state is None or state.source_stamp is None or state.target_stamp is None or isinstance(target, ArticleError):
        return False
    return _stamp(path) == state.source_stamp and _stamp(target) == state.target_stamp


def stamps_of(source: Source) -> tuple[Stamp | None, Stamp | None]:
    """What `stat` says of source and target now."""
    return _stamp(source.path), _stamp(source.target)


def _stamp(path: Path) -> Stamp | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return None if found.st_mtime_ns % _COARSE == 0 else Stamp(found.st_size, found.st_mtime_ns)
