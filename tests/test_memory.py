"""The memory: what was committed is there, whatever happens to the process, the file or the disk."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.errors import ArticleError, MemoryFileError
from jobs.memory.records import ORIGINS, SHORT
from jobs.memory.store import Document, DocumentState, Entry, Held, Memory, Pair, Spent, Stamp, key

PAIR = Pair("zh-CN", "en")
ROOT = Path(__file__).parents[1]
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
CJK = st.text(st.sampled_from("铁路与港口的故事一二三"), min_size=1)
SPACE = st.text(st.sampled_from(" \t\n\r\u3000\u00a0"), max_size=3)


def entry(text: str, target: str = "English", origin: str = "machine", created: str = "2026-01-01") -> Entry:
    return Entry(key(text, pair=PAIR), text, target, PAIR, "some-model", "abc123", origin, created)


def long(number: int) -> str:
    return f"第{number}段:这里写的是一段足够长的文字,好让它不依赖左右的邻居。" * 4


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".yibo" / "memory.db"


def python(script: str, *arguments: object) -> subprocess.Popen[str]:
    """Another process that runs `script` on the project's code."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)


# --- laws ----------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(source=TEXT, target=TEXT, model=TEXT, origin=st.sampled_from(sorted(ORIGINS)))
def test_what_is_saved_is_found(source: str, target: str, model: str, origin: str) -> None:
    """Every Unicode text comes back as it was, also after the file was closed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "memory.db")
        new = replace(entry(source, target, origin), model=model)
        with Memory.open(path) as memory:
            memory.save([new])
        with Memory.open(path) as memory:
            assert memory.find([new.key, key("别的", pair=PAIR)]) == {new.key: new}
            assert list(memory.entries(PAIR)) == [new]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(ORIGINS)), st.booleans()), min_size=1, max_size=6))
def test_the_stronger_origin_stays(saves: list[tuple[str, bool]]) -> None:
    """A weaker text never replaces a stronger one; an equal or forced one does, but for a person's."""
    with tempfile.TemporaryDirectory() as folder, Memory.open(Path(folder, "memory.db")) as memory:
        expected: Entry | None = None
        for number, (origin, force) in enumerate(saves):
            new = entry("铁路", f"text {number}", origin)
            taken = (
                expected is None
                or ORIGINS[origin] >= ORIGINS[expected.origin]
                or (force and expected.origin != "person")
            )
            assert memory.save([new], force=force) == taken
            expected = new if taken else expected
        assert memory.find([key("铁路", pair=PAIR)]).get(key("铁路", pair=PAIR)) == expected


@given(text=CJK, before=SPACE, after=SPACE)
def test_space_around_a_text_is_not_part_of_its_key(text: str, before: str, after: str) -> None:
    """White space at the ends of a text, or of its neighbours, changes no key."""
    assert key(before + text + after, pair=PAIR) == key(text, pair=PAIR)
    assert key(text, pair=PAIR, before=f"{before}邻居{after}") == key(text, pair=PAIR, before="邻居")


@given(text=CJK, one=CJK, other=CJK)
def test_only_short_texts_depend_on_their_neighbours(text: str, one: str, other: str) -> None:
    """Another neighbour, on either side, is another key for a short text and the same one for a long text."""
    differs = one != other and len(text) <= SHORT
    assert (key(text, pair=PAIR, before=one) != key(text, pair=PAIR, before=other)) == differs
    assert (key(text, pair=PAIR, after=one) != key(text, pair=PAIR, after=other)) == differs


def test_marks_and_tokens_do_not_make_a_text_long() -> None:
    """The length that counts is what a reader sees."""
    assert key("**概述**⟦1⟧⟦2⟧⟦3⟧⟦4⟧", pair=PAIR, before="甲") != key("**概述**⟦1⟧⟦2⟧⟦3⟧⟦4⟧", pair=PAIR, before="乙")


