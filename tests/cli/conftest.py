"""The program in this process, on a small folder of knowledge and with a cache of its own."""

import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli.program import run
from tests.folders import write_folder


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Program = Callable[..., Ran]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder for the compiled knowledge, shared by all tests of the command line."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small folder of knowledge; tests that change it write their own."""
    return write_folder(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cache: Path, small: Path) -> Path:
    """An environment without a token or store, on the small folder; the current folder is empty."""
    for name in ("DISCORD_TOKEN", "ISECG_DEBUG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ISECG_KNOWLEDGE", str(small))
    monkeypatch.setenv("ISECG_CACHE", str(cache))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.sqlite3'}")  # never a bot's own store
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def program(settled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """Run a command with some standard input and return what it left behind."""

    def ran(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        code = run(_texts(arguments))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return ran


def _texts(arguments: Sequence[str]) -> list[str]:
    return [str(argument) for argument in arguments]
