"""Make artefacts stage by stage: stills, fingerprints, an index and neighbours."""
