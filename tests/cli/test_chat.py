"""`isecg-bot chat`: a conversation at a terminal, and the same in plain lines without one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Program
from tests.cli.processes import REPOSITORY, environment, terminal
from tests.folders import write_folder

ASKED = b"when did Norway join\n"


@pytest.mark.parametrize("arguments", [(), ("chat",)])
def test_lines_in_answers_out(program: Program, arguments: tuple[str, ...]) -> None:
    """Without a terminal there is no greeting and no prompt, only what each line leads to."""
    ran = program(*arguments, stdin=ASKED)
    assert ran.code == 0
    assert ran.out.startswith("Norwegian Space Agency joined in 2018/2019.\n\nAs of 31 December 2019\n")


def test_bare_with_a_token_is_the_bot_in_discord(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token in the environment means `run`, and no line of standard input is answered."""
    monkeypatch.setenv("DISCORD_TOKEN", "not-a-token")
    ran = program(stdin=ASKED)
    assert "Norwegian Space Agency" not in ran.out
    assert "Discord" in ran.err


def test_a_number_picks_an_offered_question(program: Program) -> None:
    """Questions to go on with are numbered; typing the number asks that one."""
    out = program(stdin=ASKED + b"1\n").out
    assert "1  what is the budget of ISECG" in out
    assert out.rstrip().endswith("No source gives a budget.")


def test_a_number_too_high_is_told(program: Program) -> None:
    """A number that is not in the list is no question."""
    assert "There is no number 7" in program(stdin=ASKED + b"7\n").out


def test_a_number_without_a_list_is_a_question(program: Program) -> None:
    """As long as nothing was offered a number is what somebody asks."""
    assert "There is no number" not in program(stdin=b"7\n").out


def test_commands_list_what_is_known(program: Program) -> None:
    """/members, /news and /publications print tables, narrowed by region, year or text."""
    assert "2 member organisations" in program(stdin=b"/members\n").out
    assert "2 member organisations" in program(stdin=b"/members EUROPE\n").out
    assert "1 of 2 member" in program(stdin=b"/members norge\n").out
    assert "1 of 2 member" in program(stdin=b"/members 2018\n").out
    assert "0 of 2 member" in program(stdin=b"/members 1999\n").out
    assert "Norway joins" in program(stdin=b"/news 2019\n").out
    assert "0 of 1 item" in program(stdin=b"/news moon\n").out
    assert "Global Exploration Roadmap" in program(stdin=b"/publications ger\n").out


def test_sources_are_those_of_the_last_answer(program: Program) -> None:
    """/sources adds the addresses, which the conversation leaves out; without an answer it says so."""
    out = program(stdin=b"/sources\n" + ASKED + b"what is the budget\n/sources\n").out
    first, _, last = out.partition("No source gives a budget.")
    assert first.startswith("Nothing is answered yet.")
    assert "https://" not in first
    assert "https://www.globalspaceexploration.org" in last


def test_help_lists_the_commands_and_a_slip_is_corrected(program: Program) -> None:
    """An unknown command is met with the nearest one."""
    out = program(stdin=b"/help\n/menbers\n").out
    for name in ("/members", "/news", "/publications", "/sources", "/help", "/quit"):
        assert name in out
    assert "There is no '/menbers'; did you mean '/members'?" in out


@pytest.mark.parametrize("word", [b"/quit", b"quit", b"EXIT"])
def test_quit_ends_the_conversation(program: Program, word: bytes) -> None:
    """What stands behind it is not read."""
    ran = program(stdin=word + b"\n" + ASKED)
    assert (ran.code, ran.out) == (0, "")


def test_plain_lines_see_edits(cache: Path, tmp_path: Path) -> None:
    """Each line is answered from the folder as it is then; a broken one leaves the last good one in force."""
    folder = write_folder(tmp_path / "knowledge")
    members = folder / "members.yaml"
    text = members.read_text("utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "bot"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(folder, cache),
        cwd=REPOSITORY,
    ) as process:
        _say(process, ASKED, "Norwegian Space Agency joined in 2018/2019.")
        members.write_text(text.replace("Norwegian Space Agency", "Space Norway"), "utf-8")
        _say(process, ASKED, "The knowledge was edited", "Space Norway joined in 2018/2019.")
        members.write_text("members: 1\n", "utf-8")
        _say(process, ASKED, "I keep the last good one.", "members.yaml:1:10: error: ", "Space Norway joined")


