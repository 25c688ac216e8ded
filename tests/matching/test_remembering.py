"""What is asked for again need not be computed again."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest

from bot.matching.remembering import Remembered


def counted(calls: list[int], key: int) -> Callable[[], str]:
    """Return what makes a text of a number and notes that it did."""

    def compute() -> str:
        calls.append(key)
        return str(key)

    return compute


def test_what_was_asked_for_lately_is_not_computed_again() -> None:
    """Of more than are kept, the one that nobody asked for longest is the one that is forgotten."""
    remembered: Remembered[int, str] = Remembered(2)
    calls: list[int] = []
    for key in (1, 2, 1, 3, 1, 2):
        assert remembered.get(key, counted(calls, key)) == str(key)
    assert calls == [1, 2, 3, 2]
    assert len(remembered) == 2


def test_a_failure_is_not_remembered() -> None:
    """Where the computation raises, the next that asks computes anew."""
    remembered: Remembered[int, float] = Remembered(2)
    with pytest.raises(ZeroDivisionError):
        remembered.get(0, lambda: 1 / 0)
    assert remembered.get(0, lambda: 1.0) == 1.0


def test_a_pickle_holds_no_results() -> None:
    """The cache of compiled knowledge does not grow by what was asked before it was written."""
    remembered: Remembered[int, str] = Remembered(3)
    remembered.get(1, lambda: "one")
    again = pickle.loads(pickle.dumps(remembered))
    assert len(again) == 0
    assert [again.get(key, lambda: "x") for key in range(4)] == ["x"] * 4
    assert len(again) == 3
