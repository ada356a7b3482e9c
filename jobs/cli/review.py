"""`yibo review`: pages for the person who reads what the checks found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jobs.cli.options import FOLDER, settings_for, writable
from jobs.cli.show import quiet_logging
from jobs.errors import ArticleError
from jobs.proofs import is_ours
from jobs.proofs import review as write

_PLACE = Path(".yibo") / "review"


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("other", metavar="[DST]", type=FOLDER, required=False)
@click.option("--to", metavar="LANG", help="Target language [setting `target`, default en].")
@click.option("-o", "--out", type=click.Path(path_type=Path, file_okay=False), help=f"Folder of the pages [{_PLACE}].")
@click.option("--force", is_flag=True, help="Write over an index.html that is there.")
def review(folder: Path, other: Path | None, out: Path | None, force: bool, **options: Any) -> int:
    """Write pages that show the articles in DIR beside their translations, with what the checks say of each paragraph.

    DST: the folder of the translations, when files of the same names answer each other. Translations may be anybody's;
    what yibo held back is shown with the text that it refused. Nothing is sent.
    """
    quiet_logging()
    settings = settings_for(folder, options)
    place = out or settings.root / _PLACE
    index = place / "index.html"
    writable(index, ours=is_ours(index), force=force)
    failed, errors, warnings, count = False, 0, 0, 0
    for entry in write(settings, folder, other, place):
        if isinstance(entry, ArticleError):
            click.echo(f"error: {entry}", err=True)
            failed = True
        else:
            errors, warnings, count = errors + entry.errors, warnings + entry.warnings, count + 1
    click.echo(f"Articles: {count}, errors: {errors}, warnings: {warnings}. Begin with {index}")
    return int(failed)
