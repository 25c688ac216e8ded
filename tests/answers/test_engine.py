from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.engine import answer
from bot.answers.model import Answer, Reason, Refusal, Suggestion
from bot.answers.snapshot import Snapshot
from tests.answers.conftest import TODAY


def entry_of(snapshot: Snapshot, question: str) -> str | None:
    """Name the entry that answers, or None."""
    outcome = answer(snapshot, question, TODAY)
    return outcome.entry if isinstance(outcome, Answer) else None


def said(snapshot: Snapshot, question: str) -> str:
    """Return the text of the answer."""
    outcome = answer(snapshot, question, TODAY)
    assert isinstance(outcome, Answer), (question, outcome)
    return outcome.text


def test_an_answer_carries_its_source_and_its_date(shipped: Snapshot) -> None:
    """Every fact can be checked by the reader."""
    outcome = answer(shipped, "when did luxemburg join?", TODAY)
    assert isinstance(outcome, Answer)
    assert "2019" in outcome.text
    assert outcome.sources
    assert outcome.as_of is not None
    assert 0 < outcome.confidence <= 1


@pytest.mark.parametrize(
    "question", ["", "   ", "?!...", "\u200b\u200e", "🙂🙂", "hello", "thanks!", "isn't it?", "lol what"]
)
def test_nothing_is_asked(shipped: Snapshot, question: str) -> None:
    """An empty question is told so, and one of nothing but what people say around a question."""
    outcome = answer(shipped, question, TODAY)
    assert isinstance(outcome, Refusal)
    assert outcome.reason is Reason.EMPTY


@pytest.mark.parametrize(
    "question",
    [
        "what is the weather in Paris",
        "best pizza recipe",
        "who won the football match",
        "когда обед",
        "asdf qwer zxcv",
    ],
)
def test_what_is_not_about_isecg_is_refused(shipped: Snapshot, question: str) -> None:
    """And nothing is suggested that has nothing to do with it."""
    outcome = answer(shipped, question, TODAY)
    assert isinstance(outcome, Refusal), outcome


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("zxcv qwer of the secretariat", Reason.NOT_KNOWN),
        ("NASA zxcv qwer hjkl", Reason.NOT_KNOWN),
        ("the tortoise sang a purple lullaby", Reason.OFF_TOPIC),
    ],
)
def test_a_refusal_tells_the_unknown_from_what_is_none_of_ours(
    shipped: Snapshot, question: str, reason: Reason
) -> None:
    """Whoever asks about the roadmap or a member is not told to be off the topic."""
    outcome = answer(shipped, question, TODAY)
    assert isinstance(outcome, Refusal), outcome
    assert outcome.reason is reason


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("When did Poland join?", "When did Holland join?"),
        ("Who joined in 2015?", "Who joined in 2020?"),
        ("When was the second roadmap published?", "When was the third roadmap published?"),
        ("Who joined before Brazil?", "Who joined after Brazil?"),
        ("is Austria a member", "is Australia a member"),
    ],
)
def test_a_small_difference_makes_another_answer(shipped: Snapshot, first: str, second: str) -> None:
    """Alike in letters, not in what is asked."""
    assert said(shipped, first) != said(shipped, second)


@pytest.mark.parametrize("question", ["is China a member", "is China not a member", "isn't China a member?"])
def test_a_negated_question_gets_the_same_fact(shipped: Snapshot, question: str) -> None:
    """Never its opposite."""
    assert "is a member" in said(shipped, question)


def test_a_country_that_is_no_member_is_told_apart_from_the_nearest(shipped: Snapshot) -> None:
    """It is in no list we have, as of the day the list was checked."""
    outcome = answer(shipped, "is Austria a member of ISECG?", TODAY)
    assert isinstance(outcome, Answer)
    assert "Austria" in outcome.text
    assert "Australia" not in outcome.text
    assert str(outcome.as_of) == "2026-09-27"


def test_a_country_with_two_organisations_gets_both(shipped: Snapshot) -> None:
    """CSIRO and the Australian Space Agency."""
    text = said(shipped, "when did Australia join ISECG")
    assert "CSIRO" in text
    assert "Australian Space Agency" in text or "ASA" in text


def test_partial_dates_stay_partial(shipped: Snapshot) -> None:
    """New Zealand joined between two days that are known."""
    assert "between" in said(shipped, "when did New Zealand join?")


