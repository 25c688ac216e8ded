"""What an alert says."""

from __future__ import annotations

from datetime import date

from bot.knowledge.base import Knowledge
from bot.outbox.planning import known_from, plan_changes
from bot.outbox.render import as_text, compose, preview
from bot.store.records import Change, ItemVersion, Known, KnownItem
from tests.outbox.examples import knowledge, member, news, publication
from tests.store.databases import NOW

TODAY = date(2026, 11, 22)
OLDER = [member(f"f{n}", founding=True, joined="2007") for n in range(14)]


def _previews(before: Knowledge, after: Knowledge) -> list[str]:
    plan = plan_changes(known_from(before), after)
    return [as_text(preview(one, TODAY)) for one in plan.events]


def test_a_new_member_is_told_with_all_that_matters() -> None:
    """Agency, country, when it joined, which number it is, what it brings, source and date."""
    (text,) = _previews(knowledge(*OLDER), knowledge(*OLDER, member("nzsa")))
    assert text == (
        "New member of ISECG\n\n"
        "NZSA Space Agency (NZSA)\n"
        "Country: New Zealand\n"
        "Joined: between May and November 2021, the 15th member organisation\n"
        "Brings: radio astronomy\n"
        "Source: ISECG home page, ISECG, 2021, https://example.org/"
    )


def test_an_unsure_place_is_told_as_unsure() -> None:
    """Two that joined in the same month share two places."""
    joined = [member("a", joined="2020-12"), member("b", joined="2020-12")]
    (text,) = _previews(knowledge(*OLDER), knowledge(*OLDER, *joined))
    assert text.startswith("2 new members of ISECG")
    assert text.count("between the 15th and the 16th member organisation") == 2


def test_news_and_publications_have_their_own_words() -> None:
    """Each kind shows its title, date, summary and source."""
    texts = _previews(knowledge(), knowledge(news("n1"), publication("p1", url="https://example.org/p")))
    assert texts[0].startswith("ISECG news\n\nAbout n1\nDate: December 2024\nSomething happened.")
    assert texts[1].startswith(
        "New ISECG publication\n\nRoadmap p1\nType: roadmap\nDate: August 2024\nA plan."
    )
    assert "https://example.org/p" in texts[1]


def test_a_correction_says_what_was_and_what_is() -> None:
    """The alert shows the new fact, and a dated note names the old one; long texts are not repeated."""
    after = member("nzsa", joined="2021-11-30", brings="x" * 200)
    (text,) = _previews(knowledge(*OLDER, member("nzsa")), knowledge(*OLDER, after))
    assert "Joined: 30 November 2021, the 15th" in text
    assert text.endswith(
        "Corrected on 22 November 2026: the date of joining is 30 November 2021, "
        "not between May and November 2021.\n"
        "Corrected on 22 November 2026: what it brings."
    )


def test_a_withdrawal_is_said_in_place() -> None:
    """The item stays readable, in brackets, with a dated note."""
    (text,) = _previews(knowledge(*OLDER, member("nzsa")), knowledge(*OLDER))
    assert "(NZSA Space Agency (NZSA))" in text
    assert text.endswith("Withdrawn on 22 November 2026: we no longer state this.")


def _versions(*states: tuple[Change, Knowledge]) -> list[ItemVersion]:
    """The history of the one member in each of these states."""
    known = Known(())
    found: list[ItemVersion] = []
    for release, (change, state) in enumerate(states, start=1):
        item: KnownItem = plan_changes(known, state).remembered[0]
        assert plan_changes(known, state).events[0].event.change is change
        known = Known((item,))
        found.append(ItemVersion(release, release, NOW, change, item))
    return found


def test_a_message_is_composed_from_the_newest_state() -> None:
    """Notes tell only what changed after the message was posted; what was withdrawn before is left out."""
    here, moved, gone = knowledge(member("a")), knowledge(member("a", country_name="Peru")), knowledge()
    history = _versions(
        (Change.NEW, here), (Change.CORRECTED, moved), (Change.WITHDRAWN, gone), (Change.RESTORED, here)
    )
    fresh = compose([history[:2]], since=2, posted=False)
    assert fresh is not None
    assert fresh.blocks[0].lines[0].value == "Peru"
    assert fresh.notes == ()
    edited = compose([history[:2]], since=1, posted=True)
    assert edited is not None
    assert edited.notes == ("Corrected on 22 November 2026: the country is Peru, not New Zealand.",)
    assert compose([history[:3]], since=3, posted=False) is None
    marked = compose([history[:3]], since=2, posted=True)
    assert marked is not None
    assert marked.blocks[0].withdrawn
    back = compose([history], since=1, posted=True)
    assert back is not None
    assert not back.blocks[0].withdrawn
    assert back.notes[-2:] == (
        "Stated again on 22 November 2026.",
        "Corrected on 22 November 2026: the country is New Zealand, not Peru.",
    )


def test_a_digest_names_the_day_it_begins_with() -> None:
    """Several events in one message are told as what happened since a day."""
    events = [_versions((Change.NEW, knowledge(member(name)))) for name in "ab"]
    digest = compose(events, since=9, posted=False)
    assert digest is not None
    assert digest.heading == "ISECG: what happened since 22 November 2026"
    assert [one.id for one in digest.blocks] == ["a", "b"]
