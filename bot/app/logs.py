"""The log: one line an event on standard error, for people or as JSON."""

from __future__ import annotations

import logging
import sys
from typing import Any, Literal

import structlog
from structlog.types import EventDict, Processor, WrappedLogger


def configure(form: Literal["console", "json"], level: str, secret: str | None) -> None:
    """Send our own and the libraries' log through the same steps; `secret` is cut out wherever it appears."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # Plain tracebacks: the fancy ones show local variables, and with them tokens and messages.
    renderer: list[Processor] = (
        [
            structlog.processors.format_exc_info,
            _without(secret),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
        if form == "json"
        else [
            structlog.processors.format_exc_info,
            _without(secret),
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )
    structlog.configure(
        processors=[
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # Libraries log what they send and receive: texts of messages, statements with their values, tokens.
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level.upper())
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLogger("bot").level))
    logging.getLogger("discord.client").addFilter(lambda record: "voice will NOT" not in record.getMessage())


def _without(secret: str | None) -> Processor:
    def censor(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return event if not secret else {name: _cut(value, secret) for name, value in event.items()}

    return censor


def _cut(value: Any, secret: str) -> Any:
    return value.replace(secret, "[token]") if isinstance(value, str) else value
