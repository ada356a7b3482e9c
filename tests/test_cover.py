"""Covers are legal, the same every time, readable, and there for a title in any script."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from jobs.errors import AudioError
from jobs.podcast.cover import PALETTES, SIZE, Palette, cover, writable
from jobs.podcast.requirements import Picture, missing, picture
from jobs.settings import Podcast

TITLES = ["From $5.83 to 16 cents: how a steel box rewrote global trade", "Café — déjà vu", "一只铁箱子", "", "x" * 400]


def opened(data: bytes) -> Image.Image:
    """The decoded picture."""
    return Image.open(io.BytesIO(data))


def drawn(image: Image.Image) -> tuple[int, int, int, int]:
    """The box around everything that differs from the ground."""
    ground = Image.new("RGB", image.size, image.getpixel((0, 0)))
    box = ImageChops.difference(image, ground).getbbox()
    assert box is not None
    return box


def share(image: Image.Image, colour: tuple[int, int, int], top: float, bottom: float) -> float:
    """How much of a band of the picture (0 to 1 from the top) has this very colour."""
    band = image.crop((0, int(SIZE * top), SIZE, int(SIZE * bottom))).resize((300, 300), Image.Resampling.NEAREST)
    colours = {value: count for count, value in band.getcolors(90_000) or []}
    return colours.get(colour, 0) / 90_000


@pytest.mark.parametrize("title", TITLES)
def test_cover_is_legal(title: str, tmp_path: Path) -> None:
    """Square, 3000 pixels, RGB, PNG, under half a megabyte: Apple's list has nothing against it."""
    data = cover(title, podcast="Sampler")
    (tmp_path / "cover.png").write_bytes(data)
    assert picture(data) == Picture("png", SIZE, SIZE, "rgb")
    found = missing(Podcast(image="cover.png"), tmp_path / "cover.png")
    assert not [line for line in found if "image" in line]
    assert len(data) < 512_000
    opened(data).load()


def test_same_title_same_bytes() -> None:
    """A cover depends on its texts alone; another title has another picture."""
    assert cover("Boxes", podcast="A") == cover("Boxes", podcast="A")
    assert cover("Boxes") != cover("Ships")
    assert cover("铁箱子") != cover("大船")


def test_waves_differ() -> None:
    """Titles on the same ground still have waves of their own."""
    chinese = [opened(cover(character * 3)) for character in "天地玄黄宇宙洪"]
    grounds = [image.getpixel((0, 0)) for image in chinese]
    assert len(set(grounds)) < len(grounds), "seven titles share six palettes"
    assert len({image.tobytes() for image in chinese}) == len(chinese)


@pytest.mark.parametrize("title", TITLES)
def test_nothing_touches_the_edge(title: str) -> None:
    """Title and wave keep a margin on all sides, however long the title is."""
    left, top, right, bottom = drawn(opened(cover(title, podcast="word " * 60)))
    assert left > SIZE / 15
    assert top > SIZE / 15
    assert right < SIZE - SIZE / 15
    assert bottom < SIZE - SIZE / 15


def palette_of(image: Image.Image) -> Palette:
    """The palette of a cover, told by its ground."""
    return next(palette for palette in PALETTES if palette.ground == image.getpixel((0, 0)))


def test_title_stands_above_the_wave() -> None:
    """The upper part shows letters in the colour of ink and no wave, the lower part the wave and no letters."""
    image = opened(cover(TITLES[0]))
    palette = palette_of(image)
    assert share(image, palette.ink, 0, 0.66) > 0.02
    assert share(image, palette.accent, 0, 0.66) == 0
    assert share(image, palette.accent, 0.7, 1) > 0.05
    assert share(image, palette.ink, 0.7, 1) == 0


def test_title_without_letters_in_the_font() -> None:
    """A Chinese title and no font for it: no boxes for missing letters, the wave alone fills the picture."""
    image = opened(cover("一只铁箱子改写全球贸易"))
    palette = palette_of(image)
    assert share(image, palette.ink, 0, 1) == 0
    assert share(image, palette.accent, 0.3, 0.9) > 0.05


def test_what_can_be_written() -> None:
    """Accents are dropped where the font has none, stray symbols left out; a title of another script is not."""
    assert writable("Café — déjà vu 🚢!") == "Cafe - deja vu !"
    assert writable("Iron “boxes” × 2…") == "Iron “boxes” x 2…"
    assert writable("集装箱 box") == ""
    assert writable("") == ""


FONTS = [Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")]


@pytest.mark.skipif(not FONTS[0].exists(), reason="no DejaVu font on this machine")
def test_font_of_ones_own() -> None:
    """With a font that has them, accents and other scripts are written."""
    assert writable("Café Ελλάδα", FONTS[0]) == "Café Ελλάδα"
    assert cover("Café", font=FONTS[0]) != cover("Café")


def test_font_that_is_none(tmp_path: Path) -> None:
    """A font that can't be read is named."""
    (tmp_path / "font.ttf").write_text("no font")
    with pytest.raises(AudioError, match=r"font\.ttf: the cover's font can't be read"):
        cover("Boxes", font=tmp_path / "font.ttf")


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_title_can_be_judged(title: str) -> None:
    """What is written is printable, on one line, whatever the title holds."""
    found = writable(title)
    assert found.isprintable()
    assert found == " ".join(found.split())


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance (WCAG 2)."""
    linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", PALETTES)
def test_colours_can_be_told_apart(palette: Palette) -> None:
    """Ink has a contrast of 7 to the ground, the accent, used for large type, 4.5."""
    ground, ink, accent = (luminance(colour) for colour in dataclasses.astuple(palette))
    assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= 7
    assert (max(ground, accent) + 0.05) / (min(ground, accent) + 0.05) >= 4.5
