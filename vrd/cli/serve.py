"""Without code: JupyterLab opened at a notebook that is ready to run, and the workbench as a page.

Both are bound to this machine, and ask for a token. Notebooks that are there are never written to.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from vrd.cli import voila_template as app_template
from vrd.cli.notebook_cells import app_cells, first_cells, notebook_of, review_cells
from vrd.errors import MissingExtraError, ProjectError, ProjectLockedError
from vrd.projects.settings import ProjectSettings
from vrd.storage.files import write_json
from vrd.widgets.served_folder import folder_to_serve

if TYPE_CHECKING:
    from vrd.vrd_project import CombinedProject, VRDProject

_HOST = "127.0.0.1"
# Seconds: kernels that no page is connected to, and that do nothing, end after so long.
_CULL = ("idle_timeout=6", "interval=3")


def lab_command(folder: Path, notebooks: Path | None = None) -> tuple[list[str], Path]:
    """What opens JupyterLab at the right notebook for a folder, with its films where possible.

    Parameters
    ----------
    folder
        A project, a folder of films, or a folder of notebooks.
    notebooks
        Where a new notebook for a folder of films is put; by default, ``vrd_notebooks`` in the
        working folder. Its project is kept in ``vrd_projects`` beside.

    Returns
    -------
    command : list of str
    notebook : Path
        The notebook it opens; made when it is not there.

    Raises
    ------
    ProjectError
        If the folder does not exist.
    MissingExtraError
        If JupyterLab is not installed.
    """
    _need("jupyterlab")
    notebook = _notebook_for(folder, notebooks or Path("vrd_notebooks"))
    root = folder_to_serve(notebook, _films_of(folder))
    address = quote(notebook.relative_to(root).as_posix())
    return [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.ip={_HOST}",
        f"--ServerApp.root_dir={root}",
        # Unlike a notebook as argument, this is also in the address that is printed.
        f"--LabApp.default_url=/lab/tree/{address}",
    ], notebook


def open_lab(folder: Path, *, browser: bool = True) -> int:
    """Open JupyterLab at the right notebook, until it is stopped; the exit code is returned."""
    command, notebook = lab_command(folder)
    print(f"JupyterLab opens at {notebook}. Ctrl-C here stops it.", flush=True)
    return _run(command if browser else [*command, "--no-browser"], {})


def open_app(project: Path, *, port: int = 0, browser: bool = True) -> int:
    """Show the workbench of a project as a page, until it is stopped.

    Parameters
    ----------
    project
        The folder of the project.
    port
        Where it listens on this machine; 0 for any free one.
    browser
        Open it in the browser.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    ProjectError
        If the folder is no project.
    MissingExtraError
        If Voila is not installed.
    """
    _need("voila")
    if not (project / "project.json").is_file():
        raise ProjectError(
            f"{project} is not a project of VRD: it has no project.json. A project is made by "
            "VRDProject(...)."
        )
    token = secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(prefix="vrd-app-") as folder:
        notebook = Path(folder) / "workbench.ipynb"
        write_json(notebook, notebook_of(app_cells(project.resolve())))
        port = port or _free_port()
        print(f"The workbench: http://{_HOST}:{port}/?token={token}", flush=True)
        print("Only this machine can open it, and only with this address. Ctrl-C stops it.")
        command = [sys.executable, "-m", "voila", str(notebook), f"--Voila.ip={_HOST}"]
        command += [f"--port={port}", "--Voila.auto_token=True", "--show_tracebacks=True"]
        command += [f"--template={app_template.NAME}"]
        # A page that is closed or loaded again leaves its kernel behind, which holds the project.
        command += [f"--MappingKernelManager.cull_{name}" for name in _CULL]
        command += [] if browser else ["--no-browser"]
        # Not among the arguments, which every user of the machine can read.
        template = app_template.write_template(Path(folder) / "jupyter")
        return _run(command, {"JUPYTER_TOKEN": token} | template)


def open_when_free(folder: str | Path, patience: float = 30.0) -> VRDProject | CombinedProject:
    """Open a project that another process may be about to leave.

    A page that is loaded again gets a new kernel, and the old one takes a moment to end.

    Parameters
    ----------
    folder
        The folder of the project.
    patience
        Seconds.

    Raises
    ------
    ProjectLockedError
        If it is still being written then.
    """
    from vrd.vrd_project import open_project

    until = time.monotonic() + patience
    while True:
        try:
            return open_project(folder)
        except ProjectLockedError:
            if time.monotonic() > until:
                raise
        time.sleep(0.2)


def _run(command: list[str], environment: dict[str, str]) -> int:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    # A server that goes on unseen after its command was stopped would keep the project locked.
    before = signal.signal(signal.SIGTERM, stop)
    with subprocess.Popen(command, env=os.environ | environment) as serving:
        try:
            return serving.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            serving.terminate()
            signal.signal(signal.SIGTERM, before)


def _need(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        raise MissingExtraError(module, "notebook")


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind((_HOST, 0))
        return int(one.getsockname()[1])


def _notebook_for(folder: Path, notebooks: Path) -> Path:
    if not folder.is_dir():
        raise ProjectError(f"There is no folder {folder}. Give a project, or a folder of films.")
    folder = folder.resolve()
    if (folder / "project.json").is_file():
        return _made(folder / "tune_and_review.ipynb", review_cells(folder))
    ready = sorted(folder.glob("*.ipynb"))
    if ready:
        return ready[0]
    # Films are never written to, nor is the folder they lie in.
    notebooks = notebooks.resolve()
    cells = first_cells(folder, notebooks.parent / "vrd_projects")
    return _made(notebooks / f"{folder.name}.ipynb", cells)


def _films_of(folder: Path) -> list[Path]:
    """The folders of the films that the notebook of a folder is about, as far as is known."""
    try:
        settings = ProjectSettings.read(folder)
        joined = [folder / one for one in (settings.reference, settings.query) if one]
        films = [ProjectSettings.read(one).video_path for one in joined] or [settings.video_path]
    except ProjectError:
        # Not a project, or one that tells what is wrong with it as soon as it is opened.
        return [folder]
    return [Path(one) for one in films if one]


def _made(path: Path, cells: Iterable[tuple[str, str]]) -> Path:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(path, notebook_of(cells))
    return path
