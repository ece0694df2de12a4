-- One row is one indicator series, one city pair and one base period, with the eight tests of the
-- comparability card (methods 10): Y, P or N each, or '-' where there is nothing to ask: one side
-- has no figure, or figures of this kind have no attempts, no reporting, no residents. A side
-- without a figure of its own fails the category test. Tests that ask for what no source states
-- (vintage dates of two countries, both reporting rates, the wording of two surveys) cannot be Y
-- and are P: what is not established is not claimed. Recorded crime has a card where one city has
-- a figure, every other indicator where both have.
with series as (
    select
        indicator_id, breakdown_code, base_period_id,
        min(iccs_code) as iccs_code, min(figure_kind_code) as figure_kind_code,
        bool_or(is_of_an_offence) as is_of_an_offence
    from {{ ref('int_comparable_side') }}
    where has_figure
    group by indicator_id, breakdown_code, base_period_id
),

pair as (
    select a.city_id as city_id_a, b.city_id as city_id_b
    from {{ ref('dim_city') }} as a
    inner join {{ ref('dim_city') }} as b on a.city_id < b.city_id
),

faced as (
    select
        series.*,
        pair.city_id_a,
        pair.city_id_b,
        coalesce(offence.is_police_activity, false) as is_police_activity,
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
        {{ side }}.is_city_form as is_city_form_{{ side }},
        {{ side }}.period_id as period_id_{{ side }},
        {{ side }}.period_start as period_start_{{ side }},
        {{ side }}.period_end as period_end_{{ side }},
        {{ side }}.counting_unit_code as unit_{{ side }},
        {{ side }}.unit_code as measure_{{ side }},
        case {{ side }}.includes_attempts_code
            when 'separate' then 'no' else {{ side }}.includes_attempts_code
        end as attempts_{{ side }},
        {{ side }}.date_basis_code as date_basis_{{ side }},
        case
            when series.figure_kind_code <> 'recorded_crime'
                then case when {{ side }}.is_complete then 'Y' else 'P' end
            when {{ side }}.covered_share >= 0.98 and {{ side }}.months_reported = 12 then 'Y'
            when {{ side }}.covered_share >= 0.90 and {{ side }}.months_reported >= 10 then 'P'
            else 'N'
        end as coverage_{{ side }},
        {{ side }}.break_direction_code as break_{{ side }},
        {{ side }}.denominator_vintage as vintage_{{ side }},
        coalesce({{ side }}.is_denominator_estimated, false) as is_estimated_{{ side }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from series
    cross join pair
    left join {{ ref('dim_offence') }} as offence on series.iccs_code = offence.iccs_code
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
    * exclude (is_of_an_offence, is_city_form_a, is_city_form_b),
    case
        when not has_figure_a or not has_figure_b then 'N'
        when not is_of_an_offence
            then case when source_id_a = source_id_b and not is_city_form_a then 'Y' else 'P' end
        when node_status_a = 'unavailable' or node_status_b = 'unavailable' then 'N'
        when is_tight_a and is_tight_b then 'Y'
        else 'P'
    end as category_test_code,
    case
        when not has_figure_a or not has_figure_b then '-'
        when not is_of_an_offence then case when measure_a = measure_b then 'Y' else 'N' end
        when unit_a = unit_b and unit_a <> 'published_quantity' then 'Y'
        when unit_a = 'published_quantity' or unit_b = 'published_quantity' then 'P'
        else 'N'
    end as unit_test_code,
    case
        when not has_figure_a or not has_figure_b or not is_of_an_offence then '-'
        when coalesce(attempts_a, 'unspecified') = 'unspecified'
            or coalesce(attempts_b, 'unspecified') = 'unspecified' then 'P'
        when attempts_a = attempts_b then 'Y'
        else 'N'
    end as attempts_test_code,
    case
        when not has_figure_a or not has_figure_b then '-'
        when abs(date_diff('month', period_start_a, period_start_b)) > 3 then 'N'
        when period_start_a = period_start_b and period_end_a = period_end_b
            and (
                not is_of_an_offence
                or (date_basis_a = date_basis_b and date_basis_a <> 'unspecified')
            ) then 'Y'
        else 'P'
    end as calendar_test_code,
    case
        when not has_figure_a or not has_figure_b then '-'
        when coverage_a = 'Y' and coverage_b = 'Y' then 'Y'
        when coverage_a = 'N' or coverage_b = 'N' then 'N'
        else 'P'
    end as coverage_test_code,
    case
        when not has_figure_a or not has_figure_b then '-'
        when break_a is null and break_b is null then 'Y'
        when coalesce(break_a, '') = 'unknown' or coalesce(break_b, '') = 'unknown' then 'N'
        else 'P'
    end as break_test_code,
    case
        when not has_figure_a or not has_figure_b then '-'
        when measure_a not like 'per %' and measure_b not like 'per %' then '-'
        when vintage_a is null or vintage_b is null then 'N'
        when vintage_a = vintage_b and not is_estimated_a and not is_estimated_b then 'Y'
        else 'P'
    end as denominator_test_code,
    case
        when not has_figure_a or not has_figure_b then '-'
        when not is_of_an_offence then '-'
        when is_police_activity then 'N'
        when iccs_code = '0101' then 'Y'
        else 'P'
    end as reporting_test_code
from faced
where
    case figure_kind_code
        when 'recorded_crime' then has_figure_a or has_figure_b else has_figure_a and has_figure_b
    end
