from __future__ import annotations

import pytest

from bot.answers.language import on, ordinal, ordinals, span, when
from bot.knowledge.dates import PartialDate
from bot.knowledge.order import Between


@pytest.mark.parametrize(
    ("text", "said", "with_preposition", "lasting"),
    [
        ("2007", "2007", "in 2007", "2007"),
        ("2024-08", "August 2024", "in August 2024", "August 2024"),
        ("2015-10-05", "5 October 2015", "on 5 October 2015", "5 October 2015"),
        ("2018/2019", "2018 or 2019", "in 2018 or 2019", "2018 to 2019"),
        ("2016/2018", "between 2016 and 2018", "between 2016 and 2018", "2016 to 2018"),
        (
            "2021-05/2021-11",
            "between May and November 2021",
            "between May and November 2021",
            "May to November 2021",
        ),
        (
            "2007-03-07/2007-03-09",
            "between 7 and 9 March 2007",
            "between 7 and 9 March 2007",
            "7 to 9 March 2007",
        ),
        (
            "2021-11-30/2021-12-02",
            "between 30 November and 2 December 2021",
            "between 30 November and 2 December 2021",
            "30 November to 2 December 2021",
        ),
    ],
)
def test_a_partial_date_is_said_as_exactly_as_it_is_known(
    text: str, said: str, with_preposition: str, lasting: str
) -> None:
    """No day is invented for a month, no year for an interval."""
    date = PartialDate.parse(text)
    assert (when(date), on(date), span(date)) == (said, with_preposition, lasting)


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (13, "13th"), (22, "22nd")]
)
def test_ordinals_end_as_english_wants(number: int, said: str) -> None:
    """11 to 13 are exceptions."""
    assert ordinal(number) == said


def test_a_place_between_bounds_is_said_as_such() -> None:
    """Uncertainty is not hidden."""
    assert ordinals(Between(27, 27)) == "the 27th"
    assert ordinals(Between(25, 26)) == "the 25th or 26th"
    assert ordinals(Between(17, 19)) == "the 17th to 19th"
    assert str(Between(15, 16)) == "15 or 16"
