"""Nothing but the prose changes: tokens, code, links and blocks of a segment; the inventory of a whole body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from jobs.article.markdown import HAN, Inventory
from jobs.article.segments import TOKEN
from jobs.fidelity.finding import Complaint
from jobs.regex import regex

_CODE = regex(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_ADDRESS = regex(r"\](?:\(⟦\d+⟧\)|\[⟦\d+⟧\]|⟦\d+⟧)")
_LINK = regex(r"(?<!!)\[[^\]\n]*\]\(([^)\s]*)")
_HTML = regex(r"</?[A-Za-z][^<>\n]*>")


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


def html_added(source: str, target: str) -> Iterator[Complaint]:
    """The reply brings no HTML of its own (what the source has is behind tokens)."""
    if "<" not in target:
        return
    for tag in (
        Counter(_HTML.findall(_CODE.sub("", target))) - Counter(_HTML.findall(_CODE.sub("", source)))
    ).elements():
        yield Complaint(source, target, f"HTML was added: {tag}", "error")


def emphasis_lost(source: str, target: str) -> Iterator[Complaint]:
    """A source with bold text and a target with none: worth a look, no damage."""
    if source.count("**") >= 2 and "**" not in target and re.search(r"\*\*[^\s*][^*]*\w[^*]*\*\*", source):
        yield Complaint(source, target, "the bold of the source is gone", "info")


def _code(text: str) -> Counter[str]:
    return Counter(" ".join(code.split()) for _, code in _CODE.findall(text))


def compare(source: Inventory, target: Inventory, text: bytes) -> Iterator[Complaint]:
    """Differences between the inventories of two bodies; `text` is the target, of which what differs is quoted."""
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
    for name in ("links", "images", "code", "html", "math", "footnotes", "shortcodes", "references"):
        wanted_items, got_items = getattr(source, name), getattr(target, name)
        lost, new = [*(wanted_items - got_items).elements()], [*(got_items - wanted_items).elements()]
        if name == "html":
            lost, new = _without_translated(lost, new)
        for item in lost:
            yield Complaint(item, "", f"{name}: {_short(item)} is missing or changed", "error")
        for item in new:
            yield Complaint("", item, f"{name}: {_short(item)} is not in the source", "error")
    if source.code_blocks != target.code_blocks:
        pairs = zip(source.code_blocks, target.code_blocks, strict=False)
        number = next((i for i, (a, b) in enumerate(pairs, 1) if a != b), 0)
        number = number or min(len(source.code_blocks), len(target.code_blocks)) + 1
        yield Complaint("", "", f"code block {number} is missing or changed", "error")


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


_READ = regex(r"""(?<=>)[^<>]+(?=<|$)|(?<=\balt=)(?:"[^"]*"|'[^']*')|(?<=\btitle=)(?:"[^"]*"|'[^']*')|^[^<>]+$""")
"""What a reader sees of HTML: text between tags, alternative texts, titles."""
_HAN_ONE = regex(f"[{HAN}]")


def _without_translated(lost: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    """HTML of both sides without that whose Chinese alone was translated: tags and addresses are the same."""
    left, rest = list[str](), list(new)
    for html in lost:
        bare = _READ.subn("", html) if _HAN_ONE.search(html) else None
        same = next((other for other in rest if _READ.subn("", other) == bare), None)
        if same is None:
            left.append(html)
        else:
            rest.remove(same)
    return left, rest


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
