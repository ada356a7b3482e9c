"""The command line as its user meets it: help, errors, exit codes, ^C, reports, cassettes."""

from __future__ import annotations

import importlib
import inspect
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import jobs.cli
from jobs.cli import COMMANDS
from jobs.cli.options import settings_for
from tests.command import apart, started, yibo
from tests.conftest import ROOT
from tests.server import Server
from tests.site import Site
from tests.test_job import BODY


def test_help_lists_every_command_and_loads_nothing(tmp_path: Path) -> None:
    """`yibo --help` shows every command with its line, and imports neither openai nor any job for it."""
    found = apart("--help", cwd=tmp_path)
    assert found.returncode == 0
    for name, (_, short) in COMMANDS.items():
        assert name in found.stdout
        assert short.split()[0] in found.stdout
    heavy = "{'openai', 'rich', 'yaml', 'pydub'}"
    loaded = f"import sys, jobs.cli; print([m for m in sys.modules if m.partition('.')[0] in {heavy}])"
    assert (
        subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(command: str) -> None:
    """Each command has a help page with more than its usage line."""
    found = CliRunner().invoke(jobs.cli.yibo, [command, "--help"])
    assert found.exit_code == 0, found.output
    assert len(found.output.splitlines()) > 4


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["frob"], "No such command"),
        (["translate"], "PATHS"),
        (["run", "nowhere"], "does not exist"),
        (["translate", "a.md", "--jobs", "0"], "--jobs"),
        (["run", ".", "--cassette", "."], "directory"),
    ],
)
def test_wrong_usage_is_exit_2(tmp_path: Path, args: list[str], said: str) -> None:
    """Usage errors are said in a line or two, with exit code 2."""
    found = yibo(*args, cwd=tmp_path)
    assert found.returncode == 2
    assert said in found.stderr
    assert "Traceback" not in found.stderr


def test_broken_settings_are_exit_2(tmp_path: Path) -> None:
    """A mistake in yibo.toml is named before anything is done."""
    (tmp_path / "yibo.toml").write_text('modle = "x"\n')
    found = yibo("run", ".", cwd=tmp_path)
    assert (found.returncode, "'model'" in found.stderr) == (2, True)


@pytest.mark.parametrize("command", ["run", "status", "check", "doctor", "review"])
def test_a_check_that_there_is_not(tmp_path: Path, command: str) -> None:
    """Every command that reads settings refuses a severity for a check that there is not, and takes one for another."""
    write_all(tmp_path, {"yibo.toml": '[checks]\nnegatoin = "off"\n', "a.md": "涨了3亿。\n", "a.en.md": "Up 0.3 bn.\n"})
    found = yibo(command, ".", cwd=tmp_path, OPENAI_API_KEY="k")
    assert (found.returncode, "'negation'" in found.stderr) == (2, True)
    (tmp_path / "yibo.toml").write_text('[checks]\nnegation = "off"\n')
    assert yibo("status", ".", cwd=tmp_path).returncode == 0


def test_a_run_from_first_to_second(tmp_path: Path) -> None:
    """Translate, report, check, status, and a second run: what scripts rely on."""
    with Server() as server:
        env = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": server.base_url}
        Site(tmp_path).add("posts/a.md", BODY)
        first = yibo("run", ".", "--report", "out/report.json", cwd=tmp_path, **env)
        assert first.returncode == 0, first.stderr
        assert "posts/a.md → posts/a.en.md" in first.stderr
        report = json.loads((tmp_path / "out" / "report.json").read_text())
        (row,) = report["articles"]
        assert (row["path"], row["status"], row["calls"]) == ("posts/a.md", "translated", 1)
        assert row["tokens"]["in"] > 0
        assert row["cost"] > 0
        assert "sk-test" not in json.dumps(report)
        judged = yibo("check", "posts/a.md", "posts/a.en.md", "--json", cwd=tmp_path)
        assert judged.returncode == 0
        assert set(json.loads(judged.stdout)) == {"findings"}
        assert yibo("status", ".", cwd=tmp_path).returncode == 0
        second = yibo("run", ".", cwd=tmp_path)
        assert second.returncode == 0, second.stderr
        assert "unchanged" in second.stderr
        assert len(server.calls) == 1


