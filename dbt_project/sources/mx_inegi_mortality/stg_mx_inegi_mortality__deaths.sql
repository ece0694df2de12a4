-- One row is the deaths of one place, manner and sex that occurred in one year (or in no stated
-- one) and were registered in one year. The published totals over years of occurrence stay behind:
-- they are never summed with their parts (INV16).
with final as (
    select
        'mx_inegi_mortality' as source_id,
        cell.extract_sha256,
        cell.row_number,
        'inegi_presumed_manner' as methodology_version,
        manner.manner_code || '|' || cast(cell.registered_year as varchar) as coverage_scope,
        cell.area_id,
        manner.manner_code,
        cell.manner_label as label_local,
        cell.occurrence_year,
        make_date(cell.registered_year, 1, 1) as period_start,
        make_date(cell.registered_year, 12, 31) as period_end,
        cell.victim_sex_code,
        cell.value_count,
        cell.obs_status_code
    from {{ ref('stg_mx_inegi_mortality__cells') }} as cell
    left join {{ ref('manners__mx_inegi_mortality') }} as manner
        on {{ match_key('cell.manner_label') }} = {{ match_key('manner.label_local') }}
    where cell.occurrence_kind_code in ('year', 'unknown')
)

{{ canonical_deaths('final') }}
