from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.normalise import clean, tokenise
from bot.matching.times import Window, find_times

TODAY = date(2026, 11, 22)


def windows(text: str) -> list[Window]:
    """Read all windows of a text."""
    tokens = tokenise(text)
    found = find_times(tokens, [False] * len(tokens), TODAY, clean(text))
    return [mention.window for mention in found if mention.window is not None]


@pytest.mark.parametrize(
    ("text", "start", "end", "said"),
    [
        ("members in 2015", date(2015, 1, 1), date(2015, 12, 31), "in 2015"),
        ("members 2015?", date(2015, 1, 1), date(2015, 12, 31), "in 2015"),
        ("members before 2019", None, date(2018, 12, 31), "before 2019"),
        ("members after march 2020", date(2020, 4, 1), None, "after March 2020"),
        ("members since 2019", date(2019, 1, 1), None, "since 2019"),
        ("members until the year 2012", None, date(2012, 12, 31), "until 2012"),
        ("members by 2012", None, date(2012, 12, 31), "until 2012"),
        ("on 5 October 2015", date(2015, 10, 5), date(2015, 10, 5), "on 5 October 2015"),
        ("on the 5th of october 2015", date(2015, 10, 5), date(2015, 10, 5), "on 5 October 2015"),
        ("October 5, 2015", date(2015, 10, 5), date(2015, 10, 5), "on 5 October 2015"),
        ("2015-10-05", date(2015, 10, 5), date(2015, 10, 5), "on 5 October 2015"),
        ("in 2015-10", date(2015, 10, 1), date(2015, 10, 31), "in October 2015"),
        ("in aug 2024", date(2024, 8, 1), date(2024, 8, 31), "in August 2024"),
        ("between 2018 and 2020", date(2018, 1, 1), date(2020, 12, 31), "between 2018 and 2020"),
        ("from 2018 to 2020", date(2018, 1, 1), date(2020, 12, 31), "between 2018 and 2020"),
        ("2018-2020", date(2018, 1, 1), date(2020, 12, 31), "between 2018 and 2020"),
        ("members 2020 versus 2018", date(2018, 1, 1), date(2020, 12, 31), "between 2018 and 2020"),
        ("in 2018 compared with 2020", date(2018, 1, 1), date(2020, 12, 31), "between 2018 and 2020"),
        ("2020 compared to 2018", date(2018, 1, 1), date(2020, 12, 31), "between 2018 and 2020"),
        ("members now compared to 2018", date(2018, 1, 1), date(2018, 12, 31), "in 2018"),
        ("in 2018 or 2019", date(2018, 1, 1), date(2019, 12, 31), "between 2018 and 2019"),
        ("at the end of 2018", date(2018, 12, 31), date(2018, 12, 31), "at the end of 2018"),
        (
            "between march and may 2020",
            date(2020, 3, 1),
            date(2020, 5, 31),
            "between March 2020 and May 2020",
        ),
        ("members 2018 end", date(2018, 12, 31), date(2018, 12, 31), "at the end of 2018"),
        ("how many 2015", date(2015, 1, 1), date(2015, 12, 31), "in 2015"),
        ("in jly 2008", date(2008, 7, 1), date(2008, 7, 31), "in July 2008"),
        ("how many b4 2015", None, date(2014, 12, 31), "before 2015"),
        ("up to 2015", None, date(2015, 12, 31), "until 2015"),
        ("who signed up to the 2013 plan", date(2013, 1, 1), date(2013, 12, 31), "in 2013"),
        ("early 2020", date(2020, 1, 1), date(2020, 4, 30), "in early 2020"),
        ("in marfch 2019", date(2019, 3, 1), date(2019, 3, 31), "in March 2019"),
        ("between 2012 ahd 2017", date(2012, 1, 1), date(2017, 12, 31), "between 2012 and 2017"),
        ("on 12-13 march 2020", date(2020, 3, 12), date(2020, 3, 13), "on 12 to 13 March 2020"),
        ("12 and 13 March 2020", date(2020, 3, 12), date(2020, 3, 13), "on 12 to 13 March 2020"),
        ("last year", date(2025, 1, 1), date(2025, 12, 31), "in 2025"),
        ("two years ago", date(2024, 1, 1), date(2024, 12, 31), "in 2024"),
        ("in 2019/2020", date(2019, 1, 1), date(2020, 12, 31), "between 2019 and 2020"),
        ("in the 2010s", date(2010, 1, 1), date(2019, 12, 31), "in the 2010s"),
        ("from 2019 onwards", date(2019, 1, 1), None, "since 2019"),
        ("the report from 2019", date(2019, 1, 1), date(2019, 12, 31), "in 2019"),
    ],
)
def test_an_expression_of_time_becomes_a_window(
    text: str, start: date | None, end: date | None, said: str
) -> None:
    """The bounds are the first and last day meant; an open side stays open."""
    (window,) = windows(text)
    assert (window.start, window.end) == (start, end)
    assert window.text == said


@pytest.mark.parametrize(
    "text",
    ["who may join", "the 27 members", "march for science", "12 agencies", "room 1234567"],
)
def test_other_numbers_and_words_are_no_dates(text: str) -> None:
    """`may` and `march` are months only beside a day or a year; counts are no years."""
    assert windows(text) == []


