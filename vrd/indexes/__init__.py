"""Find the nearest vectors; all indexes implement `vrd.core.protocols.Index`."""
