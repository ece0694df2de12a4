-- One row is one count of one kept edition: category x area x period x unit x sex x age label.
-- Landed rows are summed, never de-duplicated (sources 0.2): identical rows are legal. A cell whose
-- rows are all unreadable stays null; one unreadable row among good ones leaves its mark (O).
with summed as (
    select
        counted.source_id,
        counted.coverage_scope,
        counted.extract_sha256,
        counted.source_category_id,
        counted.area_id,
        counted.city_id,
        counted.calendar_code,
        counted.grain_code,
        counted.period_start,
        counted.period_end,
        counted.victim_sex_code,
        counted.victim_age_code,
        counted.victim_age_label,
        coalesce(category.counting_unit_code, counted.counting_unit_code) as counting_unit_code,
        cast(sum(counted.value_count) as bigint) as stated_count,
        bool_or(counted.obs_status_code = 'O') as has_value_fault,
        bool_or(counted.obs_status_code = 'M') as is_not_defined
    from {{ ref('int_offence_row') }} as counted
    inner join {{ ref('int_edition') }} as edition
        on
            counted.source_id = edition.source_id
            and counted.coverage_scope = edition.coverage_scope
            and counted.extract_sha256 = edition.extract_sha256
            and edition.is_kept
    inner join {{ ref('dim_source_category') }} as category
        on counted.source_category_id = category.source_category_id
    group by all
),

judged as (
    select
        summed.*,
        silent.source_category_id is not null as is_silent_zero
    from summed
    left join {{ ref('int_silent_zero') }} as silent
        on
            summed.source_category_id = silent.source_category_id
            and summed.area_id = silent.area_id
            and summed.period_start = silent.period_start
            and summed.stated_count = 0
)

select
    source_id,
    coverage_scope,
    extract_sha256,
    source_category_id,
    area_id,
    city_id,
    calendar_code,
    grain_code,
    period_start,
    period_end,
    {{ period_id('calendar_code', 'grain_code', 'period_start') }} as period_id,
    victim_sex_code,
    victim_age_code,
    victim_age_label,
    counting_unit_code,
    case when not is_silent_zero then stated_count end as value_count,
    case
        when is_not_defined and stated_count is null then 'M'
        when is_silent_zero then 'L'
        when stated_count is null and has_value_fault then 'O'
        when stated_count is null then 'L'
        else 'A'
    end as obs_status_code,
    has_value_fault
from judged
