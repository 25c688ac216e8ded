from __future__ import annotations

import pytest

from bot.answers.templates import (
    FaultyTemplateError,
    Renderer,
    compile_expression,
    compile_text,
    environment,
    evaluator,
    renderer,
    tidy,
)

ENV = environment()


def _renderer(source: str) -> Renderer:
    return renderer(ENV, compile_text(ENV, source))


def test_a_template_speaks_of_what_it_is_given() -> None:
    """Values are filled in; what the layout leaves behind is tidied away."""
    render = _renderer("  {{ name }}  is\n{% if yes %}\n in.\n{% endif %}\n\n\n")
    assert render({"name": "Poland", "yes": True}) == "Poland is\nin."


@pytest.mark.parametrize(
    "source",
    [
        "{{ nobody }}",
        "{{ name.nothing }}",
        "{{ name | nofilter }}",
        "{% if %}",
        "{{ name.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ 'x' * 10 }}",
        "{{ 'x'.ljust(9999999999) }}",
        "{{ 'x'.zfill(9999999999) }}",
        "{{ '\t'.expandtabs(9999999999) }}",
        "{{ '{:>9999999999}'.format(1) }}",
        "{{ ('{:>9999999999}' | attr('format'))(1) }}",
        "{{ (1).to_bytes(9999999999, 'big') }}",
        "{% set ns = namespace(s='xx') %}" + "{% set ns.s = ns.s ~ ns.s %}" * 50 + "{{ ns.s | length }}",
        "{% set ns = namespace(s='xx') %}" + "{% set ns.s = ns.s + ns.s %}" * 50 + "{{ ns.s | length }}",
        "{% set ns = namespace(s=[1]) %}" + "{% set ns.s = ns.s + ns.s %}" * 50 + "{{ ns.s | length }}",
        "{% set ns = namespace(s='xx') %}" + "{% set ns.s = [ns.s, ns.s] | join %}" * 50 + "{{ ns.s }}",
        "{% set ns = namespace(s='xx') %}" + "{% set ns.s = ns.s | replace('x', 'xx') %}" * 50 + "{{ ns.s }}",
        "{% set ns = namespace(s='xx') %}" + "{% set ns.s = ns.s.replace('x', 'xx') %}" * 50 + "{{ ns.s }}",
        "{% set s %}xx{% endset %}{{ s }}",
        "{% filter upper %}x{% endfilter %}",
        "{% for a in '" + "x" * 300 + "' %}{% for b in '" + "x" * 300 + "' %}{% endfor %}{% endfor %}",
        "{{ l | batch(999999999, 'x') | list }}",
        "{{ l | random }}",
        "{{ none }}",
        "{{ 'a' ~ none }}",
        "{{ [none] | join }}",
        "{{ 9 ** 9 }}",
        "{{ range(3) }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include 'x' %}",
        "{% for a in l %}{% for b in l %}{% for c in l %}{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in l recursive %}{{ loop(l) }}{% endfor %}",
        "{{ " + "(" * 400 + "1" + ")" * 400 + " }}",
        "{{ 1 / 0 }}",
        "{{ name.upper(1) }}",
        "x" * 30_000,
    ],
)
def test_a_template_can_neither_reach_out_nor_run_away(source: str) -> None:
    """Whatever is wrong is one kind of error, when compiled or when rendered."""
    with pytest.raises(FaultyTemplateError):
        _renderer(source)({"name": "n", "l": [1]})


def test_a_loop_knows_where_it_is() -> None:
    """What Jinja tells inside of a loop holds, though rounds are counted."""
    said = "{{ loop.index }}/{{ loop.length }}{{ a ~ '!' }}{{ ',' if not loop.last }}"
    source = "{% for a in l %}" + said + "{% else %}-{% endfor %}"
    assert _renderer(source)({"l": ["x", "y"]}) == "1/2x!,2/2y!"
    assert _renderer(source)({"l": []}) == "-"


def test_rounds_are_counted_for_each_answer_anew() -> None:
    """A template that is rendered often does not wear out."""
    render = _renderer("{% for a in l %}{% endfor %}{{ 5.4 | round | int }}{{ 'a-b'.replace('-', ' ') }}")
    assert {render({"l": range(6_000)}) for _ in range(3)} == {"5a b"}


def test_an_expression_that_names_nothing_is_an_error() -> None:
    """A silent None would lose a source."""
    with pytest.raises(FaultyTemplateError, match="nobody"):
        evaluator(ENV, compile_expression(ENV, "nobody"))({})


def test_tidy_keeps_paragraphs() -> None:
    """One empty line stays, more are one."""
    assert tidy("a  b\n\n\n\nc ") == "a b\n\nc"