def test_check_finds_what_another_tool_lost(tmp_path: Path) -> None:
    """`yibo check` judges files that yibo never saw, and says in JSON what is wrong: exit 1."""
    (tmp_path / "a.md").write_text("看[这里](https://example.com)，涨了3亿。\n\n第二段。\n")
    (tmp_path / "b.md").write_text("Look here, it rose by 300 million.\n\n第二段。\n")
    found = yibo("check", "a.md", "b.md", "--json", cwd=tmp_path)
    assert found.returncode == 1
    findings = json.loads(found.stdout)["findings"]
    assert {"check", "severity", "segment", "source", "target", "message"} == set(findings[0])
    assert {"structure", "chinese_left"} <= {finding["check"] for finding in findings}
    plain = yibo("check", "a.md", "b.md", cwd=tmp_path)
    assert "https://example.com" in plain.stdout


def test_check_of_many_goes_on(tmp_path: Path) -> None:
    """Many translations are judged over several processes, in order; a broken one is named, and the others go on."""
    for number in range(10):
        (tmp_path / f"a{number}.md").write_text("涨了3亿。\n")
        (tmp_path / f"a{number}.en.md").write_text(f"It rose by {300 if number != 4 else 30} million.\n")
    (tmp_path / "a7.en.md").write_text("---\ntitle: [\n---\n")
    found = apart("check", "--targets", *(f"a{number}.en.md" for number in range(10)), cwd=tmp_path)
    assert found.returncode == 1
    assert re.findall(r"a(\d)\.en\.md: (\d) errors", found.stdout) == [
        (f"{n}", f"{int(n == 4)}") for n in range(10) if n != 7
    ]
    assert "a7.en.md: " in found.stderr
    assert "Mend the front matter" in found.stderr


