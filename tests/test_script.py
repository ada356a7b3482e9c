"""An article as narration by rule."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.article.frontmatter import read
from jobs.article.segments import cut
from jobs.podcast.lexicon import Lexicon, Pronunciation
from jobs.podcast.outline import outline
from jobs.podcast.script import by_rule
from jobs.podcast.unsaid import audible, reason
from jobs.podcast.values import Line
from tests.conftest import ROOT, shared
from tests.strategies import ANYTHING, BODIES


def lines(body: str, language: str = "en", *, disclosure: bool = False, title: str = "") -> tuple[Line, ...]:
    """The lines of `body` without the closing."""
    made = by_rule(title, body.encode(), language, lexicon=Lexicon(), disclosure=disclosure)
    return tuple(line for line in made.lines if line.kind != "closing")


def spoken(body: str, language: str = "en") -> list[str]:
    return [line.spoken for line in lines(body, language)]


def test_the_opening_has_the_title_and_the_disclosure() -> None:
    """The title comes first, its outlet set apart; then, if wanted, that the voice is synthetic."""
    title, disclosed = lines("", title="Boxes in 2025 | Sampler", disclosure=True)
    assert (title.kind, title.text, title.spoken) == (
        "opening",
        "Boxes in 2025 | Sampler",
        "Boxes in twenty twenty-five. Sampler.",
    )
    assert "synthetic voice" in disclosed.spoken
    assert "合成语音" in lines("", "zh-CN", title="标题", disclosure=True)[1].text
    assert [line.kind for line in lines("Text.", title="T")] == ["opening", "paragraph"]


def test_headings_are_chapter_breaks() -> None:
    """A heading is a line of its own; it and what follows carry its fragment, its own id first."""
    found = lines("Before.\n\n## The 1st *Box*\n\nText.\n\n## Second {#own}\n\nMore.")
    assert [(line.kind, line.anchor) for line in found] == [
        ("paragraph", ""),
        ("heading", "the-1st-box"),
        ("paragraph", "the-1st-box"),
        ("heading", "own"),
        ("paragraph", "own"),
    ]
    assert found[1].spoken == "The first Box."


def test_fragments_are_those_of_hugo(tmp_path: Path) -> None:
    """The real Hugo gives the same headings the same ids."""
    headings = [
        "## Foo [bar](http://x.com/a) **bold** `co_de` x&amp;y",
        "## 中文 标题：“引号” 3.5%",
        "## Foo",
        "## Foo",
        "## Foo-1",
        "### !!!",
        "## Bar {#my-id}",
        "## my id",
        "Set *ext*\ntwo lines\n----",
        "## É à_ ② ½ x² 😀",
        "## end ##",
        "## a&b  c",
        "## foot[^1] note",
    ]
    body = "\n\nText.\n\n".join(headings) + "\n\nText.\n\n[^1]: note\n"
    (tmp_path / "content").mkdir()
    (tmp_path / "layouts").mkdir()
    (tmp_path / "hugo.toml").write_text('baseURL = "https://example.com/"\n')
    (tmp_path / "layouts/page.html").write_text("{{ .Content }}")
    (tmp_path / "content/a.md").write_text(f"---\ntitle: a\n---\n{body}", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "hugo"], cwd=tmp_path, check=True, capture_output=True, timeout=60)
    page = (tmp_path / "public/a/index.html").read_text(encoding="utf-8")
    assert [block.anchor for block in outline(body.encode()) if block.kind == "heading"] == re.findall(
        r'<h\d id="([^"]*)"', page
    )


def test_prose_loses_its_marks() -> None:
    """Emphasis, links, images, HTML, footnotes, citation marks and shortcodes leave nothing but words."""
    body = (
        'A **bold**, *soft* and ~~old~~ [link](https://e.com/1 "t")[^1] to <b>it</b>[2]. ![alt](a.png)'
        ' {{< ref "x" >}}\n\n<div>\nraw\n</div>\n\n{{< figure src="a.png" caption="No" >}}\n\n[^1]: A note.\n'
    )
    assert [line.text for line in lines(body)] == ["A bold, soft and old link to it."]
    assert spoken("**标题：**正文在\n下一行", "zh-CN") == ["标题：正文在下一行。"]


def test_prose_shortcodes_are_read() -> None:
    """Text between the tags of a note is read; what other shortcodes enclose is not."""
    body = "{{< note >}}\nMind the gap.\n{{< /note >}}\n\n{{< highlight go >}}\nx := 1\n{{< /highlight >}}\n"
    assert spoken(body) == ["Mind the gap."]


def test_addresses_are_left_out() -> None:
    """A bare address goes, with the sentence that only leads to it; link texts stay."""
    assert spoken("We moved. See https://example.com/a for more. It works.") == ["We moved. It works."]
    assert spoken("We sold 58 ships at https://example.com.") == ["We sold fifty-eight ships."]
    assert spoken("The docs https://example.com are long.") == ["The docs are long."]
    assert spoken("The docs (https://example.com) are long.") == ["The docs are long."]
    assert spoken("详见：https://example.com/路径。改好了。", "zh-CN") == ["改好了。"]
    assert spoken("Read [the docs](https://example.com) first.") == ["Read the docs first."]


def test_code_tables_and_formulas_are_told() -> None:
    """What is to be looked at is told in a sentence, once for several in a row."""
    body = "```python\nx = 1\n```\n\n```go\ny\n```\n\n```sh\nls\n```\n\nText.\n\n"
    told = lines(body + "| Year | Ship |\n|--|--|\n| 1 | 2 |\n\n$$a=b$$\n")
    assert [(line.kind, line.text) for line in told] == [
        ("code", "Here the article shows a code example in Python."),
        ("code", "More code follows in the article."),
        ("code", "Here the article shows commands for the terminal."),
        ("paragraph", "Text."),
        ("table", "The article has a table here, with the columns Year and Ship."),
        ("code", "Here the article shows a formula."),
    ]
    assert spoken("```python\nx\n```", "zh-CN") == ["此处原文附有一段 Python 代码。"]


def test_inline_code_is_read_if_it_is_words() -> None:
    """A name or a command is read; anything else is a snippet, without a second article."""
    found = lines("Run `npm install`, set `max_size`, call `open()`, then the `if (a) { b; }` ends.")
    assert found[0].spoken == "Run npm install, set max size, call open, then the code snippet ends."
    assert "`" not in found[0].text
    assert "if (a) { b; }" in found[0].text


def test_lists_are_led_in() -> None:
    """Numbered items are counted unless they count themselves; a list that nothing announces is announced."""
    assert spoken("1. Open it.\n2. Second, look.\n3. Shut it.") == [
        "First, Open it.",
        "Second, look.",
        "Third, Shut it.",
    ]
    assert [line.text for line in lines("1. Open it.\n2. Shut it.")] == ["1. Open it.", "2. Shut it."]
    assert spoken("It has a history.\n\n- 1978: a.\n- 1980: b.")[1] == "Point by point."
    assert spoken("It has:\n\n- a.\n- b.") == ["It has:", "a.", "b."]
    assert spoken("## It\n\n- a.\n- b.") == ["It.", "a.", "b."]
    assert spoken("1. 打开。\n2. 关上。", "zh-CN") == ["第一，打开。", "第二，关上。"]


def test_quotations_are_announced() -> None:
    """A quotation begins and ends audibly, once however long; a callout is named instead."""
    assert spoken("> “We want it.”") == ["Quote: We want it. End of quote."]
    assert spoken("> One.\n>\n> Two.") == ["Quote: One.", "Two. End of quote."]
    assert spoken("> [!TIP]\n> Look up.") == ["A tip: Look up."]
    assert spoken("> **Note:** Look up.") == ["Note: Look up."]
    assert spoken("> 我们想要。", "zh-CN") == ["引文： 我们想要。 引文完。"]


UNSAID = {
    "credit": [
        "（图片来源：unsplash）",
        "图源：视觉中国",
        "Image: Unsplash",
        "*Photo by Jane Doe*",
        "封面图｜AI生成",
        "Photo/AP",
    ],
    "byline": [
        "作者：林某",
        "文｜某某 编辑｜某某",
        "By Jane Doe",
        "（本文首发于某App，作者｜某某）",
        "Edited by Max Roe and Jo Li",
    ],
    "follow": [
        "更多精彩内容，关注某公众号（ID：abc）",
        "扫码关注我们",
        "点击阅读原文",
        "Follow us on WeChat",
        "Subscribe to our newsletter",
        "For more, follow our official account (ID: abc) or download the app",
    ],
    "source": [
        "原文链接：[这里](https://e.com)",
        "Source: [Reuters](https://e.com)",
        "参考资料：某书",
        "Read the original",
    ],
}
SAID = [
    "By 1956 the cost had fallen.",
    "By Contrast, nobody knew.",
    "Photo sharing grew by 5%.",
    "Sources say that it will close.",
    "作者认为，价格会涨。",
    "关注这一问题的人很多。",
    "图片识别的准确率提高了。",
    "编辑部昨天搬了家。",
    "Follow the money: it went to ships.",
    "The article was long, and nobody read it.",
]


@pytest.mark.parametrize(("why", "text"), [(why, text) for why, texts in UNSAID.items() for text in texts])
def test_credits_and_calls_are_left_out(why: str, text: str) -> None:
    """Image credits, bylines, calls to follow and source links are not for a listener."""
    assert [reason(block) for block in outline(text.encode())] == [why]
    assert [line.text for line in lines(f"Text.\n\n{text}\n\nEnd.")] == ["Text.", "End."]


@pytest.mark.parametrize("text", SAID)
def test_prose_that_looks_like_them_stays(text: str) -> None:
    """A sentence of the article that merely begins like a credit is read."""
    assert [line.text for line in lines(f"{text}\n\nEnd.")] == [text, "End."]


def test_a_long_paragraph_is_no_credit() -> None:
    """Only a short block can be a credit or a byline: a paragraph that begins like one is read."""
    for text in ("Image: " + "the ship is red and long. " * 9, "作者：" + "这艘船又红又长。" * 20):
        assert [line.text for line in lines(text, "zh-CN")] == [text.strip()]


def test_lists_of_links_are_left_out_or_told() -> None:
    """A section of references and a closing source link go; another list of links is told; contents go."""
    body = "## A\n\nText.\n\n## References\n\n- [a](https://e.com)\n- b\n\n## B\n\nMore.\n\n[qq](https://e.com/1)\n"
    assert [line.text for line in lines(body)] == ["A", "Text.", "B", "More."]
    assert spoken("Text.\n\n- [a](https://e.com)\n- [b](https://e.com)") == ["Text.", "The article lists links here."]
    assert spoken("- [A](#a)\n- [B](#b)\n\nText.") == ["Text."]


def test_headings_over_nothing_go() -> None:
    """A heading that has nothing left to hear under it would be an empty chapter; one over others stays."""
    blocks = audible(outline(b"# A\n\n## B\n\n![i](a.png)\n\n## C\n\nText.\n\n## D\n\n## E\n"))
    assert [block.shown for block in blocks] == ["A", "C", "Text."]


def test_the_lexicon_changes_what_is_said_alone() -> None:
    """The transcript has the name as written, the voice gets it as it is pronounced."""
    lexicon = Lexicon((Pronunciation("Kitex", "kye-tex"),))
    line = by_rule("", b"Kitex 2 is out.", "en", lexicon=lexicon, disclosure=False).lines[0]
    assert (line.text, line.spoken) == ("Kitex 2 is out.", "kye-tex two is out.")


def test_an_episode_ends_audibly() -> None:
    """After an article there is a closing line; without one there is none."""
    assert by_rule("T", b"Text.", "en", lexicon=Lexicon(), disclosure=True).lines[-1].kind == "closing"
    assert by_rule("T", b"", "en", lexicon=Lexicon(), disclosure=True).lines[-1].kind == "opening"


def test_the_samples_are_fit_to_be_heard() -> None:
    """The sample translations leave no figure, sign, address, credit or call in what is said."""
    for path in (ROOT / "tests/golden").glob("*.en.md"):
        front = read(path.read_bytes())
        made = by_rule(str(front.values["title"]), front.body, "en", lexicon=Lexicon(), disclosure=True)
        everything = "\n".join(line.spoken for line in made.lines).replace("CSQU3054383", "")
        assert not re.findall(r"[\d$%*`#<>{}|\[\]_]|https?:|Unsplash|official account|Author:", everything)
        ids = {segment.id for segment in cut(front.body)}
        assert {line.segment for line in made.lines} - {""} <= ids
        assert sum(line.segment != "" for line in made.lines) > len(made.lines) / 2


def test_real_articles_are_fit_to_be_heard() -> None:
    """Over real articles no address, tag or fence reaches the voice, and every line says something."""
    for path in shared("corpus")[::7]:
        front = read(path.read_bytes())
        language = "en" if "/en/" in str(path) else "zh-CN"
        for line in by_rule("T", front.body, language, lexicon=Lexicon(), disclosure=False).lines:
            assert line.spoken, path
            assert not re.search(r"https?://|```|\]\(|\{\{[<%]|\*\*", line.spoken), (path, line)


@settings(max_examples=80, deadline=None)
@given(BODIES | ANYTHING, st.sampled_from(["en", "zh-CN", "de"]))
def test_any_body_becomes_lines(body: bytes, language: str) -> None:
    """Whatever the body, there are lines that say something on one line each, without an address."""
    for line in by_rule("T", body, language, lexicon=Lexicon(), disclosure=False).lines:
        assert line.text
        assert line.spoken
        assert "\n" not in line.spoken + line.text
        assert "https://" not in line.spoken
