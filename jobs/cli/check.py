"""`yibo check`: judge a translation, whoever made it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from jobs.article.files import read_bytes
from jobs.article.frontmatter import read
from jobs.cli.options import FILE
from jobs.cli.show import short
from jobs.fidelity.checks import Judge
from jobs.fidelity.finding import Finding
from jobs.settings import load

_MARKS = {"error": "✗", "warning": "!", "info": "·"}
_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}


@click.command()
@click.argument("source", metavar="SRC", type=FILE)
@click.argument("target", metavar="DST", type=FILE)
@click.option("--from", "source_language", metavar="LANG", help="Language of SRC [setting `source`].")
@click.option("--to", "target_language", metavar="LANG", help="Language of DST [setting `target`].")
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def check(
    source: Path,
    target: Path,
    source_language: str | None,
    target_language: str | None,
    as_json: bool,
    strict: bool,
) -> int:
    """Judge the translation DST of the article SRC, whether yibo, a person or another tool made it.

    Exit 1 when a finding is an error: something was lost, added, left in Chinese or changed in value.
    """
    settings = load(source, flags={"source": source_language, "target": target_language})
    limit = settings.discovery.max_bytes
    ours, theirs = read(read_bytes(source, limit)), read(read_bytes(target, limit))
    judge = Judge(settings.source, settings.target, settings.checks)
    findings = judge.article(ours, theirs, settings.translation.fields)
    if as_json:
        click.echo(json.dumps({"findings": [asdict(f) for f in findings]}, ensure_ascii=False, indent=2))
    else:
        _print(target, findings)
    counted = ("error", "warning") if strict else ("error",)
    return int(any(finding.severity in counted for finding in findings))


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
