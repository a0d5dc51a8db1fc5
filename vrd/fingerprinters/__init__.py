"""Turn batches of pictures into fingerprints; all implement `vrd.core.protocols.Fingerprinter`."""
