"""The second opinion: what is asked, what comes back, which text stays, and that it costs nothing unless wanted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.fidelity.review import Flaw, Reviewed, parse, request, weight
from jobs.report import Report
from tests.server import Server
from tests.site import Site

ENGLISH = {"一篇文章": "An article", "天气很好。": "The weather is fine.", "他没有回答。": "He did not answer."}
BODY = "天气很好。\n\n他没有回答。\n"
FLAW = {"category": "style", "severity": "major", "note": "“fine” is flat: say “lovely”."}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")


def reviewer(
    errors: Mapping[str, list[dict[str, str]]], said: list[Any] | None = None
) -> Callable[[Mapping[str, Any]], str]:
    """A reviewing model that finds `errors` by source text; `said` collects what it was sent."""

    def answer(body: Mapping[str, Any]) -> str:
        payload = json.loads(body["messages"][-1]["content"])
        if said is not None:
            said.append({"model": body["model"], **payload})
        found = [{"id": p["id"], "errors": errors.get(p["source"], [])} for p in payload["pairs"]]
        return json.dumps({"segments": found}, ensure_ascii=False)

    return answer


def translator(second: str) -> Callable[[str], str]:
    """Written translations; the weather gets `second` from the second time on."""
    replies = iter([ENGLISH["天气很好。"]])
    return lambda text: next(replies, second) if text == "天气很好。" else ENGLISH[text]


def run(tmp_path: Path, server: Server, **flags: Any) -> Report:
    """One article with a reviewing model."""
    site = Site(tmp_path, server.base_url)
    site.add("a.md", BODY)
    return site.run(review_model="critic", **flags)


def target(tmp_path: Path) -> str:
    """The written translation."""
    return (tmp_path / "a.en.md").read_text(encoding="utf-8")


def reviews(report: Report) -> list[tuple[str, str]]:
    """(severity, message) of the review's findings."""
    return [(f["severity"], f["message"]) for f in report.rows[0].findings if f["check"] == "review"]


def test_the_worst_go_back_once_with_the_reviewers_notes(tmp_path: Path) -> None:
    """A segment of weight 5 is asked for again with the notes as reasons, and the new text is written."""
    said: list[Any] = []
    with Server(translator("The weather is lovely."), answer=reviewer({"天气很好。": [FLAW]}, said)) as server:
        report = run(tmp_path, server)
    assert report.counts == {"translated": 1}
    assert "The weather is lovely." in target(tmp_path)
    (asked,) = server.calls[-1].payload["segments"]
    assert asked["previous"] == "The weather is fine."
    assert asked["reasons"] == ["style (major): “fine” is flat: say “lovely”."]
    assert [(review["model"], len(review["pairs"])) for review in said] == [("critic", 3)]
    assert {"id": "b2", "source": "他没有回答。", "target": "He did not answer."} in said[0]["pairs"]
    assert [severity for severity, _ in reviews(report)] == ["info"]
    assert "mended after review" in reviews(report)[0][1]
    assert len(server.calls) == 3


@pytest.mark.parametrize("second", ["", "天气 is lovely.", "The weather is fine."])
def test_the_better_text_stays(tmp_path: Path, second: str) -> None:
    """A second text that a check rejects, or that is no other, does not take the first one's place."""
    with Server(translator(second), answer=reviewer({"天气很好。": [FLAW]})) as server:
        report = run(tmp_path, server)
        assert report.counts == {"translated": 1}
        assert "The weather is fine." in target(tmp_path)
        assert [severity for severity, _ in reviews(report)] == ["warning"]
        (tmp_path / "a.en.md").unlink()
        server.clear()
        assert Site(tmp_path, server.base_url).run(review_model="critic").counts == {"translated": 1}
        assert "The weather is fine." in target(tmp_path)
        assert server.calls == []


def test_small_errors_are_only_listed(tmp_path: Path) -> None:
    """Below weight 5 nothing is sent back."""
    minor = {**FLAW, "severity": "minor"}
    with Server(ENGLISH.__getitem__, answer=reviewer({"天气很好。": [minor] * 4})) as server:
        report = run(tmp_path, server)
    assert [severity for severity, _ in reviews(report)] == ["info"]
    assert len(server.calls) == 2


def test_without_the_setting_nobody_is_asked(tmp_path: Path) -> None:
    """No review model, no call and no finding."""
    with Server(ENGLISH.__getitem__, answer=reviewer({"天气很好。": [FLAW]})) as server:
        site = Site(tmp_path, server.base_url)
        site.add("a.md", BODY)
        report = site.run()
    assert len(server.calls) == 1
    assert report.rows[0].findings == ()


