"""`yibo.toml` (or `[tool.yibo]` in pyproject.toml), environment and flags become one frozen `Settings`.

Flags win over the environment (`YIBO_MODEL`, `YIBO_SPEECH_VOICE`, …), the environment over the file.
Every mistake is collected; one `SettingsError` reports them all. Nothing here reads the clock or the network.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import math
import os
import tomllib
import types
import typing
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from jobs.errors import SettingsError
from jobs.regex import regex

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
    file: Path | None = None
    """The file that the settings were read from."""

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
SEVERITIES = ("error", "warning", "info", "off")
POSITIVE = (
    "endpoint.jobs",
    "endpoint.timeout",
    "endpoint.connect_timeout",
    "endpoint.attempts",
    "endpoint.batch_lines",
    "endpoint.batch_bytes",
    "translation.request_chars",
    "speech.segment_chars",
    "speech.speed",
    "podcast.bitrate",
    "discovery.max_bytes",
)
FROM_ZERO = (
    "processes",
    "translation.context_chars",
    "endpoint.max_wait",
    "endpoint.rpm",
    "endpoint.tpm",
    "endpoint.temperature",
    "spending.max_cost",
    "spending.max_calls",
    "spending.monthly",
    "speech.price",
    "podcast.pause_sentence",
    "podcast.pause_paragraph",
    "podcast.pause_heading",
    "podcast.pause_speaker",
)
FILES = (
    "translation.glossary",
    "podcast.lexicon",
    "podcast.font",
    "podcast.image",
    "podcast.intro",
    "podcast.outro",
    "podcast.bed",
)
"""Settings that name a file, which must be there unless it is the default's."""
_KINDS: dict[Any, str] = {
    str: "a text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    tuple: "a list of texts in quotes",
    dict: "a table",
}
_LANGUAGE = regex(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_ADDRESS = regex(r"https?://[^\s/?#]+\S*")


@dataclass(frozen=True)
class _Given:
    """A value, and where it was given: a file, a variable or the command line."""

    value: Any
    where: str


def load(
    start: Path,
    *,
    env: Mapping[str, str] | None = None,
    flags: Mapping[str, Any] | None = None,
    checks: Collection[str] = (),
) -> Settings:
    """Settings for a job that works at `start` (a file or folder).

    `flags` maps dotted names ("model", "endpoint.jobs") to values; None means not given. `checks`: the names that
    the table `checks` may have, any when there are none.
    Raises SettingsError with every mistake found in file, environment and flags.
    """
    env = os.environ if env is None else env
    mistakes: list[str] = []
    root, file, table = _find(start, mistakes)
    given = _flatten(table, "", str(file), mistakes)
    given.update(_from_env(env, mistakes))
    told = {name: value for name, value in (flags or {}).items() if value is not None}
    given.update({name: _Given(value, "the command line") for name, value in told.items()})
    settings: Settings = _build(Settings, given, "", mistakes)
    mistakes.extend(_judge(given, checks, root))
    if mistakes:
        listing = "\n".join(f"  - {line}" for line in mistakes)
        count = "a mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        raise SettingsError(
            f"The settings have {count}:\n{listing}",
            hint="`yibo init` writes a yibo.toml that lists every setting.",
        )
    return dataclasses.replace(settings, root=root, file=file)


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


def _find(start: Path, mistakes: list[str]) -> tuple[Path, Path | None, dict[str, Any]]:
    """The folder of the nearest yibo.toml or [tool.yibo] at or above `start`, the file, and what it holds; without one
    the root of the site."""
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
                mistakes.append(f"{file}: {_unread(error)}")
                return folder, file, {}
            for key in keys:
                table = table.get(key) if isinstance(table, dict) else None
            if isinstance(table, dict):
                return folder, file, table
    return _root(folders), None, {}


def _unread(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror}"
    return "is not UTF-8" if isinstance(error, UnicodeDecodeError) else f"is no TOML: {error}"


