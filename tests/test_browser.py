"""The page of the sample site plays its episode in a real browser; every address in the feed leads somewhere."""

from __future__ import annotations

import http.client
import json
import math
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import fromstring

import imageio_ffmpeg
import pytest

from jobs.article.frontmatter import read, set_fields
from jobs.podcast import chapters, cover, episode, feed, transcript
from jobs.podcast.values import Chapter, Cue, Line, LineKind, Script, Sound, Utterance
from jobs.settings import Podcast
from tests.chromium import Chromium, program
from tests.test_hugo import ROOT

RATE = 44100
SECONDS = 12
NAME = "2025-05-07-check-digit"
ANCHOR = "three-steps-to-the-check-digit"
SAID: tuple[tuple[LineKind, str, str], ...] = (
    ("opening", "An eleven-character code. <b>This voice is synthetic.</b>", ""),
    ("heading", "Three Steps to the Check Digit", ANCHOR),
    ("paragraph", "Turn the letters into numbers & add them up.", ANCHOR),
)
SCRIPT = Script("Grade-School Arithmetic", "en", tuple(Line(k, text, text, anchor=a) for k, text, a in SAID))
CUES = tuple(
    Cue(Utterance(i, 0, line.text, line.text, 0, 0.5), i * 4 * RATE, (i * 4 + 3) * RATE)
    for i, line in enumerate(SCRIPT.lines)
)
PARTS = chapters.chapters(SCRIPT, CUES, SECONDS * RATE)


