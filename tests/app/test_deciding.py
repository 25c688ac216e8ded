"""A maintainer beside the running bot: what the commands say and decide is what happens in Discord."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

from tests.app.processes import PATIENCE, Launcher
from tests.app.test_announcing import CHILE, CUBA, FIJI, PERU, add_members, subscribed
from tests.fake_discord import FakeDiscord


async def test_an_edit_is_planned_waits_is_released_and_posted(bots: Launcher, fake: FakeDiscord) -> None:
    """The plan of a pull request, the list, the release and the post all speak of the same."""
    branch = bots.folder / "branch"
    shutil.copytree(bots.knowledge, branch)
    add_members(branch, CHILE, PERU, CUBA, FIJI)
    maintainers = fake.guild("home").channel("maintainers")
    async with bots.running(ISECG_MAINTAINERS_CHANNEL=str(maintainers.id)):
        channel = await subscribed(fake)
        code, said = await bots.fails(
            "--knowledge", str(branch), "plan", "--against", str(bots.knowledge), "--json"
        )
        assert code == 0, said
        plan = json.loads(said)
        (alert,) = plan["alerts"]
        assert plan["waits"]
        add_members(bots.knowledge, CHILE, PERU, CUBA, FIJI)
        await maintainers.shows(1, within=PATIENCE)
        code, said = await bots.fails("alerts", "--json")
        assert code == 0, said
        (listed,) = json.loads(said)
        assert (listed["state"], listed["pending"], listed["delivered"]) == ("waiting", 1, 0)
        assert all(title in alert["text"] for title in listed["titles"])
        assert len(listed["titles"]) == 4
        code, said = await bots.fails("alerts", "release", str(listed["id"]))
        assert code == 0, said
        _, posted = await channel.shows(2, within=PATIENCE)
        shown = posted.text.replace("\\", "")
        for line in alert["text"].splitlines():
            if not line.startswith("Source: "):  # a link here, an address there
                assert line.rpartition(": ")[2] in shown, line
        copy = bots.folder / "copy.sqlite3"
        code, said = await bots.fails("backup", str(copy))
        assert code == 0, said
        with closing(sqlite3.connect(copy)) as opened:
            assert opened.execute("SELECT count(*) FROM deliveries WHERE state = 'sent'").fetchone() == (1,)
