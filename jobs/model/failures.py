"""What a failed call means: try again, or which of the house's errors it is.

Rules of ARCHITECTURE.md: connection errors, timeouts, 408, 409, 429 and 5xx are tried again; a used-up quota,
a refused key or an unknown model end the run; any other refusal fails the request at hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from jobs.errors import BudgetError, CredentialsError, ModelError, SettingsError, YiboError
from jobs.model.slim import openai
from jobs.regex import regex

Cause = Literal["refused", "overloaded", "unreachable", "server"]

_NO_MONEY = {
    "insufficient_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "insufficient_balance",
    "insufficient_funds",
    "payment_required",
    "quota_exceeded_permanently",
    "account_deactivated",
}
_NO_MONEY_TEXT = regex(
    r"insufficient[ _](?:quota|balance|funds|credits?)|billing hard limit|credit balance is too low|余额不足|欠费",
    re.IGNORECASE,
)
_MODERATED = regex(r"moderation|flagged|content.?(?:policy|filter)|safety", re.IGNORECASE)
_NO_MODEL = regex(
    r"model.{0,80}(?:not found|does not exist|not exist|unknown|not available)"
    r"|(?:unknown|invalid|no such) model",
    re.IGNORECASE | re.DOTALL,
)
_KEY = regex(r"\b(?:sk|pk|rk|gsk|xai)[-_][A-Za-z0-9_\-*.]{8,}|\b[Bb]earer\s+[A-Za-z0-9._\-]{6,}|(?<=://)[^/\s@\"]+@")
LONGEST_MESSAGE = 300


@dataclass(eq=False)
class TryAgainError(Exception):
    """A call failed in a way that another try may mend. `wait`: the seconds that the endpoint asked for."""

    cause: Cause
    message: str
    wait: float | None = None

    def __str__(self) -> str:
        return self.message


def without_keys(text: str) -> str:
    """`text` with everything that looks like a key, a bearer token or a password in an address blotted out."""
    return _KEY.sub("[key]", text)


def scrubbed(text: str, key: str | None = None) -> str:
    """A message from outside, on one line, cut to a readable length, without anything that looks like a key."""
    if key and len(key) >= 4:
        text = text.replace(key, "[key]")
    text = " ".join(without_keys(text).split())
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1] + "…"


def judged(
    error: openai.APIError, *, model: str, url: str, key: str | None, now: datetime
) -> TryAgainError | YiboError:
    """What a failed call means. `now` dates a `retry-after` that is a date."""
    said = scrubbed(str(error.message), key)
    where = scrubbed(url, key)
    if isinstance(error, openai.APITimeoutError):
        return TryAgainError("unreachable", f"{where} did not answer in time")
    if isinstance(error, openai.APIConnectionError):
        missed = cassette_miss(error)
        if missed:
            return missed
        reason = scrubbed(str(error.__cause__ or ""), key)
        return TryAgainError("unreachable", f"{where} cannot be reached" + (f": {reason}" if reason else ""))
    if not isinstance(error, openai.APIStatusError):
        return TryAgainError("server", f"{where} sent an answer that cannot be read: {said}")
    return _by_status(error, said, model, where, now)


def _by_status(
    error: openai.APIStatusError, said: str, model: str, where: str, now: datetime
) -> TryAgainError | YiboError:
    status = error.status_code
    if _is_quota(error, said):
        return BudgetError(
            f"the account's quota is used up: {said}",
            hint="Everything paid for is kept. Look at the account's billing, then run again.",
        )
    if status == 429:
        return TryAgainError("refused", f"{where} limits the rate: {said}", wait_of(error.response.headers, now))
    if status in {408, 409} or status >= 500:
        cause: Cause = "overloaded" if status in {503, 529} else "server"
        return TryAgainError(cause, f"{where} failed ({status}): {said}", wait_of(error.response.headers, now))
    if status in {401, 403} and not (status == 403 and _MODERATED.search(said)):
        return CredentialsError(
            f"{where} refuses the key ({status}): {said}",
            hint="Set OPENAI_API_KEY (and OPENAI_BASE_URL) to a key that may use this model, or see `yibo doctor`.",
        )
    if status == 404 and "model" not in said.lower():
        return SettingsError(
            f"{where} answers no chat completions at this address (404): {said}",
            hint="Set `base_url` or OPENAI_BASE_URL to what comes before /chat/completions: it mostly ends in /v1.",
        )
    if status == 404 or (status == 400 and _NO_MODEL.search(said) and "response_format" not in said):
        return SettingsError(
            f"{where} does not know the model {model!r}: {said}",
            hint="`yibo doctor` lists the models on offer; set `model`, or `base_url` (it mostly ends in /v1).",
        )
    return ModelError(f"{where} rejects the request ({status}): {said}", hint="See `yibo doctor`.")


def cassette_miss(error: BaseException) -> ModelError | None:
    """A cassette that does not hold the request: no network, no second try. Known by name: vcrpy stays out."""
    cause: BaseException | None = error
    while cause is not None and type(cause).__name__ != "CannotOverwriteExistingCassetteException":
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return None
    path = getattr(getattr(cause, "cassette", None), "path", "the cassette")
    return ModelError(
        f"{path} holds no answer to this request",
        hint="The article, the prompt, the model or the settings are not the recorded ones. Record a new cassette: "
        "delete this one and run again with a key.",
    )


def _is_quota(error: openai.APIStatusError, said: str) -> bool:
    """Is there no money left? Names decide; words only where they leave no doubt (limits a minute are no quota)."""
    if error.status_code == 402:
        return True
    names = {str(error.code or ""), str(error.type or "")}
    return error.status_code in {400, 403, 429} and bool(names & _NO_MONEY or _NO_MONEY_TEXT.search(said))


def wait_of(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait: `retry-after-ms`, then `retry-after` in seconds or as a date; None when nothing is said."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        given = headers.get(name, "").strip()
        if re.fullmatch(r"\d+(?:\.\d+)?", given):
            return float(given) * unit
    try:
        date = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    return max(0.0, ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds())
