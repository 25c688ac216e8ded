"""The facts that come with the program are found and valid."""

from bot.knowledge.loader import load
from bot.knowledge.problem import Severity
from bot.knowledge.shipped import shipped_folder


def test_the_shipped_knowledge_has_no_errors() -> None:
    """Nothing that ships is refused by the loader."""
    loaded = load(shipped_folder())
    assert [str(problem) for problem in loaded.problems if problem.severity is Severity.ERROR] == []
    assert loaded.knowledge is not None
    assert loaded.knowledge.members
    assert loaded.knowledge.entries
