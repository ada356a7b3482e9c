"""What people changed in a target is kept, or the article is held: nothing of it is undone in silence."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.article.frontmatter import read
from jobs.planning import _common
from tests.server import Server
from tests.site import Site

BODY = """第一段中文介绍内容，说了很多。

Only English here, a paragraph.

## API

## 安装

```js
let a = 1;
```

<!-- 备注 -->

请看[文档][d]，里面什么都有。

| 端口 | 监听地址 |
|---|---|
| 一号 | 本机 |

最后一段是全文的总结。

[d]: https://example.com/zh
"""


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")


def _edited(target: Path, old: str, new: str) -> bytes:
    text = target.read_text()
    assert old in text
    target.write_text(text.replace(old, new, 1))
    return target.read_bytes()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Only English here", "Nothing but English here"),
        ("## API", "## The API"),
        ("let a = 1;", "let a = 2;"),
        ("<!-- 备注 -->", "<!-- a note -->"),
        ("https://example.com/zh", "https://example.com/en"),
    ],
)
def test_what_is_not_translated_is_not_undone(tmp_path: Path, old: str, new: str) -> None:
    """A person's change of code, HTML, addresses or English text stays: the article is held when the source changes."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY)
        site.run()
        edited = _edited(tmp_path / "a.en.md", old, new)
        assert site.run().counts == {"kept": 1}
        path.write_text(path.read_text().replace("最后一段", "末尾这一段"))
        report = site.run()
        assert report.counts == {"held": 1}
        assert "something that is not translated was changed" in report.rows[0].note
        assert (tmp_path / "a.en.md").read_bytes() == edited


def test_short_texts_of_a_person_outlive_their_neighbours(tmp_path: Path) -> None:
    """A person's heading and cell stay when what stands beside them changes; only that is asked for."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY.replace("```js\nlet a = 1;\n```", "首先需要下载安装包，再运行安装命令才行。"))
        site.run()
        target = tmp_path / "a.en.md"
        lines = target.read_text().splitlines()
        heading = next(line for line in lines[::-1] if line.startswith("## "))
        cells = next(line for line in lines if line.startswith("| "))
        _edited(target, heading, "## Setting it up by hand")
        _edited(target, cells, "| Port by hand | Address by hand |")
        site.run()
        path.write_text(path.read_text().replace("首先需要", "现在需要").replace("| 一号 |", "| 二号 |"))
        server.clear()
        assert site.run().counts == {"translated": 1}
        assert [len(call.texts) for call in server.calls] == [2]
        again = target.read_text()
        assert "## Setting it up by hand\n" in again
        assert "| Port by hand | Address by hand |" in again


def test_the_same_word_twice_keeps_its_two_renderings(tmp_path: Path) -> None:
    """Of a heading that stands twice, each keeps the text that a person gave it, in order."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", "## 概述\n\n第一部分的内容在这里写着。\n\n## 概述\n\n第二部分的内容在这里写着。\n")
        site.run()
        target = tmp_path / "a.en.md"
        headings = [line for line in target.read_text().splitlines() if line.startswith("## ")]
        text = target.read_text().replace(headings[0], "## One", 1)
        target.write_text("## Two".join(text.rsplit(headings[1], 1)))
        site.run()
        path.write_text(path.read_text().replace("部分的内容", "部分的全部内容"))
        assert site.run().counts == {"translated": 1}
        assert [line for line in target.read_text().splitlines() if line.startswith("## ")] == ["## One", "## Two"]


