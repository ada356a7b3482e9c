"""`yibo.toml` (or `[tool.yibo]` in pyproject.toml), environment and flags become one frozen `Settings`.

Flags win over the environment (`YIBO_MODEL`, `YIBO_SPEECH_VOICE`, …), the environment over the file.
Every mistake is collected; one `SettingsError` reports them all. Nothing here reads the clock or the network.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jobs.errors import SettingsError

FILE_NAME = "yibo.toml"


def _setting(default: Any, help: str) -> Any:  # noqa: A002
    """A dataclass field with the sentence that `yibo init` prints above it."""
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata={"help": help})
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True)
class Translation:
    """What is translated, and how requests are cut."""

    fields: tuple[str, ...] = _setting(
        ("title", "linkTitle", "summary", "description", "lead"), "Front matter fields that are translated."
    )
    code_comments: bool = _setting(False, "Translate Chinese comments inside fenced code.")
    shortcode_text: bool = _setting(False, "Translate the text between paired shortcodes.")
    layout: str = _setting("suffix", 'Where targets go: "suffix" (name.en.md beside it) or "tree".')
    source_dir: str = _setting("zh", 'With layout "tree": the folder name that is replaced …')
    target_dir: str = _setting("en", "… and what it becomes.")
    request_chars: int = _setting(6000, "Source characters per request, about.")
    context_chars: int = _setting(240, "Neighbouring source text sent along with each request, in characters.")
    style: str = _setting("", "House style in a sentence or two, added to the system message.")
    glossary: str = _setting("glossary.csv", "Terms: a CSV or TBX file, relative to this file.")


@dataclass(frozen=True)
class Endpoint:
    """How calls to the API are made."""

    jobs: int = _setting(8, "At most this many calls at once.")
    timeout: float = _setting(180.0, "Seconds until a call counts as lost.")
    connect_timeout: float = _setting(10.0, "Seconds until a connection attempt counts as lost.")
    transport: str = _setting("httpx2", '"httpx2", or "aiohttp" (extra `fast`) for many calls at once.')
    attempts: int = _setting(6, "Tries for one call on connection errors, timeouts, 408, 409, 429 and 5xx.")
    max_wait: float = _setting(60.0, "Longest wait in seconds before a retry, whatever the server asks.")
    rpm: int = _setting(0, "Requests a minute, 0: no cap of our own.")
    tpm: int = _setting(0, "Tokens a minute, 0: no cap of our own.")
    batch_lines: int = _setting(50_000, "With --batch: most requests in one batch (OpenAI takes 50,000) …")
    batch_bytes: int = _setting(200_000_000, "… and the size of its file in bytes (OpenAI takes 200 MB).")
    temperature: float | None = _setting(None, "Left out of requests unless set.")
    reasoning_effort: str = _setting("", 'For models that think: "none", "low", … Left out unless set.')


@dataclass(frozen=True)
class Spending:
    """What a run may cost."""

    max_cost: float | None = _setting(None, "USD a run may cost; it stops before passing it (exit 4).")
    max_calls: int | None = _setting(None, "Calls a run may make.")
    monthly: float | None = _setting(None, "USD a calendar month may cost, over all runs with this memory.")
    prices: dict[str, list[float]] = _setting(
        {}, "USD per million tokens, overriding the built-in table: model = [input, cached input, output]."
    )


@dataclass(frozen=True)
class Speech:
    """Voices. No model set: the embedded voice."""

    model: str = _setting("", "Speech model behind /v1/audio/speech; empty: the embedded voice.")
    voice: str = _setting("", "Voice name; empty: the engine's default for the language.")
    voice2: str = _setting("", "Second host in dialogue mode; empty: a different default.")
    base_url: str = _setting("", "Speech endpoint, if it is not the translation's.")
    api_key_env: str = _setting("OPENAI_API_KEY", "Name of the environment variable that holds the key.")
    format: str = _setting("wav", "Audio format asked of the endpoint.")
    speed: float = _setting(1.0, "Rate of speech.")
    instructions: str = _setting("", "How to speak, for models that take instructions.")
    segment_chars: int = _setting(1800, "Longest text of one speech request, in characters.")
    price: float | None = _setting(None, "USD per million characters.")


@dataclass(frozen=True)
class Podcast:
    """Episodes and the feed."""

    title: str = _setting("", "Title of the podcast.")
    description: str = _setting("", "What it is about.")
    author: str = _setting("", "Who makes it.")
    email: str = _setting("", "Owner's address for the directories.")
    link: str = _setting("", "Home page of the podcast.")
    folder: str = _setting("podcast", "Where episodes and feed are written, relative to this file.")
    base_url: str = _setting(
        "",
        "Public address of that folder; empty: addresses begin at the site's root, as Hugo serves what lies in "
        "`static` (folder `static/podcast` is /podcast).",
    )
    article_url: str = _setting(
        "", "Public address of an article, with {path} (posts/name), {name} and {lang}; empty: the home page."
    )
    font: str = _setting("", "Font file for covers that are made from titles; needed for other scripts than Latin.")
    image: str = _setting("", "Cover image, 1400 to 3000 pixels square.")
    category: str = _setting("Technology", "Apple category.")
    subcategory: str = _setting("", "Apple subcategory.")
    explicit: bool = _setting(False, "Explicit content.")
    mode: str = _setting("narration", '"narration" (one voice) or "dialogue" (two hosts).')
    script: str = _setting("rules", '"rules" (no model) or "model" (rewritten for the ear).')
    disclosure: bool = _setting(True, "Open with a line that says the voice is synthetic.")
    lexicon: str = _setting("lexicon.csv", "Pronunciations: a CSV file, relative to this file.")
    format: str = _setting("mp3", '"mp3", "m4a" or "opus".')
    bitrate: int = _setting(96, "Kilobits a second.")
    channels: int = _setting(1, "1 (mono) or 2 (stereo: for music, with a loudness of -16).")
    loudness: float = _setting(-19.0, "Integrated loudness in LUFS (-19 for mono, -16 for stereo).")
    true_peak: float = _setting(-1.0, "Highest true peak in dBTP.")
    pause_sentence: float = _setting(0.25, "Seconds of silence after a sentence.")
    pause_paragraph: float = _setting(0.6, "Seconds of silence after a paragraph.")
    pause_heading: float = _setting(1.0, "Seconds of silence around a heading.")
    pause_speaker: float = _setting(0.35, "Seconds of silence when the speaker changes.")
    intro: str = _setting("", "Audio file played first.")
    outro: str = _setting("", "Audio file played last.")
    bed: str = _setting("", "Music under the voice.")
    bed_db: float = _setting(-18.0, "Level of the bed against the voice in dB, before ducking.")


@dataclass(frozen=True)
class Discovery:
    """Which files `yibo run` looks at."""

    include: tuple[str, ...] = _setting(("**/*.md", "**/*.markdown"), "Globs of articles.")
    exclude: tuple[str, ...] = _setting((), "Globs left out, besides .gitignore and dot folders.")
    drafts: bool = _setting(False, "Translate drafts too.")
    future: bool = _setting(True, "Translate articles dated in the future too.")
    max_bytes: int = _setting(10_000_000, "Files above this size are refused.")


@dataclass(frozen=True)
class Settings:
    """Everything a job may want to know; made once, passed on, never changed."""

    source: str = _setting("zh-CN", "Language the articles are written in.")
    target: str = _setting("en", "Language they are translated to.")
    model: str = _setting("gpt-6.1-sol", "Model for translation.")
    repair_model: str = _setting("", "Stronger model for the second try; empty: the same.")
    review_model: str = _setting("", "Model that grades translations; empty: none.")
    base_url: str = _setting("", "Endpoint; empty: OPENAI_BASE_URL, else the SDK's default.")
    memory: str = _setting(".yibo/memory.db", "Translation memory, relative to this file.")
    log: str = _setting("text", 'Log lines as "text" or "json".')
    processes: int = _setting(0, "Processes that the articles of a folder are spread over; 0: one for each core.")
    translation: Translation = field(default_factory=Translation)
    endpoint: Endpoint = field(default_factory=Endpoint)
    spending: Spending = field(default_factory=Spending)
    checks: dict[str, str] = _setting(
        {}, 'Severity of single checks: check name = "error", "warning", "info" or "off".'
    )
    speech: Speech = field(default_factory=Speech)
    podcast: Podcast = field(default_factory=Podcast)
    discovery: Discovery = field(default_factory=Discovery)
    root: Path = Path()
    """The folder that relative paths in the settings start from."""

    def path(self, name: str) -> Path:
        """A path from the settings, made absolute against `root`."""
        return self.root / name


CHOICES: dict[str, tuple[str, ...]] = {
    "log": ("text", "json"),
    "translation.layout": ("suffix", "tree"),
    "endpoint.transport": ("httpx2", "aiohttp"),
    "podcast.mode": ("narration", "dialogue"),
    "podcast.script": ("rules", "model"),
    "podcast.format": ("mp3", "m4a", "opus"),
}
POSITIVE = (
    "endpoint.jobs",
    "endpoint.timeout",
    "endpoint.connect_timeout",
    "endpoint.attempts",
    "endpoint.batch_lines",
    "endpoint.batch_bytes",
    "translation.request_chars",
    "speech.segment_chars",
    "discovery.max_bytes",
)


def load(start: Path, *, env: Mapping[str, str] | None = None, flags: Mapping[str, Any] | None = None) -> Settings:
    """Settings for a job that works at `start` (a file or folder).

    `flags` maps dotted names ("model", "endpoint.jobs") to values; None means not given.
    Raises SettingsError with every mistake found in file, environment and flags.
    """
    env = os.environ if env is None else env
    mistakes: list[str] = []
    root, table = _find(start, mistakes)
    values = _flatten(table, "", mistakes)
    values.update(_from_env(env, mistakes))
    values.update({name: value for name, value in (flags or {}).items() if value is not None})
    settings: Settings = _build(Settings, values, "", mistakes)
    mistakes.extend(_judge(values))
    if mistakes:
        listing = "\n".join(f"  - {line}" for line in mistakes)
        raise SettingsError(
            f"The settings have {len(mistakes)} mistake(s):\n{listing}",
            hint="`yibo init` writes a yibo.toml that lists every setting.",
        )
    return dataclasses.replace(settings, root=root)


def names() -> dict[str, dataclasses.Field[Any]]:
    """Every setting by its dotted name, in order."""
    return dict(_walk(Settings, ""))


def _walk(cls: Any, prefix: str) -> typing.Iterator[tuple[str, dataclasses.Field[Any]]]:
    for item in dataclasses.fields(cls):
        section = _section(item)
        if section:
            yield from _walk(section, f"{item.name}.")
        elif "help" in item.metadata:
            yield prefix + item.name, item


def _section(item: dataclasses.Field[Any]) -> Any:
    factory = item.default_factory
    return factory if isinstance(factory, type) and dataclasses.is_dataclass(factory) else None


def _find(start: Path, mistakes: list[str]) -> tuple[Path, dict[str, Any]]:
    """The nearest yibo.toml or [tool.yibo] at or above `start`; without one, the root of the site."""
    here = start.resolve()
    folders = [here, *here.parents] if here.is_dir() else list(here.parents)
    for folder in folders:
        for name, keys in ((FILE_NAME, ()), ("pyproject.toml", ("tool", "yibo"))):
            file = folder / name
            if not file.is_file():
                continue
            try:
                table: Any = tomllib.loads(file.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
                mistakes.append(f"{file}: {error}")
                return folder, {}
            for key in keys:
                table = table.get(key) if isinstance(table, dict) else None
            if isinstance(table, dict):
                return folder, table
    return _root(folders), {}


def _root(folders: list[Path]) -> Path:
    """Where a site without settings begins: where yibo kept its memory before, at a repository or a Hugo
    configuration, at the current folder when it holds the start, else at the start itself."""
    for marks in ((".yibo",), (".git", "hugo.toml", "hugo.yaml", "hugo.json", "config/_default")):
        for folder in folders:
            if any((folder / mark).exists() for mark in marks):
                return folder
    current = Path.cwd()
    return current if current in folders and current.parent != current else folders[0]


def _flatten(table: Mapping[str, Any], prefix: str, mistakes: list[str]) -> dict[str, Any]:
    known = names()
    sections = {name.rpartition(".")[0] for name in known}
    flat: dict[str, Any] = {}
    for key, value in table.items():
        name = prefix + key
        if name in known:
            flat[name] = value
        elif name in sections and isinstance(value, dict):
            flat.update(_flatten(value, f"{name}.", mistakes))
        else:
            close = difflib.get_close_matches(name, [*known, *sections], n=1)
            mistakes.append(f"unknown setting {name!r}" + (f", did you mean {close[0]!r}?" if close else ""))
    return flat


def _from_env(env: Mapping[str, str], mistakes: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, item in names().items():
        variable = "YIBO_" + name.replace(".", "_").upper()
        raw = env.get(variable)
        if not raw:
            continue
        try:
            found[name] = _parse(raw, _type_of(name, item))
        except ValueError as error:
            mistakes.append(f"{variable}: {error}")
    return found


def _parse(raw: str, kind: Any) -> Any:
    options = [option for option in typing.get_args(kind) if option is not type(None)]
    if isinstance(kind, types.UnionType) and options:
        kind = options[0]
    if kind is bool:
        lowered = raw.lower()
        if lowered not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
            raise ValueError(f"{raw!r} is neither true nor false")
        return lowered in {"1", "true", "yes", "on"}
    if kind is int:
        return int(raw)
    if kind is float:
        return float(raw)
    if typing.get_origin(kind) is tuple:
        return [part.strip() for part in raw.split(",") if part.strip()]
    if typing.get_origin(kind) is dict:
        raise ValueError("a table can be set in yibo.toml only")
    return raw


def _build(cls: Any, values: Mapping[str, Any], prefix: str, mistakes: list[str]) -> Any:
    made: dict[str, Any] = {}
    for item in dataclasses.fields(cls):
        section, name = _section(item), prefix + item.name
        if section:
            made[item.name] = _build(section, values, f"{name}.", mistakes)
        elif name in values:
            try:
                made[item.name] = _coerce(values[name], _type_of(name, item))
            except ValueError as error:
                mistakes.append(f"{name}: {error}")
    return cls(**made)


def _coerce(value: Any, kind: Any) -> Any:
    """`value` as `kind`, or ValueError: TOML's types are kept apart, but an integer may serve as a float."""
    if isinstance(kind, types.UnionType):
        options = [option for option in typing.get_args(kind) if option is not type(None)]
        return None if value is None else _coerce(value, options[0])
    if typing.get_origin(kind) is tuple:
        if not isinstance(value, list | tuple) or not all(isinstance(part, str) for part in value):
            raise ValueError(f"expected a list of strings, got {value!r}")
        return tuple(value)
    if typing.get_origin(kind) is dict:
        if not isinstance(value, dict):
            raise ValueError(f"expected a table, got {value!r}")
        return value
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"expected {kind.__name__}, got {value!r}")
    return value


_HINTS: dict[Any, dict[str, Any]] = {}


def _type_of(name: str, item: dataclasses.Field[Any]) -> Any:
    cls: Any = Settings
    for part in name.split(".")[:-1]:
        cls = next(_section(f) for f in dataclasses.fields(cls) if f.name == part)
    if cls not in _HINTS:
        _HINTS[cls] = typing.get_type_hints(cls)
    return _HINTS[cls][item.name]


def _judge(values: Mapping[str, Any]) -> typing.Iterator[str]:
    """Values of the right type that make no sense."""
    for name, options in CHOICES.items():
        if name in values and values[name] not in options:
            yield f"{name}: {values[name]!r} is none of {', '.join(options)}"
    if values.get("podcast.channels", 1) not in (1, 2):
        yield f"podcast.channels: must be 1 or 2, is {values['podcast.channels']}"
    for name in POSITIVE:
        value = values.get(name)
        if isinstance(value, int | float) and value <= 0:
            yield f"{name}: must be above 0, is {value}"
    checks = values.get("checks")
    if isinstance(checks, dict):
        for check, severity in checks.items():
            if severity not in {"error", "warning", "info", "off"}:
                yield f"checks.{check}: {severity!r} is none of error, warning, info, off"
