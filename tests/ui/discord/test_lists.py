"""`/isecg`: lists, pages, cards, and what the bot says of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.answers.measurement import Evaluation
from tests.fake_discord import FakeDiscord, Perm
from tests.fake_discord.model import Message
from tests.fake_discord.people import Person
from tests.fake_discord.places import ChannelHandle
from tests.ui.discord.bots import Bots


async def _shown(person: Person, channel: ChannelHandle, command: str, **options: object) -> Message:
    return await (await person.types_command(channel, command, **options)).reply()


async def test_the_members_come_in_pages_in_the_order_of_joining(fake: FakeDiscord, bots: Bots) -> None:
    """Founders first; the buttons lead on and back, and stop at the ends."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        shown = await _shown(anna, channel, "/isecg members")
        assert shown.text.startswith("### Members of ISECG: 13")
        assert "Page 1 of 2" in shown.text
        assert "**ASI**" in shown.text
        assert "NZSA" not in shown.text
        with pytest.raises(LookupError, match="disabled"):
            await anna.clicks(shown, "Previous")
        second = await (await anna.clicks(shown, "Next")).reply()
        assert second is shown
        assert "Page 2 of 2" in shown.text
        assert "between May and November 2021" in shown.text
        await (await anna.clicks(shown, "Previous")).reply()
        assert "Page 1 of 2" in shown.text


async def test_only_exact_dates_become_time_stamps(fake: FakeDiscord, bots: Bots) -> None:
    """12 March 2020 is a moment of that day for readers everywhere; 2007 stays a year."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        shown = await _shown(anna, channel, "/isecg members", year=2020)
    (line,) = [line for line in shown.text.splitlines() if "EXA" in line]
    assert "<t:1584007200:D>" in line
    founders = await _founders(fake, bots)
    assert "founder, 2007" in founders
    assert "<t:" not in founders


async def _founders(fake: FakeDiscord, bots: Bots) -> str:
    guild = fake.guild("second")
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        return (await _shown(anna, channel, "/isecg members", founding=True)).text


async def test_members_can_be_filtered(fake: FakeDiscord, bots: Bots) -> None:
    """By region, year and founding; a filter that nobody meets says so."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        asia = await _shown(anna, channel, "/isecg members", region="Asia")
        assert asia.text.startswith("### Members of ISECG: 3")
        assert "JAXA" in asia.text
        later = await _shown(anna, channel, "/isecg members", founding=False)
        assert later.text.startswith("### Members of ISECG: 4")
        maybe = await _shown(anna, channel, "/isecg members", year=2018)
        assert "NOSA" in maybe.text
        nobody = await _shown(anna, channel, "/isecg members", region="Asia", year=2020)
        assert "No member fits" in nobody.text


async def test_the_select_shows_another_region(fake: FakeDiscord, bots: Bots) -> None:
    """Choosing a region changes the list in place for the one who asked."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        shown = await _shown(anna, channel, "/isecg members")
        chosen = await (await anna.selects(shown, "Choose a region", "Oceania")).reply()
        assert chosen is shown
        assert "NZSA" in shown.text
        assert shown.text.startswith("### Members of ISECG: 1")
        await (await anna.selects(shown, "Choose a region", "All regions")).reply()
        assert shown.text.startswith("### Members of ISECG: 13")


async def test_somebody_else_turns_pages_of_their_own(fake: FakeDiscord, bots: Bots) -> None:
    """The list of one person is not turned by another."""
    guild = fake.guild()
    channel, anna, ben = guild.channel(), guild.member("Anna"), guild.member("Ben")
    async with bots.running():
        shown = await _shown(anna, channel, "/isecg members")
        own = await (await ben.clicks(shown, "Next")).reply()
        assert own.ephemeral
        assert "Page 2 of 2" in own.text
        assert "Page 1 of 2" in shown.text
        again = await (await ben.clicks(own, "Previous")).reply()
        assert again is own
        assert "Page 1 of 2" in own.text


@pytest.mark.parametrize("command", ["news", "publications", "roadmap", "timeline"])
async def test_every_list_fits_and_can_be_read_to_its_end(
    fake: FakeDiscord, bots: Bots, command: str
) -> None:
    """Each page has at most 2,000 characters, and the last one has no way on."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        shown = await _shown(anna, channel, f"/isecg {command}")
        seen = [shown.text]
        while "Next" in shown.buttons and not _disabled(shown, "Next"):
            await (await anna.clicks(shown, "Next")).reply()
            seen.append(shown.text)
    assert all(0 < len(text) <= 2000 for text in seen)
    assert len(set(seen)) == len(seen)
    if command == "news":
        assert sum(text.count("Something happened") for text in seen) == 13
        assert "13th" in seen[0]


def _disabled(message: Message, label: str) -> bool:
    return any(part.get("label") == label and part.get("disabled") for part in message.parts)


