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
        raise SettingsError(f"The prompt {name!r} cannot be read: {error}", hint="Install yibo again.") from error
    wanted = set(template.get_identifiers())
    if wanted != variables.keys():
        odd = ", ".join(sorted(wanted ^ variables.keys()))
        raise SettingsError(f"The prompt {file.name} and its variables don't match: {odd}")
    return Prompt(name, template.substitute(variables).strip() + "\n")


_LANGUAGES = {
    "zh": "Chinese",
    "zh-cn": "Simplified Chinese",
    "zh-hans": "Simplified Chinese",
    "zh-tw": "Traditional Chinese",
    "zh-hant": "Traditional Chinese",
    "en": "English",
    "en-gb": "British English",
    "en-us": "American English",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "pt": "Portuguese",
    "pt-br": "Brazilian Portuguese",
    "ru": "Russian",
    "vi": "Vietnamese",
}


def language_name(code: str) -> str:
    """What a model understands best: "Simplified Chinese (zh-CN)"; the code itself for one we have no name for."""
    lowered = code.lower().replace("_", "-")
    name = _LANGUAGES.get(lowered) or _LANGUAGES.get(lowered.partition("-")[0])
    return f"{name} ({code})" if name else code


def translator(source: str, target: str, style: str = "") -> Prompt:
    """The system message for translating from `source` to `target`; `style` is the house's own sentence or two."""
    own = f"- {style.strip()}\n" if style.strip() else ""
    asian = target.lower().partition("-")[0] in {"zh", "ja", "ko"}
    script = "" if asian else "No Chinese characters or full-width punctuation left. "
    names = {"source": language_name(source), "target": language_name(target)}
    return load("translate", **names, style=own, script=script)


def reviewer(source: str, target: str) -> Prompt:
    """The system message for grading translations from `source` to `target`."""
    return load("review", source=language_name(source), target=language_name(target))


def _folder() -> Path:
    """`jobs/prompts` in an installed wheel, `prompts/` beside the package in a checkout."""
    installed = _HERE / "prompts"
    return installed if installed.is_dir() else _HERE.parent / "prompts"
