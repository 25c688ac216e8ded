"""Each mistake a maintainer can make in a record is one problem, at its place, with what to do."""

# ruff: noqa: E501  one case a line is a table that can be read

from pathlib import Path
from typing import NamedTuple

import pytest

from bot.knowledge.problem import Severity
from tests.knowledge.spoiled import only, spoil


class Case(NamedTuple):
    """A piece of the small folder replaced by another, with § before the offending text, and what is said."""

    code: str
    kind: str
    old: str
    new: str
    said: str


ERRORS = [
    # fields
    Case("unknown-field", "members", "joined: 2007", "joined: 2007\n    §jioned: 2008", "did you mean 'joined'?"),
    Case("unknown-field", "groups", "acronym: SWG", "§colour: red", "the fields of 'science' are id, sources"),
    Case("unknown-field", "members", "acronym: NSC", "§nmae: NSC", "did you mean 'name'?"),
    Case("unknown-field", "groups", "acronym: SWG", "§<<: SWG", "merge keys are not read"),
    Case("missing-field", "groups", "- id: science\n    name: Science Working Group", "- §id: science", "'name'"),
    Case("missing-field", "groups", "id: science\n    name:", "§name:", "the field 'id' of this record"),
    Case("missing-field", "members", "- name: Norwegian Space Centre\n        acronym", "- §acronym", "'name'"),
    Case("missing-field", "groups", "    sources: [report-2019]\n", "", "'sources' of 'science' is missing"),
    Case("empty-value", "groups", "name: Science Working Group", "§name:", "'name' is left empty"),
    Case("empty-value", "groups", "name: Science Working Group", "§name: ~", "'name' is left empty"),
    Case("empty-value", "groups", "name: Science Working Group", "name: §''", "'name' is empty"),
    Case("empty-value", "groups", "name: Science Working Group", "name: §' '", "'name' is empty"),
    Case("empty-value", "outsiders", "[Icelandic]", "[Icelandic, §null]", "an item of 'aliases' is left empty"),
    Case("empty-value", "groups", "[report-2019]", "§[]", "'sources' has fewer than 1 items"),
    Case("wrong-value", "groups", "[report-2019]", "[§Report 2019]", "'report-2019'"),
    Case("empty-value", "concepts", "[join, become a member, enter]", "§[join]", "fewer than 2"),
    # types
    Case("wrong-type", "groups", "name: Science Working Group", "name: §[Science]", "begins with [ must be put"),
    Case("wrong-type", "groups", "name: Science Working Group", "name: §{member}", "begins with { must be put"),
    Case("wrong-type", "groups", "name: Science Working Group", "name:\n      §- A\n      - B", "no list"),
    Case("wrong-type", "groups", "name: Science Working Group", "name:\n      §x: y", "text with a colon"),
    Case("wrong-type", "outsiders", "[Icelandic]", "§Icelandic", "'aliases' is a list"),
    Case("wrong-type", "members", "- name: Norwegian Space Centre\n        acronym: NSC", "- §NSC", "has fields"),
    Case("wrong-type", "outsiders", "kind: country", "kind: §[country]", "begins with ["),
    Case("wrong-value", "outsiders", "kind: country", "kind: §contry", "did you mean 'country'?"),
    Case("wrong-value", "outsiders", "kind: country", "kind: §planet", "write one of: country, agency, company"),
    Case("wrong-value", "outsiders", "id: iceland", "id: §Iceland", "lower case letters"),
    Case("wrong-value", "members", "'NO'", "§Norway", "two capital letters"),
    Case("wrong-value", "members", "https://www.romsenter.no", "§www.romsenter.no", "begin with https://"),
    Case("wrong-value", "members", "founding: true", "founding: §yes", "write true or false"),
    Case("wrong-value", "members", "founding: true", "founding: §NO", "write true or false"),
    Case("wrong-value", "meetings", "attendance: 2", "attendance: §1_000", "digits alone"),
    Case("wrong-value", "meetings", "attendance: 2", "attendance: §two", "digits alone"),
    Case("wrong-value", "meetings", "attendance: 2", "attendance: §0", "must be at least 1"),
    # dates
    Case("wrong-value", "members", "joined: 2007", "joined: §soon", "write YYYY, YYYY-MM"),
    Case("wrong-value", "members", "joined: 2007", "joined: §2007-3-1", "write 2007-03-01"),
    Case("wrong-value", "members", "joined: 2007", "joined: §2007-13", "no day in the calendar"),
    Case("wrong-value", "members", "joined: 2007", "joined: §2007-02-29", "no day in the calendar"),
    Case("wrong-value", "members", "joined: 2007", "joined: §12:30", "is no date"),
    Case("wrong-value", "members", "joined: 2007", "joined: §2008/2007", "ends before it begins"),
    Case("wrong-value", "members", "joined: 2007", "joined: §[2007]", "here belongs a date"),
    Case("order-of-dates", "members", "joined: 2007", "joined: §2008-01", "the group was founded in 2007"),
    Case("order-of-dates", "chairs", "end: 2019-12", "end: §2018-12", "before it starts"),
    Case("order-of-dates", "members", "joined: 2018/2019\n    joined_after: [esa]",
         "joined: 2005\n    joined_after: [§esa]", "'esa' joined 2007, later than 2005"),
    Case("joined-in-a-circle", "members", "joined_after: [esa]", "joined_after: [§nosa]", "delete one"),
    # length
    Case("too-long", "news", "Norway joins", "§" + "a" * 201, "201 characters, 200 is the most"),
    Case("too-long", "entries", "No source gives a budget.", "§" + "a" * 3501, "3500 is the most"),
    # ids and references
    Case("duplicate-id", "outsiders", "[Icelandic]",
         "[Icelandic]\n  - id: §iceland\n    name: Malta\n    kind: country", "outsiders.yaml:2:9; give one of"),
    Case("dangling-reference", "groups", "[report-2019]", "[home-page, report-2019, §home-pgae]",
         "did you mean 'home-page'?"),
    Case("dangling-reference", "groups", "[report-2019]", "[report-2019, §elsewhere]", "add the record or correct"),
    Case("wrong-value", "chairs", "agency: esa", "agency: §ESA", "at most 64: 'esa'"),
    Case("dangling-reference", "chairs", "person: jane-doe", "person: §esa", "it is one of 'members'"),
    Case("dangling-reference", "people", "agency: esa", "agency: §eso", "did you mean 'esa'?"),
    Case("dangling-reference", "publications", "agencies: [esa]", "agencies: [esa, §nasa]", "did you mean 'nosa'?"),
    Case("dangling-reference", "members", "joined_after: [esa]", "joined_after: [§xyz]", "in 'members'"),
    Case("dangling-reference", "news", "about: [nosa]", "about: [nosa, §iceland]", "it is one of 'outsiders'"),
    Case("dangling-reference", "entries", "related: [budget]", "related: [§budgets]", "did you mean 'budget'?"),
    Case("dangling-reference", "about", "members_sources: [home-page]", "members_sources: [home-page, §x]",
         "there is no 'x' in 'sources'"),
    # entries
    Case("answer-and-unknown", "entries", "cite: [member]", "cite: [member]\n    §unknown: no idea", "delete one"),
    Case("no-answer", "entries", "- id: budget", "- §id: empty\n    topic: a\n    questions: [b]\n  - id: budget",
         "says nothing"),
    Case("missing-source", "entries", "unknown: No", "answer: No", "has no source"),
    Case("missing-date", "entries", "    cite: [member]\n", "    sources: [home-page]\n", "has no date"),
    Case("duplicate-question", "entries", "[what is the budget of ISECG]",
         "[budget, §'When did {member}  JOIN?']", "already asked by 'member-joined'"),
    Case("member-and-outsider", "outsiders", "[Icelandic]", "[Icelandic, §Norge]", "'nosa' (members)"),
    Case("member-and-outsider", "outsiders", "name: Iceland", "name: §Norway", "delete it under 'outsiders'"),
    Case("duplicate-alias", "publications", "[GER 1]", "[§iceland.]", "'iceland' (outsiders)"),
    Case("duplicate-alias", "members", "country_aliases: [Norge]", "aliases: [§esa]", "keep it with one"),
    Case("unknown-short-name", "publications", "aliases: [GER 1]", "aliases: [GER 1]\n    short: §the GER one",
         "add 'ger one' to them"),
    # files and kinds
    Case("unknown-kind", "groups", "groups:", "§group:", "did you mean 'groups'?"),
    Case("unknown-kind", "groups", "groups:", "§planets:", "a file holds about, sources"),
    Case("wrong-type", "concepts", "- id: join\n    words: [join, become a member, enter]", "§all: x",
         "is a list of records"),
    Case("wrong-type", "concepts", "- id: join\n    words: [join, become a member, enter]", "- §join",
         "begin it with '- id: ...'"),
]  # fmt: skip

