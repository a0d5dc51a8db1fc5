"""Macs with an Intel processor, for which there is no TensorFlow: what is asked for and said."""

import configparser
import platform
import sys
from importlib import util

import pytest

from tests.support.paths import ROOT
from vrd.cli import doctor
from vrd.errors import MissingExtraError
from vrd.fingerprinters.keras_weights import import_keras

markers = pytest.importorskip("packaging.requirements")
INTEL = {"sys_platform": "darwin", "platform_machine": "x86_64", "python_version": "3.12"}
OTHERS = [
    {"sys_platform": "darwin", "platform_machine": "arm64"},
    {"sys_platform": "linux", "platform_machine": "x86_64"},
    {"sys_platform": "win32", "platform_machine": "AMD64"},
]


@pytest.fixture
def intel_mac(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")


def required(extra, environment):
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    lines = setup["options.extras_require"][extra].splitlines()
    asked = [markers.Requirement(line) for line in lines if line and not line.startswith("#")]
    return {one.name for one in asked if one.marker is None or one.marker.evaluate(environment)}


def test_what_does_not_exist_is_not_asked_for():
    assert required("cpu", INTEL) == {"faiss-cpu", "keras"}
    assert all("tensorflow" in required("cpu", other) for other in OTHERS)


def test_a_network_says_what_works_there(monkeypatch, intel_mac):
    monkeypatch.setitem(sys.modules, "keras", None)
    with pytest.raises(MissingExtraError, match="network='dct'") as failure:
        import_keras()
    assert "Intel" in str(failure.value)
    assert "pip install" not in str(failure.value), "that would install nothing"


def test_the_check_says_it_too(monkeypatch, intel_mac):
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    find = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: find(name) if name == "keras" else None)
    (keras,) = (check for check in doctor.check() if check.subject == "Keras")
    assert "network='dct'" in keras.repair
