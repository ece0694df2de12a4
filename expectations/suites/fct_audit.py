"""What must hold of `core.fct_audit`: an opinion that was given, on one auditor's scale."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    no_row_where,
    no_rows,
    not_null,
    refers_to,
    unique,
)
from expectations.rules import city_money, labelled, vintages

KEY = ("city_id", "period_id", "auditor_name")

SUITE = Suite(
    table="core.fct_audit",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY, "opinion_local", "opinion_code", "opinion_scale_code", "opinion_ordinal",
            "audited_amount", "observed_amount", "currency_code", "finding_count", "solved_count",
            "source_id", "extract_sha256", "known_from_at", "known_to_at",
        ),
        unique(*KEY, "known_from_at"),
        not_null("opinion_scale_code"),
        labelled("opinion_local", "auditor_name"),
        between("finding_count", 0),
        between("solved_count", 0),
        refers_to("source_id", "core.dim_source", "source_id"),
        city_money(),
        vintages(*KEY),
        no_row_where(
            "an_address_is_no_opinion",
            "lower(trim(t.opinion_local)) like 'http%'",
            "opinion_local is an opinion in words, never the address of a report",
        ),
        no_row_where(
            "a_part_is_within_its_whole",
            "t.solved_count > t.finding_count or t.observed_amount > t.audited_amount",
            "solved findings and observed amounts are parts of what was found and audited",
        ),
        no_rows(
            "an_opinion_has_one_rank",
            "select t.* from {batch} as t where t.opinion_ordinal is not null qualify"
            " min(t.opinion_ordinal) over (partition by t.opinion_scale_code, t.opinion_code)"
            " <> max(t.opinion_ordinal) over (partition by t.opinion_scale_code, t.opinion_code)",
            "on one scale an opinion has one rank",
        ),
    ),
)  # fmt: skip
