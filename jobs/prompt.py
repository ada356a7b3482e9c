"""Prompt texts: files under `prompts/` with strict `$variables`, and a fingerprint of what they say."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from string import Template

from jobs.errors import SettingsError

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Prompt:
    """A rendered prompt; `fingerprint` (12 hex digits) changes with every change of its text."""

    name: str
    text: str

    @property
    def fingerprint(self) -> str:
        """Recorded with every translation, so that one can tell which prompt made it."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


def load(name: str, **variables: str) -> Prompt:
    """The prompt `prompts/<name>.md` with its variables filled in.

    Raises SettingsError when the file is missing, or has a variable without a value or the other way round.
    """
    file = _folder() / f"{name}.md"
    try:
        template = Template(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"The prompt {name!r} cannot be read: {error}", hint="Install yibo again."
        ) from error
    wanted = set(template.get_identifiers())
    if wanted != variables.keys():
        odd = ", ".join(sorted(wanted ^ variables.keys()))
        raise SettingsError(f"The prompt {file.name} and its variables don't match: {odd}")
    return Prompt(name, template.substitute(variables).strip() + "\n")


def _folder() -> Path:
    """`jobs/prompts` in an installed wheel, `prompts/` beside the package in a checkout."""
    installed = _HERE / "prompts"
    return installed if installed.is_dir() else _HERE.parent / "prompts"
