"""The nearest entries to a question, as readers' habits demand."""

import pickle
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.index import Candidate, Index, Phrasing
from bot.matching.normalise import normalise
from tests.golden.typos import typo

TEXTS = (
    ("purpose", "What is the purpose of ISECG?"),
    ("purpose", "What is ISECG for?"),
    ("purpose", "Why was the group founded?"),
    ("count", "How many members are there?"),
    ("count", "number of agencies"),
    ("joined", "When did {member} join?"),
    ("joined", "since when is {member} a member"),
    ("roadmap", "When was the third roadmap published?"),
    ("roadmap", "date of the global exploration roadmap"),
    ("volatiles", "What are lunar volatiles?"),
    ("volatiles", "water ice on the moon"),
    ("chair", "Who chairs the group?"),
    ("chair", "Which agency holds the chair now?"),
    ("contact", "How can I contact the secretariat?"),
    ("contact", "email address of the secretariat"),
)
NAMES = list(dict.fromkeys(name for name, _ in TEXTS))
PHRASINGS = [Phrasing(NAMES.index(name), normalise(text, authored=True)) for name, text in TEXTS]
INDEX = Index.build(PHRASINGS)


def _ask(question: str, index: Index = INDEX) -> list[Candidate]:
    return index.search(normalise(question))


def _best(question: str, index: Index = INDEX) -> tuple[str, float]:
    candidate = _ask(question, index)[0]
    return NAMES[candidate.entry], candidate.score


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("purpose of isecg", "purpose"),
        ("whats isecg for", "purpose"),
        ("isecg purpose what", "purpose"),
        ("hw many membrs", "count"),
        ("how many agencies", "count"),
        ("third raodmap date", "roadmap"),
        ("is there water ice", "volatiles"),
        ("who leads the group", "chair"),
        ("secretariat e-mail", "contact"),
        ("waht are lunr voltiles", "volatiles"),
    ],
)
def test_sloppy_questions_find_their_entry(question: str, entry: str) -> None:
    """Short, misspelt, reordered and reworded questions find the entry that was meant."""
    assert _best(question)[0] == entry


def test_a_phrasing_itself_scores_nearly_one_and_nonsense_nearly_nothing() -> None:
    """The scale is the same for every knowledge base: 1 is a stored phrasing, 0 shares nothing."""
    assert all(_best(text)[1] > 0.9 for _, text in TEXTS if "{" not in text)
    assert _ask("zyzzyva qwxk") == []
    assert _ask("") == []


def test_unknown_words_lower_the_score() -> None:
    """Words that no phrasing explains keep their weight in the question."""
    known = _best("who chairs the group")[1]
    longer = _best("who chairs the group zanzibar")[1]
    longest = _best("who chairs the group zanzibar quixotic bagels")[1]
    assert known > longer > longest


def test_rare_words_weigh_more_than_common_ones() -> None:
    """ "What are" is in many phrasings, "volatiles" in one entry: the rare word decides."""
    assert _best("what is the volatiles")[0] == "volatiles"


def test_typos_and_word_order_cost_little() -> None:
    """Two slips in a question keep its entry nearly always, and most of its score."""
    rng = random.Random(7)
    plain = [text for _, text in TEXTS if "{" not in text]
    slipped = [(name, typo(text, rng, 2)) for name, text in TEXTS for _ in range(4) if "{" not in text]
    right = [_best(text)[0] == name for name, text in slipped]
    assert np.mean(right) > 0.9
    assert np.mean([_best(text)[1] for _, text in slipped]) > 0.6 * np.mean(
        [_best(text)[1] for text in plain]
    )
    assert _best("the group chairs who")[0] == "chair"


