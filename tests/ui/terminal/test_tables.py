"""Tables at a terminal of 80 columns."""

import io

import pytest

from bot.answers.snapshot import Snapshot
from bot.knowledge.dates import PartialDate
from bot.knowledge.loader import load
from bot.knowledge.shipped import shipped_folder
from bot.ui.selection import select_members, select_news, select_publications
from bot.ui.terminal.screen import screen
from bot.ui.terminal.tables import (
    brief,
    show_members,
    show_news,
    show_publications,
)
from tests.folders import write_folder


class _Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """All members, news and publications that are shipped, without the entries."""
    folder = write_folder(tmp_path_factory.mktemp("knowledge"))
    for path in shipped_folder().glob("*.yaml"):
        name = {"isecg": "about"}.get(path.stem, path.stem)
        (folder / f"{name}.yaml").write_bytes(path.read_bytes())
    for path in (folder / "vocabulary.yaml", folder / "entries.yaml"):
        path.unlink(missing_ok=True)
    (folder / "entries.yaml").write_text(ENTRY, "utf-8")
    loaded = load(folder)
    assert loaded.knowledge is not None, loaded.problems
    return Snapshot(loaded.knowledge)


ENTRY = """\
entries:
  - {id: only, topic: none, questions: [what], unknown: Nothing.}
"""


def test_all_tables_fit_into_eighty_columns(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """No shipped record makes a line too wide or loses its name; each record is there."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    stream = _Terminal()
    console = screen(stream)
    show_members(console, snapshot, select_members(snapshot))
    show_news(console, snapshot, select_news(snapshot))
    show_publications(console, snapshot, select_publications(snapshot))
    written = stream.getvalue()
    assert max(map(len, written.splitlines())) <= 80
    assert all(member.acronym in written for member in snapshot.members)
    assert "\u2026" not in written


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2007", "2007"),
        ("2013-09", "Sept 2013"),
        ("2015-10-05", "5 Oct 2015"),
        ("2018/2019", "2018–2019"),
        ("2020-03/2020-08", "Mar – Aug 2020"),
        ("2021-05-21/2021-11-30", "21 May – 30 Nov 2021"),
        ("2019/2020-03", "2019–2020"),
    ],
)
def test_dates_are_short_and_no_more_exact_than_known(written: str, said: str) -> None:
    """An interval is said with the precision of its vaguer end."""
    assert brief(PartialDate.parse(written)) == said


def test_text_selects_by_the_beginnings_of_words(snapshot: Snapshot) -> None:
    """Former names and other spellings count; all words must be found."""

    def acronyms(text: str) -> list[str]:
        return [member.acronym for member in select_members(snapshot, text=text)]

    assert acronyms("new zea") == ["NZSA"]
    assert set(acronyms("australia")) == {"CSIRO", "ASA"}
    assert acronyms("new poland") == []


def test_a_year_takes_all_that_may_have_joined_in_it(snapshot: Snapshot) -> None:
    """A member whose date is vague is shown under each year it can be."""
    assert any(member.acronym == "POLSA" for member in select_members(snapshot, year=2018))
    assert any(member.acronym == "POLSA" for member in select_members(snapshot, year=2019))


def test_a_title_does_not_say_its_edition_twice(snapshot: Snapshot) -> None:
    """The edition is added to a title that does not have it, without what stands in brackets behind it."""
    stream = io.StringIO()
    show_publications(screen(stream), snapshot, select_publications(snapshot))
    written = stream.getvalue()
    assert "ISECG Global Exploration Roadmap (3rd edition) " in written
    assert "The Global Exploration Roadmap, August 2013 (2nd edition) " in written
    assert "(full) (full)" not in written
    assert "))" not in written
