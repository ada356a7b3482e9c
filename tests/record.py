"""`make record`: record the cassettes again, through the real client.

With OPENAI_API_KEY set, the sample's cassette comes from the endpoint of OPENAI_BASE_URL (or the SDK's default).
Without, and always for the cassettes of a misbehaving endpoint, a local server answers with written translations.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import ROOT
from tests.server import Server, from_table
from tests.site import Site
from tests.test_golden import SAMPLES, written

CASSETTES = ROOT / "cassettes"

SCENES: dict[str, tuple[str, ...]] = {
    "demo": (),
    "repair": ("lost_link",),
    "truncated": ("truncated",),
    "fences": ("fences",),
}
"""Cassette name: what the local endpoint does wrong, call by call."""


def main() -> int:
    """Record every cassette; 1 when a job did not end well."""
    real = bool(os.environ.get("OPENAI_API_KEY"))
    codes = [_record(name, faults, real=real and not faults) for name, faults in SCENES.items()]
    return int(any(codes))


def _record(name: str, faults: Sequence[str], *, real: bool) -> int:
    cassette = CASSETTES / f"{name}.yaml"
    cassette.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        site = sample_site(Path(folder), only=None if name == "demo" else SAMPLES[0].name)
        if real:
            return _run(site, cassette)
        table = {text: english for sample in SAMPLES for text, english in written(sample).items()}
        with Server(from_table(table), faults=faults) as server:
            os.environ.setdefault("OPENAI_API_KEY", "sk-local")
            return _run(Site(site.root, server.base_url), cassette)


def sample_site(folder: Path, only: str | None = None) -> Site:
    """The sample articles in a folder of their own, or one of them."""
    shutil.copytree(ROOT / "examples" / "content", folder / "content")
    shutil.copy(ROOT / "examples" / "yibo.toml", folder / "yibo.toml")
    for path in (folder / "content").rglob("*.md"):
        if only and path.name != only:
            path.unlink()
    return Site(folder)


def _run(site: Site, cassette: Path) -> int:
    report = site.run(order={"cassette": cassette}, endpoint__jobs=1)
    print(f"{cassette.name}: {report.counts}, {report.spent.calls} calls")
    return int(report.exit_code)


if __name__ == "__main__":
    sys.exit(main())
