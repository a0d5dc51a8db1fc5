"""Exports: sequences written for other programs, and read back from those that people edit."""
