"""Core types and small algebra: NumPy and `vrd.errors` only."""
