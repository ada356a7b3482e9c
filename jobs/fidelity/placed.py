"""Where in a file a finding is, and its texts as their author wrote them: with lines, and without tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from jobs.article.frontmatter import FrontMatter
from jobs.article.segments import TOKEN, Segment
from jobs.fidelity.finding import Finding


def placed(findings: Iterable[Finding], source: FrontMatter, segments: Iterable[Segment]) -> tuple[Finding, ...]:
    """`findings` with the source's lines, and with what each token of their texts stands for.

    `segments` are the source's: of its body, and of the front matter values that are translated.
    """
    known = {segment.id: segment for segment in segments}
    return tuple(_placed(finding, source, known.get(finding.segment)) for finding in findings)


def _placed(finding: Finding, source: FrontMatter, segment: Segment | None) -> Finding:
    if segment is None:
        return finding
    whole, key = source.body, segment.id.removeprefix("f.")
    if key != segment.id:
        whole = str(source.values.get(key, "")).encode()

    def hidden(token: re.Match[str]) -> str:
        number = int(token[1])
        if not 0 < number <= len(segment.hidden):
            return token[0]
        own = segment.hidden[number - 1]
        return whole[own.start : own.end].decode()

    texts = (TOKEN.sub(hidden, text) for text in (finding.source, finding.target, finding.message))
    said, told, message = texts
    return replace(finding, source=said, target=told, message=message, line=_line(source, segment, key))


def _line(source: FrontMatter, segment: Segment, key: str) -> int:
    """The line of the file, from 1, on which the segment begins; 0 for a key that is not found."""
    if key == segment.id:
        return 1 + source.head.count(b"\n") + source.body.count(b"\n", 0, segment.start)
    named = re.search(rf"^[\"' \t]*{re.escape(key)}\b".encode(), source.head, re.MULTILINE)
    return 1 + source.head.count(b"\n", 0, named.start()) if named else 0
