import errno
import subprocess
import sys
import time
from pathlib import Path

import pytest

from vrd.errors import ProjectLockedError, StorageError
from vrd.storage.locking import ProjectLock

HOLD = """
import sys, time
from pathlib import Path
from vrd.storage.locking import ProjectLock
lock = ProjectLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_process_is_refused_and_told_who_holds_it(tmp_path, holder):
    with pytest.raises(ProjectLockedError, match=f"number {holder.pid}.*read_only=True"):
        ProjectLock(tmp_path)


def test_a_killed_process_leaves_no_lock(tmp_path, holder):
    holder.kill()
    holder.wait()
    for _ in range(50):
        try:
            ProjectLock(tmp_path).release()
            return
        except ProjectLockedError:
            time.sleep(0.1)
    pytest.fail("still locked")


def test_a_full_disk_is_said_so_and_leaves_no_lock(tmp_path, monkeypatch):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(StorageError, match="full"):
        ProjectLock(tmp_path)
    monkeypatch.undo()
    code = HOLD.replace("time.sleep(60)", "")
    allowed = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True)
    assert allowed.returncode == 0


def test_objects_of_one_process_share_it(tmp_path):
    one, two = ProjectLock(tmp_path), ProjectLock(tmp_path)
    one.release()
    code = HOLD.replace("time.sleep(60)", "")
    refused = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True)
    assert b"ProjectLockedError" in refused.stderr
    two.release()
    allowed = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True)
    assert allowed.returncode == 0
