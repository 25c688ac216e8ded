"""A folder of knowledge as it was at a revision of its git repository, read without touching a file."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.knowledge.folder import MAX_BYTES, Reading
from bot.knowledge.problem import Position, Problem, error, quoted, visible

_PATIENCE = 60.0  # seconds for git on a large repository and a slow disk
_SHORT = 12
# A hook of git runs with these set, for its own repository.
_OF_ANOTHER = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"})


class NoRevisionError(Exception):
    """There is nothing to compare with; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class AtRevision:
    """The folder's files at a commit; `name` is the commit as people write it."""

    reading: Reading
    name: str


def read_revision(folder: Path, revision: str) -> AtRevision:
    """Read the folder as it was at a git revision of its repository; raises NoRevisionError.

    Takes the same files as reading the folder itself does: `*.yaml`, none whose name begins with a dot.
    """
    prefix = _git(folder, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").rstrip("\n")
    try:
        found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except NoRevisionError:
        raise NoRevisionError(
            f"{quoted(revision)} is no folder, and in the git repository of {visible(str(folder))} no"
            " revision. Name a branch, a tag or a commit; `git fetch` gets those that a clone has not."
        ) from None
    commit = found.decode("ascii").strip()
    name = commit[:_SHORT] if commit.startswith(revision) else f"{revision} ({commit[:_SHORT]})"
    place = f"{revision}:{prefix.rstrip('/')}"
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    wanted = dict(_wanted(folder, commit, prefix, place, problems))
    for path, content in zip(wanted, _contents(folder, list(wanted.values())), strict=True):
        files[visible(path)] = content[: MAX_BYTES + 1]
    if not files and not problems:
        where = prefix.rstrip("/") or "the repository"
        raise NoRevisionError(
            f"At {name} there is no *.yaml file in {visible(where)}: the folder is newer."
            " Name a later revision, or a folder, with --against."
        )
    return AtRevision(Reading(visible(place), dict(sorted(files.items())), tuple(problems)), name)


def _wanted(
    folder: Path, commit: str, prefix: str, place: str, problems: list[Problem]
) -> Iterator[tuple[str, str]]:
    """Yield path in the folder and object of each file that is knowledge; what is odd becomes a problem."""
    listed = _git(folder, "ls-tree", "-r", "-z", "--full-tree", commit, "--", prefix or ".")
    for item in sorted(listed.decode("utf-8", "surrogateescape").split("\0")):
        head, _, path = item.partition("\t")
        if not path:
            continue
        inside = path.removeprefix(prefix)
        if not inside.endswith(".yaml") or any(part.startswith(".") for part in PurePosixPath(inside).parts):
            continue
        mode, kind, id_ = head.split()
        if kind == "blob" and mode != "120000":
            yield inside, id_
        else:
            message = "this is a link, which is not followed in a revision; compare with a folder instead"
            problems.append(error(Position(visible(f"{place}/{inside}")), "odd-file", message))


def _contents(folder: Path, ids: list[str]) -> Iterator[bytes]:
    answered = _git(folder, "cat-file", "--batch", stdin="".join(f"{id_}\n" for id_ in ids).encode("ascii"))
    start = 0
    for _ in ids:
        end = answered.index(b"\n", start)
        size = int(answered[start:end].split()[2])
        yield answered[end + 1 : end + 1 + size]
        start = end + 1 + size + 1


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run git in the folder; raises NoRevisionError in words for whoever asked for the comparison."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER}
    try:
        return subprocess.run(  # noqa: S603  fixed arguments, and a revision behind --end-of-options
            ["git", "-C", str(folder), *arguments],  # noqa: S607  the git that the person uses
            input=stdin,
            capture_output=True,
            env={**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
            timeout=_PATIENCE,
            check=True,
        ).stdout
    except FileNotFoundError:
        raise NoRevisionError(
            "git is not installed here, so there is no earlier state to compare with."
            " Name a folder with --against."
        ) from None
    except subprocess.CalledProcessError as failure:
        said = failure.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise NoRevisionError(
            f"{visible(str(folder))} has no earlier state in git to compare with"
            f" ({visible(said) or 'git failed'}). Name a folder with --against."
        ) from None
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise NoRevisionError(f"git could not be asked for the earlier state: {failure}.") from None
