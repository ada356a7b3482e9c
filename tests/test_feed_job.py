"""`yibo feed`: the podcast of a folder, as directories take it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from jobs.article.frontmatter import read, set_fields
from jobs.errors import ArticleError, SettingsError
from jobs.feed import publish
from jobs.podcast.episode import podcast_block
from jobs.podcast.values import Sound
from jobs.session import desk_for
from jobs.story import article_url
from tests.apple import complaints
from tests.command import yibo
from tests.site import Site
from tests.test_narrate import BODY, ENGLISH, narrate, only

BASE = "https://site.example/podcast"
SHOW: dict[str, Any] = {
    "podcast__title": "Sampler",
    "podcast__description": "How goods travel.",
    "podcast__author": "The Sampler",
    "podcast__email": "post@site.example",
    "podcast__link": "https://site.example/",
    "podcast__base_url": BASE,
    "podcast__folder": "static/podcast",
    "podcast__article_url": "https://site.example/{path}/",
}
HOSTILE = "]]> <b>&amp; & “\u202eright to left” 🎙️ " + "x" * 5000


@pytest.fixture(scope="module")
def psp1() -> etree.XMLSchema:
    """The schema of PSP-1."""
    return etree.XMLSchema(etree.parse(str(Path(__file__).parent / "psp1/rss.xsd")))


def told(site: Site, name: str, day: int, *, base: str = BASE, **values: Any) -> Path:
    """An article that has an episode."""
    path = site.add(f"{name}.md", BODY, **{**ENGLISH, "date": f"2025-04-{day:02}T08:00:00+08:00", **values})
    sound = Sound(Path(f"{name}.mp3"), "audio/mpeg", 1000 + day, 44_100, 44_100 * 60, -19.0, -1.5)
    block = podcast_block(
        sound,
        identity=f"guid-of-{name}",
        url=f"{base}/{name}.mp3",
        language="en",
        chapters=f"{base}/{name}.chapters.json",
        transcripts=[f"{base}/{name}.vtt"],
        image=f"{base}/{name}.cover.png",
    )
    path.write_bytes(set_fields(path.read_bytes(), {"podcast": block}))
    return path


def feed(site: Site, **flags: Any) -> bytes:
    """The feed of the site, written and read again."""
    with desk_for(site.settings(**{**SHOW, **flags})) as desk:
        path, _ = publish(desk, site.root)
    return path.read_bytes()


def texts(xml: bytes, path: str) -> list[str]:
    """Texts or attributes in the feed by XPath."""
    spaces = {"podcast": "https://podcastindex.org/namespace/1.0"}
    found: Any = etree.fromstring(xml).xpath(path, namespaces=spaces)
    return [str(one) for one in found]


def test_the_feed_of_a_folder(tmp_path: Path, psp1: etree.XMLSchema) -> None:
    """Episodes come newest first; articles without one, and in other languages, are not in it. PSP-1 and Apple
    have nothing to object to, the cover that was made included."""
    site = Site(tmp_path)
    for name, day in (("middle", 12), ("new", 20), ("old", 3)):
        told(site, f"posts/{name}", day, title=f"The {name} one")
    told(site, "posts/zh", 22, lang='["zh-CN"]')
    site.add("posts/plain.md", BODY, **ENGLISH)
    (tmp_path / "broken.md").write_text("---\ntitle: [\n---\n\nText.\n")
    xml = feed(site)
    assert texts(xml, "//item/title/text()") == ["The new one", "The middle one", "The old one"]
    assert texts(xml, "//item/enclosure/@length") == ["1020", "1012", "1003"]
    assert texts(xml, "//item/link/text()")[0] == "https://site.example/posts/new/"
    assert psp1.validate(etree.fromstring(xml)), psp1.error_log
    assert complaints(xml) == []
    assert (tmp_path / "static/podcast/cover.png").is_file()


@pytest.mark.parametrize(
    ("stem", "flags", "page"),
    [
        ("posts/a", {}, "posts/a"),
        ("content/posts/a.en", {}, "posts/a"),
        ("content/posts/a/index.en", {}, "posts/a"),
        ("content/en/posts/a", {"translation__layout": "tree"}, "posts/a"),
        ("content/en/posts/a", {}, "en/posts/a"),
        ("index", {}, "index"),
        ("content", {}, "content"),
    ],
)
def test_where_an_article_is_read(stem: str, flags: dict[str, Any], page: str, tmp_path: Path) -> None:
    """The path in an article's address is Hugo's: without content folder, suffix of the language and `index`."""
    settings = Site(tmp_path).settings(**SHOW, **flags)
    assert article_url(settings, stem, "en") == f"https://site.example/{page}/"


def test_it_is_incremental(tmp_path: Path) -> None:
    """Written again, the feed is not touched; one more episode adds its lines and changes no other item."""
    site = Site(tmp_path)
    told(site, "a", 3)
    first = feed(site)
    path = tmp_path / "static/podcast/feed.xml"
    path.chmod(0o640)
    stamp = path.stat().st_mtime_ns
    assert feed(site) == first
    assert path.stat().st_mtime_ns == stamp
    told(site, "b", 5)
    second = feed(site)
    assert first.split(b"<item>")[1].split(b"</item>")[0] in second
    assert second.count(b"<item>") == 2


def test_what_is_missing_is_listed(tmp_path: Path) -> None:
    """Without settings every one that directories require is named, with exit code 2; nothing is written."""
    told(Site(tmp_path), "a", 3)
    found = yibo("feed", ".", cwd=tmp_path)
    assert found.returncode == 2
    for name in ("title", "description", "author", "email", "link", "base_url"):
        assert f"podcast.{name}" in found.stderr
    assert not (tmp_path / "podcast" / "feed.xml").exists()
    with pytest.raises(SettingsError) as caught:
        feed(Site(tmp_path), podcast__email="nobody", podcast__category="Cats")
    assert "podcast.email" in caught.value.message
    assert "podcast.category" in caught.value.message
    assert "podcast.title" not in caught.value.message


def test_the_command(tmp_path: Path) -> None:
    """`yibo feed DIR -o FILE` says where the feed is and how many episodes it has."""
    site = Site(tmp_path)
    told(site, "a", 3)
    lines = "\n".join(f'{name.partition("__")[2]} = "{value}"' for name, value in SHOW.items())
    (tmp_path / "yibo.toml").write_text(f"[podcast]\n{lines}\n")
    found = yibo("feed", ".", "-o", "public/feed.xml", cwd=tmp_path)
    assert (found.returncode, "1 episode" in found.stdout) == (0, True), found.stderr
    assert (tmp_path / "public" / "feed.xml").is_file()


def test_a_hostile_title(tmp_path: Path, psp1: etree.XMLSchema) -> None:
    """Markup, entities, emoji, right-to-left marks and 5,000 characters leave the feed valid."""
    site = Site(tmp_path)
    path = told(site, "a", 3)
    path.write_bytes(set_fields(path.read_bytes(), {"title": HOSTILE}))
    assert read(path.read_bytes()).values["title"] == HOSTILE
    xml = feed(site, podcast__title=HOSTILE[:200])
    assert psp1.validate(etree.fromstring(xml)), psp1.error_log
    assert complaints(xml) == []
    (title,) = texts(xml, "//item/title/text()")
    assert title.startswith("]]> <b>&amp; & “")


def test_a_broken_block_is_named(tmp_path: Path) -> None:
    """A `podcast:` block that lacks something fails with the article's name, and the old feed stays."""
    site = Site(tmp_path)
    told(site, "a", 3)
    before = feed(site)
    path = told(site, "b", 5)
    path.write_text(path.read_text().replace("bytes: 1005", "bytes: 0"))
    with pytest.raises(ArticleError, match=r"b\.md"):
        feed(site)
    assert (tmp_path / "static/podcast/feed.xml").read_bytes() == before


