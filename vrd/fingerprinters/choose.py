"""From what a user says (a name, a network, a model) to a fingerprinter."""

from __future__ import annotations

import warnings
from typing import Any

from vrd.core.protocols import Fingerprinter
from vrd.fingerprinters.dct import DCTDescriptor
from vrd.fingerprinters.keras_cnn import KerasCNN, layers
from vrd.fingerprinters.networks import Network, get_network


def choose_fingerprinter(network: Any, layer: str = "", weights: str = "") -> Fingerprinter:
    """Make the fingerprinter that is asked for, and load its weights.

    Parameters
    ----------
    network
        A row of `NeuralNetworks`, its name, a Keras model, or a ready `Fingerprinter`.
    layer
        Name of a layer; a number is looked up in the network, with a warning; empty for the
        network's default.
    weights
        A path, ``'random'``, or empty for the network's published weights.

    Raises
    ------
    UnknownNameError
        If there is no such network or layer.
    WeightsError
        If the weights are missing or do not fit.
    """
    if isinstance(network, Fingerprinter):
        return _checked(network)
    if isinstance(network, str):
        network = get_network(network)
    if isinstance(network, Network) and network.name == "dct":
        return DCTDescriptor()
    if layer.isdigit():
        layer = _layer_name(network, int(layer))
    return KerasCNN(network, layer=layer or None, weights=weights or None)


def _checked(fingerprinter: Fingerprinter) -> Fingerprinter:
    fit = getattr(fingerprinter, "fit", None)
    if fit not in (None, fingerprinter.spec.scale.fit):
        raise ValueError(
            f"The fingerprinter {fingerprinter.spec.network} has the attribute fit={fit!r}, which "
            "is not read any more. Give its spec a scale that says it: "
            f"FingerprintSpec(..., scale=Scale(fit={fit!r})), with Scale from vrd.core.scale."
        )
    return fingerprinter


def _layer_name(network: Any, number: int) -> str:
    name = str(layers(network)["layer"].iloc[number])
    warnings.warn(
        f"Layer {number} is called {name!r} in this version of Keras and may be another in the "
        f"next. Write stop_at_layer={name!r} instead.",
        stacklevel=2,
    )
    return name
