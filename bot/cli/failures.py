"""What can go wrong without being a bug."""

from __future__ import annotations


class Failure(Exception):  # noqa: N818  it ends a command, whose exit code says the rest
    """The command cannot do its work; the text says why and what to do, and the exit code is 1."""
