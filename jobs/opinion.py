"""A second opinion on an article's new texts: a reviewing model grades them, the worst get one more try.

Only texts that every check has passed are graded, and only the run that made them asks: what the memory knows is
not graded again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from jobs.asking import Answer, Asker, Group, Unit
from jobs.errors import ModelError
from jobs.fidelity.finding import Complaint, Finding
from jobs.fidelity.review import SENT_BACK, Flaw, Reviewed, complaint, parse, request, weight

Review = Callable[[str], Awaitable[str]]
"""Sends one message to the reviewing model: its reply, or "" when none is to be asked."""

Grades = Mapping[str, Sequence[Flaw]]
"""Flaws by segment id."""


async def reviewed(
    asker: Asker, groups: Sequence[Group], answers: Mapping[str, Answer], review: Review
) -> dict[str, Answer]:
    """`answers` with the grades as findings, and with better texts for segments that weigh `SENT_BACK` and more.

    One call a group, and one more where something is sent back. A review that can't be had or read is a finding, no
    failure. Errors other than ModelError (credentials, budget) are raised once every call in flight has ended.
    """
    found = await asyncio.gather(*(_group(asker, g, answers, review) for g in groups), return_exceptions=True)
    better = dict(answers)
    for result in found:
        if isinstance(result, BaseException):
            raise result
        better.update(result)
    return better


async def _group(asker: Asker, group: Group, answers: Mapping[str, Answer], review: Review) -> dict[str, Answer]:
    texts = [Reviewed(unit.id, unit.kind, unit.text, answers[unit.id].text) for unit in group.units]
    terms = {term: target for unit in group.units for term, target in unit.terms.items()}
    try:
        reply = await review(request(texts, title=asker.title, glossary=terms))
    except ModelError as error:
        return _unread(asker, group, answers, f"no review was to be had: {error}")
    if not reply:
        return {}
    graded = parse(reply)
    if graded is None:
        return _unread(asker, group, answers, "the review can't be read")
    again = [unit for unit in group.units if weight(graded.get(unit.id, ())) >= SENT_BACK]
    second = await _sent_back(asker, group, again, answers, graded) if again else {}
    return {
        unit.id: _with_grade(asker, unit, second.get(unit.id, answers[unit.id]), graded[unit.id], unit.id in second)
        for unit in group.units
        if graded.get(unit.id)
    }


async def _sent_back(
    asker: Asker, group: Group, units: Sequence[Unit], answers: Mapping[str, Answer], graded: Grades
) -> dict[str, Answer]:
    """The new texts that are better than the old by all checks: verified, and with no more warnings."""
    asked = [replace(u, previous=answers[u.id].text, reasons=tuple(map(str, graded[u.id]))) for u in units]
    given = await asker.second(replace(group, units=tuple(asked)))
    better = {name: answer for name, answer in given.items() if _is_better(answer, answers[name])}
    asker.accept([(unit, better[unit.id]) for unit in units if unit.id in better])
    return better


def _is_better(new: Answer, old: Answer) -> bool:
    """Is the text that was asked for with the reviewer's notes fit to take the old one's place?"""
    return new.ok and new.text != old.text and _warnings(new) <= _warnings(old)


def _warnings(answer: Answer) -> int:
    return sum(finding.severity == "warning" for finding in answer.findings)


def _with_grade(asker: Asker, unit: Unit, answer: Answer, flaws: Sequence[Flaw], mended: bool) -> Answer:
    return _noted(asker, unit, answer, complaint(unit.text, answer.text, flaws, mended=mended))


def _unread(asker: Asker, group: Group, answers: Mapping[str, Answer], reason: str) -> dict[str, Answer]:
    first = group.units[0]
    return {first.id: _noted(asker, first, answers[first.id], Complaint("", "", reason, "info"))}


def _noted(asker: Asker, unit: Unit, answer: Answer, said: Complaint) -> Answer:
    found: list[Finding] = asker.judge.opinion("review", unit.id, said)
    return replace(answer, findings=(*answer.findings, *found))
