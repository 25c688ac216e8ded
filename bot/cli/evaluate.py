"""`isecg-bot eval`: how good the answers are on the golden questions."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.failures import Failure
from bot.cli.options import AsJson, KnowledgeFolder, folder_of, settings_with, snapshot_of
from bot.cli.options import today as current_day
from bot.cli.stores import has_store, with_store

if TYPE_CHECKING:
    from bot.answers.golden import GoldenSet
    from bot.answers.scores import Measured
    from bot.answers.snapshot import Snapshot
    from bot.config import Settings

GOLDEN = Path("tests/golden")
FLOORS = "floors.yaml"
TUNING, VALIDATION = "tuning", "validation"


def evaluate(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Golden files or folders of them; by default tests/golden.")
    ] = None,
    *,
    as_json: AsJson = False,
    show: Annotated[bool, typer.Option("--show", help="List the mistakes, of the tuning half only.")] = False,
    floor: Annotated[
        Path | None,
        typer.Option("--floor", metavar="FILE", help="Exit with 1 where a share misses the floor in FILE."),
    ] = None,
    today: Annotated[
        datetime | None, typer.Option("--today", formats=["%Y-%m-%d"], help="Ask as if on this day.")
    ] = None,
    record: Annotated[
        bool,
        typer.Option("--record", help="Also write the result beside the knowledge, to be shipped with it."),
    ] = False,
    knowledge: KnowledgeFolder = None,
) -> None:
    """Measure the answers on golden questions.

    Prints shares with 95 % intervals for the tuning half and, as totals only, for the validation half; the
    latter are the files with "validate" in their name. The validation totals of all golden questions are kept
    in the bot's store, if there is one, where `/isecg about` shows them.
    """
    from bot.answers.scores import below
    from bot.ui.terminal.marks import marks_object, show_marks, show_mistakes
    from bot.ui.terminal.objects import line
    from bot.ui.terminal.screen import screen

    chosen = golden_files(files or [GOLDEN])
    floors = read_floors(floor) if floor is not None else {}
    settings = settings_with(context, knowledge)
    snapshot = snapshot_of(settings)
    halves = measure_halves(snapshot, chosen, today.date() if today else current_day())
    if not files:
        _keep(settings, halves, snapshot.knowledge.revision, record=record)
    console = screen(sys.stdout)
    if show and not as_json and TUNING in halves:
        show_mistakes(console, halves[TUNING])
    if as_json:
        print(line(marks_object(halves)))
    else:
        show_marks(console, halves)
    missed = [
        f"{name}, {miss}"
        for name, half in halves.items()
        for miss in below(half.rows(), floors.get(name, {}))
    ]
    if missed:
        raise Failure("Below the floor:\n" + "\n".join(missed))


def _keep(settings: Settings, halves: Mapping[str, Measured], revision: str, *, record: bool) -> None:
    """Keep the totals where they can be shown; that this fails is told and spoils nothing."""
    from bot.answers.measurement import NOTE, evaluation_of
    from bot.reload.evaluations import ship_evaluation

    measured = halves.get(VALIDATION) or halves[TUNING]
    found = evaluation_of(measured, revision, current_day())
    if record:
        try:
            print(f"Recorded in {ship_evaluation(folder_of(settings), found)}.", file=sys.stderr)
        except OSError as problem:
            raise Failure(f"The result cannot be recorded: {problem}.") from None
    try:
        if has_store(settings):
            with_store(settings, lambda store: store.set_note(NOTE, found.to_json()))
    except Failure as problem:
        print(f"The result is not kept for /isecg about. {problem}", file=sys.stderr)


def golden_files(chosen: Sequence[Path]) -> tuple[Path, ...]:
    """Return the golden files among files and folders, sorted; raises Failure where there are none."""
    found: list[Path] = []
    for path in chosen:
        if path.is_dir():
            found.extend(sorted(file for file in path.glob("*.yaml") if file.name != FLOORS))
        elif path.is_file():
            found.append(path)
        else:
            raise Failure(f"There is no {path}. Name golden files, or run this in a clone of the project.")
    if not found:
        raise Failure(f"There is no golden file (*.yaml) in {', '.join(map(str, chosen))}.")
    return tuple(dict.fromkeys(found))


def measure_halves(snapshot: Snapshot, files: Iterable[Path], today: date) -> Mapping[str, Measured]:
    """Measure the tuning and the validation half, whichever there are; raises Failure for a faulty file."""
    from bot.answers.scores import measure

    return {half: measure(snapshot, golden, today, garbled) for half, golden in read_halves(files).items()}


def read_halves(files: Iterable[Path]) -> Mapping[str, GoldenSet]:
    """Read golden files into their halves; what was tuned on is left out of the validation half."""
    from bot.answers.golden import GoldenSet

    halves: dict[str, GoldenSet] = {}
    for path in files:
        half = VALIDATION if "validate" in path.stem else TUNING
        halves[half] = halves.get(half, GoldenSet()) + read_golden(path)
    if len(halves) == 2:
        halves[VALIDATION] = halves[VALIDATION].without(halves[TUNING])
    return {half: halves[half] for half in (TUNING, VALIDATION) if half in halves}


def garbled(question: str, typos: int) -> str:
    """Put typos into a question; the same ones each time, and others into each question."""
    from bot.answers.typos import typo

    return typo(question, random.Random(f"{typos} {question}"), typos)  # noqa: S311  nothing is secret here


def read_golden(path: Path) -> GoldenSet:
    """Read one golden file; raises Failure that says what is wrong with it."""
    from bot.answers.golden import FaultyGoldenError, golden_set

    try:
        return golden_set(_yaml(path))
    except FaultyGoldenError as fault:
        raise Failure(f"{path}: {fault}") from None


def read_floors(path: Path) -> Mapping[str, Mapping[str, float]]:
    """Read the shares to reach, in percent, by half and row; raises Failure that says what is wrong."""
    from bot.answers.scores import ROWS

    floors = _yaml(path)
    if not isinstance(floors, dict) or not set(floors) <= {TUNING, VALIDATION}:
        raise Failure(f"{path}: floors stand under {TUNING!r} and {VALIDATION!r}.")
    for name, value in _pairs(floors):
        if name not in ROWS or not isinstance(value, int | float):
            raise Failure(f"{path}: {name!r} is no row with a number; the rows are {', '.join(ROWS)}.")
    return floors


def _pairs(floors: Mapping[str, object]) -> Iterator[tuple[object, object]]:
    for half in floors.values():
        if isinstance(half, dict):
            yield from half.items()


def _yaml(path: Path) -> object:
    import yaml

    try:
        return yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe loaders
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as problem:
        raise Failure(f"{path} cannot be read: {problem}") from None
