"""Answer questions from sequences, matches and fingerprints."""
