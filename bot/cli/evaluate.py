"""`isecg-bot eval`."""


def evaluate() -> None:
    """Measure."""
