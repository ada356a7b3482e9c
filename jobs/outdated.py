"""The job: which translations do not follow the glossary as it is now."""

from __future__ import annotations

from dataclasses import replace

from jobs import people
from jobs.article.target import field_texts
from jobs.errors import ArticleError
from jobs.fidelity.terms import enforced
from jobs.judging import article
from jobs.planning import Desk, segments_of
from jobs.report import Row

_NAMED = 3
"""Terms that a row names."""


def outdated(desk: Desk, row: Row) -> Row:
    """The row of an unchanged article as "outdated" when its translation breaks a term of the glossary; any other as
    it is. A person's translation is theirs, and no run is to change it."""
    if row.status != "unchanged" or not desk.judge.glossary.entries or desk.settings.checks.get("terms") == "off":
        return row
    try:
        broken = _broken(desk, row)
    except ArticleError:
        return row
    if not broken:
        return row
    more = f" and {len(broken) - _NAMED} more" if len(broken) > _NAMED else ""
    hint = f"`yibo translate {row.path} --force` asks for it again, `yibo run DIR --force` for everything in DIR."
    return replace(row, status="outdated", note=f"{'; '.join(broken[:_NAMED])}{more}", hint=hint)


def _broken(desk: Desk, row: Row) -> list[str]:
    """What the glossary says against the translation, each once."""
    root, own = desk.settings.root, desk.settings
    ours, theirs = article(root / row.path, own), article(root / row.target, own)
    texts = people.every_text(ours, theirs, desk.options) | field_texts(
        ours, theirs, own.translation.fields, own.source
    )
    check = enforced(desk.judge.glossary)
    said = (
        complaint.message
        for segment in segments_of(desk, ours)
        if segment.id in texts
        for complaint in check(segment.text, texts[segment.id])
    )
    return list(dict.fromkeys(said))
