"""Where one figure of a Chinese text ends and the next begins, told by what the target has.

Chinese writes no space between 一百八 and 一杆, 八百 and 一吨, or between 三分之二 and 一天. A figure that was not
found, or not read, is cut between two digits in a row, or before the one of 一吨, and the cut is kept that answers a
figure of the target which came from nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jobs.fidelity.quantities.match import Matching, compare
from jobs.fidelity.quantities.values import Quantity, Weight
from jobs.fidelity.quantities.zh import read_zh
from jobs.regex import regex

_SEAM = "¦"
"""Stands where a text is cut while it is read: no figure goes on across it."""
_MOST = 8
"""Places of one text where a cut is tried; each costs a reading."""
_ROW = regex("[一二三四五六七八九两](?=[一二三四五六七八九])|[百千万](?=一[趟斤吨台件亩箱晚间张瓶杯碗份套辆棵])")


def otherwise(
    said: str, wanted: Sequence[Quantity], got: Sequence[Quantity], matching: Matching
) -> tuple[Sequence[Quantity], Matching]:
    """The figures of `said` read with the best cut, and how they match `got`: as they were when none is better."""
    best = wanted, matching
    for place in [*_places(said, wanted, matching.missing)][:_MOST]:
        figures = _cut(said, place)
        found = compare(figures, got)
        if len(found.added) < len(best[1].added) and _lost(found) <= _lost(best[1]):
            best = figures, found
    return best


def _lost(matching: Matching) -> int:
    return sum(figure.weight != Weight.FREE for figure in (*matching.missing, *matching.fewer))


def _places(said: str, wanted: Sequence[Quantity], missing: Sequence[Quantity]) -> Iterator[int]:
    """Between two digits in a row, or before 一吨, of a number not found or not read: 一百八|一杆, not 六十五."""
    found = [figure for figure in wanted if all(figure is not other for other in missing)]
    for row in _ROW.finditer(said):
        if not any(figure.start <= row.start() < figure.end - 1 for figure in found):
            yield row.start() + 1


def _cut(said: str, place: int) -> tuple[Quantity, ...]:
    """The figures of `said` with a seam at `place`, at their offsets without it."""
    return tuple(
        figure._replace(
            text=figure.text.replace(_SEAM, ""),
            start=figure.start - (figure.start > place),
            end=figure.end - (figure.end > place),
        )
        for figure in read_zh(said[:place] + _SEAM + said[place:])
    )
