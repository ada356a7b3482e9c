"""The office for batches: articles ask as ever, and wait until the Batch API has answered.

A first run notes what every article asks for and sends it; a later one takes in the replies and goes through the
articles again, which now hear them. Whatever the replies leave open is asked live. Law: a request is noted as under
way before anything of it leaves the house, and a batch that may exist is looked for before another is made.
"""

from __future__ import annotations

import asyncio
import tempfile
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from jobs import articles
from jobs.asking import Heard
from jobs.errors import BudgetError, CredentialsError, ModelError, SettingsError, WaitingError, YiboError
from jobs.memory.requests import Outcome, Parcel, Request, Wanted
from jobs.model.batch_lines import FORM, UNDONE, Told, cut, line, name_of, tokens
from jobs.model.batches import Progress, RefusedError
from jobs.model.spending import BATCH_SHARE, Usage
from jobs.model.wire import SCHEMA
from jobs.office import ArticleClerk, Bureau
from jobs.planning import Desk
from jobs.post import Post, pieces
from jobs.report import Row, Spent
from jobs.sources import Source

TRIES = 2
"""Batches that carry one request; after that it is asked live (law 5)."""
KEPT_DAYS = 30
"""As long as the server keeps its files; replies of articles that are gone or were edited are kept no longer."""
FIRST_LOOK, SLOWER = 5.0, 1.5
"""Seconds until the first look at a batch, and how much longer each further wait is, up to `endpoint.max_wait`."""
DONE = frozenset({"translated", "held", "unchanged", "kept"})
"""States of an article in which nothing that was asked for it is needed any more."""


CERTAIN = (RefusedError, SettingsError, CredentialsError, BudgetError)
"""Errors after which the call had surely no effect."""


# --- the office --------------------------------------------------------------------------------------------


@dataclass
class NightClerk:
    """Carries one article's requests to the batches, and to the model itself when those have had their chance."""

    night: Night
    article: int
    planned: int
    name: str
    _live: ArticleClerk | None = None
    _counted: set[str] = field(default_factory=set)

    @cached_property
    def _post(self) -> Post:
        """Read once: what the article asks for meanwhile is asked for once."""
        requests = self.night.desk.memory.requests(self.name, self.night.desk.pair)
        return Post.of(requests, self.night.bureau.prompt.text)

    async def ask(self, text: str, again: bool) -> Heard:
        """The stored reply to a user message. Raises WaitingError when it is with a batch, or will be."""
        own = self.night.bureau.settings
        model = own.repair_model if again and own.repair_model else own.model
        system = self.night.bureau.prompt.text
        wanted = pieces(text)
        name = name_of(self.name, model, system, text)
        found = self._post.heard(name, model, wanted)
        related = self._post.related(model, wanted)
        if found:
            await self._count(related)
            return found
        if any(request.state in {"wanted", "sent"} for request in related):
            raise WaitingError(WAITING)
        if self._may_go(related, again or any(piece.again for piece in wanted)):
            await self.night.want(name, self.name, model, text)
            raise WaitingError(WAITING)
        await self._count(related)
        return await (await self._clerk()).ask(text, again)

    async def review(self, text: str) -> str:
        """The reviewing model's reply, asked live: only the translation waits. With `only` there is none."""
        return "" if self.night.only else await (await self._clerk()).review(text)

    async def _count(self, related: Iterable[Request]) -> None:
        """Lines of batches are calls: they take from what the article may call."""
        allowance = (await self._clerk()).allowance
        for request in related:
            if request.id not in self._counted:
                self._counted.add(request.id)
                for _ in range(request.tries):
                    allowance.take()

    def close(self) -> Spent:
        """End the article: what it cost."""
        return self._live.close() if self._live else self.night.bureau.spent_on(self.name)

    async def _clerk(self) -> ArticleClerk:
        """The article's clerk for live calls; it counts the stored replies too."""
        if self._live is None:
            self._live = await self.night.bureau.clerk(self.article, self.planned, self.name)
        return self._live

    def _may_go(self, related: Sequence[Request], is_repair: bool) -> bool:
        """May a request go with the next batch? First ones do; what failed only when nothing was done, or by order.

        Raises ModelError when batches are all there may be and they have had their chance.
        """
        tried = sum(request.tries for request in related)
        undone = [request for request in related if request.outcome.note.startswith(UNDONE)]
        if any(request.outcome.note == FORM for request in related):
            return True  # it costs nothing, and ends: each refusal leaves something out
        if tried < TRIES:
            return self.night.only or bool(undone) or not (related or is_repair)
        if not (undone or self.night.only):
            return False
        for request in related:
            self.night.desk.memory.forget_request(request.id)
        raise ModelError(
            f"no answer in {tried} batches" + (f": {related[-1].outcome.note}" if related[-1].outcome.note else ""),
            hint="Run without --batch to ask for it at full price, or again later.",
        )


