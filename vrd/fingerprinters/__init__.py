"""Fingerprinters: implementations of the `Fingerprinter` seam."""
