"""Re-export the exact index under its published address; the code is in `vrd.indexes`."""

from vrd.core.top_k import GPU_MAX_K
from vrd.indexes.faiss_package import (
    both_flavours_installed,
    faiss_flavour,
    has_gpu,
    installed_flavours,
)
from vrd.indexes.flat import FlatCPU, FlatGPU, make_index

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
