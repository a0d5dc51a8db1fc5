"""Describe an ONNX model, and how pictures are prepared for it, as its user says.

A model in a file says neither how pixels become its input nor which of its outputs describes a
picture. `OnnxNetwork` says both, and a project keeps it, so that it finds its model again. The
model itself is run by `vrd.fingerprinters.onnx_model`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PureWindowsPath
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from vrd.core.scale import Fit, Scale
from vrd.errors import ProjectError

#: Mean and deviation of red, green and blue, as parts of 255, of most published models.
IMAGENET = {"mean": (0.485, 0.456, 0.406), "std": (0.229, 0.224, 0.225)}
#: What does not change the fingerprints, or is only known once the model was read.
_NOT_SAID = ("path", "scale", "batch_size", "model_memory_gib", "sha256", "producer")


def _three(value: Any) -> Any:
    """Read one number for all channels, or three, also from text with commas."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
        value = value if len(value) > 1 else value[0]
    return value if isinstance(value, list | tuple) else (value, value, value)


def _mean(value: Any) -> Any:
    return IMAGENET["mean"] if value == "imagenet" else _three(value)


def _std(value: Any) -> Any:
    return IMAGENET["std"] if value == "imagenet" else _three(value)


def _size(value: Any) -> Any:
    """Read a side in pixels, or height and width, also from text such as ``224x336``."""
    if isinstance(value, str):
        value = value.lower().split("x")
        value = value if len(value) > 1 else value[0]
    return value if value is None or isinstance(value, list | tuple) else (value, value)


_Number = Annotated[float, Field(allow_inf_nan=False)]
_Above0 = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Side = Annotated[int, Field(ge=1, le=4096)]


