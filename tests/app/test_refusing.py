"""What keeps the bot from running, as the person who started it reads it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import structlog

from bot.cli.program import run
from tests.fake_discord.threaded import ThreadedFake, threaded
from tests.ui.discord.facts import write_facts


@pytest.fixture(scope="module")
def fake() -> Iterator[ThreadedFake]:
    """A fake beside the tests, which have no event loop of their own."""
    with threaded() as running:
        yield running


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good folder of knowledge."""
    return write_facts(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for the compiled knowledge."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_logging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program configures logging and where Discord is for its whole process; here that is undone."""
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    monkeypatch.setattr("discord.http.Route.BASE", "https://discord.com/api/v10")
    yield
    root.handlers[:], root.level = kept
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DISCORD_TOKEN": "wrong.token.here"}, "refuses the token"),
        ({"DISCORD_TOKEN": "bad token"}, "signs that no token has"),
        ({"DISCORD_TOKEN": ""}, "DISCORD_TOKEN is not set"),
        ({"DISCORD_API_URL": "http://127.0.0.1:9/api/v10"}, "cannot be reached at 127.0.0.1:9"),
        ({"DISCORD_API_URL": "not an address"}, "DISCORD_API_URL"),
        ({"DISCORD_API_URL": "http://u:hush@127.0.0.1:9/api/v10"}, "no user and password"),
        ({"DISCORD_API_URL": "http://u:hush@127.0.0.1:port/api/v10"}, "DISCORD_API_URL"),
        ({"ISECG_KNOWLEDGE": "/does/not/exist"}, "/does/not/exist"),
        ({"DATABASE_URL": "mysql://x"}, "only sqlite and postgresql"),
        ({"DATABASE_URL": "postgresql://u:hush@127.0.0.1:9/x"}, "cannot be used"),
        ({"ISECG_HTTP_PORT": "70000"}, "ISECG_HTTP_PORT"),
    ],
)
def test_it_says_in_a_sentence_why_it_cannot_run(  # noqa: PLR0917  fixtures, all of them needed
    settings: dict[str, str],
    sentence: str,
    fake: ThreadedFake,
    knowledge: Path,
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Exit code 1, a sentence for a person, no traceback, and no secret."""
    monkeypatch.chdir(tmp_path)
    given = {
        "DISCORD_TOKEN": fake.token,
        "DISCORD_API_URL": fake.url,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.sqlite3'}",
        "ISECG_KNOWLEDGE": str(knowledge),
        "ISECG_CACHE": str(cache),
        **settings,
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    code = run(["run"])
    said = capfd.readouterr().err
    assert code == 1
    assert sentence in said
    assert "Traceback" not in said
    for secret in ("hush", "wrong.token.here", fake.token):
        assert secret not in said


class _WebPage(BaseHTTPRequestHandler):
    """Some web site, which has a page for every address."""

    def do_GET(self) -> None:
        """Show the page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<p>Hello</p>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_an_address_that_is_not_discords_is_named(
    knowledge: Path,
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """DISCORD_API_URL leads to a web page, its version was forgotten, say: the sentence names it."""
    server = HTTPServer(("127.0.0.1", 0), _WebPage)
    beside = threading.Thread(target=server.serve_forever)
    beside.start()
    monkeypatch.setenv("DISCORD_TOKEN", "x.y.z")
    monkeypatch.setenv("DISCORD_API_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    monkeypatch.setenv("ISECG_CACHE", str(cache))
    try:
        code = run(["run", "--knowledge", str(knowledge)])
    finally:
        server.shutdown()
        beside.join()
        server.server_close()
    said = capfd.readouterr().err
    assert code == 1, said
    assert "is not Discord's REST interface" in said
    assert "DISCORD_API_URL" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("shards", ["4-2/8", "8/8", "0/0", "all", "0-3"])
def test_nonsense_for_shards_is_wrong_usage(
    shards: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 with how to write it."""
    monkeypatch.setenv("DISCORD_TOKEN", "x.y.z")
    assert run(["run", "--shards", shards]) == 2
    assert "--shards" in capfd.readouterr().err


def test_broken_knowledge_is_listed_with_its_places(
    fake: ThreadedFake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every error with file, line and column, and what follows from it."""
    folder = write_facts(tmp_path / "knowledge")
    entries = folder / "entries.yaml"
    entries.write_text(entries.read_text().replace("topic: the budget", "topci: the budget"))
    monkeypatch.setenv("DISCORD_TOKEN", fake.token)
    monkeypatch.setenv("DISCORD_API_URL", fake.url)
    monkeypatch.setenv("ISECG_CACHE", str(tmp_path / "cache"))
    assert run(["run", "--knowledge", str(folder)]) == 1
    said = capfd.readouterr().err
    assert "entries.yaml:" in said
    assert "topci" in said
    assert "cannot be used until this is corrected" in said
