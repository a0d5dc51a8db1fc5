"""Define the core types and their small algebra, with NumPy and `vrd.errors` only."""
