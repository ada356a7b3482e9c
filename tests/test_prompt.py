"""Prompts: files with strict variables and a fingerprint."""

from __future__ import annotations

import pytest

from jobs.errors import SettingsError
from jobs.prompt import load, translator


def test_the_translator_is_told_its_languages() -> None:
    """Language names and house style stand in the system message."""
    text = translator("zh-CN", "en", "Use British spelling.").text
    assert "Simplified Chinese (zh-CN)" in text
    assert "English (en)" in text
    assert "- Use British spelling.\n" in text
    assert "$" not in text


def test_japanese_keeps_its_characters() -> None:
    """The rule against Chinese characters is for languages that write none."""
    assert "No Chinese characters" in translator("zh-CN", "de").text
    assert "No Chinese characters" not in translator("zh-CN", "ja").text


def test_another_text_has_another_fingerprint() -> None:
    """The fingerprint follows the text, and is the same for the same text."""
    assert translator("zh-CN", "en").fingerprint == translator("zh-CN", "en").fingerprint
    assert translator("zh-CN", "en").fingerprint != translator("zh-CN", "fr").fingerprint


@pytest.mark.parametrize("variables", [{}, {"source": "a", "target": "b", "style": "c", "script": "", "more": "d"}])
def test_variables_must_match(variables: dict[str, str]) -> None:
    """A missing variable and one too many are errors."""
    with pytest.raises(SettingsError, match="don't match"):
        load("translate", **variables)


def test_a_missing_prompt_is_an_error() -> None:
    """A prompt that is not there is named."""
    with pytest.raises(SettingsError, match="no-such"):
        load("no-such")
