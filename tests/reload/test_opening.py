"""The cache of the compiled knowledge: it saves time, is never stale, and never matters."""

import os
import pickle
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bot.answers.engine import answer
from bot.reload import opening
from bot.reload.opening import Opened, open_cached, open_changed, open_checked
from tests.folders import write_folder

TODAY = date(2026, 1, 2)
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of knowledge to read and to edit."""
    return write_folder(tmp_path / "knowledge")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache folder that is not there yet."""
    return tmp_path / "deep" / "cache"


def _said(opened: Opened, question: str = "when did Norway join") -> str:
    assert opened.snapshot is not None
    return answer(opened.snapshot, question, TODAY).text


def _compiled(cache: Path) -> Path:
    (found,) = cache.glob("*.compiled")
    return found


def _must_not_load(*_: object) -> Opened:
    raise AssertionError("the folder was loaded, though its compiled form is in the cache")


def _edit(folder: Path, name: str = "Space Norway") -> None:
    members = folder / "members.yaml"
    members.write_text(members.read_text("utf-8").replace("Norwegian Space Agency", name), "utf-8")


def test_the_second_opening_takes_the_compiled_form(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was opened once is not loaded and checked again, and says the same."""
    first = _said(open_cached(folder, TODAY, cache))
    monkeypatch.setattr(opening, "check_reading", _must_not_load)
    assert _said(open_cached(folder, TODAY, cache)) == first == _said_fresh(folder, monkeypatch)


def _said_fresh(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.undo()
    return _said(open_checked(folder, TODAY))


def test_an_edit_is_seen_even_if_size_and_time_stay_the_same(folder: Path, cache: Path) -> None:
    """The bytes decide, not what the file system says of them."""
    members = folder / "members.yaml"
    before = members.stat()
    assert "Norwegian Space Agency joined" in _said(open_cached(folder, TODAY, cache))
    _edit(folder, "Norwegian Space AGENCY")
    os.utime(members, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert members.stat().st_size == before.st_size
    assert "Norwegian Space AGENCY joined" in _said(open_cached(folder, TODAY, cache))


def test_a_file_that_comes_or_goes_is_seen(folder: Path, cache: Path) -> None:
    """The names of the files belong to what is compiled."""
    first = open_cached(folder, TODAY, cache)
    write_folder(folder, {"more/extra.yaml": "concepts:\n  - {id: space, words: [space, cosmos]}\n"})
    second = open_cached(folder, TODAY, cache)
    (folder / "more" / "extra.yaml").unlink()
    assert len({first.revision, second.revision}) == 2
    assert open_cached(folder, TODAY, cache).revision == first.revision


def test_other_code_never_takes_what_this_code_compiled(folder: Path, cache: Path, tmp_path: Path) -> None:
    """Any change of the rooms that make the compiled form makes another one."""
    package = tmp_path / "copy" / "bot"
    shutil.copytree(REPOSITORY / "bot", package, ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        "import datetime, pathlib, sys\nfrom bot.reload.opening import open_cached\n"
        "folder, cache = map(pathlib.Path, sys.argv[1:])\n"
        "assert open_cached(folder, datetime.date(2026, 1, 2), cache).snapshot"
    )
    command = [sys.executable, "-c", code, str(folder), str(cache)]
    for edit in ("", "\n# another revision of the code\n"):
        with (package / "matching" / "normalise.py").open("a") as file:
            file.write(edit)
        subprocess.run(command, check=True, cwd=package.parent, env=_here(), timeout=60)
    assert len(list(cache.glob("*.compiled"))) == 2


def _here() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


@pytest.mark.parametrize("damage", ["cut", "bit", "empty", "garbage", "other", "folder"])
def test_a_damaged_cache_is_passed_over_and_mended(folder: Path, cache: Path, damage: str) -> None:
    """Whatever happened to the file, the answers come from the folder."""
    expected = _said(open_cached(folder, TODAY, cache))
    path = _compiled(cache)
    content = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    else:
        middle = len(content) // 2
        path.write_bytes(
            {
                "cut": content[:middle],
                "bit": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
                "empty": b"",
                "garbage": b"\x80\x05garbage" * 100,
                "other": _with_checksum(pickle.dumps({"no": "snapshot"})),
            }[damage]
        )
    assert _said(open_cached(folder, TODAY, cache)) == expected
    if damage != "folder":
        assert path.read_bytes()[:4] == content[:4]


def _with_checksum(content: bytes) -> bytes:
    import zlib

    return zlib.crc32(content).to_bytes(4, "big") + content


def test_a_cache_that_cannot_be_written_is_done_without(folder: Path, tmp_path: Path) -> None:
    """A file where the cache folder should be costs time and nothing else."""
    blocked = tmp_path / "blocked"
    blocked.write_text("no folder")
    assert "Norwegian" in _said(open_cached(folder, TODAY, blocked))
    assert "Norwegian" in _said(open_cached(folder, TODAY, blocked / "below"))
    assert blocked.read_text() == "no folder"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give files away")
def test_a_compiled_form_of_somebody_else_is_not_trusted(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading it would run code that another user wrote."""
    open_cached(folder, TODAY, cache)
    os.chown(_compiled(cache), 12345, -1)
    loaded: list[Path] = []
    monkeypatch.setattr(pickle, "loads", loaded.append)
    assert "Norwegian" in _said(open_cached(folder, TODAY, cache))
    assert loaded == []


def test_broken_knowledge_is_never_kept(folder: Path, cache: Path) -> None:
    """Errors are found anew each time, and nothing is written."""
    (folder / "groups.yaml").write_text("groups: 1\n")
    for _ in range(2):
        opened = open_cached(folder, TODAY, cache)
        assert opened.snapshot is None
        assert opened.problems
    assert not cache.exists()


def test_the_cache_stays_small(folder: Path, cache: Path) -> None:
    """Of many revisions the last few are kept, and what a killed writer left behind goes in time."""
    cache.mkdir(parents=True)
    abandoned, fresh = cache / "old.part", cache / "new.part"
    for path in (abandoned, fresh):
        path.write_bytes(b"half")
    os.utime(abandoned, (0, 0))
    for number in range(6):
        _edit(folder, f"Norwegian Space Agency {number}")
        open_cached(folder, TODAY, cache)
    assert len(list(cache.glob("*.compiled"))) == 4
    assert not abandoned.exists()
    assert fresh.exists()


def test_without_a_cache_folder_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    """None means no cache."""
    before = sorted(tmp_path.rglob("*"))
    assert "Norwegian" in _said(open_cached(folder, TODAY, None))
    assert sorted(tmp_path.rglob("*")) == before


def test_an_unchanged_folder_is_not_opened_again(folder: Path, cache: Path) -> None:
    """Only another revision is worth loading."""
    revision = open_cached(folder, TODAY, cache).revision
    assert open_changed(folder, TODAY, cache, revision) is None
    _edit(folder)
    opened = open_changed(folder, TODAY, cache, revision)
    assert opened is not None
    assert "Space Norway joined" in _said(opened)