def _root(folders: list[Path]) -> Path:
    """Where a site without settings begins: where yibo kept its memory before, at a repository or a Hugo
    configuration, at the current folder when it holds the start, else at the start itself."""
    for marks in ((".yibo",), (".git", "hugo.toml", "hugo.yaml", "hugo.json", "config/_default")):
        for folder in folders:
            if any((folder / mark).exists() for mark in marks):
                return folder
    current = Path.cwd()
    return current if current in folders and current.parent != current else folders[0]


def _flatten(table: Mapping[str, Any], prefix: str, where: str, mistakes: list[str]) -> dict[str, _Given]:
    known = names()
    sections = {name.rpartition(".")[0] for name in known}
    flat: dict[str, _Given] = {}
    for key, value in table.items():
        name = prefix + key
        if name in known:
            flat[name] = _Given(value, where)
        elif name in sections and isinstance(value, dict):
            flat.update(_flatten(value, f"{name}.", where, mistakes))
        elif name in sections:
            mistakes.append(f"{where}: {_wanted(name, 'a table', value)}")
        else:
            mistakes.append(f"{where}: there is no setting {name!r}{_nearest(name, [*known, *sections])}")
    return flat


def _nearest(name: str, known: Iterable[str]) -> str:
    """A question that names what may have been meant: the same word in another table, or a word much like it."""
    among, bare = list(filter(None, known)), name.removeprefix("YIBO_")
    same = [other for other in among if other.endswith((f".{bare}", f"_{bare}"))]
    close = list(dict.fromkeys([*same, *difflib.get_close_matches(name, among, n=3, cutoff=0.7)]))[:3]
    return f", did you mean {' or '.join(map(repr, close))}?" if close else ""


def _meant(variable: str, known: Iterable[str]) -> str:
    """The variable of ours that one is a slip of; "" when it may be somebody else's, as a wrapper's YIBO_HOME is."""
    bare = variable.removeprefix("YIBO_")
    close = difflib.get_close_matches(variable, known, n=1, cutoff=0.85)
    return next((other for other in known if other.endswith(f"_{bare}")), close[0] if close else "")


def _wanted(name: str, wanted: str, value: Any) -> str:
    return f"{name}: {wanted} is wanted, {json.dumps(value, ensure_ascii=False, default=str)} stands there"


def _variable(name: str) -> str:
    return "YIBO_" + name.replace(".", "_").upper()


def _from_env(env: Mapping[str, str], mistakes: list[str]) -> dict[str, _Given]:
    """The values of variables that are set to something. One that begins like ours and is none is a mistake."""
    found: dict[str, _Given] = {}
    known = {_variable(name): (name, item) for name, item in names().items()}
    for variable, raw in env.items():
        if variable in known and raw:
            name, item = known[variable]
            if _plain(_type_of(name, item)) is dict:
                mistakes.append(f"{variable}: a table is set in yibo.toml only")
                continue
            try:
                found[name] = _Given(_parse(raw, _type_of(name, item)), variable)
            except ValueError as error:
                mistakes.append(_wanted(variable, str(error), raw))
        elif variable.startswith("YIBO_") and variable not in known and (meant := _meant(variable, known)):
            mistakes.append(f"{variable}: there is no such variable, did you mean {meant!r}?")
    return found


def _parse(raw: str, kind: Any) -> Any:
    """A variable's text as `kind`, or ValueError that says what is wanted."""
    kind = _plain(kind)
    if kind is bool:
        lowered = raw.lower()
        if lowered not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
            raise ValueError(_KINDS[bool])
        return lowered in {"1", "true", "yes", "on"}
    if kind in (int, float):
        try:
            return kind(raw)
        except ValueError:
            raise ValueError(_KINDS[kind]) from None
    if kind is tuple:
        return [part.strip() for part in raw.split(",") if part.strip()]
    return raw


