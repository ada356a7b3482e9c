"""What people adapt for readers of another language is told from what was lost or changed."""

from __future__ import annotations

import pytest

from jobs.fidelity.adapted import is_alike, is_same_code, paired
from jobs.fidelity.checks import Judge

JUDGE = Judge()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/zh/docs/use/", "/docs/use/"),
        ("/zh/docs/use/#用法", "/docs/use/#usage"),
        ("#支持的标签", "#supported-tags"),
        ("https://example.org/zh-CN/a", "https://example.org/en-US/a"),
        ("zh-cn/keycodes.md", "keycodes"),
        ("http://www.example.org/a", "https://example.org/a/"),
        ("/img/a_zh.png", "/img/a_en.png"),
        ("https://zh.wikipedia.org/wiki/%E4%BC%81%E9%B9%85", "https://en.wikipedia.org/wiki/Penguin"),
        ("www.example.org/a", "https://example.org/a"),
    ],
)
def test_the_same_page_in_another_language(one: str, other: str) -> None:
    """An address that differs by its language, scheme or ending leads to the same page."""
    assert is_alike(one, other)
    assert paired([one], [other], "links") == ([], [], [(one, other)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/zh/docs/use/", "/docs/uses/"),
        ("/docs/use/#usage", "/docs/use/#flags"),
        ("https://example.org/a", "https://example.com/a"),
        ("/zh/cnn/", "/n/"),
        ("https://zh.wikipedia.org/wiki/Go", "https://en.wikipedia.org/wiki/Rust"),
        ("https://example.org/wiki/%E4%BC%81%E9%B9%85", "https://example.org/wiki/Penguin"),
        ("/img/a.png", "/img/b.png"),
        ('<img src="a" alt="图">', '<img src="a" alt="">'),
        ("/zh/docs/use/#usage", "/docs/use/#flags"),
        ('<a href="/文档/a">', '<a href="/docs/a">'),
        ('<img src="a" alt="x">', '<img src="a" alt="y">'),
    ],
)
def test_another_page_is_no_adaption(one: str, other: str) -> None:
    """Another address, an anchor in Latin letters that changed, or a text that is gone is a change."""
    assert not is_alike(one, other)


BARE = "下载地址是 https://example.com/v1/a_b.zip。这里"


@pytest.mark.parametrize(
    ("source", "target", "severity", "own"),
    [
        (BARE, "It is at https://example.com/v1/a_b.zip, here", "", ""),
        (BARE, "It is at https://evil.example.org/x.zip here", "error", "error"),
        (BARE, "It is at the site here", "error", "error"),
        (BARE, "It is at [the site](https://example.com/v1/a_b.zip) here", "", "error"),
        (BARE, "It is at <https://example.com/v1/a_b.zip> here", "", "error"),
        (BARE, "It is at [the site](https://example.com/v2/a_b.zip) here", "error", "error"),
        ("见 https://example.com/zh/a（甲）", "See https://example.com/en/a (A)", "info", "error"),
        ("见https://example.com/a(甲),乙", "See https://example.com/a (A) and B", "", ""),
        ("（见 https://example.com/a）", "[see https://example.com/a]", "", ""),
        ("https://example.com/a的乙", "https://example.com/a's B", "", ""),
        ("见 https://example.com/a\\_b，乙", "See https://example.com/a_b: B", "", ""),
        ("甲", "A, see www.example.com", "error", "error"),
        ("[https://example.com](https://example.com) 甲", "[https://example.com](https://example.com): A", "", ""),
    ],
)
def test_a_bare_address_stays(source: str, target: str, severity: str, own: str) -> None:
    """An address in running text is as much a link as one in brackets, and may become one in people's work."""
    for by_people, wanted in ((True, severity), (False, own)):
        found = JUDGE.body(source.encode(), target.encode(), by_people=by_people)
        assert {finding.severity for finding in found} == {wanted} - {""}, found


def test_comments_in_code_may_be_translated() -> None:
    """Only lines with Chinese may differ, and none may go."""
    assert is_same_code("# 安装\nmake\n", "# install\nmake\n")
    assert is_same_code('print("共有", 90)  # 打印', 'print("In all", 90)  # print')
    assert is_same_code("x = 1  # 计数", "x = 1  # the count")
    assert is_same_code("A[开始] --> B[结束]", "A[Start] --> B[End]")
    assert not is_same_code("A[开始] --> B[结束]", "B[End] --> A[Start]")
    assert not is_same_code("x = 1  # 计数", "x = 2  # the count")
    assert not is_same_code('print("共有", 90)', 'print("In all", 900)')
    assert not is_same_code("# 安装\nmake\n", "# install\nmake all\n")
    assert not is_same_code("# 安装\nmake\n", "make\n")


SHORTCODE = "{{< %s >}}\n%s\n{{< /%s >}}\n"


@pytest.mark.parametrize(
    ("name", "source", "target", "severities"),
    [
        ("highlight", 'fmt.Println("a")', 'fmt.Println("a")', set()),
        ("highlight", 'fmt.Println("a")', "os.Exit(1)", {"error"}),
        ("highlight", "x = 1  // 计数", "x = 1  // the count", {"info"}),
        ("highlight", "x = 1  // 计数", "x = 2  // the count", {"error"}),
        ("mermaid", "A --> B", "B --> A", {"error"}),
        ("KaTeX", "a + b", "a - b", {"error"}),
        ("notice", "甲。", "A.", set()),
    ],
)
def test_code_between_shortcodes_is_compared_as_code(name: str, source: str, target: str, severities: set[str]) -> None:
    """What stands between tags for a program is code: it stays, but for its Chinese; what people read is prose."""
    ours, theirs = ((SHORTCODE % (name, text, name)).encode() for text in (source, target))
    assert {f.severity for f in JUDGE.body(ours, theirs, by_people=True)} == severities
    assert {f.severity for f in JUDGE.body(ours, theirs)} == ({"error"} if severities else set())


