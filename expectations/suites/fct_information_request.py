"""What must hold of `core.fct_information_request`: a request, its legal term, its answer."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    in_set,
    length,
    no_row_where,
    not_null,
    refers_to,
    unique,
)
from expectations.codes import APPEAL_OUTCOMES, INFORMATION_OUTCOMES
from expectations.rules import vintages

SUITE = Suite(
    table="core.fct_information_request",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "request_id", "city_id", "received_date", "due_date", "answered_date", "outcome_code",
            "is_appealed", "appeal_outcome_code", "source_id", "extract_sha256", "known_from_at",
            "known_to_at",
        ),
        unique("request_id", "known_from_at"),
        length("request_id", 64),
        not_null("received_date", "due_date", "outcome_code"),
        in_set("outcome_code", INFORMATION_OUTCOMES),
        in_set("appeal_outcome_code", APPEAL_OUTCOMES),
        refers_to("city_id", "core.dim_city", "city_id"),
        refers_to("source_id", "core.dim_source", "source_id"),
        no_row_where(
            "term_and_answer_follow_the_request",
            "t.due_date < t.received_date or t.answered_date < t.received_date",
            "a request is due and answered on or after the day of receiving",
        ),
        no_row_where(
            "an_outcome_fits_its_answer",
            "(t.outcome_code in ('no_answer', 'pending')) <> (t.answered_date is null)",
            "an answer has its day, and no answer has none",
        ),
        no_row_where(
            "no_answer_lies_after_the_cut_off",
            "t.received_date > cast(t.known_from_at as date)"
            " or t.answered_date > cast(t.known_from_at as date)",
            "a file tells of no day after its cut-off",
        ),
        no_row_where(
            "an_appeal_comes_before_its_outcome",
            "t.appeal_outcome_code is not null and t.is_appealed is distinct from true",
            "only an appeal has an outcome",
        ),
        vintages("request_id"),
    ),
)  # fmt: skip
