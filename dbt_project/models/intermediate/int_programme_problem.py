"""dbt model: the rows of the programme forms that break a rule, one row per problem.

Belongs here: handing tables to `orchestration.evaluation.registry` and its answer to dbt. Does not
belong here: a rule of the form. Python, because a rule stands once, with its message in two
languages, and names line and column.
"""

from typing import Any


def model(dbt: Any, session: Any) -> Any:
    """Check the current rows of the three forms against the dimensions."""
    dbt.config(materialized="table")
    programmes = dbt.ref("int_programme_row").pl()
    activities = dbt.ref("int_programme_activity_row").pl()
    outcomes = dbt.ref("int_programme_outcome_row").pl()
    cities = dbt.ref("dim_city").pl()
    areas = dbt.ref("dim_area").pl()
    indicators = dbt.ref("indicators").pl()
    sources = dbt.ref("dim_source").pl()

    from orchestration.evaluation import registry

    return registry.problem_frame(
        {"programmes": programmes, "activity": activities, "outcomes": outcomes},
        registry.Reference(
            cities=dict(cities.select("city_id", "currency_code").iter_rows()),
            areas=dict(areas.select("area_id", "city_id").iter_rows()),
            indicators=frozenset(indicators["indicator_id"]),
            sources=frozenset(sources["source_id"]),
        ),
    ).to_arrow()
