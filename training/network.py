"""Define the network that is trained; `vrd.fingerprinters.vrdnet` builds the same one for use.

Pictures are float RGB in 0 to 1, shape (b, 3, h, w); fingerprints (b, DIMENSIONS), length 1.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

DIMENSIONS = 256
MEAN, SCALE = 0.45, 0.25


class Block(nn.Module):
    """Apply two convolutions and a way around them (He et al. 2016, ResNet-D's shortcut)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.pool = nn.AvgPool2d(2) if stride == 2 else nn.Identity()
        self.short: nn.Module = nn.Identity()
        if stride == 2 or inputs != outputs:
            self.short = nn.Conv2d(inputs, outputs, 1, bias=False)
            self.short_norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Return features (b, outputs, h / stride, w / stride)."""
        y = F.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        if isinstance(self.short, nn.Conv2d):
            x = self.short_norm(self.short(self.pool(x)))
        return F.relu(x + y)


class Network(nn.Module):
    """Apply a small residual network with generalized-mean pooling (Radenovic et al. 2018)."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 3, 2, 1, bias=False)
        self.stem_norm = nn.BatchNorm2d(32)
        self.blocks = nn.ModuleList(
            [
                Block(32, 64, 2),
                Block(64, 128, 2),
                Block(128, 128, 1),
                Block(128, 256, 2),
                Block(256, 256, 1),
            ]
        )
        self.widen = nn.Conv2d(256, 512, 1, bias=False)
        self.widen_norm = nn.BatchNorm2d(512)
        self.project = nn.Linear(512, DIMENSIONS)

    def pooled(self, x: Tensor) -> Tensor:
        """Return features of the whole picture before the projection, (b, 512)."""
        x = F.relu(self.stem_norm(self.stem((x - MEAN) / SCALE)))
        for block in self.blocks:
            x = block(x)
        x = F.relu(self.widen_norm(self.widen(x)))
        # In float32: cubes do not fit the short mantissa of bfloat16.
        return x.float().clamp(min=1e-4).pow(3).mean(dim=(2, 3)).pow(1 / 3)

    def forward(self, x: Tensor) -> Tensor:
        """Return fingerprints (b, DIMENSIONS) of length 1."""
        return F.normalize(self.project(self.pooled(x)).float(), dim=1)
