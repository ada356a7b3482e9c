"""Shared ground of the tests: no network but loopback, no home folder, the shared corpus when it is there."""

from __future__ import annotations

import gc
import os
import ssl
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from jobs.cli import BETWEEN_COLLECTIONS
from jobs.model import cassette

# The suite draws the same examples each time, so that a red run is the change's doing; `make laws` draws others.
settings.register_profile("steady", derandomize=True)
settings.register_profile("random", derandomize=False, print_blob=True)
settings.load_profile("steady")

gc.set_threshold(BETWEEN_COLLECTIONS)  # as the command does


@pytest.fixture(scope="session")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with one certificate: each client would read all of the machine's, and none meets any on loopback."""
    known = ssl.create_default_context().get_ca_certs(binary_form=True)
    path = tmp_path_factory.mktemp("authorities") / "one.pem"
    path.write_text("".join(ssl.DER_cert_to_PEM_cert(one) for one in known[:1]))
    return path


@pytest.fixture(autouse=True)
def _no_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, authorities: Path) -> None:
    """No test reads the person's home folder or credentials, and no test needs the certificates of the world."""
    monkeypatch.setenv("HOME", str(tmp_path_factory.getbasetemp()))
    if authorities.stat().st_size:
        monkeypatch.setenv("SSL_CERT_FILE", str(authorities))
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "YIBO_"))]:
        if name != "YIBO_SHARED":
            monkeypatch.delenv(name)


ROOT = Path(__file__).resolve().parent.parent
"""The project."""


def shared(*parts: str) -> list[Path]:
    """Markdown files of the shared corpus below `parts`; empty when there is none."""
    root = os.environ.get("YIBO_SHARED")
    return sorted(Path(root, *parts).rglob("*.md")) if root else []


@pytest.fixture(scope="module")
def vcr_config() -> dict[str, Any]:
    """pytest-recording plays cassettes exactly as `--cassette` does."""
    return cassette.vcr_config()


@pytest.fixture(scope="module")
def vcr_cassette_dir() -> str:
    """All cassettes lie in one folder."""
    return str(ROOT / "cassettes")
