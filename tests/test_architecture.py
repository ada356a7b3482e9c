"""The rooms and the arrows between them, as ARCHITECTURE.md tells them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROOMS: dict[str, set[str]] = {
    "regex": set(),
    "errors": set(),
    "settings": {"errors"},
    "prompt": {"errors"},
    "report": {"errors"},
    "article": {"errors"},
    "fidelity": {"article", "errors", "glossary"},
    "glossary": {"article", "fidelity", "errors"},
    "model": {"errors", "settings"},
    "memory": {"errors"},
    "podcast": {"article", "errors", "settings"},
    "review": {"fidelity"},
}
EVERYWHERE = {"regex"}
"""Room: the rooms it may import, and what all may. Jobs (every other module of the package) may import rooms and jobs,
not the CLI."""

OWNERS = {
    "openai": "model",
    "tenacity": "model",
    "vcr": "model",
    "click": "cli",
    "rich": "cli",
    "pydub": "podcast",
    "PIL": "podcast",
    "sqlite3": "memory",
    "pyromark": "article",
    "frontmatter": "article",
    "yaml": "article",
}
"""Library: the one room that may import it."""

SHARED = {"pyromark": {"fidelity"}, "yaml": {"model"}}
"""… and those that may, too: typography asks the parser what renders, the cassette is a YAML file."""

MODULES = sorted((ROOT / "jobs").rglob("*.py"))


def room(path: Path) -> str:
    """The room that a module lies in: a folder, or a module of its own."""
    return path.relative_to(ROOT / "jobs").with_suffix("").parts[0]


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_go_one_way(path: Path) -> None:
    """A room imports only the rooms that it may know; nothing but the entry point imports the command line."""
    here = room(path)
    there = {name.split(".")[1] for name in imports(path) if name.startswith("jobs.")} - {here, *EVERYWHERE}
    if here in ROOMS:
        assert there <= ROOMS[here], there - ROOMS[here]
    elif here != "cli":
        assert "cli" not in there


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_library_has_one_room(path: Path) -> None:
    """openai, click, pydub and their like are each imported in one room."""
    for name in imports(path):
        library = name.partition(".")[0]
        if library in OWNERS:
            assert room(path) in {OWNERS[library], *SHARED.get(library, set())}, name


def test_importing_opens_nothing() -> None:
    """Importing every module connects to nothing, writes nothing and reads no settings (law 7)."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in MODULES if path.name != "espeak.py"]
    code = f"""
import socket, builtins, importlib
def no(*a, **k): raise AssertionError("opened at import")
socket.socket.connect = no
for name in {names!r}: importlib.import_module(name)
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_no_room_is_called_utils() -> None:
    """No module is named for what it lacks: a purpose."""
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    assert not {path.stem for path in MODULES} & vague
