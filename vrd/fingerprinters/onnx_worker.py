"""Run an ONNX model in a process of its own, as ``python -m vrd.fingerprinters.onnx_worker``.

The process takes requests from its standard input and answers on its standard output: each is a
line of JSON, and most are followed by the values of an array (see `receive`). Nothing is pickled.
Its memory is limited where the system allows that, and if a model makes ONNX Runtime crash, only
this process ends. It ends by itself when its parent has ended.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from vrd.errors import WeightsError
from vrd.fingerprinters.onnx_file import read_model

#: Bytes of a line, and of the values of an array.
MAX_LINE_BYTES, MAX_ARRAY_BYTES = 2**20, 2**31
#: Types of the values that are sent.
TYPES = ("float16", "float32", "float64", "uint8")
#: How often the process looks whether its parent is still there.
WATCH_S = 2.0
#: Characters of an error of ONNX Runtime that are sent.
_MAX_QUOTED = 300


def send(stream: BinaryIO, header: dict[str, Any], values: NDArray[Any] | None = None) -> None:
    """Write a line of JSON, and the values of an array after it."""
    if values is not None:
        header = header | {"shape": values.shape, "type": values.dtype.name}
    stream.write(json.dumps(header).encode() + b"\n")
    if values is not None:
        stream.write(np.ascontiguousarray(values).data.cast("B") if values.size else b"")
    stream.flush()


def receive(stream: BinaryIO) -> tuple[dict[str, Any], NDArray[Any] | None]:
    """Read what `send` wrote.

    Raises
    ------
    EOFError
        If the other side has ended.
    ValueError
        If it sends what is no message, or one that is too large.
    """
    line = stream.readline(MAX_LINE_BYTES)
    if not line.endswith(b"\n"):
        raise EOFError("the other process has ended")
    header = json.loads(line)
    if "shape" not in header:
        return header, None
    kind, shape = header["type"], tuple(int(side) for side in header["shape"])
    if kind not in TYPES or min(shape, default=0) < 0:
        raise ValueError("the other process sent an array that cannot be")
    size = int(np.prod(shape, dtype=object)) * np.dtype(kind).itemsize
    if size > MAX_ARRAY_BYTES:
        raise ValueError("the other process sent an array of more than 2 GiB")
    data = stream.read(size)
    if len(data) < size:
        raise EOFError("the other process has ended")
    return header, np.frombuffer(data, dtype=kind).reshape(shape)


class Session:
    """Hold the model that this process runs."""

    def __init__(self) -> None:
        self._session: Any = None

    def load(self, request: dict[str, Any], _values: Any) -> tuple[dict[str, Any], None]:
        """Load a model, and describe it: digest, producer, inputs and outputs."""
        import onnxruntime

        limit_memory(int(request["memory_bytes"]))
        data, described = read_model(Path(request["path"]))
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        # By its first bytes, a file could pass for another format, which was not checked.
        options.add_session_config_entry("session.load_model_format", "ONNX")
        # A thread that waits must not take time from the programs that read films.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            data, options, providers=["CPUExecutionProvider"]
        )
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        return described | {"inputs": _listed(inputs), "outputs": _listed(outputs)}, None

    def run(self, request: dict[str, Any], values: Any) -> tuple[dict[str, Any], NDArray[Any]]:
        """Return an output of the model for a batch."""
        (output,) = self._session.run([request["output"]], {request["input"]: values})
        output = np.asarray(output)
        if output.dtype.name not in TYPES or output.nbytes > MAX_ARRAY_BYTES:
            raise WeightsError(
                f"The output {request['output']!r} of the model gives {output.dtype.name} values, "
                f"{output.nbytes:,} bytes at once; a fingerprint has floats, and not so many. "
                "Choose another output."
            )
        return {}, output


def _listed(values: Any) -> list[dict[str, Any]]:
    """Return name, type and shape of inputs or outputs; None stands for a side of any length."""
    return [
        {
            "name": value.name,
            "type": value.type,
            "shape": [side if isinstance(side, int) else None for side in value.shape],
        }
        for value in values
    ]


def limit_memory(memory_bytes: int) -> None:
    """Limit the memory of this process, where the system can do that."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _answer(answer: Callable[..., Any], request: dict[str, Any], values: Any) -> tuple[Any, Any]:
    """Return the answer to a request, or what went wrong in words."""
    try:
        header, array = answer(request, values)
    except WeightsError as error:
        return {"error": str(error), "plain": True}, None
    except ImportError as error:
        return {"error": str(error), "missing": error.name or ""}, None
    except MemoryError:
        return {"error": "", "memory": True}, None
    # ONNX Runtime raises many kinds of errors for models that it cannot run.
    except Exception as error:
        text = " ".join(str(error).split()) or type(error).__name__
        memory = ("alloc" in text.lower() and "memory" in text.lower()) or "bad_alloc" in text
        return {"error": text[:_MAX_QUOTED], "memory": memory}, None
    return header, array


def _watch_parent(parent: int) -> None:
    """End this process when its parent has ended, even in the middle of a model without end."""
    while os.getppid() == parent:
        time.sleep(WATCH_S)
    os._exit(1)


def main() -> None:
    """Answer requests until the standard input ends."""
    # Ctrl-C is for the parent, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch_parent, args=(os.getppid(),), daemon=True).start()
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not come between the answers.
    os.dup2(2, 1)
    session = Session()
    requests = sys.stdin.buffer
    while True:
        try:
            request, values = receive(requests)
        except EOFError:
            return
        answer = {"load": session.load, "run": session.run}[request["call"]]
        try:
            send(answers, *_answer(answer, request, values))
        except BrokenPipeError:
            return


if __name__ == "__main__":
    main()
