"""ONNX models as fingerprinters: pictures as users say, outputs, and what is said of faults."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import TensorProto

from tests.support import onnx_models
from vrd.core.scale import Scale
from vrd.errors import ProjectError, UnknownNameError, WeightsError
from vrd.fingerprinters import onnx_ports as ports
from vrd.fingerprinters.onnx_model import OnnxModel
from vrd.fingerprinters.onnx_network import OnnxNetwork
from vrd.fingerprinters.onnx_ports import Port

ALL = ("features", "tokens", "vector")


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(5).integers(0, 256, (5, *onnx_models.SIZE, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A model with three outputs, for pictures of any size."""
    path = tmp_path_factory.mktemp("onnx") / "small.onnx"
    return onnx_models.convolution(path, outputs=ALL)


def plain(path, **said):
    """A description in which pixels stay as they are, unless it says otherwise."""
    return OnnxNetwork(path, **({"mean": 0, "std": 1, "divisor": 1} | said))


@pytest.mark.parametrize(
    ("shape", "said", "kind"),
    [
        (("b", 3, 4, 6), {}, TensorProto.FLOAT),
        (("b", 4, 6, 3), {"channels": "bgr"}, TensorProto.FLOAT),
        ((None,) * 4, {"layout": "nchw", "input_size": "4x6"}, TensorProto.FLOAT16),
        ((2, 3, None, None), {"input_size": (4, 6), "divisor": 255}, TensorProto.DOUBLE),
        ((1, 4, 6, 3), {"mean": [1, 2, 3], "std": "2,4,8"}, TensorProto.FLOAT),
        ((3, 4, 6, 3), {}, TensorProto.UINT8),
    ],
)
def test_pictures_are_prepared_as_is_said(tmp_path, shape, said, kind):
    path = onnx_models.pixels(tmp_path / "pixels.onnx", *shape, kind=kind)
    model = OnnxModel(plain(path, unit_length=False, **said))
    pictures = np.random.default_rng(2).integers(0, 256, (5, 4, 6, 3), dtype=np.uint8)
    wanted = pictures.astype(float)
    wanted = wanted[..., ::-1] if said.get("channels") == "bgr" else wanted
    wanted = wanted / 255 if "divisor" in said else wanted
    wanted = (wanted - [1, 2, 3]) / [2, 4, 8] if "mean" in said else wanted
    first = shape[1] == 3 or said.get("layout") == "nchw"
    wanted = wanted.transpose(0, 3, 1, 2) if first else wanted
    np.testing.assert_allclose(model(pictures), wanted.reshape(5, -1), rtol=1e-3)


def test_the_numbers_of_imagenet():
    network = OnnxNetwork("dino.onnx", mean="imagenet", std="imagenet", input_size=224)
    assert (network.mean, network.std) == ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    assert network.divisor == 255
    assert network.input_size == (224, 224)


def test_an_output_is_chosen_and_pooled(small, pictures):
    vector, mean, positions, first = (
        OnnxModel(plain(small, input_size=onnx_models.SIZE, unit_length=False, **said))(pictures)
        for said in (
            {"output": "vector"},
            {"output": "tokens", "pool": "mean"},
            {"output": "features"},
            {"output": "tokens", "pool": "first"},
        )
    )
    assert vector.shape == first.shape == (5, 8)
    np.testing.assert_allclose(mean, vector, rtol=1e-4)
    np.testing.assert_allclose(positions, vector, rtol=1e-4)
    kernel = onnx_models.kernel().transpose(0, 2, 3, 1).reshape(8, -1)
    corner = np.maximum(pictures[:, :3, :3].reshape(5, -1) @ kernel.T, 0)
    np.testing.assert_allclose(first, corner, rtol=1e-3, atol=1e-2)


def test_vectors_have_length_1_unless_they_shall_not(small, pictures):
    said = {"input_size": onnx_models.SIZE, "output": "vector"}
    lengths = np.linalg.norm(OnnxModel(plain(small, **said))(pictures), axis=1)
    np.testing.assert_allclose(lengths, 1, rtol=1e-5)
    black = OnnxModel(plain(small, **said))(np.zeros_like(pictures[:1]))
    assert (black == 0).all(), "a vector of zeros has no direction"


