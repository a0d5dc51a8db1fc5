"""Storage: the database, files written whole or not at all, locks."""