@given(text=CJK, term=CJK, one=TEXT, other=TEXT)
def test_a_key_depends_on_terms_and_languages(text: str, term: str, one: str, other: str) -> None:
    """Another glossary term, or another language, is another translation."""
    keys = [key(text, pair=PAIR, terms={term: target}) for target in (one, other)]
    assert (keys[0] == keys[1]) == (one == other)
    assert key(text, pair=PAIR) not in keys
    assert key(text, pair=Pair("zh-CN", "fr")) != key(text, pair=PAIR)
    assert key(text, pair=PAIR, terms={"a": "1", "b": "2"}) == key(text, pair=PAIR, terms={"b": "2", "a": "1"})


# --- what it holds -----------------------------------------------------------------------------------------


def test_many_keys_are_found_at_once(path: Path) -> None:
    """More keys than one query takes are looked up all the same, and pages of entries keep their order."""
    new = [entry(long(number), f"Paragraph {number}") for number in range(1203)]
    with Memory.open(path) as memory:
        assert memory.save(new) == 1203
        assert memory.find(item.key for item in new) == {item.key: item for item in new}
        assert list(memory.entries(PAIR)) == new
        assert list(memory.entries(Pair("zh-CN", "fr"))) == []


def test_text_that_is_no_unicode_fails_its_article_alone(path: Path) -> None:
    """Half a surrogate pair in a reply is an ArticleError, nothing of that save stays, and the memory goes on."""
    with Memory.open(path) as memory:
        with pytest.raises(ArticleError, match="Unicode"):
            memory.save([entry("好"), entry("坏", "\ud83d")])
        assert list(memory.entries(PAIR)) == []
        assert memory.save([entry("好")]) == 1


def test_a_held_article_may_quote_broken_text(path: Path) -> None:
    """Findings come back as they were, even those about a broken reply."""
    held = Held("posts/甲.md", PAIR, "digest", "model x", ({"check": "tokens", "target": "\ud83d"},), "2026")
    with Memory.open(path) as memory:
        memory.hold(replace(held, settings="older"))
        memory.hold(held)
        assert memory.held("posts/甲.md", PAIR) == held
        assert list(memory.holds()) == [held]
        memory.release("posts/甲.md", PAIR)
        assert memory.held("posts/甲.md", PAIR) is None


@settings(max_examples=30, deadline=None)
@given(source=st.binary(), target=st.binary(), name=st.binary(min_size=1, max_size=20))
def test_documents_are_kept_to_the_byte(source: bytes, target: bytes, name: bytes) -> None:
    """Both files of an article come back byte for byte, under any file name that a disk can hold."""
    saved = Document(
        os.fsdecode(name), PAIR, "s1", "t1", source, target, Stamp(len(source), 2**60), Stamp(len(target), 7)
    )
    with tempfile.TemporaryDirectory() as folder, Memory.open(Path(folder, "memory.db")) as memory:
        memory.save_document(replace(saved, source=b"older", source_stamp=None))
        memory.save_document(saved)
        assert memory.document(saved.path, PAIR) == saved
        state = DocumentState("s1", "t1", saved.source_stamp, saved.target_stamp)
        assert memory.document_states(PAIR) == {saved.path: state}


def test_a_document_is_known_by_path_and_languages(path: Path) -> None:
    """Another language is another document; stamps change alone; forgetting one leaves the others."""
    english = Document("a.md", PAIR, "s", "t", b"source", b"target")
    french = replace(english, pair=Pair("zh-CN", "fr"), target=b"cible")
    with Memory.open(path) as memory:
        memory.save_document(english)
        memory.save_document(french)
        memory.save_stamps(PAIR, {"a.md": (Stamp(6, 1), None), "unknown.md": (None, None)})
        assert memory.document("a.md", PAIR) == replace(english, source_stamp=Stamp(6, 1))
        assert memory.document("a.md", french.pair) == french


