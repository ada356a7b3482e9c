"""Links to headings of the same page: the anchors, what a run makes of the links, and what people may do with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from jobs.article.frontmatter import read
from jobs.article.headings import aimed, is_place, leads, mended
from jobs.article.markdown import inventory
from jobs.fidelity.checks import Judge
from tests.server import Server, english_words
from tests.site import Site
from tests.strategies import BODIES

JUDGE = Judge()

BODY = """- [安装步骤](#安装步骤)
- [示例](#示例)，[再一个例子](<#%E7%A4%BA%E4%BE%8B-1> "题目")
- 见[说明][n]和[定义](#define)，外面有[别的](other.md#安装步骤)，[没有](#没有这个)
- [API](#使用-api)

[n]: #用-npm-和强调链接 "说明"

## 安装步骤

第一段说了一件事。

## 示例

第二段在这里，`[x](#示例)` 不动。

使用 API
---

## 示例

## 用 `npm` 和*强调*：[链接](https://example.com/a)

## 定义 {#define}

最后一段说完了。
"""


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")


@pytest.mark.parametrize(
    ("heading", "anchors"),
    [
        ("## God is good: 神真美好", {"god-is-good-神真美好"}),
        ("## 1+2=3？！", {"123"}),
        ("# Multiple--Hyphens,   spaces", {"multiple--hyphens---spaces"}),
        ("## `under_score` 与 **粗体**　字 ##", {"under_score-与-粗体字"}),
        ("## 二〇二四年 ①", {"二〇二四年-", "二二四年-"}),
        ("## 看[链接](https://a.cn/b) &amp; ![图](a.png)", {"看链接--", "看链接httpsacnb-amp-图apng"}),
        ("两行的\n标题\n===", {"两行的标题", "标题"}),
        ("> ## 引用里的", {"引用里的"}),
        ("## 标题 {#install .wide}", {"install"}),
        ("## 🎉", {"heading"}),
        ("## 甲\n\n## 甲\n\n## 甲 1\n\n## 甲-1\n\n## 甲", {"甲", "甲-1", "甲-1-1", "甲-1-2", "甲-2"}),
    ],
)
def test_anchors(heading: str, anchors: set[str]) -> None:
    """Anchors are those of GitHub, which reads the text, and of Hugo, which reads the line."""
    body = f"{heading}\n\n[x](#y)\n".encode()
    assert leads(body, body) == {anchor: anchor for anchor in anchors}


@pytest.mark.parametrize(
    ("link", "then"),
    [
        ("[x](#安装)", "[x](#setup)"),
        ("[x](#%E5%AE%89%E8%A3%85)", "[x](#setup)"),
        ("[x](\n<#安装> '题')", "[x](\n<#setup> '题')"),
        ("[![图](a.png)](#安装)", "[![图](a.png)](#setup)"),
        ("[](#安装)[*x*](#安装-1)", "[](#setup)[*x*](#setup-1)"),
        ("[x]\n\n> [x]: #安装", "[x]\n\n> [x]: #setup"),
        ("[a\\]: b]\n\n[a\\]: b]: <#安装> 'x'", "[a\\]: b]\n\n[a\\]: b]: <#setup> 'x'"),
        ("[x](#保持)", "[x](#保持)"),
        ("[x](#%E4%BF%9D%E6%8C%81)", "[x](#%E4%BF%9D%E6%8C%81)"),
        ("[x](#%E4%BF%9D%E6%8C%81-1)", "[x](#%E4%BF%9D%E6%8C%81-2)"),
        ("[x](#id) [y](#Anzhuang) [z](#没有) [w](a.md#安装)", "[x](#id) [y](#Anzhuang) [z](#没有) [w](a.md#安装)"),
        ("[x](#名)<a name='名'></a>", "[x](#名)<a name='名'></a>"),
        ("`[x](#安装)` \\[x](#安装) ![x](#安装)", "`[x](#安装)` \\[x](#安装) ![x](#安装)"),
        ('[x]\n\n[x]: /a "[y]: #安装"', '[x]\n\n[x]: /a "[y]: #安装"'),
        (
            "{{< highlight md >}}\n[x](#安装)\n{{< /highlight >}}",
            "{{< highlight md >}}\n[x](#安装)\n{{< /highlight >}}",
        ),
        ("[y](#保持)\n\n```md\n# 安装\n[x](#安装)\n```", "[y](#保持)\n\n```md\n# 安装\n[x](#安装)\n```"),
    ],
)
def test_links_follow_their_headings(link: str, then: str) -> None:
    """A link to a heading gets its new anchor in the spelling that it had; every other byte stays."""
    ours = "\n\n## 安装\n\n## 安装\n\n## 保持\n\n## 旧\n\n## 保持\n\n## 题 {#id}\n\n## 名\n"
    theirs = "\n\n## Setup\n\n## Setup\n\n## 保持\n\n## 保持\n\n## 保持\n\n## Title {#id}\n\n## Name\n"
    assert mended((link + ours).encode(), (link + theirs).encode()).decode() == then + theirs
    assert mended((link + ours).encode(), (link + "\n\n## Setup\n").encode()).decode() == link + "\n\n## Setup\n"


@given(BODIES)
@settings(max_examples=100)
def test_nothing_changes_where_the_headings_stay(body: bytes) -> None:
    """A body is its own translation, with links and without."""
    linked = "[x](#甲)\n\n## 甲\n\n".encode() + body
    assert mended(body, body) == body
    assert aimed(linked, leads(linked, linked)) == linked


def test_only_the_right_anchor_passes() -> None:
    """Of a machine's target the links must lead to the headings that answer, and nowhere else."""
    source = "[看](#安装)[用](#用法)[n]\n\n[n]: #用法\n\n## 安装\n\n## 用法\n".encode()
    target = "[see](#setup)[use](#usage)[n]\n\n[n]: #usage\n\n## Setup\n\n## Usage\n"
    assert not JUDGE.body(source, target.encode())
    for old, new in (("(#setup", "(#安装"), ("(#setup", "(#usage"), ("(#usage", "(#use"), (": #usage", ": #setup")):
        assert "error" in {f.severity for f in JUDGE.body(source, target.replace(old, new).encode())}


@pytest.mark.parametrize(
    ("link", "severities"),
    [
        ("[see](#version-2)", set()),
        ("[see](#v2)", {"warning"}),
        ("[see](#version_2)", {"error"}),
        ("[see](#version)", {"error", "warning"}),
        ("[see](#v2)<a id='v2'></a>", {"error"}),
    ],
)
def test_what_people_make_of_a_link(link: str, severities: set[str]) -> None:
    """An anchor that leads to the heading which answers is right; one that leads nowhere is worth a warning."""
    found = JUDGE.body("[看](#v2)\n\n## V2\n".encode(), f"{link}\n\n## Version 2\n".encode(), by_people=True)
    assert {f.severity for f in found} == severities


def test_a_table_of_contents_that_people_left_as_it_was() -> None:
    """All dead links of a page are one warning; those that were dead in the source are none."""
    source = "[看](#安装)[用](#用法)[无](#没有)\n\n## 安装\n\n## 用法\n".encode()
    target = "[see](#安装)[use](#用法)[none](#没有)\n\n## Setup\n\n## What's new\n"
    found = [f for f in JUDGE.pair(source, target.encode()) if f.check in {"structure", "links"}]
    assert [f.severity for f in found] == ["warning"]
    assert "and 1 more" in found[0].message
    for anchors in (("setup", "what-s-new"), ("setup", "whats-new")):
        right = target.replace("#安装", f"#{anchors[0]}").replace("#用法", f"#{anchors[1]}").encode()
        assert not [f for f in JUDGE.pair(source, right) if f.check in {"structure", "links"} and f.severity != "info"]


def _is_whole(target: bytes) -> bool:
    """Does every link within the page lead to a heading, but for the one that led nowhere in the source?"""
    body = read(target).body
    return {link for link in inventory(body).links if link[0] == "#" and not is_place(link[1:], body)} == {"#没有这个"}


def test_a_table_of_contents_leads_to_the_translated_headings(tmp_path: Path) -> None:
    """Links of every form follow in a run; a second run asks nothing, and an edit elsewhere keeps them."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY)
        assert site.run().counts == {"translated": 1}
        target = (tmp_path / "a.en.md").read_bytes()
        assert _is_whole(target)
        example = english_words("示例").lower().replace(" ", "-")
        for spelt in (f"](#{example})", f'](<#{example}-1> "', "](#define)", "(other.md#安装步骤)", "`[x](#示例)`"):
            assert spelt.encode() in target
        tree = site.tree()
        server.clear()
        assert site.run().counts == {"unchanged": 1}
        assert (server.calls, site.tree()) == ([], tree)
        path.write_text(path.read_text().replace("最后一段", "末尾这一段"))
        assert site.run().counts == {"translated": 1}
        assert [call.texts for call in server.calls] == [["末尾这一段说完了。"]]
        before, after = (data.split(b"{#define}")[0].split(b"---\n", 2)[2] for data in (target, _target(tmp_path)))
        assert before == after


def test_links_follow_a_heading_that_changes(tmp_path: Path) -> None:
    """A heading of the source with its links gets another text: the target's links are right again."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY)
        site.run()
        path.write_text(
            path.read_text().replace("安装步骤", "安装方法").replace("other.md#安装方法", "other.md#安装步骤")
        )
        assert site.run().counts == {"translated": 1}
        assert _is_whole(_target(tmp_path))


@pytest.mark.parametrize("with_links", [False, True])
@pytest.mark.parametrize("forgotten", [False, True])
@pytest.mark.parametrize("heading", ["安装步骤", "使用 API", "用 `npm`"])
def test_a_persons_heading_takes_its_links_along(
    tmp_path: Path, heading: str, forgotten: bool, with_links: bool
) -> None:
    """A heading that a person rewrote is kept, and at the next change of the source its links lead to it.

    So it is whether the links were changed with it or not; a link's own text that a person wrote is kept, too. Without
    a memory nobody knows where a dead link led that is not in translated text: the article is held.
    """
    is_lost = forgotten and not with_links and heading != "安装步骤"
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY)
        site.run()
        old = english_words(heading).replace("`", "")
        mine = _target(tmp_path).decode().replace(english_words(heading), f"My {english_words(heading)}")
        mine = mine.replace(f"[My {old}](", f"[{old}](").replace("- [", "- Mine [", 2)
        if with_links:
            mine = mine.replace(f"#{_anchor(old)}", f"#my-{_anchor(old)}")
        (tmp_path / "a.en.md").write_text(mine)
        if forgotten:
            for file in (tmp_path / ".yibo").iterdir():
                file.unlink()
        assert site.run().counts == {"kept": 1}
        assert _target(tmp_path).decode() == mine
        path.write_text(path.read_text().replace("最后一段", "末尾这一段"))
        server.clear()
        assert site.run().counts == {"held" if is_lost else "translated": 1}
        assert [call.texts for call in server.calls] == [["末尾这一段说完了。"]] * (not is_lost)
        target = _target(tmp_path)
        assert _is_whole(target) or is_lost
        assert f"My {english_words(heading)}".encode() in target
        assert target.count(b"- Mine [") == 2


def test_a_link_that_a_person_turned_is_not_overwritten(tmp_path: Path) -> None:
    """A person's link that leads elsewhere can't be carried over: the article is held, and the file stays."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY)
        site.run()
        example = _anchor(english_words("示例"))
        mine = _target(tmp_path).decode().replace(f"(#{example})", "(#define)")
        (tmp_path / "a.en.md").write_text(mine)
        path.write_text(path.read_text().replace("最后一段", "末尾这一段"))
        assert site.run().counts == {"held": 1}
        assert _target(tmp_path).decode() == mine


@pytest.mark.parametrize("edited", [False, True])
def test_a_target_with_the_sources_anchors_is_mended(
    tmp_path: Path, edited: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written before links were mended, edited or not, gets them at the next change, and costs no more."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY)
        with monkeypatch.context() as patch:
            for place in ("jobs.article.headings.leads", "jobs.fidelity.checks.leads"):
                patch.setattr(place, lambda _, __: {})
            assert site.run(processes=1).counts == {"translated": 1}
        assert "](#安装步骤)".encode() in _target(tmp_path)
        if edited:
            (tmp_path / "a.en.md").write_text(_target(tmp_path).decode().replace("- [", "- Mine [", 1))
        server.clear()
        assert site.run().counts == {"kept" if edited else "unchanged": 1}
        path.write_text(path.read_text().replace("最后一段", "末尾这一段"))
        assert site.run().counts == {"translated": 1}
        assert [call.texts for call in server.calls] == [["末尾这一段说完了。"]]
        assert _is_whole(_target(tmp_path))


def test_without_its_memory_a_table_of_contents_is_learned_again(tmp_path: Path) -> None:
    """With the memory gone nothing is asked again but what the source changes."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("a.md", BODY)
        site.run()
        for file in (tmp_path / ".yibo").iterdir():
            file.unlink()
        server.clear()
        assert site.run().counts == {"unchanged": 1}
        path.write_text(path.read_text().replace("最后一段", "末尾这一段"))
        assert site.run().counts == {"translated": 1}
        assert [call.texts for call in server.calls] == [["末尾这一段说完了。"]]
        assert _is_whole(_target(tmp_path))


def _target(folder: Path) -> bytes:
    return (folder / "a.en.md").read_bytes()


def _anchor(text: str) -> str:
    return text.lower().replace(" ", "-")


def test_a_heading_whose_anchor_another_takes_holds_no_edit(tmp_path: Path) -> None:
    """安装 becomes "Setup" beside a heading Setup: a person's words elsewhere are kept, and each link its heading."""
    said = {"安装": "Setup", "看[安装](⟦1⟧)和[Setup](⟦2⟧)。": "See [Setup](⟦1⟧) and [Setup](⟦2⟧)."}
    with Server(lambda text: said.get(text) or english_words(text)) as server:
        site = Site(tmp_path, server.base_url)
        body = "看[安装](#安装)和[Setup](#setup)。\n\n## 安装\n\n这里的第一段话。\n\n## Setup\n\n这里的第二段话。\n"
        path, target = site.add("a.md", body), tmp_path / "a.en.md"
        assert site.run().counts == {"translated": 1}
        links = "[Setup](#setup) and [Setup](#setup-1)"
        assert f"See {links}." in target.read_text()
        target.write_text(target.read_text().replace("See ", "Look at "))
        assert site.run().counts == {"kept": 1}
        path.write_text(path.read_text().replace("第二段", "末一段"))
        assert site.run().counts == {"translated": 1}
        assert f"Look at {links}." in target.read_text()
