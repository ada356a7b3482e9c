"""The schedules that yibo ships, each run as its machine would run it, against an endpoint on loopback."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import killing
from tests.conftest import ROOT
from tests.server import Server

EXAMPLES = ROOT / "examples" / "schedule"
BODY = "---\ntitle: 一篇文章\nlang: [zh-CN]\ntranslations: [zh-CN]\n---\n\n第一段说了一件事。\n"


def site(folder: Path) -> Path:
    """A site with one article below `content`."""
    (folder / "content").mkdir(parents=True)
    (folder / "content" / "a.md").write_text(BODY, encoding="utf-8")
    (folder / "yibo.toml").write_text("")
    return folder


def environment(url: str = "", **more: str) -> dict[str, str]:
    """An environment in which `yibo` is the one under test."""
    found = killing.environment(url)
    return {**found, "PATH": f"{killing.YIBO.parent}{os.pathsep}{found.get('PATH', '')}", **more}


def shell(
    script: str, cwd: Path, env: Mapping[str, str], *, interpreter: str = "bash"
) -> subprocess.CompletedProcess[str]:
    """Run `script` as Actions does: ends at the first error."""
    flags = ["--noprofile", "--norc", "-eo", "pipefail", "-c"] if interpreter == "bash" else ["-c"]
    return subprocess.run(
        [interpreter, *flags, script], cwd=cwd, env=dict(env), capture_output=True, text=True, check=False, timeout=60
    )


# --- GitHub ----------------------------------------------------------------------------------------------


def action() -> dict[str, Any]:
    """action.yml, read."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
    return found


def stepped(name: str, cwd: Path, url: str, **inputs: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """Run the step `name` of the action with `inputs`: what came of it, and its outputs."""
    given = {key: str(value["default"]) for key, value in action()["inputs"].items()} | inputs
    (step,) = (step for step in action()["runs"]["steps"] if step.get("name") == name)
    env = {key: _filled(value, given) for key, value in step["env"].items()}
    outputs = cwd.parent / "outputs"
    outputs.write_text("")
    ran = shell(step["run"], cwd, environment(url, GITHUB_OUTPUT=str(outputs), **env))
    return ran, outputs.read_text()


def _filled(text: str, inputs: Mapping[str, str]) -> str:
    values = {f"inputs.{key}": value for key, value in inputs.items()} | {"github.action_path": str(ROOT)}
    return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda found: values[found[1]], text)


def test_the_action_translates(tmp_path: Path) -> None:
    """Its steps, run in bash with its defaults and arguments, translate the folder and say the exit code."""
    folder = site(tmp_path / "site")
    with Server() as server:
        ran, outputs = stepped("Run yibo", folder, server.base_url, folder="content", args="--quiet --report r.json")
    assert (ran.returncode, outputs) == (0, "exit-code=0\n"), ran.stdout + ran.stderr
    assert (folder / "content" / "a.en.md").exists()
    assert (folder / "r.json").exists()


def test_the_action_fails_when_an_article_fails(tmp_path: Path) -> None:
    """The exit code comes out as an output, and the step fails with it."""
    folder = site(tmp_path / "site")
    (folder / "content" / "broken.md").write_text("---\ntitle: [\nlang: zh\n---\n\n正文\n")
    with Server() as server:
        ran, outputs = stepped("Run yibo", folder, server.base_url)
    assert (ran.returncode, outputs) == (1, "exit-code=1\n"), ran.stdout + ran.stderr


def test_the_action_reads_no_input_as_code(tmp_path: Path) -> None:
    """What an input holds is never run by the shell."""
    folder = site(tmp_path / "site")
    for name in ("folder", "command", "args"):
        stepped("Run yibo", folder, "http://127.0.0.1:9/v1", **{name: '"; touch owned; $(touch owned) `touch owned`'})
    assert not (folder / "owned").exists()
    scripts = [step["run"] for step in action()["runs"]["steps"] if "run" in step]
    assert not any("${{" in script for script in scripts)


