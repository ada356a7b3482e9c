"""Articles become episodes: through the job and the command, with the embedded voice and one over HTTP."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from jobs.article.frontmatter import read
from jobs.cli.show import Show
from jobs.errors import SettingsError
from jobs.narrate import episode_of
from jobs.podcast import voice as embedded
from jobs.podcast.audio import workshop
from jobs.report import Report, Row
from jobs.session import Order, perform
from jobs.settings import Podcast
from jobs.story import address
from tests.command import environment, started, yibo
from tests.conftest import ROOT
from tests.server import Request, Response, Server
from tests.site import Site
from tests.speech_server import Desk, speaking

FIRST = "The river rose by two metres in one night."
BODY = f"""{FIRST} Nobody in the small town had expected it to come.

## The bridge

The bridge was closed to all traffic. A ferry took the people across the water.
"""
ENGLISH = {"title": "High water", "lang": '["en"]', "translations": '["en"]', "date": "2025-04-26T09:26:04+08:00"}
FLAGS: dict[str, Any] = {"podcast__folder": "static/podcast", "podcast__title": "Sampler"}
BESIDE = (".mp3", ".chapters.json", ".vtt", ".srt", ".transcript.json", ".cover.png")


def narrate(site: Site, *paths: Path, order: Mapping[str, Any] | None = None, **flags: Any) -> Report:
    """`yibo narrate` on `paths`."""
    options = {"translate": False, "narrate": True, **(order or {})}
    wanted = Order("narrate", lambda desk: [episode_of(desk, path) for path in paths], **options)
    return perform(site.settings(**FLAGS, **flags), wanted, Show(quiet=True))


def only(report: Report) -> Row:
    """The one row of a report."""
    (row,) = report.rows
    return row


def clips(site: Site) -> set[str]:
    """Names of the clips on the shelf."""
    return {path.name for path in (site.root / ".yibo" / "clips").rglob("*.wav")}


def hosted(server: Server, **more: Any) -> dict[str, Any]:
    """Flags for a voice behind the endpoint; one sentence is one request."""
    own = {"speech__model": "stand-in-voice", "speech__base_url": server.base_url, "speech__price": 15.0}
    return {**own, "endpoint__attempts": 4, **more}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")


@dataclass(frozen=True)
class Made:
    """A site with one episode."""

    site: Site
    path: Path
    before: bytes
    row: Row

    def copy(self, to: Path) -> tuple[Site, Path]:
        """The same site elsewhere, clips and all."""
        shutil.copytree(self.site.root, to)
        return Site(to), to / self.path.relative_to(self.site.root)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """An article of one heading, narrated once by the embedded voice."""
    site = Site(tmp_path_factory.mktemp("site"))
    path = site.add("posts/river.md", BODY, **ENGLISH)
    before = path.read_bytes()
    return Made(site, path, before, only(narrate(site, path)))


# --- what is written -------------------------------------------------------------------------------------


def test_an_episode_and_what_lies_beside_it(made: Made) -> None:
    """Sound, chapters, transcripts and cover are there, the row tells minutes and loudness; nothing else is new."""
    assert made.row.status == "narrated", made.row.note
    assert "LUFS" in made.row.note
    files = {name for name in made.site.tree() if name != "posts/river.md"}
    assert files == {f"static/podcast/posts/river{suffix}" for suffix in BESIDE}
    folder = made.site.root / "static" / "podcast" / "posts"
    vtt = (folder / "river.vtt").read_text()
    assert FIRST in " ".join(vtt.split())
    assert "synthetic voice" in vtt
    chapters = json.loads((folder / "river.chapters.json").read_text())["chapters"]
    assert "The bridge" in [chapter["title"] for chapter in chapters]


def test_the_front_matter_gains_the_block_and_nothing_else(made: Made) -> None:
    """Every other byte of the article is as before; the block tells the file's length, and addresses as served."""
    after = made.path.read_bytes()
    at = next(i for i, (a, b) in enumerate(zip(made.before, after, strict=False)) if a != b)
    gained = after[at : at + len(after) - len(made.before)]
    assert after[:at] + after[at + len(gained) :] == made.before
    old, new = read(made.before), read(after)
    block = new.values["podcast"]
    assert {key: value for key, value in new.values.items() if key != "podcast"} == dict(old.values)
    assert new.body == old.body
    sound = made.site.root / "static" / "podcast" / "posts" / "river.mp3"
    assert block["bytes"] == sound.stat().st_size
    assert block["url"] == "/podcast/posts/river.mp3"
    assert block["synthetic"] is True
    assert 8 < block["duration"] < 60


