"""What an edit will do: for a terminal, for a pull request, and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.answers.comparing import ChangedAnswer
from bot.answers.model import Answer, Outcome
from bot.knowledge.model import Record
from bot.outbox.planning import MASS_LIMIT
from bot.outbox.render import as_text
from bot.reload.foreseeing import Foreseen
from bot.ui.terminal.objects import outcome_object
from bot.ui.terminal.plan_rows import ADDED, CHANGED, REMOVED, Section, counted, sections, verdict

MARKER = "<!-- isecg-bot plan -->"
"""The first line of the Markdown, by which a later run finds the comment to replace."""
LONGEST_COMMENT = 60_000
"""Characters of the Markdown: GitHub takes 65,536 in a comment."""

_STYLES = {ADDED: "good", REMOVED: "bad", CHANGED: "unsure"}


def show_plan(console: Console, foreseen: Foreseen, against: str, *, everything: bool) -> None:
    """Print facts, answers and alerts, and at the end what goes out."""
    for section in sections(foreseen, everything=everything):
        console.print(Text(section.title, "heading"))
        for row in section.rows:
            text = f"  {row.sign} {row.text}".rstrip()
            console.print(Text(text, _STYLES.get(row.sign, "")), soft_wrap=True)
        console.print()
    console.print(Text(_asked(foreseen, against), "small"), soft_wrap=True)
    console.print(Text(verdict(foreseen), "heading"), soft_wrap=True)


def plan_markdown(foreseen: Foreseen, against: str, *, everything: bool) -> str:
    """Return a comment for a pull request; what the files say stands in fences, so it mentions nobody."""
    head = [MARKER, "### What this edit will do", "", f"**{verdict(foreseen)}**", ""]
    tail = f"<sub>{_asked(foreseen, _inline(against))}</sub>\n"
    told = sorted(sections(foreseen, everything=everything), key=lambda one: one.small)
    text = "\n".join(head) + "\n"
    for number, section in enumerate(told):
        part = "\n".join(_folded(section) if section.small else _fenced(section)) + "\n"
        if len(text) + len(part) + len(tail) > LONGEST_COMMENT:
            left = counted(len(told) - number, "part")
            text += f"\n{left} left out for length; `isecg-bot plan` shows all.\n\n"
            break
        text += part
    return f"{text}\n{tail}"


def plan_object(foreseen: Foreseen, against: str) -> Mapping[str, object]:
    """Return all of it for programs; dates and texts as the files and the alerts have them."""
    answers = foreseen.answers
    return {
        "against": against,
        "revision": foreseen.plan.revision,
        "facts": [fact for kind, _ in foreseen.facts for fact in _facts(foreseen, kind)],
        "answers": {
            "asked": answers.asked,
            "left_out": answers.left_out,
            "changed": [_change(one) for one in answers.changed],
            "recited": list(answers.recited),
        },
        "alerts": [
            {
                "key": planned.event.key,
                "kind": str(planned.event.kind),
                "change": str(planned.event.change),
                "state": str(planned.event.state),
                "items": [item.id for item in planned.event.items],
                "text": as_text(alert),
            }
            for planned, alert in foreseen.alerts
        ],
        "baseline": foreseen.plan.baseline,
        "waits": foreseen.plan.waits,
        "waits_above": MASS_LIMIT,
    }


def _asked(foreseen: Foreseen, against: str) -> str:
    answers = foreseen.answers
    more = f", {answers.left_out:,} more not asked" if answers.left_out else ""
    return f"Compared with {against}; {counted(answers.asked, 'question')} asked of both{more}."


def _fenced(section: Section) -> Iterator[str]:
    yield f"#### {section.title}"
    yield ""
    yield from _fence(section)
    yield ""


def _folded(section: Section) -> Iterator[str]:
    yield f"<details><summary>{section.title}</summary>"
    yield ""
    yield from _fence(section)
    yield ""
    yield "</details>"
    yield ""


def _fence(section: Section) -> Iterator[str]:
    """A block in which nothing is markup, whatever stands in it; `!` colours a line there."""
    lines = [f"{'!' if row.sign == CHANGED else row.sign} {row.text}".rstrip() for row in section.rows]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    plain = not any(row.sign.strip() for row in section.rows)
    yield f"{fence}{'text' if plain else 'diff'}"
    yield from (line.removeprefix("  ") if plain else line for line in lines)
    yield fence


def _inline(text: str) -> str:
    """A name in a line of its own kind: signs that Markdown would read are taken out."""
    return f"<code>{re.sub(r'[^A-Za-z0-9_./~^ ():-]', '?', text)}</code>"


def _facts(foreseen: Foreseen, kind: str) -> Iterator[Mapping[str, object]]:
    found = foreseen.facts.of(kind)
    for change, records in (("added", found.added), ("removed", found.removed)):
        for record in records:
            yield {"kind": kind, "id": record.id, "change": change, "record": _json(record)}
    for changed in found.changed:
        old, new = _json(changed.old), _json(changed.new)
        fields = [
            {"field": one.field, "old": old[one.field], "new": new[one.field]} for one in changed.fields
        ]
        yield {"kind": kind, "id": changed.new.id, "change": "changed", "fields": fields}


def _json(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json")


def _change(one: ChangedAnswer) -> Mapping[str, object]:
    return {
        "change": str(one.turn),
        "questions": list(one.questions),
        "old": _outcome(one.old),
        "new": _outcome(one.new),
    }


def _outcome(outcome: Outcome) -> Mapping[str, object]:
    whole = outcome_object("", outcome, 0.0)
    kept = ("outcome", "answer", "entry", "as_of") if isinstance(outcome, Answer) else ("outcome", "message")
    return {name: whole[name] for name in kept}
