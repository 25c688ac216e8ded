"""`isecg-bot alerts` and `isecg-bot backup`: a maintainer's view of the bot's store."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.knowledge.loader import load
from bot.outbox.enqueue import enqueue
from bot.store.records import EventState
from bot.store.store import Store, open_store
from tests.cli.conftest import Program
from tests.folders import write_folder
from tests.outbox.examples import knowledge, member
from tests.outbox.platform import Fault
from tests.outbox.world import World
from tests.store.databases import NOW

FEW, MANY = 1, 4


@pytest.fixture
def url(settled: Path) -> str:
    """The DATABASE_URL of a store that is not there yet."""
    assert not (settled / "bot.sqlite3").exists()
    return os.environ["DATABASE_URL"]


def announced(url: str, number: int, *faults: Fault) -> None:
    """Two channels subscribe, so many members join, and the relay does what it can."""

    async def work() -> None:
        async with open_store(url) as store:
            world = await World.start(store)
            await world.subscribe(1, 2)
            world.platform.faults.extend(faults)
            await enqueue(store, knowledge(*(member(f"m{n}") for n in range(number))), world.clock.now())
            await world.pass_time()

    with capture_logs():
        asyncio.run(work())


def asked(url: str, question: Any) -> Any:
    """What the store says."""

    async def work() -> Any:
        async with open_store(url) as store:
            return await question(store)

    return asyncio.run(work())


def states(url: str) -> list[EventState]:
    """The states of all events, newest first."""

    async def question(store: Store) -> list[EventState]:
        return [one.state for one in await store.events()]

    found: list[EventState] = asked(url, question)
    return found


@pytest.mark.parametrize(
    "command",
    [
        ["alerts"],
        ["alerts", "--json"],
        ["alerts", "hold", "1"],
        ["alerts", "release", "--all"],
        ["unanswered"],
        ["backup", "copy.sqlite3"],
    ],
)
def test_without_a_store_it_says_so_and_makes_none(
    program: Program, url: str, settled: Path, command: list[str]
) -> None:
    """A mistyped DATABASE_URL leaves no empty store behind, and exits with 1."""
    ran = program(*command)
    assert ran.code == 1
    assert "There is no store yet" in ran.err
    assert "DATABASE_URL" in ran.err
    assert not list(settled.glob("*.sqlite3"))
    assert url


def test_a_store_that_announced_nothing_says_so(program: Program, url: str) -> None:
    """Before the first edit the list is empty."""
    announced(url, 0)
    assert program("alerts").out == "No alerts: nothing has changed since the bot's first run.\n"
    assert program("alerts", "--json").out == "[]\n"


def test_each_alert_is_listed_with_what_became_of_it(program: Program, url: str) -> None:
    """Counts by what became of the deliveries; what is stuck with its channel and reason."""
    announced(url, FEW, Fault.INVALID)
    lines = program("alerts").out.splitlines()
    assert lines[0].split() == ["ID", "Made", "State", "What", "Delivered", "Pending", "Disabled", "Held"]
    assert lines[1].split() == [
        "1", "2026-11-22", "12:00", "released", *"members new: M0 Space Agency (M0)".split(), *"1001",
    ]  # fmt: skip
    assert lines[2].startswith("1: held in channel ")
    assert lines[2].endswith("invalid form body (50035)")
    assert "isecg-bot alerts retry ID" in lines[3]
    (found,) = json.loads(program("alerts", "--json").out)
    assert {name: found[name] for name in ("id", "kind", "change", "state", "delivered", "held")} == {
        "id": 1, "kind": "members", "change": "new", "state": "released", "delivered": 1, "held": 1,
    }  # fmt: skip
    (trouble,) = found["troubles"]
    assert trouble["state"] == "held"
    assert trouble["channel"] in {"1", "2"}


def test_a_mass_change_is_released_by_number_or_all_at_once(program: Program, url: str) -> None:
    """The list says what waits and how to let it go."""
    announced(url, MANY)
    out = program("alerts").out
    assert "waiting" in out
    assert "members new: M0 Space Agency (M0); M1 Space Agency (M1); M2 Space Agency (M2) and 1 more" in out
    assert "isecg-bot alerts release ID" in out
    assert program("alerts", "release", "1").out == "1 is released.\n"
    assert states(url) == [EventState.RELEASED]
    assert program("alerts", "release", "--all").out == "Nothing waits.\n"
    assert program("alerts", "hold", "1").code == 0
    assert program("alerts", "release", "--all").out == "1 is released.\n"


def test_decisions_are_the_store_s(program: Program, url: str) -> None:
    """Hold, cancel and retry do what they say, and the running bot's relay follows."""
    announced(url, FEW, Fault.INVALID)
    assert program("alerts", "retry", "1").out == "1 is sent again to 1 channel.\n"
    assert program("alerts", "hold", "1").out.startswith("1 waits;")
    assert states(url) == [EventState.WAITING]
    assert program("alerts", "cancel", "1").out.startswith("1 is cancelled;")
    assert states(url) == [EventState.CANCELLED]


