"""What a YAML file says before anything is given a type: text, lists and mappings, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Step: TypeAlias = str | int
NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(slots=True)
class Scalar:
    """One value as the text that was typed; `style` is the quote, `|` or `>`, or empty."""

    text: str
    style: str
    line: int
    column: int

    @property
    def plain(self) -> bool:
        """Whether it was typed without quotes."""
        return not self.style

    @property
    def empty(self) -> bool:
        """Whether nothing was typed, or one of YAML's words for nothing."""
        return not self.style and self.text in NULLS


@dataclass(slots=True)
class Sequence:
    """A list; `flow` when written in square brackets."""

    flow: bool
    line: int
    column: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys and values; `flow` when written in braces."""

    flow: bool
    line: int
    column: int
    pairs: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)

    def value(self, key: str) -> Node | None:
        """The value of a key, if it is there."""
        pair = self.pairs.get(key)
        return pair[1] if pair else None


Node: TypeAlias = Scalar | Sequence | Mapping


def child(node: Node, step: Step) -> Node | None:
    """What a key or an index leads to, if anything."""
    if isinstance(node, Mapping) and isinstance(step, str):
        return node.value(step)
    if isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None


def deepest(node: Node, path: tuple[Step, ...]) -> Node:
    """The node at the path, or the last one on the way to it."""
    for step in path:
        following = child(node, step)
        if following is None:
            break
        node = following
    return node


def typed(node: Node) -> object:
    """The node as `str`, `list` and `dict`; keys left empty are left out, empty list items are None."""
    if isinstance(node, Scalar):
        return None if node.empty else node.text
    if isinstance(node, Sequence):  # mostly of texts: without a call for each, in a third of the time
        return [
            item.text if isinstance(item, Scalar) and (item.style or item.text not in NULLS) else typed(item)
            for item in node.items
        ]
    return {
        key: typed(value)
        for key, (_, value) in node.pairs.items()
        if not (isinstance(value, Scalar) and value.empty)
    }
