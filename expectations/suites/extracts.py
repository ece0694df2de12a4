"""What must hold of `meta.extracts`: every line of every extract is accounted for."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    in_set,
    length,
    no_row_where,
    not_null,
    unique,
)
from expectations.rules import labelled

_LINES = ("physical_lines", "loaded_lines", "quarantined_lines", "declared_lines")
_UNKNOWN = " or ".join(f"t.{column} is null" for column in _LINES)

SUITE = Suite(
    table="meta.extracts",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "extract_sha256",
            "source_id",
            "file_name",
            "status_code",
            "byte_count",
            "retrieved_at",
            "data_as_of_date",
            *_LINES,
        ),
        unique("source_id", "extract_sha256"),
        length("extract_sha256", 64),
        labelled("file_name"),
        not_null("status_code", "byte_count", "retrieved_at"),
        in_set("status_code", ("loaded", "refused", "held", "repeated")),
        between("byte_count", 1),
        *(between(column, 0) for column in _LINES),
        no_row_where(
            "every_line_is_accounted_for",
            f"t.status_code = 'loaded' and ({_UNKNOWN} or"
            " t.loaded_lines + t.quarantined_lines + t.declared_lines <> t.physical_lines)",
            "loaded, quarantined and declared lines add up to the physical lines (INV01)",
        ),
        no_row_where(
            "a_refusal_has_its_reason",
            "t.status_code <> 'loaded' and coalesce(t.message, '') = ''",
            "an extract that is not loaded says why",
        ),
    ),
)
