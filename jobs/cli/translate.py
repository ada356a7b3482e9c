"""`yibo translate`, `yibo run`, `yibo retry`: the main job, on articles or on a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from jobs.cli.options import FOLDER, PATH, settings_for, translation_options
from jobs.cli.show import Show, quiet_logging
from jobs.errors import ArticleError
from jobs.planning import Desk
from jobs.report import Row
from jobs.session import Order, perform
from jobs.settings import Settings
from jobs.sources import Source, find, retried, single


@click.command()
@click.argument("paths", nargs=-1, required=True, type=PATH)
@translation_options
def translate(paths: tuple[Path, ...], **options: Any) -> int:
    """Translate the articles at PATHS, each to its sibling (name.md to name.en.md).

    The source gains an entry in its front matter's `translations`; nothing else in it changes. An article
    whose translation can't be proven undamaged is held back: not written, and the report says why.
    """
    return _job("translate", paths[0], lambda desk: _named(desk, paths), options)


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@translation_options
@click.option(
    "--batch", is_flag=True, help="Half price: submit now, collect with the same command later (24 h at most)."
)
@click.option("--wait", is_flag=True, help="With --batch: stay until the batches are back.")
@click.option("--batch-only", is_flag=True, help="Like --batch, and what fails goes with the next batch.")
@click.option("--narrate", is_flag=True, help="Then make an episode of every translation that has none.")
def run(folder: Path, **options: Any) -> int:
    """Translate everything in DIR that is new or has changed. Made for a schedule: a second run costs nothing.

    Articles in the source language are taken, others and yibo's own targets are left alone. What a person
    edited in a target stays. ^C loses at most the replies in flight.
    """
    return _job("run", folder, lambda desk: find(desk, folder), options)


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@translation_options
def retry(folder: Path, **options: Any) -> int:
    """Ask again for the articles in DIR that are held back; `run` leaves those alone until they change."""
    return _job("retry", folder, lambda desk: retried(desk, folder), options)


def _named(desk: Desk, paths: Iterable[Path]) -> Iterator[Source | Row]:
    for path in dict.fromkeys(paths):
        try:
            yield single(desk, path)
        except ArticleError as error:
            yield Row(desk.name(path), "failed", note=error.message, hint=error.hint)


def _job(command: str, start: Path, sources: Any, options: dict[str, Any]) -> int:
    batch = bool(options.get("batch") or options.get("batch_only"))
    if options.get("wait") and not batch:
        raise click.UsageError("--wait stays for a batch: add --batch.")
    if batch and options["cassette"]:
        raise click.UsageError("A cassette holds live calls: leave out --batch or --cassette.")
    quiet_logging()
    settings: Settings = settings_for(start, options)
    show = Show(settings.log, quiet=options["quiet"], answer=options["dry_run"])
    order = Order(
        command,
        sources,
        many=command != "translate",
        force=options["force"],
        dry_run=options["dry_run"],
        cassette=options["cassette"],
        report=options["report"],
        narrate=options.get("narrate", False),
        batch=batch,
        batch_only=options.get("batch_only", False),
        wait=options.get("wait", False),
    )
    report = perform(settings, order, show)
    show.report(report, start if start.is_dir() else start.parent)
    return int(report.exit_code)
