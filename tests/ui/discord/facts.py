"""A small world of facts for the Discord tests: enough members and news for several pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.answers.engine import answer
from bot.answers.model import Suggestion
from bot.answers.snapshot import Snapshot
from bot.knowledge.folder import read_folder
from bot.knowledge.loader import load_reading
from tests.folders import write_folder

TODAY = date(2026, 11, 25)

_LATER = (
    ("nosa", "Norwegian Space Agency", "NOSA", "NO", "Norway", "2018/2019"),
    ("lsa", "Luxembourg Space Agency", "LSA", "LU", "Luxembourg", "2019-03"),
    ("nzsa", "New Zealand Space Agency", "NZSA", "NZ", "New Zealand", "2021-05/2021-11"),
    ("exa", "Exact Space Agency", "EXA", "EC", "Ecuador", "2020-03-12"),
)
_FOUNDERS = (
    ("nasa", "National Aeronautics and Space Administration", "NASA", "US", "United States", "North America"),
    ("csa", "Canadian Space Agency", "CSA", "CA", "Canada", "North America"),
    ("jaxa", "Japan Aerospace Exploration Agency", "JAXA", "JP", "Japan", "Asia"),
    ("isro", "Indian Space Research Organisation", "ISRO", "IN", "India", "Asia"),
    ("kasa", "Korea AeroSpace Administration", "KASA", "KR", "Republic of Korea", "Asia"),
    ("dlr", "German Aerospace Center", "DLR", "DE", "Germany", "Europe"),
    ("cnes", "National Centre for Space Studies", "CNES", "FR", "France", "Europe"),
    ("asi", "Italian Space Agency", "ASI", "IT", "Italy", "Europe"),
)
_ENTRIES = """\
entries:
  - id: member-joined
    topic: when a member joined
    questions: ["When did {member} join ISECG?", "since when is {member} a member"]
    answer: "{{ member.name }} ({{ member.acronym }}) joined {{ member.joined | on }}."
    cite: [member]
    related: [count-now, members-newest]
  - id: count-now
    topic: how many members
    questions: [How many members does ISECG have?, number of members of isecg]
    answer: "ISECG has {{ members | length }} members."
    cite: [about]
    related: [members-newest, budget]
  - id: members-newest
    topic: the newest member
    questions: [Who is the newest member of ISECG?, latest agency to join]
    answer: "The newest member is {{ members.newest | names }}."
    cite: [members.newest]
    related: [count-now]
  - id: roadmap-technology
    topic: technology in the roadmap
    questions: [Which technology does the Global Exploration Roadmap name?]
    answer: The roadmap names *several* technologies_of_interest.
    as_of: 2011-09-22
    sources: [home-page, report-2019]
  - id: roadmap-science
    topic: science in the roadmap
    questions: [Which science does the Global Exploration Roadmap name?]
    answer: The roadmap names lunar science.
    as_of: 2011-09
    sources: [home-page]
  - id: budget
    topic: the budget
    questions: [What is the budget of ISECG?]
    unknown: No source gives a budget.
    as_of: 2024-06
    related: [count-now]
"""

_VAGUE = (
    "which technology or science does the global exploration roadmap name",
    "which science and technology does the global exploration roadmap name",
    "which thing does the global exploration roadmap name",
    "which does the global exploration roadmap name",
    "when did the spece agency join isecg",
    "how many newest members does isecg have",
    "who is the number of members of isecg",
    "what does the roadmap name",
    "number of newest members",
    "the roadmap names what",
    "newest budget of members",
    "roadmap names",
    "technology science roadmap",
)


def vague(snapshot: Snapshot) -> str:
    """A question of which the engine is not sure, whatever its numbers are tuned to."""
    for question in _VAGUE:
        outcome = answer(snapshot, question, TODAY)
        if isinstance(outcome, Suggestion) and outcome.nearest:
            return question
    raise AssertionError("the engine is sure of everything; give it vaguer questions")


def facts(folder: Path) -> Snapshot:
    """Write the world to a folder and load it; it has no problems."""
    return read(write_facts(folder))


def read(folder: Path) -> Snapshot:
    """Load a folder."""
    loaded = load_reading(read_folder(folder), TODAY)
    assert loaded.knowledge is not None, loaded.problems
    return Snapshot(loaded.knowledge)


def write_facts(folder: Path) -> Path:
    """Write the world to a folder."""
    return write_folder(
        folder,
        members=yaml.safe_dump({"members": list(_members())}, allow_unicode=True, sort_keys=False),
        news=yaml.safe_dump({"news": list(_news())}, sort_keys=False),
        entries=_ENTRIES,
    )


def _members() -> list[dict[str, Any]]:
    base = {"sources": ["home-page", "report-2019"], "as_of": "2024-06", "summary": "A space agency."}
    members: list[dict[str, Any]] = [
        {
            "id": "esa",
            "name": "European Space Agency",
            "acronym": "ESA",
            "country_name": "Europe",
            "region": "Europe",
            "founding": "true",
            "joined": "2007",
            **base,
        }
    ]
    members += [
        {
            "id": id_,
            "name": name,
            "acronym": acronym,
            "country": code,
            "country_name": country,
            "region": region,
            "founding": "true",
            "joined": "2007",
            **base,
        }
        for id_, name, acronym, code, country, region in _FOUNDERS
    ]
    members += [
        {
            "id": id_,
            "name": name,
            "acronym": acronym,
            "country": code,
            "country_name": country,
            "region": {"NZ": "Oceania", "EC": "Latin America"}.get(code, "Europe"),
            "joined": joined,
            **base,
        }
        for id_, name, acronym, code, country, joined in _LATER
    ]
    norway = next(member for member in members if member["id"] == "nosa")
    norway |= {
        "native_name": "Norsk Romsenter",
        "former": [{"name": "Norwegian Space Centre", "acronym": "NSC"}],
        "website": "https://www.romsenter.no",
    }
    return members


def _news() -> list[dict[str, Any]]:
    return [
        {
            "id": f"news-{number}",
            "date": f"20{10 + number}-0{1 + number % 9}-1{number % 9}" if number % 2 else f"20{10 + number}",
            "headline": f"Something happened for the {number}th time",
            "summary": f"It happened {number} times, " + "and again " * (10 * number % 80) + "and so on.",
            "url": f"https://www.globalspaceexploration.org/?p={number}",
            "about": ["esa"],
            "sources": ["home-page"],
            "as_of": "2024-06",
        }
        for number in range(1, 14)
    ]
