"""The program `isecg-bot`: its commands, and what becomes of everything that goes wrong in one.

Exit codes: 0 good (an honest refusal is good, too), 1 an expected failure, 2 wrong usage, 3 a bug of ours,
130 interrupted.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from io import TextIOWrapper
from typing import Annotated

import typer

from bot.cli.alerts import alerts
from bot.cli.ask import ask
from bot.cli.backup import backup
from bot.cli.chat import chat
from bot.cli.check import check
from bot.cli.evaluate import evaluate
from bot.cli.failures import Failure
from bot.cli.options import KnowledgeFolder, settings_with
from bot.cli.plan import plan
from bot.cli.run import run as run_in_discord
from bot.cli.tables import members, news, publications
from bot.cli.unanswered import unanswered

FAILED, BUG, INTERRUPTED = 1, 3, 130

_NO_FAULT_OF_OURS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EMFILE, errno.ENFILE}
)
"""What the system may refuse at any time: a full disk, a quota, a broken device, too many open files."""

app = typer.Typer(
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # boxes around every line are louder than what they hold
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (ask, chat, check, plan, members, news, publications, unanswered, backup):
    app.command()(command)
app.command(name="eval")(evaluate)
app.command(name="run")(run_in_discord)
app.add_typer(alerts, name="alerts")


def _print_version(wanted: bool) -> None:  # noqa: FBT001  the form of a callback of an option
    if wanted:
        try:
            number = version("isecg-bot")
        except PackageNotFoundError:
            number = "(not installed)"
        print(f"isecg-bot {number}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def bare(
    context: typer.Context,
    *,
    knowledge: KnowledgeFolder = None,
    _: Annotated[
        bool,
        typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_print_version),
    ] = False,
    debug: Annotated[  # taken off before, as it may stand anywhere; named here for the help
        bool, typer.Option("--debug", help="Show the traceback when something unexpected happens.")
    ] = False,
) -> None:
    """Answer questions about ISECG, the International Space Exploration Coordination Group.

    Without a command: a conversation in the terminal or, when DISCORD_TOKEN is set, the bot in Discord.
    """
    context.obj = knowledge
    if context.invoked_subcommand is not None:
        return
    if settings_with(context, knowledge).discord_token is None:
        chat(context, knowledge=knowledge)
    else:
        run_in_discord(context, knowledge=knowledge)


def run(arguments: Sequence[str]) -> int:
    """Run one command; print what went wrong as one calm sentence and return the exit code."""
    rest, debug = _without_debug(arguments)
    _open_closed_streams()
    _tolerant(sys.stdout, sys.stderr)
    try:
        code = _run(rest)
        sys.stdout.flush()
    except Failure as failure:
        print(failure, file=sys.stderr)
        code = FAILED
    except BrokenPipeError:
        _write_no_more()  # the reader has seen enough
        code = FAILED
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as bug:  # noqa: BLE001  the last resort: a person gets a sentence, not a traceback
        if isinstance(bug, OSError) and bug.errno in _NO_FAULT_OF_OURS:
            _write_no_more()
            where = f" ({bug.filename!a})" if bug.filename else ""
            print(f"The system refused: {bug.strerror}{where}. See to that and try again.", file=sys.stderr)
            code = FAILED
        else:
            _tell(bug, debug=debug)
            code = BUG
    return code


def _write_no_more() -> None:
    """Let what is still to be printed vanish, so that the end of the program does not fail over it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _open_closed_streams() -> None:
    """Put an empty stream where the caller has closed one (`>&-`), as Python has none there then."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123  open to the end


def _run(arguments: list[str]) -> int:
    try:
        app(args=arguments, prog_name="isecg-bot")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def _without_debug(arguments: Sequence[str]) -> tuple[list[str], bool]:
    """Take `--debug` out, wherever it stands before a `--`."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = [argument for argument in arguments[:end] if argument != "--debug"]
    return [*options, *arguments[end:]], len(options) < end or bool(os.environ.get("ISECG_DEBUG"))


def _tolerant(*streams: object) -> None:
    """Let text that a terminal's encoding cannot show become question marks and no failure."""
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _tell(bug: Exception, *, debug: bool) -> None:
    if debug:
        traceback.print_exception(bug)
    again = "" if debug else " Run the command again with --debug for the details to send along."
    print(
        f"Sorry, this is a fault of isecg-bot itself ({type(bug).__name__}), not of what you typed."
        f" Please report it to the maintainers, as an issue of the project.{again}",
        file=sys.stderr,
    )
