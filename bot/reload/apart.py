"""Compiles a folder of knowledge in a process of its own, so that answers do not wait for it.

Loading and checking takes seconds of computing. In a thread it would hold up the event loop again and again,
could not be stopped, and would leave its memory behind; the compiled form is read in a fraction of a second.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.knowledge.folder import Reading, read_folder, revision_of
from bot.knowledge.problem import Problem
from bot.reload.opening import Opened, check_reading, look_up, open_cached
from bot.reload.watching import MOST_PAUSES, QUIET

_PATIENCE = 300.0  # seconds for a folder of any size on a slow machine
# Ctrl-C in a terminal ends both, and one of them says so.
_CHILD = (
    "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL);"
    " from bot.reload.apart import compile_for_parent; compile_for_parent()"
)


def open_apart(folder: Path, today: date, cache_folder: Path) -> Opened:
    """Open a folder as `open_cached` does; what is to be compiled is compiled elsewhere. Blocks."""
    return _opened(read_folder(folder), folder, today, cache_folder)


def open_at_rest(
    folder: Path, today: date, cache_folder: Path, sleep: Callable[[float], object] = time.sleep
) -> Opened:
    """Open a folder as `open_apart` does, once it stands still: it may be a checkout half done. Blocks."""
    opened = open_apart(folder, today, cache_folder)
    for _ in range(MOST_PAUSES):
        sleep(QUIET)
        if revision_of(folder) == opened.revision:
            break
        opened = open_apart(folder, today, cache_folder)
    return opened


def open_changed_apart(folder: Path, today: date, cache_folder: Path | None, revision: str) -> Opened | None:
    """Open a folder that has not this revision any more, else return None. Blocks."""
    reading = read_folder(folder)
    if reading.revision == revision:
        return None
    if cache_folder is None:
        return check_reading(reading, today)
    opened = _opened(reading, folder, today, cache_folder)
    return None if opened.revision == revision else opened


def _opened(reading: Reading, folder: Path, today: date, cache_folder: Path) -> Opened:
    found = look_up(reading, cache_folder)
    if found is not None:
        return found
    told = _compiled(folder, today, cache_folder)
    if told is not None and told[1]:
        revision, problems = told
        return Opened(None, problems, revision)
    # In the cache by now. Where it is not (no process, no place to write to), it is compiled here after all.
    return open_cached(folder, today, cache_folder)


def compile_for_parent() -> None:
    """What the other process does: put the compiled form into the cache, and tell what is wrong."""
    if hasattr(signal, "SIGPIPE"):  # where nobody listens any more it ends without a word
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    folder, day, cache_folder = sys.argv[1:4]
    opened = open_cached(Path(folder), date.fromisoformat(day), Path(cache_folder))
    told = (opened.revision, opened.problems if opened.snapshot is None else ())
    sys.stdout.buffer.write(pickle.dumps(told))


def _compiled(folder: Path, today: date, cache_folder: Path) -> tuple[str, tuple[Problem, ...]] | None:
    """The revision and, of a folder that cannot be used, the problems; None where no process would do it."""
    command = [sys.executable, "-c", _CHILD, str(folder), today.isoformat(), str(cache_folder)]
    try:
        done = subprocess.run(  # noqa: S603  ourselves
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=_PATIENCE, check=True
        )
        told: tuple[str, tuple[Problem, ...]] = pickle.loads(done.stdout)  # noqa: S301  from our own child
    except (OSError, subprocess.SubprocessError, pickle.UnpicklingError, EOFError):
        return None
    return told
