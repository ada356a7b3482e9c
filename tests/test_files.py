"""Files: found in order, read within bounds, written whole or not at all, named after their language."""

from __future__ import annotations

import os
import resource
import stat
import string
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.article.files import (
    digest,
    discover,
    language_of,
    looks_chinese,
    read_bytes,
    same_language,
    source_path,
    suffix_language,
    target_path,
    write_atomic,
)
from jobs.errors import ArticleError, SettingsError
from tests.conftest import shared

ALL = ("**/*.md", "**/*.markdown")


def lay(root: Path, *names: str, text: str = "") -> None:
    """Files below `root` with their folders."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def names(root: Path) -> list[str]:
    """Every file below `root`, hidden ones too."""
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir())


def mode(path: Path) -> int:
    """Permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def umask(value: int) -> Iterator[None]:
    """The process's umask for a while."""
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """The kernel refuses to write files beyond `size` bytes (EFBIG)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def _limits(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skip where permissions mean nothing, as for root."""
    file = tmp_path_factory.mktemp("limits") / "locked"
    file.touch(mode=0)
    if os.access(file, os.R_OK):
        pytest.skip("nothing is forbidden to this user")


# --- reading ---------------------------------------------------------------------------------------------


def test_read(tmp_path: Path) -> None:
    """A file within the limit is read to the byte, one byte more is refused, unread."""
    file = tmp_path / "a.md"
    file.write_bytes(b"\xef\xbb\xbf\r\n\0")
    assert read_bytes(file, 6) == b"\xef\xbb\xbf\r\n\0"
    with pytest.raises(ArticleError, match="6 bytes, the limit is 5") as caught:
        read_bytes(file, 5)
    assert "max_bytes" in caught.value.hint


def test_read_refuses_what_is_no_article(tmp_path: Path) -> None:
    """A folder, a missing file, a FIFO that nobody writes to, a device: refused at once, with the next step."""
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    expected = {
        tmp_path: "is a folder",
        tmp_path / "none.md": "can't be read: No such file",
        tmp_path / "pipe.md": "is no regular file",
        tmp_path / "loop.md": "can't be read",
        tmp_path / "nul\0.md": "can't be read",
        Path("/dev/zero"): "is no regular file",
    }
    for path, words in expected.items():
        with pytest.raises(ArticleError, match=words) as caught:
            read_bytes(path, 100)
        assert caught.value.hint


def test_read_a_sparse_giant(tmp_path: Path) -> None:
    """A file of many gigabytes is refused by its size, before a byte is read."""
    file = tmp_path / "a.md"
    with file.open("wb") as handle:
        handle.truncate(50 << 30)
    with pytest.raises(ArticleError, match="too big"):
        read_bytes(file, 10_000_000)


@pytest.mark.usefixtures("_limits")
def test_read_forbidden(tmp_path: Path) -> None:
    """A file that must not be read is an expected error."""
    lay(tmp_path, "a.md")
    (tmp_path / "a.md").chmod(0)
    with pytest.raises(ArticleError, match="Permission denied"):
        read_bytes(tmp_path / "a.md", 100)


# --- writing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [0o644, 0o600, 0o664, 0o755])
def test_write_keeps_the_mode(tmp_path: Path, bits: int) -> None:
    """A file that is replaced keeps its mode, whatever the umask, and nothing else lies about."""
    file = tmp_path / "a.md"
    lay(tmp_path, "a.md", text="old")
    file.chmod(bits)
    with umask(0o077):
        write_atomic(file, b"new", root=tmp_path)
    assert (file.read_bytes(), mode(file), names(tmp_path)) == (b"new", bits, ["a.md"])


@pytest.mark.parametrize(("mask", "bits"), [(0o022, 0o644), (0o002, 0o664), (0o077, 0o600)])
def test_write_new(tmp_path: Path, mask: int, bits: int) -> None:
    """A new file has the mode that the umask leaves, and its folders are made."""
    with umask(mask):
        write_atomic(tmp_path / "en/posts/a.md", b"new", root=tmp_path)
    assert mode(tmp_path / "en/posts/a.md") == bits
    assert names(tmp_path) == ["en/posts/a.md"]


def test_write_through_a_link(tmp_path: Path) -> None:
    """A link inside the root stays a link; the file that it leads to is replaced."""
    lay(tmp_path, "real/a.md", text="old")
    (tmp_path / "a.md").symlink_to("real/a.md")
    (tmp_path / "folder").symlink_to("real")
    write_atomic(tmp_path / "a.md", b"new", root=tmp_path)
    assert (tmp_path / "a.md").is_symlink()
    assert (tmp_path / "real/a.md").read_bytes() == b"new"
    write_atomic(tmp_path / "folder/a.md", b"newer", root=tmp_path)
    assert (tmp_path / "real/a.md").read_bytes() == b"newer"


