"""Keep what a project made: the database, files written whole or not at all, and locks."""
