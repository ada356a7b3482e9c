"""openai loads without the types that nobody here uses, and still has them for whoever asks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_EVERY_PART = """
import sys
from jobs.model.slim import openai
client = openai.AsyncOpenAI(api_key="k")
client.chat.completions.create, client.audio.speech.create, client.models.list
client.batches.create, client.files.create
"""


def _runs(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_what_yibo_asks_for_loads_no_other_types() -> None:
    """Chat, speech, models, files and batches do without the types of evaluations and of the Responses API."""
    _runs(
        f"{_EVERY_PART}assert not [name for name in sys.modules if name.startswith('openai.types.eval')]\n"
        "assert 'openai.types.responses.tool' not in sys.modules"
    )


def test_aiohttp_is_loaded_by_those_who_want_it() -> None:
    """The second transport costs nobody else its import, and has openai's defaults for those who choose it."""
    _runs(
        f"{_EVERY_PART}import asyncio\nassert 'aiohttp' not in sys.modules\n"
        "from jobs.model.slim import aiohttp_client\n"
        "async def made(): return aiohttp_client(timeout=7.0)\n"
        "client = asyncio.run(made())\n"
        "assert 'aiohttp' in sys.modules and client.follow_redirects and client.timeout.read == 7.0"
    )


def test_every_name_is_there_for_whoever_asks() -> None:
    """The packages that were put off have each of their names, and say which they don't have."""
    _runs(
        f"{_EVERY_PART}from openai.types import responses, EvalCreateResponse\n"
        "assert responses.Tool and len(dir(openai.types)) > 100 and len(dir(responses)) > 100\n"
        "for part in (openai.types, responses): assert [getattr(part, name) for name in dir(part)]\n"
        "assert not hasattr(openai.types, 'NoSuchType')"
    )


def test_what_a_package_does_itself_is_not_lost(tmp_path: Path) -> None:
    """A name that the package makes, and imports from nowhere, is there as well: then the package runs."""
    (tmp_path / "part.py").write_text("class Thing: pass\n")
    (tmp_path / "__init__.py").write_text("from .part import Thing as Thing\nRUNS = True\n")
    _runs(
        "import sys; from pathlib import Path; from jobs.model import slim\n"
        f"slim._defer('gathered', Path({str(tmp_path)!r})); import gathered\n"
        "assert gathered.Thing.__name__ == 'Thing' and 'RUNS' not in vars(gathered)\n"
        "assert gathered.RUNS and gathered.Thing is sys.modules['gathered.part'].Thing"
    )


def test_an_openai_that_is_loaded_already_is_left_alone() -> None:
    """Whoever imported openai first keeps the modules that they have, which are all of them."""
    _runs(
        "import openai, sys; was = openai.types; from jobs.model.slim import openai as ours\n"
        "assert ours.types is was and 'openai.types.responses.tool' in sys.modules"
    )
