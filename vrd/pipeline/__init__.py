"""The stages that make artefacts, from films to neighbours."""
