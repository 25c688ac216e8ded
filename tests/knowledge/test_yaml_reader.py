"""A file is read as typed, and whatever cannot be read is refused at its place."""

from textwrap import dedent

import pytest
import yaml

from bot.knowledge.folder import MAX_BYTES
from bot.knowledge.nodes import typed
from bot.knowledge.yaml_reader import PARSER, Document, read_yaml
from tests.knowledge.spoiled import HERE, place

PARSERS = sorted({PARSER, yaml.SafeLoader}, key=lambda parser: parser.__name__)


def read(text: str | bytes, parser: type = PARSER) -> Document:
    """Read a text as the file f.yaml."""
    return read_yaml("f.yaml", text if isinstance(text, bytes) else text.encode(), parser)


@pytest.mark.parametrize("parser", PARSERS)
def test_every_scalar_is_the_text_that_was_typed(parser: type) -> None:
    """Nothing becomes a boolean, a number, a time or a date."""
    document = read("a: [NO, on, 12:30, 1_000, 2018-03-01, 0x1F, .5, 'x', \"y\\n\", 2018-03]\nb: yes", parser)
    assert document.problems == []
    assert document.root is not None
    assert typed(document.root) == {
        "a": ["NO", "on", "12:30", "1_000", "2018-03-01", "0x1F", ".5", "x", "y\n", "2018-03"],
        "b": "yes",
    }


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("a: 1\nb: 2\n§a: 3\n", "duplicate-key", "the first is in line 1, column 1"),
        ("x:\n  - a: 1\n    §a: 2\n", "duplicate-key", "the first is in line 2, column 5"),
        ("a: §!!python/object/apply:os.system [ls]\n", "tag", "is not allowed"),
        ("a: §!important\n", "tag", "put it in quotes"),
        ("a: 1\n§---\nb: 2\n", "several-documents", "delete the line"),
        ("a: §*b\n", "unknown-alias", "begins with * must be put in quotes"),
        ("a: &x [§*x]\n", "endless-alias", "inside of what it repeats"),
        ("§- a\n- b\n", "not-a-mapping", "begin with a line such as"),
        ("§a\n", "not-a-mapping", "begin with a line such as"),
        ("? §[a]\n: b\n", "odd-key", "must be put in quotes"),
        ("a: {§{ member }}\n", "odd-key", "must be put in quotes"),
        ("a: b§: c\n", "yaml-syntax", "a colon and a space inside unquoted text"),
        ("a: §@b\n", "yaml-syntax", "cannot begin with '@'"),
        ("a: §`b\n", "yaml-syntax", "cannot begin with '`'"),
        ("x:\n  - {member} §joined\n", "yaml-syntax", "text that begins with {"),
        ("a: §\"b\nc: d\n", "yaml-syntax", "never closed"),
        ("a:\n  - §[b, c\n", "yaml-syntax", "not closed"),
        ("a:\n  - b\n  - [§\n\n", "yaml-syntax", "left over"),
        ("a: [§,]\n", "yaml-syntax", "left over"),
        ("a: §- b\n", "yaml-syntax", "on a line of its own"),
        ("a: b\n§- c\n", "yaml-syntax", "align the line"),
        ("a: §[b\nc: d\n", "yaml-syntax", "not closed"),
        ("a: §{b: c\nd: e\n", "yaml-syntax", "not closed"),
        ("a: b\n§c d\ne: f\n", "yaml-syntax", "neither 'key: value'"),
        ('a:\n  - §"b\n  - "c"\n', "yaml-syntax", "closed only in line 3"),
        ("a: §'b\nc: 'd'\n", "yaml-syntax", "closed only in line 2"),
        ("a:\n  b: c\n §d: e\n", "yaml-syntax", "align the line"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_at_its_place(text: str, code: str, said: str, parser: type) -> None:
    """The first problem names the class, the place and what to do; both parsers agree on them."""
    line, column = place(text)
    document = read(text.replace(HERE, ""), parser)
    first = document.problems[0]
    assert (first.code, first.line, first.column) == (code, line, column)
    assert said in first.message


@pytest.mark.parametrize(
    ("content", "code", "line", "column", "said"),
    [
        (b"a: b\nc: \xff\n", "not-utf-8", 2, 4, "byte 8 of the file (0xff)"),
        ("a: Å\nc: é".encode() + b"\xe9", "not-utf-8", 2, 5, "is not UTF-8"),
        ("a: b".encode("utf-16"), "not-utf-8", 1, 1, "UTF-16"),
        ("a: b".encode("utf-32"), "not-utf-8", 1, 1, "UTF-32"),
        (b"a: b\n c\x00: d\n", "control-character", 2, 3, "U+0000"),
        (b"a: b\r\nc: \x1b[31m\r\n", "control-character", 2, 4, "U+001B"),
        ("a: b\u2028c\n".encode(), "control-character", 1, 5, "U+2028"),
        ("a: NZ\u200bSA".encode(), "control-character", 1, 6, "U+200B"),
        ("a: b\n# \u202ec".encode(), "control-character", 2, 3, "U+202E"),
        ("a:\n \xa0 b: c".encode(), "odd-space", 2, 2, "U+00A0"),
        ("a:\n- \u3000b".encode(), "odd-space", 2, 3, "U+3000"),
        (b"a:\n\t- b\n", "tab", 2, 1, "write spaces"),
        (b"a:\n<<<<<<< HEAD\n  - b\n=======\n  - c\n>>>>>>> x\n", "merge-conflict", 2, 1, "keep one"),
        (b"a: " + b"b" * MAX_BYTES, "too-big", 1, 1, "larger than 1024 KiB"),
    ],
)
def test_bytes_that_are_no_plain_text_are_refused(
    content: bytes, code: str, line: int, column: int, said: str
) -> None:
    """The byte or character is named with line and column, before any parser sees it."""
    document = read(content)
    assert document.root is None
    problem = document.problems[0]
    assert (problem.code, problem.line, problem.column) == (code, line, column)
    assert said in problem.message


def test_marks_of_windows_editors_do_no_harm() -> None:
    """A byte order mark and CR LF line ends change neither the text nor the places."""
    document = read(b"\xef\xbb\xbfa: b\r\nc:\r\n  - d\r\n  - '\xf0\x9f\x9a\x80' \r\n")
    assert document.problems == []
    assert document.root is not None
    assert typed(document.root) == {"a": "b", "c": ["d", "🚀"]}
    assert (document.root.pairs["c"][0].line, document.root.pairs["c"][0].column) == (2, 1)


def test_an_alias_repeats_a_little() -> None:
    """A few aliases are fine; they stand for what they name."""
    document = read("a: &names [x, y]\nb: *names\n")
    assert document.problems == []
    assert document.root is not None
    assert typed(document.root) == {"a": ["x", "y"], "b": ["x", "y"]}


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("text", [BOMB, "a: &a x\nb: [" + "*a ," * 50_000 + "]\n"], ids=["laughs", "many"])
def test_aliases_that_explode_are_given_up(text: str, parser: type) -> None:
    """A billion laughs end at the limit, long before anything has grown."""
    document = read(text, parser)
    assert [problem.code for problem in document.problems] == ["too-many-aliases"]


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "[{", "{? ", "a: [", "- ? ", "- - \n  "])
def test_nesting_without_end_is_given_up(opening: str) -> None:
    """However deep a file goes, reading stops at the limit, by a problem and not by the stack."""
    document = read(opening * (MAX_BYTES // len(opening) - 10))
    assert document.problems[-1].code in {"too-deep", "too-big", "yaml-syntax"}


def test_the_records_before_a_mistake_are_kept() -> None:
    """What broke off is left out; what stood complete above it is there."""
    document = read("a:\n  - x: 1\n  - x: 2\n  - x: [3\n")
    assert not document.whole
    assert document.root is not None
    assert typed(document.root) == {"a": [{"x": "1"}, {"x": "2"}]}


@pytest.mark.parametrize("broken", ["   y: 4\n", "    y: 4: 5\n", "    y 4\n    z: 5\n"])
def test_a_record_that_a_mistake_cuts_short_is_left_out(broken: str) -> None:
    """Nothing is said to be missing from a record whose rest could not be read."""
    document = read("a:\n  - x: 1\n  - x: 2\n    w: 3\n" + broken)
    assert not document.whole
    assert document.root is not None
    found = document.root.pairs["a"][1]
    assert typed(found) == [{"x": "1"}]


def test_a_space_that_does_not_break_is_fine_inside_of_text() -> None:
    """Only as indentation it misleads."""
    assert read("a: 31\xa0May\nb:\n  - 5\xa0km\n").problems == []


def test_a_missing_dash_is_thought_of() -> None:
    """Two ids in one record are two records."""
    assert "begin the second record with '- '" in read("a:\n  - id: x\n    id: y\n").problems[0].message


def test_every_duplicate_is_reported() -> None:
    """Duplicate keys do not end the reading."""
    text = dedent("""\
        a: 1
        a: 2
        b: !x 3
        a: 4
        """)
    assert [(p.code, p.line) for p in read(text).problems] == [
        ("duplicate-key", 2),
        ("tag", 3),
        ("duplicate-key", 4),
    ]