def test_what_is_not_verified_is_not_reviewed(tmp_path: Path) -> None:
    """An article that is held back costs no review."""
    with Server(lambda text: "天气" if text == "天气很好。" else ENGLISH[text], answer=reviewer({})) as server:
        assert run(tmp_path, server).counts == {"held": 1}
    assert {call.model for call in server.calls} == {"gpt-6.1-sol"}


@pytest.mark.parametrize("reply", ["", "Looks good to me!", '{"segments": 3}', '{"segments": [{"id": "b1"', "[" * 5000])
def test_a_review_that_cannot_be_read_harms_nothing(tmp_path: Path, reply: str) -> None:
    """Whatever the reviewer says, the article is written."""
    with Server(ENGLISH.__getitem__, answer=lambda body: reply) as server:
        report = run(tmp_path, server)
    assert report.counts == {"translated": 1}
    assert not [severity for severity, _ in reviews(report) if severity != "info"]


def test_reviews_count_as_calls(tmp_path: Path) -> None:
    """The bound of three times the clean run's calls holds with a reviewer that rejects everything."""
    everything = {source: [{**FLAW, "severity": "critical"}] for source in ENGLISH}
    with Server(ENGLISH.__getitem__, answer=reviewer(everything)) as server:
        report = run(tmp_path / "a", server)
        assert report.rows[0].spent.calls == len(server.calls) == 3
        server.clear()
        site = Site(tmp_path / "b", server.base_url)
        site.add("a.md", BODY)
        assert site.run(review_model="critic", spending__max_calls=1).exit_code == 4
        assert len(server.calls) == 1


def test_reviews_are_part_of_the_plan(tmp_path: Path) -> None:
    """An article that needed a repair can still be reviewed and mended: the planned calls include the review."""
    weather = iter(["天气 is fine.", "The weather is fine.", "The weather is lovely."])
    with Server(
        lambda text: ENGLISH[text] if text != "天气很好。" else next(weather), answer=reviewer({"天气很好。": [FLAW]})
    ) as server:
        assert run(tmp_path, server).counts == {"translated": 1}
    assert len(server.calls) == 4
    assert "The weather is lovely." in target(tmp_path)


def test_a_project_makes_reviews_errors_or_silences_them(tmp_path: Path) -> None:
    """As an error a grave review holds the article back; off, its findings are not listed."""
    with Server(ENGLISH.__getitem__, answer=reviewer({"天气很好。": [FLAW]})) as server:
        assert run(tmp_path / "a", server, checks={"review": "error"}).counts == {"held": 1}
        report = run(tmp_path / "b", server, checks={"review": "off"})
    assert report.counts == {"translated": 1}
    assert reviews(report) == []


def test_a_rehearsal_prices_the_review(tmp_path: Path) -> None:
    """`--dry-run` counts one more call a request."""
    site = Site(tmp_path)
    site.add("a.md", BODY)
    plain = site.run(order={"dry_run": True}).rows[0].spent
    both = site.run(order={"dry_run": True}, review_model="gpt-6.1-sol").rows[0].spent
    assert (plain.calls, both.calls) == (1, 2)
    assert both.tokens_in > plain.tokens_in


def test_a_message_leaves_empty_parts_out() -> None:
    """Only what is there is sent: kinds of other than paragraphs, a title, terms."""
    bare = json.loads(request([Reviewed("b1", "paragraph", "好", "Good")]))
    assert bare == {"pairs": [{"id": "b1", "source": "好", "target": "Good"}]}
    full = json.loads(request([Reviewed("b1", "heading", "好", "Good")], title="题", glossary={"好": "good"}))
    assert (full["title"], full["glossary"], full["pairs"][0]["kind"]) == ("题", {"好": "good"}, "heading")


def test_a_review_is_read_through_what_stands_around_it() -> None:
    """Fences, thoughts and wrong shapes are passed over; severities weigh 25, 5 and 1."""
    errors = [
        {"category": "Omission", "severity": "Critical", "note": " the  date "},
        {"category": "style", "severity": "awful", "note": "no such severity"},
        {"category": "style", "severity": "minor", "note": 3},
        "no object",
        {"severity": "minor", "note": "comma"},
    ]
    said = f"{{x}} ```json\n{json.dumps({'segments': [{'id': 'b1', 'errors': errors}, {'id': 'b2'}, 7]})}\n``` done"
    graded = parse(said)
    assert graded == {"b1": (Flaw("omission", "critical", "the date"), Flaw("error", "minor", "comma"))}
    assert weight(graded["b1"]) == 26


@settings(max_examples=60)
@given(st.text(alphabet='{}[]",:segmntidro1 \\', max_size=60))
def test_no_reply_makes_the_reader_fail(text: str) -> None:
    """Any text is a review or none."""
    found = parse(text)
    assert found is None or isinstance(found, dict)