def test_write_stays_inside(tmp_path: Path) -> None:
    """A link or a path out of the root is refused, and the file outside stays as it was."""
    root = tmp_path / "site"
    lay(tmp_path, "secret.md", "site/x.md", text="old")
    (root / "a.md").symlink_to("../secret.md")
    (root / "new.md").symlink_to("../not-there.md")
    (root / "up").symlink_to("..")
    for path in (root / "a.md", root / "new.md", root / "up/secret.md", root / "../secret.md", Path("/etc/a.md")):
        with pytest.raises(ArticleError, match=r"leads out of|lies outside"):
            write_atomic(path, b"new", root=root)
    assert (tmp_path / "secret.md").read_text() == "old"
    assert names(tmp_path) == ["secret.md", "site/a.md", "site/new.md", "site/x.md"]


def test_write_refuses(tmp_path: Path) -> None:
    """Read-only files (to root too), folders, FIFOs and circles of links are refused with the next step."""
    lay(tmp_path, "locked.md", "folder/x.md", text="old")
    (tmp_path / "locked.md").chmod(0o444)
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "loop.md").symlink_to("loop.md")
    before = names(tmp_path)
    expected = {
        "locked.md": "read-only",
        "folder": "is a folder",
        "pipe.md": "no regular file",
        "loop.md": "can't be written",
        "locked.md/x.md": "can't be written",
        "n" * 300 + ".md": "can't be written",
    }
    for name, words in expected.items():
        with pytest.raises(ArticleError, match=words) as caught:
            write_atomic(tmp_path / name, b"new", root=tmp_path)
        assert caught.value.hint
    assert names(tmp_path) == before
    assert (tmp_path / "locked.md").read_text() == "old"


@pytest.mark.parametrize("exists", [True, False])
def test_write_without_room(tmp_path: Path, exists: bool) -> None:
    """When the disk takes only part of the data, the old file stays whole and no temporary one is left."""
    if exists:
        lay(tmp_path, "a.md", text="old")
    with (
        file_size_limit(4096),
        pytest.raises(ArticleError, match="can't be written: File too large") as caught,
    ):
        write_atomic(tmp_path / "a.md", b"x" * 100_000, root=tmp_path)
    assert "then run again" in caught.value.hint
    assert names(tmp_path) == (["a.md"] if exists else [])
    assert not exists or (tmp_path / "a.md").read_text() == "old"


@pytest.mark.usefixtures("_limits")
def test_write_in_a_locked_folder(tmp_path: Path) -> None:
    """A folder that takes no files is an expected error."""
    tmp_path.chmod(0o555)
    with pytest.raises(ArticleError, match="Permission denied"):
        write_atomic(tmp_path / "a.md", b"x", root=tmp_path)
    tmp_path.chmod(0o755)


def test_digest() -> None:
    """The digest is the beginning of SHA-256, and one bit changes it."""
    assert digest(b"") == "e3b0c44298fc1c14"
    assert digest(b"a") != digest(b"b")


# --- names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("index.zh-cn.md", "zh-cn"),
        ("_index.zh.md", "zh"),
        ("a.b.en.markdown", "en"),
        ("a.zh-Hans.md", "zh-Hans"),
        ("a.zh-Hant-TW.md", "zh-Hant-TW"),
        ("a.pt_BR.md", "pt_BR"),
        ("a.es-419.md", "es-419"),
        ("a.md", ""),
        ("en.md", ""),
        (".en.md", ""),
        ("notes.v2.md", ""),
        ("foo.min.md", ""),
        ("v1.10.md", ""),
        ("a.js.md", ""),
        ("a.xx.md", ""),
        ("a.english.md", ""),
        ("a.en-.md", ""),
        ("a.en-draft2.md", ""),
    ],
)
def test_suffix_language(name: str, code: str) -> None:
    """Only real language codes before the extension count."""
    assert suffix_language(Path("posts") / name) == code


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("name.md", "name.en.md"),
        ("index.zh-cn.md", "index.en.md"),
        ("_index.zh.md", "_index.en.md"),
        ("posts/a.markdown", "posts/a.en.markdown"),
        ("notes.v2.md", "notes.v2.en.md"),
        ("a.ja.md", "a.ja.en.md"),
    ],
)
def test_target_beside(tmp_path: Path, source: str, target: str) -> None:
    """Layout "suffix": the source language's code gives way, everything else of the name stays."""
    made = target_path(
        tmp_path / source, "zh-CN", "en", layout="suffix", root=tmp_path, source_dir="zh", target_dir="en"
    )
    assert made == tmp_path / target


