"""Which declared corrections no longer fit a candidate, in words for the one who has to look.

Belongs here: naming the corrections behind a failed `correction_still_fits`, with what they expect
and what they met: ids, terms and counts that we wrote ourselves, never a cell.
Does not belong here: matching corrections to rows (`macros/corrections.sql`), or judging
(`verdict.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from orchestration.warehouse.connection import identifier, open_database

if TYPE_CHECKING:
    from orchestration.settings import Settings
    from orchestration.warehouse.candidate import Candidate
    from orchestration.warehouse.nodes import DbtManifest

#: The generic dbt test that holds corrections against what was published.
TEST = "correction_still_fits"


def explained(
    settings: Settings, candidate: Candidate, manifest: DbtManifest, node: str
) -> str | None:
    """Say which corrections a failed test of the kind `TEST` found; None for any other test.

    None too when the candidate cannot be read: the test's own name must do then.
    """
    relation = manifest.tested_relation(node)
    if manifest.generic_test(node) != TEST or relation is None:
        return None
    try:
        with open_database(settings, candidate.database, read_only=True) as connection:
            rows = connection.execute(
                "select correction_id, expect, string_agg(distinct row_count::varchar, ', '),"
                f" count(*) from {identifier(*relation)}"
                " where not is_fit and status_code = 'active' group by all order by all"
            ).fetchall()
    except duckdb.Error:
        return None
    listed = "; ".join(
        f"{name} expects {expect}, met rows={met} in {extracts:,} extracts"
        for name, expect, met, extracts in rows
    )
    source_id = manifest.source_id(node)
    return (
        f"{TEST}: {listed}. Has the publisher mended it? Then date or retire it in"
        f" corrections__{source_id}.csv"
    )
