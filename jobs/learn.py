"""The job: learn from translations that exist already, whoever made them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from jobs import people
from jobs.article import files
from jobs.article.frontmatter import FrontMatter, read
from jobs.article.segments import cut
from jobs.article.target import field_segments, field_texts, is_untouched, made
from jobs.errors import ArticleError
from jobs.planning import Desk, remember
from jobs.report import Row
from jobs.sources import Source, pairs


def learn(desk: Desk, folder: Path) -> Iterator[Row]:
    """Take every article of `folder` that has a translation beside it into the memory: a row for each.

    Segments are learned where paragraphs correspond, also when others were added or left out, and no check finds an
    error. What a person translated or edited counts more than what a machine did.
    """
    for source in pairs(desk, folder):
        yield _learned(desk, source)


def _learned(desk: Desk, source: Source) -> Row:
    name, target = desk.name(source.path), desk.name(source.target)
    limit = desk.settings.discovery.max_bytes
    try:
        ours = read(files.read_bytes(source.path, limit))
        theirs = read(files.read_bytes(source.target, limit))
    except ArticleError as error:
        return Row(name, "failed", target, error.message, error.hint)
    fields = field_texts(ours, theirs, desk.settings.translation.fields, desk.pair.source)
    texts = {**_texts(desk, ours, theirs), **fields}
    good = _judged(desk, ours, texts)
    block = made(theirs)
    origin = "machine" if block and not block.edited and is_untouched(theirs, block) else "person"
    if not good:
        why = "a check finds an error in each segment" if texts else "no paragraphs of the two correspond"
        return Row(name, "skipped", target, f"nothing learned: {why}")
    count = remember(desk, ours, good, origin)
    return Row(name, "learned", target, f"{count} of {len(texts)} segments learned")


def _texts(desk: Desk, ours: FrontMatter, theirs: FrontMatter) -> dict[str, str]:
    """The texts of a translation by segment id, but those of paragraphs that it joined or that hold other markup.

    Where paragraphs can't be told by their words, the blocks of both must be the same.
    """
    if not desk.judge.has_dictionary:
        return people.every_text(ours, theirs, desk.options)
    own = set(cut(ours.body, **desk.options))
    pairs = desk.judge.aligned(ours.body, theirs.body, **desk.options).pairs
    return {s.id: text for s, text in pairs if s in own and not people.has_new_markup(s, text)}


def _judged(desk: Desk, ours: FrontMatter, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts that no check calls wrong."""
    segments = [*field_segments(ours, desk.settings.translation.fields, desk.pair.source)]
    segments += cut(ours.body, **desk.options)
    good, judge = {}, desk.judge.reading(ours.body, ours.head)
    for segment in segments:
        text = texts.get(segment.id)
        if text and not any(f.severity == "error" for f in judge.segment(segment.id, segment.text, text)):
            good[segment.id] = text
    return good


def texts_of(desk: Desk, folder: Path) -> Iterator[tuple[str, str]]:
    """(source text, target text) of all segments of the articles in `folder` that have a translation."""
    limit = desk.settings.discovery.max_bytes
    for source in pairs(desk, folder):
        try:
            ours, theirs = (read(files.read_bytes(path, limit)) for path in (source.path, source.target))
        except ArticleError:
            continue
        for segment, text in desk.judge.aligned(ours.body, theirs.body, **desk.options).pairs:
            yield segment.text, text


def tally(rows: list[Row]) -> str:
    """The rows in a sentence."""
    counts = Counter(row.status for row in rows)
    return ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "no pairs of articles"
