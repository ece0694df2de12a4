"""What must hold of `meta.editions`: of each scope one edition speaks now, and it is the newest."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    in_set,
    length,
    no_row_where,
    no_rows,
    not_null,
    refers_to,
    unique,
)
from expectations.rules import labelled

SUITE = Suite(
    table="meta.editions",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "source_id",
            "coverage_scope",
            "extract_sha256",
            "file_name",
            "known_from_at",
            "is_current",
            "edition_status_code",
        ),
        unique("source_id", "coverage_scope", "extract_sha256"),
        length("extract_sha256", 64),
        labelled("coverage_scope", "file_name"),
        not_null("known_from_at", "is_current", "edition_status_code"),
        in_set("edition_status_code", ("current", "earlier_vintage", "superseded_at_same_cutoff")),
        refers_to("source_id", "core.dim_source", "source_id"),
        no_rows(
            "the_extract_is_loaded",
            "select t.* from {batch} as t where not exists (select 1 from meta__extracts as e"
            " where e.source_id = t.source_id and e.extract_sha256 = t.extract_sha256"
            " and e.status_code = 'loaded')",
            "an edition is a loaded extract of its source",
        ),
        no_row_where(
            "current_is_what_the_status_says",
            "t.is_current <> (t.edition_status_code = 'current')",
            "is_current and edition_status_code say the same",
        ),
        no_rows(
            "one_edition_of_a_scope_is_current",
            "select t.* from {batch} as t qualify count(*) filter (where t.is_current)"
            " over (partition by t.source_id, t.coverage_scope) <> 1",
            "exactly one edition of a scope is current",
        ),
        no_rows(
            "the_current_edition_is_the_newest",
            "select t.* from {batch} as t qualify t.is_current and t.known_from_at <"
            " max(t.known_from_at) over (partition by t.source_id, t.coverage_scope)",
            "the current edition has the latest cut-off of its scope (ruling 4)",
        ),
        no_rows(
            "one_edition_of_a_cut_off_is_kept",
            "select t.* from {batch} as t qualify"
            " count(*) filter (where t.edition_status_code <> 'superseded_at_same_cutoff')"
            " over (partition by t.source_id, t.coverage_scope, t.known_from_at) <> 1",
            "of the editions of one scope and cut-off exactly one is kept (ruling 4)",
        ),
    ),
)