def test_a_denied_bound_is_not_read_as_the_bound() -> None:
    """ "No more than ten years ago" is not before those years."""
    (window,) = windows("joined no more than ten years ago")
    assert window.relation == "in"


def test_now_is_a_time_without_a_window() -> None:
    """ "Now" says that no other time is meant."""
    text = "how many members are there right now"
    tokens = tokenise(text)
    (mention,) = find_times(tokens, [False] * len(tokens), TODAY, clean(text))
    assert mention.window is None
    assert mention.end - mention.start == 2


@pytest.mark.parametrize("text", ["join before or after 2020", "was it after or before march 2020"])
def test_the_side_of_a_date_that_is_asked_for_bounds_nothing(text: str) -> None:
    """ "Before or after 2020?" asks when something was, so it leaves no time out."""
    tokens = tokenise(text)
    (mention,) = find_times(tokens, [False] * len(tokens), TODAY, clean(text))
    assert mention.window is None
    assert tokens[mention.start].text in {"before", "after"}
    assert mention.end == len(tokens)


def test_what_a_name_has_taken_is_not_read_again() -> None:
    """The year inside a document's name belongs to the name."""
    tokens = tokenise("2018 roadmap")
    assert find_times(tokens, [True, True], TODAY, "2018 roadmap") == []


@pytest.mark.parametrize(
    ("text", "start", "end", "said"),
    [
        (
            "joined after march 2020 but before 2021",
            date(2020, 4, 1),
            date(2020, 12, 31),
            "after March 2020 and before 2021",
        ),
        ("since 2015 and until 2019", date(2015, 1, 1), date(2019, 12, 31), "since 2015 and until 2019"),
        ("before 2020 and after 2015", date(2016, 1, 1), date(2019, 12, 31), "after 2015 and before 2020"),
        ("from 2012 through 2018", date(2012, 1, 1), date(2018, 12, 31), "between 2012 and 2018"),
        (
            "after march but before june 2020",
            date(2020, 4, 1),
            date(2020, 5, 31),
            "after March 2020 and before June 2020",
        ),
        ("from 2019 but before 2021", date(2019, 1, 1), date(2020, 12, 31), "since 2019 and before 2021"),
        (
            "joined after 2015 and joined before 2020",
            date(2016, 1, 1),
            date(2019, 12, 31),
            "after 2015 and before 2020",
        ),
    ],
)
def test_two_bounds_are_one_window(text: str, start: date, end: date, said: str) -> None:
    """What lies after one date and before another lies between them, in whatever order they are named."""
    (window,) = windows(text)
    assert (window.relation, window.start, window.end) == ("between", start, end)
    assert window.text == said


@pytest.mark.parametrize(
    "text",
    [
        "after 2019 or before 2012",
        "before 2015 and after 2019",
        "after 2015 the report of the group before 2019",
    ],
)
def test_dates_that_bound_nothing_together_stay_two(text: str) -> None:
    """An alternative, two stretches without a day in common, and dates of different things are no window."""
    assert len(windows(text)) == 2


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("in 2015 or later", date(2015, 1, 1), None),
        ("in 2018 or earlier", None, date(2018, 12, 31)),
        ("2015 onwards", date(2015, 1, 1), None),
        ("no later than 2018", None, date(2018, 12, 31)),
        ("on or after 1 march 2020", date(2020, 3, 1), None),
        ("between 2018 and now", date(2018, 1, 1), None),
        ("2015 to date", date(2015, 1, 1), None),
        ("from 2015 until today", date(2015, 1, 1), None),
        ("not before 2015", date(2015, 1, 1), None),
        ("up to and including 2018", None, date(2018, 12, 31)),
        ("more than ten years ago", None, date(2016, 11, 21)),
        ("less than 2 years ago", date(2024, 11, 22), None),
        ("in 2015 and later left", date(2015, 1, 1), date(2015, 12, 31)),
    ],
)
def test_a_date_may_be_opened_to_one_side(text: str, start: date | None, end: date | None) -> None:
    """ "Or later" at the end opens a date; a word that only compares with it does not."""
    (window,) = windows(text)
    assert (window.start, window.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "happened", "inside"),
    [
        ("meetings at the end of 2021", date(2021, 11, 30), True),
        ("meetings at the end of 2021", date(2021, 10, 31), False),
        ("meetings at the end of 2021", date(2022, 1, 1), False),
        ("papers from the beginning of 2020", date(2020, 2, 29), True),
        ("papers from the beginning of 2020", date(2020, 3, 1), False),
        ("news on 31 December 2021", date(2021, 12, 30), False),
    ],
)
def test_what_happened_at_the_edge_of_a_year_happened_in_its_outer_months(
    text: str, happened: date, inside: bool
) -> None:
    """A state is that of one day, but nobody means 31 December alone by "a meeting at the end of 2021"."""
    (window,) = windows(text)
    assert window.covers(happened, happened) is inside
    assert window.touches(happened, happened) is inside


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    """Windows never end before they begin."""
    for window in windows(text):
        assert window.start is None or window.end is None or window.start <= window.end


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_what_is_covered_is_touched(first: date, second: date) -> None:
    """Certainty implies possibility."""
    earliest, latest = sorted((first, second))
    window = Window("in", date(2015, 1, 1), date(2020, 12, 31), "")
    assert window.touches(earliest, latest) or not window.covers(earliest, latest)
