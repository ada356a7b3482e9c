"""Nothing but the prose changes: tokens, code, links and blocks of a segment; the inventory of a whole body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from jobs.article import headings
from jobs.article.inline import BREAK
from jobs.article.markdown import Inventory
from jobs.article.segments import TOKEN
from jobs.fidelity import adapted, marks
from jobs.fidelity.finding import Complaint
from jobs.fidelity.nesting import NOTHING, Behind, broken
from jobs.fidelity.prose import CODE
from jobs.regex import regex

_ADDRESS = regex(r"\](?:\(⟦\d+⟧\)|⟦\d+⟧)")
_EMPTY = regex(r"\[\s*\](?:\(⟦\d+⟧\)|⟦\d+⟧)")
_LINK = regex(r"(?<!!)\[[^\]\n]*\]\(([^)\s]*)")
_HTML = regex(r"</?[A-Za-z][^<>\n]*>")
_TAG = regex(r"</?[A-Za-z][\w.:-]*(?=[^<>\n]*>)")


def tokens(source: str, target: str) -> Iterator[Complaint]:
    """Every token of the source stands in the target exactly as often."""
    if "⟦" not in source and "⟦" not in target and "⟧" not in target:
        return
    ours, theirs = TOKEN.findall(source), TOKEN.findall(target)
    if ours == theirs and target.count("⟦") == target.count("⟧") == len(theirs):
        return
    wanted, got = Counter(ours), Counter(theirs)
    for number in sorted(wanted.keys() | got.keys(), key=int):
        if wanted[number] > got[number]:
            yield Complaint(source, target, f"⟦{number}⟧ is missing", "error")
        elif wanted[number] < got[number]:
            yield Complaint(
                source, target, f"⟦{number}⟧ appears {got[number]} times instead of {wanted[number]}", "error"
            )
    if target.count("⟦") != target.count("⟧") or len(TOKEN.findall(target)) != target.count("⟦"):
        yield Complaint(source, target, "a damaged token: ⟦ and ⟧ belong to whole tokens only", "error")


def link_form(source: str, target: str) -> Iterator[Complaint]:
    """A link's token still stands behind its bracket: `[text](⟦1⟧)` has not become `text (⟦1⟧)`."""
    if "[" not in source and "[" not in target:
        return
    missing = Counter(_ADDRESS.findall(source)) - Counter(_ADDRESS.findall(target))
    for form in missing:
        yield Complaint(source, target, f"a link lost its form: …{form} is missing", "error")
    added = len(_LINK.findall(target)) - len(_LINK.findall(source))
    if added > 0 and not missing:
        yield Complaint(source, target, "a link was added", "error")
    for form in Counter(_EMPTY.findall(target)) - Counter(_EMPTY.findall(source)) if not missing else ():
        yield Complaint(source, target, f"a link without text: {form}", "error")


def inline_code(source: str, target: str) -> Iterator[Complaint]:
    """Inline code is the same on both sides, as a multiset."""
    if "`" not in source and "`" not in target:
        return
    wanted, got = _code(source), _code(target)
    if wanted == got:
        return
    for code in (wanted - got).elements():
        yield Complaint(source, target, f"inline code `{code}` is missing or changed", "error")
    for code in (got - wanted).elements():
        if not (wanted - got):
            yield Complaint(source, target, f"inline code `{code}` was added", "error")


def html(source: str, target: str, *, behind: Behind = NOTHING) -> Iterator[Complaint]:
    """The reply brings no HTML of its own (what the source has is behind tokens), and its tags nest as they did."""
    if "⟦" in target:
        yield from broken(source, target, behind)
    if "<" not in target:
        return
    known = Counter(_TAG.findall(CODE.sub("", source)))
    for tag in _HTML.finditer(CODE.sub("", target)):
        name = _TAG.findall(tag[0])[0]
        known[name] -= 1
        if known[name] < 0:
            yield Complaint(source, target, f"HTML was added: {tag[0]}", "error")


def emphasis_lost(source: str, target: str) -> Iterator[Complaint]:
    """A source with bold text and a target with none: worth a look, no damage."""
    if source.count("**") >= 2 and "**" not in target and re.search(r"\*\*[^\s*][^*]*\w[^*]*\*\*", source):
        yield Complaint(source, target, "the bold of the source is gone", "info")


def _code(text: str) -> Counter[str]:
    return Counter(" ".join(code.split()) for _, code in CODE.findall(text))


