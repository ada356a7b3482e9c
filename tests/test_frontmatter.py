"""Front matter: read in three formats, changed by exactly what was asked for, or refused by name."""

from __future__ import annotations

import datetime
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.article.frontmatter import FrontMatter, add_translation, read, set_fields
from jobs.article.splice import quoted
from jobs.errors import ArticleError
from tests.conftest import shared

EXAMPLES = sorted(Path(__file__).parents[1].glob("examples/content/**/*.md"))

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
TOML_TRAPS = 'a = """\n[x]\ntranslations = 1\n"""\nb = [{c = "]"}, {d = \'[\'}] # [\n'
FENCES = {
    "yaml": ("---\n", "---\n"),
    "toml": ("+++\n", "+++\n"),
    "json": ("", "\n"),
}
PARTS = st.sampled_from(
    ["---", "+++", "{", "}", "\n", "\r\n", "\r", "\ufeff", "title: 标题", 'a = "b"', '"a": 1', " ", "正文", "- x", "#"]
)


def refusal(data: bytes, language: str = "en") -> str:
    """The words with which `add_translation` refuses `data`; the hint must not be missing."""
    with pytest.raises(ArticleError) as caught:
        add_translation(data, language)
    assert caught.value.hint
    return caught.value.message


def unreadable(data: bytes) -> str:
    """The words with which `read` refuses `data`."""
    with pytest.raises(ArticleError) as caught:
        read(data)
    assert caught.value.hint
    return caught.value.message


