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

#: Sum of the weights out of each area by basis and kind of target (`k`), with its vintage.
SUMS = (
    "select t.from_area_id, f.area_type_code as from_type, t.weight_basis_code, t.weight_vintage,"
    " case a.area_type_code when 'municipality' then 'city' else a.area_type_code end as k,"
    " any_value(t.source_id) as source_id, sum(t.overlap_weight) as w"
    " from {batch} as t inner join core__dim_area as a on t.to_area_id = a.area_id"
    " inner join core__dim_area as f on t.from_area_id = f.area_id group by all"
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
            f"with s as ({SUMS}) select any_value(s.source_id) as source_id from s"
            " inner join core__fct_population as p on s.from_area_id = p.area_id"
            " and starts_with(p.vintage, s.weight_vintage) and p.denominator_type_code = 'resident'"
            " and p.sex_code = '0' and p.age_band_code = '0'"
            " left join s as i on s.from_area_id = i.from_area_id and i.k = 'city'"
            " and i.from_type = 'police_precinct' and s.weight_basis_code = i.weight_basis_code"
            " group by s.from_type, s.k, s.weight_basis_code"
            " having abs(sum(p.value_count * s.w) / sum(p.value_count * coalesce(i.w, 1)) - 1)"
            " > 0.005",
            "INV09: residents after re-weighting are those before within 0.5 %; what is known to"
            " lie outside the city is no loss",
        ),
    ),
)  # fmt: skip
