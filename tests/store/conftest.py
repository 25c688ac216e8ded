"""The databases, for this room's tests."""

from tests.store.databases import database_url, postgres, store

__all__ = ["database_url", "postgres", "store"]
