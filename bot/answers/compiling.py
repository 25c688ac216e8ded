"""Templates and expressions made ready to run, each once; the bytecode can be kept with the snapshot."""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Callable, Mapping
from functools import cached_property
from types import CodeType

from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.answers.templates import (
    Evaluator,
    Renderer,
    compile_expression,
    compile_text,
    environment,
    evaluator,
    renderer,
    variables,
)

Codes = Mapping[tuple[str, str], bytes]
"""Bytecode, marshalled and deflated, by kind ("text" or "expression") and source; only for the Python that
made it. Most of it is never run, as there are far more templates than favourite questions.
"""


class Compiler:
    """Compiles what is asked for when it is first asked for: a template takes milliseconds."""

    def __init__(self, codes: Codes | None = None) -> None:
        self._codes = dict(codes or {})
        self._evaluators: dict[str, Evaluator] = {}

    @property
    def codes(self) -> Codes:
        """The bytecode of everything compiled so far."""
        return dict(self._codes)

    @cached_property
    def _environment(self) -> ImmutableSandboxedEnvironment:
        return environment()

    def text(self, source: str) -> Renderer:
        """Return what renders a template; raises FaultyTemplateError."""
        return renderer(self._environment, self._code("text", source, compile_text))

    def expression(self, source: str) -> Evaluator:
        """Return what computes an expression, the same for the same source; raises FaultyTemplateError."""
        found = self._evaluators.get(source)
        if found is None:
            code = self._code("expression", source, compile_expression)
            found = self._evaluators[source] = evaluator(self._environment, code)
        return found

    def variables(self, source: str) -> frozenset[str]:
        """Return the names that a template reads; raises FaultyTemplateError."""
        return variables(self._environment, source)

    def _code(
        self, kind: str, source: str, compile_: Callable[[ImmutableSandboxedEnvironment, str], CodeType]
    ) -> CodeType:
        known = self._codes.get((kind, source))
        if known is not None:
            code: CodeType = marshal.loads(zlib.decompress(known))  # noqa: S302  made by `marshal.dumps` below
            return code
        code = compile_(self._environment, source)
        self._codes[kind, source] = zlib.compress(marshal.dumps(code))
        return code
