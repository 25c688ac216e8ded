"""However files are saved, the bot sees the old state or the new one, and announces nothing that is not so.

The writer goes on while the watch waits for the files to stand still, one step for each wait, so that every
state in between is really there to be seen.
"""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing, asynccontextmanager
from datetime import date
from functools import partial
from pathlib import Path
from textwrap import dedent

import pytest

from bot.knowledge.folder import read_folder, revision_of
from bot.outbox.enqueue import enqueue
from bot.reload.apart import open_at_rest
from bot.reload.opening import Opened, open_changed, open_checked
from bot.reload.watching import watch
from bot.store.records import Change
from bot.store.store import Store, open_store
from tests.folders import SMALL, write_folder
from tests.repositories import Repository
from tests.store.databases import NOW

TODAY = date(2026, 1, 2)
PATIENCE = 30
"""Seconds to wait for an edit to be noticed before a test has failed."""

OLD = dedent(SMALL["members"])
NEWCOMER = """\
  - id: iceland-agency
    name: Icelandic Space Office
    acronym: ICSO
    country: IS
    country_name: Iceland
    region: Europe
    joined: 2026-02
    summary: New.
    sources: [home-page]
    as_of: 2026-02
"""
NEW = OLD + NEWCOMER
OUTSIDERS = "outsiders: [{id: chad, name: Chad, kind: country}]\n"

Step = Callable[[], object]


class Bot:
    """A watched folder and a store; `steps` are done one by one while the watch waits."""

    def __init__(self, folder: Path, store: Store, steps: Iterable[Step]) -> None:
        self.folder, self.store = folder, store
        self.steps = list(steps)
        self.done = threading.Event()
        self.taken: list[Opened] = []

    async def pause(self, _: float) -> None:
        """The next step of whoever writes, in place of waiting."""
        await asyncio.to_thread(self.step)

    def look(self, folder: Path, today: date, cache_folder: Path | None, seen: str) -> Opened | None:
        """Open the folder if it changed; where it did not, whoever writes goes on as well."""
        opened = open_changed(folder, today, cache_folder, seen)
        if opened is None:
            self.step()
        return opened

    def step(self) -> None:
        """Do the next step, if there is one."""
        if self.steps:
            self.steps.pop(0)()
        if not self.steps:
            self.done.set()

    async def take(self, states: AsyncIterator[Opened]) -> Opened:
        """Take the next state over as the bot does: a good one is compared with the store."""
        opened = await asyncio.wait_for(anext(states), PATIENCE)
        self.taken.append(opened)
        if opened.snapshot is not None:
            await enqueue(self.store, opened.snapshot.knowledge, NOW)
        return opened

    async def changes(self) -> Counter[Change]:
        """What the store says was announced, by item."""
        return Counter(one.change for one in await self.store.events() for _ in one.items)


