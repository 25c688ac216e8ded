"""Every record and field can be found in its file again."""

from pathlib import Path

from bot.knowledge.loader import load
from bot.knowledge.problem import Position
from tests.folders import write_folder

ENTRIES = """\
entries:
  - id: first
    topic: t
    questions:
      - when
      - {quoted: no}
    answer: |
      One
      {{ two }}
    as_of: 2024
"""


def test_a_value_is_found_by_kind_id_and_path(tmp_path: Path) -> None:
    """Lists are counted from 0; the place is where the value begins."""
    marks = load(write_folder(tmp_path)).marks
    file = str(tmp_path / "members.yaml")
    assert marks.of("members", "nosa") == Position(file, 12, 5)
    assert marks.of("members", "nosa", "joined") == Position(file, 23, 13)
    assert marks.of("members", "nosa", "former", 0, "acronym") == Position(file, 21, 18)
    assert marks.of("members", "nosa", "sources", 1) == Position(file, 27, 26)
    assert marks.of("about", "isecg", "founded") == Position(str(tmp_path / "about.yaml"), 6, 12)


def test_a_path_that_leads_nowhere_gives_what_is_around_it(tmp_path: Path) -> None:
    """A field that was left out is reported at its record; an unknown record has no place."""
    marks = load(write_folder(tmp_path)).marks
    assert marks.of("members", "nosa", "brings") == marks.of("members", "nosa")
    assert marks.of("members", "nosa", "sources", 7) == marks.of("members", "nosa", "sources")
    assert marks.of("members", "nasa") is None


def test_a_line_inside_a_block_is_counted_on(tmp_path: Path) -> None:
    """The second line of a template in a `|` block is the second line below the bar."""
    marks = load(write_folder(tmp_path, entries=ENTRIES)).marks
    file = str(tmp_path / "entries.yaml")
    assert marks.of("entries", "first", "answer") == Position(file, 7, 13)
    assert marks.of("entries", "first", "answer", line=2) == Position(file, 9, 1)
    assert marks.of("entries", "first", "topic", line=2) == Position(file, 3, 12)


def test_invalid_records_have_places_too(tmp_path: Path) -> None:
    """The folder of the test above does not load, and its places are known all the same."""
    loaded = load(write_folder(tmp_path, entries=ENTRIES))
    assert loaded.knowledge is None
    assert loaded.marks.of("entries", "first", "questions", 1) == Position(
        str(tmp_path / "entries.yaml"), 6, 9
    )
