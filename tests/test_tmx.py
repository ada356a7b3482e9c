"""TMX: our own file comes back whole, foreign ones are read as they mean it, hostile ones do no harm."""

from __future__ import annotations

import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jobs.errors import MemoryFileError
from jobs.memory import tmx_reader
from jobs.memory.languages import choose, matches
from jobs.memory.records import ORIGINS
from jobs.memory.store import Entry, Memory, Pair, key
from jobs.memory.tmx import Imported, export_tmx, import_tmx

PAIR = Pair("zh-CN", "en")
NOW = "2026-11-24T02:00:00+00:00"
LONG = "这是一段足够长的文字,它不依赖左右的邻居就能译好。"
TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("⟦1⟧<&>\r\n\x00\x0b\ufffe \"'"))
PROSE = TEXT.filter(str.strip)
XML = PROSE.filter(lambda text: not tmx_reader.NOT_XML.search(text) and "\r" not in text)


def entry(text: str = LONG, target: str = "English", origin: str = "machine", created: str = NOW) -> Entry:
    return Entry(key(text, pair=PAIR), text, target, PAIR, "some-model", "abc123", origin, created)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory.open(tmp_path / "memory.db") as opened:
        yield opened


def tmx(path: Path, units: str, head: str = "") -> Path:
    """A foreign file around `units`."""
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<tmx version="1.4"><header srclang="zh-CN"/>'
        f"<body>{units}</body></tmx>",
        encoding="utf-8",
    )
    return path


def unit(source: str, target: str, languages: tuple[str, str] = ("zh-CN", "en"), attributes: str = "") -> str:
    tuvs = zip(languages, (source, target), strict=True)
    inside = "".join(f'<tuv xml:lang="{language}"><seg>{text}</seg></tuv>' for language, text in tuvs)
    return f"<tu {attributes}>{inside}</tu>"


def taken(memory: Memory, path: Path, pair: Pair = PAIR) -> list[tuple[str, str]]:
    import_tmx(memory, path, pair, now=NOW)
    return [(item.source, item.target) for item in memory.entries(pair)]


# --- round trip ----------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@example("甲\r\n⟦1⟧⟦ ⟦\x00", "\rA\t<&>\ufffe⟦01⟧", "m", "", "person")
@given(source=PROSE, target=PROSE, model=XML, neighbour=TEXT, origin=st.sampled_from(sorted(ORIGINS)))
def test_our_own_file_comes_back_whole(source: str, target: str, model: str, neighbour: str, origin: str) -> None:
    """Every text, token and key is the same after export and import, and a person stays a person."""
    name = key(source, pair=PAIR, before=neighbour, terms={"铁路": "railway"})
    new = replace(entry(source, target, origin), key=name)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "out.tmx")
        with Memory.open(Path(folder, "one.db")) as one:
            one.save([new])
            assert export_tmx(one, file, PAIR) == 1
            assert import_tmx(one, file, PAIR, now="later") == Imported(read=1, kept=1)
            assert list(one.entries(PAIR)) == [new]
        with Memory.open(Path(folder, "two.db")) as two:
            assert import_tmx(two, file, PAIR, now="later") == Imported(read=1, saved=1)
            assert list(two.entries(PAIR)) == [replace(new, origin="person" if origin == "person" else "import")]


def test_only_the_pairs_own_entries_are_written_and_read(memory: Memory, tmp_path: Path) -> None:
    """Another language pair stays out of the file, and out of the memory."""
    french = replace(entry(target="Français"), pair=Pair("zh-CN", "fr"), key=key("f", pair=PAIR))
    memory.save([entry(), french])
    file = tmp_path / "out.tmx"
    assert export_tmx(memory, file, Pair("zh-CN", "fr")) == 1
    assert "Français" in file.read_text("utf-8")
    with Memory.open(tmp_path / "other.db") as other:
        assert import_tmx(other, file, PAIR, now=NOW) == Imported(read=1, skipped=1)


def test_a_file_of_our_own_is_read_in_chunks(memory: Memory, tmp_path: Path) -> None:
    """Thousands of units come back in order."""
    new = [entry(f"{LONG}{number}", f"English {number}") for number in range(1203)]
    memory.save(new)
    export_tmx(memory, tmp_path / "out.tmx", PAIR)
    with Memory.open(tmp_path / "other.db") as other:
        assert import_tmx(other, tmp_path / "out.tmx", PAIR, now=NOW) == Imported(read=1203, saved=1203)
        assert [item.key for item in other.entries(PAIR)] == [item.key for item in new]


