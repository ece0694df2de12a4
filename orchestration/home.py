"""The warehouse home: making it and looking after it.

Belongs here: `setup` (folders, Dagster's storage, dbt's manifest) and the questions of `doctor`.
Does not belong here: anything about sources or releases but whether their files are in place.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from orchestration.errors import Damaged, WarehouseError
from orchestration.settings import PROJECT_ROOT, switch_telemetry_off

if TYPE_CHECKING:
    from orchestration.settings import Settings

_INSTANCE = "from dagster import DagsterInstance; DagsterInstance.get().dispose()"


def set_up(settings: Settings, progress: Callable[[str, str], None]) -> None:
    """Create what a first run needs; run again, it only renews (F73).

    Errors: Locked; GateRefused when dbt cannot read the project; Damaged when Dagster's storage
    cannot be made.
    """
    from orchestration.stages import guarded, make_landing_tables
    from orchestration.warehouse import dbt
    from orchestration.warehouse.candidate import new_run_id
    from orchestration.warehouse.project import usable_project

    with guarded(settings, "setup", new_run_id()):
        progress("setup", "Dagster's storage")
        _initialise_dagster(settings)
        project = usable_project(settings)
        progress("setup", "landing tables")
        make_landing_tables(settings, project)
        progress("setup", "dbt's manifest")
        dbt.parse(settings, project.contracts, project.path)


def _initialise_dagster(settings: Settings) -> None:
    """Let one process make Dagster's tables: four at once on a fresh home do not survive it."""
    shutil.copyfile(PROJECT_ROOT / "dagster.yaml", settings.dagster_home / "dagster.yaml")
    switch_telemetry_off()
    result = subprocess.run(
        [sys.executable, "-c", _INSTANCE],
        cwd=settings.dagster_home,
        env={**os.environ, "DAGSTER_HOME": str(settings.dagster_home.resolve())},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if result.returncode != 0:
        log = settings.logs / "setup-dagster.log"
        log.write_bytes(result.stderr)
        raise Damaged("Dagster's storage could not be made.", f"Log: {log}")


def examine(settings: Settings) -> list[str]:
    """Every problem found, each one line with its next step; empty when all is in order."""
    if not settings.work.is_dir():
        return ["No warehouse home. Run: safercities setup"]
    return [
        *_open_folders(settings),
        *_missing_parts(settings),
        *_little_space(settings),
        *_broken_contracts(settings),
        *_broken_releases(settings),
    ]


def _open_folders(settings: Settings) -> list[str]:
    return [
        f"{folder.name}/ can be read by others. Run: safercities setup"
        for folder in (settings.archive, settings.work)
        if folder.is_dir() and folder.stat().st_mode & 0o077
    ]


def _missing_parts(settings: Settings) -> list[str]:
    needed = {
        "manifest": settings.dbt_target / "manifest.json",
        "Dagster home": settings.dagster_home / "dagster.yaml",
        "landing database": settings.landing,
    }
    return [
        f"{name} missing. Run: safercities setup"
        for name, path in needed.items()
        if not path.exists()
    ]


def _little_space(settings: Settings) -> list[str]:
    from orchestration.stages import room_for_a_candidate

    try:
        room_for_a_candidate(settings)
    except WarehouseError as error:
        return [f"{error.message} {error.next_step}"]
    return []


def _broken_contracts(settings: Settings) -> list[str]:
    from orchestration.contracts import discover

    return [
        f"{error.message} {error.next_step}" for error in discover(settings.project)[1].values()
    ]


def _broken_releases(settings: Settings) -> list[str]:
    from orchestration.release import catalogue

    problems = [
        f"F50: {path.relative_to(settings.releases)} lies beside a release. Run: safercities verify"
        for path in sorted(settings.releases.glob("*/public/*.wal"))
    ]
    try:
        current = catalogue.current(settings)
    except Damaged as error:
        return [*problems, f"{error.message} {error.next_step}"]
    if current is None and (kept := catalogue.releases(settings)):
        problems.append(
            f"F69: no current release; the newest is {kept[-1].release_id}."
            " Run: safercities doctor --repair"
        )
    return problems
