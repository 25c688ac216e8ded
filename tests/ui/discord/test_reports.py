"""Readers' reports and unanswered questions: what reaches the maintainers, and what does not."""

from __future__ import annotations

from tests.fake_discord import FakeDiscord
from tests.ui.discord.bots import Bots
from tests.ui.discord.facts import vague


async def test_a_report_goes_to_the_maintainers(fake: FakeDiscord, bots: Bots) -> None:
    """The form takes what is wrong; the list gets it with the entry, the channel gets it escaped."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        reply = await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
        form = await (await anna.clicks(reply, "Wrong or outdated?")).modal()
        assert form.title == "Wrong or outdated?"
        what, where = form.fields
        thanks = await anna.submits(form, **{what: "It was @everyone *2006*", where: "https://nasa.gov"})
        answer = await thanks.reply()
    assert answer.ephemeral
    assert "Thank you" in answer.text
    ((kind, text, entry, note),) = bots.store.counted
    assert (kind, text, entry) == ("report", "when did nasa join", "member-joined")
    assert note == "It was @everyone *2006* https://nasa.gov"
    (told,) = bots.told
    assert r"\@everyone \*2006\*" in told
    assert str(anna.id) not in told


async def test_a_form_outlives_a_restart(fake: FakeDiscord, bots: Bots) -> None:
    """What was opened before the bot restarted can be sent after it."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        reply = await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
        form = await (await anna.clicks(reply, "Wrong or outdated?")).modal()
    async with bots.running():
        answer = await (await anna.submits(form, what="It was 2006")).reply()
    assert "Thank you" in answer.text
    assert bots.store.counted == [("report", "when did nasa join", "member-joined", "It was 2006")]


async def test_what_is_not_answered_is_kept_as_bare_text(fake: FakeDiscord, bots: Bots) -> None:
    """Normalised, with its kind, without mentions, addresses, numbers of people; answers are not kept."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    unsure = vague(bots.edition.snapshot)
    async with bots.running():
        for question in (
            "When did NASA join?",
            "What is the BUDGET of ISECG <@123456789012345678> call +1 555 123 45 67",
            unsure,
            "best  Pizza\nfor anna@example.org at https://pizza.example/x",
        ):
            await (await anna.types_command(channel, "/ask", question=question)).reply()
    kept = {text: kind for kind, text, _, _ in bots.store.counted}
    assert kept.pop("best pizza for at") == "off-topic"
    assert kept.pop(unsure) == "unsure"
    ((text, kind),) = kept.items()
    assert kind in {"unanswered", "unsure", "off-topic"}
    assert text == "what is the budget of isecg call"


async def test_one_setting_keeps_nothing(fake: FakeDiscord, bots: Bots) -> None:
    """With it off, questions leave no trace."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running(keep=False):
        await (await anna.types_command(channel, "/ask", question="best pizza in rome")).reply()
    assert bots.store.counted == []
