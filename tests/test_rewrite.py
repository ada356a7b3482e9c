"""A script rewritten by a model is traced, repaired once, or held back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.errors import AudioError
from jobs.podcast.exchange import entries, grouped
from jobs.podcast.lexicon import Lexicon, Pronunciation
from jobs.podcast.rewrite import by_model, dialogue
from jobs.podcast.script import by_rule
from jobs.podcast.values import Script
from jobs.prompt import load

BODY = """Acme grew 5% in 2024, said Jane Doe.

## Ships

It owns 58 ships. They sail on.

- one is red;
- one is blue.

```python
x = 1
```
"""
ARTICLE = f"Acme grows\n\n{BODY}"
LEXICON = Lexicon((Pronunciation("Acme", "ack-mee"),))
RULE = by_rule("Acme grows", BODY.encode(), "en", lexicon=LEXICON, disclosure=True)

Model = Callable[[dict[str, Any]], Any]


class Studio:
    """A model that answers each request by a function, and remembers what it was asked."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.asked: list[dict[str, Any]] = []

    async def ask(self, system: str, user: str) -> str:
        assert system == "prompt"
        request = json.loads(user)
        self.asked.append(request)
        reply = self.model(request)
        return reply if isinstance(reply, str) else json.dumps({"lines": reply})


def narrated(model: Model) -> tuple[Script, Studio]:
    studio = Studio(model)
    made = by_model(RULE, studio.ask, system="prompt", article=ARTICLE, lexicon=LEXICON)
    return asyncio.run(made), studio


def discussed(model: Model) -> tuple[Script, Studio]:
    studio = Studio(model)
    made = dialogue(RULE, studio.ask, system="prompt", article=ARTICLE, lexicon=LEXICON)
    return asyncio.run(made), studio


def same(request: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": line["id"], "text": line["text"]} for line in request["lines"]]


def talk(request: dict[str, Any]) -> list[dict[str, Any]]:
    """Every line of the article as a turn, the hosts taking turns."""
    return [
        {"speaker": at % 2, "text": line["text"], "from": [line["id"]]} for at, line in enumerate(request["article"])
    ]


def test_a_narration_keeps_its_frame() -> None:
    """Opening, headings, what is told and the closing stay; the rest is the model's, spoken by the lexicon."""
    made, studio = narrated(same)
    assert [line.kind for line in made.lines] == [
        "opening",
        "opening",
        "paragraph",
        "heading",
        "paragraph",
        "item",
        "item",
        "code",
        "closing",
    ]
    assert made.lines[2].text == "Acme grew 5% in 2024, said Jane Doe."
    assert made.lines[2].spoken == "ack-mee grew five percent in twenty twenty-four, said Jane Doe."
    assert made.lines[4].anchor == "ships"
    assert [request["section"] for request in studio.asked] == ["", "Ships"]


def test_an_empty_line_is_dropped() -> None:
    """A line that the model told elsewhere is not said twice."""
    made, _ = narrated(lambda request: [e | {"text": e["text"] * (e["text"] != "one is red;")} for e in same(request)])
    assert "one is red;" not in [line.text for line in made.lines]


def test_an_invention_is_repaired() -> None:
    """What the article does not say is sent back once, with the line, the reason and the rejected reply."""

    def model(request: dict[str, Any]) -> list[dict[str, Any]]:
        if "reasons" in request:
            return same(request)
        return [line | {"text": line["text"].replace("58", "580")} for line in same(request)]

    made, studio = narrated(model)
    assert any(line.text == "It owns 58 ships. They sail on." for line in made.lines)
    assert len(studio.asked) == 3
    assert "'580'" in studio.asked[-1]["reasons"][0]
    assert studio.asked[-1]["previous"][0]["text"].startswith("It owns 580")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (lambda text: text.replace("58", "59"), "'59'"),
        (lambda text: text.replace("5%", "2024%"), "2024%"),
        (lambda text: text.replace("Jane", "Joan"), "Joan"),
        (lambda text: text.replace("58 ships", "ships"), "'58' of the article is lost"),
        (lambda text: text + " See https://example.com.", "address"),
        (lambda text: text.replace("ships", "ships on Feb. 13"), "2-13"),
    ],
)
def test_what_stays_wrong_is_held_back(wrong: Callable[[str], str], named: str) -> None:
    """After one repair an invented or lost figure, name, date or address holds the script back, its line named."""
    with pytest.raises(AudioError, match=r"held back: line \d") as raised:
        narrated(lambda request: [line | {"text": wrong(line["text"])} for line in same(request)])
    assert named in raised.value.message
    assert raised.value.hint


