"""Bits and bytes, which only the case of a letter tells apart: 500KB is not "500 Kb", nor 64位 "64 bytes"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobs.fidelity.finding import Complaint
from jobs.regex import regex


def bits_or_bytes(said: str, told: str) -> Iterator[Complaint]:
    """A size that only one side counts in bytes, and the other, with the same figure, in bits.

    Rates are read with their values; whoever writes gb may mean either, as may 8Gb in Chinese.
    """
    for size in _BYTES_ZH.finditer(said) if "B" in said else ():
        digits, prefix = size[1], size[2]
        bits = re.search(rf"(?<![\d.,]){_grouped(digits)}[ -]?{prefix}b(?:its?)?(?![A-Za-z0-9/])", told)
        if bits and not re.search(rf"(?<![\d.,]){_grouped(digits)}[ -]?{prefix}i?B", told):
            yield Complaint(size[0], bits[0], f'{size[0]} ≠ "{bits[0]}" (unit)', "error")
            return
    for width in _WIDTH_ZH.finditer(said):
        is_bits = width[2] not in _BYTE_WORDS
        ours, others = ("bits?", "bytes?") if is_bits else ("bytes?", "bits?")
        figure = rf"(?<![\d.,]){_grouped(width[1])}[ -]"
        wrong = re.search(rf"{figure}{others}\b", told, re.IGNORECASE)
        counted = _counted(said, width[1], bits=not is_bits)
        if wrong and not counted and not re.search(rf"{figure}{ours}\b", told, re.IGNORECASE):
            yield Complaint(width[0], wrong[0], f'{width[0]} ≠ "{wrong[0]}" (unit)', "error")
            return


_BYTES_ZH = regex(r"(?<![A-Za-z0-9.,])(\d+(?:\.\d+)?) ?([KMGT])B(?![A-Za-z0-9/])")
_WIDTH_ZH = regex(r"(?<![A-Za-z0-9.,])(\d+) ?(位(?!数|[置于居])|比特|bits?(?![A-Za-z])|个?字节|[Bb]ytes?(?![A-Za-z]))")
_BYTE_WORDS = frozenset({"字节", "个字节", "byte", "Byte", "bytes", "Bytes"})


def _grouped(digits: str) -> str:
    """A pattern for the figure with or without commas: 1000 is "1,000"."""
    whole, point, part = digits.partition(".")
    grouped = f"{int(whole):,}".replace(",", ",?")
    return grouped + re.escape(point + part)


def _counted(said: str, digits: str, *, bits: bool) -> bool:
    """Does the source count as many bits, or bytes, too?"""
    return any(w[1] == digits and (w[2] not in _BYTE_WORDS) == bits for w in _WIDTH_ZH.finditer(said))
