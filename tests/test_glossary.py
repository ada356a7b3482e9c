"""Glossaries: read, found in a text, enforced on a target, drafted from pairs; names the same throughout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.article.frontmatter import read
from jobs.errors import SettingsError
from jobs.fidelity.checks import Judge
from jobs.fidelity.terms import consistency, enforced
from jobs.glossary import Glossary, Suggestion, Term, from_csv, from_tbx, load, suggest, to_csv
from tests.command import yibo
from tests.server import Server
from tests.site import Site

TBX = """<?xml version="1.0"?>
<martif type="TBX" xml:lang="en"><text><body>
<termEntry id="1">
 <langSet xml:lang="zh-CN"><tig><term>大模型</term></tig><tig><term>大语言模型</term></tig></langSet>
 <langSet xml:lang="en-US"><tig><term>large language model</term></tig>
 <ntig><termGrp><term>LLM</term></termGrp></ntig></langSet>
</termEntry>
<termEntry id="2"><langSet xml:lang="de"><tig><term>Ding</term></tig></langSet></termEntry>
</body></text></martif>"""

TBX3 = """<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" xml:lang="en"><text><body>
<conceptEntry id="c1"><langSec xml:lang="zh"><termSec><term>算力</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>computing power</term></termSec></langSec></conceptEntry>
</body></text></tbx>"""


def test_only_present_terms_are_given() -> None:
    """Of all terms only those in the text come back, with the preferred rendering."""
    glossary = from_csv("大模型,large model|LLM\n算力,computing power\n")
    assert glossary.terms("大模型很贵") == {"大模型": "large model"}
    assert glossary.terms("今天天气好") == {}
    assert Glossary().terms("大模型") == {}


def test_the_longest_term_wins() -> None:
    """模型 inside 大语言模型 is not a term of its own."""
    glossary = from_csv("模型,model\n大语言模型,large language model\n")
    assert glossary.terms("大语言模型") == {"大语言模型": "large language model"}
    assert list(glossary.terms("模型与大语言模型")) == ["模型", "大语言模型"]


def test_latin_terms_match_whole_words_in_any_case() -> None:
    """`agent` is found in `Agent模式` and not in `agents2`, nor in `reagent`."""
    glossary = from_csv("Agent,agent\n")
    assert glossary.terms("用agent模式") == {"Agent": "agent"}
    assert glossary.terms("reagent、agents2") == {}


@pytest.mark.parametrize(
    "text",
    [
        "大模型,LLM",
        "source,target\n大模型,LLM\n",
        "target,source\nLLM,大模型\n",
        "zh_CN,en\n大模型,LLM\n",
        "en;zh-CN\nLLM;大模型\n",
        "大模型\tLLM\n",
        "# ours\n\n大模型,LLM,a note\n",
    ],
)
def test_csv_in_its_usual_forms(text: str) -> None:
    """Headings, column order, separators, comments and notes are understood."""
    assert from_csv(text).terms("大模型") == {"大模型": "LLM"}


def test_a_term_without_rendering_stays() -> None:
    """An empty rendering says that the term is not translated."""
    assert from_csv("Hertz,\n").terms("Hertz框架") == {"Hertz": "Hertz"}


def test_mistakes_name_line_and_term(tmp_path: Path) -> None:
    """A line without a rendering and a term with two renderings are refused, with file and place."""
    file = tmp_path / "glossary.csv"
    file.write_text("大模型,LLM\n算力\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"glossary\.csv: line 2"):
        load(file)
    with pytest.raises(SettingsError, match="大模型"):
        from_csv("大模型,LLM\n大模型,big model\n")
    with pytest.raises(SettingsError, match="can't be read"):
        load(tmp_path / "none.csv")


def test_tbx_of_both_editions(tmp_path: Path) -> None:
    """Each source term of a concept has all target terms, the first preferred."""
    assert from_tbx(TBX).entries == (
        Term("大模型", ("large language model", "LLM")),
        Term("大语言模型", ("large language model", "LLM")),
    )
    file = tmp_path / "terms.tbx"
    file.write_text(TBX3, encoding="utf-8")
    assert load(file).terms("算力") == {"算力": "computing power"}


def test_tbx_that_is_none() -> None:
    """Broken XML and entity declarations are refused with a hint."""
    with pytest.raises(SettingsError, match="no TBX"):
        from_tbx("<martif>")
    with pytest.raises(SettingsError, match="entities"):
        from_tbx('<!DOCTYPE x [<!ENTITY a "b">]><x/>')


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text("大小模型数据库机器人ab1", min_size=1, max_size=5),
        min_size=1,
        max_size=8,
        unique_by=str.lower,
    )
)
def test_every_term_is_found_in_itself(names: list[str]) -> None:
    """A text that is exactly one term has that term, whatever the others are."""
    glossary = Glossary(tuple(Term(name, ("x",)) for name in names))
    for name in names:
        assert name in glossary.terms(name)


TERM = enforced(from_csv("大模型,large language model|LLM\n算力,computing power\n推理,reason|inference\n"))

KEPT = [
    ("大模型很贵。", "Large language models are expensive."),
    ("大模型很贵。", "LLMs are expensive."),
    ("大模型很贵。", "A large-language model is expensive."),
    ("推理很慢。", "Reasoning is slow."),
    ("没有术语。", "No terms here."),
    ("算力不足。", "Computing-power is short."),
]
LOST = [
    ("大模型很贵。", "Big models are expensive."),
    ("算力不足。", "Compute is short."),
    ("大模型与算力。", "LLM and power."),
    ("推理很慢。", "It is unreasonable."),
]


@pytest.mark.parametrize(("source", "target"), KEPT)
def test_terms_kept(source: str, target: str) -> None:
    """Case, number, hyphens and accepted alternatives are no fault."""
    assert not list(TERM(source, target))


@pytest.mark.parametrize(("source", "target"), LOST)
def test_terms_lost(source: str, target: str) -> None:
    """A term without any accepted rendering is an error that names the term and the preferred rendering."""
    (said,) = TERM(source, target)
    assert said.weight == "error"
    assert said.source in said.message


def test_consistency_of_titles_persons_and_spellings() -> None:
    """A title, a person and a spelling that change within an article are warned about where they change."""
    found = consistency(
        [
            ("b1", "奥尔特曼（Sam Altman）读了《三体》。", "Sam Altman read “The Three-Body Problem”."),
            ("b2", "奥尔特曼说DeepSeek好。", "Ultraman says DeepSeek is good."),
            ("b3", "《三体》里没有DeepSeek。", "“Three Bodies” has no Deepseek-free page and no DeepSeeK."),
        ]
    )
    assert [(f.segment, f.severity) for f in found] == [
        ("b3", "warning"),
        ("b2", "warning"),
        ("b3", "warning"),
    ]
    assert "Sam Altman" in found[1].message


def test_consistent_articles_are_left_alone() -> None:
    """Last names, hyphens in titles and one spelling throughout are consistent."""
    assert not consistency(
        [
            ("b1", "奥尔特曼（Sam Altman）读了《三体》。", "Sam Altman read “The Three-Body Problem”."),
            ("b2", "奥尔特曼说DeepSeek好。", "Altman says DeepSeek is good."),
            ("b3", "《三体》里没有DeepSeek。", "“The Three Body Problem” has no DeepSeek."),
        ]
    )


def test_a_draft_from_pairs() -> None:
    """A term that always goes with one phrase is suggested; known terms and parts of longer ones are not."""
    pairs = [
        ("大模型很贵", "Large language models are expensive"),
        ("大模型不便宜", "Large language models don't come cheap"),
        ("我们训练大模型", "We train large language models"),
        ("我们喝茶", "We drink tea"),
        ("服务器在喝茶", "Servers drink tea"),
        ("服务器很多", "Many servers"),
        ("买服务器", "Buy servers"),
    ]
    found = suggest(pairs)
    assert [(s.source, s.target) for s in found] == [
        ("大模型", "large language models"),
        ("服务器", "servers"),
    ]
    assert not suggest(pairs, from_csv("大模型,LLM\n服务器,server\n"))
    assert suggest([]) == []


def test_a_draft_is_a_glossary_again() -> None:
    """What is drafted as CSV can be read as a glossary."""
    assert from_csv(to_csv([Suggestion("算力", "computing power", 4, 0.9)])).terms("算力") == {
        "算力": "computing power"
    }


# --- in a run ----------------------------------------------------------------------------------------------

WEATHER = "算力很贵。\n\n天气很好。\n"
ENGLISH = {"一篇文章": "An article", "天气很好。": "The weather is fine."}


@pytest.mark.parametrize(("second", "status"), [("Compute is expensive.", "translated"), ("CPUs are dear.", "held")])
def test_a_reply_that_ignores_a_term_is_repaired_else_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: str, status: str
) -> None:
    """Only the term's segment is asked for again, with the reason; when that fails too, nothing is written."""
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    (tmp_path / "glossary.csv").write_text("算力,compute\n大模型,large model\n", encoding="utf-8")
    replies = iter(["Processing power is expensive.", second])
    with Server(lambda text: ENGLISH.get(text) or next(replies)) as server:
        site = Site(tmp_path, server.base_url)
        site.add("a.md", WEATHER)
        report = site.run()
    assert report.counts == {status: 1}
    assert server.calls[0].payload["glossary"] == {"算力": "compute"}
    (asked,) = server.calls[1].payload["segments"]
    assert asked["previous"] == "Processing power is expensive."
    assert any("compute" in reason for reason in asked["reasons"])
    assert (tmp_path / "a.en.md").exists() == (status == "translated")
    if status == "held":
        assert {finding["check"] for finding in report.rows[0].findings} == {"terms"}


