"""Turn trained weights into the file of the package: ``python -m training.export IN.pt OUT.npz``.

Batch normalization is folded into the convolutions, and the whitening of the fingerprints into
the projection; values are float16. The package does not need PyTorch to read it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

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
    weights: dict[str, Any] = exported(network.eval())
    np.savez_compressed(options.out, **weights)


def exported(network: Network) -> Arrays:
    """Return the arrays of every layer, under the names of `vrd.fingerprinters.vrdnet`."""
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


@torch.no_grad()
def unfolded(network: Network, path: Path, pictures: Tensor) -> None:
    """Load exported weights into a network that is to be trained further.

    Each normalization is given the statistics of ``pictures`` (b, 3, h, w), and the gain and bias
    that undo them: the network answers as it did before, and can learn.
    """
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: torch.from_numpy(file[name].astype(np.float32)) for name in file.files}
    handles = [_take(arrays, "stem", network.stem, network.stem_norm)]
    for number, block in enumerate(network.blocks, 1):
        handles.append(_take(arrays, f"block{number}_a", block.conv1, block.norm1))
        handles.append(_take(arrays, f"block{number}_b", block.conv2, block.norm2))
        if isinstance(block.short, nn.Conv2d):
            handles.append(_take(arrays, f"block{number}_short", block.short, block.short_norm))
    handles.append(_take(arrays, "wide", network.widen, network.widen_norm))
    network.project.weight.copy_(arrays["fingerprint/kernel"].T)
    network.project.bias.copy_(arrays["fingerprint/bias"])
    network.train()(pictures)
    for handle in handles:
        handle.remove()


def _take(
    arrays: dict[str, Tensor], name: str, convolution: nn.Conv2d, norm: nn.BatchNorm2d
) -> RemovableHandle:
    kernel = arrays[f"{name}/kernel"].permute(3, 2, 0, 1)
    # Before a normalization the scale is free, but not for the optimizer: of small weights, its
    # steps would undo what was learnt.
    scale = 2**0.5 / kernel.flatten(1).norm(dim=1).clamp(min=1e-6)
    convolution.weight.copy_(kernel * scale.view(-1, 1, 1, 1))

    def measure(_: nn.Module, inputs: tuple[Tensor]) -> None:
        var, mean = torch.var_mean(inputs[0], dim=(0, 2, 3))
        norm.running_mean, norm.running_var = mean, var
        norm.weight.copy_((var + norm.eps).sqrt() / scale)
        norm.bias.copy_(mean / scale + arrays[f"{name}/bias"])

    return norm.register_forward_pre_hook(measure)


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
