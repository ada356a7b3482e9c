"""Settings: file, environment and flags become one frozen value; every mistake is reported at once."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from jobs.errors import SettingsError
from jobs.settings import _variable, load, names


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


def _mistakes(root: Path, toml: str, env: dict[str, str] | None = None) -> list[str]:
    """The lines of the error that settings with mistakes raise."""
    (root / "yibo.toml").write_text(toml)
    with pytest.raises(SettingsError) as caught:
        load(root, env=env or {}, checks=["negation", "tokens"])
    assert caught.value.exit_code == 2
    return caught.value.message.splitlines()[1:]


def test_every_mistake_at_once(tmp_path: Path) -> None:
    """One error names all mistakes: where each stands, what is wanted and what stands there."""
    toml = 'modle = "m"\n[endpoint]\njobs = "many"\ntimeout = -1\n[checks]\ntokens = "loud"\n'
    file = tmp_path / "yibo.toml"
    assert _mistakes(tmp_path, toml, {"YIBO_ENDPOINT_RPM": "fast"}) == [
        f"  - {file}: there is no setting 'modle', did you mean 'model'?",
        '  - YIBO_ENDPOINT_RPM: a whole number is wanted, "fast" stands there',
        f'  - {file}: endpoint.jobs: a whole number is wanted, "many" stands there',
        f"  - {file}: endpoint.timeout: a number above 0 is wanted, -1 stands there",
        f'  - {file}: checks.tokens: one of error, warning, info, off is wanted, "loud" stands there',
    ]


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[checks]\nnegatoin = "off"', "'negatoin', did you mean 'negation'"),
        ("[spending]\nmax_cost = -1", "spending.max_cost: a number from 0 up"),
        ("[spending]\nmax_cost = nan", "spending.max_cost: a number from 0 up"),
        ("[spending]\nprices = {m = [1, 2]}", 'spending.prices."m": a list of three'),
        ("[spending]\nprices = {m = [1, 2, -3]}", 'spending.prices."m": a list of three'),
        ('target = "english"', "target: a language's code"),
        ('base_url = "nonsense"', "base_url: an address"),
        ('voice = "x"', "did you mean 'speech.voice'"),
        ("endpoint = 3", "endpoint: a table is wanted"),
        ('[translation]\nglossary = "terms.csv"', "translation.glossary: there is no file"),
        ('[podcast]\nintro = "in.mp3"', "podcast.intro: there is no file"),
    ],
)
def test_values_that_make_no_sense(tmp_path: Path, toml: str, said: str) -> None:
    """A name that there is not, an odd value and a file that is not there are mistakes, each of them one."""
    (line,) = _mistakes(tmp_path, toml)
    assert said in line
    assert line.startswith(f"  - {tmp_path / 'yibo.toml'}: ")


def test_values_that_make_sense(tmp_path: Path) -> None:
    """The same settings with good values; the default's glossary need not be there."""
    (tmp_path / "terms.csv").write_text("港口,port\n")
    (tmp_path / "yibo.toml").write_text(
        'target = "pt-BR"\nbase_url = "http://localhost:1/v1"\n[checks]\nnegation = "off"\n[speech]\nprice = 0\n'
        '[spending]\nmax_cost = 0.5\nprices = {m = [1, 0, 2.5]}\n[podcast]\nlexicon = "lexicon.csv"\nintro = ""\n'
        '[translation]\nglossary = "terms.csv"\n'
    )
    assert load(tmp_path, env={}, checks=["negation"]).translation.glossary == "terms.csv"


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        ("YIBO_MAX_COST", "did you mean 'YIBO_SPENDING_MAX_COST'"),
        ("YIBO_SPENDING_MAXCOST", "did you mean 'YIBO_SPENDING_MAX_COST'"),
        ("YIBO_CHECKS", "a table is set in yibo.toml only"),
    ],
)
def test_a_variable_that_is_none(tmp_path: Path, variable: str, said: str) -> None:
    """A variable that is a slip of one of yibo's is a mistake; another that only begins so is somebody else's."""
    (line,) = _mistakes(tmp_path, "", {variable: "3", "YIBO_HOME": "/srv/yibo", "YIBO_SITE_ROOT": "x"})
    assert line.startswith(f"  - {variable}: ")
    assert said in line


def test_every_setting_but_tables_is_a_variable(tmp_path: Path) -> None:
    """What the README says of the environment: a variable for each setting, but for two tables."""
    refused = [
        line for line in _mistakes(tmp_path, "", dict.fromkeys(map(_variable, names()), "?")) if "a table" in line
    ]
    assert len(refused) == 2
    assert all("YIBO_CHECKS" in line or "YIBO_SPENDING_PRICES" in line for line in refused)


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
