"""Show a project without writing code: in JupyterLab, or as a page.

Both servers listen on this computer only and ask for a token. A notebook that is already there is
never written to.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from vrd.cli import voila_template as app_template
from vrd.cli.notebook_cells import Cells, app_cells, first_cells, review_cells, write_notebook
from vrd.decoding.end_with_parent import ending_with_parent
from vrd.errors import MissingExtraError, ProjectError, ProjectLockedError
from vrd.projects.settings import ProjectSettings, is_project
from vrd.storage.temporary_folders import temporary_folder
from vrd.widgets.served_folder import folder_to_serve

if TYPE_CHECKING:
    from vrd.vrd_project import CombinedProject, VRDProject

_HOST = "127.0.0.1"
# A kernel that no page is connected to and that does nothing ends after 6 seconds.
_CULL = ("idle_timeout=6", "interval=3")
_WAIT_S = 30.0


def lab_command(folder: Path, notebooks: Path | None = None) -> tuple[list[str], Path]:
    """Return the command that opens JupyterLab at the right notebook for a folder.

    The folder that JupyterLab serves also holds the films, where this is possible.

    Parameters
    ----------
    folder
        A project, a folder of films, or a folder of notebooks.
    notebooks
        Where a new notebook for a folder of films is put; by default ``vrd_notebooks`` in the
        working folder. Its project is kept in ``vrd_projects`` beside it.

    Returns
    -------
    command : list of str
    notebook : Path
        The notebook that it opens; it is made if it is not there.

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
    """Open JupyterLab at the right notebook, and wait until it is stopped.

    Parameters
    ----------
    folder
        A project, a folder of films, or a folder of notebooks.
    browser
        Open it in the browser.

    Returns
    -------
    int
        The exit code.
    """
    command, notebook = lab_command(folder)
    print(f"JupyterLab opens {notebook}. To stop it, press Ctrl+C here.", flush=True)
    return _run(command if browser else [*command, "--no-browser"], {})


def open_app(project: Path, *, port: int = 0, browser: bool = True) -> int:
    """Show a project as a page without code, and wait until it is stopped.

    Parameters
    ----------
    project
        The folder of the project.
    port
        The port of this computer that it listens on; 0 for any free one.
    browser
        Open it in the browser.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    ProjectError
        If the folder is no project, or its settings are damaged.
    MissingExtraError
        If Voila is not installed.
    """
    _need("voila")
    ProjectSettings.read(project)  # raises where there is no project
    token = secrets.token_urlsafe(24)
    with temporary_folder("app-") as folder:
        notebook = folder / "workbench.ipynb"
        write_notebook(notebook, app_cells(project.resolve()))
        port = port or _free_port()
        print(f"The page of {project.resolve().name}: http://{_HOST}:{port}/?token={token}")
        print(
            "It opens on this computer only, and with this address only. To stop it, press Ctrl+C "
            "here.",
            flush=True,
        )
        command = [sys.executable, "-m", "voila", str(notebook), f"--Voila.ip={_HOST}"]
        command += [f"--port={port}", "--Voila.auto_token=True", "--show_tracebacks=True"]
        command += [f"--template={app_template.NAME}"]
        # A page that is closed or loaded again leaves its kernel behind, which locks the project.
        command += [f"--MappingKernelManager.cull_{name}" for name in _CULL]
        command += [] if browser else ["--no-browser"]
        # The token is no argument: every user of the computer can read the arguments.
        template = app_template.write_template(folder / "jupyter")
        return _run(command, {"JUPYTER_TOKEN": token} | template)


def open_when_free(folder: str | Path, patience: float = _WAIT_S) -> VRDProject | CombinedProject:
    """Open a project as soon as another process closes it.

    A page that is loaded again gets a new kernel, and the old kernel takes a moment to end.

    Parameters
    ----------
    folder
        The folder of the project.
    patience
        How long to wait, in seconds.

    Raises
    ------
    ProjectLockedError
        If the other process still has the project open then.
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

    # A server that went on unseen after this command was stopped would keep the project locked.
    before = signal.signal(signal.SIGTERM, stop)
    ends_with_us = ending_with_parent(command, "TERM")
    with subprocess.Popen(ends_with_us, env=os.environ | environment) as serving:
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

    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _notebook_for(folder: Path, notebooks: Path) -> Path:
    if not folder.is_dir():
        raise ProjectError(
            f"There is no folder {folder}. Give the folder of a project, or a folder of films."
        )
    folder = folder.resolve()
    if is_project(folder):
        # A project that may only be read is shown by a notebook in another place.
        readable = os.access(folder, os.W_OK) or (folder / "tune_and_review.ipynb").exists()
        place = folder if readable else notebooks.resolve() / folder.name
        return _with_notebook(place / "tune_and_review.ipynb", review_cells(folder, place))
    ready = sorted(folder.glob("*.ipynb"))
    if ready:
        return ready[0]
    # The films are never written to, nor is their folder.
    notebooks = notebooks.resolve()
    cells = first_cells(folder, notebooks.parent / "vrd_projects")
    return _with_notebook(notebooks / f"{folder.name}.ipynb", cells)


def _films_of(folder: Path) -> list[Path]:
    """Return the folders of films that the notebook for a folder will show."""
    try:
        settings = ProjectSettings.read(folder)
        owners = [ProjectSettings.read(part) for part in settings.joined(folder)] or [settings]
    except ProjectError:
        # This is no project, or its notebook says what is wrong as soon as it opens it.
        return [folder]
    return [path for owner in owners for _, path in owner.film_folders if owner.video_path]


def _with_notebook(path: Path, cells: Cells) -> Path:
    """Return a path to a notebook, which is written if it is not there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_notebook(path, cells)
    return path
