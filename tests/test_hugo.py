"""The real Hugo renders the sample articles and their translations as two languages of one site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.site import Site

ROOT = Path(__file__).parents[1]
POSTS = sorted(path.stem for path in (ROOT / "examples/content/posts").glob("*.md"))
LANGUAGES = {"zh-cn": "", "en": "en/"}
"""Language of a page to where Hugo puts it below `public/`."""
OTHER = {"zh-cn": "en", "en": "zh-cn"}
TERMS = {
    "2025-04-26-container-shipping": {"categories/logistics", "tags/logistics", "tags/container"},
    "2025-05-07-check-digit": {"categories/logistics", "tags/container", "tags/python"},
}


def write_targets(site: Path) -> None:
    """Translate the Chinese articles in `site` with yibo, from the recorded cassette."""
    report = Site(site).run(order={"cassette": ROOT / "cassettes" / "demo.yaml"})
    assert report.exit_code == 0, report.as_json()


class Page(HTMLParser):
    """One rendered page: language, text, number of images, and links by class as paths below `public/`."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.lang, self.text, self.images = "", "", 0
        self.links: dict[str, list[str]] = {}
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: Mapping[str, str | None] = dict(attrs)
        self.images += tag == "img"
        if tag == "html":
            self.lang = given.get("lang") or ""
        if tag == "a":
            path = unquote(given.get("href") or "").strip("/")
            self.links.setdefault(given.get("class") or "", []).append(path)

    def handle_data(self, data: str) -> None:
        self.text += data


def page(site: Path, path: str) -> Page:
    """The page that Hugo rendered at `path`; FileNotFoundError when there is none."""
    return Page((site / "public" / path / "index.html").read_text(encoding="utf-8"))


def build(site: Path) -> str:
    """Run Hugo in `site`; any warning fails the build. Returns what it printed."""
    command = [sys.executable, "-m", "hugo", "--panicOnWarning", "--printPathWarnings"]
    env = {**os.environ, "HUGO_CACHEDIR": str(site / "cache")}
    done = subprocess.run(
        command, cwd=site, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def copy_site(site: Path) -> Path:
    """The test site with the Chinese sample articles only."""
    shutil.copytree(ROOT / "tests/hugo_site", site)
    shutil.copytree(ROOT / "examples/content", site / "content")
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with both languages, built once."""
    made = copy_site(tmp_path_factory.mktemp("hugo") / "site")
    write_targets(made)
    build(made)
    return made


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages_render(site: Path, name: str, lang: str) -> None:
    """Every article has a page in each language; the English one shows no Chinese and no stray asterisks."""
    rendered = page(site, f"{LANGUAGES[lang]}posts/{name}")
    assert rendered.lang == lang
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in rendered.text)
    if lang == "en":
        assert chinese == len("中文"), "only the label of the link to the Chinese page is Chinese"
        assert "**" not in rendered.text
    else:
        assert chinese > 200


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_translation_links_lead_to_the_other_page(site: Path, name: str, lang: str) -> None:
    """Each page links to one translation: the same article in the other language, whose page exists."""
    links = page(site, f"{LANGUAGES[lang]}posts/{name}").links["translation"]
    assert links == [f"{LANGUAGES[OTHER[lang]]}posts/{name}"]
    assert page(site, links[0]).lang == OTHER[lang]


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_taxonomies_are_intact(site: Path, name: str, lang: str) -> None:
    """Each page carries its categories and tags, and each term's page in that language lists it."""
    prefix = LANGUAGES[lang]
    links = page(site, f"{prefix}posts/{name}").links
    terms = {*links["categories"], *links["tags"]}
    assert terms == {prefix + term for term in TERMS[name]}
    for term in terms:
        assert f"{prefix}posts/{name}" in page(site, term).links["entry"]


def test_taxonomy_lists_agree_between_languages(site: Path) -> None:
    """The list pages name the same terms in both languages: none is lost, none is invented."""
    for taxonomy in ("categories", "tags"):
        chinese = page(site, taxonomy).links["term"]
        english = page(site, f"en/{taxonomy}").links["term"]
        assert english == [f"en/{term}" for term in chinese]
        assert set(chinese) == {t for terms in TERMS.values() for t in terms if t.startswith(taxonomy)}


@pytest.mark.parametrize("name", POSTS)
def test_rendered_parts_agree_between_languages(site: Path, name: str) -> None:
    """Both pages show the same number of images, and lead to the same addresses outside the site."""
    chinese, english = page(site, f"posts/{name}"), page(site, f"en/posts/{name}")
    assert chinese.images == english.images > 0
    assert chinese.links[""] == english.links[""] != []


def test_without_targets_nothing_is_linked(tmp_path: Path) -> None:
    """Chinese articles alone render and link to no translation: the other tests can notice a missing one."""
    made = copy_site(tmp_path / "site")
    build(made)
    for name in POSTS:
        assert "translation" not in page(made, f"posts/{name}").links
        assert not (made / "public/en/posts" / name).exists()