def test_the_action_installs_what_it_stands_in(tmp_path: Path) -> None:
    """The install step hands pip the action's own folder. (A stand-in for pip: no test goes to a registry.)"""
    stand_in = tmp_path / "bin" / "python"
    stand_in.parent.mkdir()
    stand_in.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > asked\n')
    stand_in.chmod(0o755)
    (step,) = (step for step in action()["runs"]["steps"] if step.get("name") == "Install yibo")
    env = {key: _filled(value, {}) for key, value in step["env"].items()}
    path = f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}"
    assert shell(step["run"], tmp_path, {**env, "PATH": path}).returncode == 0
    asked = (tmp_path / "asked").read_text().split("\n")
    assert asked[:3] == ["-m", "pip", "install"]
    assert asked[-2] == str(ROOT)
    assert (ROOT / "pyproject.toml").is_file()


def test_the_workflow_commits_what_was_translated(tmp_path: Path) -> None:
    """The example passes inputs that the action has; its own steps commit and push, and say what is left."""
    (job,) = yaml.safe_load((EXAMPLES / "github-workflow.yml").read_text())["jobs"].values()
    (uses,) = (step for step in job["steps"] if "yibo@" in step.get("uses", ""))
    assert uses["with"].keys() <= action()["inputs"].keys()
    (commit,) = (step for step in job["steps"] if step.get("name") == "Commit")
    home, folder = environment(HOME=str(tmp_path)), site(tmp_path / "site")
    made = shell(
        "git init -q --bare ../there; git init -q -b main; git remote add origin ../there; git add .", folder, home
    )
    first = "git -c user.name=a -c user.email=a@b commit -qm first; git push -q -u origin main"
    assert shell(first, folder, home).returncode == 0, made.stderr
    with Server() as server:
        stepped("Run yibo", folder, server.base_url, **{key: str(value) for key, value in uses["with"].items()})
    for _ in range(2):  # the second time there is nothing to commit
        ran = shell(commit["run"], folder, home)
        assert ran.returncode == 0, ran.stderr
    log = shell("git log --oneline main -- content/a.en.md content/a.md", tmp_path / "there", home).stdout
    assert len(log.splitlines()) == 2
    (left,) = (step for step in job["steps"] if "outcome" in step.get("if", ""))
    codes = {code: shell(left["run"], folder, {**home, "CODE": code}).returncode for code in ("1", "4", "")}
    assert codes == {"1": 1, "4": 0, "": 1}


# --- systemd and cron ------------------------------------------------------------------------------------


def unit(name: str) -> configparser.ConfigParser:
    """A systemd unit, read."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(EXAMPLES / name)
    return parser


def test_the_service_runs(tmp_path: Path) -> None:
    """Its command, with its paths moved to a folder here, translates; what it writes lies in its writable paths."""
    service = unit("yibo.service")["Service"]
    folder = site(tmp_path / "site")
    command = service["ExecStart"].replace("/opt/yibo/.venv/bin/yibo", str(killing.YIBO))
    with Server() as server:
        arguments = shlex.split(command.replace("/srv/site", str(folder)))
        ran = subprocess.run(arguments, cwd=folder, env=environment(server.base_url), capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert (folder / "content" / "a.en.md").exists()
    assert (folder / ".yibo" / "report.json").exists()
    assert service["ReadWritePaths"] == "/srv/site"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """`systemd-analyze verify` has no complaint."""
    for name in ("yibo.service", "yibo.timer"):
        text = (EXAMPLES / name).read_text().replace("/opt/yibo/.venv/bin/yibo", str(killing.YIBO))
        (tmp_path / name).write_text(text.replace("/srv/site", str(tmp_path)))
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "yibo.service"), str(tmp_path / "yibo.timer")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in ran.stderr.splitlines() if "yibo" in line]
    assert ours == []
    when = unit("yibo.timer")["Timer"]["OnCalendar"]
    assert subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, check=False).returncode == 0


def test_the_cron_line_runs(tmp_path: Path) -> None:
    """Five fields and a command that cron's sh runs with the key from its file; nothing to do prints little."""
    (line,) = (row for row in (EXAMPLES / "crontab").read_text().splitlines() if row and not row.startswith("#"))
    *fields, command = line.split(None, 5)
    assert all(re.fullmatch(r"[\d*,/-]+", field) for field in fields)
    assert "%" not in command  # cron makes newlines of them
    folder = site(tmp_path / "site")
    (tmp_path / ".config").mkdir()
    command = command.replace("/opt/yibo/.venv/bin/yibo", str(killing.YIBO)).replace("/srv/site", str(folder))
    with Server() as server:
        (tmp_path / ".config" / "yibo.env").write_text(f"OPENAI_API_KEY=sk-cron\nOPENAI_BASE_URL={server.base_url}\n")
        ran = shell(command, tmp_path, {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}, interpreter="sh")
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert server.calls[0].headers["authorization"] == "Bearer sk-cron"
    assert (folder / "content" / "a.en.md").exists()


