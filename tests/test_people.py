"""What people changed in a target is kept, or the article is held: nothing of it is undone in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.article.frontmatter import read
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
        (tmp_path / "a.md").write_text("---\nTitle: 大写的键\nDescription: 大写的描述\n---\n\n正文在这里。\n")
        (tmp_path / "b.md").write_text("---\nTitle: 草稿\nDraft: true\n---\n\n正文在这里。\n")
        assert site.run().counts == {"translated": 1}
        values = read((tmp_path / "a.en.md").read_bytes()).values
    assert str(values["Title"]).isascii()
    assert str(values["Description"]).isascii()
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
