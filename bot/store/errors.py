"""What can go wrong with the store.

StoreError
├── StoreBusyError        another process holds this SQLite file
├── StoreUnusableError    the URL, the file or the server cannot be used; the message says what to do
└── BackupElsewhereError    this database is backed up with its own tool
"""

from __future__ import annotations


class StoreError(Exception):
    """A problem with the store, in words for the person who runs the bot."""


class StoreBusyError(StoreError):
    """Another process holds this SQLite file."""


class StoreUnusableError(StoreError):
    """The store cannot be opened as asked."""


class BackupElsewhereError(StoreError):
    """This database is backed up with its own tool."""
