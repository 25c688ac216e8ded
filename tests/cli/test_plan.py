"""`isecg-bot plan`: what an edit will do, for people, for a pull request and for programs."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from pathlib import Path
from textwrap import dedent

import pytest

from bot.knowledge.loader import load
from bot.outbox.enqueue import enqueue
from bot.outbox.planning import known_from, plan_changes
from bot.store.store import open_store
from tests.cli.conftest import Program
from tests.folders import SMALL, write_folder
from tests.repositories import Repository
from tests.store.databases import NOW

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")

MEMBERS = dedent(SMALL["members"])
NEWCOMER = """\
  - id: {id}
    name: {name}
    acronym: {acronym}
    country: {country}
    country_name: {country_name}
    region: Europe
    joined: 2026-02
    joined_after: [nosa]
    brings: patience
    summary: New.
    sources: [home-page]
    as_of: 2026-02
"""
MALTA = NEWCOMER.format(id="malta", name="Malta Space", acronym="MSX", country="MT", country_name="Malta")
COUNT = """\
  - id: how-many
    topic: how many members there are
    questions: [how many members are there]
    answer: "There are {{ members | length }} members."
    cite: [members]
"""
ENTRIES = dedent(SMALL["entries"]) + COUNT


@pytest.fixture
def repository(settled: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A clone whose folder of knowledge is committed, and is the one to read."""
    repository = Repository(settled / "clone")
    write_folder(folder(repository), entries=ENTRIES)
    repository.commit()
    monkeypatch.setenv("ISECG_KNOWLEDGE", str(folder(repository)))
    return repository


def folder(repository: Repository) -> Path:
    """The folder of knowledge in the clone."""
    return repository.path / "knowledge"


def edit(repository: Repository, **kinds: str) -> None:
    """Replace whole files of the folder."""
    write_folder(folder(repository), **{"entries": ENTRIES, **kinds})


def test_without_an_edit_nothing_happens(program: Program, repository: Repository) -> None:
    """The folder as committed; and moved, reordered and reformatted it announces nothing either."""
    ran = program("plan")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "Nothing that readers see changes; nothing is announced."
    members = folder(repository) / "members.yaml"
    head, esa, nosa = MEMBERS.split("  - id: ")
    text = f"# moved\n{head}  - id: {nosa}\n  - id: {esa}"
    members.unlink()
    (folder(repository) / "more").mkdir()
    (folder(repository) / "more" / "agencies.yaml").write_text(
        text.replace("name: Norwegian", "name:   Norwegian")
    )
    ran = program("plan")
    assert ran.out.splitlines()[-1] == "Nothing that readers see changes; nothing is announced."
    assert re.search(r"Compared with HEAD \([0-9a-f]{12}\); \d+ questions asked of both\.", ran.out)


def test_corrections_and_withdrawals_are_edits_of_what_was_posted(
    program: Program, repository: Repository
) -> None:
    """Both say so, and that nobody is pinged."""
    edit(
        repository,
        members=MEMBERS.replace("joined: 2018/2019", "joined: 2019-05-02"),
        news="news: []\n",
    )
    out = program("plan").out
    assert "  ~ member nosa: joined: 2018/2019 → 2019-05-02\n" in out
    assert "  - news norway-joins: Norway joins\n" in out
    assert "Correction, edited into the alerts already posted; nobody is pinged\n" in out
    assert "Corrected on" in out
    assert "the date of joining is 2 May 2019, not between 2018 and 2019." in out
    assert "Withdrawal, said in the alerts already posted; nobody is pinged\n" in out
    assert out.splitlines()[-1] == "1 correction and 1 withdrawal, as soon as the bot takes this edit."


def many(number: int) -> str:
    """So many new members."""
    return "".join(
        NEWCOMER.format(
            id=f"new-{n}", name=f"Agency {c}", acronym=f"{c}SA", country=f"Q{c}", country_name=f"{c}land"
        )
        for n, c in zip(range(number), "BCDEFG", strict=False)
    )


@pytest.mark.parametrize(("number", "waits"), [(3, False), (4, True)])
def test_a_mass_change_says_that_it_waits(
    program: Program, repository: Repository, number: int, *, waits: bool
) -> None:
    """More than three events in one edit go out only after a release."""
    edit(repository, members=MEMBERS + many(number))
    out = program("plan").out
    assert ("isecg-bot alerts release" in out) is waits
    assert ("New alert; waits for its release\n" in out) is waits
    assert json.loads(program("plan", "--json").out)["waits"] is waits


def test_json_has_everything_and_lists_what_is_enqueued(program: Program, repository: Repository) -> None:
    """The keys of the alerts are those that the enqueue writes; texts are whole."""
    before = load(folder(repository)).knowledge
    edit(repository, members=MEMBERS.replace("joined: 2018/2019", "joined: 2019") + MALTA)
    after = load(folder(repository)).knowledge
    assert before is not None
    assert after is not None
    found = json.loads(program("plan", "--json").out)
    planned = plan_changes(known_from(before), after).events
    assert [alert["key"] for alert in found["alerts"]] == [one.event.key for one in planned]
    assert [(alert["change"], alert["items"]) for alert in found["alerts"]] == [
        ("new", ["malta"]),
        ("corrected", ["nosa"]),
    ]
    assert found["revision"] == after.revision
    facts = {fact["id"]: fact for fact in found["facts"]}
    assert facts["malta"]["record"]["joined"] == "2026-02"
    assert facts["nosa"]["fields"] == [{"field": "joined", "old": "2018/2019", "new": "2019"}]
    changed = {one["questions"][0]: one for one in found["answers"]["changed"]}
    assert changed["how many members are there"]["old"]["answer"] == "There are 2 members."
    assert changed["how many members are there"]["new"]["answer"] == "There are 3 members."
    assert found["answers"]["asked"] > 5