def test_facts_and_money_add_up(path: Path) -> None:
    """Facts are JSON values by name; a month's spending is the sum over runs."""
    with Memory.open(path) as memory:
        memory.set_fact("batch.1", {"id": "b_1", "texts": ["甲"]})
        memory.set_fact("batch%", 2)
        memory.set_fact("other", None)
        assert memory.get_fact("batch.1") == {"id": "b_1", "texts": ["甲"]}
        assert memory.get_fact("batch.2", "gone") == "gone"
        assert memory.spending("2026-11") == Spent(0.0, 0, 0)
        memory.add_spending("2026-11", 0.25, 3, 1000)
    with Memory.open(path) as memory:
        memory.add_spending("2026-11", 0.5, 1, 10)
        assert memory.spending("2026-11") == Spent(0.75, 4, 1010)


# --- processes -----------------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from tests.test_memory import entry, long
from jobs.memory.store import Memory
with Memory.open(Path(sys.argv[1])) as memory:
    for number in range(int(sys.argv[2]), 10**9):
        memory.save([entry(long(number))])
        print(number, flush=True)
"""


def test_a_killed_writer_loses_nothing_it_was_told_is_saved(path: Path) -> None:
    """After SIGKILL at any moment every acknowledged save is there, and the file is sound."""
    acknowledged = 0
    for _ in range(5):
        with python(WRITER, path, acknowledged) as writer:
            assert writer.stdout
            for _ in range(random.randint(1, 60)):
                acknowledged = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
            rest = writer.stdout.read().split("\n")
        acknowledged = max([acknowledged, *(int(line) for line in rest[:-1])]) + 1
        with Memory.open(path) as memory:
            assert memory.recovered == ""
            keys = {entry(long(number)).key for number in range(acknowledged)}
            assert memory.find(keys).keys() == keys


def interrupted(memory: Memory) -> None:
    with memory._writing() as connection:
        connection.execute("DELETE FROM entry")
        raise KeyboardInterrupt


def test_an_interrupt_inside_a_save_leaves_the_memory_fit(path: Path) -> None:
    """^C in the midst of a transaction undoes that transaction; the next one works on the same connection."""
    with Memory.open(path) as memory:
        memory.save([entry("一")])
        with pytest.raises(KeyboardInterrupt):
            interrupted(memory)
        memory._connection.execute("BEGIN IMMEDIATE")  # as when ^C comes right after
        assert memory.save([entry("二")]) == 1
        assert [item.source for item in memory.entries(PAIR)] == ["一", "二"]


OPENER = """
import sys
from pathlib import Path
from tests.test_memory import entry, long
from jobs.memory.store import Memory
sys.stdin.readline()
with Memory.open(Path(sys.argv[1])) as memory:
    for number in range(20):
        memory.save([entry(sys.argv[2] + long(number))])
    print(repr(memory.recovered), flush=True)
