"""A tiny valid folder of knowledge, one file a kind, for tests to write and to spoil."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from types import MappingProxyType

SMALL: Mapping[str, str] = MappingProxyType(
    {
        "about": """\
            about:
              name: International Space Exploration Coordination Group
              aliases: [ISECG]
              website: https://www.globalspaceexploration.org
              contact: the secretariat
              founded: 2007
              members_checked: 2024-06
              members_sources: [home-page]
              sources: [home-page]
              as_of: 2024-06
            """,
        "sources": """\
            sources:
              - id: home-page
                title: ISECG home page
                publisher: ISECG
                url: https://www.globalspaceexploration.org
                date: 2024-06-01
              - id: report-2019
                title: Annual report for 2019
                publisher: ISECG
                date: 2020-05
            """,
        "members": """\
            members:
              - id: esa
                name: European Space Agency
                acronym: ESA
                country_name: Europe
                region: Europe
                founding: true
                joined: 2007
                summary: Europe's space agency.
                sources: [home-page]
                as_of: 2024-06
              - id: nosa
                name: Norwegian Space Agency
                acronym: NOSA
                native_name: Norsk Romsenter
                country: 'NO'
                country_name: Norway
                country_aliases: [Norge]
                former:
                  - name: Norwegian Space Centre
                    acronym: NSC
                region: Europe
                joined: 2018/2019
                joined_after: [esa]
                summary: The space agency of Norway.
                website: https://www.romsenter.no
                sources: [home-page, report-2019]
                as_of: 2019-12-31
            """,
        "publications": """\
            publications:
              - id: ger-1
                title: The Global Exploration Roadmap
                kind: roadmap
                aliases: [GER 1]
                edition: 1
                date: 2011-09
                agencies: [esa]
                summary: The first edition of the roadmap.
                sources: [home-page]
                as_of: 2011-09
            """,
        "news": """\
            news:
              - id: norway-joins
                date: 2018/2019
                headline: Norway joins
                summary: The Norwegian Space Agency became a member.
                about: [nosa]
                sources: [report-2019]
                as_of: 2019-12-31
            """,
        "people": """\
            people:
              - id: jane-doe
                name: Jane Doe
                role: chair for ESA
                agency: esa
                chaired: true
                summary: She chaired the group in 2019.
                sources: [report-2019]
                as_of: 2019
            """,
        "chairs": """\
            chairs:
              - id: chair-2019
                agency: esa
                person: jane-doe
                start: 2019-01
                end: 2019-12
                known: stated
                sources: [report-2019]
                as_of: 2019
            """,
        "meetings": """\
            meetings:
              - id: oslo-2019
                name: Oslo meeting
                kind: senior-managers
                date: 2019-06-03/2019-06-05
                place: Oslo, Norway
                attendance: 2
                summary: The managers met.
                sources: [report-2019]
                as_of: 2019
            """,
        "groups": """\
            groups:
              - id: science
                name: Science Working Group
                acronym: SWG
                active: 2010/2019
                summary: It brings scientists together.
                sources: [report-2019]
                as_of: 2019
            """,
        "outsiders": """\
            outsiders:
              - id: iceland
                name: Iceland
                kind: country
                aliases: [Icelandic]
            """,
        "concepts": """\
            concepts:
              - id: join
                words: [join, become a member, enter]
            """,
        "entries": """\
            entries:
              - id: member-joined
                topic: when a member joined
                questions:
                  - when did {member} join
                  - since when is {member} a member
                answer: "{{ member.name }} joined in {{ member.joined }}."
                cite: [member]
                related: [budget]
              - id: budget
                topic: the budget
                questions: [what is the budget of ISECG]
                unknown: No source gives a budget.
                as_of: 2024-06
            """,
    }
)


def write_folder(path: Path, files: Mapping[str, str] | None = None, /, **kinds: str | None) -> Path:
    """Write the small folder to `path` and return it.

    `members="..."` replaces the text of members.yaml, `members=None` leaves the file out, and `files` adds
    others by their path in the folder. Indentation common to a whole text is taken away.
    """
    texts = {f"{kind}.yaml": text for kind, text in (dict(SMALL) | kinds).items() if text is not None}
    for name, text in (texts | dict(files or {})).items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
    return path
