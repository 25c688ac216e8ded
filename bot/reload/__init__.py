"""Files changed: load, check, compare, enqueue, and swap the live snapshot."""