def test_another_reader_sees_the_same_texts(memory: Memory, tmp_path: Path) -> None:
    """translate-toolkit reads the languages, the texts and the placeholders that were written."""
    reader = pytest.importorskip("translate.storage.tmx")
    memory.save([entry("铁路 & <港口> 的故事" * 3, 'Railway & <harbour> "tales"'), entry("概述⟦1⟧", "Overview⟦1⟧")])
    export_tmx(memory, tmp_path / "out.tmx", PAIR)
    with (tmp_path / "out.tmx").open("rb") as file:
        store = reader.tmxfile(file, "zh-CN", "en")
    found = [(item.source, item.target) for item in store.units]
    assert found[0] == ("铁路 & <港口> 的故事" * 3, 'Railway & <harbour> "tales"')
    assert [text.strip("1") for text in found[1]] == ["概述", "Overview"]
    assert store.getsourcelanguage() == "zh-CN"


def test_what_another_writer_wrote_is_read(memory: Memory, tmp_path: Path) -> None:
    """A file that translate-toolkit made gives its texts."""
    writer = pytest.importorskip("translate.storage.tmx")
    store = writer.tmxfile(sourcelanguage="zh-CN")
    store.addtranslation(LONG, "zh-CN", 'A & B <c> "d"', "en")
    (tmp_path / "in.tmx").write_bytes(bytes(store))
    assert taken(memory, tmp_path / "in.tmx") == [(LONG, 'A & B <c> "d"')]


def test_the_file_is_xml_with_the_attributes_of_tmx(memory: Memory, tmp_path: Path) -> None:
    """A general XML parser finds header, dates, placeholders and properties where TMX 1.4 puts them."""
    memory.save([entry("看⟦1⟧与⟦12⟧", "See ⟦12⟧ and ⟦1⟧", "person")])
    export_tmx(memory, tmp_path / "out.tmx", PAIR)
    root = ET.parse(tmp_path / "out.tmx").getroot()
    header, tu = root.find("header"), root.find("body/tu")
    assert header is not None
    assert tu is not None
    assert set(header.attrib) == {
        "creationtool",
        "creationtoolversion",
        "segtype",
        "o-tmf",
        "adminlang",
        "srclang",
        "datatype",
    }
    assert tu.attrib == {"creationdate": "20261124T020000Z"}
    assert [ph.attrib for ph in tu.iter("ph")] == [{"x": "1"}, {"x": "12"}, {"x": "12"}, {"x": "1"}]
    assert {prop.attrib["type"]: prop.text for prop in tu.iter("prop")}["x-yibo-origin"] == "person"


# --- what stays --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "wins"),
    [
        (("machine", "1"), ("import", "1"), True),
        (("import", "2"), ("import", "1"), False),
        (("import", "1"), ("import", "1"), True),
        (("import", "1"), ("import", "2"), True),
        (("person", "1"), ("import", "2"), False),
        (("person", "1"), ("person", "2"), True),
        (("person", "2"), ("person", "1"), False),
        (("import", "2"), ("person", "1"), True),
    ],
)
def test_an_import_never_overwrites_what_is_stronger(
    tmp_path: Path, old: tuple[str, str], new: tuple[str, str], *, wins: bool
) -> None:
    """A stronger text stays, and so does a newer one of the same strength."""
    with Memory.open(tmp_path / "one.db") as one, Memory.open(tmp_path / "two.db") as two:
        two.save([entry(LONG, "new", *new)])
        export_tmx(two, tmp_path / "out.tmx", PAIR)
        one.save([entry(LONG, "old", *old)])
        report = import_tmx(one, tmp_path / "out.tmx", PAIR, now=NOW)
        assert report == (Imported(read=1, saved=1) if wins else Imported(read=1, kept=1))
        assert [item.target for item in one.entries(PAIR)] == ["new" if wins else "old"]


def test_a_foreign_file_cannot_claim_to_be_a_person(memory: Memory, tmp_path: Path) -> None:
    """Only a unit with a key of ours, in our spelling of the languages, keeps its origin and its key."""
    props = '<prop type="x-yibo-origin">person</prop>'
    tmx(tmp_path / "in.tmx", unit(LONG, "English").replace("<tuv", f"{props}<tuv", 1))
    taken(memory, tmp_path / "in.tmx")
    assert [item.origin for item in memory.entries(PAIR)] == ["import"]


