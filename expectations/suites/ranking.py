"""What must hold of `marts.ranking`: an order only where every pair may be ordered."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    flatten,
    has_columns,
    no_row_where,
    no_rows,
    not_null,
    refers_to,
    unique,
)

_LIST = "partition by t.indicator_id, t.breakdown_code, t.period_id"

SUITE = Suite(
    table="marts.ranking",
    source="t.source_id",
    may_be_empty="A release whose cities never report the same indicator and year orders nothing.",
    checks=flatten(
        has_columns(
            "indicator_id",
            "breakdown_code",
            "period_id",
            "city_id",
            "is_ordered",
            "value",
            "place_from_highest",
            "refusal_en",
            "refusal_es",
        ),
        unique("indicator_id", "breakdown_code", "period_id", "city_id"),
        not_null("is_ordered"),
        refers_to("city_id", "core.dim_city", "city_id"),
        no_rows(
            "no_order_across_a_bad_pair",
            "select a.city_id from {batch} as a inner join {batch} as b"
            " on a.indicator_id = b.indicator_id and a.breakdown_code = b.breakdown_code"
            " and a.period_id = b.period_id and a.city_id < b.city_id"
            " left join marts__comparability_card as c on a.indicator_id = c.indicator_id"
            " and a.breakdown_code = c.breakdown_code and a.period_id = c.period_id"
            " and a.city_id = c.city_id_a and b.city_id = c.city_id_b"
            " where a.is_ordered and b.is_ordered and coalesce(c.tier_code, 'X') in ('C', 'X')",
            "no ordered list holds a pair of tier C or X, or one without a card (INV19)",
        ),
        no_row_where(
            "a_refusal_shows_no_value",
            "(not t.is_ordered) <> (t.refusal_en is not null and t.refusal_es is not null)"
            " or (not t.is_ordered and (t.value is not null or t.place_from_highest is not null))",
            "where no order is stated, both languages say why and no value stands",
        ),
        no_rows(
            "the_highest_comes_first",
            "select t.* from {batch} as t where t.is_ordered qualify"
            f" t.value = max(t.value) over ({_LIST}) and t.place_from_highest <> 1",
            "the highest value has place 1",
        ),
    ),
)
