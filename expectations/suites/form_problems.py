"""What must hold of `meta.form_problems`: cells of forms that break a rule, by place."""

from __future__ import annotations

from expectations.checks import Suite, between, flatten, has_columns, not_null
from expectations.rules import form_problems

SUITE = Suite(
    table="meta.form_problems",
    source="t.source_id",
    row_floor=0,
    may_be_empty="no row is the good case: no cell of a form breaks a rule",
    checks=flatten(
        has_columns("line_number", "is_left_out"),
        form_problems(),
        not_null("line_number", "is_left_out"),
        between("line_number", 2),
    ),
)
