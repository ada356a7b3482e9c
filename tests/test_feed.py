"""The feed passes PSP-1 and Apple's list, whatever the titles hold; it is stable, and says what it lacks."""

from __future__ import annotations

import dataclasses
import difflib
import html
import struct
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from jobs.article.frontmatter import read, set_fields
from jobs.errors import ArticleError
from jobs.podcast.episode import Episode, Transcript, from_front_matter, guid, podcast_block
from jobs.podcast.feed import build, podcast_guid
from jobs.podcast.requirements import CATEGORIES, Picture, missing, picture
from jobs.podcast.values import Sound
from jobs.settings import Podcast
from tests.apple import complaints

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
BASE = "https://site.example/podcast"
SHOW = Podcast(
    title="Boxes & Ships",
    description="How goods travel.",
    author="The Sampler",
    email="post@site.example",
    link="https://site.example/",
    base_url=BASE,
    image="cover.png",
    category="News",
    subcategory="Business News",
)
FIRST = Episode(
    guid="6f1a9a3e-0000-5000-8000-000000000001",
    title="From $5.83 to 16 cents",
    description='<p>A box & a ship.</p><p><a href="https://site.example/boxes/">Read</a></p>',
    link="https://site.example/boxes/",
    published=datetime(2025, 4, 26, 9, 26, 4, tzinfo=timezone(timedelta(hours=8))),
    url=f"{BASE}/boxes.en.mp3",
    mime="audio/mpeg",
    size=1_234_567,
    duration=321,
    chapters=f"{BASE}/boxes.en.chapters.json",
    transcripts=(
        Transcript(f"{BASE}/boxes.en.vtt", "text/vtt", "en"),
        Transcript(f"{BASE}/boxes.en.srt", "application/x-subrip", "en"),
        Transcript(f"{BASE}/boxes.en.json", "application/json", "en"),
    ),
    image=f"{BASE}/boxes.en.png",
    season=1,
    episode=1,
    persons=(("The Sampler", "host"),),
)


def another(number: int, **changes: Any) -> Episode:
    """An episode `number` days after the first."""
    own = {
        "guid": f"6f1a9a3e-0000-5000-8000-{number + 1:012}",
        "published": FIRST.published + timedelta(days=number),
        "url": f"{BASE}/{number}.mp3",
        "episode": number + 1,
    }
    return dataclasses.replace(FIRST, **{**own, **changes})


def feed(*episodes: Episode, show: Podcast = SHOW) -> bytes:
    """The feed of these episodes."""
    return build(show, episodes, language="en-US")


@pytest.fixture(scope="module")
def psp1() -> etree.XMLSchema:
    """PSP-1 as a schema."""
    return etree.XMLSchema(etree.parse(str(Path(__file__).parent / "psp1/rss.xsd")))


def objections(schema: etree.XMLSchema, xml: bytes) -> list[str]:
    """What PSP-1 and Apple object to in this feed."""
    schema.validate(etree.fromstring(xml))
    log = str(schema.error_log)
    return [*filter(None, log.splitlines()), *complaints(xml)]


def child(parent: etree._Element, path: str) -> etree._Element:
    """The first element at `path`."""
    found = parent.find(path)
    assert found is not None
    return found


def first_item(xml: bytes) -> Element:
    """The first item of a feed."""
    item = fromstring(xml).find("channel/item")
    assert item is not None
    return item


# --- what directories ask for ------------------------------------------------------------------------------


@pytest.mark.parametrize("episodes", [(), (FIRST,), (FIRST, another(1), another(2))], ids=["none", "one", "three"])
def test_feed_passes(psp1: etree.XMLSchema, episodes: Sequence[Episode]) -> None:
    """PSP-1's schema and Apple's list find nothing wrong."""
    assert objections(psp1, feed(*episodes)) == []


def test_bare_episode_passes(psp1: etree.XMLSchema) -> None:
    """An episode without chapters, transcripts, image, numbers and persons passes too."""
    bare = another(1, chapters="", transcripts=(), image="", season=0, episode=0, persons=())
    assert objections(psp1, feed(bare)) == []


