"""What must hold of `core.fct_participation`: nobody takes part who could not."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    not_null,
    refers_to,
    unique,
)
from expectations.codes import OBS_STATUSES, VALUELESS_STATUSES, sql_list
from expectations.rules import labelled, vintages

KEY = ("city_id", "period_id", "mechanism_code", "evaluator_code")

SUITE = Suite(
    table="core.fct_participation",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY, "label_local", "label_en", "label_es", "participant_count", "eligible_count",
            "women_count", "score", "obs_status_code", "source_id", "extract_sha256",
            "known_from_at", "known_to_at",
        ),
        unique(*KEY, "known_from_at"),
        not_null("obs_status_code"),
        labelled("label_local", "label_en", "label_es"),
        in_set("obs_status_code", OBS_STATUSES),
        between("participant_count", 0),
        between("eligible_count", 0),
        between("women_count", 0),
        refers_to("city_id", "core.dim_city", "city_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        refers_to("source_id", "core.dim_source", "source_id"),
        vintages(*KEY),
        no_row_where(
            "nobody_takes_part_who_could_not",
            "t.participant_count > t.eligible_count or t.women_count > t.participant_count",
            "participants are at most the eligible, women at most the participants",
        ),
        no_row_where(
            "a_missing_count_says_why",
            "(t.participant_count is null and t.score is null)"
            f" <> (t.obs_status_code in {sql_list(VALUELESS_STATUSES)})",
            "there is neither count nor score exactly where the status says so",
        ),
    ),
)  # fmt: skip
