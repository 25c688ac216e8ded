"""Brings a database to the newest table layout when the store opens.

Migrations are ordinary Alembic revisions inside this package, so that a wheel carries them. They run without
an `env.py`: the connection is already open. A new SQLite file gets the newest layout at once, from the tables
themselves: Alembic is larger than all the rest of the store, and the bot would carry it until its next start.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
    inspect,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.errors import StoreUnusableError
from bot.store.tables import meta, metadata

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext, MigrationStep

HEAD = "r0001"
_LOCATION = Path(__file__).parent / "migrations"
# Any constant: PostgreSQL only needs all processes of this program to use the same.
_MIGRATION_LOCK = 0x15EC6


async def migrate(connection: AsyncConnection) -> None:
    """Upgrade to HEAD inside the caller's transaction; one process at a time."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
    revision = await connection.run_sync(current)
    if revision is None and connection.dialect.name == "sqlite":
        await connection.run_sync(_create)
    elif revision != HEAD:
        await connection.run_sync(upgrade)


def current(connection: Connection) -> str | None:
    """The revision that the database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _create(connection: Connection) -> None:
    metadata.create_all(connection, checkfirst=False)  # tables of another program are not taken for ours
    # The row that is locked while the knowledge is compared with what is known.
    connection.execute(insert(meta).values(name="enqueue", value=""))
    version = Table("alembic_version", MetaData(), Column("version_num", String(32), nullable=False))
    version.append_constraint(PrimaryKeyConstraint("version_num", name="alembic_version_pkc"))
    version.create(connection)
    connection.execute(insert(version).values(version_num=HEAD))


def upgrade(connection: Connection) -> None:
    """Run the migrations that an older layout lacks; raises StoreUnusableError for a newer one."""
    # Imported here: Alembic is only needed when there is something to change.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_LOCATION).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)

    def steps(revision: str | Sequence[str], context: MigrationContext) -> list[MigrationStep]:
        del context
        upgrades: list[MigrationStep] = list(
            scripts._upgrade_revs(HEAD, revision)  # type: ignore[arg-type]  # a tuple is taken, too
        )
        return upgrades

    try:
        with EnvironmentContext(config, scripts, fn=steps) as environment:
            environment.configure(connection=connection, target_metadata=None)
            environment.run_migrations()
    except CommandError as problem:
        raise StoreUnusableError(
            f"The database was written by another version of isecg-bot ({problem}). "
            "Run the newer version, or restore a backup made with this one."
        ) from None
