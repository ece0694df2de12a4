"""What must hold of `core.fct_death`: deaths by year of death and year of registration."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    in_set,
    no_rows,
    not_null,
    refers_to,
)
from expectations.codes import MANNERS_OF_DEATH, SEXES
from expectations.rules import confidentiality, labelled, status, vintages

KEY = (
    "source_id", "area_id", "manner_code", "victim_sex_code", "registered_period_id",
)  # fmt: skip

SUITE = Suite(
    table="core.fct_death",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY, "label_local", "counting_unit_code", "occurrence_year", "period_id",
            "value_count", "obs_status_code", "obs_flag_codes", "conf_status_code",
            "extract_sha256", "known_from_at", "known_to_at",
        ),
        not_null(*KEY, "known_from_at"),
        vintages(*KEY, "occurrence_year"),
        status("value_count"),
        confidentiality(),
        labelled("label_local"),
        in_set("manner_code", MANNERS_OF_DEATH),
        in_set("victim_sex_code", SEXES),
        in_set("counting_unit_code", ("death",)),
        not_null("counting_unit_code"),
        between("value_count", 0),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("area_id", "core.dim_area", "area_id"),
        refers_to("period_id", "core.dim_period", "period_id"),
        refers_to("registered_period_id", "core.dim_period", "period_id"),
        no_rows(
            "a_death_stands_once",
            "select t.* from {batch} as t qualify count(*) over (partition by t.source_id,"
            " t.area_id, t.manner_code, t.victim_sex_code, t.occurrence_year,"
            " t.registered_period_id, t.known_from_at) > 1",
            "one row per cell and version; an unknown year of death is a cell of its own",
        ),
        no_rows(
            "nobody_is_registered_before_the_death",
            "select t.* from {batch} as t inner join core__dim_period as p"
            " on t.registered_period_id = p.period_id where t.occurrence_year"
            " > year(p.period_start)",
            "a death is registered in its year or later",
        ),
        no_rows(
            "sexes_are_never_more_than_all",
            "select source_id from {batch} where known_to_at is null and value_count is not null"
            " group by source_id, area_id, manner_code, occurrence_year, registered_period_id"
            " having sum(case when victim_sex_code <> '0' then value_count else 0 end)"
            " > sum(case when victim_sex_code = '0' then value_count else 0 end)",
            "the sexes add up to at most the published total (INV03)",
        ),
    ),
)  # fmt: skip
