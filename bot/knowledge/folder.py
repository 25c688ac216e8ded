"""The bytes of a folder: read as one state of it, never half old and half new."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.knowledge.problem import Position, Problem, error, visible, warning

MAX_FILES = 500
MAX_BYTES = 1 << 20  # of one file
MAX_TOTAL_BYTES = 16 << 20
_MAX_NAMES = 5_000  # names looked at before we believe that this is some other folder
_MAX_LEVELS = 8
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """The YAML files of a folder by their path inside it, sorted, and what could not be read."""

    folder: str
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()

    @property
    def revision(self) -> str:
        """A hash of all paths and bytes (and of what could not be read)."""
        return revision_of_bytes(self.files, self.problems)


def read_folder(folder: Path) -> Reading:
    """Read every `*.yaml` under the folder, twice, until two readings are alike.

    Nothing is raised: a missing folder, an unreadable file or one that never stands still is a problem of the
    reading. Names that begin with a dot are left out, as editors and version control use them.
    """
    before = _read_once(folder)
    for _ in range(_ATTEMPTS):
        after = _read_once(folder)
        if after == before:
            return after
        before = after
    message = "the files keep changing while they are read; try again"
    moving = error(Position(before.folder), "unsteady", message)
    return Reading(before.folder, before.files, (*before.problems, moving))


def revision_of(folder: Path) -> str:
    """The revision that loading the folder would have, without parsing anything."""
    return read_folder(folder).revision


def revision_of_bytes(files: Mapping[str, bytes], problems: tuple[Problem, ...] = ()) -> str:
    """A hash of paths and bytes, each with its length so that no two folders share one."""
    digest = hashlib.sha256()
    for path in sorted(files):
        name = path.encode("utf-8", "surrogatepass")
        digest.update(b"%d:%d:" % (len(name), len(files[path])))
        digest.update(name)
        digest.update(files[path])
    for problem in problems:
        digest.update(str(problem).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


@dataclass(slots=True)
class _Walk:
    folder: Path
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    names: int = 0
    total: int = 0
    inside: set[tuple[int, int]] = field(default_factory=set)


class _TooMuch(Exception):  # noqa: N818  a signal inside this module, never an error outside
    """The folder is no knowledge folder; the reason is among the problems."""


def _read_once(folder: Path) -> Reading:
    walk = _Walk(folder)
    try:
        _directory(walk, folder, "", 0)
    except _TooMuch:
        walk.files.clear()
    return Reading(visible(str(folder)), dict(sorted(walk.files.items())), tuple(walk.problems))


def _directory(walk: _Walk, path: Path, prefix: str, level: int) -> None:
    shown = Position(visible(str(path)))
    try:
        status = path.stat()
        names = sorted(_names(walk, path))
    except (OSError, ValueError) as failure:
        todo = "make it readable or remove it" if prefix else "name the folder that holds the knowledge"
        message = f"the folder cannot be read ({_reason(failure)}); {todo}"
        walk.problems.append(error(shown, "unreadable", message))
        return
    identity = (status.st_dev, status.st_ino)
    if identity in walk.inside or level == _MAX_LEVELS:
        message = "this folder leads back into itself (a link), or is nested too deep; remove it"
        walk.problems.append(error(shown, "folder-loop", message))
        return
    walk.inside.add(identity)
    for name in names:
        _one(walk, path / name, prefix + name, level)
    walk.inside.discard(identity)


def _names(walk: _Walk, path: Path) -> Iterator[str]:
    with os.scandir(path) as found:
        for item in found:
            walk.names += 1
            if walk.names > _MAX_NAMES:
                _too_much(walk, f"more than {_MAX_NAMES} names")
            if not item.name.startswith("."):
                yield item.name


def _too_much(walk: _Walk, what: str) -> None:
    message = f"{what}: this does not look like a folder of knowledge; name another one"
    walk.problems.append(error(Position(visible(str(walk.folder))), "too-much", message))
    raise _TooMuch


def _one(walk: _Walk, path: Path, name: str, level: int) -> None:
    at = Position(visible(str(path)))
    wanted = name.endswith(".yaml")
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            if wanted:
                walk.problems.append(
                    error(at, "odd-file", "a folder, though its name ends in .yaml; rename it")
                )
            else:
                _directory(walk, path, name + "/", level + 1)
            return
        if not wanted:
            if name.lower().endswith((".yml", ".yaml")):
                message = "this file is not read; rename it so that it ends in .yaml"
                walk.problems.append(warning(at, "odd-file", message))
            return
        if not stat.S_ISREG(status.st_mode):
            walk.problems.append(error(at, "odd-file", "this is no ordinary file; remove it"))
            return
        with path.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as failure:
        if wanted:
            message = f"the file cannot be read ({_reason(failure)}); make it readable or remove it"
            walk.problems.append(error(at, "unreadable", message))
        return
    walk.total += len(content)
    if len(walk.files) == MAX_FILES or walk.total > MAX_TOTAL_BYTES:
        _too_much(walk, f"more than {MAX_FILES} files or {MAX_TOTAL_BYTES >> 20} MiB")
    walk.files[visible(name)] = content


def _reason(failure: OSError | ValueError) -> str:
    return (failure.strerror if isinstance(failure, OSError) else None) or str(failure)