def hunk(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """What stands in `before` and in `after` between their common beginning and their common end."""
    start, end, room = 0, 0, min(len(before), len(after))
    while start < room and before[start] == after[start]:
        start += 1
    while end < room - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return before[start : len(before) - end], after[start : len(after) - end]


# --- reading ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind", "body", "values"),
    [
        (b"---\ntitle: x\n---\nbody", "yaml", b"body", {"title": "x"}),
        (b"\xef\xbb\xbf---\r\ntitle: x\r\n---\r\nbody\r\n", "yaml", b"body\r\n", {"title": "x"}),
        (b"---\rtitle: x\r---\rbody", "yaml", b"body", {"title": "x"}),
        (b"\n\n---\ntitle: x\n---\nbody", "yaml", b"body", {"title": "x"}),
        (b"---  \ntitle: x\n--- \n", "yaml", b"", {"title": "x"}),
        (b"---\n---\n", "yaml", b"", {}),
        (b"---\n---", "yaml", b"", {}),
        (b"---\n# nothing\n---\n\n---\n", "yaml", b"\n---\n", {}),
        (b"---\nno: yes\n1: x\nnull: y\n---\n", "yaml", b"", {"no": True, "1": "x", "null": "y"}),
        (b"---\ncontent: x\n---\ny", "yaml", b"y", {"content": "x"}),
        (b"---\ndate: 2025-02-13\n---\n", "yaml", b"", {"date": datetime.date(2025, 2, 13)}),
        (b"---\na: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n---\n", "yaml", b"", {"a": {"b": 1}, "c": {"b": 1, "d": 2}}),
        (b'+++\ntitle = "x"\n[a]\nb = 1\n+++\nbody', "toml", b"body", {"title": "x", "a": {"b": 1}}),
        (b'\xef\xbb\xbf+++\r\ntitle = "x"\r\n+++\r\nbody', "toml", b"body", {"title": "x"}),
        (b"+++\n+++", "toml", b"", {}),
        (b'{"title": "}x{\\""}\nbody', "json", b"body", {"title": '}x{"'}),
        (b'{\r\n  "a": {"b": []}\r\n}\r\n\r\nbody', "json", b"\r\nbody", {"a": {"b": []}}),
        (b"{}", "json", b"", {}),
        (b"", "", b"", {}),
        (b"\xef\xbb\xbfbody", "", b"body", {}),
        (b"- item\n", "", b"- item\n", {}),
        (b"-----\nrule\n", "", b"-----\nrule\n", {}),
        (b"{{< figure >}}\n", "", b"{{< figure >}}\n", {}),
        (b"{.note}\n", "", b"{.note}\n", {}),
    ],
)
def test_forms(data: bytes, kind: str, body: bytes, values: dict[str, Any]) -> None:
    """Every form of front matter is told from the body where Hugo tells it."""
    front = read(data)
    assert (front.format, front.body, front.values) == (kind, body, values)
    assert front.head + front.body == data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"---\ntitle: \xff\n---\n", "not UTF-8: byte 11 (0xff)"),
        (b"---\ntitle: x\n---\n\0", "NUL byte at byte 17"),
        (b"---\n\nJust a rule, then text.\n", "line 1: the front matter that begins here with `---` is never closed"),
        (b"\n\n+++\nx = 1\n", "line 3: the front matter that begins here"),
        (b"---\ntitle: x\n--- more\nbody", "line 3: the `---` that closes the front matter is followed by more"),
        (b"---title: x\n---\n", "line 1: `---` is followed by more text"),
        (b'{"a": 1', "line 1: the JSON front matter that begins here is never closed"),
        (b"---\na: 1\nb: [\n---\n", "line 4: broken YAML"),
        (b"---\na: 1\n\tb: 2\n---\n", "line 3: broken YAML"),
        (b"---\na: 1\n---\n".replace(b"1", b"\x01"), "line 2: broken YAML"),
        (b"---\n- a\n- b\n---\n", "line 2: broken YAML front matter: the front matter is no mapping"),
        (b"---\njust text\n---\n", "no mapping"),
        (b"---\na: 1\nb: 2\na: 3\n---\n", "line 4: broken YAML front matter: the key `a` is there twice"),
        (b"---\na:\n  b: 1\n  b: 2\n---\n", "line 4: broken YAML front matter: the key `b` is there twice"),
        (b"---\n? [a, b]\n: c\n---\n", "line 2: broken YAML front matter: a list or mapping as a key"),
        (b"---\n{a: b}: c\n---\n", "a list or mapping as a key"),
        (b"---\na: &x [*x]\n---\n", "an alias that contains itself"),
        (b"---\na: !!python/object:os.system x\n---\n", "line 2: broken YAML front matter: the tag"),
        (b"---\na: !!set {x, y}\n---\n", "the tag !!set is not supported"),
        (b"---\na: 1\ndate: 2025-02-30\n---\n", "line 3: broken YAML front matter: the value '2025-02-30'"),
        (b"---\na: !!bool x\n---\n", "line 2: broken YAML front matter: the value 'x'"),
        (b"---\na: 1\n...\nb: 2\n---\n", "broken YAML"),
        (b"---\nn: " + b"9" * 5000 + b"\n---\n", "line 2: broken YAML front matter: the value"),
        (b"+++\na = 1\nb = \n+++\n", "line 3: broken TOML"),
        (b"+++\na = 1\na = 2\n+++\n", "line 3: broken TOML"),
        (b"+++\na = \n", "never closed"),
        (b'{\n"a": 1,\n"b": x}\n', "line 3: broken JSON"),
        (b'{"a": 1, "a": 2}', "the key `a` is there twice"),
        (b'{"a": {"b": 1, "b": 2}}', "the key `b` is there twice"),
        (b'{"a": NaN}', "NaN is no JSON"),
    ],
)
def test_bad_front_matter(data: bytes, words: str) -> None:
    """What can't be read is refused, and the message says what and on which line."""
    assert words in unreadable(data)


@pytest.mark.parametrize(
    "yaml_text",
    [
        "[" * 200_000,
        "{a: " * 200_000,
        "- " * 200_000,
        "? " * 200_000,
        "\n".join(" " * depth + "a:" for depth in range(3000)),
        "\n".join(" " * depth + "-" for depth in range(3000)),
        "a: " + "[" * 150 + "]" * 150,
        "- &a " + "- " * 150,
    ],
)
def test_deep_yaml(yaml_text: str) -> None:
    """However deep YAML nests, it is refused; the C parser, which would end the process, never recurses into it."""
    assert "line " in unreadable(f"---\nx: 1\ny:\n{yaml_text}\n---\n".encode())


def test_deep_others() -> None:
    """TOML and JSON that nest too deep for Python are refused like any broken file."""
    deep = "[" * 100_000 + "]" * 100_000
    assert "nested too deep" in unreadable(f"+++\na = {deep}\n+++\n".encode())
    assert "nested too deep" in unreadable(f'{{"a": {deep}}}'.encode())
    assert read(b"---\na: " + b"[" * 90 + b"]" * 90 + b"\n---\n").values


