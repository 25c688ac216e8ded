"""The composition root: builds everything, starts it in order and stops it in order."""

from bot.app.running import run

__all__ = ["run"]
