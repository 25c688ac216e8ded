"""A folder is read as it was at one moment, and nothing in it can stop the reading."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.knowledge.folder import MAX_FILES, read_folder, revision_of
from bot.knowledge.loader import load
from tests.folders import write_folder


def codes(folder: Path) -> list[tuple[str, str]]:
    """File name and class of each problem of a reading."""
    return [(Path(problem.file).name, problem.code) for problem in read_folder(folder).problems]


def test_files_are_found_in_sub_folders_and_sorted_by_path(tmp_path: Path) -> None:
    """Paths are relative to the folder, with slashes; other files and hidden ones are left out."""
    for name in ("b.yaml", "a/z.yaml", "a/b/c.yaml", "readme.md", ".hidden.yaml", ".git/x.yaml", "b.yaml~"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    reading = read_folder(tmp_path)
    assert list(reading.files) == ["a/b/c.yaml", "a/z.yaml", "b.yaml"]
    assert reading.files["a/z.yaml"] == b"a/z.yaml"
    assert reading.problems == ()


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    """A folder that does not exist, or is a file, is reported under its own name."""
    (tmp_path / "file").touch()
    assert codes(tmp_path / "none") == [("none", "unreadable")]
    assert codes(tmp_path / "file") == [("file", "unreadable")]
    loaded = load(tmp_path / "none")
    assert loaded.knowledge is None
    assert "name the folder that holds the knowledge" in str(loaded.problems[0])


def test_odd_things_called_yaml_are_problems(tmp_path: Path) -> None:
    """A folder, a pipe, a link that leads nowhere, one that leads to itself, and a .yml file."""
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "broken.yaml").symlink_to("nowhere.yaml")
    (tmp_path / "circle.yaml").symlink_to("circle.yaml")
    (tmp_path / "other.yml").touch()
    (tmp_path / "Loud.YAML").touch()
    assert sorted(codes(tmp_path)) == [
        ("Loud.YAML", "odd-file"),
        ("broken.yaml", "unreadable"),
        ("circle.yaml", "unreadable"),
        ("folder.yaml", "odd-file"),
        ("other.yml", "odd-file"),
        ("pipe.yaml", "odd-file"),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_a_problem(tmp_path: Path) -> None:
    """Permissions are reported like any other failure."""
    (tmp_path / "secret.yaml").touch(mode=0)
    assert codes(tmp_path) == [("secret.yaml", "unreadable")]


def test_a_folder_that_leads_back_into_itself_is_a_problem(tmp_path: Path) -> None:
    """A loop of links is followed once, and what is beside it is read."""
    (tmp_path / "a.yaml").write_text("groups:\n", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    reading = read_folder(tmp_path)
    assert list(reading.files) == ["a.yaml"]
    assert [problem.code for problem in reading.problems] == ["folder-loop"]


def test_a_folder_of_links_is_read(tmp_path: Path) -> None:
    """Files mounted as links through a hidden folder, as container platforms do, are ordinary files."""
    write_folder(tmp_path / "mounted" / "..data")
    for file in (tmp_path / "mounted" / "..data").iterdir():
        (tmp_path / "mounted" / file.name).symlink_to(Path("..data") / file.name)
    assert load(tmp_path / "mounted").problems == ()


def test_names_that_cannot_be_shown_are_spelt_out(tmp_path: Path) -> None:
    """A file name that is not UTF-8, or holds a line end, does not break a line of the report."""
    for name in (b"\xff.yaml", b"two\nlines.yaml"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"x")
    assert sorted(read_folder(tmp_path).files) == ["\\udcff.yaml", "two\\nlines.yaml"]
    for problem in load(tmp_path).problems:
        assert str(problem).isprintable()


def test_a_folder_of_something_else_is_given_up(tmp_path: Path) -> None:
    """Naming a folder with thousands of files is a mistake, told without reading them all."""
    for number in range(MAX_FILES + 1):
        (tmp_path / f"{number}.yaml").touch()
    assert [code for _, code in codes(tmp_path)] == ["too-much"]
    assert load(tmp_path).knowledge is None


def test_what_cannot_be_read_counts_in_the_revision(tmp_path: Path) -> None:
    """A file that becomes unreadable is a change, although no byte of it is known."""
    before = revision_of(write_folder(tmp_path))
    (tmp_path / "more.yaml").symlink_to("nowhere.yaml")
    assert revision_of(tmp_path) != before


@contextmanager
def changing(folder: Path, names: list[str]) -> Iterator[None]:
    """Replace all the files of a folder at once, over and over, each time by a later generation."""
    stop, begun = threading.Event(), threading.Event()

    def write() -> None:
        for generation in range(100_000):
            if stop.is_set():
                return
            data = folder.parent / f"generation-{generation % 50}"
            data.mkdir(exist_ok=True)
            for name in names:
                (data / name).unlink(missing_ok=True)
                (data / name).write_text(str(generation), encoding="utf-8")
            (folder / "..new").symlink_to(data)
            (folder / "..new").replace(folder / "..data")
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(30)
        yield
    finally:
        stop.set()
        writer.join()


def test_a_reading_is_never_half_old_and_half_new(tmp_path: Path) -> None:
    """While all files are replaced again and again, each reading is of one generation, or owns up."""
    folder, names = tmp_path / "folder", [f"{number}.yaml" for number in range(20)]
    folder.mkdir()
    for name in names:
        (folder / name).symlink_to(Path("..data") / name)
    with changing(folder, names):
        readings = [read_folder(folder) for _ in range(200)]
    for reading in readings:
        if not reading.problems:
            assert len(set(reading.files.values())) == 1
            assert len(reading.files) == len(names)
    assert readings[-1].problems == () or any(p.code == "unsteady" for p in readings[-1].problems)
