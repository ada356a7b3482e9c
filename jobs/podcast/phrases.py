"""The sentences that a script adds to an article, in the episode's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jobs.podcast.numerals import cardinal, ordinal


@dataclass(frozen=True)
class Phrases:
    """What is said where the article shows something, and around what it quotes. `{…}` takes a name."""

    disclosure: str
    code: str
    code_in: str
    code_again: str
    commands: str
    diagram: str
    table: str
    table_of: str
    formula: str
    links: str
    points: str
    quote: str
    end_quote: str
    closing: str
    snippet: str
    a_formula: str
    callouts: Mapping[str, str]
    comma: str
    last: str
    stop: str


ENGLISH = Phrases(
    disclosure="This article is read by a synthetic voice.",
    code="Here the article shows a piece of code.",
    code_in="Here the article shows a code example in {}.",
    code_again="More code follows in the article.",
    commands="Here the article shows commands for the terminal.",
    diagram="Here the article shows a diagram.",
    table="The article has a table here.",
    table_of="The article has a table here, with the columns {}.",
    formula="Here the article shows a formula.",
    links="The article lists links here.",
    points="Point by point.",
    quote="Quote:",
    end_quote="End of quote.",
    closing="That was the article. Thank you for listening.",
    snippet="a code snippet",
    a_formula="a formula",
    callouts={
        "NOTE": "Note:",
        "TIP": "A tip:",
        "IMPORTANT": "Important:",
        "WARNING": "A warning:",
        "CAUTION": "Caution:",
        "INFO": "For information:",
    },
    comma=", ",
    last=" and ",
    stop=".",
)
CHINESE = Phrases(
    disclosure="本期节目由合成语音播报。",
    code="此处原文附有一段代码。",
    code_in="此处原文附有一段 {} 代码。",
    code_again="此处原文还有一段代码。",
    commands="此处原文附有命令行示例。",
    diagram="此处原文附有一张示意图。",
    table="此处原文附有一张表格。",
    table_of="此处原文附有一张表格，各列为{}。",
    formula="此处原文附有一个公式。",
    links="此处原文列出了相关链接。",
    points="以下逐条来看。",
    quote="引文：",
    end_quote="引文完。",
    closing="本文播送完毕，感谢收听。",
    snippet="一段代码",
    a_formula="一个公式",
    callouts={
        "NOTE": "请注意：",
        "TIP": "提示：",
        "IMPORTANT": "重要：",
        "WARNING": "警告：",
        "CAUTION": "小心：",
        "INFO": "说明：",
    },
    comma="、",
    last="和",
    stop="。",
)

_NAMES = {"js": "JavaScript", "javascript": "JavaScript", "jsx": "JavaScript", "ts": "TypeScript", "py": "Python"}
_NAMES |= {"typescript": "TypeScript", "tsx": "TypeScript", "php": "PHP", "html": "HTML", "css": "CSS", "sql": "SQL"}
_NAMES |= {"cpp": "C++", "c++": "C++", "cs": "C#", "csharp": "C#", "golang": "Go", "rs": "Rust", "rb": "Ruby"}
_NAMES |= {"yaml": "YAML", "yml": "YAML", "json": "JSON", "toml": "TOML", "xml": "XML", "proto": "Protobuf"}
_NAMES |= {name: name.capitalize() for name in ("python", "go", "java", "rust", "ruby", "kotlin", "swift", "scala")}
_NAMES |= {name: name.capitalize() for name in ("c", "perl", "lua", "haskell", "dart", "thrift", "dockerfile", "r")}
_COMMANDS = frozenset(
    {"sh", "bash", "shell", "zsh", "console", "terminal", "powershell", "cmd", "bat", "shell-session"}
)
_DIAGRAMS = frozenset({"mermaid", "plantuml", "dot", "graphviz"})


def phrases(language: str) -> Phrases:
    """The sentences for `language`: Chinese or, for everything else, English."""
    return CHINESE if is_chinese(language) else ENGLISH


def is_chinese(language: str) -> bool:
    """Is `language` (a code) Chinese of any kind?"""
    return language.lower().replace("_", "-").partition("-")[0] == "zh"


def code_told(info: str, words: Phrases, *, again: bool = False) -> str:
    """How a code block in the language `info` ("" for none) is told; `again`: it is not the article's first."""
    if info in _COMMANDS:
        return words.commands
    if info in _DIAGRAMS:
        return words.diagram
    name = _NAMES.get(info)
    if again:
        return words.code_again
    return words.code_in.format(name) if name else words.code


def table_told(columns: tuple[str, ...], words: Phrases) -> str:
    """How a table is told: with its head, if that is short enough to be listened to."""
    if not 2 <= len(columns) <= 6 or any(len(column) > 40 for column in columns):
        return words.table
    return words.table_of.format(words.comma.join(columns[:-1]) + words.last + columns[-1])


def counted(number: int, language: str) -> str:
    """What leads in the item with this `number`: "First," or "Number eleven,"."""
    if is_chinese(language):
        return f"第{_HAN_NUMBERS[number]}，" if number < len(_HAN_NUMBERS) else f"第{number}，"
    if 1 <= number <= 10:
        return f"{ordinal(number).capitalize()},"
    return f"Number {cardinal(str(number))},"


_HAN_NUMBERS = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
