"""What we know: the model, its loader and the difference between two states of it."""