"""


@pytest.mark.parametrize("damaged", [False, True])
def test_processes_that_open_at_once_share_one_memory(path: Path, *, damaged: bool) -> None:
    """Several processes make the same file at the same moment, or mend it once, and all of them write to it."""
    if damaged:
        path.parent.mkdir()
        path.write_bytes(b"garbage" * 1000)
    openers = [python(OPENER, path, name) for name in "甲乙丙"]
    for opener in openers:
        assert opener.stdin
        opener.stdin.write("go\n")
        opener.stdin.flush()
    said = [opener.communicate()[0].strip() for opener in openers]
    assert sum(line != "''" for line in said) == damaged
    with Memory.open(path) as memory:
        assert len(list(memory.entries(PAIR))) == 60


@contextmanager
def another_writer(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else in the middle of a transaction."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        other.execute("ROLLBACK")


def test_a_memory_that_another_process_writes_to_is_waited_for_then_named(path: Path) -> None:
    """A writer that does not end is an error in words; reading goes on; once it ends all is well."""
    with Memory.open(path, patience=0.05) as memory:
        memory.save([entry("一")])
        with another_writer(path), pytest.raises(MemoryFileError, match="locked by another process"):
            memory.save([entry("二")])
        with another_writer(path):
            assert memory.find([entry("一").key])
        assert memory.save([entry("二")]) == 1


# --- the file ----------------------------------------------------------------------------------------------


def filled(path: Path, count: int = 300) -> list[Entry]:
    new = [entry(long(number), f"Paragraph {number}. " * 10) for number in range(count)]
    with Memory.open(path) as memory:
        for start in range(0, count, 50):
            memory.save(new[start : start + 50])
        memory.add_spending("2026-11", 1.5, 2, 3)
        memory.set_fact("batch", "b_1")
    return new


def overwritten(path: Path, start: float, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(int(path.stat().st_size * start) // 4096 * 4096)
        file.write(data)


def recovered(path: Path) -> tuple[list[Entry], str]:
    """Use the memory until its damage is noticed and mended: (the entries then, what was said, once)."""
    said: list[str] = []
    entries: list[Entry] = []
    for _ in range(3):
        with suppress(MemoryFileError), Memory.open(path) as memory:
            said.append(memory.recovered)
            entries = list(memory.entries(PAIR))
    assert said[-1] == ""
    return entries, "".join(said)


@pytest.mark.parametrize("start", [0.3, 0.5, 0.8])
def test_bytes_overwritten_in_the_middle_cost_only_their_neighbourhood(path: Path, start: float) -> None:
    """A memory with a bad page is moved aside, told of, and all but a few entries are kept, each as it was."""
    new = filled(path)
    overwritten(path, start, b"\xa5" * 4096)
    entries, said = recovered(path)
    assert "memory.db.corrupt-1" in said
    assert path.with_name("memory.db.corrupt-1").exists()
    assert set(entries) <= set(new)
    assert len(entries) >= 270
    with Memory.open(path) as memory:
        assert memory.spending("2026-11") == Spent(1.5, 2, 3)
        assert memory.get_fact("batch") == "b_1"


def test_a_truncated_memory_keeps_what_is_left(path: Path) -> None:
    """A file that lost its second half is moved aside and its first half is read."""
    new = filled(path)
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)
    entries, said = recovered(path)
    assert "was damaged" in said
    assert set(entries) <= set(new)
    assert len(entries) >= 100


def test_damage_that_shows_during_a_run_ends_it_in_words(path: Path) -> None:
    """The run is told to start again, and the next one begins with what can be read; a sound one is not touched."""
    new = filled(path)
    overwritten(path, 0.5, b"\xa5" * 4096)
    with Memory.open(path) as memory:
        assert memory.recovered == ""
        with pytest.raises(MemoryFileError, match="is damaged") as caught:
            list(memory.entries(PAIR))
    assert "Run again" in caught.value.hint
    with Memory.open(path) as memory:
        assert "an earlier run found it damaged" in memory.recovered
        assert memory.save([new[150]]) == 1


@pytest.mark.parametrize("data", [b"garbage" * 5000, b"SQLite format 3\0" + b"\xff" * 9000, b"a note"])
def test_garbage_is_moved_aside(path: Path, data: bytes) -> None:
    """A file that is no database at all is kept beside the new one, byte for byte."""
    path.parent.mkdir()
    path.write_bytes(data)
    with Memory.open(path) as memory:
        assert "0 segments" in memory.recovered
        assert memory.save([entry("一")]) == 1
    assert path.with_name("memory.db.corrupt-1").read_bytes() == data


def test_the_log_of_a_killed_process_goes_with_its_damaged_file(path: Path) -> None:
    """What a killed writer left in the write-ahead log is salvaged, and is not replayed into the new file."""
    with python(WRITER, path, 0) as writer:
        assert writer.stdout
        for _ in range(10):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
    assert path.with_name("memory.db-wal").stat().st_size > 0
    path.with_name("memory.db.damaged").touch()
    with Memory.open(path) as memory:
        entries = list(memory.entries(PAIR))
        assert len(entries) >= 10
        assert f"the {len(entries)} segments" in memory.recovered


def test_a_second_damage_does_not_overwrite_the_first(path: Path) -> None:
    """Each damaged file keeps a name of its own."""
    for number in (1, 2):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"garbage" * 5000)
        with Memory.open(path) as memory:
            assert f"corrupt-{number}" in memory.recovered


def test_a_memory_whose_tables_are_gone_is_damaged(path: Path) -> None:
    """A first page that was blanked behind its header is noticed at once, not query by query."""
    filled(path)
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\x0d\0\0\0\0\x10\0\0" + bytes(4096 - 108))
    with Memory.open(path) as memory:
        assert "tables are missing" in memory.recovered


def test_an_altered_text_is_unknown_and_can_be_learned_again(path: Path) -> None:
    """A flipped bit inside a text, which SQLite cannot see, is no translation; even a person's is then free."""
    first, second = entry("一" * 20, "Railway story", "person"), entry("二" * 20, "Harbour story")
    with Memory.open(path) as memory:
        memory.save([first, second])
    data = path.read_bytes()
    assert data.count(b"Railway") == 1
    path.write_bytes(data.replace(b"Railway", b"R\xffilway"))
    with Memory.open(path) as memory:
        assert list(memory.entries(PAIR)) == [second]
        assert memory.find([first.key, second.key]) == {second.key: second}
        assert memory.save([replace(first, origin="machine")]) == 1


