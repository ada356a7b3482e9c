"""Segments: exact spans, tokens that hide and restore, text that cannot change the page around it."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from hypothesis import example, given, settings

from jobs.article import markdown
from jobs.article.align import align
from jobs.article.markdown import inventories, inventory, markup
from jobs.article.segments import cut, join, plain, restored, split, visible
from jobs.fidelity.checks import Judge
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
@example("$5 到 $6译播[[卢曼|那人]]$x^2$".encode())
@example("$5 到 $6译播{{ page.author }}$x^2$".encode())
@example("~~删去~~$*斜体*$".encode())
@settings(max_examples=200)
def test_a_translation_changes_nothing_but_prose(body: bytes) -> None:
    """Whatever words replace the Chinese, the page keeps its blocks, links, images, code, HTML and the rest."""
    segments = split(body)
    targets = {segment.id: english(segment.text) for segment in segments}
    joined = join(body, segments, targets)
    wanted, got = inventories(body, joined)
    assert got.skeleton == wanted.skeleton
    # A bare address takes in the word that stands where Chinese ended it.
    assert replace(got, blocks=wanted.blocks, addresses=wanted.addresses) == wanted


@pytest.mark.parametrize(
    ("source", "target", "formulas"),
    [
        ("$5，据$x^2$", "$5, by$x^2$", ["x^2"]),
        ("$6译播{a}$x^2$", "$6word{a}$x^2$", ["x^2"]),
        ("设 $speed = a$", "Let $speed = a$", ["speed = a"]),
        ("设 $speed = a$", "Let $speed = b$", []),
        ("设 $a$", "Let $a$ be $b_i$", ["a", "b_i"]),
    ],
)
def test_a_formula_with_words_is_one_of_the_source(source: str, target: str, formulas: list[str]) -> None:
    """Dollars around other words of a translation are prices; a formula that was changed is missing."""
    assert list(inventories(source.encode(), target.encode())[1].math) == formulas


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


@pytest.mark.parametrize(
    ("markdown", "texts"),
    [
        (":::caution\n注意：\n保存。\n:::", ["注意：\n保存。"]),
        ("> ::: tip 标题 {open}\n> 内容\n> :::", ["标题", "内容"]),
        (":::tip[标题]\n\n内容\n\n:::", ["标题", "内容"]),
        ("::: {.note}\n内容\n:::\n后", ["内容", "后"]),
        ("这是  \n正文。\n{: .notice--info}", ["这是⟦1⟧正文。"]),
        ("{% note info %}\n内容\n{% endnote %}", ["内容"]),
        ("[TOC]\n说明", ["说明"]),
        ('前\n\n!!! note "注意"\n    一\n    二\n\n    ```\n    码\n    ```\n\n后', ["前", "注意", "一\n二", "后"]),
        ("??? tip\n\n    一\n\n    !!! note inline\n        二\n\n    三", ["一", "二", "三"]),
        ('=== "标签"\n\n    一\n\n=== "另"\n\n        码', ["标签", "一", "另"]),
        ('> !!! note "题"\n>     一', ["题", "一"]),
        ("/// caption\n标题\n///", ["标题"]),
        ("/// note | 标题\n内容\n///", ["标题", "内容"]),
        ("*[CSS]: 样式表\n*[甲]: 乙", ["样式表", "乙"]),
        ('--8<-- "包含.md"\n<<< @/示例.js\n内容', ["内容"]),
        ("#标签 #标签/二\n内容", ["内容"]),
        ("import 甲 from '@/a'\nimport {\n  乙,\n} from \"b\";\n\n内容", ["内容"]),
        ("export const 颜色 = [\n  '红',\n]\n\n内容", ["内容"]),
        ("{% codeblock lang:js %}\n// 码\n\n# *码\n{% endcodeblock %}\n内容", ["内容"]),
        ("{% highlight html %}\n<div>\n码\n{% endhighlight %}\n\n内容", ["内容"]),
        ("{% raw %}{{ 码 }}{% endraw %}内容", ["⟦1⟧内容"]),
        ("{% asset_img 示例.jpg 说明 %}", []),
        ("见{% post_url 2019-05-01-旧文章 %}和[文]({{ site.url }}/a)", ["见⟦1⟧和[文](⟦2⟧)"]),
        ('由 {{ page.author }} 写 {{ "日" | date }}', ["由 ⟦1⟧ 写 ⟦2⟧"]),
        ("见[[卢曼]]和[[卢曼|那人]]", ["见⟦1⟧和⟦2⟧"]),
        ("- [[卢曼]]\n- ![[架构图.png|300]]", []),
        ("![图](a.png){#fig:图一 .c}与[文]{.c width=50%}", ["⟦1⟧⟦2⟧与[文]⟦3⟧", "图"]),
        ("## 标题 {#图一}", ["标题"]),
        ("内容 ^块标识", ["内容 ⟦1⟧"]),
        ("据[@李2019; @王]说", ["据⟦1⟧说"]),
        ("==高亮==", ["==高亮=="]),
        (r"设\(x_1 * y*\)和\(n\)与\\(loss_b\\)", ["设⟦1⟧和⟦2⟧与⟦3⟧"]),
        ("得\n\\[\n  a &= *b* \\\\[2pt]\n= \\text{若} c\n\\]\n即", ["得", "即"]),
        ("> 得\n> \\begin{equation}\n> a *b* c_d_e\n> \\end{equation}\n> 即", ["得", "即"]),
    ],
)
def test_markup_of_site_generators_is_kept(markdown: str, texts: list[str]) -> None:
    """Lines that are markup alone stand between segments, whatever stands beside prose is a token."""
    for body in (markdown, markdown.replace("\n", "\r\n")):
        assert [text for _, text in kinds(body)] == texts


@pytest.mark.parametrize(
    "markdown",
    [
        *("集合 {x} 和 {a, b}", "数组 [[1,2],[3,4]]", "双括号 {{ 与 [[ 与 {%", "a ^ b 与 x^2", "[[一]](/u)"),
        *("#1 号", "# 标题", "#标题 后面", "导入 import a from 'a'", "import 是关键字", "export default 的用法"),
        *(
            r"\[注\]、\[1\]、\[注：x=1\]",
            r"\(if x=1\) 与 \(e.g. x\)",
            r"\(file a_b\) 与 \(x is 1\)",
            r"\(note: yes\) 与 \[Note: x=1\]",
            r"\(见\_图\) \[[x](/u)\]",
            r"\\(x\)",
            r"\(a",
        ),
        *(
            "`{{ a }}` 与 `[[卢曼]]`",
            "[@某人](/u)",
            "见 [TOC] 处",
            "时间 ::: 后",
            "!!! 注意",
            "/// 会说话",
            "!!! so what",
            "=== 甲",
        ),
    ],
)
def test_what_only_looks_like_such_markup_is_prose(markdown: str) -> None:
    """Braces, brackets and signs of ordinary prose, and what stands in code, are read as before."""
    assert markup(markdown.encode(), []) == []


@pytest.mark.parametrize("markdown", ["```\n{% raw %}\n[[卢曼]]\n```", "<div>\n{{ a }}\n</div>", "$\\frac{{a}}{b}$"])
def test_code_has_no_markup_but_its_own(markdown: str) -> None:
    """In code, HTML and formulas nothing is looked for; behind them it is."""
    assert markup(markdown.encode(), []) == []
    assert len(markup(f"{markdown}\n\n[[卢曼]]".encode(), [])) == 1


@pytest.mark.parametrize(
    "markdown",
    [
        ":::caution\n一\n二\n:::",
        "> [!TIP]\n> 一\n> 二",
        "{% note %}\n一\n二\n{% endnote %}",
        "[TOC]\n一\n二",
        "一\n二\n{: .c}",
        "/// caption\n一\n二\n///",
        "!!! note\n    一\n    二\n",
    ],
)
def test_a_reply_of_fewer_lines_swallows_no_marker(markdown: str) -> None:
    """A reply in one line replaces the prose alone: the lines around it stay lines."""
    body = markdown.encode()
    (segment,) = cut(body)
    before, after = re.split("一\n(?:> | *)二", markdown)
    assert join(body, [segment], {segment.id: "one two"}).decode() == f"{before}one two{after}"


def test_text_without_such_markup_is_not_read_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body in which nothing looks like such markup costs no further reading."""
    monkeypatch.setattr(markdown, "parse", None)
    assert markup("# 标题\n\n一段。[链接](/a) `码` **粗** ![图](/b) 1^2 {甲} #号\n".encode(), []) == []
    with pytest.raises(TypeError):
        markup(b"[[a]]", [])


