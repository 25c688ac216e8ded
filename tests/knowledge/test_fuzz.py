"""Nothing that can be typed makes loading crash, hang, or point to a place that is not there."""

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.loader import Loaded, load_bytes
from bot.knowledge.problem import Severity
from tests.folders import SMALL

FILES = {f"{kind}.yaml": dedent(text) for kind, text in SMALL.items()}
SNIPPETS = st.sampled_from(
    [
        *"[]{}:,-?!&*#|>'\"%@`~ \n\t\r\0\\ab1",
        *(
            "- ",
            ": ",
            "\n  ",
            "\n- ",
            "[[[[",
            "{{",
            "}}",
            "---\n",
            "...\n",
            "null",
            "NO",
            "&a ",
            "*a",
            "<<: *a",
        ),
        *(
            "!!python/none ",
            "2018-13",
            "\ufeff",
            "\u2028",
            "\u200b",
            "🚀",
            "é",
            "id: ",
            "sources:",
            "é" * 300,
        ),
    ]
)


def verdict(files: dict[str, bytes]) -> Loaded:
    """Load the files and hold the result to what it promises of any input."""
    loaded = load_bytes(files)
    failed = any(problem.severity is Severity.ERROR for problem in loaded.problems)
    assert (loaded.knowledge is None) == failed
    for problem in loaded.problems:
        assert str(problem).isprintable(), "a problem is one line of visible text"
        assert problem.column >= 1
        text = files.get(problem.file, b"").decode("utf-8", "replace")
        assert 1 <= problem.line <= text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    return loaded


@settings(deadline=None)
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_random_bytes_and_text(content: bytes) -> None:
    """Any bytes at all are either knowledge or problems."""
    verdict({"f.yaml": content})


@settings(deadline=None)
@given(pieces=st.lists(SNIPPETS, max_size=60))
def test_random_yaml(pieces: list[str]) -> None:
    """Any sequence of YAML's own signs is either knowledge or problems."""
    verdict({"f.yaml": "".join(pieces).encode()})


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_spoilt_files(data: st.DataObject) -> None:
    """Real files with pieces cut out, doubled and inserted anywhere load or say why not."""
    name = data.draw(st.sampled_from(sorted(FILES)))
    text = FILES[name]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        text = text[:start] + data.draw(SNIPPETS | st.just(text[start:end] * 2)) + text[end:]
    verdict({**{other: found.encode() for other, found in FILES.items()}, name: text.encode()})


@pytest.mark.parametrize(
    "text",
    [
        "members:\n" + "- {}\n" * 10_000,
        "members:\n- {" + "".join(f"a{n}: 1, " for n in range(20_000)) + "}\n",
        "members:\n- sources: [" + "x, " * 40_000 + "]\n",
        "sources:\n" + "".join(f"- id: s{n}\n" for n in range(10_000)) + "news:\n- sources: ["
        + ", ".join(f"t{n}" for n in range(10_000)) + "]\n",
        "members:\n" + "".join(
            f"- {{id: m{n}, name: n{n}, acronym: a{n}, country_name: c{n}, region: Asia, joined: 2000, "
            f"joined_after: [m{n + 1}], summary: s, sources: [x], as_of: 2000}}\n" for n in range(2_000)),
        "- " * 400_000,
        "a: " + "[" * 900_000,
        "a: '" + "''" * 400_000,
        "a: |\n" + "  x\n" * 200_000,
        "é: " * 200_000,
        "\n" * 1_000_000,
        "groups:\n- &a {id: a, name: *a}\n",
        "concepts:\n- id: a\n  words: &w [" + "x, " * 900 + "]\n- id: b\n  words: *w\n- id: c\n  words: *w\n",
    ],
    ids=lambda text: repr(text[:24]),
)  # fmt: skip
def test_floods(text: str) -> None:
    """Files that are huge in one way or another end in some problems, soon."""
    assert verdict({"f.yaml": text.encode()}).problems
