"""Which paragraph of a translation answers which of its source, when some were added, left out or joined."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.article.align import alignment
from jobs.article.frontmatter import read
from jobs.article.segments import cut
from jobs.fidelity.checks import Judge
from jobs.fidelity.correspondence import by_content

ROOT = Path(__file__).parent
SAMPLES = sorted((ROOT / "golden").glob("*.en.md"))
FOREIGN = b"The museum will be closed on Mondays, and visitors are asked to leave their umbrellas at the door."


@cache
def _bodies(target: Path) -> tuple[bytes, bytes]:
    source = ROOT.parent / "examples" / "content" / "posts" / target.name.replace(".en.md", ".md")
    return read(source.read_bytes()).body, read(target.read_bytes()).body


def _paragraphs(body: bytes) -> list[tuple[int, int]]:
    """Where the paragraphs stand that have no neighbour in a list, quote or table, and say something."""
    return [
        (segment.start, segment.end)
        for segment in cut(body)
        if segment.kind == "paragraph" and "." not in segment.id and segment.end - segment.start > 120
        and body[segment.end : segment.end + 2] == b"\n\n"
    ]  # fmt: skip


def _texts(source: bytes, target: bytes) -> dict[str, str]:
    return {segment.id: text for segment, text in alignment(source, target, by_content).pairs}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_bodies_of_one_skeleton_are_paired_by_place(sample: Path) -> None:
    """Where nothing was added or left out, the first answers the first."""
    source, target = _bodies(sample)
    assert alignment(source, target, by_content) == alignment(source, target)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_paragraph_left_out_is_lost_alone(data: st.DataObject) -> None:
    """Whichever paragraph of a translation is taken out, it is the one that is lost, and all others keep their text."""
    sample = data.draw(st.sampled_from(SAMPLES))
    source, target = _bodies(sample)
    start, end = data.draw(st.sampled_from(_paragraphs(target)))
    whole, gone = _texts(source, target), target[start:end]
    found = alignment(source, target[:start] + target[end + 2 :], by_content)
    kept = {segment.id: text for segment, text in found.pairs}
    assert [whole[segment.id].split()[:3] for segment in found.lost if segment.id in whole] == [
        gone.decode().split()[:3]
    ]
    assert kept == {name: text for name, text in whole.items() if name.split(".")[0] != found.lost[0].id}
    assert not found.new


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_paragraph_put_in_is_new_alone(data: st.DataObject) -> None:
    """Wherever a paragraph is put in that answers nothing, it is the new one, and all others keep their text."""
    source, target = _bodies(data.draw(st.sampled_from(SAMPLES)))
    at, _ = data.draw(st.sampled_from(_paragraphs(target)))
    found = alignment(source, target[:at] + FOREIGN + b"\n\n" + target[at:], by_content)
    assert [segment.text.encode() for segment in found.new] == [FOREIGN]
    assert {segment.id: text for segment, text in found.pairs} == _texts(source, target)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_paragraphs_that_were_joined_answer_together(data: st.DataObject) -> None:
    """Two paragraphs of the source whose English is one are judged as one text, and the others keep theirs."""
    source, target = _bodies(SAMPLES[0])
    neighbours = [(one, two) for one, two in pairwise(_paragraphs(target)) if two[0] == one[1] + 2]
    (_, end), (start, _) = data.draw(st.sampled_from(neighbours))
    found = alignment(source, target[:end] + b" " + target[start:], by_content)
    assert not found.lost
    assert not found.new
    whole = _texts(source, target)
    changed = [segment for segment, text in found.pairs if whole[segment.id] != text]
    assert ["\n" in segment.text for segment in changed] == [True]


def test_one_paragraph_more_is_one_finding() -> None:
    """A paragraph too many is an error of its own, and nothing behind it is held against the wrong source."""
    source, target = _bodies(SAMPLES[0])
    at, _ = _paragraphs(target)[0]
    judge = Judge()
    before = [finding for finding in judge.pair(source, target) if finding.severity == "error"]
    after = judge.pair(source, target[:at] + FOREIGN + b"\n\n" + target[at:])
    errors = [finding.check for finding in after if finding.severity == "error"]
    assert not before
    assert sorted(errors) == ["added", "structure"]


def test_a_paragraph_less_is_named() -> None:
    """The finding of a paragraph that is left out names its segment and quotes it."""
    source, target = _bodies(SAMPLES[0])
    start, end = _paragraphs(target)[0]
    found = Judge().pair(source, target[:start] + target[end + 2 :])
    lost = [finding for finding in found if finding.check == "dropped" and finding.severity == "error"]
    assert [finding.source in source.decode() and finding.segment != "" for finding in lost] == [True]


def test_other_languages_are_paired_by_place() -> None:
    """Without a dictionary there is nothing to compare by: a body in another language is read as it stands."""
    source, target = "一二三四\n\n五六七八\n".encode(), b"eins\n\nzwei\n"
    assert Judge(target="de").aligned(source, target) == alignment(source, target)