def test_a_second_run_does_nothing(made: Made, tmp_path: Path) -> None:
    """The same article again is unchanged: no file is touched, and nobody is asked, not even the embedded voice."""
    site, path = made.copy(tmp_path / "site")
    tree, shelf = site.tree(), clips(site)
    shutil.rmtree(site.root / ".yibo" / "clips")
    assert only(narrate(site, path)).status == "unchanged"
    assert only(narrate(site, path, podcast__description="About rivers.")).status == "unchanged"
    assert (site.tree(), clips(site)) == (tree, set())
    assert shelf


@pytest.mark.parametrize("suffix", [".mp3", ".vtt", ".chapters.json"])
def test_a_missing_file_is_made_again(suffix: str, made: Made, tmp_path: Path) -> None:
    """An episode whose sound, transcript or chapters are gone is made again, byte for byte, from its clips."""
    site, path = made.copy(tmp_path / "site")
    tree, shelf = site.tree(), clips(site)
    (site.root / f"static/podcast/posts/river{suffix}").unlink()
    assert only(narrate(site, path)).status == "narrated"
    assert (site.tree(), clips(site)) == (tree, shelf)


def test_one_sentence_edited_is_one_utterance(made: Made, tmp_path: Path) -> None:
    """An edit costs the clip of its sentence; the guid stays, duration and bytes follow."""
    site, path = made.copy(tmp_path / "site")
    shelf, block = clips(site), read(path.read_bytes()).values["podcast"]
    path.write_text(path.read_text().replace("two metres", "three metres"))
    assert only(narrate(site, path)).status == "narrated"
    assert len(clips(site) - shelf) == 1
    now = read(path.read_bytes()).values["podcast"]
    assert now["guid"] == block["guid"]
    assert now["bytes"] != block["bytes"]


def test_a_chinese_article(tmp_path: Path) -> None:
    """An article in Chinese is spoken in Chinese, by its own language's voice."""
    site = Site(tmp_path)
    path = site.add(
        "a.md", "河水一夜之间涨了两米，镇上没有人料到。\n\n大桥已经关闭，人们只好坐船过河。\n", title="大水"
    )
    row = only(narrate(site, path))
    assert row.status == "narrated", row.note
    assert read(path.read_bytes()).values["podcast"]["lang"] == "zh-CN"
    assert "涨了两米" in (tmp_path / "static/podcast/a.vtt").read_text()


def test_two_channels(made: Made, tmp_path: Path) -> None:
    """With `podcast.channels = 2` the same article is made anew in stereo, as loud as asked."""
    site, path = made.copy(tmp_path / "site")
    row = only(narrate(site, path, podcast__channels=2, podcast__loudness=-16.0))
    assert row.status == "narrated"
    said = float(row.note.split(" LUFS")[0].split()[-1])
    assert abs(said + 16) <= 0.5


def test_channels_are_one_or_two(tmp_path: Path) -> None:
    """Any other number of channels is a mistake in the settings."""
    with pytest.raises(SettingsError, match=r"podcast\.channels"):
        Site(tmp_path).settings(podcast__channels=3)


def test_addresses() -> None:
    """With a base URL below it; without, from the site's root as Hugo serves `static`; else the root itself."""
    for folder, base, said in (
        ("static/podcast", "", "/podcast/a.mp3"),
        ("site/static/a/b", "", "/a/b/a.mp3"),
        ("static", "", "/a.mp3"),
        ("podcast", "", "/a.mp3"),
        ("static/podcast", "https://example.com/p/", "https://example.com/p/a.mp3"),
    ):
        assert address(Podcast(folder=folder, base_url=base), "a", ".mp3") == said


# --- what holds it back ----------------------------------------------------------------------------------


