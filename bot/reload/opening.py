"""A folder of knowledge becomes a snapshot, by way of a cache of its compiled form that is never stale."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
import zlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import jinja2
import numpy as np
import pydantic

import bot
from bot.answers.snapshot import Snapshot
from bot.knowledge.folder import Reading, read_folder
from bot.knowledge.problem import Problem, Severity, in_order
from bot.reload.collection import without_collection

_KEPT = 4  # compiled forms kept in the cache: some folders, some revisions
_ABANDONED = 3600.0  # seconds after which a half-written file has no writer any more
_CHECKSUM = 4  # bytes in front of the compiled form


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
    from bot.answers.checks import check_answers, check_templates
    from bot.knowledge.loader import load_reading

    with without_collection():
        loaded = load_reading(reading, today)
        snapshot = None if loaded.knowledge is None else Snapshot(loaded.knowledge)
    if snapshot is None:
        problems = in_order((*loaded.problems, *check_templates(loaded.marks)))
        return Opened(None, problems, loaded.revision)
    problems = in_order((*loaded.problems, *check_answers(snapshot, loaded.marks, today)))
    broken = any(problem.severity is Severity.ERROR for problem in problems)
    return Opened(None if broken else snapshot, problems, loaded.revision)


def open_cached(folder: Path, today: date, cache_folder: Path | None) -> Opened:
    """Take the snapshot from the cache if it was compiled from these very bytes by this very code.

    Only a folder whose check is free of errors is ever put there; its warnings are not kept. A cache that
    cannot be read or written, or is damaged, is passed over: it saves time, nothing else.
    """
    return open_reading(read_folder(folder), today, cache_folder)


def open_changed(folder: Path, today: date, cache_folder: Path | None, revision: str) -> Opened | None:
    """Open the folder as `open_cached` does, or return None while it still has this revision."""
    reading = read_folder(folder)
    return None if reading.revision == revision else open_reading(reading, today, cache_folder)


def open_reading(reading: Reading, today: date, cache_folder: Path | None) -> Opened:
    """The same as `open_cached` for a folder that is already read."""
    if cache_folder is None:
        return check_reading(reading, today)
    opened = look_up(reading, cache_folder)
    if opened is None:
        opened = check_reading(reading, today)
        if opened.snapshot is not None:
            _write(_place(reading, cache_folder), opened.snapshot)
    return opened


def open_past(reading: Reading, today: date, cache_folder: Path | None) -> Opened:
    """Open a state to compare with. Its templates are not tried again: that was done when it was new."""
    opened = None if cache_folder is None else look_up(reading, cache_folder)
    if opened is not None:
        return opened
    from bot.knowledge.loader import load_reading

    with without_collection():
        loaded = load_reading(reading, today)
        snapshot = None if loaded.knowledge is None else Snapshot(loaded.knowledge)
    return Opened(snapshot, loaded.problems, loaded.revision)


def look_up(reading: Reading, cache_folder: Path) -> Opened | None:
    """Take the compiled form of a folder from the cache, or None where it is not there."""
    snapshot = _read(_place(reading, cache_folder))
    if snapshot is None or snapshot.knowledge.revision != reading.revision:
        return None
    return Opened(snapshot, (), reading.revision)


def _place(reading: Reading, cache_folder: Path) -> Path:
    return cache_folder / f"{reading.revision[:32]}-{_code_revision()[:16]}.compiled"


@cache
def _code_revision() -> str:
    """Hash what the compiled form depends on besides the knowledge: code, libraries, interpreter."""
    digest = hashlib.sha256(
        f"{sys.version} {np.__version__} {pydantic.VERSION} {jinja2.__version__}".encode()
    )
    root = Path(bot.__file__).parent
    for room in ("knowledge", "matching", "answers"):
        for path in sorted((root / room).glob("*.py")):
            content = path.read_bytes()
            digest.update(f"{room}/{path.name}:{len(content)};".encode())
            digest.update(content)
    return digest.hexdigest()


def _read(path: Path) -> Snapshot | None:
    try:
        with path.open("rb") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_uid != os.getuid():
                return None  # unpickling runs code, so only a file of our own is trusted
            checksum, compiled = file.read(_CHECKSUM), file.read()
        if _checksum(compiled) != checksum:
            return None
        with without_collection():
            found = pickle.loads(compiled)  # noqa: S301  written by `_write`, whole, owned by this user
    except Exception:  # noqa: BLE001  a cache can fail in any way, and must never matter
        return None
    return found if isinstance(found, Snapshot) else None


def _write(path: Path, snapshot: Snapshot) -> None:
    """Write beside its place and rename, so that nobody ever reads half a file."""
    import tempfile

    compiled = pickle.dumps(snapshot, protocol=pickle.HIGHEST_PROTOCOL)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            try:
                file.write(_checksum(compiled))
                file.write(compiled)
                file.close()
                Path(file.name).replace(path)
            except OSError:
                Path(file.name).unlink(missing_ok=True)
                raise
        _tidy(path.parent)


def _tidy(folder: Path) -> None:
    import time

    by_age = sorted((path.stat().st_mtime, path) for path in folder.glob("*.compiled"))
    for _, old in by_age[:-_KEPT]:
        old.unlink(missing_ok=True)
    for path in folder.glob("*.part"):
        if path.stat().st_mtime < time.time() - _ABANDONED:
            path.unlink(missing_ok=True)


def _checksum(content: bytes) -> bytes:
    """Return what tells a damaged file from a whole one; nobody is kept from forging it, see `_read`."""
    return zlib.crc32(content).to_bytes(_CHECKSUM, "big")