def write_all(root: Path, texts: dict[str, str]) -> None:
    """Files below `root` by name."""
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def test_check_of_two_folders(tmp_path: Path) -> None:
    """Files of two folders answer each other by name; those without a counterpart are told, findings say where."""
    write_all(
        tmp_path,
        {
            "zh/a/one.md": "涨了3亿。\n",
            "zh/two.md": "涨了3亿。\n",
            "zh/three.md": "涨了3亿。\n",
            "en/a/one.md": "It rose by 300 million.\n",
            "en/two.en.md": "It rose by 30 million.\n",
            "en/four.md": "It rose by 300 million.\n",
        },
    )
    plain = yibo("check", "zh", "en", cwd=tmp_path)
    assert plain.returncode == 1
    assert "en/a/one.md: 0 errors" in plain.stdout
    assert "en/two.en.md: 1 errors" in plain.stdout
    assert "2 translations, 1 of them with errors" in plain.stdout
    assert "zh/three.md: nothing of that name in en" in plain.stderr
    assert "en/four.md: nothing of that name in zh" in plain.stderr
    findings = json.loads(yibo("check", "zh", "en", "--json", cwd=tmp_path).stdout)["findings"]
    assert {finding["file"] for finding in findings} == {"en/two.en.md"}
    assert yibo("check", "zh", "en/four.md", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize("folder", [".", "content", "content/zh", "content/en", "content/.", "content/../content"])
def test_check_of_one_folder(tmp_path: Path, folder: str) -> None:
    """A folder alone: its articles that have a translation, in either layout, from either side; none is an error."""
    trees = folder.startswith("content/")
    (tmp_path / "yibo.toml").write_text('[translation]\nlayout = "tree"\n' if trees else "")
    ours, theirs = ("content/zh/a.md", "content/en/a.md") if trees else ("content/a.md", "content/a.en.md")
    write_all(tmp_path, {ours: "涨了3亿。\n", theirs: "It rose by 30 million.\n", "content/b.md": "没有译文。\n"})
    found = yibo("check", folder, cwd=tmp_path)
    assert (found.returncode, found.stdout.count(f"{theirs}: 1 errors")) == (1, 1), found.stderr
    assert "translations" not in found.stdout  # one pair, and that once
    (tmp_path / theirs).unlink()
    none = yibo("check", folder, cwd=tmp_path)
    assert none.returncode == 1
    assert "no article there has a translation" in none.stderr


def test_check_of_one_folder_takes_the_named_source(tmp_path: Path) -> None:
    """Of `a.md` and `a.zh-cn.md` the one that names its language is the source of `a.en.md`."""
    texts = {"a.md": "跌了2亿。\n", "a.zh-cn.md": "涨了3亿。\n", "a.en.md": "It rose by 300 million.\n"}
    write_all(tmp_path, texts)
    found = yibo("check", ".", cwd=tmp_path)
    assert (found.returncode, "a.en.md: 0 errors" in found.stdout) == (0, True), found.stdout


def test_interrupted(tmp_path: Path) -> None:
    """^C ends within two seconds with exit code 130, in the report too, says what was spent and how many articles are
    left, and leaves no stray file."""
    with Server(latency=20) as server:
        site = Site(tmp_path)
        for number in range(6):  # four are begun at once
            site.add(f"{number}.md", BODY)
        before = site.tree()
        env = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": server.base_url}
        process = started("run", ".", "--jobs", "1", "--report", ".yibo/report.json", cwd=tmp_path, **env)
        while not server.at_once:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        _, said = process.communicate(timeout=10)
        assert process.returncode == 130
        assert time.monotonic() - begun < 2
        assert "Traceback" not in said
        report = json.loads((tmp_path / ".yibo" / "report.json").read_text())
        assert (report["exit_code"], report["counts"]) == (130, {"skipped": 6})
        assert report["stopped"].startswith("interrupted")
        assert re.search(r"skipped +6 *\nspent +1 calls.*\nStopped early: interrupted", said)
        assert site.tree() == before


def test_a_cassette_replays_without_key_or_network(tmp_path: Path) -> None:
    """What `--cassette` recorded runs again anywhere: no key, no server, the same files."""
    with Server() as server:
        env = {"OPENAI_API_KEY": "sk-secret-9876", "OPENAI_BASE_URL": server.base_url}
        site = Site(tmp_path / "one")
        site.add("a.md", BODY)
        found = yibo("run", ".", "--cassette", tmp_path / "c.yaml", cwd=site.root, **env)
        assert found.returncode == 0, found.stderr
    again = Site(tmp_path / "two")
    again.add("a.md", BODY)
    replayed = yibo("run", ".", "--cassette", tmp_path / "c.yaml", cwd=again.root)
    assert replayed.returncode == 0, replayed.stderr
    assert again.tree() == site.tree()
    text = (tmp_path / "c.yaml").read_text()
    assert "sk-secret" not in text
    assert "第一段说了" in text


def test_a_bug_report_with_another_article_says_so(tmp_path: Path) -> None:
    """A request that is not in the cassette never reaches the network: it is named."""
    with Server() as server:
        env = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": server.base_url}
        site = Site(tmp_path)
        path = site.add("a.md", BODY)
        yibo("run", ".", "--cassette", "c.yaml", cwd=tmp_path, **env)
        path.write_text(path.read_text().replace("最后", "末尾"))
        found = yibo("run", ".", "--cassette", "c.yaml", cwd=tmp_path)
        assert found.returncode == 1
        assert "c.yaml" in found.stderr


def test_json_logs(tmp_path: Path) -> None:
    """With `--log json` every line is an object."""
    with Server() as server:
        Site(tmp_path).add("a.md", BODY)
        found = yibo("run", ".", "--log", "json", cwd=tmp_path, OPENAI_API_KEY="k", OPENAI_BASE_URL=server.base_url)
    events = [json.loads(line)["event"] for line in found.stderr.splitlines()]
    assert events == ["article", "report"]


def test_init_writes_settings_that_load(tmp_path: Path) -> None:
    """`yibo init` writes a file that the other commands read; a second time it refuses."""
    assert yibo("init", cwd=tmp_path).returncode == 0
    assert yibo("doctor", "--offline", cwd=tmp_path, OPENAI_API_KEY="k").returncode == 0
    assert (tmp_path / ".yibo" / ".gitignore").read_text() == "*\n"
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "pyproject.toml").write_text('[tool.yibo]\nmodel = "m"\n')
    assert "sub/pyproject.toml" in yibo("doctor", "--offline", cwd=tmp_path / "sub", OPENAI_API_KEY="k").stdout
    again = yibo("init", cwd=tmp_path)
    assert (again.returncode, "--force" in again.stderr) == (2, True)


