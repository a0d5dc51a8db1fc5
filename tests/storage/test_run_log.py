"""The log file of a run: what is in it, what is not, and what else is shown meanwhile."""

import logging
import warnings

import pytest

from vrd.errors import StaleArtefactError, VideoError
from vrd.storage import run_log as module
from vrd.storage.run_log import LOG_NAME, listed, run_log, timed

LOGGER = logging.getLogger("vrd.somewhere")


def lines(folder):
    return (folder / LOG_NAME).read_text("utf-8").splitlines()


def test_start_outcome_and_times_are_logged_line_by_line(tmp_path):
    with run_log(tmp_path, about={"Settings": listed({"fps": 1.0})}), timed("Run") as outcome:
        LOGGER.info("Stills of %s: %d", "a.mp4", 12)
        assert "Stills of a.mp4: 12" in lines(tmp_path)[-1], "seen before the file is closed"
        outcome["films"] = 3
    texts = [line.split(" ", 3)[3] for line in lines(tmp_path)]
    assert texts[:3] == ["Settings: fps 1.0", "Run: started", "Stills of a.mp4: 12"]
    assert texts[3].startswith("Run: done in ")
    assert texts[3].endswith(" s: films 3")
    assert len(texts) == 4


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (VideoError("a.mp4 is broken"), "ERROR Run: failed after"),
        (KeyboardInterrupt(), "ERROR Run: interrupted after"),
        (StaleArtefactError("The index is old"), "WARNING Run: out of date: The index is old"),
    ],
)
def test_an_error_is_logged_and_goes_on_up(tmp_path, error, text):
    with pytest.raises(type(error)), run_log(tmp_path), timed("Run"):
        raise error
    assert text in lines(tmp_path)[-1]
    assert "Traceback" not in lines(tmp_path)[-1]


def test_an_unforeseen_error_is_logged_with_the_way_to_it_on_one_line(tmp_path):
    with pytest.raises(ZeroDivisionError), run_log(tmp_path), timed("Run"), timed("Stage"):
        _ = 1 / 0
    stage, run = lines(tmp_path)[2:]
    assert "Stage: failed" in stage
    assert "ZeroDivisionError: division by zero | Traceback" in stage
    assert run.endswith("ZeroDivisionError: division by zero")


def test_folders_are_not_told(tmp_path):
    films, project = tmp_path / "secret films", tmp_path / "project"
    project.mkdir()
    with run_log(project, films):
        LOGGER.warning("%s is broken", films / "sub" / "a.mp4")
        LOGGER.warning("%s may not be written", project / "frames")
        LOGGER.warning("no weights in /elsewhere/hidden/w.h5")
        LOGGER.warning("a name with \x1b[31m and\nwith a line break")
    assert [line.split(" ", 3)[3] for line in lines(project)] == [
        "films/sub/a.mp4 is broken",
        "project/frames may not be written",
        "no weights in w.h5",
        "a name with \N{REPLACEMENT CHARACTER}[31m and | with a line break",
    ]


def test_warnings_are_logged_and_shown_as_before(tmp_path):
    before = warnings.showwarning
    with pytest.warns(UserWarning, match="could not be read") as shown, run_log(tmp_path):
        warnings.warn("3 stills, 5 % of all, could not be read", stacklevel=1)
    with warnings.catch_warnings(), run_log(tmp_path):
        warnings.simplefilter("ignore")
        warnings.warn("nobody sees this", stacklevel=1)
    assert len(shown) == 1
    (line,) = lines(tmp_path)
    assert line.endswith("WARNING UserWarning: 3 stills, 5 % of all, could not be read")
    assert warnings.showwarning is before


def test_a_block_within_a_block_logs_once(tmp_path):
    with run_log(tmp_path), run_log(tmp_path):
        LOGGER.info("once")
    assert len(lines(tmp_path)) == 1
    LOGGER.info("not here")
    assert len(lines(tmp_path)) == 1
    assert not logging.getLogger("vrd").handlers


def test_the_file_is_limited(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_LOG_BYTES", 1000)
    with run_log(tmp_path):
        for number in range(100):
            LOGGER.info("a line of some length, number %d", number)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["run.log", "run.log.1", "run.log.2"]
    assert all(path.stat().st_size <= 1000 for path in tmp_path.iterdir())
    assert "number 99" in lines(tmp_path)[-1]


def test_what_cannot_be_written_harms_nothing(tmp_path, capsys):
    with run_log(tmp_path / "gone"):
        LOGGER.info("nowhere")
    assert not (tmp_path / "gone").exists()
    with run_log(tmp_path):
        (handler,) = logging.getLogger("vrd").handlers
        handler.stream.close()  # type: ignore[attr-defined]
        LOGGER.info("into a closed file")
    assert capsys.readouterr().err == ""


def test_a_notebook_shows_no_more_unless_it_asks(tmp_path, capsys, monkeypatch):
    shown = logging.StreamHandler()
    monkeypatch.setattr(logging.getLogger(), "handlers", [shown])
    with run_log(tmp_path):
        LOGGER.warning("only in the file")
    monkeypatch.setattr(logging.getLogger(), "level", logging.INFO)
    with run_log(tmp_path):
        LOGGER.info("in both")
    assert "only in the file" not in capsys.readouterr().err
    assert [line.split(" ", 3)[3] for line in lines(tmp_path)] == ["only in the file", "in both"]
