"""Photographs of telephones: read where a package is installed, and named where it is not."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support.films import colours
from vrd.errors import VideoError
from vrd.pipeline.extract_frames import extract_stills
from vrd.pipeline.find_films import find_films


def test_a_heic_photograph_is_read(tmp_path: Path) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    picture = Image.new("RGB", (64, 48), (0xC8, 0x20, 0x40))
    pillow_heif.from_pillow(picture).save(tmp_path / "photo.HEIC", quality=90)
    assert find_films(tmp_path) == [tmp_path / "photo.HEIC"]
    assert extract_stills(tmp_path / "photo.HEIC", tmp_path / "stills").rows == 1
    still = colours(tmp_path / "stills" / "000000.jpg")
    assert np.abs(still[24, 32] - (0xC8, 0x20, 0x40)).max() <= 9


def test_without_the_package_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    (tmp_path / "photo.heic").write_bytes(b"\0\0\0\x18ftypheic")
    with pytest.raises(VideoError, match=r"photo\.heic: .*pip install pillow-heif"):
        extract_stills(tmp_path / "photo.heic", tmp_path / "stills")
