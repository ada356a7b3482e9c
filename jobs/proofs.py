"""The job: pages on which a person reads what the checks say of the translations in a folder."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from jobs import counterparts
from jobs.article.files import write_atomic
from jobs.article.frontmatter import FrontMatter
from jobs.article.segments import Segment
from jobs.article.target import content_digest, field_segments, field_texts, is_untouched, made
from jobs.errors import ArticleError
from jobs.fidelity.finding import Finding
from jobs.judging import article, spread
from jobs.memory.store import Held
from jobs.planning import Desk, known_texts, segments_of
from jobs.review import page
from jobs.review.values import Entry, Line, Sheet
from jobs.session import desk_for, judge_of
from jobs.settings import Settings

log = logging.getLogger("yibo")

HELD = "held back: not written"


def review(settings: Settings, folder: Path, other: Path | None, out: Path) -> Iterator[Entry | ArticleError]:
    """Write a page for every article of `folder` that has a translation or is held back, and `index.html`, to `out`.

    `other`: the folder of the translations, where it is another. Yields what was written, and the articles that
    can't be read, which have no page. Raises ArticleError when there is nothing to show or a page can't be written.
    """
    entries = []
    for sheet in _sheets(settings, folder, other):
        if isinstance(sheet, ArticleError):
            yield sheet
            continue
        address = page.address(sheet.name)
        entry = Entry(sheet.name, sheet.state, sheet.count("error"), sheet.count("warning"), address)
        _write(out, address, page.sheet(sheet))
        entries.append(entry)
        yield entry
    if not entries:
        raise ArticleError(f"{folder}: no article there has a translation", hint="Two folders? Name both: DIR DST.")
    _write(out, "index.html", page.index(f"Translations of {folder}", entries))


def is_ours(path: Path) -> bool:
    """Is there a page at `path` that `review` wrote?"""
    return path.is_file() and page.MARK in path.read_text("utf-8", "replace")


def _write(out: Path, address: str, text: str) -> None:
    write_atomic(out / address, text.encode("utf-8", "replace"), root=out)


def _sheets(settings: Settings, folder: Path, other: Path | None) -> Iterator[Sheet | ArticleError]:
    if other is not None:
        yield from _judged_all(counterparts.by_name(folder, other, settings, log.warning), settings)
        return
    waiting = set()
    if settings.path(settings.memory).is_file():
        with desk_for(settings, keeps=False) as desk:
            for held in desk.memory.holds():
                path = settings.root / held.path
                if held.pair == desk.pair and path.is_file() and path.absolute().is_relative_to(folder.absolute()):
                    waiting.add(path.absolute())
                    yield _held(desk, path, held)
    pairs = counterparts.within(folder, settings)
    yield from _judged_all([pair for pair in pairs if pair[0].absolute() not in waiting], settings)


def _judged_all(pairs: Sequence[counterparts.Pair], settings: Settings) -> Iterator[Sheet | ArticleError]:
    return spread(partial(_judged, settings=settings), pairs, settings)


def _name(path: Path, settings: Settings) -> str:
    """The path with slashes, relative to the site where it lies in it; never one that leads out of a folder."""
    full, root = (Path(os.path.normpath(place.absolute())) for place in (path, settings.root))
    return (full.relative_to(root) if full.is_relative_to(root) else full).as_posix().lstrip("/")


def _judged(pair: counterparts.Pair, settings: Settings) -> Sheet | ArticleError:
    """The sheet of a translation that exists."""
    source, target = pair
    try:
        ours, theirs = article(source, settings), article(target, settings)
    except ArticleError as error:
        return error
    judge, fields = judge_of(settings), settings.translation.fields
    found = judge.article(ours, theirs, fields)
    aligned = judge.aligned(ours.body, theirs.body)
    values = field_texts(ours, theirs, fields, settings.source)
    texts = [(segment, values.get(segment.id, "")) for segment in field_segments(ours, fields, settings.source)]
    texts += sorted([*aligned.pairs, *((lost, "") for lost in aligned.lost)], key=lambda pair: pair[0].start)
    return _sheet(source, target, _state(theirs), texts, found, settings)


def _state(target: FrontMatter) -> str:
    block = made(target)
    if block is None:
        return "not written by yibo"
    return "as yibo wrote it" if is_untouched(target, block) else "edited by a person"


def _held(desk: Desk, path: Path, held: Held) -> Sheet | ArticleError:
    """The sheet of an article that has no translation because of what is said of it."""
    try:
        front, target = article(path, desk.settings), counterparts.target_of(path, desk.settings)
    except ArticleError as error:
        return error
    found = [Finding(**finding) for finding in held.findings]
    if content_digest(front) != held.source_digest:
        return _sheet(path, target, f"{HELD}; the article has changed since", [], found, desk.settings)
    known = known_texts(desk, front)
    refused = {finding.segment: finding.target for finding in found}
    texts = [(s, known.get(s.id) or refused.get(s.id, "")) for s in segments_of(desk, front)]
    return _sheet(path, target, HELD, texts, found, desk.settings)


def _sheet(
    source: Path,
    target: Path,
    state: str,
    texts: Iterable[tuple[Segment, str]],
    found: Iterable[Finding],
    settings: Settings,
) -> Sheet:
    said: dict[str, list[Finding]] = {}
    for finding in found:
        said.setdefault(finding.segment, []).append(finding)
    lines = [Line(s.id, s.kind, s.text, text, tuple(said.pop(s.id, ()))) for s, text in texts]
    rest = tuple(finding for findings in said.values() for finding in findings)
    languages = (settings.source, settings.target)
    return Sheet(_name(source, settings), _name(target, settings), state, languages, tuple(lines), rest)
