"""dbt model: one row per registered programme, its effect or why there is none.

Belongs here: handing tables to `orchestration.evaluation` and its answer to dbt. Does not belong
here: a design or a test. Python, because a model with Newey-West errors or a bootstrap is no SQL
(ruling 11); it runs in the process of dbt, on its connection, so lock and lineage stay dbt's.
"""

from typing import Any


def model(dbt: Any, session: Any) -> Any:
    """Evaluate the programmes by the designs they registered."""
    dbt.config(materialized="table")
    programmes = dbt.ref("dim_programme").pl()
    activity = dbt.ref("fct_programme_activity").pl()
    series = dbt.ref("int_programme_series").pl()
    breaks = dbt.ref("int_programme_break").pl()

    if programmes.is_empty():
        # statsmodels takes seconds to import: not where there is nothing to estimate.
        import polars as pl

        from orchestration.evaluation.result import EFFECT_COLUMNS

        return pl.DataFrame(schema=EFFECT_COLUMNS).to_arrow()

    from orchestration.evaluation.programme import evaluate_programmes

    return evaluate_programmes(programmes, activity, series, breaks).to_arrow()
