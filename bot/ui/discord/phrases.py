"""The fixed phrases in the languages that we have; what is known stays in English."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

import yaml

from bot.answers.language import when
from bot.knowledge.dates import PartialDate
from bot.ui.discord.markup import moment

LANGUAGES = ("en", "de", "ja")
_PATTERNS = {4: "y", 7: "yMMMM"}


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """The phrases of one language; equal only to itself, so that what was made with it can be kept by it."""

    language: str
    texts: Mapping[str, str]

    def say(self, name: str, /, **values: object) -> str:
        """A phrase with its braces filled in; KeyError for one that does not exist."""
        return self.texts[name].format(**values)

    def permissions(self, names: Iterable[str]) -> str:
        """Permissions, named by discord.py, as the clients call them."""
        return ", ".join(self.say(f"perm_{name}") for name in names)

    def date(self, value: PartialDate) -> str:
        """A date for a message: a time stamp where the day is known, else no more than is known."""
        if value.exact:
            return moment(value.earliest)
        if self.language == "en":
            return when(value)
        said = [self._part(part) for part in value.parts()]
        return said[0] if len(said) == 1 else self.say("between", first=said[0], last=said[1])

    def _part(self, part: str) -> str:
        from babel.dates import format_date, format_skeleton  # megabytes, which only other languages need

        day = PartialDate.parse(part).earliest
        if len(part) == 10:
            return format_date(day, "long", locale=self.language)
        return format_skeleton(_PATTERNS[len(part)], day, locale=self.language)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All languages; English stands in for the others."""

    languages: Mapping[str, Phrases]

    def for_locale(self, locale: str | None) -> Phrases:
        """The phrases for a locale of Discord's, such as `de` or `en-US`."""
        return self.languages.get((locale or "en").partition("-")[0], self.languages["en"])


def load_catalogue() -> Catalogue:
    """Read the phrases that come with the program; ValueError where a language spoils one."""
    folder = files("bot.ui.discord") / "locale"
    texts: dict[str, dict[str, str]] = {
        language: yaml.safe_load((folder / f"{language}.yaml").read_text("utf-8")) for language in LANGUAGES
    }
    wanted = {name: fields_of(text) for name, text in texts["en"].items()}
    for language, phrases in texts.items():
        for name in wanted.keys() ^ phrases.keys():
            raise ValueError(f"locale/{language}.yaml: the phrase {name!r} is missing or unknown")
        for name, text in phrases.items():
            if text and not fields_of(text) <= wanted[name]:
                raise ValueError(f"locale/{language}.yaml: {name!r} has braces that the English text lacks")
    return Catalogue({language: Phrases(language, phrases) for language, phrases in texts.items()})


def fields_of(text: str) -> frozenset[str]:
    """The names in a phrase's braces."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)
