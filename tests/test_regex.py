"""Patterns that are compiled late behave as if they had been compiled at once."""

from __future__ import annotations

import copy
import re

import pytest

from jobs.regex import regex


def test_compiled_when_first_used() -> None:
    """A pattern costs nothing until it is used, and is then the compiled one."""
    late = regex(r"(\d+)(?P<unit>kg|g)", re.IGNORECASE)
    assert "search" not in vars(late)
    found = late.search("5 KG, 7kg")
    assert found is not None
    assert (found[1], found["unit"]) == ("7", "kg")
    assert late.search is vars(late)["search"]
    assert (late.sub("x", "7kg 8g"), late.findall("7kg"), late.groups) == ("x x", [("7", "kg")], 2)


def test_a_broken_pattern_says_so() -> None:
    """What can't be compiled is an error of `re`, and what a pattern does not have is none of its attributes."""
    with pytest.raises(re.error):
        regex("(").search("x")
    with pytest.raises(AttributeError):
        _ = regex("x").nothing  # type: ignore[attr-defined]
    assert copy.copy(regex("x")).search("axb")