def test_alias_bomb() -> None:
    """Aliases that would expand to billions of nodes are refused before anything is made of them; a few are fine."""
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert "aliases repeat more than" in unreadable("\n".join(["---", *rows, "---", ""]).encode())
    assert len(read("\n".join(["---", *rows[:3], "---", ""]).encode()).values["a2"]) == 9
    merge = ["m0: &m0 {k: 1}"]
    merge += [f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}" for n in range(1, 30)]
    assert "aliases repeat more than" in unreadable("\n".join(["---", *merge, "---", ""]).encode())


@settings(max_examples=100)
@given(st.lists(PARTS | TEXT, max_size=12))
def test_head_and_body_are_the_file(parts: list[str]) -> None:
    """Whatever is read, head and body together are the file; what is not, is an ArticleError."""
    data = "".join(parts).encode()
    try:
        front = read(data)
    except ArticleError:
        return
    assert front.head + front.body == data


# --- the translations entry ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("translations: [zh]\n", "translations: [zh, en]\n"),
        ("translations: [zh,]\n", "translations: [zh, en,]\n"),
        ("translations: ['zh' , \"ja\" ] # why\n", 'translations: [\'zh\' , "ja", "en" ] # why\n'),
        ("translations: []\n", 'translations: ["en"]\n'),
        ("translations: [\n  zh,\n  ja\n]\n", "translations: [\n  zh,\n  ja,\n  en\n]\n"),
        ("translations: [\n  zh, # a\n  ja, # b\n]\n", "translations: [\n  zh, # a\n  ja, # b\n  en,\n]\n"),
        ("translations: [\n  zh # a\n  ]\nx: 1\n", "translations: [\n  zh, # a\n  en\n  ]\nx: 1\n"),
        ("translations: [zh,\n  ja]\n", "translations: [zh,\n  ja,\n  en]\n"),
        ("translations:\n- zh\nx: 1\n", "translations:\n- zh\n- en\nx: 1\n"),
        ('translations:\n  - "zh-CN"\nx: 1\n', 'translations:\n  - "zh-CN"\n  - "en"\nx: 1\n'),
        ("translations:\n  -   'zh'\n\n", "translations:\n  -   'zh'\n  -   'en'\n\n"),
        ("translations:\n# a\n- zh # b\n# c\n\nx: 1\n", "translations:\n# a\n- zh # b\n- en\n# c\n\nx: 1\n"),
        ("translations:\n  - &z zh\nx: *z\n", "translations:\n  - &z zh\n  - en\nx: *z\n"),
        ("translations:\n", 'translations: ["en"]\n'),
        ("translations: # none yet\nx: 1\n", 'translations: ["en"] # none yet\nx: 1\n'),
        ("translations: ~\n", 'translations: ["en"]\n'),
        ("translations: ''\n", 'translations: ["en"]\n'),
        ("translations: zh-cn # one\n", "translations: [zh-cn, en] # one\n"),
        ('translations: "zh-cn"\n', 'translations: ["zh-cn", "en"]\n'),
        ('"translations" : [zh]\n', '"translations" : [zh, en]\n'),
        ("Translations: [zh]\n", "Translations: [zh, en]\n"),
        ("title: x # no list\n", 'title: x # no list\ntranslations: ["en"]\n'),
        ("  title: x\n", '  title: x\n  translations: ["en"]\n'),
        ("x: |+\n  text\n\n", 'x: |+\n  text\n\ntranslations: ["en"]\n'),
        ("", 'translations: ["en"]\n'),
        ("# nothing\n", '# nothing\ntranslations: ["en"]\n'),
        ("translations: [EN]\n", "translations: [EN]\n"),
        ("translations: en\n", "translations: en\n"),
        ("{translations: [zh, en]}\n", "{translations: [zh, en]}\n"),
    ],
)
@pytest.mark.parametrize(("bom", "newline"), [("", "\n"), ("\ufeff", "\r\n"), ("", "\r")])
@pytest.mark.parametrize("rest", ["---", "---\n\n正文\n---\ntranslations: [zh]"])
def test_entry_in_yaml(before: str, after: str, bom: str, newline: str, rest: str) -> None:
    """Every form of a YAML list gains the language by one small edit, in the file's newlines."""
    source, wanted = (f"{bom}---\n{text}{rest}".replace("\n", newline).encode() for text in (before, after))
    assert add_translation(source, "en") == wanted
    assert add_translation(wanted, "EN") == wanted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('title = "x"\n', 'title = "x"\ntranslations = ["en"]\n'),
        ("", 'translations = ["en"]\n'),
        ('translations = ["zh"] # a\n', 'translations = ["zh", "en"] # a\n'),
        ("translations = ['zh',]\n", "translations = ['zh', 'en',]\n"),
        ("translations = []\nx = 1\n", 'translations = ["en"]\nx = 1\n'),
        ('translations = [\n  "zh", # a\n  "ja" # b\n]\n', 'translations = [\n  "zh", # a\n  "ja", # b\n  "en"\n]\n'),
        ('translations = [\n\t"zh",\n]\n', 'translations = [\n\t"zh",\n\t"en",\n]\n'),
        ('translations = "zh" # a\n', 'translations = ["zh", "en"] # a\n'),
        ('translations = ""\n', 'translations = ["en"]\n'),
        ('"translations" = ["zh"]\n[t]\n', '"translations" = ["zh", "en"]\n[t]\n'),
        ("a = 1 # a\n\n# of t\n[t]\nb = 1\n", 'a = 1 # a\ntranslations = ["en"]\n\n# of t\n[t]\nb = 1\n'),
        ("[[t]]\na = 1\n", 'translations = ["en"]\n[[t]]\na = 1\n'),
        (
            f'{TOML_TRAPS}[t]\ntranslations = ["zh"]\n',
            f'{TOML_TRAPS}translations = ["en"]\n[t]\ntranslations = ["zh"]\n',
        ),
        ('translations = ["zh", "En"]\n', 'translations = ["zh", "En"]\n'),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_entry_in_toml(before: str, after: str, newline: str) -> None:
    """A TOML array gains the language; a missing one comes before the first table, so that it stays at the top."""
    source, wanted = (f"+++\n{text}+++\n正文".replace("\n", newline).encode() for text in (before, after))
    assert add_translation(source, "en") == wanted
    assert add_translation(wanted, "en") == wanted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{}", '{"translations": ["en"]}'),
        ('{"a": 1}', '{"a": 1, "translations": ["en"]}'),
        ('{\n\t"a": {"translations": 1}\n}', '{\n\t"a": {"translations": 1},\n\t"translations": ["en"]\n}'),
        ('{"translations":["zh"],"a":1}', '{"translations":["zh", "en"],"a":1}'),
        ('{"translations": [\n  "zh",\n  "ja"\n]}', '{"translations": [\n  "zh",\n  "ja",\n  "en"\n]}'),
        ('{"translations": null}', '{"translations": ["en"]}'),
        ('{"translations": "zh"}', '{"translations": ["zh", "en"]}'),
        ('{"translations": [ ]}', '{"translations": ["en" ]}'),
        ('{"translations": ["en"]}', '{"translations": ["en"]}'),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_entry_in_json(before: str, after: str, newline: str) -> None:
    """A JSON array gains the language, a missing one is the last member, spelt like the others."""
    source, wanted = (f"{text}\n正文".replace("\n", newline).encode() for text in (before, after))
    assert add_translation(source, "en") == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("", '---\ntranslations: ["en"]\n---\n'),
        ("# 标题\n", '---\ntranslations: ["en"]\n---\n# 标题\n'),
        ("\ufeff一\r\n二", '\ufeff---\r\ntranslations: ["en"]\r\n---\r\n一\r\n二'),
        ("- 一\n", '---\ntranslations: ["en"]\n---\n- 一\n'),
    ],
)
def test_entry_without_front_matter(body: str, wanted: str) -> None:
    """A file without front matter gets a YAML one that holds the entry, before an unchanged body."""
    assert add_translation(body.encode(), "en") == wanted.encode()


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("---\ntranslations: {zh: a}\n---\n", "it is a mapping"),
        ("---\ntranslations:\n  zh: a\n---\n", "it is a mapping"),
        ("---\nx: &a [zh]\ntranslations: *a\n---\n", "it is an alias"),
        ("---\ntranslations: &a [zh]\nx: *a\n---\n", "an anchor or a tag"),
        ("---\ntranslations: !!seq [zh]\n---\n", "an anchor or a tag"),
        ("---\ntranslations: &a\nx: *a\n---\n", "an anchor or a tag"),
        ("---\ntranslations: |\n  zh\n---\n", "a text of many lines"),
        ("---\ntranslations: >-\n  zh\n---\n", "a text of many lines"),
        ("---\ntranslations: zh\n  ja\n---\n", "a text of many lines"),
        ("---\ntranslations: zh, ja\n---\n", "is one text, not a list"),
        ("---\ntranslations: [[zh]]\n---\n", "an item is a list or a mapping"),
        ("---\ntranslations: [zh: a]\n---\n", "an item is a list or a mapping"),
        ("---\ntranslations:\n- zh\n-\n---\n", "an item is empty"),
        ("---\ntranslations:\n- zh\n- |\n  ja\n---\n", "an item goes over several lines"),
        ("---\nx: &a zh\ntranslations: [ja, *a]\n---\n", "an item is an alias"),
        ("---\nx: &a {translations: [zh]}\n<<: *a\n---\n", "it comes from a merge key"),
        ("---\n? translations\n: [zh]\n---\n", "its key is written with `?`"),
        ("---\ntranslations: [zh]\ntranslations: [ja]\n---\n", "the key `translations` is there twice"),
        ("---\ntranslations: [zh]\nTranslations: [ja]\n---\n", "the same key to Hugo"),
        ("---\n{title: x}\n---\n", "one flow mapping"),
        ("---\ntitle: x\n...\n---\n", "a line `...` ends the front matter"),
        ("---\n? title\n---\n", "the result would not read"),
        ("---\n? \n:\n---\n", "more than that would change"),
        ("+++\ntranslations.zh = 1\n+++\n", "it is a table"),
        ("+++\n[translations]\nzh = 1\n+++\n", "it is a table"),
        ("+++\n[[translations]]\nzh = 1\n+++\n", "it is a table"),
        ("+++\ntranslations = 1\n+++\n", "it is no list of texts"),
        ("+++\ntranslations = {zh = 1}\n+++\n", "it is no list of texts"),
        ('+++\ntranslations = ["zh", ["x"]]\n+++\n', "it is no list of texts"),
        ('{"translations": {"zh": 1}}', "it is no list of texts"),
        ('{"translations": ["zh", 1]}', "it is no list of texts"),
        ('{"translations": [], "Translations": []}', "the same key to Hugo"),
    ],
)
def test_odd_forms_are_refused_by_name(front: str, words: str) -> None:
    """A form that can't be changed safely is refused, and the message names it."""
    assert words in refusal(f"{front}正文\n".encode())


