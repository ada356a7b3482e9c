"""What people see of a job: progress while it works, a line an article, a table at the end."""

from __future__ import annotations

import json
import logging
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from jobs.model.spending import rounded_up
from jobs.report import FAILING, Report, Row, Spent

_COLOURS = {
    "translated": "green",
    "narrated": "green",
    "learned": "green",
    "unchanged": "dim",
    "kept": "cyan",
    "waiting": "cyan",
    "planned": "cyan",
    "outdated": "yellow",
    "held": "yellow",
    "failed": "red",
    "skipped": "magenta",
}
_SHOWN = 5
"""Errors of one article that are printed; the report has them all."""
_EVERY = 15.0
"""Seconds between two lines of progress where there is no terminal."""


class Show:
    """Prints a job's progress: a live line on a terminal, log lines elsewhere, JSON lines by setting.

    `answer`: rows and table are what was asked for, and go to standard output.
    """

    def __init__(
        self, style: str = "text", *, quiet: bool = False, everything: bool = False, answer: bool = False
    ) -> None:
        self.out = Console(file=sys.stdout if answer else sys.stderr, highlight=False, soft_wrap=True)
        self.console = self.out if self.out.is_terminal else Console(file=sys.stderr, highlight=False, soft_wrap=True)
        self.json = style == "json"
        self.quiet = quiet
        self.everything = everything
        self.live = self.console.is_terminal and not self.json
        self.spent: Callable[[], Spent] = Spent
        self._progress: Progress | None = None
        self._done = 0
        self._last = time.monotonic()

    @contextmanager
    def working(self, word: str) -> Iterator[None]:
        """Everything told inside is shown with a live line, when there is a terminal."""
        if not self.live:
            yield
            return
        columns = (SpinnerColumn(), TextColumn(word), BarColumn(), TextColumn("{task.fields[said]}"))
        with Progress(*columns, TimeElapsedColumn(), console=self.console, transient=True) as progress:
            self._progress = progress
            progress.add_task(word, total=None, said="")
            yield
            self._progress = None

    def row(self, row: Row) -> None:
        """An article is done."""
        self._done += 1
        if self._progress:
            said = f"{self._done} articles · {money(self.spent())}"
            self._progress.update(self._progress.task_ids[0], completed=self._done, said=said)
        if self.json:
            self._log("article", path=row.path, status=row.status, note=row.note, calls=row.spent.calls)
        elif row.status not in {"unchanged", "waiting"} or self.everything:
            self._line(row)
        elif not self.live and time.monotonic() - self._last > _EVERY:
            self._last = time.monotonic()
            self.console.print(f"… {self._done} articles")

    def _line(self, row: Row) -> None:
        if (row.status == "skipped" and not self.everything) or (self.quiet and row.status not in FAILING):
            return  # what ended the run is said once, below the table
        colour = _COLOURS.get(row.status, "default")
        where = f" → {row.target}" if row.status in {"translated", "narrated", "planned"} and row.target else ""
        self.out.print(f"[{colour}]{row.status:>10}[/]  {escape(row.path)}{escape(where)}")
        if row.note:
            self.out.print(f"            {escape(row.note)}")
        if row.hint:
            self.out.print(f"            → {escape(row.hint)}")
        errors = [finding for finding in row.findings if finding["severity"] == "error"]
        for finding in errors[:_SHOWN] if row.status in FAILING else ():
            self._finding(finding)
        if row.status in FAILING and len(errors) > _SHOWN:
            self.out.print(f"            … and {len(errors) - _SHOWN} more errors (see --report, or `yibo review`)")

    def _finding(self, finding: Any) -> None:
        line = f"line {finding['line']} " if finding.get("line") else ""
        where = f"{line}({finding['segment']}) " if line else f"{finding['segment']} " if finding["segment"] else ""
        self.out.print(f"            {where}[yellow]{finding['check']}[/]: {escape(finding['message'])}")
        if finding["source"] and finding["target"]:
            self.out.print(f"              “{escape(short(finding['source']))}”")
            self.out.print(f"              “{escape(short(finding['target']))}”")

    def say(self, text: str) -> None:
        """A plain sentence for the person."""
        if self.json:
            self._log("message", text=text)
        else:
            self.console.print(escape(text))

    def report(self, report: Report, place: Path) -> None:
        """The closing table, and how to go on with what is held back in the folder `place`."""
        if self.json:
            self._log("report", **{k: v for k, v in report.as_json().items() if k != "articles"})
            return
        table = Table(box=None, show_header=False, pad_edge=False)
        for status, count in sorted(report.counts.items()):
            table.add_row(f"[{_COLOURS.get(status, 'default')}]{status}[/]", str(count))
        for status, count in sorted(report.episodes.items()):
            table.add_row("episodes", f"{count} {status}")
        warnings = sum(f["severity"] == "warning" for row in report.rows for f in row.findings)
        if warnings:
            table.add_row("warnings", f"{warnings} (see --report, or `yibo review`)")
        word = "would cost" if "planned" in report.counts else "spent"
        table.add_row(word, f"{money(report.spent)} in {report.seconds:.1f} s")
        if report.least:
            table.add_row("limit", f"--max-cost {rounded_up(report.least)} or more lets it start")
        if report.rows or report.stopped:
            self.out.print(table)
        else:
            held = report.command == "retry"
            self.out.print(
                f"Nothing {'here is held back' if held else 'to do: no articles in the source language here'}."
            )
        if report.stopped:
            self.out.print(f"[red]Stopped early:[/] {escape(str(report.stopped))}")
        if "held" in report.counts:
            where = shlex.quote(str(place))
            self.out.print(f"→ `yibo review {where}` shows what is held back, `yibo retry {where}` asks for it again.")

    def _log(self, event: str, **fields: Any) -> None:
        stamp = datetime.now(UTC).isoformat(timespec="seconds")
        print(json.dumps({"time": stamp, "event": event, **fields}, ensure_ascii=False), file=self.out.file)


def money(spent: Spent) -> str:
    """`12 calls, 30,400 tokens, $0.12`; no sum where a price is not known."""
    tokens = spent.tokens_in + spent.tokens_out
    cost = "price unknown" if spent.cost is None else f"${spent.cost:.4f}".rstrip("0").rstrip(".")
    return f"{spent.calls:,} calls, {tokens:,} tokens" + (f", {cost}" if spent.calls else "")


def short(text: str, room: int = 160) -> str:
    """`text` on one line, cut to `room` characters."""
    line = " ".join(text.split())
    return line if len(line) <= room else f"{line[: room - 1]}…"


def quiet_logging() -> None:
    """Libraries' chatter stays away from people; warnings of ours go to standard error."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for name in ("httpx2", "httpx", "openai", "vcr"):
        logging.getLogger(name).setLevel(logging.ERROR)
