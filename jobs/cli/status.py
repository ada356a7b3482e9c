"""`yibo status`: how the articles of a folder stand, without calling anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jobs.cli.options import FOLDER, settings_for
from jobs.cli.show import Show
from jobs.outdated import outdated
from jobs.session import Order, perform
from jobs.sources import find


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--to", metavar="LANG", help="Target language [setting `target`, default en].")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write a JSON report here.")
@click.option("-a", "--all", "everything", is_flag=True, help="Also what is up to date.")
def status(folder: Path, report: Path | None, everything: bool, **options: Any) -> int:
    """What in DIR is stale, held back, edited by people or left alone, and why. Nothing is sent or written.

    A translation that breaks a term of the glossary as it is now is outdated: no run changes it but with --force.
    """
    settings = settings_for(folder, options)
    show = Show(settings.log, everything=everything, answer=True)
    order = Order("status", lambda desk: find(desk, folder), dry_run=True, look=outdated, report=report)
    found = perform(settings, order, show)
    show.report(found, folder)
    return int(found.exit_code)
