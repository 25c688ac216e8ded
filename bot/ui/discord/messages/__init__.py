"""From values to messages: pure functions, one module for each sort of message."""