def test_a_changed_glossary_gives_held_articles_another_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A held article is left alone while nothing changes, and asked for again under another glossary."""
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    file = tmp_path / "glossary.csv"
    file.write_text("算力,compute\n", encoding="utf-8")
    with Server(lambda text: ENGLISH.get(text, "CPUs are expensive.")) as server:
        site = Site(tmp_path, server.base_url)
        site.add("a.md", WEATHER)
        assert site.run().counts == {"held": 1}
        calls = len(server.calls)
        assert site.run().counts == {"held": 1}
        assert len(server.calls) == calls
        file.write_text("算力,compute|CPUs\n", encoding="utf-8")
        assert site.run().counts == {"translated": 1}


def test_status_names_what_a_new_term_does_not_reach(tmp_path: Path) -> None:
    """A term that a translation does not follow makes it outdated, until it is asked for again; one it follows, not."""
    with Server() as server:
        env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.base_url}
        site = Site(tmp_path)
        for name, text in (("a.md", "港口很大，船也很多。"), ("b.md", "河水涨了，桥也断了。")):
            site.add(name, f"{text}\n")
        assert yibo("run", ".", cwd=tmp_path, **env).returncode == 0
        assert "outdated" not in yibo("status", ".", cwd=tmp_path).stdout
        (tmp_path / "glossary.csv").write_text("港口,harbour\n", encoding="utf-8")
        assert yibo("run", ".", cwd=tmp_path, **env).returncode == 0
        found = yibo("status", ".", cwd=tmp_path)
        assert re.search(r"outdated  a\.md\n +港口 should be “harbour” \(glossary\)\n", found.stdout)
        assert "`yibo translate a.md --force` asks for it again" in found.stdout
        assert ("b.md" in found.stdout, found.returncode) == (False, 0)
        target = tmp_path / "a.en.md"
        (word,) = re.findall(r"[A-Za-z]{3,}", target.read_text().rpartition("---\n")[2])[:1]
        (tmp_path / "glossary.csv").write_text(f"港口,{word}\n", encoding="utf-8")
        assert "outdated" not in yibo("status", ".", cwd=tmp_path).stdout
        (tmp_path / "glossary.csv").write_text("港口,harbour\n", encoding="utf-8")
        target.write_text(target.read_text().replace(word, "Other"))
        assert "outdated" not in yibo("status", ".", cwd=tmp_path).stdout


def test_check_names_the_term_and_the_second_name(tmp_path: Path) -> None:
    """`yibo check` finds the glossary by the settings, and says what an article calls by two names."""
    (tmp_path / "glossary.csv").write_text("算力,compute\n", encoding="utf-8")
    site = Site(tmp_path)
    site.add("a.md", "算力很贵，见《长夜》。\n\n他读了《长夜》。\n")
    (tmp_path / "a.en.md").write_text(
        "---\ntitle: An article\n---\n\nCPUs are expensive, see “Long Night”.\n\nHe read “The Night”.\n",
        encoding="utf-8",
    )
    found = yibo("check", "a.md", "a.en.md", cwd=tmp_path)
    assert found.returncode == 1
    assert "terms b1: 算力 should be “compute” (glossary)" in found.stdout
    assert "consistency b2" in found.stdout


def test_a_project_sets_the_severity_of_terms_and_names() -> None:
    """`terms` and `consistency` obey the settings like every other check."""
    glossary = from_csv("算力,compute\n")
    ours = read("算力贵，见《长夜》。\n\n他读了《长夜》。\n".encode())
    theirs = read("CPUs are dear, see “Long Night”.\n\nHe read “The Night”.\n".encode())
    for severity in ("info", "warning", "error", "off"):
        judge = Judge(severities={"terms": severity, "consistency": severity}, glossary=glossary)
        found = {f.check: f.severity for f in judge.article(ours, theirs, ())}
        wanted = None if severity == "off" else severity
        assert (found.get("terms"), found.get("consistency")) == (wanted, wanted)
