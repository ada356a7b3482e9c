"""The statistical checks speak only where the words of an article turn up in its translation."""

from __future__ import annotations

from jobs.fidelity.checks import Judge
from tests.test_golden import SAMPLES, written

STRANGE = "2 foo 13 bar baz, foo 974 bar baz foo bar. Baz foo bar."
SOURCE = "2月13日消息，公司宣布以974亿美元收购对手，市场反应强烈。分析师认为价格过高。"


def test_a_real_translation_is_evident() -> None:
    """In written translations most words of the dictionary are found."""
    judge = Judge()
    for sample in SAMPLES:
        evidence = judge.evidence(written(sample).items())
        assert judge.believes(evidence)
        assert judge.whole(evidence) == []


def test_strange_words_are_a_warning_for_the_whole_article() -> None:
    """Where next to nothing turns up, somebody is told to read the article."""
    judge = Judge()
    evidence = judge.evidence([(SOURCE, STRANGE)])
    assert not judge.believes(evidence)
    assert [(f.check, f.severity) for f in judge.whole(evidence)] == [("unmatched", "warning")]


def test_without_evidence_statistics_only_warn() -> None:
    """Strange words with the same digits are written and listed; with evidence they would be held back."""
    judge = Judge()
    weak = judge.segment("b1", SOURCE, STRANGE, sure=False)
    assert {f.severity for f in weak} == {"warning"}
    assert "error" in {f.severity for f in judge.segment("b1", SOURCE, STRANGE)}


def test_another_figure_is_an_error_with_or_without_evidence() -> None:
    """A figure whose digits changed is wrong whatever the words."""
    found = Judge().segment("b1", SOURCE, STRANGE.replace("974", "9740"), sure=False)
    assert ("quantities", "error") in {(f.check, f.severity) for f in found}


def test_a_severity_of_the_project_stays() -> None:
    """What a project made an error stays one."""
    found = Judge(severities={"dropped": "error"}).segment("b1", SOURCE, STRANGE, sure=False)
    assert ("dropped", "error") in {(f.check, f.severity) for f in found}


def test_other_targets_have_no_dictionary() -> None:
    """For a target language without a dictionary nothing is said about evidence."""
    judge = Judge(target="fr")
    assert judge.believes(judge.evidence([(SOURCE, STRANGE)]))
    assert judge.whole(judge.evidence([(SOURCE, STRANGE)])) == []


def test_a_scale_word_makes_a_figure_plain() -> None:
    """90亿 as "90 billion" is wrong even where every other word is strange."""
    source = "公司营收达90亿元，市场反应强烈，投资者看好未来发展。"
    judge = Judge()
    evidence = judge.evidence([(source, "foo bar 90 billion yuan, baz.")])
    found = judge.segment("b1", source, "foo bar 90 billion yuan, baz.", sure=judge.believes(evidence))
    assert ("quantities", "error") in {(f.check, f.severity) for f in found}