def test_made_before_there_was_an_address(tmp_path: Path, psp1: etree.XMLSchema) -> None:
    """Episodes whose blocks hold addresses from the site's root are whole addresses in the feed."""
    site = Site(tmp_path)
    told(site, "posts/a", 3, base="/podcast")
    xml = feed(site)
    assert texts(xml, "//enclosure/@url") == [f"{BASE}/posts/a.mp3"]
    assert texts(xml, "//podcast:chapters/@url") == [f"{BASE}/posts/a.chapters.json"]
    assert texts(xml, "//podcast:transcript/@url") == [f"{BASE}/posts/a.vtt"]
    assert psp1.validate(etree.fromstring(xml)), psp1.error_log


def test_the_podcast_moves(tmp_path: Path) -> None:
    """When the base URL changes, podcast and episode stay who they are, and every address is a new one."""
    site = Site(tmp_path)
    path = site.add("a.md", BODY, **ENGLISH)
    show = {name: value for name, value in SHOW.items() if name not in ("podcast__folder", "podcast__title")}
    assert only(narrate(site, path, **show)).status == "narrated"
    before = feed(site)
    moved = {"podcast__base_url": "https://elsewhere.example/p"}
    assert only(narrate(site, path, **{**show, **moved})).status == "narrated"
    after = feed(site, **moved)
    for identity in ("//item/guid/text()", "//podcast:guid/text()"):
        assert texts(before, identity) == texts(after, identity) != []
    assert texts(after, "//enclosure/@url") == ["https://elsewhere.example/p/a.mp3"]
    assert b"//site.example/podcast" not in after
