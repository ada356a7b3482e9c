"""Batches: the same translations at half price, one run to send and one to collect, nothing sent twice."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.memory.requests import Wanted
from jobs.memory.store import Memory
from jobs.model.batch_lines import cut, line, read_line
from jobs.report import Report
from tests.batch_server import Batching
from tests.command import started, yibo
from tests.server import Response, Server, english_words
from tests.site import Site, rows

BATCH = {"batch": True}
WAIT = {"batch": True, "wait": True}
ONLY = {"batch": True, "batch_only": True, "wait": True}
SHARED = "这一句话在每篇文章里都有，一字不差。"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")


def fill(site: Site, count: int = 4) -> None:
    """Articles of about three requests each, which share a sentence."""
    for number in range(count):
        parts = [f"第{number}篇的第{part}段说了{number + part + 20}件值得记下来的事情。" for part in range(12)]
        site.add(f"{number}.md", "\n\n".join([*parts, SHARED]) + "\n", title=f"文章之{number}")


def run(site: Site, order: dict[str, Any] | None = None, **flags: Any) -> Report:
    """A run in small requests."""
    return site.run(order=order or BATCH, translation__request_chars=120, **flags)


def live(tmp_path: Path) -> dict[str, bytes]:
    """What the live path makes of the same articles."""
    with Server() as server:
        site = Site(tmp_path / "live", server.base_url)
        fill(site)
        assert run(site, {"batch": False}).exit_code == 0
        return site.tree()


def left(site: Site) -> tuple[int, int]:
    """(requests, batches) that the memory still holds."""
    with Memory.open(site.root / ".yibo" / "memory.db") as memory:
        found = memory._rows("SELECT count(*) FROM request"), memory.parcels()
        return found[0][0][0], len(found[1])


def test_one_run_sends_and_the_next_collects(tmp_path: Path) -> None:
    """The files are the live path's, byte for byte; nothing is asked live, and nothing is left in the memory."""
    expected = live(tmp_path)
    with Server() as server:
        desk = Batching(server)
        site = Site(tmp_path / "site", server.base_url)
        fill(site)
        before = site.tree()
        first = run(site)
        assert (first.counts, first.exit_code, site.tree()) == ({"waiting": 4}, 0, before)
        assert len(desk.batches) == 1
        second = run(site)
        assert (second.counts, site.tree()) == ({"translated": 4}, expected)
        assert (server.calls, left(site)) == ([], (0, 0))
        assert second.spent.calls == len(desk.lines) == len(set(desk.lines))
        server.requests.clear()
        assert run(site).counts == {"unchanged": 4}
        assert server.requests == []


def test_it_costs_half(tmp_path: Path) -> None:
    """Usage is booked once, at half the list price, for the run and for the month; `--dry-run` says so before."""
    with Server() as server:
        Batching(server)
        site = Site(tmp_path, server.base_url)
        fill(site)
        dear, cheap = (run(site, {"dry_run": True, **order}).spent.cost or 0 for order in ({}, BATCH))
        assert cheap == pytest.approx(dear / 2)
        run(site)
        spent = run(site).spent
        full = ((spent.tokens_in - spent.tokens_cached) * 2 + spent.tokens_cached * 0.1 + spent.tokens_out * 10) / 1e6
        assert spent.cost == pytest.approx(full / 2)
        with Memory.open(tmp_path / ".yibo" / "memory.db") as memory:
            months = memory._rows("SELECT cost, calls FROM spending")
        assert months == [(pytest.approx(spent.cost), spent.calls)]


def test_waiting_is_no_failure(tmp_path: Path) -> None:
    """While the batch is under way a run changes nothing, sends nothing and ends with 0."""
    with Server() as server:
        desk = Batching(server, looks=2)
        site = Site(tmp_path, server.base_url)
        fill(site)
        for _ in range(3):
            assert run(site).counts == {"waiting": 4}
        assert (len(desk.batches), server.calls) == (1, [])
        assert run(site).counts == {"translated": 4}


