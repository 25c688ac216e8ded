"""`isecg-bot ask`: answers for people, a contract for programs, and any input."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.snapshot import Snapshot
from bot.cli.ask import asked_of, typed
from bot.knowledge.loader import load
from bot.ui.terminal.objects import line, outcome_object
from tests.cli.conftest import Program
from tests.folders import write_folder

FIELDS = [
    "question", "outcome", "answer", "entry", "confidence", "as_of", "sources", "suggestions", "milliseconds",
]  # fmt: skip


def test_an_answer_comes_first_then_its_date_and_sources(program: Program) -> None:
    """The fact asked for is the first line; as-of date and sources with address follow."""
    ran = program("ask", "when did Norway join?")
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert lines[0] == "Norwegian Space Agency joined in 2018/2019."
    assert "As of 31 December 2019" in lines
    assert any("ISECG home page, ISECG, 1 June 2024" in line for line in lines)
    assert any(line.strip() == "https://www.globalspaceexploration.org" for line in lines)


def test_the_words_of_a_question_need_no_quotes(program: Program) -> None:
    """Several arguments are the words of one question."""
    assert program("ask", "when", "did", "Norway", "join").out == program("ask", "when did Norway join").out


def test_an_honest_refusal_is_no_failure(program: Program) -> None:
    """A known gap is refused with its own words and exit code 0."""
    ran = program("ask", "what is the budget of ISECG")
    assert ran.code == 0
    assert "No source gives a budget." in ran.out


def test_json_has_the_promised_fields_in_order(program: Program) -> None:
    """One object a question: the listed fields in their order, additions behind them."""
    found = json.loads(program("ask", "--json", "when did Norway join").out)
    assert list(found)[: len(FIELDS)] == FIELDS
    assert (found["outcome"], found["entry"]) == ("answered", "member-joined")
    assert found["answer"] == "Norwegian Space Agency joined in 2018/2019."
    assert found["as_of"] == "2019-12-31"
    assert found["sources"][0] == {
        "title": "ISECG home page",
        "publisher": "ISECG",
        "url": "https://www.globalspaceexploration.org",
        "date": "2024-06-01",
    }
    assert found["suggestions"] == [{"entry": "budget", "question": "what is the budget of ISECG"}]
    assert 0 <= found["confidence"] <= 1
    assert found["milliseconds"] >= 0
    assert found["message"] is None
    assert found["reason"] is None


def test_json_of_a_refusal_has_no_answer(program: Program) -> None:
    """A refusal has null for answer, entry and as_of; message and reason say what a person would read."""
    found = json.loads(program("ask", "--json", "what is the budget of ISECG").out)
    assert (found["outcome"], found["answer"], found["entry"], found["as_of"]) == (
        "refused",
        None,
        None,
        None,
    )
    assert found["sources"] == []
    assert found["message"] == "No source gives a budget."
    assert found["reason"] == "not-known"


@pytest.mark.parametrize("arguments", [("ask", "--json"), ("ask", "--json", "-")])
def test_standard_input_is_one_question_a_line(program: Program, arguments: tuple[str, ...]) -> None:
    """Each line becomes one object, in order; an empty line, too, so that both can be laid side by side."""
    stdin = "\ufeffwhen did Norway join\r\n\nwhat is the budget of ISECG\nüñî 🚀".encode()
    found = [json.loads(line) for line in program(*arguments, stdin=stdin).out.splitlines()]
    assert [item["question"] for item in found] == [
        "when did Norway join", "", "what is the budget of ISECG", "üñî 🚀",
    ]  # fmt: skip
    assert [item["outcome"] for item in found[:3]] == ["answered", "refused", "refused"]
    assert found[1]["reason"] == "empty"


def test_bytes_that_are_no_utf8_are_still_a_question(program: Program) -> None:
    """Undecodable bytes become U+FFFD; the line is answered like any other."""
    ran = program("ask", "--json", stdin=b"when did \xff\xfe Norway join\n\x00\x1b[31m\n")
    first, second = (json.loads(line) for line in ran.out.splitlines())
    assert ran.code == 0
    assert first["question"] == "when did \ufffd\ufffd Norway join"
    assert second["outcome"] == "refused"


def test_a_line_without_end_does_not_fill_the_memory(program: Program) -> None:
    """Of a line of many megabytes the first is read, and the next line is the next question."""
    stdin = b"x" * (3 << 20) + b"\nwhen did Norway join\n"
    first, second = (json.loads(line) for line in program("ask", "--json", stdin=stdin).out.splitlines())
    assert len(first["question"]) == 1 << 20
    assert first["outcome"] == "refused"
    assert second["outcome"] == "answered"


def test_questions_from_a_pipe_stand_above_their_answers(program: Program) -> None:
    """Whoever reads the answers to a file of questions sees which is which."""
    out = program("ask", "-", stdin=b"when did Norway join\n\x1b]0;evil\x07\n").out
    assert out.index("> when did Norway join") < out.index("joined in 2018/2019")
    assert "\x1b" not in out
    assert "\x07" not in out


def test_explain_says_what_was_read_and_why(program: Program) -> None:
    """Words as read, slots, candidates with scores, thresholds, and a sentence for the outcome."""
    out = program("ask", "--explain", "when did Norway not join in 2015").out
    for part in ("negated      yes", "in 2015", "member nosa", "member-joined", "thresholds: answer"):
        assert part in out
    assert any(line.startswith(("Answered:", "Suggested:", "Refused:")) for line in out.splitlines())


def test_explain_as_json_is_part_of_the_object(program: Program) -> None:
    """With --json the explanation is a field behind all others."""
    found = json.loads(program("ask", "--explain", "--json", "when did Norway join").out)
    explanation = found["explanation"]
    assert list(found)[-1] == "explanation"
    assert explanation["why"].startswith("Answered: member-joined")
    assert explanation["candidates"][0]["slots"] == {"member": "nosa"}
    assert explanation["read"]["things"] == ["member nosa"]
    assert set(explanation["thresholds"]) >= {"answer", "suggest", "margin"}


def test_a_template_that_fails_is_told_and_the_next_question_is_answered(
    program: Program, tmp_path: Path
) -> None:
    """A fault that the check could not foresee refuses one question and exits with 1 at the end."""
    folder = write_folder(
        tmp_path / "knowledge",
        {
            "late.yaml": """\
                entries:
                  - id: late
                    topic: a template that fails on some dates only
                    questions: ["how many were there {date}"]
                    answer: "{% if date.text == 'in 1971' %}{{ missing }}{% endif %}Two."
                    sources: [home-page]
                    as_of: 2024
                """
        },
    )
    stdin = b"how many were there in 1971\nhow many were there in 1972\n"
    ran = program("ask", "--json", "--knowledge", str(folder), stdin=stdin)
    first, second = (json.loads(line) for line in ran.out.splitlines())
    assert (first["outcome"], second["answer"]) == ("refused", "Two.")
    assert ran.code == 1
    assert "missing" in ran.err


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The small folder, loaded."""
    loaded = load(write_folder(tmp_path_factory.mktemp("knowledge")))
    assert loaded.knowledge is not None
    return Snapshot(loaded.knowledge)


