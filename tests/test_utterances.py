"""Scripts cut into the pieces that a voice is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.podcast.utterances import pieces, sentences, utterances
from jobs.podcast.values import Line, LineKind, Script
from jobs.settings import Podcast

PAUSES = Podcast(pause_sentence=0.1, pause_paragraph=0.2, pause_heading=0.3, pause_speaker=0.4)
LONG = "The ship sailed from the port of Newark with boxes on its deck."
TEXTS = st.lists(
    st.sampled_from(
        ["Mr. Lee ", "U.S. ", "3.5 ", "Box. ", "“Yes!” ", "，", "。", "今天涨了", "a" * 30, " ", "No; ", "7,"]
    )
    | st.characters(exclude_categories=["Cs"]),
    max_size=30,
).map("".join)


def line(text: str, kind: LineKind = "paragraph", speaker: int = 0, shown: str = "") -> Line:
    return Line(kind, shown or text, text, speaker)


def script(*lines: Line) -> Script:
    return Script("t", "en", lines)


@given(TEXTS, st.integers(1, 60))
def test_nothing_is_lost_and_nothing_too_long(text: str, limit: int) -> None:
    """The parts put together are the text but for white space; none is empty or longer than the limit."""
    found = utterances(script(line(text)), limit=limit, pauses=PAUSES)
    assert "".join("".join(part.spoken for part in found).split()) == "".join(text.split())
    assert all(part.spoken.strip() and len(part.spoken) <= limit for part in found)
    assert [part.part for part in found] == list(range(len(found)))


@given(TEXTS, TEXTS, st.integers(20, 60))
def test_the_transcript_is_shared_out_whole(shown: str, spoken: str, limit: int) -> None:
    """The transcript's text is in the parts in order, however what is said differs from it."""
    found = utterances(script(line(spoken, shown=shown or "x")), limit=limit, pauses=PAUSES)
    if found:
        assert "".join("".join(part.text for part in found).split()) == "".join((shown or "x").split())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Lee left the U.S. in Feb. 2025. He came back.", 2),
        ("It grew 3.5 percent. Nobody knew.", 2),
        ("He moved to the U.S. The firm did not.", 2),
        ("Ask J. P. Morgan, e.g. about No. 5 vs. No. 6.", 1),
        ("“It is over!” she said. “Go home.” They went.", 3),
        ("Wait... what? No way!", 2),
        ("1. Open the box and look.", 1),
        ("他说：“好。”然后走了！真的？是；的", 5),
        ("价格涨了3.5%。没人知道……后来跌了。", 3),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    """Abbreviations, initials, decimals and enumerators end no sentence; stops, also behind a quotation, do."""
    assert len(sentences(text)) == count


def test_short_sentences_stay_together() -> None:
    """A word or two alone is no request of its own; sentences of some length are."""
    assert pieces("No. Why? Because it is over.", 1800) == ["No. Why? Because it is over."]
    assert pieces(f"{LONG} {LONG}", 1800) == [LONG, LONG]
    assert pieces("好。今天涨了。", 1800) == ["好。今天涨了。"]


def test_long_sentences_are_cut_at_clauses_then_words() -> None:
    """Where a sentence is too long it is cut at its clauses, those at their words, a single word anywhere."""
    assert pieces("Boxes came first, and ships came later", 30) == ["Boxes came first,", "and ships came later"]
    assert pieces("one two three four", 10) == ["one two", "three four"]
    assert pieces("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_text_and_speech_are_cut_at_the_same_sentences() -> None:
    """Each part's transcript is what it says, although figures are words in one of them only."""
    shown = "It cost $5.83 a ton in 1956, by hand and by night. By 2025 the cost was 16 cents, or less than that."
    spoken = (
        "It cost five dollars and eighty-three cents a ton in nineteen fifty-six, by hand and by night. "
        "By twenty twenty-five the cost was sixteen cents, or less than that."
    )
    found = utterances(script(line(spoken, shown=shown)), limit=1800, pauses=PAUSES)
    assert [part.text for part in found] == [shown[: shown.index(" By")], shown[shown.index("By") :]]


def test_pauses_are_those_of_the_settings() -> None:
    """After a sentence, around a heading, before another speaker, after a paragraph; none at the end."""
    lines = [line(f"{LONG} {LONG}"), line("Head.", "heading"), line("A."), line("B.", speaker=1), line("C.", speaker=1)]
    found = utterances(script(*lines), limit=1800, pauses=PAUSES)
    assert [part.pause for part in found] == [0.1, 0.3, 0.3, 0.4, 0.2, 0.0]
    assert [part.speaker for part in found] == [0, 0, 0, 0, 1, 1]


def test_a_cut_sentence_has_no_pause() -> None:
    """Where a sentence had to be cut, the voice goes on at once."""
    found = utterances(script(line("one two three four. " + LONG)), limit=64, pauses=PAUSES)
    assert [part.pause for part in found] == [0.1, 0.0]
    found = utterances(script(line("one two three four")), limit=10, pauses=PAUSES)
    assert [part.pause for part in found] == [0.0, 0.0]
