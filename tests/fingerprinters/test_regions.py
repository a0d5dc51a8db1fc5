"""Parts of pictures: how they are read, and how their fingerprints lie side by side."""

import numpy as np
import pytest
from PIL import Image

from tests.support.synthetic import timeline
from vrd.core.fingerprints import Fingerprints
from vrd.core.regions import REGIONS
from vrd.fingerprinters.dct import DCTDescriptor
from vrd.fingerprinters.regions import RegionFingerprinter, of_each_region, regions_spec
from vrd.readers.stills import StillsReader, read_picture

SIZE = (32, 48)


@pytest.fixture
def frames(tmp_path):
    frames = timeline(3, folder=tmp_path)
    generator = np.random.default_rng(0)
    for row in range(3):
        path = frames.still(row)
        path.parent.mkdir(exist_ok=True)
        pixels = generator.integers(0, 255, (60, 90, 3), np.uint8)
        Image.fromarray(pixels).resize((360, 240)).save(path, quality=95)
    return frames


def test_regions_are_read_as_pictures_with_these_borders(frames):
    reader = StillsReader(frames, SIZE, regions=REGIONS)
    ((rows, pictures),) = reader.batches(np.array([False, True, False]))
    assert rows.tolist() == [0, 2]
    assert pictures.shape == (2, len(REGIONS), *SIZE, 3)
    for position, region in enumerate(REGIONS):
        alone = read_picture(frames.still(2), SIZE, "pad", region.borders)
        assert (pictures[1, position] == alone).all()


def test_fingerprints_of_regions_lie_side_by_side(frames):
    descriptor = DCTDescriptor()
    regions = RegionFingerprinter(descriptor)
    reader = StillsReader(frames, descriptor.spec.input_size, regions=REGIONS)
    ((_, pictures),) = reader.batches(np.zeros(3, bool))
    vectors = regions(pictures)
    assert regions.spec == regions_spec(descriptor.spec)
    assert vectors.shape == (3, regions.spec.dimensions)
    assert regions.spec.digest != descriptor.spec.digest
    stored = Fingerprints.from_array(vectors, regions.spec)
    alone = list(of_each_region(stored, descriptor.spec))
    assert len(alone) == len(REGIONS)
    for position, fingerprints in enumerate(alone):
        np.testing.assert_allclose(
            fingerprints.read(1, 3), descriptor(pictures[1:, position]), atol=1e-6
        )
