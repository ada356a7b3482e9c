"""The command `yibo` as a person starts it, in a process of its own or in this one.

A process takes most of a second of its own before it does anything. A test that needs none (no kill, no ^C, no fork)
runs the same `main` here.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from jobs.cli import main
from tests.conftest import ROOT

YIBO = [sys.executable, "-c", "from jobs.cli import main; main()"]


def environment(**env: str) -> dict[str, str]:
    """A person's environment, without their settings."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "YIBO_"))}
    return {**own, "PYTHONPATH": str(ROOT), **env}


def started(*args: object, cwd: Path, **env: str) -> subprocess.Popen[str]:
    """The command, under way in a process of its own; without a key unless `env` gives one."""
    command = [*YIBO, *map(str, args)]
    output = subprocess.PIPE
    return subprocess.Popen(command, cwd=cwd, env=environment(**env), stdout=output, stderr=output, text=True)


def apart(*args: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, to its end."""
    process = started(*args, cwd=cwd, **env)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def yibo(*args: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """The command in this process, to its end: the same `main`, with the same words and exit code."""
    command = ["yibo", *map(str, args)]
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(cwd),
        patch.dict(os.environ, environment(**env), clear=True),
        patch.object(sys, "argv", command),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            gc.unfreeze()  # this process lives on
    return subprocess.CompletedProcess(command, code, out.getvalue(), err.getvalue())