def _say(process: subprocess.Popen[bytes], line: bytes, *expected: str) -> None:
    """Write a line, then read until each text was printed, in this order."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line)
    process.stdin.flush()
    for text in expected:
        assert any(text in said.decode() for said in iter(process.stdout.readline, b"")), text


def test_a_conversation_at_a_terminal(cache: Path, tmp_path: Path) -> None:
    """Greeting, completion, an answer, a pick by number, an edit, a broken edit, and a polite end."""
    folder = write_folder(tmp_path / "knowledge")
    members = folder / "members.yaml"
    with terminal("chat", given=environment(folder, cache)) as person:
        person.sees("2 member organisations, as of June 2024", "> ")
        person.types("when norwe")
        person.sees("when did NOSA join")  # offered below the line, found by the country's name
        person.types("\x15when did Norway join\r")
        person.sees("Norwegian Space Agency joined in 2018/2019.", "As of 31 December 2019", "1  ", "> ")
        person.types("1\r")
        person.sees("No source gives a budget.", "> ")

        text = members.read_text("utf-8")
        members.write_text(text.replace("Norwegian Space Agency", "Space Norway"), "utf-8")
        person.sees("The knowledge was edited; from now on I answer from the new text.")
        person.types("when did Norway join\r")
        person.sees("Space Norway joined in 2018/2019.", "> ")

        members.write_text(text.replace("joined: 2018/2019", "joined: soon"), "utf-8")
        line = text.splitlines().index("    joined: 2018/2019") + 1
        person.sees("I keep the last good one.", f"members.yaml:{line}:", "error: ")
        person.types("when did Norway join\r")
        person.sees("Space Norway joined in 2018/2019.", "> ")
        person.types("\x04")
        assert person.ends() == 0
        assert "Goodbye." in person.said
        assert "Traceback" not in person.said


def test_control_c_leaves_politely(small: Path, cache: Path) -> None:
    """Ctrl-C at the prompt is a way out, not an accident; the bare command is the conversation."""
    with terminal(given=environment(small, cache)) as person:
        person.sees("Ctrl-D leaves", "> ")
        person.types("half a questi\x03")
        assert person.ends() == 0
        assert "Goodbye." in person.said


def test_the_history_outlives_the_conversation(small: Path, cache: Path) -> None:
    """The up key brings back what was asked the last time."""
    given = environment(small, cache)
    with terminal("chat", given=given) as person:
        person.sees("> ")
        person.types("when did Norway join\r")
        person.sees("joined in 2018/2019", "> ")
        person.types("/quit\r")
        assert person.ends() == 0
    with terminal("chat", given=given) as person:
        person.sees("> ")
        person.types("\x1b[A")
        person.sees("/quit")
        person.types("\x1b[A")
        person.sees("when did Norway join")
        person.types("\r")
        person.sees("joined in 2018/2019")


def test_a_dumb_terminal_gets_plain_lines(small: Path, cache: Path) -> None:
    """Where the cursor cannot be moved there is no completion and no colour."""
    with terminal("chat", given=environment(small, cache, TERM="dumb")) as person:
        person.types("when did Norway join\n")
        person.sees("joined in 2018/2019.")
        person.types("\x04")
        assert person.ends() == 0
        assert "\x1b" not in person.said


def test_colours_are_for_terminals_that_want_them(small: Path, cache: Path) -> None:
    """At a terminal the small print is dim; with NO_COLOR there is no escape code."""
    with terminal("ask", "when did Norway join", given=environment(small, cache)) as person:
        assert person.ends() == 0
        assert "\x1b[2mAs of 31 December 2019" in person.said
    with terminal("ask", "when did Norway join", given=environment(small, cache, NO_COLOR="1")) as person:
        assert person.ends() == 0
        assert "As of 31 December 2019" in person.said
        assert "\x1b" not in person.said
