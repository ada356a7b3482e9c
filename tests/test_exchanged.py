"""Links and footnotes that have changed places are told from sentences that were turned round."""

from __future__ import annotations

import pytest

from jobs.article.align import align
from jobs.fidelity.checks import Judge
from jobs.fidelity.exchanged import answers
from jobs.fidelity.finding import Finding

JUDGE = Judge()


def in_a_run(source: bytes, target: bytes, judge: Judge = JUDGE) -> list[Finding]:
    """What a run finds in a page once its texts are in their places."""
    return judge.body(source, target, align(source, target))


@pytest.mark.parametrize(
    ("source", "target", "severity"),
    [
        ("见[文档](/1)和[教程](/2)。", "See the [docs](/1) and the [tutorial](/2).", ""),
        ("见[文档](/1)和[教程](/2)。", "See the [docs](/2) and the [tutorial](/1).", "error"),
        ("见[文档](/1)和[教程](/2)。", "See the [tutorial](/2) and the [docs](/1).", ""),
        ("见[文档](/1)中的[教程](/2)。", "See the [tutorial](/2) in the [docs](/1).", ""),
        ("见[文档](/1)中的[教程](/2)。", "See the [tutorial](/1) in the [docs](/2).", "error"),
        ("见[Hertz](/1)的[Kitex](/2)。", "See the [Kitex](/2) of [Hertz](/1).", ""),
        ("见[Hertz](/1)的[Kitex](/2)。", "See the [Kitex](/1) of [Hertz](/2).", "error"),
        ("用[`a`](/1)和[`b`](/2)。", "Use [`a`](/2) and [`b`](/1).", "error"),
        ("用[`a`](/1)和[`b`](/2)。", "Use [`b`](/2) and [`a`](/1).", ""),
        ("看[1](/1)、[2](/2)、[3](/3)。", "See [1](/2), [2](/3), [3](/1).", "error"),
        ("[![图](a.png)](/1)和[![图](b.png)](/2)", "[![A](a.png)](/2) and [![B](b.png)](/1)", "error"),
        ("[![图](a.png)](/1)和[![图](b.png)](/2)", "[![B](b.png)](/2) and [![A](a.png)](/1)", ""),
        ("见[甲][a]的[Hertz][b]。\n\n[a]: /1\n[b]: /2", "See [Hertz][a] of [A][b].\n\n[a]: /1\n[b]: /2", "warning"),
        ("见[甲][a]的[Hertz][b]。\n\n[a]: /1\n[b]: /2", "See [Hertz][b] of [A][a].\n\n[a]: /1\n[b]: /2", ""),
        ("见[咦](/1)和[呃](/2)。", "See [A](/1) and [B](/2).", ""),
        ("见[咦](/1)和[呃](/2)。", "See [A](/2) and [B](/1).", "warning"),
        ("见[咦](/1)的[呃](/2)。", "See [A](/2) of [B](/1).", ""),
        ("见[文档](/1)和[教程](/1)，[Go](/2)。", "See [tutorial](/1) and [docs](/1), [Go](/2).", ""),
        ("见[Hertz 文档](/1)的[Kitex](/2)。", "See [it](/1) of [Kitex for Hertz](/2).", ""),
        ("见[Hertz](/1)、[Hertz 呃](/2)和[咦](/3)。", "See [one](/1), [two](/2) and [of Hertz](/3).", ""),
        ("见[Hertz 文档](/1)的[教程](/2)。", "See the [Hertz tutorial](/1), the [Hertz docs](/2).", "error"),
        ("见[Hertz 文档](/1)和[教程](/2)。", "See the [tutorial](/1) and the [Hertz docs](/2).", "error"),
        ("见[Hertz](/1)和[Kitex](/2)。", "See [Hertz](/2) and [Kitex](/1).", "error"),
        ("见[这里](/1)和[这里](/2)。", "See [here](/1) and [here](/2).", ""),
    ],
)
def test_a_links_text_and_its_address_stay_together(source: str, target: str, severity: str) -> None:
    """Only where words say that the addresses were exchanged is there an error, whoever translated."""
    for found in (JUDGE.pair(source.encode(), target.encode()), in_a_run(source.encode(), target.encode())):
        assert [f.severity for f in found if f.check == "structure"] == [severity][: bool(severity)], found


NOTES = "\n\n[^a]: 甲\n\n[^b]: 乙\n"


@pytest.mark.parametrize(
    ("source", "target", "moved"),
    [
        ("水很热[^a]，天气很冷[^b]。", "The water is hot[^a], the weather is cold[^b].", False),
        ("水很热[^a]，天气很冷[^b]。", "The water is hot[^b], the weather is cold[^a].", True),
        ("[水][^a]很热，[天气][^b]很冷。", "[Weather][^a] is cold, [water][^b] is hot.", True),
        ("水很热[^a]，天气很冷[^b]。", "The weather is cold[^b], the water is hot[^a].", False),
        ("见[水](/1)[^a]和[天气](/2)[^b]。", "See [weather](/2)[^b] and [water](/1)[^a].", False),
    ],
)
def test_a_footnote_stays_with_what_it_is_about(source: str, target: str, moved: bool) -> None:
    """People may count footnotes anew where they turn a sentence round: a warning; in a run it is an error."""
    ours, theirs = (source + NOTES).encode(), (target + NOTES.replace("甲", "A").replace("乙", "B")).encode()
    found = (JUDGE.pair(ours, theirs), "warning"), (in_a_run(ours, theirs), "error")
    for findings, severity in found:
        assert [f.severity for f in findings if f.check == "structure"] == [severity][:moved]


def test_words_that_disagree_say_nothing() -> None:
    """A text whose words stand in two others is answered by none; a word that both have does not count."""
    assert answers({"1": "Hertz 文档", "2": "呃"}, {"1": "Hertz", "2": "docs"}) == {}
    assert answers({"1": "Hertz 文档", "2": "呃"}, {"1": "Hertz", "2": "Hertz docs"}) == {"1": "2"}


def test_what_the_project_silences_is_not_said() -> None:
    """The check is a part of `structure`, and understands Chinese with English only."""
    source, target = "[Hertz](/1)和[Kitex](/2)".encode(), b"[Hertz](/2) and [Kitex](/1)"
    assert [f.segment for f in in_a_run(source, target)] == ["b1"]
    assert Judge(severities={"structure": "off"}).pair(source, target) == []
    assert in_a_run(source, target, Judge(target="de")) == []
