"""What must hold of `core.fct_programme_effect`: an interval, its tests, or a reason (INV22)."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    no_rows,
    not_null,
    refers_to,
    unique,
)
from expectations.codes import IDENTIFICATIONS, PROGRAMME_DESIGNS

KEY = ("programme_id", "indicator_id", "design_code", "computed_at")

SUITE = Suite(
    table="core.fct_programme_effect",
    checks=flatten(
        has_columns(
            *KEY, "identification_code", "is_exploratory", "estimate_ratio", "ci_low_ratio",
            "ci_high_ratio", "ci_level_pct", "level_ratio", "monthly_slope_ratio",
            "spill_over_ratio", "pretrend_p_value", "diagnostics_passed_count",
            "diagnostics_total_count", "diagnostics", "observation_count", "area_count",
            "reason_code", "reason_en", "reason_es", "model_ref",
        ),
        unique(*KEY),
        not_null("is_exploratory", "diagnostics", "model_ref"),
        in_set("design_code", PROGRAMME_DESIGNS),
        in_set("identification_code", IDENTIFICATIONS),
        between("pretrend_p_value", 0, 1),
        between("diagnostics_passed_count", 0),
        refers_to("programme_id", "core.dim_programme", "programme_id"),
        no_row_where(
            "an_interval_holds_its_estimate",
            "not t.estimate_ratio between t.ci_low_ratio and t.ci_high_ratio"
            " or t.ci_low_ratio <= 0",
            "limits of a ratio are positive and hold the estimate",
        ),
        no_row_where(
            "an_estimate_is_whole_or_says_why_not",
            "(t.identification_code = 'not_estimated') <> (t.estimate_ratio is null)"
            " or (t.estimate_ratio is null) <> (t.ci_low_ratio is null)"
            " or (t.estimate_ratio is null) <> (t.ci_high_ratio is null)"
            " or (t.estimate_ratio is null) <> (t.reason_code is not null"
            " and t.reason_en is not null and t.reason_es is not null)",
            "there is a ratio with both limits, or a reason in both languages and no ratio",
        ),
        no_row_where(
            "passed_tests_are_among_those_computed",
            "t.diagnostics_passed_count > t.diagnostics_total_count",
            "at most all computed tests passed",
        ),
        no_row_where(
            "a_failed_pre_trend_is_not_identified",
            "t.pretrend_p_value < 0.05 and t.identification_code = 'identified'",
            "a failed test of the trend before the start takes the label away (methods 8)",
        ),
        no_row_where(
            "the_model_is_named",
            "not regexp_full_match(t.model_ref,"
            " 'evaluation [0-9]+; statsmodels [0-9.]+; inputs sha256:[0-9a-f]+')",
            "model_ref names the code and the hash of its inputs (INV22)",
        ),
        no_rows(
            "late_registration_is_labelled",
            "select t.* from {batch} as t inner join core__dim_programme as p"
            " on t.programme_id = p.programme_id"
            " where p.registered_date > p.start_date and not t.is_exploratory",
            "the effect of a programme registered after its start is exploratory (INV22)",
        ),
        no_rows(
            "every_programme_has_its_answer",
            "select p.programme_id from core__dim_programme as p"
            " where p.programme_id not in (select t.programme_id from {batch} as t)",
            "a registered programme has an estimate or a reason",
        ),
    ),
)  # fmt: skip