async def test_a_member_has_a_card(fake: FakeDiscord, bots: Bots) -> None:
    """Country, joined, own and former names, site, sources, as-of date."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        choices = await anna.autocomplete(channel, "/isecg member", name="norw")
        assert [choice["name"] for choice in choices] == ["NOSA: Norwegian Space Agency (Norway)"]
        card = await _shown(anna, channel, "/isecg member", name=choices[0]["value"])
    for text in (
        "### Norwegian Space Agency (NOSA)",
        "**Country:** Norway",
        "**Joined:** 2018 or 2019",
        "**Own name:** Norsk Romsenter",
        "**Former names:** Norwegian Space Centre (NSC)",
        "[www.romsenter.no](<https://www.romsenter.no>)",
        "Sources:",
        "As of June 2024",
    ):
        assert text in card.text


@pytest.mark.parametrize("typed", ["NASA", "nasa", "norwgian space agency", "New Zealand"])
async def test_a_member_is_found_by_what_people_type(fake: FakeDiscord, bots: Bots, typed: str) -> None:
    """Acronym, country or a misspelt name do, without choosing from the list."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        card = await _shown(anna, channel, "/isecg member", name=typed)
    assert card.text.startswith("### N")


@pytest.mark.parametrize("typed", ["Atlantis", "", "@everyone", "x" * 6000, "space agency"])
async def test_an_unknown_member_is_no_other_member(fake: FakeDiscord, bots: Bots, typed: str) -> None:
    """Where it is not clear who is meant, the person is told how to choose."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        told = await _shown(anna, channel, "/isecg member", name=typed)
    assert told.ephemeral
    assert "I know no member by that name" in told.text


async def test_about_says_what_is_known_and_who_is_not_speaking(fake: FakeDiscord, bots: Bots) -> None:
    """Counts, revision, and that this is not ISECG."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    revision = bots.edition.snapshot.knowledge.revision
    found = Evaluation(revision, date(2026, 11, 20), asked=100, right=97, wrong=1, others=50, refused=49)

    async def evaluation() -> Evaluation:
        return found

    async with bots.running(evaluation=evaluation, source="https://example.org/isecg-bot"):
        about = await _shown(anna, channel, "/isecg about")
        found = replace(found, revision="0123456789abcdef")
        other = await _shown(anna, channel, "/isecg about")
    async with bots.running():
        silent = await _shown(anna, channel, "/isecg about")
    assert "13 member organisations" in about.text
    assert "I am not ISECG" in about.text
    assert bots.edition.snapshot.knowledge.revision[:12] in about.text
    measured = (
        "of 100 questions 97 were answered right and 1 wrong; of 50 that cannot be answered 49 were refused"
    )
    assert measured in about.text
    assert "another revision" not in about.text
    assert "(<https://example.org/isecg-bot>)" in about.text
    assert measured in other.text
    assert "It was made at another revision, `0123456789ab`." in other.text
    assert "has not been measured" in silent.text


async def test_help_leads_on(fake: FakeDiscord, bots: Bots) -> None:
    """Commands can be clicked, and so can three questions."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        shown = await _shown(anna, channel, "/isecg help")
        assert "</ask:" in shown.text
        assert "</isecg members:" in shown.text
        assert "Ask ISECG about this" in shown.text
        assert len(shown.buttons) == 3
        answer = await (await anna.clicks(shown, shown.buttons[0])).reply()
    assert "As of" in answer.text


@pytest.mark.parametrize("keep", [True, False])
async def test_privacy_says_what_is_stored(fake: FakeDiscord, bots: Bots, keep: bool) -> None:
    """In line with the setting."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running(keep=keep):
        shown = await _shown(anna, channel, "/isecg privacy")
    assert ("kept for 30 days as bare text" in shown.text) is keep
    assert ("Questions are not kept" in shown.text) is not keep


async def test_the_doctor_names_what_is_missing_and_how_to_give_it(fake: FakeDiscord, bots: Bots) -> None:
    """Permission by permission: given, denied by the channel, denied by the server."""
    guild = fake.guild()
    healthy, muted = guild.channel("healthy"), guild.channel("muted")
    boss = guild.member("Boss", permissions=Perm.MANAGE_GUILD)
    muted.deny(Perm.SEND_MESSAGES)
    async with bots.running():
        good = await _shown(boss, healthy, "/isecg doctor")
        assert good.ephemeral
        assert "Everything works here" in good.text
        bad = await _shown(boss, muted, "/isecg doctor")
        assert "**Send Messages**: missing" in bad.text
        assert "Edit Channel → Permissions" in bad.text
        assert "**Read Message History**: works" in bad.text
        guild.set_everyone(Perm.VIEW_CHANNEL | Perm.USE_APPLICATION_COMMANDS)
        worse = await _shown(boss, healthy, "/isecg doctor")
        assert "Server Settings → Roles" in worse.text
        thread = await _shown(boss, healthy.thread("talk"), "/isecg doctor")
        assert "Send Messages in Threads" in thread.text


async def test_the_doctor_is_for_managers_and_for_servers(fake: FakeDiscord, bots: Bots) -> None:
    """Others are told so; so is who asks in a direct conversation, or where the bot is no member."""
    guild, foreign = fake.guild(), fake.guild("foreign", bot=False)
    channel, elsewhere = guild.channel(), foreign.channel()
    anna = guild.member("Anna", installed=True)
    foreign.member(anna, permissions=Perm.MANAGE_GUILD)
    async with bots.running():
        assert "may manage this server" in (await _shown(anna, channel, "/isecg doctor")).text
        assert "nothing to check" in (await _shown(anna, anna.dm, "/isecg doctor")).text
        assert "not a member of this server" in (await _shown(anna, elsewhere, "/isecg doctor")).text