def test_our_own_file_under_other_language_codes_gets_keys_of_its_own(memory: Memory, tmp_path: Path) -> None:
    """A key made for `zh-CN` is never found under `zh`: the text is given one that is."""
    memory.save([entry()])
    export_tmx(memory, tmp_path / "out.tmx", PAIR)
    other = Pair("zh", "en-GB")
    assert taken(memory, tmp_path / "out.tmx", other) == [(LONG, "English")]
    assert memory.find([key(LONG, pair=other)])


# --- foreign files -----------------------------------------------------------------------------------------


def test_a_foreign_long_text_is_found_wherever_it_stands(memory: Memory, tmp_path: Path) -> None:
    """A long text has one key; a short one is only known without neighbours; glossary terms count."""
    file = tmx(tmp_path / "in.tmx", unit(LONG, "Long") + unit("概述", "Overview") + unit("铁路" * 20, "Rail"))
    import_tmx(memory, file, PAIR, now=NOW, terms=lambda text: {"铁路": "railway"} if "铁路" in text else {})
    assert memory.find([key(LONG, pair=PAIR, before="前面的一段", after="后面的一段")])
    assert memory.find([key("概述", pair=PAIR)])
    assert not memory.find([key("概述", pair=PAIR, before="前面的一段")])
    assert memory.find([key("铁路" * 20, pair=PAIR, terms={"铁路": "railway"})])
    assert not memory.find([key("铁路" * 20, pair=PAIR)])


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ('看<ph x="7"/>这里', 'see <ph x="7"/> here', ("看⟦1⟧这里", "see ⟦1⟧ here")),
        (
            '<ph x="1">{a}</ph>与<ph x="2">{b}</ph>',
            '<ph x="2">{b}</ph> and <ph x="1">{a}</ph>',
            ("⟦1⟧与⟦2⟧", "⟦2⟧ and ⟦1⟧"),
        ),
        ("<ph/>甲<ph/>", "<ph/>A<ph/>", ("⟦1⟧甲⟦2⟧", "⟦1⟧A⟦2⟧")),
        (
            '<bpt i="1">&lt;b></bpt>甲<ept i="1">&lt;/b></ept>',
            '<bpt i="1">&lt;b></bpt>A<ept i="1">&lt;/b></ept>',
            ("⟦1⟧甲⟦2⟧", "⟦1⟧A⟦2⟧"),
        ),
        ('<bpt i="1">**</bpt>甲<ept i="1">**</ept>', "<it>**</it>A<it>**</it>", ("**甲**", "**A**")),
        ("<hi>甲</hi>乙", "<hi>A</hi> B", ("甲乙", "A B")),
        ("甲<ph>&lt;img alt='<sub>乙</sub>'></ph>", "A", ("甲⟦1⟧", "A")),
        ("甲<ph>a<sub>乙<ph/>丁</sub></ph>丙", "A<ph>a<sub>乙<ph/>丁</sub></ph>", ("甲⟦1⟧丙", "A⟦1⟧")),
        ("  甲\n乙  ", "A\n", ("甲\n乙", "A")),
    ],
)
def test_inline_codes_become_tokens(
    memory: Memory, tmp_path: Path, source: str, target: str, expected: tuple[str, str]
) -> None:
    """Codes are numbered as they come in the source and paired by `x`, `i` or content; emphasis is text."""
    assert taken(memory, tmx(tmp_path / "in.tmx", unit(source, target))) == [expected]


@pytest.mark.parametrize(
    ("languages", "fits"),
    [
        (("ZH-cn", "EN"), True),
        (("zh_Hans_CN", "en-US"), True),
        (("zh", "en-GB"), True),
        (("cmn-Hans", "eng"), True),
        (("zh-SG", "en"), True),
        (("zh-TW", "en"), False),
        (("zh-Hant", "en"), False),
        (("ja", "en"), False),
        (("zh-CN", "de"), False),
    ],
)
def test_languages_match_by_meaning(memory: Memory, tmp_path: Path, languages: tuple[str, str], *, fits: bool) -> None:
    """Case, separators, scripts and missing regions do not keep a text out; another script or language does."""
    found = taken(memory, tmx(tmp_path / "in.tmx", unit(LONG, "English", languages)))
    assert found == ([(LONG, "English")] if fits else [])


def test_the_exact_language_is_preferred() -> None:
    """Of two that fit, the one spelt as asked; else the first."""
    assert choose(["en-GB", "en-US"], "EN_us") == "en-US"
    assert choose(["en-GB", "en-US"], "en") == "en-GB"
    assert choose(["de"], "en") is None
    assert matches("pt-BR", "pt")
    assert not matches("pt-BR", "pt-PT")