def test_read_only_and_empty_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written to, or has nothing to tell, is refused before anything is spoken."""
    site = Site(tmp_path)
    empty = site.add("empty.md", "![only a picture](a.png)\n", **ENGLISH)
    closed = site.add("closed.md", BODY, **ENGLISH)
    closed.chmod(0o444)
    monkeypatch.setattr("os.access", lambda path, mode: path != closed)  # root may always write
    report = narrate(site, empty, closed)
    assert [row.status for row in report.rows] == ["failed", "failed"]
    assert "nothing to tell" in report.rows[0].note
    assert "read-only" in report.rows[1].note
    assert report.exit_code == 1
    assert clips(site) == set()


def test_without_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No ffmpeg anywhere: the episode fails with the way to get one, before anything is spoken."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("jobs.podcast.ffmpeg.imageio_ffmpeg", None)
    site = Site(tmp_path)
    row = only(narrate(site, site.add("a.md", BODY, **ENGLISH)))
    assert (row.status, "ffmpeg" in row.note, "yibo[ffmpeg]" in row.hint) == ("failed", True, True)
    assert clips(site) == set()


def test_without_the_embedded_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The voice's wheel is not installed: said with the way to get it, also by a dry run."""
    with monkeypatch.context() as gone:
        gone.setattr(embedded, "espeakng_loader", None)
        site = Site(tmp_path)
        path = site.add("a.md", BODY, **ENGLISH)
        row = only(narrate(site, path))
        assert (row.status, "yibo[voice]" in row.hint) == ("failed", True)
        assert only(narrate(site, path, order={"dry_run": True})).status == "failed"
        with speaking() as (server, _):
            assert only(narrate(site, path, order={"dry_run": True}, **hosted(server))).status == "planned"


def test_dry_run(made: Made, tmp_path: Path) -> None:
    """Minutes, characters and price are told, nothing is sent or written; what is made is unchanged."""
    site = Site(tmp_path)
    path = site.add("a.md", BODY, **ENGLISH)
    with speaking() as (server, desk):
        row = only(narrate(site, path, order={"dry_run": True}, **hosted(server)))
        assert (row.status, desk.asked) == ("planned", [])
        assert "minutes" in row.note
        assert "$0.00" in row.note
        unknown = only(narrate(site, path, order={"dry_run": True}, **hosted(server, speech__price=None)))
        assert "price unknown" in unknown.note
    assert set(site.tree()) == {"a.md"}
    assert only(narrate(made.site, made.path, order={"dry_run": True})).status == "unchanged"


# --- a voice over HTTP -----------------------------------------------------------------------------------

FAULTS = ("429", "500", "dropped", "empty", "html", "json", "half", "silence", "noise", "streamed", "48000")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_three_answers_in_ten_are_bad(seed: int, tmp_path: Path) -> None:
    """Whatever the endpoint does, the episode is right, or held back with the utterance named; then a second run
    pays for what is missing alone."""
    rng = random.Random(seed)
    faults: dict[int | str, str] = {n: rng.choice(FAULTS) for n in range(200) if rng.random() < 0.3}
    site = Site(tmp_path)
    path = site.add("a.md", BODY, **ENGLISH)
    before = path.read_bytes()
    with speaking(faults) as (server, desk):
        report = narrate(site, path, **hosted(server, endpoint__jobs=1))
        if report.exit_code:
            assert "utterance" in only(report).note
            assert path.read_bytes() == before
            assert not (tmp_path / "static/podcast/a.mp3").exists()
        desk.faults = {}
        had = len(clips(site))
        desk.asked.clear()
        report = narrate(site, path, **hosted(server, endpoint__jobs=1))
        assert report.exit_code == 0
        assert len(desk.asked) == len(clips(site)) - had
    assert read(path.read_bytes()).values["podcast"]["duration"] > 8


def test_held_back_by_name(tmp_path: Path) -> None:
    """An utterance that never comes right is named, the exit code is 1, and no file tells of an episode."""
    site = Site(tmp_path)
    site.add("a.md", BODY, **ENGLISH)
    before = site.tree()
    with speaking({"bridge was": "silence"}) as (server, _):
        found = yibo(
            "narrate",
            "a.md",
            cwd=tmp_path,
            OPENAI_API_KEY="k",
            YIBO_SPEECH_MODEL="stand-in-voice",
            YIBO_SPEECH_BASE_URL=server.base_url,
            YIBO_ENDPOINT_MAX_WAIT="0.05",
        )
    assert found.returncode == 1, found.stderr
    assert "The bridge was closed" in found.stderr
    assert "silent" in found.stderr
    assert "Traceback" not in found.stderr
    assert site.tree() == before


