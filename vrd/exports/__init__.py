"""Write sequences for other programs, and read back the files that people edit."""
