"""Tests of the fake Discord itself, with the real discord.py client."""
