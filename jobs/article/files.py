"""Files of articles: read within bounds, written whole or not at all, named after their language."""

from __future__ import annotations

import contextlib
import errno
import glob
import hashlib
import os
import re
import secrets
import stat
import time
from pathlib import Path
from typing import Any

from jobs.article.discovery import TEMPORARY, discover
from jobs.article.languages import language_of, looks_chinese, same_language, suffix_language
from jobs.errors import ArticleError
from jobs.regex import regex

__all__ = [
    "digest",
    "discover",
    "language_of",
    "looks_chinese",
    "read_bytes",
    "same_language",
    "source_path",
    "suffix_language",
    "target_path",
    "tidy",
    "write_atomic",
]

DYING = 1.0
"""Seconds that a killed process may take to be gone, as while the disk makes it wait."""

_LEFTOVER = regex(rf"{re.escape(TEMPORARY)}(\d+)-[0-9a-f]+\.tmp")

_STEPS = {
    errno.ENOENT: "Check the path.",
    errno.EACCES: "Give this user the right to it.",
    errno.EPERM: "Give this user the right to it.",
    errno.ENOSPC: "Free some space, then run again: nothing paid for is lost.",
    errno.EDQUOT: "Free some of the quota, then run again: nothing paid for is lost.",
    errno.EFBIG: "Raise the limit on file sizes (`ulimit -f`), then run again.",
    errno.EROFS: "The file system is read-only: mount it writable, or work on a copy.",
    errno.ENAMETOOLONG: "Shorten the file's name.",
    errno.ELOOP: "The symbolic links lead in a circle: mend them.",
}


def digest(data: bytes) -> str:
    """The first 16 hexadecimal digits (64 bits) of the SHA-256 of `data`: enough to notice a change."""
    return hashlib.sha256(data).hexdigest()[:16]


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """The content of the regular file at `path`, at most `max_bytes`.

    Raises ArticleError when it is missing, a folder, no regular file (a FIFO is not waited for), too big, or
    must not be read.
    """
    try:
        _regular(path, path.stat(), max_bytes)
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as file:
            _regular(path, os.fstat(descriptor), max_bytes)
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise _failed(f"{path} can't be read", error) from error
    if len(data) > max_bytes:
        raise _too_big(path, len(data), max_bytes)
    return data


def write_atomic(path: Path, data: bytes, *, root: Path) -> None:
    """Put `data` at `path` whole or not at all: a temporary file beside it, synced, then put in its place.

    The mode (and, where allowed, the owner) of a file that is replaced stays; a new one gets the umask's.
    Missing folders are made. A symbolic link is written through to its file. Raises ArticleError when that file
    lies outside `root`, is read-only, a folder or no regular file, and when the disk says no; nothing is left
    behind then.
    """
    try:
        real = _real(path, root)
        old = _replaceable(path, real)
        real.parent.mkdir(parents=True, exist_ok=True)
        _replace(real, data, old)
    except (OSError, RuntimeError, ValueError) as error:
        raise _failed(f"{path} can't be written", error) from error


def expect_writable(path: Path) -> None:
    """Raise ArticleError when `path` is read-only or its folder takes no new file: told before anything is paid for."""
    try:
        _replaceable(path, path)
        folder = next(parent for parent in path.absolute().parents if parent.exists())
    except (OSError, RuntimeError, ValueError) as error:
        raise _failed(f"{path} can't be written", error) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ArticleError(
            f"no file can be written to {folder}", hint="`chmod u+w` the folder if yibo may write there."
        )


def target_path(
    source: Path,
    source_language: str,
    target_language: str,
    *,
    layout: str,
    root: Path,
    source_dir: str,
    target_dir: str,
) -> Path:
    """Where the translation of `source` goes.

    Layout "suffix": beside it, `name.md` and `name.zh-cn.md` become `name.en.md`. Layout "tree": in a folder of
    the same name, but for the folder `source_dir` nearest to `root`, which becomes `target_dir`; a name
    with a language changes it, too. Raises ArticleError when there is no such folder, or when the target would be
    the source itself.
    """
    suffix, stem = suffix_language(source), source.stem
    named = bool(suffix) and suffix[:2].lower() == source_language[:2].lower()
    name = f"{stem[: -len(suffix) - 1] if named else stem}.{target_language.lower()}{source.suffix}"
    if layout == "tree":
        target = _in_tree(source, root, source_dir, target_dir)
        target = target.parent / name if named else target
    else:
        target = source.parent / name
    if target == source:
        raise ArticleError(
            f"{source}: its translation would take its own place",
            hint="Is it a translation already? Check the languages and the layout in yibo.toml.",
        )
    return target


