"""Keep tests and the examples in docstrings away from the network, and from the checkout."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest


def _is_here(host: str | bytes | None) -> bool:
    """Return whether a host is this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost", "ip6-localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(str(name))
        return address.is_loopback or address.is_unspecified
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _offline() -> Any:
    """Refuse to look up any host but this one, as on a machine without a network."""
    real = socket.getaddrinfo

    def look_up(host: str | bytes | None, *more: Any, **settings: Any) -> Any:
        if not _is_here(host):
            raise socket.gaierror(socket.EAI_NONAME, f"tests look up no host, and not {host!r}")
        return real(host, *more, **settings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up)
        yield


@pytest.fixture(autouse=True)
def _examples_in_a_folder_of_their_own(request: pytest.FixtureRequest) -> None:
    """Run the examples of a docstring where what they write harms nothing."""
    if isinstance(request.node, pytest.DoctestItem):
        folder = request.getfixturevalue("tmp_path")
        request.getfixturevalue("monkeypatch").chdir(folder)