def _build(cls: Any, given: Mapping[str, _Given], prefix: str, mistakes: list[str]) -> Any:
    made: dict[str, Any] = {}
    for item in dataclasses.fields(cls):
        section, name = _section(item), prefix + item.name
        if section:
            made[item.name] = _build(section, given, f"{name}.", mistakes)
        elif name in given:
            try:
                made[item.name] = _coerce(given[name].value, _type_of(name, item))
            except ValueError as error:
                mistakes.append(f"{given[name].where}: {_wanted(name, str(error), given[name].value)}")
    return cls(**made)


def _plain(kind: Any) -> Any:
    """`float | None` is float, `tuple[str, ...]` is tuple."""
    if isinstance(kind, types.UnionType):
        kind = next(option for option in typing.get_args(kind) if option is not type(None))
    return typing.get_origin(kind) or kind


def _coerce(value: Any, kind: Any) -> Any:
    """`value` as `kind`, or ValueError that says what is wanted: TOML's types are kept apart, but an integer may
    serve as a float."""
    kind = _plain(kind)
    if kind is tuple:
        if not isinstance(value, list | tuple) or not all(isinstance(part, str) for part in value):
            raise ValueError(_KINDS[tuple])
        return tuple(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(_KINDS[kind])
    return value


_HINTS: dict[Any, dict[str, Any]] = {}


def _type_of(name: str, item: dataclasses.Field[Any]) -> Any:
    cls: Any = Settings
    for part in name.split(".")[:-1]:
        cls = next(_section(f) for f in dataclasses.fields(cls) if f.name == part)
    if cls not in _HINTS:
        _HINTS[cls] = typing.get_type_hints(cls)
    return _HINTS[cls][item.name]


# --- values of the right type that make no sense -----------------------------------------------------------


def _judge(given: Mapping[str, _Given], checks: Collection[str], root: Path) -> typing.Iterator[str]:
    for name, own in given.items():
        wanted = _sense(name, own.value)
        if _is_missing(name, own.value, root):
            yield f"{own.where}: {name}: there is no file {root / own.value}"
        elif wanted:
            yield f"{own.where}: {_wanted(name, wanted, own.value)}"
    for name, judge in (("checks", partial(_check, known=checks)), ("spending.prices", _price)):
        if name in given and isinstance(given[name].value, dict):
            for key, value in given[name].value.items():
                said = judge(key, value)
                if said:
                    yield f"{given[name].where}: {said}"


def _sense(name: str, value: Any) -> str:
    """What is wanted instead of a value, or ""."""
    if name in CHOICES and value not in CHOICES[name]:
        return f"one of {', '.join(CHOICES[name])}"
    if name == "podcast.channels" and value not in (1, 2):
        return "1 or 2"
    if isinstance(value, int | float):
        if name in POSITIVE and not value > 0:
            return "a number above 0"
        return "a number from 0 up" if name in FROM_ZERO and not value >= 0 else ""
    return _sense_of_text(name, value) if isinstance(value, str) else ""


def _sense_of_text(name: str, value: str) -> str:
    if name in ("source", "target") and not _LANGUAGE.fullmatch(value):
        return "a language's code (en, zh-CN)"
    if name in ("base_url", "speech.base_url") and value and not _ADDRESS.fullmatch(value):
        return "an address (https://…)"
    return ""


def _is_missing(name: str, value: Any, root: Path) -> bool:
    """Does the setting name a file that is not there? The default's need not be."""
    named = name in FILES and isinstance(value, str) and value not in ("", names()[name].default)
    return named and "://" not in value and not (root / value).is_file()


def _check(name: str, severity: Any, known: Collection[str]) -> str:
    if known and name not in known:
        return f"checks: there is no check {name!r}{_nearest(name, known)} (`yibo check --list` names them)"
    return "" if severity in SEVERITIES else _wanted(f"checks.{name}", f"one of {', '.join(SEVERITIES)}", severity)


def _price(model: str, numbers: Any) -> str:
    good = isinstance(numbers, list) and len(numbers) == 3
    if good and all(type(n) in (int, float) and math.isfinite(n) and n >= 0 for n in numbers):
        return ""
    return _wanted(
        f'spending.prices."{model}"', "a list of three numbers from 0 up (input, cached input, output)", numbers
    )
