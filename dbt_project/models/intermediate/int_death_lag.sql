-- One row is one manner, area and lag in years: how much of the deaths that were registered within
-- five years of their year stood in the registers after so many. Pooled over the years of
-- occurrence that were followed for five years; nothing where none was.
{% set full_lag = 5 %}
with followed as (
    select
        source_id, manner_code, area_id, occurrence_year, lag_years, registered_count,
        max(registered_count) filter (where lag_years = {{ full_lag }}) over (
            partition by source_id, manner_code, area_id, occurrence_year
        ) as full_count
    from {{ ref('int_death_triangle') }}
    where last_registered_year - occurrence_year >= {{ full_lag }}
)

select
    source_id,
    manner_code,
    area_id,
    lag_years,
    cast(count(*) as integer) as year_count,
    cast(sum(registered_count) as bigint) as registered_count,
    cast(sum(full_count) as bigint) as full_count,
    100.0 * sum(registered_count) / nullif(sum(full_count), 0) as expected_share_pct
from followed
where lag_years <= {{ full_lag }} and full_count is not null
group by source_id, manner_code, area_id, lag_years
