"""Names and descriptions of commands in the languages of Discord's clients."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import discord
import yaml
from discord import app_commands
from discord.app_commands import TranslationContextTypes, locale_str

_LOCALES: Mapping[discord.Locale, str] = {discord.Locale.german: "de", discord.Locale.japanese: "ja"}


class CommandTranslator(app_commands.Translator):
    """Looks the English text up in `locale/commands.<language>.yaml`; without an entry it stays English."""

    def __init__(self) -> None:
        folder = files("bot.ui.discord") / "locale"
        self._texts: dict[str, dict[str, str]] = {
            language: yaml.safe_load((folder / f"commands.{language}.yaml").read_text("utf-8"))
            for language in _LOCALES.values()
        }

    def lookup(self, text: str, locale: discord.Locale) -> str | None:
        """The translation of an English name or description, or None."""
        language = _LOCALES.get(locale)
        return None if language is None else self._texts[language].get(text)

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes
    ) -> str | None:
        """Translate one text; the library asks for each locale when commands are synchronised."""
        return self.lookup(string.message, locale)
