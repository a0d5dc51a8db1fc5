"""From neighbours to sequences."""
