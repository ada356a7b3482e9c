"""Read a translation segment by segment: what stands in the target where a source segment stood."""

from __future__ import annotations

from collections.abc import Iterator

from jobs.article.segments import TOKEN, Segment, cut


def align(
    source: bytes, target: bytes, *, code_comments: bool = False, shortcode_text: bool = False
) -> Iterator[tuple[Segment, str]]:
    """(source segment, text of the target) for bodies of one block skeleton.

    The text's tokens are numbered as the source's are, by the bytes that they hide; one that hides something
    else gets a number that the source does not have. A source segment without a counterpart is left out.
    """
    options = {"code_comments": code_comments, "shortcode_text": shortcode_text}
    ours, theirs = cut(source, **options), cut(target, **options)
    counterpart = {segment.id: segment for segment in theirs}
    for segment in ours:
        other = counterpart.get(segment.id)
        if other is not None and other.kind == segment.kind:
            yield (
                segment,
                _renumbered(segment, _contents(source, segment, ours), other, _contents(target, other, theirs)),
            )


def _contents(body: bytes, segment: Segment, every: list[Segment]) -> list[str]:
    """What each token hides, prose of nested segments left out, so that it compares across languages."""
    if not segment.hidden:
        return []
    within = f"{segment.id}."
    nested = [other for other in every if other.id.startswith(within)]
    found = []
    for hidden in segment.hidden:
        raw, at = [], hidden.start
        for inner in nested:
            if hidden.start <= inner.start and inner.end <= hidden.end:
                raw.append(body[at : inner.start])
                at = inner.end
        content = b"".join([*raw, body[at : hidden.end]]).decode()
        found.append(hidden.label or " ".join(content.split()))
    return found


def _renumbered(segment: Segment, wanted: list[str], other: Segment, got: list[str]) -> str:
    free: dict[str, list[int]] = {}
    for number, content in enumerate(wanted, 1):
        free.setdefault(content, []).append(number)
    spare = len(segment.hidden)
    numbers = []
    for content in got:
        if free.get(content):
            numbers.append(free[content].pop(0))
        else:
            spare += 1
            numbers.append(spare)
    return TOKEN.sub(lambda match: f"⟦{numbers[int(match.group(1)) - 1]}⟧", other.text)
