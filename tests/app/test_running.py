"""The program from start to stop: it answers, reloads, stops in order, and says why it cannot run."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import yaml

from tests.app.processes import PATIENCE, Launcher
from tests.fake_discord import FakeDiscord
from tests.ui.discord.facts import write_facts

QUESTION = "{bot} how many members does isecg have?"


async def test_it_answers_and_stops_when_told(bots: Launcher, fake: FakeDiscord) -> None:
    """From a token to an answer; SIGTERM ends it with 0, and the token is in no line of its log."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running(ISECG_LOG_LEVEL="debug", ISECG_LOG_FORMAT="json") as bot:
        await fake.gateway.ready(within=PATIENCE)
        assert "13 members" in (await (await anna.says(channel, QUESTION)).reply()).text
        asked = await anna.types_command(channel, "/ask", question="secret words nobody logs")
        await asked.reply()
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.ended(within=5) == 0
    assert fake.token not in bot.said
    assert "secret words" not in bot.said
    events = [json.loads(line)["event"] for line in bot.said.splitlines()]
    assert "commands.registered" in events
    assert "app.stopping" in events


async def test_a_store_that_fails_stops_no_answer_and_logs_no_question(
    bots: Launcher, fake: FakeDiscord
) -> None:
    """What could not be written is passed over; the log says so, and not what somebody asked."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as bot:
        await fake.gateway.ready(within=PATIENCE)
        with closing(sqlite3.connect(bots.folder / "bot.sqlite3")) as store, store:
            store.execute("DROP TABLE questions")
        await (await anna.types_command(channel, "/ask", question="secret words nobody logs")).reply()
        assert "13 members" in (await (await anna.says(channel, QUESTION)).reply()).text
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.ended(within=5) == 0
    assert "question.not_kept" in bot.said
    assert "secret words" not in bot.said


async def test_moments_are_told_by_discords_clock(tmp_path: Path, compiled: Path) -> None:
    """Where the machine's clock is wrong, "again in 20 seconds" is true all the same."""
    wrong_by = timedelta(hours=2)
    async with FakeDiscord(start=datetime.now(UTC) + wrong_by, running_clock=True) as fake:
        bots = Launcher(tmp_path, write_facts(tmp_path / "knowledge"), compiled, fake)
        guild = fake.guild()
        channel, anna = guild.channel(), guild.member("Anna")
        async with bots.running():
            await fake.gateway.ready(within=PATIENCE)
            replies = [
                await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
                for _ in range(11)
            ]
        again = re.search(r"<t:(\d+):R>", replies[-1].text)
        assert again is not None
        assert 0 <= int(again[1]) - fake.clock.seconds() + 5 <= 40


async def test_ctrl_c_ends_it_with_130(bots: Launcher, fake: FakeDiscord) -> None:
    """As any program that is interrupted; bare `isecg-bot` with a token runs in Discord, too."""
    async with bots.running("--knowledge", str(bots.knowledge)) as bot:
        await fake.gateway.ready(within=PATIENCE)
        bot.process.send_signal(signal.SIGINT)
        assert await bot.ended(within=5) == 130
    assert "Traceback" not in bot.said


async def test_answers_in_flight_are_finished_on_sigterm(bots: Launcher, fake: FakeDiscord) -> None:
    """A reply that is on its way when the signal comes is posted; then the process ends within 5 seconds."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as bot:
        await fake.gateway.ready(within=PATIENCE)
        held = fake.faults.hold("create_message")
        said = await anna.says(channel, QUESTION)
        await fake.faults.struck(held)
        began = time.monotonic()
        bot.process.send_signal(signal.SIGTERM)
        await asyncio.wait([asyncio.create_task(bot.process.wait())], timeout=0.3)
        assert bot.process.returncode is None
        held.release()
        assert "13 members" in (await said.reply()).text
        assert await bot.ended(within=5) == 0
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("route", ["create_message", "create_interaction_response"])
async def test_a_reply_that_hangs_does_not_keep_it_alive(
    bots: Launcher, fake: FakeDiscord, route: str
) -> None:
    """After SIGTERM nothing is waited for longer than 5 seconds, and what is cut off is no fault."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as bot:
        await fake.gateway.ready(within=PATIENCE)
        held = fake.faults.hold(route)
        if route == "create_message":
            await anna.says(channel, QUESTION)
        else:
            await anna.types_command(channel, "/ask", question="how many members")
        await fake.faults.struck(held)
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.ended(within=5.5) == 0
    assert "Traceback" not in bot.said


