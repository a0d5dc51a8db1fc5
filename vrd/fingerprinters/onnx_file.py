"""Read the file of an ONNX model into memory, and refuse one that asks for more than its folder.

Models come from strangers. A model may name files with parts of its weights: they are read only if
they lie in its own folder, and become part of the model, so that ONNX Runtime opens no file at all.
A model may need operators that come as libraries, which are programs: no library is loaded. This
module runs in the process of `vrd.fingerprinters.onnx_worker`, whose memory is limited.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vrd.errors import WeightsError

#: Bytes of a model with all its weights; the format allows no more in one piece.
MAX_MODEL_BYTES = 2**31 - 1
#: Where the operators of ONNX and of ONNX Runtime itself are defined.
BUILT_IN = ("", "ai.onnx", "ai.onnx.ml", "com.microsoft")
#: Names of operators and files that a message lists.
_MAX_LISTED = 5


def read_model(path: Path) -> tuple[bytes, dict[str, str]]:
    """Return a model that needs no other file, and where it comes from.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    bytes, dict
        The model, and ``sha256`` (of the file and of all files with its weights) and ``producer``
        (the program that wrote it).

    Raises
    ------
    WeightsError
        If the file is no model, is too large, or asks for a file or an operator that it may not
        have.
    """
    data = _read(path)
    digest = hashlib.sha256(data)
    model = _parse(path, data)
    messages = list(_messages(model))
    _check_operators(path, model, messages)
    external = [tensor for tensor in messages if _is(tensor, "TensorProto") and _outside(tensor)]
    if external:
        _take_in(path, external, len(data), digest)
        data = model.SerializeToString()
    producer = f"{model.producer_name} {model.producer_version}".strip()
    return data, {"sha256": digest.hexdigest(), "producer": producer[:200]}


def _read(path: Path, room: int = MAX_MODEL_BYTES) -> bytes:
    if not path.is_file():
        raise WeightsError(f"There is no file {path}. Check the path.")
    try:
        with path.open("rb") as file:
            data = file.read(room + 1)
    except OSError as error:
        raise WeightsError(f"The model {path} cannot be read ({error.strerror}).") from error
    if len(data) > room:
        raise WeightsError(
            f"{path} makes the model larger than 2 GiB. Export a smaller model, or one with "
            "float16 weights."
        )
    return data


def _parse(path: Path, data: bytes) -> Any:
    import onnx
    from google.protobuf.message import DecodeError

    try:
        model = onnx.ModelProto.FromString(data)
    except DecodeError:
        model = onnx.ModelProto()
    if not model.graph.node:
        raise WeightsError(
            f"{path} is no ONNX model, or is damaged. Give a file that was exported as ONNX, or "
            "fetch it again."
        )
    return model


def _messages(message: Any) -> Iterator[Any]:
    """Yield a message of protobuf and all messages in it: graphs within graphs, too."""
    yield message
    for field, value in message.ListFields():
        if field.message_type is not None:
            for part in [value] if hasattr(value, "ListFields") else value:
                yield from _messages(part)


def _is(message: Any, kind: str) -> bool:
    return bool(message.DESCRIPTOR.full_name == f"onnx.{kind}")


def _outside(tensor: Any) -> bool:
    return bool(tensor.data_location == tensor.EXTERNAL)


def _check_operators(path: Path, model: Any, messages: list[Any]) -> None:
    """Raise WeightsError if an operator is neither built in nor defined in the model itself."""
    own = {(function.domain, function.name) for function in model.functions}
    foreign = {
        f"{node.domain}.{node.op_type}"
        for node in messages
        if _is(node, "NodeProto")
        and node.domain not in BUILT_IN
        and (node.domain, node.op_type) not in own
    }
    if foreign:
        raise WeightsError(
            f"{path} needs operators that ONNX Runtime does not bring: "
            f"{', '.join(sorted(foreign)[:_MAX_LISTED])}. VRD loads no library of operators, as "
            "it is a program. Export the model with the operators of ONNX alone."
        )


def _take_in(path: Path, tensors: list[Any], size: int, digest: Any) -> None:
    """Copy the weights that other files hold into a model of ``size`` bytes."""
    files: dict[str, bytes] = {}
    room = MAX_MODEL_BYTES - size
    for tensor in tensors:
        entries = {entry.key: entry.value for entry in tensor.external_data}
        location = entries.get("location", "")
        if location not in files:
            left = MAX_MODEL_BYTES - size - sum(map(len, files.values()))
            files[location] = _read(_within(path, location), left)
            digest.update(files[location])
        values = _part(path, location, entries, files[location])
        room -= len(values)
        if room < 0:
            raise WeightsError(
                f"The weights of {path} are larger than 2 GiB. Export a smaller model, or one "
                "with float16 weights."
            )
        del tensor.external_data[:]
        tensor.data_location = tensor.DEFAULT
        tensor.raw_data = values


def _within(path: Path, location: str) -> Path:
    """Return the path of a file with weights, which must lie in the folder of the model."""
    folder = path.absolute().parent
    try:
        wanted = (folder / location).resolve(strict=False)
        inside = bool(location) and wanted.is_relative_to(folder.resolve())
    # A name may hold characters that no path has, or lead in a circle.
    except (ValueError, OSError, RuntimeError):
        inside = False
    if not inside:
        raise WeightsError(
            f"{path} wants to read {location!r}, which is not in its own folder; VRD does not do "
            "that. Put the files of the model, not links to them, into one folder."
        )
    if not wanted.is_file():
        raise WeightsError(
            f"{path} has weights in the file {location!r}, which is not in {folder}. Put it "
            "beside the model."
        )
    return wanted


def _part(path: Path, location: str, entries: dict[str, str], data: bytes) -> bytes:
    try:
        start = int(entries.get("offset", "0"))
        length = int(entries.get("length", len(data) - start))
    except ValueError:
        start = length = -1
    if start < 0 or length < 0 or start + length > len(data):
        raise WeightsError(
            f"{path} asks for more than the file {location!r} holds. One of them is damaged, or "
            "they do not belong together: fetch both again."
        )
    return data[start : start + length]
