"""Values to HTML: a page an article and an index, readable without a network, a script or a server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from urllib.parse import quote

from jobs.fidelity.finding import MARKS, Finding
from jobs.regex import regex
from jobs.review.values import Entry, Line, Sheet

_TOKEN = regex(r"⟦(\d+)⟧")
_ORDER = tuple(MARKS)
MARK = '<meta name="generator" content="yibo">'
"""Stands in every page: a file without it is somebody else's."""


def address(name: str) -> str:
    """The page of the article `name`, relative to the index."""
    return f"{name}.html"


def sheet(shown: Sheet) -> str:
    """The page of one article: its lines side by side; those with nothing to say are there when they are asked for."""
    up = "../" * shown.name.count("/")
    told = "".join(_finding(finding, quoted=True) for finding in _gravest_first(shown.findings))
    whole = f'<ul class="whole">{told}</ul>' if told else ""
    rows = "\n".join(_row(line, shown.languages) for line in shown.lines)
    return _page(
        shown.name,
        f"""<p><a href="{up}index.html">All articles</a></p>
<h1>{escape(shown.name)}</h1>
<p>{escape(shown.target)} · {escape(shown.state)} · {_counted(shown.count("error"), shown.count("warning"))}</p>
{whole}
<input type="checkbox" id="all"><label for="all">Show every paragraph</label>
<table>
<thead><tr><th>Source</th><th>Translation</th><th>To look at</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>""",
    )


def index(title: str, entries: Sequence[Entry]) -> str:
    """The list of articles, the gravest first; those without a finding are counted."""
    known = sorted(entries, key=lambda entry: (-entry.errors, -entry.warnings, entry.name))
    rows = "\n".join(_listed(entry) for entry in known)
    clean = sum(not entry.errors and not entry.warnings for entry in known)
    total = _counted(sum(entry.errors for entry in known), sum(entry.warnings for entry in known))
    return _page(
        title,
        f"""<h1>{escape(title)}</h1>
<p>{len(known)} articles · {total} · {clean} with neither</p>
<table class="index">
<thead><tr><th>Article</th><th>Translation</th><th>Errors</th><th>Warnings</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>""",
    )


def _listed(entry: Entry) -> str:
    gravest = "error" if entry.errors else "warning" if entry.warnings else "quiet"
    link = f'<a href="{escape(quote(entry.address))}">{escape(entry.name)}</a>'
    cells = f"<td>{link}</td><td>{escape(entry.state)}</td><td>{entry.errors or ''}</td><td>{entry.warnings or ''}</td>"
    return f'<tr class="{gravest}">{cells}</tr>'


def _row(line: Line, languages: tuple[str, str]) -> str:
    source, target = (escape(language) for language in languages)
    findings = _gravest_first(line.findings)
    gravest = findings[0].severity if findings else "quiet"
    told = "".join(_finding(finding) for finding in findings)
    kind = "" if line.kind == "paragraph" else f'<span class="kind">{escape(line.kind)}</span>'
    ours = _text(line.source, [finding.source for finding in findings])
    theirs = _text(line.target, [finding.target for finding in findings])
    return (
        f'<tr class="{gravest}" id="{escape(line.id)}"><td lang="{source}">{kind}{ours}</td>'
        f'<td lang="{target}">{theirs}</td><td><ul>{told}</ul></td></tr>'
    )


def _finding(finding: Finding, *, quoted: bool = False) -> str:
    texts = [text for text in (finding.source, finding.target) if text] if quoted else []
    quotes = "".join(f"<blockquote>{_text(text, ())}</blockquote>" for text in texts)
    mark = f'<span class="mark" title="{finding.severity}">{MARKS[finding.severity]}</span>'
    return (
        f'<li class="{finding.severity}">{mark} <b>{escape(finding.check)}</b> {escape(finding.message)}{quotes}</li>'
    )


def _gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: _ORDER.index(finding.severity))


def _text(text: str, quotes: Iterable[str]) -> str:
    """`text` with what the findings quote of it marked, and each token as a sign of its own."""
    wanted = sorted({quoted for quoted in quotes if quoted.strip() and quoted != text}, key=len, reverse=True)
    if not wanted:
        return _plain(text)
    pieces = re.split(f"({'|'.join(map(re.escape, wanted))})", text)
    return "".join(f"<mark>{_plain(piece)}</mark>" if at % 2 else _plain(piece) for at, piece in enumerate(pieces))


def _plain(text: str) -> str:
    return _TOKEN.sub(r'<span class="token" title="a link, code or the like">\1</span>', escape(text))


def _counted(errors: int, warnings: int) -> str:
    return f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"


def _page(title: str, content: str) -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
{MARK}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title>
<style>
{_style()}</style>
</head>
<body>
{content}
</body>
</html>
"""


@cache
def _style() -> str:
    return files("jobs.review").joinpath("style.css").read_text(encoding="utf-8")
