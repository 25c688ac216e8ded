"""What is only said around a question asks nothing."""

from __future__ import annotations

import pytest

from bot.matching.fillers import find_fillers
from bot.matching.normalise import normalise

QUESTION = "how many agencies are in it"


def left(text: str) -> str:
    """Return a text without its fillers."""
    words = normalise(text)
    fillers = find_fillers(words, [False] * len(words))
    return " ".join(word for place, word in enumerate(words) if place not in fillers)


@pytest.mark.parametrize(
    "around",
    [
        "bruh {} huh",
        "{} lmao",
        "ngl {}",
        "{} tho",
        "wait so like {}",
        "{} or nah",
        "{} fr",
        "idk, {}",
        "Dear sirs, please to tell me: {}",
        "{}, is that accurate?",
        "Could you verify that {}",
        "my teacher says that {}",
        "May I request {}",
        "we would be very grateful to know {}",
        "kindly furnish {}",
        "would you be so good as to confirm whether {}",
        "my pupils want to know {}, sorry",
        "an article claims {}",
        "Wikipedia says {}",
        "listen man, {}",
        "if I remember correctly {}, or am I wrong?",
    ],
)
def test_chat_politeness_and_hearsay_are_no_part_of_a_question(around: str) -> None:
    """Slang, openings of letters and who said so leave the question as it is."""
    assert left(around.format(QUESTION)) == QUESTION


@pytest.mark.parametrize(
    "text", ["first man on the moon", "what is the chair like", "looks like nasa", "what does the paper say"]
)
def test_a_word_that_says_something_stays(text: str) -> None:
    """Some words are fillers only where a question begins or ends, and what a paper says is asked."""
    assert left(text) == " ".join(normalise(text))


def test_what_is_all_there_is_stays() -> None:
    """A question of nothing but fillers is compared as it is, unless it names something."""
    words = normalise("wait what")
    assert not find_fillers(words, [False, False])
    assert find_fillers(words, [False, False], named=True) == {0, 1}
