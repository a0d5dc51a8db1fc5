"""Do to whole batches what happens to pictures on their way into other films.

Pictures are float RGB in 0 to 1, shape (b, 3, s, s). Every edit takes a batch and does its own
thing to each picture with its own probability; ``generator`` is the only source of chance.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F


class Dice:
    """Draw random numbers, one per picture, shaped to multiply pictures."""

    def __init__(self, generator: torch.Generator, count: int) -> None:
        self.generator, self.count = generator, count

    def uniform(self, low: float, high: float) -> Tensor:
        """Draw numbers (b, 1, 1, 1) in [low, high)."""
        return low + (high - low) * torch.rand(self.count, 1, 1, 1, generator=self.generator)

    def often(self, probability: float) -> Tensor:
        """Draw ones and zeros (b, 1, 1, 1)."""
        return (self.uniform(0, 1) < probability).float()

    def normal(self, *shape: int) -> Tensor:
        """Draw normal noise (b, *shape)."""
        return torch.randn(self.count, *shape, generator=self.generator)

    def order(self) -> Tensor:
        """Draw a permutation of the batch."""
        return torch.randperm(self.count, generator=self.generator)


def framed(large: Tensor, small: Tensor, size: int, dice: Dice, *, strong: bool) -> Tensor:
    """Cut, mirror, turn and tilt: the picture as another camera or cutter framed it.

    Parameters
    ----------
    large, small
        The picture at full and at half size: whole pictures are taken from the latter, so that
        nothing flickers.
    """
    b = dice.count
    if strong:
        kind = torch.rand(b, generator=dice.generator)
        low = torch.where(kind < 0.45, 0.78, torch.where(kind < 0.9, 0.45, 0.99))
        high = torch.where(kind < 0.45, 1.0, torch.where(kind < 0.9, 0.8, 1.0))
        scale = low + (high - low) * torch.rand(b, generator=dice.generator)
        stretch = torch.exp(0.12 * torch.randn(b, generator=dice.generator)).clamp(0.75, 1.33)
        turned = dice.often(0.25)[:, 0, 0, 0] * torch.randn(b, generator=dice.generator) * 0.12
        tilt = dice.often(0.2).view(b, 1) * torch.randn(b, 2, generator=dice.generator) * 0.12
    else:
        scale = 0.88 + 0.12 * torch.rand(b, generator=dice.generator)
        stretch, turned, tilt = torch.ones(b), torch.zeros(b), torch.zeros(b, 2)
    mirror = 1 - 2 * dice.often(0.5 if strong else 0.0)[:, 0, 0, 0]
    wide = (scale * stretch.sqrt()).clamp(max=1)
    high_ = (scale / stretch.sqrt()).clamp(max=1)
    room = torch.stack([1 - wide, 1 - high_], 1)
    centre = room * (2 * torch.rand(b, 2, generator=dice.generator) - 1)
    grid = _grid(size, wide * mirror, high_, turned, tilt, centre)
    near = (scale < 0.62).view(b, 1, 1, 1)
    options = {"mode": "bilinear", "padding_mode": "reflection", "align_corners": False}
    close = F.grid_sample(large, grid, **options)
    return torch.where(near, close, F.grid_sample(small, grid, **options))


def _grid(
    size: int, wide: Tensor, high: Tensor, turned: Tensor, tilt: Tensor, centre: Tensor
) -> Tensor:
    """Return where each point of the new picture lies in the old one, (b, s, s, 2) in -1 to 1."""
    line = (torch.arange(size) + 0.5) / size * 2 - 1
    y, x = torch.meshgrid(line, line, indexing="ij")
    x, y = x[None], y[None]
    depth = 1 + tilt[:, 0, None, None] * x + tilt[:, 1, None, None] * y
    x, y = x / depth, y / depth
    cos, sin = turned.cos()[:, None, None], turned.sin()[:, None, None]
    x, y = cos * x - sin * y, sin * x + cos * y
    across = x * wide[:, None, None] + centre[:, 0, None, None]
    down = y * high[:, None, None] + centre[:, 1, None, None]
    return torch.stack([across, down], dim=-1)


def coloured(x: Tensor, dice: Dice, strength: float) -> Tensor:
    """Change brightness, contrast, gamma, saturation and cast; make pictures grey or sepia."""
    some = dice.often(0.8)
    gain = torch.exp(some * strength * 0.45 * dice.normal(1, 1, 1)).clamp(0.3, 2.2)
    lift = some * strength * 0.12 * dice.normal(1, 1, 1)
    gamma = torch.exp(some * strength * 0.35 * dice.normal(1, 1, 1)).clamp(0.4, 2.5)
    cast = 1 + dice.often(0.5) * strength * 0.12 * dice.normal(3, 1, 1)
    x = ((x - 0.5) * gain + 0.5 + lift).clamp(1e-3, 1).pow(gamma) * cast
    luma = _luma(x)
    saturation = 1 + dice.often(0.6) * strength * dice.uniform(-0.8, 0.6)
    x = luma + (x - luma) * saturation
    grey = dice.often(0.28 * strength)
    tint = torch.tensor([0.10, 0.0, -0.12]).view(1, 3, 1, 1) * dice.often(0.4)
    x = torch.where(grey > 0, luma + tint, x)
    dark = torch.where(dice.often(0.15 * strength) > 0, dice.uniform(0.25, 0.8), torch.ones(1))
    return (x * dark).clamp(0, 1)


def _luma(x: Tensor) -> Tensor:
    return (x * torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)


def inset(x: Tensor, host: Tensor, dice: Dice, probability: float) -> Tensor:
    """Shrink each picture onto another, anywhere: picture in picture."""
    some = dice.often(probability)
    scale = dice.uniform(0.38, 0.8)
    place = _place(dice, scale)
    shrunk, inside = _shrunk(x, scale, place)
    return torch.where(some * inside > 0, shrunk, torch.where(some > 0, host, x))


def covered(x: Tensor, other: Tensor, dice: Dice, probability: float) -> Tensor:
    """Put a small picture (a logo, a face) over each picture."""
    some = dice.often(probability)
    scale = dice.uniform(0.12, 0.45)
    shrunk, inside = _shrunk(other, scale, _place(dice, scale))
    solid = dice.uniform(0.5, 1.0) * some * inside
    return x * (1 - solid) + shrunk * solid


def _place(dice: Dice, scale: Tensor) -> Tensor:
    shift = torch.cat([dice.uniform(-1, 1), dice.uniform(-1, 1)], dim=1)
    return shift[:, :, 0, 0] * (1 - scale[:, :, 0, 0])


def _shrunk(x: Tensor, scale: Tensor, place: Tensor) -> tuple[Tensor, Tensor]:
    """Return pictures made smaller and put at their place, and where they are."""
    b, _, size, _ = x.shape
    line = (torch.arange(size) + 0.5) / size * 2 - 1
    y, x_ = torch.meshgrid(line, line, indexing="ij")
    across = (x_[None] - place[:, 0].view(b, 1, 1)) / scale.view(b, 1, 1)
    down = (y[None] - place[:, 1].view(b, 1, 1)) / scale.view(b, 1, 1)
    inside = ((across.abs() <= 1) & (down.abs() <= 1)).float()[:, None]
    soft = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    options = {"mode": "bilinear", "padding_mode": "border", "align_corners": False}
    return F.grid_sample(soft, torch.stack([across, down], dim=-1), **options), inside


def barred(x: Tensor, dice: Dice, probability: float) -> Tensor:
    """Make each picture flatter or narrower between dark bars: letterbox or pillarbox."""
    some = dice.often(probability)
    bar = dice.uniform(0.06, 0.27)
    upright = dice.often(0.5)
    b, _, size, _ = x.shape
    line = (torch.arange(size) + 0.5) / size * 2 - 1
    y, across = torch.meshgrid(line, line, indexing="ij")
    # Half of the bars only cover the picture; the others squeeze it.
    squeeze = torch.where(dice.often(0.5) > 0, 1 / (1 - 2 * bar), torch.ones(1))
    grid_x = across[None, None] * torch.where(upright > 0, squeeze, torch.ones(1))
    grid_y = y[None, None] * torch.where(upright > 0, torch.ones(1), squeeze)
    grid = torch.stack(
        [grid_x.expand(b, 1, size, size)[:, 0], grid_y.expand(b, 1, size, size)[:, 0]], -1
    )
    moved = F.grid_sample(x, grid, mode="bilinear", padding_mode="border", align_corners=False)
    edge = torch.where(upright > 0, across[None, None].abs(), y[None, None].abs())
    inside = (edge <= 1 - 2 * bar).float()
    colour = dice.uniform(0, 0.1) + dice.often(0.15) * dice.uniform(0, 0.8)
    return torch.where(some > 0, moved * inside + colour * (1 - inside), x)


def written(x: Tensor, overlays: Tensor, dice: Dice, probability: float) -> Tensor:
    """Write subtitles, banners and credits: overlays (n, 4, s, s), RGB and opacity."""
    some = dice.often(probability)
    chosen = overlays[torch.randint(len(overlays), (dice.count,), generator=dice.generator)]
    size = x.shape[-1]
    if chosen.shape[-1] != size:
        chosen = F.interpolate(chosen, (size, size), mode="bilinear", align_corners=False)
    solid = chosen[:, 3:] * some * dice.uniform(0.6, 1)
    return x * (1 - solid) + chosen[:, :3] * solid


def faded(x: Tensor, other: Tensor, dice: Dice, probability: float) -> Tensor:
    """Dissolve each picture into another."""
    share = dice.often(probability) * dice.uniform(0.05, 0.42)
    return x * (1 - share) + other * share


def softened(x: Tensor, dice: Dice, probability: float) -> Tensor:
    """Blur pictures, or make them small and large again."""
    size = x.shape[-1]
    factor = float(dice.uniform(1.4, 3.2)[0])
    low = F.interpolate(x, (round(size / factor),) * 2, mode="bilinear", antialias=True)
    low = F.interpolate(low, (size, size), mode="bilinear", align_corners=False)
    return torch.where(dice.often(probability) > 0, low, x)


def grained(x: Tensor, dice: Dice, probability: float) -> Tensor:
    """Add grain, fine or coarse, grey or coloured, and dark and bright scratches."""
    size = x.shape[-1]
    fine = dice.normal(1, size, size)
    coarse = F.avg_pool2d(F.pad(fine, (1, 1, 1, 1), mode="replicate"), 3, 1) * 2
    grain = torch.where(dice.often(0.5) > 0, fine, coarse)
    x = x + dice.often(probability) * dice.uniform(0.01, 0.11) * grain
    column = torch.arange(size).view(1, 1, 1, size) / size
    for _ in range(2):
        near = ((column - dice.uniform(0, 1)).abs() < 0.7 / size).float()
        scratch = dice.often(probability / 3) * near * dice.uniform(0.3, 0.9)
        x = x * (1 - scratch) + scratch * dice.often(0.6)
    return x.clamp(0, 1)


def coded(x: Tensor, dice: Dice, probability: float) -> Tensor:
    """Round the cosine coefficients of blocks of 8 x 8, as JPEG and MPEG do."""
    b, c, size, _ = x.shape
    k, place = torch.arange(8).view(8, 1), torch.arange(8).view(1, 8)
    basis = torch.cos(math.pi * k * (2 * place + 1) / 16) * torch.where(k == 0, 8**-0.5, 0.5)
    blocks = x.reshape(b, c, size // 8, 8, size // 8, 8).transpose(3, 4)
    form = basis @ blocks @ basis.T
    step = (1 + k + place.float()) * dice.uniform(0.01, 0.06).view(b, 1, 1, 1, 1, 1)
    rounded = basis.T @ ((form / step).round() * step) @ basis
    whole = rounded.transpose(3, 4).reshape(b, c, size, size).clamp(0, 1)
    return torch.where(dice.often(probability) > 0, whole, x)


def original(large: Tensor, small: Tensor, size: int, generator: torch.Generator) -> Tensor:
    """Return pictures nearly as they are, as where footage comes from."""
    dice = Dice(generator, len(large))
    x = framed(large, small, size, dice, strong=False)
    x = coloured(x, dice, 0.25)
    return coded(grained(x, dice, 0.1), dice, 0.15)


def edited(
    large: Tensor, small: Tensor, overlays: Tensor, size: int, generator: torch.Generator
) -> Tensor:
    """Return pictures as they come back in another film."""
    dice = Dice(generator, len(large))
    x = framed(large, small, size, dice, strong=True)
    background = F.interpolate(small[dice.order()], (size, size), mode="bilinear", antialias=True)
    x = coloured(x, dice, 1.0)
    x = faded(x, background, dice, 0.12)
    x = covered(x, background.roll(1, 0), dice, 0.12)
    x = inset(x, background.roll(2, 0), dice, 0.2)
    x = written(x, overlays, dice, 0.3)
    x = barred(x, dice, 0.16)
    x = softened(x, dice, 0.3)
    x = grained(x, dice, 0.3)
    return coded(x, dice, 0.4)
