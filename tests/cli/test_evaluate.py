"""`isecg-bot eval`: a table of shares, floors, and a validation half that keeps its secrets."""

import asyncio
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.answers.measurement import NOTE, Evaluation, best_known
from bot.knowledge.folder import revision_of
from bot.reload.evaluations import shipped_evaluation
from bot.store.store import open_store
from tests.cli.conftest import Program
from tests.folders import write_folder

TUNE = """\
- q: "when did Norway join"
  expect: answered
  says: ["2018|2019"]
- q: "when did ESA join"
  expect: answered
  says: ["1999"]
- {q: "what is the budget of ISECG", expect: refused}
"""
VALIDATE = """\
- q: "since when is ESA a member"
  expect: answered
  says: ["1066"]
"""
PAIRS = """\
- - {q: "when did Norway join", expect: answered, says: ["2018|2019"]}
  - {q: "when did ESA join", expect: answered, says: ["2007"]}
"""


@pytest.fixture
def golden(settled: Path) -> Path:
    """A small golden set where `eval` looks for one."""
    folder = settled / "tests" / "golden"
    folder.mkdir(parents=True)
    (folder / "tune.yaml").write_text(TUNE)
    (folder / "validate.yaml").write_text(VALIDATE)
    (folder / "pairs-tune.yaml").write_text(PAIRS)
    return folder


@pytest.mark.usefixtures("golden")
def test_the_table_has_both_halves(program: Program) -> None:
    """Each row has percent, 95 % interval and counts; a row without questions has none."""
    ran = program("eval")
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert lines[0].split() == ["tuning", "validation"]
    assert lines[1].split() == [
        "right", "50.0", "%", "[9.5,", "90.5]", "1/2", "0.0", "%", "[0.0,", "79.3]", "0/1",
    ]  # fmt: skip
    assert next(line for line in lines if line.startswith("pairs right")).split()[-2:] == ["1/1", "-"]


@pytest.mark.usefixtures("golden")
def test_json_has_the_same_numbers(program: Program) -> None:
    """Shares by half and row."""
    found = json.loads(program("eval", "--json").out)
    assert found["tuning"]["wrong"] == {"count": 1, "total": 2, "percent": 50.0, "low": 9.45, "high": 90.55}
    assert found["validation"]["wrong"]["count"] == 1


@pytest.mark.usefixtures("golden")
def test_mistakes_are_shown_of_the_tuning_half_only(program: Program) -> None:
    """A look at single validation questions would make them useless."""
    out = program("eval", "--show").out
    assert "wrong  when did ESA join" in out
    assert "wanted [1999]" in out
    assert "since when is ESA" not in out
    assert "1066" not in program("eval", "--show", "tests/golden/validate.yaml").out


def test_a_missed_floor_exits_with_1(program: Program, golden: Path) -> None:
    """Floors stand in a file; the rows that miss theirs are named."""
    floors = golden / "floors.yaml"
    floors.write_text("tuning: {right: 50, wrong: 50}\n")
    assert program("eval", "--floor", str(floors)).code == 0
    floors.write_text("tuning: {right: 51}\nvalidation: {wrong: 10}\n")
    ran = program("eval", "--floor", str(floors))
    assert ran.code == 1
    assert "tuning, right: 50.0 % (1/2), wanted at least 51 %" in ran.err
    assert "validation, wrong: 100.0 % (1/1), wanted at most 10 %" in ran.err


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("q: x", "is a list"), ("- {q: x, expect: perhaps}", "expect is one of"), ("- [", "cannot be read")],
)
def test_a_faulty_golden_file_is_named(program: Program, golden: Path, text: str, complaint: str) -> None:
    """What is wrong with a golden file is an expected failure."""
    (golden / "tune.yaml").write_text(text)
    ran = program("eval")
    assert ran.code == 1
    assert "tune.yaml" in ran.err
    assert complaint in ran.err


