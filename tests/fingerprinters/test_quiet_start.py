"""Test what TensorFlow writes while it starts, from outside the process."""

import subprocess
import sys

import pytest

from vrd.fingerprinters.quiet_start import quiet_start


def _stderr(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return done.stderr


def test_noise_is_left_out_and_the_rest_is_kept():
    code = (
        "import os, sys\n"
        "from vrd.fingerprinters.quiet_start import quiet_start\n"
        "with quiet_start():\n"
        "    os.write(2, b'WARNING: All log messages before absl::InitializeLog() is called\\n')\n"
        "    os.write(2, b'I0000 00:00:1 1 port.cc:153] oneDNN custom operations are on.\\n')\n"
        "    os.write(2, b'E0000 00:00:1 1 other.cc:9] out of memory\\n')\n"
        "    print('said by Python', file=sys.stderr)\n"
        "os.write(2, b'I0000 afterwards\\n')\n"
    )
    assert _stderr(code) == (
        "E0000 00:00:1 1 other.cc:9] out of memory\nsaid by Python\nI0000 afterwards\n"
    )


def test_an_error_passes_and_standard_error_is_back():
    code = (
        "from vrd.fingerprinters.quiet_start import quiet_start\n"
        "with quiet_start():\n"
        "    raise ValueError('the cause')\n"
    )
    assert "ValueError: the cause" in _stderr(code)
    with pytest.raises(KeyError), quiet_start():
        raise KeyError


def test_two_threads_that_overlap_leave_standard_error_where_it_was():
    code = (
        "import os, threading\n"
        "from vrd.fingerprinters.quiet_start import quiet_start\n"
        "inside, done = threading.Event(), threading.Event()\n"
        "def first():\n"
        "    with quiet_start():\n"
        "        inside.set()\n"
        "        done.wait(0.5)\n"
        "def second():\n"
        "    inside.wait()\n"
        "    with quiet_start():\n"
        "        one.join(1)\n"
        "one, two = (threading.Thread(target=work) for work in (first, second))\n"
        "one.start(); two.start(); one.join(); two.join()\n"
        "os.write(2, b'afterwards\\n')\n"
    )
    assert _stderr(code) == "afterwards\n"


def test_without_a_standard_error():
    code = (
        "import os, sys\n"
        "from vrd.fingerprinters.quiet_start import quiet_start\n"
        "os.close(2); sys.stderr = None\n"
        "with quiet_start():\n"
        "    print('done')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "done\n"


def test_keras_starts_quietly():
    pytest.importorskip("keras")
    code = "from vrd.fingerprinters.keras_weights import import_keras\nimport_keras()"
    assert "0000 00:00:" not in _stderr(code)
