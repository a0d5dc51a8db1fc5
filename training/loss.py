"""Compute the loss of SSCD.

Pizzi et al. 2022, "A Self-Supervised Descriptor for Image Copy Detection".

Fingerprints (n, d) have length 1.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

TEMPERATURE = 0.06
ENTROPY_WEIGHT = 0.3


def contrastive(one: Tensor, other: Tensor, alike: Tensor) -> Tensor:
    """Compute InfoNCE: each picture must find its copy among all others of the batch.

    Parameters
    ----------
    one, other : Tensor, shape (b, d)
        Two views of each picture.
    alike : Tensor of bool, shape (b, b)
        Pairs of pictures too alike to be told apart; they count neither way.
    """
    count = len(one)
    fingerprints = torch.cat([one, other])
    scores = fingerprints @ fingerprints.T / TEMPERATURE
    ignored = alike.repeat(2, 2)
    copies = torch.arange(2 * count).roll(count)
    ignored[torch.arange(2 * count), copies] = False
    ignored.fill_diagonal_(True)
    return F.cross_entropy(scores.masked_fill(ignored, -1e4), copies)


def spread(fingerprints: Tensor) -> Tensor:
    """Compute the differential entropy regularizer (Kozachenko-Leonenko): keep away from the nearest."""
    distances = torch.cdist(fingerprints, fingerprints)
    distances = distances + 4 * torch.eye(len(fingerprints))
    return -(distances.min(dim=1).values + 1e-6).log().mean()


def total(one: Tensor, other: Tensor, alike: Tensor) -> tuple[Tensor, Tensor]:
    """Return the whole loss, and its contrastive part."""
    matching = contrastive(one, other, alike)
    return matching + ENTROPY_WEIGHT * (spread(one) + spread(other)) / 2, matching
