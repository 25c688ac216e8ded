"""How good the answers are, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.text import Text

from bot.answers.evaluation import Share, Verdict
from bot.answers.model import Answer
from bot.answers.scores import AT_LEAST, Measured, Result
from bot.knowledge.problem import visible
from bot.ui.terminal.screen import print_table
from bot.ui.terminal.screen import table as empty_table

_LONGEST = 200  # characters of an answer beside a mistake


def show_marks(console: Console, halves: Mapping[str, Measured]) -> None:
    """Print the shares of each half side by side: percent, 95 % interval, counts."""
    table = empty_table(console)
    table.add_column("")
    rows = {name: half.rows() for name, half in halves.items()}
    for name in rows:
        table.add_column(name, justify="right", no_wrap=True)
    for row in next(iter(rows.values()), {}):
        label = Text(row, "heading" if row in AT_LEAST else "")
        table.add_row(label, *(_cell(shares[row]) for shares in rows.values()))
    print_table(console, table)


def marks_object(halves: Mapping[str, Measured]) -> Mapping[str, object]:
    """Return the shares for JSON; percent and the 95 % interval from low to high."""
    return {
        name: {row: _object(share) for row, share in half.rows().items()} for name, half in halves.items()
    }


def show_mistakes(console: Console, measured: Measured) -> None:
    """Print each question that did not become what it should."""
    singles: Sequence[Result] = measured.singles
    for result in (*singles, *(result for pair in measured.pairs for result in pair)):
        if result.verdict in {Verdict.RIGHT, Verdict.REFUSED}:
            continue
        outcome, golden = result.outcome, result.golden
        if isinstance(outcome, Answer):
            said = f"{outcome.entry}: {outcome.text}"
        else:
            said = "; ".join(related.question for related in outcome.nearest) or outcome.text
        wanted = " ".join(f"[{item}]" for item in golden.says) or "refused"
        console.print(Text.assemble((f"{result.verdict}  ", "bad"), visible(golden.question)), soft_wrap=True)
        detail = f"    wanted {wanted}\n    {outcome.confidence:.2f} {visible(said[:_LONGEST])}"
        console.print(Text(detail, "small"), soft_wrap=True)
    console.print()


def _cell(share: Share) -> str:
    if not share.total:
        return "-"
    low, high = share.interval
    return f"{share.percent:.1f} % [{low:.1f}, {high:.1f}] {share.count}/{share.total}"


def _object(share: Share) -> Mapping[str, object]:
    low, high = share.interval
    return {
        "count": share.count,
        "total": share.total,
        "percent": round(share.percent, 2),
        "low": round(low, 2),
        "high": round(high, 2),
    }