def test_dates_old_attributes_and_notes_are_read(memory: Memory, tmp_path: Path) -> None:
    """`creationdate` is the entry's time; `lang` without `xml:` (TMX 1.1) counts; notes and empty units do not."""
    old = unit(LONG, "Old", attributes='creationdate="20200102T030405Z"').replace("xml:lang", "lang")
    file = tmx(tmp_path / "in.tmx", f"<note>x</note>{old}{unit('空', ' ')}<tu><note>y</note></tu>", "<!DOCTYPE tmx>")
    assert import_tmx(memory, file, PAIR, now=NOW) == Imported(read=3, saved=1, skipped=2)
    assert [item.created for item in memory.entries(PAIR)] == ["2020-01-02T03:04:05+00:00"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_of_unicode_are_read(memory: Memory, tmp_path: Path, encoding: str) -> None:
    """Windows tools write UTF-16 and byte order marks."""
    file = tmx(tmp_path / "in.tmx", unit(LONG, "English"), '<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
    text = file.read_text("utf-8").replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    file.write_bytes(text.encode(encoding))
    assert taken(memory, file) == [(LONG, "English")]


# --- hostile and broken files ------------------------------------------------------------------------------

BOMB = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    ("head", "text", "says"),
    [
        (f'<!DOCTYPE tmx [<!ENTITY a0 "ha">{BOMB}]>', "&a9;", "entity"),
        ('<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;", "entity"),
        ('<!DOCTYPE tmx [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>', "x", "entity"),
        ('<!DOCTYPE tmx SYSTEM "tmx14.dtd">', "&elsewhere;", "entity"),
        ("", "&nbsp;", "undefined entity"),
        ("", "<hi>" * 100 + "</hi>" * 100, "nested too deeply"),
        ("", f'<ph type="{tmx_reader.CHAR}">d83d</ph>', "no character"),
        ("", f'<ph type="{tmx_reader.CHAR}">zz</ph>', "line"),
        ("", "</seg>", "mismatched tag"),
    ],
)
def test_a_hostile_file_is_refused(memory: Memory, tmp_path: Path, head: str, text: str, says: str) -> None:
    """Entities are never expanded or fetched, depth has an end, and the error says where."""
    file = tmx(tmp_path / "in.tmx", unit(LONG, "English") + unit(text, "English"), head)
    with pytest.raises(MemoryFileError, match=says) as caught:
        import_tmx(memory, file, PAIR, now=NOW)
    assert "(line " in caught.value.message
    assert str(file) in caught.value.message


def test_an_endless_unit_is_refused(memory: Memory, tmp_path: Path) -> None:
    """One unit of many megabytes is not collected in memory."""
    file = tmx(tmp_path / "in.tmx", unit(LONG, "x" * 3_000_000))
    with pytest.raises(MemoryFileError, match="longer than any text"):
        import_tmx(memory, file, PAIR, now=NOW)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no xml at all",
        b"<html><body/></html>",
        b"<tmx><body>",
        b'<?xml version="1.0" encoding="GB18030"?><tmx/>',
        b'<?xml version="1.0" encoding="klingon"?><tmx/>',
        b"<tmx>\xff</tmx>",
    ],
)
def test_a_file_that_is_no_tmx_is_refused(memory: Memory, tmp_path: Path, data: bytes) -> None:
    """Whatever the bytes, the error names the file and the next step."""
    file = tmp_path / "in.tmx"
    file.write_bytes(data)
    with pytest.raises(MemoryFileError, match="is not a TMX file") as caught:
        import_tmx(memory, file, PAIR, now=NOW)
    assert "UTF-8" in caught.value.hint


def test_files_that_cannot_be_read_or_written_are_named(memory: Memory, tmp_path: Path) -> None:
    """A missing input and an impossible output are errors in words; a failed export leaves nothing behind."""
    with pytest.raises(MemoryFileError, match="cannot be read"):
        import_tmx(memory, tmp_path / "missing.tmx", PAIR, now=NOW)
    with pytest.raises(MemoryFileError, match="cannot be written"):
        export_tmx(memory, tmp_path / "missing" / "out.tmx", PAIR)
    (tmp_path / "taken").mkdir()
    with pytest.raises(MemoryFileError, match="cannot be written"):
        export_tmx(memory, tmp_path / "taken", PAIR)
    assert not (tmp_path / "taken.part").exists()
