"""What must hold of `core.fct_contract`: an award by a known method, in the city's money."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
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
from expectations.codes import CONTRACT_METHODS
from expectations.rules import labelled, vintages

SUITE = Suite(
    table="core.fct_contract",
    source="t.source_id",
    checks=flatten(
        has_columns(
            "contract_id", "city_id", "method_local", "method_code", "bidder_count", "amount",
            "currency_code", "award_date", "supplier_id", "cofog_code", "source_id",
            "extract_sha256", "known_from_at", "known_to_at",
        ),
        unique("contract_id", "known_from_at"),
        length("supplier_id", 64),
        not_null("method_code", "amount", "currency_code", "award_date"),
        labelled("method_local"),
        in_set("method_code", CONTRACT_METHODS),
        between("amount", 0),
        between("bidder_count", 0),
        refers_to("city_id", "core.dim_city", "city_id"),
        refers_to("source_id", "core.dim_source", "source_id"),
        no_rows(
            "an_award_is_in_the_citys_currency",
            "select t.* from {batch} as t inner join core__dim_city as c"
            " on t.city_id = c.city_id where t.currency_code <> c.currency_code",
            "amounts are in the currency of the city, never converted",
        ),
        no_row_where(
            "no_award_lies_after_the_cut_off",
            "t.award_date > cast(t.known_from_at as date)",
            "a file tells of no award after its cut-off",
        ),
        no_rows(
            "a_modality_has_one_method",
            "select t.* from {batch} as t qualify"
            " min(t.method_code) over (partition by t.city_id, t.method_local)"
            " <> max(t.method_code) over (partition by t.city_id, t.method_local)",
            "in one city a modality is one method",
        ),
        vintages("contract_id"),
    ),
)  # fmt: skip
