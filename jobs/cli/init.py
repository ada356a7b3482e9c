"""`yibo init`: a yibo.toml in which every setting is explained and commented out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from jobs.cli.options import PATH
from jobs.errors import SettingsError
from jobs.settings import FILE_NAME, names


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=PATH)
@click.option("--force", is_flag=True, help="Replace a yibo.toml that is there.")
def init(folder: Path, force: bool) -> None:
    """Write a yibo.toml to DIR in which every setting stands with its default, commented out.

    The folder .yibo, where the memory will be, gets a .gitignore.
    """
    file = folder / FILE_NAME
    if file.exists() and not force:
        raise SettingsError(f"{file} is there already", hint="`yibo init --force` replaces it.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(_lines()) + "\n", encoding="utf-8")
        (folder / ".yibo").mkdir(exist_ok=True)
        (folder / ".yibo" / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"{file} written. Next: set OPENAI_API_KEY, then `yibo doctor`.")


def _lines() -> Iterator[str]:
    yield "# Settings of yibo. Every line shows a default: take the # away to change it."
    yield "# Each but the tables of prices and checks is also an environment variable (YIBO_MODEL,"
    yield "# YIBO_ENDPOINT_JOBS, …); flags win over both."
    section = ""
    for name, item in names().items():
        head, _, key = name.rpartition(".")
        if head and head != section:
            section = head
            yield f"\n[{section}]"
        yield f"\n# {item.metadata['help']}"
        yield f"# {_shown(key, head, _default(item))}"


def _shown(key: str, section: str, default: Any) -> str:
    """The setting's line; JSON's strings, numbers and lists are TOML's."""
    if isinstance(default, dict):
        return f"[{section}.{key}]" if section else f"[{key}]"
    return f"{key} = {'…' if default is None else json.dumps(default, ensure_ascii=False)}"


def _default(item: dataclasses.Field[Any]) -> Any:
    if item.default_factory is not dataclasses.MISSING:
        return item.default_factory()
    return list(item.default) if isinstance(item.default, tuple) else item.default
