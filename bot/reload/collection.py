"""The garbage collector and a great many objects that all stay: it finds nothing, and looks ever again."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def without_collection() -> Iterator[None]:
    """Hold the garbage collector back while knowledge is loaded or unpacked; a tenth of the time is its."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
