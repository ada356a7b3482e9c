"""What `yibo doctor` asks an endpoint: is it there, does it take the key, does it offer the model."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from jobs.errors import CredentialsError, SettingsError, YiboError
from jobs.model.calls import DEFAULT_BASE_URL, connect
from jobs.model.failures import judged, scrubbed
from jobs.model.slim import openai
from jobs.settings import Endpoint


@dataclass(frozen=True)
class Health:
    """The state of an endpoint. None: it could not be found out.

    `present`: is the model among those that it lists? `shutdown_date` ("2027-01-06") is "" when
    none is announced; `latency` in seconds; `problem` says in a sentence what is wrong, "" when nothing is.
    """

    url: str
    model: str
    present: bool | None = None
    shutdown_date: str = ""
    models: tuple[str, ...] = ()
    latency: float | None = None
    problem: str = ""


async def check_endpoint(endpoint: Endpoint, base_url: str, api_key: str | None, model: str) -> Health:
    """Ask for the list of models, once, and judge the endpoint by it. Costs nothing; raises nothing expected."""
    url = base_url or DEFAULT_BASE_URL
    found = Health(scrubbed(url, api_key), model)
    try:
        client = connect(endpoint, base_url, api_key)
    except (CredentialsError, SettingsError) as error:
        return replace(found, problem=error.message)
    begun = time.monotonic()
    try:
        async with client:
            page = await client.models.list()
    except openai.APIStatusError as error:
        found = replace(found, latency=time.monotonic() - begun)
        return _refused(found, error, judged(error, model=model, url=url, key=api_key, now=datetime.now(UTC)))
    except openai.APIError as error:
        meaning = judged(error, model=model, url=url, key=api_key, now=datetime.now(UTC))
        return replace(found, problem=scrubbed(str(meaning), api_key))
    found = replace(found, latency=time.monotonic() - begun)
    return _listed(found, getattr(page, "data", None), model)


def _refused(found: Health, error: openai.APIStatusError, meaning: Exception) -> Health:
    """A refusal: of the key, or only of the list, which not every endpoint has."""
    if isinstance(meaning, CredentialsError):
        return replace(found, problem=meaning.message)
    if error.status_code in {404, 405, 501}:
        return found
    said = meaning.message if isinstance(meaning, YiboError) else str(meaning)
    return replace(found, problem=said)


def _listed(found: Health, data: Any, model: str) -> Health:
    """The models on offer, sorted, and what is said about ours."""
    if not isinstance(data, list):
        return found
    entries = {str(entry.id): entry for entry in data if getattr(entry, "id", None)}
    date = getattr(entries.get(model), "shutdown_date", None)
    return replace(found, present=model in entries, models=tuple(sorted(entries)), shutdown_date=str(date or ""))