WAITING = "with a batch that is not back yet"


@dataclass
class Night:
    """What all articles of a run in batches share. `only`: nothing is asked live; `say` tells the person."""

    bureau: Bureau
    desk: Desk
    only: bool = False
    say: Callable[[str], None] = lambda text: None
    wait: bool = False
    """Stay until everything is back?"""
    told: dict[str, str] = field(default_factory=dict)
    """What was last said about each batch."""

    async def clerk(self, article: int, planned: int, name: str) -> NightClerk:
        """A clerk for the article with this number; `planned` requests when nothing goes wrong."""
        return NightClerk(self, article, planned, name)

    async def want(self, name: str, article: str, model: str, message: str) -> None:
        """Note a request for the next batch."""
        body = (await self.bureau.batches()).body(model, self.bureau.prompt.text, message, SCHEMA)
        wanted = Wanted(name, model, len(line(name, body)), tokens(body))
        self.desk.memory.want(wanted, article, self.desk.pair, body, self.desk.now)

    # Coming back

    def begin(self) -> None:
        """Clear the table: what is wanted is said anew, what is too old is gone."""
        before = datetime.fromisoformat(self.desk.now) - timedelta(days=KEPT_DAYS)
        self.desk.memory.want_nothing()
        self.desk.memory.forget_old_requests(before.isoformat(timespec="seconds"))

    async def collect(self) -> int:
        """Look at every batch under way and take in those that are over: how many. One that a crash left without
        a handle is found or sent."""
        over = 0
        for parcel in self.desk.memory.parcels():
            api = await self.bureau.batches()
            if parcel.url != api.url and self._is_old(parcel):
                self.desk.memory.end_parcel(parcel.token, UNDONE[1])
                continue
            if parcel.url != api.url:
                self._tell(parcel, f"A batch was sent to {parcel.url}; it is collected when that is the endpoint.")
                continue
            sent = parcel if parcel.handle else await self._send(parcel)
            progress = await api.progress(sent.handle)
            if progress is None and not self._is_old(sent):
                self._tell(sent, f"{api.url} does not know the batch {sent.handle}: is the key another one?")
            elif progress is None or progress.over:
                await self._take_in(sent, progress or Progress(sent.handle, "cancelled", 0, sent.requests))
                over += 1
            else:
                self._tell(
                    sent, f"{sent.handle}: {progress.status}, {progress.done:,} of {sent.requests:,} done{self._later}"
                )
        return over

    async def _take_in(self, parcel: Parcel, progress: Progress) -> None:
        """Store every reply and book what it cost; what has no line has failed."""
        api = await self.bureau.batches()
        memory = self.desk.memory
        seen = 0
        bodies = api.body(parcel.model, "", "", SCHEMA)
        for file in progress.files:
            async for lines in api.results(file):
                taught = [replace(told, note=FORM) if api.learn(bodies, told) else told for told in lines]
                seen += self._settled(parcel, taught)
        note = {
            "failed": f"{UNDONE[0]}: {progress.problem or 'the server does not say why'}",
            "cancelled": UNDONE[1],
            "expired": "the batch ran out of time",
        }.get(progress.status, "the batch has no line for it")
        missing = memory.end_parcel(parcel.token, note)
        rest = f", {missing:,} without an answer ({note})" if missing else ""
        self.say(f"Collected {seen:,} of {parcel.requests:,} replies from {parcel.handle}{rest}.")

    def _settled(self, parcel: Parcel, lines: Sequence[Told]) -> int:
        """Take in some lines, reply and cost in one transaction: how many were new replies."""
        memory, ledger = self.desk.memory, self.bureau.ledger
        with memory.at_once():
            new = memory.settle(parcel.token, [Outcome(t.name, t.text, t.finish, t.model, t.note) for t in lines])
            for told in lines:
                if told.name not in new:
                    continue
                article, estimated = new.pop(told.name)
                used = told.usage
                if used.output and not used.input:  # a server that does not count
                    used = replace(used, input=estimated)
                ledger.add(parcel.model, used, article=article, share=BATCH_SHARE)
                if used != Usage():
                    ledger.estimator.learn(estimated, used)
        return sum(1 for told in lines if not told.note)

    def _is_old(self, parcel: Parcel) -> bool:
        now, then = (datetime.fromisoformat(time) for time in (self.desk.now, parcel.created))
        return now - then > timedelta(days=KEPT_DAYS)

    def _tell(self, parcel: Parcel, text: str) -> None:
        """Say it, unless it is what was said last."""
        if self.told.get(parcel.token) != text:
            self.told[parcel.token] = text
            self.say(text)

    # Going out

    async def submit(self) -> BudgetError | None:
        """Send what is wanted, in order, as far as the limits allow; the limit that did not."""
        sent: list[Parcel] = []
        stopped: BudgetError | None = None
        own = self.desk.settings.endpoint
        for requests in list(cut(self.desk.memory.wanted(), own.batch_lines, own.batch_bytes)):
            within, limit = self._afforded(requests)
            if within:
                parcel = await self._intended(within)
                sent.append(await self._send(parcel))
            if limit:
                left = len(self.desk.memory.wanted())
                stopped = BudgetError(
                    f"{limit} could be passed by the {left:,} requests that were not sent",
                    hint="What is paid for is kept. Raise the limit or run again later.",
                )
                break
        if sent:
            count, names = sum(parcel.requests for parcel in sent), ", ".join(parcel.handle for parcel in sent)
            self.say(f"Submitted {_many(count, 'request')} in {_many(len(sent), 'batch')} ({names}){self._later}")
        return stopped

    @property
    def _later(self) -> str:
        return "." if self.wait else "; run the same command again later, or use --wait."

    def _afforded(self, requests: Sequence[Wanted]) -> tuple[list[Wanted], str]:
        """As many of the requests as the limits allow beside all that is under way, and the limit met, or ""."""
        out = self.desk.memory.parcels()
        cost, calls = sum(parcel.cost for parcel in out), sum(parcel.requests for parcel in out)
        load = 0
        for number, request in enumerate(requests):
            load += request.tokens
            limit = self.bureau.ledger.passed(cost + self._upper(request.model, load), calls + number + 1)
            if limit:
                return list(requests[:number]), limit
        return list(requests), ""

    def _upper(self, model: str, load: int) -> float:
        """USD that requests of `load` tokens cost at most."""
        return self.bureau.ledger.upper(model, load) * BATCH_SHARE

    async def _intended(self, requests: Sequence[Wanted]) -> Parcel:
        """Write down that these requests go out, before any of them does."""
        url = (await self.bureau.batches()).url
        cost = self._upper(requests[0].model, sum(request.tokens for request in requests))
        parcel = Parcel(uuid.uuid4().hex, url, requests[0].model, len(requests), cost, self.desk.now)
        self.desk.memory.begin_parcel(parcel, [request.id for request in requests])
        return parcel

    async def _send(self, parcel: Parcel) -> Parcel:
        """Upload and create a batch from wherever an earlier try left it; with its handle.

        A batch that surely was not made is taken back, so that no article waits for it.
        """
        api, memory = await self.bureau.batches(), self.desk.memory
        try:
            if not parcel.file:
                parcel = replace(parcel, file=await self._uploaded(parcel))
                memory.update_parcel(parcel)
            memory.update_parcel(replace(parcel, tried=True))
            made = await api.create(parcel.file, parcel.token, doubt=parcel.tried)
        except YiboError as error:
            if not parcel.tried and (not parcel.file or isinstance(error, CERTAIN)):
                memory.take_back_parcel(parcel.token)
            raise
        parcel = replace(parcel, tried=True, handle=made.handle)
        memory.update_parcel(parcel)
        return parcel

    async def _uploaded(self, parcel: Parcel) -> str:
        """The server's name for a batch's file, which is on disk, not in memory, until it is sent."""
        with tempfile.TemporaryFile() as file:
            file.writelines(line(name, body) for name, body in self.desk.memory.contents(parcel.token))
            return await (await self.bureau.batches()).upload(f"yibo-{parcel.token}.jsonl", file)

    async def patience(self) -> None:
        """Wait until some batch is over and taken in."""
        longest = self.bureau.settings.endpoint.max_wait
        pause = min(FIRST_LOOK, longest)
        while self.desk.memory.parcels() and not await self.collect():
            await asyncio.sleep(pause)
            pause = min(pause * SLOWER, longest)


