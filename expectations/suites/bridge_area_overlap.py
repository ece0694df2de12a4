"""What must hold of `core.bridge_area_overlap`: shares that never exceed a whole (INV09)."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    filled,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    no_rows,
    refers_to,
    unique,
)
from expectations.codes import WEIGHT_BASES

KEY = ("from_area_id", "to_area_id", "weight_basis_code")

#: Each weight with the kinds of its areas (`k` of the target, `parent_k` of what holds that).
SHARES = (
    "select t.*, f.area_type_code as from_type, b.area_type_code as parent_k,"
    " case a.area_type_code when 'municipality' then 'city' else a.area_type_code end as k"
    " from {batch} as t inner join core__dim_area as a on t.to_area_id = a.area_id"
    " inner join core__dim_area as f on t.from_area_id = f.area_id"
    " left join core__dim_area as b on a.parent_area_id = b.area_id"
)

#: Sum of the weights out of each area by basis and kind of target, with its vintage.
SUMS = (
    "select from_area_id, from_type, weight_basis_code, weight_vintage, k,"
    f" any_value(source_id) as source_id, sum(overlap_weight) as w from ({SHARES}) group by all"
)

#: Residents of the areas by the vintages that weights rest on.
RESIDENTS = (
    "select area_id, vintage, value_count from core__fct_population"
    " where denominator_type_code = 'resident' and sex_code = '0' and age_band_code = '0'"
)

#: Residents of an area in those of another kind, and in their parents, known without its own
#: weights: through the areas that lie in both, by their published shares.
INSIDE = (
    "select from_area_id, k, weight_vintage, sum(n) as n from ("
    "select h.to_area_id as from_area_id, unnest([g.k, g.parent_k]) as k, h.weight_vintage,"
    " p.value_count * h.overlap_weight * g.overlap_weight as n"
    " from shares as h inner join shares as g on h.from_area_id = g.from_area_id"
    " and h.weight_vintage = g.weight_vintage and h.k <> g.k"
    " and h.weight_basis_code = 'area' and g.weight_basis_code = 'area'"
    " inner join residents as p on h.from_area_id = p.area_id"
    " and starts_with(p.vintage, h.weight_vintage)) group by all"
)

SUITE = Suite(
    table="core.bridge_area_overlap",
    may_be_empty="no row means that no source gives the share of one area in another",
    source="t.source_id",
    checks=flatten(
        has_columns(*KEY, "overlap_weight", "weight_vintage", "source_id", "extract_sha256"),
        unique(*KEY),
        filled("weight_vintage"),
        in_set("weight_basis_code", WEIGHT_BASES),
        refers_to("from_area_id", "core.dim_area", "area_id"),
        refers_to("to_area_id", "core.dim_area", "area_id"),
        refers_to("source_id", "core.dim_source", "source_id"),
        refers_to("extract_sha256", "meta.extracts", "extract_sha256"),
        no_row_where(
            "a_weight_is_a_share",
            "coalesce(t.overlap_weight <= 0 or t.overlap_weight > 1, true)",
            "a weight is above 0 and at most 1",
        ),
        no_row_where(
            "no_area_overlaps_itself",
            "t.from_area_id = t.to_area_id",
            "an area is divided into others",
        ),
        no_rows(
            "inv09_weights_sum_to_one_at_most",
            f"select s.source_id from ({SUMS}) as s where s.w > 1 + 1e-9",
            "INV09: weights out of an area sum to 1 at most (tolerance 1e-9)",
        ),
        no_rows(
            "inv09_population_is_conserved",
            f"with shares as ({SHARES}), residents as ({RESIDENTS}), s as ({SUMS}),"
            f" inside as ({INSIDE}) select any_value(s.source_id) as source_id from s"
            " inner join residents as p on s.from_area_id = p.area_id"
            " and starts_with(p.vintage, s.weight_vintage)"
            " left join inside as i on s.from_area_id = i.from_area_id and s.k = i.k"
            " and s.weight_vintage = i.weight_vintage and s.weight_basis_code = 'population'"
            " group by s.from_type, s.k, s.weight_basis_code,"
            " case when i.from_area_id is not null then s.from_area_id end"
            " having abs(sum(p.value_count * s.w) / sum(coalesce(i.n, p.value_count)) - 1)"
            " > 0.005",
            "INV09: residents after re-weighting are those before within 0.5 %; what lies outside"
            " the city, by the small areas between, is no loss",
        ),
    ),
)  # fmt: skip
