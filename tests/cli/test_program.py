"""Exit codes, help, and what becomes of everything that goes wrong."""

import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.answers import engine
from bot.cli.program import app
from tests.cli.conftest import Program
from tests.cli.processes import PATIENCE, REPOSITORY, environment, piped
from tests.folders import write_folder

COMMANDS = sorted(info.name or getattr(info.callback, "__name__", "") for info in app.registered_commands)


def test_the_promised_commands_are_there() -> None:
    """The terminal's commands and the bot's have the names that people were told."""
    assert set(COMMANDS) >= {"ask", "chat", "check", "members", "news", "publications", "eval", "run"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(program: Program, command: str) -> None:
    """`--help` says what the command does and describes each option."""
    ran = program(command, "--help")
    assert ran.code == 0
    assert f"Usage: isecg-bot {command}" in ran.out
    options = ran.out.split("Options:")[1].splitlines()[1:]
    assert all(len(line.split("  ", 3)[-1].strip()) > 3 for line in options if line.strip().startswith("--"))


def test_the_short_help_fits_in_one_line_each(program: Program) -> None:
    """The list of commands is not cut off."""
    commands = program("--help").out.split("Commands:")[1]
    assert "..." not in commands


@pytest.mark.parametrize(
    "arguments", [["ask", "--nope"], ["frobnicate"], ["members", "--year", "soon"], ["news", "--year", "3"]]
)
def test_wrong_usage_exits_with_2(program: Program, arguments: list[str]) -> None:
    """What cannot be understood is said on standard error, with the way to the help."""
    ran = program(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert "Error: " in ran.err


def test_broken_knowledge_exits_with_1_and_says_where(program: Program, tmp_path: Path) -> None:
    """A folder with an error answers nothing; each error is named with its place."""
    folder = write_folder(tmp_path / "broken", chairs="chairs:\n  - id: x\n    agency: nobody\n")
    ran = program("ask", "--knowledge", str(folder), "when did Norway join")
    assert ran.code == 1
    assert ran.out == ""
    assert f"{folder}/chairs.yaml:2:5: error: " in ran.err
    assert "Traceback" not in ran.err


def test_a_flood_of_errors_is_cut(program: Program, tmp_path: Path) -> None:
    """Ten errors are enough to begin with; `check` has all."""
    folder = write_folder(tmp_path / "broken", chairs="chairs:\n" + "  - id: X Y\n" * 30)
    ran = program("ask", "--knowledge", str(folder), "when did Norway join")
    assert len(ran.err.splitlines()) == 12
    assert "isecg-bot check" in ran.err


def test_a_folder_that_is_not_there_exits_with_1(program: Program, tmp_path: Path) -> None:
    """A wrong path is a person's slip, not a bug."""
    ran = program("ask", "--knowledge", str(tmp_path / "nowhere"), "hello")
    assert ran.code == 1
    assert "nowhere" in ran.err


def test_wrong_settings_exit_with_1(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that cannot be used is named with its value."""
    monkeypatch.setenv("ISECG_HTTP_PORT", "high")
    ran = program("ask", "hello")
    assert ran.code == 1
    assert "ISECG_HTTP_PORT" in ran.err
    assert "'high'" in ran.err


def test_an_environment_file_that_is_no_text_exits_with_1(program: Program, settled: Path) -> None:
    """A `.env` in another encoding is named as what it is."""
    (settled / ".env").write_bytes(b"DISCORD_TOKEN=\xff\xfe\n")
    ran = program("ask", "hello")
    assert ran.code == 1
    assert ".env" in ran.err


def test_run_without_a_token_exits_with_1(program: Program) -> None:
    """`run` says what is missing and what works without it."""
    ran = program("run")
    assert ran.code == 1
    assert "DISCORD_TOKEN is not set" in ran.err


def _broken_engine(*_: object, **__: object) -> None:
    raise RuntimeError("the secret of the bug")


def test_a_bug_is_one_calm_sentence(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours exits with 3, says where to report it and shows no traceback."""
    monkeypatch.setattr(engine, "answer", _broken_engine)
    ran = program("ask", "hello")
    assert ran.code == 3
    assert len(ran.err.splitlines()) == 1
    assert "RuntimeError" in ran.err
    assert "report" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("arguments", [["--debug", "ask", "hello"], ["ask", "hello", "--debug"]])
def test_debug_shows_the_traceback(
    program: Program, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    """`--debug` may stand before or behind the command."""
    monkeypatch.setattr(engine, "answer", _broken_engine)
    ran = program(*arguments)
    assert ran.code == 3
    assert "Traceback" in ran.err
    assert "the secret of the bug" in ran.err


def test_the_environment_can_ask_for_the_traceback(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """ISECG_DEBUG is the same as --debug."""
    monkeypatch.setattr(engine, "answer", _broken_engine)
    monkeypatch.setenv("ISECG_DEBUG", "1")
    assert "Traceback" in program("ask", "hello").err


def test_the_folder_may_be_named_before_the_command(program: Program, tmp_path: Path) -> None:
    """`--knowledge` in front of the command holds for it; behind the command it wins."""
    other = write_folder(tmp_path / "other", news=None)
    assert program("--knowledge", str(other), "news").out.startswith("0 ")
    first = tmp_path / "nowhere"
    assert program("--knowledge", str(first), "news", "--knowledge", str(other)).out.startswith("0 ")


def test_a_process_asks_without_discord_and_database(small: Path, cache: Path, tmp_path: Path) -> None:
    """`ask`, `chat`, `check` and `plan` start without importing discord or SQLAlchemy."""
    older = write_folder(tmp_path / "older", news="news: []\n")
    code = (
        "import sys\nfrom bot.cli.program import run\n"
        "codes = [run(['ask', 'when did Norway join']), run(['chat']), run(['check']),"
        f" run(['plan', '--against', {str(older)!r}])]\n"
        "loaded = {'discord', 'sqlalchemy', 'aiohttp', 'prompt_toolkit', 'watchfiles'} & set(sys.modules)\n"
        "print(codes, sorted(loaded), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        input=b"when did Norway join\n",
        capture_output=True,
        env=environment(small, cache),
        cwd=REPOSITORY,
        timeout=PATIENCE,
        check=True,
    )
    assert ran.stderr.decode().splitlines()[-1] == "[0, 0, 0, 0] []"


def answering(folder: Path, cache: Path) -> subprocess.Popen[bytes]:
    """The program, reading questions from its standard input."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--json", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(folder, cache),
        cwd=REPOSITORY,
    )


def test_a_reader_that_leaves_ends_the_program_quietly(small: Path, cache: Path) -> None:
    """A pipe that is closed at the other end is no reason for a traceback."""
    with answering(small, cache) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"when did Norway join\n")
        process.stdin.flush()
        first = process.stdout.readline()  # streamed: it is here before the next question is asked
        process.stdout.close()
        process.stdin.write(b"when did Norway join\n" * 50)
        process.stdin.close()
        said = process.stderr.read()
        assert process.wait(PATIENCE) == 1
    assert b'"outcome": "answered"' in first
    assert said == b""


def test_an_interrupt_exits_with_130(small: Path, cache: Path) -> None:
    """Ctrl-C while questions are read ends the program at once, without a traceback."""
    with answering(small, cache) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"when did Norway join\n")
        process.stdin.flush()
        process.stdout.readline()  # it is ready and waits for the next question
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
        assert process.stderr.read() == b""


def test_no_escape_codes_where_nobody_looks(small: Path, cache: Path) -> None:
    """In a pipe everything is plain text, whatever the environment says of colours."""
    given = environment(small, cache, FORCE_COLOR="1", CLICOLOR_FORCE="1")
    for arguments in (["ask", "when did Norway join"], ["members"], ["check"], ["--help"]):
        ran = piped(*arguments, given=given)
        assert ran.returncode == 0
        assert b"\x1b" not in ran.stdout
        assert ran.stderr == b""


def test_the_version_is_shown(program: Program) -> None:
    """`--version` prints the name and the number of the installed distribution, for reports of mistakes."""
    ran = program("--version")
    assert (ran.code, ran.out) == (0, f"isecg-bot {version('isecg-bot')}\n")


def test_an_interrupt_while_loading_exits_with_130(small: Path, cache: Path) -> None:
    """Ctrl-C before the program has begun its work ends it as quietly as later."""
    code = (
        "import importlib.abc, os, signal, sys\n"
        "class Interrupted(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'bot.cli.program': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "from bot.__main__ import main\n"
        "sys.exit(main())"
    )
    given = environment(small, cache)
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env=given,
        cwd=REPOSITORY,
        timeout=PATIENCE,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [["ask", "when did Norway join"], ["members"], ["check"], ["--help"]])
def test_a_full_disk_is_told_and_no_bug(small: Path, cache: Path, arguments: list[str]) -> None:
    """What the system refuses to write is an expected failure: one sentence, exit code 1, no traceback."""
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(small, cache),
            cwd=REPOSITORY,
            timeout=PATIENCE,
            check=False,
        )
    assert ran.returncode == 1
    assert ran.stderr == b"The system refused: No space left on device. See to that and try again.\n"


def test_closed_streams_are_empty_ones(small: Path, cache: Path) -> None:
    """A caller who has closed standard input or output gets the exit code all the same."""
    program = f'"{sys.executable}" -m bot ask'
    ran = subprocess.run(
        ["sh", "-c", f'{program} "when did Norway join" >&-; echo $?; {program} <&-; echo $?'],
        capture_output=True,
        env=environment(small, cache),
        cwd=REPOSITORY,
        timeout=PATIENCE,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == (b"0\n0\n", b"")
