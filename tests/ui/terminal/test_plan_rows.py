"""Two texts side by side: short ones whole, long ones cut where they part, and nothing invisible."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from bot.ui.terminal.plan_rows import parting


def test_short_texts_are_shown_whole() -> None:
    """A reader sees both, in one line each."""
    assert parting("There are 27\nmembers.", "There are 28 members.") == (
        "There are 27 members.",
        "There are 28 members.",
    )


def test_long_texts_are_cut_so_that_the_difference_shows() -> None:
    """A number that changes at the end of a long text is in what is shown, with some words before it."""
    same = "word " * 200
    was, is_ = parting(f"{same}27 of them", f"{same}28 of them")
    assert was.startswith("… word")
    assert was.endswith("word 27 of them")
    assert is_.endswith("word 28 of them")
    assert len(was) < 100


@example("x" * 400, "1", "2")
@example("word " * 60 + "x" * 250, "1", "2")
@example("x" * 59, "1" * 300, "2" * 300)
@given(st.text(max_size=300), st.text(max_size=30), st.text(max_size=30))
def test_different_texts_are_never_shown_alike(same: str, one: str, other: str) -> None:
    """Whatever they hold, each is one printable line, and a difference in words shows."""
    old, new = same + one, same + other
    was, is_ = parting(old, new)
    assert was.isprintable()
    assert is_.isprintable()
    if old.split() != new.split():
        assert was != is_