def test_a_figure_of_another_section_is_not_enough() -> None:
    """A figure that the article has elsewhere is wrong here."""
    with pytest.raises(AudioError, match="5%"):
        narrated(
            lambda request: [
                line | {"text": line["text"].replace("58 ships", "58 ships, 5%")} for line in same(request)
            ]
        )


def test_a_missing_line_is_asked_for_again() -> None:
    """Every line has to come back; the whole section is asked for once more."""
    with pytest.raises(AudioError, match="missing in the reply"):
        narrated(lambda request: same(request)[1:] or "nothing")


def test_a_dialogue_has_two_voices() -> None:
    """Turns carry their speaker, the segment that they draw on, and the section's fragment; headings stay."""
    made, studio = discussed(talk)
    turns = [line for line in made.lines if line.kind == "paragraph"]
    assert {line.speaker for line in turns} == {0, 1}
    assert [line.text for line in made.lines if line.kind == "heading"] == ["Ships"]
    owned = next(line for line in turns if line.text.startswith("It owns"))
    assert owned.anchor == "ships"
    assert owned.segment == next(line.segment for line in RULE.lines if line.text == owned.text)
    assert [request["part"] for request in studio.asked] == ["first", "last"]
    assert studio.asked[1]["before"][-1]["text"] == "Acme grew 5% in 2024, said Jane Doe."


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda turns: [turn | {"text": turn["text"] + " Like 77 others."} for turn in turns], "'77'"),
        (lambda turns: [turn | {"speaker": 2} for turn in turns], "no speaker 0 or 1"),
        (lambda turns: [turn | {"speaker": 1} for turn in turns] * 3, "only one speaker"),
        (lambda turns: [turn | {"text": "so " * 600} for turn in turns], "too long for one turn"),
        (lambda turns: "Sorry, no.", "no lines"),
    ],
)
def test_a_bad_dialogue_is_held_back(change: Callable[[list[dict[str, Any]]], Any], named: str) -> None:
    """Inventions, unknown or lone speakers, lectures and refusals hold the script back after one repair."""
    with pytest.raises(AudioError, match="held back") as raised:
        discussed(lambda request: change(talk(request)))
    assert named in raised.value.message


@pytest.mark.parametrize(
    "reply",
    [
        '{"lines": [{"id": "1"}]}',
        '```json\n{"lines": [{"id": "1"}]}\n```',
        'Here you are {really}:\n[{"id": "1"}]\nEnjoy!',
        '{"note": 1} {"lines": [{"id": "1"}]}',
    ],
)
def test_replies_are_read_tolerantly(reply: str) -> None:
    """Fences, chatter and a bare list don't hide the lines."""
    assert entries(reply) == [{"id": "1"}]


@pytest.mark.parametrize("reply", ["", "No.", "[1, 2]", '{"lines": "x"}', "[" * 5000])
def test_a_reply_without_lines_has_none(reply: str) -> None:
    """Where there is nothing to read, nothing is made up."""
    assert entries(reply) == []


@given(st.lists(st.integers(0, 50), max_size=12), st.integers(1, 60))
def test_groups_hold_everything_once(sizes: list[int], size: int) -> None:
    """Groups are in order, hold every entry once, and are too large only with a single one."""
    groups = grouped(sizes, size)
    assert [at for group in groups for at in group] == list(range(len(sizes)))
    assert all(len(group) == 1 or sum(sizes[at] for at in group) <= size for group in groups)


def test_the_prompts_take_their_language() -> None:
    """Both prompts are static but for the language."""
    for name in ("script", "dialogue"):
        prompt = load(name, language="English (en)")
        assert "English (en)" in prompt.text
        assert "$5.83" in prompt.text
