"""The code location: everything Dagster shows, put together.

Belongs here: assembling Definitions from the parts. `build_definitions` takes overrides for tests.
Does not belong here: an asset, a check, a schedule, or any logic of theirs.
"""

from __future__ import annotations

import dagster as dg

from orchestration.assets.gate import build_gate, gated_keys
from orchestration.assets.manifest import current_manifest
from orchestration.assets.project import Project
from orchestration.assets.release import build_release
from orchestration.assets.sources import build_broken_source, build_source, ledger_spec
from orchestration.assets.warehouse import build_warehouse
from orchestration.automation.nightly import nightly, nightly_refresh
from orchestration.settings import Settings, switch_telemetry_off
from orchestration.warehouse.project import usable_project


def build_definitions(*, settings: Settings | None = None) -> dg.Definitions:
    """Definitions over one warehouse home; without `settings`, over the environment's.

    Makes dbt's manifest first when it is missing or older than the project.
    """
    switch_telemetry_off()
    settings = settings or Settings()
    usable = usable_project(settings)
    project = Project.read(current_manifest(settings, usable))
    good = {
        source_id: contract
        for source_id, contract in usable.contracts.items()
        if source_id not in usable.broken
    }
    gated = gated_keys(set(project.keys.values()))
    return dg.Definitions(
        assets=[
            *(build_source(settings, contract) for contract in good.values()),
            *(build_broken_source(folder, error) for folder, error in usable.broken.items()),
            ledger_spec(),
            build_warehouse(settings, good, project),
            build_release(settings, gated.values()),
        ],
        asset_checks=[build_gate(settings, gated)],
        jobs=[nightly_refresh],
        schedules=[nightly],
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The code location: made when Dagster loads it, so that importing this module does nothing."""
    return build_definitions()
