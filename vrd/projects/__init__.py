"""Open a project: its folder, its tracks, and what can be asked of it."""