class OnnxNetwork(BaseModel):
    """Describe an ONNX model by path, and how pictures are prepared for it.

    A pixel x (0 to 255) becomes ``(x / divisor - mean) / std``. How a model was trained says which
    numbers are right; with wrong ones it works, but badly.

    Attributes
    ----------
    path
        The file. Files with parts of its weights must lie in the same folder.
    mean, std
        One number, or three in the order of ``channels``; ``"imagenet"`` for the usual ones of
        models that were trained on ImageNet, which SSCD and DINO use as well.
    divisor
        By which pixels are divided first: 255, or 1 for a model that takes 0 to 255.
    channels
        Order of the colours that the model takes: ``"rgb"`` or ``"bgr"``.
    layout
        ``"nchw"`` or ``"nhwc"``: whether colours come before height and width; None where the
        model itself tells.
    input_size
        Height and width in pixels, or one number for both; None where the model itself tells.
    fit
        How a picture comes to that size: ``"pad"``, ``"crop"`` or ``"stretch"``; None for that of
        the scale, or else ``"pad"``.
    output
        Name of the output that is the fingerprint; it may be empty if the model has only one.
    pool
        How an output with several vectors for a picture becomes one: ``"mean"`` of them, or the
        ``"first"``, which is the class token of a transformer. None for the mean of an output with
        height and width.
    unit_length
        Whether vectors are scaled to length 1, so that squared L2 distances lie between 0 and 4.
    scale
        How distances of the fingerprints are read; None for a scale that is proposed.
    name
        What the fingerprints are called; by default, the name of the file.
    batch_size
        Pictures that go through the model at once; it does not change the vectors.
    model_memory_gib
        Most memory that the model may take, in GiB (on Linux).
    sha256, producer
        What VRD read in the file: the digest of all its bytes, and the program that wrote it.

    Raises
    ------
    ProjectError
        If something is missing, of the wrong kind or out of its range.

    Examples
    --------
    >>> dino = OnnxNetwork("dino.onnx", mean="imagenet", std="imagenet", input_size=224)
    >>> dino.name, dino.mean, dino.input_size
    ('dino.onnx', (0.485, 0.456, 0.406), (224, 224))
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = Field(min_length=1, description="the path of a file")
    mean: Annotated[tuple[_Number, _Number, _Number], BeforeValidator(_mean)] = Field(
        description="a number, three numbers, or 'imagenet'"
    )
    std: Annotated[tuple[_Above0, _Above0, _Above0], BeforeValidator(_std)] = Field(
        description="a number above 0, three of them, or 'imagenet'"
    )
    divisor: _Above0 = Field(255.0, description="a number above 0")
    channels: Literal["rgb", "bgr"] = Field("rgb", description="'rgb' or 'bgr'")
    layout: Literal["nchw", "nhwc"] | None = Field(None, description="'nchw' or 'nhwc'")
    input_size: Annotated[tuple[_Side, _Side] | None, BeforeValidator(_size)] = Field(
        None, description="a number of pixels from 1 to 4096, or two: height and width"
    )
    fit: Fit | None = Field(None, description="'pad', 'crop' or 'stretch'")
    output: str = Field("", description="the name of an output")
    pool: Literal["mean", "first"] | None = Field(None, description="'mean' or 'first'")
    unit_length: bool = Field(True, description="True or False")
    scale: Scale | None = Field(None, description="a vrd.core.scale.Scale")
    name: str = Field("", max_length=200, description="a name of at most 200 letters")
    batch_size: int = Field(8, ge=1, le=1024, description="a whole number from 1 to 1024")
    model_memory_gib: _Above0 = Field(8.0, le=1e5, description="a number above 0 (GiB)")
    sha256: str = Field("", description="a text")
    producer: str = Field("", description="a text")

    def __init__(self, path: str | Path = "", **values: Any) -> None:
        given = str(path)
        if isinstance(path, str | Path):
            values["name"] = values.get("name") or _file_name(given)
            path = _absolute(given)
        try:
            super().__init__(path=path, **values)
        except ValidationError as error:
            raise ProjectError(_in_words(error, given)) from None

    @property
    def file_name(self) -> str:
        """Return the name of the file without its folder."""
        return _file_name(self.path)

    @property
    def said(self) -> dict[str, Any]:
        """Return what the user said that determines the fingerprints, whatever the file holds."""
        return self.model_dump(exclude=set(_NOT_SAID)) | {"fit": self.full_scale.fit}

    @property
    def full_scale(self) -> Scale:
        """Return the scale with the fit that was asked for."""
        scale = self.scale or Scale()
        return replace(scale, fit=self.fit or scale.fit)

    def changed(self, **changes: Any) -> Self:
        """Return this description with some of it changed.

        Raises
        ------
        ProjectError
            If something is of the wrong kind or out of its range.
        """
        return type(self)(**(self.model_dump() | changes))

    def knowing(self, earlier: OnnxNetwork) -> Self:
        """Return this description with what VRD read in the file when it was used before.

        Parameters
        ----------
        earlier
            The description of the same model, as it was used.
        """
        known = {} if self.sha256 else {"sha256": earlier.sha256, "producer": earlier.producer}
        scale = {} if self.scale else {"scale": earlier.scale}
        return self.changed(**known, **scale)

    def found_again(self, folder: Path) -> Self:
        """Return this description with the place where its file is now.

        Parameters
        ----------
        folder
            The folder of the project; the file is looked for in it if it is not where it was.
        """
        beside = folder.absolute() / self.file_name
        if Path(self.path).is_file() or not beside.is_file():
            return self
        return self.changed(path=str(beside))


def _file_name(path: str) -> str:
    """Return the name of a file without its folder, on whatever system the path was written."""
    return re.split(r"[\\/]", path)[-1]


def _absolute(path: str) -> str:
    if not path or PureWindowsPath(path).is_absolute():
        return path
    return str(Path(path).expanduser().absolute())


def _in_words(error: ValidationError, path: str) -> str:
    """Say in one sentence what is wrong with the first value that cannot be used."""
    first = error.errors()[0]
    name = str(first["loc"][0])
    field = OnnxNetwork.model_fields.get(name)
    if field is None:
        known = ", ".join(known for known in OnnxNetwork.model_fields if known not in _NOT_SAID)
        return f"An ONNX model has no setting called {name!r}. Known: {known}."
    if first["type"] == "missing" and len(first["loc"]) == 1:
        return (
            f"{name} is missing: the model {path} does not say how pixels are prepared for it. "
            "Give the numbers with which it was trained: mean='imagenet', std='imagenet' for most "
            "models, or others that its makers name."
        )
    return f"{name} of the model {path} is {first['input']!r}; it must be {field.description}."
