"""What must hold of `meta.programme_problems`: cells of programme forms that break a rule."""

from __future__ import annotations

from expectations.checks import Suite, between, flatten, has_columns, not_null
from expectations.rules import form_problems

SUITE = Suite(
    table="meta.programme_problems",
    source="t.source_id",
    row_floor=0,
    may_be_empty="no row is the good case: no cell of a programme form breaks a rule",
    checks=flatten(
        has_columns("line_number"),
        form_problems(),
        not_null("line_number"),
        between("line_number", 2),
    ),
)
