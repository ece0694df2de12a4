"""What must hold of `meta.acceptances`: a released hold says who, when and why (F57)."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    length,
    no_row_where,
    no_rows,
    not_null,
)
from expectations.rules import labelled

SUITE = Suite(
    table="meta.acceptances",
    source="t.source_id",
    row_floor=0,
    may_be_empty="no row is the good case: no hold was released by a person",
    checks=flatten(
        has_columns(
            "source_id",
            "extract_sha256",
            "file_name",
            "fault_code",
            "because",
            "accepted_by",
            "accepted_at",
        ),
        not_null("extract_sha256", "accepted_at"),
        length("extract_sha256", 64),
        labelled("source_id", "fault_code", "because", "accepted_by"),
        no_rows(
            "the_extract_is_known",
            "select t.* from {batch} as t where t.source_id <> 'warehouse'"
            " and not exists (select 1 from meta__extracts as e"
            " where e.source_id = t.source_id and e.extract_sha256 = t.extract_sha256)",
            "what was accepted is an extract of its source, or a whole candidate by its inputs",
        ),
        no_row_where(
            "only_floors_of_a_candidate_are_accepted",
            "t.source_id = 'warehouse' and t.fault_code <> 'floor'",
            "of a whole candidate a person accepts floors and no other refusal",
        ),
    ),
)
