"""Answer templates: Jinja in a sandbox that can neither reach out nor run away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from types import BuiltinMethodType, CodeType
from typing import Any, TypeVar

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.environment import TemplateExpression
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from bot.answers.language import FILTERS

ResultT = TypeVar("ResultT")

_FORBIDDEN: tuple[type[nodes.Node], ...] = (
    nodes.Macro, nodes.CallBlock, nodes.Import, nodes.FromImport, nodes.Include, nodes.Extends, nodes.Block,
    nodes.AssignBlock, nodes.FilterBlock,
)  # fmt: skip
_DEEPEST_LOOP = 2
_REMEMBERED = 2000  # attributes of types; the templates use some hundred
_LONGEST = 20_000  # characters of a template
_LONGEST_BUILT = 5_000  # characters of a text, and items of a list, that an expression may put together
_MOST_ROUNDS = 10_000  # of all loops of one answer together
_ROUNDS = "rounds of loops"  # no name that a template could use

# Of Jinja's filters those whose work and result are of the size of what they are given, and always the same.
_FILTERS = (
    "abs", "attr", "capitalize", "count", "d", "default", "dictsort", "first", "float", "groupby", "int",
    "items", "join", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr",
    "replace", "reverse", "round", "select", "selectattr", "sort", "string", "title", "trim", "truncate",
    "unique", "upper",
)  # fmt: skip
_GROWING = frozenset(
    {
        "center",
        "encode",
        "expandtabs",
        "format",
        "format_map",
        "join",
        "ljust",
        "rjust",
        "to_bytes",
        "translate",
    }
    | {"zfill"}
)
"""Methods of texts and numbers that make of little as much as they are told to."""


class FaultyTemplateError(Exception):
    """A template cannot be compiled or rendered; `line` counts from 1 within the template, if known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class FaultyCiteError(FaultyTemplateError):
    """An item of an entry's `cite` cannot be compiled or computed; `number` counts the items from 0."""

    def __init__(self, message: str, number: int) -> None:
        super().__init__(message)
        self.number = number


class _Sandbox(ImmutableSandboxedEnvironment):
    """Refuses what could make an answer endless: powers, large products and texts, long loops, macros."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Remember what Jinja decides by nothing but the type and the name, a dozen times for an answer."""
        key = (type(obj), attr)
        known = self._safe.get(key)
        if known is None:
            growing = attr in _GROWING and isinstance(obj, str | bytes | int)
            known = not growing and super().is_safe_attribute(obj, attr, value)
            if len(self._safe) < _REMEMBERED:
                self._safe[key] = known
        return known

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Do not let `str.format` past `is_safe_attribute`: its widths have no limit."""
        return None

    def call(self, context: Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what is safe; `str.replace` only where the result stays short."""
        text = called.__self__ if isinstance(called, BuiltinMethodType) else None
        if isinstance(text, str) and called.__name__ == "replace":
            return _replaced(text, *args, **kwargs)
        return super().call(context, called, *args, **kwargs)

    def joined(self, parts: Iterable[object]) -> str:
        """Put together what stands around `~`."""
        return _short("".join(str(_given(part)) for part in parts))

    def counted(self, context: Context, items: Iterable[object]) -> Iterator[object]:
        """Yield what a loop goes through; all loops of one answer have a limit together."""
        rounds = context.vars.setdefault(_ROUNDS, [0])
        for item in items:
            rounds[0] += 1
            if rounds[0] > _MOST_ROUNDS:
                raise SecurityError(f"the loops of an answer may have {_MOST_ROUNDS} rounds together")
            yield item

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Compute an intercepted operator on small numbers, and `+` on short texts and lists as well."""
        if operator == "+":
            if (
                isinstance(left, Sized)
                and isinstance(right, Sized)
                and len(left) + len(right) > _LONGEST_BUILT
            ):
                raise SecurityError(_TOO_LONG)
            return super().call_binop(context, operator, left, right)
        small = all(isinstance(value, int | float) and abs(value) < 1e9 for value in (left, right))
        if operator == "**" or not small:
            raise SecurityError(f"{operator!r} is for small numbers only in an answer")
        return super().call_binop(context, operator, left, right)


_TOO_LONG = f"an answer may put together {_LONGEST_BUILT} characters or items, and not more"


def _short(text: str) -> str:
    if len(text) > _LONGEST_BUILT:
        raise SecurityError(_TOO_LONG)
    return text


def _given(value: object) -> object:
    """Return what is to be shown; a field that a record leaves empty would read "None"."""
    if value is None:
        raise UndefinedError("a field that is left empty would be shown; ask first with {% if ... %}")
    return value


def _join(items: Iterable[object], between: str = "") -> str:
    return _short(between.join(str(_given(item)) for item in items))


def _replaced(text: object, old: str, new: str) -> str:
    text = str(text)
    if len(text) + (text.count(old) * len(new)) > _LONGEST_BUILT:
        raise SecurityError(_TOO_LONG)
    return text.replace(old, new)


def _rounded(number: float, digits: int = 0) -> float:
    return round(float(number), max(-9, min(9, digits)))


class _Limiting(NodeTransformer):
    """Sends each loop through `counted` and each `~` through `joined`."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802  named after the node
        self.generic_visit(node)
        node.iter = _call("counted", [nodes.ContextReference(), node.iter], node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802  named after the node
        self.generic_visit(node)
        return _call("joined", [nodes.List(node.nodes, lineno=node.lineno)], node.lineno)


def _call(method: str, arguments: list[Any], line: int) -> nodes.Call:
    own = nodes.EnvironmentAttribute(method, lineno=line)
    return nodes.Call(own, arguments, [], None, None, lineno=line)


def environment() -> ImmutableSandboxedEnvironment:
    """Build the sandbox with our filters and without Jinja's generators of long output."""
    env = _Sandbox(
        undefined=StrictUndefined,
        finalize=_given,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=0,
    )
    for name in ("range", "lipsum", "cycler", "joiner", "dict"):
        env.globals.pop(name, None)
    env.filters = {name: env.filters[name] for name in _FILTERS}
    env.filters.update(FILTERS, join=_join, replace=_replaced, round=_rounded)
    return env


def filters() -> Sequence[str]:
    """Return the names of the filters that a template may use."""
    return sorted({*_FILTERS, *FILTERS})


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
    limited = _Limiting().visit(tree)
    limited.set_environment(env)
    return _guarded(lambda: env.compile(limited))


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
