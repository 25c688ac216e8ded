"""Stretches of time that are no plain date: seasons, quarters, halves, so many years until today."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.normalise import clean, tokenise
from bot.matching.times import Window, find_times

TODAY = date(2026, 11, 22)


def windows(text: str, today: date = TODAY) -> list[Window]:
    """Read all windows of a text."""
    tokens = tokenise(text)
    found = find_times(tokens, [False] * len(tokens), today, clean(text))
    return [mention.window for mention in found if mention.window is not None]


@pytest.mark.parametrize(
    ("text", "start", "end", "said"),
    [
        ("in summer 2020", date(2020, 6, 1), date(2020, 8, 31), "in summer 2020 (June to August)"),
        ("fall of 2017", date(2017, 9, 1), date(2017, 11, 30), "in autumn 2017 (September to November)"),
        (
            "in the winter of 2019/20",
            date(2019, 12, 1),
            date(2020, 2, 29),
            "in winter 2019/20 (December to February)",
        ),
        ("in Q3 2020", date(2020, 7, 1), date(2020, 9, 30), "in the third quarter of 2020"),
        ("3Q 2020", date(2020, 7, 1), date(2020, 9, 30), "in the third quarter of 2020"),
        ("2021 November", date(2021, 11, 1), date(2021, 11, 30), "in November 2021"),
        ("2020 H2", date(2020, 7, 1), date(2020, 12, 31), "in the second half of 2020"),
        (
            "in the last quarter of 2020",
            date(2020, 10, 1),
            date(2020, 12, 31),
            "in the fourth quarter of 2020",
        ),
        ("first half of the year 2020", date(2020, 1, 1), date(2020, 6, 30), "in the first half of 2020"),
        ("first two months of 2020", date(2020, 1, 1), date(2020, 2, 29), "in the first two months of 2020"),
        (
            "at the turn of the year 2019/20",
            date(2019, 12, 1),
            date(2020, 1, 31),
            "in December 2019 or January 2020",
        ),
        ("on new year's day 2020", date(2020, 1, 1), date(2020, 1, 1), "on 1 January 2020"),
        ("at new year 2021", date(2021, 1, 1), date(2021, 1, 1), "on 1 January 2021"),
        ("in 2011-12", date(2011, 12, 1), date(2011, 12, 31), "in December 2011"),
        ("in the late 2010s", date(2016, 1, 1), date(2019, 12, 31), "in the late 2010s (2016 to 2019)"),
        ("before the end of the 2010s", None, date(2015, 12, 31), "before the late 2010s (2016 to 2019)"),
        ("in 2019/20", date(2019, 1, 1), date(2020, 12, 31), "in 2019/20"),
        ("in 2011/12", date(2011, 1, 1), date(2012, 12, 31), "in 2011/12"),
        ("2019-20", date(2019, 1, 1), date(2020, 12, 31), "in 2019/20"),
        ("in 2019 20 members", date(2019, 1, 1), date(2019, 12, 31), "in 2019"),
        ("in 2015 10 agencies", date(2015, 1, 1), date(2015, 12, 31), "in 2015"),
        ("in early March 2020", date(2020, 3, 1), date(2020, 3, 10), "in early March 2020 (1 to 10)"),
        (
            "at the end of February 2020",
            date(2020, 2, 21),
            date(2020, 2, 29),
            "in late February 2020 (21 to 29)",
        ),
        ("last month", date(2026, 10, 1), date(2026, 10, 31), "in October 2026"),
        ("in the past three years", date(2023, 11, 22), None, "since 22 November 2023"),
        ("over the last 2 years", date(2024, 11, 22), None, "since 22 November 2024"),
        ("last couple of months", date(2026, 9, 22), None, "since 22 September 2026"),
        ("within the last decade", date(2016, 11, 22), None, "since 22 November 2016"),
    ],
)
def test_a_stretch_of_time_becomes_a_window(text: str, start: date | None, end: date, said: str) -> None:
    """The bounds are the first and last day that it is taken for, and the text says what it is taken for."""
    (window,) = windows(text)
    assert (window.start, window.end) == (start, end)
    assert window.text == said


@pytest.mark.parametrize(
    "text",
    ["in the last years", "the last three members", "the past", "two years of membership", "last half"],
)
def test_what_has_no_bounds_is_no_date(text: str) -> None:
    """A stretch that begins nobody knows when is left to the words."""
    assert windows(text) == []


def test_a_winter_of_one_year_is_left_to_the_words() -> None:
    """It can be either end of the year; only the year is read, and the season stays to be accounted for."""
    text = "in winter 2020"
    tokens = tokenise(text)
    (mention,) = find_times(tokens, [False] * len(tokens), TODAY, clean(text))
    assert (mention.start, mention.end) == (2, 3)


def test_months_of_another_year_are_not_counted_from_today() -> None:
    """ "The last three months of 2020" lie in 2020."""
    (window,) = windows("in the last three months of 2020")
    assert (window.start, window.end) == (date(2020, 10, 1), date(2020, 12, 31))


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(1, 99))
def test_any_day_has_a_past(today: date, years: int) -> None:
    """So many years before the 29th of February there is a day, too."""
    (window,) = windows(f"in the past {years} years", today)
    assert window.start is not None
    assert window.start.year == today.year - years