def test_norwegian() -> None:
    """`no` is a language, although YAML 1.1 calls it false."""
    assert add_translation(b"---\ntranslations: [de, no]\n---\n", "no") == b"---\ntranslations: [de, no]\n---\n"
    assert add_translation(b"---\ntranslations: [de]\n---\n", "no") == b'---\ntranslations: [de, "no"]\n---\n'
    assert add_translation(b"---\nlang: no\ntranslations: no\n---\n", "en").count(b"[no, en]") == 1


@pytest.mark.parametrize("path", [*EXAMPLES, *shared()], ids=lambda path: path.name)
def test_real_files_gain_one_entry(path: Path) -> None:
    """Every real article gains its entry: nothing is taken away, one line is added (or extended), no other value
    differs."""
    data = path.read_bytes()
    if not data.startswith((b"---", b"+++", b"{")):
        return
    done = add_translation(data, "en")
    lost, gained = hunk(data, done)
    assert (lost, gained.count(b"\n") <= 1, b"en" in gained or done == data) == (b"", True, True)
    before, after = read(data), read(done)
    assert after.body == before.body
    changed = {key for key in after.values if repr(after.values[key]) != repr(before.values.get(key))}
    assert changed <= {"translations"}
    assert "en" in after.values["translations"]


ITEMS = st.lists(st.sampled_from(["zh-cn", "ja", '"zh"', "'ko'", "no"]), max_size=4)
LAYOUT = st.sampled_from(["flow", "rows", "block", "dented", "missing"])
OTHERS = st.dictionaries(st.from_regex(r"[a-s]{1,6}", fullmatch=True), TEXT, max_size=3)


