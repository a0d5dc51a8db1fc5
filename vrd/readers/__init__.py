"""Read what is fingerprinted; all readers implement `vrd.core.protocols.Reader`."""