def test_what_determines_the_vectors_is_in_the_digest(small, tmp_path):
    said = {"input_size": onnx_models.SIZE, "output": "vector"}
    model = OnnxModel(plain(small, **said))
    assert model.spec.scale == Scale(fit="pad")
    assert model.network.sha256 == model.spec.weights
    assert model.network.producer == "tests 1"
    elsewhere = tmp_path / "small.onnx"
    elsewhere.write_bytes(small.read_bytes())
    same = {
        "scale": Scale(copy_limit=0.5),
        "batch_size": 2,
        "model_memory_gib": 4,
        "layout": "nchw",
    }
    assert OnnxModel(plain(elsewhere, **said, **same)).spec == model.spec
    changes = [
        {"mean": 0.1},
        {"std": (1, 1, 1.0000001)},
        {"divisor": 2},
        {"channels": "bgr"},
        {"fit": "crop"},
        {"unit_length": False},
    ]
    words = {model.spec.preprocessing}
    for change in changes:
        model.network = plain(small, **(said | change))
        words.add(model._in_words())
    assert len(words) == 1 + len(changes)


def test_scale_and_fit_go_together(small):
    said = {"input_size": onnx_models.SIZE, "output": "vector"}
    given = Scale(copy_limit=0.5, fit="stretch")
    assert plain(small, scale=given).full_scale == given
    spec = OnnxModel(plain(small, **said, scale=given, fit="crop")).spec
    assert (spec.scale.copy_limit, spec.scale.fit) == (0.5, "crop")
    assert spec.preprocessing.startswith("crop")


FLOATS = "tensor(float)"
OUTPUTS = [
    Port("features", FLOATS, (None, 8, None, None)),
    Port("tokens", FLOATS, (None, None, 8)),
    Port("vector", FLOATS, (None, 8)),
    Port("number", FLOATS, (None,)),
]


def choose(said, *shape, kind=FLOATS, outputs=OUTPUTS, more=()):
    """Choose everything of a model that takes such pictures, and return what was chosen."""
    network = plain("m.onnx", **said)
    taken = ports.choose_input(network, [Port("pictures", kind, shape), *more])
    output = ports.choose_output(network, outputs)
    layout = ports.choose_layout(network, taken)
    size = ports.choose_size(network, taken, layout)
    return output.name, layout, size, ports.pooling(network, output)


def test_what_a_model_tells_need_not_be_said():
    only = {"outputs": OUTPUTS[2:3]}
    assert choose({}, 1, 3, 8, 9, **only) == ("vector", "nchw", (8, 9), "one vector")
    assert choose({}, 1, 8, 9, 3, **only)[1:3] == ("nhwc", (8, 9))
    assert choose({"input_size": 7}, None, 3, None, None, **only)[1:3] == ("nchw", (7, 7))
    assert choose({"layout": "nhwc"}, 1, 3, 9, 3, **only)[1:3] == ("nhwc", (3, 9))
    assert choose({"output": "features"}, 1, 3, 8, 9)[3] == "averaged over positions"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({}, r"several outputs: features \(any x 8 x any x any\), .*output='features'"),
        ({"output": "tokens"}, r"several vectors for a picture\. Say pool='first'"),
        ({"output": "features", "pool": "first"}, "gives no vector for a picture"),
        ({"output": "number"}, "gives no vector for a picture"),
        ({"output": "vector", "input_size": None}, r"pictures of any size\. .*input_size=224"),
        ({"output": "vector", "layout": "nhwc"}, r"not fit layout='nhwc'\. Say layout='nchw'"),
    ],
)
def test_what_a_model_leaves_open_must_be_said(said, text):
    with pytest.raises(WeightsError, match=text):
        choose({"input_size": 8} | said, None, 3, None, None)


