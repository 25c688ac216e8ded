"""Where in the files each record and each of its fields stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.knowledge.model import Record
from bot.knowledge.nodes import Mapping, Node, Scalar, Step, deepest
from bot.knowledge.problem import Position


@dataclass(slots=True)
class Item:
    """One record as written: its kind, place and text, and the record itself once it is valid."""

    kind: str
    file: str
    node: Mapping
    id: str | None
    record: Record | None = None

    def at(self, *path: Step) -> Position:
        """The place of a value inside the record, or of the nearest thing around it."""
        return position(self.file, deepest(self.node, path))

    def key(self, *path: Step) -> Position:
        """The place of the key that a path ends with, or of the nearest thing around it."""
        *above, last = path
        holder = deepest(self.node, tuple(above))
        if isinstance(holder, Mapping) and isinstance(last, str) and last in holder.pairs:
            return position(self.file, holder.pairs[last][0])
        return self.at(*path)


class Marks:
    """The places of all records that have an id, valid or not."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._items: dict[tuple[str, str], Item] = {}
        for item in items:
            if item.id is not None:
                self._items.setdefault((item.kind, item.id), item)

    def records(self, kind: str) -> Iterator[Record]:
        """Yield the valid records of a kind, as `Knowledge` would have them."""
        for (of, _), item in self._items.items():
            if of == kind and item.record is not None:
                yield item.record

    def of(self, kind: str, record: str, *path: Step, line: int | None = None) -> Position | None:
        """The place of a value, such as `of("entries", "chair-now", "questions", 2)`, None if not there.

        A path that leads nowhere gives the nearest thing around it. `line` counts lines inside the text, from
        1: exact in a `|` block, and the beginning of the text in any other style, where line ends are lost.
        """
        item = self._items.get((kind, record))
        if item is None:
            return None
        node = deepest(item.node, path)
        if line is not None and isinstance(node, Scalar) and node.style == "|":
            return Position(item.file, node.line + line, 1)
        return position(item.file, node)


def position(file: str, node: Node) -> Position:
    """The place where a node begins."""
    return Position(file, node.line, node.column)
