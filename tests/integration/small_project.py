"""A project of a few sources: a source is one folder, so the others need not be there.

Belongs here: copying the project and an inbox with the named sources only.
Does not belong here: a claim, or anything that stands in for a real part.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from orchestration.settings import PROJECT_ROOT

#: One source for every other domain that core unites; in these projects they have no extract.
DOMAINS = (
    "mx_inegi_envipe",
    "co_dnp_municipal_performance",
    "za_iec_turnout",
    "za_treasury_municipal_money",
    "xx_city_programme_registry",
    "xx_city_service_requests",
    "xx_city_information_requests",
    "xx_city_contracts",
    "xx_city_survey_estimates",
    "mx_inegi_geography",
    "mx_inegi_mortality",
    "za_saps_geography",
    "za_statssa_police_districts",
)


def project_of(sources: Iterable[str], folder: Path) -> Path:
    """The dbt project at `folder`, with these sources and one for each other domain."""
    kept = {*sources, *DOMAINS}
    project = shutil.copytree(
        PROJECT_ROOT / "dbt_project", folder, ignore=shutil.ignore_patterns("target", "logs")
    )
    for source in (project / "sources").iterdir():
        if source.is_dir() and source.name not in kept:
            shutil.rmtree(source)
    return project


def inbox_of(sources: Iterable[str], whole: Path, folder: Path) -> Path:
    """An inbox at `folder` with these sources of `whole`, to be changed."""
    for source_id in sources:
        for path in (whole / source_id).rglob("*"):
            copy = folder / path.relative_to(whole)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if path.is_file():  # bytes only: the real extracts may not be written to
                shutil.copyfile(path, copy)
    return folder