def yaml_list(items: list[str], layout: str) -> str:
    """A `translations:` key in one of YAML's spellings."""
    if layout == "missing":
        return ""
    if layout == "flow" or not items:
        return f"translations: [{', '.join(items)}] # list\n"
    if layout == "rows":
        return "translations: [\n  " + ",\n  ".join(items) + "\n]\n"
    pad = "  " if layout == "dented" else ""
    return "translations:\n" + "".join(f"{pad}- {item} # item\n" for item in items)


@settings(max_examples=100)
@given(ITEMS, LAYOUT, OTHERS, OTHERS, TEXT, st.sampled_from(["\n", "\r\n"]))
def test_the_entry_is_one_hunk(
    items: list[str], layout: str, before: dict[str, str], after: dict[str, str], body: str, newline: str
) -> None:
    """The entry is one insertion (and at most the comma before it): take it out, and the source is there again."""
    after = {key: value for key, value in after.items() if key not in before}
    rows = [f"{quoted(key)}: {quoted(value)}\n" for key, value in [*before.items(), *after.items()]]
    rows.insert(len(before), yaml_list(items, layout))
    source = "".join(["---\n", *rows, "---\n"]).replace("\n", newline) + body
    done = add_translation(source.encode(), "en").decode()
    lost, gained = hunk(source.encode(), done.encode())
    assert lost == b""
    assert gained.replace(b"translations: ", b"").strip(b" \r\n,-[]\"'") in {b"en", b"e", b"n"}
    head = read(done.encode())
    assert head.values["translations"][-1] == "en"
    assert {key: value for key, value in head.values.items() if key != "translations"} == before | after


