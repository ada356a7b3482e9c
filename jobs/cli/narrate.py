"""`yibo narrate` and `yibo feed`: episodes of articles, and the podcast that they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from jobs.cli.options import FILE, FOLDER, PATH, job_options, settings_for
from jobs.cli.show import Show, quiet_logging
from jobs.feed import publish
from jobs.narrate import episode_of
from jobs.planning import Desk
from jobs.session import Order, desk_for, perform
from jobs.sources import Source


@click.command()
@click.argument("paths", nargs=-1, required=True, type=PATH)
@job_options
@click.option("--force", is_flag=True, help="Make the episode anew, also where nothing has changed.")
@click.option("--voice", metavar="NAME", help="Voice [setting `speech.voice`].")
@click.option("--mode", type=click.Choice(["narration", "dialogue"]), help="One voice, or two hosts.")
def narrate(paths: tuple[Path, ...], **options: Any) -> int:
    """Make episodes of the articles at PATHS, in the language each is written in.

    An episode is a sound file with chapters, transcripts (.vtt, .srt, .json) and a cover, written to the folder of
    the setting `podcast.folder`; the article's front matter gains a `podcast:` block. Without a speech model in the
    settings the embedded voice speaks, offline. Nothing is published with a gap: what can't be spoken is named.
    """
    quiet_logging()
    settings = settings_for(paths[0], options)
    show = Show(settings.log, quiet=options["quiet"], answer=options["dry_run"])
    order = Order(
        "narrate",
        lambda desk: _episodes(desk, paths),
        force=options["force"],
        dry_run=options["dry_run"],
        cassette=options["cassette"],
        report=options["report"],
        translate=False,
        narrate=True,
    )
    report = perform(settings, order, show)
    show.report(report, paths[0].parent)
    return int(report.exit_code)


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--to", metavar="LANG", help="Language of the episodes [setting `target`].")
@click.option("-o", "--out", type=FILE, help="Where to write it [feed.xml in `podcast.folder`].")
def feed(folder: Path, out: Path | None, **options: Any) -> None:
    """Write the podcast's RSS feed from the articles in DIR that have an episode in the target language.

    Settings that a directory like Apple's requires and that are missing are listed, with exit code 2.
    """
    settings = settings_for(folder, options)
    with desk_for(settings) as desk:
        path, count = publish(desk, folder, out)
    click.echo(f"{path}: {count} episode{'' if count == 1 else 's'}")


def _episodes(desk: Desk, paths: Iterable[Path]) -> Iterator[Source]:
    for path in dict.fromkeys(paths):
        yield episode_of(desk, path)
