"""`yibo doctor`: what works, what is missing, and how to mend it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click

from jobs.cli.options import FILE, PATH, settings_at
from jobs.diagnosis import Sign, diagnose
from jobs.settings import Settings

_MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "error": ("✗", "red")}


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=PATH)
@click.option("--model", metavar="NAME", help="Look for this model [setting `model`].")
@click.option("--offline", is_flag=True, help="Do not call the endpoint.")
@click.option("--voices", is_flag=True, help="List the voices instead.")
@click.option("--say", metavar="FILE.wav", type=FILE, help="Write a test sentence by the configured voice instead.")
@click.option("--to", metavar="LANG", help="Language of the test sentence [setting `target`].")
def doctor(folder: Path, model: str | None, offline: bool, voices: bool, say: Path | None, to: str | None) -> int:
    """Look at settings, key, endpoint, model, memory, ffmpeg and voices; say what is missing and how to mend it.

    The endpoint is asked for its list of models only: nothing is paid for, but for the sentence of --say when a
    hosted voice is set. Exit 1 when something is missing.
    """
    settings = settings_at(folder, {"model": model, "target": to})
    if voices or say:
        _heard(settings, voices, say)
        return 0
    click.echo(f"yibo {version('yibo')}, Python {sys.version.split()[0]}, settings of {settings.root}")
    signs = list(diagnose(settings, dict(os.environ), offline=offline))
    for line in _lines(signs):
        click.echo(line)
    return int(any(sign.state == "error" for sign in signs))


def _heard(settings: Settings, voices: bool, say: Path | None) -> None:
    from jobs.audition import audition, listing  # the podcast's libraries are loaded by those who want to hear

    if voices:
        click.echo("\n".join(listing(settings)))
    if say:
        click.echo(audition(settings, say))


def _lines(signs: list[Sign]) -> Iterator[str]:
    for sign in signs:
        mark, colour = _MARKS[sign.state]
        yield f"{click.style(mark, fg=colour)} {sign.about:<10} {sign.said}"
        if sign.hint:
            yield f"  {'':<10} → {sign.hint}"
