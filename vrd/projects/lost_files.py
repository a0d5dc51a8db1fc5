"""Notice that a project has lost its database or its settings, before anything is made anew.

What people judged stands in the database alone, so a project whose database is gone is not opened
as if it were new. Settings that are gone are those of the last run, which the database has logged.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vrd.errors import ProjectError
from vrd.storage.database import Database

#: The files of a project that cannot be made again.
DATABASE_NAME, SETTINGS_NAME = "database_file", "project.json"


def check_database_is_there(folder: Path) -> None:
    """Check that a folder with results of a run has the database that belongs to them.

    Raises
    ------
    ProjectError
        If the database is gone.
    """
    stills = folder / "frames"
    if (folder / DATABASE_NAME).exists() or not stills.is_dir() or not any(stills.iterdir()):
        return
    raise ProjectError(
        f"The database of the project {folder} is gone: there is no file {DATABASE_NAME} beside "
        "the stills of earlier runs. Judgements and exclusions stood in it, so nothing was begun "
        f"anew. Restore {DATABASE_NAME} from a backup. If there is none, start a project of "
        f"another name, or delete the folder {stills} and run this one again; an earlier export "
        "brings judgements back."
    )


def settings_of_last_run(folder: Path) -> dict[str, Any] | None:
    """Return the settings that the last run has logged; None where no run has.

    Parameters
    ----------
    folder
        The folder of a project that may have lost its ``project.json``.

    Raises
    ------
    ProjectError
        If the database cannot be read.
    """
    path = folder / DATABASE_NAME
    if not path.is_file() or not path.stat().st_size:
        return None
    database = Database(path, read_only=True)
    try:
        logged = [run["settings"] for run in database.runs.read() if run["settings"]]
    finally:
        database.close()
    return logged[-1] if logged else None
