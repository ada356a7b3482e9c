"""`yibo glossary`: a draft of the terms that a site uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jobs.cli.options import FILE, FOLDER, settings_for, writable
from jobs.glossary import suggest as drafted
from jobs.glossary import to_csv
from jobs.learn import texts_of
from jobs.session import desk_for, glossary_of


@click.group()
def glossary() -> None:
    """Terms and their renderings: glossary.csv, or a TBX file."""


@glossary.command(short_help="Draft a glossary from translations and the memory.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--to", metavar="LANG", help="Target language [setting `target`].")
@click.option("-o", "--out", type=FILE, help="Write the draft here instead of printing it.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def suggest(folder: Path, out: Path | None, force: bool, **options: Any) -> None:
    """Draft a glossary from the articles in DIR that have a translation, and from the memory.

    Read it before you use it: these are words that often go together, not decisions.
    """
    if out:
        writable(out, ours=False, force=force)
    settings = settings_for(folder, options)
    with desk_for(settings, keeps=False) as desk:
        known = [(entry.source, entry.target) for entry in desk.memory.entries(desk.pair)]
        text = to_csv(drafted(dict.fromkeys([*texts_of(desk, folder), *known]), glossary_of(settings)))
    if out:
        out.write_text(text, encoding="utf-8")
        click.echo(f"{out}: {text.count(chr(10)) - 1} terms")
    else:
        click.echo(text, nl=False)
