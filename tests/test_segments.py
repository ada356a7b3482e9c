"""Segments: exact spans, tokens that hide and restore, text that cannot change the page around it."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings

from jobs.article.align import align
from jobs.article.markdown import inventory
from jobs.article.segments import cut, join, plain, split, visible
from tests.conftest import ROOT, shared
from tests.strategies import ANYTHING, BODIES

CORPUS = [*shared("articles"), *shared("corpus"), *sorted((ROOT / "examples").rglob("*.md"))]


def own_texts(body: bytes, **options: bool) -> bytes:
    """`body` with every segment replaced by its own text."""
    segments = cut(body, **options)
    return join(body, segments, {segment.id: segment.text for segment in segments})


def kinds(markdown: str) -> list[tuple[str, str]]:
    """(kind, text) of every segment that holds Chinese."""
    return [(segment.kind, segment.text) for segment in split(markdown.encode())]


@given(BODIES)
@settings(max_examples=300)
def test_a_body_survives_when_every_segment_gets_its_own_text_back(body: bytes) -> None:
    """Law 1: joining every segment's own text gives the body, byte for byte."""
    assert own_texts(body) == body
    assert own_texts(body, code_comments=True, shortcode_text=True) == body


@given(ANYTHING)
@settings(max_examples=300)
def test_anything_at_all_survives(body: bytes) -> None:
    """Law 1 holds for text that is hardly Markdown."""
    assert own_texts(body) == body
    assert join(body, split(body), {}) == body


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_real_articles_survive(path) -> None:  # type: ignore[no-untyped-def]
    """Law 1 holds for whole files, front matter lines included, as if they were all body."""
    data = path.read_bytes()
    assert own_texts(data) == data
    assert own_texts(data, code_comments=True, shortcode_text=True) == data


@given(BODIES)
@example("$![图片](pic.png)$".encode())
@settings(max_examples=200)
def test_a_translation_changes_nothing_but_prose(body: bytes) -> None:
    """Whatever words replace the Chinese, the page keeps its blocks, links, images, code, HTML and the rest."""
    segments = split(body)
    targets = {segment.id: english(segment.text) for segment in segments}
    joined = join(body, segments, targets)
    wanted, got = inventory(body), inventory(joined)
    assert got.skeleton == wanted.skeleton
    assert (got.images, got.code_blocks, got.shortcodes) == (
        wanted.images,
        wanted.code_blocks,
        wanted.shortcodes,
    )


def english(text: str) -> str:
    """Each run of Chinese as a word; marks stay where they are, as full-width ones do."""
    return re.sub("[\u3400-\u9fff]+", "word", text)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("段落。", [("paragraph", "段落。")]),
        ("# 标题 #", [("heading", "标题")]),
        ("标题\n===", [("heading", "标题")]),
        ("- 一\n- 二", [("item", "一"), ("item", "二")]),
        ("> 引用", [("quote", "引用")]),
        ("| 甲 | b |\n|---|---|\n| 丙 | d |", [("cell", "甲"), ("cell", "丙")]),
        ("![图片](a.png)", [("alt", "图片")]),
        ('看[这里](/a "题目")。', [("paragraph", "看[这里](⟦1⟧)。"), ("title", "题目")]),
        ("词[^1]\n\n[^1]: 注释", [("paragraph", "词⟦1⟧"), ("footnote", "注释")]),
        ("> [!TIP] 提示\n> 内容", [("callout", "提示"), ("quote", "内容")]),
        ("词\n: 定义", [("term", "词"), ("definition", "定义")]),
        ("前{{< x a=`二` >}}后", [("paragraph", "前⟦1⟧后")]),
        ("前<b>粗</b>后", [("paragraph", "前⟦1⟧粗⟦2⟧后")]),
        ("公式 $a_b$ 好", [("paragraph", "公式 ⟦1⟧ 好")]),
        ("见 https://a.cn/x。好", [("paragraph", "见 ⟦1⟧。好")]),
        ("`代码`与`code`", [("paragraph", "⟦1⟧与`code`")]),
        ("上\n下", [("paragraph", "上\n下")]),
        ("上  \n下", [("paragraph", "上⟦1⟧下")]),
        ("```\n代码\n```", []),
        ("<div>\n块\n</div>", []),
        ("[a]: /u '题'", []),
        ("<!-- 注 -->", []),
        ("{{< n >}}\n里\n{{< /n >}}", []),
        ("only English", []),
    ],
)
def test_what_becomes_a_segment(markdown: str, expected: list[tuple[str, str]]) -> None:
    """Prose becomes a segment of its kind, markup a token; code, HTML, comments and references stay out."""
    assert kinds(markdown) == expected