@pytest.mark.parametrize("command", ["hold", "release", "cancel", "retry"])
def test_what_cannot_be_done_is_said_for_each(program: Program, url: str, command: str) -> None:
    """A number that is not there exits with 1; those that are there are done all the same."""
    announced(url, FEW, Fault.INVALID)
    if command == "release":
        program("alerts", "hold", "1")
    ran = program("alerts", command, "7", "1", "1")
    assert ran.code == 1
    assert ran.out.startswith("1 ")
    assert len(ran.out.splitlines()) == 1
    assert ran.err.startswith("Alert 7 ")
    assert "`isecg-bot alerts` lists" in ran.err


@pytest.mark.parametrize("command", [["hold"], ["release"], ["release", "1", "--all"], ["retry", "x"]])
def test_wrong_usage_exits_with_2(program: Program, url: str, command: list[str]) -> None:
    """Decisions name their alerts."""
    assert url
    assert program("alerts", *command).code == 2


def test_a_backup_is_whole_while_the_bot_holds_the_store(program: Program, url: str, settled: Path) -> None:
    """The copy has everything, an existing file is never overwritten, and the store stays as it is."""
    target = settled / "copy.sqlite3"

    async def work() -> None:
        async with open_store(url, exclusive=True) as store:
            await (await World.start(store)).subscribe(1, 2)
            ran = await asyncio.to_thread(program, "backup", str(target))
            assert (ran.code, ran.err) == (0, "")
            assert str(target) in ran.out

    run(work())
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM subscriptions").fetchone() == (2,)
    ran = program("backup", str(target))
    assert ran.code == 1
    assert "never overwrites" in ran.err


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end."""
    asyncio.run(work)


def test_a_backup_does_not_upgrade_the_store(program: Program, url: str, settled: Path) -> None:
    """It is wanted before an upgrade, so the layout stays what it is."""
    path = settled / "bot.sqlite3"
    with closing(sqlite3.connect(path)) as older:
        older.execute("CREATE TABLE of_another_version (x)")
        older.commit()
    assert program("backup", str(settled / "copy.sqlite3")).code == 0
    for name in (path, settled / "copy.sqlite3"):
        with closing(sqlite3.connect(name)) as opened:
            assert opened.execute("SELECT name FROM sqlite_master").fetchall() == [("of_another_version",)]
    assert url


def test_what_cannot_be_backed_up_says_what_to_do(
    program: Program, url: str, settled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No store, no folder for the copy, or a database with a tool of its own; a password is never printed."""
    ran = program("backup", str(settled / "copy.sqlite3"))
    assert ran.code == 1
    assert "There is no store yet" in ran.err
    assert not list(settled.glob("*.sqlite3"))
    announced(url, 0)
    ran = program("backup", str(settled / "no" / "copy.sqlite3"))
    assert ran.code == 1
    assert "failed" in ran.err
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:hush@localhost/isecg")
    ran = program("backup", str(settled / "copy.sqlite3"))
    assert ran.code == 1
    assert "pg_dump" in ran.err
    assert "hush" not in ran.err


def test_after_a_restored_backup_nothing_is_announced_again(
    program: Program, url: str, settled: Path
) -> None:
    """What the copy has not seen is taken as told; later edits are announced as ever."""
    folder = write_folder(settled / "knowledge", news=None)
    given = ["--knowledge", str(folder)]

    async def bot_runs() -> None:
        found = load(folder).knowledge
        assert found is not None
        async with open_store(url) as store:
            await enqueue(store, found, NOW)

    run(bot_runs())
    write_folder(folder)
    shown = program("plan", *given, "--against", str(folder), "--store").out
    assert "1 new alert" in shown
    assert program("alerts", "skip", *given).out == "1 change will not be announced.\n"
    run(bot_runs())
    assert json.loads(program("alerts", "--json").out) == []
    write_folder(folder, news="news: []\n")
    run(bot_runs())
    assert [one["change"] for one in json.loads(program("alerts", "--json").out)] == ["withdrawn"]