# --- fields ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "fields", "after"),
    [
        ("title: 标题 # a\n", {"title": "A title"}, "title: A title # a\n"),
        ("title: 标题\n", {"title": "A: b"}, 'title: "A: b"\n'),
        ("title: 标题\n", {"title": "C# and #1"}, 'title: "C# and #1"\n'),
        ("title: 标题\n", {"title": "yes"}, 'title: "yes"\n'),
        ("title: 标题\n", {"title": "null"}, 'title: "null"\n'),
        ("title: 标题\n", {"title": "1.5"}, 'title: "1.5"\n'),
        ("title: 标题\n", {"title": "- x"}, 'title: "- x"\n'),
        ("title: 标题\n", {"title": "😀 x"}, 'title: "😀 x"\n'),
        ("title: 标题\n", {"title": ""}, 'title: ""\n'),
        ("title: 标题\n", {"title": "x "}, 'title: "x "\n'),
        ("title: '标题'\n", {"title": 'It\'s "x"'}, "title: 'It''s \"x\"'\n"),
        ("title: '标题'\n", {"title": "a\nb"}, 'title: "a\\nb"\n'),
        ('title: "标题"\n', {"title": 'a "b" \\'}, 'title: "a \\"b\\" \\\\"\n'),
        ("title: |\n  一\n  二\n\n# a\nx: 1\n", {"title": "x"}, 'title: "x"\n\n# a\nx: 1\n'),
        ("title: >-\n  一\n", {"title": "x"}, 'title: "x"\n'),
        ("title: 一\n  二\nx: 1\n", {"title": "x"}, "title: x\nx: 1\n"),
        ("title:\nx: 1\n", {"title": "x"}, 'title: "x"\nx: 1\n'),
        ("title:\n  一\nx: 1\n", {"title": "x"}, "title: x\nx: 1\n"),
        ("a: 1\n", {"title": "x", "b": True}, 'a: 1\ntitle: "x"\nb: true\n'),
        ("lang: [zh] # a\n", {"lang": ["en"]}, "lang: [en] # a\n"),
        ('lang:\n  - "zh-CN" # a\n# b\nx: 1\n', {"lang": ["en"]}, 'lang:\n  - "en" # a\n# b\nx: 1\n'),
        ("lang:\n- zh\n- ja\nx: 1\n", {"lang": ["en"]}, "lang:\n- en\nx: 1\n"),
        ("lang: [zh, ja]\n", {"lang": ["a, b", "no", "c"]}, 'lang: ["a, b", "no", c]\n'),
        ("lang:\n  - zh\n", {"lang": ["en", "fr"]}, "lang:\n  - en\n  - fr\n"),
        ("lang:\n- zh\nx: 1\n", {"lang": []}, "lang: []\nx: 1\n"),
        ("lang: zh\n", {"lang": ["en"]}, 'lang: ["en"]\n'),
        ("lang:\n- zh\nx: 1\n", {"lang": "en"}, 'lang: "en"\nx: 1\n'),
        ("Title: 标题\n", {"title": "x"}, "Title: x\n"),
        ("a: 1\nn: 2 # c\n", {"n": 1e22}, "a: 1\nn: 1.0e+22 # c\n"),
        ("t: 1\nu: 2\n", {"t": {"a": "x"}}, 't:\n  a: "x"\nu: 2\n'),
        ("t: # why\n  a: 一\n  b: 1 # c\nu: 2\n", {"t": {"a": "x"}}, 't: # why\n  a: "x" # c\nu: 2\n'),
        ("t: {a: 1}\n", {"t": {}}, "t: {}\n"),
        (
            "  a: 1\n",
            {"podcast": {"enclosure": {"url": "u", "tags": ["x"]}, "bytes": 3, "yes": 0.5}},
            '  a: 1\n  podcast:\n    enclosure:\n      url: "u"\n      tags: ["x"]\n    bytes: 3\n    "yes": 0.5\n',
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_fields_in_yaml(before: str, fields: dict[str, Any], after: str, newline: str) -> None:
    """A YAML value is replaced in its own style when that is safe; comments and neighbours stay."""
    source, wanted = (f"---\n{text}---\n正文".replace("\n", newline).encode() for text in (before, after))
    assert set_fields(source, fields) == wanted
    assert set_fields(wanted, fields) == wanted


@pytest.mark.parametrize(
    ("before", "fields", "after"),
    [
        ("title = '标题' # a\n", {"title": "x"}, "title = 'x' # a\n"),
        ("title = '标题'\n", {"title": "it's"}, 'title = "it\'s"\n'),
        ('title = """\n一"""\n[t]\n', {"title": "a\nb"}, 'title = "a\\nb"\n[t]\n'),
        ("a = 1\n[t]\nb = 1\n", {"c": [], "d": 1.5}, "a = 1\nc = []\nd = 1.5\n[t]\nb = 1\n"),
        ("a = 1\n", {"t": {"x": "y"}, "b": "z"}, 'a = 1\nb = "z"\n[t]\nx = "y"\n'),
        ("a = 1\n[u]\n", {"t": {"x": "y", "n": {"m": 1}, "z": 2}}, 'a = 1\n[u]\n[t]\nx = "y"\nz = 2\n[t.n]\nm = 1\n'),
        ("[t]\nx = 1 # gone\n[t.n]\ny = 1\n[u]\nz = 1\n", {"t": {"x": "y"}}, '[t]\nx = "y"\n[u]\nz = 1\n'),
        ("t = {x = 1} # a\n", {"t": {"x": {"y": 2}}}, "t = { x = { y = 2 } } # a\n"),
        ("n = 1\n", {"n": float("inf"), "a b": True}, 'n = inf\n"a b" = true\n'),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_fields_in_toml(before: str, fields: dict[str, Any], after: str, newline: str) -> None:
    """A TOML value is replaced where it stands; new keys and tables land where they belong."""
    source, wanted = (f"+++\n{text}+++\n正文".replace("\n", newline).encode() for text in (before, after))
    assert set_fields(source, fields) == wanted
    assert set_fields(wanted, fields) == wanted


@pytest.mark.parametrize(
    ("before", "fields", "after"),
    [
        ('{"title": "标题", "a": 1}', {"title": 'x"'}, '{"title": "x\\"", "a": 1}'),
        ("{}", {"a": 1, "b": True}, '{"a": 1, "b": true}'),
        ('{"a": 1}', {"t": {"x": "y", "n": {"m": []}}}, '{"a": 1, "t": {"x": "y", "n": {"m": []}}}'),
        (
            '{\n  "a": 1\n}',
            {"t": {"x": "y", "n": {"m": 1.5}}, "e": {}},
            '{\n  "a": 1,\n  "t": {\n    "x": "y",\n    "n": {\n      "m": 1.5\n    }\n  },\n  "e": {}\n}',
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_fields_in_json(before: str, fields: dict[str, Any], after: str, newline: str) -> None:
    """A JSON value is replaced where it stands; new members follow the file's indentation."""
    source, wanted = (f"{text}\n正文".replace("\n", newline).encode() for text in (before, after))
    assert set_fields(source, fields) == wanted
    assert set_fields(wanted, fields) == wanted


@pytest.mark.parametrize(
    ("front", "fields", "words"),
    [
        ("---\na: &x 1\nb: *x\n---\n", {"b": "y"}, "it is an alias"),
        ("---\na: &x 1\nb: *x\n---\n", {"a": "y"}, "an anchor or a tag"),
        ("---\na: [&x 1]\nb: *x\n---\n", {"a": ["y", "z"]}, "the result would not read"),
        ("---\na: !!str 1\n---\n", {"a": "y"}, "an anchor or a tag"),
        ("---\na: &x {b: 1}\n<<: *x\n---\n", {"b": "y"}, "it comes from a merge key"),
        ("---\nx: &a 1\nt:\n  - 1\n  - *a\n---\n", {"t": "y"}, "it ends with an alias"),
        ("---\n{a: 1}\n---\n", {"a": "y"}, "one flow mapping"),
        ("---\na: 1\n---\n", {"a": "\ud800"}, "half a surrogate pair"),
        ("---\na: 1\n---\n", {"a": None}, "no spelling here"),
        ("---\na: 1\n---\n", {"a": {"b": {"c": {"d": {"e": 1}}}}}, "no spelling here"),
        ("+++\n[t]\na = 1\n+++\n", {"t": "y"}, "it is a table"),
        ("+++\nt.a = 1\n+++\n", {"t": {"a": 2}}, "it is not one table under one header"),
        ("+++\n[t]\na = 1\n[u]\n[t.v]\n+++\n", {"t": {"a": 2}}, "it is not one table under one header"),
        ("+++\n[[t]]\na = 1\n+++\n", {"t": {"a": 2}}, "it is not one table under one header"),
        ('{"a": 1}', {"a": float("nan")}, "JSON has no spelling for nan"),
    ],
)
def test_fields_that_are_refused(front: str, fields: dict[str, Any], words: str) -> None:
    """A value that is shared with another place, or has no spelling, is refused by name."""
    with pytest.raises(ArticleError, match=words) as caught:
        set_fields(front.encode(), fields)
    assert caught.value.hint


def test_fields_without_front_matter() -> None:
    """Fields of a file without front matter make one; no fields change nothing."""
    assert set_fields(b"body", {"lang": ["en"]}) == b'---\nlang: ["en"]\n---\nbody'
    assert set_fields(b"body", {}) == b"body"


SCALARS = TEXT | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
FIELDS = st.dictionaries(
    TEXT.filter(lambda name: name.isprintable() and name == name.lower()),
    SCALARS
    | st.lists(TEXT, max_size=3)
    | st.dictionaries(TEXT, SCALARS | st.dictionaries(TEXT, SCALARS, max_size=2), max_size=3),
    max_size=4,
)
STARTS = {
    "yaml": [
        "",
        "# a\n",
        "title: 标题 # a\nlang:\n- zh\n",
        "summary: |\n  一\n  二\ntags: [一, 二]\ntranslation:\n  source: x\n  target: y\n",
    ],
    "toml": ["", "title = '标题' # a\n", "title = '''\n一'''\n[translation]\nsource = 'x'\n[[menu]]\nname = 'y'\n"],
    "json": ["{}", '{"title": "标题"}', '{\n  "title": "标题",\n  "translation": {\n    "source": "x"\n  }\n}'],
}


@pytest.mark.parametrize("kind", list(FENCES))
@settings(max_examples=80, deadline=None)
@given(st.data(), FIELDS, TEXT, TEXT)
def test_fields_round_trip(kind: str, data: st.DataObject, fields: dict[str, Any], title: str, source: str) -> None:
    """Whatever is set is read again exactly, by the format's own parser too, and the rest is untouched."""
    text = data.draw(st.sampled_from(STARTS[kind]))
    opening, closing = FENCES[kind]
    before = f"{opening}{text}{closing}正文".encode()
    fields = {**fields, "title": title, "translation": {"source": source, "edited": True}, "lang": [title, source]}
    if len({name.lower() for name in fields}) < len(fields):
        return
    done = set_fields(before, fields)
    front = read(done)
    assert {name: front.values[name] for name in fields} == fields
    assert [type(front.values[name]) for name in fields] == [type(value) for value in fields.values()]
    assert {k: v for k, v in front.values.items() if k not in fields} == {
        k: v for k, v in read(before).values.items() if k not in fields
    }
    assert front.body == "正文".encode()
    assert _by_itself(front) == front.values
    assert set_fields(done, fields) == done


def _by_itself(front: FrontMatter) -> Any:
    text = front.head.decode()
    if front.format == "toml":
        return tomllib.loads(text.removeprefix("+++\n").removesuffix("+++\n"))
    if front.format == "json":
        return json.loads(text)
    return yaml.safe_load(text.removeprefix("---\n").removesuffix("---\n"))
