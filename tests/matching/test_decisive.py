"""Some words must be in an entry for it to answer a question that has them."""

from bot.matching.decisive import Decisive

CONCEPTS = {"company": "company", "companies": "company", "firm": "company", "observer": "observer"}
ENTRIES = (frozenset({"agency", "come"}), frozenset({"firm", "join"}), frozenset({"weather"}))
WORDS = Decisive.build(CONCEPTS, ENTRIES, open_={2})


def strangers(question: str) -> list[bool] | None:
    """Tell of each entry whether it must not answer."""
    found = WORDS.strangers(question.split())
    return None if found is None else [bool(one) for one in found]


def test_an_entry_without_the_word_is_a_stranger() -> None:
    """A synonym of the same concept does; an open entry is never a stranger."""
    assert strangers("how many companies came") == [True, False, False]


def test_every_word_that_decides_must_be_met() -> None:
    """No entry speaks of companies and of observers."""
    assert strangers("is a company an observer") == [True, True, False]


def test_other_words_decide_nothing() -> None:
    """Nothing is looked at where no word decides."""
    assert strangers("how many agencies came") is None
