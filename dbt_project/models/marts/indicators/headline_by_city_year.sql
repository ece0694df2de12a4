-- One row is one city and calendar year with the six headline indicators side by side (methods 12),
-- for reading and charts; marts.observation holds the same figures with all that qualifies them. A
-- SAPS or municipal year stands under the calendar year in which it begins. An empty cell says why
-- in its `_status_code`: missing means that no source of this release feeds it.
{% set headline = ['c01', 'c03', 'c08', 'v04', 'g01', 'g06'] %}
with chosen as (
    select
        figure.indicator_id,
        figure.city_id,
        year(figure.period_start) as base_year,
        figure.value,
        figure.value_low,
        figure.value_high,
        figure.ci_low,
        figure.ci_high,
        figure.obs_status_code,
        figure.source_id,
        row_number() over (
            partition by figure.indicator_id, figure.city_id, year(figure.period_start)
            order by
                figure.value is null,
                figure.value_low is null,
                case source.trust_level_code
                    when 'official_statistics' then 1 when 'official_admin' then 2 else 3
                end,
                figure.known_from_at desc nulls last,
                figure.source_id
        ) as choice
    from {{ ref('observation') }} as figure
    inner join {{ ref('dim_source') }} as source on figure.source_id = source.source_id
    inner join {{ ref('dim_period') }} as period on figure.period_id = period.period_id
    where
        figure.area_scope in ('city', 'survey_domain')
        and figure.breakdown_code = 'total'
        and period.grain_code in ('year', 'survey')
        and lower(figure.indicator_id) in ('{{ headline | join("', '") }}')
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
        max(chosen.obs_status_code) filter (where chosen.indicator_id = '{{ name | upper }}'),
        'missing'
    ) as {{ name }}_status_code
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
from city_year
inner join chosen
    on
        city_year.city_id = chosen.city_id
        and city_year.base_year = chosen.base_year
        and chosen.choice = 1
group by city_year.city_id, city_year.base_year
