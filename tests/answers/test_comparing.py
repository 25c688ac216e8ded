"""Two snapshots are asked the same, and what a reader would notice is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from bot.answers.comparing import ComparedAnswers, Turn, compare_answers
from bot.answers.model import Answer
from bot.answers.snapshot import Snapshot
from bot.knowledge.loader import load
from tests.folders import SMALL, write_folder

TODAY = date(2026, 11, 22)
COUNT = """\
  - id: how-many
    topic: how many members there are
    questions: [how many members are there, what is the number of members]
    answer: "There are {{ members | length }} members."
    cite: [members]
"""
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
ENTRIES = dedent(SMALL["entries"]) + COUNT
MEMBERS = dedent(SMALL["members"])


@pytest.fixture
def old(tmp_path: Path) -> Snapshot:
    """The small folder with an answer that counts."""
    return snapshot(tmp_path / "old")


def snapshot(path: Path, **kinds: str | None) -> Snapshot:
    """The small folder with some kinds replaced, ready to be asked."""
    loaded = load(write_folder(path, **{"entries": ENTRIES, **kinds}))
    assert loaded.knowledge is not None, loaded.problems
    return Snapshot(loaded.knowledge)


def told(compared: ComparedAnswers) -> dict[str, tuple[Turn, str, str]]:
    """What changed, by each of its questions."""
    return {
        question: (one.turn, one.old.text, one.new.text)
        for one in compared.changed
        for question in one.questions
    }


def test_the_same_revision_is_not_asked(old: Snapshot, tmp_path: Path) -> None:
    """Nothing can differ; an edit that changes no answer is asked and differs in nothing."""
    assert compare_answers(old, snapshot(tmp_path / "same"), TODAY) == ComparedAnswers((), (), 0, 0)
    moved = snapshot(tmp_path / "moved", groups=dedent(SMALL["groups"]).replace("brings", "gets"))
    compared = compare_answers(old, moved, TODAY)
    assert (compared.changed, compared.recited) == ((), ())
    assert compared.asked > 0


def test_a_new_member_changes_what_is_computed_and_is_asked_about(old: Snapshot, tmp_path: Path) -> None:
    """Counts change though nobody touched their entry; the newcomer is asked about by name and country."""
    new = snapshot(
        tmp_path / "new",
        members=MEMBERS + NEWCOMER,
        outsiders="outsiders: [{id: chad, name: Chad, kind: country}]\n",
    )
    found = told(compare_answers(old, new, TODAY))
    assert found["how many members are there"] == (
        Turn.CHANGED, "There are 2 members.", "There are 3 members.",
    )  # fmt: skip
    assert found["when did ICSO join"][::2] == (Turn.GAINED, "Icelandic Space Office joined in 2026-02.")
    assert found["when did Iceland join"][0] is Turn.GAINED
    # What no edited name stands in comes first: nobody may have thought of it.
    assert list(found).index("how many members are there") < list(found).index("when did ICSO join")


def test_every_member_whose_answer_is_computed_anew_is_asked_about(old: Snapshot, tmp_path: Path) -> None:
    """A template that says something else for one member alone is noticed for that member."""
    other = ENTRIES.replace("joined in {{ member.joined }}", "came in {{ member.joined }}", 1)
    found = told(compare_answers(old, snapshot(tmp_path / "new", entries=other), TODAY))
    for acronym in ("ESA", "NOSA"):
        turn, before, after = found[f"when did {acronym} join"]
        assert turn is Turn.CHANGED
        assert before.replace("joined", "came") == after


def test_all_wordings_of_an_edited_entry_are_asked(old: Snapshot, tmp_path: Path) -> None:
    """The wordings that get the same answer are told together."""
    other = ENTRIES.replace("There are", "ISECG has")
    compared = compare_answers(old, snapshot(tmp_path / "new", entries=other), TODAY)
    (change,) = compared.changed
    assert change.questions == ("how many members are there", "what is the number of members")
    assert change.entry == "how-many"


def test_wordings_that_came_or_went_are_asked_before_all_others(old: Snapshot, tmp_path: Path) -> None:
    """However much was edited, these are among the questions."""
    other = ENTRIES.replace("what is the number of members", "what is the total of members")
    found = told(compare_answers(old, snapshot(tmp_path / "new", entries=other), TODAY, at_most=2))
    assert found["what is the total of members"][0] is Turn.GAINED
    assert found["what is the number of members"][0] is Turn.LOST


def test_a_removed_entry_loses_its_questions(old: Snapshot, tmp_path: Path) -> None:
    """A question that was answered and is not any more comes before all else."""
    gone = snapshot(tmp_path / "new", entries=SMALL["entries"], about=dedent(SMALL["about"]) + "\n")
    compared = compare_answers(old, gone, TODAY)
    lost = [one for one in compared.changed if one.turn is Turn.LOST]
    assert lost == list(compared.changed[: len(lost)])
    assert "how many members are there" in lost[0].questions
    assert isinstance(lost[0].old, Answer)
    assert not isinstance(lost[0].new, Answer)


def test_the_same_words_with_another_source_are_told_apart(old: Snapshot, tmp_path: Path) -> None:
    """Source and date are a part of an answer, and a smaller one."""
    members = MEMBERS.replace("as_of: 2019-12-31", "as_of: 2021-01-01")
    compared = compare_answers(old, snapshot(tmp_path / "new", members=members), TODAY)
    assert compared.changed == ()
    assert "when did NOSA join" in compared.recited


def test_what_is_not_asked_is_counted(old: Snapshot, tmp_path: Path) -> None:
    """A limit on the questions is no secret."""
    other = snapshot(tmp_path / "new", entries=ENTRIES.replace("There are", "ISECG has"))
    every = compare_answers(old, other, TODAY)
    some = compare_answers(old, other, TODAY, at_most=2)
    assert (some.asked, some.asked + some.left_out) == (2, every.asked)


def test_a_template_that_fails_in_one_of_them_is_a_difference(old: Snapshot, tmp_path: Path) -> None:
    """An earlier state whose template fails is compared all the same."""
    faulty = snapshot(tmp_path / "new", entries=ENTRIES.replace("members | length", "members.nothing.length"))
    turn, _, after = told(compare_answers(old, faulty, TODAY))["how many members are there"]
    assert turn is Turn.LOST
    assert "fails" in after
