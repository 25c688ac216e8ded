"""German and Japanese clients: commands, buttons and sentences in their language; facts stay as sourced."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.ui.discord import translating
from bot.ui.discord.phrases import Catalogue, fields_of
from tests.fake_discord import FakeDiscord
from tests.ui.discord.bots import Bots

SOURCE = Path(translating.__file__).parent


FRAMES = {
    "de": ("Falsch oder veraltet?", "Stand: Juni 2024", "Auf Englisch"),
    "ja": ("誤り・古い情報？", "2024年6月時点", "英語のまま"),
}


@pytest.mark.parametrize("locale", FRAMES)
async def test_the_persons_language_frames_the_english_fact(
    fake: FakeDiscord, bots: Bots, locale: str
) -> None:
    """Buttons, dates and remarks follow the client's locale; it says kindly why the fact is in English."""
    button, dated, english = FRAMES[locale]
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna", locale=locale)
    async with bots.running():
        reply = await (
            await anna.types_command(channel, "/ask", question="how many members does isecg have")
        ).reply()
        assert reply.text.startswith("ISECG has 13 members.")
        assert dated in reply.text
        assert english in reply.text
        form = await (await anna.clicks(reply, button)).modal()
        assert form.title == button
        for command in ("members", "member", "about", "help", "privacy", "doctor", "timeline"):
            options = {"name": "nasa"} if command == "member" else {}
            shown = await (await anna.types_command(channel, f"/isecg {command}", **options)).reply()
            assert shown.text.strip()
            assert "ISECG has" not in shown.text


async def test_a_mention_is_framed_in_the_servers_language(fake: FakeDiscord, bots: Bots) -> None:
    """A message does not say what language its writer's client has; the server does."""
    guild = fake.guild(locale="de")
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        reply = await (await anna.says(channel, "{bot} how many members does isecg have?")).reply()
    assert "Falsch oder veraltet?" in reply.buttons


async def test_commands_have_german_and_japanese_names(fake: FakeDiscord, bots: Bots) -> None:
    """Every name and description of every command, option and choice that is a word has a translation."""
    async with bots.running():
        commands = list(fake.app.commands.values())
    missing = [problem for command in commands for problem in _untranslated(command)]
    assert missing == []
    (ask,) = [command for command in commands if command["name"] == "ask"]
    assert ask["name_localizations"] == {"de": "fragen", "ja": "質問"}


def _untranslated(part: dict[str, object], kind: str = "command") -> list[str]:
    problems = []
    for field in ("name", "description"):
        if not part.get(field) or (field == "name" and part[field] in {"isecg", "roadmap"}):
            continue
        found = part.get(f"{field}_localizations") or {}
        assert isinstance(found, dict)
        problems += [f"{kind} {part[field]}: {locale}" for locale in ("de", "ja") if locale not in found]
    for name in ("options", "choices"):
        inner = part.get(name) or []
        assert isinstance(inner, list)
        for each in inner:
            problems += _untranslated(each, name)
    return problems


def test_every_language_has_every_phrase_with_its_braces(catalogue: Catalogue) -> None:
    """Nothing is left in English by accident, and no brace is lost but on purpose."""
    english = catalogue.languages["en"].texts
    for language in ("de", "ja"):
        texts = catalogue.languages[language].texts
        assert texts.keys() == english.keys()
        same = [
            name for name, text in texts.items() if text == english[name] and name != "about_message_link"
        ]
        assert set(same) <= {"doctor_works", "region", "website"}, same
        for name, text in texts.items():
            assert fields_of(text) == fields_of(english[name]), (language, name)


def test_every_phrase_is_used_and_every_used_phrase_exists(catalogue: Catalogue) -> None:
    """The catalogue holds what the code says, no more and no less."""
    code = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    names = set(catalogue.languages["en"].texts)
    assert set(re.findall(r"""say\(\s*["'](\w+)["']""", code)) <= names
    unused = {name for name in names if not re.search(rf"""["']{name}["']""", code)}
    assert {name for name in unused if not name.startswith("perm_")} <= {"language"}
