"""The sample articles and their English as it should read: what yibo checks, cuts and joins must agree with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.article.align import align
from jobs.article.frontmatter import read
from jobs.article.segments import join, split
from jobs.fidelity.checks import Judge
from tests.conftest import ROOT
from tests.second import problems

SAMPLES = sorted((ROOT / "examples" / "content" / "posts").glob("*.md"))


def golden(sample: Path) -> Path:
    """The written translation of a sample."""
    return ROOT / "tests" / "golden" / f"{sample.stem}.en.md"


def written(sample: Path) -> dict[str, str]:
    """Translations by source text, as a person wrote them: the body's segments and the front matter's."""
    source, target = read(sample.read_bytes()), read(golden(sample).read_bytes())
    table = {segment.text: text for segment, text in align(source.body, target.body)}
    for name in ("title", "summary", "description", "lead"):
        if source.values.get(name):
            table[source.values[name]] = target.values[name]
    return table


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_segments_of_the_golden_translation_make_it_again(sample: Path) -> None:
    """Cut into segments and joined, the written translation comes out byte for byte."""
    source, target = read(sample.read_bytes()), read(golden(sample).read_bytes())
    texts = {segment.id: text for segment, text in align(source.body, target.body)}
    assert join(source.body, split(source.body), texts) == target.body


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_no_check_calls_the_golden_translation_wrong(sample: Path) -> None:
    """A translator's work passes every check without an error, and the second parser agrees."""
    source, target = read(sample.read_bytes()), read(golden(sample).read_bytes())
    findings = Judge().article(source, target, ("title", "description", "lead"))
    assert [finding for finding in findings if finding.severity == "error"] == []
    assert problems(source.body.decode(), target.body.decode()) == []
