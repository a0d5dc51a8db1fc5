"""Run the systems that are measured, one small module each."""

from benchmark.systems import dct, published, tn, vdf, vpdq, vrdnet
from benchmark.systems.collection import Collection, Skipped, System, Tried

SYSTEMS: dict[str, System] = {
    "vrd": vrdnet.tries,
    "published": published.tries,
    "dct": dct.tries,
    "vpdq": vpdq.tries,
    "vdf": vdf.tries,
    "tn": tn.tries,
}

__all__ = ["SYSTEMS", "Collection", "Skipped", "System", "Tried"]
