"""The settings of a home: paths that hold from any working folder, modes that keep others out."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings


def test_a_relative_home_means_the_folder_where_the_command_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """dbt and the gate run elsewhere: a home that moved with them would be another home."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAFERCITIES_HOME", "var/demo")

    assert Settings().home == tmp_path / "var" / "demo"


def test_releases_can_be_reached_by_others_and_the_restricted_zone_cannot(tmp_path: Path) -> None:
    """F63: whatever the umask."""
    settings = Settings(home=tmp_path / "home")
    settings.prepare()

    modes = {path.name: path.stat().st_mode & 0o777 for path in settings.home.iterdir()}
    assert settings.home.stat().st_mode & 0o777 == 0o711
    assert modes == {"archive": 0o700, "work": 0o700, "inbox": 0o755, "releases": 0o755}
