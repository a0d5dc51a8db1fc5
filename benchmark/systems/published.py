"""Run the Video Reuse Detector as published (Skotare, Snickars & Eriksson), with ImageNet features.

Plain squared L2 between features of a network trained on ImageNet, the nearest 250 rows with the
own film among them, matches within one film dropped, runs of 5 rows with 2 skipped, overlapping
ones merged. Its EfficientNetB4 is not at hand: SqueezeNet 1.1 stands in.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmark.systems.collection import Collection, Skipped, Tried, runs, thresholds


def tries(collection: Collection) -> Iterator[Tried]:
    """Try runs at a range of limits."""
    from tests.support.squeezenet import WEIGHTS, preprocess, squeezenet
    from vrd.fingerprinters.keras_cnn import KerasCNN

    if not WEIGHTS.is_file():
        raise Skipped(f"the weights {WEIGHTS.name} are not at hand")
    network = KerasCNN(squeezenet(), preprocess=preprocess)
    with collection.opened(network, leave_out_own_video=False) as project:
        for limit in thresholds(project.neighbours):
            yield Tried(limit, runs(project.neighbours, limit))