@pytest.mark.parametrize("route", ["get_my_user", "get_bot_gateway"])
async def test_it_stops_when_told_while_it_starts(bots: Launcher, fake: FakeDiscord, route: str) -> None:
    """SIGTERM while Discord lets the first requests hang is no failure: exit code 0, and no complaint."""
    async with bots.running() as bot:
        held = fake.faults.hold(route)
        await fake.faults.struck(held, within=PATIENCE)
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.ended(within=5.5) == 0
    assert "cannot be reached" not in bot.said
    assert "Traceback" not in bot.said


@pytest.mark.parametrize(("told", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
async def test_it_stops_when_told_before_it_knows_anything(
    bots: Launcher, fake: FakeDiscord, told: signal.Signals, code: int
) -> None:
    """While the store lets it wait, as while knowledge is compiled; it does not go on to Discord first."""
    reached = asyncio.Event()

    async def let_wait(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await bot.process.wait()
        writer.close()

    server = await asyncio.start_server(let_wait, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, bots.running(DATABASE_URL=f"postgresql://u:p@127.0.0.1:{port}/x") as bot:
        async with asyncio.timeout(PATIENCE):
            await reached.wait()
        bot.process.send_signal(told)
        assert await bot.ended(within=5) == code
    assert "logging in" not in bot.said
    assert "Traceback" not in bot.said
    assert fake.journal.count("get_my_user") == 0


async def test_an_edit_is_live_at_once_and_a_broken_one_is_told(bots: Launcher, fake: FakeDiscord) -> None:
    """A good edit answers the next question; a broken one keeps the last good one and names its place."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    maintainers = guild.channel("maintainers")
    entries = bots.knowledge / "entries.yaml"
    good = entries.read_text()
    async with bots.running(ISECG_MAINTAINERS_CHANNEL=str(maintainers.id)) as bot:
        await fake.gateway.ready(within=PATIENCE)
        await (await anna.says(channel, QUESTION)).reply()
        entries.write_text(good.replace("ISECG has", "Now ISECG has"))
        await fake.until(lambda: "knowledge.reloaded" in bot.said, within=PATIENCE)
        assert (await (await anna.says(channel, QUESTION)).reply()).text.startswith("Now ISECG has")
        entries.write_text(good.replace("questions: [", "questoins: [", 1))
        (told,) = await maintainers.shows(1, within=PATIENCE)
        assert r"entries\.yaml\:4\:5" in told.text
        assert "questoins" in told.text
        assert "entries.yaml:4:5" in bot.said
        assert (await (await anna.says(channel, QUESTION)).reply()).text.startswith("Now ISECG has")
        entries.write_text(good)
        await maintainers.shows(2, within=PATIENCE)
        assert (await (await anna.says(channel, QUESTION)).reply()).text.startswith("ISECG has")


async def test_of_several_processes_one_tells_of_an_edit(
    bots: Launcher, fake: FakeDiscord, tmp_path: Path
) -> None:
    """Each sees the broken edit; the maintainers read of it once, and once that it is mended."""
    maintainers = fake.guild().channel("maintainers")
    there = {"ISECG_MAINTAINERS_CHANNEL": str(maintainers.id)}
    entries = bots.knowledge / "entries.yaml"
    good = entries.read_text()
    first = bots.running("run", "--shards", "0/2", **there)
    other = {**there, "DATABASE_URL": f"sqlite:///{tmp_path / 'other.sqlite3'}"}
    second = bots.running("run", "--shards", "1/2", **other)
    async with first as one, second as two:
        await fake.gateway.ready(2, within=PATIENCE)
        entries.write_text(good.replace("questions: [", "questoins: [", 1))
        await fake.until(
            lambda: "knowledge.rejected" in one.said and "knowledge.rejected" in two.said, PATIENCE
        )
        await maintainers.shows(1, within=PATIENCE)
        entries.write_text(good)
        await fake.until(
            lambda: "knowledge.reloaded" in one.said and "knowledge.reloaded" in two.said, PATIENCE
        )
        await maintainers.shows(2, within=PATIENCE)
    assert len(maintainers.bot_messages) == 2


async def test_health_and_metrics_are_served(bots: Launcher, fake: FakeDiscord) -> None:
    """Ready with its revision; questions and reloads are counted."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    port = _free_port()
    async with bots.running(ISECG_HTTP_PORT=str(port)) as bot, aiohttp.ClientSession() as session:
        await fake.gateway.ready(within=PATIENCE)
        await (await anna.says(channel, QUESTION)).reply()
        await fake.until(lambda: "discord.ready" in bot.said, within=10)
        async with session.get(f"http://127.0.0.1:{port}/healthz") as response:
            health = await response.json()
            assert response.status == 200
        assert health["ready"]
        assert health["reload_problem"] is None
        assert set(health["outbox"].values()) == {0}
        async with session.get(f"http://127.0.0.1:{port}/metrics") as response:
            metrics = await response.text()
        assert 'isecg_questions_total{outcome="answer",way="mention"} 1.0' in metrics
        assert "isecg_servers 1.0" in metrics


async def test_unanswered_questions_become_a_stub(bots: Launcher, fake: FakeDiscord) -> None:
    """What was asked in vain while the bot ran is printed as YAML by `isecg-bot unanswered`."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as bot:
        await fake.gateway.ready(within=PATIENCE)
        for _ in range(2):
            await (await anna.types_command(channel, "/ask", question="What is the budget of ISECG?")).reply()
        reply = await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
        form = await (await anna.clicks(reply, "Wrong or outdated?")).modal()
        await (await anna.submits(form, what="It was\n2006")).reply()
        bot.process.send_signal(signal.SIGTERM)
        await bot.ended(within=5)
    code, said = await bots.fails("unanswered")
    assert code == 0
    (entry,) = yaml.safe_load(said)["entries"]
    assert entry["id"] == "asked-what-is-the-budget-of-isecg"
    assert entry["questions"] == ["what is the budget of isecg?"]
    assert "asked 2 times" in said
    assert "# member-joined, once, last on" in said
    assert "It was 2006" in said


async def test_about_shows_the_last_evaluation_and_the_source(bots: Launcher, fake: FakeDiscord) -> None:
    """`isecg-bot eval` beside the running bot is what `/isecg about` shows next, without a restart."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    golden = bots.folder / "tests" / "golden"
    golden.mkdir(parents=True)
    (golden / "validate.yaml").write_text(
        '- {q: "when did nasa join", expect: answered, says: ["2007"]}\n'
        '- {q: "when did nasa join?", expect: answered, says: ["1066"]}\n'
        '- {q: "What is the budget of ISECG?", expect: refused}\n'
    )
    async with bots.running(ISECG_SOURCE_URL="https://example.org/a/fork") as bot:
        await fake.gateway.ready(within=PATIENCE)
        await fake.until(lambda: "discord.ready" in bot.said, within=10)
        about = await (await anna.types_command(channel, "/isecg about")).reply()
        assert "has not been measured" in about.text
        assert "https://example.org/a/fork" in about.text
        code, said = await bots.fails("eval")
        assert code == 0, said
        about = await (await anna.types_command(channel, "/isecg about")).reply()
        assert "of 2 questions 1 were answered right and 1 wrong" in about.text
        assert "of 1 that cannot be answered 1 were refused" in about.text
        assert "another revision" not in about.text


async def test_a_second_bot_on_the_same_file_is_refused(bots: Launcher, fake: FakeDiscord) -> None:
    """SQLite serves one bot; the second says why and ends, the first goes on."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        await fake.gateway.ready(within=PATIENCE)
        code, said = await bots.fails("run")
        assert code == 1
        assert "in use by another isecg-bot" in said
        assert "13 members" in (await (await anna.says(channel, QUESTION)).reply()).text


async def test_a_revoked_token_ends_it(bots: Launcher, fake: FakeDiscord) -> None:
    """Discord closes the gateway for good: exit code 1 with what to do."""
    async with bots.running() as bot:
        await fake.gateway.ready(within=PATIENCE)
        fake.revoke_token()
        assert await bot.ended() == 1
        assert "refuses the token" in bot.said
        assert "Traceback" not in bot.said


async def test_a_session_that_is_lost_begins_anew_at_the_same_gateway(
    bots: Launcher, fake: FakeDiscord
) -> None:
    """Discord ends a session: the next one begins where DISCORD_API_URL says, not at Discord's own."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as bot:
        await fake.gateway.ready(within=PATIENCE)
        fake.gateway.invalidate()
        await fake.until(lambda: len(fake.gateway.identifies) == 2, within=20)
        await fake.gateway.ready(within=PATIENCE)
        assert "13 members" in (await (await anna.says(channel, QUESTION)).reply()).text
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.ended(within=5) == 0


async def test_part_of_the_shards(bots: Launcher, fake: FakeDiscord) -> None:
    """`--shards 1/2` identifies as that shard alone; nonsense is refused as wrong usage."""
    fake.gateway.recommended_shards = 2
    async with bots.running("run", "--shards", "1/2") as bot:
        (session,) = await fake.gateway.ready(within=PATIENCE)
        assert session.shard == (1, 2)
        bot.process.send_signal(signal.SIGTERM)
        assert await bot.ended(within=5) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