@asynccontextmanager
async def bot(folder: Path, *steps: Step) -> AsyncIterator[tuple[Bot, AsyncIterator[Opened]]]:
    """A bot that has seen the folder as it is, before the first of the steps."""
    first = open_checked(folder, TODAY)
    assert first.snapshot is not None
    async with open_store(f"sqlite:///{folder.parent / 'bot.sqlite3'}") as store:
        await enqueue(store, first.snapshot.knowledge, NOW)
        running = Bot(folder, store, steps[1:])
        states = watch(
            folder,
            first.revision,
            today=lambda: TODAY,
            cache_folder=None,
            opening=running.look,
            pause=running.pause,
        )
        async with aclosing(states):
            steps[0]()
            yield running, states


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which the country to join is no outsider."""
    return write_folder(tmp_path / "knowledge", outsiders=OUTSIDERS)


def in_pieces(path: Path, text: str, cuts: Iterable[int]) -> list[Step]:
    """Write a file in place, piece by piece, from an empty one on."""
    ends = [0, *cuts, len(text)]
    return [partial(path.write_text, text[:end], "utf-8") for end in ends]


RECORDS = [NEW.index("  - id: nosa"), NEW.index("  - id: iceland-agency")]


@pytest.mark.parametrize(
    "cuts",
    [RECORDS, [n + 40 for n in RECORDS], range(50, len(NEW), 200)],
    ids=["between records", "within records", "anywhere"],
)
async def test_a_file_written_in_pieces_is_taken_when_it_is_whole(folder: Path, cuts: Iterable[int]) -> None:
    """A file cut between two records is good knowledge with members missing; nobody is told so."""
    async with bot(folder, *in_pieces(folder / "members.yaml", NEW, cuts)) as (running, states):
        opened = await running.take(states)
        assert opened.snapshot is not None
        assert len(opened.snapshot.members) == 3
        assert await running.changes() == {Change.NEW: 1}


def saved_by_renaming(path: Path, text: str) -> list[Step]:
    """A new file beside it, which takes its name."""
    beside = path.with_name(path.name + ".tmp")
    return [lambda: beside.write_text(text), lambda: beside.replace(path)]


def saved_with_a_backup(path: Path, text: str) -> list[Step]:
    """The old file is moved away first; for a moment there is none."""
    probe, backup = path.with_name("4913"), path.with_name(path.name + "~")
    return [
        probe.touch,
        probe.unlink,
        lambda: path.replace(backup),
        lambda: path.write_text(text[:200]),
        lambda: path.write_text(text),
        backup.unlink,
    ]


def saved_with_a_lock(path: Path, text: str) -> list[Step]:
    """A link that leads nowhere marks the file as being edited, and a copy of unsaved text lies beside it."""
    lock, unsaved = path.with_name(f".#{path.name}"), path.with_name(f"#{path.name}#")

    def lock_it() -> None:
        lock.symlink_to("somebody@somewhere.1234:5678")

    return [
        lock_it,
        lambda: unsaved.write_text(text[:99]),
        lambda: path.write_text(text),
        lock.unlink,
        unsaved.unlink,
    ]


def mounted_anew(path: Path, text: str) -> list[Step]:
    """The folder's files are links through another link, which is turned to a new folder at once."""
    folder = path.parent
    data = [folder / "..one", folder / "..two"]

    def prepare() -> None:
        for place in data:
            place.mkdir()
            for file in folder.glob("*.yaml"):
                shutil.copy(file, place / file.name)
        (data[1] / path.name).write_text(text)
        (folder / "..data").symlink_to(data[0])
        for file in list(folder.glob("*.yaml")):
            (folder / f".{file.name}").symlink_to(Path("..data") / file.name)
            (folder / f".{file.name}").replace(file)

    def turn() -> None:
        (folder / "..new").symlink_to(data[1])
        (folder / "..new").replace(folder / "..data")

    return [prepare, turn]


@pytest.mark.parametrize(
    "way",
    [saved_by_renaming, saved_with_a_backup, saved_with_a_lock, mounted_anew],
    ids=lambda way: way.__name__,
)
async def test_each_editor_s_way_of_saving_is_one_edit(
    folder: Path, way: Callable[[Path, str], list[Step]]
) -> None:
    """Files beside it, a name that changes hands, a moment without the file: one new member, told once."""
    async with bot(folder, *way(folder / "members.yaml", NEW)) as (running, states):
        opened = await running.take(states)
        assert opened.snapshot is not None
        assert await running.changes() == {Change.NEW: 1}
        assert len(running.taken) == 1


