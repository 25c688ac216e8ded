"""Keeps the process small: what the C library and the garbage collector hold on to unless they are told."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h


def one_heap() -> None:
    """Let all threads share one heap; call it before the first thread starts.

    glibc gives every thread a heap of its own, and what threads leave free there nobody else can use. Only
    one thread at a time runs Python, so they would not wait for each other.
    """
    with suppress(OSError, AttributeError, TypeError):  # another C library, another system
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


def tidy() -> None:
    """Give back what loading needed for a moment, and spare the collector what lives until the next edit."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    with suppress(OSError, AttributeError, TypeError):  # glibc keeps freed memory unless it is asked
        ctypes.CDLL(None).malloc_trim(0)
