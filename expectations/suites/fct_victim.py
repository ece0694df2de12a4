"""What must hold of `core.fct_victim`: one row per victim of an event; never released."""

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
from expectations.codes import (
    CITIZENSHIPS,
    LEGAL_STATUSES,
    RELATIONSHIPS,
    VICTIM_AGES,
    VICTIM_SEXES,
)
from expectations.rules import vintages

SUITE = Suite(
    table="core.fct_victim",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "victim_id", "event_id", "source_id", "sv_code", "av_code", "age_years", "stv_code",
            "vip_code", "cit_code", "ls_code", "extract_sha256", "known_from_at", "known_to_at",
        ),
        unique("victim_id", "known_from_at"),
        not_null("event_id", "sv_code", "av_code", "stv_code"),
        in_set("sv_code", VICTIM_SEXES),
        in_set("av_code", VICTIM_AGES),
        in_set("stv_code", VICTIM_SEXES),
        in_set("vip_code", RELATIONSHIPS),
        in_set("cit_code", CITIZENSHIPS),
        in_set("ls_code", LEGAL_STATUSES),
        between("age_years", 0, 120),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("event_id", "core.fct_offence_event", "event_id"),
        no_row_where(
            "the_age_lies_in_its_band",
            "t.age_years is not null and t.av_code <> case when t.age_years <= 14 then '1'"
            " when t.age_years <= 29 then '2' when t.age_years <= 44 then '3'"
            " when t.age_years <= 59 then '4' else '5' end",
            "an age in years lies in the ICCS band beside it",
        ),
        no_row_where(
            "a_minor_is_under_18",
            "t.age_years < 18 and t.stv_code <> '1' or t.age_years >= 18 and t.stv_code <> '2'",
            "the age status is that of the age in years",
        ),
        no_rows(
            "an_event_has_no_more_victims_than_it_counts",
            "select any_value(t.source_id) as source_id from {batch} as t"
            " inner join core__fct_offence_event as e on t.event_id = e.event_id"
            " and e.known_to_at is null where t.known_to_at is null"
            " group by t.event_id, e.unit_count having count(*) > e.unit_count",
            "an event has at most as many victims as it counts",
        ),
        vintages("victim_id"),
    ),
)  # fmt: skip
