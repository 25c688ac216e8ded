"""The golden set put through the engine, and what is made of it."""

import random
from datetime import date

import pytest

from bot.answers.engine import answer
from bot.answers.evaluation import Golden, Share
from bot.answers.explanation import explain
from bot.answers.golden import FaultyGoldenError, GoldenSet, golden_set
from bot.answers.model import Answer
from bot.answers.scores import AT_LEAST, ROWS, below, measure
from bot.answers.snapshot import Snapshot
from bot.answers.typos import typo
from bot.knowledge.loader import load
from tests.folders import write_folder

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The small folder, loaded."""
    loaded = load(write_folder(tmp_path_factory.mktemp("knowledge")))
    assert loaded.knowledge is not None
    return Snapshot(loaded.knowledge)


def _rows(snapshot: Snapshot, golden: GoldenSet) -> dict[str, Share]:
    return dict(measure(snapshot, golden, TODAY, lambda text, count: text + "?" * count).rows())


JOINED = Golden("when did Norway join", True, ("2018|2019",))
WRONG = Golden("when did ESA join", True, ("1999",))
BUDGET = Golden("what is the budget of ISECG", False)
FALSE = Golden("when did NOSA join", False)


def test_each_question_is_counted_once_in_its_scope(snapshot: Snapshot) -> None:
    """Right and wrong are shares of what must be answered, refused and false of what must not be."""
    rows = _rows(snapshot, GoldenSet((JOINED, WRONG, BUDGET, FALSE)))
    assert tuple(rows) == ROWS
    assert (rows["right"].count, rows["wrong"].count, rows["right"].total) == (1, 1, 2)
    assert (rows["refused"].count, rows["false answers"].count, rows["refused"].total) == (1, 1, 2)
    assert (rows["right, 1 typo"].count, rows["right, 2 typos"].total) == (1, 2)
    assert rows["pairs right"].total == 0


def test_a_pair_is_right_when_both_are_and_differ(snapshot: Snapshot) -> None:
    """The same answer to both is a cross-answer, whatever it says."""
    esa = Golden("when did ESA join", True, ("2007",))
    same = Golden("since when is Norway a member", True, ("2018|2019",))
    apart = _rows(snapshot, GoldenSet(pairs=((JOINED, esa), (JOINED, BUDGET))))
    assert (apart["pairs right"].count, apart["pairs crossed"].count) == (2, 0)
    alike = _rows(snapshot, GoldenSet(pairs=((JOINED, same),)))
    assert (alike["pairs right"].count, alike["pairs crossed"].count) == (0, 1)
    wrong = _rows(snapshot, GoldenSet(pairs=((JOINED, WRONG),)))
    assert (wrong["pairs right"].count, wrong["pairs crossed"].count) == (0, 1)


def test_floors_bound_from_the_side_that_matters() -> None:
    """More right answers are better, fewer wrong ones are; an empty half misses nothing."""
    rows = {"right": Share(90, 100), "wrong": Share(3, 100), "refused": Share(0, 0)}
    assert list(below(rows, {"right": 90, "wrong": 3, "refused": 99})) == []
    assert list(below(rows, {"right": 91, "wrong": 2})) == [
        "right: 90.0 % (90/100), wanted at least 91 %",
        "wrong: 3.0 % (3/100), wanted at most 2 %",
    ]


def test_the_rows_of_which_more_is_better_are_rows() -> None:
    """A row that is renamed must be renamed in both places."""
    assert set(ROWS) >= AT_LEAST


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"q": "x", "expect": "maybe"}, "expect is one of"),
        ({"q": "x", "expect": "answered"}, "says names"),
        ({"q": "x", "expect": "refused", "say": []}, "no field say"),
        ({"expect": "refused"}, "has the question"),
        ([{"q": "x", "expect": "refused"}], "a pair has two"),
        ("x", "has the question"),
    ],
)
def test_a_faulty_row_is_named(row: object, complaint: str) -> None:
    """What is wrong with a golden file is said, not passed over."""
    with pytest.raises(FaultyGoldenError, match=complaint):
        golden_set([row])


def test_numbers_in_a_golden_file_are_text() -> None:
    """YAML's 27 is what the answer must say."""
    (found,) = golden_set([{"q": "x", "expect": "answered", "says": [27, "a|b"]}]).singles
    assert found.says == ("27", "a|b")


def test_typos_are_slips_of_single_keys() -> None:
    """One typo changes at most two letters, the same seed makes the same typo, and a blank stays blank."""
    text = "When did Poland join ISECG?"
    for seed in range(300):
        once = typo(text, random.Random(seed))
        assert abs(len(once) - len(text)) <= 1
        assert once == typo(text, random.Random(seed))
    assert len({typo(text, random.Random(seed)) for seed in range(300)}) > 100
    assert typo("27?", random.Random(1), 2) == "27?"


@pytest.mark.parametrize(
    "question",
    [
        "when did Norway join",
        "when did Norwya joined",
        "what is the budget",
        "tea",
        "",
        "when did Norway not join",
    ],
)
def test_an_explanation_tells_what_the_engine_did(snapshot: Snapshot, question: str) -> None:
    """Explaining changes no outcome, and the sentence names the outcome there was."""
    outcome, explanation = explain(snapshot, question, TODAY)
    assert outcome == answer(snapshot, question, TODAY)
    named = "Answered" if isinstance(outcome, Answer) else type(outcome).__name__[:5]
    assert explanation.why.startswith(named)


def test_an_explanation_tells_what_was_taken_for_what(shipped: Snapshot) -> None:
    """A misspelt word is shown with the word it was taken for, and a question that was changed as a whole."""
    read = explain(shipped, "what has ESA ot do with isecg", TODAY)[1].read
    assert read.repaired == (("ot", "to"),)
    assert read.asked_as is None
    read = explain(shipped, "how many embers are there", TODAY)[1].read
    assert read.asked_as == "how many members are there"
