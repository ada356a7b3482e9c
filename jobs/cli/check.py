"""`yibo check`: judge a translation, whoever made it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from jobs import counterparts
from jobs.article.segments import cut
from jobs.article.target import field_segments
from jobs.cli.options import PATH, settings_at
from jobs.cli.show import short
from jobs.errors import ArticleError
from jobs.fidelity.checks import described
from jobs.fidelity.finding import MARKS, Finding
from jobs.fidelity.placed import placed
from jobs.judging import article, spread
from jobs.session import judge_of
from jobs.settings import Settings

_Flags = dict[str, str | None]

_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}


def _list(context: click.Context, option: click.Parameter, asked: bool) -> None:
    """Every check with its default severity and what it looks at, instead of a verdict."""
    if not asked:
        return
    listed = described()
    width = max(len(name) for name, _, _ in listed)
    for name, severity, text in listed:
        click.echo(f"{name:{width}}  {severity:16}  {text}")
    context.exit()


@click.command()
@click.argument("paths", metavar="SRC DST | DST", nargs=-1, required=True, type=PATH)
@click.option("--from", "source_language", metavar="LANG", help="Language of SRC [setting `source`].")
@click.option("--to", "target_language", metavar="LANG", help="Language of DST [setting `target`].")
@click.option(
    "--targets", is_flag=True, help="Every path is a DST; those without a source are passed over, broken ones named."
)
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_list, help="List the checks.")
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def check(
    paths: tuple[Path, ...],
    source_language: str | None,
    target_language: str | None,
    targets: bool,
    as_json: bool,
    strict: bool,
) -> int:
    """Judge the translation DST of the article SRC, whether yibo, a person or another tool made it.

    Two folders: every article in SRC against the file of its name in DST. One file alone: the other is found by its
    name; a folder alone: every article in it that has a translation. Exit 1 when a finding is an error: something was
    lost, added, left in Chinese or changed in value.
    """
    flags = {"source": source_language, "target": target_language}
    pairs = list(_pairs(paths, flags, every=targets))
    counted = ("error", "warning") if strict else ("error",)
    findings, failed = list[dict[str, Any]](), 0
    work = [(source, target, flags) for source, target in pairs]
    verdicts = spread(_verdict, work, settings_at(pairs[0][0], flags)) if pairs else ()
    for (source, target), found in zip(pairs, verdicts, strict=True):
        if isinstance(found, ArticleError):
            if not targets and len(pairs) == 1:
                raise found
            click.echo(f"error: {found}", err=True)
            failed += 1
            continue
        failed += any(finding.severity in counted for finding in found)
        if as_json:
            findings += [_listed(finding, target if len(pairs) > 1 else None) for finding in found]
        else:
            _print(source, target, found)
    if as_json:
        click.echo(json.dumps({"findings": findings}, ensure_ascii=False, indent=2))
    elif len(pairs) > 1:
        click.echo(f"{len(pairs)} translations, {failed} of them with errors")
    return int(failed > 0)


def _listed(finding: Finding, target: Path | None) -> dict[str, Any]:
    """The finding's fields for JSON, which the README promises; with its file, where several were judged."""
    fields = {name: value for name, value in asdict(finding).items() if name != "line"}
    return fields if target is None else {"file": str(target), **fields}


def _verdict(work: tuple[Path, Path, _Flags]) -> list[Finding] | ArticleError:
    source, target, flags = work
    try:
        settings = settings_at(source, flags)
        ours, theirs = article(source, settings), article(target, settings)
        fields = settings.translation.fields
        segments = [*field_segments(ours, fields, settings.source), *cut(ours.body)]
        return [*placed(judge_of(settings).article(ours, theirs, fields), ours, segments)]
    except ArticleError as broken:
        return broken


def _pairs(paths: tuple[Path, ...], flags: _Flags, *, every: bool) -> Iterator[counterparts.Pair]:
    """(source, target) of what was named. Raises ArticleError when there is nothing to judge."""
    folders = [path for path in paths if path.is_dir()]
    if not every and len(paths) > 2:
        raise click.UsageError("Two paths at most: SRC DST. For many translations: --targets DST...")
    if not every and len(paths) == 2:
        yield from _named(*paths, flags, folders=len(folders))
        return
    for target in paths:
        settings = settings_at(target, flags)
        source = counterparts.source_of(target, settings) if target not in folders else None
        translation = counterparts.translation_of(target, settings) if source is None else None
        if target in folders:
            yield from _within(target, settings)
        elif source is not None:
            yield source, target
        elif translation is not None and not every:
            yield target, translation
        elif every:
            _tell(f"{target}: no article that it could be the translation of, not checked")
        else:
            raise ArticleError(f"{target}: no article that it could be the translation of", hint="Name both: SRC DST.")


def _named(source: Path, target: Path, flags: _Flags, *, folders: int) -> list[counterparts.Pair]:
    if folders == 1:
        raise click.UsageError("SRC and DST are two files or two folders.")
    if folders:
        return counterparts.by_name(source, target, settings_at(source, flags), _tell)
    return [(source, target)]


def _within(folder: Path, settings: Settings) -> list[counterparts.Pair]:
    found = counterparts.within(folder, settings)
    if not found:
        raise ArticleError(f"{folder}: no article there has a translation", hint="Two folders? Name both: SRC DST.")
    return found


def _tell(text: str) -> None:
    click.echo(text, err=True)


def _print(source: Path, target: Path, findings: list[Finding]) -> None:
    for finding in findings:
        mark = click.style(MARKS[finding.severity], fg=_COLOURS[finding.severity])
        where = f" {finding.segment}" if finding.segment else ""
        line = f" ({source}:{finding.line})" if finding.line else ""
        click.echo(f"{mark} {finding.check}{where}: {finding.message}{line}")
        for text in dict.fromkeys((finding.source, finding.target)):
            if text:
                click.echo(f"    {short(text)}")
    errors = sum(finding.severity == "error" for finding in findings)
    click.echo(f"{target}: {errors} errors, {len(findings) - errors} other findings")
