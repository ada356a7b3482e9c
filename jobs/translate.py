"""The job: one article to a verified translation.

`planning.plan` says what the memory knows and what must be asked; `translate` asks, verifies and builds, `publish`
writes: memory first, then the target, the source's `translations` entry last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from jobs import people
from jobs.article import files
from jobs.article.frontmatter import add_translation
from jobs.article.segments import join, restored
from jobs.article.target import EPISODE, episode_block
from jobs.asking import Answer, Ask, Asker, Group, Unit
from jobs.errors import ArticleError
from jobs.fidelity.finding import Finding
from jobs.fidelity.placed import placed
from jobs.memory.store import Entry, Held
from jobs.opinion import Review, reviewed
from jobs.planning import Desk, Plan, built, document_of
from jobs.report import Status

_LOOK = 0.1
"""Seconds between looks at whether another article has the answer."""

_REFUSED = "another article of this run has the same text, and was given no usable answer to it"


@dataclass(frozen=True)
class Outcome:
    """What came of an article: the target's bytes, or the findings and the reason that hold it back."""

    status: Status
    target: bytes | None = None
    findings: tuple[Finding, ...] = ()
    note: str = ""


# --- translating -----------------------------------------------------------------------------------------


async def translate(desk: Desk, plan: Plan, ask: Ask, review: Review | None = None) -> Outcome:
    """Ask for what is unknown, verify everything, build the target. Verified text is in the memory at once.

    `review`: ask for a second opinion on what is new, once all of it is verified.
    """

    def accept(verified: Sequence[tuple[Unit, Answer]]) -> None:
        entries = [
            Entry(unit.key, unit.text, answer.text, desk.pair, answer.model, desk.prompt, "machine", desk.now)
            for unit, answer in verified
        ]
        if entries:
            desk.memory.save(entries, force=desk.force)

    evidence = desk.judge.evidence((entry.source, entry.target) for entry in plan.known.values())
    asker = Asker(ask, desk.judge.reading(plan.front.body, plan.front.head), accept, evidence, plan.title)
    answers = await _answered(desk, plan, asker)
    if review and all(unit.id in answers and answers[unit.id].ok for group in plan.groups for unit in group.units):
        answers = await reviewed(asker, plan.groups, answers, review)
    outcome = _assembled(desk, plan, answers)
    culprits = _culprits(desk, plan, answers) if outcome.status == "held" and _only_structure(outcome) else ()
    if culprits:
        answers = {**answers, **await asker.all([Group(culprits)])}
        outcome = _assembled(desk, plan, answers)
    if outcome.status == "held":
        findings = tuple(vars(finding) for finding in outcome.findings)
        desk.memory.hold(Held(desk.name(plan.path), desk.pair, plan.digest, desk.fingerprint, findings, desk.now))
    return replace(outcome, findings=placed(outcome.findings, plan.front, plan.segments))


async def _answered(desk: Desk, plan: Plan, asker: Asker) -> dict[str, Answer]:
    """Answers for every unit. What another article of the run asks for is waited for, and not asked again."""
    if not desk.run or desk.force:
        return await asker.all(plan.groups)
    answers: dict[str, Answer] = {}
    left = {unit.key: unit for group in plan.groups for unit in group.units}
    while left:
        mine, why = desk.memory.claim(left, desk.run), dict[str, str]()
        try:
            told = desk.memory.find(left)
            answers |= asker.passed([(left[name], entry.target, entry.model) for name, entry in told.items()])
            unknown = {left[name].id for name in mine} - answers.keys()
            answers |= await asker.all(_only(plan.groups, unknown))
            why = {name: _why_not(answers.get(left[name].id)) for name in mine}
        finally:
            if mine:
                desk.memory.unclaim(mine, why)
        left = {name: unit for name, unit in left.items() if name not in mine and unit.id not in answers}
        while left and (refused := desk.memory.refusals(left, desk.run)) is None:
            await asyncio.sleep(_LOOK)
        if left and refused:
            judged = {name for name, reason in refused.items() if reason == _REFUSED}
            answers |= {left[name].id: _in_vain(left[name]) for name in judged}
            # where no reply came at all the text is not to blame: everybody asks for themselves
            answers |= await asker.all(_only(plan.groups, {left[name].id for name in refused.keys() - judged}))
            left = {name: unit for name, unit in left.items() if name not in refused}
    return answers


def _why_not(answer: Answer | None) -> str:
    """Why others need not ask for the same, "" where there is an answer."""
    if answer and answer.ok:
        return ""
    return (answer.reason if answer else "") or _REFUSED


def _in_vain(unit: Unit) -> Answer:
    """The answer to what another article has asked for in vain."""
    return Answer(findings=(Finding("no_answer", "error", unit.id, unit.text, "", _REFUSED),))


