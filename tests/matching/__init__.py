"""Tests of the room that matches questions to entries."""
