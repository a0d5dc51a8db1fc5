"""Test that stills are made small for a page, and that one that cannot be read is left out."""

import io
import os

from PIL import Image

from vrd.widgets.small_stills import small_still


def saved(path, colour):
    Image.new("RGB", (640, 360), colour).save(path)
    return path


def test_a_still_is_made_small_and_read_again_once_it_has_changed(tmp_path):
    path = saved(tmp_path / "1.jpg", "white")
    first = small_still(path)
    assert Image.open(io.BytesIO(first)).size == (192, 108)
    saved(path, "black")
    os.utime(path, (1, 1))
    assert small_still(path) != first


def test_a_still_that_cannot_be_read_is_empty(tmp_path, monkeypatch):
    assert small_still(tmp_path / "gone.jpg") == b""
    (tmp_path / "damaged.jpg").write_bytes(b"no picture")
    assert small_still(tmp_path / "damaged.jpg") == b""
    path = saved(tmp_path / "huge.jpg", "white")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert small_still(path) == b""
