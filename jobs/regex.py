"""Regular expressions that are compiled when they are first used: commands start in two thirds of the time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "pattern", "flags", "groups")


class _Late:
    """A pattern that is yet to be compiled; the methods of the compiled one then take the place of `__getattr__`."""

    def __init__(self, pattern: Any, flags: int = 0) -> None:
        self._late = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(*self._late)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return self.__dict__[name]


if TYPE_CHECKING:
    regex = re.compile
else:
    regex = _Late
