"""Scales of fingerprints travel in their specs."""

import json

import pytest

from vrd.core.fingerprints import FingerprintSpec
from vrd.core.scale import Scale
from vrd.fingerprinters.networks import NeuralNetworks, read_spec
from vrd.matching.settings import FinderSettings

SPEC = FingerprintSpec("test", "layer", (8, 8), "pad; none", 4)


def test_a_scale_is_no_part_of_the_digest():
    other = FingerprintSpec("test", "layer", (8, 8), "pad; none", 4, scale=Scale(copy_limit=0.5))
    assert other == SPEC
    assert other.key == SPEC.key
    assert SPEC.digest == "448e6e2605ef13ee2a710dd029005decaca6809f13a9411e5f7811e1898ccafc"


def test_a_scale_comes_back_from_json():
    scale = Scale(copy_limit=0.8, fit="crop", align=True)
    spec = FingerprintSpec("test", "", (8, 8), "crop; none", 4, scale=scale)
    assert FingerprintSpec.from_dict(json.loads(json.dumps(spec.to_dict()))).scale == scale


@pytest.mark.parametrize("network", ["vrdnet", "dct", "efficientnetb4", "unheard-of"])
def test_specs_stored_without_a_scale_get_that_of_their_network(network):
    values = FingerprintSpec(network, "", (8, 8), "none", 4).to_dict()
    del values["scale"]
    row = NeuralNetworks.__members__.get(network)
    assert read_spec(values).scale == (row.scale if row else Scale())
    own = Scale(copy_limit=0.5)
    assert read_spec(values | {"scale": own.to_dict()}).scale == own


@pytest.mark.parametrize("wrong", [{"fit": "squash"}, {"novelty": 0.0}, {"copy_limit": -1.0}])
def test_a_scale_without_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"fit is 'squash'|must be above 0"):
        Scale(**wrong)


def test_settings_left_open_are_decided_by_the_scale():
    copies = FinderSettings().suiting(NeuralNetworks.vrdnet.scale)
    assert (copies.align, copies.refine, copies.confirm, copies.normalize) == (True,) * 4
    assert (copies.max_distance, copies.min_contrast) == (0.8, 0.02)
    runs = FinderSettings(align=False).suiting(NeuralNetworks.vrdnet.scale)
    assert (runs.max_distance, runs.refine, runs.confirm) == (None, False, False)
    assert runs.normalize
    published = FinderSettings().suiting(NeuralNetworks.efficientnetb4.scale)
    assert (published.align, published.max_distance, published.min_contrast) == (False, None, 0.0)
