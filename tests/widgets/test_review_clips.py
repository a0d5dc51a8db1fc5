"""Test that the desk cuts clips for the latest request only, and leaves nothing behind."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from vrd.errors import VideoError
from vrd.widgets.review_clips import ClipDesk

FILMS = ((Path("a.mp4"), 0.0, 1.0), (Path("b.mp4"), 0.0, 1.0))


class Slow:
    """Cut no clip before it is given up, except those of `quick` films."""

    def __init__(self, *quick):
        self.quick, self.begun, self.given_up = quick, [], threading.Semaphore(0)

    def clip(self, film, start, end, *, cancelled=lambda: False):
        self.begun.append(film.name)
        if film.name in self.quick:
            return film.name.encode(), 25.0
        until = time.monotonic() + 30
        while not cancelled() and time.monotonic() < until:
            time.sleep(0.01)
        self.given_up.release()
        raise VideoError(f"{film.name} was given up")


def asked(desk, films=FILMS):
    """Return the list of answers, and an event that is set once there is one."""
    answers, done = [], threading.Event()

    def answer(cut):
        answers.append(cut)
        done.set()

    desk.ask(films, answer)
    return answers, done


def test_both_clips_come_together_in_the_order_of_the_films():
    answers, done = asked(ClipDesk(Slow("a.mp4", "b.mp4")))
    assert done.wait(10)
    assert answers == [([b"a.mp4", b"b.mp4"], 25.0)]


def test_a_new_request_ends_the_one_before_it():
    clips = Slow("c.mp4")
    desk = ClipDesk(clips)
    first, _ = asked(desk)
    second, done = asked(desk, ((Path("c.mp4"), 0.0, 1.0),) * 2)
    assert done.wait(10)
    for _ in FILMS:
        assert clips.given_up.acquire(timeout=10)
    assert first == []
    assert second == [([b"c.mp4", b"c.mp4"], 25.0)]


@pytest.mark.parametrize("error", [VideoError("gone"), MemoryError("too large")])
def test_what_goes_wrong_is_told(error):
    class Broken:
        def clip(self, film, start, end, *, cancelled=None):
            raise error

    answers, done = asked(ClipDesk(Broken()))
    assert done.wait(10)
    assert answers == [error]


def test_a_look_ahead_is_given_up_for_what_is_wanted():
    clips = Slow("c.mp4")
    desk = ClipDesk(clips)
    desk.look_ahead(FILMS)
    _, done = asked(desk, ((Path("c.mp4"), 0.0, 1.0),) * 2)
    assert done.wait(10)
    assert clips.given_up.acquire(timeout=10)


def test_a_closed_desk_cuts_nothing():
    clips = Slow("a.mp4", "b.mp4")
    desk = ClipDesk(clips)
    desk.close()
    answers, done = asked(desk)
    desk.look_ahead(FILMS)
    assert not done.wait(0.3)
    assert (answers, clips.begun) == ([], [])


def test_python_ends_at_once_and_takes_passing_clips_with_it(tmp_path):
    code = """
import time, sys
from pathlib import Path
from vrd.decoding.clip_cache import temporary_clips
from vrd.widgets.review_clips import ClipDesk
clips = temporary_clips()
def clip(film, start, end, *, cancelled):
    while not cancelled():
        (clips.folder / ".x.part").write_bytes(bytes(1000))
        time.sleep(0.01)
    (clips.folder / ".x.part").unlink()
    raise OSError("given up")
clips.clip = clip
desk = ClipDesk(clips)
desk.ask(((Path("a"), 0.0, 1.0), (Path("a"), 0.0, 1.0)), print)
time.sleep(0.3)
print(clips.folder)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": ":".join(sys.path)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert tmp_path in Path(done.stdout.strip()).parents
    assert list(tmp_path.iterdir()) == []
