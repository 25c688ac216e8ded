"""The tables, the same for SQLite and PostgreSQL; bot/store/migrations builds them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class Moment(TypeDecorator[datetime]):
    """An instant in UTC; SQLite forgets the zone, so it is taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes: their instant is anybody's guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; pass datetime.now(UTC) or the like")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every instant its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite makes only a plain INTEGER key count by itself.
Key = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Small named values, and the row that serialises those who compare the knowledge with the store.
meta = Table(
    "meta",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

known_items = Table(
    "known_items",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("item_id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", Key, primary_key=True),
    Column("key", String(128), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("change", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("revision", String(128), nullable=False),
    Column("created_at", Moment, nullable=False),
    # Counts releases: what a posted text can know of is everything released up to some number.
    Column("release", Integer, nullable=True, unique=True),
    sqlite_autoincrement=True,
)

# The unique key is what makes "an item's change is announced once" a property of the data.
event_items = Table(
    "event_items",
    metadata,
    Column("event_id", Key, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("item_id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    UniqueConstraint("kind", "item_id", "version"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("channel_id", BigInteger, nullable=False, unique=True),
    Column("guild_id", BigInteger, nullable=True, index=True),
    Column("members", Boolean, nullable=False),
    Column("news", Boolean, nullable=False),
    Column("publications", Boolean, nullable=False),
    Column("role_id", BigInteger, nullable=True),
    Column("language", String(16), nullable=True),
    Column("publish", Boolean, nullable=False),
    Column("subscriber_id", BigInteger, nullable=True),
    Column("state", String(16), nullable=False, index=True),
    Column("reason", Text, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("told_at", Moment, nullable=True),
    Column("probe_at", Moment, nullable=True),
    Column("probes", Integer, nullable=False, server_default=text("0")),
    sqlite_autoincrement=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Key, primary_key=True),
    Column("event_id", Key, ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
    Column("subscription_id", Key, ForeignKey("subscriptions.id", ondelete="CASCADE"), nullable=False),
    Column("action", String(16), nullable=False),
    Column("target_id", Key, ForeignKey("deliveries.id", ondelete="CASCADE"), nullable=True),
    # The how-manieth channel of its server this is in the event: the round robin between servers.
    Column("turn", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("leased_by", String(64), nullable=True),
    Column("lease_until", Moment, nullable=True),
    Column("nonce", String(25), nullable=True),
    Column("requested_at", Moment, nullable=True),
    Column("reply_lost", Boolean, nullable=False, server_default=text("false")),
    Column("as_of", Integer, nullable=True),
    Column("message_id", BigInteger, nullable=True),
    Column("sent_at", Moment, nullable=True),
    Column("reason", Text, nullable=True),
    sqlite_autoincrement=True,
)


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows that match.

    The migrations say the same to PostgreSQL. Here it would be loaded for that alone, for no query needs it.
    """
    return Index(
        name,
        *(deliveries.c[column] for column in columns),
        unique=unique,
        sqlite_where=text(where),
    )


_partial("uq_deliveries_post", "event_id", "subscription_id", where="action = 'post'", unique=True)
_partial("uq_deliveries_edit", "event_id", "target_id", where="action = 'edit'", unique=True)
_partial("uq_deliveries_publish", "target_id", where="action = 'publish'", unique=True)
_partial("ix_deliveries_target_id", "target_id", where="target_id IS NOT NULL")
_partial("ix_deliveries_pending", "turn", "id", where="state = 'pending'")
_partial("ix_deliveries_due", "due_at", where="state = 'pending'")
_partial("ix_deliveries_sending", "subscription_id", "lease_until", where="state = 'sending'")
Index("ix_deliveries_event", deliveries.c.event_id)
Index("ix_deliveries_subscription", deliveries.c.subscription_id, deliveries.c.state)

questions = Table(
    "questions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("text", String(500), nullable=False),
    Column("entry", String(64), nullable=False),
    Column("note", String(500), nullable=False),
    Column("times", Integer, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False, index=True),
    # A hash of the four texts: together they are longer than PostgreSQL lets a unique key be.
    Column("digest", String(64), nullable=False, unique=True),
    sqlite_autoincrement=True,
)
