"""Readers: implementations of the `Reader` seam."""
