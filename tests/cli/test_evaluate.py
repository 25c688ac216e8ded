"""`isecg-bot eval`: a table of shares, floors, and a validation half that keeps its secrets."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Program

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
