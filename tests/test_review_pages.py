"""The pages of `yibo review`: every finding is there, beside its text, and nothing of an article acts as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from jobs.fidelity.finding import Finding
from jobs.review import page
from jobs.review.values import Line, Sheet
from tests.chromium import Chromium, program
from tests.command import yibo
from tests.server import Server, english_words
from tests.site import Site

BODY = "第一段说了[一件事](https://example.com/a)。\n\n第二段没有问题。\n"


def parsed(page: Path | str) -> Any:
    """A page's root element."""
    return html.fromstring(page.read_bytes() if isinstance(page, Path) else page)


def text_of(path: Path) -> str:
    """What a reader sees of a page."""
    return " ".join(parsed(path).find("body").text_content().split())


def folders(root: Path) -> tuple[Path, Path]:
    """Two folders with one good translation, a wrong one, and one in a subfolder with a strange name."""
    texts = {
        "zh/good.md": "涨了3亿。\n",
        "en/good.md": "It rose by 300 million.\n",
        "zh/wrong.md": "涨了3亿。\n\n跌了2亿。\n",
        "en/wrong.md": "It rose by 30 million.\n\nIt fell by 200 million.\n",
        "zh/子/a #1?.md": "涨了3亿。\n",
        "en/子/a #1?.md": "It rose by 3 million.\n",
    }
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root / "zh", root / "en"