def test_a_name_misspelt_between_two_countries_is_not_guessed(shipped: Snapshot) -> None:
    """Better to ask back."""
    assert not isinstance(answer(shipped, "is austrlia a member", TODAY), Answer)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("how may members does isecg have", "how many members does isecg have"),
        ("was luxembourg he 22nd member?", "was luxembourg the 22nd member?"),
        ("members ni 2015", "members in 2015"),
        ("what even s isecg", "what even is isecg"),
        ("where was the frist meting hedl", "where was the first meeting held"),
        ("what is the Glboal Exploratoin Roadmap", "what is the Global Exploration Roadmap"),
        ("memebrs of iedg", "members of isecg"),
        ("which was the twetny-fourtth member", "which was the twenty-fourth member"),
        ("does exkico have a seat", "does mexico have a seat"),
        ("when was gr 3 published", "when was ger 3 published"),
        ("who was the 18tj member", "who was the 18th member"),
        ("what does CNSE mean", "what does CNES mean"),
        (
            "What iss the horizon goal of the fourth roadmap?",
            "What is the horizon goal of the fourth roadmap?",
        ),
        ("funding membrs list", "founding members list"),
        ("when did ESDA take over from JAXA", "when did ESA take over from JAXA"),
    ],
)
def test_a_slip_that_makes_another_word_is_seen_through(shipped: Snapshot, typed: str, meant: str) -> None:
    """A misspelt word that is a word itself changes nothing where the rest of the question is clear."""
    slipped, right = answer(shipped, typed, TODAY), answer(shipped, meant, TODAY)
    assert isinstance(slipped, Answer)
    assert isinstance(right, Answer)
    assert slipped.text == right.text


@pytest.mark.parametrize(
    "question", ["What was the mood at the Kyoto meeting?", "how old is the Australian PM"]
)
def test_what_may_be_meant_as_it_is_typed_is_no_slip(shipped: Snapshot, question: str) -> None:
    """A question whose every word a known gap has is not put right into an answer."""
    assert entry_of(shipped, question) is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("member no 23 and member no 24 please", ("AEB", "GISTDA")),
        ("when did brazil AEB join", ("AEB", "2020")),
        ("when did BNSC, i mean UKSA, join", ("UK", "2007")),
        ("what does I S E C G stand for", ("International Space Exploration Coordination Group",)),
        ("what is G-I-S-T-D-A", ("Thailand",)),
        ("in what capacity did Stocks speak", ("Paul Stocks",)),
    ],
)
def test_what_is_named_twice_or_oddly_is_still_understood(
    shipped: Snapshot, question: str, words: tuple[str, ...]
) -> None:
    """Two numbers are asked of both, two names of one agency are one, spelt-out letters are a word."""
    outcome = answer(shipped, question, TODAY)
    assert isinstance(outcome, Answer), outcome
    assert all(word in outcome.text for word in words), outcome.text


def test_a_hundred_thousand_characters_are_no_trouble(shipped: Snapshot) -> None:
    """Only the beginning is read."""
    assert isinstance(answer(shipped, "poland join " * 10_000, TODAY), Answer | Suggestion | Refusal)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_an_outcome_and_always_the_same(shipped: Snapshot, question: str) -> None:
    """Deterministic, and never an exception."""
    assert answer(shipped, question, TODAY) == answer(shipped, question, TODAY)


def test_every_first_question_is_answered_by_its_entry(shipped: Snapshot) -> None:
    """What is offered as a suggestion must lead where it says when it is picked."""
    wrong = []
    for entry in shipped.knowledge.entries:
        question = entry.questions[0]
        if "{" in question or entry.unknown is not None:
            continue
        found = entry_of(shipped, question)
        if found != entry.id:
            wrong.append((question, entry.id, found))
    assert wrong == []


def test_three_things_in_one_question_are_told_of_together(shipped: Snapshot) -> None:
    """Each of three has its own slot: the answer can put them in order, or say of each what is known."""
    order = said(shipped, "in what order came Portugal, Norway and Brazil")
    assert order.index("NOSA joined") < order.index("AEB joined") < order.index("PT Space joined")
    unsure = said(shipped, "who joined first, Norway, Vietnam or Italy")
    assert "Which came first of NOSA and VNSC is not certain." in unsure
    chairs = said(shipped, "has ISRO, JAXA or Roscosmos been chair?")
    assert "ISRO (India): not among the chairs" in chairs
    assert "JAXA (Japan): held the chair" in chairs
    assert entry_of(shipped, "are Peru, Chile and Kenya members") == "outsiders-three"


def test_a_fourth_thing_is_not_left_out(shipped: Snapshot) -> None:
    """An answer for three of four would be wrong for the fourth."""
    assert entry_of(shipped, "are Italy, France, Germany and Spain members") is None


