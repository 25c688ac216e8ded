"""A partial date says what is known and no more."""

import pickle
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.dates import PartialDate


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-02", date(2018, 2, 1), date(2018, 2, 28)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2018-03-01", date(2018, 3, 1), date(2018, 3, 1)),
        ("2018/2019", date(2018, 1, 1), date(2019, 12, 31)),
        ("2021-05/2021-11", date(2021, 5, 1), date(2021, 11, 30)),
        (" 2018-12-30 / 2019 ", date(2018, 12, 30), date(2019, 12, 31)),
    ],
)
def test_what_is_written_bounds_the_day(text: str, earliest: date, latest: date) -> None:
    """The earliest and the latest day that it can be."""
    parsed = PartialDate.parse(text)
    assert (parsed.earliest, parsed.latest) == (earliest, latest)
    assert str(parsed) == text.strip()


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "write YYYY"),
        ("soon", "write YYYY"),
        ("18", "write YYYY"),
        ("20180301", "write YYYY"),
        ("2018-3-1", "write 2018-03-01"),
        ("2018.03", "write 2018-03"),
        ("2018–2019", "write YYYY"),
        ("2018/", "write YYYY"),
        ("2018/2019/2020", "write YYYY"),
        ("2018-00", "no day in the calendar"),
        ("2018-02-30", "no day in the calendar"),
        ("0000", "no day in the calendar"),
        ("2019/2018", "write the earlier date first"),
        ("٢٠١٨", "write YYYY"),
        ("9" * 5000, "write YYYY"),
    ],
)
def test_what_is_no_date_is_refused_with_advice(text: str, advice: str) -> None:
    """The message says what to write, in a line that can be shown."""
    with pytest.raises(ValueError, match=advice) as refused:
        PartialDate.parse(text)
    assert len(str(refused.value)) < 200


@settings(deadline=None)
@given(st.dates(), st.dates())
def test_an_interval_of_days_keeps_both(one: date, other: date) -> None:
    """Any two days in order are an interval from the one to the other."""
    first, last = sorted((one, other))
    parsed = PartialDate.parse(f"{first.isoformat()}/{last.isoformat()}")
    assert (parsed.earliest, parsed.latest) == (first, last)
    assert parsed.exact == (first == last)
    assert parsed.year == (first.year if first.year == last.year else None)
    assert parsed.interval
    assert parsed.parts() == (first.isoformat(), last.isoformat())
    assert pickle.loads(pickle.dumps(parsed)) == parsed
