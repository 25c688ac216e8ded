"""What costs nobody else time, however long it is: options of Discord's have up to 6,000 characters."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from time import process_time

import pytest

from bot.answers.model import Outcome
from bot.answers.snapshot import Snapshot
from bot.ui.discord.book import normalised
from bot.ui.discord.edition import Edition
from bot.ui.discord.markup import escape
from bot.ui.discord.naming import find_member, member_choices
from tests.fake_discord import FakeDiscord
from tests.ui.discord.bots import Bots
from tests.ui.discord.facts import TODAY

LONG = ["a" * 6_000, "<" * 6_000, "\ufdfa" * 6_000]  # the last stands for 18 letters each


def _seconds(work: Callable[[], object]) -> float:
    """What it costs at best of three times, in seconds of computing."""
    costs = []
    for _ in range(3):
        began = process_time()
        work()
        costs.append(process_time() - began)
    return min(costs)


@pytest.mark.parametrize("text", LONG)
def test_what_is_noted_and_quoted_costs_little(text: str) -> None:
    """A question is looked at as far as it is kept or shown, and no farther."""
    assert _seconds(lambda: (normalised(text), escape(text, 80))) < 0.01


@pytest.mark.parametrize("text", LONG)
def test_what_is_typed_for_a_member_costs_little(snapshot: Snapshot, text: str) -> None:
    """The same for the name of a member."""
    assert _seconds(lambda: (member_choices(snapshot, text), find_member(snapshot, text, TODAY))) < 0.05


@pytest.mark.parametrize("behind", ["", " 17"])
def test_what_is_kept_of_a_long_question_has_no_half_of_an_address(behind: str) -> None:
    """Where a text is cut, the word that was cut goes."""
    address = "anna.smith@example.org"
    for before in range(470, 500):
        kept = normalised("+49 170 12345 " * (before // 14) + "x" * (before % 14) + f" {address}{behind}")
        assert "anna" not in kept


@dataclass(frozen=True, slots=True)
class _Watched(Edition):
    """Notes in which threads it answers."""

    threads: list[threading.Thread] = field(default_factory=list)

    def answer(self, question: str, today: date) -> Outcome:
        """Answer, and note where."""
        self.threads.append(threading.current_thread())
        return Edition.answer(self, question, today)


async def test_a_long_question_is_answered_beside_the_event_loop(fake: FakeDiscord, bots: Bots) -> None:
    """A paragraph takes longer than others may wait; a line does not, and is answered at once."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    known = bots.edition
    bots.edition = watched = _Watched(
        known.snapshot, known.loaded_at, known.offers, known.starters, known.codes
    )
    line = "when did nasa join"
    async with bots.running():
        for question in (line, f"{line} and please tell me why, " + "as I have to write about it " * 5):
            await (await anna.types_command(channel, "/ask", question=question)).reply()
    assert [thread is threading.main_thread() for thread in watched.threads] == [True, False]
