"""One run at a time (F46)."""

import os
import subprocess
import sys
import threading

import pytest

from orchestration.errors import Exit, Locked
from orchestration.lock import holder, single_run
from orchestration.release.publish import environment_of
from orchestration.settings import PROJECT_ROOT

HOLD = """
import sys
from orchestration.lock import single_run
from orchestration.settings import Settings
with single_run(Settings(), "8c41"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other_process(home):
    """A process that holds the lock until the test ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        cwd=PROJECT_ROOT,
        env={**os.environ, **environment_of(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_second_run_stops_and_names_the_first(home, other_process):
    with pytest.raises(Locked) as locked, single_run(home, "91b0"):
        pytest.fail("two runs at once")

    assert locked.value.code == Exit.LOCKED
    assert f"Run 8c41 (pid {other_process.pid}) has been working since" in str(locked.value)


def test_the_lock_of_a_killed_run_is_free_at_once(home, other_process):
    other_process.kill()
    other_process.wait()

    with single_run(home, "91b0"):
        assert holder(home).run_id == "91b0"


def test_a_note_that_a_killed_run_left_names_nobody(home, other_process):
    assert holder(home).run_id == "8c41"

    other_process.kill()
    other_process.wait()

    assert holder(home) is None


def test_a_stage_inside_a_run_does_not_meet_its_own_lock(home):
    with single_run(home, "8c41"), single_run(home, "8c41"):
        pass
    assert holder(home) is None


def test_another_thread_of_the_same_process_is_another_run(home):
    met: list[type[Exception]] = []

    def second() -> None:
        try:
            with single_run(home, "91b0"):
                pass
        except Locked:
            met.append(Locked)

    with single_run(home, "8c41"):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    assert met == [Locked]
