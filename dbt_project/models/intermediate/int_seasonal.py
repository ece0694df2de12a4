"""dbt model: one row per month of a stretch that is long enough, its trend and its season.

Belongs here: handing points to `orchestration.evaluation.seasonality` and its answer to dbt. Does
not belong here: the decomposition. Python, because STL is no SQL (ruling 11).
"""

from typing import Any


def model(dbt: Any, session: Any) -> Any:
    """Decompose every stretch that int_control_point marks for it."""
    dbt.config(materialized="table")
    points = dbt.ref("int_control_point").pl()

    from orchestration.evaluation.seasonality import decompose

    return decompose(points).to_arrow()
