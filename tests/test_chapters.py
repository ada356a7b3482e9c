"""Chapters cover the episode without gap, and survive ffmpeg and JSON whatever their titles hold."""

from __future__ import annotations

import itertools
import json
import re
import struct
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.podcast.chapters import chapters, ffmetadata, seconds, to_json
from jobs.podcast.values import Chapter, Cue, Line, LineKind, Script, Utterance

RATE = 44100
LINK = "https://site.example/posts/boxes/"


def line(kind: LineKind, text: str, anchor: str = "") -> Line:
    """A line that is said as it is written."""
    return Line(kind, text, text, anchor=anchor)


def cue(number: int, start: int, end: int, part: int = 0) -> Cue:
    """A cue of line `number`."""
    return Cue(Utterance(number, part, "text", "text", 0, 0.0), start, end)


SCRIPT = Script(
    "Iron boxes",
    "en",
    (
        line("opening", "Iron boxes. This voice is synthetic."),
        line("heading", "How it began", "how-it-began"),
        line("paragraph", "A tanker left Newark."),
        line("heading", "What it cost", "what-it-cost"),
        line("paragraph", "Sixteen cents a ton."),
    ),
)
CUES = (
    cue(0, 0, 100_000),
    cue(1, 110_000, 150_000),
    cue(2, 160_000, 230_000),
    cue(2, 231_000, 290_000, part=1),
    cue(3, 300_003, 340_000),
    cue(4, 350_000, 441_000),
)
TOTAL = 450_000


def test_headings_begin_chapters() -> None:
    """The opening stands under the title, each heading begins its chapter where its sound begins."""
    assert chapters(SCRIPT, CUES, TOTAL) == (
        Chapter("Iron boxes", 0, 110_000),
        Chapter("How it began", 110_000, 300_003, "how-it-began"),
        Chapter("What it cost", 300_003, 450_000, "what-it-cost"),
    )


def test_heading_at_the_very_beginning() -> None:
    """A heading said at sample 0 is the first chapter itself: no empty opening before it."""
    script = Script("Title", "en", (line("heading", "One", "one"), line("paragraph", "Text.")))
    found = chapters(script, (cue(0, 0, 10), cue(1, 20, 90)), 100)
    assert found == (Chapter("One", 0, 100, "one"),)


def test_without_headings() -> None:
    """An episode without headings is one chapter; a heading without words opens none."""
    script = Script("Title", "en", (line("paragraph", "Text."), line("heading", " \n ")))
    assert chapters(script, (cue(0, 0, 50), cue(1, 60, 70)), 100) == (Chapter("Title", 0, 100),)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 5000), st.integers(0, 900)), max_size=30))
def test_no_gap_no_overlap(parts: list[tuple[bool, int, int]]) -> None:
    """For any cues, chapters cover the episode from 0 to its end and each has a length."""
    lines, cues, at = [], [], 0
    for number, (heading, length, pause) in enumerate(parts):
        lines.append(line("heading" if heading else "paragraph", f"line {number}"))
        cues.append(cue(number, at, at + length))
        at += length + pause
    total = at + 1
    found = chapters(Script("Title", "en", tuple(lines)), cues, total)
    assert found[0].start == 0
    assert found[-1].end == total
    assert all(a.end == b.start for a, b in itertools.pairwise(found))
    assert all(part.start < part.end for part in found)


def test_json_document() -> None:
    """The JSON file has the namespace's version, times that tell the sample, and links to headings."""
    document = json.loads(to_json(chapters(SCRIPT, CUES, TOTAL), RATE, link=LINK, about={"title": "Iron"}))
    assert document["version"] == "1.2.0"
    assert document["title"] == "Iron"
    first, _, last = document["chapters"]
    assert first == {"startTime": 0.0, "endTime": 2.494331, "title": "Iron boxes", "url": LINK}
    assert last["url"] == LINK + "#what-it-cost"
    assert round(last["startTime"] * RATE) == 300_003


def test_json_without_link() -> None:
    """Without the article's address no chapter claims one."""
    assert "url" not in to_json(chapters(SCRIPT, CUES, TOTAL), RATE)


@given(st.integers(0, 10**9), st.sampled_from([8000, 22050, 24000, 44100, 48000, 96000]))
def test_seconds_tell_the_sample(sample: int, rate: int) -> None:
    """Seconds lead back to their sample and are never later than it."""
    assert round(seconds(sample, rate) * rate) == sample
    assert seconds(sample, rate) <= sample / rate


HOSTILE = [
    "a = b; c # d \\ e",
    "[CHAPTER]",
    "ends with a backslash \\",
    "two\nlines",
    "# begins like a comment",
    "中文标题：=；",
    "emoji 🚢 and العربية",
]


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An MP3 with a chapter of half a second for each hostile title."""
    folder = tmp_path_factory.mktemp("chapters")
    parts = [Chapter(title, i * 22050, (i + 1) * 22050) for i, title in enumerate(HOSTILE)]
    (folder / "meta.txt").write_text(ffmetadata(parts, RATE, {"title": "x=y;z"}), encoding="utf-8")
    sound = ["-f", "lavfi", "-i", f"sine=sample_rate=44100:duration={len(parts) / 2}"]
    run(folder, *sound, "-i", "meta.txt", "-map", "0:a", "-map_metadata", "1", "-b:a", "64k", "out.mp3")
    return folder / "out.mp3"


def run(folder: Path, *arguments: str) -> None:
    """ffmpeg in `folder`; a failure fails the test."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", *arguments]
    subprocess.run(command, cwd=folder, check=True, timeout=60)


def test_ffmpeg_reads_hostile_titles(encoded: Path) -> None:
    """Every title comes back from the encoded file as it was, and so does the title tag."""
    run(encoded.parent, "-i", "out.mp3", "-f", "ffmetadata", "back.txt")
    back = (encoded.parent / "back.txt").read_text(encoding="utf-8")
    for title in HOSTILE:
        written = ffmetadata([Chapter(title, 0, 1)], 1).split("title=")[1]
        assert f"title={written}" in back
    assert "title=x\\=y\\;z\n" in back
    assert back.count("[CHAPTER]\nTIMEBASE") == len(HOSTILE)


def test_id3_frames_hold_the_times(encoded: Path) -> None:
    """The file has a CTOC and a CHAP frame for each chapter, with its times in milliseconds."""
    raw = encoded.read_bytes()
    frames = re.findall(rb"CHAP.{6}ch\d+\x00(.{8})", raw, re.DOTALL)
    assert [struct.unpack(">II", frame) for frame in frames] == [(500 * i, 500 * (i + 1)) for i in range(len(HOSTILE))]
    assert b"CTOC" in raw
