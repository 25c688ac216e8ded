"""The command line: one command a function, each thin."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.answers.engine import answer
from bot.answers.evaluation import Golden, Verdict, judge, share
from bot.answers.model import Answer, Outcome, Refusal, Suggestion
from bot.answers.snapshot import Snapshot
from bot.knowledge.shipped import shipped_folder
from bot.reload.opening import open_cached, open_checked

app = typer.Typer(no_args_is_help=False, add_completion=False, pretty_exceptions_enable=False)


def _today() -> date:
    return datetime.now(UTC).date()


def _snapshot(folder: Path | None) -> Snapshot:
    opened = open_cached(folder or shipped_folder(), _today(), Path.home() / ".cache/isecg-bot")
    if opened.snapshot is None:
        for problem in opened.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(1)
    return opened.snapshot


Folder = Annotated[Path | None, typer.Option("--knowledge", envvar="ISECG_KNOWLEDGE")]


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument()] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    explain: Annotated[bool, typer.Option("--explain")] = False,
    knowledge: Folder = None,
) -> None:
    """Answer one question, or one a line from standard input."""
    snapshot = _snapshot(knowledge)
    questions = [line.rstrip("\n") for line in sys.stdin] if question in {None, "-"} else [question or ""]
    for text in questions:
        started = time.perf_counter()
        outcome = answer(snapshot, text, _today())
        elapsed = (time.perf_counter() - started) * 1000
        if explain:
            found = snapshot.matcher.find(text, _today())
            typer.echo(str(found.reading))
            for name, matches in (("good", found.good), ("weak", found.weak)):
                for match in matches:
                    entry = snapshot.knowledge.entries[match.entry]
                    typer.echo(f"{name} {match.score:.3f} {entry.id} <- {match.phrasing!r} {match.binding}")
        typer.echo(json.dumps(_object(text, outcome, elapsed), ensure_ascii=False) if as_json else str(outcome))


def _object(question: str, outcome: Outcome, milliseconds: float) -> dict[str, object]:
    kinds = {Answer: "answered", Suggestion: "suggested", Refusal: "refused"}
    answered = outcome if isinstance(outcome, Answer) else None
    near = outcome.related if isinstance(outcome, Answer) else outcome.nearest
    return {
        "question": question,
        "outcome": kinds[type(outcome)],
        "answer": answered.text if answered else None,
        "entry": answered.entry if answered else None,
        "confidence": round(outcome.confidence, 4),
        "as_of": str(answered.as_of) if answered and answered.as_of else None,
        "sources": [
            {"title": s.title, "publisher": s.publisher, "url": s.url, "date": str(s.date) if s.date else None}
            for s in (answered.sources if answered else ())
        ],
        "suggestions": [{"entry": related.entry, "question": related.question} for related in near],
        "milliseconds": round(milliseconds, 3),
    }


@app.command()
def check(folder: Annotated[Path | None, typer.Argument()] = None, *, knowledge: Folder = None) -> None:
    """Check a folder of knowledge and print every problem."""
    opened = open_checked(folder or knowledge or shipped_folder(), _today())
    for problem in opened.problems:
        typer.echo(str(problem))
    if opened.snapshot is None:
        raise typer.Exit(1)


@app.command(name="eval")
def evaluate(
    files: Annotated[list[Path], typer.Argument()],
    *,
    knowledge: Folder = None,
    show: Annotated[bool, typer.Option("--show")] = False,
) -> None:
    """Measure the answers on golden questions."""
    import yaml

    snapshot = _snapshot(knowledge)
    today = _today()
    results: list[tuple[Golden, Verdict]] = []
    for path in files:
        for row in yaml.safe_load(path.read_text("utf-8")):
            for item in row if isinstance(row, list) else [row]:
                golden = Golden(
                    item["q"],
                    item["expect"] == "answered",
                    tuple(map(str, item.get("says") or ())),
                    tuple(map(str, item.get("never") or ())),
                )
                outcome = answer(snapshot, golden.question, today)
                verdict = judge(golden, outcome)
                results.append((golden, verdict))
                if show and verdict not in {Verdict.RIGHT, Verdict.REFUSED}:
                    said = outcome.text if isinstance(outcome, Answer) else "; ".join(r.question for r in outcome.nearest)
                    name = outcome.entry if isinstance(outcome, Answer) else type(outcome).__name__
                    typer.echo(f"{verdict:>12} {golden.question!r} {list(golden.says)} -> {name} {outcome.confidence:.2f}: {said[:230]!r}")
    inside = [verdict for golden, verdict in results if golden.answered]
    outside = [verdict for golden, verdict in results if not golden.answered]
    for verdict in (Verdict.RIGHT, Verdict.WRONG, Verdict.SUGGESTED, Verdict.MISSED):
        typer.echo(f"in scope     {verdict:>12}: {share(inside, [verdict])}")
    for verdict in (Verdict.REFUSED, Verdict.SUGGESTED, Verdict.FALSE_ANSWER):
        typer.echo(f"out of scope {verdict:>12}: {share(outside, [verdict])}")
