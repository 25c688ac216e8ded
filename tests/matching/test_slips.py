"""Which slip is likelier decides between words that are as near."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.matching.slips import edited_once, slip, sounding


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("member", ("memmber", "mebmer", "nember", "pember", "nemver", "nemper")),
        ("roadmap", ("rooadmap", "raodmap", "rosdmap", "rotdmap", "raodnap", "rzodnip")),
    ],
)
def test_a_likelier_slip_gains_more(word: str, typed: tuple[str, ...]) -> None:
    """Letters are doubled and swapped, keys beside hit, then others; two slips in one word are rare."""
    gains = [slip(text, word) for text in typed]
    assert all(more > less for more, less in pairwise(gains)), gains


def test_a_slip_in_a_short_word_is_less_likely() -> None:
    """A letter is a third of "ger" and a seventh of "roadmap"."""
    assert slip("gwr", "ger") < slip("rosdmap", "roadmap")


def test_two_cheap_edits_are_found_as_such() -> None:
    """ "rguop" are two pairs of letters swapped, not four wrong keys."""
    assert slip("rguop", "group") > slip("xqkop", "group")


def test_a_word_spelt_by_ear_is_one_slip() -> None:
    """However many letters differ."""
    assert sounding("fone") == {"phone"}
    assert slip("fone", "phone") > slip("vone", "phone")


def test_every_single_edit_is_found() -> None:
    """A letter missing, too many, wrong, or two swapped; and the word itself."""
    assert {"gr", "geer", "gwr", "egr", "ger"} <= edited_once("ger")
    assert "member" not in edited_once("ger")
