"""Shared ground of the tests: no network but loopback, no home folder, the shared corpus when it is there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from jobs.model import cassette


@pytest.fixture(autouse=True)
def _no_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads the person's home folder or credentials."""
    monkeypatch.setenv("HOME", str(tmp_path_factory.getbasetemp()))
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
