"""The pointer `current` and what is there when it is damaged."""

import pytest

from orchestration.errors import Damaged
from orchestration.release import catalogue, pointer


def test_before_the_first_release_there_is_no_current_one(home):
    assert pointer.current_id(home) is None
    assert catalogue.current(home) is None


def test_a_dangling_pointer_is_damage_with_a_next_step(home):
    """F69."""
    pointer.flip(home, "2026-11-22.1")

    with pytest.raises(Damaged, match=r"F69.*2026-11-22\.1") as damage:
        catalogue.current(home)
    assert "safercities" in damage.value.next_step


def test_a_dangling_pointer_does_not_keep_the_next_release_away(home):
    pointer.flip(home, "2026-11-22.1")

    assert catalogue.standing(home) is None


def test_a_file_in_place_of_the_pointer_is_damage(home):
    (home.releases / "current").write_text("2026-11-22.1")

    with pytest.raises(Damaged, match="not a link"):
        pointer.current_id(home)


def test_releases_are_listed_by_date_and_number(home):
    for name in ("2026-11-23.10", "2026-11-23.9", "2026-11-22.1-synthetic", ".tmp-x", "notes"):
        (home.releases / name).mkdir()

    assert [release.release_id for release in catalogue.releases(home)] == [
        "2026-11-22.1-synthetic",
        "2026-11-23.9",
        "2026-11-23.10",
    ]
