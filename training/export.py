"""Turn trained weights into the file of the package: ``python -m training.export IN.pt OUT.npz``.

Batch normalization is folded into the convolutions, and the whitening of the fingerprints into
the projection; values are float16. The package does not need PyTorch to read it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.network import Network

Arrays = dict[str, NDArray[np.float16]]


def main() -> None:
    """Read the options and write the file."""
    parser = argparse.ArgumentParser(prog="python -m training.export", description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    state = torch.load(options.weights, weights_only=True)
    network = Network()
    network.load_state_dict(state.get("average", state))
    np.savez_compressed(options.out, **exported(network.eval()))


def exported(network: Network) -> Arrays:
    """The arrays of every layer, under the names of `vrd.fingerprinters.vrdnet`."""
    arrays: Arrays = {}
    _put(arrays, "stem", *_folded(network.stem, network.stem_norm))
    for number, block in enumerate(network.blocks, 1):
        _put(arrays, f"block{number}_a", *_folded(block.conv1, block.norm1))
        _put(arrays, f"block{number}_b", *_folded(block.conv2, block.norm2))
        if isinstance(block.short, nn.Conv2d):
            _put(arrays, f"block{number}_short", *_folded(block.short, block.short_norm))
    _put(arrays, "wide", *_folded(network.widen, network.widen_norm))
    _put(arrays, "fingerprint", network.project.weight, network.project.bias)
    return arrays


def _folded(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    assert norm.running_var is not None
    assert norm.running_mean is not None
    gain = norm.weight / (norm.running_var + norm.eps).sqrt()
    return convolution.weight * gain.view(-1, 1, 1, 1), norm.bias - norm.running_mean * gain


def _put(arrays: Arrays, name: str, kernel: Tensor, bias: Tensor) -> None:
    # PyTorch keeps outputs first, Keras last.
    order = (2, 3, 1, 0) if kernel.ndim == 4 else (1, 0)
    arrays[f"{name}/kernel"] = kernel.detach().permute(*order).numpy().astype(np.float16)
    arrays[f"{name}/bias"] = bias.detach().numpy().astype(np.float16)


if __name__ == "__main__":
    main()