def test_markdown_shows_text_from_the_files_in_fences_alone(program: Program, repository: Repository) -> None:
    """Nothing that a file says becomes markup, mentions anybody or ends its block."""
    hostile = MALTA.replace("Malta Space", '"@everyone ``` <b>x</b> [a](http://x) #1 ````"')
    edit(repository, members=MEMBERS + hostile)
    out = program("plan", "--markdown").out
    assert out.startswith("<!-- isecg-bot plan -->\n### What this edit will do\n\n**1 new alert,")
    outside, fence = [], ""
    for line in out.splitlines():
        ends = re.fullmatch(r"(`{3,})(diff|text)?", line)
        if fence:
            fence = "" if ends and line == fence else fence
        elif ends and ends[2]:
            fence = ends[1]
        else:
            outside.append(line)
    assert fence == ""
    assert "everyone" in out
    assert "everyone" not in "\n".join(outside)
    assert "diff\n+ member malta: @everyone ``` <b>x</b>" in out


def test_markdown_fits_into_a_comment(program: Program, repository: Repository) -> None:
    """What is too long is left out whole and counted; what was left out can be seen in the terminal."""
    news = "".join(
        f"  - id: item-{n}\n    date: 2026\n    headline: Item {n}\n    summary: {'long ' * 150}\n"
        "    sources: [home-page]\n    as_of: 2026\n"
        for n in range(120)
    )
    edit(repository, news=dedent(SMALL["news"]) + news)
    out = program("plan", "--markdown").out
    assert 5_000 < len(out) < 20_000
    assert "Item 3" in out
    assert "more; --all shows them" in out
    assert "isecg-bot alerts release" in out
    out = program("plan", "--markdown", "--all").out
    assert len(out) < 65_536
    assert "left out for length" in out
    assert out.count("```") % 2 == 0


def test_it_compares_with_a_folder_or_a_revision(
    program: Program, repository: Repository, tmp_path: Path
) -> None:
    """`--against` takes either; a folder wins, as the revision can be written in another way."""
    first = repository.git("rev-parse", "HEAD")
    edit(repository, members=MEMBERS + MALTA)
    repository.commit()
    assert "nothing is announced" in program("plan").out
    for revision in (first, "HEAD~1", "HEAD^"):
        assert "1 new alert" in program("plan", "--against", revision).out
    other = write_folder(tmp_path / "other", entries=ENTRIES, members=MEMBERS + MALTA, news="news: []\n")
    assert (
        "1 withdrawal" in program("plan", "--knowledge", str(other), "--against", str(folder(repository))).out
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--against", "nonsense"], "'nonsense' is no folder"),
        (["--against", ".."], "cannot be used until this is corrected"),
        (["--knowledge", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_compared_exits_with_1(
    program: Program, repository: Repository, settled: Path, arguments: list[str], says: str
) -> None:
    """A revision that is not there, a folder that is no knowledge: one sentence that says what to do."""
    del repository
    (settled / "empty").mkdir()
    ran = program("plan", *arguments)
    assert ran.code == 1
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_a_folder_outside_of_git_says_what_to_name(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installed program's own folder is in no repository."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parents[1]))
    ran = program("plan", "--knowledge", str(write_folder(tmp_path / "alone")))
    assert ran.code == 1
    assert "Name a folder with --against" in ran.err


def test_a_broken_edit_is_told_as_check_tells_it(program: Program, repository: Repository) -> None:
    """Before anything is compared the edit must be good; so must the state to compare with."""
    edit(repository, members=MEMBERS.replace("acronym: NOSA", "acronim: NOSA"))
    ran = program("plan")
    assert ran.code == 1
    assert "members.yaml:" in ran.err
    repository.commit()
    edit(repository)
    ran = program("plan")
    assert ran.code == 1
    assert "HEAD:knowledge/members.yaml:" in ran.err
    assert "This is the earlier state" in ran.err


def test_two_formats_at_once_are_wrong_usage(program: Program, repository: Repository) -> None:
    """One of --json and --markdown."""
    del repository
    assert program("plan", "--json", "--markdown").code == 2


def test_against_the_store_it_lists_what_this_bot_will_enqueue(
    program: Program, repository: Repository, settled: Path
) -> None:
    """The store knows what it announced and what was taken back, which no revision tells."""
    ran = program("plan", "--store")
    assert ran.code == 1
    assert "There is no store yet" in ran.err
    url = f"sqlite:///{settled / 'bot.sqlite3'}"
    asyncio.run(_seen(url))
    assert "its first run announces nothing" in program("plan", "--store").out
    edit(repository, members=MEMBERS + MALTA)
    asyncio.run(_seen(url, folder(repository)))
    edit(repository)
    asyncio.run(_seen(url, folder(repository)))
    edit(repository, members=MEMBERS + MALTA)
    assert "1 new alert" in program("plan").out
    assert "1 restatement" in program("plan", "--store").out
    (alert,) = json.loads(program("plan", "--store", "--json").out)["alerts"]
    asyncio.run(_seen(url, folder(repository)))
    listed = json.loads(program("alerts", "--json").out)
    assert (listed[0]["change"], listed[0]["titles"]) == ("restored", ["Malta Space (MSX)"])
    assert (alert["change"], alert["items"]) == ("restored", ["malta"])
    assert json.loads(program("plan", "--store", "--json").out)["alerts"] == []


async def _seen(url: str, *folders: Path) -> None:
    """What a running bot does with each state of the folder; without one, it only makes its store."""
    async with open_store(url) as store:
        for path in folders:
            found = load(path).knowledge
            assert found is not None
            await enqueue(store, found, NOW)