def test_one_thing_named_twice_is_not_two_of_three(shipped: Snapshot) -> None:
    """A country and its agency are one member."""
    assert entry_of(shipped, "swiss seri sso") == "members-both"
    assert entry_of(shipped, "is Italy's ASI the same as Australia's ASA") != "members-three-joined"


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("and Poland?", "member-card"),
        ("laurini again", "person-card"),
        ("stocks job", "person-card"),
        ("worms affiliation", "person-agency"),
    ],
)
def test_a_name_and_little_words_are_enough(shipped: Snapshot, question: str, entry: str) -> None:
    """What only surrounds a name asks nothing else, and beside "job" a surname is no everyday word."""
    assert entry_of(shipped, question) == entry


@pytest.mark.parametrize("question", ["worms in space", "how do stocks work", "position in stocks"])
def test_an_everyday_word_is_no_person(shipped: Snapshot, question: str) -> None:
    """A surname that is a word names somebody only where little else can be meant."""
    assert entry_of(shipped, question) is None


def test_who_did_not_join_is_not_told_who_did(shipped: Snapshot) -> None:
    """The two lists are each other's opposite."""
    assert said(shipped, "who did not join after 2015").startswith(
        "15 of today's 27 members certainly did not"
    )
    assert entry_of(shipped, "who joined after 2015") == "members-joined-in"
    assert entry_of(shipped, "which agencies have not joined since 2015") == "members-not-joined-in"


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("who was the fifteenth member", "members-nth"),
        ("who chairs rn", "chair-now"),
        ("did sb join in 2016", "members-joined-in"),
        ("lol", None),
    ],
)
def test_what_is_read_in_its_own_way_is_no_slip(shipped: Snapshot, question: str, entry: str | None) -> None:
    """ "Fifteenth" is not a misspelt "fifteen", nor "rn" an "in", nor "lol" a word of the knowledge."""
    assert entry_of(shipped, question) == entry


def test_a_member_and_a_date_bound_together(shipped: Snapshot) -> None:
    """Both bounds hold; a question for the side of a date is no such question."""
    assert "GISTDA" in said(shipped, "who joined after Poland but before 2021")
    assert "NZSA" not in said(shipped, "who joined after Poland but before 2021")
    assert entry_of(shipped, "who joined before Brazil but after 2015") == "members-before-in"
    assert entry_of(shipped, "did Norway join before or after 2020") == "member-joined"


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("meetings before the second roadmap", "meetings-in"),
        ("what came out after the Songdo meating", "publications-list"),
        ("who was chair before the UAE joined", "chair-at"),
        ("which publications came after the Songdo meeting", "publications-list"),
        ("what was published in the year Poland joined", "publications-list"),
        ("meetings before the secnd roadmap", "meetings-in"),
        ("who joined between the Songdo meeting and the Cologne meeting", "members-joined-in"),
        ("who joined after the third roadmap", "members-after-publication"),
        ("did Portugal join before or after GER 3", "member-when-published"),
        ("who came in after the Berlin meeting and before the second roadmap", "members-joined-in"),
    ],
)
def test_a_time_that_is_given_by_a_thing_is_not_passed_over(
    shipped: Snapshot, question: str, entry: str
) -> None:
    """Where no phrasing speaks of that time, the thing's own date does."""
    assert entry_of(shipped, question) == entry


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("is Spain a member? because NASA has an antenna there", "outsider-is"),
        ("dutch agency in there? since the office is in noordwijk", "outsider-agency"),
        ("who chairs it? since 2015", "chair-at"),
    ],
)
def test_the_reason_behind_a_question_is_no_part_of_it(shipped: Snapshot, question: str, entry: str) -> None:
    """What a reason names is not asked about; a date behind the question is no reason."""
    assert entry_of(shipped, question) == entry


def test_a_question_of_nothing_but_pronouns_is_not_asked_alone(shipped: Snapshot) -> None:
    """What "it" is was said before."""
    assert entry_of(shipped, "One early tool was named like a crossing of roads. What was it?") is None


@pytest.mark.parametrize("question", ["what is that", "why", "why is it called that", "what was that"])
def test_little_words_alone_are_not_answered(shipped: Snapshot, question: str) -> None:
    """What they ask after was said before, to somebody else."""
    assert entry_of(shipped, question) is None


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("who is in it", "members-list"),
        ("how do you know that", "bot-sources"),
        ("what can you do", "bot-what"),
        ("do you know who is in it", "members-list"),
    ],
)
def test_little_words_that_are_a_phrasing_are_answered(shipped: Snapshot, question: str, entry: str) -> None:
    """A short question is one where somebody wrote it down as such."""
    assert entry_of(shipped, question) == entry
