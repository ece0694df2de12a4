-- Ruling 8: nothing on sexual offences of a city below the year leaves the house, changes included.
select log.indicator_id, log.area_id, log.period_id
from {{ ref('revision_log') }} as log
inner join {{ ref('dim_period') }} as period on log.period_id = period.period_id
where
    (
        log.indicator_id in (
            select indicator_id from {{ ref('indicator_nodes') }} where iccs_code like '03%'
        )
        or log.breakdown_code like '%iccs_code=03%'
    )
    and log.area_scope not in ('state', 'province', 'country')
    and period.grain_code <> 'year'
