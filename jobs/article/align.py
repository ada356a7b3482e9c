"""Read a translation segment by segment: what stands in the target where a source segment stood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import eq

from jobs.article.headings import following
from jobs.article.segments import TOKEN, Segment, cut, plain

Group = tuple[Sequence[Segment], Sequence[Segment]]
"""Leaves of the source, and those of the target that answer them; either may be none."""

Pairing = Callable[[Sequence[Segment], Sequence[Segment]], Iterable[Group]]
"""What answers what, in order, by the leaves of both bodies: segments that lie in no other."""


@dataclass(frozen=True)
class Alignment:
    """`pairs`: (source segment, text of the target); `lost` and `new`: segments of the source and of the target
    that have no counterpart."""

    pairs: tuple[tuple[Segment, str], ...]
    lost: tuple[Segment, ...] = ()
    new: tuple[Segment, ...] = ()


def align(
    source: bytes, target: bytes, *, aimed: bool = False, code_comments: bool = False, shortcode_text: bool = False
) -> Iterator[tuple[Segment, str]]:
    """(source segment, text of the target) for bodies of one block skeleton, as `alignment` has them."""
    yield from alignment(source, target, aimed=aimed, code_comments=code_comments, shortcode_text=shortcode_text).pairs


def by_place(ours: Sequence[Segment], theirs: Sequence[Segment]) -> Iterator[Group]:
    """The first answers the first, the second the second, as in bodies of one block skeleton."""
    counterpart = {segment.id: segment for segment in theirs}
    for segment in ours:
        other = counterpart.get(segment.id)
        if other is None or other.kind != segment.kind:
            yield (segment,), ()
        else:
            del counterpart[segment.id]
            yield (segment,), (other,)
    for segment in counterpart.values():
        yield (), (segment,)


def alignment(
    source: bytes,
    target: bytes,
    pairing: Pairing = by_place,
    alike: Callable[[str, str], bool] = eq,
    *,
    aimed: bool = False,
    code_comments: bool = False,
    shortcode_text: bool = False,
) -> Alignment:
    """What stands in the target for each segment of the source.

    The text's tokens are numbered as the source's are, by what they hide, if it is equal or `alike`, or links to the
    same heading; one that hides something else gets a number that the source does not have. Segments that are answered
    together are one. `aimed`: the links to headings are the same in both bodies already.
    """
    options = {"code_comments": code_comments, "shortcode_text": shortcode_text}
    ours, theirs = _Side(source, cut(source, **options)), _Side(target, cut(target, **options))
    ways = (*((eq,) if aimed else following(source, target)), alike)
    pairs, lost, new = list[tuple[Segment, str]](), list[Segment](), list[Segment]()
    for one, other in pairing(ours.leaves, theirs.leaves):
        if one and other:
            segment, wanted = ours.joined(one)
            found, got = theirs.joined(other)
            pairs.append((segment, _renumbered(segment, wanted, found, got, ways)))
            nested = {inner.id.removeprefix(other[0].id): inner for inner in theirs.within(other[0])}
            for inner in ours.within(one[0]):
                counterpart = nested.get(inner.id.removeprefix(one[0].id))
                if counterpart and counterpart.kind == inner.kind:
                    text = _renumbered(inner, ours.contents(inner), counterpart, theirs.contents(counterpart), ways)
                    pairs.append((inner, text))
        lost += () if other else one
        new += () if one else other
    return Alignment(tuple(pairs), tuple(lost), tuple(new))


def value_text(segment: Segment, value: str, other: str) -> str:
    """What `other`, a front matter value of the target, says for `segment`: that is `plain` of the source's `value`."""
    found = plain(segment.id, other, segment.kind)
    wanted, got = (
        [text.encode()[hidden.start : hidden.end].decode() for hidden in one.hidden]
        for one, text in ((segment, value), (found, other))
    )
    return _renumbered(segment, wanted, found, got, (eq,))


class _Side:
    """One of the two bodies, cut into segments."""

    def __init__(self, body: bytes, segments: Iterable[Segment]) -> None:
        self.leaves: list[Segment] = []
        self._body = body
        self._nested: dict[str, list[Segment]] = {}
        for segment in segments:
            leaf, _, number = segment.id.partition(".")
            if number and segment.kind != "comment":
                self._nested.setdefault(leaf, []).append(segment)
            else:  # a comment lies in a block of code, which is no segment
                self.leaves.append(segment)

    def within(self, leaf: Segment) -> Sequence[Segment]:
        """The segments inside what `leaf` hides."""
        return self._nested.get(leaf.id, ())

    def contents(self, segment: Segment) -> list[str]:
        """What each token hides, prose of nested segments left out, so that it compares across languages."""
        if not segment.hidden:
            return []
        name = f"{segment.id}."
        nested = [other for other in self.within(segment) if other.id.startswith(name)]
        found = []
        for hidden in segment.hidden:
            raw, at = [], hidden.start
            for inner in nested:
                if hidden.start <= inner.start and inner.end <= hidden.end:
                    raw.append(self._body[at : inner.start])
                    at = inner.end
            content = b"".join([*raw, self._body[at : hidden.end]]).decode()
            found.append(" ".join((hidden.label or content).split()))
        return found

    def joined(self, leaves: Sequence[Segment]) -> tuple[Segment, list[str]]:
        """Some leaves as one segment with the id of the first, and what its tokens hide."""
        if len(leaves) == 1:
            return leaves[0], self.contents(leaves[0])
        contents, texts = list[str](), list[str]()
        for leaf in leaves:
            texts.append(_moved(leaf.text, len(contents)))
            contents += self.contents(leaf)
        hidden = tuple(hidden for leaf in leaves for hidden in leaf.hidden)
        return replace(leaves[0], text="\n".join(texts), end=leaves[-1].end, hidden=hidden, gaps=()), contents


def _moved(text: str, by: int) -> str:
    return TOKEN.sub(lambda match: f"⟦{int(match[1]) + by}⟧", text) if by else text


def _renumbered(
    segment: Segment, wanted: list[str], other: Segment, got: list[str], ways: Iterable[Callable[[str, str], bool]]
) -> str:
    free, numbers = dict(enumerate(wanted, 1)), dict[int, int]()
    for same in ways:
        for place, content in enumerate(got):
            number = next((n for n, own in free.items() if same(own, content)), 0) if place not in numbers else 0
            if number:
                numbers[place] = number
                del free[number]
    spare = len(segment.hidden)
    for place in range(len(got)):
        if place not in numbers:
            spare += 1
            numbers[place] = spare
    return TOKEN.sub(lambda match: f"⟦{numbers[int(match.group(1)) - 1]}⟧", other.text)
