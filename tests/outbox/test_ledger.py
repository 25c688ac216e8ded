"""Outcomes that come together are written together, and none counts before it is written."""

from __future__ import annotations

import asyncio

import pytest

from bot.outbox.ledger import Gathering

_NEVER = 3_600.0


class Book:
    """Keeps what was written at once; waits for the page to be opened."""

    def __init__(self) -> None:
        self.pages: list[list[int]] = []
        self.open = asyncio.Event()
        self.open.set()

    async def write(self, batch: list[int]) -> list[int]:
        """Write a page."""
        await self.open.wait()
        if 13 in batch:
            raise ConnectionError("the database is restarting")
        self.pages.append(batch)
        return [10 * one for one in batch]


async def test_one_alone_is_written_at_once() -> None:
    """Where nobody else is under way, nobody is waited for."""
    book = Book()
    gathering = Gathering(book.write, more=lambda: False, enough=16, seconds=_NEVER)
    assert await gathering.put(1) == 10
    assert await gathering.put(2) == 20
    assert book.pages == [[1], [2]]


async def test_those_that_come_together_share_a_page() -> None:
    """While others are under way they are waited for, until there are enough or the last one is there."""
    book = Book()
    left = [5]

    def more() -> bool:
        left[0] -= 1
        return left[0] > 0

    gathering = Gathering(book.write, more=more, enough=3, seconds=_NEVER)
    assert await asyncio.gather(*(gathering.put(one) for one in range(5))) == [0, 10, 20, 30, 40]
    assert [one for page in book.pages for one in page] == [0, 1, 2, 3, 4]
    assert len(book.pages) == 1


async def test_nobody_waits_for_others_for_ever() -> None:
    """Others that are slow are not waited for longer than a moment."""
    book = Book()
    gathering = Gathering(book.write, more=lambda: True, enough=16, seconds=0.01)
    assert await gathering.put(1) == 10


async def test_nothing_counts_before_it_is_written() -> None:
    """Whoever put it in waits for the page; what comes meanwhile goes on the next one."""
    book = Book()
    book.open.clear()
    gathering = Gathering(book.write)
    first = asyncio.create_task(gathering.put(1))
    await asyncio.sleep(0)
    others = [asyncio.create_task(gathering.put(one)) for one in (2, 3)]
    for _ in range(10):
        await asyncio.sleep(0)
    assert not any(task.done() for task in (first, *others))
    book.open.set()
    await asyncio.gather(first, *others)
    assert [one for page in book.pages for one in page] == [1, 2, 3]
    await gathering.settled()


async def test_a_page_that_fails_fails_for_all_on_it() -> None:
    """Each of them hears of it, and the next page is written again."""
    book = Book()
    gathering = Gathering(book.write)
    heard = await asyncio.gather(gathering.put(12), gathering.put(13), return_exceptions=True)
    assert all(isinstance(one, ConnectionError) for one in heard)
    with pytest.raises(ConnectionError):
        await gathering.put(13)
    assert await gathering.put(1) == 10
