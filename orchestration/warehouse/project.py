"""Which dbt project a run builds: the one given, or one in which a broken source is put right.

Belongs here: the copy of the project with the last good folder of each source whose contract
cannot be read (F74), and keeping those folders.
Does not belong here: reading a contract (`contracts.py`), running dbt (`dbt.py`).
dbt reads every YAML of a project; without this one broken contract would stop all sources.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.contracts import Contract, discover
from orchestration.errors import ContractError
from orchestration.warehouse.fingerprint import IGNORED_FOLDERS

if TYPE_CHECKING:
    from pathlib import Path

    from orchestration.settings import Settings


@dataclass(frozen=True)
class Project:
    """The dbt project of a run, its usable contracts, and the errors of the broken ones."""

    path: Path
    contracts: dict[str, Contract]
    broken: dict[str, ContractError]
    """By folder; a source in here may still be in `contracts`, with its last good folder."""


def _kept(settings: Settings) -> Path:
    return settings.work / "last_good_sources"


def usable_project(settings: Settings) -> Project:
    """The project as it is when every contract can be read; otherwise a repaired copy below `work`.

    A broken source that was published before keeps its last good contract and models; one that
    never was is left out.
    """
    contracts, broken = discover(settings.project)
    if not broken:
        return Project(settings.project, contracts, {})
    copy = settings.work / "repaired_project"
    shutil.rmtree(copy, ignore_errors=True)
    _copy_private(settings.project, copy)
    for folder in broken:
        shutil.rmtree(copy / "sources" / folder)
        if (_kept(settings) / folder).is_dir():
            _copy_private(_kept(settings) / folder, copy / "sources" / folder)
    return Project(copy, discover(copy)[0], broken)


def keep_sources(settings: Settings, project: Project) -> None:
    """Remember the folders that a release was made with. Call it under the lock only."""
    _kept(settings).mkdir(mode=0o700, exist_ok=True)
    _kept(settings).chmod(0o700)
    for source_id in project.contracts:
        target = _kept(settings) / source_id
        fresh = target.with_name(f".{source_id}")
        shutil.rmtree(fresh, ignore_errors=True)
        _copy_private(project.path / "sources" / source_id, fresh)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)


def _copy_private(source: Path, target: Path) -> None:
    """Copy a tree into the restricted zone, whose modes are not those of the repository."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*IGNORED_FOLDERS))
    for path in (target, *target.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
