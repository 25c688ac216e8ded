"""What an edit will do, as titled rows with a sign before each, for a terminal and a pull request alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, islice

from bot.answers.comparing import ChangedAnswer, ComparedAnswers, Turn
from bot.answers.model import Outcome, Suggestion
from bot.knowledge.diff import Changed, Changes
from bot.knowledge.model import Concept, Entry, FormerName, Member, Record
from bot.knowledge.problem import visible
from bot.outbox.planning import MASS_LIMIT
from bot.outbox.render import as_text
from bot.reload.foreseeing import Foreseen
from bot.store.records import Change

ADDED, REMOVED, CHANGED, PLAIN = "+", "-", "~", " "

_MOST_FACTS = 40
_MOST_ANSWERS = 12  # under one heading
_MOST_REFUSALS = 4
_MOST_OF_ENTRY = 2  # of one entry under one heading
_MOST_OF_ALERT = 6_000  # characters
_LONGEST = 200
_BEFORE = 60  # characters shown before the place where two texts part

_KINDS = {
    "about": "about",
    "sources": "source",
    "members": "member",
    "publications": "publication",
    "news": "news",
    "people": "person",
    "chairs": "chair",
    "meetings": "meeting",
    "groups": "group",
    "outsiders": "outsider",
    "concepts": "concept",
    "entries": "entry",
}
_TURNS = {
    Turn.LOST: "Questions that are not answered any more",
    Turn.CHANGED: "Questions whose answer changes",
    Turn.GAINED: "Questions that are answered now",
    Turn.REFUSED: "Questions refused, or asked back, in other words",
}
_EVENTS = {
    Change.NEW: "New alert",
    Change.CORRECTED: "Correction, edited into the alerts already posted; nobody is pinged",
    Change.WITHDRAWN: "Withdrawal, said in the alerts already posted; nobody is pinged",
    Change.RESTORED: "Stated again, said in the alerts already posted; nobody is pinged",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line: `+` is new, `-` is gone, `~` is changed, a space says nothing."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a title; `small` rows are details that a summary may fold away."""

    title: str
    rows: tuple[Row, ...]
    small: bool = False


def sections(foreseen: Foreseen, *, everything: bool = False) -> tuple[Section, ...]:
    """What there is to tell, in order; `everything` leaves nothing out."""
    return (
        *_facts(foreseen.facts, everything=everything),
        *_answers(foreseen.answers, everything=everything),
        *_alerts(foreseen, everything=everything),
    )


def verdict(foreseen: Foreseen) -> str:
    """One sentence or two: what goes out, and whether it waits."""
    if foreseen.plan.baseline:
        return "This store has seen nothing yet: its first run announces nothing."
    if foreseen.nothing:
        return "Nothing that readers see changes; nothing is announced."
    if not foreseen.alerts:
        return "Nothing is announced."
    counts = Counter(planned.event.change for planned, _ in foreseen.alerts)
    items = sum(len(planned.event.items) for planned, _ in foreseen.alerts)
    nouns = {
        Change.NEW: "new alert",
        Change.CORRECTED: "correction",
        Change.WITHDRAWN: "withdrawal",
        Change.RESTORED: "restatement",
    }
    said = [counted(counts[change], nouns[change]) for change in Change if counts[change]]
    told = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    if foreseen.plan.waits:
        return (
            f"{told}, {counted(items, 'item')} in one edit. That is more than {MASS_LIMIT}, so nothing goes"
            " out until a maintainer runs `isecg-bot alerts release`."
        )
    return f"{told}, as soon as the bot takes this edit."


def counted(number: int, noun: str) -> str:
    """A number with its noun."""
    plural = f"{noun.removesuffix('y')}ies" if noun.endswith("ry") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


# Facts


def _facts(changes: Changes, *, everything: bool) -> Iterator[Section]:
    rows = list(_fact_rows(changes))
    if rows:
        yield Section("Facts changed", _cut(rows, None if everything else _MOST_FACTS), small=True)


def _fact_rows(changes: Changes) -> Iterator[Row]:
    for kind, found in changes:
        noun = _KINDS[kind]
        yield from (Row(ADDED, f"{noun} {_named(record)}") for record in found.added)
        for changed in found.changed:
            for text in _differences(changed):
                yield Row(CHANGED, f"{noun} {changed.new.id}: {text}")
        yield from (Row(REMOVED, f"{noun} {_named(record)}") for record in found.removed)