@pytest.mark.parametrize(
    ("shape", "said", "text"),
    [
        ((1, 4, 6, 3), {"input_size": (6, 4)}, "does not fit input_size='6x4'. Leave input_size"),
        ((1, None, 6, None), {"input_size": 6}, "layout='nchw' if they come before height"),
        ((1, 1, 6, 6), {}, "it must take pictures with three colours"),
        ((1, 4), {}, "it must take pictures and nothing else"),
        ((3, 4, 6), {}, "it must take pictures and nothing else"),
    ],
)
def test_an_input_that_takes_no_such_pictures(shape, said, text):
    with pytest.raises(WeightsError, match=text):
        choose({"output": "vector"} | said, *shape)


def test_an_input_beside_the_pictures():
    words = [Port("words", "tensor(int64)", (None, 77))]
    with pytest.raises(WeightsError, match=r"takes pictures \(.*\), words \(any x 77\); it must"):
        choose({}, 1, 3, 8, 8, more=words)
    with pytest.raises(WeightsError, match="it must take pictures and nothing else"):
        choose({}, 1, 3, 8, 8, kind="tensor(int64)")


def test_an_output_that_is_not_there():
    with pytest.raises(UnknownNameError, match=r"output called 'vektor'\. Did you mean 'vector'"):
        choose({"output": "vektor"}, 1, 3, 8, 8)


def test_a_size_that_the_model_cannot_take(small):
    with pytest.raises(WeightsError, match=r"ONNX Runtime cannot run .*small\.onnx .*Export"):
        OnnxModel(plain(small, output="vector", input_size=2))


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"std": 1}, "mean is missing: .*does not say how pixels are prepared.*mean='imagenet'"),
        ({"mean": 0, "std": 0}, r"std of the model m\.onnx is 0.*; it must be a number above 0"),
        ({"mean": "a,b", "std": 1}, r"mean of the model m\.onnx is .*three numbers"),
        ({"mean": [1, 2], "std": 1}, r"mean of the model m\.onnx is .*three numbers"),
        ({"mean": float("nan"), "std": 1}, "mean of the model"),
        ({"mean": 0, "std": 1, "channels": "gbr"}, "channels of .*must be 'rgb' or 'bgr'"),
        ({"mean": 0, "std": 1, "input_size": 99999}, "input_size of .*from 1 to 4096"),
        ({"mean": 0, "std": 1, "model_memory_gib": 1e300}, "model_memory_gib of .*GiB"),
        ({"mean": 0, "std": 1, "sigma": 1}, "no setting called 'sigma'. Known: mean, std"),
    ],
)
def test_a_description_that_cannot_be_used(said, text):
    with pytest.raises(ProjectError, match=text):
        OnnxNetwork("m.onnx", **said)


def test_values_that_cannot_be_stored(tmp_path):
    path = onnx_models.pixels(tmp_path / "pixels.onnx", 1, 4, 6, 3)
    model = OnnxModel(plain(path, mean=1e6, unit_length=False))
    with pytest.raises(WeightsError, match=r"pixels\.onnx gives values at vector .*do not fit"):
        model(np.zeros((1, 4, 6, 3), np.uint8))
    with pytest.raises(ValueError, match=r"they must be \(4, 6, 3\)"):
        model(np.zeros((1, 6, 4, 3), np.uint8))


def test_another_file_in_its_place_is_not_taken_for_it(small, tmp_path):
    path = tmp_path / "small.onnx"
    path.write_bytes(small.read_bytes())
    known = OnnxModel(plain(path, input_size=onnx_models.SIZE, output="vector")).network
    assert OnnxModel(known).network == known
    onnx_models.convolution(path)
    with pytest.raises(WeightsError, match=r"is not the one .*name='small\.onnx-2'"):
        OnnxModel(known)
    path.unlink()
    with pytest.raises(WeightsError, match=rf"is gone: it was {path} .*network='/path/to/small"):
        OnnxModel(known)
    with pytest.raises(WeightsError, match=rf"There is no ONNX model {path}. Check the path"):
        OnnxModel(known.changed(sha256=""))
