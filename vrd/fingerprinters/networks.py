"""List the networks that can make fingerprints in one table.

A row gives the loader in `keras.applications`, the input size ``(height, width)`` in pixels and
the default layer, whose output is the fingerprint. Default layers lie near the end, before the
classifier, and have names that Keras fixes: a name such as ``activation_19`` depends on the
networks that were built before. This module imports neither Keras nor a back end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from vrd.core.fingerprints import FingerprintSpec
from vrd.core.scale import USUAL_SCALE, Scale
from vrd.errors import UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

# Both are stretched, so that a copy in another aspect gives the same vector; the other networks
# were taught proportions.
#: The odds are a logistic fit to the 153 sequences found in films with planted reuse: the
#: benchmark's seeds 0 to 3, and the films as they are.
_OF_VRDNET = replace(Scale.for_copies(0.8, "stretch"), evidence_odds=(-0.41, 2.79))
# On archive film, pictures of unrelated films were never nearer than 0.5; re-encoded, grey, sepia
# and small-logo copies mostly lay below 0.2.
_OF_DCT = Scale(usual_limit=0.3, fit="stretch")


class NeuralNetworks(Enum):
    """List every network of `keras.applications` (Keras 3.15), `vrdnet` and the descriptor `dct`.

    ``NeuralNetworks.efficientnetb4`` is the network of the article. ``NeuralNetworks.vrdnet`` was
    made for copies, and its weights are part of the package. ``NeuralNetworks.dct`` needs no
    weights. Every row has a ``name``, a ``loader`` (module and class), an ``input_size``, a
    default ``layer`` and a ``scale``, by which the distances of its fingerprints are read.
    """

    convnextbase = ("convnext.ConvNeXtBase", (224, 224), "convnext_base_head_layernorm")
    convnextlarge = ("convnext.ConvNeXtLarge", (224, 224), "convnext_large_head_layernorm")
    convnextsmall = ("convnext.ConvNeXtSmall", (224, 224), "convnext_small_head_layernorm")
    convnexttiny = ("convnext.ConvNeXtTiny", (224, 224), "convnext_tiny_head_layernorm")
    convnextxlarge = ("convnext.ConvNeXtXLarge", (224, 224), "convnext_xlarge_head_layernorm")
    densenet121 = ("densenet.DenseNet121", (224, 224), "relu")
    densenet169 = ("densenet.DenseNet169", (224, 224), "relu")
    densenet201 = ("densenet.DenseNet201", (224, 224), "relu")
    efficientnetb0 = ("efficientnet.EfficientNetB0", (224, 224), "block7a_se_squeeze")
    efficientnetb1 = ("efficientnet.EfficientNetB1", (240, 240), "block7b_se_squeeze")
    efficientnetb2 = ("efficientnet.EfficientNetB2", (260, 260), "block7b_se_squeeze")
    efficientnetb3 = ("efficientnet.EfficientNetB3", (300, 300), "block7b_se_squeeze")
    efficientnetb4 = ("efficientnet.EfficientNetB4", (380, 380), "block7b_se_squeeze")
    efficientnetb5 = ("efficientnet.EfficientNetB5", (456, 456), "block7c_se_squeeze")
    efficientnetb6 = ("efficientnet.EfficientNetB6", (528, 528), "block7c_se_squeeze")
    efficientnetb7 = ("efficientnet.EfficientNetB7", (600, 600), "block7d_se_squeeze")
    efficientnetv2b0 = ("efficientnet_v2.EfficientNetV2B0", (224, 224), "block6h_se_squeeze")
    efficientnetv2b1 = ("efficientnet_v2.EfficientNetV2B1", (240, 240), "block6i_se_squeeze")
    efficientnetv2b2 = ("efficientnet_v2.EfficientNetV2B2", (260, 260), "block6j_se_squeeze")
    efficientnetv2b3 = ("efficientnet_v2.EfficientNetV2B3", (300, 300), "block6l_se_squeeze")
    efficientnetv2l = ("efficientnet_v2.EfficientNetV2L", (480, 480), "block7g_se_squeeze")
    efficientnetv2m = ("efficientnet_v2.EfficientNetV2M", (480, 480), "block7e_se_squeeze")
    efficientnetv2s = ("efficientnet_v2.EfficientNetV2S", (384, 384), "block6o_se_squeeze")
    inceptionresnetv2 = ("inception_resnet_v2.InceptionResNetV2", (299, 299), "conv_7b_ac")
    inceptionv3 = ("inception_v3.InceptionV3", (299, 299), "mixed10")
    mobilenet = ("mobilenet.MobileNet", (224, 224), "conv_pw_13_relu")
    mobilenetv2 = ("mobilenet_v2.MobileNetV2", (224, 224), "out_relu")
    mobilenetv3large = ("mobilenet_v3.MobileNetV3Large", (224, 224), "conv_2")
    mobilenetv3small = ("mobilenet_v3.MobileNetV3Small", (224, 224), "conv_2")
    nasnetlarge = ("nasnet.NASNetLarge", (331, 331), "normal_concat_18")
    nasnetmobile = ("nasnet.NASNetMobile", (224, 224), "normal_concat_12")
    resnet101 = ("resnet.ResNet101", (224, 224), "conv5_block3_out")
    resnet101v2 = ("resnet_v2.ResNet101V2", (224, 224), "post_relu")
    resnet152 = ("resnet.ResNet152", (224, 224), "conv5_block3_out")
    resnet152v2 = ("resnet_v2.ResNet152V2", (224, 224), "post_relu")
    resnet50 = ("resnet.ResNet50", (224, 224), "conv5_block3_out")
    resnet50v2 = ("resnet_v2.ResNet50V2", (224, 224), "post_relu")
    vgg16 = ("vgg16.VGG16", (224, 224), "block5_pool")
    vgg19 = ("vgg19.VGG19", (224, 224), "block5_pool")
    xception = ("xception.Xception", (299, 299), "block14_sepconv2_act")
    vrdnet = ("vrdnet", (128, 128), "unit", _OF_VRDNET)
    dct = ("", (64, 64), "", _OF_DCT)

    def __init__(
        self, loader: str, input_size: tuple[int, int], layer: str, scale: Scale = USUAL_SCALE
    ) -> None:
        self.loader = loader
        self.input_size = input_size
        self.layer = layer
        self.scale = scale

    def __repr__(self) -> str:
        return f"NeuralNetworks.{self.name}"

    def __str__(self) -> str:
        return self.name


#: The type of one row.
Network = NeuralNetworks


def get_network(name: str) -> NeuralNetworks:
    """Return the network of a name, in upper or lower case.

    Raises
    ------
    UnknownNameError
        If there is no such network; the message lists the names.

    Examples
    --------
    >>> get_network("EfficientNetB4")
    NeuralNetworks.efficientnetb4
    """
    try:
        return NeuralNetworks[name.lower()]
    except KeyError:
        raise UnknownNameError("network", name, [row.name for row in NeuralNetworks]) from None


def read_spec(values: Mapping[str, Any]) -> FingerprintSpec:
    """Return the spec that `FingerprintSpec.to_dict` described.

    Specs stored before scales travelled in them get the scale of their network in this table.
    """
    row = NeuralNetworks.__members__.get(values["network"])
    scale = row.scale if row is not None else USUAL_SCALE
    return FingerprintSpec.from_dict({"scale": scale.to_dict(), **values})


def networks_table() -> pd.DataFrame:
    """Return the table of networks: name, input size in pixels, default layer."""
    import pandas as pd

    return pd.DataFrame(
        {
            "name": [row.name for row in NeuralNetworks],
            "input size": [f"{row.input_size[0]} x {row.input_size[1]}" for row in NeuralNetworks],
            "default layer": [row.layer or "-" for row in NeuralNetworks],
        }
    )
