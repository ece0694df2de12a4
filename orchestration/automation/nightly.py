"""The night.

Belongs here: the job over everything, its hour and its time cap.
Does not belong here: what the job does (`assets/`).
"""

from __future__ import annotations

import dagster as dg

#: 02:00 UTC is 20:00 in Querétaro, 21:00 in Colombia, 04:00 in Durban: after office hours in all of
#: them, and UTC has no hour that comes twice or never. A missed night is not made up for: each run
#: brings everything up to date.
NIGHTLY_CRON = "0 2 * * *"
NIGHTLY_TIMEZONE = "UTC"

#: Seconds after which run monitoring ends a run. Ten times a full rebuild of today's sources; short
#: enough that a hanging night is over before the next one.
MAX_RUNTIME_SECONDS = 4 * 60 * 60

nightly_refresh = dg.define_asset_job(
    "nightly_refresh",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    tags={"dagster/max_runtime": str(MAX_RUNTIME_SECONDS)},
    description=(
        "Inbox to release: lands what is new, builds, judges and publishes. "
        "With SAFERCITIES_FETCH=1 each source's portals are asked first."
    ),
)

nightly = dg.ScheduleDefinition(
    name="nightly",
    job=nightly_refresh,
    cron_schedule=NIGHTLY_CRON,
    execution_timezone=NIGHTLY_TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="02:00 UTC, every night.",
)
