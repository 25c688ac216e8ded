"""The program as a process of its own: through pipes, and at a pseudo-terminal."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pexpect import EOF
from pexpect.fdpexpect import fdspawn

REPOSITORY = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds to wait for output before a test has failed."""


def environment(knowledge: Path, cache: Path, **more: str) -> Mapping[str, str]:
    """Return an environment without a token, on one folder of knowledge."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DISCORD_TOKEN", "NO_COLOR"}}
    paths = os.pathsep.join(filter(None, (str(REPOSITORY), kept.get("PYTHONPATH"))))
    return {
        **kept,
        "PYTHONPATH": paths,
        "ISECG_KNOWLEDGE": str(knowledge),
        "ISECG_CACHE": str(cache),
        "TERM": "xterm-256color",
        "PROMPT_TOOLKIT_NO_CPR": "1",  # nobody answers the question where the cursor is
        **more,
    }


def piped(
    *arguments: str, given: Mapping[str, str], stdin: bytes = b"", cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the program to its end with pipes in place of a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=stdin,
        capture_output=True,
        env=given,
        cwd=cwd or REPOSITORY,
        timeout=PATIENCE,
        check=False,
    )


class Terminal:
    """A program at a pseudo-terminal of 80 columns, and a person who types and reads."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self._screen: fdspawn[str] = fdspawn(master, timeout=PATIENCE, encoding="utf-8")

    def sees(self, *texts: str) -> str:
        """Wait until each text was printed, in this order; return what the last wait passed over."""
        for text in texts:
            self._screen.expect_exact(text)
        return str(self._screen.before)

    def types(self, text: str) -> None:
        """Press the keys of a text."""
        self._screen.send(text)

    def ends(self) -> int:
        """Wait until the program is over; return its exit code. What it printed is in `said`."""
        self._screen.expect_exact(EOF)
        return self.process.wait(PATIENCE)

    @property
    def said(self) -> str:
        """What was printed before the last thing waited for."""
        return str(self._screen.before)


@contextmanager
def terminal(*arguments: str, given: Mapping[str, str]) -> Iterator[Terminal]:
    """Start the program at a pseudo-terminal; it is killed at the end if it still runs."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=given,
        cwd=REPOSITORY,
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield Terminal(process, master)
    finally:
        process.kill()
        process.wait(PATIENCE)
        os.close(master)
