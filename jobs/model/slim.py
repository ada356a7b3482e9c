"""openai without the thousand types, and the second transport, that nobody here uses: it loads in half the time.

`import openai` defines a class for each object of every part of the API, which took half a second of every command.
The two packages that gather them (`openai.types`, `openai.types.responses`) import the module of a name when somebody
asks for it. A name that no such import gathers runs the whole package, as ever; where openai is laid out otherwise, or
loaded already, it is left alone. aiohttp, where it is installed, is loaded by those who want it (`aiohttp_client`).
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import sys
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

_GATHERING = ("openai.types", "openai.types.responses")
"""Packages whose `__init__.py` does nothing but gather names from its modules (openai 3)."""


class _Deferred(ModuleType):
    """A package whose `__init__.py` was read and not run."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "_ran" in vars(self):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        module, own = self._gathered.get(name, (name, ""))
        if not own and importlib.util.find_spec(f"{self.__name__}.{module}") is None:
            self._ran = True
            self.__spec__.loader.exec_module(self)  # type: ignore[union-attr]
            return getattr(self, name)
        found = importlib.import_module(f"{self.__name__}.{module}")
        value = getattr(found, own) if own else found
        setattr(self, name, value)
        return value

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._gathered})

    @cached_property
    def _gathered(self) -> dict[str, tuple[str, str]]:
        """Of each name of the package its module and its name there."""
        lines = ast.parse(Path(str(self.__file__)).read_bytes()).body
        own = [line for line in lines if isinstance(line, ast.ImportFrom) and line.level == 1 and line.module]
        return {name.asname or name.name: (str(line.module), name.name) for line in own for name in line.names}


def _defer(name: str, folder: Path) -> None:
    """Put the package in `folder` among the loaded ones without running it."""
    init = folder / "__init__.py"
    spec = importlib.util.spec_from_file_location(name, init, submodule_search_locations=[str(folder)])
    if spec is None or not init.is_file():
        return
    module = _Deferred(name)
    module.__spec__, module.__loader__, module.__package__ = spec, spec.loader, name
    module.__file__, module.__path__ = str(init), [str(folder)]
    sys.modules[name] = module


def _defer_types() -> None:
    found = importlib.util.find_spec("openai") if "openai" not in sys.modules else None
    for place in (found.submodule_search_locations or ()) if found else ():
        for name in _GATHERING:
            _defer(name, Path(place, *name.split(".")[1:]))


_AIOHTTP = "openai._vendor.httpx_aiohttp"
"""Loads aiohttp when it is imported; openai does without where it can't be."""


def aiohttp_client(**options: Any) -> Any:
    """openai's client on aiohttp, with openai's defaults. Raises ImportError when it is not installed."""
    from openai._constants import DEFAULT_CONNECTION_LIMITS, DEFAULT_TIMEOUT

    made = importlib.import_module(_AIOHTTP).Httpx2AiohttpClient
    defaults = {"timeout": DEFAULT_TIMEOUT, "limits": DEFAULT_CONNECTION_LIMITS, "follow_redirects": True}
    return made(**{**defaults, **options})


_defer_types()
_put_off = "openai" not in sys.modules
if _put_off:
    sys.modules[_AIOHTTP] = None  # type: ignore[assignment]

import openai as openai  # noqa: E402

if _put_off:
    del sys.modules[_AIOHTTP]