def test_target_in_a_tree(tmp_path: Path) -> None:
    """Layout "tree": the source folder nearest to the root gives way; without one there is no target."""

    def place(source: Path, root: Path = tmp_path) -> Path:
        return target_path(source, "zh-CN", "en", layout="tree", root=root, source_dir="zh", target_dir="en")

    assert place(tmp_path / "content/zh/docs/zh/a.md") == tmp_path / "content/en/docs/zh/a.md"
    assert place(Path("content/zh/a.md"), Path()) == Path("content/en/a.md")
    assert place(tmp_path / "zh/a.zh.md") == tmp_path / "en/a.en.md"
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh/a.zh.md").touch()
    options: Any = {"layout": "tree", "root": tmp_path, "source_dir": "zh", "target_dir": "en"}
    assert source_path(tmp_path / "en/a.en.md", "zh-CN", "en", **options) == tmp_path / "zh/a.zh.md"
    for outside in (tmp_path / "content/a.md", tmp_path / "zh", tmp_path.parent / "zh/a.md"):
        with pytest.raises(ArticleError, match='no folder "zh"'):
            place(outside)


def test_target_is_not_the_source(tmp_path: Path) -> None:
    """A translation never takes its source's place."""
    with pytest.raises(ArticleError, match="its own place"):
        target_path(tmp_path / "a.en.md", "en-GB", "en", layout="suffix", root=tmp_path, source_dir="", target_dir="")


# --- languages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "values", "language"),
    [
        ("a.en.md", {"lang": "zh-CN"}, "zh-CN"),
        ("a.md", {"lang": ["en", "zh"]}, "en"),
        ("a.en.md", {"lang": []}, "en"),
        ("a.en.md", {"lang": ""}, "en"),
        ("a.md", {"lang": 3}, ""),
        ("a.md", {}, ""),
        ("a.zh.md", {}, "zh"),
    ],
)
def test_language_of(name: str, values: dict[str, Any], language: str) -> None:
    """Front matter decides, then the file's name."""
    assert language_of(Path(name), values) == language


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("二月十三日消息", True),
        ("OpenAI 今晨公布 GPT-4.5 路线图", True),
        ("繁體中文也是中文", True),
        ("这家店的招牌上写着「の」字，看上去像是日本来的", True),
        ("运行 `some_long_command --with-options`：\n\n```go\nfunc main() { listenAndServe() }\n```\n", True),
        ("```go\r\nfunc main() { listenAndServe() }\r\n```\r\n\r\n先运行它。\r\n", True),
        ("Run it:\n\n```go\n// 这里是一段很长的中文注释\n```\n", False),
        ("~~~\n只有代码，没有结尾", False),
        ("日本語の文章はこちらです", False),
        ("カタカナと漢字の混ざった文", False),
        ("The word 中文 means Chinese.", False),
        ("한국어 문장입니다", False),
        ("123 --- 😀", False),
        ("", False),
    ],
)
def test_looks_chinese(text: str, verdict: bool) -> None:
    """Chinese is told from English that quotes it, and from Japanese."""
    assert looks_chinese(text) is verdict


@pytest.mark.parametrize("path", shared("articles"), ids=lambda path: path.name)
def test_real_articles_look_chinese(path: Path) -> None:
    """Articles that people wrote in Chinese look Chinese."""
    assert looks_chinese(path.read_text(encoding="utf-8"))


SAME = [{"zh", "zh-CN", "zh-cn", "zh_CN", "zh-Hans", "ZH-Hans-CN", "zh-SG"}, {"zh-TW", "zh-Hant", "zh_HK"}]
SAME += [{"en", "en-US", "en_GB", "EN"}, {"ja"}, {"sr-Latn"}, {"sr-Cyrl"}]


@settings(max_examples=100)
@given(st.data())
def test_same_language(data: st.DataObject) -> None:
    """Codes are the same within their group and in no other, in either order."""
    first, second = (data.draw(st.integers(0, len(SAME) - 1)) for _ in range(2))
    one, other = (data.draw(st.sampled_from(sorted(SAME[index]))) for index in (first, second))
    assert same_language(one, other) is (first == second)
    assert same_language(other, one) is (first == second)
    assert not same_language("", one)
    assert not same_language("", "")


# --- discovery -------------------------------------------------------------------------------------------


def found(root: Path, include: tuple[str, ...] = ALL, exclude: tuple[str, ...] = ()) -> list[str]:
    """What `discover` yields, relative to `root`."""
    return [path.relative_to(root).as_posix() for path in discover(root, include, exclude)]


