"""Time the whole pipeline over a folder of films, and compare it with a list of what was planted.

Figures: seconds per stage, and how many stretches that films share were found, found in part,
missed, and how many sequences overlap none ("false"). Stretches that two hosts took from one source
are among those that they share, whether the truth lists them or not.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmark.truths import Truth
from vrd.analysis.evaluation import compare_with_truth
from vrd.vrd_project import VRDProject


def main(arguments: list[str]) -> dict[str, Any]:
    """Run it; the figures are returned."""
    parser = argparse.ArgumentParser(prog="python -m benchmark pipeline", description=__doc__)
    parser.add_argument("--films", type=Path, required=True)
    parser.add_argument("--truth", type=Path, required=True, help="as media/demo/truth.json")
    parser.add_argument("--network", default="dct")
    parser.add_argument("--weights", help="a file, or 'random'")
    parser.add_argument("--squeezenet", action="store_true", help="with its real shared weights")
    parser.add_argument("--project", type=Path, help="kept here; by default thrown away")
    options = parser.parse_args(arguments)
    network = _squeezenet() if options.squeezenet else options.network
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.project or Path(temporary) / "pipeline"
        return _measure(options.films, options.truth, folder, network, options.weights)


def _squeezenet() -> Any:
    """Return a small network whose real ImageNet weights are at hand, features as they are."""
    from tests.support.squeezenet import preprocess, squeezenet
    from vrd.fingerprinters.keras_cnn import KerasCNN

    return KerasCNN(squeezenet(), preprocess=preprocess)


def _measure(
    films: Path, truth: Path, folder: Path, network: Any, weights: str | None
) -> dict[str, Any]:
    seconds: dict[str, float] = {}
    with VRDProject(folder.name, folder.parent, films, network, weights=weights) as project:
        stages: dict[str, Callable[[], Any]] = {
            "network": lambda: project.fingerprinter,
            "stills": project.initialize_frame_extractor,
            "fingerprints": project.populate_fingerprint_database,
            "index": project.initialize_faiss_index,
            "neighbours": project.initialize_neighbours,
            "sequences": project.find,
        }
        results = {}
        for name, stage in stages.items():
            begun = time.perf_counter()
            results[name] = stage()
            seconds[name] = round(time.perf_counter() - begun, 2)
        finder, sequences = results["sequences"]
        table = finder.table(sequences).rename(columns={"query_id": "query", "ref_id": "ref"})
        compared = compare_with_truth(table, Truth.read(truth).complete().stretches)
        print(compared.to_string(index=False))
        counts = compared["result"].value_counts()
        return {
            "network": project.spec.key,
            "frames": len(project.frames),
            "max_distance": round(finder.max_distance, 4),
            "sequences": len(sequences),
            **{name: int(counts.get(name, 0)) for name in ("found", "partly", "missed", "false")},
            "seconds": seconds,
        }