def test_wait_stays_until_it_is_done(tmp_path: Path) -> None:
    """`--wait` looks again until the batch is over, and goes through the articles then."""
    with Server() as server:
        desk = Batching(server, looks=5)
        site = Site(tmp_path, server.base_url)
        fill(site)
        report = run(site, WAIT)
        assert report.counts == {"translated": 4}
        assert (report.spent.calls, server.calls) == (len(desk.lines), [])


@pytest.mark.parametrize("fate", ["expired", "partial"])
def test_what_a_batch_left_open_is_asked_live(tmp_path: Path, fate: str) -> None:
    """What expired is asked live, only that, and the files are right."""
    expected = live(tmp_path)
    with Server() as server:
        desk = Batching(server, fates=[fate])
        site = Site(tmp_path / "site", server.base_url)
        fill(site)
        assert run(site, WAIT).counts == {"translated": 4}
        assert site.tree() == expected
        assert len(server.calls) == len(desk.lines) // (2 if fate == "partial" else 1)
        assert len(desk.batches) == 1


@pytest.mark.parametrize("fate", ["failed", "cancelled"])
def test_a_batch_that_was_never_worked_on_is_sent_once_more(tmp_path: Path, fate: str) -> None:
    """A refused or cancelled batch cost nothing: it is sent again, at half price, and no more than twice."""
    with Server() as server:
        desk = Batching(server, fates=[fate])
        site = Site(tmp_path / "a", server.base_url)
        fill(site)
        assert run(site, WAIT).counts == {"translated": 4}
        assert (len(desk.batches), server.calls) == (2, [])
    with Server() as server:
        desk = Batching(server, fates=[fate] * 9)
        site = Site(tmp_path / "b", server.base_url)
        fill(site)
        report = run(site, WAIT)
        assert (report.counts, report.exit_code) == ({"failed": 4}, 1)
        assert (len(desk.batches), server.calls) == (2, [])
        assert "2 batches" in report.rows[0].note
        desk.fates = ()
        assert run(site, WAIT).counts == {"translated": 4}


def test_error_lines(tmp_path: Path) -> None:
    """A line in the error file is asked live; with `--batch-only` it goes with the next batch."""
    for name, order in (("a", WAIT), ("b", ONLY)):
        with Server() as server:
            desk = Batching(server, bad=frozenset({0, 5}))
            site = Site(tmp_path / name, server.base_url)
            fill(site)
            assert run(site, order).counts == {"translated": 4}
            assert len(server.calls) == (2 if order is WAIT else 0)
            assert len(desk.batches) == (1 if order is WAIT else 2)
            assert len(desk.twice) == (0 if order is WAIT else 2)


@pytest.mark.parametrize(
    "fault", ["truncated", "missing", "chinese_left", "broken_json", "empty", "refusal", "server_error"]
)
@pytest.mark.parametrize("order", [WAIT, ONLY])
def test_bad_replies_are_mended(tmp_path: Path, fault: str, order: dict[str, Any]) -> None:
    """A reply that is cut or rejected costs what is missing, live or in the next batch, within the bound."""
    with Server(faults_by_share={fault: 0.3}, seed=2) as server:
        desk = Batching(server)
        site = Site(tmp_path, server.base_url)
        fill(site, 6)
        clean = run(site, {"dry_run": True}).spent.calls
        report = run(site, order)
        assert report.counts.get("translated", 0) >= 4
        assert len(desk.lines) + len(server.calls) <= 3 * clean
        assert order is WAIT or server.calls == []


def test_a_repair_in_a_batch_carries_its_reasons(tmp_path: Path) -> None:
    """With `--batch-only` a rejected text goes with the next batch, with the reasons, and the new answer counts."""
    with Server(faults=["chinese_left"]) as server:
        desk = Batching(server)
        site = Site(tmp_path, server.base_url)
        fill(site, 1)
        assert run(site, ONLY).counts == {"translated": 1}
        (repair,) = desk.files[desk.batches["batch_1"]["input_file_id"]].splitlines()
        asked = json.loads(json.loads(repair)["body"]["messages"][1]["content"])
        assert all(segment["reasons"] and segment["previous"] for segment in asked["segments"])