def test_doctor_says_what_is_missing(tmp_path: Path) -> None:
    """Without a key, with a wrong one, with a model that is not offered: exit 1 and the next step."""
    assert "OPENAI_API_KEY" in yibo("doctor", cwd=tmp_path).stdout
    with Server(key="right", models=[{"id": "other"}]) as server:
        wrong = yibo("doctor", cwd=tmp_path, OPENAI_API_KEY="wrong", OPENAI_BASE_URL=server.base_url)
        assert (wrong.returncode, "401" in wrong.stdout) == (1, True)
        absent = yibo("doctor", cwd=tmp_path, OPENAI_API_KEY="right", OPENAI_BASE_URL=server.base_url)
        assert (absent.returncode, "other" in absent.stdout) == (1, True)
    nowhere = yibo("doctor", cwd=tmp_path, OPENAI_API_KEY="k", OPENAI_BASE_URL="nonsense")
    assert (nowhere.returncode, "✗ endpoint   'nonsense' is no address" in nowhere.stdout) == (1, True)
    assert "memory" in nowhere.stdout


def test_memory_out_and_in(tmp_path: Path) -> None:
    """A memory exported as TMX and imported elsewhere saves the calls there; `learn` needs only the files."""
    with Server() as server:
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.base_url}
        for name in ("one", "two", "three"):
            Site(tmp_path / name).add("a.md", BODY)
        yibo("run", ".", cwd=tmp_path / "one", **env)
        assert yibo("memory", "export", "../m.tmx", cwd=tmp_path / "one").returncode == 0
        assert yibo("memory", "import", "../m.tmx", cwd=tmp_path / "two").returncode == 0
        server.clear()
        assert yibo("run", ".", cwd=tmp_path / "two", **env).returncode == 0
        assert server.calls == []
        target = (tmp_path / "one" / "a.en.md").read_bytes()
        (tmp_path / "three" / "a.en.md").write_bytes(target.replace(b"translation:", b"was:"))
        assert "learned" in yibo("memory", "learn", ".", cwd=tmp_path / "three").stdout
        (tmp_path / "three" / "a.en.md").unlink()
        yibo("run", ".", cwd=tmp_path / "three", **env)
        assert server.calls == []


def test_a_translation_with_a_paragraph_more_is_learned(tmp_path: Path) -> None:
    """A person's page that has a paragraph too many gives the memory every other one, each for its own source."""
    source = ROOT / "examples" / "content" / "posts" / "2025-04-26-container-shipping.md"
    english = (ROOT / "tests" / "golden" / "2025-04-26-container-shipping.en.md").read_text()
    blocks = english.split("\n\n")
    more = [*blocks[:7], "The museum will be closed on Mondays.", *blocks[7:]]
    counts = []
    for name, text in (("one", english), ("two", "\n\n".join(more))):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "a.md").write_bytes(source.read_bytes())
        (folder / "a.en.md").write_text(text.replace("\ntranslation:", "\nwas:"))
        counts += re.findall(r"(\d+) of \d+ segments learned", yibo("memory", "learn", ".", cwd=folder).stderr)
    assert len(counts) == 2
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "command", [["status"], ["run", "--dry-run"], ["retry", "--dry-run"], ["run", "--dry-run", "--narrate"]]
)
def test_who_only_looks_writes_nothing(tmp_path: Path, command: list[str]) -> None:
    """Status and dry runs say on standard output what they found, and neither make a file nor change one."""
    with Server(faults=["lost_token", "lost_token"]) as server:
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.base_url}
        site = Site(tmp_path)
        site.add("a.md", BODY)
        fresh = yibo(*command, ".", cwd=tmp_path, **env)
        assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
        assert (fresh.returncode, fresh.stderr) == (0, "")
        assert yibo("run", ".", cwd=tmp_path, **env).returncode == 1
        site.add("b.md", BODY)
        before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        calls = len(server.calls)
        found = yibo(*command, ".", cwd=tmp_path, **env)
        assert ("a.md" in found.stdout, "planned" in found.stdout) == (True, True)
        assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
        assert len(server.calls) == calls


