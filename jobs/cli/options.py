"""Options that several commands share, and how they become settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from jobs.settings import Settings, load

FILE = click.Path(path_type=Path, dir_okay=False)
PATH = click.Path(path_type=Path)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)

_SETTINGS = {
    "to": "target",
    "model": "model",
    "review_model": "review_model",
    "jobs": "endpoint.jobs",
    "max_cost": "spending.max_cost",
    "max_calls": "spending.max_calls",
    "voice": "speech.voice",
    "mode": "podcast.mode",
    "log": "log",
}
"""Options that overrule a setting."""

_ORDERS = frozenset({"force", "dry_run", "report", "cassette", "quiet", "batch", "wait", "batch_only", "narrate"})
"""Options that say what a job is to do."""

_TRANSLATION = (
    click.option("--to", metavar="LANG", help="Target language [setting `target`, default en]."),
    click.option("--review-model", metavar="NAME", help="Model that grades new texts and sends the worst back."),
    click.option("--force", is_flag=True, help="Ask again for everything but people's own texts."),
)
_JOB = (
    click.option("--model", metavar="NAME", help="Model [setting `model`]."),
    click.option("--jobs", metavar="N", type=click.IntRange(1), help="At most N calls at once."),
    click.option("--max-cost", metavar="USD", type=click.FloatRange(0), help="Stop before this is passed."),
    click.option("--max-calls", metavar="N", type=click.IntRange(0), help="Stop before this is passed."),
    click.option("--dry-run", is_flag=True, help="Say what would be sent and at what price; send nothing."),
    click.option("--report", type=FILE, help="Write a JSON report here."),
    click.option("--cassette", type=FILE, help="Record the HTTP traffic here, or replay it if there is any."),
    click.option("--log", type=click.Choice(["text", "json"]), help="How to log [setting `log`]."),
    click.option("-q", "--quiet", is_flag=True, help="Only what failed, and the closing table."),
)


def job_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every job takes."""
    for option in reversed(_JOB):
        command = option(command)
    return command


def translation_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Those, and the ones of a job that translates."""
    command = job_options(command)
    for option in reversed(_TRANSLATION):
        command = option(command)
    return command


def settings_for(start: Path, options: Mapping[str, Any]) -> Settings:
    """Settings at `start`, with the flags on top. Every option is a setting's or an order: KeyError for another."""
    return settings_at(start, {_SETTINGS[name]: value for name, value in options.items() if name not in _ORDERS})


def settings_at(start: Path, flags: Mapping[str, Any]) -> Settings:
    """Settings at `start`, with `flags` by their dotted names on top; `[checks]` may name checks that there are."""
    from jobs.fidelity.checks import described  # loaded by commands that read settings

    return load(start, flags=flags, checks=[name for name, _, _ in described()])


def writable(path: Path, *, ours: bool, force: bool) -> None:
    """Raise UsageError when a file is there that yibo did not write, and nobody said to write over it."""
    if path.exists() and not ours and not force:
        raise click.UsageError(f"{path} is there already: --force writes over it.")
