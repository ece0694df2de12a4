-- One row is one indicator series, one city pair and one base year, with the eight tests of the
-- comparability card (methods 10): Y, P or N each. A side without a figure of its own fails the
-- category test. Tests that ask for what no source states (vintage dates of two countries, both
-- reporting rates) cannot be Y and are P: what is not established is not claimed.
with series as (
    select distinct indicator_id, breakdown_code, iccs_code, base_period_id
    from {{ ref('int_comparable_side') }}
    where has_figure
),

pair as (
    select a.city_id as city_id_a, b.city_id as city_id_b
    from {{ ref('dim_city') }} as a
    inner join {{ ref('dim_city') }} as b on a.city_id < b.city_id
),

faced as (
    select
        series.indicator_id,
        series.breakdown_code,
        series.iccs_code,
        series.base_period_id,
        pair.city_id_a,
        pair.city_id_b,
        offence.is_police_activity,
        {%- for side in ['a', 'b'] %}
        coalesce({{ side }}.has_figure, false) as has_figure_{{ side }},
        coalesce({{ side }}.node_status_code, 'unavailable') as node_status_{{ side }},
        coalesce(
            {{ side }}.node_status_code = 'exact'
            or (
                {{ side }}.node_status_code = 'core'
                and {{ side }}.possible_count - {{ side }}.certain_count
                <= 0.05 * {{ side }}.possible_count
            ),
            false
        ) as is_tight_{{ side }},
        {{ side }}.source_id as source_id_{{ side }},
        {{ side }}.period_id as period_id_{{ side }},
        {{ side }}.period_start as period_start_{{ side }},
        {{ side }}.counting_unit_code as unit_{{ side }},
        case {{ side }}.includes_attempts_code
            when 'separate' then 'no' else {{ side }}.includes_attempts_code
        end as attempts_{{ side }},
        {{ side }}.date_basis_code as date_basis_{{ side }},
        case
            when {{ side }}.covered_share >= 0.98 and {{ side }}.months_reported = 12 then 'Y'
            when {{ side }}.covered_share >= 0.90 and {{ side }}.months_reported >= 10 then 'P'
            else 'N'
        end as coverage_{{ side }},
        {{ side }}.break_direction_code as break_{{ side }},
        {{ side }}.denominator_vintage as vintage_{{ side }},
        {{ side }}.is_denominator_estimated as is_estimated_{{ side }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from series
    cross join pair
    inner join {{ ref('dim_offence') }} as offence on series.iccs_code = offence.iccs_code
    {%- for side in ['a', 'b'] %}
    left join {{ ref('int_comparable_side') }} as {{ side }}
        on
            series.indicator_id = {{ side }}.indicator_id
            and series.breakdown_code = {{ side }}.breakdown_code
            and series.base_period_id = {{ side }}.base_period_id
            and pair.city_id_{{ side }} = {{ side }}.city_id
    {%- endfor %}
)

select
    *,
    case
        when not has_figure_a or not has_figure_b then 'N'
        when node_status_a = 'unavailable' or node_status_b = 'unavailable' then 'N'
        when is_tight_a and is_tight_b then 'Y'
        else 'P'
    end as category_test_code,
    case
        when unit_a = unit_b and unit_a <> 'published_quantity' then 'Y'
        when unit_a = 'published_quantity' or unit_b = 'published_quantity' then 'P'
        else 'N'
    end as unit_test_code,
    case
        when coalesce(attempts_a, 'unspecified') = 'unspecified'
            or coalesce(attempts_b, 'unspecified') = 'unspecified' then 'P'
        when attempts_a = attempts_b then 'Y'
        else 'N'
    end as attempts_test_code,
    case
        when period_start_a is null or period_start_b is null then 'N'
        when abs(date_diff('month', period_start_a, period_start_b)) > 3 then 'N'
        when period_start_a = period_start_b and date_basis_a = date_basis_b
            and date_basis_a <> 'unspecified' then 'Y'
        else 'P'
    end as calendar_test_code,
    case
        when coverage_a = 'Y' and coverage_b = 'Y' then 'Y'
        when coverage_a = 'N' or coverage_b = 'N' then 'N'
        else 'P'
    end as coverage_test_code,
    case
        when break_a is null and break_b is null then 'Y'
        when coalesce(break_a, '') = 'unknown' or coalesce(break_b, '') = 'unknown' then 'N'
        else 'P'
    end as break_test_code,
    case
        when vintage_a is null or vintage_b is null then 'N'
        when vintage_a = vintage_b and not is_estimated_a and not is_estimated_b then 'Y'
        else 'P'
    end as denominator_test_code,
    case
        when iccs_code = '0101' then 'Y'
        when is_police_activity then 'N'
        else 'P'
    end as reporting_test_code
from faced
where has_figure_a or has_figure_b
