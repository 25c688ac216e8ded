"""The pure parts: what is escaped, how long things are, and what a button carries."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.model import Answer, Reason, Refusal, Related, Suggestion
from bot.knowledge.dates import PartialDate
from bot.knowledge.model import Source
from bot.ui.discord.codes import (
    ASKED_PATTERN,
    PAGE_PATTERN,
    Act,
    Asked,
    Listing,
    Page,
    asked_code,
    entry_code,
    page_code,
    read_page,
)
from bot.ui.discord.markup import clip, escape, link, moment, plain
from bot.ui.discord.messages.alerts import show_stopped
from bot.ui.discord.messages.answers import show_outcome, show_sources
from bot.ui.discord.messages.doctor import Check, Findings, show_findings
from bot.ui.discord.phrases import Catalogue

words = st.text(min_size=1, max_size=300)


@given(st.text(max_size=500))
def test_escaped_text_has_no_markup_left(text: str) -> None:
    """Every sign that can do something has a backslash before it; one line, nothing invisible."""
    escaped = escape(text)
    assert "\n" not in escaped
    bare = re.sub(r"\\[^a-zA-Z0-9\s]", "", escaped)
    assert not re.search(r"[*_~|`<>@#:\[\]()\\]", bare)
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2060-\u2069]", escaped)


@given(st.text(max_size=300))
def test_the_knowledges_text_reads_as_it_is_written(text: str) -> None:
    """Taking the backslashes away gives back the text: nothing is lost or added."""
    assert re.sub(r"\\([*_~|`<>#+\\-])", r"\1", plain(text)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b *c* `d` ||e||", r"a\_b \*c\* \`d\` \|\|e\|\|"),
        ("see https://x.org/a_b_c now", "see https://x.org/a_b_c now"),
        ("# no heading\n- no list\n> no quote", "\\# no heading\n\\- no list\n\\> no quote"),
        ("<@123> <t:1:R> 2 < 3", r"\<@123> \<t:1:R> 2 < 3"),
    ],
)
def test_the_knowledges_text_is_no_markup(text: str, shown: str) -> None:
    """Signs are shown as signs, and addresses stay whole."""
    assert plain(text) == shown


def test_a_link_never_breaks_out() -> None:
    """Brackets in a title and strange addresses make no other link."""
    assert link("a [b](c)", "https://x.org") == "[a b(c)](<https://x.org>)"
    assert link("title", None) == "title"
    assert link("title", "https://x.org> <@1>") == "title"


@pytest.mark.parametrize("hours", [-10, 0, 9, 13])
def test_an_exact_day_is_the_same_day_almost_everywhere(hours: int) -> None:
    """A day is a moment for Discord; in every zone from Hawaii to New Zealand it is shown as that day."""
    seconds = int(moment(date(2020, 3, 12)).split(":")[1])
    local = datetime.fromtimestamp(seconds, UTC) + timedelta(hours=hours)
    assert local.date() == date(2020, 3, 12)


@given(st.sampled_from(Act), words, st.text(min_size=1, max_size=200))
def test_a_buttons_code_fits_and_is_read_back(act: Act, entry: str, question: str) -> None:
    """At most 100 UTF-16 units; the entry is kept whole, of the question as many words as fit."""
    asked = Asked(entry_code(entry), " ".join(question.split()) or "x")
    code = asked_code(act, asked)
    assert len(code.encode("utf-16-le", "surrogatepass")) // 2 <= 100
    match = re.fullmatch(ASKED_PATTERN % act, code, re.DOTALL)
    assert match is not None
    assert match["entry"] == asked.entry
    assert asked.question.startswith(match["question"])


@given(
    st.sampled_from(Listing),
    st.integers(0, 9999),
    st.sampled_from(["", "Middle East"]),
    st.none() | st.integers(1900, 2999),
    st.sampled_from([None, True, False]),
)
def test_a_page_is_read_back(
    listing: Listing, number: int, region: str, year: int | None, founding: bool | None
) -> None:
    """Every filter survives in the button."""
    page = Page(listing, number, region, year, founding, "annual-report")
    match = re.fullmatch(PAGE_PATTERN, page_code(page))
    assert match is not None
    assert len(page_code(page)) <= 100
    assert read_page(match.groupdict()) == page


def _sources(count: int) -> tuple[Source, ...]:
    return tuple(
        Source(
            id=f"s{number}",
            title="A title [with] *signs* " * 6,
            publisher="Publisher " * 5,
            url="https://www.globalspaceexploration.org/" + "x" * 210,
            date=PartialDate.parse("2020-03-12"),
            date_note="as the page says " * 5,
        )
        for number in range(count)
    )


@pytest.mark.parametrize("language", ["en", "de", "ja"])
@pytest.mark.parametrize("length", [10, 1500, 1900, 4000])
@pytest.mark.parametrize("count", [0, 1, 6])
def test_an_answer_always_fits(catalogue: Catalogue, language: str, length: int, count: int) -> None:
    """2,000 characters, five rows, and the as-of date is never what is left out."""
    phrases = catalogue.languages[language]
    answer = Answer(
        text="word_ " * (length // 6),
        entry="entry",
        question="What is asked? " * 10,
        confidence=1.0,
        as_of=PartialDate.parse("2018/2019"),
        sources=_sources(count),
        related=tuple(Related(f"e{number}", f"Question {number} " * 12) for number in range(5)),
    )
    reply = show_outcome(answer, "q" * 3000, phrases, notes=("a note",))
    assert len(reply.text) <= 2000
    assert "2018" in reply.text
    assert len(reply.rows) <= 5
    codes = [button.code for row in reply.rows if isinstance(row, tuple) for button in row]
    assert len(set(codes)) == len(codes)
    assert all(len(button.label) <= 80 for row in reply.rows if isinstance(row, tuple) for button in row)
    assert len(show_sources(answer, phrases).text) <= 2000


def test_a_refusal_offers_what_is_near(catalogue: Catalogue) -> None:
    """No dead end where something is near, and no button where nothing is."""
    phrases = catalogue.languages["en"]
    near = (Related("count-now", "How many members does ISECG have?"),)
    refused = show_outcome(Refusal("I don't know that.", Reason.NOT_KNOWN, 0.2, near), "budget", phrases)
    assert refused.text == "I don't know that."
    assert len(refused.rows) == 1
    assert show_outcome(Refusal("No.", Reason.OFF_TOPIC, 0.0), "pizza", phrases).rows == ()
    suggested = show_outcome(Suggestion("Did you mean?", near, 0.5), "mmbrs", phrases)
    (row,) = suggested.rows
    assert isinstance(row, tuple)
    assert row[0].primary


@given(st.text(max_size=200), st.integers(1, 100))
def test_clipping_keeps_the_beginning(text: str, limit: int) -> None:
    """Never longer than the limit, and an ellipsis where something is missing."""
    cut = clip(text, limit)
    assert len(cut) <= limit
    assert cut == text or cut.endswith("…")


_NAMES = ["[Free](https://evil.example) @everyone", "*" * 100, "-# " + "_" * 97]


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize("language", ["en", "de", "ja"])
@pytest.mark.parametrize("in_server", [True, False])
def test_names_of_roles_and_servers_do_nothing_and_fit(
    catalogue: Catalogue, language: str, name: str, *, in_server: bool
) -> None:
    """Whoever names a role or a server writes no links and no markup into what the bot says."""
    phrases = catalogue.languages[language]
    needed = {
        "view_channel": "why_view",
        "send_messages_in_threads": "why_send_threads",
        "embed_links": "why_embed",
        "read_message_history": "why_history",
    }
    checks = tuple(Check(each, why, here=False, in_server=in_server) for each, why in needed.items())
    alerts = phrases.say("doctor_alerts", line="x" * 400)
    examined = show_findings(Findings("<#1>", name, checks, timed_out=True, alerts=alerts), phrases).text
    stopped = show_stopped("<#1>", name, ["view_channel"], "", phrases)
    for text in (examined, stopped):
        assert len(text) <= 2000
        assert "](" not in text
        assert not re.search(r"(?<!\\)@everyone", text)
        assert name not in text
