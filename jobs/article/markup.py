"""Syntax of site generators and notebooks that Markdown reads as prose: containers, tags, attribute lists, wiki links.

One table says what each looks like. `candidates` finds it by its looks; that it stands in code, where it is none, the
parser says (`markdown.markup`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jobs.regex import regex

_CODE = (
    "chart chartjs chem code code-block code-toggle codeblock command comment console css d2 d3 diagram dot "
    "drawio echart echarts flowchart gist goat graphviz highlight html javascript js jsx katex kroki latex "
    "markmap math mathjax mermaid mindmap plantuml plotly raw raw-html rawhtml script sequence shell smiles "
    "style svg terminal tex uml unsafe vega verbatim viz wavedrom"
)
CODE_NAMES = frozenset(_CODE.split())
"""Shortcodes and tags between which stands something for a program, and no prose."""

MATH = "math"


class Markup(NamedTuple):
    """`start` to `end`; between `begins` and `ends` a title, prose of `kind`, where these are not -1.

    `alone`: it fills its lines, and no prose stands beside it. `kind` is `MATH` for formulas, which have no title.
    """

    start: int
    end: int
    alone: bool
    kind: str = ""
    begins: int = -1
    ends: int = -1

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """The bytes that are syntax; the second of two ranges is empty where the title ends the line."""
        if self.begins < 0:
            return [(self.start, self.end)]
        return [(self.start, self.begins), (self.ends, self.end)]


INDENTING = (b"!!!", b"???", b"===")
"""How a line begins below which indented text is no code, but its content, as that of an item of a list is."""


class _Syntax(NamedTuple):
    """A row of the table.

    `pattern`: its first group is the syntax, its group `text` the title, which is prose of `kind`. `opens`: it stands
    at the start of a line, behind nothing but `>` and blanks.
    """

    pattern: re.Pattern[bytes]
    opens: bool = False
    kind: str = ""


_END = rb"[ \t\r]*$"
_TITLE = rb"(?P<text>[^\r\n]*?)"
_BRACED = rb"\{[^{}\r\n]*\}"
_LETTER = rb"(?:[A-Za-z_]|(?!\xe3\x80|\xef[\xbc\xbd])[\x80-\xff])"
"""A byte of a name; Chinese punctuation is none."""
_TAG = rb"#(?=[\d/-]*" + _LETTER + rb")(?:[\d/-]|" + _LETTER + rb")++"
_ADMONITION = (
    rb"[ \t]?(?:[\w-]|" + _LETTER + rb")++(?:[ \t]+[\w-]+)*"
    rb"(?:[ \t]+\"" + _TITLE + rb"\"|(?=[ \t\r]*\n(?:[ \t>]*\r?\n)*[ >]*(?:    |\t)))"
)
"""Behind its mark: a title, or text below it that is indented."""
_WIKI = rb"(?!\[)[^\[\]\r\n]+\]\](?![(\[:]))"
_MORE = rb"(?!\n[ \t\r>]*\n)"
"""No blank line follows."""
_PARAGRAPH = rb"[^\n]*(?:\n(?![ \t\r]*(?:\n|\Z))[^\n]+)*"


def _line(pattern: bytes) -> re.Pattern[bytes]:
    """What fills its line to the end."""
    return regex(b"(" + pattern + b")" + _END, re.MULTILINE)


_TABLE = (
    _Syntax(
        _line(
            rb":::+(?:[ \t]*(?:[\w-]+(?:" + _BRACED + rb")?|" + _BRACED + rb")(?:\[|[ \t]+)"
            + _TITLE + rb"\]?(?:[ \t]*" + _BRACED + rb")?|[^\r\n]*?)"
        ),
        True,
        "callout",
    ),
    _Syntax(_line(rb"///+[ \t]*(?:[\w-]+[ \t]*\|[ \t]*" + _TITLE + rb"|[\w-]*)"), True, "callout"),
    _Syntax(_line(rb"\[![A-Za-z][\w-]*\][+-]?[ \t]*" + _TITLE), True, "callout"),
    _Syntax(_line(rb"!!!" + _ADMONITION), True, "callout"),
    _Syntax(_line(rb"\?\?\?\+?" + _ADMONITION), True, "callout"),
    _Syntax(_line(rb"===[+!]?[ \t]+\"" + _TITLE + rb"\""), True, "callout"),
    _Syntax(_line(rb"\*\[[^\[\]\r\n]+\]:[ \t]*" + _TITLE), True, "definition"),
    _Syntax(_line(rb"\[(?:TOC|toc)\]"), True),
    _Syntax(_line(rb"@\[(?:TOC|toc)\](?:\([^()\r\n]*\))?"), True),
    _Syntax(_line(rb"--8<--(?:[ \t\r]*\n(?:[^\n]+\n)+?[ \t>]*--8<--|[^\r\n]*?)"), True),
    _Syntax(_line(rb"<<<[ \t]*[@./~][^\r\n]*?"), True),
    _Syntax(_line(_TAG + rb"(?:[ \t]+" + _TAG + rb")*"), True),
    _Syntax(
        _line(
            rb"import(?<![^\n]import)[ \t]+(?:[\w*{\x80-\xff](?:(?!\n[ \t\r]*\n|\nimport)[^'\"])*?\bfrom[ \t]+)?"
            rb"(?:'[^'\r\n]+'|\"[^\"\r\n]+\");?"
        ),
        True,
    ),
    _Syntax(
        regex(
            rb"(export(?<![^\n]export)[ \t]+"
            rb"(?:(?:const|let|var)[ \t]+[^\s=]+[ \t]*=|(?:async[ \t]+)?function\b[^\n(]*\("
            rb"|class[ \t]+\w|\*[ \t]+from\b|\{[^{}]*\}|default[ \t]+(?=[!-~][^\r\n]*[;{(})\w][ \t\r]*$))"
            + _PARAGRAPH + rb")",
            re.MULTILINE,
        ),
        True,
    ),
    _Syntax(regex(rb"(\{\{(?<!\{\{\{)\{?(?![<%{])(?:(?!\{\{|\}\})[^\r\n])+\}{2,3})")),
    _Syntax(regex(rb"(\[\[" + _WIKI)),
    _Syntax(regex(rb"(!\[\[" + _WIKI)),
    _Syntax(regex(rb"(\[-?@[\w\x80-\xff][^\[\]\r\n]*\](?![(\[:]))")),
    _Syntax(
        regex(
            rb"(\{(?::{1,2}[ \t]*[#.\w][^{}\r\n]*|[#.][^\s{}][^{}\r\n]*"
            rb"|[\w-]+=(?:\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s{}\"',]+)(?:[ \t]+[^{}\r\n]*)?)\})"
        ),
    ),
    _Syntax(
        regex(
            rb"(\\(?<!\\\\)(?:\((?:\\[^()]|" + _MORE + rb"[^\\])+?\\\)|\[(?:\\[^\[\]]|" + _MORE + rb"[^\\])+?\\\]"
            rb"|\\\((?:(?!\\\\[()])" + _MORE + rb".)+?\\\\\)|\\\[(?:(?!\\\\[\[\]])" + _MORE + rb".)+?\\\\\]"
            rb"|begin\{(?P<name>[A-Za-z]+\*?)\}(?:(?!\\begin\{(?P=name)\})" + _MORE + rb".)+?\\end\{(?P=name)\}))",
            re.DOTALL,
        ),
        kind=MATH,
    ),
    _Syntax(_line(rb"\^(?<!\S\^)(?:[\d-]|" + _LETTER + rb")++")),
)  # fmt: skip
"""Everything but Liquid's `{% … %}`, which may come in pairs."""