def compare(
    source: Inventory,
    target: Inventory,
    text: bytes,
    *,
    by_people: bool = False,
    comments: bool = False,
    there: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Complaint]:
    """Differences between the inventories of two bodies; `text` is the target, of which what differs is quoted.

    `comments`: those in code are translated. `by_people`: what they adapt for their readers is told, and no error;
    inline code is left to `inline_code`. `there`: the anchors that links may have instead of the source's.
    """
    at = first_difference(source, target)
    if at is not None:
        index, offset = at
        wanted = source.skeleton[index] if index < len(source.skeleton) else ""
        got = target.skeleton[index] if index < len(target.skeleton) else ""
        if _named(wanted) != _named(got):
            wanted, got = _named(wanted), _named(got)
        line = text[offset:].split(b"\n", 1)[0].decode("utf-8", "replace").strip() if offset >= 0 else ""
        where = f": “{_short(line)}”" if line else ""
        yield Complaint(wanted, line, f"the target has {got} where the source has {wanted}{where}", "error")
    fewer = source.marks[BREAK] - target.marks[BREAK]
    for name in _COUNTED:
        if by_people and name in _NOT_OF_PEOPLE:
            continue
        wanted_items, got_items = _items(source, name, by_people=by_people), _items(target, name, by_people=by_people)
        lost, new = [*(wanted_items - got_items).elements()], [*(got_items - wanted_items).elements()]
        if by_people and name == "html":
            lost, new, fewer = marks.breaks(lost, new, fewer)
        lost, new = _unanswered(lost, new, there)
        if by_people:
            lost, new, pairs = adapted.paired(lost, new, name)
            for one, other in pairs[:1]:
                more = f", and {len(pairs) - 1} more were adapted" if len(pairs) > 1 else ""
                yield Complaint(one, other, f"{name}: {_short(one)} has become {_short(other)}{more}", "info")
        for item in lost:
            yield Complaint(item, "", f"{name}: {_short(item)} is missing or changed", "error")
        for item in new:
            yield Complaint("", item, f"{name}: {_short(item)} is not in the source", "error")
    yield from marks.compare(source.marks, target.marks, text, fewer=fewer, by_people=by_people)
    blocks = source.code_blocks, target.code_blocks
    yield from _code_blocks(*blocks, "code block", by_people=by_people, comments=comments)
    between = source.shortcode_code, target.shortcode_code
    yield from _code_blocks(*between, "code in shortcode", by_people=by_people, comments=False)


def _unanswered(lost: list[str], new: list[str], there: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """What is lost and what is new but for links that lead to the heading which answers."""
    left, rest = list[str](), list(new)
    for item in lost:
        other = headings.turned(item, there)
        if other in rest:
            rest.remove(other)
        else:
            left.append(item)
    return left, rest


def dead_links(source: bytes, target: bytes, wanted: Inventory, got: Inventory) -> Iterator[Complaint]:
    """Links within the page that led to a heading of the source, and lead to none in the target."""
    dead = headings.dead(source, target, wanted.links, got.links)
    if dead:
        more = f", and {len(dead) - 1} more lead nowhere" if len(dead) > 1 else ""
        yield Complaint("", dead[0], f"links: {_short(dead[0])} leads to no heading of the page{more}", "warning")


_COUNTED = ("links", "images", "code", "html", "math", "footnotes", "shortcodes", "markup", "references", "addresses")
_NOT_OF_PEOPLE = frozenset({"code", "addresses"})
"""Kinds that are looked at elsewhere in people's work: inline code by `inline_code`, bare addresses among the links."""


def _items(inventory: Inventory, name: str, *, by_people: bool) -> Counter[str]:
    """What an inventory counts of one kind; people may make a link of a bare address: to them both are one kind."""
    found: Counter[str] = getattr(inventory, name)
    return found + inventory.addresses if by_people and name == "links" else found


def _code_blocks(
    source: Sequence[str], target: Sequence[str], what: str, *, by_people: bool, comments: bool
) -> Iterator[Complaint]:
    """The first code block that differs, or those whose comments were translated before it."""
    for number, (one, other) in enumerate(zip(source, target, strict=False), 1):
        if comments and adapted.is_same_code(one, other):
            continue
        if by_people and one != other and adapted.is_same_code(one, other):
            yield Complaint("", "", f"{what} {number}: its Chinese was translated", "info")
        elif one != other:
            yield Complaint("", "", f"{what} {number} is missing or changed", "error")
            return
    if len(source) != len(target):
        number = min(len(source), len(target)) + 1
        yield Complaint("", "", f"{what} {number} is missing or changed", "error")


def first_difference(source: Inventory, target: Inventory) -> tuple[int, int] | None:
    """(index of the first block event that differs, its byte offset in the target), or None."""
    if source.skeleton == target.skeleton:
        return None
    pairs = zip(source.blocks, target.blocks, strict=False)
    for index, ((wanted, _), (got, offset)) in enumerate(pairs):
        if wanted != got:
            return index, offset
    index = min(len(source.blocks), len(target.blocks))
    return index, target.blocks[index][1] if index < len(target.blocks) else -1


_BLOCKS = {
    "Paragraph": "a paragraph", "Heading": "a heading", "List": "a list", "Item": "an item of a list",
    "BlockQuote": "a quotation", "CodeBlock": "a code block", "HtmlBlock": "HTML", "Rule": "a rule",
    "Table": "a table", "TableHead": "the head of a table", "TableRow": "a row of a table", "TableCell": "a cell",
    "TaskListMarker": "a box to tick", "FootnoteDefinition": "a footnote", "DefinitionList": "a list of definitions",
    "DefinitionListTitle": "a term", "DefinitionListDefinition": "a definition",
}  # fmt: skip
"""Blocks as a reader calls them."""


def _named(event: str) -> str:
    """A block event of an inventory in words: "Heading ('H2', …)" is a heading of level 2."""
    if not event:
        return "nothing more"
    name, _, detail = event.partition(" ")
    if name.startswith("/"):
        return f"the end of {_BLOCKS.get(name[1:], name[1:])}"
    if name == "Heading":
        return f"a heading of level {detail[3:4]}"
    if name == "List" and detail != "None":
        return f"a list numbered from {detail}"
    return _BLOCKS.get(name, name)


def _short(item: str) -> str:
    return item if len(item) <= 80 else item[:77] + "…"
