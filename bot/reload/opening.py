"""A folder of knowledge becomes a snapshot, by way of a cache of its compiled form that is never stale."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import bot
from bot.answers.checks import check_answers
from bot.answers.snapshot import Snapshot
from bot.knowledge.folder import Reading, read_folder
from bot.knowledge.loader import load_reading
from bot.knowledge.problem import Problem, Severity, in_order

_KEPT = 4  # compiled forms kept in the cache: some folders, some revisions


@dataclass(frozen=True, slots=True)
class Opened:
    """A snapshot, or None where a problem is an error, and all problems."""

    snapshot: Snapshot | None
    problems: tuple[Problem, ...]
    revision: str


def open_checked(folder: Path, today: date) -> Opened:
    """Load a folder and check all of it, templates included."""
    return check_reading(read_folder(folder), today)


def check_reading(reading: Reading, today: date) -> Opened:
    """Check a folder that is already read."""
    loaded = load_reading(reading, today)
    if loaded.knowledge is None:
        return Opened(None, loaded.problems, loaded.revision)
    snapshot = Snapshot(loaded.knowledge)
    problems = in_order((*loaded.problems, *check_answers(snapshot, loaded.marks, today)))
    broken = any(problem.severity is Severity.ERROR for problem in problems)
    return Opened(None if broken else snapshot, problems, loaded.revision)


def open_cached(folder: Path, today: date, cache_folder: Path | None) -> Opened:
    """Take the snapshot from the cache if it was compiled from these very bytes by this very code.

    Only a folder whose check is free of errors is ever put there. A cache that cannot be read or written is
    passed over: it saves time, nothing else.
    """
    reading = read_folder(folder)
    if cache_folder is None:
        return check_reading(reading, today)
    path = cache_folder / f"{reading.revision[:32]}-{_code_revision()[:16]}.compiled"
    snapshot = _read(path)
    if snapshot is not None and snapshot.knowledge.revision == reading.revision:
        return Opened(snapshot, (), reading.revision)
    opened = check_reading(reading, today)
    if opened.snapshot is not None:
        _write(path, opened.snapshot)
    return opened


@cache
def _code_revision() -> str:
    """Hash what the compiled form depends on besides the knowledge: our code and the interpreter."""
    digest = hashlib.sha256(sys.version.encode())
    root = Path(bot.__file__).parent
    for room in ("knowledge", "matching", "answers"):
        for path in sorted((root / room).glob("*.py")):
            stat = path.stat()
            digest.update(f"{path.name}:{stat.st_size}:{stat.st_mtime_ns};".encode())
    return digest.hexdigest()


def _read(path: Path) -> Snapshot | None:
    try:
        with path.open("rb") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_uid != os.getuid():
                return None  # unpickling runs code, so only a file of our own is trusted
            found = pickle.load(file)  # noqa: S301  written by `_write`, owned by this user
    except Exception:  # noqa: BLE001  a damaged cache can raise anything, and must never matter
        return None
    return found if isinstance(found, Snapshot) else None


def _write(path: Path, snapshot: Snapshot) -> None:
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            pickle.dump(snapshot, file, protocol=pickle.HIGHEST_PROTOCOL)
        Path(file.name).replace(path)
        compiled = sorted(path.parent.glob("*.compiled"), key=lambda p: p.stat().st_mtime)
        for old in compiled[:-_KEPT]:
            old.unlink()