def test_spending_is_told_and_bounded(tmp_path: Path) -> None:
    """The row has the calls and the cost of the voice; a limit in USD stops with exit 4 before it is passed."""
    site = Site(tmp_path)
    path = site.add("a.md", BODY, **ENGLISH)
    with speaking() as (server, desk):
        report = narrate(site, path, spending__max_cost=0.0001, **hosted(server))
        assert (report.exit_code, desk.asked) == (4, [])
        row = only(narrate(site, path, **hosted(server)))
        path.write_text(path.read_text().replace("two metres", "three metres"))
        planned = only(narrate(site, path, order={"dry_run": True}, **hosted(server)))
        assert f"{len(FIRST) + 2} characters to speak" in planned.note
        assert row.status == "narrated"
        assert row.spent.calls == len(desk.asked)
        assert row.spent.cost == pytest.approx(sum(len(body["input"]) for body in desk.asked) * 15 / 1e6)


def test_a_cassette_speaks(tmp_path: Path) -> None:
    """What a hosted voice said is recorded, and replayed without server and key: the same episode, byte for byte."""
    cassette = tmp_path / "voice.yaml"
    one, two = Site(tmp_path / "one"), Site(tmp_path / "two")
    with speaking() as (server, desk):
        flags = hosted(server)
        row = only(narrate(one, one.add("a.md", BODY, **ENGLISH), order={"cassette": cassette}, **flags))
        assert row.status == "narrated", row.note
        asked = len(desk.asked)
        assert asked
    row = only(narrate(two, two.add("a.md", BODY, **ENGLISH), order={"cassette": cassette}, **flags))
    assert row.status == "narrated", row.note
    assert two.tree() == one.tree()
    changed = two.add("b.md", BODY.replace("two metres", "three metres"), **ENGLISH)
    row = only(narrate(two, changed, order={"cassette": cassette}, **flags))
    assert row.status == "failed"
    assert "voice.yaml" in row.note


# --- interrupted -----------------------------------------------------------------------------------------


def _slow(desk: Desk, seconds: float) -> Callable[[Request], Response]:
    return lambda request: replace(desk(request), delay=seconds)


def _site(root: Path, url: str) -> Site:
    site = Site(root)
    site.add("a.md", BODY, **ENGLISH)
    (root / "yibo.toml").write_text(
        f'[speech]\nmodel = "stand-in-voice"\nbase_url = "{url}"\n[endpoint]\njobs = 1\n'
        '[podcast]\nfolder = "static/podcast"\n'
    )
    return site


def _started(root: Path) -> subprocess.Popen[str]:
    return started("narrate", "a.md", cwd=root, OPENAI_API_KEY="k")


def _ended(root: Path) -> int:
    process = _started(root)
    process.communicate(timeout=60)
    return process.returncode


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """After kills while it is spoken, stitched or written, the episode is byte for byte the undisturbed one; an
    utterance is paid for again only if its answer was under way, and nothing unfinished is left behind."""
    desk, rng = Desk(), random.Random(7)
    with Server(routes={"POST /v1/audio/speech": _slow(desk, 0.05)}) as server:
        calm, hurt = _site(tmp_path / "calm", server.base_url), _site(tmp_path / "hurt", server.base_url)
        begun = time.monotonic()
        assert _ended(calm.root) == 0
        took = time.monotonic() - begun
        desk.asked.clear()
        kills = 0
        for _ in range(3):
            process = _started(hurt.root)
            time.sleep(took * rng.uniform(0.3, 0.95))
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                kills += 1
            process.communicate()
        assert _ended(hurt.root) == 0
    assert kills
    assert hurt.tree() == calm.tree()
    again = sum(count - 1 for count in Counter(body["input"] for body in desk.asked).values())
    assert again <= kills


def test_interrupted(tmp_path: Path) -> None:
    """^C while the voice is waited for ends within two seconds with exit 130; nothing is published."""
    desk = Desk()
    with Server(routes={"POST /v1/audio/speech": _slow(desk, 20)}) as server:
        site = _site(tmp_path, server.base_url)
        before = site.tree()
        process = _started(tmp_path)
        while not desk.asked and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        _, said = process.communicate(timeout=10)
        assert (process.returncode, "Traceback" in said) == (130, False)
        assert time.monotonic() - begun < 2
        assert site.tree() == before