_OPENER = regex(rb"\n[ \t>]*(?:[:/<!?=]{3}|\[!|\*\[|@?\[(?:TOC|toc)\]|--8<--|#[^\s#!]|import[ \t]|export[ \t])")
"""How a line begins that the table knows: one search in the place of ten."""

_LIQUID = regex(rb"\{%(?<!\{\{%)(?:(?!%\}|\{%|\n[ \t\r]*\n).)*%\}", re.DOTALL)
_LIQUID_NAME = regex(rb"\{%-?\s*(?P<close>end(?=\w))?(?P<name>\w+)")


def candidates(body: bytes) -> list[Markup]:
    """Everything in `body` that looks like such syntax, in order; some of it may lie in other."""
    found = [*_liquid(body)] if b"{%" in body else []
    lines = _OPENER.search(b"\n" + body)
    for syntax in _TABLE:
        if lines or not syntax.opens:
            found += _matches(body, syntax)
    return sorted(found, key=lambda markup: (markup.start, -markup.end))


def _matches(body: bytes, syntax: _Syntax) -> Iterator[Markup]:
    for match in syntax.pattern.finditer(body):
        start, end = match.span(1)
        opens = _opens(body, start)
        alone = opens and _closes(body, end)
        if syntax.kind == MATH:
            if _is_formula(match[1].decode("utf-8", "replace")):
                yield Markup(start, end, alone, MATH)
        elif opens or not syntax.opens:
            begins, ends = match.span("text") if syntax.kind else (-1, -1)
            yield Markup(start, end, alone, *((syntax.kind, begins, ends) if begins < ends else ()))


