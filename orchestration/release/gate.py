"""Running the gate on a candidate, in a process of its own.

Belongs here: what the gate is asked (`plan.json`) and starting it.
Does not belong here: any check (`expectations/`), or what its answer means (`verdict.py`).
Its own process, because its connection keeps the candidate's lock until the process ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from expectations.suites import REQUIRED
from expectations.verdict import Plan
from orchestration.contracts import Domain, sources_by_domain
from orchestration.fault_point import point
from orchestration.settings import PROJECT_ROOT, switch_telemetry_off
from orchestration.warehouse.connection import open_database

if TYPE_CHECKING:
    from orchestration.contracts import Contract
    from orchestration.settings import Settings
    from orchestration.warehouse.candidate import Candidate


def run(
    settings: Settings, candidate: Candidate, contracts: dict[str, Contract], content_hash: str
) -> None:
    """Write the plan and run the gate. Whatever it does or fails to do is read from its verdict.

    An earlier verdict is removed first, so that one which is there afterwards is of this run.
    """
    point("gate.before_open")
    candidate.verdict.unlink(missing_ok=True)
    plan = Plan(
        candidate_id=candidate.candidate_id,
        database=candidate.database,
        content_hash=content_hash,
        suites=tuple(REQUIRED),
        expected_empty=_without_extracts(settings, candidate, contracts)
        | _expected_empty(contracts),
        memory=settings.memory,
        threads=settings.threads,
        spill=settings.temp,
    )
    candidate.plan.write_text(plan.model_dump_json(indent=1), encoding="utf-8")
    candidate.plan.chmod(0o600)
    switch_telemetry_off()
    path = settings.logs / f"gate-{candidate.candidate_id}.log"
    path.touch(mode=0o600)
    path.chmod(0o600)
    with path.open("w") as log:
        subprocess.run(
            [
                *(sys.executable, "-m", "expectations.runner"),
                *("--plan", str(candidate.plan)),
                *("--out", str(candidate.verdict)),
                *("--docs", str(settings.data_docs)),
            ],
            cwd=PROJECT_ROOT,
            env=dict(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    point("gate.after_verdict")


def _expected_empty(contracts: dict[str, Contract]) -> dict[str, str]:
    """Table -> why it may have no rows, as the contracts declare it (ruling 6)."""
    return {
        table: reason
        for contract in contracts.values()
        for table, reason in contract.meta.expected_empty.items()
    }


#: Table -> the domain whose sources alone fill it.
_FILLED_BY: dict[str, Domain] = {
    "core.fct_population": "population",
    "core.fct_survey_estimate": "survey_estimates",
    "core.fct_governance_indicator": "governance_indicators",
    "core.fct_participation": "participation",
    "core.fct_offence_event": "offence_events",
    "core.dim_area_geometry": "area_geometries",
    "core.dim_area_name": "area_names",
    "core.bridge_area_overlap": "area_overlaps",
    "core.fct_victim": "victims",
    "core.fct_death": "deaths",
    "marts.homicide_registration_triangle": "deaths",
    "marts.homicide_deaths_by_area_year": "deaths",
}


def _without_extracts(
    settings: Settings, candidate: Candidate, contracts: dict[str, Contract]
) -> dict[str, str]:
    """Table -> why it has no rows: no source that fills it has a loaded extract (promise 5)."""
    with open_database(settings, candidate.database, read_only=True) as connection:
        rows = connection.execute(
            "select distinct source_id from meta.extracts where status_code = 'loaded'"
        ).fetchall()
    loaded = {source_id for (source_id,) in rows}
    by_domain = sources_by_domain(contracts)
    return {
        table: "no source that fills it has an extract here: " + ", ".join(by_domain[domain])
        for table, domain in _FILLED_BY.items()
        if not loaded.intersection(by_domain[domain])
    }
