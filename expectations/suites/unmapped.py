"""What must hold of `meta.unmapped`: labels that no crosswalk row meets, counted (INV15)."""

from __future__ import annotations

from expectations.checks import Suite, between, flatten, has_columns, unique
from expectations.rules import labelled

SUITE = Suite(
    table="meta.unmapped",
    source="t.source_id",
    row_floor=0,
    may_be_empty="no row is the good case: every label of every extract is in a crosswalk",
    checks=flatten(
        has_columns("source_category_id", "source_id", "label_type", "row_count", "unit_share"),
        unique("source_category_id"),
        labelled("source_id"),
        between("row_count", 1),
        between("unit_share", 0, 1),
    ),
)
