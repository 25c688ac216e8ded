"""One relay for one SQLite file: a lock of the operating system, which ends with the process."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from bot.store.errors import StoreBusyError


class ProcessLock:
    """An exclusive lock on `<file>.lock`; the file stays behind, the lock does not."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_name(database.name + ".lock")
        self._file: IO[bytes] | None = None

    def acquire(self) -> None:
        """Take the lock, or raise StoreBusyError naming the process that has it."""
        file = self._path.open("a+b")
        try:
            _lock(file)
        except OSError:
            file.seek(0)
            holder = file.read(32).decode("ascii", "replace").strip() or "unknown"
            file.close()
            raise StoreBusyError(
                f"{self._database} is in use by another isecg-bot (process {holder}). SQLite serves one bot: "
                "stop the other one, or set DATABASE_URL to a PostgreSQL database, which several can share."
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n".encode("ascii"))
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back; safe to call twice."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        # A byte far behind the process number, so that the number stays readable for others.
        file.seek(4096)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
