"""Start the process that runs an ONNX model, and talk to it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import weakref
from typing import Any, BinaryIO, cast

from numpy.typing import NDArray

from vrd.errors import MissingExtraError, WeightsError
from vrd.fingerprinters.onnx_network import OnnxNetwork
from vrd.fingerprinters.onnx_worker import receive, send

_EXTRA = "onnx"


class OnnxProcess:
    """Hold the process that runs a model; it is started when it is first asked, and after a stop.

    Parameters
    ----------
    network
        Says where the model is, and how much memory it may take.
    """

    def __init__(self, network: OnnxNetwork) -> None:
        self._network = network
        self._process: subprocess.Popen[bytes] | None = None
        self._end: Any = None
        # A process answers one request after another.
        self._one_at_a_time = threading.Lock()

    def describe(self) -> dict[str, Any]:
        """Load the model, and return its ``sha256``, ``producer``, ``inputs`` and ``outputs``.

        Raises
        ------
        WeightsError
            If the model cannot be loaded.
        MissingExtraError
            If ONNX Runtime is not installed.
        """
        with self._one_at_a_time:
            return self._started()

    def run(self, name: str, values: NDArray[Any], output: str) -> NDArray[Any]:
        """Return an output of the model for values of its input.

        Raises
        ------
        WeightsError
            If the model cannot be run.
        """
        with self._one_at_a_time:
            if self._process is None:
                self._started()
            _, array = self._ask({"call": "run", "input": name, "output": output}, values)
        if array is None:
            raise WeightsError(f"The model {self._network.path} gave no values.")
        return array

    def close(self) -> None:
        """End the process."""
        if self._end is not None:
            self._end()
        self._process = self._end = None

    def _started(self) -> dict[str, Any]:
        self.close()
        self._process = _start()
        self._end = weakref.finalize(self, _stop, self._process)
        memory_bytes = int(self._network.model_memory_gib * 2**30)
        request = {"call": "load", "path": self._network.path, "memory_bytes": memory_bytes}
        return self._ask(request)[0]

    def _ask(
        self, request: dict[str, Any], values: NDArray[Any] | None = None
    ) -> tuple[dict[str, Any], NDArray[Any] | None]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise WeightsError(f"The model {self._network.path} is not loaded.")
        try:
            send(cast("BinaryIO", process.stdin), request, values)
            header, array = receive(cast("BinaryIO", process.stdout))
        except (EOFError, BrokenPipeError, ValueError):
            self.close()
            raise WeightsError(self._needs_memory("ended the process that runs it")) from None
        except BaseException:
            # Stopped half-way: an answer to this request must not be taken for that to another.
            self.close()
            raise
        if "error" in header:
            self.close()
            raise self._error(header)
        return header, array

    def _error(self, answer: dict[str, Any]) -> Exception:
        if "missing" in answer:
            return MissingExtraError(f"{answer['missing'] or 'ONNX Runtime'}", _EXTRA)
        if answer.get("memory"):
            return WeightsError(self._needs_memory("needs more memory than it may take"))
        if answer.get("plain"):
            return WeightsError(answer["error"])
        return WeightsError(
            f"ONNX Runtime cannot run {self._network.path} ({answer['error']}). Export the model "
            "again, with the usual operators and for a size of pictures that suits it."
        )

    def _needs_memory(self, what: str) -> str:
        network = self._network
        return (
            f"The model {network.path} {what}. It may take {network.model_memory_gib:g} GiB, for "
            f"{network.batch_size} pictures at once. Give fewer with batch_size=1, or more memory "
            f"with model_memory_gib={2 * network.model_memory_gib:g}; or the model is damaged."
        )


def _start() -> subprocess.Popen[bytes]:
    # The process finds the packages where this one finds them, but nothing in the working folder.
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "vrd.fingerprinters.onnx_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": paths},
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:
                continue
