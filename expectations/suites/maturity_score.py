"""What must hold of `marts.maturity_score`: twelve components, levels with their evidence."""

from __future__ import annotations

from expectations.checks import (
    Suite,
    between,
    flatten,
    has_columns,
    in_set,
    no_row_where,
    no_rows,
    not_null,
    refers_to,
    unique,
)
from expectations.rules import city_scope, labelled

COMPONENTS = (
    "definition", "counting_unit", "tag_completeness", "geocoding", "duplicates", "timeliness",
    "revision_policy", "convergence", "survey_availability", "openness", "gender_disaggregation",
    "governance_link",
)  # fmt: skip
KEY = ("source_id", "city_id", "as_of_date", "component_code")

#: Where the next level begins, lowest first (methods 11); falling components hold up to the bound.
RISING = {"tag_completeness": (50, 70, 85, 95), "geocoding": (50, 70, 85, 95)}
FALLING = {"timeliness": (365, 180, 90, 30), "convergence": (0.30, 0.20, 0.10, 0.05)}


def _scale(component: str, bounds: tuple[float, ...], sign: str) -> str:
    """Return SQL that is true for a measured row whose level is not the one of the scale."""
    level = " + ".join(f"(t.measured_value {sign} {bound})::int" for bound in bounds)
    return (
        f"(t.component_code = '{component}' and t.basis_code = 'measured' and t.level <> {level})"
    )


SUITE = Suite(
    table="marts.maturity_score",
    source="t.source_id",
    checks=flatten(
        has_columns(
            *KEY,
            "area_id",
            "area_scope",
            "level",
            "level_en",
            "level_es",
            "measured_value",
            "basis_code",
            "evidence_en",
            "evidence_es",
            "basis",
        ),
        unique(*KEY),
        city_scope(),
        refers_to("source_id", "core.dim_source", "source_id"),
        in_set("component_code", COMPONENTS),
        in_set("basis_code", ("measured", "judged", "not_measured")),
        not_null("basis_code"),
        between("level", 0, 4),
        labelled("component_en", "component_es", "evidence_en", "evidence_es", "basis"),
        no_rows(
            "twelve_components_each",
            "select t.source_id from {batch} as t group by t.source_id, t.city_id, t.as_of_date"
            " having count(*) <> 12 or count(distinct t.component_code) <> 12",
            "every source and city has a row for each of the twelve components",
        ),
        no_row_where(
            "a_level_is_measured_or_judged",
            "(t.level is null) <> (t.basis_code = 'not_measured')",
            "a level comes from a measurement or a judgement, and nothing else is a level",
        ),
        no_row_where(
            "a_measured_level_shows_its_measurement",
            "t.basis_code = 'measured' and t.measured_value is null",
            "what was measured stands beside its level",
        ),
        no_row_where(
            "a_level_says_what_it_means",
            "(t.level is null) <> (t.level_en is null)"
            " or (t.level is null) <> (t.level_es is null)",
            "the meaning of a level stands in both languages (INV23)",
        ),
        no_row_where(
            "the_level_follows_the_scale",
            " or ".join(
                [
                    *(_scale(name, bounds, ">=") for name, bounds in RISING.items()),
                    *(_scale(name, bounds, "<=") for name, bounds in FALLING.items()),
                ]
            ),
            "the level of a measured component is that of its scale (methods 11)",
        ),
        no_rows(
            "one_day_for_all",
            "select t.* from {batch} as t qualify min(t.as_of_date) over ()"
            " <> max(t.as_of_date) over ()",
            "all sources are scored as of one day",
        ),
        no_rows(
            "the_total_stands_with_its_components",
            "select o.source_id from marts__observation as o left join (select source_id, area_id,"
            " sum(level) as levels, count(level) as measured from {batch}"
            " group by source_id, area_id) as s on o.source_id = s.source_id"
            " and o.area_id = s.area_id where o.indicator_id = 'D07'"
            " and o.breakdown_code = 'total' and (coalesce(s.measured, 0) = 0"
            " or abs(o.value - 100.0 * s.levels / (4 * s.measured)) > 1e-9"
            " or s.measured <> (select count(c.value) from marts__observation as c"
            " where c.indicator_id = 'D07' and c.breakdown_code like 'component=%'"
            " and c.source_id = o.source_id and c.area_id = o.area_id))",
            "a D07 total is 100 x the levels / (4 x the components), all of which stand beside it",
        ),
    ),
)
