"""Which translation answers which article, by name: beside it, in the other language's tree, or in another folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jobs.article import files
from jobs.errors import ArticleError
from jobs.settings import Settings

Pair = tuple[Path, Path]
"""An article and its translation."""


def target_of(source: Path, settings: Settings) -> Path:
    """Where the translation of `source` stands or will. Raises ArticleError when the settings give it no place."""
    return files.target_path(source, settings.source, settings.target, **_layout(settings))


def source_of(target: Path, settings: Settings) -> Path | None:
    """The article that `target` would be the translation of; None when there is none."""
    return files.source_path(target, settings.source, settings.target, **_layout(settings))


def translation_of(source: Path, settings: Settings) -> Path | None:
    """The translation of `source` that is there; None when there is none."""
    target = _place(source, settings)
    return target if target is not None and target.is_file() else None


def _layout(settings: Settings) -> dict[str, Any]:
    own = settings.translation
    return {"layout": own.layout, "root": settings.root, "source_dir": own.source_dir, "target_dir": own.target_dir}


def within(folder: Path, settings: Settings) -> list[Pair]:
    """The articles and translations of which one or both lie in `folder`.

    With `a.md` and `a.zh-cn.md` both there, the one that names its language, as `source_of` has it.
    """
    found: dict[Path, Pair] = {}
    for path in _articles(folder, settings):
        target = translation_of(path, settings)
        if target is not None:
            one, _ = found.get(target.absolute(), (path, target))
            found[target.absolute()] = max(path, one, key=lambda source: len(source.name)), target
        elif settings.translation.layout == "tree" and (source := source_of(path, settings)):
            found.setdefault(path.absolute(), (source, path))
    return [*found.values()]


def _place(source: Path, settings: Settings) -> Path | None:
    try:
        return target_of(source, settings)
    except ArticleError:
        return None


def by_name(sources: Path, targets: Path, settings: Settings, tell: Callable[[str], None]) -> list[Pair]:
    """The articles of two folders that have the same names; a target's may name its language (`a.en.md`).

    What has no counterpart is told. Raises ArticleError when nothing has one.
    """
    theirs = {path.relative_to(targets): path for path in _articles(targets, settings)}
    found = []
    for path in _articles(sources, settings):
        name = path.relative_to(sources)
        named = name.with_suffix(f".{settings.target.lower()}{name.suffix}")
        target = theirs.pop(name, None) or theirs.pop(named, None)
        if target is None:
            tell(f"{path}: nothing of that name in {targets}, not checked")
        else:
            found.append((path, target))
    for path in theirs.values():
        tell(f"{path}: nothing of that name in {sources}, not checked")
    if not found:
        raise ArticleError(f"no article of {sources} has its name in {targets}", hint="Name the tops of both trees.")
    return found


def _articles(folder: Path, settings: Settings) -> list[Path]:
    return list(files.discover(folder, settings.discovery.include, settings.discovery.exclude))
