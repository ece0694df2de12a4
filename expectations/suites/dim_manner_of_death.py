"""What must hold of `core.dim_manner_of_death`: four manners, and how each stands to ICCS."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    not_null,
    refers_to,
    unique,
)
from expectations.codes import MANNERS_OF_DEATH
from expectations.rules import labelled

SUITE = Suite(
    table="core.dim_manner_of_death",
    row_floor=len(MANNERS_OF_DEATH),
    row_ceiling=len(MANNERS_OF_DEATH),
    checks=flatten(
        has_columns(
            "manner_code", "icd10_range", "name_en", "name_es", "iccs_code", "relation_code",
            "basis",
        ),
        unique("manner_code"),
        in_set("manner_code", MANNERS_OF_DEATH),
        not_null("relation_code"),
        in_set("relation_code", ("overlap", "none")),
        labelled("name_en", "name_es", "basis"),
        refers_to("iccs_code", "core.dim_offence", "iccs_code"),
        no_row_where(
            "only_none_has_no_code_near",
            "(t.relation_code = 'none') <> (t.iccs_code is null)",
            "a manner with a relation to ICCS names the code, one without names none",
        ),
        no_row_where(
            "no_manner_equals_a_category",
            "t.manner_code <> 'homicide' and t.relation_code <> 'none'",
            "only homicide stands near a category, and overlaps it (methods 2 rule 8)",
        ),
    ),
)  # fmt: skip
