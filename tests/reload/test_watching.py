"""The watch over a folder: every edit is handed on once, and nothing ends the watch."""

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from bot.answers.engine import answer
from bot.reload.opening import Opened, open_cached
from bot.reload.watching import watch
from tests.folders import SMALL, write_folder

TODAY = date(2026, 1, 2)
PATIENCE = 60
"""Seconds to wait for an edit to be noticed before a test has failed."""


class Watched:
    """A watched folder, and what the watch hands on."""

    def __init__(self, folder: Path, states: AsyncIterator[Opened]) -> None:
        self.folder = folder
        self._states = states
        self._next: asyncio.Task[Opened] | None = None

    async def begun(self) -> None:
        """Start the watch and let it look once."""
        self._next = asyncio.ensure_future(anext(self._states))
        await asyncio.sleep(0)

    async def next(self) -> Opened:
        """Wait for the next state of the folder."""
        following = self._next or asyncio.ensure_future(anext(self._states))
        self._next = None
        return await asyncio.wait_for(following, PATIENCE)

    def edit(self, name: str) -> None:
        """Rename a member in the file."""
        write_folder(self.folder, members=SMALL["members"].replace("Norwegian Space Agency", name))


@asynccontextmanager
async def watched(folder: Path) -> AsyncIterator[Watched]:
    """Open a folder without a cache and watch it."""
    opened = await asyncio.to_thread(open_cached, folder, TODAY, None)
    states = watch(folder, opened.revision, today=lambda: TODAY, cache_folder=None)
    async with aclosing(states):
        yield Watched(folder, states)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of knowledge to edit."""
    return write_folder(tmp_path / "knowledge")


def _said(opened: Opened) -> str:
    assert opened.snapshot is not None
    return answer(opened.snapshot, "when did Norway join", TODAY).text


async def test_an_edit_is_handed_on_loaded_and_checked(folder: Path) -> None:
    """The next answer is from the edited text."""
    async with watched(folder) as seen:
        await seen.begun()
        seen.edit("Norsk Romsenter")
        assert _said(await seen.next()).startswith("Norsk Romsenter")


async def test_an_edit_before_the_watch_began_counts(folder: Path) -> None:
    """What changed between opening and watching is not lost."""
    async with watched(folder) as seen:
        seen.edit("Norsk Romsenter")
        assert _said(await seen.next()).startswith("Norsk Romsenter")


async def test_a_broken_edit_is_told_with_its_place_and_mending_it_is_too(folder: Path) -> None:
    """A state with errors has no snapshot; the next good one has."""
    groups = folder / "groups.yaml"
    good = groups.read_text("utf-8")
    async with watched(folder) as seen:
        await seen.begun()
        groups.write_text("groups:\n  - id: [\n", "utf-8")
        broken = await seen.next()
        assert broken.snapshot is None
        assert str(broken.problems[0]).startswith(f"{groups}:")
        groups.write_text(good, "utf-8")
        assert (await seen.next()).snapshot is not None


async def test_the_same_bytes_are_no_edit(folder: Path) -> None:
    """Saving without a change hands nothing on: the next state is that of the next real edit."""
    members = folder / "members.yaml"
    async with watched(folder) as seen:
        await seen.begun()
        members.write_bytes(members.read_bytes())
        seen.edit("First")
        state = await seen.next()
        assert _said(state).startswith("First")
        members.write_bytes(members.read_bytes())
        seen.edit("Second")
        assert _said(await seen.next()).startswith("Second")


async def test_the_folder_may_vanish_and_come_back(folder: Path, tmp_path: Path) -> None:
    """A folder that is gone is a broken state; the one in its place is watched like the first."""
    async with watched(folder) as seen:
        await seen.begun()
        shutil.move(folder, tmp_path / "away")
        gone = await seen.next()
        assert gone.snapshot is None
        shutil.copytree(tmp_path / "away", folder)
        seen.edit("Back")
        state = await seen.next()
        while state.snapshot is None or not _said(state).startswith("Back"):
            state = await seen.next()  # a copy in progress can be seen half done
        seen.edit("Again")
        assert _said(await seen.next()).startswith("Again")


@pytest.mark.parametrize("problem", [OSError(28, "No space left"), RuntimeError("Too many open files")])
async def test_without_notifications_the_folder_is_looked_at(
    folder: Path, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    """A system whose watches are used up tells of no edit, so the bot looks for one itself."""

    async def refused(*_: object, **__: object) -> AsyncIterator[None]:
        if problem.args:
            raise problem
        yield

    monkeypatch.setattr("bot.reload.watching.awatch", refused)
    async with watched(folder) as seen:
        await seen.begun()
        seen.edit("Norsk Romsenter")
        assert _said(await seen.next()).startswith("Norsk Romsenter")
        seen.edit("Norway's Space Agency")
        assert _said(await seen.next()).startswith("Norway's Space Agency")


async def test_the_watch_ends_with_its_task(folder: Path) -> None:
    """Cancelling leaves no thread behind that still watches."""
    before = threading.active_count()
    async with watched(folder) as seen:
        await seen.begun()
        seen.edit("First")
        await seen.next()
        following = asyncio.ensure_future(seen.next())
        await asyncio.sleep(0)
        following.cancel()
        with pytest.raises(asyncio.CancelledError):
            await following
    await asyncio.get_running_loop().shutdown_default_executor()
    assert threading.active_count() <= before + 1  # a worker of anyio may idle for a while
