"""A fault anywhere in publishing or rolling back: `current` is the old or the new release, whole.

Belongs here: every `release.*` fault point x killed, I/O error, disk full (F07, F11), a disk that
is really full, and readers at work all the while (F47).
Does not belong here: what a release holds (`unit/test_publish.py`).
"""

from __future__ import annotations

import re
import resource
import shutil
import signal

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from orchestration.release import catalogue, pointer, rollback
from orchestration.release.verify import verify
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.connection import open_for_analyst
from tests.release_kit import (
    PROCESSES,
    REFUSED,
    ends_with,
    make_number,
    number_of,
    publish_made,
    publish_number,
    readers_over,
)

pytestmark = pytest.mark.faults

OLD, NEW = 12, 99
KINDS = ("kill", "io", "full")

FOUND = sorted(
    {
        name
        for path in (PROJECT_ROOT / "orchestration").rglob("*.py")
        for name in re.findall(r'\bpoint\("release\.(\w+)"\)', path.read_text(encoding="utf-8"))
    }
)
#: Where the pointer has moved already.
AFTER_FLIP = {"after_flip", "prune_before_delete", "prune_mid_delete", "rollback_after_flip"}
#: Errors here come after a release that stands, and are not its failure.
FORGIVEN = {"prune_before_delete", "prune_mid_delete"}
PUBLISH = [name for name in FOUND if not name.startswith("rollback_")]
ROLLBACK = ["rollback_before_flip", "before_pointer_tmp", "before_flip", "after_flip",
            "rollback_after_flip"]  # fmt: skip


def settings_of(home):
    """A home whose releases are signed, encrypted where restricted, and pruned to one."""
    key = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return Settings(
        home=home,
        keep_releases=1,
        signing_key=key.decode(),
        restricted=True,
        restricted_key="a key for this test, and no other",
    )


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A home with the old release, the candidate of a new one, and that candidate's id."""
    settings = settings_of(tmp_path_factory.mktemp("before") / "home")
    settings.prepare()
    publish_number(settings, OLD)
    return settings, make_number(settings, NEW)


@pytest.fixture(scope="module")
def both(before, tmp_path_factory):
    """A home with two releases; the newer one is current."""
    first, candidate_id = before
    settings = copied(first, tmp_path_factory.mktemp("both")).model_copy(
        update={"keep_releases": 5}
    )
    publish_made(settings, candidate_id)
    return settings


def copied(settings, folder):
    shutil.copytree(settings.home, folder / "home", symlinks=True)
    return settings.model_copy(update={"home": folder / "home"})


def current_number(settings):
    """The number of the current release, once it is known to be whole."""
    current = catalogue.current(settings)
    assert current is not None
    assert verify(settings, current.path) == []
    with open_for_analyst(settings, current.database) as connection:
        return number_of(connection)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PUBLISH)
def test_publishing_leaves_the_old_or_the_new_release_whole(before, tmp_path, name, kind):
    settings, candidate_id = copied(before[0], tmp_path), before[1]

    code = ends_with(settings, f"release.{name}={kind}", "publish", candidate_id)

    # A killed verifying process (`in_verify`) is a release that does not verify: said, not died of.
    died = kind == "kill" and name != "in_verify"
    forgiven = kind != "kill" and name in FORGIVEN
    assert code == (-signal.SIGKILL if died else 0 if forgiven else REFUSED)
    assert current_number(settings) == (NEW if name in AFTER_FLIP else OLD)
    if not died:
        assert not [path for path in settings.releases.glob(".tmp-*") if path.is_dir()]


@pytest.mark.parametrize("name", ["mid_copy_table", "after_dir_rename", "prune_mid_delete"])
def test_after_a_kill_a_plain_run_publishes_and_sweeps(before, tmp_path, name):
    settings, candidate_id = copied(before[0], tmp_path), before[1]
    ends_with(settings, f"release.{name}=kill", "publish", candidate_id)

    publish_made(settings, candidate_id)

    assert current_number(settings) == NEW
    assert not list(settings.releases.glob(".*"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ROLLBACK)
def test_rolling_back_leaves_the_old_or_the_new_release_whole(both, tmp_path, name, kind):
    settings = copied(both, tmp_path)
    older = catalogue.releases(settings)[0].release_id

    code = ends_with(settings, f"release.{name}={kind}", "rollback", older)

    assert code == (-signal.SIGKILL if kind == "kill" else REFUSED)
    went = name in AFTER_FLIP
    assert current_number(settings) == (OLD if went else NEW)
    # What a rollback left must not come back by itself, and nothing is held that was not left.
    assert (rollback.standing(settings) is not None) == went


def test_every_fault_point_of_a_release_is_tried():
    assert set(FOUND) == {*PUBLISH, *ROLLBACK}


def _publish_on_a_full_disk(settings, candidate_id):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    publish_made(settings, candidate_id)


def test_a_disk_that_is_really_full_leaves_the_old_release(before, tmp_path):
    """F11: no file may grow beyond 100 kB, so DuckDB's own write fails."""
    settings, candidate_id = copied(before[0], tmp_path), before[1]
    process = PROCESSES.Process(target=_publish_on_a_full_disk, args=(settings, candidate_id))
    process.start()
    process.join(600)

    assert process.exitcode == 1
    assert current_number(settings) == OLD
    assert not list(settings.releases.glob(".tmp-*"))


def test_no_reader_fails_or_sees_two_releases_while_ten_are_published(home, tmp_path):
    """F47, F48, F49; `benchmarks/readers.py` does it with 200 releases and four readers."""
    seen = readers_over(home, releases=10, readers=2, folder=tmp_path, tell=lambda _: None)

    for reader in seen:
        assert reader.failed == []
        assert reader.mixed == []
        assert reader.numbers == sorted(reader.numbers)
        assert reader.queries > 0
    assert pointer.current_id(home) == catalogue.releases(home)[-1].release_id
