"""The articles below a folder, in a fixed order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pathspec import GitIgnoreSpec

from jobs.errors import SettingsError

OnError = Callable[[Path, OSError], None]
OnLeftover = Callable[[Path], None]
TEMPORARY = ".yibo-"
"""How the names of temporary files begin; the number of the process that writes it follows."""
_Rules = tuple[tuple[str, GitIgnoreSpec], ...]
"""Ignore files on the way to a folder: where each stands relative to the root, and what it says."""


def discover(
    root: Path,
    include: Sequence[str],
    exclude: Sequence[str],
    on_error: OnError | None = None,
    on_leftover: OnLeftover | None = None,
) -> Iterator[Path]:
    """Files below `root` that match `include` and not `exclude` (gitignore's globs), sorted by folder and name.

    `.gitignore` files count, nested ones and those between `root` and its repository's top too. Folders whose
    name begins with a dot are left out. A link to a folder is followed when it leads to one inside `root` that
    was not seen yet, a link to a file likewise. A folder that can't be read yields nothing and is told to
    `on_error`; temporary files of yibo's own, left by a run that was killed, are told to `on_leftover`.
    Raises SettingsError for a glob that makes no sense.
    """
    walk = _Walk(
        root, os.path.realpath(root), _spec(include), _spec(exclude), on_error or _ignore, on_leftover or _keep
    )
    walk.folder("", _rules_above(Path(walk.real), _ignore))
    walk.linked()
    yield from (root / name for name in sorted(walk.found, key=lambda name: name.split("/")))


@dataclass
class _Walk:
    root: Path
    real: str
    include: GitIgnoreSpec
    exclude: GitIgnoreSpec
    on_error: OnError
    on_leftover: OnLeftover
    found: list[str] = field(default_factory=list)
    """Paths relative to the root, with slashes."""
    seen: set[str] = field(default_factory=set)
    """Real paths of folders and found files."""
    links: list[tuple[str, str, _Rules]] = field(default_factory=list)

    def folder(self, start: str, rules: _Rules) -> None:
        """Everything below the folder `start`; links are put aside, so that real places come first."""
        todo = [(start, rules)]
        while todo:
            name, rules = todo.pop()
            entries = self._entries(name)
            if any(entry.name == ".gitignore" for entry in entries):
                rules = (*rules, *_rules_of(self.root / name, name, self.on_error))
            for entry in entries:
                path = f"{name}/{entry.name}" if name else entry.name
                if entry.is_symlink():
                    self.links.append((path, os.path.realpath(entry.path), rules))
                elif entry.is_dir(follow_symlinks=False):
                    if self._wanted_folder(path, rules):
                        todo.append((path, rules))
                elif entry.is_file(follow_symlinks=False):
                    if entry.name.startswith(TEMPORARY):
                        self.on_leftover(self.root / path)
                    self._file(path, rules)

    def linked(self) -> None:
        """Follow the links put aside, and those that they lead to."""
        prefix = os.path.join(self.real, "")
        known = {os.path.join(self.real, *name.split("/")) for name in self.found} if self.links else set()
        self.seen |= known
        self.links.sort(reverse=True)
        while self.links:
            path, target, rules = self.links.pop()
            if target in self.seen or not target.startswith(prefix):
                continue
            if os.path.isdir(target):
                if self._wanted_folder(path, rules):
                    self.folder(path, rules)
            elif os.path.isfile(target) and self._file(path, rules):
                self.seen.add(target)

    def _entries(self, name: str) -> list[os.DirEntry[str]]:
        folder = self.root / name
        real = os.path.realpath(folder)
        if real in self.seen:
            return []
        self.seen.add(real)
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.on_error(folder, error)
            return []

    def _wanted_folder(self, path: str, rules: _Rules) -> bool:
        if path.rpartition("/")[2].startswith("."):
            return False
        return not _ignored(f"{path}/", rules) and not self.exclude.match_file(f"{path}/")

    def _file(self, path: str, rules: _Rules) -> bool:
        if not self.include.match_file(path) or self.exclude.match_file(path) or _ignored(path, rules):
            return False
        self.found.append(path)
        return True


def _ignored(path: str, rules: _Rules) -> bool:
    """Does the ignore file nearest to `path` that has a word on it say so?"""
    for place, spec in reversed(rules):
        if place.startswith("../"):
            verdict = spec.check_file(place.removeprefix("../") + path).include
        else:
            verdict = spec.check_file(path[len(place) + 1 :] if place else path).include
        if verdict is not None:
            return verdict
    return False


def _rules_above(root: Path, on_error: OnError) -> _Rules:
    """Ignore files above `root` up to the top of its repository, unless they ignore `root` itself: a folder
    that was asked for by name is meant. Their place is `../` and the root's path from there."""
    parents = list(root.parents)
    top = next((index for index, folder in enumerate([root, *parents]) if (folder / ".git").exists()), 0)
    rules: list[tuple[str, GitIgnoreSpec]] = []
    for folder in reversed(parents[:top]):
        below = root.relative_to(folder).as_posix()
        for _, spec in _rules_of(folder, "", on_error):
            if not spec.match_file(f"{below}/"):
                rules.append((f"../{below}/", spec))
    return tuple(rules)


def _rules_of(folder: Path, place: str, on_error: OnError) -> _Rules:
    file = folder / ".gitignore"
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
    except OSError as error:
        on_error(file, error)
        return ()
    kept = [line for line in lines if _is_sound(line)]
    return ((place, GitIgnoreSpec.from_lines(kept)),) if kept else ()


def _is_sound(line: str) -> bool:
    """Git passes over patterns that make no sense."""
    if not line.strip() or line.startswith("#"):
        return False
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def _spec(patterns: Sequence[str]) -> GitIgnoreSpec:
    try:
        return GitIgnoreSpec.from_lines(patterns)
    except ValueError as error:
        raise SettingsError(
            f"a glob in {list(patterns)!r} makes no sense: {error}", hint="Mend discovery.include or exclude."
        ) from None


def _ignore(path: Path, error: OSError) -> None:
    """Nobody wants to know."""


def _keep(path: Path) -> None:
    """Nobody tidies up."""
