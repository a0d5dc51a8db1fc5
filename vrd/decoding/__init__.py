"""Decode films to pictures and clips, in subprocesses."""
