"""`isecg-bot members`, `news` and `publications`."""

import json

from tests.cli.conftest import Program


def test_members_are_in_order_of_joining(program: Program) -> None:
    """A row has place, acronym, name, country, region and date; a founder has no number."""
    lines = program("members").out.splitlines()
    assert lines[0].split() == ["Place", "Acronym", "Name", "Country", "Region", "Joined"]
    assert lines[1].split() == ["founder", "ESA", *"European Space Agency Europe Europe 2007".split()]
    assert lines[2].split() == ["2", "NOSA", *"Norwegian Space Agency Norway Europe 2018–2019".split()]
    assert lines[3] == "2 member organisations"


def test_members_can_be_selected(program: Program) -> None:
    """By region in any case, by a year in which they can have joined, and the founders."""
    assert "2 member organisations" in program("members", "--region", "europe").out
    for arguments, acronym in ((["--year", "2018"], "NOSA"), (["--founding"], "ESA")):
        found = json.loads(program("members", "--json", *arguments).out)
        assert [member["acronym"] for member in found] == [acronym]
    assert json.loads(program("members", "--json", "--year", "2012").out) == []


def test_an_unknown_region_is_wrong_usage(program: Program) -> None:
    """The regions that there are are named."""
    ran = program("members", "--region", "Atlantis")
    assert ran.code == 2
    assert "Europe" in ran.err


def test_members_as_json_keep_what_is_known_of_place_and_date(program: Program) -> None:
    """Dates are as written in the files, the place is a pair of bounds."""
    member = json.loads(program("members", "--json").out)[1]
    assert member["joined"] == "2018/2019"
    assert member["place"] == {"low": 2, "high": 2}
    assert member["native_name"] == "Norsk Romsenter"


def test_news_are_newest_first(program: Program) -> None:
    """A row has date and headline."""
    assert program("news").out.splitlines() == [
        "Date      Headline", "2018–2019 Norway joins", "1 item of news",
    ]  # fmt: skip
    assert json.loads(program("news", "--json").out)[0]["headline"] == "Norway joins"
    assert program("news", "--year", "2012").out.splitlines() == ["0 of 1 item of news"]


def test_publications_have_date_title_and_kind(program: Program) -> None:
    """They can be selected by kind; an unknown kind is wrong usage."""
    assert program("publications", "--kind", "roadmap").out.splitlines()[1].split() == [
        *"Sept 2011 The Global Exploration Roadmap roadmap".split()
    ]
    assert json.loads(program("publications", "--json").out)[0]["edition"] == 1
    assert program("publications", "--kind", "poem").code == 2
