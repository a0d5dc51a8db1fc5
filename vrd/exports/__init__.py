"""Exports: tables written for other programs."""
