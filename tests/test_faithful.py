"""Every figure, date, name and quotation of a script is traced to the article."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.article.frontmatter import read
from jobs.podcast.faithful import coverage, lost, names, trace
from jobs.podcast.lexicon import Lexicon
from jobs.podcast.reading import dates, figures
from jobs.podcast.script import by_rule
from jobs.podcast.values import Line, Script
from tests.conftest import ROOT, shared
from tests.strategies import ANYTHING, BODIES

ARTICLE = """Acme's results

On Feb. 13, 2025, Jane Doe of Acme said revenue rose 3.7% to $97.4 billion, from 1,200 orders.
She called it “a very good year for all of us.” The GPT-4.5 model has 1.5 million users, see
[a page](https://example.com/777/888).

最新的《集装箱改变世界》称，1956年成本为5.83美元，约一亿五千万人受益。
"""
TRUE = [
    "Revenue rose 3.7 percent to 97.4 billion dollars.",
    "On February 13, Acme had 1200 orders.",
    "Jane Doe said it was “a very good year for all of us.”",
    "Users of GPT-4.5: 1.5 million.",
    "In one or two words: twelve hundred no, one thousand two hundred orders.".replace("twelve hundred no, ", ""),
    "《集装箱改变世界》说，1956年是5.83美元，受益1.5亿人。",
    "The Acme results of Doe.",
]
FALSE = [
    ("Revenue rose 3.8%.", "figure"),
    ("Revenue was 97.4 million dollars.", "figure"),
    ("Orders were 3.7.", ""),
    ("It rose 1,200%.", "figure"),
    ("There were 777 pages.", "figure"),
    ("There were nineteen orders.", "figure"),
    ("On March 13 it said so.", "date"),
    ("2月14日，有消息说。", "date"),
    ("The report by John Doe was clear.", "name"),
    ("Nvidia said no.", "name"),
    ("The GPT-4 model is old, and GPT-5 is new.", "name"),
    ("分析师 Musk 表示同意。", "name"),
    ("She called it “a very bad year for all of us.”", "quote"),
    ("据《货柜如何改变世界史》一书。", "quote"),
]


def script(text: str) -> Script:
    return Script("t", "en", (Line("paragraph", text, text),))


@pytest.mark.parametrize("text", TRUE)
def test_what_the_article_says_is_found(text: str) -> None:
    """A figure in another notation, a date in another form, a name in part and a true quotation are traced."""
    assert trace(script(text), ARTICLE) == []


@pytest.mark.parametrize(("text", "kind"), FALSE)
def test_what_it_does_not_say_is_named(text: str, kind: str) -> None:
    """An invented figure, unit, date, name or quotation is found and named; digits of an address are no figures."""
    found = trace(script(text), ARTICLE)
    assert kind in {item.kind for item in found} if kind else not found
    assert all(item.reason for item in found)


def test_a_reader_of_numbers_may_be_passed_in() -> None:
    """With a reader of its own the figures are those that it reads."""

    def read_numbers(text: str) -> list[int]:
        return [len(word) for word in text.split() if word.isdigit()]

    assert trace(script("12345"), "only 123", read_numbers=read_numbers)[0].text == "5"
    assert trace(script("999"), "only 123", read_numbers=read_numbers) == []


def test_names_are_told_from_first_words() -> None:
    """A sentence's first word is no name by its capital alone; one that speaks or has an inner capital is."""
    assert names("However, OpenAI said no. Meanwhile Sam Altman left.") == ["OpenAI", "Meanwhile Sam Altman"]
    assert names("Nvidia's chief left. Nobody knew. Chips sold.") == []
    assert names("Nvidia said so.") == ["Nvidia"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("97.4 billion", Fraction(97_400_000_000)),
        ("974亿", Fraction(97_400_000_000)),
        ("一亿五千万", Fraction(150_000_000)),
        ("twenty-four thousand three hundred forty-six", Fraction(24_346)),
        ("ninety-seven point four billion", Fraction(97_400_000_000)),
        ("共58只", Fraction(58)),
        ("$5bn", Fraction(5_000_000_000)),
    ],
)
def test_figures_are_read_in_every_notation(text: str, value: Fraction) -> None:
    """Digits, scale words and numerals of either language come to the same value."""
    assert value in {v for figure in figures(text) for v in figure.values}


def test_dates_are_read_in_every_notation() -> None:
    """The same day is the same however it is printed; a month alone is none."""
    printed = ["Feb. 13", "13 February", "February 13th, 2025", "2025-02-13", "2月13日", "13 of Feb"]
    assert [list(dates(text)) for text in printed] == [[(2, 13)]] * len(printed)
    assert list(dates("in February 2025, 2月")) == []


def test_a_lost_figure_is_named() -> None:
    """What a rewriting drops is found; what it prints otherwise is not lost."""
    assert lost("rose 5% to 1,200", "it rose five percent, to 1200") == []
    assert lost("rose 5% to 1,200", "it rose 5%") == ["1,200"]


def test_coverage_counts_what_is_taken_up() -> None:
    """Figures and names of the article that a script has are counted, the others listed."""
    found = coverage(script("Jane Doe said 3.7%."), "Jane Doe and Max Roe had 3.7% of 58 boxes.")
    assert found.figures == (1, 2)
    assert found.names == (1, 2)
    assert found.missing == ("58", "Max Roe")


@pytest.mark.parametrize(
    "path",
    [*(ROOT / "tests/golden").glob("*.md"), *(ROOT / "examples/content/posts").glob("*.md")],
    ids=lambda p: p.name,
)
def test_scripts_by_rule_are_true(path: Path) -> None:
    """What is said by rule is the article's own: nothing is untraced; a changed figure is."""
    made, article = _script(path)
    assert trace(made, article) == []
    at = next(i for i, line in enumerate(made.lines) if line.kind == "paragraph" and line.segment)
    lines = list(made.lines)
    lines[at] = replace(lines[at], text=lines[at].text + " 98765")
    assert [item.line for item in trace(replace(made, lines=tuple(lines)), article)] == [at]


def test_scripts_of_the_corpus_are_true() -> None:
    """The same over real articles."""
    for path in shared("corpus")[::6]:
        made, article = _script(path)
        assert trace(made, article) == [], path


@settings(max_examples=60, deadline=None)
@given(BODIES | ANYTHING, st.sampled_from(["en", "zh-CN"]))
def test_rules_invent_nothing(body: bytes, language: str) -> None:
    """Whatever the body, a script by rule is traced to it entirely."""
    made = by_rule("Title", body, language, lexicon=Lexicon(), disclosure=True)
    assert trace(made, "Title\n\n" + body.decode()) == []


def _script(path: Path) -> tuple[Script, str]:
    front = read(path.read_bytes())
    title = str(front.values.get("title", ""))
    language = "en" if ".en." in path.name or "/en/" in str(path) else "zh-CN"
    made = by_rule(title, front.body, language, lexicon=Lexicon(), disclosure=True)
    return made, f"{title}\n\n{front.body.decode()}"
