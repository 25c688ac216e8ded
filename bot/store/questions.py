"""Queries on questions that were not answered well: text and a count, no person and no server, 30 days."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.records import Question
from bot.store.tables import questions

KEPT = timedelta(days=30)
_LONGEST = 500


async def count(
    connection: AsyncConnection, kind: str, text: str, today: date, *, entry: str = "", note: str = ""
) -> None:
    """Count one more of this question; `text` is normalised already, `note` is what a reader remarked."""
    text, note = text[:_LONGEST], note[:_LONGEST]
    if not text:
        return
    digest = hashlib.sha256("\0".join((kind, text, entry, note)).encode()).hexdigest()
    changed = await connection.execute(
        update(questions)
        .where(questions.c.digest == digest)
        .values(times=questions.c.times + 1, last_day=today)
    )
    if changed.rowcount == 0:
        # Two processes may both get here for a new question; the unique key lets one of them in.
        async with connection.begin_nested():
            await connection.execute(
                insert(questions).values(
                    kind=kind,
                    text=text,
                    entry=entry,
                    note=note,
                    times=1,
                    first_day=today,
                    last_day=today,
                    digest=digest,
                )
            )


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
