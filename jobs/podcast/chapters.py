"""Chapters of an episode: from the cues of its headings to the forms that apps and ffmpeg read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jobs.podcast.values import Chapter, Cue, Script
from jobs.regex import regex

VERSION = "1.2.0"
"""JSON Chapters Format of the podcast namespace."""

_SPECIAL = regex(r"[=;#\\\n]")
_UNPRINTABLE = regex(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")


def chapters(script: Script, cues: Sequence[Cue], total: int) -> tuple[Chapter, ...]:
    """The parts of an episode of `total` samples, without gap or overlap, the first one from sample 0.

    Each heading that is said begins a chapter where its sound begins. What comes before the first heading is
    the opening, under the script's title; when a heading is said at sample 0 there is none.
    """
    marks: dict[int, tuple[str, str]] = {0: (_one_line(script.title), "")}
    for cue in _firsts(cues):
        line = script.lines[cue.utterance.line]
        title = _one_line(line.text)
        if line.kind == "heading" and title and cue.start < total:
            marks[cue.start] = (title, line.anchor)
    starts = sorted(marks)
    ends = [*starts[1:], total]
    return tuple(Chapter(marks[a][0], a, b, marks[a][1]) for a, b in zip(starts, ends, strict=True))


def to_json(parts: Iterable[Chapter], rate: int, *, link: str = "", about: Mapping[str, str] | None = None) -> str:
    """The `.chapters.json` of the podcast namespace; times in seconds, fine enough to tell every sample.

    `link` is the article's address: a chapter leads to its heading there. `about` may hold the file's
    optional `title`, `author`, `podcastName`, `description` and `fileName`.
    """
    listed = [_entry(part, rate, link) for part in parts]
    known = {name: text for name, text in (about or {}).items() if text}
    document = {"version": VERSION, **known, "chapters": listed}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def ffmetadata(parts: Iterable[Chapter], rate: int, tags: Mapping[str, str] | None = None) -> str:
    """`tags` and chapters as FFMETADATA text, from which ffmpeg writes ID3 CHAP and CTOC, or MP4 chapters.

    Times are samples: the time base is one sample of `rate`.
    """
    lines = [";FFMETADATA1", *(f"{_escape(name)}={_escape(text)}" for name, text in (tags or {}).items())]
    for part in parts:
        lines += ["[CHAPTER]", f"TIMEBASE=1/{rate}", f"START={part.start}", f"END={part.end}"]
        lines.append(f"title={_escape(part.title)}")
    return "\n".join(lines) + "\n"


def seconds(sample: int, rate: int) -> float:
    """`sample` as seconds, cut to a millionth: never later than the sample, and it tells which one."""
    return sample * 1_000_000 // rate / 1_000_000


def _entry(part: Chapter, rate: int, link: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"startTime": seconds(part.start, rate), "endTime": seconds(part.end, rate)}
    entry["title"] = part.title
    if link:
        entry["url"] = f"{link}#{part.anchor}" if part.anchor else link
    return entry


def _firsts(cues: Iterable[Cue]) -> Iterable[Cue]:
    """The first cue of each line."""
    seen: dict[int, Cue] = {}
    for cue in cues:
        seen.setdefault(cue.utterance.line, cue)
    return seen.values()


def _one_line(text: str) -> str:
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def _escape(text: str) -> str:
    """`text` as a value of FFMETADATA. ffmpeg takes a backslash at the end of a line, even escaped, for
    the line's continuation: a space keeps it from the end."""
    escaped = _SPECIAL.sub(lambda found: "\\" + found[0], _UNPRINTABLE.sub(" ", text))
    return f"{escaped} " if escaped.endswith("\\") else escaped
