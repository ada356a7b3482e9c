"""An article as it is said by rule: every sentence is the article's own; what can't be heard is told or left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from jobs.podcast.lexicon import Lexicon
from jobs.podcast.outline import Block, outline
from jobs.podcast.phrases import Phrases, code_told, counted, is_chinese, phrases, table_told
from jobs.podcast.spoken import say
from jobs.podcast.unsaid import audible
from jobs.podcast.values import Line, LineKind, Script
from jobs.podcast.wording import FORMULA, SNIPPET
from jobs.regex import regex

Speak = Callable[[str], str]

_KINDS: dict[str, LineKind] = {"heading": "heading", "paragraph": "paragraph", "item": "item", "quote": "quote"}
_NOTE = regex(r"(?:note|tip|important|warning|caution|注|注意|提示|警告|说明|备注)\s*[:：]", re.IGNORECASE)
_COUNTED = regex(
    r"\W*(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|finally|next|then|lastly|"
    r"step|one|two|three|"
    r"\d|第|首先|其次|再次|最后|其[一二三四五]|[一二三四五六七八九十]+[、是])",
    re.IGNORECASE,
)
_DETERMINER = r"\b(?:an?|the|this|that|each|every|another|your|our|its|their|\w+ing|of type)\s+"
_COLON = regex(r"[:：][\"”’)）]*$")
_ENDED = regex(r"[.!?。！？…:：;；][\"'”’」』)）]*$")
_OUTLET = regex(r"\s*[|｜丨]\s*")


def by_rule(title: str, body: bytes, language: str, *, lexicon: Lexicon, disclosure: bool) -> Script:
    """The article as narration by one voice, without a model.

    `body` is Markdown, `language` that of the article. With `disclosure`, the opening says that the voice is
    synthetic. Lines under a heading carry its fragment as Hugo makes it, and the id of their segment.
    """
    speak = speaker(language, lexicon)
    words = phrases(language)
    lines = [*_opening(title, words, speak, disclosure=disclosure)]
    lines += _told_once(_lines(audible(outline(body)), language, words, speak))
    if len(lines) > 1 + disclosure:
        lines.append(Line("closing", words.closing, speak(words.closing)))
    return Script(" ".join(title.split()), language, tuple(lines))


def speaker(language: str, lexicon: Lexicon) -> Speak:
    """A function from text to what the voice is given: in words, and pronounced by the lexicon."""
    return lambda text: lexicon.around(text, language, lambda rest: say(rest, language)).strip()


def _opening(title: str, words: Phrases, speak: Speak, *, disclosure: bool) -> Iterator[Line]:
    shown = " ".join(title.split())
    if shown:
        yield Line("opening", shown, ended(speak(_OUTLET.sub(words.stop + " ", shown).strip()), words))
    if disclosure:
        yield Line("opening", words.disclosure, speak(words.disclosure))


def ended(text: str, words: Phrases) -> str:
    """`text` with a stop at its end, so that a voice lets it fall there."""
    return text if _ENDED.search(text) or not text else text.rstrip(",，、") + words.stop


def _lines(blocks: Sequence[Block], language: str, words: Phrases, speak: Speak) -> Iterator[Line]:
    before: Block | None = None
    for index, block in enumerate(blocks):
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        if _is_link_list(blocks, index):
            yield Line("item", words.links, speak(words.links), anchor=block.anchor)
        elif block.kind in {"code", "table", "math"}:
            yield _told(block, words, speak, again=any(b.kind == "code" for b in blocks[:index]))
        else:
            if _needs_lead(block, before, after):
                yield Line("item", words.points, speak(words.points), anchor=block.anchor)
            shown = _numbered(block)
            said = ended(_framed(block, before, after, _said(block, language, words), words), words)
            yield Line(_KINDS[block.kind], shown, speak(said), anchor=block.anchor, segment=block.segment)
        before = block


def _told(block: Block, words: Phrases, speak: Speak, *, again: bool) -> Line:
    """One sentence in place of a block that is to be looked at; a shorter one for the second piece of code."""
    kind: LineKind = "table" if block.kind == "table" else "code"
    if block.kind == "table":
        text = table_told(block.columns, words)
    else:
        text = words.formula if block.kind == "math" else code_told(block.info, words, again=again)
    return Line(kind, text, speak(text), anchor=block.anchor)


def _is_link_list(blocks: Sequence[Block], index: int) -> bool:
    """Is this an item of a list in which every item is nothing but a link?"""
    block = blocks[index]
    if block.kind != "item" or not block.linked:
        return False
    return all(other.linked for other in blocks if other.group == block.group and other.kind == "item")


def _needs_lead(block: Block, before: Block | None, after: Block | None) -> bool:
    """Does a list begin here that nothing has led in: no number, no colon, no heading just before?"""
    if block.kind != "item" or block.level != 1 or block.number or before is None or after is None:
        return False
    begins = before.group != block.group and before.kind not in {"item", "heading"}
    return begins and after.group == block.group and after.kind == "item" and not _COLON.search(before.shown)


def _numbered(block: Block) -> str:
    return f"{block.number}. {block.shown}" if block.number and block.kind == "item" else block.shown


def _said(block: Block, language: str, words: Phrases) -> str:
    said = block.said
    for mark, phrase in ((SNIPPET, words.snippet), (FORMULA, words.a_formula)):
        said = re.sub(rf"({_DETERMINER}){mark}", rf"\1{phrase.removeprefix('a ')}", said)
        said = said.replace(mark, phrase)
    if block.kind == "item" and block.number and block.level == 1 and not _COUNTED.match(said):
        gap = "" if is_chinese(language) else " "
        return f"{counted(block.number, language)}{gap}{said}"
    return said


def _framed(block: Block, before: Block | None, after: Block | None, said: str, words: Phrases) -> str:
    """A quotation between words that say so, a callout behind its name; all else as it is."""
    if block.callout:
        name = words.callouts.get(block.callout, words.callouts["NOTE"])
        return f"{name} {said}" if not _NOTE.match(said) else said
    if block.kind != "quote" or not block.group or _NOTE.match(said):
        return said
    if before is not None and before.group == block.group and before.callout:
        return said
    first = before is None or before.group != block.group
    last = after is None or after.group != block.group
    bare = re.sub(r"^[“\"「『](.*)[”\"」』]$", r"\1", said) if first and last else said
    parts = [words.quote if first else "", ended(bare, words), words.end_quote if last else ""]
    return " ".join(part for part in parts if part)


def _told_once(lines: Iterator[Line]) -> Iterator[Line]:
    """Lines without repetition of what was told just before, as by several code blocks in a row."""
    held = list(lines)
    yield from held[:1]
    for before, line in pairwise(held):
        if line.segment or line.text != before.text or line.kind != before.kind:
            yield line
