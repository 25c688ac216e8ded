"""What we say: an Answer, a Suggestion or a Refusal, as values."""