class Ranged(SimpleHTTPRequestHandler):
    """Files below a folder, and parts of files, as a web server gives them out."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def do_GET(self) -> None:
        """The whole file, or the part that the header `Range: bytes=a-b` asks for."""
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if not asked or not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        start, end = int(asked[1]), min(int(asked[2] or len(data)), len(data) - 1)
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(data)}")
        self.send_header("Content-Length", str(end + 1 - start))
        self.send_header("Accept-Ranges", "bytes")
        self.end_headers()
        self.wfile.write(data[start : end + 1])


@dataclass(frozen=True)
class Site:
    """A built site with one episode, served on loopback."""

    url: str
    public: Path
    feed: bytes


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample site with an episode in the front matter of one article, its files and its feed."""
    folder = tmp_path_factory.mktemp("browser") / "site"
    public = folder / "public"
    public.mkdir(parents=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: Ranged(*a, directory=str(public)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield Site(url, public, make(folder, url))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make(folder: Path, url: str) -> bytes:
    """Article, episode and feed in `folder`, rendered by Hugo for `url`. Returns the feed."""
    shutil.copytree(ROOT / "tests/hugo_site", folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "examples/content", folder / "content")
    base, link = f"{url}/podcast", f"{url}/en/posts/{NAME}/"
    sound = make_files(folder / "static/podcast", link)
    block = episode.podcast_block(
        sound,
        identity=episode.guid(base, f"posts/{NAME}.md", "en"),
        url=f"{base}/{NAME}.mp3",
        language="en",
        chapters=f"{base}/{NAME}.chapters.json",
        transcripts=[f"{base}/{NAME}.vtt", f"{base}/{NAME}.srt", f"{base}/{NAME}.json"],
        image=f"{base}/{NAME}.png",
    )
    article = set_fields((ROOT / f"tests/golden/{NAME}.en.md").read_bytes(), {"podcast": block})
    (folder / f"content/posts/{NAME}.en.md").write_bytes(article)
    show = Podcast(title="Sampler", base_url=base, link=f"{url}/en/", image="cover.png")
    shutil.copy(folder / f"static/podcast/{NAME}.png", folder / "static/podcast/cover.png")
    made = episode.from_front_matter(read(article).values, link=link)
    assert made is not None
    xml = feed.build(show, [made], language="en")
    (folder / "static/podcast/feed.xml").write_bytes(xml)
    subprocess.run([sys.executable, "-m", "hugo", "--baseURL", f"{url}/", "--panicOnWarning"], cwd=folder, check=True)
    return xml


def make_files(folder: Path, link: str) -> Sound:
    """A tone with chapters in MP3, and what lies beside it."""
    folder.mkdir(parents=True)
    texts = {
        "txt": chapters.ffmetadata(PARTS, RATE, {"title": SCRIPT.title}),
        "chapters.json": chapters.to_json(PARTS, RATE, link=link),
        "vtt": transcript.to_vtt(SCRIPT, CUES, RATE, link=link),
        "srt": transcript.to_srt(SCRIPT, CUES, RATE),
        "json": transcript.to_json(SCRIPT, CUES, RATE, link=link),
    }
    for suffix, text in texts.items():
        (folder / f"{NAME}.{suffix}").write_text(text, encoding="utf-8")
    (folder / f"{NAME}.png").write_bytes(cover.cover(SCRIPT.title))
    tone = ["-f", "lavfi", "-i", f"sine=sample_rate={RATE}:duration={SECONDS}", "-i", f"{NAME}.txt"]
    out = ["-map", "0:a", "-map_metadata", "1", "-b:a", "64k", f"{NAME}.mp3"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", *tone, *out]
    subprocess.run(command, cwd=folder, check=True, timeout=60)
    path = folder / f"{NAME}.mp3"
    return Sound(path, "audio/mpeg", path.stat().st_size, RATE, SECONDS * RATE, -20.0, -18.0)


@pytest.fixture(scope="module")
def page(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """The article's page in a browser."""
    if program() is None:
        pytest.skip("no Chromium on this machine: `.ci/install-browser` installs Debian's as root")
    with Chromium(tmp_path_factory.mktemp("profile")) as browser:
        browser.open(f"{site.url}/en/posts/{NAME}/")
        yield browser


AUDIO = "document.querySelector('.podcast audio')"


def test_duration_is_known(page: Chromium) -> None:
    """The browser knows how long the episode is: a finite number, that of the file."""
    duration = page.until(f"{AUDIO}.duration")
    assert math.isfinite(duration)
    assert abs(duration - SECONDS) < 0.1


def test_position_moves(page: Chromium) -> None:
    """Played from the beginning, the position moves on, without an error."""
    page.run(f"{AUDIO}.play()")
    moved = page.until(f"{AUDIO}.currentTime > 0.5 && {AUDIO}.currentTime")
    assert 0.5 < moved < SECONDS
    assert page.run(f"{AUDIO}.error") is None
    assert page.errors == []


def test_chapters_are_listed(page: Chromium) -> None:
    """The page lists the chapters of the JSON file, in order, with their times."""
    page.until("document.querySelectorAll('.podcast .chapters li').length")
    listed = page.run("[...document.querySelectorAll('.podcast .chapters li')].map(item => item.innerText)")
    assert listed == ["0:00 Grade-School Arithmetic", "0:04 Three Steps to the Check Digit"]


def test_chapter_is_reached(page: Chromium) -> None:
    """A click on the second chapter plays from there (the server gives out parts of the file), and marks it."""
    page.until("document.querySelectorAll('.podcast .chapters button').length === 2")
    page.run("document.querySelectorAll('.podcast .chapters button')[1].click()")
    reached = page.until(f"{AUDIO}.currentTime > 4.2 && {AUDIO}.currentTime")
    assert reached < 8
    marked = page.until("document.querySelector('.chapters [aria-current]')?.innerText")
    assert marked == "0:04 Three Steps to the Check Digit"


def test_captions_are_shown(page: Chromium) -> None:
    """The transcript's cues are read by the browser: voice, text without markup, and times."""
    page.until(f"{AUDIO}.textTracks[0].cues?.length")
    cues = page.run(f"[...{AUDIO}.textTracks[0].cues].map(c => [c.startTime, c.endTime, c.getCueAsHTML().textContent])")
    assert cues[0][0] == 0
    assert cues[-1] == [8, 11, "Turn the letters into numbers & add them up."]
    assert " ".join(cue[2] for cue in cues[:2]).startswith("An eleven-character code. <b>This voice")


def test_anchors_lead_to_headings(site: Site) -> None:
    """A chapter's address is that of the article's page and of a heading in it."""
    page_text = (site.public / f"en/posts/{NAME}/index.html").read_text(encoding="utf-8")
    listed = json.loads((site.public / f"podcast/{NAME}.chapters.json").read_text(encoding="utf-8"))["chapters"]
    assert [part["url"] for part in listed] == [f"{site.url}/en/posts/{NAME}/{a}" for a in ("", f"#{ANCHOR}")]
    assert f'<h2 id="{ANCHOR}">' in page_text
    assert PARTS[1] == Chapter("Three Steps to the Check Digit", 4 * RATE, SECONDS * RATE, ANCHOR)


def test_every_address_of_the_feed_answers(site: Site) -> None:
    """All that the feed links to is there; the sound has the length that the feed says."""
    root = fromstring(site.feed)
    found = {element.get(name) for element in root.iter() for name in ("url", "href") if element.get(name)}
    found |= {element.text for element in root.iter("link") if element.text}
    sound = next(root.iter("enclosure"))
    assert len(found) == 10
    for address in sorted(filter(None, found)):
        status, length = head(address)
        assert status == 200, address
        assert address != sound.get("url") or str(length) == sound.get("length")


def test_page_without_episode_has_no_player(site: Site) -> None:
    """An article without a `podcast:` block renders as before."""
    other = (site.public / f"posts/{NAME}/index.html").read_text(encoding="utf-8")
    assert "<audio" not in other


def head(url: str) -> tuple[int, int]:
    """Status and length that the server answers to a HEAD request."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    try:
        connection.request("HEAD", place.path)
        reply = connection.getresponse()
        return reply.status, int(reply.headers.get("Content-Length", 0))
    finally:
        connection.close()
