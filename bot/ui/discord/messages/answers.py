"""Answers, suggestions and refusals as messages: the fact first, then small and quiet what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answers.model import Answer, Outcome, Related, Suggestion
from bot.knowledge.model import Source
from bot.ui.discord.codes import LONGEST, Act, Asked, asked_code, entry_code
from bot.ui.discord.markup import MAX_CONTENT, MAX_LABEL, clip, link, plain, small
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.replies import Button, Reply

_LINKS = 3  # under an answer; the rest is behind the button
_LONGEST_QUESTION = 80  # of a question that a button carries whole


def show_outcome(outcome: Outcome, question: str, phrases: Phrases, *, notes: Sequence[str] = ()) -> Reply:
    """The message for an outcome; `question` is what was asked, `notes` are quiet lines at the end."""
    if isinstance(outcome, Answer):
        return _answer(outcome, question, phrases, notes)
    lines = [plain(clip(outcome.text, MAX_CONTENT - 300)), *map(small, notes)]
    return Reply("\n".join(lines), _ask_rows(outcome.nearest, primary=isinstance(outcome, Suggestion)))


def _answer(answer: Answer, question: str, phrases: Phrases, notes: Sequence[str]) -> Reply:
    asked = Asked(entry_code(answer.entry), _repeatable(answer, question))
    tail = [small(note) for note in notes]
    if phrases.say("answered_english"):
        tail.append(small(phrases.say("answered_english")))
    dated = [] if answer.as_of is None else [small(phrases.say("as_of", date=phrases.date(answer.as_of)))]
    text = plain(answer.text)
    room = MAX_CONTENT - sum(len(line) + 1 for line in (*dated, *tail))
    text = clip(text, room)
    sources = _inline(answer.sources, phrases, room - len(text) - 1)
    lines = [text, *dated, *sources, *tail]
    rows: list[tuple[Button, ...]] = list(_ask_rows(answer.related, primary=False))
    below = [Button(phrases.say("wrong_button"), asked_code(Act.REPORT, asked))]
    if answer.sources:
        below.insert(0, Button(phrases.say("sources_button"), asked_code(Act.SOURCES, asked)))
    return Reply("\n".join(lines), (*rows, tuple(below)))


def _repeatable(answer: Answer, question: str) -> str:
    """What to ask to get this answer again: the question as it was, if it fits, or in our words."""
    typed = " ".join(question.split())
    if 0 < len(typed) <= _LONGEST_QUESTION or "{" in answer.question:
        return typed
    return answer.question


def _ask_rows(questions: Iterable[Related], *, primary: bool) -> tuple[tuple[Button, ...], ...]:
    """One row for each question: beside each other a phone would cut them."""
    buttons: dict[str, Button] = {}
    for related in questions:
        code = asked_code(Act.ASK, Asked(entry_code(related.entry), related.question))
        assert len(code) <= LONGEST
        buttons[code] = Button(clip(related.question, MAX_LABEL), code, primary=primary)
    return tuple((button,) for button in list(buttons.values())[:3])


def _inline(sources: Sequence[Source], phrases: Phrases, room: int) -> list[str]:
    """The first sources in one quiet line, as many as there is room for."""
    for count in range(min(_LINKS, len(sources)), 0, -1):
        links = [link(_short(source), source.url) for source in sources[:count]]
        if len(sources) > count:
            links.append(phrases.say("more", count=len(sources) - count))
        line = small(phrases.say("sources", list=" · ".join(links)))
        if len(line) <= room:
            return [line]
    return []


def _short(source: Source) -> str:
    year = "" if source.date is None or source.date.year is None else f" {source.date.year}"
    return clip(source.publisher, 40) + year


def show_sources(answer: Answer, phrases: Phrases) -> Reply:
    """All sources of an answer: title, publisher, date, remarks."""
    if not answer.sources:
        return Reply(phrases.say("no_sources"))
    lines = [f"**{phrases.say('sources_title')}**"]
    for source in answer.sources:
        about = [plain(source.publisher)]
        if source.date is not None:
            about.append(phrases.date(source.date))
        if source.date_note is not None:
            about.append(plain(source.date_note))
        block = f"- {link(source.title, source.url)}\n{small(', '.join(about))}"
        if sum(len(line) + 1 for line in lines) + len(block) > MAX_CONTENT:
            break
        lines.append(block)
    return Reply("\n".join(lines))
