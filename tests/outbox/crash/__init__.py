"""Real processes, killed for real: store, relay, discord.py and a fake Discord that is a process of its own.

`python -m tests.outbox.crash` plays every case and prints the tables; tests/outbox/test_crashes.py a sample.
"""