def test_a_limit_that_starts(tmp_path: Path) -> None:
    """A dry run says the least limit that starts the run; with less nothing is called, and what to set is said."""
    with Server() as server:
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.base_url}
        for name in ("a.md", "b.md"):
            Site(tmp_path).add(name, BODY)
        dry = yibo("run", ".", "--dry-run", cwd=tmp_path, **env)
        limit = re.findall(r"--max-cost (\S+) or more", dry.stdout)[0]
        less = f"{float(limit) - 0.0001:.4f}"
        short = yibo("run", ".", "--max-cost", less, cwd=tmp_path, **env)
        assert (short.returncode, server.calls) == (4, [])
        assert f"up to {limit} USD is held for one of" in short.stderr
        assert f"Set --max-cost (`spending.max_cost`) to {limit} or more" in short.stderr
        started = yibo("run", ".", "--max-cost", limit, cwd=tmp_path, **env)
        assert len(server.calls) > 0
        assert "translated" in started.stderr


def test_retry_asks_again_for_what_is_held(tmp_path: Path) -> None:
    """`yibo retry` tries what `run` leaves alone."""
    with Server(faults=["lost_token", "lost_token"]) as server:
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.base_url}
        Site(tmp_path).add("a.md", BODY)
        assert yibo("run", ".", cwd=tmp_path, **env).returncode == 1
        calls = len(server.calls)
        assert yibo("run", ".", cwd=tmp_path, **env).returncode == 1
        assert len(server.calls) == calls
        assert yibo("retry", ".", cwd=tmp_path, **env).returncode == 0
        assert (tmp_path / "a.en.md").exists()


def test_what_is_held_says_how_to_go_on(tmp_path: Path) -> None:
    """The table of a run that held something back names the next steps, so does a repeat; that of another does not."""
    with Server(faults=["lost_token", "lost_token"]) as server:
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.base_url}
        Site(tmp_path / "my site").add("a.md", BODY)
        steps = "`yibo review 'my site'` shows what is held back, `yibo retry 'my site'` asks for it again."
        for _ in range(2):
            assert steps in yibo("run", "my site", cwd=tmp_path, **env).stderr
        assert steps in yibo("status", "my site", cwd=tmp_path).stdout
        assert "yibo retry" not in yibo("retry", "my site", cwd=tmp_path, **env).stderr


def test_retry_names_what_a_person_must_merge(tmp_path: Path) -> None:
    """Nothing held back is said as such; an article that waits for a person is named, and nothing is asked."""
    with Server() as server:
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.base_url}
        path = Site(tmp_path).add("a.md", BODY)
        assert yibo("run", ".", cwd=tmp_path, **env).returncode == 0
        none = yibo("retry", ".", cwd=tmp_path, **env)
        assert (none.returncode, none.stderr) == (0, "Nothing here is held back.\n")
        target = tmp_path / "a.en.md"
        target.write_text(f"{target.read_text()}\nOne paragraph more.\n")
        path.write_text(path.read_text().replace("最后", "末尾"))
        calls = len(server.calls)
        merge = yibo("retry", ".", cwd=tmp_path, **env)
        assert (merge.returncode, "merge the two by hand" in merge.stderr) == (1, True)
        assert len(server.calls) == calls


