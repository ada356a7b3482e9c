"""`yibo check`: judge a translation, whoever made it."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

import click

from jobs.article.files import read_bytes, source_path
from jobs.article.frontmatter import FrontMatter, read
from jobs.cli.options import FILE
from jobs.cli.show import short
from jobs.errors import ArticleError
from jobs.fidelity.checks import Judge, described
from jobs.fidelity.finding import Finding
from jobs.session import cores, glossary_of
from jobs.settings import Settings, load

_MARKS = {"error": "✗", "warning": "!", "info": "·"}
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
@click.argument("paths", metavar="SRC DST | DST", nargs=-1, required=True, type=FILE)
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

    DST alone: SRC is found by its name. Exit 1 when a finding is an error: something was lost, added, left in
    Chinese or changed in value.
    """
    flags = {"source": source_language, "target": target_language}
    pairs = list(_pairs(paths, flags, every=targets))
    counted = ("error", "warning") if strict else ("error",)
    findings, failed = list[Finding](), False
    for (_, target), found in zip(pairs, _verdicts(pairs, flags), strict=True):
        if isinstance(found, ArticleError):
            if not targets:
                raise found
            click.echo(f"error: {found}", err=True)
            failed = True
            continue
        failed = failed or any(finding.severity in counted for finding in found)
        findings += found if as_json else ()
        if not as_json:
            _print(target, found)
    if as_json:
        click.echo(json.dumps({"findings": [asdict(f) for f in findings]}, ensure_ascii=False, indent=2))
    return int(failed)


_MANY = 8
"""Translations from which further processes are worth their start."""

_Flags = dict[str, str | None]


def _verdicts(pairs: Sequence[tuple[Path, Path]], flags: _Flags) -> Iterator[list[Finding] | ArticleError]:
    """What the checks say of each pair, in order; many are spread over all cores (setting `processes`)."""
    work = [(source, target, flags) for source, target in pairs]
    processes = cores(load(pairs[0][0], flags=flags)) if len(pairs) >= _MANY else 1
    if processes < 2:
        yield from map(_verdict, work)
        return
    with ProcessPoolExecutor(min(processes, len(pairs)), initializer=_ignore_interrupts) as pool:
        yield from pool.map(_verdict, work, chunksize=4)


def _ignore_interrupts() -> None:
    """^C reaches every process of the terminal; the first one ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _verdict(work: tuple[Path, Path, _Flags]) -> list[Finding] | ArticleError:
    source, target, flags = work
    try:
        return _judged(source, target, load(source, flags=flags))
    except ArticleError as broken:
        return broken


def _pairs(paths: tuple[Path, ...], flags: dict[str, str | None], *, every: bool) -> Iterator[tuple[Path, Path]]:
    """(source, target) of what was named. Raises ArticleError when a source is looked for and not found."""
    if len(paths) == 2 and not every:
        yield paths[0], paths[1]
        return
    if len(paths) > 2 and not every:
        raise click.UsageError("Two paths at most: SRC DST. For many translations: --targets DST...")
    for target in paths:
        source = _source(target, load(target, flags=flags))
        if source is not None:
            yield source, target
        elif every:
            click.echo(f"{target}: no article that it could be the translation of, not checked", err=True)
        else:
            raise ArticleError(f"{target}: no article that it could be the translation of", hint="Name both: SRC DST.")


def _source(target: Path, settings: Settings) -> Path | None:
    own = settings.translation
    return source_path(
        target,
        settings.source,
        settings.target,
        layout=own.layout,
        root=settings.root,
        source_dir=own.source_dir,
        target_dir=own.target_dir,
    )


def _judged(source: Path, target: Path, settings: Settings) -> list[Finding]:
    limit = settings.discovery.max_bytes
    ours, theirs = _article(source, limit), _article(target, limit)
    judge = Judge(settings.source, settings.target, settings.checks, glossary=glossary_of(settings))
    return judge.article(ours, theirs, settings.translation.fields)


def _article(path: Path, limit: int) -> FrontMatter:
    try:
        return read(read_bytes(path, limit))
    except ArticleError as broken:
        if str(path) in broken.message:
            raise
        raise ArticleError(f"{path}: {broken.message}", hint=broken.hint) from broken


def _print(target: Path, findings: list[Finding]) -> None:
    for finding in findings:
        mark = click.style(_MARKS[finding.severity], fg=_COLOURS[finding.severity])
        where = f" {finding.segment}" if finding.segment else ""
        click.echo(f"{mark} {finding.check}{where}: {finding.message}")
        for text in (finding.source, finding.target):
            if text:
                click.echo(f"    {short(text)}")
    errors = sum(finding.severity == "error" for finding in findings)
    click.echo(f"{target}: {errors} errors, {len(findings) - errors} other findings")
