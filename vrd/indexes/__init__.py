"""Indexes: exact search for the nearest vectors."""