@pytest.mark.parametrize(
    "opener", ["{%", "\\\\(", "\\begin{a}", "import {a,\n", "*[", "@[TOC](", ":::\n", "[[a]]\n", "{% raw %}\n"]
)
def test_markup_that_never_ends_takes_no_time(opener: str) -> None:
    """Thousands of openings without an end are read in a moment, not in the square of their number."""
    started = time.process_time()
    cut(opener.encode() * (20_000 // len(opener)))
    assert time.process_time() - started < 2


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


@pytest.mark.parametrize(("name", "texts"), [("highlight", []), ("mermaid", []), ("math", []), ("note", ["# 里面"])])
def test_code_in_paired_shortcodes_never(name: str, texts: list[str]) -> None:
    """Shortcodes that enclose code, formulas or diagrams are not opened by the setting `shortcode_text`; notes are."""
    body = f"{{{{< {name} python >}}}}\n\\# 里面\n\n{{{{< /{name} >}}}}\n".encode()
    assert [s.text for s in split(body, shortcode_text=True)] == [f"⟦1⟧\n\\{text}" for text in texts]


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


@pytest.mark.parametrize("form", ["[百度]", "[百度][]", "[百度][百度]", "[百度][b]"])
def test_references_of_every_form(form: str) -> None:
    """A reference is one token behind its text: nothing is left over, and the target reads as the source does."""
    body = f"看{form}和\n\n[百度]: /u\n[b]: /u\n".encode()
    (segment,) = split(body)
    assert segment.text == "看[百度]⟦1⟧和"
    joined = join(body, [segment], {segment.id: "See [Baidu]⟦1⟧ and"})
    assert joined.decode().startswith(f"See [Baidu][{'b' if '[b]' in form else '百度'}] and\n")
    assert [text for _, text in align(body, joined)] == ["See [Baidu]⟦1⟧ and"]
    assert inventory(joined).links == inventory(body).links
    assert not [f for f in Judge().body(body, joined) if f.severity == "error"]
    edited = joined.replace(b"See", b"Look at")
    learnt = {s.id: text for s, text in align(body, edited)}
    assert join(body, split(body), learnt) == edited


@pytest.mark.parametrize("form", ["![图]", "![图][]", "![图][图]"])
def test_images_by_reference_of_every_form(form: str) -> None:
    """An image by reference is hidden with all of its brackets."""
    assert kinds(f"看{form}吧\n\n[图]: /a.png")[0] == ("paragraph", "看⟦1⟧吧")


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


@pytest.mark.parametrize("around", [("", ""), ("", "\n"), ("\n", "\r\n\n")])
def test_line_breaks_around_a_value_are_put_back(around: tuple[str, str]) -> None:
    """A value of several lines, as of YAML's `|`, keeps its lines and what stands around them."""
    before, after = around
    value = f"{before}一行\n\n二行{after}"
    segment = plain("f.summary", value)
    assert segment.text == "一行\n\n二行"
    assert restored(segment, value, segment.text) == value
    assert restored(segment, value, "one\n\ntwo") == f"{before}one\n\ntwo{after}"


@pytest.mark.parametrize("value", ["", "\n", "\r\n\n"])
def test_a_value_of_nothing_is_put_back(value: str) -> None:
    """A value of line breaks alone is an empty segment."""
    assert plain("f.summary", value).text == ""
    assert restored(plain("f.summary", value), value, "") == value


@pytest.mark.parametrize("line", ["- Li Bai", "+ Very fast", "# 1", "1. One", "> so", "---", "  - x", "```"])
@pytest.mark.parametrize("end", ["  \n", "\\\n", "  \r\n", "  \n> "])
def test_a_line_behind_a_hard_break_begins_no_block(line: str, end: str) -> None:
    """What looks like a block behind the token of a hard break is escaped, as behind a soft one."""
    body = f"{'> ' if end[-1] == ' ' else ''}床前明月光。{end}李白".encode()
    (segment,) = split(body)
    assert segment.text == "床前明月光。⟦1⟧李白"
    joined = join(body, [segment], {segment.id: f"Moonlight.⟦1⟧{line}"})
    assert inventory(joined).skeleton == inventory(body).skeleton
    assert inventory(joined).marks == inventory(body).marks
    assert join(body, [segment], {segment.id: "Moonlight - or 1. so ⟦1⟧Li Bai"}).count(b"\\") == body.count(b"\\")


WIKI, BAIKE = "https://zh.wikipedia.org/wiki/", "https://baike.baidu.com/item/"


@pytest.mark.parametrize(
    ("markdown", "text", "target"),
    [
        (f"详见 {WIKI}人工智能 词条。", "详见 ⟦1⟧ 词条。", "See the entry ⟦1⟧."),
        (f"详见{WIKI}人工智能。", "详见⟦1⟧。", "See ⟦1⟧, there."),
        (f"详见 {WIKI}苹果_(公司)，谢谢", "详见 ⟦1⟧，谢谢", "See (⟦1⟧), thanks"),
        (f"详见 {WIKI}人工智能的词条", "详见 ⟦1⟧人工智能的词条", "See ⟦1⟧ now"),
        (f"详见 {WIKI}Linux的词条", "详见 ⟦1⟧的词条", "See the entry ⟦1⟧"),
        (f"见{BAIKE}人工智能/9180。好", "见⟦1⟧。好", "See ⟦1⟧. Good"),
        ("访问https://a.cn/即可。", "访问⟦1⟧即可。", "Visit ⟦1⟧."),
        ("访问 https://a.cn/docs/即可", "访问 ⟦1⟧即可", "Visit ⟦1⟧"),
        ("访问https://a.cn/docs/文档吧", "访问⟦1⟧文档吧", "Visit ⟦1⟧ docs"),
        ("访问 https://a.cn/en/download/选择LTS版本", "访问 ⟦1⟧选择LTS版本", "Visit ⟦1⟧ Choose LTS"),
        ("见 https://a.cn/x/y/以及其他", "见 ⟦1⟧以及其他", "See ⟦1⟧ and others"),
        (f"参见 {WIKI}社会主义 一文。", "参见 ⟦1⟧ 一文。", "See ⟦1⟧."),
        (f"打开 {WIKI}社会主义的页面 看", "打开 ⟦1⟧社会主义的页面 看", "Open ⟦1⟧ page"),
        ("文档见https://a.cn/docs/中文/a.html。", "文档见⟦1⟧。", "Docs: ⟦1⟧."),
        ("文档：https://a.cn/docs/中文手册.pdf", "文档：⟦1⟧", "Docs: ⟦1⟧"),
        ("搜索 https://a.cn/?q=中文&p=1 吧", "搜索 ⟦1⟧ 吧", "Search “⟦1⟧”"),
        ("参考 https://a.cn/a.html#安装步骤 一节", "参考 ⟦1⟧ 一节", "See ⟦1⟧'s section"),
        ("打开 https://a.cn/docs/中文，很好", "打开 ⟦1⟧中文，很好", "Open ⟦1⟧ Chinese, good"),
        ("用 https://a.cn/v3_x 的接口", "用 ⟦1⟧ 的接口", "Use ⟦1⟧."),
    ],
)
def test_chinese_in_an_address(markdown: str, text: str, target: str) -> None:
    """A Chinese name is an address's own where that is sure; what may be prose behind it is prose."""
    body = markdown.encode()
    (segment,) = split(body)
    assert segment.text == text
    joined = join(body, [segment], {segment.id: target})
    assert inventory(joined).addresses == inventory(body).addresses
    assert inventory(body).addresses


@pytest.mark.parametrize("marks", ["()", '""', "''"])
def test_titles_in_every_form(marks: str) -> None:
    """A link's title is a segment whatever it stands between, and stays one whatever its translation holds."""
    first, last = marks[0], marks[1]
    body = f"见[链接](/a  {first}带\\{last}的标题{last} )与![图](<b 'c'.png> {first}图题{last})。".encode()
    titles = [segment for segment in split(body) if segment.kind == "title"]
    assert [segment.text for segment in titles] == [f"带\\{last}的标题", "图题"]
    joined = join(body, titles, {titles[0].id: "a (b) \"c\" 'd'", titles[1].id: "one\\) two"})
    assert inventory(joined) == replace(inventory(body), blocks=inventory(joined).blocks)
    assert [event.detail["title"] for event in markdown.parse(joined) if event.name == "Start" and event.detail] == [
        "a (b) \"c\" 'd'",
        "one) two",
    ]


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
