"""The seeded generator of typos; `isecg-bot eval` ships it."""

from bot.answers.typos import typo

__all__ = ["typo"]
