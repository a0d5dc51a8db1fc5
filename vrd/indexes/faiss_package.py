"""Load FAISS when it is first needed, and describe the installed package."""

from __future__ import annotations

from typing import Any

from vrd.errors import FaissError, MissingExtraError
from vrd.storage.provenance import FAISS_PACKAGES, installed_versions


def import_faiss() -> Any:
    """Import the module `faiss`.

    Raises
    ------
    MissingExtraError
        If FAISS is not installed.
    FaissError
        If it is installed, but cannot be loaded.
    """
    try:
        import faiss
    except ModuleNotFoundError as error:
        raise MissingExtraError("faiss", "cpu") from error
    except (ImportError, RuntimeError) as error:
        # faiss-gpu without NVIDIA's libraries raises RuntimeError when imported.
        raise FaissError(
            f"FAISS is installed but cannot be loaded: {error}. Install it again; `vrd doctor` "
            "says which package suits this machine."
        ) from error
    return faiss


def has_gpu() -> bool:
    """Return whether the installed FAISS can use a GPU, and there is one."""
    faiss = import_faiss()
    # faiss-cpu, too, has the functions knn_gpu and get_num_gpus, which returns 0.
    return hasattr(faiss, "StandardGpuResources") and faiss.get_num_gpus() > 0


def installed_flavours() -> dict[str, str]:
    """Return the versions of the installed FAISS packages, by name."""
    return installed_versions(FAISS_PACKAGES)


def both_flavours_installed() -> bool:
    """Return whether several FAISS packages are installed, which overwrite each other's files."""
    return len(installed_flavours()) > 1


def faiss_flavour() -> str:
    """Describe packages, GPUs and instruction sets of the installed FAISS in one line."""
    faiss = import_faiss()
    packages = [f"{name} {version}" for name, version in installed_flavours().items()]
    built = set(faiss.get_compile_options().split())
    sets = sorted(built & {"AVX2", "AVX512", "AVX512_SPR", "NEON", "SVE"}) or ["generic"]
    if hasattr(faiss, "StandardGpuResources"):
        gpus = f"{faiss.get_num_gpus()} GPU(s)"
    else:
        gpus = "built without GPU support"
    return f"{' and '.join(packages) or f'faiss {faiss.__version__}'}; {gpus}; {', '.join(sets)}"