def test_a_document_that_the_disk_altered_is_unknown(path: Path) -> None:
    """Compressed bytes that do not unpack are as good as none: the files on disk are read again."""
    with Memory.open(path) as memory:
        memory.save_document(Document("a.md", PAIR, "s", "t", b"source", b"target"))
        memory._connection.execute("UPDATE content SET target = X'00ff'")
        assert memory.document("a.md", PAIR) is None


def test_a_deleted_memory_begins_anew_without_a_word(path: Path) -> None:
    """A note of damage that outlived its file is no damage."""
    path.parent.mkdir()
    path.with_name("memory.db.damaged").touch()
    with Memory.open(path) as memory:
        assert memory.recovered == ""
    assert sorted(item.name for item in path.parent.iterdir()) == ["memory.db", "memory.db.lock"]


def test_another_programs_database_is_left_alone(path: Path) -> None:
    """A setting that names somebody's data must not cost them their data."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmark (name TEXT)")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(MemoryFileError, match="another program's database"):
        Memory.open(path)
    assert path.read_bytes() == before


def test_a_newer_schema_is_refused(path: Path) -> None:
    """A memory from a later version is not guessed at; today's own is opened."""
    Memory.open(path).close()
    Memory.open(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(MemoryFileError, match="newer version") as caught:
        Memory.open(path)
    assert "Update yibo" in caught.value.hint


@pytest.mark.parametrize("place", ["file/memory.db", "folder"])
def test_a_place_that_cannot_hold_a_memory_is_named(tmp_path: Path, place: str) -> None:
    """A folder where the file should be, or a file where the folder should be, is an error in words."""
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(MemoryFileError, match="cannot be opened"):
        Memory.open(tmp_path / place)


@contextmanager
def unprivileged(folder: Path) -> Iterator[None]:
    """Root may write anywhere: be nobody for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("begun", [False, True])
def test_a_read_only_folder_is_said_to_be_one(*, begun: bool) -> None:
    """Where nothing may be written the error says so, and does not blame another process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if begun:
            filled(folder / "memory.db", 1)
        folder.chmod(0o555)
        for file in folder.iterdir():
            file.chmod(0o444)
        with unprivileged(folder), pytest.raises(MemoryFileError, match="ermission denied") as caught:
            Memory.open(folder / "memory.db")
        assert "writable" in caught.value.hint
        folder.chmod(0o755)


def test_a_full_database_is_an_error_and_loses_nothing(path: Path) -> None:
    """When no page can be added, the save that failed left nothing, and the earlier ones are there."""
    new = filled(path, 50)
    with Memory.open(path) as memory:
        (pages,) = memory._connection.execute("PRAGMA page_count").fetchone()
        memory._connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(MemoryFileError, match="disk is full") as caught:
            memory.save(entry(long(number)) for number in range(1000, 1100))
        assert "Free some space" in caught.value.hint
        assert list(memory.entries(PAIR)) == new
        memory._connection.execute("PRAGMA max_page_count = 100000")
        assert memory.save([entry("新")]) == 1


LIMITED = """
import resource, sys
from pathlib import Path
from tests.test_memory import entry, long
from jobs.errors import MemoryFileError
from jobs.memory.store import Memory
memory = Memory.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
for number in range(10_000):
    try:
        memory.save([entry(long(number))])
    except MemoryFileError as error:
        print(number, error.message, flush=True)
        break
try:
    memory.save([entry(long(20_000))])
except MemoryFileError:
    pass
memory.close()
"""


def test_a_disk_that_takes_no_more_bytes_loses_nothing(path: Path) -> None:
    """When the system refuses a write, the run is told so, and every acknowledged save is there afterwards."""
    out, _ = python(LIMITED, path).communicate()
    count, _, message = out.partition(" ")
    assert "cannot be read or written" in message or "cannot grow" in message
    with Memory.open(path) as memory:
        keys = [entry(long(number)).key for number in range(int(count))]
        assert len(keys) > 50
        assert memory.recovered == ""
        assert len(memory.find(keys)) == len(keys)


# --- who only looks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("open_elsewhere", [False, True])
def test_a_copy_knows_all_and_changes_nothing(path: Path, *, open_elsewhere: bool) -> None:
    """What another process has committed is in a copy; what is written to the copy is nowhere else."""
    with Memory.open(path) as memory:
        memory.save([entry("一")])
        if not open_elsewhere:
            memory.close()
        before = {file: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm")}
        with Memory.copy(path) as copy:
            assert set(copy.find([entry("一").key, entry("二").key])) == {entry("一").key}
            copy.save([entry("二")])
            assert copy.find([entry("二").key])
        after = {file: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm")}
        assert after == before
    with Memory.copy(path) as copy:
        assert not copy.find([entry("二").key])


def test_a_copy_of_nothing_and_of_what_cannot_be_read(path: Path) -> None:
    """No file is made for a copy; a damaged one is left to the next run, another program's is refused."""
    with Memory.copy(path) as copy:
        assert not list(copy.holds())
    assert not path.parent.exists()
    path.parent.mkdir()
    path.write_bytes(b"no database, but long enough to look like one" * 100)
    with Memory.copy(path) as copy:
        assert "the next run mends it" in copy.recovered
        assert not list(copy.holds())
    assert [file.name for file in path.parent.iterdir()] == ["memory.db"]
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE mine (a)")
    with pytest.raises(MemoryFileError, match="another program's"):
        Memory.copy(path)


def test_a_claim_is_one_articles_until_it_has_asked(tmp_path: Path) -> None:
    """Of two articles of a run one claims a key; after it has asked, or in another run, the next one may. What was
    refused is not claimed again in the run."""
    one, other = key("甲", pair=PAIR), key("乙", pair=PAIR)
    with Memory.open(tmp_path / "m.db") as first, Memory.open(tmp_path / "m.db") as second:
        assert first.claim([one], "run") == {one}
        assert second.claim([one, other], "run") == {other}
        assert second.refusals([one, other], "run") is None
        assert second.refusals([one], "a later run") == {}
        first.unclaim([one], {})
        assert second.refusals([one], "run") == {}
        assert second.claim([one], "run") == {one}
        second.unclaim([one, other], {other: "why"})
        assert first.refusals([one, other], "run") == {other: "why"}
        assert first.claim([one, other], "run") == {one}
        first.free()
        assert second.claim([one, other], "run") == {one}
        assert second.claim([other], "a later run") == {other}
