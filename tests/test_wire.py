"""The wire format: what is asked, and what a reply is worth."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jobs.model.wire import SCHEMA, Item, parse, request

ITEMS = [
    Item("f.title", "title", "题目"),
    Item("b1", "paragraph", "一段**话**。"),
    Item("b2", "heading", "小标题"),
]
GOOD = {"f.title": "A Title", "b1": 'A **para**graph with "quotes" and {braces}.', "b2": "Head"}
WANTED = list(GOOD)


def reply(texts: dict[str, str] | None = None) -> str:
    """A reply as it should be."""
    pairs = (GOOD if texts is None else texts).items()
    return json.dumps({"segments": [{"id": i, "text": t} for i, t in pairs]}, ensure_ascii=False)


def test_request_is_one_compact_object_without_empty_parts() -> None:
    """Only what says something is sent: no spaces, no escapes, no `kind` for a paragraph, no empty key."""
    assert request([ITEMS[1]]) == '{"segments":[{"id":"b1","text":"一段**话**。"}]}'


def test_request_carries_context_and_second_tries() -> None:
    """Title, context and glossary come first; reasons and the rejected text stay with their segment."""
    message = json.loads(
        request(
            ITEMS,
            title="题目",
            context="前文",
            glossary={"港": "port"},
            previous={"b1": "A para."},
            reasons={"b1": ["bold lost"]},
        )
    )
    assert list(message) == ["title", "context", "glossary", "segments"]
    assert message["segments"][0] == {"id": "f.title", "kind": "title", "text": "题目"}
    assert message["segments"][1]["previous"] == "A para."
    assert message["segments"][1]["reasons"] == ["bold lost"]
    assert "previous" not in message["segments"][2]


def test_schema_is_strict_everywhere() -> None:
    """Strict mode wants every property required and no others, at every level."""

    def judge(node: object) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object":
                assert node["additionalProperties"] is False
                assert sorted(node["required"]) == sorted(node["properties"])
            for inner in node.values():
                judge(inner)

    assert SCHEMA["strict"] is True
    judge(SCHEMA["schema"])


@pytest.mark.parametrize(
    "text",
    [
        reply(),
        "```json\n" + reply() + "\n```",
        "Sure! Here is [the] translation:\n\n" + reply() + "\n\nLet me know {if} it helps.",
        "<think>maybe " + reply({"b1": "a draft"}) + "</think>\n" + reply(),
        "first I thought about it</think>" + reply(),
        "\ufeff  " + reply(),
        json.dumps([{"id": i, "text": t} for i, t in GOOD.items()]),
        json.dumps(GOOD),
        json.dumps({"segments": GOOD}),
        json.dumps({"result": {"segments": [{"id": f" {i} ", "text": t} for i, t in GOOD.items()]}}),
        "\n".join(json.dumps({"id": i, "text": t}) for i, t in GOOD.items()),
        reply() + reply(),
        json.dumps({"segments": [{"id": i, "text": t, "note": "n"} for i, t in GOOD.items()]}, indent=2),
    ],
)
def test_every_readable_shape_gives_the_same_texts(text: str) -> None:
    """Whatever a model wraps around its answer, the texts are the ones it gave."""
    parsed = parse(text, WANTED)
    assert parsed.texts == GOOD
    assert parsed.missing == ()


def test_a_good_reply_has_no_problem() -> None:
    """A reply as asked for is reported as such."""
    parsed = parse(reply(), WANTED)
    assert (parsed.missing, parsed.problem) == ((), "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("<think>hm " + reply(), "empty"),
        ("I'm sorry, I can't help with that.", "no JSON"),
        ("{" * 200_000, "no JSON"),
        ('[{"a":' * 50_000, "no JSON"),
        (reply()[:-30], "cut short"),
        ('{"segments": []}', "lacks 3"),
        ("null", "no JSON"),
    ],
)
def test_a_bad_reply_says_why(text: str, problem: str) -> None:
    """No reply is worth an exception; each says in words what is wrong."""
    parsed = parse(text, WANTED)
    assert problem in parsed.problem
    assert parsed.missing


def test_missing_invented_and_duplicated_are_told_apart() -> None:
    """Ids nobody asked for are set aside; the same text twice is one text; two texts are none."""
    segments = [
        {"id": "b1", "text": "one"},
        {"id": "b1", "text": "other"},
        {"id": "f.title", "text": "T"},
        {"id": "f.title", "text": "T"},
        {"id": "b9", "text": "invented"},
    ]
    parsed = parse(json.dumps({"segments": segments}), WANTED)
    assert parsed.texts == {"f.title": "T"}
    assert parsed.missing == ("b1", "b2")


@pytest.mark.parametrize("text", [None, 7, ["a"], {"en": "a"}, "nul \x00", "half \ud83d"])
def test_what_is_no_writable_text_is_missing(text: object) -> None:
    """A text must be a string that can be written to a file."""
    parsed = parse(json.dumps({"segments": [{"id": "b1", "text": text}]}), ["b1"])
    assert parsed.missing == ("b1",)


def test_one_object_that_contradicts_itself_is_missing() -> None:
    """`text` twice in one object is two texts."""
    assert parse('{"segments":[{"id":"b1","text":"a","text":"b"}]}', ["b1"]).missing == ("b1",)
    assert parse('{"segments":[{"id":"b1","text":"a","text":"a"}]}', ["b1"]).texts == {"b1": "a"}


def test_numbers_as_ids_are_understood() -> None:
    """An id that came back as a number is the id."""
    assert parse('{"segments":[{"id": 12, "text": "a"}, {"id": 7.0, "text": "b"}]}', ["12", "7"]).texts == {
        "12": "a",
        "7": "b",
    }


def test_raw_line_breaks_in_a_text_do_no_harm() -> None:
    """A line break that should have been escaped is a line break."""
    assert parse('{"segments":[{"id":"b1","text":"a\nb"}]}', ["b1"]).texts == {"b1": "a\nb"}


def test_stray_quotes_lose_their_segment_and_no_other() -> None:
    """A quote that was not escaped never yields half a text."""
    broken = '{"id":"b1","text":"use "}" here"},{"id":"b2","text":"say "hi" now"}'
    parsed = parse('{"segments":[' + broken + ',{"id":"b3","text":"c"}]}', ["b1", "b2", "b3"])
    assert parsed.texts == {"b3": "c"}
    assert parsed.missing == ("b1", "b2")


_TEXTS = st.dictionaries(
    st.from_regex(r"[bf][0-9a-z.]{1,3}", fullmatch=True),
    st.text(alphabet=st.sampled_from('中文ab "\\{}[]:,\n`<>/think⟦1⟧😀'), max_size=20),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(_TEXTS, st.booleans(), st.sampled_from([None, 1]))
@example({"b1": '{"id":"b1","text":"x"}', "b2": "</think>"}, False, None)
def test_cut_anywhere_a_reply_gives_a_prefix_of_right_texts(
    texts: dict[str, str], escaped: bool, indent: int | None
) -> None:
    """At every point of truncation: the first texts, each whole, and nothing else."""
    good = json.dumps(
        {"segments": [{"id": i, "text": t} for i, t in texts.items()]}, ensure_ascii=escaped, indent=indent
    )
    assert parse(good, list(texts)).texts == texts
    for end in range(len(good)):
        found = parse(good[:end], list(texts))
        assert list(found.texts.items()) == list(texts.items())[: len(found.texts)]
        assert set(found.missing) == set(texts) - set(found.texts)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200) | st.from_regex(re.compile(r'[\[\]{}":,a-z0-9\\ ]{0,200}'), fullmatch=True))
def test_nothing_makes_it_raise(text: str) -> None:
    """Any string at all is a reply: every wanted id is either answered or missing."""
    parsed = parse(text, WANTED)
    assert set(parsed.texts) | set(parsed.missing) == set(WANTED)
    assert not set(parsed.texts) & set(parsed.missing)
