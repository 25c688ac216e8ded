"""Queries on questions that were not answered well: text and a count, no person and no server, 30 days."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.records import Asked, Question
from bot.store.tables import questions

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

KEPT = timedelta(days=30)
_LONGEST = 500


async def count(connection: AsyncConnection, asked: Sequence[Asked], today: date) -> None:
    """Count one more of each question, in one statement; their texts are normalised already."""
    times = Counter(
        (one.kind, one.text[:_LONGEST], one.entry, one.note[:_LONGEST]) for one in asked if one.text
    )
    rows = [
        {
            "kind": kind,
            "text": text,
            "entry": entry,
            "note": note,
            "times": number,
            "first_day": today,
            "last_day": today,
            "digest": hashlib.sha256("\0".join((kind, text, entry, note)).encode()).hexdigest(),
        }
        for (kind, text, entry, note), number in times.items()
    ]
    if not rows:
        return
    new: postgresql.Insert | sqlite.Insert
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # loaded where it is used: it takes four megabytes

        new = postgresql.insert(questions)
    else:
        new = sqlite.insert(questions)
    statement = new.on_conflict_do_update(
        index_elements=[questions.c.digest],
        set_={"times": questions.c.times + new.excluded.times, "last_day": new.excluded.last_day},
    )
    # In one order everywhere, so that two processes never wait for each other.
    await connection.execute(statement, sorted(rows, key=lambda row: str(row["digest"])))


async def forget_old(connection: AsyncConnection, today: date) -> int:
    """Delete what was last asked more than 30 days ago; returns how many."""
    gone = await connection.execute(delete(questions).where(questions.c.last_day < today - KEPT))
    return gone.rowcount


async def listing(connection: AsyncConnection, today: date, limit: int = 200) -> tuple[Question, ...]:
    """The questions of the last 30 days, the most frequent first."""
    rows = await connection.execute(
        select(questions)
        .where(questions.c.last_day >= today - KEPT)
        .order_by(questions.c.times.desc(), questions.c.last_day.desc(), questions.c.text)
        .limit(limit)
    )
    return tuple(
        Question(row.kind, row.text, row.entry, row.note, row.times, row.first_day, row.last_day)
        for row in rows
    )
