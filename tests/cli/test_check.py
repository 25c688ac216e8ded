"""`isecg-bot check`: every problem at once, for people, editors and programs."""

import json
from pathlib import Path

from tests.cli.conftest import Program
from tests.folders import write_folder


def test_a_clean_folder_is_summed_up(program: Program, small: Path) -> None:
    """Without a problem there is one line, and the exit code is 0."""
    ran = program("check", str(small))
    assert ran.code == 0
    assert ran.out.splitlines() == [f"{small}: no problems; 2 entries for 3 questions, 2 members, 2 sources."]


def test_all_problems_come_at_once(program: Program, tmp_path: Path) -> None:
    """Errors of several files are listed with file:line:column, then counted; the exit code is 1."""
    folder = write_folder(
        tmp_path / "broken",
        chairs="chairs:\n  - id: x\n    agency: nobody\n",
        groups="groups:\n  - id: [\n",
    )
    ran = program("check", str(folder))
    lines = ran.out.splitlines()
    assert ran.code == 1
    assert any(line.startswith(f"{folder}/chairs.yaml:2:5: error: ") for line in lines)
    assert any(line.startswith(f"{folder}/groups.yaml:") and ": error: " in line for line in lines)
    assert lines[-1].startswith(f"{folder}: {len(lines) - 1} errors; it cannot be used")


def test_warnings_alone_are_fine(program: Program, tmp_path: Path) -> None:
    """A warning is listed, and the exit code is 0."""
    folder = write_folder(tmp_path / "warned", {"notes.yml": "a: b\n"})
    ran = program("check", str(folder))
    assert ran.code == 0
    assert f"{folder}/notes.yml:1:1: warning: " in ran.out
    assert "1 warning; 2 entries" in ran.out


def test_json_lists_the_same_problems(program: Program, tmp_path: Path) -> None:
    """`--json` is an array of objects with place, severity, class and message."""
    folder = write_folder(tmp_path / "broken", chairs="chairs:\n  - id: x\n    agency: nobody\n")
    ran = program("check", str(folder), "--json")
    found = json.loads(ran.out)
    assert ran.code == 1
    assert set(found[0]) == {"file", "line", "column", "severity", "code", "message"}
    plain = program("check", str(folder)).out.splitlines()[:-1]
    assert [
        f"{item['file']}:{item['line']}:{item['column']}: {item['severity']}: {item['message']}"
        for item in found
    ] == plain


def test_json_of_a_clean_folder_is_an_empty_array(program: Program) -> None:
    """Without an argument the folder is the one that would be read."""
    ran = program("check", "--json")
    assert (ran.code, json.loads(ran.out)) == (0, [])


def test_paths_are_as_they_were_typed(program: Program, settled: Path) -> None:
    """A relative folder gives relative paths, which an editor can jump to."""
    write_folder(settled / "facts", chairs="chairs: 1\n")
    assert program("check", "facts").out.startswith("facts/chairs.yaml:1:9: error: ")


ENTRY = """\
entries:
  - id: one
    topic: A
    questions: ["Where is the {membr}?"]
    answer: x
    sources: [home-page]
    as_of: 2024-06
  - id: two
    topic: B
    questions: [zorgle flummox]
    answer: "{{ members | labell }}"
    cite: [abuot]
  - id: three
    topic: C
    questions: [plugh quux]
    answer: y
    cite: [about, "members |"]
"""


def test_faults_of_templates_are_told_beside_others(program: Program, tmp_path: Path) -> None:
    """A mistake in another file does not hide unknown slots and templates that cannot be read."""
    folder = write_folder(
        tmp_path / "broken", entries=ENTRY, chairs="chairs:\n  - id: x\n    agency: nobody\n"
    )
    out = program("check", str(folder)).out
    assert f"{folder}/chairs.yaml:2:5: error: " in out
    assert f"{folder}/entries.yaml:4:17: error: '{{membr}}' is no slot; did you mean 'member'?" in out
    assert (
        f"{folder}/entries.yaml:11:13: error: the template is faulty: No filter named 'labell'; did you"
        in out
    )
    assert f"{folder}/entries.yaml:17:19: error: 'members |' under 'cite' is faulty: " in out


def test_a_fault_of_cite_is_told_at_its_place(program: Program, tmp_path: Path) -> None:
    """What an answer rests on is a field of its own, and the name that was meant is offered."""
    entry = (
        "entries:\n  - id: one\n    topic: A\n    questions: [flummox]\n    answer: x\n    cite: [abuot]\n"
    )
    folder = write_folder(tmp_path / "broken", entries=entry)
    said = "error: 'abuot' under 'cite' fails: 'abuot' is undefined; did you mean 'about'?"
    assert f"{folder}/entries.yaml:6:12: {said}\n" in program("check", str(folder)).out


def test_a_field_that_some_records_leave_empty_is_not_shown(program: Program, tmp_path: Path) -> None:
    """No answer reads "The site of ESA is None."; the first record for which it would is named."""
    entry = (
        "entries:\n  - id: one\n    topic: A\n    questions: ['What is the website of {member}?']\n"
        "    answer: The site is {{ member.website }}.\n    cite: [member]\n"
    )
    folder = write_folder(tmp_path / "broken", entries=entry)
    said = "error: the template fails for member = esa: a field that is left empty would be shown; ask first"
    assert f"{folder}/entries.yaml:5:13: {said}" in program("check", str(folder)).out
