"""Compiling in a process of its own: the same snapshot and the same problems as compiling here."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from bot.reload.apart import open_apart, open_changed_apart
from bot.reload.opening import open_checked
from tests.folders import write_folder

TODAY = date(2026, 11, 25)


def test_a_good_folder_comes_back_compiled(tmp_path: Path) -> None:
    """The snapshot is that of the folder, and its compiled form lies in the cache."""
    folder, cache = write_folder(tmp_path / "knowledge"), tmp_path / "cache"
    opened = open_apart(folder, TODAY, cache)
    assert opened.snapshot is not None
    assert opened.revision == opened.snapshot.knowledge.revision == open_checked(folder, TODAY).revision
    assert list(cache.glob("*.compiled"))
    assert open_changed_apart(folder, TODAY, cache, opened.revision) is None
    assert open_changed_apart(folder, TODAY, cache, "another") is not None


def test_a_broken_folder_tells_the_same_problems(tmp_path: Path) -> None:
    """Every error with its place, as `isecg-bot check` tells it."""
    folder = write_folder(tmp_path / "knowledge", members="members: [{id: 1}, {id: x}]\n")
    opened = open_apart(folder, TODAY, tmp_path / "cache")
    assert opened.snapshot is None
    assert opened.problems == open_checked(folder, TODAY).problems != ()


def test_without_another_process_it_is_compiled_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no process can be started, the knowledge is opened all the same."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    opened = open_apart(write_folder(tmp_path / "knowledge"), TODAY, tmp_path / "cache")
    assert opened.snapshot is not None


def test_without_a_cache_it_is_compiled_here(tmp_path: Path) -> None:
    """A cache that cannot be written to costs time, nothing else."""
    place = tmp_path / "cache"
    place.write_text("a file where the folder should be")
    assert open_apart(write_folder(tmp_path / "knowledge"), TODAY, place).snapshot is not None
