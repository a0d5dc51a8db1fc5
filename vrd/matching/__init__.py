"""Find sequences among neighbours: filter matches, join them, look again at the films."""