def test_pages_of_two_folders(tmp_path: Path) -> None:
    """The index leads to a page of every article, the gravest first; a page shows what is wrong beside the text."""
    folders(tmp_path)
    ran = yibo("review", "zh", "en", "--out", "out", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (
        0,
        "Articles: 3, errors: 2, warnings: 0. Begin with out/index.html\n",
    ), ran.stderr
    index = parsed(tmp_path / "out/index.html")
    links = [unquote(link) for link in index.xpath("//td/a/@href")]
    assert sorted(links) == sorted(path.relative_to(tmp_path / "out").as_posix() for path in pages(tmp_path / "out"))
    assert index.xpath("//td/a")[-1].text_content().endswith("good.md")
    (wrong,) = [path for path in pages(tmp_path / "out") if path.name == "wrong.md.html"]
    root = parsed(wrong)
    (row,) = root.xpath("//tr[@class='error']")
    assert [mark.text_content() for mark in row.xpath(".//mark")] == ["3亿", "30 million"]
    assert "quantities" in row.text_content()
    assert len(root.xpath("//tr[@class='quiet']")) == 1
    for path in pages(tmp_path / "out"):
        back = parsed(path).xpath("//p/a/@href")[0]
        assert (path.parent / back).resolve() == (tmp_path / "out/index.html").resolve()
    assert not list(tmp_path.rglob(".yibo")), "two folders of other people's work got a memory"


def pages(out: Path) -> list[Path]:
    """The pages of articles."""
    return sorted(path for path in out.rglob("*.html") if path.name != "index.html")


def test_a_folder_outside_the_site_that_is_named_by_a_detour(tmp_path: Path) -> None:
    """`../other`: the index leads to the page, and the page back to the index."""
    folders(tmp_path)
    (tmp_path / "site").mkdir()
    ran = yibo("review", "../zh", "../en", "--out", "out", cwd=tmp_path / "site")
    assert ran.returncode == 0, ran.stderr
    index = tmp_path / "site" / "out" / "index.html"
    for link in parsed(index).xpath("//td/a/@href"):
        assert ".." not in link
        shown = index.parent / unquote(link)
        (back,) = parsed(shown).xpath("//p/a/@href")
        assert (shown.parent / back).resolve() == index.resolve()


def test_what_is_held_back_is_shown(tmp_path: Path) -> None:
    """An article that has no translation because a link was lost has a page with the text that was refused."""
    with Server(lambda text: english_words(text).replace("⟦1⟧", "")) as server:
        site = Site(tmp_path, server.base_url)
        path = site.add("posts/a.md", BODY)
        assert site.run().counts == {"held": 1}
    ran = yibo("review", ".", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    shown = tmp_path / ".yibo/review/posts/a.md.html"
    assert "held back" in text_of(shown)
    assert "tokens" in text_of(shown)
    (row,) = parsed(shown).xpath("//tr[@class='error']")
    assert all(cell.text_content().strip() for cell in row.xpath("./td"))
    path.write_text(path.read_text() + "\n又一段。\n")
    assert yibo("review", ".", cwd=tmp_path).returncode == 0
    assert "has changed since" in text_of(shown)


def test_an_edit_of_a_person_is_told(tmp_path: Path) -> None:
    """The index says who wrote a translation last: yibo, or a person after it."""
    with Server() as server:
        site = Site(tmp_path, server.base_url)
        for name in ("a.md", "b.md"):
            site.add(name, BODY)
        site.run()
    target = tmp_path / "b.en.md"
    target.write_text(target.read_text() + "\nA word of mine.\n")
    yibo("review", ".", cwd=tmp_path)
    index = parsed(tmp_path / ".yibo/review/index.html")
    told = {row[0].text_content(): row[1].text_content() for row in index.xpath("//tbody/tr")}
    assert told == {"a.md": "as yibo wrote it", "b.md": "edited by a person"}


def test_nothing_to_review(tmp_path: Path) -> None:
    """A folder without translations is an error; a broken file is named, and the others have their pages."""
    (tmp_path / "a.md").write_text("涨了3亿。\n")
    none = yibo("review", ".", cwd=tmp_path)
    assert (none.returncode, "no article there has a translation" in none.stderr) == (1, True)
    (tmp_path / "a.en.md").write_text("It rose by 300 million.\n")
    (tmp_path / "b.md").write_text("涨了3亿。\n")
    (tmp_path / "b.en.md").write_bytes(b"\xff\xfe\n")
    some = yibo("review", ".", cwd=tmp_path)
    assert some.returncode == 1
    assert "b.en.md" in some.stderr
    assert [path.name for path in pages(tmp_path / ".yibo/review")] == ["a.md.html"]


texts = st.text(st.sampled_from("<>&\"'⟦⟧1甲a \n/script"), min_size=1, max_size=30)


@settings(deadline=None)
@given(source=texts, target=texts, quoted=texts, message=texts)
def test_text_is_text(source: str, target: str, quoted: str, message: str) -> None:
    """Whatever an article, a finding or a name holds is shown as it is and never becomes markup."""
    finding = Finding("quantities", "error", "b1", quoted, quoted, message)
    lines = (Line("b1", "paragraph", source, target, (finding,)),)
    shown = page.sheet(Sheet(message, quoted, "as yibo wrote it", ("zh-CN", "en"), lines, (finding,)))
    root = parsed(shown)
    cells = [cell.text_content() for cell in root.xpath("//tbody/tr/td")[:2]]
    assert [re.sub(r"⟦(\d+)⟧", r"\1", text) for text in (source, target)] == cells
    assert {element.tag for element in root.iter()} <= {
        *("html", "head", "meta", "title", "style", "body", "p", "a", "h1", "ul", "li", "span", "b", "blockquote"),
        *("input", "label", "table", "thead", "tbody", "tr", "th", "td", "mark"),
    }


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A browser that has the page of a wrong translation open."""
    if program() is None:
        pytest.skip("no Chromium on this machine: `.ci/install-browser` installs Debian's as root")
    root = tmp_path_factory.mktemp("review")
    folders(root)
    yibo("review", "zh", "en", "--out", "out", cwd=root)
    with Chromium(tmp_path_factory.mktemp("profile")) as browser:
        browser.open((root / "out/zh/wrong.md.html").as_uri())
        yield browser


def test_the_rest_is_a_click_away(browser: Chromium) -> None:
    """A page opens with what is to be looked at; one click shows every paragraph, without a script."""
    seen = "[...document.querySelectorAll('tbody tr')].filter(row => row.offsetHeight).length"
    assert browser.run(seen) == 1
    browser.run("document.querySelector('label').click()")
    assert browser.run(seen) == 2
    assert browser.errors == []
