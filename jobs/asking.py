"""Ask the model for segments until each is verified or given up, within the bound on calls.

A reply that is cut short, lacks a segment or can't be read costs only what is missing, asked again in halves.
A segment that a check rejects is asked for once more, with the reasons and the rejected text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jobs.errors import ModelError
from jobs.fidelity.checks import Judge
from jobs.fidelity.evidence import Evidence
from jobs.fidelity.finding import Finding
from jobs.fidelity.typography import mend
from jobs.model.wire import Item, parse, request

ROUNDS = 3
"""First request, then at most two rounds for what is missing or rejected (law 5: three times the clean run)."""


@dataclass(frozen=True)
class Unit:
    """One text to translate: `names` are the segments that share it, `key` its name in the memory."""

    key: str
    names: tuple[str, ...]
    kind: str
    text: str
    terms: Mapping[str, str] = field(default_factory=dict)
    previous: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The name it goes by in a request."""
        return self.names[0]


@dataclass(frozen=True)
class Group:
    """Units that go out in one request, with the text around them."""

    units: tuple[Unit, ...]
    context: str = ""


@dataclass(frozen=True)
class Answer:
    """What came of a unit: its text with at most warnings; or no text, and the findings or the reason why."""

    text: str = ""
    findings: tuple[Finding, ...] = ()
    model: str = ""
    reason: str = ""

    @property
    def ok(self) -> bool:
        """May the text be written?"""
        return bool(self.text) and not any(f.severity == "error" for f in self.findings)


@dataclass(frozen=True)
class Heard:
    """One reply as `asking` needs it: the text, whether it was cut short, and the model that wrote it."""

    text: str
    cut: bool
    model: str


Ask = Callable[[str, bool], Awaitable[Heard]]
"""Sends one user message; the flag says that it is a second try. Raises ModelError when no reply is to be had."""

Accept = Callable[[Sequence[tuple[Unit, Answer]]], None]
"""Takes what is verified of one reply, all of it at once."""


def grouped(units: Sequence[Unit], size: int, around: Callable[[Unit, Unit], str]) -> list[Group]:
    """Units in order, in requests of about `size` source characters; no small rest is left for a last one."""
    total = sum(len(unit.text) for unit in units)
    count = max(1, -(-total // size))
    share, groups, current, filled = total / count, list[Group](), list[Unit](), 0
    for unit in units:
        if current and filled + len(unit.text) / 2 > share * (len(groups) + 1) and len(groups) + 1 < count:
            groups.append(Group(tuple(current), around(current[0], current[-1])))
            current = []
        current.append(unit)
        filled += len(unit.text)
    if current:
        groups.append(Group(tuple(current), around(current[0], current[-1])))
    return groups


def message(group: Group, title: str) -> str:
    """The user message that asks for a group."""
    return request(
        [Item(unit.id, unit.kind, unit.text) for unit in group.units],
        title=title,
        context=group.context,
        glossary={term: target for unit in group.units for term, target in unit.terms.items()},
        previous={unit.id: unit.previous for unit in group.units if unit.previous},
        reasons={unit.id: unit.reasons for unit in group.units if unit.reasons},
    )


@dataclass(frozen=True)
class Asker:
    """Everything that the requests of one article have in common."""

    ask: Ask
    judge: Judge
    accept: Accept
    evidence: Evidence
    title: str = ""

    async def all(self, groups: Iterable[Group]) -> dict[str, Answer]:
        """Answers by unit id for every unit of every group; verified ones are handed to `accept` as they come.

        Errors other than ModelError (credentials, budget) are raised once every call in flight has ended and
        `accept` has had what was paid for.
        """
        found = await asyncio.gather(*(self.group(group) for group in groups), return_exceptions=True)
        for result in found:
            if isinstance(result, BaseException):
                raise result
        return {name: answer for answers in found if isinstance(answers, dict) for name, answer in answers.items()}

    def passed(self, told: Sequence[tuple[Unit, str, str]]) -> dict[str, Answer]:
        """Answers from (unit, text, model) that others have asked for meanwhile: those that the checks pass."""
        self.evidence.add_all((unit.text, text) for unit, text, _ in told)
        sure = self.judge.believes(self.evidence)
        answers = {
            unit.id: Answer(text, tuple(self.judge.segment(unit.id, unit.text, text, sure=sure)), model)
            for unit, text, model in told
        }
        return {name: answer for name, answer in answers.items() if answer.ok}

    async def group(self, group: Group) -> dict[str, Answer]:
        """Answers for one group, in at most ROUNDS rounds."""
        answers: dict[str, Answer] = {}
        pending, halve = list(group.units), False
        for turn in range(ROUNDS):
            parts = _halves(pending) if halve else [pending]
            results = await asyncio.gather(*(self._once(replace(group, units=tuple(p)), turn > 0) for p in parts))
            given = {name: answer for answers_of_one, _ in results for name, answer in answers_of_one.items()}
            answers.update(given)
            halve = not all(complete for _, complete in results)
            pending = _pending(pending, given)
            if not pending or any(answer.reason for answer in given.values()):
                break
        return answers

    async def second(self, group: Group) -> dict[str, Answer]:
        """Answers to one request for units with reasons: judged, and not yet accepted."""
        return (await self._judged(group, again=True))[0]

    async def _once(self, group: Group, again: bool) -> tuple[dict[str, Answer], bool]:
        """(answers, was the reply complete?) of one request."""
        answers, complete = await self._judged(group, again)
        self.accept([(u, answers[u.id]) for u in group.units if u.id in answers and answers[u.id].ok])
        return answers, complete

    async def _judged(self, group: Group, again: bool) -> tuple[dict[str, Answer], bool]:
        try:
            heard = await self.ask(message(group, self.title), again)
        except ModelError as error:
            return {unit.id: Answer(reason=str(error)) for unit in group.units}, True
        parsed = parse(heard.text, [unit.id for unit in group.units])
        given = [unit for unit in group.units if unit.id in parsed.texts]
        texts = {unit.id: mend(parsed.texts[unit.id].strip(), self.judge.target, unit.text) for unit in given}
        self.evidence.add_all((unit.text, texts[unit.id]) for unit in given)
        sure = self.judge.believes(self.evidence)
        answers = {
            unit.id: Answer(
                texts[unit.id],
                tuple(self.judge.segment(unit.id, unit.text, texts[unit.id], sure=sure)),
                heard.model,
            )
            for unit in given
        }
        return answers, not (heard.cut or parsed.missing)


def _pending(asked: Sequence[Unit], answers: Mapping[str, Answer]) -> list[Unit]:
    """What is to be asked again: missing units, and rejected ones that had no second try yet."""
    again = []
    for unit in asked:
        answer = answers.get(unit.id)
        if answer is None:
            again.append(unit)
        elif not answer.ok and (answer.reason or not unit.reasons):
            reasons = tuple(dict.fromkeys(f.message for f in answer.findings if f.severity == "error"))
            again.append(replace(unit, previous=answer.text, reasons=reasons))
    return again


def _halves(units: list[Unit]) -> list[list[Unit]]:
    middle = (len(units) + 1) // 2
    return [half for half in (units[:middle], units[middle:]) if half]
