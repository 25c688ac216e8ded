"""The words of alerts in Discord: a day that is known is a time stamp, in each reader's own form."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from bot.outbox.languages import words_for
from bot.outbox.words import Words
from bot.ui.discord.markup import moment


@dataclass(frozen=True, slots=True)
class StampedWords(Words):
    """Words whose days are time stamps; partial dates stay what they are."""

    def day(self, when: date) -> str:
        """A calendar day."""
        return moment(when)


def stamped_words(language: str | None) -> Words:
    """The words of a language for Discord."""
    known = words_for(language)
    return StampedWords(**{each.name: getattr(known, each.name) for each in fields(known)})
