"""What must hold of `core.fct_service_request`: a request that opens, is due, and closes."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    in_set,
    length,
    no_row_where,
    no_rows,
    not_null,
    refers_to,
    unique,
)
from expectations.codes import SERVICE_CATEGORIES, SERVICE_CHANNELS, SERVICE_STATUSES
from expectations.rules import labelled, vintages

SUITE = Suite(
    table="core.fct_service_request",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "request_id", "city_id", "area_id", "category_local", "category_code", "channel_code",
            "opened_at", "due_at", "closed_at", "status_code", "source_id", "extract_sha256",
            "known_from_at", "known_to_at",
        ),
        unique("request_id", "known_from_at"),
        length("request_id", 64),
        not_null("opened_at", "status_code"),
        labelled("category_local"),
        in_set("status_code", SERVICE_STATUSES),
        in_set("category_code", SERVICE_CATEGORIES),
        in_set("channel_code", SERVICE_CHANNELS),
        refers_to("city_id", "core.dim_city", "city_id"),
        refers_to("area_id", "core.dim_area", "area_id"),
        refers_to("source_id", "core.dim_source", "source_id"),
        no_row_where(
            "limit_and_closing_follow_the_opening",
            "t.due_at < t.opened_at or t.closed_at < t.opened_at",
            "a request is due and closed at or after its opening",
        ),
        no_row_where(
            "a_status_fits_its_closing",
            "(t.status_code = 'open' and t.closed_at is not null)"
            " or (t.status_code in ('closed', 'rejected') and t.closed_at is null)",
            "an open request has no closing, a closed or rejected one has",
        ),
        no_row_where(
            "nothing_happens_after_the_cut_off",
            "t.opened_at > t.known_from_at + interval 2 day"
            " or t.closed_at > t.known_from_at + interval 2 day",
            "a file tells of no day after its cut-off (the city's day, so two days of UTC)",
        ),
        no_rows(
            "an_area_lies_in_the_requests_city",
            "select t.* from {batch} as t inner join core__dim_area as a"
            " on t.area_id = a.area_id where a.city_id is distinct from t.city_id",
            "the area of a request is one of its city",
        ),
        vintages("request_id"),
    ),
)  # fmt: skip
