"""Alerts as messages: in one line what happened, under it the facts and where they come from.

The line is `content`, which notifications and screen readers take; the facts are an embed, which has room
for a digest. Readers who have switched embeds off find them all behind the buttons.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.knowledge.dates import PartialDate
from bot.outbox.render import Alert, Block
from bot.outbox.snapshot import Cited
from bot.store.records import Kind
from bot.ui.discord.codes import item_code, items_code
from bot.ui.discord.markup import MAX_CONTENT, MAX_LABEL, clip, escape, plain, small
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.replies import Button, Option, Reply, Select

_MOST_BUTTONS = 5
_SOURCES, _SOURCES_OF_MANY = 3, 1  # under an item; its card has more
_MOST_OPTIONS = 25
_MOST_ROWS = 5
_MOST_BODY = 3_900
_MOST_TITLE = 250
_HEADLINES = 300  # characters for the names in the first line
_MENTION = 30  # characters kept free for a role in front of them
_STAMP = re.compile(r"\\<t\\?:(\d+)\\?:D\\?>")


@dataclass(frozen=True, slots=True)
class Shown:
    """An alert in Discord's terms: `reply` holds the line and the buttons, the rest is the embed."""

    reply: Reply
    title: str | None
    url: str | None
    body: str

    @property
    def text(self) -> str:
        """The line above the embed."""
        return self.reply.text


def show_alert(alert: Alert, marker: str, phrases: Phrases, role: int | None = None) -> Shown:
    """The message; `marker` goes into each button, `role` is the only one that may be mentioned."""
    face = _face(alert, phrases)
    line = face.line if role is None else f"<@&{role}> {face.line}"
    return Shown(Reply(line, _rows(alert.blocks, marker, phrases)), face.title, face.url, face.body)


@dataclass(frozen=True, slots=True)
class _Face:
    """What is the same in every channel."""

    line: str
    title: str | None
    url: str | None
    body: str


# One alert goes to thousands of channels in few languages.
@lru_cache(maxsize=64)
def _face(alert: Alert, phrases: Phrases) -> _Face:
    alone = alert.blocks[0] if len(alert.blocks) == 1 else None
    names = ", ".join(_name(one) for one in alert.blocks)
    head = f"**{_safe(alert.heading)}**: {clip(names, _HEADLINES)}"
    room = MAX_CONTENT - _MENTION
    lines = [head, *_latest([_safe(note) for note in alert.notes], room - len(head) - 1)]
    return _Face(
        clip("\n".join(lines), room),
        title=None if alone is None else clip(plain(alone.title), _MOST_TITLE),
        url=None if alone is None else alone.url,
        body=_body(alert.blocks, alone=alone is not None, phrases=phrases),
    )


def _latest(notes: Sequence[str], room: int) -> list[str]:
    """As many notes as there is room for, the latest rather than the first."""
    kept: list[str] = []
    for note in reversed(notes):
        room -= len(note) + 1
        if room < 0:
            break
        kept.insert(0, note)
    return kept


def _name(block: Block) -> str:
    return f"~~{_safe(block.title)}~~" if block.withdrawn else _safe(block.title)


def _body(blocks: Sequence[Block], *, alone: bool, phrases: Phrases) -> str:
    """As many whole items as there is room for, and how many more there are."""
    parts: list[str] = []
    used = 0
    for count, one in enumerate(blocks):
        part = "\n".join(_facts(one, phrases, titled=not alone))
        if parts and used + len(part) + 2 > _MOST_BODY:
            parts.append(small(phrases.say("more", count=len(blocks) - count)))
            break
        parts.append(clip(part, _MOST_BODY))
        used += len(part) + 2
    return "\n\n".join(parts)


def _facts(block: Block, phrases: Phrases, *, titled: bool) -> list[str]:
    lines = [f"**{_name(block)}**"] if titled else []
    lines += [f"**{_safe(line.label)}:** {_safe(line.value)}" for line in block.lines]
    if block.text:
        lines.append(plain(clip(block.text, 1_000)))
    if titled and block.url:
        lines.append(f"<{block.url}>")
    most = _SOURCES_OF_MANY if titled else _SOURCES
    lines += [small(_source(source, phrases)) for source in block.sources[:most]]
    if len(block.sources) > most:
        lines.append(small(phrases.say("more", count=len(block.sources) - most)))
    return lines


def _source(source: Cited, phrases: Phrases) -> str:
    about = [_link(source.title, source.url), plain(source.publisher)]
    if source.date is not None:
        about.append(phrases.date(PartialDate.parse(source.date)))
    return ", ".join(about)


def _link(text: str, address: str | None) -> str:
    label = plain(re.sub(r"[\[\]]", "", text))
    if address is None or re.search(r"[\s<>()]", address):
        return label
    return f"[{label}]({address})"


def _safe(text: str) -> str:
    """Text without markup of its own, but for the time stamps that we wrote."""
    return _STAMP.sub(r"<t:\1:D>", plain(text))


def _rows(blocks: Sequence[Block], marker: str, phrases: Phrases) -> tuple[tuple[Button, ...] | Select, ...]:
    """A button for each item, or lists of many; each carries the marker."""
    if len(blocks) > _MOST_BUTTONS:
        options = [Option(clip(one.title, 100), f"{one.kind.value[0]}:{one.id}") for one in blocks]
        lists = [options[start : start + _MOST_OPTIONS] for start in range(0, len(options), _MOST_OPTIONS)]
        return tuple(
            Select(phrases.say("alert_choose"), items_code(marker, number), tuple(part))
            for number, part in enumerate(lists[:_MOST_ROWS])
        )
    alone = len(blocks) == 1
    buttons = []
    for one in blocks:
        opens = "alert_button_member" if one.kind is Kind.MEMBERS else "alert_button_details"
        label = phrases.say(opens) if alone else clip(one.title, MAX_LABEL)
        code = item_code(marker, one.kind.value, one.id)
        buttons.append(Button(label, code, disabled=one.withdrawn))
    # Beside each other a phone would cut names.
    return (tuple(buttons),) if alone else tuple((button,) for button in buttons)


def show_stopped(
    channel: str, server: str | None, missing: Sequence[str], reason: str, phrases: Phrases
) -> str:
    """What the person who subscribed is told when alerts somewhere have stopped."""
    where = channel if server is None else f"{channel} ({escape(server)})"
    why = (
        phrases.say("stopped_missing", names=phrases.permissions(missing))
        if missing
        else phrases.say("stopped_reason", reason=plain(clip(reason, 200)))
    )
    return "\n".join([phrases.say("stopped", where=where), why, small(phrases.say("stopped_after"))])
