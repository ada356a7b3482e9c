"""The transcript of an episode as WebVTT, SubRip and the podcast namespace's JSON."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from jobs.podcast.captions import Caption, Card, captions, wrap
from jobs.podcast.chapters import seconds
from jobs.podcast.values import Cue, Script

MIME = {".vtt": "text/vtt", ".srt": "application/x-subrip", ".json": "application/json"}
"""Types of transcript files, by suffix."""

VERSION = "1.0.0"
"""The podcast namespace's JSON transcript."""

SPEAKERS = ("Host", "Guest")

VTT_CARD = Card(lines=2, columns=65)
SRT_CARD = Card(lines=2, columns=32)
"""Line lengths that the podcast namespace recommends for each format."""

_WHOLE = Card(lines=1, columns=100_000)


def to_vtt(
    script: Script,
    cues: Sequence[Cue],
    rate: int,
    *,
    speakers: Sequence[str] = SPEAKERS,
    link: str = "",
    other: Mapping[str, str] | None = None,
    other_language: str = "",
) -> str:
    """WebVTT with a voice tag in each cue. Times are milliseconds, never later than their sample.

    With `link`, the article's address, a note leads to each heading that the text below it stands under.
    `other` maps segments to their text in `other_language`, which is shown below the first language.
    """
    blocks, anchor = ["WEBVTT"], ""
    for caption in captions(script, cues, rate, VTT_CARD, other):
        if link and caption.anchor and caption.anchor != anchor:
            anchor = caption.anchor
            blocks.append("NOTE " + f"{link}#{anchor}".replace(">", "%3E"))
        blocks.append(_vtt_cue(caption, rate, speakers, other_language))
    return "\n\n".join(blocks) + "\n"


def to_srt(script: Script, cues: Sequence[Cue], rate: int, *, speakers: Sequence[str] = SPEAKERS) -> str:
    """SubRip, two short lines a card; in a dialogue, a card where the speaker changes begins with the name."""
    blocks = []
    for number, caption in enumerate(captions(script, _named(cues, speakers), rate, SRT_CARD), 1):
        text = "\n".join(wrap(caption.text, SRT_CARD.columns))
        blocks.append(f"{number}\n{_span(caption, rate, ',')}\n{text}\n")
    return "\n".join(blocks)


def to_json(
    script: Script,
    cues: Sequence[Cue],
    rate: int,
    *,
    speakers: Sequence[str] = SPEAKERS,
    link: str = "",
    other: Mapping[str, str] | None = None,
    other_language: str = "",
) -> str:
    """The podcast namespace's JSON, a segment for each sentence; its times tell the sample.

    Beyond the format, a segment may hold the `url` of its heading and its `translation`.
    """
    segments = []
    for caption in captions(script, cues, rate, _WHOLE, other):
        segment: dict[str, Any] = {"speaker": _name(caption, speakers)}
        segment |= {"startTime": seconds(caption.start, rate), "endTime": seconds(caption.end, rate)}
        segment["body"] = caption.text
        if link and caption.anchor:
            segment["url"] = f"{link}#{caption.anchor}"
        if caption.other:
            segment["translation"] = {"language": other_language, "body": caption.other}
        segments.append(segment)
    document = {"version": VERSION, "language": script.language, "segments": segments}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _vtt_cue(caption: Caption, rate: int, speakers: Sequence[str], other_language: str) -> str:
    lines = "\n".join(_escape(line) for line in wrap(caption.text, VTT_CARD.columns))
    text = f"<v {_escape(_name(caption, speakers))}>{lines}</v>"
    if caption.other:
        second = "\n".join(_escape(line) for line in wrap(caption.other, VTT_CARD.columns))
        text += f"\n<lang {_escape(other_language)}>{second}</lang>" if other_language else f"\n{second}"
    return f"{_span(caption, rate, '.')}\n{text}"


def _named(cues: Sequence[Cue], speakers: Sequence[str]) -> list[Cue]:
    """The cues of a dialogue with the speaker's name before the text wherever the speaker changes."""
    spoken = [cue.utterance.speaker for cue in cues]
    if len(set(spoken)) < 2:
        return list(cues)
    named = []
    for cue, before in zip(cues, [None, *spoken], strict=False):
        said = cue.utterance
        text = said.text if said.speaker == before else f"{speakers[said.speaker]}: {said.text}"
        named.append(replace(cue, utterance=replace(said, text=text)))
    return named


def _name(caption: Caption, speakers: Sequence[str]) -> str:
    return " ".join(speakers[caption.speaker].split())


def _span(caption: Caption, rate: int, point: str) -> str:
    return f"{_clock(caption.start, rate, point)} --> {_clock(caption.end, rate, point)}"


def _clock(sample: int, rate: int, point: str) -> str:
    """`sample` as hours, minutes, seconds and milliseconds, cut, so that cues that touch don't overlap."""
    whole, thousandths = divmod(sample * 1000 // rate, 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{thousandths:03}"


def _escape(text: str) -> str:
    """`text` inside a WebVTT cue: no tag, no entity, no arrow."""
    return html.escape(text, quote=False)