# --- pre-commit ------------------------------------------------------------------------------------------


def hooked(folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """The hook's entry as pre-commit calls it: with the changed files that match its pattern."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    matching = [name for name in names if re.search(hook["files"], name)]
    arguments = [*shlex.split(hook["entry"]), *hook.get("args", []), *matching]
    env = environment()
    return subprocess.run(arguments, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_the_hook_passes_good_translations_and_stops_damaged_ones(tmp_path: Path) -> None:
    """Changed translations are judged against the articles beside them; a damaged one fails the commit."""
    good = "---\ntitle: An article\nlang: [en]\ntranslations: [zh-CN, en]\n---\n\nThe first paragraph said something.\n"
    folder = site(tmp_path / "site") / "content"
    (folder / "b.zh-cn.md").write_text(BODY)
    for name in ("a.en.md", "b.en.md"):
        (folder / name).write_text(good)
    names = ["content/a.md", "content/a.en.md", "content/b.en.md"]
    ran = hooked(folder.parent, *names)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "b.en.md" in ran.stdout
    (folder / "b.en.md").write_text(good.replace("The first", "第一段 first"))
    ran = hooked(folder.parent, *names)
    assert ran.returncode == 1
    assert "chinese_left" in ran.stdout


def test_the_hook_leaves_alone_what_is_no_translation(tmp_path: Path) -> None:
    """An English article without a source is passed over, with a word."""
    folder = site(tmp_path / "site") / "content"
    (folder / "own.en.md").write_text("Just English.\n")
    ran = hooked(folder.parent, "content/own.en.md")
    assert (ran.returncode, "not checked" in ran.stderr) == (0, True)


@pytest.mark.parametrize(
    ("source", "target", "layout"),
    [
        ("content/a.md", "content/a.en.md", "suffix"),
        ("content/a.zh-cn.md", "content/a.en.md", "suffix"),
        ("content/v1.2[x].md", "content/v1.2[x].en.md", "suffix"),
        ("content/zh/p/a.md", "content/en/p/a.md", "tree"),
    ],
)
def test_a_translation_finds_its_article(tmp_path: Path, source: str, target: str, layout: str) -> None:
    """`yibo check DST` finds the article by its name in either layout, and says so when there is none."""
    (tmp_path / "yibo.toml").write_text(f'[translation]\nlayout = "{layout}"\n')
    (tmp_path / "content").mkdir()
    for name, text in ((source, BODY), (target, "---\ntitle: An article\nlang: [en]\n---\n\n第一段说了一件事。\n")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    command = [str(killing.YIBO), "check", target]
    ran = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert (ran.returncode, "chinese_left" in ran.stdout) == (1, True), ran.stderr
    (tmp_path / source).unlink()
    ran = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "no article" in ran.stderr


def test_the_example_names_the_hook() -> None:
    """The configuration that is shown uses the hook that there is."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (repository,) = yaml.safe_load((EXAMPLES / "pre-commit-config.yaml").read_text())["repos"]
    assert [item["id"] for item in repository["hooks"]] == [hook["id"]]
