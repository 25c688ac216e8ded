"""Which entry fits a question: pure functions from text to candidates."""