def test_only_allowed_phrasings_take_part() -> None:
    """A caller excludes phrasings whose slots contradict; an entry without others is not found."""
    allowed = np.array([name != "count" for name, _ in TEXTS])
    found = INDEX.search(normalise("how many members are there"), allowed=allowed.take)
    assert NAMES.index("count") not in {candidate.entry for candidate in found}
    assert INDEX.search(("members",), allowed=np.zeros(len(TEXTS), dtype=np.bool_).take) == []


def test_a_slot_counts_as_the_same_slot_only() -> None:
    """The mask that a caller puts for a recognised name matches phrasings with that slot, not its letters."""
    with_slot = INDEX.search(("when", "did", "{member}", "join"))[0]
    with_word = INDEX.search(("when", "did", "member", "join"))[0]
    assert with_slot.score > 0.9 > with_word.score
    assert INDEX.search(("{nothing}",)) == []


def test_candidates_come_best_first_and_name_their_nearest_phrasing() -> None:
    """Scores fall, stay in 0..1, and the phrasing named belongs to the entry."""
    found = INDEX.search(normalise("when was the group founded"), limit=3)
    assert len(found) == 3
    assert [candidate.score for candidate in found] == sorted((c.score for c in found), reverse=True)
    assert all(0 <= candidate.score <= 1 for candidate in found)
    assert all(PHRASINGS[candidate.phrasing].entry == candidate.entry for candidate in found)


def test_the_order_of_the_phrasings_does_not_matter() -> None:
    """The same knowledge in another order gives the same entries and scores."""
    shuffled = PHRASINGS[:]
    random.Random(3).shuffle(shuffled)
    other = Index.build(shuffled)
    for question in ("who leads it", "how many", "roadmap", "water on the moon"):
        ours = {candidate.entry: candidate.score for candidate in _ask(question)}
        theirs = {candidate.entry: candidate.score for candidate in _ask(question, other)}
        assert ours == pytest.approx(theirs, abs=1e-5)


def test_an_index_survives_pickling_and_answers_the_same() -> None:
    """The compiled index may be cached."""
    loaded = pickle.loads(pickle.dumps(INDEX))
    for _, text in TEXTS:
        assert _ask(text, loaded) == _ask(text)


def test_own_concepts_make_other_words_match() -> None:
    """A maintainer's synonym finds an entry that never says the word."""
    assert _ask("quorum") == []
    taught = Index.build(PHRASINGS, concepts={"quorum": "count", "how many": "count", "number": "count"})
    assert _best("quorum", taught)[0] == "count"


def test_an_explanation_shows_what_was_read_and_what_decided() -> None:
    """`ask --explain` shows repaired words, known shares, and the phrasings with their weights."""
    explanation = INDEX.explain(normalise("how many membrs of zanzibar"), limit=3)
    assert [(w.typed, w.word) for w in explanation.words if w.typed != w.word] == [("membrs", "members")]
    assert all(0 < known < 1 for known in explanation.known)
    heaviest = explanation.supports[0]
    assert NAMES[heaviest.entry] == "count"
    assert len(explanation.supports) == 3
    assert len(heaviest.by_view) == 4
    assert all(0 <= value <= 1.000001 for value in heaviest.by_view)


@given(
    st.lists(st.lists(st.sampled_from("moon mars who when {x} 3 join joins agency the".split()), max_size=5))
)
def test_any_phrasings_can_be_indexed_and_searched(texts: list[list[str]]) -> None:
    """Empty, repeated and slot-only phrasings do no harm."""
    index = Index.build([Phrasing(number % 3, tuple(text)) for number, text in enumerate(texts)])
    for candidate in index.search(("who", "joined", "{x}", "mosn", "??")):
        assert 0 <= candidate.score <= 1


@given(st.text())
def test_any_question_is_safe(text: str) -> None:
    """No text raises, and the same text always finds the same."""
    assert _ask(text) == _ask(text)


def test_a_long_question_costs_no_more_than_its_first_words() -> None:
    """Only so many words are compared."""
    words = normalise("who chairs the group " * 40)
    assert INDEX.search(words * 50) == INDEX.search(words)