def _named(record: Record) -> str:
    if isinstance(record, Member):
        name = f"{record.name} ({record.acronym})"
    elif isinstance(record, Entry):
        name = record.questions[0]
    elif isinstance(record, Concept):
        name = ", ".join(record.words)
    else:
        name = next((getattr(record, f) for f in ("headline", "title", "name") if hasattr(record, f)), "")
    return _line(f"{record.id}: {name}" if name else record.id)


def _differences(changed: Changed) -> Iterator[str]:
    for field in changed.fields:
        old, new = field.old, field.new
        if isinstance(old, tuple) and isinstance(new, tuple):
            before, after = [_value(one) for one in old], [_value(one) for one in new]
            moved = [f"+ {one}" for one in after if one not in before]
            moved += [f"- {one}" for one in before if one not in after]
            yield _line(f"{field.field}: {'; '.join(moved) or 'in another order'}")
        else:
            was, is_ = parting(_value(old), _value(new))
            yield f"{field.field}: {was} → {is_}"


def _value(value: object) -> str:
    if value is None:
        return "(nothing)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _line(value.name if isinstance(value, FormerName) else str(value))


# Answers


def _answers(answers: ComparedAnswers, *, everything: bool) -> Iterator[Section]:
    for turn, found in groupby(answers.changed, key=lambda one: one.turn):
        refused = turn is Turn.REFUSED
        most = None if everything else _MOST_REFUSALS if refused else _MOST_ANSWERS
        yield Section(_TURNS[turn], tuple(_answer_rows(list(found), most)), small=refused)
    rows = [Row(CHANGED, _line(question)) for question in answers.recited]
    if rows:
        title = "Answers in the same words, with other sources or another date"
        yield Section(title, _cut(rows, None if everything else _MOST_ANSWERS), small=True)


def _answer_rows(found: Sequence[ChangedAnswer], at_most: int | None) -> Iterator[Row]:
    shown = list(found) if at_most is None else list(islice(_few_of_each(found), at_most))
    for one in shown:
        more = len(one.questions) - 1
        also = f" (and {counted(more, 'other wording')})" if more else ""
        yield Row(CHANGED, _line(one.questions[0]) + also)
        was, is_ = parting(_said(one.old), _said(one.new))
        yield Row(REMOVED, was)
        yield Row(ADDED, is_)
    if len(found) > len(shown):
        yield Row(PLAIN, f"… and {len(found) - len(shown)} more; --all shows them")


def _few_of_each(found: Iterable[ChangedAnswer]) -> Iterator[ChangedAnswer]:
    seen: Counter[str] = Counter()
    for one in found:
        seen[one.entry] += 1
        if not one.entry or seen[one.entry] <= _MOST_OF_ENTRY:
            yield one


def _said(outcome: Outcome) -> str:
    if isinstance(outcome, Suggestion):
        return "Did you mean: " + " / ".join(related.question for related in outcome.nearest)
    return outcome.text


# Alerts


def _alerts(foreseen: Foreseen, *, everything: bool) -> Iterator[Section]:
    for planned, alert in foreseen.alerts:
        waits = "; waits for its release" if foreseen.plan.waits else ""
        rows = [Row(PLAIN, visible(line)) for line in as_text(alert).split("\n")]
        sizes = accumulate(len(row.text) + 1 for row in rows)
        room = sum(size <= _MOST_OF_ALERT for size in sizes)
        yield Section(f"{_EVENTS[planned.event.change]}{waits}", _cut(rows, None if everything else room))


# Text


def parting(old: str, new: str) -> tuple[str, str]:
    """Two texts as one line each, cut so that the first difference shows."""
    old, new = " ".join(old.split()), " ".join(new.split())
    same = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    start = 0
    if max(len(old), len(new)) > _LONGEST and same > _BEFORE:
        start = max(new.rfind(" ", 0, same - _BEFORE // 2) + 1, same - 2 * _BEFORE)
    lead = "… " if start else ""
    return _line(lead + old[start:]), _line(lead + new[start:])


def _line(text: str) -> str:
    text = " ".join(text.split())
    return visible(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 2]} …")


def _cut(rows: Sequence[Row], at_most: int | None) -> tuple[Row, ...]:
    if at_most is None or len(rows) <= at_most:
        return tuple(rows)
    return (*rows[:at_most], Row(PLAIN, f"… and {len(rows) - at_most} more; --all shows them"))
