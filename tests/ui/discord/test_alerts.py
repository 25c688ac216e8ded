"""What readers of a subscribed channel see: alerts, corrections, withdrawals, digests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.answers.snapshot import Snapshot
from bot.store.records import Kind, Wish
from bot.store.store import Store
from tests.fake_discord import ChannelHandle, FakeDiscord, GuildHandle, Perm
from tests.outbox.examples import member, news
from tests.ui.discord.bots import Bots

A = member("a")


async def subscribed(bots: Bots, guild: GuildHandle, channel: ChannelHandle, **more: object) -> None:
    """As the command does, without its confirmation."""
    wish = Wish(channel.id, guild.id, bots.fake.world.developer.id, **more)  # type: ignore[arg-type]  # by name
    await bots.alerts.subscribe(wish, bots.fake.clock.now())


async def test_an_alert_says_what_happened_and_where_it_is_from(fake: FakeDiscord, bots: Bots) -> None:
    """Agency, country, when it joined, which number it is, what it brings, source and date; pings nobody."""
    guild = fake.guild()
    channel = guild.channel()
    await bots.edit(member("f", founding="true", joined="2007"))
    await subscribed(bots, guild, channel)
    async with bots.running():
        await bots.edit(member("f", founding="true", joined="2007"), A)
        (alert,) = await channel.shows(1)
    assert alert.content == "**New member of ISECG**: A Space Agency (A)"
    assert alert.text.splitlines()[1:] == [
        "A Space Agency (A)",
        "**Country:** New Zealand",
        "**Joined:** between May and November 2021, the 2nd member organisation",
        "**Brings:** radio astronomy",
        "-# [ISECG home page](https://example.org/), ISECG, 2021",
    ]
    assert not alert.pings
    assert alert.buttons == ["Member card"]


async def test_the_button_opens_the_card_after_a_restart(
    fake: FakeDiscord, bots: Bots, snapshot: Snapshot
) -> None:
    """For whoever clicks, and for them alone; a member that is gone is said to be."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    await bots.edit()
    await subscribed(bots, guild, channel)
    norway = snapshot.members.get("nosa")
    assert norway is not None
    async with bots.running():
        await bots.edit(norway)
        await channel.shows(1)
        await bots.edit(norway, A)
        known, unknown = await channel.shows(2)
    async with bots.running():
        card = await (await anna.clicks(known, "Member card")).reply()
        assert card.ephemeral
        assert "Norsk Romsenter" in card.text
        gone = await (await anna.clicks(unknown, "Member card")).reply()
        assert "no longer" in gone.text


async def test_an_exact_day_is_a_time_stamp(fake: FakeDiscord, bots: Bots) -> None:
    """Each reader sees it in their own form; what lies between two days stays what it is."""
    guild = fake.guild()
    channel = guild.channel()
    await bots.edit()
    await subscribed(bots, guild, channel)
    async with bots.running():
        await bots.edit(member("a", joined="2026-03-12"))
        await channel.shows(1)
        await bots.edit(
            member("a", joined="2026-03-12"), member("b", joined="2026-04-01/2026-05-02"), news("n")
        )
        exact, between = await channel.shows(2)
    assert "**Joined:** <t:1773309600:D>" in exact.text
    assert "**Joined:** between 1 April 2026 and 2 May 2026" in between.text


async def test_a_correction_edits_the_alert_and_pings_nobody(fake: FakeDiscord, bots: Bots) -> None:
    """The posted message tells the new fact and, dated, the old one."""
    guild = fake.guild()
    channel, role = guild.channel(), guild.role("fans", mentionable=True)
    await bots.edit()
    await subscribed(bots, guild, channel, role_id=role.id)
    async with bots.running() as client:
        await bots.edit(A)
        (alert,) = await channel.shows(1)
        assert alert.pings.roles == (role.id,)
        await bots.edit(member("a", brings="rockets"))
        await fake.until(lambda: alert.edits == 1)
        await bots.quiet(client)
    assert channel.bot_messages == [alert]
    assert "**Brings:** rockets" in alert.text
    assert "Corrected on <t:" in alert.content
    assert "what it brings is rockets, not radio astronomy." in alert.content
    assert alert.later_mentions is not None
    assert not alert.later_mentions
    assert alert.buttons == ["Member card"]


