"""What must hold of `meta.city_file_problems`: rules that columns of city files break."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    not_null,
    unique,
)
from expectations.rules import form_problems

SUITE = Suite(
    table="meta.city_file_problems",
    source="t.source_id",
    row_floor=0,
    may_be_empty="no row is the good case: no rule is broken in a file of a city",
    checks=flatten(
        has_columns("effect_code", "row_count", "line_numbers"),
        form_problems(),
        in_set("effect_code", ("row_left_out", "value_emptied")),
        not_null("effect_code"),
        between("row_count", 1),
        unique("source_id", "extract_sha256", "column_name", "problem_code"),
        no_row_where(
            "lines_are_numbers",
            "not regexp_matches(coalesce(t.line_numbers, ''), '^[0-9]+(;[0-9]+)*$')",
            "what names the lines holds numbers and no text of a cell",
        ),
    ),
)