def test_a_dry_run_says_why(tmp_path: Path) -> None:
    """New, changed, or only to be asked for again: a dry run tells them apart."""
    with Server() as server:
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.base_url}
        path = Site(tmp_path).add("a.md", BODY)
        assert "new: " in yibo("run", ".", "--dry-run", cwd=tmp_path, **env).stdout
        assert yibo("run", ".", cwd=tmp_path, **env).returncode == 0
        again = yibo("run", ".", "--dry-run", "--force", cwd=tmp_path, **env).stdout
        assert "not changed, asked for again: " in again
        path.write_text(path.read_text().replace("最后", "末尾"))
        assert " changed: " in yibo("run", ".", "--dry-run", "--force", cwd=tmp_path, **env).stdout


def test_learn_says_what_it_passed_over(tmp_path: Path) -> None:
    """A pair of which nothing can be learned is named with the reason; one of which something can, too."""
    write_all(tmp_path, {"a.md": "涨了3亿。\n", "a.en.md": "It rose by 30 million.\n"})
    write_all(tmp_path, {"b.md": "涨了3亿。\n", "b.en.md": "It rose by 300 million.\n"})
    found = yibo("memory", "learn", ".", cwd=tmp_path)
    assert found.stdout == "1 learned, 1 skipped\n"
    assert re.search(r"skipped  a\.md\n +nothing learned: a check finds an error in each segment\n", found.stderr)
    assert re.search(r"learned  b\.md\n +1 of 1 segments learned", found.stderr)


def test_check_lists_what_it_looks_at(tmp_path: Path) -> None:
    """`yibo check --list` names every check that `[checks]` may set, without files."""
    found = yibo("check", "--list", cwd=tmp_path)
    assert found.returncode == 0
    lines = {line.split()[0]: line for line in found.stdout.splitlines()}
    assert {"quantities", "dropped", "terms", "structure", "review"} <= lines.keys()
    assert "error or warning" in lines["quantities"]
    told = (ROOT / "README.md").read_text().partition("## What is checked")[2].partition("## ")[0]
    assert [name for name in lines if f"`{name}`" not in told] == []


def test_help_is_not_cut_short() -> None:
    """The list of a group's commands has whole sentences."""
    for group in ("memory", "glossary"):
        said = CliRunner().invoke(jobs.cli.yibo, [group, "--help"]).output
        assert "..." not in said.partition("Commands:")[2]


def test_an_export_needs_a_memory(tmp_path: Path) -> None:
    """Where there is no memory nothing is exported, and none is made; an empty one is."""
    found = yibo("memory", "export", "m.tmx", cwd=tmp_path)
    assert (found.returncode, "There is no memory at" in found.stderr) == (2, True)
    assert not [*tmp_path.iterdir()]
    assert yibo("memory", "learn", ".", cwd=tmp_path).returncode == 0
    assert yibo("memory", "export", "m.tmx", cwd=tmp_path).stdout == "m.tmx: 0 segments\n"


def test_findings_say_where_they_are(tmp_path: Path) -> None:
    """A finding names the line of the source, and says what was hidden from the model instead of its token."""
    source, target = tmp_path / "a.md", tmp_path / "a.en.md"
    source.write_text("---\ntitle: 涨了3亿元\n---\n\n第一段。\n\n看[一](/a)和[这里](https://a.b/c)，涨了3亿元。\n")
    target.write_text(
        "---\ntitle: Up by 30 million yuan\n---\n\nOne.\n\nSee [one](/a) and here, up by 30 million yuan.\n"
    )
    said = yibo("check", source, target, cwd=tmp_path).stdout
    assert [line.rsplit(" ", 1)[1] for line in said.splitlines() if " quantities " in line] == [
        f"({source}:7)",
        f"({source}:2)",
    ]
    assert "…](https://a.b/c) is missing" in said
    assert "⟦" not in said


