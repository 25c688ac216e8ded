"""One YAML file becomes nodes with places; nothing in it is believed, expanded or given a type.

PyYAML's events are used rather than its constructors: the parser streams, so a file can be given up at the
first level too deep or the first alias too many, before anything has grown.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

import yaml

from bot.knowledge.folder import MAX_BYTES
from bot.knowledge.nodes import Mapping, Node, Scalar, Sequence
from bot.knowledge.problem import Position, Problem, error, quoted, warning
from bot.knowledge.yaml_words import explain, place

MAX_DEPTH = 20
MAX_NODES = 50_000  # values in one file
MAX_ALIASES = 20
MAX_REPEATED = 1_000  # nodes that aliases may stand for, all together
_MAX_SAME = 20  # problems of one class shown for one file before the text reaches the parser

# Control characters; what cannot be seen and keeps names from being found (soft hyphens, zero-width spaces);
# what turns the direction of the text after it; spaces that look like indentation and are none; tabs.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
    "|[\xad\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069]"
    "|(?m:(?<=^)[ -]*[\xa0\u2000-\u200a\u202f\u205f\u3000])"
    "|\t"
)
_CONFLICT = re.compile("(?m:^<{7} )")
_SWALLOWED = re.compile(r" +(#\w\S*)")
_LISTED = {"id": ", or begin the second record with '- '"}
PARSER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WIDE = (  # the longer marks first, as one begins with another
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(slots=True)
class Document:
    """What could be read of a file; `whole` is false when a problem cut it short."""

    root: Mapping | None
    whole: bool
    problems: list[Problem]


def read_yaml(file: str, content: bytes, parser: type = PARSER) -> Document:
    """Read one file; every failure is a problem with its place, and the records well before it are kept.

    `parser` is one of PyYAML's loaders: libyaml's, or the slower one in Python where that is missing.
    """
    problems: list[Problem] = []
    text = _decode(file, content, problems)
    if text is None:
        return Document(None, whole=False, problems=problems)
    builder = _Builder(file, text, problems)
    try:
        builder.read(parser)
        whole = True
    except _GivenUp:
        whole = False
    except yaml.YAMLError as failure:
        problems.append(explain(file, text, failure, builder.last_quoted))
        whole = False
    root = builder.root(salvage=not whole)
    if isinstance(root, Scalar) and root.empty:
        root = None
    if isinstance(root, Mapping | None):
        return Document(root, whole, problems)
    if whole:
        message = "a knowledge file consists of kinds and their records; begin with a line such as 'members:'"
        problems.append(error(Position(file, root.line, root.column), "not-a-mapping", message))
    return Document(None, whole=False, problems=problems)


def _decode(file: str, content: bytes, problems: list[Problem]) -> str | None:
    def refuse(code: str, message: str, line: int = 1, column: int = 1) -> None:
        problems.append(error(Position(file, line, column), code, message))

    if len(content) > MAX_BYTES:
        refuse("too-big", f"the file is larger than {MAX_BYTES // 1024} KiB; split it into several files")
        return None
    wide = next((name for mark, name in _WIDE if content.startswith(mark)), None)
    if wide is not None:
        refuse("not-utf-8", f"the file is {wide}; save it as UTF-8")
        return None
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as failure:
        begun = failure.object[: failure.start].decode("utf-8", "replace")
        line, column = _place(begun, len(begun))
        byte = failure.object[failure.start]
        message = f"byte {failure.start} of the file (0x{byte:02x}) is not UTF-8; save the file as UTF-8"
        refuse("not-utf-8", message, line, column)
        return None
    if "<<<<<<<" in text and (conflict := _CONFLICT.search(text)):
        message = "a merge left two edits here, between '<<<<<<<' and '>>>>>>>'; keep one, delete the marks"
        refuse("merge-conflict", message, *_place(text, conflict.start()))
    for number, found in enumerate([] if _innocent(text) else _FORBIDDEN.finditer(text)):
        if number == _MAX_SAME:
            break
        line, column = _place(text, found.end() - 1)
        character = found.group()[-1]
        if character == "\t":
            refuse("tab", "a tab character; YAML is indented with spaces, so write spaces", line, column)
        elif unicodedata.category(character) == "Zs":
            message = (
                f"a space of another kind (U+{ord(character):04X}) in the indentation; write plain spaces"
            )
            refuse("odd-space", message, line, column)
        else:
            message = f"an invisible character (U+{ord(character):04X}); delete it"
            refuse("control-character", message, line, column)
    return None if problems else text


def _innocent(text: str) -> bool:
    """Tell of most texts that nothing in them is forbidden, all of which is unprintable, in no time."""
    return text.replace("\n", "").replace("\r", "").isprintable()


def _place(text: str, index: int) -> tuple[int, int]:
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


class _GivenUp(Exception):  # noqa: N818  a signal between two functions of this module, never an error outside
    """The rest of the file is not worth reading; the reason is among the problems."""


@dataclass(slots=True)
class _Open:
    node: Sequence | Mapping
    anchor: str | None
    key: Scalar | None = None
    size: int = 1


@dataclass(slots=True)
class _Builder:
    file: str
    text: str
    problems: list[Problem]
    stack: list[_Open] = field(default_factory=list)
    done: Node | None = None
    documents: int = 0
    nodes: int = 0
    aliases: int = 0
    repeated: int = 0
    last_quoted: yaml.ScalarEvent | None = None  # the last text in quotes that goes over several lines
    anchors: dict[str, tuple[Node, int] | None] = field(default_factory=dict)

    def read(self, parser: type) -> None:
        handlers: dict[type, Callable[[yaml.Event], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: self._opening,
            yaml.MappingStartEvent: self._opening,
            yaml.SequenceEndEvent: self._closing,
            yaml.MappingEndEvent: self._closing,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        following = parser(self.text).get_event
        while (event := following()) is not None:
            if (handler := handlers.get(type(event))) is not None:
                handler(event)

    def root(self, *, salvage: bool) -> Node | None:
        """The document; to salvage is to keep the records of one that broke off.

        That in which it broke off is left out, and so is one that ended just there: it may look complete only
        because the mistake cut it short.
        """
        if self.done is not None or not salvage or not self.stack:
            return self.done
        bottom = self.stack[0]
        listed = self.stack[1].node if len(self.stack) > 1 else None
        if isinstance(bottom.node, Mapping) and bottom.key is not None and isinstance(listed, Sequence):
            bottom.node.pairs.setdefault(bottom.key.text, (bottom.key, listed))
        if len(self.stack) < 3 and isinstance(bottom.node, Mapping) and bottom.node.pairs:
            _, last = list(bottom.node.pairs.values())[-1]
            if isinstance(last, Sequence) and last.items:
                last.items.pop()
        return bottom.node

    def _at(self, event: yaml.Event) -> Position:
        mark = event.start_mark
        assert mark is not None  # parsers mark every event
        return Position(self.file, *place(self.text, mark))

    def _refuse(self, event: yaml.Event, code: str, message: str) -> None:
        self.problems.append(error(self._at(event), code, message))

    def _document(self, event: yaml.Event) -> None:
        self.documents += 1
        if self.documents > 1:
            self._refuse(event, "several-documents", "a second document begins here; delete the line '---'")
            raise _GivenUp

    def _scalar(self, event: yaml.Event) -> None:
        assert isinstance(event, yaml.ScalarEvent)
        begin, end = event.start_mark, event.end_mark
        assert begin is not None  # parsers mark every event
        assert end is not None
        style = event.style or ""
        node = Scalar(event.value, style, *place(self.text, begin))
        if event.tag is not None:
            self._tag(event)
        if not style:
            if self.text.startswith(" ", end.index):
                self._swallowed(event, end.index)
        elif begin.line < end.line and style in {"'", '"'}:
            self.last_quoted = event
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, 1)
        self._add(node, 1, event)

    def _swallowed(self, event: yaml.Event, end: int) -> None:
        if swallowed := _SWALLOWED.match(self.text, end):
            message = (
                f"{quoted(swallowed[1])} and what follows is a comment and not part of the text; "
                "put the whole text in quotes, or write '# ' with a space if a comment is meant"
            )
            self.problems.append(warning(self._at(event), "swallowed-comment", message))

    def _opening(self, event: yaml.Event) -> None:
        assert isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent)
        if len(self.stack) == MAX_DEPTH:
            self._refuse(event, "too-deep", f"nested more than {MAX_DEPTH} levels deep; a bracket left open?")
            raise _GivenUp
        self._tag(event)
        at = self._at(event)
        shape = Sequence if isinstance(event, yaml.SequenceStartEvent) else Mapping
        self.stack.append(_Open(shape(bool(event.flow_style), at.line, at.column), event.anchor))
        if event.anchor is not None:
            self.anchors[event.anchor] = None

    def _closing(self, event: yaml.Event) -> None:
        top = self.stack.pop()
        if top.anchor is not None:
            self.anchors[top.anchor] = (top.node, top.size)
        self._add(top.node, top.size, event)

    def _alias(self, event: yaml.Event) -> None:
        assert isinstance(event, yaml.AliasEvent)
        name = event.anchor or ""
        self.aliases += 1
        if name not in self.anchors:
            hint = "; text that begins with * must be put in quotes"
            self._refuse(event, "unknown-alias", f"nothing is marked {quoted('&' + name)} above{hint}")
            raise _GivenUp
        target = self.anchors[name]
        if target is None:
            self._refuse(event, "endless-alias", f"{quoted('*' + name)} stands inside of what it repeats")
            raise _GivenUp
        node, size = target
        self.repeated += size
        if self.aliases > MAX_ALIASES or self.repeated > MAX_REPEATED:
            message = (
                f"more than {MAX_ALIASES} aliases, or too much repeated by them; write the text out instead"
            )
            self._refuse(event, "too-many-aliases", message)
            raise _GivenUp
        self._add(node, size, event)

    def _tag(self, event: yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent) -> None:
        if event.tag is not None:
            message = (
                f"the tag {quoted(event.tag)} is not allowed; if the text begins with !, put it in quotes"
            )
            self._refuse(event, "tag", message)

    def _add(self, node: Node, size: int, event: yaml.Event) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._refuse(event, "too-big", f"more than {MAX_NODES} values in this file; split it")
            raise _GivenUp
        if not self.stack:
            self.done = node
            return
        top = self.stack[-1]
        top.size += size
        if isinstance(top.node, Sequence):
            top.node.items.append(node)
        elif top.key is None:
            top.key = self._key(node, event)
        else:
            earlier = top.node.pairs.get(top.key.text)
            if earlier is None:
                top.node.pairs[top.key.text] = (top.key, node)
            else:
                message = (
                    f"{quoted(top.key.text)} is written twice; the first is in line {earlier[0].line}, "
                    f"column {earlier[0].column}; keep one of the two{_LISTED.get(top.key.text, '')}"
                )
                at = Position(self.file, top.key.line, top.key.column)
                self.problems.append(error(at, "duplicate-key", message))
            top.key = None

    def _key(self, node: Node, event: yaml.Event) -> Scalar:
        if isinstance(node, Scalar):
            return node
        braces = "; text that begins with { or [ must be put in quotes"
        self.problems.append(
            error(
                Position(self.file, node.line, node.column), "odd-key", f"a key must be a single word{braces}"
            )
        )
        raise _GivenUp
