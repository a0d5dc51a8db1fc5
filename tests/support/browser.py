"""Start a real JupyterLab, a real Voila and a real Chromium for the tests of the workbench.

Servers listen on this machine only, ask for a token, and keep everything in folders of their own:
nothing of the Jupyter of whoever runs the tests is read or written.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Locator, Page, Route

TOKEN = "for-the-tests-only"
#: Seconds and milliseconds; the machine may be busy with something else.
PATIENCE = 90
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_DARK_AS_THE_SYSTEM = {
    "theme": "JupyterLab Light",
    "adaptive-theme": True,
    "preferred-light-theme": "JupyterLab Light",
    "preferred-dark-theme": "JupyterLab Dark",
}


def must_have_a_browser() -> None:
    """Skip the tests of a module where a program that they need is absent; fail them in CI."""
    for module, extra in {
        "playwright": "test",
        "jupyterlab": "notebook",
        "voila": "notebook",
    }.items():
        if importlib.util.find_spec(module) is None:
            _give_up(f"{module} is not installed: pip install 'video-reuse-detector[{extra}]'")
    if chromium() is None:
        _give_up("no Chromium: apt-get install chromium, or playwright install chromium")


def _give_up(reason: str) -> NoReturn:
    """Skip the tests of a module, or fail them in CI, where all that they need is installed."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; in CI nothing is skipped", pytrace=False)
    pytest.skip(reason, allow_module_level=True)


def chromium() -> str | None:
    """Return the Chromium of the system, else the one of Playwright."""
    installed = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if installed:
        return installed
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


@contextlib.contextmanager
def browsing() -> Iterator[Browser]:
    """Give a Chromium until the end of the block."""
    from playwright.sync_api import sync_playwright

    # Chromium's sandbox needs rights that neither containers nor the superuser have.
    options = ["--no-sandbox", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=options)
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """Hold a page, and note everything that must not happen in it."""

    def __init__(self, browser: Browser, size: tuple[int, int] = (1280, 1000)) -> None:
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        self.context.set_default_timeout(PATIENCE * 1000)
        # Nothing but the server under test: the tests pass without a network.
        self.asked_elsewhere: list[str] = []
        self.context.route(lambda url: "//127.0.0.1" not in url, self._refuse)
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._dialog)

    def _refuse(self, route: Route) -> None:
        self.asked_elsewhere.append(route.request.url)
        route.abort()

    def _dialog(self, dialog: Dialog) -> None:
        # Chromium asks before a page is left, and that is no alert.
        if dialog.type != "beforeunload":
            self.dialogs.append(f"{dialog.type}: {dialog.message}")
        dialog.accept()

    def must_be_unharmed(self) -> None:
        """Assert that nothing failed in the page, and no name of a film became a part of it."""
        assert self.dialogs == []
        assert self.errors == []
        assert (
            self.page.evaluate("document.querySelectorAll('img[src=\"x\"], [onerror]').length") == 0
        )


def environment(folder: Path) -> dict[str, str]:
    """Return variables for a Jupyter without the user's settings, extensions and kernels."""
    config, settings = folder / "config", folder / "settings" / "@jupyterlab" / "apputils-extension"
    for made in (config, settings):
        made.mkdir(parents=True, exist_ok=True)
    server = {"ServerApp": {"allow_root": True}, "LabApp": {"expose_app_in_browser": True}}
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    for name, values in {
        config / "jupyter_lab_config.json": server,
        settings / "themes.jupyterlab-settings": _DARK_AS_THE_SYSTEM,
        settings / "notification.jupyterlab-settings": quiet,
    }.items():
        name.write_text(json.dumps(values), "utf-8")
    names = {
        "JUPYTER_CONFIG_DIR": config,
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": folder / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": folder / "workspaces",
        "IPYTHONDIR": folder / "ipython",
        "PYTHONPATH": ROOT,
        "JUPYTER_TOKEN": TOKEN,
    }
    return os.environ | {name: str(value) for name, value in names.items()}


@contextlib.contextmanager
def serving(command: str, project: Path, folder: Path) -> Iterator[str]:
    """Give the address of ``vrd lab`` or ``vrd app``, which runs until the end of the block."""
    port = free_port()
    called = [sys.executable, "-m", "vrd", command, str(project), "--no-browser"]
    called += ["--port", str(port)] if command == "app" else []
    values = environment(folder) | {"JUPYTER_PORT": str(port)}
    with (
        (folder / f"{command}.log").open("w+b") as log,
        subprocess.Popen(
            called, stdout=log, stderr=log, env=values, start_new_session=True
        ) as server,
    ):
        try:
            yield _address(port, wait_for_server(server, port, folder / f"{command}.log"))
        finally:
            _end(server)


def wait_for_server(server: subprocess.Popen[bytes], port: int, log: Path) -> str:
    """Wait until a server listens at a port, and return what it has written to its log."""
    until = time.monotonic() + PATIENCE
    while True:
        text = log.read_text("utf-8", "replace")
        assert server.poll() is None, text
        assert time.monotonic() < until, text
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
            return text
        time.sleep(0.2)


def _address(port: int, text: str) -> str:
    """Return the address that a server has written, or else the one of JupyterLab."""
    given = (word for word in text.split() if word.startswith(f"http://127.0.0.1:{port}/?token="))
    return next(given, f"http://127.0.0.1:{port}/lab?token={TOKEN}")


def _end(server: subprocess.Popen[bytes]) -> None:
    """End a server, its kernels, and whatever else is in its session."""
    server.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(30)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)


def free_port() -> int:
    """Return a port of this machine at which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def expect(where: Locator) -> Any:
    """Return the assertions of Playwright, with patience."""
    from playwright.sync_api import expect as wait

    wait.set_options(timeout=1000 * PATIENCE)
    return wait(where)


def review_of(page: Page) -> Locator:
    """Return the review, with the focus."""
    review = page.locator(".vrd-review").last
    review.scroll_into_view_if_needed()
    review.focus()
    return review


def verdicts_of(page: Page) -> list[str]:
    """Return the verdicts that the list shows as given, from the top."""
    pressed = page.locator(".vrd-line .vrd-verdict[aria-pressed=true]")
    verdicts: list[str] = pressed.evaluate_all("all => all.map((node) => node.dataset.verdict)")
    return verdicts


def played(page: Page, *, playing: bool) -> tuple[float, float]:
    """Return where both films are, once both can be shown and both play, or both stand still."""
    state = """playing => {
      const films = [...document.querySelectorAll('.vrd-review video')].filter((film) => film.src);
      const fine = films.length === 2 && films.every((film) => film.readyState >= 2
        && !film.seeking && film.paused !== playing);
      return fine && films.map((film) => film.currentTime);
    }"""
    first, second = page.wait_for_function(state, arg=playing).json_value()
    return first, second


def wait_for_judgements(project: Path, verdicts: list[str]) -> None:
    """Wait until the project on the disk holds these verdicts and no others, in any order."""
    from vrd.vrd_project import open_project

    until, kept = time.monotonic() + PATIENCE, None
    while kept != sorted(verdicts):
        assert time.monotonic() < until, kept
        with open_project(project, read_only=True) as opened:
            kept = sorted(
                judgement.verdict for judgement in opened.annotations.judgements().current()
            )
        time.sleep(0.1)
