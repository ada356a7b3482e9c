"""Words of a table are found in a text as an alternation of all of them would."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from jobs.fidelity.finder import finder

_SIGNS = "上下海涨前a"


@given(st.sets(st.text(_SIGNS, min_size=1, max_size=4)), st.text(_SIGNS))
def test_found_as_by_an_alternation(words: set[str], text: str) -> None:
    """From the left, the longest first, none overlapping another."""
    pattern = "|".join(sorted(words, key=lambda word: (-len(word), word))) or "(?!)"
    assert [*finder(words)(text)] == [(match.start(), match[0]) for match in re.finditer(pattern, text)]