async def test_a_withdrawn_member_is_struck_through_in_place(fake: FakeDiscord, bots: Bots) -> None:
    """The alert says that it is no longer stated; its card cannot be opened any more."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    await bots.edit()
    await subscribed(bots, guild, channel)
    async with bots.running():
        await bots.edit(A)
        (alert,) = await channel.shows(1)
        await bots.edit()
        await fake.until(lambda: alert.edits == 1)
        assert "~~A Space Agency (A)~~" in alert.content
        assert "Withdrawn on <t:" in alert.content
        with pytest.raises(LookupError, match="disabled"):
            await anna.clicks(alert, "Member card")
    assert channel.bot_messages == [alert]


async def test_only_the_chosen_role_is_mentioned(fake: FakeDiscord, bots: Bots) -> None:
    """Nothing in a fact can call anybody else, whatever it looks like."""
    guild = fake.guild(bot_permissions=Perm.MENTION_EVERYONE)
    channel, quiet = guild.channel("a"), guild.channel("b")
    role, other = guild.role("fans", mentionable=True), guild.role("others", mentionable=True)
    anna = guild.member("Anna")
    await bots.edit()
    await subscribed(bots, guild, channel, role_id=role.id)
    await subscribed(bots, guild, quiet)
    hostile = member("a", name=f"@everyone <@&{other.id}> <@{anna.id}> Agency")
    async with bots.running():
        await bots.edit(hostile)
        (alert,) = await channel.shows(1)
        (silent,) = await quiet.shows(1)
    assert alert.pings.roles == (role.id,)
    assert not alert.pings.users
    assert not alert.pings.everyone
    assert alert.content.startswith(f"<@&{role.id}> ")
    assert not silent.pings


async def test_a_deleted_role_is_left_out(fake: FakeDiscord, bots: Bots) -> None:
    """The alert comes all the same."""
    guild = fake.guild()
    channel, role = guild.channel(), guild.role("fans", mentionable=True)
    await bots.edit()
    await subscribed(bots, guild, channel, role_id=role.id)
    async with bots.running() as client:
        fake.world.delete_role(guild.record, role)
        await bots.quiet(client)
        await bots.edit(A)
        (alert,) = await channel.shows(1)
    assert alert.content.startswith("**New member")


async def test_several_new_members_are_one_message(fake: FakeDiscord, bots: Bots, snapshot: Snapshot) -> None:
    """A button for each; many become a list to choose of."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    norway = snapshot.members.get("nosa")
    assert norway is not None
    await bots.edit()
    await subscribed(bots, guild, channel)
    async with bots.running():
        await bots.edit(A, member("b"), norway)
        (alert,) = await channel.shows(1)
        assert alert.content.startswith("**3 new members of ISECG**: A Space Agency (A), B Space Agency (B)")
        card = await (await anna.clicks(alert, "Norwegian Space Agency (NOSA)")).reply()
        assert "Norsk Romsenter" in card.text


async def test_many_at_once_wait_for_a_person_and_then_fit(
    fake: FakeDiscord, bots: Bots, store: Store, snapshot: Snapshot
) -> None:
    """A mass change is held; released, it is one message that says how many it leaves out."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    norway = snapshot.members.get("nosa")
    assert norway is not None
    await bots.edit()
    await subscribed(bots, guild, channel)
    many = [member(f"m{number}", brings="wisdom " * 20) for number in range(30)]
    async with bots.running() as client:
        await bots.edit(norway, *many)
        await bots.quiet(client)
        assert channel.bot_messages == []
        (event,) = await store.events()
        await store.release(event.id, fake.clock.now())
        assert bots.relay is not None
        bots.relay.wake()
        (alert,) = await channel.shows(1)
        assert "31 new members" in alert.content
        assert "more" in alert.text.splitlines()[-1]
        second = [part["custom_id"] for part in alert.parts if part["type"] == 3][1]
        chosen = await anna.selects(alert, second, "Norwegian Space Agency (NOSA)")
        assert "Norsk Romsenter" in (await chosen.reply()).text


async def test_after_an_outage_one_digest_with_true_dates(fake: FakeDiscord, bots: Bots) -> None:
    """What happened in the meantime comes in one silent message, which says since when."""
    guild = fake.guild()
    channel, role = guild.channel(), guild.role("fans", mentionable=True)
    await bots.edit()
    await subscribed(bots, guild, channel, role_id=role.id, kinds=frozenset(Kind))
    began = fake.clock.now()
    await bots.edit(A)
    fake.advance(timedelta(days=2).total_seconds())
    await bots.edit(A, news("n"))
    async with bots.running() as client:
        (digest,) = await channel.shows(1)
        await bots.quiet(client)
    assert channel.bot_messages == [digest]
    noon = int(began.replace(hour=10, minute=0, second=0, microsecond=0).timestamp())
    assert f"ISECG: what happened since <t:{noon}:D>" in digest.content
    assert "About n" in digest.text
    assert not digest.pings
    assert digest.flags & 1 << 12  # no notification


async def test_a_later_subscription_never_gets_it(fake: FakeDiscord, bots: Bots) -> None:
    """Not even if the alert itself is still waiting to go out."""
    guild = fake.guild()
    channel = guild.channel()
    await bots.edit()
    await bots.edit(A)
    await subscribed(bots, guild, channel)
    async with bots.running() as client:
        await bots.quiet(client)
        await bots.edit(A, member("b"))
        (alert,) = await channel.shows(1)
    assert "B Space Agency" in alert.text


async def test_two_servers_read_their_own_language(fake: FakeDiscord, bots: Bots) -> None:
    """Words and dates are translated, facts stay as they are written."""
    first, second = fake.guild("Eins", locale="de"), fake.guild("一", locale="ja")
    german, japanese = first.channel(), second.channel()
    await bots.edit()
    anna = first.member("Anna", permissions=Perm.MANAGE_GUILD)
    second.member(anna)
    ben = second.member("Ben", permissions=Perm.MANAGE_GUILD)
    async with bots.running():
        await (await anna.types_command(german, "/isecg subscribe")).reply()
        await (await ben.types_command(japanese, "/isecg subscribe")).reply()
        await bots.edit(A)
        in_german = (await german.shows(2))[1]
        in_japanese = (await japanese.shows(2))[1]
    assert "**Neues Mitglied der ISECG**" in in_german.content
    assert "zwischen Mai und November 2021" in in_german.text
    assert "**ISECGの新しい参加機関**" in in_japanese.content
    assert "1番目の参加機関" in in_japanese.text
    assert in_japanese.buttons == ["機関のカードを見る"]
