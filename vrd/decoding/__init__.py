"""Films to pictures, in subprocesses."""