# --- the run -----------------------------------------------------------------------------------------------


async def work(
    night: Night, sources: Iterable[Source | Row], *, width: int, tell: Callable[[Row], None]
) -> tuple[list[Row], YiboError | None]:
    """Collect, go through the articles, submit; with `night.wait` until nothing waits any more.

    Returns the rows in the order of `sources`, and what ended it early.
    """
    rows: dict[str, Row] = {}
    try:
        await night.collect()
        stopped = await _through(night, sources, rows, width, tell)
        while stopped is None:
            stopped = await night.submit()
            waiting = [row for row in rows.values() if row.status == "waiting"]
            if stopped or not night.wait or not (waiting and night.desk.memory.parcels()):
                break
            await night.patience()
            stopped = await _through(night, _again(night.desk, waiting), rows, width, tell)
    except YiboError as error:
        stopped = error
    for row in rows.values():
        if row.status == "waiting":
            tell(row)
    return list(rows.values()), stopped


async def _through(
    night: Night, sources: Iterable[Source | Row], rows: dict[str, Row], width: int, tell: Callable[[Row], None]
) -> YiboError | None:
    """One way through the articles; what waits is not told yet."""
    night.begin()

    def finished(row: Row) -> None:
        if row.status != "waiting":
            tell(_whole(rows, row))

    done, stopped = await articles.run(night.desk, sources, night, width=width, tell=finished)
    memory = night.desk.memory
    known = memory.requesting(night.desk.pair)
    for row in done:
        rows[row.path] = _whole(rows, row)
        if row.status in DONE and row.path in known:
            memory.forget_requests(row.path, night.desk.pair)
    return stopped


def _whole(rows: dict[str, Row], row: Row) -> Row:
    """A row with what the article cost on earlier ways through."""
    before = rows.get(row.path)
    return replace(row, spent=before.spent + row.spent) if before else row


def _again(desk: Desk, waiting: Iterable[Row]) -> list[Source]:
    root = desk.settings.root
    return [Source(root / row.path, root / row.target) for row in waiting]


def _many(count: int, noun: str) -> str:
    plural = "es" if noun.endswith("ch") else "s"
    return f"{count:,} {noun}{'' if count == 1 else plural}"
