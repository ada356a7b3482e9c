"""Settings: file, environment and flags become one frozen value; every mistake is reported at once."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from jobs.errors import SettingsError
from jobs.settings import load, names


def test_defaults_without_a_file(tmp_path: Path) -> None:
    """Without file, environment or flags the defaults hold."""
    settings = load(tmp_path, env={})
    assert (settings.source, settings.target, settings.endpoint.jobs) == ("zh-CN", "en", 8)


def test_flags_win_over_environment_over_file(tmp_path: Path) -> None:
    """Flags > environment > file, setting by setting."""
    (tmp_path / "yibo.toml").write_text('model = "file"\ntarget = "fr"\n[endpoint]\njobs = 3\nrpm = 7\n')
    env = {"YIBO_MODEL": "env", "YIBO_ENDPOINT_JOBS": "4"}
    settings = load(tmp_path / "deep" / "er", env=env, flags={"endpoint.jobs": 5, "target": None})
    assert (settings.model, settings.target, settings.endpoint.jobs, settings.endpoint.rpm) == ("env", "fr", 5, 7)
    assert settings.root == tmp_path


def test_pyproject_serves_too(tmp_path: Path) -> None:
    """`[tool.yibo]` in pyproject.toml is read where there is no yibo.toml."""
    (tmp_path / "pyproject.toml").write_text('[tool.yibo]\nmodel = "m"\n')
    assert load(tmp_path, env={}).model == "m"


def test_every_mistake_at_once(tmp_path: Path) -> None:
    """One error names all mistakes, with the setting meant where a name is close."""
    (tmp_path / "yibo.toml").write_text(
        'modle = "m"\n[endpoint]\njobs = "many"\ntimeout = -1\n[checks]\ntokens = "loud"\n'
    )
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, env={"YIBO_ENDPOINT_RPM": "fast"})
    said = str(caught.value)
    for part in ("'model'", "endpoint.jobs", "endpoint.timeout", "checks.tokens", "YIBO_ENDPOINT_RPM"):
        assert part in said
    assert caught.value.exit_code == 2


def test_broken_toml_is_named(tmp_path: Path) -> None:
    """A file that is no TOML is a mistake like any other."""
    (tmp_path / "yibo.toml").write_text("model = ")
    with pytest.raises(SettingsError, match=r"yibo\.toml"):
        load(tmp_path, env={})


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    """Settings are frozen."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        load(tmp_path, env={}).model = "other"  # type: ignore[misc]


def test_every_setting_is_explained() -> None:
    """`yibo init` has a sentence for each setting."""
    assert all(
        item.metadata["help"].strip().endswith((".", "…", ":")) or ":" in item.metadata["help"]
        for item in names().values()
    )
