"""Pronunciations from lexicon.csv."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.errors import SettingsError
from jobs.podcast.lexicon import Lexicon, Pronunciation, load, parse
from jobs.podcast.spoken import say

LEXICON = parse(
    "term,say,language\n# names\nKitex,kye-tex\nGPT-4o,G P T four oh,en\nGPT,chat model\nhertz,hurts,en\n"
    '重庆,"chóng qìng",zh\nUS,you ess,en\n'
)


def spoken(text: str, language: str = "en") -> str:
    return LEXICON.around(text, language, lambda rest: say(rest, language))


def test_terms_are_said_as_entered() -> None:
    """A term is replaced, and what is entered reaches the voice unchanged, figures around it in words."""
    assert spoken("Kitex 2 beats 3 others") == "kye-tex two beats three others"


def test_the_longest_term_wins() -> None:
    """A term within a longer one is not taken; by itself it is."""
    assert spoken("GPT-4o is a GPT") == "G P T four oh is a chat model"


def test_whole_words_only() -> None:
    """Letters that only begin like a term are another word."""
    assert spoken("Kitexes and USA") == "Kitexes and U S A"


def test_lower_case_matches_any_case() -> None:
    """A term in lower case is a word, one with capitals is a name that must be written so."""
    assert spoken("Hertz and hertz, the US and us") == "hurts and hurts, the you ess and us"


def test_languages_are_kept_apart() -> None:
    """An entry for one language is not used in another; one without language is used in all."""
    assert spoken("重庆的Kitex与US", "zh-CN") == "chóng qìng的kye-tex与US"
    assert spoken("重庆 GPT-4o", "en") == "重庆 G P T four oh"


def test_an_empty_lexicon_changes_nothing() -> None:
    """Without entries the text is said as it is."""
    assert Lexicon().around("Kitex", "en", lambda rest: rest) == "Kitex"


def test_a_file_is_read(tmp_path: Path) -> None:
    """A CSV file, with a byte order mark or without, gives its entries; no file gives none."""
    path = tmp_path / "lexicon.csv"
    assert load(path) == Lexicon()
    path.write_text("\ufeffterm,say\nYibo,ee-bwoh\n", encoding="utf-8")
    assert load(path).entries == (Pronunciation("Yibo", "ee-bwoh"),)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("term,say\nKitex\n", "line 2"),
        ("Kitex,kye\n,x\n", "line 2"),
        ("a,b,c,d\n", "line 1"),
        ("Kitex,kye\n\nKitex,kit\n", "line 3"),
        ("a,b,no language\n", "line 1"),
    ],
)
def test_mistakes_name_their_line(tmp_path: Path, text: str, line: str) -> None:
    """A line that is no entry is refused with the file and the line's number."""
    path = tmp_path / "lexicon.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        load(path)
    assert line in raised.value.message
    assert "lexicon.csv" in raised.value.message


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are an error that names the file."""
    path = tmp_path / "lexicon.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="lexicon"):
        load(path)