def test_a_floor_that_names_no_row_is_a_failure(program: Program, golden: Path) -> None:
    """A misspelt floor would guard nothing."""
    floors = golden / "floors.yaml"
    floors.write_text("tuning: {rihgt: 50}\n")
    assert "'rihgt' is no row" in program("eval", "--floor", str(floors)).err


def test_without_golden_files_it_says_where_they_would_be(program: Program) -> None:
    """An installed program has no tests beside it."""
    ran = program("eval")
    assert ran.code == 1
    assert "tests/golden" in ran.err


@pytest.fixture
def url(settled: Path) -> str:
    """The DATABASE_URL of a store that is not there yet."""
    assert not (settled / "bot.sqlite3").exists()
    return os.environ["DATABASE_URL"]


def kept(url: str) -> Evaluation | None:
    """The evaluation in the store; the store is made if need be."""

    async def read() -> Evaluation | None:
        async with open_store(url) as store:
            return Evaluation.from_json(await store.note(NOTE))

    return asyncio.run(read())


@pytest.mark.usefixtures("golden")
def test_the_result_is_kept_in_the_bot_s_store(program: Program, url: str, settled: Path) -> None:
    """The totals of the validation half, with day and revision; no store is made for it."""
    assert program("eval").code == 0
    assert not list(settled.glob("*.sqlite3"))
    assert kept(url) is None
    assert program("eval", "tests/golden/tune.yaml").code == 0  # a part says little of the whole
    assert kept(url) is None
    assert program("eval").code == 0
    found = kept(url)
    assert found is not None
    assert (found.asked, found.right, found.wrong, found.others, found.refused) == (1, 0, 1, 0, 0)
    revision = json.loads(program("plan", "--against", os.environ["ISECG_KNOWLEDGE"], "--json").out)[
        "revision"
    ]
    assert found.revision == revision


@pytest.mark.usefixtures("golden")
def test_a_store_that_cannot_be_used_does_not_spoil_the_result(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table is printed all the same, and why nothing is kept."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:hush@127.0.0.1:9/isecg")
    ran = program("eval")
    assert ran.code == 0
    assert "right" in ran.out
    assert "not kept for /isecg about" in ran.err
    assert "hush" not in ran.err


@pytest.mark.usefixtures("golden", "url")
def test_the_result_can_be_shipped_with_the_knowledge(program: Program, tmp_path: Path) -> None:
    """It lies beside the files and is no part of the revision that it speaks of."""
    folder = write_folder(tmp_path / "own")
    before = revision_of(folder)
    ran = program("eval", "--record", "--knowledge", str(folder))
    assert ran.code == 0
    assert "evaluation.json" in ran.err
    shipped = shipped_evaluation(folder)
    assert shipped is not None
    assert shipped.revision == before == revision_of(folder)
    assert program("check", str(folder)).code == 0


def test_what_is_no_evaluation_is_none(tmp_path: Path) -> None:
    """A note of another version, a damaged file or none: not measured, and no failure."""
    for text in ("", "97 of 100", "[]", "{}", '{"revision": "x", "day": "never"}'):
        assert Evaluation.from_json(text) is None
        (tmp_path / "evaluation.json").write_text(text)
        assert shipped_evaluation(tmp_path) is None
    assert Evaluation.from_json(None) is None
    assert shipped_evaluation(tmp_path / "nowhere") is None


def test_the_newest_of_this_revision_is_shown() -> None:
    """One of the revision in use is worth more than a newer one of another."""
    old = Evaluation("this", date(2026, 1, 1), 10, 9, 1, 5, 5)
    new, other = replace(old, day=date(2026, 2, 1)), replace(old, revision="other", day=date(2026, 3, 1))
    assert best_known([old, None, new, other], "this") == new
    assert best_known([old, other], "third") == other
    assert best_known([None], "this") is None
    assert Evaluation.from_json(new.to_json()) == new
