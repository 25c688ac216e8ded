"""How good the answers are, as far as it was measured; read each time, so that a new result shows at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog

from bot.answers.measurement import NOTE, Evaluation, best_known
from bot.reload.evaluations import shipped_evaluation
from bot.store.store import Store

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


async def last_evaluation(store: Store, folder: Path, revision: str) -> Evaluation | None:
    """The newest evaluation of this revision that the store or the folder has, or else of any revision."""
    try:
        noted = Evaluation.from_json(await store.note(NOTE))
    except Exception:
        log.exception("app.no_evaluation")
        noted = None
    return best_known([noted, await asyncio.to_thread(shipped_evaluation, folder)], revision)
