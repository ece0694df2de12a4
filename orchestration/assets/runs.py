"""What the bodies of all assets need of the run they are in.

Belongs here: the candidate id that belongs to a Dagster run, and progress that goes to its log.
Does not belong here: anything of one asset.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dagster as dg

    from orchestration.stages import Progress

    Context = dg.AssetExecutionContext | dg.AssetCheckExecutionContext


def candidate_id(context: Context) -> str:
    """The candidate of this run: the same in each of its steps, and sorted by time.

    `<UTC yyyymmddThhmmss>-<8 hex>`, from the run's creation and its id.
    """
    record = context.instance.get_run_record_by_id(context.run.run_id)
    moment = record.create_timestamp if record else datetime.now(UTC)
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S}-{context.run.run_id[:8]}"


def logged(context: Context) -> Progress:
    """Progress as lines of the run's log."""
    return lambda stage, what: context.log.info(f"{stage}: {what}")
