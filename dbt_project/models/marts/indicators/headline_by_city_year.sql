-- One row is one city and calendar year with the six headline indicators side by side (methods 12),
-- for reading and charts; marts.observation holds the same figures with all that qualifies them. A
-- SAPS or municipal year stands under the calendar year in which it begins. Every flag of a figure
-- stands in `_flag_codes` (P: not all months or areas); missing means that no source feeds it.
{% set headline = ['c01', 'c03', 'c08', 'v04', 'g01', 'g06'] %}
with figure as (
    select
        observed.*,
        year(observed.period_start) as base_year,
        case source.trust_level_code
            when 'official_statistics' then 1 when 'official_admin' then 2 else 3
        end as trust_rank
    from {{ ref('observation') }} as observed
    inner join {{ ref('dim_source') }} as source on observed.source_id = source.source_id
    inner join {{ ref('dim_period') }} as period on observed.period_id = period.period_id
    where
        observed.area_scope in ('city', 'survey_domain')
        and observed.breakdown_code = 'total'
        and period.grain_code in ('year', 'survey')
        and lower(observed.indicator_id) in (
            {%- for name in headline %}
            '{{ name }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
),

-- One source for the whole series of a city: two crime sources never share a line (INV05).
source_choice as (
    select
        indicator_id,
        city_id,
        source_id,
        row_number() over (
            partition by indicator_id, city_id
            order by
                count(coalesce(value, value_low)) = 0 asc,
                min(trust_rank) asc,
                count(coalesce(value, value_low)) desc,
                source_id asc
        ) as choice
    from figure
    group by indicator_id, city_id, source_id
),

chosen as (
    select figure.*
    from figure
    inner join source_choice
        on
            figure.indicator_id = source_choice.indicator_id
            and figure.city_id = source_choice.city_id
            and figure.source_id = source_choice.source_id
            and source_choice.choice = 1
),

city_year as (
    select distinct chosen.city_id, chosen.base_year from chosen
    where coalesce(chosen.value, chosen.value_low) is not null
)

select
    city_year.city_id,
    cast(city_year.base_year as integer) as base_year,
    {%- for name in headline %}
    max(chosen.value) filter (where chosen.indicator_id = '{{ name | upper }}')
        as {{ name }}_value,
    max(coalesce(chosen.ci_low, chosen.value_low))
        filter (where chosen.indicator_id = '{{ name | upper }}') as {{ name }}_low,
    max(coalesce(chosen.ci_high, chosen.value_high))
        filter (where chosen.indicator_id = '{{ name | upper }}') as {{ name }}_high,
    coalesce(
        max(chosen.obs_flag_codes) filter (where chosen.indicator_id = '{{ name | upper }}'),
        'missing'
    ) as {{ name }}_flag_codes,
    max(chosen.source_id) filter (where chosen.indicator_id = '{{ name | upper }}')
        as {{ name }}_source_id
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
from city_year
inner join chosen
    on
        city_year.city_id = chosen.city_id
        and city_year.base_year = chosen.base_year
group by city_year.city_id, city_year.base_year
