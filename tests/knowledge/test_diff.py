"""Two states of the knowledge differ by records added, removed and changed, told apart by id alone."""

from pathlib import Path
from textwrap import dedent

from bot.knowledge.base import Knowledge
from bot.knowledge.diff import diff
from bot.knowledge.loader import load
from tests.folders import SMALL, write_folder

NEWCOMER = """\
  - id: malta
    name: Malta Space Agency
    acronym: MSA
    country: MT
    country_name: Malta
    region: Europe
    joined: 2025-02
    summary: New.
    sources: [home-page]
    as_of: 2025-02
"""


def state(path: Path, **kinds: str | None) -> Knowledge:
    """The small folder with some kinds replaced, loaded."""
    loaded = load(write_folder(path, **kinds))
    assert loaded.knowledge is not None, loaded.problems
    return loaded.knowledge


def test_equal_states_do_not_differ(tmp_path: Path) -> None:
    """Neither does a state whose records stand elsewhere or in another order."""
    old = state(tmp_path / "old")
    head, first, second = dedent(SMALL["sources"]).split("  - ")
    turned = f"{head}  - {second}  - {first}"
    new = state(tmp_path / "new", sources=turned)
    assert old.sources == new.sources[::-1]
    assert not diff(old, new)
    assert list(diff(old, old)) == []


def test_a_new_id_is_an_addition(tmp_path: Path) -> None:
    """A member more is one record added in one kind."""
    old = state(tmp_path / "old")
    new = state(tmp_path / "new", members=dedent(SMALL["members"]) + NEWCOMER)
    changes = diff(old, new)
    assert changes
    assert [kind for kind, _ in changes] == ["members"]
    assert [record.id for record in changes.of("members").added] == ["malta"]
    assert [record.id for record in diff(new, old).of("members").removed] == ["malta"]
    assert not changes.of("news")


def test_a_changed_field_is_told_with_both_values(tmp_path: Path) -> None:
    """The name says nothing about identity: renaming under one id is a change."""
    old = state(tmp_path / "old")
    text = dedent(SMALL["groups"]).replace("Science Working Group", "Moon Group").replace("2010/2019", "2010")
    changes = diff(old, state(tmp_path / "new", groups=text)).of("groups")
    assert (changes.added, changes.removed) == ((), ())
    (change,) = changes.changed
    assert [(field.field, str(field.old), str(field.new)) for field in change.fields] == [
        ("name", "Science Working Group", "Moon Group"),
        ("active", "2010/2019", "2010"),
    ]


def test_another_id_is_another_record(tmp_path: Path) -> None:
    """A record whose id changes is gone, and a new one is there."""
    changes = diff(
        state(tmp_path / "old"),
        state(tmp_path / "new", groups=dedent(SMALL["groups"]).replace("id: science", "id: swg")),
    ).of("groups")
    assert [record.id for record in changes.removed] == ["science"]
    assert [record.id for record in changes.added] == ["swg"]
    assert changes.changed == ()


def test_the_facts_about_the_whole_are_compared_too(tmp_path: Path) -> None:
    """`about` is one record like any other."""
    text = dedent(SMALL["about"]).replace("founded: 2007", "founded: 2007-11")
    changes = diff(state(tmp_path / "old"), state(tmp_path / "new", about=text))
    assert [field.field for field in changes.of("about").changed[0].fields] == ["founded"]
