"""However a run is ended, no decoder outlives it, and nothing half-made is left for good."""

import os
import pty
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.support.work import ends
from vrd.decoding import end_with_parent, run_program

DECODER = """#!/bin/sh
case "$1" in -version) echo "ffmpeg version 6.1"; exit;; esac
echo $$ >> "$DECODERS"
exec sleep 600
"""
PROBE = """#!/bin/sh
echo '{"format": {"format_name": "matroska", "duration": "9"},
"streams": [{"index": 0, "codec_type": "video", "width": 64, "height": 36}]}'
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs signals of Linux")


def _hear_signals():
    """Undo what a shell does to programs in the background, which ignore some signals."""
    for name in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_DFL)


@pytest.fixture
def run(tmp_path):
    """Start `vrd run` with a decoder that never ends, and return it with the decoder's number."""
    program = tmp_path / "ffmpeg-that-hangs"
    program.write_text(DECODER)
    probe = tmp_path / "ffprobe-that-hangs"
    probe.touch()
    program.chmod(0o755)
    probe.chmod(0o755)
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "a.mkv").write_bytes(b"no film")
    decoders = tmp_path / "decoders"
    environment = os.environ | {"VRD_FFMPEG": str(program), "DECODERS": str(decoders)}
    words = ["run", tmp_path / "project", "--films", tmp_path / "films", "--network", "dct"]
    started = []

    def start(*before, hanging="decoder", **options):
        probe.write_text(DECODER if hanging == "probe" else PROBE)
        command = [*before, sys.executable, "-m", "vrd", *map(str, words)]
        process = subprocess.Popen(command, env=environment, preexec_fn=_hear_signals, **options)
        started.append(process)
        until = time.monotonic() + 60
        while not (decoders.exists() and decoders.read_text().endswith("\n")):
            assert time.monotonic() < until, "no decoder was started"
            time.sleep(0.05)
        return process, int(decoders.read_text().split()[0])

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()


@pytest.mark.parametrize(
    ("name", "hanging"), [("SIGTERM", "decoder"), ("SIGHUP", "decoder"), ("SIGINT", "probe")]
)
def test_a_request_to_end_ends_the_decoders(run, tmp_path, name, hanging):
    process, decoder = run(hanging=hanging, stderr=subprocess.PIPE, text=True)
    process.send_signal(getattr(signal, name))
    assert "What was finished is kept" in process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert ends(decoder, patience=1)
    assert list((tmp_path / "project").glob("frames/*")) == []


@pytest.mark.skipif(not shutil.which("setsid"), reason="setsid gives a program its terminal")
def test_a_closed_terminal_ends_the_decoders(run, tmp_path):
    ours, theirs = pty.openpty()
    process, decoder = run("setsid", "--ctty", stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    os.close(ours)
    assert process.wait(timeout=30) == 130
    assert ends(decoder, patience=1)
    assert list((tmp_path / "project").glob("frames/*")) == []
    assert "interrupted" in (tmp_path / "project" / "run.log").read_text()


def test_nohup_is_respected(run):
    process, decoder = run("nohup", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process.send_signal(signal.SIGHUP)
    assert not ends(process.pid, patience=1)
    assert not ends(decoder, patience=0)


def test_a_killed_run_takes_its_decoders_with_it(run, tmp_path):
    process, decoder = run()
    process.kill()
    assert ends(decoder)


@pytest.mark.parametrize("way", ["setpriv", "python"])
def test_a_program_ends_with_its_parent(way, tmp_path, monkeypatch):
    if way == "python":
        monkeypatch.setattr(end_with_parent, "_setpriv", lambda: None)
    elif end_with_parent._setpriv() is None:
        pytest.skip("there is no setpriv that knows the option")
    number = tmp_path / "number"
    code = "import os, pathlib, sys, time; p = pathlib.Path(sys.argv[1]); "
    code += "p.write_text(str(os.getpid())); time.sleep(600)"
    command = [sys.executable, "-c", code, str(number)]
    parent = (
        "import subprocess, sys, time\n"
        "from vrd.decoding import end_with_parent\n"
        f"if {way!r} == 'python': end_with_parent._setpriv = lambda: None\n"
        f"subprocess.Popen(end_with_parent.ending_with_parent({command!r}))\n"
        "time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", parent])
    until = time.monotonic() + 30
    while not (number.exists() and number.read_text()):
        assert time.monotonic() < until
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert ends(int(number.read_text()))


def test_a_program_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        run_program.run([str(tmp_path / "ffmpeg"), "-version"], timeout=10)