def test_what_killed_runs_left_is_cleared(tmp_path: Path) -> None:
    """Unfinished folders and files of dead processes go before they are published; those of living ones stay."""
    for name in (".yibo-99999999-abc", f".yibo-{1}-abc", ".yibo-notes"):
        (tmp_path / name).mkdir()
    (tmp_path / ".yibo-99999999-0a.tmp").write_bytes(b"half")
    with workshop(tmp_path) as folder:
        assert folder.is_dir()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".yibo-1-abc", ".yibo-notes"]


# --- after a translation ---------------------------------------------------------------------------------


def test_run_with_narrate(tmp_path: Path) -> None:
    """A run that narrates makes an episode of each translation, with a transcript in both languages; for the next
    run translation and episode are unchanged, and nobody is asked."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        site.add("posts/a.md", "第一段说了一件事，讲的是河水。\n\n## 大桥\n\n第二段说了另一件事。\n")
        report = site.run(order={"narrate": True}, **FLAGS)
        assert [row.status for row in report.rows] == ["translated", "narrated"], report.rows
        assert (report.counts, report.episodes) == ({"translated": 1}, {"narrated": 1})
        vtt = (tmp_path / "static/podcast/posts/a.en.vtt").read_text()
        assert "<lang zh-CN>第一段说了一件事" in vtt
        spoken = json.loads((tmp_path / "static/podcast/posts/a.en.transcript.json").read_text())
        assert {"language": "zh-CN", "body": "第二段说了另一件事。"} in [
            segment.get("translation") for segment in spoken["segments"]
        ]
        assert "podcast" not in read((tmp_path / "posts/a.md").read_bytes()).values
        tree, calls = site.tree(), len(server.calls)
        assert site.run().counts == {"unchanged": 1}
        again = site.run(order={"narrate": True}, **FLAGS)
        assert (again.counts, again.episodes) == ({"unchanged": 1}, {"unchanged": 1})
        assert len(again.rows) == 2
        assert (site.tree(), len(server.calls)) == (tree, calls)


def test_a_dry_run_before_there_is_a_translation(tmp_path: Path) -> None:
    """What is not translated yet is planned with its translation and its episode; minutes come from the source."""
    with Server() as server, speaking() as (speech, _):
        site = Site(tmp_path, server.base_url)
        site.add("a.md", "河水一夜之间涨了两米，镇上没有人料到。" * 20)
        report = site.run(order={"narrate": True, "dry_run": True}, **FLAGS, **hosted(speech))
        assert [(row.status, row.target) for row in report.rows] == [
            ("planned", "a.en.md"),
            ("planned", "static/podcast/a.en.mp3"),
        ]
        assert "about 1." in report.rows[1].note, report.rows[1].note
        assert "$0.0" in report.rows[1].note
        assert server.calls == []
    assert set(site.tree()) == {"a.md"}


def test_an_edit_after_the_episode(tmp_path: Path) -> None:
    """The source is edited after its translation was narrated: the translation follows and keeps its `podcast:`
    block, and the next episode has the same guid."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", "第一段说了一件事，讲的是河水。\n\n第二段说了另一件事。\n")
        site.run(order={"narrate": True}, **FLAGS)
        block = read((tmp_path / "a.en.md").read_bytes()).values["podcast"]
        path.write_text(path.read_text().replace("讲的是河水", "讲的是海水"))
        report = site.run(order={"narrate": True}, **FLAGS)
        assert [row.status for row in report.rows] == ["translated", "narrated"]
        assert read((tmp_path / "a.en.md").read_bytes()).values["podcast"]["guid"] == block["guid"]


# --- scripts by a model ----------------------------------------------------------------------------------


def _rewritten(body: Mapping[str, Any]) -> str:
    """Every line as it was, shorter by nothing."""
    request = json.loads(body["messages"][-1]["content"])
    lines = [{"id": line["id"], "text": line["text"]} for line in request.get("lines", ())]
    return json.dumps({"lines": lines})


def _discussed(body: Mapping[str, Any]) -> str:
    """A question of the second host before each line of the article."""
    request = json.loads(body["messages"][-1]["content"])
    turns = []
    for line in request["article"]:
        turns.append({"speaker": 1, "text": "What happened then?", "from": [line["id"]]})
        turns.append({"speaker": 0, "text": line["text"], "from": [line["id"]]})
    return json.dumps({"lines": turns})