async def test_a_checkout_of_many_files_is_taken_when_it_is_done(folder: Path) -> None:
    """Every mixture of the two states on the way is passed over, although some of them are good knowledge."""
    new = {
        "news.yaml": "news: []\n",
        "members.yaml": NEW,
        "groups.yaml": "groups: []\n",
        "meetings.yaml": "meetings: []\n",
    }
    steps: list[Step] = []
    for name, text in new.items():
        path = folder / name
        steps += [path.unlink, partial(path.write_text, text)]
    async with bot(folder, *steps) as (running, states):
        opened = await running.take(states)
        assert opened.revision == revision_of(folder)
        assert await running.changes() == {Change.NEW: 1, Change.WITHDRAWN: 1}


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
async def test_switching_branches_shows_one_branch_or_the_other(tmp_path: Path) -> None:
    """A real git writes; each state that is taken is one of the two, and in the end the last."""
    repository = Repository(tmp_path / "clone")
    folder = write_folder(repository.path / "knowledge", outsiders=OUTSIDERS)
    repository.commit()
    repository.git("switch", "-q", "-c", "feature")
    write_folder(
        folder,
        {f"more/{n}.yaml": f"groups: []  # {n}\n" for n in range(40)},
        outsiders=OUTSIDERS,
        members=NEW,
    )
    repository.commit()
    feature = revision_of(folder)
    repository.git("switch", "-q", "main")
    main = revision_of(folder)
    switches = [partial(repository.git, "switch", "-q", to) for to in ("feature", "main", "feature")]
    async with bot(folder, *switches) as (running, states):
        while not running.taken or running.steps or running.taken[-1].revision != feature:
            await running.take(states)
        assert {one.revision for one in running.taken} <= {main, feature}
        assert all(one.snapshot is not None for one in running.taken)
        assert (await running.changes())[Change.NEW] == 1


async def test_a_folder_that_is_gone_for_a_moment_is_no_edit(folder: Path) -> None:
    """It was moved away and came back: nothing is taken, nothing told; the next edit is."""
    away = folder.with_name("away")
    async with bot(folder, lambda: folder.rename(away), lambda: away.rename(folder)) as (running, states):
        following = asyncio.ensure_future(running.take(states))
        await asyncio.to_thread(running.done.wait, PATIENCE)
        (folder / "members.yaml").write_text(NEW)
        opened = await following
        assert opened.snapshot is not None
        assert len(opened.snapshot.members) == 3
        assert await running.changes() == {Change.NEW: 1}


async def test_a_folder_that_stays_away_is_told_and_withdraws_nothing(folder: Path) -> None:
    """What cannot be read is a broken edit: the last good knowledge stays, and no member is taken back."""
    away = folder.with_name("away")
    async with bot(folder, lambda: folder.rename(away)) as (running, states):
        gone = await running.take(states)
        assert gone.snapshot is None
        away.rename(folder)
        back = await running.take(states)
        assert back.snapshot is not None
        assert await running.changes() == {}


async def test_an_emptied_folder_withdraws_nothing(folder: Path) -> None:
    """Files that are all gone, or all empty, are no knowledge in which everything is taken back."""
    texts = read_folder(folder).files

    def each(work: Callable[[Path], object]) -> Step:
        return lambda: [work(folder / name) for name in texts]

    async with bot(folder, each(Path.unlink)) as (running, states):
        assert (await running.take(states)).snapshot is None
        each(Path.touch)()
        assert (await running.take(states)).snapshot is None
        each(lambda path: path.write_bytes(texts[path.name]))()
        assert (await running.take(states)).snapshot is not None
        assert await running.changes() == {}


async def test_a_folder_that_never_rests_is_read_all_the_same(folder: Path) -> None:
    """Somebody who saves all the time does not keep the bot from ever seeing an edit."""
    members = folder / "members.yaml"
    steps = [partial(members.write_text, f"{NEW}# {n}\n") for n in range(1_000)]
    async with bot(folder, *steps) as (running, states):
        opened = await running.take(states)
        assert opened.snapshot is not None
        assert running.steps
        assert await running.changes() == {Change.NEW: 1}


def test_a_start_in_the_middle_of_a_checkout_waits_for_its_end(folder: Path, tmp_path: Path) -> None:
    """The first look is as careful as the later ones."""
    members = folder / "members.yaml"
    head, esa, nosa = OLD.split("  - id: ")
    members.write_text(f"{head}  - id: {esa}")
    for name in ("news", "people", "chairs", "publications"):
        (folder / f"{name}.yaml").unlink()
    steps = [
        partial(members.write_text, f"{head}  - id: {esa}  - id: {nosa}"),
        partial(members.write_text, NEW),
    ]

    def sleep(_: float) -> None:
        if steps:
            steps.pop(0)()

    opened = open_at_rest(folder, TODAY, tmp_path / "cache", sleep)
    assert opened.snapshot is not None
    assert len(opened.snapshot.members) == 3
