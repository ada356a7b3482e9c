"""`yibo memory`: the translation memory in and out, and what it can learn from files that exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jobs.cli.options import FILE, FOLDER, settings_for
from jobs.cli.show import Show
from jobs.errors import SettingsError
from jobs.learn import learn as learn_from
from jobs.learn import tally
from jobs.memory.records import Pair
from jobs.memory.tmx import export_tmx, import_tmx
from jobs.session import desk_for, glossary_of, now

TO = click.option("--to", metavar="LANG", help="Target language [setting `target`].")


@click.group()
def memory() -> None:
    """What has been translated and verified already: .yibo/memory.db."""


@memory.command("export", short_help="Write the memory as TMX 1.4.")
@click.argument("file", metavar="FILE.tmx", type=FILE)
@TO
def export_(file: Path, **options: Any) -> None:
    """Write the memory of one language pair as TMX 1.4, for other tools or another machine."""
    settings = settings_for(Path(), options)
    path = settings.path(settings.memory)
    if not path.is_file():
        raise SettingsError(f"There is no memory at {path}: nothing to export", hint="Call it where the site is.")
    with desk_for(settings, keeps=False) as desk:
        count = export_tmx(desk.memory, file, Pair(settings.source, settings.target))
    click.echo(f"{file}: {count} segments")


@memory.command("import", short_help="Take a TMX file into the memory.")
@click.argument("file", metavar="FILE.tmx", type=FILE)
@TO
def import_(file: Path, **options: Any) -> None:
    """Take a TMX file into the memory; what a person or a newer machine wrote stays."""
    settings = settings_for(Path(), options)
    with desk_for(settings) as desk:
        pair = Pair(settings.source, settings.target)
        found = import_tmx(desk.memory, file, pair, now=now(), terms=glossary_of(settings).terms)
    click.echo(f"{file}: {found.read} units, {found.saved} saved, {found.kept} known, {found.skipped} not usable")


@memory.command(short_help="Learn from translations that exist already.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@TO
def learn(folder: Path, **options: Any) -> None:
    """Learn from the articles in DIR that have a translation already, people's included."""
    settings = settings_for(folder, options)
    show, rows = Show(settings.log, everything=True), []
    with desk_for(settings) as desk:
        for row in learn_from(desk, folder):
            rows.append(row)
            show.row(row)
    click.echo(tally(rows))
