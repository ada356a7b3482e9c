"""Transcripts lose no word, keep time to the sample, and stay valid whatever is said."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.podcast.captions import Caption, Card, captions, pieces, width, wrap
from jobs.podcast.transcript import SRT_CARD, VTT_CARD, to_json, to_srt, to_vtt
from jobs.podcast.values import Cue, Line, Script, Utterance

RATE = 44100
LINK = "https://site.example/posts/boxes/"
CHINESE = (
    "1956年4月26日，一艘由二战油轮改装的货轮“理想X号”载着58只铁箱子，从纽瓦克港驶往休斯敦。"
    "装卸成本从每吨5.83美元降到了16美分！这是“集装箱”时代的开始。"
)
ENGLISH = (
    "On April 26, 1956, the Ideal X, a tanker rebuilt after the war, left Newark for Houston with 58 boxes. "
    "Loading a ton fell from $5.83 to 16 cents! So began the age of the container."
)


def say(*said: tuple[str, int, float], anchor: str = "") -> tuple[Script, list[Cue]]:
    """A script whose lines are (text, speaker, seconds), with half a second between them."""
    lines, cues, at = [], [], 0
    for number, (text, speaker, length) in enumerate(said):
        lines.append(Line("paragraph", text, text, speaker, anchor, f"b{number + 1}"))
        end = at + int(length * RATE)
        cues.append(Cue(Utterance(number, 0, text, text, speaker, 0.5), at, end))
        at = end + RATE // 2
    return Script("Title", "en", tuple(lines)), cues


def bare(text: str) -> str:
    """`text` without white space and unprintable characters."""
    return "".join(character for character in text if character.isprintable() and not character.isspace())


# --- cutting -----------------------------------------------------------------------------------------------


def test_english_is_cut_at_sentences_and_clauses() -> None:
    """Sentences stay apart; one that is too long is cut at a clause."""
    assert pieces(ENGLISH, Card(2, 32)) == [
        "On April 26, 1956, the Ideal X, a tanker rebuilt after the war,",
        "left Newark for Houston with 58 boxes.",
        "Loading a ton fell from $5.83 to 16 cents!",
        "So began the age of the container.",
    ]


def test_abbreviations_end_no_caption() -> None:
    """The stop of an abbreviation is no place to cut; that of a sentence is."""
    text = "The ship sailed from Port Newark in the U.S. state of New Jersey for Houston. Mr. McLean owned it."
    assert pieces(text, Card(lines=2, columns=45)) == [
        "The ship sailed from Port Newark in the U.S. state of New Jersey for Houston.",
        "Mr. McLean owned it.",
    ]


def test_words_that_belong_together_stay_together() -> None:
    """Where there is no clause to cut at, a preposition begins the next caption; a figure keeps its noun, and a
    name in parentheses stays whole, also in Chinese."""
    english = "The association estimates that full adoption could save $6.5 billion in direct costs every year"
    assert pieces(english, Card(lines=2, columns=30)) == [
        "The association estimates that full adoption",
        "could save $6.5 billion in direct costs every year",
    ]
    chinese = "当年从洛杉矶港出发的货船理想号（Ideal X）驶离美国新泽西州纽瓦克港前往休斯敦"
    assert any("（Ideal X）" in piece for piece in pieces(chinese, Card(lines=2, columns=22)))


def test_chinese_is_cut_at_its_punctuation() -> None:
    """Chinese sentences and clauses end a caption; closing quotation marks stay with what they close."""
    assert pieces(CHINESE, Card(2, 32)) == [
        "1956年4月26日，",
        "一艘由二战油轮改装的货轮“理想X号”载着58只铁箱子，",
        "从纽瓦克港驶往休斯敦。",
        "装卸成本从每吨5.83美元降到了16美分！",
        "这是“集装箱”时代的开始。",
    ]


def test_short_sentences_stay_together() -> None:
    """An abbreviation or a word of one's own makes no caption by itself."""
    assert pieces("Dr. Keith Tantlinger drew the lock. Yes. He did.", Card(2, 65)) == [
        "Dr. Keith Tantlinger drew the lock. Yes. He did."
    ]


def test_long_words_are_cut() -> None:
    """A word longer than a line is cut, rather than shown over the edge."""
    assert all(width(piece) <= 20 for piece in pieces("x" * 77, Card(1, 20)))


