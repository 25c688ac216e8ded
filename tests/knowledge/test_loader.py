"""A folder becomes one immutable value, or every reason why it cannot."""

import pickle
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.folder import read_folder, revision_of
from bot.knowledge.loader import load, load_bytes, load_reading
from bot.knowledge.problem import Severity
from tests.folders import write_folder
from tests.knowledge.spoiled import only

MALTA = """\
outsiders:
  - id: malta
    name: Malta
    kind: country
"""


def test_a_valid_folder_loads_without_a_word(tmp_path: Path) -> None:
    """Every kind is read, in the order of its file, each field with its type."""
    loaded = load(write_folder(tmp_path))
    assert loaded.problems == ()
    knowledge = loaded.knowledge
    assert knowledge is not None
    assert [member.id for member in knowledge.members] == ["esa", "nosa"]
    norway = knowledge.members[1]
    assert (norway.country, norway.founding, str(norway.joined)) == ("NO", False, "2018/2019")
    assert (norway.joined.earliest, norway.joined.latest) == (date(2018, 1, 1), date(2019, 12, 31))
    assert norway.former[0].acronym == "NSC"
    assert knowledge.meetings[0].attendance == 2
    assert knowledge.about.id == "isecg"


def test_kinds_are_merged_in_the_order_of_paths(tmp_path: Path) -> None:
    """Records of one kind may stand in several files and sub-folders; paths are read in sorted order."""
    later = MALTA.replace("malta", "peru").replace("Malta", "Peru")
    loaded = load(write_folder(tmp_path, {"more/z.yaml": later, "more/a.yaml": MALTA}))
    assert loaded.knowledge is not None
    assert [outsider.id for outsider in loaded.knowledge.outsiders] == ["malta", "peru", "iceland"]


@pytest.mark.parametrize("nothing", ["", " ~", " null", " Null"])
def test_an_optional_field_left_empty_counts_as_left_out(tmp_path: Path, nothing: str) -> None:
    """`aliases:` with nothing behind it is the same as no `aliases` at all."""
    text = f"{MALTA}    aliases:{nothing}\n    remark:{nothing}\n"
    loaded = load(write_folder(tmp_path, outsiders=text))
    assert loaded.problems == ()
    assert loaded.knowledge is not None
    assert loaded.knowledge.outsiders[0].aliases == ()
    assert loaded.knowledge.outsiders[0].remark is None


def test_a_kind_left_empty_has_no_records(tmp_path: Path) -> None:
    """`outsiders:` alone is an empty list."""
    loaded = load(write_folder(tmp_path, outsiders="outsiders:\n"))
    assert loaded.problems == ()
    assert loaded.knowledge is not None
    assert loaded.knowledge.outsiders == ()


def test_quoted_words_for_nothing_are_text(tmp_path: Path) -> None:
    """Whoever writes quotes means the word."""
    loaded = load(write_folder(tmp_path, outsiders=f"{MALTA}    remark: 'null'\n"))
    assert loaded.knowledge is not None
    assert loaded.knowledge.outsiders[0].remark == "null"


def test_a_block_of_text_loses_the_line_ends_around_it(tmp_path: Path) -> None:
    """`|` leaves a line end behind the text, which nobody means to say."""
    loaded = load(write_folder(tmp_path, outsiders=f"{MALTA}    remark: |\n      One.\n      Two.\n"))
    assert loaded.knowledge is not None
    assert loaded.knowledge.outsiders[0].remark == "One.\nTwo."


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    """Broken syntax in one file, fields in another and ids in a third: one run names them all, in order."""
    folder = write_folder(
        tmp_path,
        concepts="concepts: [\n",
        groups="groups:\n  - id: Science\n    nmae: S\n    active: then\n",
        outsiders=MALTA + MALTA.removeprefix("outsiders:\n"),
        chairs=None,
    )
    loaded = load(folder)
    assert loaded.knowledge is None
    assert [(Path(p.file).name, p.line, p.code) for p in loaded.problems] == [
        ("concepts.yaml", 1, "yaml-syntax"),
        ("groups.yaml", 2, "missing-field"),
        ("groups.yaml", 2, "missing-field"),
        ("groups.yaml", 2, "missing-field"),
        ("groups.yaml", 2, "missing-field"),
        ("groups.yaml", 2, "wrong-value"),
        ("groups.yaml", 3, "unknown-field"),
        ("groups.yaml", 4, "wrong-value"),
        ("outsiders.yaml", 5, "duplicate-id"),
    ]


def test_records_before_a_syntax_error_are_checked_too(tmp_path: Path) -> None:
    """A file that breaks off in its third record still has the mistake of its first reported."""
    text = f"{MALTA}    colour: blue\n  - id: peru\n    name: Peru\n    kind: country\n  - id: [x\n"
    codes = [problem.code for problem in load(write_folder(tmp_path, outsiders=text)).problems]
    assert codes == ["unknown-field", "yaml-syntax"]


def test_an_unreadable_file_does_not_make_its_records_missing(tmp_path: Path) -> None:
    """With sources.yaml broken, nothing is said of the sources that cannot be known."""
    loaded = load(write_folder(tmp_path, sources="sources: ]\n"))
    assert only(loaded).code == "yaml-syntax"