def test_code_in_a_shortcode_of_prose_is_compared() -> None:
    """Code between tags that stand between the tags of something else is code as well; one lost block is named."""
    tabs = "{{< tabs >}}\n%s{{< /tabs >}}\n"
    ours, theirs = ((tabs % SHORTCODE % ("highlight", text, "highlight")).encode() for text in ("a()", "b()"))
    assert [f.message for f in JUDGE.body(ours, theirs)] == ["code in shortcode 1 is missing or changed"]
    assert JUDGE.body(ours, ours) == []


@pytest.mark.parametrize(
    ("source", "target", "severity", "own"),
    [
        ("甲\\\n乙", "A\\\nB", "", ""),
        ("甲\\\n乙", "A\nB", "info", "error"),
        ("甲  \n乙", "A\nB", "info", "error"),
        ("甲  \n乙", "A<br>B", "", "error"),
        ("甲<br />乙", "A\\\nB", "", "error"),
        ("甲<br />乙", "A B", "error", "error"),
        ("甲  \n乙", "A<br>B<br>C", "error", "error"),
        ("甲\n乙", "A\\\nB", "", "error"),
        ("甲~~乙~~", "A ~~B~~", "", ""),
        ("甲~~乙~~", "A B", "warning", "error"),
        ("甲乙", "A ~~B~~", "warning", "error"),
        ("3~5天 ~甲~", "3–5 days A", "", ""),
        ("&copy; 甲", "&copy; A", "", ""),
        ("&copy; 甲", "&reg; A", "warning", "error"),
        ("&copy; 甲", "© A", "", ""),
        ("&copy; 甲", "&#169; A", "", ""),
        ("甲&nbsp;乙", "A B", "info", "info"),
        ("&emsp;甲&hellip;", "A...", "", ""),
        ("&lt;甲&gt;", "`<A>`", "", "error"),
        ("&lt;甲&gt;", "\\<A\\>", "", ""),
        ("&lt;甲&gt;", "A", "info", "info"),
        ("`&copy;` 甲", "`&copy;` A", "", ""),
        ("\\*甲\\*", "\\*A\\*", "", ""),
        ("\\*甲\\*", "*A*", "warning", "error"),
        ("\\*甲 **乙**", "A **B**", "", ""),
        ("甲\\\\* 乙\\\\* 丙", "A\\\\ B\\\\ *C*", "", ""),
        ("\\*甲", "*A*", "", ""),
        ("5 \\* 3 \\* 2", "5 * 3 * 2", "", ""),
    ],
)
def test_small_marks_inside_prose_stay(source: str, target: str, severity: str, own: str) -> None:
    """What a reader sees of breaks, struck-out text, signs and asterisks is the same, whichever way it is written."""
    for by_people, wanted in ((True, severity), (False, own)):
        found = JUDGE.body(source.encode(), target.encode(), by_people=by_people)
        assert {finding.severity for finding in found} == {wanted} - {""}, found


def test_a_page_that_was_adapted_has_no_error() -> None:
    """Localized links, captions and comments are told, and are no errors; a link to another page is one."""
    figure = '{{< figure src="/x.png" caption="%s" >}}'
    source = f"详见[用法](/zh/docs/use/#用法)。\n\n{figure % '十二台机器'}\n\n```sh\n# 安装\nmake\n```\n"
    good = f"See [usage](/docs/use/#usage).\n\n{figure % 'Twelve machines'}\n\n```sh\n# install\nmake\n```\n"
    found = JUDGE.pair(source.encode(), good.encode())
    assert {finding.severity for finding in found} == {"info"}
    other = JUDGE.pair(source.encode(), good.replace("/docs/use/", "/docs/other/").encode())
    assert {"structure", "links"} <= {finding.check for finding in other if finding.severity == "error"}


def test_many_adapted_links_are_told_once() -> None:
    """A page with forty localized links has one line for all of them."""
    source = "\n\n".join(f"[用法](/zh/docs/{number})" for number in range(40))
    target = "\n\n".join(f"[usage](/docs/{number})" for number in range(40))
    (said,) = (finding for finding in JUDGE.pair(source.encode(), target.encode()) if finding.check == "structure")
    assert (said.severity, "and 39 more were adapted" in said.message) == ("info", True)


def test_figures_in_captions_are_judged() -> None:
    """A translated caption in HTML or in a shortcode is a text like any other: 90亿 is not 90 billion there either."""
    source = '<img src="a.png" alt="共有90亿用户">\n\n{{< figure src="/x.png" caption="十二台机器" >}}\n'
    target = '<img src="a.png" alt="90 billion users">\n\n{{< figure src="/x.png" caption="Thirteen machines" >}}\n'
    errors = [finding for finding in JUDGE.pair(source.encode(), target.encode()) if finding.severity == "error"]
    assert [finding.check for finding in errors] == ["quantities", "quantities"]


def test_code_alone_is_compared() -> None:
    """A cell that holds code and no word is looked at, too."""
    source, target = "| 甲 |\n|---|\n| `make` |\n", "| A |\n|---|\n| `made` |\n"
    assert [f.check for f in JUDGE.pair(source.encode(), target.encode()) if f.severity == "error"] == ["inline_code"]