REQUIRED_BY_BOTH = ["title", "description", "language", f"{ITUNES}image", f"{ITUNES}category", f"{ITUNES}explicit"]


@pytest.mark.parametrize("name", [*REQUIRED_BY_BOTH, "link"])
def test_missing_channel_element_is_noticed(psp1: etree.XMLSchema, name: str) -> None:
    """The schema and Apple's list both notice a channel element that is gone."""
    root = etree.fromstring(feed(FIRST))
    channel = child(root, "channel")
    channel.remove(child(channel, name))
    assert not psp1.validate(root)
    assert complaints(etree.tostring(root)) != []


@pytest.mark.parametrize("name", ["title", "enclosure", "guid"])
def test_missing_item_element_is_noticed(psp1: etree.XMLSchema, name: str) -> None:
    """The schema and Apple's list both notice an item element that is gone."""
    root = etree.fromstring(feed(FIRST))
    item = child(root, "channel/item")
    item.remove(child(item, name))
    assert not psp1.validate(root)
    assert complaints(etree.tostring(root)) != []


Change = Callable[[bytes], bytes]
BROKEN: dict[str, Change] = {
    "self": lambda xml: xml.replace(b'rel="self"', b'rel="next"'),
    "length": lambda xml: xml.replace(b'length="1234567"', b'length="1,234,567"'),
    "type": lambda xml: xml.replace(b"audio/mpeg", b"audio/ogg"),
    "explicit": lambda xml: xml.replace(b"explicit>false", b"explicit>no"),
    "date": lambda xml: xml.replace(b"Sat, 26 Apr 2025", b"2025-04-26"),
    "duration": lambda xml: xml.replace(b"duration>321", b"duration>5:21"),
    "image": lambda xml: xml.replace(b"cover.png", b"cover.webp"),
    "locked": lambda xml: xml.replace(b">yes</podcast:locked", b">maybe</podcast:locked"),
    "podcast guid": lambda xml: xml.replace(podcast_guid(f"{BASE}/feed.xml").encode(), b"boxes"),
    "transcript": lambda xml: xml.replace(b"text/vtt", b"text/webvtt"),
    "language": lambda xml: xml.replace(b"<language>en-us", b"<language>English (US)"),
    "twice": lambda xml: xml.replace(b"<item>", xml[xml.index(b"<item>") : xml.index(b"</item>") + 7] + b"<item>"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_value_is_noticed(psp1: etree.XMLSchema, name: str) -> None:
    """The schema notices a value of the wrong form."""
    broken = BROKEN[name](feed(FIRST))
    assert broken != feed(FIRST)
    assert not psp1.validate(etree.fromstring(broken))


APPLE: dict[str, Change] = {
    "category": lambda xml: xml.replace(b'text="News"', b'text="Logistics"'),
    "subcategory": lambda xml: xml.replace(b"Business News", b"Drama"),
    "suffix": lambda xml: xml.replace(b"boxes.en.mp3", b"boxes.en.m4a"),
    "namespace": lambda xml: xml.replace(b"<rss ", b"<rss\n "),
    "explicit": BROKEN["explicit"],
    "duration": BROKEN["duration"],
    "image": BROKEN["image"],
    "long": lambda xml: xml.replace(b"Boxes &amp;", b"Boxes " * 50),
    "twice": BROKEN["twice"],
}


@pytest.mark.parametrize("name", APPLE)
def test_apples_list_notices(name: str) -> None:
    """Apple's list notices what the schema can't know."""
    assert complaints(feed(FIRST)) == []
    assert complaints(APPLE[name](feed(FIRST))) != []


def test_order_is_noticed_and_kept() -> None:
    """Episodes come newest first however they are given; the other order is noticed."""
    given_out = feed(another(1), FIRST, another(2))
    assert given_out == feed(FIRST, another(2), another(1))
    titles = [item.findtext(f"{ITUNES}episode") for item in fromstring(given_out).iter("item")]
    assert titles == ["3", "2", "1"]
    root = etree.fromstring(given_out)
    channel = child(root, "channel")
    channel.append(child(channel, "item"))
    swapped = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    assert "the newest episode must come first" in complaints(swapped)


# --- what stands in it -------------------------------------------------------------------------------------


def test_values_of_an_item() -> None:
    """Exact bytes, seconds, date with zone, and links to all that lies beside the episode."""
    item = first_item(feed(FIRST))
    sound = item.find("enclosure")
    assert sound is not None
    assert sound.attrib == {"url": f"{BASE}/boxes.en.mp3", "length": "1234567", "type": "audio/mpeg"}
    assert item.findtext("pubDate") == "Sat, 26 Apr 2025 09:26:04 +0800"
    assert item.findtext("description") == FIRST.description
    chapters = item.find(f"{PODCAST}chapters")
    assert chapters is not None
    assert chapters.attrib == {"url": FIRST.chapters, "type": "application/json+chapters"}
    types = [transcript.get("type") for transcript in item.findall(f"{PODCAST}transcript")]
    assert types == ["text/vtt", "application/x-subrip", "application/json"]


def test_podcast_guid_of_the_specification() -> None:
    """The two examples that the podcast namespace gives."""
    assert podcast_guid("https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert podcast_guid("http://mp3s.nashownotes.com/pc20rss.xml//") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"


def test_m4a_has_apples_type(psp1: etree.XMLSchema) -> None:
    """An M4A file goes by the type that Apple knows."""
    assert objections(psp1, feed(another(1, url=f"{BASE}/1.m4a", mime="audio/mp4"))) == []


def test_addresses_are_ascii(psp1: etree.XMLSchema) -> None:
    """An address in Chinese is escaped, one that is escaped stays."""
    xml = feed(another(1, url=f"{BASE}/集装箱 1.mp3", link="https://site.example/%E9%9B%86/?a=1&b=2"))
    assert objections(psp1, xml) == []
    assert b"/%E9%9B%86%E8%A3%85%E7%AE%B1%201.mp3" in xml
    assert first_item(xml).findtext("link") == "https://site.example/%E9%9B%86/?a=1&b=2"


def test_two_episodes_with_one_guid_are_refused() -> None:
    """A copied `podcast:` block is named, with both articles."""
    with pytest.raises(ArticleError, match=r"boxes/ and https://site\.example/copy/"):
        feed(FIRST, another(0, link="https://site.example/copy/"))


HOSTILE = [
    "]]> & <b>bold</b> \"quotes\" 'and' <!-- -->",
    "emoji 🚢📦👩‍👩‍👧 and العربية \u202eright to left\u202c",
    "control \x00\x01\x0b\x1f\x7f\ufffe characters\nand\r\nlines",
    "界" * 5000,
    "word " * 1000,
    "&amp; &lt; &#0; &nbsp;",
    "<![CDATA[ x ]]>",
    "\x00",
    "\ud800 lone surrogate",
    "https://site.example/" + "x" * 4979,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_valid(psp1: etree.XMLSchema, text: str) -> None:
    """Any title, description, name and address gives a feed that passes."""
    show = dataclasses.replace(SHOW, title=f"x{text}", description=f"x{text}", author=f"x{text}")
    episode = another(1, title=text, description=f"<p>{text}</p>", persons=((text, "host"),))
    assert objections(psp1, feed(episode, show=show)) == []


def test_hostile_title_is_read_back() -> None:
    """A title comes out of a parser as it was; control characters are dropped, long ones cut with an ellipsis."""
    titles = {HOSTILE[0]: HOSTILE[0], "a\x00b\x1f c\n d": "ab c d", "界" * 5000: "界" * 254 + "…"}
    for title, read_back in titles.items():
        assert first_item(feed(another(1, title=title))).findtext("title") == read_back


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=300), st.text(st.characters(), max_size=300))
def test_any_text_is_well_formed(title: str, description: str) -> None:
    """Whatever is written, the feed is XML."""
    show = dataclasses.replace(SHOW, title=title, author=description, email=title)
    assert fromstring(feed(another(1, title=title, description=description), show=show)).tag == "rss"


def test_long_description_is_cut(psp1: etree.XMLSchema) -> None:
    """Above 4,000 bytes the description is plain text that fits; all of it stands in content:encoded."""
    long = f"<p>{'集装箱 & 船。' * 600}</p>"
    xml = feed(another(1, description=long))
    item = first_item(xml)
    short = item.findtext("description", "")
    assert objections(psp1, xml) == []
    assert 3900 < len(short.encode()) <= 4000
    assert "<" not in short
    assert item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") == long


@pytest.mark.parametrize("shift", range(6))
def test_description_is_cut_between_characters(shift: int) -> None:
    """The cut never falls into an entity: read as HTML, the text holds what it held."""
    item = first_item(feed(another(1, description=f"<p>{'x' * shift}{'&amp;' * 2000}</p>")))
    assert set(html.unescape(item.findtext("description", "")).lstrip("x")) == {"&", "…"}
    assert ";" not in html.unescape(item.findtext("description", ""))


# --- stable ------------------------------------------------------------------------------------------------


def test_same_episodes_same_bytes() -> None:
    """Two builds of the same episodes are equal byte for byte: no clock is read."""
    assert feed(FIRST, another(1)) == feed(FIRST, another(1))
    assert b"<lastBuildDate>Sun, 27 Apr 2025 09:26:04 +0800<" in feed(FIRST, another(1))


def test_one_more_episode_changes_only_its_lines() -> None:
    """A new episode adds lines; the date of the build is the only one that is replaced."""
    before, after = (feed(*e).decode().splitlines() for e in ((FIRST, another(1)), (FIRST, another(1), another(2))))
    changes = [line for line in difflib.ndiff(before, after) if line[0] in "-+"]
    removed = [line for line in changes if line[0] == "-"]
    assert [line.split("<")[1].split(">")[0] for line in removed] == ["lastBuildDate"]
    added = "\n".join(line[2:] for line in changes if line[0] == "+")
    assert added.count("<item>") == 1
    assert added.count("lastBuildDate>") == 2


def test_build_date_may_be_given() -> None:
    """A date that is given is the one that is written."""
    xml = build(SHOW, [FIRST], language="en", built=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert b"<lastBuildDate>Fri, 02 Jan 2026 03:04:05 +0000<" in xml


# --- front matter ------------------------------------------------------------------------------------------

SOUND = Sound(Path("boxes.en.mp3"), "audio/mpeg", 1_234_567, 44100, 44100 * 321 + 100, -19.0, -1.2)
ARTICLE = b'---\ntitle: "Boxes"\ndate: "2025-04-26 09:26:04"\nsummary: A box & a ship.\nlang: [en]\n---\nText.\n'


def block(**changes: Any) -> dict[str, Any]:
    """A `podcast:` block."""
    made = podcast_block(
        SOUND,
        identity=FIRST.guid,
        url=FIRST.url,
        language="en",
        chapters=FIRST.chapters,
        transcripts=[transcript.url for transcript in FIRST.transcripts],
        image=FIRST.image,
    )
    return {**made, **changes}


def test_block_goes_through_the_front_matter() -> None:
    """What is written into an article comes back as the episode, and the article keeps every other byte."""
    written = set_fields(ARTICLE, {"podcast": block()})
    assert written.replace(written[len(ARTICLE) - len(b"---\nText.\n") : -len(b"---\nText.\n")], b"") == ARTICLE
    values = read(written).values
    assert values["podcast"] == block()
    episode = from_front_matter(values, link=FIRST.link, disclosure="Synthetic voice.", author="The Sampler")
    assert episode is not None
    assert episode.transcripts == FIRST.transcripts
    assert (episode.size, episode.duration, episode.guid) == (1_234_567, 321, FIRST.guid)
    assert episode.description == (
        '<p>A box &amp; a ship.</p><p><a href="https://site.example/boxes/">Boxes</a></p><p>Synthetic voice.</p>'
    )


def test_article_without_block_has_no_episode() -> None:
    """An article that was never narrated is not in the feed."""
    assert from_front_matter(read(ARTICLE).values, link="") is None


def test_voice_of_a_person_needs_no_disclosure() -> None:
    """The sentence about the voice is said only when the block says that it is synthetic."""
    values = {"title": "T", "date": date(2025, 4, 26), "podcast": block(synthetic=False)}
    episode = from_front_matter(values, link="", disclosure="Synthetic voice.")
    assert episode is not None
    assert "Synthetic" not in episode.description


@pytest.mark.parametrize("name", ["guid", "url", "type", "bytes", "duration"])
def test_incomplete_block_is_refused(name: str) -> None:
    """A block without what the feed needs is named, with the file and the next step."""
    values = {"title": "T", "date": date(2025, 4, 26), "podcast": block(**{name: ""})}
    with pytest.raises(ArticleError, match=f"boxes.md: .*{name}"):
        from_front_matter(values, link="", file="boxes.md")


@pytest.mark.parametrize("count", ["many", -1, [1]])
def test_wrong_number_is_refused(count: object) -> None:
    """A size that is no number above 0 is refused."""
    values = {"title": "T", "date": date(2025, 4, 26), "podcast": block(bytes=count)}
    with pytest.raises(ArticleError, match="no number above 0"):
        from_front_matter(values, link="")


BEIJING = timezone(timedelta(hours=8))
DATES = {
    "2025-04-26 09:26:04": datetime(2025, 4, 26, 9, 26, 4, tzinfo=BEIJING),
    "2025-04-26T09:26:04Z": datetime(2025, 4, 26, 9, 26, 4, tzinfo=UTC),
    "2025-04-26 09:26:04 +0800": datetime(2025, 4, 26, 9, 26, 4, tzinfo=BEIJING),
    "2025-04-26 09:26:04 +0000 UTC": datetime(2025, 4, 26, 9, 26, 4, tzinfo=UTC),
    "2025-04-26": datetime(2025, 4, 26, tzinfo=BEIJING),
    date(2025, 4, 26): datetime(2025, 4, 26, tzinfo=BEIJING),
    datetime(2025, 4, 26, 9): datetime(2025, 4, 26, 9, tzinfo=BEIJING),
}


@pytest.mark.parametrize("written", DATES)
def test_dates_as_hugo_has_them(written: str | date) -> None:
    """Every form of a date is read; one without a zone is in the zone of the site."""
    values = {"title": "T", "date": written, "podcast": block()}
    episode = from_front_matter(values, link="", zone=BEIJING)
    assert episode is not None
    assert episode.published == DATES[written]


@pytest.mark.parametrize("written", [None, "", "yesterday", "2025-13-01", 20250426])
def test_missing_date_is_refused(written: object) -> None:
    """Without a date there is no order: the article is named."""
    with pytest.raises(ArticleError, match=r"boxes\.md: the episode has no date"):
        from_front_matter({"title": "T", "date": written, "podcast": block()}, link="", file="boxes.md")


def test_guid_is_stable_and_its_own() -> None:
    """The same article has the same guid on any machine; another language, path or site has another."""
    own = guid("https://site.example/podcast/", "posts/boxes.md", "en")
    assert own == guid("http://site.example/podcast", "posts\\boxes.md", "EN")
    others = [
        guid("https://site.example/podcast", "posts/boxes.md", "zh-CN"),
        guid("https://site.example/podcast", "posts/ships.md", "en"),
        guid("https://other.example/podcast", "posts/boxes.md", "en"),
    ]
    assert len({own, *others}) == 4


# --- what the settings lack --------------------------------------------------------------------------------


def png(width: int, height: int, colour: int = 2) -> bytes:
    """A PNG file of this size, without pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


def jpeg(width: int, height: int, components: int = 3, before: bytes = b"") -> bytes:
    """The head of a JPEG file of this size."""
    frame = struct.pack(">HBHHB", 8 + 3 * components, 8, height, width, components) + b"\1\x11\0" * components
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + before + b"\xff\xc0" + frame


def test_complete_settings_lack_nothing(tmp_path: Path) -> None:
    """Settings with everything and a legal cover give an empty list."""
    (tmp_path / "cover.png").write_bytes(png(3000, 3000))
    assert missing(SHOW, tmp_path / "cover.png") == []


def test_empty_settings_are_listed_by_name() -> None:
    """Every setting that has to be filled is named at once, each in a sentence with a next step."""
    found = missing(Podcast(), None)
    names = ["title", "description", "author", "email", "link", "base_url", "image"]
    assert [line.split()[0].rstrip(":") for line in found] == [f"podcast.{name}" for name in names]
    assert all(line.endswith(".") and ":" in line for line in found)


WRONG: dict[str, Any] = {
    "title": "x" * 256,
    "description": "界" * 1400,
    "email": "nobody",
    "link": "site.example",
    "base_url": "http://site.example/podcast",
    "category": "Logistics",
    "subcategory": "Drama",
    "format": "opus",
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_setting_is_named(name: str) -> None:
    """A setting that directories would refuse is the only one in the list."""
    (line,) = missing(dataclasses.replace(SHOW, **{name: WRONG[name]}), None)
    assert line.startswith(f"podcast.{name}")


def test_subcategory_of_a_category_without_any() -> None:
    """Where Apple has no subcategories, the advice is to leave it out."""
    (line,) = missing(dataclasses.replace(SHOW, category="Technology"), None)
    assert "leave it out" in line


COVERS = {
    "small": (png(1399, 1399), "c.png", "1400 to 3000"),
    "large": (jpeg(3001, 3001), "c.jpg", "1400 to 3000"),
    "oblong": (png(3000, 1500), "c.png", "square"),
    "transparent": (png(3000, 3000, 6), "c.png", "RGB"),
    "cmyk": (jpeg(3000, 3000, 4), "c.jpg", "RGB"),
    "grey": (jpeg(3000, 3000, 1), "c.jpg", "RGB"),
    "misnamed": (jpeg(3000, 3000), "c.png", "name it .jpg"),
    "webp": (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "c.webp", "neither PNG nor JPEG"),
    "cut off": (png(3000, 3000)[:20], "c.png", "neither PNG nor JPEG"),
    "empty": (b"", "c.png", "neither PNG nor JPEG"),
}


@pytest.mark.parametrize("name", COVERS)
def test_wrong_cover_is_named(name: str, tmp_path: Path) -> None:
    """A cover that Apple would refuse is named with what is wrong."""
    data, file, reason = COVERS[name]
    (tmp_path / file).write_bytes(data)
    (line,) = missing(SHOW, tmp_path / file)
    assert reason in line


def test_cover_that_is_not_there(tmp_path: Path) -> None:
    """A cover that is set and not on disk is named."""
    (line,) = missing(SHOW, tmp_path / "cover.png")
    assert "there is no file" in line


def test_picture_headers() -> None:
    """Size and colours are read from the header, past other JPEG segments and fill bytes."""
    assert picture(png(1500, 1600)) == Picture("png", 1500, 1600, "rgb")
    assert picture(jpeg(1500, 1600)) == Picture("jpeg", 1500, 1600, "rgb")
    thumbnail = b"\xff\xe1" + struct.pack(">H", 502) + b"\xff\xc0" * 250
    assert picture(jpeg(1500, 1600, before=thumbnail + b"\xff")) == Picture("jpeg", 1500, 1600, "rgb")


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_any_bytes_are_judged(data: bytes) -> None:
    """No header, however broken, makes the judge fall over."""
    picture(b"\xff\xd8" + data)
    picture(b"\x89PNG\r\n\x1a\n" + data)


def test_categories_are_apples() -> None:
    """19 categories and 91 subcategories, as Apple counts them."""
    assert len(CATEGORIES) == 19
    assert sum(map(len, CATEGORIES.values())) == 91