def test_reply_and_cost_are_stored_together(tmp_path: Path) -> None:
    """What is written at once is there as a whole or not at all."""
    with Memory.open(tmp_path / "memory.db") as memory:

        def write(divisor: int) -> None:
            with memory.at_once():
                memory.set_fact("reply", 1)
                memory.add_spending("2026-11", 1.0, 1, 1 // divisor)

        with pytest.raises(ZeroDivisionError):
            write(0)
        assert (memory.get_fact("reply"), memory.spending("2026-11").calls) == (None, 0)
        write(1)
        assert (memory.get_fact("reply"), memory.spending("2026-11").calls) == (1, 1)


@pytest.mark.parametrize("bound", [{"endpoint__batch_lines": 5}, {"endpoint__batch_bytes": 20_000}])
def test_many_batches(bound: dict[str, Any], tmp_path: Path) -> None:
    """Over the bound of lines or of bytes there are several batches; each request is in one of them."""
    with Server() as server:
        desk = Batching(server, looks=1)
        site = Site(tmp_path, server.base_url)
        fill(site)
        run(site, **bound)
        assert len(desk.batches) > 1
        sent = [desk.files[batch["input_file_id"]] for batch in desk.batches.values()]
        assert all(data.count(b"\n") <= bound.get("endpoint__batch_lines", 99) for data in sent)
        assert all(len(data) <= bound.get("endpoint__batch_bytes", len(data)) for data in sent)
        assert run(site).counts == {"waiting": 4}
        assert run(site).counts == {"translated": 4}
        assert desk.twice == []


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 50))), st.integers(1, 6), st.integers(50, 120))
def test_cutting_loses_nothing(sizes: list[tuple[str, int]], lines: int, size: int) -> None:
    """Law: the batches together are the requests in order; each keeps to the bounds and to one model."""
    requests = [Wanted(str(number), model, length, 1) for number, (model, length) in enumerate(sizes)]
    batches = list(cut(requests, lines, size))
    assert [request for batch in batches for request in batch] == requests
    for batch in batches:
        assert len(batch) <= lines
        assert sum(request.size for request in batch) <= size
        assert len({request.model for request in batch}) == 1


def test_lines_are_read_whatever_they_are() -> None:
    """What is no line is passed over; whatever has no reply says why."""
    assert read_line("") is None
    assert read_line("[]") is None
    assert read_line('{"custom_id": 1}') is not None
    for odd in ({}, {"response": None}, {"response": {"status_code": 200, "body": []}}, {"error": "gone"}):
        told = read_line(json.dumps({"custom_id": "a", **odd}))
        assert told is not None
        assert told.note
    assert json.loads(line("a", {"model": "m"}))["custom_id"] == "a"


# --- limits ------------------------------------------------------------------------------------------------


def test_a_budget_is_kept_before_anything_is_sent(tmp_path: Path) -> None:
    """What could pass `--max-cost` or `--max-calls` is not sent; what is within goes; exit 4; later the rest."""
    with Server() as server:
        desk = Batching(server)
        site = Site(tmp_path, server.base_url)
        fill(site)
        report = run(site, spending__max_cost=0.000001)
        assert (report.exit_code, report.counts, desk.lines) == (4, {"waiting": 4}, [])
        report = run(site, spending__max_calls=5)
        assert (report.exit_code, len(desk.lines)) == (4, 5)
        run(site)
        assert run(site, WAIT).counts in ({"translated": 4}, {"translated": 3, "unchanged": 1})
        assert desk.twice == []


def test_an_unknown_price_and_a_limit(tmp_path: Path) -> None:
    """A limit in USD without a price is refused before anything is sent."""
    with Server() as server:
        Batching(server)
        site = Site(tmp_path, server.base_url)
        fill(site)
        assert run(site, model="nobody-knows", spending__max_cost=1.0).exit_code == 2
        assert server.requests == []


# --- what happens meanwhile --------------------------------------------------------------------------------


