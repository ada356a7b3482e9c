"""The command line: parse, call one job, print, exit. Commands are loaded when they are called."""

from __future__ import annotations

import gc
import importlib
import sys
from typing import Any, NoReturn

import click

from jobs.errors import Exit, YiboError

COMMANDS: dict[str, tuple[str, str]] = {
    "translate": ("jobs.cli.translate:translate", "Translate one or more articles."),
    "run": ("jobs.cli.translate:run", "Translate everything new or changed in a folder, for a schedule."),
    "check": ("jobs.cli.check:check", "Judge any translation: SRC against DST."),
    "review": ("jobs.cli.review:review", "Write pages that show articles beside their translations."),
    "narrate": ("jobs.cli.narrate:narrate", "Make an episode of an article: sound, chapters, transcripts."),
    "feed": ("jobs.cli.narrate:feed", "Write the podcast's RSS from the articles that have an episode."),
    "status": ("jobs.cli.status:status", "What is stale, held back or edited by people, and why."),
    "retry": ("jobs.cli.translate:retry", "Ask again for what is held back."),
    "memory": ("jobs.cli.memory:memory", "Export, import or learn the translation memory."),
    "glossary": ("jobs.cli.glossary:glossary", "Draft a glossary from translations that exist."),
    "init": ("jobs.cli.init:init", "Write a commented yibo.toml."),
    "doctor": ("jobs.cli.doctor:doctor", "What is missing, and how to mend it."),
}
"""Command name: where its function lives, and the line that `yibo --help` shows without loading it."""

EPILOG = """\b
Begin with:
  yibo init                     write yibo.toml
  yibo doctor                   see whether key, endpoint and model work
  yibo translate article.md     one article, to article.en.md beside it
  yibo run content/ --dry-run   what a whole folder would cost
  yibo narrate article.en.md    an episode of it, with the embedded voice or a hosted one
\b
Exit codes: 0 all done; 1 an article failed or is held back; 2 usage, settings or
credentials; 3 a bug; 4 stopped by budget or quota, run again later; 130 interrupted.
"""


class LazyGroup(click.Group):
    """A group that knows the names and short helps of its commands, and imports one when it is called."""

    def __init__(self, *args: Any, commands_by_name: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = commands_by_name

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.lazy:
            return None
        module, _, function = self.lazy[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), function)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in self.lazy.items()])


@click.group(
    cls=LazyGroup,
    commands_by_name=COMMANDS,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="yibo", message="%(prog)s %(version)s")
def yibo() -> None:
    """Translate Markdown articles through an LLM, prove that nothing was lost, and broadcast them as episodes.

    Settings come from yibo.toml, YIBO_* variables and flags; the key from OPENAI_API_KEY.
    """


BETWEEN_COLLECTIONS = 10_000
"""How many values are made before Python looks for cycles among them: at its 700 that took a twentieth of a run."""


def main() -> NoReturn:
    """The `yibo` command: the one place that turns errors into words and exit codes."""
    gc.set_threshold(BETWEEN_COLLECTIONS)
    try:
        code = yibo.main(prog_name="yibo", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = Exit.USAGE
    except YiboError as error:
        click.echo(f"yibo: {error}", err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("yibo: interrupted; what was paid for is kept, run again to go on", err=True)
        code = Exit.INTERRUPTED
    except BrokenPipeError:
        code = Exit.FAILED
    except Exception:
        import traceback

        traceback.print_exc()
        click.echo("yibo: this is a bug in yibo; the lines above tell where", err=True)
        code = Exit.BUG
    gc.freeze()  # nothing needs collecting any more: it would take the interpreter a fifth of a second
    sys.exit(int(code or 0))
