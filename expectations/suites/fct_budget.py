"""What must hold of `core.fct_budget`: amounts of a city, in its currency and its fiscal year."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    in_set,
    not_null,
    refers_to,
    unique,
)
from expectations.codes import BUDGET_STAGES
from expectations.rules import city_money, labelled, vintages

KEY = ("city_id", "period_id", "local_function_code", "stage_code")

SUITE = Suite(
    table="core.fct_budget",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY, "cofog_code", "amount", "currency_code", "source_id", "extract_sha256",
            "known_from_at", "known_to_at",
        ),
        unique(*KEY, "known_from_at"),
        not_null("amount"),
        labelled("local_function_code"),
        in_set("stage_code", BUDGET_STAGES),
        refers_to("source_id", "core.dim_source", "source_id"),
        city_money(),
        vintages(*KEY),
    ),
)  # fmt: skip