texts = st.text(
    st.sampled_from("ab cd. ef, gh! 中文，也。有！“引”—x\n\t;：é\u0301🚢$5.83-->&<b>") | st.characters(), max_size=200
)
cards = st.builds(Card, st.integers(1, 3), st.integers(12, 70))


@settings(max_examples=100)
@given(texts, cards)
def test_no_character_is_lost(text: str, card: Card) -> None:
    """Whatever the text, the pieces hold all of it in order, and none is empty."""
    found = pieces(text, card)
    assert bare("".join(found)) == bare(text)
    assert all(found)


@settings(max_examples=100)
@given(texts, cards)
def test_pieces_fit_the_card(text: str, card: Card) -> None:
    """Each piece fits its card, line by line."""
    for piece in pieces(text, card):
        lines = wrap(piece, card.columns)
        assert len(lines) <= card.lines
        assert all(width(line) <= card.columns for line in lines)
        assert bare("".join(lines)) == bare(piece)


# --- times -------------------------------------------------------------------------------------------------


spoken = st.lists(
    st.tuples(texts.filter(lambda text: bool(bare(text))), st.integers(0, 1), st.floats(0.05, 20)), max_size=8
)


@settings(max_examples=60)
@given(spoken, st.sampled_from([VTT_CARD, SRT_CARD]))
def test_captions_fill_their_cue(said: list[tuple[str, int, float]], card: Card) -> None:
    """A cue's captions follow each other without gap, from its first sample to its last, each with a length."""
    script, cues = say(*said)
    found = captions(script, cues, RATE, card)
    assert all(caption.start < caption.end for caption in found)
    bounds = {caption.start for caption in found} | {caption.end for caption in found}
    assert {cue.start for cue in cues} | {cue.end for cue in cues} <= bounds
    for cue in cues:
        inside = [c for c in found if cue.start <= c.start and c.end <= cue.end]
        assert inside[0].start == cue.start
        assert inside[-1].end == cue.end
        assert all(a.end == b.start for a, b in itertools.pairwise(inside))


CLOCK = re.compile(r"(\d\d+):(\d\d):(\d\d)[.,](\d{3}) --> (\d\d+):(\d\d):(\d\d)[.,](\d{3})")


def times(text: str) -> list[tuple[int, int]]:
    """The cues of a WebVTT or SubRip file in milliseconds."""
    found = [[int(part) for part in match.groups()] for match in CLOCK.finditer(text)]
    return [(clock(*numbers[:4]), clock(*numbers[4:])) for numbers in found]


def clock(hours: int, minutes: int, seconds: int, thousandths: int) -> int:
    """Milliseconds."""
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


@settings(max_examples=60)
@given(spoken)
def test_written_times_never_overlap(said: list[tuple[str, int, float]]) -> None:
    """In both files each cue lasts, ends before the next begins, and the last ends within the sound."""
    script, cues = say(*said)
    for text in (to_vtt(script, cues, RATE), to_srt(script, cues, RATE)):
        found = times(text)
        assert all(start < end for start, end in found)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))
        assert not found or found[-1][1] * RATE <= cues[-1].end * 1000


def test_no_time_to_show_pieces() -> None:
    """An utterance of a few milliseconds stays one caption: no piece begins and ends in one millisecond."""
    script, cues = say((ENGLISH, 0, 0.004))
    assert len(times(to_vtt(script, cues, RATE))) == 1
    script, cues = say((ENGLISH, 0, 4.0))
    assert len(times(to_vtt(script, cues, RATE))) == 3


def test_times_past_an_hour() -> None:
    """Hours are written."""
    script, _ = say(("Text.", 0, 1.0))
    late = Cue(Utterance(0, 0, "Text.", "Text.", 0, 0.0), 3723 * RATE + 441, 3724 * RATE)
    assert "01:02:03.010 --> 01:02:04.000" in to_vtt(script, [late], RATE)


def test_json_times_tell_the_sample() -> None:
    """Segments of the JSON file begin and end at the very samples of their cues."""
    script, cues = say(("One.", 0, 1.23457), ("Two.", 0, 2.34567))
    segments = json.loads(to_json(script, cues, RATE))["segments"]
    found = [(round(s["startTime"] * RATE), round(s["endTime"] * RATE)) for s in segments]
    assert found == [(cue.start, cue.end) for cue in cues]


# --- formats -----------------------------------------------------------------------------------------------


