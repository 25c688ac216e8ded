"""Announce once: the transactional outbox."""
