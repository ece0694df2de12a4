"""dbt's manifest for the lineage, made when it is missing or older than the project.

Belongs here: when to parse again, and that only one process does.
Does not belong here: parsing (`warehouse/dbt.py`), or what the manifest means (`warehouse.py`).
Outside `dagster dev` a missing manifest would stop the code location from loading; inside it every
worker would make its own.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from filelock import FileLock

from orchestration.warehouse import dbt
from orchestration.warehouse.fingerprint import IGNORED_FOLDERS

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.settings import Settings
    from orchestration.warehouse.project import Project

logger = logging.getLogger(__name__)

#: A parse takes seconds; whoever waits longer than this waits for a process that hangs.
PATIENCE = 120


def current_manifest(settings: Settings, project: Project) -> Path:
    """The path of a manifest that is as new as the project; parses at most once at a time.

    Errors: GateRefused when dbt cannot read the project; filelock.Timeout after two minutes.
    """
    path = settings.dbt_target / "manifest.json"
    if _is_fresh(path, settings.project):
        return path
    settings.prepare()
    with FileLock(settings.work / "manifest.lock", timeout=PATIENCE):
        if not _is_fresh(path, settings.project):
            logger.warning("dbt's manifest is missing or old: parsing the project once")
            dbt.parse(settings, project.contracts, project.path)
    return path


def _is_fresh(manifest: Path, project: Path) -> bool:
    """True when no file or folder of the project was touched after the manifest was written."""
    if not manifest.is_file():
        return False
    written = manifest.stat().st_mtime_ns
    return all(path.stat().st_mtime_ns <= written for path in _parts(project))


def _parts(project: Path) -> list[Path]:
    """Folders count too: deleting a file touches its folder only."""
    return [
        path
        for path in (project, *project.rglob("*"))
        if not IGNORED_FOLDERS.intersection(path.relative_to(project).parts) and (path != project)
    ]