def test_vtt_as_a_whole() -> None:
    """Two voices, a note that leads to the heading, and both languages in one cue."""
    script, cues = say(("Was it cheap?", 0, 1.0), ("Sixteen cents.", 1, 1.5), anchor="what-it-cost")
    other = {"b1": "便宜吗？", "b2": "十六美分。"}
    assert to_vtt(script, cues, RATE, link=LINK, other=other, other_language="zh-CN") == (
        "WEBVTT\n\n"
        f"NOTE {LINK}#what-it-cost\n\n"
        "00:00:00.000 --> 00:00:01.000\n<v Host>Was it cheap?</v>\n<lang zh-CN>便宜吗？</lang>\n\n"
        "00:00:01.500 --> 00:00:03.000\n<v Guest>Sixteen cents.</v>\n<lang zh-CN>十六美分。</lang>\n"
    )


def test_srt_as_a_whole() -> None:
    """Cards are numbered, short, and name the speaker where the speaker changes."""
    said = [("Was it cheap?", 0, 1.0), ("Sixteen cents a ton.", 1, 1.5), ("No more than that.", 1, 1.0)]
    script, cues = say(*said)
    assert to_srt(script, cues, RATE) == (
        "1\n00:00:00,000 --> 00:00:01,000\nHost: Was it cheap?\n\n"
        "2\n00:00:01,500 --> 00:00:03,000\nGuest: Sixteen cents a ton.\n\n"
        "3\n00:00:03,500 --> 00:00:04,500\nNo more than that.\n"
    )


def test_srt_of_one_voice_names_nobody() -> None:
    """A narration's cards hold the text only."""
    assert "Host" not in to_srt(*say(("One voice.", 0, 1.0)), RATE)


def test_json_as_a_whole() -> None:
    """Version and segments as the podcast namespace has them, with the heading's address and the translation."""
    script, cues = say(("It is cheap.", 0, 1.0), anchor="cost")
    document = json.loads(to_json(script, cues, RATE, link=LINK, other={"b1": "很便宜。"}, other_language="zh-CN"))
    assert document["version"] == "1.0.0"
    assert document["segments"] == [
        {
            "speaker": "Host",
            "startTime": 0.0,
            "endTime": 1.0,
            "body": "It is cheap.",
            "url": LINK + "#cost",
            "translation": {"language": "zh-CN", "body": "很便宜。"},
        }
    ]


HOSTILE = [
    "a --> b",
    "<b>bold</b> & <i>",
    "one\n\ntwo",
    "NOTE this",
    "STYLE\n::cue {}",
    "00:00:00.000 --> 00:00:09.000",
    "&lt;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    """What is said can't open a cue, a note or a tag: one cue is found, and its text is what was said."""
    vtt = to_vtt(*say((text, 0, 3.0)), RATE)
    head, cue = vtt.rstrip("\n").split("\n\n")
    assert head == "WEBVTT"
    timing, *rest = cue.split("\n")
    assert CLOCK.fullmatch(timing)
    shown = "".join(rest).removeprefix("<v Host>").removesuffix("</v>")
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", shown)
    assert bare(shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")) == bare(text)


# --- the second language -----------------------------------------------------------------------------------


def shown(text: str, other: str, card: Card = VTT_CARD) -> list[Caption]:
    """Captions of one line with its other language."""
    script, cues = say((text, 0, 20.0))
    return list(captions(script, cues, RATE, card, {"b1": other}))


def test_sentences_stand_beside_each_other() -> None:
    """A translation with the same sentences is shared out sentence by sentence."""
    first, *_, last = shown(ENGLISH, CHINESE)
    assert first.other.startswith("1956年4月26日，")
    assert last.other == "这是“集装箱”时代的开始。"


def test_line_in_two_utterances_shares_its_segment() -> None:
    """A line that is said in two utterances shows its translation once, over both."""
    script, cues = say(("One sentence. Another sentence.", 0, 2.0))
    (cue,) = cues
    halves = [
        replace(cue, utterance=replace(cue.utterance, text="One sentence."), end=RATE),
        replace(cue, utterance=replace(cue.utterance, part=1, text="Another sentence."), start=RATE),
    ]
    found = captions(script, halves, RATE, VTT_CARD, {"b1": "第一句话在这。第二句话在这。"})
    assert [caption.other for caption in found] == ["第一句话在这。", "第二句话在这。"]


@settings(max_examples=60)
@given(texts.filter(lambda text: bool(bare(text))), texts)
def test_nothing_of_the_other_language_is_lost(text: str, other: str) -> None:
    """All of the second text is shown, in order, whatever both texts are."""
    assert bare("".join(caption.other for caption in shown(text, other))) == bare(other)