def source_path(
    target: Path,
    source_language: str,
    target_language: str,
    *,
    layout: str,
    root: Path,
    source_dir: str,
    target_dir: str,
) -> Path | None:
    """The file that `target_path` would translate to `target`, by its name; None when there is none.

    With `name.md` and `name.zh-cn.md` both there, the one that names its language.
    """
    if layout == "tree":
        try:
            folder = _in_tree(target, root, target_dir, source_dir).parent
        except ArticleError:
            return None
    else:
        folder = target.parent
    stem = target.stem.removesuffix(f".{target_language.lower()}")
    candidates = sorted(folder.glob(f"{glob.escape(stem)}*{target.suffix}"), key=lambda path: -len(path.name))
    options: Any = {"layout": layout, "root": root, "source_dir": source_dir, "target_dir": target_dir}
    whole = target.absolute()
    for path in candidates:
        if path.absolute() == whole or not path.is_file():
            continue
        if target_path(path, source_language, target_language, **options).absolute() == whole:
            return path
    return None


def _in_tree(source: Path, root: Path, source_dir: str, target_dir: str) -> Path:
    try:
        parts = list(source.absolute().relative_to(root.absolute()).parts)
    except ValueError:
        parts = []
    if source_dir not in parts[:-1]:
        raise ArticleError(
            f'{source}: no folder "{source_dir}" above it inside {root}, so there is no place for its translation',
            hint='Set translation.source_dir in yibo.toml, or layout = "suffix".',
        )
    parts[parts.index(source_dir)] = target_dir
    here = root if source.is_absolute() == root.is_absolute() else root.absolute()
    return here.joinpath(*parts)


# --- reading ---------------------------------------------------------------------------------------------


def _regular(path: Path, status: os.stat_result, max_bytes: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise ArticleError(
            f"{path} is a folder, not an article",
            hint="For a whole folder: `yibo run DIR`, with --narrate for episodes.",
        )
    if not stat.S_ISREG(status.st_mode):
        raise ArticleError(f"{path} is no regular file", hint="Give the path of a Markdown file.")
    if status.st_size > max_bytes:
        raise _too_big(path, status.st_size, max_bytes)


def _too_big(path: Path, size: int, max_bytes: int) -> ArticleError:
    return ArticleError(
        f"{path} is too big: {size:,} bytes, the limit is {max_bytes:,}",
        hint="Split it, or raise discovery.max_bytes in yibo.toml.",
    )


# --- writing ---------------------------------------------------------------------------------------------


def _real(path: Path, root: Path) -> Path:
    """Where `path` leads, every symbolic link followed; inside `root`."""
    real, home = path.resolve(), root.resolve()
    if not real.is_relative_to(home):
        why = f"leads out of {root}, to {real}" if path.absolute() != real else f"lies outside {root}"
        raise ArticleError(f"{path} {why}", hint="yibo writes only below the folder of its settings.")
    return real


def _replaceable(path: Path, real: Path) -> os.stat_result | None:
    """The status of the file to be replaced; None when there is none yet."""
    try:
        status = real.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise ArticleError(f"{path} is a folder: no file can be written there", hint="Move the folder away.")
    if not stat.S_ISREG(status.st_mode):
        raise ArticleError(f"{path} is no regular file", hint="Move it away.")
    if not status.st_mode & 0o222 or not os.access(real, os.W_OK):
        raise ArticleError(f"{path} is read-only", hint=f"`chmod u+w {real}` if yibo may change it.")
    return status


def tidy(path: Path) -> None:
    """Remove a temporary file that a killed run left behind; one whose writer stays alive for DYING stays."""
    found = _LEFTOVER.fullmatch(path.name)
    if found is None:
        return
    until = time.monotonic() + DYING
    while _is_alive(int(found[1])):
        if time.monotonic() > until or not path.exists():
            return
        time.sleep(0.02)
    with contextlib.suppress(OSError):  # it does no harm
        path.unlink()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return process != os.getpid()


def _replace(real: Path, data: bytes, old: os.stat_result | None) -> None:
    temporary = real.with_name(f"{TEMPORARY}{os.getpid()}-{secrets.token_hex(4)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if old else 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if old:
                _like(descriptor, old)
            os.fsync(descriptor)
        os.replace(temporary, real)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(real.parent)


def _like(descriptor: int, old: os.stat_result) -> None:
    """The owner first: changing it may clear bits of the mode."""
    now = os.fstat(descriptor)
    if (now.st_uid, now.st_gid) != (old.st_uid, old.st_gid):
        with contextlib.suppress(PermissionError):  # only root may give files away; the content matters more
            os.fchown(descriptor, old.st_uid, old.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


def _sync_folder(folder: Path) -> None:
    """So that the new name survives a power cut; some network file systems have no such thing."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(descriptor)


def _failed(what: str, error: Exception) -> ArticleError:
    code = error.errno if isinstance(error, OSError) else None
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return ArticleError(f"{what}: {why}", hint=_STEPS.get(code or 0, "Mend that, then run again."))
