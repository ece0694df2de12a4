"""What must hold of `marts.headline_by_city_year`: the figures of observation, side by side."""

from __future__ import annotations

from expectations.checks import (
    Check,
    Suite,
    between,
    flatten,
    has_columns,
    no_row_where,
    no_rows,
    not_null,
    refers_to,
    unique,
)

HEADLINE = ("c01", "c03", "c08", "v04", "g01", "g06")
FIELDS = ("value", "low", "high", "flag_codes", "source_id")
_COLUMNS = tuple(f"{name}_{part}" for name in HEADLINE for part in FIELDS)


def _any(condition: str) -> str:
    """Return SQL that is true where `condition` (with `x` for an indicator) holds for one."""
    return " or ".join(f"({condition.replace('x_', f't.{name}_')})" for name in HEADLINE)


def _of_observation() -> Check:
    """Every figure is one of marts.observation, of the city, the source and that base year."""
    wrong = " union all ".join(
        f"select t.city_id from {{batch}} as t where t.{name}_value is not null and not exists"
        " (select 1 from marts__observation as o inner join core__dim_period as p"
        " on o.period_id = p.period_id"
        f" where o.indicator_id = '{name.upper()}' and o.breakdown_code = 'total'"
        " and o.area_scope in ('city', 'survey_domain') and o.city_id = t.city_id"
        f" and o.source_id = t.{name}_source_id and year(p.period_start) = t.base_year"
        f" and abs(o.value - t.{name}_value) <= 1e-9)"
        for name in HEADLINE
    )
    return no_rows(
        "a_figure_is_one_of_observation",
        wrong,
        "every figure is the city's own in marts.observation; a state's never stands here (INV25)",
    )


def _one_source() -> Check:
    """The series of one indicator and city is of one source (INV05)."""
    mixed = " union all ".join(
        f"select t.city_id from {{batch}} as t where t.{name}_source_id is not null"
        f" group by t.city_id having count(distinct t.{name}_source_id) > 1"
        for name in HEADLINE
    )
    return no_rows(
        "one_source_for_a_whole_series", mixed, "two sources never share one series (INV05)"
    )


SUITE = Suite(
    table="marts.headline_by_city_year",
    checks=flatten(
        has_columns("city_id", "base_year", *_COLUMNS),
        unique("city_id", "base_year"),
        not_null(*(f"{name}_flag_codes" for name in HEADLINE)),
        refers_to("city_id", "core.dim_city", "city_id"),
        between("base_year", 1990, 2050),
        no_row_where(
            "a_year_has_a_figure",
            "coalesce("
            + ", ".join(f"t.{name}_value, t.{name}_low" for name in HEADLINE)
            + ") is null",
            "a year without any of the six is no row",
        ),
        no_row_where(
            "a_figure_names_its_source",
            _any("coalesce(x_value, x_low) is not null and x_source_id is null"),
            "a figure names the source it comes from",
        ),
        no_row_where(
            "what_is_missing_says_so",
            _any(
                "x_value is null and x_low is null and x_flag_codes <> 'missing'"
                " and not list_has_any(string_split(x_flag_codes, ';'), ['L', 'M', 'O', 'Q'])"
            )
            + " or "
            + _any("x_flag_codes = 'missing' and coalesce(x_value, x_low) is not null"),
            "no figure has a flag that says missing, and a figure never has",
        ),
        no_row_where(
            "limits_hold_their_figure",
            _any("x_low > x_value or x_value > x_high or x_low > x_high"),
            "low <= value <= high (INV17)",
        ),
        _of_observation(),
        _one_source(),
    ),
)
