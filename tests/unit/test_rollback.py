"""Rolling back, what the next night makes of it, and repairing the pointer."""

from __future__ import annotations

import shutil

import pytest
from typer.testing import CliRunner

from orchestration import cli
from orchestration.errors import Damaged, Exit, UsageError
from orchestration.release import catalogue, pointer, rollback
from orchestration.settings import Settings
from tests.release_kit import make_number, publish_number


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A home with three releases."""
    settings = Settings(home=tmp_path_factory.mktemp("template") / "home")
    settings.prepare()
    for number in (1, 2, 3):
        publish_number(settings, number)
    return settings


@pytest.fixture
def three(home, template):
    """Ids of three releases, oldest first; the last is current."""
    shutil.copytree(template.home, home.home, symlinks=True, dirs_exist_ok=True)
    return [release.release_id for release in catalogue.releases(home)]


@pytest.fixture
def run(home, monkeypatch):
    monkeypatch.setenv("SAFERCITIES_HOME", str(home.home))
    return lambda *arguments: CliRunner().invoke(cli.app, list(arguments))


def last_line(result):
    return result.stderr.strip().splitlines()[-1]


def damage(home, release_id):
    """Flip one bit in the middle of a release's database."""
    path = home.releases / release_id / "public" / "warehouse.duckdb"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)


def fingerprint(home, release_id):
    return catalogue.find(home, release_id).manifest.fingerprint


def test_without_an_id_the_release_before_becomes_current(home, three):
    assert rollback.roll_back(home, None).release_id == three[1]
    assert pointer.current_id(home) == three[1]


def test_what_was_left_does_not_come_back_with_the_same_inputs(home, three):
    """Else the next night would undo what a person did."""
    rollback.roll_back(home, three[0])

    assert rollback.was_left(home, fingerprint(home, three[1]))
    assert rollback.was_left(home, fingerprint(home, three[2]))
    assert not rollback.was_left(home, "other inputs")


def test_rolling_forward_ends_the_rollback(home, three):
    rollback.roll_back(home, three[0])

    rollback.roll_back(home, three[2])

    assert rollback.standing(home) is None


def test_a_new_release_ends_the_rollback(home, three):
    rollback.roll_back(home, three[0])

    publish_number(home, 4)

    assert rollback.standing(home) is None


def test_a_release_that_does_not_verify_cannot_become_current(home, three):
    damage(home, three[0])

    with pytest.raises(Damaged, match=r"does not verify: F68: checksum of warehouse\.duckdb"):
        rollback.roll_back(home, three[0])
    assert pointer.current_id(home) == three[2]


def test_there_is_nothing_before_the_oldest_release(home, three):
    rollback.roll_back(home, three[0])

    with pytest.raises(UsageError, match="No release older"):
        rollback.roll_back(home, None)


def test_a_damaged_current_release_is_left_for_the_newest_older_one_that_is_whole(home, three):
    """F68."""
    damage(home, three[2])
    damage(home, three[1])

    repaired = rollback.repair(home)

    assert pointer.current_id(home) == three[0]
    assert repaired.problems == (
        f"F68: checksum of warehouse.duckdb differs ({three[2]}); current is now {three[0]}.",
    )


def test_a_deleted_pointer_is_set_to_the_newest_whole_release(home, three):
    """F69."""
    (home.releases / pointer.NAME).unlink()
    damage(home, three[2])

    repaired = rollback.repair(home)

    assert repaired.done == (f"F69: no current release; current is now {three[1]}.",)
    assert repaired.problems == ()


def test_a_lost_pointer_goes_back_to_what_a_person_had_chosen(home, three):
    rollback.roll_back(home, three[0])
    (home.releases / pointer.NAME).unlink()

    rollback.repair(home)

    assert pointer.current_id(home) == three[0]
    assert rollback.standing(home) is not None


def test_nothing_is_repaired_where_nothing_is_broken(home, three):
    assert rollback.repair(home) == rollback.Repair()
    assert pointer.current_id(home) == three[2]


def test_the_command_rolls_back_and_status_says_so(home, three, run):
    result = run("rollback")

    assert result.exit_code == Exit.OK
    assert last_line(result) == f"Current release: {three[1]}; it was {three[2]}."
    assert last_line(run("status")).endswith(f", rolled back from {three[2]}.")


def test_the_commands_refuse_what_is_not_there(home, three, run):
    assert run("rollback", "2001-01-01.1").exit_code == Exit.USAGE
    assert run("publish", "20010101T000000-00000000").exit_code == Exit.USAGE
    assert run("prune", "--keep", "0").exit_code == Exit.USAGE
    assert pointer.current_id(home) == three[2]


def test_a_candidate_is_published_once(home, run):
    candidate_id = make_number(home, 7)
    release = publish_number(home, 8)

    again = run("publish", release.manifest.candidate_id)

    assert again.exit_code == Exit.USAGE
    assert f"is published as {release.release_id}" in last_line(again)
    assert candidate_id not in again.stderr


def test_the_command_prunes_and_keeps_the_current_release(home, three, run):
    run("rollback", three[0])

    result = run("prune", "--keep", "1")

    assert result.exit_code == Exit.OK
    assert last_line(result) == f"Kept 2 releases, removed 1 ({three[1]})."
    assert pointer.current_id(home) == three[0]


def test_the_doctor_repairs_a_deleted_pointer(home, three, run):
    (home.releases / pointer.NAME).unlink()

    assert "F69: no current release; the newest is" in run("doctor").stderr
    assert f"current is now {three[2]}" in run("doctor", "--repair").stderr
    assert pointer.current_id(home) == three[2]


def test_verify_says_which_file_of_the_current_release_changed(home, three, run):
    damage(home, three[2])

    result = run("verify")

    assert result.exit_code == Exit.DAMAGED
    assert last_line(result) == (
        "1 problem: F68: checksum of warehouse.duckdb differs safercities doctor --repair"
    )
