"""Measurements that print a table; run on demand, never by the default test command."""