def test_comments_in_code_only_when_asked() -> None:
    """The setting `code_comments` makes segments of comments, and of nothing else in the code."""
    body = "```python\nx = '串'  # 注释\n```\n".encode()
    assert [s.text for s in split(body, code_comments=True)] == ["注释"]
    assert split(body) == []


def test_text_in_paired_shortcodes_only_when_asked() -> None:
    """The setting `shortcode_text` opens the text between paired shortcodes."""
    body = "{{< n >}}\n里面\n{{< /n >}}\n".encode()
    assert [s.text for s in split(body, shortcode_text=True) if "里面" in s.text]
    assert not split(body.replace(b" n ", b" highlight ").replace(b"/n", b"/highlight"), shortcode_text=True)
    assert split(body) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("一段话", "1. looks like a list"),
        ("一段话", "- looks like an item"),
        ("一段话", "# looks like a heading"),
        ("一段话", "> looks like a quote"),
        ("一段话", "```"),
        ("一段话", "two\n\nparagraphs"),
        ("一段话", "line\n==="),
        ("一段话", "[x]: looks like a reference"),
        ("- 一项", "- nested"),
        ("| 甲 | b |\n|---|---|\n| 丙 | d |", "a | b"),
        ("# 标题", "Closing #"),
        ("> 引用", "---"),
        ("标题\n===", "- item"),
        ("标题\n---", "two\nlines"),
    ],
)
def test_a_reply_cannot_change_the_blocks(source: str, target: str) -> None:
    """A target text that looks like a block stays what its source was."""
    body = source.encode()
    segments = split(body)
    joined = join(body, segments, {segments[-1].id: target})
    assert inventory(joined).skeleton == inventory(body).skeleton


def test_soft_breaks_keep_their_prefix() -> None:
    """A reply with as many lines as the source keeps `> ` and indentation; another becomes one line."""
    body = "> 一行\n> 二行\n".encode()
    segments = split(body)
    assert join(body, segments, {segments[0].id: "one\ntwo"}) == b"> one\n> two\n"
    assert join(body, segments, {segments[0].id: "one two"}) == b"> one two\n"


def test_tokens_may_move() -> None:
    """Tokens are put back where the translation needs them."""
    body = "甲[乙](/u)丙`丁`".encode()
    segments = split(body)
    joined = join(body, segments, {segments[0].id: "⟦2⟧ then [b](⟦1⟧)"})
    assert joined == "`丁` then [b](/u)".encode()


def test_alt_text_inside_a_hidden_image() -> None:
    """An image is a token in its paragraph and its alt text a segment of its own: both come back."""
    body = "看图 ![猫](a.png) 吧".encode()
    targets = dict(zip((s.id for s in split(body)), ("Look at ⟦1⟧ here", "cat"), strict=True))
    assert join(body, split(body), targets) == b"Look at ![cat](a.png) here"


def test_plain_values_hide_markup() -> None:
    """A front matter value is one segment whose HTML, shortcodes and addresses are tokens."""
    assert plain("f.title", "看<b>这</b> https://a.cn").text == "看⟦1⟧这⟦2⟧ ⟦3⟧"


def test_visible_text() -> None:
    """Tokens and inline code are no prose."""
    assert visible("a⟦1⟧b`c`").split() == ["a", "b"]


@given(BODIES)
@settings(max_examples=150)
def test_aligning_a_body_with_itself_gives_its_texts(body: bytes) -> None:
    """`align` reads a translation in the source's own tokens."""
    for segment, text in align(body, body):
        assert sorted(re.findall("⟦\\d+⟧", text)) == sorted(re.findall("⟦\\d+⟧", segment.text))
        assert re.sub("⟦\\d+⟧", "", text) == re.sub("⟦\\d+⟧", "", segment.text)
