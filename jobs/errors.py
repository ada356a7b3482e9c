"""The tree of expected errors: each knows what happened, where, what to do next, and its exit code.

Anything that is raised outside this tree is a bug (exit code 3).
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes that scripts rely on."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    BUG = 3
    STOPPED = 4
    INTERRUPTED = 130


class YiboError(Exception):
    """An expected failure: `message` says what and where, `hint` says the next step."""

    exit_code: Exit = Exit.FAILED

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  → {self.hint}" if self.hint else self.message


class ArticleError(YiboError):
    """One article cannot be read, written or safely changed; the others go on."""


class ModelError(YiboError):
    """The model did not give a usable answer to one request, retries included; the others go on."""


class WaitingError(YiboError):
    """An article's requests are with a batch that is not back yet: nothing failed, a later run goes on."""


class MemoryFileError(YiboError):
    """The translation memory on disk cannot be used."""


class AudioError(YiboError):
    """Speech or an episode cannot be made or believed; the others go on."""


class SettingsError(YiboError):
    """Usage or settings are wrong: nothing was started."""

    exit_code = Exit.USAGE


class CredentialsError(YiboError):
    """The endpoint refuses the key or there is none: no call can succeed, the run ends."""

    exit_code = Exit.USAGE


class InterruptError(YiboError):
    """A person or a scheduler ended the run."""

    exit_code = Exit.INTERRUPTED


class BudgetError(YiboError):
    """A budget or the account's quota is used up: the run stops and can go on later."""

    exit_code = Exit.STOPPED