def _only(groups: Sequence[Group], names: Collection[str]) -> list[Group]:
    """The parts of `groups` that ask for `names`."""
    parts = (replace(group, units=tuple(unit for unit in group.units if unit.id in names)) for group in groups)
    return [part for part in parts if part.units]


def _assembled(desk: Desk, plan: Plan, answers: Mapping[str, Answer]) -> Outcome:
    """The target from known and new texts, checked as a whole."""
    missing = [answer for answer in answers.values() if not answer.ok]
    missing_units = [unit for group in plan.groups for unit in group.units if unit.id not in answers]
    reasons = list(dict.fromkeys(answer.reason for answer in missing if answer.reason))
    findings = [finding for answer in answers.values() for finding in answer.findings]
    if reasons:
        return Outcome("failed", findings=tuple(findings), note=reasons[0])
    findings += [
        Finding("no_answer", "error", unit.id, unit.text, "", "the model gave no usable answer")
        for unit in missing_units
    ]
    if missing or missing_units:
        return Outcome("held", findings=tuple(findings))
    texts = _texts(plan, answers)
    segments = [segment for segment in plan.segments if segment.id[:1] == "b"]
    body = join(plan.front.body, segments, texts)
    findings += desk.judge.body(plan.front.body, body, [(segment, texts[segment.id]) for segment in segments])
    findings += desk.judge.consistent((s.id, s.text, texts[s.id]) for s in plan.segments)
    findings += desk.judge.whole(desk.judge.evidence((s.text, texts[s.id]) for s in plan.segments))
    if any(finding.severity == "error" for finding in findings):
        return Outcome("held", findings=tuple(findings))
    return Outcome("translated", _target(desk, plan, texts, body), tuple(findings))


def _texts(plan: Plan, answers: Mapping[str, Answer]) -> dict[str, str]:
    """Target texts by segment id."""
    new = {unit.key: answers[unit.id].text for group in plan.groups for unit in group.units}
    known = {name: entry.target for name, entry in plan.known.items()}
    texts = {**known, **new}
    return {segment.id: texts[plan.names[segment.id]] for segment in plan.segments}


def _target(desk: Desk, plan: Plan, texts: Mapping[str, str], body: bytes) -> bytes:
    named = {s.id.removeprefix("f."): s for s in plan.segments if s.id.startswith("f.")}
    fields = {key: restored(s, plan.front.values[key], texts[s.id]) for key, s in named.items()}
    by_person = bool(plan.values) or any(entry.origin == "person" for entry in plan.known.values())
    episode = episode_block(plan.standing.front, desk.pair.target) if plan.standing.front else None
    told = {EPISODE: episode} if episode else {}
    return built(desk, plan.data, body, {**fields, **plan.values, **told}, edited=by_person)


def _only_structure(outcome: Outcome) -> bool:
    errors = {finding.check for finding in outcome.findings if finding.severity == "error"}
    return errors == {"structure"}


def _culprits(desk: Desk, plan: Plan, answers: Mapping[str, Answer]) -> tuple[Unit, ...]:
    """Units whose text alone, put into the source, already breaks its structure; with the reasons."""
    found = []
    body, segments = plan.front.body, [s for s in plan.segments if s.id[:1] == "b"]
    for unit in (unit for group in plan.groups for unit in group.units):
        mine = {name: answers[unit.id].text for name in unit.names if name[:1] == "b"}
        pairs = [(segment, mine[segment.id]) for segment in segments if segment.id in mine]
        findings = desk.judge.body(body, join(body, segments, mine), pairs) if mine else []
        if findings:
            reasons = tuple(f"in the page: {finding.message}" for finding in findings)
            found.append(replace(unit, previous=answers[unit.id].text, reasons=reasons))
    return tuple(found)


# --- writing ---------------------------------------------------------------------------------------------


async def publish(desk: Desk, plan: Plan, target: bytes | None) -> bool:
    """Write the target (when there is a new one), then the entry in the source: was the source still as planned?

    The disk is waited for in a thread, so that other articles go on. Nothing changes on a second run. Raises
    ArticleError when the target changed under the run, or a file can't be written; the source is then as it was.
    """
    root = desk.root(plan)
    if target is not None:
        now = people.standing(plan.target, max_bytes=desk.settings.discovery.max_bytes)
        if now.data != plan.standing.data:
            raise ArticleError(
                f"{plan.target} changed while it was translated", hint="Run again: nothing paid for is lost."
            )
        desk.memory.save_document(document_of(desk, plan, target))
        await asyncio.to_thread(files.write_atomic, plan.target, target, root=root)
    source = files.read_bytes(plan.path, desk.settings.discovery.max_bytes)
    entered = add_translation(source, desk.pair.target)
    if entered != source:
        await asyncio.to_thread(files.write_atomic, plan.path, entered, root=root)
    return source == plan.data