@given(st.text() | st.text(alphabet="\u202e\u200b\u0301\u05d0\U0001f680 \n\x00{}%", max_size=50))
def test_any_text_becomes_one_line_of_json(snapshot: Snapshot, text: str) -> None:
    """Whatever is asked: an outcome, and a single line of JSON that holds the question unchanged."""
    asked = asked_of(snapshot, text, explained=True)
    said = line(outcome_object(asked.question, asked.outcome, asked.milliseconds, asked.explanation))
    assert len(said.splitlines()) == 1
    assert json.loads(said.encode("utf-8", "backslashreplace"))["question"] == text


@pytest.mark.parametrize(
    "text", ["", " ", "when did Norway join " * 5_000, "🚀" * 100_000, "\u202eyawroN", "挪威什么时候加入的"]
)
def test_odd_questions_have_an_outcome(program: Program, text: str) -> None:
    """Nothing that can be typed makes the program fail."""
    ran = program("ask", "--json", "--", text)
    assert ran.code == 0
    assert json.loads(ran.out)["outcome"] in {"answered", "suggested", "refused"}


def test_arguments_in_any_bytes_are_text() -> None:
    """Bytes of the command line that are no UTF-8 become U+FFFD."""
    assert typed(["Norv\udce8ge", "join"]) == "Norv\ufffdge join"
