"""The share of a question's words that an entry has at all, rare words counting more."""

from bot.matching.coverage import Coverage

COVERAGE = Coverage.build([{"moon", "rocket"}, {"moon", "salary"}, {"moon"}])


def test_an_entry_covers_the_words_it_has() -> None:
    """All of them, some of them, or none; a question without words lacks nothing."""
    assert COVERAGE.share(COVERAGE.weigh(["moon", "rocket"]), 0) == 1.0
    assert 0.0 < COVERAGE.share(COVERAGE.weigh(["moon", "rocket"]), 1) < 1.0
    assert COVERAGE.share(COVERAGE.weigh(["wifi"]), 0) == 0.0
    assert COVERAGE.share(COVERAGE.weigh([]), 0) == 1.0


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    """What one entry has matters more than what all have, and what none has the most."""
    moon, rocket, wifi = (COVERAGE.weigh([word]).total for word in ("moon", "rocket", "wifi"))
    assert moon < rocket < wifi
