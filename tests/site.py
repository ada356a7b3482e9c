"""A small content folder to run yibo on, as its user would have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobs.cli.show import Show
from jobs.report import Report, Row
from jobs.session import Order, perform
from jobs.settings import Settings, load
from jobs.sources import find, single

QUICK = {"endpoint.max_wait": 0.05, "endpoint.timeout": 5.0, "endpoint.connect_timeout": 2.0}
"""Settings with which a test does not wait."""


@dataclass(frozen=True)
class Site:
    """Articles below `root`, translated through the endpoint at `base_url`."""

    root: Path
    base_url: str = ""

    def add(self, name: str, body: str, **values: Any) -> Path:
        """An article with a front matter of Hugo's kind."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        head = {"title": "一篇文章", "lang": '["zh-CN"]', "translations": '["zh-CN"]', **values}
        lines = "".join(f"{key}: {value}\n" for key, value in head.items())
        path.write_text(f"---\n{lines}---\n\n{body}", encoding="utf-8", newline="")
        return path

    def settings(self, **flags: Any) -> Settings:
        """Settings of this site; `endpoint__jobs=3` is the flag `endpoint.jobs`."""
        named = {name.replace("__", "."): value for name, value in flags.items()}
        return load(self.root, env={}, flags={"base_url": self.base_url, **QUICK, **named})

    def run(self, *paths: Path, order: Mapping[str, Any] | None = None, **flags: Any) -> Report:
        """`yibo run` on the whole site, or `yibo translate` on `paths`."""
        settings = self.settings(**flags)
        options = dict(order or {})

        def sources(desk: Any) -> Any:
            return [single(desk, path) for path in paths] if paths else find(desk, self.root)

        return perform(settings, Order("run", sources, **options), Show(quiet=True))

    def tree(self) -> dict[str, bytes]:
        """Every file but the memory, by name."""
        files = (path for path in sorted(self.root.rglob("*")) if path.is_file())
        return {str(p.relative_to(self.root)): p.read_bytes() for p in files if ".yibo" not in p.parts}


def rows(report: Report) -> dict[str, Row]:
    """The report's rows by path."""
    return {row.path: row for row in report.rows}
