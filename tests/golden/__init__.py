"""The golden set: questions people ask, what must become of each, and the typos they make."""
