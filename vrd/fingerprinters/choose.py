"""Make a fingerprinter from the name of a network, a network or a model."""

from __future__ import annotations

import warnings
from typing import Any

from vrd.core.protocols import Fingerprinter
from vrd.fingerprinters.dct import DCTDescriptor
from vrd.fingerprinters.keras_cnn import KerasCNN, layers
from vrd.fingerprinters.networks import Network, get_network
from vrd.fingerprinters.onnx_model import OnnxModel
from vrd.fingerprinters.onnx_network import OnnxNetwork


def choose_fingerprinter(network: Any, layer: str = "", weights: str = "") -> Fingerprinter:
    """Make a fingerprinter, and load its weights.

    Parameters
    ----------
    network
        A row of `NeuralNetworks`, its name, a Keras model, the description of an ONNX model, or a
        ready `Fingerprinter`.
    layer
        The name of a layer; empty for the network's default. A number is looked up in the
        network, with a warning.
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
    if isinstance(network, OnnxNetwork):
        return OnnxModel(network)
    if isinstance(network, str):
        network = get_network(network)
    if isinstance(network, Network) and network.name == "dct":
        return DCTDescriptor()
    if layer.isdigit():
        layer = _layer_name(network, int(layer))
    return KerasCNN(network, layer=layer or None, weights=weights or None)


def _checked(fingerprinter: Fingerprinter) -> Fingerprinter:
    """Return a fingerprinter, or raise if it states its ``fit`` where it is not read any more."""
    fit = getattr(fingerprinter, "fit", None)
    if fit not in (None, fingerprinter.spec.scale.fit):
        raise ValueError(
            f"The fingerprinter {fingerprinter.spec.network} has the attribute fit={fit!r}, which "
            "is not read any more. Give its spec a scale that says it: "
            f"FingerprintSpec(..., scale=Scale(fit={fit!r})), with Scale from vrd.core.scale."
        )
    return fingerprinter


def _layer_name(network: Any, number: int) -> str:
    """Return the name of a layer that is given by its number, with a warning."""
    name = str(layers(network)["layer"].iloc[number])
    warnings.warn(
        f"Layer {number} is {name!r} in this version of Keras, and may be another layer in the "
        f"next one. Write stop_at_layer={name!r} instead.",
        stacklevel=2,
    )
    return name
