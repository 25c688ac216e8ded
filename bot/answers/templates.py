"""Answer templates: Jinja in a sandbox that can neither reach out nor run away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import CodeType
from typing import Any, TypeVar

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.environment import TemplateExpression
from jinja2.exceptions import SecurityError
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.answers.language import FILTERS

ResultT = TypeVar("ResultT")

_FORBIDDEN: tuple[type[nodes.Node], ...] = (
    nodes.Macro, nodes.CallBlock, nodes.Import, nodes.FromImport, nodes.Include, nodes.Extends, nodes.Block,
)  # fmt: skip
_DEEPEST_LOOP = 2
_REMEMBERED = 2000  # attributes of types; the templates use some hundred
_LONGEST = 20_000  # characters of a template, and of a string that multiplication may build


class FaultyTemplateError(Exception):
    """A template cannot be compiled or rendered; `line` counts from 1 within the template, if known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class _Sandbox(ImmutableSandboxedEnvironment):
    """Refuses what could make an answer endless: powers, large products, deep loops, macros."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Remember what Jinja decides by nothing but the type and the name, a dozen times for an answer."""
        key = (type(obj), attr)
        known = self._safe.get(key)
        if known is None:
            known = super().is_safe_attribute(obj, attr, value)
            if len(self._safe) < _REMEMBERED:
                self._safe[key] = known
        return known

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Compute an intercepted operator on small numbers only."""
        small = all(isinstance(value, int | float) and abs(value) < 1e9 for value in (left, right))
        if operator == "**" or not small:
            raise SecurityError(f"{operator!r} is for small numbers only in an answer")
        return super().call_binop(context, operator, left, right)


def environment() -> ImmutableSandboxedEnvironment:
    """Build the sandbox with our filters and without Jinja's generators of long output."""
    env = _Sandbox(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, cache_size=0
    )
    for name in ("range", "lipsum", "cycler", "joiner", "dict"):
        env.globals.pop(name, None)
    for name in ("indent", "center", "wordwrap", "pprint", "xmlattr", "urlize", "format", "filesizeformat"):
        env.filters.pop(name, None)
    env.filters.update(FILTERS)
    return env


Renderer = Callable[[Mapping[str, object]], str]
Evaluator = Callable[[Mapping[str, object]], object]


def compile_text(env: ImmutableSandboxedEnvironment, source: str) -> CodeType:
    """Compile a template, for `renderer`; raises FaultyTemplateError."""
    _measure(source)
    return _compiled(env, _guarded(lambda: env.parse(source)))


def compile_expression(env: ImmutableSandboxedEnvironment, source: str) -> CodeType:
    """Compile an expression that gives a record or records, for `evaluator`; raises FaultyTemplateError."""
    _measure(source)

    def parse() -> nodes.Template:
        parser = Parser(env, source, state="variable")
        expression = parser.parse_expression()
        if not parser.stream.eos:
            raise TemplateSyntaxError("one expression is expected", parser.stream.current.lineno)
        expression.set_environment(env)
        return nodes.Template([nodes.Assign(nodes.Name("result", "store"), expression, lineno=1)], lineno=1)

    return _compiled(env, _guarded(parse))


def renderer(env: ImmutableSandboxedEnvironment, code: CodeType) -> Renderer:
    """Return what renders a compiled template; it raises FaultyTemplateError."""
    template = Template.from_code(env, code, env.make_globals(None))
    return lambda context: tidy(_guarded(lambda: template.render(context)))


def evaluator(env: ImmutableSandboxedEnvironment, code: CodeType) -> Evaluator:
    """Return what computes a compiled expression; it raises FaultyTemplateError."""
    template = Template.from_code(env, code, env.make_globals(None))
    expression = TemplateExpression(template, undefined_to_none=False)

    def evaluate(context: Mapping[str, object]) -> object:
        value = expression(**context)
        return str(value) if isinstance(value, Undefined) else value  # str() says what is undefined

    return lambda context: _guarded(lambda: evaluate(context))


def variables(env: ImmutableSandboxedEnvironment, source: str) -> frozenset[str]:
    """Return the names that a template reads."""
    from jinja2.meta import find_undeclared_variables

    return frozenset(_guarded(lambda: find_undeclared_variables(env.parse(source))))


def tidy(text: str) -> str:
    """Remove what a template's layout leaves behind: outer spaces, runs of spaces and of empty lines."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept)


def _measure(source: str) -> None:
    if len(source) > _LONGEST:
        raise FaultyTemplateError(
            f"the template has {len(source)} characters; at most {_LONGEST} are allowed"
        )


def _compiled(env: ImmutableSandboxedEnvironment, tree: nodes.Template) -> CodeType:
    """Compile what holds nothing forbidden."""
    for node, depth in _walk(tree, 0):
        if isinstance(node, _FORBIDDEN):
            raise FaultyTemplateError(
                f"{type(node).__name__.lower()} is not allowed in an answer", node.lineno
            )
        if depth > _DEEPEST_LOOP or (isinstance(node, nodes.For) and node.recursive):
            raise FaultyTemplateError(
                f"loops may be nested {_DEEPEST_LOOP} deep, and not recursive", node.lineno
            )
    return _guarded(lambda: env.compile(tree))


def _walk(node: nodes.Node, depth: int) -> Iterator[tuple[nodes.Node, int]]:
    depth += isinstance(node, nodes.For)
    yield node, depth
    for child in node.iter_child_nodes():
        yield from _walk(child, depth)


def _guarded(work: Callable[[], ResultT]) -> ResultT:
    try:
        return work()
    except TemplateError as problem:
        raise FaultyTemplateError(str(problem), getattr(problem, "lineno", None)) from None
    except RecursionError:
        raise FaultyTemplateError("the template is nested too deeply") from None
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as problem:
        raise FaultyTemplateError(f"{problem} ({type(problem).__name__})") from None
