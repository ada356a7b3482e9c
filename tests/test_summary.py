"""A summary that is the body's beginning cut short is found, and made anew from the translation."""

from __future__ import annotations

import pytest

from jobs.article.summary import cut_short, truncated

BODY = "![图](a.png)\n\n**第一段**，很长的话。\n\n第二段的话。\n".encode()


@pytest.mark.parametrize(
    ("summary", "found"),
    [
        ("第一段，很长的话...", (8, "...")),
        ("第一段，很…", (5, "…")),
        ("第一段，很长的话。第二段...", (12, "...")),
        ("第一段，很长的话。", None),
        ("另外的话...", None),
        ("...", None),
    ],
)
def test_what_counts_as_cut_short(summary: str, found: tuple[int, str] | None) -> None:
    """Only a beginning of the body with an ending counts; a summary that somebody wrote does not."""
    assert truncated(summary, BODY) == found


def test_the_new_summary_has_length_and_ending() -> None:
    """As many characters as before, paragraphs joined by a blank, shortcodes left out, the same ending."""
    body = b"![x](a.png)\n\n**First** paragraph{{< x >}}.\n\nSecond one here.\n"
    assert cut_short(body, 22, "…") == "First paragraph. Secon…"
    assert cut_short(body, 200, "...") == "First paragraph. Second one here."
