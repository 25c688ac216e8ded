"""A folder at an earlier revision: the same bytes that reading it then would have given."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.knowledge.folder import read_folder
from bot.reload.revisions import NoRevisionError, read_revision
from tests.folders import write_folder
from tests.repositories import Repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with the small folder in it, committed."""
    repository = Repository(tmp_path / "clone")
    write_folder(repository.path / "data" / "knowledge", {"more/groups.yaml": "groups: []\n"}, groups=None)
    repository.commit()
    return repository


def folder(repository: Repository) -> Path:
    """The folder of knowledge in the repository."""
    return repository.path / "data" / "knowledge"


def test_a_revision_holds_what_the_folder_held(repository: Repository) -> None:
    """Edits, additions and removals since then play no part; neither does what is not knowledge."""
    (folder(repository) / ".hidden.yaml").write_text("x")
    (folder(repository) / ".cache").mkdir()
    (folder(repository) / ".cache" / "a.yaml").write_text("x")
    (folder(repository) / "notes.md").write_text("x")
    (repository.path / "other.yaml").write_text("x")
    before = read_folder(folder(repository))
    commit = repository.commit()
    (folder(repository) / "news.yaml").write_text("news: []\n")
    (folder(repository) / "new.yaml").write_text("groups: []\n")
    (folder(repository) / "members.yaml").unlink()
    for revision in ("HEAD", "main", commit, commit[:10]):
        found = read_revision(folder(repository), revision)
        assert found.reading.files == before.files
        assert found.reading.revision == before.revision
        assert commit[:12] in found.name
    repository.commit()
    assert read_revision(folder(repository), "HEAD~1").reading.files == before.files


def test_a_repository_that_is_the_folder_itself_is_read(tmp_path: Path) -> None:
    """The knowledge may lie at the top of a repository of its own."""
    repository = Repository(write_folder(tmp_path / "knowledge"))
    repository.commit()
    assert read_revision(repository.path, "HEAD").reading.files == read_folder(repository.path).files


@pytest.mark.parametrize("revision", ["nonsense", "--all", "HEAD:data", "", "HEAD^{tree}", "a b"])
def test_an_unknown_revision_says_what_to_name(repository: Repository, revision: str) -> None:
    """Nothing that is typed becomes an option of git or a traceback."""
    with pytest.raises(NoRevisionError, match="Name a branch, a tag or a commit"):
        read_revision(folder(repository), revision)


def test_a_folder_newer_than_the_revision_says_so(repository: Repository) -> None:
    """A revision without the folder has nothing to compare with."""
    later = write_folder(repository.path / "later")
    with pytest.raises(NoRevisionError, match=r"no \*\.yaml file in later"):
        read_revision(later, "HEAD")


def test_without_a_repository_it_says_what_to_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder outside of git, and a machine without git."""
    outside = write_folder(tmp_path / "knowledge")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(NoRevisionError, match=r"not a git repository.*Name a folder with --against"):
        read_revision(outside, "HEAD")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoRevisionError, match=r"git is not installed.*Name a folder with --against"):
        read_revision(outside, "HEAD")


def test_a_repository_without_a_commit_has_no_revision(tmp_path: Path) -> None:
    """Before the first commit there is nothing to compare with."""
    repository = Repository(write_folder(tmp_path / "knowledge"))
    with pytest.raises(NoRevisionError, match="'HEAD'"):
        read_revision(repository.path, "HEAD")


def test_a_link_is_a_problem_of_the_revision(repository: Repository) -> None:
    """What it led to then cannot be told; the comparison does not silently leave it out."""
    (folder(repository) / "link.yaml").symlink_to("members.yaml")
    repository.commit()
    (problem,) = read_revision(folder(repository), "HEAD").reading.problems
    assert problem.code == "odd-file"
    assert problem.file.endswith("HEAD:data/knowledge/link.yaml")


def test_names_in_any_script_are_read(repository: Repository) -> None:
    """Names that git would quote are the same names."""
    for name in ("Österreich und 日本.yaml", 'quote".yaml', "two\nlines.yaml"):
        (folder(repository) / name).write_text("groups: []\n")
    repository.commit()
    assert read_revision(folder(repository), "HEAD").reading.files == read_folder(folder(repository)).files


def test_inside_a_hook_the_folder_s_own_repository_is_asked(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hook of another repository runs with variables that would lead git astray."""
    other = Repository(tmp_path / "other")
    for name, value in (
        ("GIT_DIR", other.path / ".git"),
        ("GIT_WORK_TREE", other.path),
        ("GIT_PREFIX", "x/"),
    ):
        monkeypatch.setenv(name, str(value))
    assert read_revision(folder(repository), "HEAD").reading.files == read_folder(folder(repository)).files


def test_reading_changes_nothing(repository: Repository) -> None:
    """Neither the work tree nor the index nor the branches."""
    (folder(repository) / "news.yaml").write_text("news: []\n")
    before = _everything(repository.path)
    read_revision(folder(repository), "HEAD")
    assert _everything(repository.path) == before


def _everything(path: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in path.rglob("*") if file.is_file()}
