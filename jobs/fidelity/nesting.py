"""Elements of HTML and pairs of template tags: what encloses words in a source encloses words in its translation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from jobs.article.segments import TOKEN
from jobs.fidelity.finding import Complaint
from jobs.regex import regex

Behind = Mapping[str, tuple[tuple[str, ...], ...]]
"""By a source text, what its tokens hide in each segment that has this text."""

NOTHING: Behind = {}

_TAG = regex(r"<(?P<close>/?)(?P<name>[A-Za-z][\w.-]*)(?=[\s/>])")
_LIQUID = regex(r"\{%-?\s*(?P<close>(?:end)?(?=\w))(?P<name>\w+)")
_SHORTCODE = regex(r"\{\{[<%]\s*(?P<close>/?)\s*(?P<name>[^\s>%/]+)")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_SAYS = regex(r"\w")


class _Element(NamedTuple):
    """A pair of tags: the numbers of their tokens, what stands between them, and how deep in others of its name."""

    opens: str
    closes: str
    inner: str
    depth: int


def broken(source: str, target: str, behind: Behind) -> Iterator[Complaint]:
    """The first pair of tags that encloses in the source, and in the target nothing, or the wrong way round."""
    for hidden in behind.get(source, ()):
        tags = _tags(hidden)
        ours = [*_elements(source, tags)]
        if not ours or Counter(TOKEN.findall(source)) != Counter(TOKEN.findall(target)):
            continue
        known = {number: tags[number] for element in ours for number in (element.opens, element.closes)}
        theirs = [*_elements(target, known)]
        reason = _crossed(ours, theirs, known) or _emptied(ours, theirs, hidden)
        if reason:
            yield Complaint(source, target, reason, "error")
            return


def _tags(hidden: tuple[str, ...]) -> dict[str, tuple[str, bool]]:
    """(name, does it close?) of the tags among what is hidden, by the numbers of their tokens."""
    found = {}
    for number, raw in enumerate(hidden, 1):
        for pattern, start in ((_TAG, "<"), (_LIQUID, "{%"), (_SHORTCODE, "{{")):
            match = pattern.match(raw)
            if match and raw.count(start) == 1 and not raw.endswith(("/>", "/>}}", "/%}}")):
                name = match["name"] if start != "<" else match["name"].lower()
                if start != "<" or name not in _VOID:
                    found[str(number)] = (start + name, bool(match["close"]))
    return found


def _elements(text: str, tags: Mapping[str, tuple[str, bool]]) -> Iterator[_Element]:
    """The pairs of tags that nest in `text`; what is alone, or crosses another, is none."""
    opened: list[tuple[str, str, int]] = []
    for token in TOKEN.finditer(text):
        name, closes = tags.get(token[1], ("", False))
        if not name:
            continue
        if not closes:
            opened.append((name, token[1], token.end()))
            continue
        at = next((place for place in reversed(range(len(opened))) if opened[place][0] == name), None)
        if at is not None:
            _, number, start = opened[at]
            depth = sum(other == name for other, _, _ in opened[:at])
            yield _Element(number, token[1], text[start : token.start()], depth)
            del opened[at:]


def _crossed(ours: list[_Element], theirs: list[_Element], tags: Mapping[str, tuple[str, bool]]) -> str:
    """Why the target's pairs are not the source's: one of them does not close, or stands in another of its kind."""
    paired = {number for element in theirs for number in (element.opens, element.closes)}
    deepest: defaultdict[str, int] = defaultdict(int)
    for element in ours:
        deepest[tags[element.opens][0]] = max(deepest[tags[element.opens][0]], element.depth)
    within = {element.opens for element in theirs if element.depth > deepest[tags[element.opens][0]]}
    for element in ours:
        if not {element.opens, element.closes} <= paired or element.opens in within:
            return f"⟦{element.opens}⟧…⟦{element.closes}⟧ must enclose words in this order, and no other such pair"
    return ""


def _emptied(ours: list[_Element], theirs: list[_Element], hidden: tuple[str, ...]) -> str:
    """Why an element of the target says nothing, where that of the source says something."""

    def bare(element: _Element) -> bool:
        return not _SAYS.search(element.inner)

    allowed = Counter(hidden[int(element.opens) - 1] for element in ours if bare(element))
    for element in theirs:
        if not element.inner.strip():
            allowed[hidden[int(element.opens) - 1]] -= 1
            if allowed[hidden[int(element.opens) - 1]] < 0:
                return f"nothing is left between ⟦{element.opens}⟧ and ⟦{element.closes}⟧"
    return ""
