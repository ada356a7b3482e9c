"""Checks on segments and bodies: for each a pair of texts that passes and one that does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.fidelity.checks import SEGMENT_CHECKS, Judge
from jobs.fidelity.typography import mend, stray_markers

JUDGE = Judge()

PASSING = [
    ("链接[在此](⟦1⟧)", "The link is [here](⟦1⟧)"),
    ("前⟦1⟧后⟦2⟧", "⟦2⟧ after ⟦1⟧ before"),
    ("运行`make`即可", "Just run `make`"),
    ("**标题：**正文", "**Title:** text"),
    ("他说：“好的”", "He said, “All right.”"),
    ("以下是中文翻译成英文的例子", "What follows is an example of Chinese turned into English"),
    ("抱歉，我无法帮助你", "Sorry, I can't help you"),
    ("5 * 3 是多少", "What is 5 * 3"),
]
FAILING = [
    ("tokens", "链接[在此](⟦1⟧)", "The link is here"),
    ("tokens", "前⟦1⟧后", "⟦1⟧ before ⟦1⟧ after"),
    ("tokens", "前⟦1⟧后", "before ⟦1 after"),
    ("tokens", "前后", "before ⟦3⟧ after"),
    ("links", "链接[在此](⟦1⟧)", "The link is here ⟦1⟧"),
    ("links", "没有链接", "There is [no link](http://x.example)"),
    ("inline_code", "运行`make`即可", "Just run make"),
    ("inline_code", "运行即可", "Just `run`"),
    ("html", "换行", "new<br>line"),
    ("chinese_left", "今天天气很好", "Today 天气 is good"),
    ("empty", "今天天气很好", " "),
    ("empty", "今天天气很好", "…"),
    ("chatter", "今天天气很好", "Sure! Here is the translation: The weather is good today"),
    ("chatter", "今天天气很好", "The weather is good today.\nNote: I kept the tone"),
    ("refusal", "今天天气很好", "I'm sorry, but I can't help with that."),
    ("runaway", "好", "good " * 60),
    ("stray_emphasis", "**标题：**正文", "**Title: **text"),
]


@pytest.mark.parametrize(("source", "target"), PASSING)
def test_a_right_translation_has_no_error(source: str, target: str) -> None:
    """No check calls a right translation wrong."""
    assert [f for f in JUDGE.segment("b1", source, target) if f.severity == "error"] == []


@pytest.mark.parametrize(("check", "source", "target"), FAILING)
def test_a_wrong_translation_is_an_error(check: str, source: str, target: str) -> None:
    """The check that is meant for it calls a wrong translation wrong."""
    assert check in {f.check for f in JUDGE.segment("b1", source, target) if f.severity == "error"}


def test_every_check_has_a_failing_pair() -> None:
    """The checks of the first storey that can be errors appear in the table above."""
    elsewhere = {check.name for check in SEGMENT_CHECKS} - {name for name, _, _ in FAILING}
    assert not elsewhere & {"tokens", "links", "inline_code", "html", "chinese_left", "empty", "chatter"}


@pytest.mark.parametrize("severity", ["off", "info", "warning"])
def test_a_project_sets_the_severity(severity: str) -> None:
    """A check's severity in the settings overrules its own opinion; "off" silences it."""
    judge = Judge(severities={"chinese_left": severity})
    found = [f for f in judge.segment("b1", "今天天气", "Today 天气") if f.check == "chinese_left"]
    assert [f.severity for f in found] == ([] if severity == "off" else [severity])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Hello，world。", "Hello, world."),
        ("“A”、“B”：（c）", "“A”, “B”: (c)"),
        ("《Title》", "“Title”"),
        ("１２％", "12%"),
        ("**Title: **text", "**Title:** text"),
        ("end**.**", "end."),
        ("a**** b", "a b"),
        ("`，` stays", "`，` stays"),
        ("fine, as it is.", "fine, as it is."),
    ],
)
def test_typography_is_mended(before: str, after: str) -> None:
    """Full-width punctuation and bold that does not render become what an English page shows."""
    assert mend(before, "en") == after


@given(st.text(alphabet="ab，。：**（）`⟦1⟧ \\_《》“”％１", max_size=30))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    """`mend` is idempotent."""
    assert mend(mend(text, "en"), "en") == mend(text, "en")


@given(st.text(alphabet="ab*: .,“”`", max_size=30))
def test_after_mending_no_bold_marker_shows(text: str) -> None:
    """No `**` is left for a reader to see, whatever the reply was."""
    assert not [mark for mark in stray_markers(mend(text, "en")) if mark[1] - mark[0] > 1]


@pytest.mark.parametrize(
    ("source", "target", "word"),
    [
        ("# 题\n\n段", "# T\n\nP\n\nQ", "block"),
        ("[题](/a)", "[T](/b)", "links"),
        ("![题](/a)", "T", "images"),
        ("`a` 好", "`b` good", "code"),
        ("```\na\n```", "```\nb\n```", "code block"),
        ("好<br>好", "good good", "html"),
        ("好$a$", "good", "math"),
        ("好[^1]\n\n[^1]: 注", "good\n\n[^1]: note", "footnotes"),
        ("好{{< x >}}", "good", "shortcodes"),
    ],
)
def test_a_changed_body_is_an_error(source: str, target: str, word: str) -> None:
    """Whatever of the page's structure is lost or changed is named."""
    found = JUDGE.body(source.encode(), target.encode())
    assert any(f.severity == "error" and word in f.message for f in found)
    assert JUDGE.body(source.encode(), source.encode()) == []