WARNINGS = [
    Case("yaml-trap", "members", "'NO'", "§NO", "other tools read NO as true or false; put it in quotes: 'NO'"),
    Case("yaml-trap", "groups", "name: Science Working Group", "name: §on", "read on as true or false"),
    Case("yaml-trap", "groups", "name: Science Working Group", "name: §12:30", "a time of day or a number"),
    Case("yaml-trap", "groups", "name: Science Working Group", "name: §1_000", "a number"),
    Case("yaml-trap", "groups", "name: Science Working Group", "name: §2018-03-01", "a date"),
    Case("yaml-trap", "groups", "name: Science Working Group", "name: §1e3", "a number"),
    Case("yaml-trap", "outsiders", "[Icelandic]", "[Icelandic, §2018]", "a number"),
    Case("yaml-trap", "members", "name: Norwegian Space Centre", "name: §.5", "a number"),
    Case("swallowed-comment", "groups", "name: Science Working Group", "name: §Group #1 of two", "'#1'"),
    Case("odd-date", "groups", "active: 2010/2019", "active: §0201", "outside of 1900 to 2100"),
    Case("unused-source", "sources", "- id: report-2019",
         "- id: §idle\n    title: A\n    publisher: B\n  - id: report-2019", "no record names the source 'idle'"),
    Case("long-question", "entries", "- since when is {member} a member", "- §" + "why " * 30, "119 characters"),
    Case("repeated-question", "entries", "- since when is {member} a member", "- §When did {member} join??",
         "twice"),
]  # fmt: skip


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: f"{case.code}: {case.new.strip()[:40]!r}")
def test_a_mistake_is_one_error_at_its_place(tmp_path: Path, case: Case) -> None:
    """One mistake is reported once, as an error at the offending text, and nothing is loaded."""
    loaded, where = spoil(tmp_path, case.kind, case.old, case.new)
    problem = only(loaded)
    assert (problem.code, problem.severity) == (case.code, Severity.ERROR)
    assert case.said in problem.message
    if "§" in case.new:
        assert str(problem).startswith(f"{where}: error: ")
    assert loaded.knowledge is None


@pytest.mark.parametrize("case", WARNINGS, ids=lambda case: f"{case.code}: {case.new.strip()[:40]!r}")
def test_a_trap_is_one_warning_at_its_place(tmp_path: Path, case: Case) -> None:
    """What we read rightly but is likely to mislead is a warning, and the knowledge is loaded all the same."""
    loaded, where = spoil(tmp_path, case.kind, case.old, case.new)
    problem = only(loaded)
    assert (problem.code, problem.severity) == (case.code, Severity.WARNING)
    assert case.said in problem.message
    assert str(problem).startswith(f"{where}: warning: ")
    assert loaded.knowledge is not None