def test_an_article_edited_meanwhile(tmp_path: Path) -> None:
    """An edit while the batch is under way costs its paragraph, not the article."""
    with Server() as server:
        desk = Batching(server)
        site = Site(tmp_path, server.base_url)
        fill(site, 1)
        run(site)
        sent = len(desk.lines)
        path = site.root / "0.md"
        path.write_text(path.read_text().replace("第0篇的第3段", "新添的一段话放在这里。\n\n第0篇的第3段"))
        assert run(site, WAIT).counts == {"translated": 1}
        assert len(desk.lines) == sent
        assert [text for call in server.calls for text in call.texts] == ["新添的一段话放在这里。"]


def test_an_article_translated_live_meanwhile(tmp_path: Path) -> None:
    """What comes back for an article that is done already is booked and forgotten."""
    with Server() as server:
        Batching(server)
        site = Site(tmp_path, server.base_url)
        fill(site, 2)
        run(site)
        assert run(site, {"batch": False}).counts == {"translated": 2}
        assert run(site).counts == {"unchanged": 2}
        assert left(site) == (0, 0)


def test_new_articles_join_while_others_wait(tmp_path: Path) -> None:
    """An article that is new while a batch is under way goes with a batch of its own."""
    with Server() as server:
        desk = Batching(server, looks=1)
        site = Site(tmp_path, server.base_url)
        fill(site, 2)
        run(site)
        site.add("new.md", "后来才写的一篇文章，只有一句话。\n")
        assert run(site).counts == {"waiting": 3}
        assert len(desk.batches) == 2
        assert desk.twice == []
        assert run(site, WAIT).counts == {"translated": 3}


def test_the_form_that_an_endpoint_refuses(tmp_path: Path) -> None:
    """Lines refused for their `response_format` go again without it, in a batch, and it is remembered."""
    with Server() as server:
        desk = Batching(server, refuses="response_format")
        site = Site(tmp_path, server.base_url)
        fill(site, 1)
        assert run(site, WAIT).counts == {"translated": 1}
        assert (server.calls, len(desk.batches)) == ([], 3)
        last = desk.files[desk.batches["batch_2"]["input_file_id"]]
        assert "response_format" not in json.loads(last.splitlines()[0])["body"]
        site.add("new.md", "后来才写的一篇文章，只有一句话。\n")
        assert run(site, WAIT).counts == {"translated": 1, "unchanged": 1}
        assert len(desk.batches) == 4


def test_another_endpoint_leaves_the_batch_alone(tmp_path: Path) -> None:
    """A batch is collected where it was sent."""
    with Server() as server, Server() as other:
        Batching(server)
        Batching(other)
        site = Site(tmp_path, server.base_url)
        fill(site, 1)
        run(site)
        assert run(Site(tmp_path, other.base_url)).counts == {"waiting": 1}
        assert run(site).counts == {"translated": 1}