def _commands() -> Iterator[click.Command]:
    """Every command, and those of groups."""
    for place, _ in COMMANDS.values():
        module, _, function = place.partition(":")
        found: click.Command = getattr(importlib.import_module(module), function)
        yield from found.commands.values() if isinstance(found, click.Group) else [found]


def test_every_option_is_heard(tmp_path: Path) -> None:
    """Every option of every command is its own, a setting's or an order: none is dropped on the way to the job."""
    for command in _commands():
        own = inspect.signature(inspect.unwrap(command.callback or print)).parameters
        options = [str(o.name) for o in command.params if isinstance(o, click.Option) and o.expose_value]
        settings_for(tmp_path, {name: None for name in options if name not in own})
    with pytest.raises(KeyError):
        settings_for(tmp_path, {"nosuch": "x"})


def test_a_file_that_a_person_wrote_is_not_written_over(tmp_path: Path) -> None:
    """A draft of terms, and pages, go nowhere where another file is, but with --force; yibo's own pages are renewed."""
    write_all(tmp_path, {"a.md": "涨了3亿。\n", "a.en.md": "It rose by 300 million.\n", "mine.csv": "港口,harbour\n"})
    refused = yibo("glossary", "suggest", ".", "-o", "mine.csv", cwd=tmp_path)
    assert (refused.returncode, (tmp_path / "mine.csv").read_text()) == (2, "港口,harbour\n")
    assert "--force writes over it" in refused.stderr
    assert yibo("glossary", "suggest", ".", "-o", "mine.csv", "--force", cwd=tmp_path).returncode == 0
    write_all(tmp_path, {"www/index.html": "<p>mine</p>"})
    assert yibo("review", ".", "-o", "www", cwd=tmp_path).returncode == 2
    assert (tmp_path / "www/index.html").read_text() == "<p>mine</p>"
    assert yibo("review", ".", "-o", "www", "--force", cwd=tmp_path).returncode == 0
    assert yibo("review", ".", "-o", "www", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("named", ["a.md", "a.en.md"])
def test_check_of_one_file(tmp_path: Path, named: str) -> None:
    """An article alone is checked against its translation, and a translation alone against its article."""
    write_all(tmp_path, {"a.md": "涨了3亿。\n", "a.en.md": "It rose by 30 million.\n", "b.md": "没有译文。\n"})
    found = yibo("check", named, cwd=tmp_path)
    assert (found.returncode, "a.en.md: 1 errors" in found.stdout) == (1, True), found.stderr
    assert "no article that it could be the translation of" in yibo("check", "b.md", cwd=tmp_path).stderr


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.md", "---\nlang: ja\n---\n\n正文。\n", "Its front matter's `lang` says so"),
        ("a.fr.md", "Un texte.\n", "The file's name says so"),
        ("a.md", "An English text.\n", "Its text says so"),
    ],
)
def test_another_language_is_told_with_what_decided_it(tmp_path: Path, name: str, text: str, reason: str) -> None:
    """An article that is not in the source language is refused, and what says so is named."""
    write_all(tmp_path, {name: text})
    assert reason in yibo("translate", name, cwd=tmp_path, OPENAI_API_KEY="sk-test").stderr


@pytest.mark.parametrize(
    ("path", "hint"), [("nonsense", "is no address of an endpoint"), ("/v2", "mostly ends in /v1")]
)
def test_a_wrong_address_ends_the_run_at_once(tmp_path: Path, path: str, hint: str) -> None:
    """An address that is none is not called; one where nothing answers chat completions is called once."""
    with Server() as server:
        Site(tmp_path).add("a.md", BODY)
        url = server.base_url.removesuffix("/v1") + path if path[0] == "/" else path
        said = yibo("run", ".", cwd=tmp_path, OPENAI_API_KEY="sk-test-0123456789", OPENAI_BASE_URL=url)
        assert said.returncode == 2
        assert hint in said.stderr
        assert len(server.calls) <= 1
