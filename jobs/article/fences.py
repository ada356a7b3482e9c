"""Where front matter begins and ends, by Hugo's rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from jobs.errors import ArticleError
from jobs.regex import regex

Format = Literal["yaml", "toml", "json", ""]

_NEWLINE = regex(r"\r\n|\n|\r")
_LEAD = regex(r"\ufeff?[ \t\r\n]*")
_OPENING = regex(r"(---|\+\+\+)([^\r\n]*)(?:\r\n|\n|\r|\Z)")
_CLOSING = {
    "---": regex(r"(?<=[\r\n])---([^\r\n]*)(?:\r\n|\n|\r|\Z)"),
    "+++": regex(r"(?<=[\r\n])\+\+\+([^\r\n]*)(?:\r\n|\n|\r|\Z)"),
}
_OBJECT = regex(r"\{(?:\s*[\"}]|[ \t]*[\r\n])")
_JSON_TOKEN = regex(r'"(?:[^"\\]|\\.)*"|[{}]', re.DOTALL)
_HEADLESS = regex(
    r"(?:-{4,}[ \t]*(?:\r\n|\n|\r))?(?:title|date|layout|tags|categories|author|permalink|description|cover)[ \t]*:"
    r"[^\r\n]*(?:\r\n|\n|\r)"
    r"(?:(?:[A-Za-z][\w-]*[ \t]*:|[ \t]+|- |#)[^\r\n]*(?:\r\n|\n|\r))*(?P<closing>-{3,})[ \t]*(?:\r\n|\n|\r|\Z)"
)
"""Front matter as Hexo also reads it, which Hugo takes for text: keys down to a line `---`, and no fence above them."""
_SPELLING: dict[str, Format] = {"---": "yaml", "+++": "toml"}


@dataclass(frozen=True, slots=True)
class Fenced:
    """A file in its parts: `opening + text + closing` (as UTF-8) and `body` are the whole of it."""

    format: Format
    opening: str
    text: str
    closing: str
    body: bytes

    @property
    def line(self) -> int:
        """Line number in the file, from 1, at which `text` begins."""
        return 1 + lines(self.opening)

    @property
    def newline(self) -> str:
        """The file's newline: its first one, or a line feed when there is none."""
        found = _NEWLINE.search(self.opening + self.text + self.closing)
        found = found or _NEWLINE.search(self.body[:100_000].decode("utf-8", "ignore"))
        return found.group() if found else "\n"


def lines(text: str) -> int:
    """How many newlines of any kind `text` has."""
    return len(_NEWLINE.findall(text))


def broken(line: int, what: str, hint: str = "Mend the front matter by hand, then run again.") -> ArticleError:
    """The error for front matter that can't be read; `line` counts in the file from 1."""
    return ArticleError(f"line {line}: {what}", hint=hint)


def split(data: bytes) -> Fenced:
    """Take `data` apart. White space before the front matter is allowed, as in Hugo.

    A line of four or more dashes (or plusses) is a thematic break; a list item or `{{<` at the start is body.
    Like Hugo, an opening fence that is never closed is refused. Raises ArticleError for that, for keys that end
    with a fence and begin without one (Hexo's kind), for text beside a fence, for bytes that are not UTF-8, and for
    NUL bytes.
    """
    text = _decoded(data)
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    fence = _OPENING.match(text, start)
    if fence and not (fence[2] and not fence[2].strip(fence[1][0])):
        return _fenced(text, fence, data)
    if _OBJECT.match(text, start):
        return _object(text, start, data)
    headless = _HEADLESS.match(text, start)
    if headless:
        raise broken(
            1 + lines(text[:start]),
            "this looks like front matter without a line `---` above it",
            f"Begin and end it with a line `---`, or put an empty line before `{headless['closing']}`.",
        )
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    return Fenced("", bom, "", "", data[len(bom.encode()) :])


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"not UTF-8: byte {error.start} (0x{data[error.start]:02x}) belongs to no character",
            hint="Save the file as UTF-8 (`iconv -f GB18030 -t UTF-8` for older Chinese files).",
        ) from None
    nul = data.find(b"\0")
    if nul >= 0:
        raise ArticleError(f"a NUL byte at byte {nul}", hint="Is this a text file? Remove the NUL bytes.")
    return text


def _fenced(text: str, fence: re.Match[str], data: bytes) -> Fenced:
    mark, line = fence[1], 1 + lines(text[: fence.start()])
    if fence[2].strip(" \t"):
        raise broken(line, f"`{mark}` is followed by more text; Hugo takes this for front matter")
    closing = _CLOSING[mark].search(text, fence.end())
    if not closing:
        hint = f"Close it with a line `{mark}`; for a thematic break at the start write `***`."
        raise broken(line, f"the front matter that begins here with `{mark}` is never closed", hint)
    if closing[1].strip(" \t"):
        line = 1 + lines(text[: closing.start()])
        raise broken(line, f"the `{mark}` that closes the front matter is followed by more text")
    return _parts(_SPELLING[mark], text, fence.end(), closing.start(), closing.end(), data)


def _object(text: str, start: int, data: bytes) -> Fenced:
    level = 0
    for token in _JSON_TOKEN.finditer(text, start):
        level += {"{": 1, "}": -1}.get(token.group(), 0)
        if level == 0:
            newline = _NEWLINE.match(text, token.end())
            end = newline.end() if newline else token.end()
            return _parts("json", text, start, token.end(), end, data)
    raise broken(1 + lines(text[:start]), "the JSON front matter that begins here is never closed")


def _parts(kind: Format, text: str, start: int, end: int, stop: int, data: bytes) -> Fenced:
    body = data[len(text[:stop].encode()) :]
    return Fenced(kind, text[:start], text[start:end], text[end:stop], body)
