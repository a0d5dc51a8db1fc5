"""Test the table of networks against the networks that Keras has."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

from vrd.errors import UnknownNameError
from vrd.fingerprinters.networks import Network, NeuralNetworks, get_network, networks_table

IN_KERAS = [row for row in NeuralNetworks if row.name not in ("dct", "vrdnet")]


def test_table_has_every_network_of_keras() -> None:
    from keras import applications

    offered = {
        name
        for name, item in vars(applications).items()
        if name[0].isupper() and inspect.isfunction(item)
    }
    classes = {row.loader.split(".")[1] for row in IN_KERAS}
    assert classes == offered
    assert {row.name for row in IN_KERAS} == {name.lower() for name in offered}
    for row in IN_KERAS:
        module, name = row.loader.split(".")
        assert callable(getattr(applications, module).preprocess_input)
        # MobileNetV3 alone has its loader one level up.
        home = getattr(applications, module)
        assert hasattr(home, name) or module == "mobilenet_v3"


class _Asked(Exception):
    """Stop Keras as soon as it asks for the size of its pictures."""


def _own_size(row: NeuralNetworks) -> int | None:
    """Return the side of the pictures that Keras makes a network for; None if it takes any."""
    from keras import applications
    from keras.src.applications import imagenet_utils

    def ask(_shape: object, default_size: int, **_more: object) -> None:
        raise _Asked(default_size)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imagenet_utils, "obtain_input_shape", ask)
        try:
            whole = getattr(applications, row.loader.split(".")[1])(weights=None)
        except _Asked as asked:
            return int(asked.args[0])
    assert whole.input_shape[1:3] == (None, None)
    return None


QUICK = {"mobilenet", "mobilenetv3small", "efficientnetb0", "vgg16"}


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, marks=() if row.name in QUICK else pytest.mark.slow, id=row.name)
        for row in IN_KERAS
    ],
)
def test_default_layer_and_input_size(row: NeuralNetworks) -> None:
    from vrd.fingerprinters.keras_weights import load_network

    assert _own_size(row) in (row.input_size[0], None)
    assert row.input_size[0] == row.input_size[1]
    # No session of Keras is cleared: names that it numbers by itself move on and on.
    layer = load_network(row, top=True).get_layer(row.layer)
    assert layer.output.shape[-1] in range(500, 5000)


def test_network_of_the_article() -> None:
    from vrd.fingerprinters.keras_cnn import layers

    row = NeuralNetworks.efficientnetb4
    assert (row.layer, row.input_size) == ("block7b_se_squeeze", (380, 380))
    table = layers(row).set_index("layer")
    assert table.loc["block7b_se_squeeze", "values"] == 2688


def test_rows_are_pleasant() -> None:
    assert get_network("EfficientNetB4") is NeuralNetworks.efficientnetb4
    assert NeuralNetworks["resnet50"] == NeuralNetworks.resnet50 != NeuralNetworks.resnet101
    assert repr(NeuralNetworks.vgg16) == "NeuralNetworks.vgg16"
    assert str(NeuralNetworks.vgg16) == "vgg16"
    assert len(list(NeuralNetworks)) == len({*NeuralNetworks}) == 42
    assert isinstance(NeuralNetworks.dct, Network)


def test_unknown_name_lists_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'efficientnetb4'"):
        get_network("efficientnet4")


def test_table_for_reading() -> None:
    table = networks_table().set_index("name")
    assert list(table.loc["efficientnetb4"]) == ["380 x 380", "block7b_se_squeeze"]
    assert table.loc["dct", "default layer"] == "-"


def test_import_brings_no_back_end() -> None:
    code = (
        "import sys, vrd.fingerprinters.networks, vrd.fingerprinters.keras_cnn\n"
        "sys.exit(any(m in sys.modules for m in ('keras', 'tensorflow', 'jax', 'torch')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