@pytest.mark.parametrize("table", ["", "| 名称 | 数值 |\n|---|---|\n| 甲 | 乙 |\n\n"])
def test_a_target_saved_with_other_line_ends(tmp_path: Path, table: str) -> None:
    """A target that an editor saved with CRLF is read paragraph by paragraph all the same, code and tables between."""
    body = (
        f"先运行这一条命令试一试。\n\n```bash\nls\n```\n\n{table}然后修改这一份配置文件。\n\n最后重新启动这一个服务。\n"
    )
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", body)
        site.run()
        target = tmp_path / "a.en.md"
        before = target.read_text().split("---\n", 2)[2].splitlines()
        target.write_bytes(target.read_bytes().replace(b"\n", b"\r\n"))
        path.write_text(path.read_text().replace("最后重新", "最后再次"))
        assert site.run().counts == {"translated": 1}
        after = target.read_text().split("---\n", 2)[2].splitlines()
    assert after[:-1] == before[:-1]


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("使用 <b>粗体</b> 的文章", ("<b>", "</b>")),
        ("请访问 https://example.com/a 查看详情", ("https://example.com/a",)),
        ("安装 {{< version >}} 版本", ("{{< version >}}",)),
        ("理解 Vec<T> 与 Option<T>", ("Vec<T>", "Option<T>")),
    ],
)
def test_front_matter_keeps_what_is_hidden(tmp_path: Path, title: str, kept: tuple[str, ...]) -> None:
    """Tags, addresses and shortcodes of a title stand in its translation, also once a person has edited it."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", "第一段中文内容。\n\n第二段中文内容。\n", title=f'"{title}"')
        site.run()
        target = tmp_path / "a.en.md"
        said = str(read(target.read_bytes()).values["title"])
        assert all(piece in said for piece in kept)
        assert "⟦" not in said
        mine = f"Mine: {' '.join(reversed(kept))}"
        _edited(target, said, mine)
        path.write_text(path.read_text().replace("第二段", "末一段"))
        assert site.run().counts == {"translated": 1}
        assert read(target.read_bytes()).values["title"] == mine


def test_keys_with_capitals_are_the_same_keys(tmp_path: Path) -> None:
    """`Title` is translated as `title` is, and `Draft: true` is a draft, as Hugo reads them."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        (tmp_path / "a.md").write_text("---\nTitle: 大写的键\nLang: zh\nDescription: 大写的描述\n---\n\n正文在这里。\n")
        (tmp_path / "b.md").write_text("---\nTitle: 草稿\nDraft: true\n---\n\n正文在这里。\n")
        assert site.run().counts == {"translated": 1}
        values = read((tmp_path / "a.en.md").read_bytes()).values
    assert str(values["Title"]).isascii()
    assert str(values["Description"]).isascii()
    assert values["Lang"] == "en"
    assert "title" not in values


@pytest.mark.parametrize("date", ["2026-05-06", "2026-05-06 10:00:00 +08:00", "2026-05-06T10:00:00Z"])
def test_a_date_that_a_person_set_is_kept(tmp_path: Path, date: str) -> None:
    """Another date in the target stays when the source changes."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", "第一段中文内容。\n\n第二段中文内容。\n", date="2026-01-02")
        site.run()
        target = tmp_path / "a.en.md"
        _edited(target, "date: 2026-01-02", f"date: {date}")
        wanted = read(target.read_bytes()).values["date"]
        path.write_text(path.read_text().replace("第二段", "末一段"))
        assert site.run().counts == {"translated": 1}
        assert read(target.read_bytes()).values["date"] == wanted


TWICE = "运行以下命令来安装所需要的全部依赖："
"""A text that is long enough to be known without its neighbours."""
PLATFORMS = f"""## 在甲系统上

{TWICE}

```sh
apt install x
```

## 在乙系统上

{TWICE}

```sh
brew install x
```

结尾的一段话在这里，说的是别的。
"""


def _changed(path: Path, *pairs: tuple[str, str]) -> None:
    """Replace the first of each text in a file."""
    text = path.read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text)


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("force", [False, True])
def test_an_edit_stays_in_its_place(tmp_path: Path, both: bool, force: bool) -> None:
    """What a person wrote in one place does not take the place of the same text elsewhere in the article."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path, target = site.add("a.md", PLATFORMS), tmp_path / "a.en.md"
        site.run()
        machine = target.read_text().split("\n## ")[1].split("\n")[2]
        first = "First, for this system:" if both else machine
        _changed(target, (machine, "\0"), (machine, "Then, for the other:"), ("\0", first))
        assert site.run().counts == {"kept": 1}
        _changed(path, ("说的是别的", "说的是另外的"))
        assert site.run(order={"force": force}).counts == {"translated": 1}
        body = target.read_text()
        assert body.index(f"\n{first}\n") < body.index("apt install") < body.index("\nThen, for the other:\n")


