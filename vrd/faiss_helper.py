"""The published address of the exact index; the code is in `vrd.indexes.flat`."""

from vrd.indexes.flat import (
    GPU_MAX_K,
    FlatCPU,
    FlatGPU,
    both_flavours_installed,
    faiss_flavour,
    has_gpu,
    installed_flavours,
    make_index,
)

__all__ = [
    "GPU_MAX_K",
    "FlatCPU",
    "FlatGPU",
    "both_flavours_installed",
    "faiss_flavour",
    "has_gpu",
    "installed_flavours",
    "make_index",
]
