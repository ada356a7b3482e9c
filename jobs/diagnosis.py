"""The job behind `yibo doctor`: what works, what is missing, and the next step for each."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from jobs.errors import YiboError
from jobs.glossary import load as load_glossary
from jobs.memory.store import Memory
from jobs.model.prices import AS_OF, price
from jobs.settings import FILE_NAME, Settings


@dataclass(frozen=True)
class Sign:
    """One thing that was looked at; `hint` is the next step when it is not well."""

    about: str
    state: Literal["ok", "warning", "error"]
    said: str
    hint: str = ""


def diagnose(settings: Settings, env: Mapping[str, str], *, offline: bool = False) -> Iterator[Sign]:
    """Look at everything that a job needs. Calls the endpoint once, for its list of models, unless `offline`."""
    yield _file(settings)
    yield from _endpoint(settings, env, offline=offline)
    yield _price(settings)
    yield _memory(settings)
    yield from _glossary(settings)
    yield from _audio(settings)


def _file(settings: Settings) -> Sign:
    if settings.file:
        return Sign("settings", "ok", str(settings.file))
    return Sign("settings", "ok", f"no {FILE_NAME}: the defaults hold", "`yibo init` writes one.")


def _endpoint(settings: Settings, env: Mapping[str, str], *, offline: bool) -> Iterator[Sign]:
    base_url = settings.base_url or env.get("OPENAI_BASE_URL", "")
    key = env.get("OPENAI_API_KEY")
    if not key:
        state: Literal["warning", "error"] = "warning" if base_url else "error"
        yield Sign("key", state, "OPENAI_API_KEY is not set", "export OPENAI_API_KEY=…")
        if not base_url:
            return
    else:
        yield Sign("key", "ok", "OPENAI_API_KEY is set")
    if offline:
        return
    from jobs.model.endpoint import check_endpoint

    health = asyncio.run(check_endpoint(settings.endpoint, base_url, key, settings.model))
    took = f", {health.latency * 1000:.0f} ms" if health.latency is not None else ""
    if health.problem:
        yield Sign("endpoint", "error", health.problem, "Check OPENAI_BASE_URL, the key and the network.")
        return
    yield Sign("endpoint", "ok", f"{health.url} answers{took}")
    if health.present is False:
        near = ", ".join(health.models[:8])
        yield Sign("model", "error", f"{health.model} is not offered", f"Set `model` to one of: {near} …")
    elif health.present is None:
        yield Sign("model", "warning", f"{health.model}: the endpoint does not list its models")
    elif health.shutdown_date:
        yield Sign("model", "warning", f"{health.model} ends on {health.shutdown_date}", "Set `model` to a newer one.")
    else:
        yield Sign("model", "ok", f"{health.model} is offered")


def _price(settings: Settings) -> Sign:
    at = price(settings.model, settings.spending.prices)
    if at is None:
        hint = f'[spending.prices] "{settings.model}" = [input, cached, output] in USD per million tokens.'
        return Sign("price", "warning", f"no price known for {settings.model}: tokens only", hint)
    return Sign("price", "ok", f"${at.input:g} in, ${at.cached:g} cached, ${at.output:g} out per million ({AS_OF})")


def _memory(settings: Settings) -> Sign:
    path = settings.path(settings.memory)
    if not path.exists():
        folder = next(folder for folder in path.parents if folder.exists())
        state: Literal["ok", "error"] = "ok" if os.access(folder, os.W_OK) else "error"
        hint = "" if state == "ok" else f"Make {folder} writable, or set `memory`."
        return Sign("memory", state, f"{path} will be made", hint)
    try:
        with Memory.open(path, patience=1.0) as memory:
            said = memory.recovered or f"{path} opens"
    except YiboError as error:
        return Sign("memory", "error", error.message, error.hint)
    return Sign("memory", "ok", said)


def _glossary(settings: Settings) -> Iterator[Sign]:
    path = settings.path(settings.translation.glossary)
    if path.is_file():
        try:
            count = len(load_glossary(path, settings.source, settings.target).entries)
            yield Sign("glossary", "ok", f"{path}: {count} terms")
        except YiboError as error:
            yield Sign("glossary", "error", error.message, error.hint)


def _embedded(settings: Settings) -> Sign:
    """Does the embedded voice know both names that the settings may give it?"""
    from jobs.podcast.voice import Espeak

    voice = Espeak(settings.target, settings.speech.voice, settings.speech.voice2)
    try:
        for speaker in (0, 1):
            asyncio.run(voice("a", speaker))
    except YiboError as error:
        return Sign("voice", "error", error.message, error.hint)
    return Sign("voice", "ok", "embedded (espeak-ng); set `speech.model` for a natural one", _HEAR)


_HEAR = "`yibo doctor --voices` lists voices, `--say FILE.wav` writes a test sentence."


def _audio(settings: Settings) -> Iterator[Sign]:
    from jobs.podcast.ffmpeg import find

    try:
        yield Sign("ffmpeg", "ok", str(find()))
    except YiboError as error:
        yield Sign("ffmpeg", "warning", f"{error.message} (episodes only)", error.hint)
    if settings.speech.model:
        where = settings.speech.base_url or "the same endpoint"
        yield Sign("voice", "ok", f"{settings.speech.model} at {where}", _HEAR)
    elif importlib.util.find_spec("espeakng_loader"):
        yield _embedded(settings)
    else:
        yield Sign("voice", "warning", "none (episodes only)", "pip install 'yibo[voice]', or set `speech.model`.")