def test_an_endpoint_without_batches(tmp_path: Path) -> None:
    """Without a Batch API the run says so; nothing is lost."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        fill(site, 1)
        report = run(site)
        assert report.exit_code == 2
        assert "no Batch API" in str(report.stopped)


# --- failures between the steps ----------------------------------------------------------------------------


@pytest.mark.parametrize("event", ["upload", "create", "after create", "list", "look", "download", "after upload"])
@pytest.mark.parametrize("response", [Response(500, {"error": {"message": "no"}}), Response(drop=True)])
def test_a_server_that_fails_at_a_step(tmp_path: Path, event: str, response: Response) -> None:
    """A 500 or a lost connection at any step, before or after it took effect: one batch, and all articles."""
    with Server() as server:
        desk = Batching(server, troubles=[(event, response)])
        site = Site(tmp_path, server.base_url)
        fill(site)
        assert run(site, WAIT).counts == {"translated": 4}
        assert (len(desk.batches), desk.twice, server.calls) == (1, [], [])


@pytest.mark.parametrize(
    "moment",
    [f"{when} {what}" for what in ("upload", "create", "look", "download") for when in ("before", "after")],
)
def test_killed_between_two_steps(tmp_path: Path, moment: str) -> None:
    """SIGKILL at any step: the next runs end with the files of an undisturbed one, and nothing was sent twice."""
    expected = live(tmp_path)
    victims: list[subprocess.Popen[str]] = []

    def strike(event: str) -> bool:
        if event != moment or not victims:
            return False
        victim = victims.pop()
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        return True

    with Server() as server:
        desk = Batching(server, hook=strike)
        site = Site(tmp_path / "site", server.base_url)
        fill(site)
        settings = {"YIBO_TRANSLATION_REQUEST_CHARS": "120", "YIBO_ENDPOINT_MAX_WAIT": "0.05"}
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.base_url, **settings}
        with started("run", ".", "--batch", "--wait", cwd=site.root, **env) as victim:
            victims.append(victim)
            assert victim.wait(60) == -signal.SIGKILL
        assert run(site, WAIT).counts == {"translated": 4}
        assert site.tree() == expected
        assert (len(desk.batches), desk.twice, server.calls) == (1, [], [])
        assert left(site) == (0, 0)
        with Memory.open(site.root / ".yibo" / "memory.db") as memory:
            assert memory._rows("SELECT calls FROM spending") == [(len(desk.lines),)]


def test_the_words_on_the_screen(tmp_path: Path) -> None:
    """The command says what was submitted and what to do next; then what was collected."""
    with Server() as server:
        Batching(server)
        site = Site(tmp_path, server.base_url)
        fill(site, 2)
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.base_url}
        first = yibo("run", ".", "--batch", cwd=site.root, **env)
        assert first.returncode == 0, first.stderr
        assert (
            "Submitted 2 requests in 1 batch (batch_0); run the same command again later, or use --wait."
            in first.stderr
        )
        second = yibo("run", ".", "--batch", cwd=site.root, **env)
        assert second.returncode == 0, second.stderr
        assert "Collected 2 of 2 replies from batch_0." in second.stderr


def test_a_damaged_memory_keeps_what_is_under_way(tmp_path: Path) -> None:
    """When the memory is moved aside and rebuilt, what is under way is still collected, and not sent again."""
    with Server() as server:
        desk = Batching(server)
        site = Site(tmp_path, server.base_url)
        fill(site)
        run(site)
        (tmp_path / ".yibo" / "memory.db.damaged").touch()
        assert run(site).counts == {"translated": 4}
        assert (len(desk.batches), server.calls) == (1, [])


@pytest.mark.parametrize("event", ["upload", "create"])
def test_a_batch_that_is_refused_outright(tmp_path: Path, event: str) -> None:
    """When the server refuses file or batch with a 400 the run says so, and no article waits for what never was."""
    with Server() as server:
        desk = Batching(server, troubles=[(event, Response(400, {"error": {"message": "too much at once"}}))])
        site = Site(tmp_path, server.base_url)
        fill(site)
        report = run(site, WAIT)
        assert report.exit_code == 1
        assert "too much at once" in str(report.stopped)
        assert left(site)[1] == 0
        assert run(site, WAIT).counts == {"translated": 4}
        assert len(desk.batches) == 1


def test_calls_are_bounded_with_the_lines_that_failed(tmp_path: Path) -> None:
    """Lines of batches are calls, too: when all of them fail and every live call does, law 5 still holds."""
    with Server(faults_by_share={"server_error": 1.0}) as server:
        desk = Batching(server)
        site = Site(tmp_path, server.base_url)
        fill(site)
        clean = run(site, {"dry_run": True}).spent.calls
        assert run(site, WAIT).counts == {"failed": 4}
        assert len(desk.lines) + len(server.calls) <= 3 * clean


@pytest.mark.parametrize(
    ("options", "said"), [(["--wait"], "--batch"), (["--batch", "--cassette", "night.yaml"], "--cassette")]
)
def test_options_that_do_not_go_together(options: list[str], said: str, tmp_path: Path) -> None:
    """`--wait` without a batch and a cassette with one are mistakes, and are said to be."""
    done = yibo("run", ".", *options, cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (2, True)


def test_replies_are_english() -> None:
    """The stand-in's words for the shared sentence are no Chinese, or these tests would show nothing."""
    assert english_words(SHARED).isascii()


def test_rows_name_what_they_wait_for(tmp_path: Path) -> None:
    """A waiting row says so."""
    with Server() as server:
        Batching(server)
        site = Site(tmp_path, server.base_url)
        fill(site, 1)
        assert "batch" in rows(run(site))["0.md"].note
