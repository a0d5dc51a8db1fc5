"""Train `vrdnet`: ``python -m training --media DIR --out DIR``; run it again to go on.

Checkpoints and a log go to ``--out``; the learning rate is constant until ``--decay-from`` and
then falls to nothing at ``--steps``, so that a run can be made longer without starting over.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import time
from pathlib import Path

import torch
from torch import Tensor

from training import loss
from training.augment import edited, original
from training.export import unfolded
from training.network import Network
from training.pictures import Pictures, alike, load

WARM_UP = 150
AVERAGE = 0.998  # of the weights over steps


def main() -> None:
    """Read the options, train, write ``weights.pt``."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    pictures = load(options.media, options.generated, options.seed)
    print(f"{len(pictures)} pictures", flush=True)
    training = Training(options, pictures)
    if options.start and not training.step:
        training.start_from(options.start)
    training.run()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    add = parser.add_argument
    add("--media", type=Path, required=True, help="holds photos/, archive/, copies/")
    add("--out", type=Path, required=True)
    add("--start", type=Path, help="exported weights (.npz) to start from")
    add("--steps", type=int, default=6000)
    add("--decay-from", type=int, default=4500)
    add("--pairs", type=int, default=128, help="per step")
    add("--size", type=int, default=96, help="of the pictures, in pixels")
    add("--large-size", type=int, default=128, help="from --decay-from on")
    add("--rate", type=float, default=2e-3)
    add("--generated", type=int, default=5000)
    add("--seed", type=int, default=0)
    add("--threads", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


class Training:
    """Hold all that a checkpoint holds: the network, its running average and the optimizer."""

    def __init__(self, options: argparse.Namespace, pictures: Pictures) -> None:
        self.options, self.pictures = options, pictures
        torch.manual_seed(options.seed)
        self.network = Network().to(memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.network)
        self.optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=options.rate, weight_decay=0.03
        )
        self.step = 0
        self.path = options.out / "checkpoint.pt"
        if self.path.is_file():
            self._restore()

    def _restore(self) -> None:
        state = torch.load(self.path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]

    def start_from(self, path: Path) -> None:
        """Go on from exported weights; what normalization they need is measured on a batch."""
        generator = torch.Generator().manual_seed(self.options.seed)
        one, other, _ = batch(self.pictures, 256, self.options.size, generator)
        unfolded(self.network, path, torch.cat([one, other]))
        self.average.load_state_dict(self.network.state_dict())

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        state = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
        }
        torch.save(state, self.path.with_suffix(".part"))
        self.path.with_suffix(".part").replace(self.path)

    def run(self) -> None:
        """Train up to the number of steps asked for."""
        begun, seen = time.monotonic(), 0
        sums = [0.0, 0.0]
        while self.step < self.options.steps:
            whole, matching = self._train(self.step)
            sums = [sums[0] + whole, sums[1] + matching]
            self.step += 1
            seen += 1
            if self.step % 25 == 0:
                rate = 2 * self.options.pairs * seen / (time.monotonic() - begun)
                line = {"step": self.step, "loss": round(sums[0] / 25, 4)}
                line |= {"contrastive": round(sums[1] / 25, 4), "images_per_second": round(rate)}
                with (self.options.out / "log.jsonl").open("a") as log:
                    log.write(json.dumps(line) + "\n")
                begun, seen, sums = time.monotonic(), 0, [0.0, 0.0]
            if self.step % 200 == 0 or self.step == self.options.steps:
                self.save()
        torch.save(self.average.state_dict(), self.options.out / "weights.pt")

    def _train(self, step: int) -> tuple[float, float]:
        # Chance depends on the step alone: a run that is gone on with sees the same pictures.
        generator = torch.Generator().manual_seed(self.options.seed * 1_000_003 + step)
        late = step >= self.options.decay_from
        size = self.options.large_size if late else self.options.size
        one, other, same = batch(self.pictures, self.options.pairs, size, generator)
        for group in self.optimizer.param_groups:
            group["lr"] = self.options.rate * self._share(step)
        self.network.train()
        with torch.autocast("cpu", torch.bfloat16):
            fingerprints = self.network(
                torch.cat([one, other]).contiguous(memory_format=torch.channels_last)
            )
        whole, matching = loss.total(fingerprints[: len(one)], fingerprints[len(one) :], same)
        self.optimizer.zero_grad()
        whole.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        self.optimizer.step()
        self._follow(min(AVERAGE, step / (step + 10)))
        return float(whole), float(matching)

    def _share(self, step: int) -> float:
        start, stop = self.options.decay_from, self.options.steps
        falling = 1 - max(0, step - start) / max(1, stop - start)
        return min(1.0, (step + 1) / WARM_UP) * falling

    @torch.no_grad()
    def _follow(self, share: float) -> None:
        mine, now = self.average.state_dict(), self.network.state_dict()
        for name, value in mine.items():
            if value.dtype.is_floating_point:
                value.lerp_(now[name], 1 - share)
            else:
                value.copy_(now[name])


def batch(
    pictures: Pictures, pairs: int, size: int, generator: torch.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Return originals, their edited copies, and which pictures cannot be told apart."""
    rows = torch.randperm(len(pictures), generator=generator)[:pairs]
    # A copy is sampled once a second at any phase: up to half a second from its original.
    later = torch.rand(pairs, generator=generator) < 0.5
    copies = torch.where(later, pictures.next[rows], rows)
    large, small = pictures.large, pictures.small
    originals = original(large[rows].float() / 255, small[rows].float() / 255, size, generator)
    other = edited(
        large[copies].float() / 255,
        small[copies].float() / 255,
        pictures.overlays,
        size,
        generator,
    )
    return originals, other, alike(pictures, rows)


if __name__ == "__main__":
    main()
