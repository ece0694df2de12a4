"""What must hold of `meta.codes`: one label in each language for every code of every list."""

from __future__ import annotations

from expectations.checks import Suite, flatten, has_columns, no_rows, not_null, unique
from expectations.rules import labelled

SUITE = Suite(
    table="meta.codes",
    row_floor=4,
    checks=flatten(
        has_columns("list_code", "code", "label_en", "label_es"),
        unique("list_code", "code"),
        not_null("list_code", "code"),
        labelled("label_en", "label_es"),
        no_rows(
            "every_tier_has_its_label",
            "select tier.code from (values ('A'), ('B'), ('C'), ('X')) as tier (code)"
            " anti join {batch} as t on t.list_code = 'tier_code' and t.code = tier.code",
            "each tier of a comparison is explained (methods 10, INV23)",
        ),
    ),
)
