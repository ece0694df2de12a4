-- One row is one programme and one known break of its outcome's series in one of its areas.
select distinct
    programme.programme_id,
    break_mark.break_date
from {{ ref('dim_programme') }} as programme
inner join {{ ref('fct_programme_activity') }} as activity
    on programme.programme_id = activity.programme_id
inner join {{ ref('indicator_nodes') }} as outcome
    on programme.outcome_indicator_id = outcome.indicator_id and outcome.breakdown_code = 'total'
inner join {{ ref('int_break_mark') }} as break_mark
    on
        programme.outcome_source_id = break_mark.source_id
        and outcome.iccs_code = break_mark.iccs_code
        and activity.area_id = break_mark.area_id
