"""The workflows of the repository: they name what exists, may do no more than they need, and work."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from bot.cli.program import app
from bot.ui.terminal.plans import LONGEST_COMMENT, MARKER

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
COMMAND = re.compile(r"isecg-bot ((?:[^\s|>&;]+ ?)+)")

# A wheel's tests come without the repository's dotfiles.
pytestmark = pytest.mark.skipif(not FILES, reason="there are no workflows here")


def workflow(name: str) -> Mapping[str, Any]:
    """A workflow; YAML 1.1 reads its key `on` as true."""
    read: dict[Any, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text("utf-8"))
    return {("on" if key is True else key): value for key, value in read.items()}


def steps(name: str) -> Iterator[Mapping[str, Any]]:
    """All steps of all jobs."""
    for job in workflow(name)["jobs"].values():
        yield from job["steps"]


NAMES = [path.name for path in FILES]


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_has_only_the_rights_it_needs(name: str) -> None:
    """Rights are named for the whole workflow; what runs a pull request's code may only read."""
    found = workflow(name)
    writes = {right for right, level in found["permissions"].items() if level != "read"}
    runs_their_code = any(str(step.get("uses", "")).startswith("actions/checkout@") for step in steps(name))
    assert writes == (set() if runs_their_code else {"pull-requests"})
    assert "pull_request_target" not in found["on"]
    for job in found["jobs"].values():
        assert "permissions" not in job
        assert job["timeout-minutes"] <= 30
    if runs_their_code:
        assert "secrets." not in (ROOT / ".github" / "workflows" / name).read_text("utf-8")
        for step in steps(name):
            if str(step.get("uses", "")).startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("name", NAMES)
def test_no_shell_contains_what_others_can_choose(name: str) -> None:
    """Names of branches and the like reach a script as variables, never as its text; bash can read it."""
    for step in steps(name):
        script = step.get("run")
        if script is None:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])
            continue
        assert EXPRESSION.findall(script) == []
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_named_exists(name: str) -> None:
    """`isecg-bot` commands with their options, and the scripts of the repository."""
    commands: Mapping[str, Any] = getattr(typer.main.get_command(app), "commands", {})
    for step in steps(name):
        script = step.get("run", "")
        for words in (match.split() for match in COMMAND.findall(re.sub(r"<!--.*?-->", "", script))):
            options = {option for param in commands[words[0]].params for option in param.opts}
            assert {word for word in words if word.startswith("--")} <= options
        for path in re.findall(r"(?:^|\s)(\.ci/\S+)", script):
            assert os.access(ROOT / path, os.X_OK)


def test_ci_runs_on_each_python_that_is_promised() -> None:
    """The versions are those of the package's classifiers."""
    classifiers = re.findall(r'Python :: (3\.\d+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    (job,) = workflow("ci.yml")["jobs"].values()
    assert job["strategy"]["matrix"]["python"] == classifiers
    assert "push" in workflow("ci.yml")["on"]


def test_the_plan_is_made_for_pull_requests_on_the_knowledge() -> None:
    """It runs where the knowledge is touched, against what would be merged into, with enough history."""
    found = workflow("knowledge.yml")
    assert found["on"] == {"pull_request": {"paths": ["knowledge/**"]}}
    checkout, *_ = steps("knowledge.yml")
    assert checkout["with"]["fetch-depth"] == 2
    assert "--against HEAD^1" in "".join(step.get("run", "") for step in steps("knowledge.yml"))
    assert workflow("knowledge-comment.yml")["on"]["workflow_run"]["workflows"] == [found["name"]]
    assert LONGEST_COMMENT < 65_000
    assert MARKER in "".join(step.get("run", "") for step in steps("knowledge-comment.yml"))
    assert MARKER in "".join(step.get("run", "") for step in steps("knowledge.yml"))


# The script that posts the comment, with a `gh` that knows one pull request

GH = """\
#!{python}
import json, pathlib, sys
here, arguments = pathlib.Path({here!r}), sys.argv[1:]
world = json.loads((here / "world.json").read_text())
if arguments[:2] == ["run", "download"]:
    if world["plan"] is None:
        sys.exit("no artifact")
    folder = pathlib.Path(arguments[arguments.index("--dir") + 1])
    folder.mkdir()
    if world["link"]:
        (folder / "plan.md").symlink_to("/etc/hostname")
    else:
        (folder / "plan.md").write_text(world["plan"])
elif "--method" in arguments and arguments[arguments.index("--method") + 1] in ("POST", "PATCH"):
    path = next(a for a in arguments if a.startswith("repos/"))
    (body,) = [a.removeprefix("body=@") for a in arguments if a.startswith("body=@")]
    with (here / "written.jsonl").open("a") as file:
        method = arguments[arguments.index("--method") + 1]
        file.write(json.dumps([method, path, pathlib.Path(body).read_text()]) + "\\n")
elif arguments[-1].startswith(".[] | select(.head.sha"):
    assert "head=somebody:feature; echo $(id)" in arguments, arguments
    print("\\n".join(world["pulls"]))
elif "comments" in arguments[2]:
    print("\\n".join(world["comments"]))
"""


def posted(folder: Path, **world: object) -> list[list[str]]:
    """Run the script in a world and return what it wrote."""
    known = {"pulls": ["7"], "comments": [], "plan": f"{MARKER}\ntext", "link": False, **world}
    (folder / "world.json").write_text(json.dumps(known))
    gh = folder / "gh"
    gh.write_text(GH.format(python=sys.executable, here=str(folder)))
    gh.chmod(0o755)
    (step,) = steps("knowledge-comment.yml")
    given = {
        **dict.fromkeys(step["env"], "x"),
        "PATH": f"{folder}:{os.environ['PATH']}",
        "GITHUB_REPOSITORY": "o/r",
        "OWNER": "somebody",
        "BRANCH": "feature; echo $(id)",
        "COMMIT": "abc",
    }
    subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env=given,
        cwd=folder,
        check=True,
    )
    written = folder / "written.jsonl"
    return [json.loads(line) for line in written.read_text().splitlines()] if written.exists() else []


def test_the_first_plan_is_posted(tmp_path: Path) -> None:
    """One comment on the pull request, whatever its branch is called."""
    assert posted(tmp_path) == [["POST", "repos/o/r/issues/7/comments", f"{MARKER}\ntext"]]


def test_a_later_plan_takes_its_place(tmp_path: Path) -> None:
    """The comment that is there is edited; a pull request collects no pile of them."""
    assert posted(tmp_path, comments=["12", "13"]) == [
        ["PATCH", "repos/o/r/issues/comments/12", f"{MARKER}\ntext"]
    ]


@pytest.mark.parametrize("world", [{"pulls": []}, {"plan": None}])
def test_where_there_is_nothing_to_say_nothing_is_posted(tmp_path: Path, world: dict[str, object]) -> None:
    """The pull request moved on or was closed, or the run left nothing: no failure and no comment."""
    assert posted(tmp_path, **world) == []


def test_a_plan_that_is_no_file_is_not_posted(tmp_path: Path) -> None:
    """A link in the place of the file could lead to something of the runner's own."""
    with pytest.raises(subprocess.CalledProcessError):
        posted(tmp_path, link=True)
    assert not (tmp_path / "written.jsonl").exists()
