"""Judge translations that exist, whoever made them: one pair of files, or many over all cores."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeVar

from jobs.article.files import read_bytes
from jobs.article.frontmatter import FrontMatter, read
from jobs.errors import ArticleError
from jobs.session import cores
from jobs.settings import Settings

MANY = 8
"""Translations from which further processes are worth their start."""

Work = TypeVar("Work")
Result = TypeVar("Result")


def article(path: Path, settings: Settings) -> FrontMatter:
    """The article at `path`. Raises ArticleError, which names the file, when it can't be read."""
    try:
        return read(read_bytes(path, settings.discovery.max_bytes))
    except ArticleError as broken:
        if str(path) in broken.message:
            raise
        raise ArticleError(f"{path}: {broken.message}", hint=broken.hint) from broken


def spread(verdict: Callable[[Work], Result], work: Sequence[Work], settings: Settings) -> Iterator[Result]:
    """`verdict` of each item, in order; many are spread over all cores (setting `processes`)."""
    processes = cores(settings) if len(work) >= MANY else 1
    if processes < 2:
        yield from map(verdict, work)
        return
    with ProcessPoolExecutor(min(processes, len(work)), initializer=_ignore_interrupts) as pool:
        yield from pool.map(verdict, work, chunksize=4)


def _ignore_interrupts() -> None:
    """^C reaches every process of the terminal; the first one ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