def test_discover_in_order(tmp_path: Path) -> None:
    """Articles come sorted by folder and name; other files and dot folders are left out."""
    lay(tmp_path, "b.md", "a/z.md", "a/b.markdown", "a/x.txt", "a-b/c.md", "a.md", ".git/x.md", "a/.obsidian/y.md")
    assert found(tmp_path) == ["a/b.markdown", "a/z.md", "a-b/c.md", "a.md", "b.md"]


def test_discover_globs(tmp_path: Path) -> None:
    """Include and exclude are gitignore's globs; exclude wins, also over whole folders and with exceptions."""
    lay(tmp_path, "posts/a.md", "posts/drafts/b.md", "pages/c.md", "README.md", "posts/a.en.md")
    assert found(tmp_path, ("posts/**/*.md",)) == ["posts/a.en.md", "posts/a.md", "posts/drafts/b.md"]
    assert found(tmp_path, ALL, ("drafts/", "*.en.md", "/README.md")) == ["pages/c.md", "posts/a.md"]
    assert found(tmp_path, ALL, ("*.md", "!c.md")) == ["pages/c.md"]
    with pytest.raises(SettingsError):
        found(tmp_path, ("!",))


def test_discover_gitignore(tmp_path: Path) -> None:
    """Ignore files count where they stand, the deeper one wins, nonsense in them is passed over."""
    lay(tmp_path, "a.md", "build/b.md", "posts/c.md", "posts/keep/d.md", "posts/keep/e.tmp.md", "x/build/f.md")
    (tmp_path / ".gitignore").write_text("/build/\n*.tmp.md\nc.md\n!\n# a.md\n", encoding="utf-8")
    (tmp_path / "posts/.gitignore").write_text("!c.md\n/keep/d.md\n", encoding="utf-8")
    assert found(tmp_path) == ["a.md", "posts/c.md", "x/build/f.md"]


def test_discover_below_a_repository(tmp_path: Path) -> None:
    """The repository's ignore file counts in a folder of it, unless it ignores that very folder."""
    lay(tmp_path, ".git/config", "content/a.md", "content/drafts/b.md", "public/c.md")
    (tmp_path / ".gitignore").write_text("/content/drafts/\n/public/\n", encoding="utf-8")
    assert found(tmp_path / "content") == ["a.md"]
    assert found(tmp_path / "public") == ["c.md"]


def test_discover_links(tmp_path: Path) -> None:
    """Circles end, nothing comes twice, and what lies outside the root stays there."""
    root = tmp_path / "site"
    lay(tmp_path, "site/a/b.md", "site/.store/c.md", "site/notes.txt", "out/d.md")
    (root / "a/loop").symlink_to("..")
    (root / "again").symlink_to("a")
    (root / "copy.md").symlink_to("a/b.md")
    (root / "store").symlink_to(".store")
    (root / "notes.md").symlink_to("notes.txt")
    (root / "notes2.md").symlink_to("notes.txt")
    (root / "outside").symlink_to("../out")
    (root / "outside.md").symlink_to("../out/d.md")
    (root / "dangling.md").symlink_to("none.md")
    assert found(root) == ["a/b.md", "notes.md", "store/c.md"]
    (tmp_path / "entry").symlink_to("site")
    assert found(tmp_path / "entry") == ["a/b.md", "notes.md", "store/c.md"]


def test_discover_reports_what_it_cannot_read(tmp_path: Path) -> None:
    """A root that is not there yields nothing and is told."""
    told: list[tuple[Path, OSError]] = []
    missing = tmp_path / "none"
    assert list(discover(missing, ALL, (), lambda path, error: told.append((path, error)))) == []
    assert [path for path, _ in told] == [missing]
    assert isinstance(told[0][1], FileNotFoundError)


@pytest.mark.usefixtures("_limits")
def test_discover_goes_on(tmp_path: Path) -> None:
    """A locked folder is told, the others are searched."""
    lay(tmp_path, "a/x.md", "b/y.md")
    (tmp_path / "a").chmod(0)
    told: list[Path] = []
    assert [p.name for p in discover(tmp_path, ALL, (), lambda path, error: told.append(path))] == ["y.md"]
    (tmp_path / "a").chmod(0o755)
    assert told == [tmp_path / "a"]


@settings(max_examples=30, deadline=None)
@given(st.sets(st.lists(st.sampled_from(string.ascii_lowercase[:4]), min_size=1, max_size=4).map(tuple), max_size=12))
def test_discover_finds_everything_once(tmp_path_factory: pytest.TempPathFactory, paths: set[tuple[str, ...]]) -> None:
    """Every article is found exactly once, in one order."""
    root = tmp_path_factory.mktemp("site")
    wanted = sorted([*parts[:-1], f"{parts[-1]}.md"] for parts in paths)
    lay(root, *("/".join(parts) for parts in wanted))
    assert found(root) == ["/".join(parts) for parts in wanted]
