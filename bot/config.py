"""Settings: read once from the environment and `.env`, then handed down as one frozen object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

_SECRET = re.compile(r"//.*@")  # a user and a password in an address


class BadSettingsError(Exception):
    """One or more settings cannot be used; the text names each variable, what is wrong and what to write."""


class Settings(BaseSettings):
    """Everything that can be set from outside; each name is an environment variable in the README's table."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, env_ignore_empty=True
    )

    discord_token: Annotated[
        SecretStr | None,
        Field(description="The bot's token; without one the conversation is in the terminal."),
    ] = None
    isecg_knowledge: Annotated[
        Path | None, Field(description="A folder of knowledge to read instead of the shipped one.")
    ] = None
    database_url: Annotated[
        str | None,
        Field(description="The store: `sqlite:///file` or `postgresql://user:password@host/name`."),
    ] = None
    discord_api_url: Annotated[
        AnyHttpUrl | None,
        Field(description="Base of Discord's REST interface with its version, for a proxy or a test server."),
    ] = None
    isecg_maintainers_channel: Annotated[
        int | None, Field(ge=1, description="Id of a channel that is told of broken edits and of reports.")
    ] = None
    isecg_keep_unanswered: Annotated[
        bool, Field(description="Whether questions without an answer are kept for 30 days, without names.")
    ] = True
    isecg_http_port: Annotated[
        int | None, Field(ge=0, le=65535, description="Port of `/healthz` and `/metrics`; none by default.")
    ] = None
    isecg_http_host: Annotated[str, Field(description="Address that port is opened on.")] = "127.0.0.1"
    isecg_log_format: Annotated[Literal["console", "json"], Field(description="How the log is written.")] = (
        "console"
    )
    isecg_log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="The least severe line written.")
    ] = "info"
    isecg_source_url: Annotated[
        AnyHttpUrl | None,
        Field(description="Where the source code of this bot can be read; shown by `/isecg about`."),
    ] = None
    isecg_cache: Annotated[
        Path | None,
        Field(description="Folder for the compiled knowledge; by default the user's cache folder."),
    ] = None

    @field_validator("discord_api_url")
    @classmethod
    def _without_user(cls, address: AnyHttpUrl | None) -> AnyHttpUrl | None:
        """Refuse a user in the address: requests name the bot by its token, and cannot name two."""
        if address is not None and (address.username or address.password):
            raise PydanticCustomError("user", "The address must have no user and password in it")
        return address

    @property
    def cache_folder(self) -> Path:
        """Where the compiled knowledge is kept."""
        return self.isecg_cache or user_cache_path("isecg-bot", appauthor=False)

    @property
    def store_url(self) -> str:
        """The store's address; by default an SQLite file in the user's data folder."""
        default = user_data_path("isecg-bot", appauthor=False) / "isecg-bot.sqlite3"
        return self.database_url or f"sqlite:///{default}"


def read_settings(**given: Any) -> Settings:
    """Read all settings; `given` ones win. Raises BadSettingsError that lists every wrong variable."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as problem:
        lines = [_line(error) for error in problem.errors(include_url=False)]
        raise BadSettingsError("\n".join(lines)) from None


def _line(error: Mapping[str, Any]) -> str:
    name = str(error["loc"][0]).upper()
    shown = _SECRET.sub("//***@", str(error["input"]))[:60]
    value = "" if name == "DISCORD_TOKEN" else f" (it is {shown!r})"
    return f"{name}: {error['msg']}{value}. See the settings table in the README."
