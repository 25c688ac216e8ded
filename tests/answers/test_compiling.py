from __future__ import annotations

import pytest

from bot.answers.compiling import Compiler
from bot.answers.templates import FaultyTemplateError


def test_kept_bytecode_gives_what_the_source_gives() -> None:
    """A snapshot out of the cache answers like a fresh one, and compiles nothing again."""
    fresh = Compiler()
    text, expression = "{{ names | join(', ') }}{% if more %} and more{% endif %}", "names"
    said = fresh.text(text)({"names": ["A", "B"], "more": True})
    cited = fresh.expression(expression)({"names": ["A"]})
    kept = Compiler(fresh.codes)
    assert kept.text(text)({"names": ["A", "B"], "more": True}) == said == "A, B and more"
    assert kept.expression(expression)({"names": ["A"]}) == cited == ["A"]
    assert kept.codes == fresh.codes


def test_a_text_and_an_expression_of_the_same_source_are_two_things() -> None:
    """The text "about" says about; the expression is the record of that name."""
    compiler = Compiler()
    assert compiler.text("about")({"about": 1}) == "about"
    assert compiler.expression("about")({"about": 1}) == 1


@pytest.mark.parametrize("source", ["a b", "a }} {{ b", "a, ", "", "(a", "a %}"])
def test_a_cite_is_one_expression(source: str) -> None:
    """Anything else is a faulty template."""
    with pytest.raises(FaultyTemplateError):
        Compiler().expression(source)({"a": 1, "b": 2})
