from __future__ import annotations

from datetime import date

from bot.answers.views import Members
from bot.knowledge.dates import PartialDate
from bot.knowledge.model import Member
from bot.matching.times import Window


def member(id_: str, joined: str, *after: str, founding: bool = False) -> Member:
    """Make a member of a country of its own."""
    return Member(
        id=id_,
        name=id_,
        acronym=id_.upper(),
        country="".join(sorted(set(id_.upper())))[:2].ljust(2, "X"),
        country_name=id_.title(),
        region="Europe",
        founding=founding,
        joined=PartialDate.parse(joined),
        joined_after=after,
        summary="x",
        sources=("s",),
        as_of=PartialDate.parse("2024"),
    )


A, B = member("alpha", "2007", founding=True), member("beta", "2007", founding=True)
C = member("gamma", "2015-10-05")
D, E = member("delta", "2018/2019"), member("eps", "2019", "delta")
F = member("zeta", "2020-03/2020-08")
ALL = Members((F, E, D, C, B, A))


def window(start: date | None, end: date | None) -> Window:
    """Make a window."""
    return Window("in", start, end, "")


def test_the_order_of_joining_follows_from_dates_and_from_what_is_known_besides() -> None:
    """Founders share the first places; overlapping dates are told apart by `joined_after`."""
    assert [m.id for m in ALL.by_join] == ["alpha", "beta", "gamma", "delta", "eps", "zeta"]
    assert (ALL.order(A).low, ALL.order(A).high) == (1, 2)
    assert [ALL.order(m).low for m in (C, D, E, F)] == [3, 4, 5, 6]
    assert ALL.certainly_before(D, E)
    assert not ALL.certainly_before(E, D)
    assert ALL.newest == (F,)
    assert ALL.first_later == (C,)
    assert ALL.nth(4) == (D,)
    assert ALL.previous(D) == (C,)
    assert ALL.next(D) == (E,)


def test_without_further_knowledge_an_overlap_stays_open() -> None:
    """Both can be the newest, and both can hold either place."""
    members = Members((A, member("delta", "2018/2019"), member("eps", "2019")))
    assert {m.id for m in members.newest} == {"delta", "eps"}
    assert {m.id for m in members.nth(2)} == {"delta", "eps"}


def test_counts_at_a_time_have_two_bounds() -> None:
    """An uncertain date of joining makes an uncertain count, and no other."""
    assert str(ALL.count_at(window(None, date(2015, 10, 4)))) == "2"
    assert str(ALL.count_at(window(None, date(2015, 10, 5)))) == "3"
    assert str(ALL.count_at(window(None, date(2018, 12, 31)))) == "3 or 4"
    assert str(ALL.count_at(window(date(2019, 1, 1), None))) == "6"
    assert str(ALL.count_before(window(date(2015, 10, 5), None))) == "2"


def test_who_joined_within_a_window_is_told_by_certainty() -> None:
    """Certain and possible are two lists."""
    in_2019 = window(date(2019, 1, 1), date(2019, 12, 31))
    assert ALL.joined_in(in_2019) == (E,)
    assert ALL.maybe_joined_in(in_2019) == (D,)


def test_a_circle_in_joined_after_is_survived() -> None:
    """The loader reports it; nothing hangs."""
    members = Members((member("delta", "2019", "eps"), member("eps", "2019", "delta")))
    assert len(members.by_join) == 2