def test_what_others_wrote_in_other_articles_does_not_take_its_place(tmp_path: Path) -> None:
    """Two people word one text in two articles: each article keeps its own, a new one has the later."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        for name in ("a", "b"):
            site.add(f"{name}.md", f"{TWICE}\n\n{name} 的结尾说的是别的事情。\n")
        site.run()
        (machine,) = {(tmp_path / f"{name}.en.md").read_text().split("---\n")[2].split("\n")[1] for name in "ab"}
        for name in ("a", "b"):
            _changed(tmp_path / f"{name}.en.md", (machine, f"As {name} says it, run this:"))
            assert "kept" in site.run().counts
            _changed(tmp_path / f"{name}.md", ("说的是别的", "说的是另外的"))
            site.run()
        site.add("c.md", f"{TWICE}\n")
        _changed(tmp_path / "a.md", ("另外", "其他"))
        assert site.run().counts == {"translated": 2, "unchanged": 1}
        said = {name: (tmp_path / f"{name}.en.md").read_text() for name in "abc"}
        assert "As a says it" in said["a"]
        assert "As b says it" in said["b"]
        assert "As b says it" in said["c"]


def test_a_heading_of_a_persons_outlives_another_of_its_name(tmp_path: Path) -> None:
    """A section of the same name that comes before it costs one text and takes nothing away."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        body = "## 示例\n\n这是第一个例子的说明文字在此。\n\n## 示例\n\n这是第二个例子的说明文字在此。\n"
        path, target = site.add("a.md", body), tmp_path / "a.en.md"
        site.run()
        machine = target.read_text().split("\n## ")[1].split("\n")[0]
        _changed(target, (f"## {machine}", "## A Worked Installation"))
        assert site.run().counts == {"kept": 1}
        _changed(path, ("## 示例", "## 示例\n\n这是新加的例子的说明文字在此。\n\n## 示例"))
        server.clear()
        assert site.run().counts == {"translated": 1}
        headings = [line for line in target.read_text().splitlines() if line.startswith("## ")]
        assert headings.count("## A Worked Installation") == 1
        assert len(server.calls[0].texts) == 2


def test_a_persons_text_whose_source_changed_is_told(tmp_path: Path) -> None:
    """Where the source changed, a person's text gives way, and the report says so."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path, target = site.add("a.md", PLATFORMS), tmp_path / "a.en.md"
        site.run()
        machine = target.read_text().rstrip().rpartition("\n")[2]
        _changed(target, (machine, "My own end."))
        _changed(path, ("结尾的一段话", "结尾的另一段话"))
        (row,) = site.run(order={"dry_run": True}).rows
        assert "a text that a person had edited" in row.note
        (row,) = site.run().rows
        assert (row.status, "a text that a person had edited" in row.note) == ("translated", True)
        assert "My own end." not in target.read_text()
        _changed(path, ("说的是别的", "说的是另外的"))
        assert site.run().rows[0].note == ""


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_places_answer_each_other_in_order(ours: list[str], theirs: list[str]) -> None:
    """Equal items are paired, none twice, in the order of both; equal lists wholly."""
    pairs = [*_common(ours, theirs)]
    assert all(ours[old] == theirs[new] for old, new in pairs)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(pairs))
    assert [*_common(ours, ours)] == [(at, at) for at in range(len(ours))]


def test_an_edit_of_a_comment_is_kept(tmp_path: Path) -> None:
    """A comment in code that is translated is a text like any other: a person's stays, and is not paid for again."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", "```python\nx = 1  # 初始化变量\n```\n\n结尾的一段话在这里，说的是别的。\n")
        target = tmp_path / "a.en.md"
        site.run(translation__code_comments=True)
        comment = target.read_text().partition("# ")[2].partition("\n")[0]
        _changed(target, (comment, "set x up"))
        assert site.run(translation__code_comments=True).counts == {"kept": 1}
        _changed(path, ("说的是别的", "说的是另外的"))
        server.clear()
        assert site.run(translation__code_comments=True).counts == {"translated": 1}
        assert "x = 1  # set x up" in target.read_text()
        assert [text for call in server.calls for text in call.texts] == ["结尾的一段话在这里，说的是另外的。"]
