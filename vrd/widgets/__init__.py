"""The live parts of a page."""
