"""Re-export `NeuralNetworks` at its published address; see `vrd.fingerprinters.networks`."""

from vrd.fingerprinters.networks import NeuralNetworks, get_network, networks_table

__all__ = ["NeuralNetworks", "get_network", "networks_table"]