@pytest.mark.parametrize(
    ("flags", "answer"),
    [({"podcast__script": "model"}, _rewritten), ({"podcast__mode": "dialogue"}, _discussed)],
    ids=["narration", "dialogue"],
)
def test_a_script_is_paid_once(flags: dict[str, Any], answer: Any, tmp_path: Path) -> None:
    """A script by a model costs its calls once: not again when only the sound is made anew, or nothing is new."""
    with Server(answer=answer) as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY, **ENGLISH)
        row = only(narrate(site, path, **flags))
        assert row.status == "narrated", row.note
        calls = len(server.calls)
        assert calls == row.spent.calls
        assert calls
        assert only(narrate(site, path, **flags)).status == "unchanged"
        assert only(narrate(site, path, podcast__bitrate=64, **flags)).status == "narrated"
        assert len(server.calls) == calls
    vtt = (tmp_path / "static/podcast/a.vtt").read_text()
    assert ("<v Guest>What happened then?" in vtt) == (answer is _discussed)


def test_an_unfaithful_script_is_held_back(tmp_path: Path) -> None:
    """A reply that says what the article does not is asked for once more and then held back, by its section;
    nothing is spoken or written."""

    def invents(body: Mapping[str, Any]) -> str:
        return _rewritten(body).replace("two metres", "97 metres")

    with Server(answer=invents) as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY, **ENGLISH)
        before = site.tree()
        report = narrate(site, path, podcast__script="model")
        assert (report.exit_code, only(report).status) == (1, "failed")
        assert "97" in only(report).note
        assert "opening section" in only(report).note
        assert (site.tree(), clips(site)) == (before, set())
        assert len(server.calls) == 3  # a section twice, the other once


# --- without the room ------------------------------------------------------------------------------------


def test_translation_without_the_podcast_room(tmp_path: Path) -> None:
    """With jobs/podcast and jobs/narrate.py deleted, `yibo translate` and `yibo run` work as before."""
    shutil.copytree(ROOT / "jobs", tmp_path / "lib" / "jobs", ignore=shutil.ignore_patterns("podcast", "__pycache__"))
    shutil.copytree(ROOT / "prompts", tmp_path / "lib" / "prompts")
    (tmp_path / "lib" / "jobs" / "narrate.py").unlink()
    with Server() as server:
        site = Site(tmp_path / "site")
        site.add("a.md", "第一段说了一件事。\n")
        site.add("b.md", "第二段说了另一件事。\n")
        env = environment(OPENAI_API_KEY="k", OPENAI_BASE_URL=server.base_url, PYTHONPATH=str(tmp_path / "lib"))
        for command in (["translate", "a.md"], ["run", "."], ["status", "."]):
            code = "import jobs, sys; print(jobs.__file__); from jobs.cli import main; main()"
            found = subprocess.run(
                [sys.executable, "-c", code, *command],
                cwd=site.root,
                env=env,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert found.returncode == 0, found.stderr
            assert str(tmp_path) in found.stdout
    assert (site.root / "a.en.md").is_file()
    assert (site.root / "b.en.md").is_file()


def test_the_voice_of_the_command_line(tmp_path: Path) -> None:
    """`--voice` is the voice: an unknown one is named once, by doctor too, and nothing is made."""
    site = Site(tmp_path)
    path = site.add("a.en.md", BODY, **ENGLISH)
    said = yibo("narrate", path, "--voice", "nosuch", cwd=tmp_path)
    assert said.returncode != 0
    assert said.stderr.count("no voice 'nosuch'") == 1
    assert "yibo doctor --voices" in said.stderr
    assert not [*tmp_path.rglob("*.mp3")]
    looked = yibo("doctor", "--offline", cwd=tmp_path, YIBO_SPEECH_VOICE="nosuch")
    assert "no voice 'nosuch'" in looked.stdout


@pytest.mark.parametrize("layout", ["suffix", "tree"])
def test_transcripts_have_both_languages(layout: str, tmp_path: Path) -> None:
    """A translation's transcript shows the source text too, beside it or in the other language's tree."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        site.add("content/zh/a.md", "第一段话说得很清楚。\n")
        site.run(translation__layout=layout)
        target = tmp_path / ("content/zh/a.en.md" if layout == "suffix" else "content/en/a.md")
        assert only(narrate(site, target, translation__layout=layout)).status == "narrated"
    (captions,) = (tmp_path / "static/podcast").rglob("*.vtt")
    assert "第一段话说得很清楚" in captions.read_text()