def test_an_invalid_record_is_still_there_for_references(tmp_path: Path) -> None:
    """A member with one bad field is not also reported as missing wherever it is named."""
    folder = write_folder(tmp_path)
    file = folder / "members.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("founding: true", "founding: ja"), encoding="utf-8"
    )
    assert only(load(folder)).code == "wrong-value"


def test_about_must_be_given_once(tmp_path: Path) -> None:
    """No `about` at all, and one too many, are both reported."""
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "outsiders.yaml").write_text(MALTA, encoding="utf-8")
    assert only(load(tmp_path / "none")).code == "missing-about"
    folder = write_folder(tmp_path / "two")
    (folder / "more.yaml").write_bytes((folder / "about.yaml").read_bytes())
    problem = only(load(folder))
    assert (problem.code, problem.line, problem.column) == ("duplicate-id", 2, 3)


def test_about_is_no_list(tmp_path: Path) -> None:
    """`about:` followed by `- name:` is told apart from a list of records."""
    codes = [p.code for p in load(write_folder(tmp_path, about="about:\n  - name: ISECG\n")).problems]
    assert "wrong-type" in codes


def test_a_folder_without_yaml_is_a_problem(tmp_path: Path) -> None:
    """An empty folder, an empty mapping of files, and a lone .yml file give no knowledge and say why."""
    assert only(load(tmp_path)).code == "empty-folder"
    assert only(load_bytes({})).code == "empty-folder"
    (tmp_path / "members.yml").write_text(MALTA, encoding="utf-8")
    loaded = load(tmp_path)
    assert loaded.knowledge is None
    assert {problem.code for problem in loaded.problems} == {"empty-folder", "odd-file"}


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "---\n", "~"])
def test_a_file_without_content_is_a_warning(tmp_path: Path, content: str) -> None:
    """A file that holds nothing, or nothing but comments, does no harm."""
    problem = only(load(write_folder(tmp_path, {"empty.yaml": content})))
    assert (problem.code, problem.severity) == ("empty-file", Severity.WARNING)


def test_dates_ahead_of_today_are_warned_about_when_today_is_known(tmp_path: Path) -> None:
    """News from far ahead, or an as-of date still to come, is likely a slip; without a clock, silence."""
    folder = write_folder(tmp_path)
    assert load(folder, today=date(2024, 6, 30)).problems == ()
    said = {(Path(p.file).stem, p.line, p.severity) for p in load(folder, today=date(2017, 12, 31)).problems}
    assert ("chairs", 6, Severity.WARNING) in said
    assert ("about", 7, Severity.WARNING) in said
    assert ("news", 3, Severity.WARNING) not in said, "the first day it can be is within a year"
    assert load(folder, today=date(2000, 1, 1)).knowledge is not None


def test_members_of_one_country_share_its_name(tmp_path: Path) -> None:
    """Australia has two organisations; both answer to its name, while a third country may not."""
    extra = """\
        members:
          - id: norce
            name: Norwegian Research Centre
            acronym: NORCE
            country: {country}
            country_name: Norway
            country_aliases: [Norge]
            region: Europe
            joined: 2020
            summary: Research.
            sources: [home-page]
            as_of: 2024
        """
    assert load(write_folder(tmp_path / "one", {"more.yaml": extra.format(country="'NO'")})).problems == ()
    codes = {
        p.code
        for p in load(write_folder(tmp_path / "two", {"more.yaml": extra.format(country="SE")})).problems
    }
    assert codes == {"duplicate-alias", "same-name"}


def test_a_flood_of_problems_is_cut_off(tmp_path: Path) -> None:
    """A file broken throughout is reported by its first problems and a count of the rest."""
    text = "outsiders:\n" + "  - id: X\n" * 5_000
    problems = load(write_folder(tmp_path, outsiders=text)).problems
    assert len(problems) < 400
    assert "more problems in this file are not shown" in problems[-1].message


def test_the_knowledge_survives_pickling(tmp_path: Path) -> None:
    """A compiled copy can be kept: what comes back is equal, and its dates are still dates."""
    knowledge = load(write_folder(tmp_path)).knowledge
    assert knowledge is not None
    again = pickle.loads(pickle.dumps(knowledge))
    assert again == knowledge
    assert again.members[1].joined.latest == date(2019, 12, 31)


def test_the_revision_follows_the_content(tmp_path: Path) -> None:
    """Same bytes under the same names: the same revision; any change of either: another."""
    one, two = write_folder(tmp_path / "one"), write_folder(tmp_path / "two")
    revision = revision_of(one)
    assert revision == revision_of(two) == load(one).revision
    knowledge = load(one).knowledge
    assert knowledge is not None
    assert knowledge.revision == revision
    (two / "groups.yaml").rename(two / "teams.yaml")
    assert revision_of(two) != revision
    (one / "groups.yaml").write_bytes((one / "groups.yaml").read_bytes() + b"\n")
    assert revision_of(one) != revision


def test_loading_what_was_read_ignores_later_changes(tmp_path: Path) -> None:
    """Between reading and loading the folder may even disappear."""
    reading = read_folder(write_folder(tmp_path))
    for file in tmp_path.iterdir():
        file.unlink()
    loaded = load_reading(reading)
    assert loaded.problems == ()
    assert loaded.revision == reading.revision