def _is_formula(text: str) -> bool:
    """Is it TeX between escaped brackets, and no prose? What Chinese prose becomes in English must be none either."""
    inner = text.strip("\\()[]")
    if _COMMAND.search(inner):
        return True
    if _PROSE.search(inner):
        return False
    longest = max(map(len, _LETTERS.findall(inner)), default=0)
    return _SCRIPT.search(inner) is not None or 0 < longest < (4 if _OPERATOR.search(inner) else 2)


_COMMAND = regex(r"\\[A-Za-z]")
_PROSE = regex("[\u2e80-\U0003134f]|\\]\\(|[A-Za-z]{2,} [A-Za-z]|[a-z]\\.[a-z]")
_SCRIPT, _OPERATOR, _LETTERS = regex(r"[\^_{}]"), regex(r"[=+<>|]"), regex(r"[A-Za-z]+")


def _liquid(body: bytes) -> Iterator[Markup]:
    """Tags `{% … %}`; those that enclose code with all that is between."""
    tags = [match.span() for match in _LIQUID.finditer(body)]
    pairs = partners(body, tags, _LIQUID_NAME, CODE_NAMES)
    for start, end in tags:
        stop = pairs.get(start, end)
        yield Markup(start, stop, _opens(body, start) and _closes(body, stop))


def _opens(body: bytes, at: int) -> bool:
    """Is there nothing on the line before `at` but marks of quotations and blanks?"""
    return not body[body.rfind(b"\n", 0, at) + 1 : at].strip(b" \t>")


def _closes(body: bytes, at: int) -> bool:
    """Is there nothing on the line behind `at`?"""
    stop = body.find(b"\n", at)
    return not body[at : stop if stop >= 0 else len(body)].strip()


def partners(
    body: bytes, tags: Sequence[tuple[int, int]], pattern: re.Pattern[bytes], names: frozenset[str] = frozenset()
) -> dict[int, int]:
    """From where an opening tag starts to where the closing tag of its pair ends; only of `names`, if there are any."""
    found: dict[int, int] = {}
    opened: dict[bytes, list[int]] = defaultdict(list)
    for start, end in tags:
        match = pattern.match(body, start, end)
        if match is None or (names and match["name"].decode("utf-8", "replace").lower() not in names):
            continue
        same = opened[match["name"]]
        if not match["close"]:
            same.append(start)
        elif same:
            found[same.pop()] = end
    return found
