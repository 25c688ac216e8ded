"""Where the facts are that come with the program."""

from __future__ import annotations

from pathlib import Path


def shipped_folder() -> Path:
    """The knowledge inside the installed package, or the repository's own when run from a clone."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_knowledge"
    return installed if installed.is_dir() else package.parent / "knowledge"
