'''A stateful stand-in for Discord on loopback: REST v10 and gateway v10 for the unmodified discord.py.

A test says what people do and what they then see::

    async def test_a_question_is_answered(fake: FakeDiscord) -> None:
        """..."""
        guild = fake.guild("Space fans", locale="de")
        channel = guild.channel("general")
        anna = guild.member("Anna", locale="de")
        async with running(client, fake):  # tests.fake_discord.attach
            asked = await anna.types_command(channel, "/ask", question="who chairs it?")
            reply = await asked.reply()
            assert "chair" in reply.text
            form = await (await anna.clicks(reply, "Wrong or outdated?")).modal()
            await (await anna.submits(form, What_is_wrong="year")).reply()
            said = await anna.says(channel, "{bot} and the members?")    # {bot} mentions the bot
            assert "27" in (await said.reply()).text

with the fixture ``async with FakeDiscord() as fake: yield fake; fake.assert_contract()``.

Where is what: `FakeDiscord` (server.py) has the places and people, `fake.clock`/`fake.advance` (its time
stands still: three-second answers, token lives and the nonce window `fake.world.nonce_window` run on it),
`fake.faults` (hold, fail, drop, delay, limit; before or after a request takes effect), `fake.journal` (what
was asked), `fake.gateway` (close, drop, reconnect, invalidate, outage), `fake.limits` (429s, off by
default), `fake.app` (token, switches, commands) and `fake.violations` (bodies that Discord's description
rejects). Nothing needs a sleep: `fake.until(predicate)`, `fake.arrived(route)`, `fake.accepted(route)`,
`fake.faults.struck(fault)`, `fake.settled()` and `channel.shows(n)` wait for what they say. Routes are
named by Discord's operationIds ("create_message", "create_interaction_response").

For bots in processes of their own (and SIGKILL): `remote.spawn()` runs `python -m tests.fake_discord` and
controls it over HTTP; `threaded.threaded()` runs a fake in a thread, for tests without an event loop of
their own. A fake in the test's own loop serves other processes as well, as long as the test awaits and
never blocks.
'''

from .exchange import Exchange, Modal, NoResponseError, Said
from .faults import Fault
from .journal import Match
from .model import Message
from .people import Person
from .permissions import Perm
from .places import ChannelHandle, GuildHandle
from .server import TOKEN, FakeDiscord

__all__ = [
    "TOKEN",
    "ChannelHandle",
    "Exchange",
    "FakeDiscord",
    "Fault",
    "GuildHandle",
    "Match",
    "Message",
    "Modal",
    "NoResponseError",
    "Perm",
    "Person",
    "Said",
]
