"""A cover made from a title: type on a plain ground above a wave of its own.

The ground, the wave and, for a title that the font has no letters for, the whole picture follow from the
title's digest: the same title gives the same picture.
"""

from __future__ import annotations

import hashlib
import io
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from jobs.errors import AudioError
from jobs.regex import regex

SIZE = 3000
"""Pixels along each side: the largest that Apple and PSP-1 take."""

_MARGIN = SIZE // 12
_TITLE_BOTTOM = SIZE * 2 // 3
_SIZES = (400, 360, 320, 280, 240, 210, 180, 160, 140)
_LEADING = 1.16
_BARS = 28

_PLAIN = str.maketrans({"—": " - ", "–": "-", "−": "-", "×": "x", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l"})
_WIDE = regex(r"[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
_WORD = regex(f"{_WIDE.pattern}|\\s+|(?:(?!{_WIDE.pattern})\\S)+")

_Font = ImageFont.FreeTypeFont
_Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """Three colours with a contrast of at least 7 between ground and ink (WCAG 2, AAA)."""

    ground: _Colour
    ink: _Colour
    accent: _Colour


PALETTES = (
    Palette((16, 42, 67), (250, 247, 240), (255, 183, 77)),
    Palette((27, 67, 50), (246, 244, 235), (149, 213, 178)),
    Palette((74, 20, 40), (253, 244, 236), (255, 138, 101)),
    Palette((38, 34, 98), (245, 244, 252), (129, 212, 250)),
    Palette((244, 238, 226), (33, 37, 41), (178, 50, 38)),
    Palette((15, 61, 72), (244, 248, 246), (255, 213, 79)),
)


def cover(title: str, *, podcast: str = "", font: Path | None = None) -> bytes:
    """A square RGB picture of 3000 pixels, as PNG, that shows `title` and, small, the name of the `podcast`.

    The font that comes along has Latin letters without accents; `font` is a TrueType or OpenType file with
    others. A title that can't be written is left out, and the wave fills the picture. Raises AudioError for a
    font that can't be read.
    """
    digest = hashlib.sha256(title.encode("utf-8", "replace")).digest()
    palette = PALETTES[digest[0] % len(PALETTES)]
    picture = Image.new("RGB", (SIZE, SIZE), palette.ground)
    draw = ImageDraw.Draw(picture)
    words = writable(title, font)
    _wave(draw, digest, palette.accent, top=_TITLE_BOTTOM + SIZE // 20 if words else SIZE // 4)
    name = writable(podcast, font)
    if name:
        _name(draw, name, font, palette)
    if words:
        _title(draw, words, font, palette.ink, top=_MARGIN * 2 if name else _MARGIN)
    out = io.BytesIO()
    picture.save(out, "PNG", dpi=(72, 72))
    return out.getvalue()


def writable(text: str, font: Path | None = None) -> str:
    """`text` in letters that the font has; empty when more than a fifth of its letters would be lost."""
    face = _face(font, 40)
    known = _Glyphs(face)
    plain = "".join(known.nearest(character) for character in unicodedata.normalize("NFC", text))
    wanted = sum(character.isalnum() for character in text)
    kept = sum(character.isalnum() for character in plain)
    return " ".join(plain.split()) if kept and kept >= 0.8 * wanted else ""


class _Glyphs:
    """Which characters a font draws: those whose picture is not that of a missing one."""

    def __init__(self, face: _Font) -> None:
        self.face = face
        self.missing = self._drawn("\uffff")

    def nearest(self, character: str) -> str:
        """`character`, or the same without its accent, or a space."""
        if character.isspace():
            return " "
        bare = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
        choices = (character, character.translate(_PLAIN), bare)
        return next((choice for choice in choices if choice and all(map(self._has, choice))), " ")

    def _has(self, character: str) -> bool:
        return character.isprintable() and self._drawn(character) != self.missing

    def _drawn(self, character: str) -> bytes:
        return bytes(self.face.getmask(character))


def _face(font: Path | None, size: int) -> _Font:
    if font is None:
        found = ImageFont.load_default(size)
    else:
        try:
            found = ImageFont.truetype(font, size)
        except OSError as error:
            raise AudioError(
                f"{font}: the cover's font can't be read: {error}", hint="Name a .ttf or .otf file, or none."
            ) from error
    assert isinstance(found, _Font), "Pillow was built without FreeType"
    return found


def _title(draw: ImageDraw.ImageDraw, text: str, font: Path | None, ink: _Colour, top: int) -> None:
    """`text` as large as it fits above the wave; with an ellipsis, if it has to be."""
    width, height = SIZE - 2 * _MARGIN, _TITLE_BOTTOM - top
    for size in _SIZES:
        face = _face(font, size)
        lines = _lines(text, face, width)
        room = int(height / (size * _LEADING))
        if len(lines) <= room and all(face.getlength(line) <= width for line in lines):
            break
    else:
        lines = [*lines[: room - 1], " ".join(lines[room - 1 :])][:room]
        lines = [_shortened(line, face, width) for line in lines]
    for number, line in enumerate(lines):
        draw.text((_MARGIN, top + number * face.size * _LEADING), line, font=face, fill=ink, anchor="la")


def _lines(text: str, face: _Font, width: int) -> list[str]:
    lines = [""]
    for word in _WORD.findall(text):
        if lines[-1] and face.getlength((lines[-1] + word).rstrip()) > width:
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return [line.rstrip() for line in lines]


def _shortened(text: str, face: _Font, width: int) -> str:
    """`text` when it fits, else as much of it as fits with an ellipsis."""
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(text + "…") > width:
        text = text[:-1].rstrip()
    return text + "…"


def _name(draw: ImageDraw.ImageDraw, text: str, font: Path | None, palette: Palette) -> None:
    face = _face(font, 110)
    short = _shortened(text, face, SIZE - 2 * _MARGIN)
    draw.text((_MARGIN, _MARGIN), short, font=face, fill=palette.accent, anchor="la")


def _wave(draw: ImageDraw.ImageDraw, digest: Sequence[int], colour: _Colour, top: int) -> None:
    """Bars with round ends around a middle line, high in the middle of the picture, as the digest has them."""
    bottom = SIZE - _MARGIN
    middle, reach = (top + bottom) / 2, (bottom - top) / 2
    step = (SIZE - 2 * _MARGIN) / _BARS
    thick = step * 0.52
    for number in range(_BARS):
        swell = math.sin(math.pi * (number + 0.5) / _BARS) ** 0.7
        half = max(thick / 2, reach * swell * (0.25 + 0.75 * digest[1 + number] / 255))
        left = _MARGIN + step * number + (step - thick) / 2
        box = (round(left), round(middle - half), round(left + thick), round(middle + half))
        draw.rounded_rectangle(box, radius=round(thick / 2), fill=colour)
